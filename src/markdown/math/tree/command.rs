//! Commands that are more than one sign: what they take, and what becomes of it.

use super::{Class, Node, Parser, Token, Until};
use crate::markdown::math::letters::{Alphabet, accent, is_measure};
use crate::markdown::math::symbols::{delimiter, space, symbol};

impl Parser<'_> {
    /// What the command `name` makes of what follows it.
    pub(super) fn command(&mut self, name: &str) -> Option<Node> {
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
                let index = self.optional()?.unwrap_or_default();
                Node::Root(index, self.argument()?)
            }
            "binom" | "dbinom" | "tbinom" => {
                let above = self.argument()?;
                choice(above, self.argument()?)
            }
            "pmod" => {
                let mut nodes = vec![Node::Sign(Class::Name, "mod".to_owned())];
                nodes.extend(self.argument()?);
                Node::Group(vec![Node::Gap(1), Node::Fenced("(", nodes, ")")])
            }
            "text" | "textrm" | "textbf" | "textit" | "texttt" | "textsf" | "textnormal"
            | "mbox" | "hbox" => Node::Sign(Class::Plain, self.words()?),
            "operatorname" => Node::Sign(Class::Name, self.words()?),
            "mathrm" | "mathsf" | "mathtt" => self.word(Class::Plain)?,
            "mathop" => self.word(Class::Name)?,
            "mathbf" | "mathit" | "mathnormal" | "boldsymbol" | "bm" | "boxed" | "mathbin"
            | "mathrel" | "mathord" => Node::Group(self.argument()?),
            "underbrace" => self.braced(Token::Lower)?,
            "overbrace" => self.braced(Token::Raise)?,
            "phantom" | "hphantom" => Node::Gap(usize::from(!self.argument()?.is_empty())),
            "vphantom" => {
                self.argument()?;
                Node::Gap(0)
            }
            "hspace" => {
                if self.lexer.rest().starts_with('*') {
                    self.lexer.next();
                }
                let is_back = self.words()?.trim_start().starts_with('-');
                Node::Gap(usize::from(!is_back))
            }
            "tag" => {
                let tag = Node::Sign(Class::Plain, format!("({})", self.words()?));
                Node::Group(vec![Node::Gap(4), tag])
            }
            "label" => {
                self.words()?;
                Node::Gap(0)
            }
            "mathbb" => self.dressed(Alphabet::Double)?,
            "mathcal" | "mathscr" => self.dressed(Alphabet::Script)?,
            "mathfrak" => self.dressed(Alphabet::Fraktur)?,
            "overset" | "stackrel" => {
                let above = self.argument()?;
                scripted(self.beset()?, None, Some(above))
            }
            "underset" => {
                let below = self.argument()?;
                scripted(self.beset()?, Some(below), None)
            }
            "xrightarrow" => self.arrow("→")?,
            "xleftarrow" => self.arrow("←")?,
            "xleftrightarrow" => self.arrow("↔")?,
            "xRightarrow" => self.arrow("⇒")?,
            "xLeftarrow" => self.arrow("⇐")?,
            "xmapsto" => self.arrow("↦")?,
            "substack" => self.stacked()?,
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

    /// What stands in brackets before the arguments of a command; `None` inside if nothing does.
    fn optional(&mut self) -> Option<Option<Vec<Node>>> {
        self.lexer.skip_space();
        if self.lexer.peek() != Some(Token::Char('[')) {
            return Some(None);
        }
        self.lexer.next();
        self.nested(Until::Bracket).map(Some)
    }

    /// An argument that is one word if it has nothing but letters, and more than one.
    fn word(&mut self, class: Class) -> Option<Node> {
        let nodes = self.argument()?;
        let letter = |node: &Node| match node {
            Node::Sign(Class::Plain, text) if text.chars().all(char::is_alphabetic) => {
                Some(text.clone())
            }
            Node::Sign(_, text) if matches!(text.as_str(), "/" | "·" | "°") => Some(text.clone()),
            Node::Gap(1) => Some(" ".to_owned()),
            _ => None,
        };
        let word: Option<String> = nodes.iter().map(letter).collect();
        let is_word = |word: &String| word.chars().count() > 1 && is_measure(word);
        Some(match word.filter(is_word) {
            Some(word) => Node::Sign(class, word),
            None => Node::Group(nodes),
        })
    }

    /// An arrow with what stands on it, and below it.
    fn arrow(&mut self, sign: &str) -> Option<Node> {
        let arrow = Node::Sign(Class::Relation, sign.to_owned());
        let below = self.optional()?.filter(|below| !below.is_empty());
        let above = Some(self.argument()?).filter(|above| !above.is_empty());
        Some(scripted(vec![arrow], below, above))
    }

    /// What something is set above or below. On anything but a sign between two others it would be
    /// read as a power or an index.
    fn beset(&mut self) -> Option<Vec<Node>> {
        let nodes = self.argument()?;
        let class = match nodes.as_slice() {
            [only] => only.head().map(|(class, _)| class),
            _ => None,
        };
        let can_be = matches!(
            class,
            Some(Class::Relation | Class::Binary | Class::Name | Class::Large)
        );
        (can_be || self.is_at_open_end()).then_some(nodes)
    }

    /// What has a brace below or above it, and the words at that brace. A sign there would be read
    /// as an index.
    fn braced(&mut self, place: Token<'_>) -> Option<Node> {
        let body = self.argument()?;
        self.lexer.skip_space();
        if self.lexer.peek() != Some(place) {
            return Some(Node::Group(body));
        }
        self.lexer.next();
        let words = self.argument()?;
        let is_word = |node: &Node| match node.head() {
            Some((Class::Relation, _)) => true,
            Some((_, text)) => text.chars().filter(|c| c.is_alphabetic()).count() > 1,
            None => false,
        };
        if !words.iter().any(is_word) {
            return self.is_at_open_end().then_some(Node::Group(body));
        }
        let is_sum = |node: &Node| {
            let class = node.head().map(|(class, _)| class);
            matches!(class, Some(Class::Binary | Class::Relation | Class::Large))
        };
        let body = match body.iter().any(is_sum) {
            true => Node::Fenced("(", body, ")"),
            false => Node::Group(body),
        };
        let words = Node::Fenced("(", words, ")");
        Some(Node::Group(vec![body, Node::Gap(1), words]))
    }

    /// Rows that stand below each other where there is room for one.
    fn stacked(&mut self) -> Option<Node> {
        self.lexer.skip_space();
        match self.lexer.next() {
            Some(Token::Open) => {}
            None if self.open => return Some(Node::Gap(0)),
            _ => return None,
        }
        let (rows, _) = self.deeper(|parser| parser.grid_rows(Until::Stack))?;
        let comma = [Node::Sign(Class::Comma, ",".to_owned())];
        let rows: Vec<Vec<Node>> = rows.into_iter().map(|row| row.concat()).collect();
        Some(Node::Group(rows.join(&comma[..])))
    }

    /// Has an open formula been read to its end?
    fn is_at_open_end(&self) -> bool {
        self.open && self.lexer.rest().is_empty()
    }
}

/// One of `below`, so many as `above`: a binomial.
pub(super) fn choice(mut above: Vec<Node>, below: Vec<Node>) -> Node {
    above.push(Node::Sign(Class::Relation, "choose".to_owned()));
    above.extend(below);
    Node::Fenced("(", above, ")")
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
