//! A *copy* is the source of something on the screen: an answer, a prompt, the code of a block, a
//! table, the target of a link, what was thought, what a tool was given and said; as it was
//! written, never as it was painted.
//!
//! What there is to copy is read from the conversation when somebody asks ([`offers`]). Where it
//! goes is known to the edge, and what became of it is told by its receipt.

pub mod drag;
mod fences;
mod fragment;
pub mod numbers;
mod rules;
pub mod selected;
pub mod written;

use std::collections::HashSet;
use std::ops::Range;

use crate::app::App;
use crate::app::focus::PaneKind;
use crate::app::landmark::{At, Landmark, Reached, is_prompt};
use crate::app::projection::failure::told;
use crate::app::projection::raw;
use crate::app::projection::source::{Source, SourceKind, turns};
use crate::app::projection::tool;
use crate::markdown::excerpt::{ExcerptKind, excerpts};
use crate::pane::doc::{Doc, ItemId, Place};
use crate::problem::Problem;
use crate::report::About;
use crate::text::line::LineKind;
use crate::text::sanitize::one_line;
use crate::text::width::fit;

/// Links and other pieces beyond so many are not offered: nobody would find them in a list.
const MOST: usize = 500;
/// Of a first line only so many characters are kept.
const TITLE_CHARS: usize = 200;
/// And in a receipt so many columns.
const NAME_COLUMNS: usize = 24;

/// Something that can be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub what: What,
    /// Its first line, or the first words of what a tool was given or said, fit to be shown.
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
    /// The code in sight, where that is of another turn.
    Elsewhere,
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
    /// Why it ended, and what there is to look that up.
    Ending,
    /// The prompt that it answers.
    Prompt,
    /// The failure that is shown at the end of the conversation.
    Failure,
}

/// The newest answer that has any text: its markdown, whole.
pub fn last_answer(app: &App) -> Option<String> {
    turns(&app.conversation, &app.turn)
        .map(|turn| answer(&turn))
        .find(|text| !text.trim().is_empty())
}

/// The item of a pane that the person points at: that of the caret, or of the landmark that a jump
/// has reached, or what is chosen and in sight, or what was clicked.
pub fn pointed(app: &App, kind: PaneKind) -> Option<ItemId> {
    let reached = app.reached.as_ref().filter(|reached| reached.kind == kind);
    let caret = caret(app, kind).map(|caret| caret.item);
    let reached = || reached.map(|reached| reached.item);
    let clicked = || clicked(app, kind).map(|place| place.item);
    let pointed = caret.or_else(reached).or_else(|| chosen(app, kind));
    pointed.or_else(clicked)
}

/// What can be copied of the turn in sight: that of what is pointed at, or else the one that fills
/// most of the pane that is read. And which of it is nearest: what is pointed at, or the first that
/// is on the screen, be it code, what was thought or what a tool said; or else the whole answer.
/// [`code_in_sight`] is always among it: where it is of another turn, at the end.
pub fn offers(app: &App) -> (Vec<Offer>, usize) {
    let kind = app.scrolled_pane();
    let newest = || turns(&app.conversation, &app.turn).next();
    let turn = turn_in_sight(app, kind).or_else(newest);
    let list = turn.map(|turn| listed(&turn, &Seen::of(app, kind), kind));
    let List {
        mut offers,
        nearest,
        ..
    } = list.unwrap_or_default();
    let nearest = reached(app, kind, &offers).or(nearest);
    if nearest.is_none()
        && let Some(code) = code_in_sight(app)
        // The conversation may show what is of the same turn.
        && !offers.contains(&code)
    {
        let what = What::Elsewhere;
        offers.push(Offer { what, ..code });
    }
    // What has interrupted an answer is among it already.
    let failure = app.failure.as_ref();
    let failure = failure.filter(|_| told(&app.conversation, app.cut_answer).is_none());
    offers.extend(failure.map(|problem| {
        // What to do is for here and now.
        let hints = Vec::new();
        let problem = Problem {
            hints,
            ..problem.clone()
        };
        Offer::new(What::Failure, problem.to_string())
    }));
    (offers, nearest.unwrap_or(0))
}

