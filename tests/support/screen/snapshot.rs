//! A *snapshot* of the screen: what a person sees at one moment, and the modes they cannot see.

use std::fmt;

/// What the screen shows at one moment.
#[derive(Clone)]
pub struct Screen(pub(super) vt100::Screen);

impl Screen {
    /// All rows, without the blanks at their ends.
    pub fn contents(&self) -> String {
        self.rows().join("\n")
    }

    /// The rows from top to bottom, without the blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        let columns = self.size().0;
        let rows = self.0.rows(0, columns);
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    /// One row, from 0 at the top; empty outside of the screen.
    pub fn row(&self, row: u16) -> String {
        self.rows().into_iter().nth(row.into()).unwrap_or_default()
    }

    /// Whether a row holds `text`.
    pub fn contains(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    /// The column and row where `text` begins first.
    pub fn find(&self, text: &str) -> Option<(u16, u16)> {
        let (columns, rows) = self.size();
        (0..rows).find_map(|y| {
            let starts = |&x: &u16| {
                let row = self.0.rows(x, columns - x).nth(y.into());
                row.is_some_and(|row| row.starts_with(text))
            };
            (0..columns).find(starts).map(|x| (x, y))
        })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let (rows, columns) = self.0.size();
        (columns.get(), rows.get())
    }

    /// The column and row of the cursor; `None` while it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let (row, column) = self.0.cursor_position();
        (!self.0.hide_cursor()).then_some((column, row))
    }

    /// A cell with its style.
    pub fn cell(&self, column: u16, row: u16) -> Option<&vt100::Cell> {
        self.0.cell(row, column)
    }

    /// Whether the program has the alternate screen.
    pub fn alternate_screen(&self) -> bool {
        self.0.alternate_screen()
    }

    /// Whether the program asked for pastes in brackets.
    pub fn bracketed_paste(&self) -> bool {
        self.0.bracketed_paste()
    }

    /// Which reports of the pointer the program asked for.
    pub fn pointer(&self) -> vt100::MouseProtocolMode {
        self.0.mouse_protocol_mode()
    }

    /// Whether every mode is as a shell expects it: main screen, cursor seen, nothing reported.
    pub fn is_restored(&self) -> bool {
        !self.alternate_screen()
            && !self.bracketed_paste()
            && !self.0.hide_cursor()
            && self.pointer() == vt100::MouseProtocolMode::None
            && self.0.fgcolor() == vt100::Color::Default
            && self.0.bgcolor() == vt100::Color::Default
    }
}

impl fmt::Debug for Screen {
    /// The grid in a frame, rows numbered, with cursor and modes below it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, rows) = self.size();
        let rule = "─".repeat(columns.into());
        writeln!(f, "   ┌{rule}┐")?;
        for (y, row) in self.rows().iter().enumerate() {
            writeln!(f, "{y:>3}│{row}")?;
        }
        writeln!(f, "   └{rule}┘")?;
        write!(
            f,
            "{columns}×{rows}, cursor {:?}, alternate screen {}, bracketed paste {}, pointer {:?}",
            self.cursor(),
            self.alternate_screen(),
            self.bracketed_paste(),
            self.pointer(),
        )
    }
}
