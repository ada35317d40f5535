//! Links: their targets are told, and then opened.

use std::sync::Arc;

use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::focus::PaneKind;
use crate::app::links::{Fate, LINK_READ, LINK_TIME, LinkShown, links_of, quiet};
use crate::app::notice::Level;
use crate::app::search::Way;
use crate::pane::doc::{ItemId, Place};
use crate::report::Followed;
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
    if let Some(shown) = told.filter(|shown| shown.is(kind, item, link)) {
        let is_read = now.instant.saturating_duration_since(shown.since) >= LINK_READ;
        return if is_read { open(app) } else { None }.unwrap_or_default();
    }
    tell(app, kind, (item, line), link, now);
    Vec::new()
}

/// Follows the link that is told of; `None` if there is none, or its target is no address. Nothing
/// comes of it while the window is too narrow to tell where it leads.
pub fn open(app: &mut App) -> Option<Vec<Effect>> {
    let effect = match app.link_told()?.fate.clone() {
        Fate::Opens(address) => Effect::OpenLink(address),
        Fate::Copies(text) => Effect::CopyInstead {
            text,
            why: "Files are not opened from here".to_owned(),
        },
        Fate::Stays => return None,
    };
    if app.link_row().is_none() {
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
        let text = match way {
            Way::Next => "No link below",
            Way::Previous => "No link above",
        };
        app.notices.show(Level::Info, text, now.instant);
        return;
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
        Err(why) => vec![Effect::CopyInstead {
            text: followed.target,
            why,
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
    let text = shown.row(usize::MAX).unwrap_or_default();
    shown.notice = Some(
        app.notices
            .show_for(LINK_TIME, Level::Info, text, now.instant),
    );
    app.link = Some(shown);
}

/// The nearest link in this way from the one that is told of, or else from the top of the pane.
fn find(app: &App, kind: PaneKind, way: Way) -> Option<(ItemId, usize, Arc<Link>)> {
    let pane = app.panes.get(kind);
    let doc = &pane.doc;
    let at = |item: ItemId, line: usize| Some((doc.position(item)?, line));
    let shown = app.link.as_ref().filter(|shown| shown.kind == kind);
    let from = shown.and_then(|shown| at(shown.item, shown.line));
    if let (Some(shown), Some((_, line))) = (shown, from) {
        // The others of its line.
        let links = links_of(doc, shown.item, line);
        let idx = links.iter().position(|link| *link == shown.link);
        let next = idx.and_then(|idx| match way {
            Way::Next => idx.checked_add(1),
            Way::Previous => idx.checked_sub(1),
        });
        if let Some(link) = next.and_then(|next| links.get(next)) {
            return Some((shown.item, line, Arc::clone(link)));
        }
    }
    let top = pane
        .top_place()
        .and_then(|top| at(top.item, top.line as usize));
    let n_lines = |idx: usize| doc.id_at(idx).map_or(0, |id| doc.lines(id).len());
    let link_in = |idx: usize, line: usize| {
        let id = doc.id_at(idx)?;
        let links = links_of(doc, id, line);
        let link = match way {
            Way::Next => links.first(),
            Way::Previous => links.last(),
        };
        Some((id, line, Arc::clone(link?)))
    };
    match way {
        Way::Next => {
            let (item, line) = match from {
                Some((item, line)) => (item, line + 1),
                None => top.unwrap_or((0, 0)),
            };
            let mut items = (item..doc.len()).filter(|idx| doc.may_hold(*idx, may_link));
            items.find_map(|idx| {
                let first = if idx == item { line } else { 0 };
                (first..n_lines(idx)).find_map(|line| link_in(idx, line))
            })
        }
        Way::Previous => {
            let (item, line) = from.or(top)?;
            let items = (0..=item).rev();
            let mut items = items.filter(|idx| doc.may_hold(*idx, may_link));
            items.find_map(|idx| {
                let end = if idx == item { line } else { n_lines(idx) };
                (0..end).rev().find_map(|line| link_in(idx, line))
            })
        }
    }
}

/// Can a link be written in this source? It may say yes in vain, but never no.
fn may_link(source: &str) -> bool {
    let signs = ["[", "://", "www.", "@", "mailto:"];
    signs.iter().any(|sign| source.contains(sign))
}
