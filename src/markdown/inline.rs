//! The text in a block: emphasis, code, links, images → spans.
//!
//! In the open text of a stream an opener that has no closer yet starts its style at once, and its
//! marker is not shown. Everything else is as the parser says. What is no markdown to us (HTML,
//! footnote marks, math) stands as it was written.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

use super::block::{LinkDefs, Region, saturate};
use crate::text::line::Span;
use crate::text::link::LinkId;
use crate::text::sanitize::{is_clean, one_line};
use crate::theme::Scope;

/// An event of the parser and where in the region it stands.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// The spans of one run of text.
#[derive(Debug)]
pub struct Inlines {
    /// One list of spans for each line that the source breaks by force; at least one.
    pub lines: Vec<Vec<Span>>,
    /// Its links, by ascending id.
    pub links: Vec<(LinkId, String)>,
}

/// Makes spans of `events`; `base` is the scope of plain text, and `guess` asks for openers without
/// a closer to start their style.
pub fn inlines(
    events: &[Spanned<'_>],
    region: &Region<'_>,
    defs: &LinkDefs,
    base: Scope,
    guess: bool,
) -> Inlines {
    let mut builder = Builder {
        region,
        defs,
        base,
        guess,
        style: Style::default(),
        n_closed: 0,
        links: Vec::new(),
        text_end: 0,
        out: Inlines {
            lines: vec![Vec::new()],
            links: Vec::new(),
        },
    };
    let mut rest = events;
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
    builder.out
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
    base: Scope,
    guess: bool,
    style: Style,
    /// Open containers whose end is in the source: what stands in them can open nothing further.
    n_closed: usize,
    links: Vec<OpenLink>,
    /// End of the last text, in the region.
    text_end: usize,
    out: Inlines,
}

/// How many of each are open around the text.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    strong: usize,
    emphasis: usize,
    strike: usize,
}

struct OpenLink {
    id: Option<LinkId>,
    target: String,
    label_bytes: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.text(text, range),
            Event::Code(text) => self.push(text, range, self.scope(Scope::InlineCode)),
            Event::InlineMath(text) => self.push(&format!("${text}$"), range, Scope::Math),
            Event::DisplayMath(text) => self.push(&format!("$${text}$$"), range, Scope::Math),
            Event::Html(text) | Event::InlineHtml(text) => self.push(text, range, self.plain()),
            Event::FootnoteReference(label) => {
                let text = format!("[^{label}]");
                self.push(&text, range, self.plain());
            }
            Event::SoftBreak => self.push(" ", range, self.plain()),
            Event::HardBreak => self.out.lines.push(Vec::new()),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
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
                self.open_link(target, range);
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
            TagEnd::Link | TagEnd::Image => self.close_link(range),
            _ => {}
        }
    }

    /// A single tilde says "about" far more often than "deleted": `~5 to ~6`.
    fn is_approximately(&self, range: &Range<usize>) -> bool {
        let text = self.region.text().get(range.clone()).unwrap_or_default();
        !text.starts_with("~~") && range.len() > 1
    }

    fn target(&self, kind: LinkType, target: &str, label: &str) -> String {
        let target = match kind {
            LinkType::Email => format!("mailto:{target}"),
            // A definition further up counts, even if the region has one of its own.
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                self.defs.target(label).unwrap_or(target).to_owned()
            }
            LinkType::Inline
            | LinkType::Autolink
            | LinkType::ReferenceUnknown
            | LinkType::CollapsedUnknown
            | LinkType::ShortcutUnknown
            | LinkType::WikiLink { .. } => target.to_owned(),
        };
        one_line(&target)
    }

    /// A link in a link (an image, in practice) belongs to the outer one.
    fn open_link(&mut self, target: String, range: &Range<usize>) {
        let outer = self.links.last().and_then(|link| link.id);
        let id = outer.or_else(|| {
            let id = LinkId(saturate(self.region.source_at(range.start)));
            (!target.is_empty()).then_some(id)
        });
        if let (None, Some(id)) = (outer, id) {
            self.out.links.push((id, target.clone()));
        }
        self.links.push(OpenLink {
            id,
            target,
            label_bytes: 0,
        });
    }

    /// A link without a label shows where it leads.
    fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.last() else {
            return;
        };
        if link.label_bytes == 0 {
            let target = link.target.clone();
            self.push(&target, range, Scope::Link);
        }
        let closed = self.links.pop();
        if let (Some(outer), Some(inner)) = (self.links.last_mut(), closed) {
            outer.label_bytes += inner.label_bytes;
        }
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
        // What is shown in one piece when nothing is guessed any more is so now, but for the markers.
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
        if !may_open(marker, before, after) {
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
            _ if !self.links.is_empty() => Scope::Link,
            Scope::InlineCode | Scope::Heading1 | Scope::Heading2 | Scope::Heading3 => kind,
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
            link.label_bytes += text.len();
            link.id
        });
        let src = self.region.src(range);
        let Some(spans) = self.out.lines.last_mut() else {
            return;
        };
        match spans.last_mut() {
            Some(last)
                if (last.scope, last.link) == (scope, link)
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

/// CommonMark's rule of flanking: may a run of `marker` between these characters open?
fn may_open(marker: char, before: Option<char>, after: Option<char>) -> bool {
    let (before, after) = (Side::of(before), Side::of(after));
    let left = after != Side::Space && (after == Side::Letter || before != Side::Letter);
    let right = before != Side::Space && (before == Side::Letter || after != Side::Letter);
    left && (marker != '_' || !right || before == Side::Punctuation)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Punctuation,
    Letter,
}

impl Side {
    fn of(c: Option<char>) -> Self {
        match c {
            None => Self::Space,
            Some(c) if c.is_whitespace() => Self::Space,
            // Near enough to Unicode's punctuation and symbols for a guess.
            Some(c) if !c.is_alphanumeric() => Self::Punctuation,
            Some(_) => Self::Letter,
        }
    }
}
