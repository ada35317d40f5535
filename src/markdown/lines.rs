//! Blocks → lines: leads, bullets, quotes, rules, tables, and the blank lines between them.
//!
//! Between blocks stands one blank line, never two, none at either end. In a list blank lines stand
//! where the source has them, so that one that comes late moves nothing. The writer also notes the
//! last place from which parsing can start again; see [`Cut`].

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use std::collections::VecDeque;
use std::ops::Range;

use self::code::OpenCode;
use self::margin::Margin;
use self::table::Table;
use self::text::OpenText;
use super::block::{Context, Cut, Parsed, Region, Step};
use super::notes::Notes;
use crate::text::glyphs::task_box;
use crate::text::line::{LineKind, Span};
use crate::text::sanitize::one_line;
use crate::text::width::columns;
use crate::theme::Scope;

mod code;
mod margin;
mod place;
mod table;
mod text;

/// Bullets by depth; deeper ones use the last.
const BULLETS: [&str; 3] = ["•", "◦", "▪"];

/// Containers beyond this depth are none to the reader: what stands in them is shown in the
/// innermost that is. Nobody writes so many, and each costs as much as there are around it.
const MAX_DEPTH: usize = 64;

/// Collects the events of one parse.
pub struct Writer<'a> {
    region: &'a Region<'a>,
    context: Context<'a>,
    notes: &'a mut Notes,
    resume: VecDeque<Step>,
    stack: Vec<Container>,
    /// How many containers are open beyond those.
    n_beyond: usize,
    /// The run of text being collected.
    text: Option<OpenText<'a>>,
    code: Option<OpenCode>,
    table: Option<Table>,
    /// A blank line that is due before the next line, and what stands in it.
    separator: Option<Vec<Span>>,
    /// End of the last block with text of its own that was read, in the region.
    block_end: usize,
    /// How many blocks of the region have begun at the top.
    n_tops: usize,
    /// Is the last of them a quote, list, footnote or definition?
    top_is_container: bool,
    /// Can nothing that stands below the last block go on with it, because it is one line?
    is_last_closed: bool,
    /// Where in the source the line begins that may go on.
    open_line: usize,
    out: Parsed,
}

/// A quote, list, item, footnote or definition that is open.
struct Container {
    kind: Kind,
    /// In front of its first row and of all others.
    lead: Option<(Span, Span)>,
    n_children: usize,
    /// Has a line of it been written?
    shown: bool,
    /// Of an item or a note, where its content stands; `None` where that cannot be said in spaces
    /// alone.
    margin: Option<Margin>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Quote,
    /// With the number of the next item if it is ordered.
    List(Option<u64>),
    Item,
    Footnote,
    /// What is said about a term.
    Definition,
}

impl<'a> Writer<'a> {
    pub fn new(
        region: &'a Region<'a>,
        path: &[Step],
        context: Context<'a>,
        notes: &'a mut Notes,
    ) -> Self {
        let cut = Cut {
            src: region.start(),
            line: 0,
            path: path.to_vec(),
        };
        Self {
            region,
            context,
            notes,
            resume: path.iter().cloned().collect(),
            stack: Vec::new(),
            n_beyond: 0,
            text: None,
            code: None,
            table: None,
            separator: None,
            block_end: region.n_head(),
            n_tops: 0,
            open_line: region.open_line(),
            top_is_container: false,
            is_last_closed: false,
            out: Parsed {
                lines: Vec::new(),
                links: Vec::new(),
                cut,
                blocks: Vec::new(),
                defs: Vec::new(),
                unresolved: Vec::new(),
                open_text: None,
                resumed_line: None,
                fence: None,
                reshaped: None,
            },
        }
    }

    pub fn finish(mut self) -> Parsed {
        self.flush();
        self.out
    }

