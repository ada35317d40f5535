//! Links: their targets are told, and then opened.

use std::sync::Arc;

use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::focus::PaneKind;
use crate::app::landmark::{self, Begin, Landmark, Reached};
use crate::app::links::{Fate, LINK_READ, LINK_TIME, LinkShown, links_of, quiet};
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::pane::doc::{Doc, ItemId, Place};
use crate::report::{About, Followed};
use crate::text::link::Link;
use crate::turn::step::Now;

/// A click on a link: tells where it leads, or opens what was told already.
pub fn click(
    app: &mut App,
    kind: PaneKind,
    (item, line): (ItemId, usize),
    link: &Arc<Link>,
    now: Now,
) -> Vec<Effect> {
    let told = app.link_told();
    if told.is_some_and(|shown| shown.is(kind, item, link)) {
        return click_target(app, now);
    }
    tell(app, kind, (item, line), link, now);
    Vec::new()
}

/// A click on what was told already: opens it, if there was time to read it.
pub fn click_target(app: &mut App, now: Now) -> Vec<Effect> {
    let is_read = app
        .link_told()
        .is_some_and(|shown| now.instant.saturating_duration_since(shown.since) >= LINK_READ);
    let opened = is_read.then(|| open(app)).flatten();
    opened.unwrap_or_default()
}

/// Follows the link that is told of; `None` if there is none, or its target is no address. Nothing
/// comes of it while the window is too narrow to tell where it leads.
pub fn open(app: &mut App) -> Option<Vec<Effect>> {
    let effect = match app.link_told()?.fate.clone() {
        Fate::Opens(address) => Effect::OpenLink(address),
        Fate::Copies(text) => {
            let about = About::Instead("Files are not opened from here".to_owned());
            Effect::CopyTold { text, about }
        }
        Fate::Stays => return None,
    };
    if app.link_rows().is_none() {
        return Some(Vec::new());
    }
    release(app);
    app.notices.dismiss();
    Some(vec![effect])
}

/// Tells of no link any more: what opens is another thing now.
pub fn release(app: &mut App) {
    if let Some(mut link) = app.link.take() {
        quiet(&mut link, &mut app.notices);
    }
}

/// Goes to the next link or the one before, and tells where it leads.
pub fn go(app: &mut App, way: Way, now: Now) {
    let kind = app.scrolled_pane();
    let found = find(app, kind, way);
    let Some((item, line, link)) = found else {
        release(app);
        let text = Landmark::Link.missing(way);
        return app.notices.show(Level::Info, text, now.instant);
    };
    app.panes.get_mut(kind).reveal(Place {
        item,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        byte: 0,
    });
    tell(app, kind, (item, line), &link, now);
}

/// What became of a link that was to be opened; one that could not be is copied.
pub fn followed(app: &mut App, followed: Followed, now: Now) -> Vec<Effect> {
    match followed.by {
        Ok(program) => {
            let text = format!("{program} was given {}", followed.target);
            app.notices.show(Level::Info, text, now.instant);
            Vec::new()
        }
        Err(why) => vec![Effect::CopyTold {
            text: followed.target,
            about: About::Instead(why),
        }],
    }
}

fn tell(app: &mut App, kind: PaneKind, (item, line): (ItemId, usize), link: &Arc<Link>, now: Now) {
    let key = app.key_for(Action::Open);
    let mut shown = LinkShown {
        kind,
        item,
        line,
        link: Arc::clone(link),
        fate: Fate::of(link),
        by: key.map_or_else(|| "a click".to_owned(), |key| format!("a click or {key}")),
        since: now.instant,
        until: now.instant + LINK_TIME,
        notice: None,
    };
    // All of it: how much there is room for is known when it is painted.
    let text = shown.rows(u16::MAX, 1).unwrap_or_default().concat();
    shown.notice = Some(
        app.notices
            .show_for(LINK_TIME, Level::Info, text, now.instant),
    );
    app.link = Some(shown);
    app.leave_place();
    app.reached = Some(Reached {
        kind,
        landmark: Landmark::Link,
        item,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        link: Some(Arc::clone(link)),
    });
}

/// The nearest link in this way from the one that was reached, or else from where jumps begin.
fn find(app: &mut App, kind: PaneKind, way: Way) -> Option<(ItemId, usize, Arc<Link>)> {
    let begin = landmark::begin(
        app.panes.get_mut(kind),
        app.reached.as_ref().filter(|it| it.kind == kind),
        way,
    )?;
    let doc = &app.panes.get(kind).doc;
    let from = match begin {
        Begin::Top(at) => at,
        Begin::Reached(at) => {
            let reached = app.reached.as_ref();
            if let Some(beside) = reached.and_then(|reached| beside(doc, reached, way)) {
                return Some(beside);
            }
            at
        }
    };
    let (item, line) = landmark::find(doc, from, way, Landmark::Link, kind)?;
    let item = doc.id_at(item)?;
    let links = links_of(doc, item, line);
    let link = match way {
        Way::Next => links.first(),
        Way::Previous => links.last(),
    };
    Some((item, line, Arc::clone(link?)))
}

/// The link next to the one that was reached, in the same line.
fn beside(doc: &Doc, reached: &Reached, way: Way) -> Option<(ItemId, usize, Arc<Link>)> {
    let (item, line) = (reached.item, reached.line as usize);
    let links = links_of(doc, item, line);
    let idx = links
        .iter()
        .position(|link| Some(link) == reached.link.as_ref())?;
    let next = match way {
        Way::Next => idx.checked_add(1),
        Way::Previous => idx.checked_sub(1),
    };
    Some((item, line, Arc::clone(links.get(next?)?)))
}
