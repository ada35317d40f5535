//! The copy overlay: what can be copied of a turn, to pick from; of the target of a link that is
//! chosen and longer than its row, all of it below the list.

use crate::app::copy::{Offer, What};
use crate::app::layout::panel::{self, Panel};
use crate::app::links::cells;
use crate::app::overlay::Wish;
use crate::key::{Key, KeyCode};
use crate::text::sanitize::one_line;
use crate::text::width::fit;

/// Columns and rows of the text at most.
const SIZE: (u16, u16) = (80, 22);

/// Columns in front of the first line of an offer.
pub const TITLE_AT: u16 = 22;

/// On fewer rows there are none but those of the list.
const LEAST_ROWS: u16 = 4;

/// What is offered, and which of it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    offers: Vec<Offer>,
    selected: usize,
    /// Index of the first one shown.
    top: usize,
    /// See [`Copy::target`].
    target: Vec<String>,
    /// The number as far as it was typed.
    typed: usize,
    /// See [`Copy::said`].
    said: String,
}

impl Copy {
    /// A list in which `selected` is chosen.
    pub fn new(offers: Vec<Offer>, selected: usize) -> Self {
        Self {
            offers,
            selected,
            top: 0,
            target: Vec::new(),
            typed: 0,
            said: String::new(),
        }
    }

    /// What is offered, in order.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// Index of the chosen one.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Index of the first one shown; valid after `prepare`.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The target of the link that is chosen, in the last rows of the text; none where its row has
    /// room for it, or it is something else. Valid after `prepare`.
    pub fn target(&self) -> &[String] {
        &self.target
    }

    /// What there is to say of the last key: that nothing here has it. Else empty.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Keeps what is chosen on a screen of `screen` columns and rows; where the list lies there.
    pub fn prepare(&mut self, screen: (u16, u16)) -> Panel {
        let n_offers = self.offers.len();
        let width = Panel::new(screen, SIZE).inside.width.max(1);
        let is_long = |offer: &&Offer| {
            let room = usize::from(width.saturating_sub(TITLE_AT));
            offer.what == What::Target && offer.text.len() > room
        };
        let longest = self.offers.iter().filter(is_long);
        let longest = longest.map(|offer| offer.text.len()).max();
        // And a blank row. The list stays where it is, whatever of it is chosen.
        let below = longest.map_or(0, |len| 1 + len.div_ceil(usize::from(width)));
        let height = u16::try_from(n_offers + below).unwrap_or(u16::MAX);
        let mut panel = Panel::new(screen, (SIZE.0, height.min(SIZE.1))).with_list(0);
        let most = match panel.inside.height {
            0..LEAST_ROWS => 0,
            height => height / 2 + 1,
        };
        let below = u16::try_from(below).unwrap_or(u16::MAX).min(most);
        panel.list.height -= below;
        let room = usize::from(width) * usize::from(below.saturating_sub(1));
        let chosen = self.offers.get(self.selected).filter(is_long);
        let target = chosen.filter(|_| room > 0).map(|offer| {
            let text = fit(&one_line(&offer.text), room);
            cells(&text, usize::from(width))
        });
        self.target = target.unwrap_or_default();
        let n_rows = usize::from(panel.list.height);
        self.top = panel::shown(self.top, n_rows, n_offers, self.selected).start;
        panel
    }

    /// Chooses what stands in this row. Answers whether that was chosen before.
    pub fn choose(&mut self, row: usize) -> bool {
        let idx = self.top + row;
        let was_chosen = idx == self.selected;
        if idx < self.offers.len() {
            self.selected = idx;
            self.typed = 0;
            self.said.clear();
        }
        was_chosen
    }

    /// Moves, or copies: Enter what is chosen, a number the code block that has it, a letter the
    /// whole answer, why it ended, the prompt, or the first table or link. A number that another
    /// digit could follow chooses only. Where there is nothing of the kind, that is said.
    pub fn on_key(&mut self, key: Key) -> Wish {
        let last = self.offers.len().saturating_sub(1);
        let typed = std::mem::take(&mut self.typed);
        self.said.clear();
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.selected = (self.selected + 1).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(last),
            KeyCode::Home => self.selected = 0,
            KeyCode::End => self.selected = last,
            KeyCode::Enter => return wish(self.offers.get(self.selected)),
            KeyCode::Char('a') => return self.wish_for("answer", |it| *it == What::Answer),
            KeyCode::Char('m') => return self.wish_for("table", |it| *it == What::Table),
            KeyCode::Char('t') => return self.wish_for("table", |it| *it == What::Cells),
            KeyCode::Char('l') => return self.wish_for("link", |it| *it == What::Target),
            KeyCode::Char('e') => return self.wish_for("reason", |it| *it == What::Ending),
            KeyCode::Char('p') => return self.wish_for("prompt", |it| *it == What::Prompt),
            KeyCode::Char(c) => {
                if let Some(digit) = c.to_digit(10) {
                    return self.on_digit(typed, digit as usize);
                }
            }
            _ => {}
        }
        Wish::Stay
    }

    fn on_digit(&mut self, typed: usize, digit: usize) -> Wish {
        let has = |offer: &Offer, wanted: &dyn Fn(usize) -> bool| matches!(offer.what, What::Code { number, .. } if wanted(number));
        let joined = typed.saturating_mul(10).saturating_add(digit);
        let mut offers = self.offers.iter();
        if offers.any(|offer| has(offer, &|number| number / 10 == joined && joined > 0)) {
            self.typed = joined;
            let chosen = self
                .offers
                .iter()
                .position(|offer| has(offer, &|number| number == joined));
            self.selected = chosen.unwrap_or(self.selected);
            return Wish::Stay;
        }
        self.wish_for(
            &format!("code block {joined}"),
            |what| matches!(what, What::Code { number, .. } if *number == joined),
        )
    }

    fn wish_for(&mut self, name: &str, is_it: impl Fn(&What) -> bool) -> Wish {
        let offer = self.offers.iter().find(|offer| is_it(&offer.what));
        if offer.is_none() {
            self.said = format!("No {name} here");
        }
        wish(offer)
    }
}

fn wish(offer: Option<&Offer>) -> Wish {
    offer.map_or(Wish::Stay, |offer| Wish::Copy(offer.text.clone()))
}
