//! A formula as a tree: what belongs to what.
//!
//! Nothing is guessed. A command that is not in the tables, a brace without its partner or a
//! formula nested too deep makes the whole formula unreadable; only of an open one what is missing
//! at its end is supplied.

mod command;
mod environment;

use super::letters::Accent;
use super::lex::{Lexer, Token};
use super::symbols::{Class, character, delimiter};

/// Deeper nesting is not followed.
const DEEPEST: usize = 24;

/// A part of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// One sign or name.
    Sign(Class, String),
    /// So many columns of space.
    Gap(usize),
    /// What stands in braces.
    Group(Vec<Node>),
    /// A pair of delimiters that belong together, and what is between them.
    Fenced(&'static str, Vec<Node>, &'static str),
    /// A base with what stands below and above its line; no base is an empty one.
    Script {
        base: Box<Node>,
        sub: Option<Vec<Node>>,
        sup: Option<Vec<Node>>,
    },
    /// Numerator and denominator.
    Fraction(Vec<Node>, Vec<Node>),
    /// The index, empty for a square root, and what is under the root.
    Root(Vec<Node>, Vec<Node>),
    /// An accent over something.
    Accented(Accent, Vec<Node>),
    /// A matrix or its like.
    Grid(Grid),
}

/// From the top; cells from left to right.
type Rows = Vec<Vec<Vec<Node>>>;

/// Rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The bracket at its left; may be empty.
    pub open: &'static str,
    /// The bracket at its right; may be empty.
    pub close: &'static str,
    /// How its columns are set.
    pub columns: Columns,
    /// Its cells.
    pub rows: Rows,
    /// The columns that have an upright line before them; one more for the line behind the last.
    pub bars: Vec<usize>,
    /// The rows that have a line above them; one more for the line below the last.
    pub rules: Vec<usize>,
}

impl Node {
    /// The sign that it is or that its scripts hang on, and how that is set; `None` if it is no
    /// single sign.
    pub fn head(&self) -> Option<(Class, &str)> {
        match self {
            Self::Sign(class, text) => Some((*class, text)),
            Self::Script { base, .. } => base.head(),
            Self::Group(nodes) => match nodes.as_slice() {
                [only] => only.head(),
                _ => None,
            },
            Self::Gap(_)
            | Self::Fenced(..)
            | Self::Fraction(..)
            | Self::Root(..)
            | Self::Accented(..)
            | Self::Grid(_) => None,
        }
    }
}

/// How the columns of a grid are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// In the middle, with room between them.
    Matrix,
    /// From the left, with room between them.
    Cases,
    /// Towards the line that every second one begins at, without room.
    Aligned,
}

/// Reads the formula `tex`; with `open` what is missing at its end is supplied.
pub fn parse(tex: &str, open: bool) -> Option<Vec<Node>> {
    let mut parser = Parser {
        lexer: Lexer::new(tex),
        open,
        depth: 0,
    };
    let (rows, _) = parser.grid_rows(Until::End)?;
    let mut rows = rows.into_iter();
    match (rows.next(), rows.next()) {
        (first, None) => {
            let mut cells = first.unwrap_or_default().into_iter();
            let cell = cells.next().unwrap_or_default();
            cells.next().is_none().then_some(cell)
        }
        (Some(first), Some(second)) => Some(vec![Node::Grid(Grid {
            open: "",
            close: "",
            columns: Columns::Aligned,
            rows: [first, second].into_iter().chain(rows).collect(),
            bars: Vec::new(),
            rules: Vec::new(),
        })]),
        (None, Some(_)) => None,
    }
}

/// What ends a run of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Brace,
    /// A brace, with rows before it.
    Stack,
    /// `\right`.
    Right,
    /// `]`, of an index.
    Bracket,
    /// `\end`.
    Environment,
}

/// Why a run of nodes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Until,
    Cell,
    Row,
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    open: bool,
    depth: usize,
}

