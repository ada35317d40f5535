//! A formula as a tree: what belongs to what.
//!
//! Nothing is guessed. A command that is not in the tables, a brace without its partner or a
//! formula nested too deep makes the whole formula unreadable; only of an open one what is missing
//! at its end is supplied.

mod environment;

use super::letters::{Accent, Alphabet, accent};
use super::lex::{Lexer, Token};
use super::symbols::{Class, character, delimiter, space, symbol};

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

/// Rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The bracket at its left; may be empty.
    pub open: &'static str,
    /// The bracket at its right; may be empty.
    pub close: &'static str,
    /// How its columns are set.
    pub columns: Columns,
    /// From the top; cells from left to right.
    pub rows: Vec<Vec<Vec<Node>>>,
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
    let rows = parser.grid_rows(Until::End)?;
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
        })]),
        (None, Some(_)) => None,
    }
}

/// What ends a run of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Brace,
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
                (Token::Close, Until::Brace)
                | (Token::Char(']'), Until::Bracket)
                | (Token::Command("right"), Until::Right)
                | (Token::Command("end"), Until::Environment) => Some(Stop::Until),
                (Token::Cell, Until::Environment | Until::End) => Some(Stop::Cell),
                (Token::Row, Until::Environment | Until::End) => Some(Stop::Row),
                _ => None,
            };
            if let Some(stop) = stop {
                return Some((nodes, stop));
            }
            self.add(token, &mut nodes)?;
        }
    }

    /// Adds what begins with `token`.
    fn add(&mut self, token: Token<'_>, nodes: &mut Vec<Node>) -> Option<()> {
        match token {
            Token::Space => {}
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

    fn command(&mut self, name: &str) -> Option<Node> {
        if let Some((class, sign)) = symbol(name) {
            return Some(Node::Sign(class, sign.to_owned()));
        }
        if let Some(columns) = space(name) {
            return Some(Node::Gap(columns));
        }
        if let Some(accent) = accent(name) {
            return Some(Node::Accented(accent, self.argument()?));
        }
        if let Some(sign) = delimiter(name) {
            return Some(Node::Sign(Class::Plain, sign.to_owned()));
        }
        Some(match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" => {
                Node::Fraction(self.argument()?, self.argument()?)
            }
            "sqrt" => {
                self.lexer.skip_space();
                let index = match self.lexer.peek() {
                    Some(Token::Char('[')) => {
                        self.lexer.next();
                        self.nested(Until::Bracket)?
                    }
                    _ => Vec::new(),
                };
                Node::Root(index, self.argument()?)
            }
            "binom" | "dbinom" | "tbinom" => {
                let choose = Node::Sign(Class::Relation, "choose".to_owned());
                let mut nodes = self.argument()?;
                nodes.push(choose);
                nodes.extend(self.argument()?);
                Node::Fenced("(", nodes, ")")
            }
            "pmod" => {
                let mut nodes = vec![Node::Sign(Class::Name, "mod".to_owned())];
                nodes.extend(self.argument()?);
                Node::Group(vec![Node::Gap(1), Node::Fenced("(", nodes, ")")])
            }
            "text" | "textrm" | "textbf" | "textit" | "texttt" | "textsf" | "textnormal"
            | "mbox" | "hbox" => Node::Sign(Class::Plain, self.words()?),
            "operatorname" => Node::Sign(Class::Name, self.words()?),
            "mathrm" | "mathbf" | "mathit" | "mathsf" | "mathtt" | "mathnormal" | "boldsymbol"
            | "bm" | "boxed" | "mathop" | "mathbin" | "mathrel" | "mathord" | "underbrace"
            | "overbrace" => Node::Group(self.argument()?),
            "mathbb" => self.dressed(Alphabet::Double)?,
            "mathcal" | "mathscr" => self.dressed(Alphabet::Script)?,
            "mathfrak" => self.dressed(Alphabet::Fraktur)?,
            "overset" | "stackrel" => {
                let above = self.argument()?;
                scripted(self.argument()?, None, Some(above))
            }
            "underset" => {
                let below = self.argument()?;
                scripted(self.argument()?, Some(below), None)
            }
            "xrightarrow" | "xleftarrow" => {
                let sign = if name == "xrightarrow" { "→" } else { "←" };
                let arrow = Node::Sign(Class::Relation, sign.to_owned());
                scripted(vec![arrow], None, Some(self.argument()?))
            }
            "substack" => Node::Group(self.argument()?),
            "not" => self.negated()?,
            "left" => self.fenced()?,
            "big" | "Big" | "bigg" | "Bigg" | "bigl" | "Bigl" | "biggl" | "Biggl" | "bigr"
            | "Bigr" | "biggr" | "Biggr" | "bigm" | "Bigm" | "middle" => {
                let class = match name.as_bytes().last() {
                    Some(b'l') => Class::Open,
                    Some(b'r') => Class::Close,
                    _ => Class::Plain,
                };
                Node::Sign(class, self.delimiter()?.to_owned())
            }
            "begin" => self.environment()?,
            // A backslash at the end of an open formula is half of a command.
            "" if self.open => Node::Gap(0),
            _ => return None,
        })
    }

    /// An argument in another alphabet.
    fn dressed(&mut self, alphabet: Alphabet) -> Option<Node> {
        let mut nodes = self.argument()?;
        for node in &mut nodes {
            if let Node::Sign(_, text) = node {
                *text = text.chars().map(|c| alphabet.letter(c)).collect();
            }
        }
        Some(Node::Group(nodes))
    }

    /// The next sign, struck through.
    fn negated(&mut self) -> Option<Node> {
        let mut nodes = self.argument()?;
        let Some(Node::Sign(_, text)) = nodes.last_mut() else {
            return self.open.then_some(Node::Gap(0));
        };
        match text.as_str() {
            "=" => *text = "≠".to_owned(),
            "∈" => *text = "∉".to_owned(),
            text_now if text_now.chars().count() == 1 => text.push('\u{338}'),
            _ => return None,
        }
        nodes.pop().filter(|_| nodes.is_empty())
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
    let base = nodes.pop().unwrap_or(Node::Group(Vec::new()));
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

fn scripted(mut base: Vec<Node>, sub: Option<Vec<Node>>, sup: Option<Vec<Node>>) -> Node {
    let base = match base.pop() {
        Some(only) if base.is_empty() => only,
        last => {
            base.extend(last);
            Node::Group(base)
        }
    };
    let base = Box::new(base);
    Node::Script { base, sub, sup }
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
