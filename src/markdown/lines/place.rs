//! Where lines go: the blank lines between blocks, the leads in front of them, and the cuts from
//! which parsing can start again.

use std::ops::Range;

use super::{Container, Kind, Writer};
use crate::markdown::block::{BlockStart, Cut, Step};
use crate::markdown::label::may_define;
use crate::text::line::{Lead, Line, LineKind, Span};
use crate::theme::Scope;

/// Containers beyond this depth are not set in any further. What stands in front of the innermost
/// one is shown all the same: it takes the place of the others.
const MAX_LEADS: usize = 8;

/// Parsing starts again at most so many containers deep.
const MAX_PATH: usize = 16;

/// How far a formula on lines of its own is set in.
const FORMULA_INDENT: &str = "  ";

/// How far code is set in behind the bar of a quote: as far as its own bar needs.
const CODE_INDENT: &str = "  ";

impl Writer<'_> {
    /// A block begins at `range`: sets it apart from the one before it and notes the cut.
    pub(super) fn begin(&mut self, range: &Range<usize>) {
        let start = self.region.line_start(self.first_byte(range));
        match self.stack.last_mut() {
            None => self.begin_top(start, range),
            Some(container) => {
                let (kind, shown) = (container.kind, container.shown);
                let is_first = container.n_children == 0;
                container.n_children += 1;
                let is_blank_before = || self.region.is_blank_before(start, self.in_quote());
                match kind {
                    Kind::Quote if is_first => {}
                    Kind::Quote => {
                        if self.is_cut_in_quote(range) {
                            self.cut_at(start, None);
                        }
                        self.separate();
                    }
                    Kind::Item | Kind::Footnote => {
                        let is_apart = shown && is_blank_before();
                        if !is_first && self.is_cut(range) {
                            self.cut_at(start, None);
                        }
                        if is_apart {
                            self.separate();
                        }
                    }
                    Kind::Definition if shown && is_blank_before() => self.separate(),
                    Kind::Definition | Kind::List(_) => {}
                }
            }
        }
    }

    /// Where the block at `range` begins. The parser goes back as many bytes as a tab has columns,
    /// and so may take the end of the line before for the start of a list.
    pub(super) fn first_byte(&self, range: &Range<usize>) -> usize {
        let text = self.region.text().get(range.clone()).unwrap_or_default();
        range.start + text.len() - text.trim_start_matches(['\n', '\r']).len()
    }

    /// Can parsing never start at the block at `range`? If that turns out to be a link definition,
    /// the one before it is the last, and the colon of a definition can still make a term of it.
    fn is_bound(&self, range: &Range<usize>) -> bool {
        let text = self.region.text().get(self.first_byte(range)..);
        text.is_some_and(may_define) || self.is_set_in_note(range)
    }

    /// Is the block at `range` a note that is set in, because another one was open there? By itself
    /// it would be code.
    fn is_set_in_note(&self, range: &Range<usize>) -> bool {
        let first = self.first_byte(range);
        let text = self.region.text().get(first..);
        text.is_some_and(|text| text.starts_with("[^")) && self.indent(first).is_none()
    }

    fn begin_top(&mut self, start: usize, range: &Range<usize>) {
        self.out.fence = None;
        let mut src = start;
        if self.n_tops == 0 {
            src = self.region.start();
        } else {
            let is_bound = self.is_bound(range);
            // What stands between two blocks and is neither is a link definition; more may come to
            // it as long as the block after it can change.
            let gap = self.gap(range);
            let text = gap.map(|gap| gap.trim_start_matches(is_margin));
            match (gap, text) {
                (Some(gap), Some(text)) if !text.is_empty() && !self.top_is_container => {
                    src = self.region.line_start(range.start - text.len());
                    debug_assert!(text.len() <= gap.len());
                    if !is_bound {
                        self.cut_here(src, Vec::new());
                    }
                }
                _ if is_bound => {}
                (_, Some("")) => {
                    // Nothing can join two blocks that a blank line parts, unless they are items.
                    let is_parted = self.is_last_closed
                        || (!self.top_is_container && self.region.is_blank_before(start, false));
                    if is_parted && self.separator.is_none() {
                        self.cut_surely(start, Vec::new());
                    }
                    self.cut_here(start, Vec::new());
                }
                // Whatever ends the container, the blank line parts it from this block.
                _ if self.region.is_blank_before(start, false) => {
                    self.cut_here(start, Vec::new());
                }
                _ => {}
            }
        }
        self.n_tops += 1;
        self.top_is_container = false;
        if !self.is_set_in_note(range) {
            self.out.blocks.push(BlockStart {
                src,
                line: self.out.lines.len(),
            });
        }
        if self.context.follows || !self.out.lines.is_empty() {
            self.separate();
        }
    }

    /// Can parsing start again at this child of a quote? Not right behind a link definition, and
    /// not where the child would make the quote an alert if it were the first.
    fn is_cut_in_quote(&self, range: &Range<usize>) -> bool {
        // The region may leave out the beginning of the child.
        let start = self.region.source_at(range.start);
        let text = self.region.source.get(start..).unwrap_or_default();
        self.is_cut(range) && !text.starts_with("[!")
    }

    /// Can parsing start again at this child of an item? Not right behind a link definition.
    fn is_cut(&self, range: &Range<usize>) -> bool {
        if self.is_bound(range) {
            return false;
        }
        let is_alone = |gap: &str| gap.trim_matches(is_margin).is_empty();
        let start = || self.region.line_start(self.first_byte(range));
        self.gap(range).is_some_and(is_alone)
            || self.region.is_blank_before(start(), self.in_quote())
    }

    /// The text between the last block and the one at `range`.
    fn gap(&self, range: &Range<usize>) -> Option<&str> {
        self.region.text().get(self.block_end..range.start)
    }

    /// Notes that parsing can start again at `src`, in the containers that are open now. In a list
    /// `next` is the number of the item there.
    pub(super) fn cut_at(&mut self, src: usize, next: Option<u64>) {
        if let Some(path) = self.path(next) {
            self.cut_here(src, path);
        }
    }

    /// The containers that are open now, if parsing can go on in them. If the innermost is a list,
    /// `next` is the number of its next item.
    pub(super) fn path(&self, next: Option<u64>) -> Option<Vec<Step>> {
        if self.stack.len() > MAX_PATH {
            return None;
        }
        let last = self.stack.len().saturating_sub(1);
        let steps = self.stack.iter().enumerate().map(|(i, container)| {
            let step = match (container.kind, &container.margin, &container.lead) {
                (Kind::Quote, _, Some((bar, _))) if container.shown => {
                    Step::Quote { bar: bar.scope }
                }
                (Kind::List(_), _, _) if i == last => Step::List { next },
                (Kind::List(next), _, _) => Step::List { next },
                (Kind::Item, Some(margin), Some(lead)) if container.shown => Step::Item {
                    marker: margin.text().to_owned(),
                    lead: lead.clone(),
                },
                (Kind::Footnote, Some(_), Some(lead)) if container.shown => {
                    Step::Note { lead: lead.clone() }
                }
                (Kind::Quote | Kind::Item | Kind::Footnote | Kind::Definition, _, _) => {
                    return None;
                }
            };
            Some(step)
        });
        steps.collect()
    }

    /// Notes that parsing can start again at `src` in `path`; but not while a blank line is due,
    /// because nobody would write it then, and not in a line that may go on.
    pub(super) fn cut_here(&mut self, src: usize, path: Vec<Step>) {
        if self.separator.is_none() && src < self.open_line {
            self.cut_surely(src, path);
        }
    }

    fn cut_surely(&mut self, src: usize, path: Vec<Step>) {
        let line = self.out.lines.len();
        self.out.cut = Cut { src, line, path };
    }

    /// A blank line is due before the next line, if something stands before it in its container.
    pub(super) fn separate(&mut self) {
        if self.stack.last().is_some_and(|container| !container.shown) {
            return;
        }
        let last_bar = self
            .stack
            .iter()
            .rposition(|container| container.kind == Kind::Quote);
        let outer = self.stack.iter().take(last_bar.map_or(0, |i| i + 1));
        let leads = outer.filter_map(|container| {
            let (_, rest) = container.lead.as_ref()?;
            Some(rest.clone())
        });
        self.separator = Some(clamped(leads.collect()));
    }

    /// Writes a line, with the blank line that is due before it and the leads of its containers.
    pub(super) fn emit(&mut self, spans: Vec<Span>, kind: LineKind) {
        if let Some(lead) = self.separator.take() {
            let lead = Lead {
                first: lead.clone(),
                rest: lead,
            };
            self.out.lines.push(Line {
                lead,
                ..Line::blank()
            });
        }
        let mut leads = Vec::new();
        let mut behind_bar = false;
        for container in &self.stack {
            if let Some((first, rest)) = &container.lead {
                let first = if container.shown { rest } else { first };
                leads.push((first.clone(), rest.clone()));
                behind_bar = container.kind == Kind::Quote;
            }
        }
        let (first, rest) = clamped(leads).into_iter().unzip();
        let mut lead = Lead { first, rest };
        if behind_bar && kind == LineKind::Code {
            for lead in [&mut lead.first, &mut lead.rest] {
                lead.push(Span::new(CODE_INDENT, Scope::Text));
            }
        }
        let not_shown = |container: &&mut Container| !container.shown;
        for container in self.stack.iter_mut().rev().take_while(not_shown) {
            container.shown = true;
        }
        self.out.lines.push(Line { spans, lead, kind });
    }

    /// Sets the line that was written last in.
    pub(super) fn set_in(&mut self) {
        let Some(Line { lead, .. }) = self.out.lines.last_mut() else {
            return;
        };
        for lead in [&mut lead.first, &mut lead.rest] {
            lead.push(Span::new(FORMULA_INDENT, Scope::Text));
        }
    }
}

/// As many of `leads` as there is room for: the outermost, and the innermost.
fn clamped<T>(mut leads: Vec<T>) -> Vec<T> {
    if leads.len() > MAX_LEADS {
        leads.drain(MAX_LEADS - 1..leads.len() - 1);
    }
    leads
}

/// White space and the marker of quotes: what may stand before the text of a line.
fn is_margin(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '>')
}