/// Which offer is the link or the message that a jump has reached; nothing while there is a caret.
fn reached(app: &App, kind: PaneKind, offers: &[Offer]) -> Option<usize> {
    let is_it = |it: &&Reached| it.kind == kind && caret(app, kind).is_none();
    let reached = app.reached.as_ref().filter(is_it)?;
    let doc = &app.panes.get(kind).doc;
    let what = match reached.landmark {
        Landmark::Link => {
            let target = &reached.link.as_ref()?.target;
            let is_it = |it: &Offer| it.what == What::Target && it.text == *target;
            return offers.iter().position(is_it);
        }
        Landmark::Message if kind != PaneKind::Conversation => return None,
        Landmark::Message if is_prompt(doc, doc.position(reached.item)?) => What::Prompt,
        Landmark::Message => What::Answer,
        Landmark::Code | Landmark::Heading => return None,
    };
    offers.iter().position(|it| it.what == what)
}

/// The code block that is pointed at, or the first one that is on the screen: of the turn in sight,
/// or of another one, the newest first. Beside a pane without any it is that of the conversation.
pub fn code_in_sight(app: &App) -> Option<Offer> {
    let kind = app.scrolled_pane();
    let beside = PaneKind::Conversation;
    // Who moves a caret means its place, and nothing else.
    let is_beside =
        || kind != beside && caret(app, kind).is_none() && app.visible_panes().contains(&beside);
    code_in(app, kind).or_else(|| is_beside().then(|| code_in(app, beside))?)
}

fn code_in(app: &App, kind: PaneKind) -> Option<Offer> {
    let at_hand = turn_in_sight(app, kind);
    // What was thought has code of its own, which is not counted with that of the answer.
    let of_kind = |turn: &[Source], seen: &Seen, kind: SourceKind| {
        let mut list = List::default();
        let texts = turn.iter().filter(|it| it.kind == kind);
        texts.for_each(|source| list.push_excerpts(source, seen));
        let nearest = list.nearest?;
        let mut offers = list.offers.into_iter().skip(nearest);
        offers
            .next()
            .filter(|it| matches!(it.what, What::Code { .. }))
    };
    let of = |turn: &[Source], seen: &Seen| {
        let answer = of_kind(turn, seen, SourceKind::Answer);
        answer.or_else(|| of_kind(turn, seen, SourceKind::Thinking))
    };
    let pointed = Seen::pointed(app, kind).zip(at_hand.as_ref());
    if let Some(code) = pointed.and_then(|(seen, turn)| of(turn, &seen)) {
        return Some(code);
    }
    // Who moves a caret means its place, and nothing else.
    if caret(app, kind).is_some() {
        return None;
    }
    let seen = Seen::from(app, kind, 0);
    let code = at_hand.and_then(|turn| of(&turn, &seen));
    code.or_else(|| turns_in_sight(app, kind).find_map(|turn| of(&turn, &seen)))
}

/// The turn of what is pointed at, or else the one that fills most of the pane.
fn turn_in_sight(app: &App, kind: PaneKind) -> Option<Vec<Source>> {
    let pointed = pointed(app, kind);
    let is_of = |turn: &[Source], item: ItemId| turn.iter().any(|source| source.item == item);
    if kind == PaneKind::Conversation {
        // The numbers that stand on its code blocks are those of this turn.
        let prompt = numbers::turn_in_sight(&app.panes, &app.projection, pointed);
        let prompt = prompt.and_then(|at| app.panes.conversation.doc.id_at(at));
        let is_in_sight = |turn: &Vec<Source>| turn.first().map(|source| source.item) == prompt;
        return turns(&app.conversation, &app.turn).find(is_in_sight);
    }
    if let Some(item) = pointed {
        return turns(&app.conversation, &app.turn).find(|turn| is_of(turn, item));
    }
    let rows = app.panes.get(kind).viewport().rows;
    let n_seen = |turn: &[Source]| rows.iter().filter(|row| is_of(turn, row.item)).count();
    let counted = turns_in_sight(app, kind).map(|turn| (n_seen(&turn), turn));
    // Of equals the newest.
    let most = counted.reduce(|best, next| if next.0 > best.0 { next } else { best });
    most.map(|(_, turn)| turn)
}