impl Parser<'_> {
    /// Nodes up to `until`, which is read, or to the end of a cell or row.
    fn run(&mut self, until: Until) -> Option<(Vec<Node>, Stop)> {
        let mut nodes = Vec::new();
        loop {
            let Some(token) = self.lexer.next() else {
                let is_end = self.open || until == Until::End;
                return is_end.then_some((nodes, Stop::Until));
            };
            let stop = match (token, until) {
                (Token::Close, Until::Brace | Until::Stack)
                | (Token::Char(']'), Until::Bracket)
                | (Token::Command("right"), Until::Right)
                | (Token::Command("end"), Until::Environment) => Some(Stop::Until),
                (Token::Cell, Until::Environment | Until::End) => Some(Stop::Cell),
                (Token::Row, Until::Environment | Until::End | Until::Stack) => Some(Stop::Row),
                _ => None,
            };
            if let Some(stop) = stop {
                return Some((nodes, stop));
            }
            // All before it is above, and all behind it is below.
            if let Token::Command(name @ ("over" | "choose")) = token {
                let (below, stop) = self.deeper(|parser| parser.run(until))?;
                let whole = match name {
                    "over" => Node::Fraction(nodes, below),
                    _ => command::choice(nodes, below),
                };
                return Some((vec![whole], stop));
            }
            self.add(token, &mut nodes)?;
        }
    }

    /// Adds what begins with `token`.
    fn add(&mut self, token: Token<'_>, nodes: &mut Vec<Node>) -> Option<()> {
        match token {
            Token::Space => {}
            // Where the scripts of a sum stand does not matter on a line.
            Token::Command("limits" | "nolimits" | "displaylimits") if !nodes.is_empty() => {}
            Token::Raise | Token::Lower => {
                let script = self.argument()?;
                attach(nodes, token == Token::Raise, script)?;
            }
            // A colon and an equals sign are one; a comma between digits is a part of the number.
            Token::Char(':') if self.lexer.rest().starts_with('=') => {
                self.lexer.next();
                nodes.push(Node::Sign(Class::Relation, ":=".to_owned()));
            }
            Token::Char(',') if is_digit(nodes.last()) && self.is_digit_next() => {
                nodes.push(Node::Sign(Class::Plain, ",".to_owned()));
            }
            token => nodes.push(self.node(token)?),
        }
        Some(())
    }

    fn is_digit_next(&self) -> bool {
        matches!(self.lexer.peek(), Some(Token::Char(c)) if c.is_ascii_digit())
    }

    fn node(&mut self, token: Token<'_>) -> Option<Node> {
        match token {
            Token::Open => {
                let mut nodes = self.nested(Until::Brace)?;
                // Braces make an ordinary sign of a comma: one in a number.
                if let [Node::Sign(class @ Class::Comma, _)] = nodes.as_mut_slice() {
                    *class = Class::Plain;
                }
                Some(Node::Group(nodes))
            }
            Token::Char(c) => {
                let (class, text) = character(c);
                Some(Node::Sign(class, text))
            }
            Token::Command(name) => self.command(name),
            Token::Space => Some(Node::Gap(1)),
            Token::Close | Token::Raise | Token::Lower | Token::Cell | Token::Row => None,
        }
    }

    /// A run one level deeper.
    fn nested(&mut self, until: Until) -> Option<Vec<Node>> {
        let (nodes, _) = self.deeper(|parser| parser.run(until))?;
        Some(nodes)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let made = (self.depth <= DEEPEST).then(|| read(self))?;
        self.depth -= 1;
        made
    }

    /// What a command or a script is applied to: a group, or the one thing that follows.
    fn argument(&mut self) -> Option<Vec<Node>> {
        self.lexer.skip_space();
        match self.lexer.next() {
            None => self.open.then(Vec::new),
            Some(Token::Open) => self.nested(Until::Brace),
            // It begins something optional that is not known here.
            Some(Token::Char('[')) => None,
            Some(token) => Some(vec![self.deeper(|parser| parser.node(token))?]),
        }
    }

    /// An argument that is read as it stands.
    fn words(&mut self) -> Option<String> {
        self.lexer.skip_space();
        match self.lexer.next() {
            Some(Token::Open) => {}
            None if self.open => return Some(String::new()),
            _ => return None,
        }
        match self.lexer.verbatim() {
            Some(text) => plain(text),
            None if self.open => {
                self.lexer = Lexer::new("");
                Some(String::new())
            }
            None => None,
        }
    }

    fn delimiter(&mut self) -> Option<&'static str> {
        self.lexer.skip_space();
        match self.lexer.next() {
            None => self.open.then_some(""),
            Some(Token::Command("|")) => Some("‖"),
            Some(Token::Command(name)) => delimiter(name),
            Some(Token::Char(c)) => delimiter(c.encode_utf8(&mut [0; 4])),
            Some(_) => None,
        }
    }

    fn fenced(&mut self) -> Option<Node> {
        let open = self.delimiter()?;
        let body = self.nested(Until::Right)?;
        let close = self.delimiter()?;
        Some(Node::Fenced(open, body, close))
    }
}

/// Hangs a script on the last node.
fn attach(nodes: &mut Vec<Node>, is_raised: bool, script: Vec<Node>) -> Option<()> {
    let has_base = !matches!(nodes.last(), None | Some(Node::Gap(_)));
    let base = nodes
        .pop_if(|_| has_base)
        .unwrap_or(Node::Group(Vec::new()));
    let (base, mut sub, mut sup) = match base {
        Node::Script { base, sub, sup } => (base, sub, sup),
        base => (Box::new(base), None, None),
    };
    let place = if is_raised { &mut sup } else { &mut sub };
    // Two in one place are a mistake.
    if place.replace(script).is_some() {
        return None;
    }
    nodes.push(Node::Script { base, sub, sup });
    Some(())
}

fn is_digit(node: Option<&Node>) -> bool {
    matches!(node, Some(Node::Sign(_, text)) if text.chars().all(|c| c.is_ascii_digit()))
}

/// The text of a `\text`: its escapes are undone, commands and formulas in it are not read.
fn plain(text: &str) -> Option<String> {
    let mut made = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                ',' | ';' | ':' => made.push(' '),
                '!' => {}
                c => made.push(Some(c).filter(|c| " %&_#${}".contains(*c))?),
            },
            '$' => return None,
            '{' | '}' => {}
            '~' | '\n' => made.push(' '),
            c => made.push(c),
        }
    }
    Some(made)
}