    pub fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let is_heading = matches!(
            event,
            Event::Start(Tag::Heading { .. }) | Event::End(TagEnd::Heading(_))
        );
        let is_head = is_heading && range.start < self.region.n_head();
        if is_head || range.start < self.region.n_notes() {
            return;
        }
        if let (Some(code), Event::Text(text) | Event::Html(text)) = (&mut self.code, &event) {
            code.push(text, &range);
            return self.code_lines(false);
        }
        match event {
            Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. },
            )
            | Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image,
            ) => self.inline(event, range),
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => {
                self.end(tag, &range);
                // The end of a container may include link definitions that stand after it.
                if !is_container(&tag) && tag != TagEnd::DefinitionList {
                    self.block_end = self.block_end.max(range.end);
                }
                self.is_last_closed = matches!(tag, TagEnd::Heading(_));
            }
            Event::Rule => {
                self.flush();
                self.begin(&range);
                self.emit(Vec::new(), LineKind::Rule);
                self.is_last_closed = true;
                self.block_end = self.block_end.max(range.end);
            }
            Event::TaskListMarker(done) => self.task(done),
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak => self.inline(event, range),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        self.flush();
        if self.resumes(&tag) {
            return;
        }
        if is_container(&tag.to_end()) && self.is_beyond(&tag) {
            self.n_beyond += 1;
            return;
        }
        match tag {
            Tag::Paragraph => {
                self.begin(range);
                self.open_text(range.clone(), self.prose(), false);
            }
            Tag::Heading { level, .. } => {
                self.begin(range);
                self.open_text(range.clone(), heading(level), true);
            }
            Tag::BlockQuote(kind) => {
                self.begin(range);
                let alert = kind.map(alert);
                let bar = bar(alert.as_ref().map_or(Scope::QuoteBar, |alert| alert.bar));
                self.enter(Kind::Quote, Some((bar.clone(), bar)));
                if let Some(Alert {
                    sign, word, scope, ..
                }) = alert
                {
                    // The word stands for what was written, the sign for nothing.
                    let word = Span {
                        src: self.alert_mark(range),
                        ..Span::new(word, Scope::Strong)
                    };
                    let title = vec![Span::new(sign, scope), word];
                    self.emit(title, LineKind::Prose);
                }
            }
            Tag::CodeBlock(kind) => {
                self.begin(range);
                self.begin_code(kind, range);
            }
            Tag::HtmlBlock => {
                self.begin(range);
                self.code = Some(OpenCode::html());
            }
            Tag::List(first) => {
                self.begin(range);
                self.enter(Kind::List(first), None);
            }
            Tag::Item => self.begin_item(range),
            Tag::FootnoteDefinition(label) => {
                self.begin(range);
                let margin = self.note_margin(self.first_byte(range));
                let mark = format!("{} ", self.note_mark(&label, range));
                let space = " ".repeat(columns(&mark));
                let mark = Span::new(mark, Scope::ListMarker);
                self.enter(Kind::Footnote, Some((mark, Span::new(space, Scope::Text))));
                self.set_margin(margin);
            }
            Tag::DefinitionListTitle => {
                self.begin(range);
                // As one line: what was left out of a paragraph was no term yet and is read again.
                self.open_text(range.clone(), Scope::Strong, true);
            }
            Tag::DefinitionListDefinition => {
                let indent = Span::new("  ", Scope::Text);
                self.enter(Kind::Definition, Some((indent.clone(), indent)));
            }
            Tag::Table(align) => {
                self.begin(range);
                self.table = Some(Table::new(&align));
            }
            Tag::TableHead => {}
            Tag::TableRow => self.begin_row(range),
            Tag::TableCell => {
                let base = match &self.table {
                    Some(table) if table.in_header() => Scope::TableHeader,
                    _ => self.prose(),
                };
                self.open_text(range.clone(), base, false);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            tag if self.n_beyond > 0 && is_container(&tag) => {
                self.flush();
                self.n_beyond -= 1;
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(range),
            TagEnd::Table => self.end_table(),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.code_lines(true);
                self.code = None;
            }
            TagEnd::Item => {
                self.flush();
                if self.stack.last().is_some_and(|item| !item.shown) {
                    self.emit(Vec::new(), LineKind::Prose);
                }
                self.stack.pop();
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.stack.pop();
            }
            _ => self.flush(),
        }
    }

    /// Is there no room for the container that begins with `tag`? A list needs some for its items.
    fn is_beyond(&self, tag: &Tag<'_>) -> bool {
        let n_more = if matches!(tag, Tag::List(_)) { 2 } else { 1 };
        self.n_beyond > 0 || self.stack.len() + n_more > MAX_DEPTH
    }

    /// Continues a container that was open where the region begins, instead of beginning it.
    fn resumes(&mut self, tag: &Tag<'a>) -> bool {
        let Some(step) = self.resume.pop_front() else {
            return false;
        };
        match (step, tag) {
            (Step::Quote { bar: scope }, Tag::BlockQuote(_)) => {
                self.enter(Kind::Quote, Some((bar(scope), bar(scope))));
            }
            (Step::List { next }, Tag::List(_)) => self.enter(Kind::List(next), None),
            (Step::Item { marker, lead }, Tag::Item) => {
                self.enter(Kind::Item, Some(lead));
                self.set_margin(Some(Margin::resumed(marker)));
            }
            (Step::Note { lead }, Tag::FootnoteDefinition(_)) => {
                self.enter(Kind::Footnote, Some(lead));
                self.set_margin(Some(Margin::resumed_note()));
            }
            (Step::Fence { opener }, Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                self.code = Some(OpenCode::fenced(Some(opener)));
            }
            (Step::Code, Tag::CodeBlock(CodeBlockKind::Indented)) => {
                self.code = Some(OpenCode::indented());
            }
            (
                Step::Table {
                    shape,
                    shown,
                    above,
                },
                Tag::Table(_),
            ) => {
                self.table = Some(Table::resumed(shape, shown, above));
            }
            _ => {
                self.resume.clear();
                return false;
            }
        }
        self.n_tops = 1;
        if let Some(container) = self.stack.last_mut() {
            container.n_children = 1;
            container.shown = true;
        }
        true
    }

    fn enter(&mut self, kind: Kind, lead: Option<(Span, Span)>) {
        self.top_is_container = true;
        self.stack.push(Container {
            kind,
            lead,
            n_children: 0,
            shown: false,
            margin: None,
        });
    }

    /// Takes note of the margin of the container that was entered last.
    fn set_margin(&mut self, margin: Option<Margin>) {
        if let Some(container) = self.stack.last_mut() {
            container.margin = margin;
        }
    }

    fn begin_item(&mut self, range: &Range<usize>) {
        let first = self.first_byte(range);
        let start = self.region.line_start(first);
        let (is_first, shown, number) = match self.stack.last_mut() {
            Some(list) => {
                let number = match &mut list.kind {
                    Kind::List(Some(next)) => {
                        *next = next.saturating_add(1);
                        Some(*next - 1)
                    }
                    Kind::List(None)
                    | Kind::Quote
                    | Kind::Item
                    | Kind::Footnote
                    | Kind::Definition => None,
                };
                list.n_children += 1;
                (list.n_children == 1, list.shown, number)
            }
            None => (true, false, None),
        };
        if !is_first {
            self.cut_at(start, number);
        }
        if shown && self.region.is_blank_before(start, self.in_quote()) {
            self.separate();
        }
        let margin = self.margin(first);
        let mark = match number {
            Some(number) => format!("{number}{} ", self.delimiter(range.start)),
            None => format!("{} ", self.bullet()),
        };
        let mark = Span {
            src: self.region.src(&(first..first)),
            ..Span::new(mark, Scope::ListMarker)
        };
        let space = " ".repeat(columns(&mark.text));
        self.enter(Kind::Item, Some((mark, Span::new(space, Scope::Text))));
        self.set_margin(margin);
    }

    /// The sign of the note that begins at `range`.
    fn note_mark(&mut self, label: &str, range: &Range<usize>) -> String {
        let text = self.region.text().get(range.clone()).unwrap_or_default();
        let written = text.trim_start();
        let at = self.region.source_at(range.end - written.len());
        self.notes.define(label, at);
        one_line(&self.notes.mark(label, at, written))
    }

    /// Where in the source the kind of the alert at `range` was written, with its brackets.
    fn alert_mark(&self, range: &Range<usize>) -> Range<u32> {
        let text = self.region.text().get(range.clone()).unwrap_or_default();
        let start = text.find("[!").unwrap_or(0);
        let mark = text.get(start..).unwrap_or_default();
        let len = mark.find(']').map_or(0, |end| end + 1);
        let start = range.start + start;
        self.region.src(&(start..start + len))
    }

    fn bullet(&self) -> &'static str {
        let is_bulleted = |container: &&Container| container.kind == Kind::List(None);
        let depth = self.stack.iter().filter(is_bulleted).count();
        BULLETS.get(depth.saturating_sub(1)).unwrap_or(&BULLETS[2])
    }

    /// The character behind the number of the item at `at`, as it was written.
    fn delimiter(&self, at: usize) -> char {
        let text = self.region.text().get(at..).unwrap_or_default();
        let text = text
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit());
        if text.starts_with(')') { ')' } else { '.' }
    }

    /// A box takes the place of the bullet and stands behind a number.
    fn task(&mut self, done: bool) {
        if self.n_beyond > 0 {
            return;
        }
        let Some((mark, space)) = self.stack.last_mut().and_then(|item| item.lead.as_mut()) else {
            return;
        };
        let sign = format!("{} ", task_box(done));
        if !mark.text.starts_with(|c: char| c.is_ascii_digit()) {
            mark.text.clear();
        }
        mark.text.push_str(&Span::new(sign, mark.scope).text);
        space.text = " ".repeat(columns(&mark.text));
    }

    /// The scope of plain text here. What an alert says is nobody else's words.
    fn prose(&self) -> Scope {
        let mut quotes = self.stack.iter().rev();
        let innermost = quotes.find(|container| container.kind == Kind::Quote);
        let lead = innermost.and_then(|quote| quote.lead.as_ref());
        match lead {
            Some((bar, _)) if bar.scope == Scope::QuoteBar => Scope::Quote,
            Some(_) | None => Scope::Text,
        }
    }

    fn in_quote(&self) -> bool {
        self.stack
            .iter()
            .any(|container| container.kind == Kind::Quote)
    }
}

