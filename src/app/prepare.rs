//! *Prepare* is the step before painting: what is derived, brought up to date for one frame.
//!
//! Docs, rows and areas follow from the conversation, the turn, the composer and the choices of the
//! person. Only what is looked at is laid out, so that the cost of a frame depends on the screen.
//! What is chosen and no longer there is let go here; what is focused or selected, in `covered`.

use crate::app::App;
use crate::app::choice::Choice;
use crate::app::copy::selected::By;
use crate::app::copy::{self, numbers};
use crate::app::focus::PaneKind;
use crate::app::layout::{self, Arrangement, Wants};
use crate::app::projection::FAILURE;
use crate::app::{links, panes, update};
use crate::pane::Scroll;
use crate::pane::doc::Place;
use crate::text::line::Line;
use crate::turn::step::Now;

impl App {
    /// Brings everything that is derived up to date for a frame of `width` columns and `height`
    /// rows.
    pub fn prepare(&mut self, width: u16, height: u16, now: Now) {
        let hit = self.hit_to_keep((width, height));
        self.notices.expire(now.instant);
        links::lapse(&mut self.link, &mut self.notices, now.instant);
        // What is typed there needs the row.
        if let Some(link) = self.link.as_mut().filter(|_| self.search.is_typing()) {
            links::quiet(link, &mut self.notices);
        }
        self.shown
            .count(&self.turn, &self.conversation, now.instant);
        let had_failed = self.projection.shows_failure();
        self.sync(now);
        let has_failed = !had_failed && self.projection.shows_failure();
        update::sync_raw(self, now);
        let is_held = self.is_held();
        self.reader.sync(&mut self.panes, is_held);
        update::read_search(self);
        let text_columns = width.saturating_sub(layout::COMPOSER_CHROME);
        let composer_rows = self
            .composer
            .prepare(text_columns, layout::composer_limit(height));
        let searched = self.search.pane();
        let mut wants = Wants {
            composer_rows,
            notice_rows: self.notice_rows((width, height)),
            queued: u16::try_from(self.queue.prompts().len()).unwrap_or(u16::MAX),
            thinking: self.panes.is_wanted(PaneKind::Thinking, searched),
            activity: self.panes.is_wanted(PaneKind::Activity, searched),
            upper: self.panes.upper,
            over: self.panes.over,
        };
        let told_before = self.areas.indicator.height;
        self.areas = layout::arrange(width, height, &wants);
        if self.panes.share(&self.areas) {
            wants.upper = self.panes.upper;
            self.areas = layout::arrange(width, height, &wants);
        }
        if self.is_failure_alone() {
            self.lower_failure();
        }
        if let Some(top) = self.overlays.last_mut() {
            self.areas.overlay = top.prepare(&self.keymap, (width, height));
        }
        // Nothing is to be seen on a screen that is too small: what there was comes back with it.
        let is_shown = self.areas.arrangement != Arrangement::TooSmall;
        if is_shown {
            self.settle_focus();
        }
        let visible = self.visible_panes();
        self.search.sync(&mut self.panes, &visible);
        update::sync_search(self, now);
        if is_shown {
            self.settle_selection();
        }
        for &kind in &visible {
            let (columns, rows) = panes::text_size(&self.areas, kind);
            self.panes.get_mut(kind).prepare(columns, rows);
        }
        // A screen that is too small shows none.
        self.hit_seen = hit.filter(|_| !is_shown);
        if let Some((kind, place)) = hit
            && self.search.current_in(kind) == Some(place)
            && visible.contains(&kind)
            && !self.sees_hit(kind, place)
        {
            let (columns, rows) = panes::text_size(&self.areas, kind);
            let pane = self.panes.get_mut(kind);
            pane.reveal(place);
            pane.prepare(columns, rows);
        }
        if has_failed && visible.contains(&PaneKind::Conversation) {
            self.show_failure();
        }
        if self.areas.indicator.height > told_before {
            self.uncover_link();
        }
        self.reached = self.reached.take().filter(|reached| {
            let pane = self.panes.get(reached.kind);
            !visible.contains(&reached.kind) || !reached.rows(pane).is_empty()
        });
        self.pointer.clicked = self.pointer.clicked.take().filter(|(kind, place)| {
            let pane = self.panes.get(*kind);
            visible.contains(kind) && pane.row_of(*place).is_some()
        });
        update::read_visible(self, &visible);
        let pointed = copy::pointed(self, PaneKind::Conversation);
        self.numbers = numbers::numbered(&mut self.panes, &self.projection, &self.raw, pointed);
    }

