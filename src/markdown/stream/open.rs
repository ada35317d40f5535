//! The *open end* of a stream: what is parsed again and again until it is closed.
//!
//! Lines of code are taken as they are; of anything else the blocks that are open go to the parser,
//! without what [`super::settled`] leaves out and with what [`tail`] makes of the end.

use std::collections::HashSet;
use std::ops::Range;

use super::fresh::{Fresh, Resumed, reshape};
use super::settled::{Settled, may_head_table};
use super::{MarkdownStream, State};
use crate::markdown::block::{Cut, Elision, LinkDef, OpenFence, Parsed, Region, Step};
use crate::markdown::label::normal;
use crate::markdown::parse::parse;
use crate::markdown::{code, tail};
use crate::text::line::Line;

impl MarkdownStream {
    /// Takes lines of code until the fence closes; then there is more to do.
    pub(super) fn update_fence(&mut self, mut fence: OpenFence, fresh: &mut Fresh) -> bool {
        fresh.lines.truncate(fresh.n_frozen);
        loop {
            let rest = self.source.get(self.open_at..).unwrap_or_default();
            let (text, n, ends) = match code::first_line(rest) {
                Some((len, n)) => (rest.get(..len).unwrap_or_default(), n, true),
                None => (rest, rest.len(), false),
            };
            self.parsed_bytes += n as u64;
            let closes = code::closes(text.trim_end_matches('\r'), fence.mark, fence.n_marks);
            if closes && (ends || self.finished) {
                self.open_at += n;
                return true;
            }
            let is_held = !self.finished && code::may_close(text, fence.mark);
            if !ends && (text.is_empty() || is_held) {
                break;
            }
            if fence.separate {
                fence.separate = !ends;
                fresh.lines.push(Line::blank());
            }
            fresh
                .lines
                .push(code::line(text, self.open_at..self.open_at + text.len()));
            if !ends {
                break;
            }
            fresh.n_frozen = fresh.lines.len();
            self.open_at += n;
        }
        self.state = State::Fence(fence);
        false
    }

    /// Parses what is open. There is more to do if it ends in a fence.
    pub(super) fn update_blocks(
        &mut self,
        path: &[Step],
        n_before: usize,
        fresh: &mut Fresh,
        stable: &mut usize,
    ) -> bool {
        fresh.lines.truncate(fresh.n_frozen);
        let n_lines = n_before + fresh.n_frozen;
        self.doubt_in_time();
        let parsed = self.parse_open(path, n_lines);
        let is_right = |parsed: &Parsed| !self.has_ended(parsed) && !self.may_close(parsed);
        let Some(mut parsed) = parsed.filter(is_right) else {
            if !self.doubt() {
                self.settled = None;
            }
            self.state = State::Blocks(path.to_vec());
            return true;
        };
        if let Some(Settled {
            elision,
            line,
            mark,
        }) = self.settled
        {
            fresh.resumed = Some(Resumed {
                first: line - elision.n_lines - n_before,
                n_lines: elision.n_lines,
                mark,
            });
        }
        if let Some(shape) = parsed.reshaped.take() {
            *stable = (*stable).min(reshape(&mut self.lines, n_before, fresh, &shape));
        }
        if let Some(fence) = &parsed.fence {
            parsed.cut.src = fence.src;
        }
        fresh.found = self.places(&parsed, n_lines);
        self.note(&mut parsed, n_lines, fresh.found.safe);
        self.replace_links(&mut parsed);
        let is_open = |settled: &Settled| parsed.cut.src <= settled.elision.from;
        self.settled = self.settled.filter(is_open);
        if let Some(assumed) = &mut self.assumed {
            assumed.sure = assumed.sure.filter(is_open);
        }
        if let Some(fence) = parsed.fence {
            parsed.lines.truncate(fence.line);
            fresh.lines.append(&mut parsed.lines);
            fresh.n_frozen = fresh.lines.len();
            self.open_at = fence.src;
            self.state = State::Fence(fence);
            return true;
        }
        fresh.lines.append(&mut parsed.lines);
        fresh.n_frozen += parsed.cut.line;
        let Cut { src, path, .. } = parsed.cut;
        self.open_at = src;
        if let Some(text) = parsed.open_text {
            self.complete(&path, text.src, &parsed.defs, n_before, fresh);
        }
        self.state = State::Blocks(path);
        false
    }

