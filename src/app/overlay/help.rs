//! The help overlay: every key as it is bound now.
//!
//! What matters most stands first. Two actions that are each other's opposite share a line, and the
//! further keys of an action stand dim behind what it does. How the lines are painted is not known
//! here.

use crate::app::action::Action;
use crate::app::action::table::{ACTIONS, Group};
use crate::app::keymap::Keymap;
use crate::app::layout::panel::Panel;
use crate::app::overlay::Wish;
use crate::key::{Key, KeyCode};
use crate::text::line::{Line, LineKind, SOLID_BLANK, Span};
use crate::text::wrap::{Row, wrap};
use crate::theme::Scope;

/// The help overlay, and how far it is scrolled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Help {
    /// First row shown; after `prepare` never so far down that a row below could stay empty.
    pub top: u16,
}

/// The text of the overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Columns of text, side by side from left to right; one or two.
    pub columns: Vec<Vec<Row>>,
    /// How wide each of them is.
    pub width: u16,
}

/// Blank columns between two columns of text.
pub const GAP: u16 = 4;
/// The least columns of a screen on which two columns of text stand side by side.
const WIDE: u16 = 110;
/// A column of text is at most so wide.
const WIDEST: u16 = 76;
/// Columns of the screen that are not text of the overlay: beside it, its border, and air.
const BESIDE: u16 = 6;
/// More rows than help will ever have.
const FAR: u16 = 400;
/// Columns of the first keys of an action, or of two.
const KEYS: usize = 17;

/// What is wanted most.
const FIRST: [Action; 8] = [
    Action::Send,
    Action::Newline,
    Action::Back,
    Action::PageUp,
    Action::Search,
    Action::Copy,
    Action::NextPane,
    Action::QuitIfEmpty,
];

/// Actions that share a line, and what both do.
const PAIRS: [(Action, Action, &str); 12] = [
    (
        Action::HistoryBack,
        Action::HistoryForward,
        "Earlier or later prompt (on the first or last row)",
    ),
    (Action::PageUp, Action::PageDown, "A page up or down"),
    (Action::RowUp, Action::RowDown, "A row up or down"),
    (
        Action::Top,
        Action::End,
        "To the beginning; to the end, and follow",
    ),
    (
        Action::FindNext,
        Action::FindPrevious,
        "While searching to the next hit or back",
    ),
    (
        Action::PreviousMessage,
        Action::NextMessage,
        "To the prompt or answer before or after",
    ),
    (
        Action::PreviousCode,
        Action::NextCode,
        "To the code block before or after",
    ),
    (
        Action::PreviousHeading,
        Action::NextHeading,
        "To the heading before or after",
    ),
    (
        Action::CodeLeft,
        Action::CodeRight,
        "Back or on along long lines of code",
    ),
    (
        Action::PreviousBlock,
        Action::NextBlock,
        "Choose the thinking or call before or after",
    ),
    (
        Action::PreviousLink,
        Action::NextLink,
        "To the link before or after; says where it leads",
    ),
    (
        Action::NextPane,
        Action::PreviousPane,
        "Focus the next pane or the one before",
    ),
];

impl Help {
    /// Scrolls; anything that is not a scrolling key closes.
    pub fn on_key(&mut self, key: Key) -> Wish {
        self.top = match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.top.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => (self.top + 1).min(FAR),
            KeyCode::PageUp => self.top.saturating_sub(10),
            KeyCode::PageDown => (self.top + 10).min(FAR),
            KeyCode::Home => 0,
            KeyCode::End => FAR,
            KeyCode::Enter | KeyCode::F(1) | KeyCode::Char('q') => return Wish::Close,
            _ => self.top,
        };
        Wish::Stay
    }

    /// Never stands past the end on a screen of this size: from there the next key upwards would
    /// seem to do nothing.
    pub fn prepare(&mut self, keymap: &Keymap, screen: (u16, u16)) -> Panel {
        let page = Page::new(keymap, screen.0);
        let n_columns = u16::try_from(page.columns.len()).unwrap_or(1);
        let width = n_columns * (page.width + GAP) - GAP;
        let panel = Panel::new(screen, (width, page.n_rows()));
        let last_top = page.n_rows().saturating_sub(panel.inside.height);
        self.top = self.top.min(last_top);
        panel
    }
}

impl Page {
    /// All keys, for a screen of this width.
    pub fn new(keymap: &Keymap, screen: u16) -> Self {
        let room = screen.saturating_sub(BESIDE).max(1);
        let is_wide = screen >= WIDE;
        let width = if is_wide {
            room.saturating_sub(GAP) / 2
        } else {
            room
        };
        let width = width.min(WIDEST);
        let groups = groups(keymap);
        let groups = groups.iter().map(|lines| {
            let rows = lines.iter().flat_map(|line| wrap(line, width));
            rows.collect::<Vec<Row>>()
        });
        let groups: Vec<Vec<Row>> = groups.collect();
        let n_left = if is_wide {
            most_even(&groups)
        } else {
            groups.len()
        };
        let (left, right) = groups.split_at_checked(n_left).unwrap_or((&groups, &[]));
        let blank = [Row::default()];
        let sides = [left, right].into_iter().filter(|side| !side.is_empty());
        Self {
            columns: sides.map(|side| side.join(blank.as_slice())).collect(),
            width,
        }
    }

    /// How many rows it has.
    pub fn n_rows(&self) -> u16 {
        let rows = self.columns.iter().map(Vec::len).max();
        u16::try_from(rows.unwrap_or_default()).unwrap_or(FAR)
    }
}

