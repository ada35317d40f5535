//! A *frame* of the harness: one painted screen, as text.

use causerie::ui::Painted;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// One painted screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub buf: Buffer,
    pub painted: Painted,
}

impl Frame {
    /// Rows joined by line ends, without the blanks at their ends.
    pub fn text(&self) -> String {
        let rows: Vec<String> = (0..self.buf.area.height).map(|y| self.row(y)).collect();
        rows.join("\n")
    }

    /// One row.
    pub fn row(&self, y: u16) -> String {
        let mut row = String::new();
        let mut x = 0;
        while x < self.buf.area.width {
            let symbol = self.buf[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).expect("a cell is narrow");
        }
        row.trim_end().to_owned()
    }

    /// The row and column where `what` stands first.
    pub fn find(&self, what: &str) -> Option<(u16, u16)> {
        (0..self.buf.area.height).find_map(|y| {
            let row = self.row(y);
            let at = row.find(what)?;
            Some((y, u16::try_from(row[..at].width()).expect("narrow")))
        })
    }
}
