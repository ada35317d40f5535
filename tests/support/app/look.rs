//! A *look* at the harness: what is painted, and what the panes hold.

use causerie::app::focus::PaneKind;
use causerie::sketch::Sketch;
use causerie::text::line::Line;
use causerie::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Harness;
use super::frame::Frame;

impl Harness {
    /// Prepares and paints; checks what must hold on every screen.
    pub fn look(&mut self) -> Frame {
        self.prepare();
        let frame = self.paint();
        let areas = &self.app.areas;
        let screen = frame.buf.area;
        for area in [
            areas.pinned,
            areas.conversation,
            areas.thinking,
            areas.activity,
            areas.indicator,
            areas.queue,
            areas.composer,
            areas.status,
        ] {
            assert!(
                area.is_empty() || screen.intersection(area) == area,
                "{area:?} leaves {screen:?}"
            );
        }
        if let Some(cursor) = frame.painted.cursor {
            assert!(screen.contains(cursor), "{cursor:?} leaves {screen:?}");
        }
        for cell in frame.buf.content() {
            assert!(
                !cell.symbol().chars().any(is_dangerous),
                "a cell holds {:?}",
                cell.symbol()
            );
        }
        // What a search reads with the second look is more than it had read with the first.
        if !self.app.search.is_reading(&self.app.panes) {
            self.prepare();
            assert_eq!(self.paint(), frame, "a second look finds nothing changed");
        }
        frame
    }

    fn paint(&self) -> Frame {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let mut sketch = Sketch::new(buf.area);
        let painted = ui::view(&self.app, &mut sketch);
        let rows = buf.content.chunks_mut(usize::from(self.size.0).max(1));
        for (y, cells) in (0..).zip(rows) {
            sketch.paint_row(y, cells);
        }
        Frame { buf, painted }
    }

    /// The screen as text.
    pub fn text(&mut self) -> String {
        self.look().text()
    }

    /// Says that the screen shows this.
    #[track_caller]
    pub fn shows(&mut self, what: &str) -> &mut Self {
        let text = self.text();
        assert!(text.contains(what), "{what:?} is not shown:\n{text}");
        self
    }

    /// Says that the screen does not show this.
    #[track_caller]
    pub fn hides(&mut self, what: &str) -> &mut Self {
        let text = self.text();
        assert!(!text.contains(what), "{what:?} is shown:\n{text}");
        self
    }

    /// The text in the composer.
    #[track_caller]
    pub fn composer_holds(&mut self, what: &str) -> &mut Self {
        assert_eq!(self.app.composer.text(), what);
        self
    }

    /// Everything in a pane, visible or not.
    pub fn lines(&mut self, kind: PaneKind) -> Vec<Line> {
        self.prepare();
        let doc = &self.app.panes.get(kind).doc;
        (0..doc.len())
            .filter_map(|idx| doc.id_at(idx))
            .flat_map(|item| doc.lines(item).to_vec())
            .collect()
    }

    /// Everything in all panes.
    pub fn all_lines(&mut self) -> [Vec<Line>; 3] {
        [
            PaneKind::Conversation,
            PaneKind::Thinking,
            PaneKind::Activity,
        ]
        .map(|kind| self.lines(kind))
    }
}

/// Control characters, and those that turn the direction of text.
fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
