//! A *copy* is the source of something on the screen: an answer, a prompt, the code of a block, a
//! table, the target of a link; as it was written, never as it was painted.
//!
//! What there is to copy is read from the conversation when somebody asks ([`offers`]). Where it
//! goes is known to the edge, and what became of it is told by its receipt.

pub mod drag;
pub mod selected;

use crate::app::App;
use crate::app::projection::source::{Source, SourceKind, turns};
use crate::markdown::excerpt::{ExcerptKind, excerpts};
use crate::pane::doc::ItemId;
use crate::text::sanitize::one_line;

/// Links and other pieces beyond so many are not offered: nobody would find them in a list.
const MOST: usize = 500;
/// Of a first line only so many characters are kept.
const TITLE_CHARS: usize = 200;

/// Something that can be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub what: What,
    /// Its first line, fit to be shown.
    pub title: String,
    /// The text that is copied.
    pub text: String,
}

/// Kinds of offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The whole answer of a turn.
    Answer,
    /// A code block of it.
    Code {
        /// Its number in the answer, from 1.
        number: usize,
        /// Its language, if it is named.
        label: String,
    },
    /// A table of it, as markdown.
    Table,
    /// The target of a link in it.
    Target,
    /// The prompt that it answers.
    Prompt,
}

/// The newest answer that has any text: its markdown, whole.
pub fn last_answer(app: &App) -> Option<String> {
    turns(&app.conversation, &app.turn)
        .map(|turn| answer(&turn))
        .find(|text| !text.trim().is_empty())
}

/// What can be copied of the turn that fills most of the screen, and which of it is nearest: the first code block
/// on the screen, or else the whole answer.
pub fn offers(app: &App) -> (Vec<Offer>, usize) {
    let rows = app.panes.conversation.viewport().rows;
    let n_seen = |turn: &[Source]| {
        let is_its = |item: ItemId| turn.iter().any(|source| source.item == item);
        rows.iter().filter(|row| is_its(row.item)).count()
    };
    let in_sight = turns(&app.conversation, &app.turn)
        .map(|turn| (n_seen(&turn), turn))
        .skip_while(|(n_rows, _)| *n_rows == 0)
        .take_while(|(n_rows, _)| *n_rows > 0);
    // Of equals the newest.
    let most = in_sight.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let turn = most.map(|(_, turn)| turn);
    let Some(turn) = turn.or_else(|| turns(&app.conversation, &app.turn).next()) else {
        return (Vec::new(), 0);
    };
    let mut offers = Vec::new();
    let text = answer(&turn);
    if !text.trim().is_empty() {
        offers.push(Offer::new(What::Answer, text));
    }
    let mut nearest = None;
    let mut number = 0;
    for source in turn
        .iter()
        .filter(|source| source.kind == SourceKind::Answer)
    {
        let seen = rows
            .iter()
            .filter(|row| row.item == source.item)
            .flat_map(|row| row.row.pieces.iter().map(|piece| &piece.src));
        let seen: Vec<_> = seen.filter(|src| !src.is_empty()).collect();
        for excerpt in excerpts(&source.text) {
            let what = match excerpt.kind {
                ExcerptKind::Code { label } => {
                    number += 1;
                    let is_seen = seen.iter().any(|src| {
                        (src.start as usize) < excerpt.src.end
                            && excerpt.src.start < src.end as usize
                    });
                    if is_seen && nearest.is_none() {
                        nearest = Some(offers.len());
                    }
                    What::Code { number, label }
                }
                ExcerptKind::Table => What::Table,
                ExcerptKind::Target => What::Target,
            };
            if !excerpt.text.is_empty() && offers.len() < MOST {
                offers.push(Offer::new(what, excerpt.text));
            }
        }
    }
    let prompts = turn.into_iter().filter(|s| s.kind == SourceKind::Prompt);
    offers.extend(prompts.map(|source| Offer::new(What::Prompt, source.text)));
    (offers, nearest.unwrap_or(0))
}

/// The text of a turn's answer. Pieces between which something else happened are set apart.
fn answer(turn: &[Source]) -> String {
    let texts: Vec<&str> = turn
        .iter()
        .filter(|source| source.kind == SourceKind::Answer && !source.text.trim().is_empty())
        .map(|source| source.text.trim_matches('\n'))
        .collect();
    texts.join("\n\n")
}

impl Offer {
    fn new(what: What, text: String) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty());
        let first: String = first
            .unwrap_or_default()
            .chars()
            .take(TITLE_CHARS)
            .collect();
        Self {
            what,
            title: one_line(first.trim()),
            text,
        }
    }
}
