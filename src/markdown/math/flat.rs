//! A formula on one line: spaces where a reader wants them, spaces or brackets where the line would
//! be read wrongly without.

mod shape;

use self::shape::{Shape, is_base, is_differential, is_product, is_radicand, is_unit};
use super::letters::{fraction, is_high, is_raised, lowered, raised};
use super::symbols::Class;
use super::tree::{Columns, Grid, Node};

/// `nodes` on one line.
pub fn line(nodes: &[Node]) -> String {
    write(nodes, Spaces::Wide).text.trim().to_owned()
}

/// Does an operator have spaces around it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    Wide,
    Tight,
}

/// A part of a line.
#[derive(Debug)]
struct Piece {
    text: String,
    /// How it is set among its neighbors.
    class: Class,
    shape: Shape,
    /// Would what it begins with be taken for a part of what stands before it?
    leads: bool,
}

impl Piece {
    fn firm(text: String) -> Self {
        Self {
            text,
            class: Class::Plain,
            shape: Shape::Firm,
            leads: false,
        }
    }

    fn bracketed(self) -> Self {
        Self::firm(format!("({})", self.text.trim()))
    }

    /// With brackets where it, made from `node`, is open.
    fn closed(self, node: &Node) -> Self {
        // The base of a power may be the last digit of a number.
        let is_power = matches!(node, Node::Script { .. });
        let mut chars = self.text.chars();
        if let (Some(raised), Some('^'), true) = (chars.next_back(), chars.next_back(), is_power) {
            let text = format!("{}^({raised})", chars.as_str());
            return Self {
                class: self.class,
                leads: self.leads,
                ..Self::firm(text)
            };
        }
        self.bracketed()
    }
}

/// A line that is being written.
#[derive(Debug, Default)]
struct Writer<'a> {
    text: String,
    n_pieces: usize,
    /// Whether the first piece leads.
    leads: bool,
    /// Class and shape of the last piece.
    last: Option<(Class, Shape)>,
    /// The node that it was made from.
    node: Option<&'a Node>,
}

fn write(nodes: &[Node], spaces: Spaces) -> Piece {
    let mut out = Writer::default();
    for (i, node) in nodes.iter().enumerate() {
        if let Node::Gap(n) = node {
            match spaces {
                Spaces::Wide => (0..*n).for_each(|_| out.text.push(' ')),
                Spaces::Tight if *n > 0 => out.pad(),
                Spaces::Tight => {}
            }
            continue;
        }
        let piece = one(node, spaces);
        if !piece.text.is_empty() {
            let after = nodes.get(i + 1..).unwrap_or_default();
            out.add(node, piece, after, spaces);
        }
    }
    let (class, shape) = out.last.unwrap_or((Class::Plain, Shape::Firm));
    let is_one = out.n_pieces == 1;
    Piece {
        text: out.text,
        class: if is_one { class } else { Class::Plain },
        shape: match shape {
            Shape::Fraction if !is_one => Shape::Trailing,
            shape => shape,
        },
        leads: out.leads,
    }
}

impl<'a> Writer<'a> {
    fn add(&mut self, node: &'a Node, mut piece: Piece, after: &[Node], spaces: Spaces) {
        let before = self.last.map(|(class, _)| class);
        let head = self.node.and_then(Node::head);
        let behind_name = head.is_some_and(|(class, name)| class == Class::Name && binds(name));
        let behind_division = head.is_some_and(|(_, sign)| is_division(sign));
        let next = after.iter().find(|node| !matches!(node, Node::Gap(_)));
        let next = next.and_then(Node::head).map_or("", |(_, sign)| sign);
        let is_behind = matches!(before, Some(Class::Plain | Class::Close | Class::Large))
            || head.is_some_and(|(class, _)| class == Class::Binary);
        let mut is_applied = false;
        match piece.shape {
            Shape::Fraction if behind_name => {
                piece = piece.closed(node);
                is_applied = true;
            }
            Shape::Fraction if behind_division || is_division(next) || is_postfix(next) => {
                piece = piece.closed(node);
            }
            // A difference would be read, or two signs.
            Shape::Fraction if is_behind && piece.text.starts_with('−') => {
                piece = piece.closed(node);
            }
            Shape::Trailing | Shape::Rooted if is_postfix(next) => piece = piece.closed(node),
            Shape::Trailing if is_division(next) => piece = piece.closed(node),
            _ => {}
        }
        // A sign, and no operation.
        let is_sign = piece.class == Class::Binary
            && matches!(
                before,
                None | Some(
                    Class::Binary
                        | Class::Relation
                        | Class::Open
                        | Class::Comma
                        | Class::Name
                        | Class::Large
                )
            );
        let class = match piece.class {
            _ if is_sign => Class::Plain,
            _ if is_applied => Class::Open,
            class => class,
        };
        if needs_space(before, class, spaces) || self.would_touch(node, &piece, class) {
            self.pad();
        }
        if self.n_pieces == 0 {
            self.leads = piece.leads || piece.shape == Shape::Fraction;
        }
        self.n_pieces += 1;
        self.text.push_str(&piece.text);
        let class = if is_sign { Class::Open } else { piece.class };
        self.last = Some((class, piece.shape));
        self.node = Some(node);
    }

