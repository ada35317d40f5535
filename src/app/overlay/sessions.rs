//! The sessions overlay: a list to pick from, filtered by what is typed.

use crate::app::layout::panel::{self, Panel};
use crate::app::overlay::Wish;
use crate::conversation::UnixMillis;
use crate::key::{Key, KeyCode};
use crate::session::summary::Summary;

/// Columns and rows of the text at most.
const SIZE: (u16, u16) = (96, 22);

/// The list, what it is filtered by, and which line is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sessions {
    /// `None` while the list is being read.
    summaries: Option<Vec<Summary>>,
    /// When the list was read, for the ages it shows.
    read_at: UnixMillis,
    filter: String,
    selected: usize,
    /// Index of the first one shown.
    top: usize,
}

impl Sessions {
    /// The list has been read, at this moment.
    pub fn fill(&mut self, summaries: Vec<Summary>, now: UnixMillis) {
        self.summaries = Some(summaries);
        self.read_at = now;
        self.selected = 0;
    }

    /// How many sessions there are, whatever was typed.
    pub fn len(&self) -> usize {
        self.summaries.as_ref().map_or(0, Vec::len)
    }

    /// Is there none, as far as is known?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Is the list still being read?
    pub fn is_loading(&self) -> bool {
        self.summaries.is_none()
    }

    /// How long ago a session was last written to, in milliseconds.
    pub fn age(&self, summary: &Summary) -> u64 {
        self.read_at.0.saturating_sub(summary.at.0)
    }

    /// What was typed.
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The sessions that match, newest first.
    pub fn shown(&self) -> Vec<&Summary> {
        let needle = self.filter.to_lowercase();
        self.summaries
            .iter()
            .flatten()
            .filter(|summary| {
                needle.is_empty()
                    || summary.title.to_lowercase().contains(&needle)
                    || summary.id.0.starts_with(&needle)
            })
            .collect()
    }

    /// Index of the chosen one among [`Self::shown`].
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Index of the first of [`Self::shown`] that is in view; valid after `prepare`.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Keeps what is chosen on a screen of `screen` columns and rows; where the list lies there, as
    /// high as it is long.
    pub fn prepare(&mut self, screen: (u16, u16)) -> Panel {
        // What is typed changes what is listed, and not where it stands.
        let n_rows = u16::try_from(self.len().max(1)).unwrap_or(u16::MAX);
        let height = n_rows.saturating_add(2).min(SIZE.1);
        let panel = Panel::new(screen, (SIZE.0, height));
        let air = u16::from(panel.inside.height > 3);
        let panel = panel.with_list(1 + air);
        let n_rows = usize::from(panel.list.height);
        self.top = panel::shown(self.top, n_rows, self.shown().len(), self.selected).start;
        panel
    }

    /// Chooses what stands in this row. Answers whether that was chosen before.
    pub fn choose(&mut self, row: usize) -> bool {
        let idx = self.top + row;
        let was_chosen = idx == self.selected;
        if idx < self.shown().len() {
            self.selected = idx;
        }
        was_chosen
    }

    /// Moves, filters, or picks.
    pub fn on_key(&mut self, key: Key) -> Wish {
        let last = self.shown().len().saturating_sub(1);
        match key.code {
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down => self.selected = (self.selected + 1).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(last),
            KeyCode::Home => self.selected = 0,
            KeyCode::End => self.selected = last,
            KeyCode::Enter => {
                let picked = self
                    .shown()
                    .get(self.selected)
                    .filter(|s| s.unreadable.is_none())
                    .map(|s| s.id.clone());
                return picked.map_or(Wish::Stay, Wish::OpenSession);
            }
            KeyCode::Backspace => {
                self.filter.pop();
                self.selected = 0;
            }
            KeyCode::Char(c) if !key.mods.ctrl && !key.mods.alt && !c.is_control() => {
                self.filter.push(c);
                self.selected = 0;
            }
            _ => {}
        }
        Wish::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SessionId;

    fn summary(id: &str, title: &str) -> Summary {
        Summary {
            id: SessionId(id.into()),
            at: UnixMillis(0),
            messages: 2,
            title: title.into(),
            unreadable: None,
        }
    }

    #[test]
    fn typing_filters_and_enter_picks_what_is_chosen() {
        let mut list = Sessions::default();
        list.fill(
            vec![
                summary("b", "Orders"),
                summary("a", "Rust lifetimes"),
                summary("c", "Rusty nails"),
            ],
            UnixMillis(0),
        );
        for c in "rust".chars() {
            list.on_key(Key::plain(KeyCode::Char(c)));
        }
        assert_eq!(list.shown().len(), 2);
        list.on_key(Key::plain(KeyCode::Down));
        list.on_key(Key::plain(KeyCode::Down));
        assert_eq!(
            list.on_key(Key::plain(KeyCode::Enter)),
            Wish::OpenSession(SessionId("c".into()))
        );
    }

    #[test]
    fn a_session_that_cannot_be_read_is_listed_and_cannot_be_picked() {
        let mut list = Sessions::default();
        list.fill(
            vec![Summary {
                unreadable: Some("permission denied".into()),
                ..summary("a", "?")
            }],
            UnixMillis(0),
        );
        assert_eq!(list.shown().len(), 1);
        assert_eq!(list.on_key(Key::plain(KeyCode::Enter)), Wish::Stay);
    }
}
