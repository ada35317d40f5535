//! What is *selected*, with the pointer or with the keys, and its source.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use crate::app::App;
use crate::app::copy::fences::Fences;
use crate::app::copy::fragment::fragment;
use crate::app::copy::rules::rule_at;
use crate::app::copy::written::{margin, of_cells, only_code, written};
use crate::app::focus::PaneKind;
use crate::app::panes::Panes;
use crate::app::projection::is_footer;
use crate::app::projection::lines::PROMPT_LINES;
use crate::app::projection::raw;
use crate::app::projection::source::{Source, SourceKind, turns};
use crate::app::projection::tool;
use crate::markdown::marked::marked;
use crate::pane::caret::Caret;
use crate::pane::doc::{Doc, ItemId, Place};
use crate::pane::find::text_of;
use crate::pane::scroll::VisibleRow;
use crate::pane::selection::{Grain, Part, Selection};
use crate::text::line::{CELL_BREAK, Line, LineKind, SOLID_BLANK, Span};
use crate::text::sanitize::{one_line, origin};
use crate::theme::Scope;

/// What is selected, and in which pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// The pane.
    pub kind: PaneKind,
    /// What of it.
    pub selection: Selection,
    /// How it is drawn.
    pub by: By,
}

/// What a selection is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A drag or a click.
    Pointer,
    /// The keys, which move a caret.
    Keys {
        /// Where the next step begins; its place is the end of the selection.
        caret: Caret,
        /// Did the pane follow before?
        held: bool,
    },
}

impl Selected {
    /// The caret of a selection with the keys.
    pub fn caret(&self) -> Option<Place> {
        match self.by {
            By::Pointer => None,
            By::Keys { caret, .. } => Some(caret.place),
        }
    }

    /// It goes: its pane follows again where it did before and the end is in sight.
    pub fn release(&self, panes: &mut Panes) {
        if let By::Keys { held: true, .. } = self.by {
            panes.get_mut(self.kind).settle();
        }
    }

    /// Columns of a visible row of the pane `kind` that are selected.
    pub fn columns(&self, app: &App, kind: PaneKind, row: &VisibleRow<'_>) -> Option<Range<u16>> {
        if self.kind != kind {
            return None;
        }
        self.selection
            .columns(app.panes.get(kind), row, self.grain())
    }

    /// The pointer reaches into a table, and a caret stands on its rows.
    fn grain(&self) -> Grain {
        match self.by {
            By::Pointer => Grain::Cells,
            By::Keys { .. } => Grain::Rows,
        }
    }
}