    /// Would `piece`, made from `node`, be read as a part of what stands before it, or the other
    /// way round?
    fn would_touch(&self, node: &Node, piece: &Piece, class: Class) -> bool {
        let Some((before, shape)) = self.last else {
            return false;
        };
        let is_operand = matches!(
            class,
            Class::Plain | Class::Open | Class::Name | Class::Large
        );
        if !is_operand || matches!(before, Class::Open | Class::Binary | Class::Relation) {
            return false;
        }
        // A sign behind it stays where it is.
        let is_sign = |sign: &str| is_division(sign) || is_postfix(sign);
        let follows = node.head().is_some_and(|(_, sign)| is_sign(sign));
        let is_behind_division = self.node.and_then(Node::head);
        if follows || is_behind_division.is_some_and(|(_, sign)| is_division(sign)) {
            return false;
        }
        match shape {
            Shape::Fraction | Shape::Trailing => return true,
            Shape::Apart if class != Class::Open => return true,
            Shape::Apart | Shape::Rooted | Shape::Firm => {}
        }
        // What is raised would be the index of the root.
        let is_index = self.text.ends_with(is_raised) && piece.text.starts_with(['√', '∛', '∜']);
        is_index
            || piece.leads
            || piece.shape == Shape::Fraction
            || self.would_make_number(node, &piece.text)
    }

    /// Would `text`, made from `node`, make a number of the one before it that the source does not
    /// have?
    fn would_make_number(&self, node: &Node, text: &str) -> bool {
        let is_vulgar = |c: char| c.is_numeric() && !c.is_ascii_digit() && !is_script(c);
        let last = self.text.chars().next_back();
        let first = text.chars().next();
        let (Some(last), Some(first)) = (last, first) else {
            return false;
        };
        let is_number = (last.is_ascii_digit() && first.is_ascii_digit())
            || (is_vulgar(last) && (first.is_ascii_digit() || is_vulgar(first)));
        // The next digit of the same number may have a power or a line.
        let is_digit = |node: &Node| matches!(node, Node::Sign(_, text) if text.len() == 1);
        let goes_on = self.node.is_some_and(is_digit)
            && match node {
                Node::Script { base, .. } => is_digit(base),
                Node::Accented(..) => true,
                node => is_digit(node),
            };
        is_number && !goes_on
    }

    fn pad(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}

/// Does a space stand between two signs?
fn needs_space(before: Option<Class>, after: Class, spaces: Spaces) -> bool {
    use Class::{Binary, Close, Comma, Large, Name, Open, Plain, Relation};
    let Some(before) = before else {
        return false;
    };
    let wide = spaces == Spaces::Wide;
    match (before, after) {
        (Open, _) | (_, Close | Comma) => false,
        (Relation | Binary, _) | (_, Relation | Binary) => wide,
        (Comma, _) => wide,
        (Name, Open) => false,
        (Name, _) | (Plain | Close | Large, Name) => true,
        (Large, _) | (_, Large) => wide,
        (Plain | Close, _) => false,
    }
}

fn one(node: &Node, spaces: Spaces) -> Piece {
    match node {
        Node::Sign(class, text) => Piece {
            class: *class,
            ..Piece::firm(text.clone())
        },
        Node::Gap(_) => Piece::firm(String::new()),
        Node::Group(nodes) => write(nodes, spaces),
        Node::Fenced(open, body, close) => {
            let body = write(body, spaces);
            let text = format!("{open}{}{close}", body.text.trim());
            Piece {
                shape: if close.is_empty() {
                    body.shape
                } else {
                    Shape::Firm
                },
                leads: open.is_empty() && body.leads,
                ..Piece::firm(text)
            }
        }
        Node::Script { base, sub, sup } => script(base, sub.as_deref(), sup.as_deref(), spaces),
        Node::Fraction(above, below) => {
            if let Some(sign) = vulgar(above, below) {
                return Piece::firm(sign.to_owned());
            }
            let top = write(above, Spaces::Wide);
            let is_firm = !matches!(top.shape, Shape::Trailing | Shape::Fraction);
            let is_clear = is_firm && is_product(above) && !has_gap(&top.text);
            let top = bracketed(&top.text, is_clear);
            let below_text = line(below);
            let is_clear = is_unit(below) || is_differential(above, below);
            let bottom = bracketed(&below_text, is_clear && !has_gap(&below_text));
            Piece {
                shape: Shape::Fraction,
                ..Piece::firm(format!("{top}/{bottom}"))
            }
        }
        Node::Root(index, body) => root(index, body),
        Node::Accented(accent, body) => {
            let text = accent.on(&raw(body));
            Piece {
                leads: text.starts_with(accent.name),
                ..Piece::firm(text)
            }
        }
        Node::Grid(grid) => Piece::firm(on_one_line(grid)),
    }
}

fn root(index: &[Node], body: &[Node]) -> Piece {
    let index = raw(index);
    let (sign, leads) = match index.as_str() {
        "" | "2" => ("√".to_owned(), false),
        "3" => ("∛".to_owned(), false),
        "4" => ("∜".to_owned(), false),
        index => match raised(index) {
            Some(index) => (format!("{index}√"), true),
            None => (format!("√[{index}]"), false),
        },
    };
    let body_text = line(body);
    let is_clear = is_radicand(body) && !has_gap(&body_text);
    Piece {
        shape: if is_clear {
            Shape::Trailing
        } else {
            Shape::Rooted
        },
        leads,
        ..Piece::firm(format!("{sign}{}", bracketed(&body_text, is_clear)))
    }
}

fn script(base: &Node, sub: Option<&[Node]>, sup: Option<&[Node]>, spaces: Spaces) -> Piece {
    let is_empty = matches!(base, Node::Group(nodes) if nodes.is_empty());
    let mut piece = one(base, spaces);
    if !is_empty && !is_base(std::slice::from_ref(base), sub.is_some()) {
        piece = piece.bracketed();
    }
    let mut text = std::mem::take(&mut piece.text);
    let mut shape = Shape::Firm;
    if let Some(sub) = sub {
        let inner = raw(sub);
        match lowered(&inner) {
            Some(lowered) => text.push_str(&lowered),
            // What is raised behind it must not be raised on it.
            None if sup.is_some() => text.push_str(&format!("_({inner})")),
            None => {
                shape = Shape::Apart;
                text.push_str(&marked('_', &inner));
            }
        }
    }
    if let Some(sup) = sup {
        let raised = raise(&raw(sup));
        shape = match raised.starts_with('^') && !raised.ends_with(')') {
            true => Shape::Trailing,
            false if raised.ends_with('*') => Shape::Apart,
            false => Shape::Firm,
        };
        text.push_str(&raised);
    }
    Piece {
        text,
        class: piece.class,
        shape,
        leads: piece.leads || is_empty,
    }
}

/// The one character for a fraction of two digits, where there is one. Looks no deeper, because it
/// is asked again at every level.
fn vulgar(above: &[Node], below: &[Node]) -> Option<&'static str> {
    match (above, below) {
        ([Node::Sign(_, above)], [Node::Sign(_, below)]) => fraction(above, below),
        _ => None,
    }
}

