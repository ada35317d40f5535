//! *Live text* is markdown of a part that is arriving, and its lines in a pane.

use crate::app::projection::raw::Raw;
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
    /// Set while its source is shown instead of its lines.
    raw: Option<Raw>,
    /// The pane has the whole source and makes the lines itself when they are looked at.
    is_left: bool,
}

impl LiveText {
    /// Gives a text its item. One that is whole is left to the pane: most of a history is never
    /// looked at, and reading its markdown is most of what showing it would cost.
    pub fn begin<'a>(
        pane: &mut Pane,
        item: ItemId,
        is_whole: bool,
        sources: impl Iterator<Item = &'a str>,
    ) -> Self {
        if is_whole {
            let source: String = sources.collect();
            pane.doc.push_later(item, &source, whole);
        } else {
            pane.doc.push(item, vec![Line::blank()]);
        }
        pane.doc.count_code(item);
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

    /// May `source` be what its first block has become?
    pub fn begins_as(&self, source: &str) -> bool {
        let n_fed = self.fed.first().copied().unwrap_or_default();
        let shown = self.stream.source();
        if let (Some(shown), Some(source)) = (shown.get(..n_fed), source.get(..n_fed))
            && shown == source
        {
            return true;
        }
        // The stream writes some line ends in another way.
        let bytes = shown.bytes().zip(source.bytes());
        let is_same = |(a, b): (u8, u8)| a == b || (a, b) == (b'\n', b'\r');
        n_fed <= source.len() && bytes.take(n_fed).all(is_same)
    }

    /// Shows what is new.
    pub fn show(&mut self, pane: &mut Pane, item: ItemId) {
        let changed = self.refresh();
        self.replace(pane, item, changed);
    }

    /// Shows the end: nothing more will come.
    pub fn close(&mut self, pane: &mut Pane, item: ItemId) {
        if let Some(changed) = self.finish() {
            self.replace(pane, item, changed);
        }
    }

    /// Shows the source instead of the lines, or the lines again.
    pub fn show_raw(&mut self, pane: &mut Pane, item: ItemId, is_raw: bool) {
        self.raw = is_raw.then(|| Raw::begin(pane, item, self.stream.source()));
        if !is_raw {
            pane.doc.replace(item, vec![Line::blank()]);
            pane.doc.replace_tail(item, 1, self.stream.lines());
        }
    }

    /// What has come of it.
    pub fn source(&self) -> &str {
        self.stream.source()
    }

    /// Its lines, up to date since the last [`Self::refresh`] or [`Self::finish`].
    pub fn lines(&self) -> &[Line] {
        self.stream.lines()
    }

    /// Brings its lines up to date; says which of them stay what they were.
    pub fn refresh(&mut self) -> Changed {
        self.stream.refresh()
    }

    /// The same when nothing more will come; `None` if there never was anything.
    pub fn finish(&mut self) -> Option<Changed> {
        self.pushed.then(|| self.stream.finish())
    }

    /// The item begins with a blank line that is not the stream's.
    fn replace(&mut self, pane: &mut Pane, item: ItemId, changed: Changed) {
        if let Some(raw) = &mut self.raw {
            return raw.grow(pane, item, self.stream.source());
        }
        let Changed { stable, kept } = changed;
        let tail = self.stream.lines().get(stable..).unwrap_or(&[]);
        let Some((mark, (grown, after))) = kept.zip(tail.split_first()) else {
            return pane.doc.replace_tail(item, stable + 1, tail);
        };
        let lines = std::iter::once(grown.since(mark)).chain(after.iter().cloned());
        let lines: Vec<Line> = lines.collect();
        pane.doc.grow(item, stable + 1, mark, &lines);
    }
}

/// The lines of a text that is whole: those that it would have grown to.
pub fn whole(source: &str) -> Vec<Line> {
    let mut stream = MarkdownStream::default();
    stream.push(source);
    stream.finish();
    let blank = std::iter::once(Line::blank());
    blank.chain(stream.lines().iter().cloned()).collect()
}

/// The line with another scope for plain text; what is marked up keeps its own.
pub fn recolored(line: &Line, scope: Scope) -> Line {
    let mut line = line.clone();
    for span in &mut line.spans {
        if span.scope == Scope::Text {
            span.scope = scope;
        }
    }
    line
}
