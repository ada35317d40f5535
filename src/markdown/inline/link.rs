//! Links: where they lead, what of it may be followed, and when it must be read.
//!
//! A target that may be no link (see [`crate::text::link`]) is shown behind its label as text, and
//! so is one whose label reads like the address of another place.

use pulldown_cmark::LinkType;
use std::ops::Range;
use std::sync::Arc;

use super::{Builder, saturate};
use crate::text::line::Span;
use crate::text::link::{Link, LinkId, may_lead_to, misleads};
use crate::text::sanitize::one_line;
use crate::theme::Scope;

/// A label longer than this, in bytes, is not looked through for an address: its target is shown.
const LONGEST_LABEL: usize = 1024;

/// Stands behind an image whose target has arrived: nothing that is shown moves when it comes.
const IMAGE: &str = " (image)";

/// A link or an image whose label is being read.
pub struct OpenLink {
    pub link: Option<Arc<Link>>,
    target: String,
    /// What is shown of it so far, or the beginning of that.
    label: String,
    fate: Fate,
    /// Does its label look like a link?
    pub is_link: bool,
    /// Is its label all there is of it, so that a target may follow yet?
    is_short: bool,
}

/// What becomes of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It can be followed.
    Link,
    /// It is read.
    Text,
    /// It has not arrived, or it is part of a link that says where it leads.
    Nothing,
}

impl OpenLink {
    /// More of its label.
    pub fn add(&mut self, text: &str) {
        if self.label.len() <= LONGEST_LABEL {
            self.label.push_str(text);
        }
    }
}

impl Builder<'_> {
    /// Where a link of the parser leads, as it was written.
    pub(super) fn target(&self, kind: LinkType, target: &str, label: &str) -> String {
        match kind {
            LinkType::Email => format!("mailto:{target}"),
            // A definition further up counts, even if the region has one of its own.
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                self.defs.target(label).unwrap_or(target).to_owned()
            }
            LinkType::Inline
            | LinkType::Autolink
            | LinkType::ReferenceUnknown
            | LinkType::CollapsedUnknown
            | LinkType::ShortcutUnknown
            | LinkType::WikiLink { .. } => target.to_owned(),
        }
    }

    /// A link in a link (an image, in practice) belongs to the outer one.
    pub(super) fn open_link(&mut self, kind: LinkType, target: &str, range: &Range<usize>) {
        let outer = self.links.last();
        let fate = match () {
            () if outer.is_some() || target.is_empty() => Fate::Nothing,
            () if may_lead_to(target) => Fate::Link,
            () => Fate::Text,
        };
        let target = one_line(target);
        let is_link = outer.map_or(fate != Fate::Text, |outer| outer.is_link);
        let link = match (outer, fate) {
            (Some(outer), _) => outer.link.clone(),
            (None, Fate::Link) => {
                let id = LinkId(saturate(self.region.source_at(range.start)));
                self.out.links.push((id, target.clone()));
                let target = target.clone();
                Some(Arc::new(Link { id, target }))
            }
            (None, Fate::Text | Fate::Nothing) => None,
        };
        self.links.push(OpenLink {
            link,
            target,
            label: String::new(),
            fate,
            is_link,
            is_short: matches!(kind, LinkType::Shortcut | LinkType::ShortcutUnknown),
        });
    }

    /// Says that what was read is the label of a picture. That is no part of a label: it must not
    /// hide that one reads like an address.
    pub(super) fn close_image(&mut self, range: &Range<usize>) {
        let is_there = self.links.last().is_some_and(|image| {
            let is_open = image.is_short && self.may_go_on(range.end);
            !image.target.is_empty() && !is_open
        });
        let link = self.links.last().and_then(|image| image.link.clone());
        self.close_link(range);
        if let Some(line) = self.out.lines.last_mut().filter(|_| is_there) {
            line.spans.push(Span {
                link,
                ..Span::new(IMAGE, Scope::Dim)
            });
        }
    }

    /// May what ends at byte `at` of the region be followed by a target that has not arrived?
    fn may_go_on(&self, at: usize) -> bool {
        if !self.guess {
            return false;
        }
        let rest = self.region.text().get(at..self.region.suffix_start());
        let rest = rest.unwrap_or_default().as_bytes();
        let has = |end| rest.iter().take(LONGEST_LABEL).any(|byte| *byte == end);
        match rest.first() {
            Some(b'[') => !has(b']'),
            Some(b'(') => !has(b')'),
            Some(_) => false,
            None => true,
        }
    }

    /// A link without a label shows where it leads.
    pub(super) fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.last() else {
            return;
        };
        let target = link.target.clone();
        let is_readable = link.label.trim() == target;
        match link.fate {
            _ if link.label.is_empty() => self.push(&target, range, self.plain()),
            Fate::Link if link.label.len() > LONGEST_LABEL || misleads(&link.label, &target) => {
                self.push(&format!(" ({target})"), range, Scope::Link);
            }
            Fate::Text if !is_readable => self.push(&format!(" ({target})"), range, Scope::Dim),
            Fate::Link | Fate::Text | Fate::Nothing => {}
        }
        let closed = self.links.pop();
        if let (Some(outer), Some(inner)) = (self.links.last_mut(), closed) {
            outer.add(&inner.label);
        }
    }
}
