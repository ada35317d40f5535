//! The copy overlay: what can be copied of a turn, to pick from.

use crate::app::copy::{Offer, What};
use crate::app::overlay::Wish;
use crate::key::{Key, KeyCode};

/// What is offered, and which of it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    offers: Vec<Offer>,
    selected: usize,
}

impl Copy {
    /// A list in which `selected` is chosen.
    pub fn new(offers: Vec<Offer>, selected: usize) -> Self {
        Self { offers, selected }
    }

    /// What is offered, in order.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// Index of the chosen one.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Moves, or copies: Enter what is chosen, a digit the code block of that number, a letter the
    /// whole answer, the prompt, or the first table with tabs.
    pub fn on_key(&mut self, key: Key) -> Wish {
        let last = self.offers.len().saturating_sub(1);
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
                    let is_it = |what: &What| matches!(what, What::Code { number, .. } if *number == digit as usize);
                    return self.wish_for(is_it);
                }
            }
            _ => {}
        }
        Wish::Stay
    }

    fn wish_for(&self, is_it: impl Fn(&What) -> bool) -> Wish {
        wish(self.offers.iter().find(|offer| is_it(&offer.what)))
    }
}

fn wish(offer: Option<&Offer>) -> Wish {
    offer.map_or(Wish::Stay, |offer| Wish::Copy(offer.text.clone()))
}
