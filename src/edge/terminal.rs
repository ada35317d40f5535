//! The *screen* is the whole terminal, taken over: entered once, painted in frames, given back on
//! every way out.
//!
//! A frame is sketched; rows that are sketched anew are set into cells and compared with what the
//! terminal shows, and the difference goes out as one write: rows that only moved are moved by the
//! terminal, and all but the smallest frames are a synchronized update. Nothing changed, nothing
//! written. After the start nothing is ever cleared: a new size, or coming back from a stop, paints
//! each cell once. No control character passes. This file knows cells and bytes; what they mean is
//! known to those who paint, and when to paint to the loop. ratatui's `Terminal` is not used
//! because it clears the screen whenever the size changes, and writes a frame's cells and its
//! cursor apart.

mod compose;
mod links;
mod modes;
mod paint;
mod pipe;
pub mod questions;
mod shift;
mod taking;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::mem;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use crate::sketch::{Fingerprint, Sketch};
use crate::text::link::PlacedLink;
use crate::text::width::{self, Ambiguous};

use links::{LinkNo, Links};
use modes::Guard;
pub use modes::{can_stop, install_panic_hook, panicked, restore_now, stop};
use pipe::write_whole;
use shift::Shift;
pub use taking::size;

/// No larger screen is painted: 2048 columns are more than an 8K display shows, and a terminal that
/// claims 65535 by 65535 must not make us allocate for it.
const LARGEST: Size = Size::new(2048, 1024);

/// The screen, painted into through `W`: the terminal in production, a `Vec<u8>` in tests.
///
/// # Invariants
///
/// - Between frames the terminal shows `shown`, unless `known` is false. Then `next` holds the same
///   cells, and `prints` what they were set from.
/// - A frame is one `write` and one `flush` of `W` (more where `W` takes less at a time), or
///   neither.
/// - While the guard is held, dropping the screen restores the terminal.
#[derive(Debug)]
pub struct Screen<W: Write> {
    out: W,
    guard: Option<Guard>,
    sketch: Sketch,
    shown: Buffer,
    next: Buffer,
    /// Of each row of `next`; empty where nobody knows.
    prints: Vec<Fingerprint>,
    /// What the terminal is told of links; `None` if it is told nothing.
    links: Option<Links>,
    /// Links of `shown` and of `next`, cell by cell; empty where there are none.
    shown_links: Vec<LinkNo>,
    next_links: Vec<LinkNo>,
    /// Where the links of a frame lie; kept for its room.
    placed: Vec<PlacedLink>,
    known: bool,
    /// How what is shown was measured.
    ambiguous: Ambiguous,
    /// Where the cursor is seen; `None` while it is hidden.
    cursor: Option<Position>,
    /// What the terminal has saved as the cursor's place.
    saved: Option<Position>,
    bytes: Vec<u8>,
    /// Which rows differ; kept for its room.
    changed: Vec<bool>,
    pointer: PointerMode,
    /// The stop was of our own making, so the system's word that we go on is no news.
    resumed: bool,
    /// Is the theme to follow the terminal's background?
    asks_background: bool,
    counts: Counts,
}

/// What one call of [`Screen::draw`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Bytes written; 0 when nothing had changed.
    pub wrote: usize,
}

/// Work done since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Frames that wrote anything.
    pub frames: u64,
    /// Cells that had changed, after whole rows were moved.
    pub cells: u64,
    /// Bytes of frames; entering and leaving are not counted.
    pub bytes: u64,
    /// Rows whose cells were set, because they were sketched anew.
    pub rows: u64,
    /// Frames of which the cells were searched for rows that had moved.
    pub searches: u64,
}

/// Who gets the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PointerMode {
    /// The terminal keeps it: click and drag select text as everywhere else.
    #[default]
    Released,
    /// We do: wheel, press, drag and release are reported, motion alone is not.
    Captured,
}

impl<W: Write> Screen<W> {
    /// A screen that paints into `out` and touches no terminal; for tests.
    pub fn detached(out: W) -> Self {
        Self {
            out,
            guard: None,
            sketch: Sketch::default(),
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            prints: Vec::new(),
            links: None,
            shown_links: Vec::new(),
            next_links: Vec::new(),
            placed: Vec::new(),
            known: false,
            ambiguous: Ambiguous::default(),
            cursor: None,
            saved: None,
            bytes: Vec::new(),
            changed: Vec::new(),
            pointer: PointerMode::Released,
            resumed: false,
            asks_background: false,
            counts: Counts::default(),
        }
    }

    /// Draws one frame of `size`: `paint` fills a blank sketch and says where the cursor belongs,
    /// if it is to be seen.
    ///
    /// Writes what differs from the frame before, or nothing. A cell that cannot be shown is
    /// replaced: one that holds a control character by `�`, a wide one cut by the right edge by a
    /// blank. Fails when the terminal is gone or was given back behind our back (after a panic
    /// elsewhere); the caller then ends.
    pub fn draw(
        &mut self,
        size: Size,
        paint: impl FnOnce(&mut Sketch) -> Option<Position>,
    ) -> io::Result<Drawn> {
        self.draw_linked(size, |sketch, _| paint(sketch))
    }

