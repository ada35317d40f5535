//! A formula on one line: spaces where a reader wants them, brackets where the line would be read
//! wrongly without.

use super::letters::{fraction, is_high, lowered, raised};
use super::symbols::Class;
use super::tree::{Columns, Grid, Node};

/// `nodes` on one line.
pub fn line(nodes: &[Node]) -> String {
    write(nodes, Spaces::Wide).trim().to_owned()
}

/// Does an operator have spaces around it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    Wide,
    Tight,
}

fn write(nodes: &[Node], spaces: Spaces) -> String {
    let mut out = String::new();
    let mut before: Option<Class> = None;
    for node in nodes {
        let text = match node {
            Node::Gap(n) => {
                if spaces == Spaces::Wide {
                    (0..*n).for_each(|_| out.push(' '));
                }
                continue;
            }
            node => one(node, spaces),
        };
        if text.is_empty() {
            continue;
        }
        let class = match (class(node), before) {
            // A sign, and no operation.
            (Class::Binary, None | Some(Class::Binary | Class::Relation | Class::Open))
            | (Class::Binary, Some(Class::Comma | Class::Name | Class::Large)) => {
                if needs_space(before, Class::Plain, spaces) {
                    pad(&mut out);
                }
                out.push_str(&text);
                before = Some(Class::Open);
                continue;
            }
            (class, _) => class,
        };
        if needs_space(before, class, spaces) {
            pad(&mut out);
        }
        out.push_str(&text);
        before = Some(class);
    }
    out
}