/// The turns of which anything is on the screen, the newest first.
fn turns_in_sight(app: &App, kind: PaneKind) -> impl Iterator<Item = Vec<Source>> {
    let rows = app.panes.get(kind).viewport().rows.into_iter();
    let seen: HashSet<ItemId> = rows.map(|row| row.item).collect();
    let is_seen = move |turn: &Vec<Source>| turn.iter().any(|it| seen.contains(&it.item));
    let is_below = is_seen.clone();
    turns(&app.conversation, &app.turn)
        .skip_while(move |turn| !is_below(turn))
        .take_while(is_seen)
}

/// What can be copied of a turn.
fn listed(turn: &[Source], seen: &Seen, kind: PaneKind) -> List {
    let mut list = List::default();
    list.push(What::Answer, answer(turn));
    for source in turn.iter().filter(|it| it.kind == SourceKind::Answer) {
        list.push_excerpts(source, seen);
    }
    for source in turn {
        let tool = || source.tool.clone();
        let (what, pane) = match source.kind {
            SourceKind::Answer | SourceKind::Prompt | SourceKind::Ending => continue,
            SourceKind::Thinking => (What::Thinking, PaneKind::Thinking),
            SourceKind::Input => (What::Input { tool: tool() }, PaneKind::Activity),
            SourceKind::Output => (What::Output { tool: tool() }, PaneKind::Activity),
        };
        let is_nearest = match seen {
            Seen::Chosen(item) => *item == source.item,
            Seen::Rows(_) | Seen::Code(..) => kind == pane && seen.holds(source.item),
        };
        if is_nearest {
            list.point_here();
        }
        list.push(what, source.text.clone());
    }
    for (kind, what) in [
        (SourceKind::Ending, What::Ending),
        (SourceKind::Prompt, What::Prompt),
    ] {
        for source in turn.iter().filter(|it| it.kind == kind) {
            list.push(what.clone(), source.text.clone());
        }
    }
    list
}

/// The place of the caret, if it is in this pane.
fn caret(app: &App, kind: PaneKind) -> Option<Place> {
    let selected = app.selected.filter(|selected| selected.kind == kind);
    selected.and_then(|selected| selected.caret())
}

/// The place that was clicked, if it is in this pane.
fn clicked(app: &App, kind: PaneKind) -> Option<Place> {
    let clicked = app.pointer.clicked.filter(|(in_kind, _)| *in_kind == kind);
    clicked.map(|(_, place)| place)
}

/// What is chosen, if it is in sight in this pane.
fn chosen(app: &App, kind: PaneKind) -> Option<ItemId> {
    let item = app.choice.as_ref()?.item;
    let rows = app.panes.get(kind).viewport().rows;
    rows.iter().any(|row| row.item == item).then_some(item)
}

/// What of the sources is looked at.
enum Seen {
    /// These bytes of them: the line of the caret, or what is on the screen.
    Rows(Vec<(ItemId, Range<usize>)>),
    /// The block of code with this number in the source of an item, from 1.
    Code(ItemId, usize),
    /// A thinking block or a tool call, whole.
    Chosen(ItemId),
}

impl Seen {
    /// What is pointed at or chosen, or else what is on the screen.
    fn of(app: &App, kind: PaneKind) -> Self {
        let pointed = Self::pointed(app, kind);
        let chosen = || chosen(app, kind).map(Self::Chosen);
        let pointed = pointed.or_else(chosen);
        pointed.unwrap_or_else(|| Self::from(app, kind, 0))
    }

    /// The line of the caret, or the block of code that a jump has reached or that was clicked, or
    /// what is on the screen from another landmark on.
    fn pointed(app: &App, kind: PaneKind) -> Option<Self> {
        let pane = app.panes.get(kind);
        if let Some(caret) = caret(app, kind) {
            let line = pane.doc.lines(caret.item).get(caret.line as usize);
            let src = line.and_then(selected::src_of).unwrap_or_default();
            return Some(Self::Rows(vec![(caret.item, src)]));
        }
        let Some(reached) = app.reached.as_ref().filter(|it| it.kind == kind) else {
            return Self::clicked(app, kind);
        };
        if reached.landmark != Landmark::Code {
            return Some(Self::from(app, kind, reached.rows(pane).start));
        }
        Some(Self::code_at(
            &pane.doc,
            reached.at(&pane.doc)?,
            reached.item,
        ))
    }

