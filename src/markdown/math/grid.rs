//! A formula on lines of its own: a matrix as rows, with what stands beside it in the middle of its
//! height.

use super::flat;
use super::symbols::Class;
use super::tree::{Columns, Grid, Node};
use crate::text::width::{columns, graphemes};

/// Bigger pictures are not drawn, in characters.
const BIGGEST: usize = 16 * 1024;

/// `nodes` as lines from the top; `None` if they would be too many. None are empty.
pub fn rows(nodes: &[Node]) -> Option<Vec<String>> {
    let picture = picture(nodes)?;
    let mut rows: Vec<String> = picture
        .rows
        .iter()
        .map(|row| row.trim_end().to_owned())
        .collect();
    rows.retain(|row| !row.is_empty());
    Some(rows)
}

/// Rows of one width, and the one on which the line of the formula lies.
struct Picture {
    rows: Vec<String>,
    middle: usize,
}

impl Picture {
    fn line(text: String) -> Self {
        Self {
            rows: vec![text],
            middle: 0,
        }
    }

    fn width(&self) -> usize {
        self.rows.iter().map(|row| columns(row)).max().unwrap_or(0)
    }

    /// `self` with `other` at its right.
    fn beside(self, other: Self) -> Option<Self> {
        let above = self.middle.max(other.middle);
        let below = (self.rows.len() - self.middle).max(other.rows.len() - other.middle);
        let (left, right) = (self.width(), other.width());
        let n_rows = above + below;
        if n_rows.saturating_mul(left + right) > BIGGEST {
            return None;
        }
        let row = |i: usize| {
            let part = |picture: &Self, width| {
                let at = (i + picture.middle).checked_sub(above);
                let row = at.and_then(|at| picture.rows.get(at));
                fill(row.map_or("", String::as_str), width, Side::Left)
            };
            part(&self, left) + &part(&other, right)
        };
        Some(Self {
            rows: (0..n_rows).map(row).collect(),
            middle: above,
        })
    }
}

fn picture(nodes: &[Node]) -> Option<Picture> {
    let mut whole: Option<Picture> = None;
    let mut rest = nodes;
    while !rest.is_empty() {
        let n_flat = rest.iter().take_while(|node| !is_tall(node)).count();
        let (part, after) = match rest.split_first() {
            Some((node, after)) if n_flat == 0 => (tall(node)?, after),
            _ => {
                let (before, after) = rest.split_at_checked(n_flat)?;
                let mut text = flat::line(before);
                if !after.is_empty() && ends_in_sign(before) {
                    text.push(' ');
                }
                if whole.is_some() && !text.is_empty() {
                    text.insert(0, ' ');
                }
                (Picture::line(text), after)
            }
        };
        whole = Some(match whole {
            None => part,
            Some(whole) => whole.beside(part)?,
        });
        rest = after;
    }
    whole.or_else(|| Some(Picture::line(String::new())))
}

/// Is it drawn on more than one line?
fn is_tall(node: &Node) -> bool {
    match node {
        Node::Grid(grid) => grid.rows.len() > 1 || !grid.rules.is_empty(),
        Node::Group(nodes) | Node::Fenced(_, nodes, _) => nodes.iter().any(is_tall),
        Node::Script { base, .. } => is_tall(base),
        Node::Sign(..)
        | Node::Gap(_)
        | Node::Fraction(..)
        | Node::Root(..)
        | Node::Accented(..) => false,
    }
}

fn tall(node: &Node) -> Option<Picture> {
    match node {
        Node::Grid(grid) => drawn(grid),
        Node::Group(nodes) => picture(nodes),
        Node::Fenced(open, nodes, close) => fence(picture(nodes)?, open, close),
        Node::Script { base, sub, sup } => {
            // Raised at the top right, lowered at the bottom right.
            let empty = Box::new(Node::Group(Vec::new()));
            let part = |sub: Option<Vec<Node>>, sup: Option<Vec<Node>>| {
                let base = empty.clone();
                flat::line(&[Node::Script { base, sub, sup }])
            };
            let mut picture = tall(base)?;
            let width = picture.width();
            let last = picture.rows.len().saturating_sub(1);
            for (at, text) in [
                (0, part(None, sup.clone())),
                (last, part(sub.clone(), None)),
            ] {
                if let Some(row) = picture.rows.get_mut(at).filter(|_| !text.is_empty()) {
                    *row = fill(row, width, Side::Left) + &text;
                }
            }
            Some(picture)
        }
        node => Some(Picture::line(flat::line(std::slice::from_ref(node)))),
    }
}

