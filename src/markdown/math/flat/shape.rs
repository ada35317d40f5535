//! *Shape*: what of a formula can stand beside what without brackets.

use super::vulgar;
use crate::markdown::math::letters::is_measure;
use crate::markdown::math::symbols::Class;
use crate::markdown::math::tree::Node;

/// What would happen to a neighbor that touches a part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Firm,
    /// Letters behind it would be read as a part of it: an index.
    Apart,
    /// A sign behind it would be read as a part of it: what is under a root and has brackets.
    Rooted,
    /// Whatever is behind it would: what is under a root or raised, and has no brackets.
    Trailing,
    /// Whatever is beside it would, on both sides.
    Fraction,
}

/// Is it one thing, which can be divided by without brackets?
pub fn is_unit(nodes: &[Node]) -> bool {
    match nodes {
        [Node::Group(inner)] => is_unit(inner),
        [Node::Fraction(above, below)] => vulgar(above, below).is_some(),
        [node @ Node::Script { .. }] => {
            let class = node.head().map(|(class, _)| class);
            !matches!(class, Some(Class::Name | Class::Large | Class::Relation))
        }
        [Node::Grid(grid)] => !grid.open.is_empty(),
        [Node::Fenced(open, _, close)] => !open.is_empty() && !close.is_empty(),
        [Node::Sign(_, text)] => is_word(text),
        [Node::Gap(_)] => false,
        [Node::Root(..) | Node::Accented(..)] => true,
        nodes => is_number(nodes) || is_between_brackets(nodes),
    }
}

/// Can it stand under a root without brackets?
pub fn is_radicand(nodes: &[Node]) -> bool {
    match nodes {
        [Node::Group(inner)] => is_radicand(inner),
        [Node::Script { base, sup, .. }] => {
            sup.is_none() && is_radicand(std::slice::from_ref(base))
        }
        [Node::Root(index, _)] => match index.as_slice() {
            [] => true,
            [Node::Sign(_, index)] => matches!(index.as_str(), "2" | "3" | "4"),
            _ => false,
        },
        nodes => is_unit(nodes) && !matches!(nodes, [_, .., Node::Script { .. }]),
    }
}

/// Can it have a power without brackets, or, with `has_sub`, an index?
pub fn is_base(nodes: &[Node], has_sub: bool) -> bool {
    match nodes {
        [Node::Group(inner)] => is_base(inner, has_sub),
        [
            Node::Script {
                base, sup: None, ..
            },
        ] if !has_sub => is_base(std::slice::from_ref(base), true),
        [Node::Script { .. } | Node::Root(..)] => false,
        [Node::Fenced(_, _, close)] => !close.is_empty(),
        [Node::Sign(Class::Name, _)] => true,
        [Node::Sign(Class::Plain, text)] if is_measure(text) => true,
        [Node::Sign(Class::Plain, text)] if text.starts_with('(') && text.ends_with(')') => true,
        nodes => is_unit(nodes) && !matches!(nodes, [_, .., Node::Script { .. }]),
    }
}

/// Can it be divided without brackets? A product can.
pub fn is_product(nodes: &[Node]) -> bool {
    let is_factor = |node: &Node| match node {
        Node::Sign(class, text) => {
            let is_part = matches!(class, Class::Plain | Class::Open | Class::Close);
            is_part && is_word(text) && text != "/"
        }
        Node::Group(inner) => is_product(inner),
        Node::Script { .. } => {
            let class = node.head().map(|(class, _)| class);
            !matches!(class, Some(Class::Name | Class::Large | Class::Relation))
        }
        Node::Fenced(open, _, close) => !open.is_empty() && !close.is_empty(),
        Node::Root(..) | Node::Accented(..) => true,
        Node::Fraction(above, below) => vulgar(above, below).is_some(),
        Node::Gap(_) | Node::Grid(_) => false,
    };
    // A bracket that opens may have a sum behind it, which is no reason for one more around it.
    let mut depth = 0_usize;
    let is_clear = |node: &Node| {
        match node {
            Node::Sign(Class::Open, _) => depth += 1,
            _ if closes(node) => depth = depth.saturating_sub(1),
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

/// Are they top and bottom of a derivative: `d` or `dy` over `dx`, `∂x`, `dx²`?
pub fn is_differential(above: &[Node], below: &[Node]) -> bool {
    let is_d = |node: &Node| {
        node.head()
            .is_some_and(|(_, sign)| sign == "d" || sign == "∂")
    };
    match below {
        [d, Node::Sign(Class::Plain, _) | Node::Script { .. }] => {
            is_d(d) && above.first().is_some_and(is_d)
        }
        _ => false,
    }
}

/// Is it one sign, or a word?
fn is_word(text: &str) -> bool {
    text.chars().count() == 1 || text.chars().all(char::is_alphanumeric)
}

fn is_number(nodes: &[Node]) -> bool {
    let is_digit = |node: &Node| match node {
        Node::Sign(Class::Plain, text) => text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')),
        _ => false,
    };
    !nodes.is_empty() && nodes.iter().all(is_digit)
}

/// Does the bracket that they begin with close where they end? The last one may have a power.
fn is_between_brackets(nodes: &[Node]) -> bool {
    let mut depth = 0_usize;
    let mut closed = nodes.iter().map(|node| {
        match node {
            Node::Sign(Class::Open, _) => depth += 1,
            _ if closes(node) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    closed.position(|is_closed| is_closed) == Some(nodes.len().saturating_sub(1)) && nodes.len() > 1
}

fn closes(node: &Node) -> bool {
    match node {
        Node::Sign(Class::Close, _) => true,
        Node::Script { base, .. } => matches!(**base, Node::Sign(Class::Close, _)),
        _ => false,
    }
}