/// The source of what is selected; `None` if there is no text in it.
///
/// A line of markdown that is selected whole gives its source as it was written, and so do lines
/// that follow each other; of a part of a line so does what is whole in it, see [`written`], and of
/// a table row each of its cells. Code alone comes without what marks it, be it in a block or in a
/// line; otherwise a block has both of its fences. An item that is selected from its first
/// to its last text gives its whole source, and so does what a tool was given or has said; of a
/// part of that comes a [`fragment`]. What is told below an answer comes only by itself, unless it
/// is why that ended; and so does the line above what was thought.
pub fn source(app: &App, selected: Selected) -> Option<String> {
    let doc = &app.panes.get(selected.kind).doc;
    let mut parts = selected.selection.parts(doc, selected.grain());
    // Of a thought that is folded there is but its line, and air; so it is where no more of one is
    // selected.
    let is_line_alone = |of_item: &&[Part<'_>]| {
        let is_title = |part: &Part<'_>| is_title(part.line);
        of_item.iter().any(is_title) && of_item.iter().all(|it| is_title(it) || it.line.is_empty())
    };
    let of_items = parts
        .chunk_by(|a, b| a.item == b.item)
        .filter(is_line_alone);
    let folded: HashSet<ItemId> = of_items.filter_map(|it| Some(it.first()?.item)).collect();
    let is_told =
        |part: &Part<'_>| is_facts(doc, part) || is_title(part.line) || folded.contains(&part.item);
    if parts
        .iter()
        .any(|part| !is_told(part) && !part.line.is_empty())
    {
        parts.retain(|part| !is_told(part));
    }
    if let Some(code) = only_code(&parts) {
        return Some(code);
    }
    let sources = sources_of(app, &parts);
    let is_code = |part: &Part<'_>| part.line.kind == LineKind::Code || is_label(part.line);
    let is_air = |part: &Part<'_>| {
        part.line.is_empty() && matches!(part.line.kind, LineKind::Prose | LineKind::Blank)
    };
    let code = parts
        .split(|part| !is_code(part))
        .find(|code| !code.is_empty());
    let n_air = parts.iter().take_while(|part| is_air(part)).count();
    let n_air = n_air + parts.iter().rev().take_while(|part| is_air(part)).count();
    if code.is_some_and(|code| code.len() + n_air == parts.len()) {
        parts.retain(|part| is_code(part) && !is_label(part.line));
        let n_lines = parts.len();
        let lines: Vec<Cow<'_, str>> = parts
            .iter()
            .map(|part| {
                let source = sources.iter().find(|source| source.item == part.item);
                exact(part, source.map_or("", |source| &source.text))
            })
            .collect();
        return Some(lines.join("\n")).filter(|_| n_lines > 0);
    }
    let mut chunks: Vec<String> = Vec::new();
    for of_item in parts.chunk_by(|a, b| a.item == b.item) {
        let item = of_item.first().map(|part| part.item);
        let source = sources.iter().find(|source| Some(source.item) == item);
        // Of thinking that is folded there is but a line about it.
        let is_written = || of_item.iter().any(|part| src_of(part.line).is_some());
        let source = source.filter(|source| match source.kind {
            SourceKind::Prompt | SourceKind::Answer => true,
            SourceKind::Thinking => is_written(),
            SourceKind::Input | SourceKind::Output => true,
            // More is known of it than what stands there.
            SourceKind::Ending => false,
        });
        match source {
            Some(source) if source.kind == SourceKind::Prompt => {
                let said = of_item.iter().filter(|part| !is_label(part.line));
                chunks.extend(said.map(|part| of_prompt(part, &source.text)));
            }
            Some(Source {
                kind: SourceKind::Input | SourceKind::Output,
                item,
                ..
            }) => of_call(doc.lines(*item), of_item, &sources, &mut chunks),
            Some(source) if is_all(doc, of_item) => {
                let air = of_item.iter().take_while(|part| part.line.is_empty());
                chunks.extend(air.map(|_| String::new()));
                chunks.push(source.text.trim_matches('\n').to_owned());
            }
            Some(source) => {
                let lines = doc.lines(source.item);
                of_markdown(lines, of_item, &source.text, &mut chunks);
            }
            // Its own words hold together by spaces that are no others' business.
            None => chunks.extend(
                of_item
                    .iter()
                    .map(|part| reads(part).replace(SOLID_BLANK, " ")),
            ),
        }
    }
    let text = chunks.join("\n").trim_matches('\n').to_owned();
    (!text.trim().is_empty()).then_some(text)
}

