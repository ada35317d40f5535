//! The copy overlay: what can be copied of a turn, to pick from.

use crate::app::copy::{Offer, What};
use crate::app::layout::panel::{self, Panel};
use crate::app::overlay::Wish;
use crate::key::{Key, KeyCode};

/// Columns and rows of the text at most.
const SIZE: (u16, u16) = (80, 22);

/// What is offered, and which of it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    offers: Vec<Offer>,
    selected: usize,
    /// Index of the first one shown.
    top: usize,
    /// The number as far as it was typed.
    typed: usize,
}

impl Copy {
    /// A list in which `selected` is chosen.
    pub fn new(offers: Vec<Offer>, selected: usize) -> Self {
        Self {
            offers,
            selected,
            top: 0,
            typed: 0,
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

    /// Keeps what is chosen on a screen of `screen` columns and rows; where the list lies there.
    pub fn prepare(&mut self, screen: (u16, u16)) -> Panel {
        let n_offers = self.offers.len();
        let height = u16::try_from(n_offers).unwrap_or(u16::MAX).min(SIZE.1);
        let panel = Panel::new(screen, (SIZE.0, height)).with_list(0);
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
        }
        was_chosen
    }

    /// Moves, or copies: Enter what is chosen, a number the code block that has it, a letter the
    /// whole answer, the prompt, or the first table with tabs. A number that another digit could
    /// follow chooses only.
    pub fn on_key(&mut self, key: Key) -> Wish {
        let last = self.offers.len().saturating_sub(1);
        let typed = std::mem::take(&mut self.typed);
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.selected = (self.selected + 1).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(last),
            KeyCode::Home => self.selected = 0,
            KeyCode::End => self.selected = last,
            KeyCode::Enter => return wish(self.offers.get(self.selected)),
            KeyCode::Char('a') => return self.wish_for(|what| *what == What::Answer),
            KeyCode::Char('t') => return self.wish_for(|what| *what == What::Cells),
            KeyCode::Char('p') => return self.wish_for(|what| *what == What::Prompt),
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
        self.wish_for(|what| matches!(what, What::Code { number, .. } if *number == joined))
    }

    fn wish_for(&self, is_it: impl Fn(&What) -> bool) -> Wish {
        wish(self.offers.iter().find(|offer| is_it(&offer.what)))
    }
}

fn wish(offer: Option<&Offer>) -> Wish {
    offer.map_or(Wish::Stay, |offer| Wish::Copy(offer.text.clone()))
}