/// Does `tag` end what others are set in?
fn is_container(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Item
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition
    )
}

fn bar(scope: Scope) -> Span {
    Span::new("│ ", scope)
}

fn heading(level: HeadingLevel) -> Scope {
    match level {
        HeadingLevel::H1 => Scope::Heading1,
        HeadingLevel::H2 => Scope::Heading2,
        HeadingLevel::H3 => Scope::Heading3,
        HeadingLevel::H4 => Scope::Heading4,
        HeadingLevel::H5 | HeadingLevel::H6 => Scope::Heading5,
    }
}

/// What an alert says first, and what tells how urgent that is: a sign with a color, and a bar.
struct Alert {
    sign: &'static str,
    word: &'static str,
    scope: Scope,
    bar: Scope,
}

fn alert(kind: BlockQuoteKind) -> Alert {
    let (sign, word, scope, bar) = match kind {
        BlockQuoteKind::Note => ("i", " Note", Scope::Accent, Scope::NoteBar),
        BlockQuoteKind::Tip => ("◆", " Tip", Scope::Success, Scope::TipBar),
        BlockQuoteKind::Important => ("!", " Important", Scope::Accent, Scope::NoteBar),
        BlockQuoteKind::Warning => ("!", " Warning", Scope::Warning, Scope::WarningBar),
        BlockQuoteKind::Caution => ("✗", " Caution", Scope::Failure, Scope::CautionBar),
    };
    Alert {
        sign,
        word,
        scope,
        bar,
    }
}