/// The sources of the items that `parts` are of.
fn sources_of(app: &App, parts: &[Part<'_>]) -> Vec<Source> {
    let is_wanted = |item: ItemId| parts.iter().any(|part| part.item == item);
    let n_wanted = parts.chunk_by(|a, b| a.item == b.item).count();
    let mut found = Vec::new();
    for turn in turns(&app.conversation, &app.turn) {
        let n_before = found.len();
        found.extend(turn.into_iter().filter(|source| is_wanted(source.item)));
        // What a tool said is of the item of what it was given.
        let is_first = |source: &&Source| source.kind != SourceKind::Output;
        let n_items = found.iter().filter(is_first).count();
        // Selected turns follow each other.
        if n_items >= n_wanted || (n_before > 0 && found.len() == n_before) {
            break;
        }
    }
    found
}

/// Are these all the lines of their item that hold any text, and each of them whole?
fn is_all(doc: &Doc, parts: &[Part<'_>]) -> bool {
    let lines = parts.first().map_or(&[][..], |part| doc.lines(part.item));
    let n_text =
        |line: &&Line| (!line.is_empty() || line.kind == LineKind::Rule) && !is_title(line);
    let in_item = lines.iter().filter(n_text).count();
    let whole = parts.iter().filter(|part| part.is_whole);
    in_item > 0 && whole.map(|part| part.line).filter(n_text).count() == in_item
}

/// Lines of a call, of which `lines` are all: its name, what it was given, and what it said.
fn of_call(lines: &[Line], parts: &[Part<'_>], sources: &[Source], chunks: &mut Vec<String>) {
    let is_top = |line: &Line| line.is_head() || line.is_empty();
    let n_top = lines.iter().take_while(|line| is_top(line)).count();
    let said_at = tool::said_at(lines).max(n_top);
    let top = parts.iter().take_while(|part| part.idx < n_top);
    chunks.extend(top.map(without_sign));
    for (kind, range) in [
        (SourceKind::Input, n_top..said_at),
        (SourceKind::Output, said_at..lines.len()),
    ] {
        let selected = parts.iter().filter(|part| range.contains(&part.idx));
        let selected: Vec<&Part<'_>> = selected.collect();
        let n_whole = selected.iter().filter(|part| part.is_whole).count();
        let item = selected.first().map(|part| part.item);
        let is_its = |source: &&Source| Some(source.item) == item && source.kind == kind;
        match sources.iter().find(is_its) {
            Some(source) if n_whole == range.len() => {
                chunks.push(source.text.trim_matches('\n').to_owned());
            }
            Some(source) => match fragment(
                &source.text,
                tool::is_tree(&source.text, kind == SourceKind::Output),
                &selected,
            ) {
                Some(text) => chunks.push(text),
                None => indented(&selected, chunks),
            },
            None => indented(&selected, chunks),
        }
    }
}

/// The head of a call as it reads, without the sign of its state.
fn without_sign(part: &Part<'_>) -> String {
    let sign = part.line.spans.iter().take(tool::SIGN_SPANS);
    let n_sign: usize = sign.map(|span| span.text.len()).sum();
    reads(&Part {
        bytes: part.bytes.start.max(n_sign)..part.bytes.end.max(n_sign),
        ..part.clone()
    })
}

/// Lines as they read, as far in from the one that is least so as they stand.
fn indented(parts: &[&Part<'_>], chunks: &mut Vec<String>) {
    let lead = |part: &Part<'_>| match part.bytes.start {
        0 => joined(&part.line.lead.first).replace('→', " "),
        _ => String::new(),
    };
    let begun = parts.iter().filter(|part| part.bytes.start == 0);
    let margins = begun.map(|part| {
        let lead = lead(part);
        lead.len() - lead.trim_start_matches(' ').len()
    });
    let margin = margins.min().unwrap_or(0);
    chunks.extend(parts.iter().map(|part| {
        let lead = lead(part);
        let lead = lead.get(margin..).unwrap_or_default();
        format!("{lead}{}", reads(part)).trim_end().to_owned()
    }));
}

/// Markdown of one item, of which `lines` are all: runs of whole lines as they were written, and
/// what is whole in a part of a line. Code stands between both of its fences, however little of it
/// is selected.
fn of_markdown(lines: &[Line], parts: &[Part<'_>], source: &str, chunks: &mut Vec<String>) {
    let mut fences = Fences::of(source);
    let marks = OnceCell::new();
    let mut run: Option<Range<usize>> = None;
    // Where what was taken before ends, and empty lines behind that.
    let mut end = None;
    let mut air: Vec<&Part<'_>> = Vec::new();
    for part in parts {
        let src = src_of(part.line).or_else(|| rule_at(lines, part.idx, source));
        match (
            src.clone().filter(|src| is_whole(lines, parts, part, src)),
            &mut run,
        ) {
            (Some(src), Some(run)) => {
                // Inside of a run the source has the empty lines.
                run.end = run.end.max(src.end);
                air.clear();
            }
            (_, _) if part.line.is_empty() && src.is_none() => air.push(part),
            (None, _) if is_label(part.line) => {}
            (whole, _) => {
                if let Some(run) = run.take() {
                    end = Some(run.end);
                    fences.written(run, chunks);
                }
                let start = src.as_ref().map(|src| src.start);
                let between = end.zip(start).map(|(end, start)| end..start);
                let between = between.and_then(|between| source.get(between));
                let empty: Vec<&str> = between.into_iter().flat_map(empty_lines).collect();
                let is_air = between.is_none() || !empty.is_empty();
                air.retain(|part| is_air || part.line.kind == LineKind::Code);
                for (idx, part) in air.drain(..).enumerate() {
                    let margin = margin_of(part, &mut fences, chunks);
                    // The marks of a quote hold it together.
                    let marks = empty.get(idx).filter(|marks| !marks.is_empty());
                    chunks.push(marks.map_or(margin, |marks| *marks).to_owned());
                }
                end = src.map(|src| src.end).or(end);
                run = whole;
                if run.is_none() {
                    // Alone it is but words.
                    let is_behind = part.bytes.start == 0 && Some(part) != parts.first();
                    let margin = match margin_of(part, &mut fences, chunks) {
                        "" if part.line.kind == LineKind::Code => Cow::Borrowed(""),
                        "" if is_behind => Cow::Borrowed(margin(part.line, source)),
                        "" => Cow::Owned(quote_before(parts, source)),
                        margin => Cow::Borrowed(margin),
                    };
                    let text = match part.line.kind {
                        LineKind::Prose => {
                            let marks = marks.get_or_init(|| marked(source));
                            of_prose(lines, part, source, marks).into()
                        }
                        LineKind::Table(_) => {
                            let marks = marks.get_or_init(|| marked(source));
                            of_cells(part, source, marks).into()
                        }
                        LineKind::Code => exact(part, source),
                        _ => reads(part).into(),
                    };
                    chunks.push(format!("{margin}{text}"));
                }
            }
        }
    }
    if let Some(run) = run {
        fences.written(run, chunks);
    }
    // At the end they may be wanted.
    for part in air {
        margin_of(part, &mut fences, chunks);
        chunks.push(String::new());
    }
    fences.leave(chunks);
}

/// The marks of the quotes that the first of these parts begins in the middle of, if others of them
/// follow it there, which have theirs.
fn quote_before(parts: &[Part<'_>], source: &str) -> String {
    let mut texts = parts.iter().filter(|part| src_of(part.line).is_some());
    let marks = |part: Option<&Part<'_>>| {
        let margin = margin(part?.line, source);
        let n_marks = margin.rfind('>').map(|at| at + 1)?;
        // An item begins before what is selected of it.
        let marks = margin.chars().map(|c| if c == '>' { '>' } else { ' ' });
        Some(marks.take(n_marks).collect::<String>())
    };
    match (marks(texts.next()), marks(texts.next())) {
        (Some(marks), Some(_)) => marks + " ",
        _ => String::new(),
    }
}

/// Is all of `src`, what this line stands for, selected? A matrix takes several lines for one
/// source.
fn is_whole(lines: &[Line], parts: &[Part<'_>], part: &Part<'_>, src: &Range<usize>) -> bool {
    let is_same = |idx: usize| {
        let line = lines.get(idx);
        line.and_then(src_of).as_ref() == Some(src)
    };
    let is_selected = |idx: usize| {
        let at = parts.binary_search_by_key(&idx, |part| part.idx).ok();
        at.and_then(|at| parts.get(at))
            .is_some_and(|part| part.is_whole)
    };
    let above = (0..part.idx).rev().take_while(|&idx| is_same(idx));
    let below = (part.idx + 1..lines.len()).take_while(|&idx| is_same(idx));
    part.is_whole && above.chain(below).all(is_selected)
}

/// The empty lines of a text between two others, quoted or not, without spaces at their end.
fn empty_lines(between: &str) -> impl Iterator<Item = &str> {
    let lines = between.matches('\n').count();
    let inner = between.split('\n').skip(1).take(lines.saturating_sub(1));
    let inner = inner.map(|line| line.trim_end_matches([' ', '\t', '\r']));
    inner.filter(|line| line.trim_matches([' ', '\t', '>']).is_empty())
}

/// What stands in the margin of a part of a line, behind the fence that goes before it.
fn margin_of<'a>(part: &Part<'_>, fences: &mut Fences<'a>, chunks: &mut Vec<String>) -> &'a str {
    match src_of(part.line) {
        Some(src) => fences.enter(src.start, chunks),
        // A line of code without text is still in its block.
        None if part.line.kind == LineKind::Code => "",
        None => fences.leave(chunks),
    }
}

/// A part of a line of prose, in which what is whole stands as it was written.
fn of_prose(lines: &[Line], part: &Part<'_>, source: &str, marks: &[Range<usize>]) -> String {
    let around = [part.idx.checked_sub(1), Some(part.idx + 1)];
    let others = around.into_iter().flatten();
    let others: Vec<&Line> = others.filter_map(|idx| lines.get(idx)).collect();
    written(part, source, marks, &others)
}

/// Where in the source a line was written; `None` for one that was not.
pub fn src_of(line: &Line) -> Option<Range<usize>> {
    let src = raw::src_of(line)?;
    Some(src.start as usize..src.end as usize)
}

/// A line of a prompt. Of a long one the screen shows a part; whole means all of it.
fn of_prompt(part: &Part<'_>, source: &str) -> String {
    if !part.is_whole || part.line.is_empty() {
        return reads(part);
    }
    match src_of(part.line) {
        Some(src) => source.get(src).unwrap_or_default().to_owned(),
        // It says how many more there are.
        None => source
            .split('\n')
            .skip(PROMPT_LINES)
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// What is selected of a line of code, as it was written: the screen shows tabs as spaces.
fn exact<'a>(part: &Part<'_>, source: &'a str) -> Cow<'a, str> {
    let written = src_of(part.line).and_then(|src| source.get(src));
    let text = written.and_then(|written| match part.is_whole {
        true => Some(written),
        // What a list holds may begin in the middle of a tab.
        false if one_line(written) != joined(&part.line.spans) => None,
        false => written.get(origin(written, &part.bytes)),
    });
    text.map_or_else(|| reads(part).into(), Cow::Borrowed)
}

/// What is selected of a line, as it reads.
fn reads(part: &Part<'_>) -> String {
    let text: String = match &part.line.kind {
        // Line breaks stand between cells, and a tab does in a text.
        LineKind::Table(_) => text_of(part.line).replace('\n', "\t"),
        _ => joined(&part.line.spans),
    };
    let read = text.get(part.bytes.clone()).unwrap_or_default();
    read.replace(CELL_BREAK, " ")
}

fn joined(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Is this the line above what was thought, or that stands for it?
fn is_title(line: &Line) -> bool {
    let first = line.spans.first();
    line.is_head() && first.is_some_and(|span| span.scope == Scope::ThinkingTitle)
}

/// Are these the facts below an answer that ended as usual, or the air above them? Why another one
/// ended stands behind a sign.
fn is_facts(doc: &Doc, part: &Part<'_>) -> bool {
    let lines = doc.lines(part.item).get(part.idx..).unwrap_or_default();
    let told = lines.iter().find(|line| !line.is_empty());
    is_footer(part.item) && told.is_none_or(|line| line.lead.first.is_empty())
}

fn is_label(line: &Line) -> bool {
    line.spans
        .first()
        .is_some_and(|span| span.scope == Scope::CodeLabel)
}