    /// Parses what is open and may be shown. `None` if the beginning of a paragraph turns out not
    /// to have been settled.
    fn parse_open(&mut self, path: &[Step], n_lines: usize) -> Option<Parsed> {
        let elision = self.settled.map(|settled| settled.elision);
        let all = self.open_at..self.source.len();
        let region = Region::new(&self.source, all, path, elision);
        let n_head = region.n_head();
        let open = region.text().get(n_head..).unwrap_or_default();
        let first = match path.last() {
            Some(Step::Table { .. } | Step::Fence { .. }) if elision.is_none() => tail::First::Row,
            Some(Step::Code) => tail::First::Code(tail::code_set_in(open)),
            _ => match elision {
                Some(elision) => self.rest_of(elision),
                None => tail::First::Block,
            },
        };
        let len = if self.finished {
            open.len()
        } else {
            tail::settled(open, first)
        };
        let end = n_head + len;
        if elision.is_some_and(|elision| {
            region.source_at(end) <= elision.to || may_head_table(&self.source, elision)
        }) {
            return None;
        }
        let suffix = tail::line_end(open.get(len..).unwrap_or_default());
        let region = region.completed(end, suffix);
        let mut notes = std::mem::take(&mut self.notes);
        notes.forget(self.read_from());
        let parsed = parse(&region, path, self.context(n_lines > 0), &mut notes);
        self.notes = notes;
        self.parsed_bytes += region.text().len() as u64;
        let resumed = parsed.resumed_line.map(|line| n_lines + line);
        (resumed == self.settled.map(|settled| settled.line)).then_some(parsed)
    }

    /// What goes on behind what is left out.
    fn rest_of(&self, elision: Elision) -> tail::First {
        let Elision { line_start, to, .. } = elision;
        match self.source.get(line_start..to).is_some_and(tail::is_pipe) {
            true => tail::First::Piped(elision.from - self.open_at),
            false => tail::First::Row,
        }
    }

    /// Parses the open end once more if its last run of text has to be completed for that.
    /// `defs` are the definitions in it.
    fn complete(
        &mut self,
        path: &[Step],
        text: Range<usize>,
        defs: &[LinkDef],
        n_before: usize,
        fresh: &mut Fresh,
    ) {
        let after = self.source.get(text.end..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\t']);
        let line = match after.starts_with('\n') || tail::is_break(after) {
            true => tail::LastLine::Ended,
            false => tail::LastLine::Open,
        };
        let elision = self.settled.map(|settled| settled.elision);
        let region = Region::new(&self.source, self.open_at..text.end, path, elision);
        let start = region.text_at(text.start);
        let open = region.text().get(start..).unwrap_or_default();
        let here: HashSet<String> = defs.iter().map(|def| normal(&def.label)).collect();
        let has_any = !here.is_empty() || !self.defs.is_empty();
        let is_defined = |label: &str| {
            has_any && {
                let label = normal(label);
                self.defs.has(&label) || here.contains(&label)
            }
        };
        let Some(completion) = tail::completion::complete(open, line, is_defined) else {
            return;
        };
        let (mut end, mut suffix) = (start + completion.end, completion.suffix.as_str());
        if completion.end == 0 && suffix.is_empty() {
            // Nor is anything to be seen of what it would stand in.
            let n_head = region.n_head();
            let before = region.text().get(n_head..start).unwrap_or_default();
            end = n_head + tail::without_openers(before).len();
            suffix = tail::line_end(region.text().get(end..).unwrap_or_default());
        }
        let region = region.completed(end, suffix);
        let follows = n_before + fresh.n_frozen > 0;
        self.parsed_bytes += region.text().len() as u64;
        let mut notes = std::mem::take(&mut self.notes);
        notes.forget(self.read_from());
        let mut parsed = parse(&region, path, self.context(follows), &mut notes);
        self.notes = notes;
        // What is shown must be what was found to be safe: with less of the text, what a formula
        // keeps from being an opener is one.
        let shown = parsed.open_text.as_ref().and_then(|text| text.places.safe);
        let safe = fresh.found.safe;
        fresh.found.safe = safe.filter(|safe| shown.is_some_and(|shown| safe.to <= shown));
        fresh.lines.truncate(fresh.n_frozen);
        fresh.lines.append(&mut parsed.lines);
        self.replace_links(&mut parsed);
    }
}