    /// The same for a frame with links: `paint` also says where they came to lie. Of several over
    /// one cell the last counts.
    pub fn draw_linked(
        &mut self,
        size: Size,
        paint: impl FnOnce(&mut Sketch, &mut Vec<PlacedLink>) -> Option<Position>,
    ) -> io::Result<Drawn> {
        let area = self.fit(size);
        self.sketch.reset(area);
        self.placed.clear();
        let cursor = paint(&mut self.sketch, &mut self.placed);
        debug_assert_eq!(self.sketch.area(), area, "painting keeps the size");
        let prints: Vec<Fingerprint> = self.sketch.fingerprints().collect();
        let shift = self.known.then(|| Shift::of(&prints, &self.prints));
        let shift = shift.flatten();
        if let Some(shift) = &shift {
            shift.apply(&mut self.shown, &mut self.shown_links);
            shift.apply(&mut self.next, &mut []);
            shift.apply_to_prints(&mut self.prints);
        }
        self.set_rows(prints);
        self.set_links();
        self.show(cursor, shift.as_ref())
    }

    /// Makes the buffers as large as the screen, and returns its area.
    fn fit(&mut self, size: Size) -> Rect {
        let area = Rect::from((Position::ORIGIN, smaller(size, LARGEST)));
        if self.next.area != area {
            self.next.resize(area);
            self.shown.resize(area);
            self.known = false;
            self.saved = None;
        }
        let ambiguous = width::ambiguous();
        if self.ambiguous != ambiguous {
            // Where the terminal counted otherwise than we did, it shows something else.
            self.ambiguous = ambiguous;
            self.known = false;
        }
        area
    }

    /// Sets the cells of the rows that are sketched anew, and marks these as changed.
    fn set_rows(&mut self, prints: Vec<Fingerprint>) {
        let width = usize::from(self.next.area.width).max(1);
        let known = if self.known { &self.prints[..] } else { &[] };
        self.changed.clear();
        let rows = self.next.content.chunks_mut(width);
        for ((y, cells), print) in (0..).zip(rows).zip(&prints) {
            let changed = known.get(usize::from(y)) != Some(print);
            self.changed.push(changed);
            if changed {
                cells.iter_mut().for_each(Cell::reset);
                self.sketch.paint_row(y, cells);
                paint::settle(cells);
                self.counts.rows += 1;
            }
        }
        self.prints = prints;
    }

    /// Sets the links of all cells, and marks rows as changed whose links are others.
    fn set_links(&mut self) {
        self.next_links.clear();
        if let Some(links) = &mut self.links {
            links.settle(&self.placed, self.next.area, &mut self.next_links);
        }
        if self.next_links.is_empty() && self.shown_links.is_empty() {
            return;
        }
        let width = usize::from(self.next.area.width).max(1);
        for (y, changed) in self.changed.iter_mut().enumerate() {
            let row = |links| links::row_of(links, y, width);
            *changed |= !links::is_same(row(&self.next_links), row(&self.shown_links));
        }
    }

    /// Turns what is shown into what is next, of which `changed` tells the rows that may differ.
    ///
    /// `shift` was done to both already.
    fn show(&mut self, cursor: Option<Position>, shift: Option<&Shift>) -> io::Result<Drawn> {
        let cursor = cursor.filter(|&position| self.next.area.contains(position));
        let cells = self.compose(cursor, shift);
        let drawn = self.write()?;
        self.keep();
        mem::swap(&mut self.shown_links, &mut self.next_links);
        self.known = true;
        self.cursor = cursor;
        self.counts.cells += cells as u64;
        self.counts.bytes += drawn.wrote as u64;
        self.counts.frames += u64::from(drawn.wrote > 0);
        Ok(drawn)
    }

    /// Takes the rows that differ over into what is shown.
    fn keep(&mut self) {
        let width = usize::from(self.next.area.width).max(1);
        let rows = self.shown.content.chunks_mut(width);
        let rows = rows.zip(self.next.content.chunks(width)).zip(&self.changed);
        for ((shown, next), _) in rows.filter(|(_, changed)| **changed) {
            shown.clone_from_slice(next);
        }
    }

    /// Forgets what the terminal shows, so that the next frame paints every cell. To be called when
    /// the size is reported as changed: the terminal may have had another size between two frames.
    pub fn repaint(&mut self) {
        self.known = false;
        self.saved = None;
    }

    /// Work done so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Writes what was put together; after a failure nobody knows what the screen shows.
    fn write(&mut self) -> io::Result<Drawn> {
        let wrote = self.bytes.len();
        if wrote == 0 {
            return Ok(Drawn::default());
        }
        let bytes = mem::take(&mut self.bytes);
        let written = self.send(&bytes);
        self.bytes = bytes; // Kept for its room.
        self.known &= written.is_ok();
        self.saved = self.saved.filter(|_| written.is_ok());
        written.map(|()| Drawn { wrote })
    }

    /// Writes to the terminal unless it was given back.
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _held = self.guard.as_ref().map(|_| modes::hold()).transpose()?;
        write_whole(&mut self.out, bytes)
    }

    /// Writes a sequence that changes nothing on the screen, between two frames.
    pub fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send(bytes)
    }

    /// From now on the terminal is told where links lead, which it must know how to take (OSC 8).
    pub fn show_links(&mut self) {
        self.links.get_or_insert_default();
    }

    /// Asks the terminal for the pointer, or gives it back.
    pub fn set_pointer(&mut self, mode: PointerMode) -> io::Result<()> {
        if mem::replace(&mut self.pointer, mode) == mode {
            return Ok(());
        }
        self.send(modes::pointer(mode))
    }
}

fn smaller(size: Size, limit: Size) -> Size {
    Size::new(size.width.min(limit.width), size.height.min(limit.height))
}