fn pad(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Does a space stand between two signs?
fn needs_space(before: Option<Class>, after: Class, spaces: Spaces) -> bool {
    use Class::{Binary, Close, Comma, Fraction, Large, Name, Open, Plain, Relation};
    let Some(before) = before else {
        return false;
    };
    let wide = spaces == Spaces::Wide;
    match (before, after) {
        (Open, _) | (_, Close | Comma) => false,
        (Relation | Binary, _) | (_, Relation | Binary) => wide,
        (Comma, _) => wide,
        (Name, Open) => false,
        (Name, _) | (Plain | Close | Fraction | Large, Name) => true,
        (Large, _) | (_, Large) => wide,
        (Fraction, Plain | Open | Fraction) => wide,
        (Plain | Close, _) => false,
    }
}

/// How a node is set among its neighbors.
fn class(node: &Node) -> Class {
    match node {
        Node::Sign(class, _) => *class,
        Node::Script { base, .. } => class(base),
        Node::Fraction(above, below) if vulgar(above, below).is_none() => Class::Fraction,
        Node::Group(nodes) => match nodes.as_slice() {
            [only] => class(only),
            _ => Class::Plain,
        },
        Node::Gap(_)
        | Node::Fraction(..)
        | Node::Fenced(..)
        | Node::Root(..)
        | Node::Accented(..)
        | Node::Grid(_) => Class::Plain,
    }
}

fn one(node: &Node, spaces: Spaces) -> String {
    match node {
        Node::Sign(_, text) => text.clone(),
        Node::Gap(_) => String::new(),
        Node::Group(nodes) => write(nodes, spaces),
        Node::Fenced(open, body, close) => {
            format!("{open}{}{close}", write(body, spaces).trim())
        }
        Node::Script { base, sub, sup } => script(base, sub.as_deref(), sup.as_deref(), spaces),
        Node::Fraction(above, below) => {
            if let Some(sign) = vulgar(above, below) {
                return sign.to_owned();
            }
            let above = bracketed(above, is_product(above));
            let below = bracketed(below, is_unit(below) || is_differential(below));
            format!("{above}/{below}")
        }
        Node::Root(index, body) => {
            let sign = match raw(index).as_str() {
                "" | "2" => "√".to_owned(),
                "3" => "∛".to_owned(),
                "4" => "∜".to_owned(),
                index => format!("{}√", raise(index)),
            };
            format!("{sign}{}", bracketed(body, is_unit(body)))
        }
        Node::Accented(accent, body) => accent.on(&raw(body)),
        Node::Grid(grid) => on_one_line(grid),
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
    let between = match grid.columns {
        Columns::Matrix => " ",
        Columns::Cases => "  ",
        Columns::Aligned => " ",
    };
    let row = |row: &Vec<Vec<Node>>| {
        let cells: Vec<String> = row.iter().map(|cell| line(cell)).collect();
        cells.join(between).trim().to_owned()
    };
    let rows: Vec<String> = grid.rows.iter().map(row).collect();
    format!("{}{}{}", grid.open, rows.join("; "), grid.close)
}

fn script(base: &Node, sub: Option<&[Node]>, sup: Option<&[Node]>, spaces: Spaces) -> String {
    let mut text = one(base, spaces);
    let is_unit = match base {
        Node::Group(nodes) => nodes.is_empty() || is_unit(nodes),
        base => is_unit(std::slice::from_ref(base)),
    };
    if !is_unit {
        text = format!("({text})");
    }
    if let Some(sub) = sub {
        let inner = raw(sub);
        text.push_str(&lowered(&inner).unwrap_or_else(|| marked('_', &inner)));
    }
    if let Some(sup) = sup {
        text.push_str(&raise(&raw(sup)));
    }
    text
}

fn raise(inner: &str) -> String {
    if is_high(inner) {
        return inner.replace('∘', "°");
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
    write(nodes, Spaces::Tight).trim().to_owned()
}

fn bracketed(nodes: &[Node], is_clear: bool) -> String {
    let inner = line(nodes);
    if is_clear {
        inner
    } else {
        format!("({inner})")
    }
}

/// Is it one thing, which needs no brackets anywhere?
fn is_unit(nodes: &[Node]) -> bool {
    match nodes {
        [Node::Group(inner)] => is_unit(inner),
        [Node::Fraction(above, below)] => vulgar(above, below).is_some(),
        [Node::Script { base, .. }] => is_unit(std::slice::from_ref(base)),
        [Node::Grid(grid)] => !grid.open.is_empty(),
        [Node::Gap(_)] => false,
        [_] => true,
        nodes => {
            let is_digit = |node: &Node| match node {
                Node::Sign(Class::Plain, text) => text
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')),
                _ => false,
            };
            !nodes.is_empty() && nodes.iter().all(is_digit)
        }
    }
}

/// Can it be divided without brackets? A product can.
fn is_product(nodes: &[Node]) -> bool {
    let is_factor = |node: &Node| match node {
        Node::Sign(class, _) => matches!(class, Class::Plain | Class::Open | Class::Close),
        Node::Group(inner) => is_product(inner),
        Node::Script { base, .. } => !matches!(class(base), Class::Name | Class::Large),
        // What is under a root without brackets would end somewhere.
        Node::Root(_, body) => !is_unit(body),
        Node::Fenced(..) | Node::Accented(..) => true,
        Node::Fraction(above, below) => vulgar(above, below).is_some(),
        Node::Gap(_) | Node::Grid(_) => false,
    };
    // A bracket that opens may have a sum behind it, which is no reason for one more around it.
    let mut depth = 0_usize;
    let is_clear = |node: &Node| {
        match node {
            Node::Sign(Class::Open, _) => depth += 1,
            Node::Sign(Class::Close, _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || is_factor(node)
    };
    let nodes = match nodes {
        [Node::Sign(Class::Binary, sign), rest @ ..] if sign == "−" => rest,
        nodes => nodes,
    };
    !nodes.is_empty() && nodes.iter().all(is_clear)
}

/// Is it the bottom of a derivative: `dx`, `∂x`, `dx²`?
fn is_differential(nodes: &[Node]) -> bool {
    match nodes {
        [
            Node::Sign(Class::Plain, d),
            Node::Sign(Class::Plain, _) | Node::Script { .. },
        ] => d == "d" || d == "∂",
        _ => false,
    }
}