/// A grid in the middle of a line: `(a b; c d)`.
fn on_one_line(grid: &Grid) -> String {
    let cells: Vec<Vec<String>> = grid
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| line(cell)).collect())
        .collect();
    let has_spaces = cells.iter().flatten().any(|cell| cell.contains(' '));
    let has_empty = cells.iter().flatten().any(String::is_empty);
    let between = match grid.columns {
        Columns::Matrix if has_empty => ", ",
        Columns::Matrix if !has_spaces => " ",
        Columns::Matrix | Columns::Cases => "  ",
        Columns::Aligned => " ",
    };
    let row = |row: &Vec<String>| {
        let mut text = String::new();
        for (i, cell) in row.iter().enumerate() {
            match i {
                _ if grid.bars.contains(&i) => text.push_str(" | "),
                0 => {}
                _ => text.push_str(between),
            }
            text.push_str(cell);
        }
        text.trim().to_owned()
    };
    let rows: Vec<String> = cells.iter().map(row).collect();
    format!("{}{}{}", grid.open, rows.join("; "), grid.close)
}

fn raise(inner: &str) -> String {
    if is_high(inner) {
        // A star in the middle of its height is a product.
        return inner.replace('∘', "°").replace('∗', "*");
    }
    raised(inner).unwrap_or_else(|| marked('^', inner))
}

/// What has no raised or lowered characters of its own.
fn marked(sign: char, inner: &str) -> String {
    match inner.chars().count() {
        1 => format!("{sign}{inner}"),
        _ => format!("{sign}({inner})"),
    }
}

/// `nodes` without spaces around operators.
fn raw(nodes: &[Node]) -> String {
    write(nodes, Spaces::Tight).text.trim().to_owned()
}

fn bracketed(text: &str, is_clear: bool) -> String {
    match is_clear {
        true => text.trim().to_owned(),
        false => format!("({})", text.trim()),
    }
}

/// Is there a space outside of all brackets?
fn has_gap(text: &str) -> bool {
    let mut depth = 0_usize;
    text.trim().chars().any(|c| {
        match c {
            '(' | '[' | '{' | '⟨' | '⌈' | '⌊' => depth += 1,
            ')' | ']' | '}' | '⟩' | '⌉' | '⌋' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ' ' && depth == 0
    })
}

fn is_division(sign: &str) -> bool {
    matches!(sign, "/" | "÷" | "∕" | "⁄")
}

/// Is it a sign behind what it is applied to?
fn is_postfix(sign: &str) -> bool {
    matches!(sign, "!" | "′" | "%" | "°")
}

/// Is the function `name` applied to the next thing alone, and not to all that follows?
fn binds(name: &str) -> bool {
    let far = ["lim", "max", "min", "sup", "inf", "arg"];
    !far.iter().any(|far| name.starts_with(far))
}

/// Is it a raised or a lowered digit?
fn is_script(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209C}')
}

#[cfg(test)]
mod tests;