/// How many groups stand at the left so that both sides are about as long.
fn most_even(groups: &[Vec<Row>]) -> usize {
    let height = |groups: &[Vec<Row>]| groups.iter().map(|rows| rows.len() + 1).sum::<usize>();
    let longest = |n: &usize| {
        let sides = groups.split_at_checked(*n);
        sides.map_or(usize::MAX, |(left, right)| height(left).max(height(right)))
    };
    (0..=groups.len()).min_by_key(longest).unwrap_or_default()
}

/// The lines of each group; those that matter most first, and nowhere else.
fn groups(keymap: &Keymap) -> Vec<Vec<Line>> {
    let title = |text: &str| text_line(text, Scope::OverlayTitle);
    let mut first = vec![title("First of all")];
    first.extend(FIRST.iter().filter_map(|action| line(keymap, *action)));
    // Else they would be tried where they are written.
    if let Some(key) = keymap.labels(Action::NextPane).first() {
        let remark = format!("Single letters are keys in a pane: {key} goes there.");
        first.push(text_line(&remark, Scope::Dim));
    }
    let mut groups = vec![first];
    for group in Group::ALL {
        let actions = ACTIONS.iter().filter(|info| info.group == group);
        let others = actions.filter(|info| !FIRST.contains(&info.action));
        let lines = others.filter_map(|info| line(keymap, info.action));
        groups.push([title(group.title())].into_iter().chain(lines).collect());
    }
    let remark = "Hold Shift and drag to select with the terminal's own selection.";
    groups.push(vec![text_line(remark, Scope::Dim)]);
    groups
}

/// The line of an action; `None` of the second one of a pair.
fn line(keymap: &Keymap, action: Action) -> Option<Line> {
    if PAIRS.iter().any(|(_, second, _)| *second == action) {
        return None;
    }
    let pair = PAIRS.iter().find(|(first, ..)| *first == action);
    let (second, doc) = match pair {
        Some((_, second, doc)) => (keymap.labels(*second), *doc),
        None => {
            let info = ACTIONS.iter().find(|info| info.action == action)?;
            (Vec::new(), info.doc)
        }
    };
    let mut keys = together(&keymap.labels(action), &second).into_iter();
    let (first, scope) = match keys.next() {
        Some(first) => (first, Scope::OverlayKey),
        None => ("unbound".to_owned(), Scope::Dim),
    };
    let others: Vec<String> = keys.collect();
    let mut line = text_line(doc, Scope::Overlay);
    if !others.is_empty() {
        let others = format!("  {}", others.join(", "));
        line.spans.push(Span::new(others, Scope::Dim));
    }
    let first = first.replace(SOLID_BLANK, " ");
    line.lead.first = vec![Span::new(format!("{first:<0$}", KEYS - 2), scope), gap(2)];
    line.lead.rest = vec![gap(KEYS)];
    Some(line)
}

fn text_line(text: &str, scope: Scope) -> Line {
    Line::new(vec![Span::new(text, scope)], LineKind::Prose)
}

fn gap(columns: usize) -> Span {
    Span::new(" ".repeat(columns), Scope::Overlay)
}

/// The keys of two actions side by side, as far as both have some; no row parts letters.
fn together(first: &[String], second: &[String]) -> Vec<String> {
    let n_keys = first.len().max(second.len());
    let keys = (0..n_keys).map(|idx| [first.get(idx), second.get(idx)]);
    keys.map(|both| {
        let both: Vec<&str> = both.into_iter().flatten().map(String::as_str).collect();
        let are_letters = both.iter().all(|key| key.len() == 1);
        both.join(if are_letters { SOLID_BLANK } else { " " })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::columns;

    fn text(row: &Row) -> String {
        row.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    fn words(page: &Page) -> Vec<String> {
        let rows = page.columns.iter().flatten().map(text);
        let words = rows.flat_map(|row| {
            let words = row.split_whitespace().map(str::to_owned);
            words.collect::<Vec<_>>()
        });
        words.collect()
    }

    #[test]
    fn no_key_is_missing_and_no_row_too_wide() {
        let keymap = Keymap::default();
        for width in [40, 80, 110, 120, 200] {
            let page = Page::new(&keymap, width);
            let words = words(&page);
            for info in ACTIONS {
                for label in keymap.labels(info.action) {
                    let has = |word: &String| {
                        *word == label || word.strip_suffix(',') == Some(label.as_str())
                    };
                    assert!(words.iter().any(has), "{label} at {width}");
                }
            }
            let rows = page.columns.iter().flatten();
            assert!(
                rows.clone()
                    .all(|row| columns(&text(row)) <= usize::from(page.width))
            );
        }
    }

    #[test]
    fn a_large_screen_shows_all_keys_in_two_columns() {
        let keymap = Keymap::default();
        assert_eq!(Page::new(&keymap, 109).columns.len(), 1);
        let page = Page::new(&keymap, 200);
        assert_eq!(page.columns.len(), 2);
        assert!(page.n_rows() <= 60 - 4, "{}", page.n_rows());
    }

    #[test]
    fn two_columns_are_about_as_long() {
        for width in [110, 120, 140, 200] {
            let page = Page::new(&Keymap::default(), width);
            let rows: Vec<usize> = page.columns.iter().map(Vec::len).collect();
            assert!(rows[0].abs_diff(rows[1]) <= 10, "{rows:?} at {width}");
        }
    }

    #[test]
    fn what_was_unbound_is_said() {
        let changes = [("search".to_owned(), String::new())];
        let (keymap, _) = Keymap::with_changes(&changes);
        let page = Page::new(&keymap, 80);
        let rows: Vec<String> = page.columns.iter().flatten().map(text).collect();
        assert!(
            rows.iter()
                .any(|row| row.starts_with("unbound          Search")),
            "{rows:?}"
        );
    }
}
