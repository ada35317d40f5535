//! Environments: what stands between `\begin` and `\end`, in rows and cells.

use super::{Columns, Grid, Node, Parser, Stop, Until};
use crate::markdown::math::lex::Lexer;

impl Parser<'_> {
    /// What `\begin` begins.
    pub(super) fn environment(&mut self) -> Option<Node> {
        let name = self.words()?;
        let (open, close, columns) = match name.trim_end_matches('*') {
            "matrix" | "smallmatrix" => ("", "", Columns::Matrix),
            "pmatrix" => ("(", ")", Columns::Matrix),
            "bmatrix" => ("[", "]", Columns::Matrix),
            "Bmatrix" => ("{", "}", Columns::Matrix),
            "vmatrix" => ("|", "|", Columns::Matrix),
            "Vmatrix" => ("‖", "‖", Columns::Matrix),
            "array" => {
                self.words()?;
                ("", "", Columns::Matrix)
            }
            "cases" => ("{", "", Columns::Cases),
            "rcases" => ("", "}", Columns::Cases),
            "aligned" | "align" | "alignat" | "gathered" | "gather" | "split" | "equation"
            | "multline" => ("", "", Columns::Aligned),
            "" if self.open => return Some(Node::Gap(0)),
            _ => return None,
        };
        let rows = self.deeper(|parser| parser.grid_rows(Until::Environment))?;
        let ended = self.words()?;
        (ended == name || self.open).then_some(Node::Grid(Grid {
            open,
            close,
            columns,
            rows,
        }))
    }

    /// Rows up to `until`. An empty last one is none.
    pub(super) fn grid_rows(&mut self, until: Until) -> Option<Vec<Vec<Vec<Node>>>> {
        let mut rows = Vec::new();
        let mut cells = Vec::new();
        loop {
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
        Some(rows)
    }

    /// Passes over the room that a row may ask for below it: `\\[2pt]`.
    fn row_skip(&mut self) {
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
