//! Environments: what stands between `\begin` and `\end`, in rows and cells.

use super::{Columns, Grid, Node, Parser, Rows, Stop, Token, Until};
use crate::markdown::math::lex::Lexer;

impl Parser<'_> {
    /// What `\begin` begins.
    pub(super) fn environment(&mut self) -> Option<Node> {
        let name = self.words()?;
        let (open, close, columns) = match name.trim_end_matches('*') {
            "matrix" | "smallmatrix" | "array" => ("", "", Columns::Matrix),
            "pmatrix" => ("(", ")", Columns::Matrix),
            "bmatrix" => ("[", "]", Columns::Matrix),
            "Bmatrix" => ("{", "}", Columns::Matrix),
            "vmatrix" => ("|", "|", Columns::Matrix),
            "Vmatrix" => ("‖", "‖", Columns::Matrix),
            "cases" | "dcases" => ("{", "", Columns::Cases),
            "rcases" | "drcases" => ("", "}", Columns::Cases),
            "aligned" | "align" | "alignat" | "alignedat" | "gathered" | "gather" | "split"
            | "equation" | "multline" => ("", "", Columns::Aligned),
            "" if self.open => return Some(Node::Gap(0)),
            _ => return None,
        };
        let bars = match name.trim_end_matches('*') {
            "array" => bars(&self.words()?)?,
            "alignat" | "alignedat" => {
                self.words()?;
                Vec::new()
            }
            _ => self.setting().map_or(Some(Vec::new()), bars)?,
        };
        let (rows, rules) = self.deeper(|parser| parser.grid_rows(Until::Environment))?;
        let ended = self.words()?;
        (ended == name || self.open).then_some(Node::Grid(Grid {
            open,
            close,
            columns,
            rows,
            bars,
            rules,
        }))
    }

    /// Rows up to `until`, and those that have a line above them. An empty last row is none.
    pub(super) fn grid_rows(&mut self, until: Until) -> Option<(Rows, Vec<usize>)> {
        let mut rows = Vec::new();
        let mut rules = Vec::new();
        let mut cells = Vec::new();
        loop {
            if cells.is_empty() && until == Until::Environment {
                self.rule(rows.len(), &mut rules);
            }
            let (cell, stop) = self.run(until)?;
            cells.push(cell);
            if stop == Stop::Row {
                self.row_skip();
            }
            if stop != Stop::Cell {
                rows.push(std::mem::take(&mut cells));
            }
            if stop == Stop::Until {
                break;
            }
        }
        if rows.len() > 1 && rows.last().is_some_and(|row| row.iter().all(Vec::is_empty)) {
            rows.pop();
        }
        Some((rows, rules))
    }

    /// Notes the line that is asked for above row `i`.
    fn rule(&mut self, i: usize, rules: &mut Vec<usize>) {
        loop {
            let mut ahead = self.lexer;
            ahead.skip_space();
            if ahead.next() != Some(Token::Command("hline")) {
                return;
            }
            self.lexer = ahead;
            if rules.last() != Some(&i) {
                rules.push(i);
            }
        }
    }

    /// What an environment says in brackets about how it is set: `[t]`, `[cc|c]`.
    fn setting(&mut self) -> Option<&str> {
        let rest = self.lexer.rest().trim_start().strip_prefix('[')?;
        let (setting, rest) = rest.split_once(']')?;
        let is_setting = setting.chars().all(|c| "lcrtb|".contains(c));
        is_setting.then(|| self.lexer = Lexer::new(rest))?;
        Some(setting)
    }

    /// Passes over the room that a row may ask for below it: `\\[2pt]`.
    fn row_skip(&mut self) {
        if self.lexer.rest().starts_with('*') {
            self.lexer.next();
        }
        let room = self.lexer.rest().strip_prefix('[');
        let room = room.and_then(|rest| rest.split_once(']'));
        if let Some((_, rest)) = room.filter(|(room, _)| {
            room.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                && room.ends_with(|c: char| c.is_ascii_alphabetic())
        }) {
            self.lexer = Lexer::new(rest);
        }
    }
}

/// The columns that have a line before them in an array that is set like this: `cc|c`. `None` if it
/// says more than that.
fn bars(setting: &str) -> Option<Vec<usize>> {
    let mut bars = Vec::new();
    let mut column = 0;
    for c in setting.chars() {
        match c {
            '|' => bars.push(column),
            'l' | 'c' | 'r' | 't' | 'b' => column += 1,
            '@' | ' ' => {}
            _ => return None,
        }
    }
    bars.dedup();
    Some(bars)
}