    /// The block of code that was clicked: a line without text, or its label, belongs to it too.
    fn clicked(app: &App, kind: PaneKind) -> Option<Self> {
        let doc = &app.panes.get(kind).doc;
        let place = clicked(app, kind)?;
        let at = (doc.position(place.item)?, place.line as usize);
        let is_code = doc.line_at(at.0, at.1)?.kind == LineKind::Code;
        let is_raw = raw::is_raw(doc.lines(place.item));
        (is_code && !is_raw).then(|| Self::code_at(doc, at, place.item))
    }

    /// The block of code to which a line belongs.
    fn code_at(doc: &Doc, (idx, line): At, item: ItemId) -> Self {
        let begins = |line: &usize| doc.begins_code(idx, *line);
        Self::Code(item, (0..=line).filter(begins).count())
    }

    /// What is on the screen from this row on.
    fn from(app: &App, kind: PaneKind, first: usize) -> Self {
        let rows = app.panes.get(kind).viewport().rows.into_iter().skip(first);
        let pieces = rows.flat_map(|row| row.row.pieces.iter().map(move |piece| (row.item, piece)));
        let seen = pieces.map(|(item, piece)| {
            let src = &piece.src;
            (item, src.start as usize..src.end as usize)
        });
        Self::Rows(seen.collect())
    }

    fn holds(&self, item: ItemId) -> bool {
        match self {
            Self::Rows(rows) => rows.iter().any(|(seen, _)| *seen == item),
            Self::Code(seen, _) | Self::Chosen(seen) => *seen == item,
        }
    }

    /// Does it hold any of the block of code with this number in the source of an item?
    fn holds_code(&self, item: ItemId, number: usize, src: &Range<usize>) -> bool {
        let is_in =
            |seen: &Range<usize>| !seen.is_empty() && seen.start < src.end && src.start < seen.end;
        match self {
            Self::Rows(rows) => rows.iter().any(|(seen, at)| *seen == item && is_in(at)),
            Self::Code(seen, code) => (*seen, *code) == (item, number),
            Self::Chosen(_) => false,
        }
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
    /// Something without any text is not offered, nor what comes after very much else and is not
    /// the nearest.
    fn push(&mut self, what: What, text: String) {
        let is_nearest = self.nearest == Some(self.offers.len());
        if text.trim().is_empty() {
            self.nearest = self.nearest.filter(|_| !is_nearest);
        } else if self.offers.len() < MOST || is_nearest {
            self.offers.push(Offer::new(what, text));
        }
    }

    /// What is pushed next is the nearest, unless something before it is.
    fn point_here(&mut self) {
        self.nearest.get_or_insert(self.offers.len());
    }

    /// Code, tables and targets of an answer.
    fn push_excerpts(&mut self, source: &Source, seen: &Seen) {
        let n_before = self.n_code;
        for excerpt in excerpts(&source.text) {
            match excerpt.kind {
                ExcerptKind::Code { label } => {
                    self.n_code += 1;
                    let number = self.n_code;
                    if seen.holds_code(source.item, number - n_before, &excerpt.src) {
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
    /// What its receipt says of code: `Code 2 rust: fn main() {`.
    pub fn about(&self) -> Option<About> {
        let What::Code { number, label } = &self.what else {
            return None;
        };
        let (number, label) = (*number, one_line(label));
        let space = if label.is_empty() { "" } else { " " };
        let title = fit(&self.title, NAME_COLUMNS);
        let name = format!("Code {number}{space}{label}: {title}");
        Some(About::Code { number, name })
    }

    fn new(what: What, text: String) -> Self {
        let words = match what {
            What::Input { .. } => tool::words_given(&text),
            // Its first line may be no more than a bracket.
            What::Output { .. } => tool::words_said(&text, "").unwrap_or_default(),
            _ => String::new(),
        };
        let first = text.lines().find(|line| !line.trim().is_empty());
        let first = first.unwrap_or_default().trim();
        let title = if words.is_empty() { first } else { &words };
        let title: String = title.chars().take(TITLE_CHARS).collect();
        Self {
            what,
            title: one_line(&title),
            text,
        }
    }
}