fn drawn(grid: &Grid) -> Option<Picture> {
    let cells: Vec<Vec<String>> = grid
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| flat::line(cell)).collect())
        .collect();
    let n_columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns)
        .map(|i| {
            let column = cells.iter().filter_map(|row| row.get(i));
            column.map(|cell| columns(cell)).max().unwrap_or(0)
        })
        .collect();
    let width = widths.iter().sum::<usize>() + 2 * n_columns;
    if cells.len().saturating_mul(width) > BIGGEST {
        return None;
    }
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (i, &width) in widths.iter().enumerate() {
            let cell = row.get(i).map_or("", String::as_str);
            let (side, gap) = match grid.columns {
                Columns::Matrix => (Side::Middle, "  "),
                Columns::Cases => (Side::Left, "  "),
                Columns::Aligned if i % 2 == 0 => (Side::Right, "  "),
                Columns::Aligned => (Side::Left, " "),
            };
            // Columns without text need no room beside them.
            let is_empty = widths.iter().take(i).all(|&width| width == 0);
            match (i, grid.bars.contains(&i)) {
                (0, true) => line.push_str("│ "),
                (0, false) => {}
                (_, true) => line.push_str(" │ "),
                (_, false) if is_empty && grid.columns == Columns::Aligned => {}
                (_, false) => line.push_str(gap),
            }
            line.push_str(&fill(cell, width, side));
        }
        if grid.bars.contains(&n_columns) {
            line.push_str(" │");
        }
        line
    };
    let mut rows = Vec::new();
    for (i, row) in cells.iter().enumerate() {
        let row = line(row);
        if grid.rules.contains(&i) {
            rows.push(rule(&row));
        }
        rows.push(row);
    }
    if let Some(last) = rows.last().filter(|_| grid.rules.contains(&cells.len())) {
        rows.push(rule(last));
    }
    let middle = rows.len().saturating_sub(1) / 2;
    fence(Picture { rows, middle }, grid.open, grid.close)
}

/// A line below or above `row` that crosses its upright lines.
fn rule(row: &str) -> String {
    let mut rule = String::new();
    for grapheme in graphemes(row) {
        match grapheme.text {
            "│" => rule.push('┼'),
            _ => rule.extend(std::iter::repeat_n('─', usize::from(grapheme.columns))),
        }
    }
    rule
}

/// `picture` between brackets of its height.
fn fence(picture: Picture, open: &str, close: &str) -> Option<Picture> {
    let (n_rows, middle) = (picture.rows.len(), picture.middle);
    let bracket = |sign: &str| {
        let rows = (0..n_rows).map(|i| piece(sign, i, n_rows).to_owned());
        Picture {
            rows: rows.collect(),
            middle,
        }
    };
    bracket(open).beside(picture)?.beside(bracket(close))
}

/// The part of a tall bracket that stands in row `i` of `n`.
fn piece(sign: &str, i: usize, n: usize) -> &str {
    let (first, middle, last) = match sign {
        "(" => ("⎛", "⎜", "⎝"),
        ")" => ("⎞", "⎟", "⎠"),
        "[" => ("⎡", "⎢", "⎣"),
        "]" => ("⎤", "⎥", "⎦"),
        "{" => ("⎧", if i == (n - 1) / 2 { "⎨" } else { "⎪" }, "⎩"),
        "}" => ("⎫", if i == (n - 1) / 2 { "⎬" } else { "⎪" }, "⎭"),
        "|" => ("│", "│", "│"),
        "‖" => ("║", "║", "║"),
        sign => return if i == (n - 1) / 2 { sign } else { "" },
    };
    match i {
        _ if n == 1 => sign,
        0 => first,
        i if i + 1 == n => last,
        _ => middle,
    }
}

/// Where a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Middle,
    Right,
}

fn fill(text: &str, width: usize, side: Side) -> String {
    let room = width.saturating_sub(columns(text));
    let before = match side {
        Side::Left => 0,
        Side::Middle => room / 2,
        Side::Right => room,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(room - before))
}

/// Would a space follow if the formula went on on the line?
fn ends_in_sign(nodes: &[Node]) -> bool {
    let last = nodes
        .iter()
        .rev()
        .find(|node| !matches!(node, Node::Gap(_)));
    match last {
        Some(Node::Sign(class, _)) => !matches!(class, Class::Plain | Class::Open),
        Some(_) | None => nodes.len() > usize::from(last.is_some()),
    }
}
