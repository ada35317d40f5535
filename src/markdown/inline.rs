//! The text in a block: emphasis, code, links, images → spans.
//!
//! In the open text of a stream an opener that has no closer yet starts its style at once, and its
//! marker is not shown, until it is far away. Everything else is as the parser says, but for what
//! it does not know: see `dollars` and `brackets` for formulas, `bare` for links. HTML stands as it
//! was written, but for line breaks in the cells of a table.

use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

use self::link::OpenLink;
use super::block::{LinkDefs, Region, saturate};
use super::flanks::may_open;
use super::notes::Notes;
use super::tail::LONGEST_OPEN;
use crate::text::line::Span;
use crate::text::link::LinkId;
use crate::text::sanitize::{is_clean, one_line};
use crate::theme::Scope;

mod bare;
pub mod brackets;
pub mod dollars;
mod formula;
mod link;
mod replace;

/// An event of the parser and where in the region it stands.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// The spans of one run of text.
#[derive(Debug)]
pub struct Inlines {
    /// One for each line that the source breaks by force or a formula has for itself; at least one.
    pub lines: Vec<InlineLine>,
    /// Its links, by ascending id.
    pub links: Vec<(LinkId, String)>,
}

/// A line of a run of text.
#[derive(Debug, Default)]
pub struct InlineLine {
    /// Its text.
    pub spans: Vec<Span>,
    /// Is it set in, as a formula is that stands alone?
    pub is_set_in: bool,
}

/// How a run of text is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The scope of plain text.
    pub base: Scope,
    /// Do openers without a closer start their style?
    pub guess: bool,
    /// May formulas stand in lines of their own?
    pub sets_apart: bool,
}

