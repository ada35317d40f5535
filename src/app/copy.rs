//! A *copy* is the source of something on the screen: an answer, a prompt, the code of a block, a
//! table, the target of a link, what was thought, what a tool was given and said; as it was
//! written, never as it was painted.
//!
//! What there is to copy is read from the conversation when somebody asks ([`offers`]). Where it
//! goes is known to the edge, and what became of it is told by its receipt.

pub mod drag;
mod fences;
pub mod numbers;
pub mod selected;
pub mod written;

use std::ops::Range;

use crate::app::App;
use crate::app::focus::PaneKind;
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
    /// The same table with tabs between its cells.
    Cells,
    /// The target of a link in it.
    Target,
    /// What was thought before it.
    Thinking,
    /// What a tool was given.
    Input {
        /// The name of the tool.
        tool: String,
    },
    /// What a tool said.
    Output {
        /// The name of the tool.
        tool: String,
    },
    /// The prompt that it answers.
    Prompt,
}

/// The newest answer that has any text: its markdown, whole.
pub fn last_answer(app: &App) -> Option<String> {
    turns(&app.conversation, &app.turn)
        .map(|turn| answer(&turn))
        .find(|text| !text.trim().is_empty())
}

/// What can be copied of the turn that fills most of the pane that is read, and which of it is
/// nearest: what the caret is in, or the first that is on the screen, be it code, what was thought
/// or what a tool said; or else the whole answer.
pub fn offers(app: &App) -> (Vec<Offer>, usize) {
    let kind = app.scrolled_pane();
    let rows = app.panes.get(kind).viewport().rows;
    let turn = match kind {
        // The numbers that stand on its code blocks are those of this list.
        PaneKind::Conversation => {
            let prompt = numbers::turn_in_sight(&app.panes, &app.projection);
            let prompt = prompt.and_then(|at| app.panes.conversation.doc.id_at(at));
            let is_in_sight = |turn: &Vec<Source>| turn.first().map(|source| source.item) == prompt;
            turns(&app.conversation, &app.turn).find(is_in_sight)
        }
        PaneKind::Thinking | PaneKind::Activity => {
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
            most.map(|(_, turn)| turn)
        }
    };
    let Some(turn) = turn.or_else(|| turns(&app.conversation, &app.turn).next()) else {
        return (Vec::new(), 0);
    };
    let seen = Seen::of(app, kind);
    let mut list = List::default();
    list.push(What::Answer, answer(&turn));
    for source in turn.iter().filter(|it| it.kind == SourceKind::Answer) {
        list.push_excerpts(source, &seen);
    }
    for source in &turn {
        let tool = || source.tool.clone();
        let (what, pane) = match source.kind {
            SourceKind::Answer | SourceKind::Prompt => continue,
            SourceKind::Thinking => (What::Thinking, PaneKind::Thinking),
            SourceKind::Input => (What::Input { tool: tool() }, PaneKind::Activity),
            SourceKind::Output => (What::Output { tool: tool() }, PaneKind::Activity),
        };
        if kind == pane && seen.holds(source.item) {
            list.point_here();
        }
        list.push(what, source.text.clone());
    }
    for source in turn.iter().filter(|it| it.kind == SourceKind::Prompt) {
        list.push(What::Prompt, source.text.clone());
    }
    (list.offers, list.nearest.unwrap_or(0))
}

/// The first code block that the caret is in or that is on the screen.
pub fn code_in_sight(app: &App) -> Option<Offer> {
    let (offers, nearest) = offers(app);
    let offer = offers.into_iter().nth(nearest)?;
    matches!(offer.what, What::Code { .. }).then_some(offer)
}

/// What of the sources is looked at: the line of the caret, or what is on the screen.
struct Seen(Vec<(ItemId, Range<usize>)>);

impl Seen {
    fn of(app: &App, kind: PaneKind) -> Self {
        let pane = app.panes.get(kind);
        let caret = app.selected.filter(|selected| selected.kind == kind);
        if let Some(caret) = caret.and_then(|selected| selected.caret()) {
            let line = pane.doc.lines(caret.item).get(caret.line as usize);
            let src = line.and_then(selected::src_of).unwrap_or_default();
            return Self(vec![(caret.item, src)]);
        }
        let rows = pane.viewport().rows.into_iter();
        let pieces = rows.flat_map(|row| row.row.pieces.iter().map(move |piece| (row.item, piece)));
        let seen = pieces.map(|(item, piece)| {
            let src = &piece.src;
            (item, src.start as usize..src.end as usize)
        });
        Self(seen.collect())
    }

    fn holds(&self, item: ItemId) -> bool {
        self.0.iter().any(|(seen, _)| *seen == item)
    }

    fn holds_any_of(&self, item: ItemId, src: &Range<usize>) -> bool {
        let mut of_item = self.0.iter().filter(|(seen, _)| *seen == item);
        of_item.any(|(_, seen)| !seen.is_empty() && seen.start < src.end && src.start < seen.end)
    }
}

/// Offers as they are collected.
#[derive(Default)]
struct List {
    offers: Vec<Offer>,
    nearest: Option<usize>,
    n_code: usize,
}

impl List {
    /// Something without any text is not offered.
    fn push(&mut self, what: What, text: String) {
        if !text.trim().is_empty() && self.offers.len() < MOST {
            self.offers.push(Offer::new(what, text));
        }
    }

    /// What is pushed next is the nearest, unless something before it is.
    fn point_here(&mut self) {
        self.nearest.get_or_insert(self.offers.len());
    }

    /// Code, tables and targets of an answer.
    fn push_excerpts(&mut self, source: &Source, seen: &Seen) {
        for excerpt in excerpts(&source.text) {
            match excerpt.kind {
                ExcerptKind::Code { label } => {
                    self.n_code += 1;
                    let number = self.n_code;
                    if seen.holds_any_of(source.item, &excerpt.src) {
                        self.point_here();
                    }
                    self.push(What::Code { number, label }, excerpt.text);
                }
                ExcerptKind::Table { tsv } => {
                    self.push(What::Table, excerpt.text);
                    self.push(What::Cells, tsv);
                }
                ExcerptKind::Target => self.push(What::Target, excerpt.text),
            }
        }
    }
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
