//! *Live text* is markdown of a part that is arriving, and its lines in a pane.

use crate::markdown::{Changed, MarkdownStream};
use crate::pane::Pane;
use crate::pane::doc::ItemId;
use crate::text::line::Line;
use crate::theme::Scope;

/// Text that grows at its end, made of one or more blocks.
#[derive(Debug, Clone, Default)]
pub struct LiveText {
    stream: MarkdownStream,
    /// Bytes taken of each block of the part.
    fed: Vec<usize>,
    pushed: bool,
    /// The pane has the whole source and makes the lines itself when they are looked at.
    is_left: bool,
}

impl LiveText {
    /// Gives a text its item. One that is whole is left to the pane: most of a history is never
    /// looked at, and reading its markdown is most of what showing it would cost.
    pub fn begin<'a>(
        pane: &mut Pane,
        item: ItemId,
        scope: Option<Scope>,
        is_whole: bool,
        sources: impl Iterator<Item = &'a str>,
    ) -> Self {
        if is_whole {
            let source: String = sources.collect();
            let make = match scope {
                None => whole,
                Some(_) => whole_thinking,
            };
            pane.doc.push_later(item, &source, make);
        } else {
            pane.doc.push(item, vec![Line::blank()]);
        }
        if scope.is_none() {
            pane.doc.count_code(item);
        }
        Self {
            is_left: is_whole,
            ..Self::default()
        }
    }

    /// Takes what is new of the blocks of this part. Answers whether anything was.
    pub fn feed<'a>(&mut self, sources: impl Iterator<Item = &'a str> + Clone) -> bool {
        if self.is_left {
            return false;
        }
        // Where blocks overlap, text may come for one that is not the last, and a block may begin
        // again with less: then all is read anew.
        let last_fed = self.fed.iter().rposition(|fed| *fed > 0).unwrap_or(0);
        let mut parts = self.fed.iter().zip(sources.clone()).enumerate();
        if parts.any(|(idx, (fed, source))| {
            *fed > source.len() || (idx < last_fed && *fed < source.len())
        }) {
            *self = Self::default();
        }
        let mut fresh = false;
        for (idx, source) in sources.enumerate() {
            if self.fed.len() <= idx {
                self.fed.push(0);
            }
            let Some(fed) = self.fed.get_mut(idx) else {
                continue;
            };
            if let Some(rest) = source.get(*fed..).filter(|rest| !rest.is_empty()) {
                self.stream.push(rest);
                *fed = source.len();
                fresh = true;
            }
        }
        self.pushed |= fresh;
        fresh
    }

    /// Shows what is new.
    pub fn show(&mut self, pane: &mut Pane, item: ItemId, scope: Option<Scope>) {
        let changed = self.stream.refresh();
        self.replace(pane, item, changed, scope);
    }

    /// Shows the end: nothing more will come.
    pub fn close(&mut self, pane: &mut Pane, item: ItemId, scope: Option<Scope>) {
        if self.pushed {
            let changed = self.stream.finish();
            self.replace(pane, item, changed, scope);
        }
    }

    /// The item begins with a blank line that is not the stream's.
    fn replace(&self, pane: &mut Pane, item: ItemId, changed: Changed, scope: Option<Scope>) {
        let Changed { stable, kept } = changed;
        let tail = self.stream.lines().get(stable..).unwrap_or(&[]);
        if let (Some(mark), Some((grown, after))) = (kept, tail.split_first()) {
            let scope = scope.unwrap_or(Scope::Text);
            let lines = std::iter::once(grown.since(mark)).chain(after.iter().cloned());
            let lines: Vec<Line> = lines.map(|line| recolor(&line, scope)).collect();
            return pane.doc.grow(item, stable + 1, mark, &lines);
        }
        match scope {
            None => pane.doc.replace_tail(item, stable + 1, tail),
            Some(scope) => {
                let tail: Vec<Line> = tail.iter().map(|line| recolor(line, scope)).collect();
                pane.doc.replace_tail(item, stable + 1, &tail);
            }
        }
    }
}

/// The lines of a text that is whole: those that it would have grown to.
fn whole(source: &str) -> Vec<Line> {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.finish();
    let blank = std::iter::once(Line::blank());
    blank.chain(stream.lines().iter().cloned()).collect()
}

/// The same for what was thought.
fn whole_thinking(source: &str) -> Vec<Line> {
    let lines = whole(source);
    let recolored = lines.iter().map(|line| recolor(line, Scope::Thinking));
    recolored.collect()
}

/// Plain text of `line` takes another scope; what is marked up keeps its own.
fn recolor(line: &Line, scope: Scope) -> Line {
    let mut line = line.clone();
    for span in &mut line.spans {
        if span.scope == Scope::Text {
            span.scope = scope;
        }
    }
    line
}