/// Makes spans of `events`, in which formulas between dollars are found already. Notes that appear
/// in them for the first time come to `notes`.
pub fn inlines(
    events: &[Spanned<'_>],
    region: &Region<'_>,
    defs: &LinkDefs,
    notes: &mut Notes,
    reading: Reading,
) -> Inlines {
    let Reading {
        base,
        guess,
        sets_apart,
    } = reading;
    let events = brackets::joined(events, region.text());
    let open_end = guess.then(|| region.suffix_start());
    let events = bare::linked(&events, region.text(), open_end);
    let mut builder = Builder {
        region,
        defs,
        notes,
        base,
        guess,
        sets_apart,
        style: Style::default(),
        n_closed: 0,
        links: Vec::new(),
        text_end: 0,
        is_line_new: false,
        out: Inlines {
            lines: vec![InlineLine::default()],
            links: Vec::new(),
        },
    };
    let mut rest = events.as_ref();
    while let Some(((event, range), after)) = rest.split_first() {
        let n = if guess { run_of_text(rest, region) } else { 1 };
        if n > 1 {
            let (run, after) = rest.split_at(n);
            let end = run.last().map_or(range.end, |(_, range)| range.end);
            let text = region.text().get(range.start..end).unwrap_or_default();
            builder.text(text, &(range.start..end));
            rest = after;
        } else {
            builder.event(event, range);
            rest = after;
        }
    }
    builder.finish()
}

/// Is it the tag that everybody breaks lines with in a cell? It is the only way to.
pub fn is_break(tag: &str) -> bool {
    let name = tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>'));
    let name = name.map(|name| name.strip_suffix('/').unwrap_or(name).trim_end());
    name.is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

/// How many events in front are text that stands in one piece in the source. The parser hands out
/// each marker that has no partner on its own.
fn run_of_text(events: &[Spanned<'_>], region: &Region<'_>) -> usize {
    let mut end = None;
    let is_next = |(event, range): &&Spanned<'_>| match event {
        Event::Text(text) => {
            let follows = end.is_none_or(|end| end == range.start);
            end = Some(range.end);
            // Other text is shown event by event, as it will be when nothing is guessed any more.
            follows && region.text().get(range.clone()) == Some(text) && is_clean(text)
        }
        _ => false,
    };
    events.iter().take_while(is_next).count()
}

struct Builder<'a> {
    region: &'a Region<'a>,
    defs: &'a LinkDefs,
    notes: &'a mut Notes,
    base: Scope,
    guess: bool,
    sets_apart: bool,
    style: Style,
    /// Open containers whose end is in the source: what stands in them can open nothing further.
    n_closed: usize,
    links: Vec<OpenLink>,
    /// End of the last text, in the region.
    text_end: usize,
    /// Has nothing been written since a formula took lines for itself?
    is_line_new: bool,
    out: Inlines,
}

/// How many of each are open around the text.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    strong: usize,
    emphasis: usize,
    strike: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.text(text, range),
            Event::Code(text) => self.push(text, range, self.scope(Scope::InlineCode)),
            Event::InlineMath(tex) => self.inline_math(tex, range),
            Event::DisplayMath(tex) => self.display_math(tex, range),
            Event::Html(text) | Event::InlineHtml(text) => self.push(text, range, self.plain()),
            Event::FootnoteReference(label) => {
                let written = self.region.text().get(range.clone()).unwrap_or_default();
                let at = self.region.source_at(range.start);
                let mark = self.notes.refer(label, at, written);
                let scope = match mark.starts_with('[') {
                    true => self.plain(),
                    false => Scope::ListMarker,
                };
                self.push_made(&mark, range, scope);
            }
            Event::SoftBreak if self.is_line_new => {}
            Event::SoftBreak => self.push(" ", range, self.plain()),
            Event::HardBreak => self.out.lines.push(InlineLine::default()),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    /// Goes on in a line of its own; a formula's is set in.
    fn begin_line(&mut self, is_set_in: bool) {
        let line = InlineLine {
            spans: Vec::new(),
            is_set_in,
        };
        // The line break before a formula is no space.
        let last = self.out.lines.last_mut();
        if let Some(last) = last.and_then(|line| line.spans.last_mut()) {
            let text = last.text.trim_end_matches(' ').len();
            if is_exact(&last.text, &last.src) {
                last.src.end -= saturate(last.text.len() - text);
            }
            last.text.truncate(text);
        }
        match self.out.lines.last_mut() {
            Some(last) if last.spans.is_empty() => *last = line,
            _ => self.out.lines.push(line),
        }
        self.is_line_new = true;
    }

    fn finish(mut self) -> Inlines {
        if self.is_line_new && self.out.lines.len() > 1 {
            self.out.lines.pop();
        }
        self.out
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.n_closed += usize::from(!self.region.is_suffix(range.end.saturating_sub(1)));
        match tag {
            Tag::Strong => self.style.strong += 1,
            Tag::Emphasis => self.style.emphasis += 1,
            Tag::Strikethrough if self.is_approximately(range) => {
                self.push("~", &(range.start..range.start + 1), self.plain());
            }
            Tag::Strikethrough => self.style.strike += 1,
            Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            }
            | Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            } => {
                let target = self.target(*link_type, dest_url, id);
                self.open_link(*link_type, &target, range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        let in_source = !self.region.is_suffix(range.end.saturating_sub(1));
        self.n_closed = self.n_closed.saturating_sub(usize::from(in_source));
        match tag {
            TagEnd::Strong => self.style.strong = self.style.strong.saturating_sub(1),
            TagEnd::Emphasis => self.style.emphasis = self.style.emphasis.saturating_sub(1),
            TagEnd::Strikethrough if self.is_approximately(range) => {
                self.push("~", &(range.end - 1..range.end), self.plain());
            }
            TagEnd::Strikethrough => self.style.strike = self.style.strike.saturating_sub(1),
            TagEnd::Link => self.close_link(range),
            TagEnd::Image if in_source => self.close_image(range),
            TagEnd::Image => self.close_link(range),
            _ => {}
        }
    }

    /// A single tilde says "about" far more often than "deleted": `~5 to ~6`.
    fn is_approximately(&self, range: &Range<usize>) -> bool {
        let text = self.region.text().get(range.clone()).unwrap_or_default();
        !text.starts_with("~~") && range.len() > 1
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let is_verbatim = self.region.text().get(range.clone()) == Some(text);
        if !self.guess || self.n_closed > 0 || !is_verbatim {
            self.push(text, range, self.plain());
            self.text_end = range.end;
            return;
        }
        let before = self.region.text().get(..range.start).unwrap_or_default();
        // The backslash of an escape belongs to no text; the character behind it is just itself.
        let mut is_escaped = before.ends_with('\\') && self.text_end < range.start;
        // What is shown in one piece when nothing is guessed any more is so now, but for the
        // markers.
        let (mut shown, mut at) = (0, 0);
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = text.get(at..).unwrap_or_default();
            let plain = rest
                .char_indices()
                .find(|&(i, c)| (i > 0 || !is_escaped) && matches!(c, '*' | '_' | '~'))
                .map_or(rest.len(), |(i, _)| i);
            let n = if plain > 0 {
                plain
            } else {
                rest.len() - rest.trim_start_matches(c).len()
            };
            let before = self.style;
            if plain == 0 && self.opens(c, range.start + at, n) {
                let opened = std::mem::replace(&mut self.style, before);
                self.part(text, shown..at, range.start);
                self.style = opened;
                shown = at + n;
            }
            (is_escaped, at) = (false, at + n);
        }
        self.part(text, shown..text.len(), range.start);
        self.text_end = range.end;
    }

    /// Adds a part of `text`, which stands at byte `start` of the region.
    fn part(&mut self, text: &str, part: Range<usize>, start: usize) {
        let src = start + part.start..start + part.end;
        let text = text.get(part).unwrap_or_default();
        self.push(text, &src, self.plain());
    }

    /// Does the run of `n` markers at `at` start a style? If so it does from here on.
    fn opens(&mut self, marker: char, at: usize, n: usize) -> bool {
        let text = self.region.text();
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + n..).and_then(|text| text.chars().next());
        let open_end = self.region.suffix_start();
        // What breaks the line here is not shown yet, but it is no space.
        let is_before_break = at + n == open_end && after == Some('\n');
        let after = if is_before_break { Some('\\') } else { after };
        let is_far = open_end.saturating_sub(at) > LONGEST_OPEN;
        if is_far || !may_open(marker, before, after) {
            return false;
        }
        match (marker, n) {
            ('~', 2) => self.style.strike += 1,
            ('~', _) => return false,
            (_, 1) => self.style.emphasis += 1,
            (_, 2) => self.style.strong += 1,
            _ => {
                self.style.emphasis += 1;
                self.style.strong += 1;
            }
        }
        true
    }

    fn plain(&self) -> Scope {
        self.scope(self.base)
    }

    /// The scope of text of kind `kind` in the styles that are open. A span has one scope, so the
    /// one that says most is taken.
    fn scope(&self, kind: Scope) -> Scope {
        let Style {
            strong,
            emphasis,
            strike,
        } = self.style;
        match kind {
            _ if self.links.last().is_some_and(|link| link.is_link) => Scope::Link,
            Scope::InlineCode
            | Scope::Heading1
            | Scope::Heading2
            | Scope::Heading3
            | Scope::Heading4
            | Scope::Heading5 => kind,
            _ if strike > 0 => Scope::Strike,
            _ if strong > 0 && emphasis > 0 => Scope::StrongEmphasis,
            _ if strong > 0 => Scope::Strong,
            _ if emphasis > 0 => Scope::Emphasis,
            _ => kind,
        }
    }

    /// Adds text; it joins the span before it where both are one piece of the source.
    fn push(&mut self, text: &str, range: &Range<usize>, scope: Scope) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        let link = self.links.last_mut().and_then(|link| {
            link.add(&text);
            link.link.clone()
        });
        let src = self.region.src(range);
        self.is_line_new = false;
        let Some(line) = self.out.lines.last_mut() else {
            return;
        };
        let spans = &mut line.spans;
        match spans.last_mut() {
            Some(last)
                if (last.scope, &last.link) == (scope, &link)
                    && last.src.end == src.start
                    && is_exact(&last.text, &last.src)
                    && is_exact(&text, &src) =>
            {
                last.text.push_str(&text);
                last.src.end = src.end;
            }
            _ => spans.push(Span {
                text,
                scope,
                link,
                src,
            }),
        }
    }
}

/// Does each byte of `text` stand for one of the source?
fn is_exact(text: &str, src: &Range<u32>) -> bool {
    text.len() == src.len()
}
