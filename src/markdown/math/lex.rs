//! Tokens of a formula: commands, braces, and single characters.

/// A piece of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A backslash and a word, or a backslash and one character; without the backslash.
    Command(&'a str),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `^`
    Raise,
    /// `_`
    Lower,
    /// `&`, between the cells of a row.
    Cell,
    /// `\\`, between rows.
    Row,
    /// White space.
    Space,
    /// Anything else.
    Char(char),
}

/// Reads tokens from the front of a formula.
#[derive(Debug, Clone, Copy)]
pub struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub fn new(tex: &'a str) -> Self {
        Self { rest: tex }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// The next token, which stays.
    pub fn peek(&self) -> Option<Token<'a>> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Passes over white space.
    pub fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes the text up to the brace that closes the one just read, as it stands. `None` if there
    /// is no such brace.
    pub fn verbatim(&mut self) -> Option<&'a str> {
        let mut depth = 0_usize;
        let mut is_escaped = false;
        let end = self.rest.char_indices().find_map(|(i, c)| {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '{' => depth += 1,
                '}' if depth == 0 => return Some(i),
                '}' => depth -= 1,
                _ => {}
            }
            None
        })?;
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.strip_prefix('}')?;
        Some(text)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        self.rest = chars.as_str();
        Some(match first {
            '\\' => return self.command(),
            '{' => Token::Open,
            '}' => Token::Close,
            '^' => Token::Raise,
            '_' => Token::Lower,
            '&' => Token::Cell,
            '~' => Token::Command(" "),
            c if c.is_whitespace() => {
                self.skip_space();
                Token::Space
            }
            c => Token::Char(c),
        })
    }
}

impl<'a> Lexer<'a> {
    /// What follows a backslash. A backslash at the very end is an empty command.
    fn command(&mut self) -> Option<Token<'a>> {
        let word = self
            .rest
            .trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let len = match self.rest.len() - word.len() {
            0 => self.rest.chars().next().map_or(0, char::len_utf8),
            len => len,
        };
        let (name, rest) = self.rest.split_at_checked(len)?;
        self.rest = match name {
            "operatorname" => rest.strip_prefix('*').unwrap_or(rest),
            _ => rest,
        };
        Some(match name {
            "\\" | "cr" => Token::Row,
            name => Token::Command(name),
        })
    }
}