    /// Does the conversation stand only for as long as something in it is pressed or selected?
    fn is_held(&self) -> bool {
        let is_it = |kind| kind == PaneKind::Conversation;
        let pressed = self.pointer.pressed.is_some_and(|(kind, _)| is_it(kind));
        let selected = self.selected.filter(|selected| is_it(selected.kind));
        let is_selected = selected.is_some_and(|it| matches!(it.by, By::Keys { held: true, .. }));
        is_selected || (pressed && self.pointer.drag.held.is_some())
    }

    /// The current hit, if it was in sight in the last frame and the screen has another size now:
    /// the reader's place alone, which is the top of the pane, would not keep it there.
    fn hit_to_keep(&self, size: (u16, u16)) -> Option<(PaneKind, Place)> {
        let before = self.areas.status;
        if self.areas.arrangement == Arrangement::TooSmall {
            return self.hit_seen;
        }
        if (before.right(), before.bottom()) == size {
            return None;
        }
        let kind = self.search.pane()?;
        let place = self.search.current_in(kind)?;
        let was_seen = self.visible_panes().contains(&kind) && self.sees_hit(kind, place);
        was_seen.then_some((kind, place))
    }

    /// Is some of this current hit visible? Valid after panes were prepared.
    fn sees_hit(&self, kind: PaneKind, place: Place) -> bool {
        let hits = self.panes.get(kind).visible_hits(Some(place));
        hits.iter().any(|hit| hit.current)
    }

    /// Brings a failure that stands alone down to the composer, where the person looks.
    fn lower_failure(&mut self) {
        let (columns, rows) = panes::text_size(&self.areas, PaneKind::Conversation);
        let pane = &mut self.panes.conversation;
        // Of its rows the first one is air.
        let n_rows = pane
            .n_rows(columns, usize::from(rows) + 1)
            .saturating_sub(1);
        let n_rows = u16::try_from(n_rows).unwrap_or(rows).max(1);
        self.areas.lower_conversation(n_rows);
    }

    /// Shows a failure that is longer than the pane from its start: what it is comes before what
    /// to do.
    fn show_failure(&mut self) {
        let pane = &mut self.panes.conversation;
        let is_air = pane.doc.lines(FAILURE).first().is_some_and(Line::is_empty);
        let start = Place {
            item: FAILURE,
            line: u32::from(is_air),
            byte: 0,
        };
        let is_beyond = |top: Place| top.item == FAILURE && (top.line, top.byte) > (start.line, 0);
        if pane.scroll() == Scroll::Follow && pane.top_place().is_some_and(is_beyond) {
            let (columns, rows) = pane.size();
            pane.to_place(start);
            pane.prepare(columns, rows);
        }
    }

    /// Has the link that is told of in sight where its target has taken the rows that it stood in.
    fn uncover_link(&mut self) {
        let Some(link) = self.link_told() else { return };
        let (kind, place) = (link.kind, link.place());
        let rows = self.panes.get(kind).viewport().rows;
        let is_seen = rows.iter().any(|row| !link.columns(kind, row).is_empty());
        let (columns, rows) = panes::text_size(&self.areas, kind);
        if !is_seen {
            let pane = self.panes.get_mut(kind);
            pane.reveal(place);
            pane.prepare(columns, rows);
        }
    }

    /// Rows that the notice takes; one where something else stands in its place.
    fn notice_rows(&self, (width, height): (u16, u16)) -> u16 {
        let limit = layout::notice_limit(height);
        if let Some(link) = self.link_told() {
            let room = width.saturating_sub(2 * layout::MARGIN + layout::SIGN);
            let limit = layout::target_limit(height);
            let n_rows = link.rows(room, limit).map_or(1, |rows| rows.len());
            return u16::try_from(n_rows).unwrap_or(limit);
        }
        if self.search.pane().is_some() {
            return 1;
        }
        let spinner = self.shown.progress.as_ref().map_or(0, |_| layout::SPINNER);
        let room = width.saturating_sub(2 * layout::MARGIN + layout::SIGN + spinner);
        let notice = self.notices.current();
        let n_rows = notice.map_or(1, |notice| notice.rows(room, limit).len());
        u16::try_from(n_rows).unwrap_or(limit)
    }

    /// Brings the docs of the panes up to date.
    pub(super) fn sync(&mut self, now: Now) {
        self.projection.sync(
            &mut self.panes,
            &self.conversation,
            &self.turn,
            (self.failure.as_ref(), self.cut_answer),
            &self.folds,
            now.instant,
        );
        let is_there = |choice: &Choice| {
            let doc = &self.panes.get(choice.kind).doc;
            doc.position(choice.item).is_some()
        };
        self.choice = self.choice.take().filter(is_there);
    }
}
