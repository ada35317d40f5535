//! Code and HTML blocks as they are read, line by line.

use pulldown_cmark::CodeBlockKind;
use std::ops::Range;

use super::Writer;
use crate::markdown::block::{OpenFence, Step};
use crate::markdown::code;
use crate::text::line::LineKind;
use crate::theme::Scope;

/// A block of code or HTML whose lines are being read.
pub struct OpenCode {
    is_html: bool,
    is_indented: bool,
    /// What opens the fence again, if it stands in containers that can be opened again as well.
    opener: Option<String>,
    line: String,
    src: Range<usize>,
    /// Lines that are complete, with their ends, and where in the region they stand.
    done: Vec<(String, Range<usize>)>,
    /// Empty lines of HTML that are written if another one follows.
    n_blank: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn begin_code(&mut self, kind: CodeBlockKind<'a>, range: &Range<usize>) {
        let CodeBlockKind::Fenced(info) = kind else {
            self.code = Some(OpenCode::indented());
            return;
        };
        self.code = Some(OpenCode::fenced(None));
        if let Some(label) = code::label(&info) {
            self.emit(label.spans, label.kind);
        }
        let text = self.region.text().get(range.start..).unwrap_or_default();
        let is_set_in = self.region.line_start(range.start) != self.region.source_at(range.start);
        let (Some((_, end)), Some(&mark)) = (code::first_line(text), text.as_bytes().first())
        else {
            return;
        };
        let n_marks = text.bytes().take_while(|&byte| byte == mark).count();
        if !self.stack.is_empty() {
            let indent = self.indent(range.start);
            let marks = text.get(..n_marks).unwrap_or_default();
            let opener = indent.map(|n_spaces| format!("{:n_spaces$}{marks}", ""));
            self.code = Some(OpenCode::fenced(opener));
        } else if !is_set_in {
            self.out.fence = Some(OpenFence {
                line: self.out.lines.len(),
                src: self.region.source_at(range.start + end),
                mark,
                n_marks,
                separate: self.separator.is_some(),
            });
        }
    }

    /// Writes the lines of code or HTML that are complete; with `all` the last one too.
    pub(super) fn code_lines(&mut self, all: bool) {
        let Some(open) = &mut self.code else {
            return;
        };
        let (is_html, is_indented) = (open.is_html, open.is_indented);
        let opener = open.opener.clone();
        let mut n_blank = open.n_blank;
        let mut done = std::mem::take(&mut open.done);
        if all && !open.line.is_empty() {
            done.push((std::mem::take(&mut open.line), open.src.clone()));
        }
        for (text, range) in done {
            let start = self.region.source_at(range.start);
            let src = start..self.region.source_at(range.end).max(start);
            let in_source = self.region.source.get(src).unwrap_or_default();
            let len = in_source.trim_end_matches(['\n', '\r']).len();
            let mut line = code::line(&text, start..start + len);
            // No code begins with a line of spaces alone.
            if is_indented && self.stack.is_empty() && !text.trim().is_empty() {
                self.cut_here(self.region.line_start(range.start), vec![Step::Code]);
            }
            if let Some((mut path, opener)) = self.path(None).zip(opener.clone()) {
                path.push(Step::Fence { opener });
                self.cut_here(self.region.line_start(range.start), path);
            }
            if is_html {
                line.kind = LineKind::Prose;
                line.spans
                    .iter_mut()
                    .for_each(|span| span.scope = Scope::Dim);
            }
            if is_html && line.spans.is_empty() {
                n_blank += 1;
                continue;
            }
            for _ in 0..std::mem::take(&mut n_blank) {
                self.emit(Vec::new(), line.kind.clone());
            }
            self.emit(line.spans, line.kind);
        }
        if let Some(open) = &mut self.code {
            open.n_blank = n_blank;
        }
    }
}

impl OpenCode {
    pub fn html() -> Self {
        Self {
            is_html: true,
            ..Self::fenced(None)
        }
    }

    pub fn indented() -> Self {
        Self {
            is_indented: true,
            ..Self::fenced(None)
        }
    }

    pub fn fenced(opener: Option<String>) -> Self {
        Self {
            is_html: false,
            is_indented: false,
            opener,
            line: String::new(),
            src: 0..0,
            done: Vec::new(),
            n_blank: 0,
        }
    }

    pub fn push(&mut self, text: &str, range: &Range<usize>) {
        let is_exact = text.len() == range.len();
        let mut at = range.start;
        for part in text.split_inclusive('\n') {
            let src = if is_exact {
                at..at + part.len()
            } else {
                range.clone()
            };
            at += part.len();
            if self.line.is_empty() {
                self.src = src.clone();
            }
            self.line.push_str(part);
            self.src.end = src.end;
            if part.ends_with('\n') {
                self.done
                    .push((std::mem::take(&mut self.line), self.src.clone()));
            }
        }
    }
}
