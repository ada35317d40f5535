//! *Bare links*: addresses in plain text, after the autolinks extension of GitHub's markdown.
//!
//! One begins with `http://`, `https://` or `www.`, or is an address of mail. It ends at white
//! space or `<`, and what ends a sentence there is no part of it. Other than on GitHub, East Asian
//! punctuation ends it too, and a host needs no dot behind a scheme, so that
//! `http://localhost:3000` is one.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

use super::Spanned;
use super::replace::{Found, replaced};

/// `events` of a run of `text` with a link for each bare one. Where one that reaches `end` leads is
/// not known if more may come: `None` for none that may.
pub fn linked<'e, 'a>(
    events: &'e [Spanned<'a>],
    text: &str,
    end: Option<usize>,
) -> Cow<'e, [Spanned<'a>]> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut n_links = 0_usize;
    let mut run: Option<Range<usize>> = None;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => n_links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => n_links = n_links.saturating_sub(1),
            Event::Start(_) | Event::End(_) => continue,
            Event::Text(_) if n_links == 0 => {
                run = Some(run.map_or(range.start, |run| run.start)..range.end);
                continue;
            }
            _ => {}
        }
        find(run.take(), text, end, &mut found);
    }
    find(run, text, end, &mut found);
    if found.is_empty() {
        return Cow::Borrowed(events);
    }
    Cow::Owned(replaced(events, text, found))
}

/// Bare links in the piece `run` of `text`.
fn find(run: Option<Range<usize>>, text: &str, end: Option<usize>, found: &mut Vec<Found<'_>>) {
    let Some(run) = run else {
        return;
    };
    let piece = text.get(run.clone()).unwrap_or_default();
    // Nearly all text holds none, and each delta asks.
    if !may_hold_address(piece) {
        return;
    }
    let mut rest_at = 0;
    for (word_at, word) in words(piece) {
        if word_at < rest_at {
            continue;
        }
        let Some((start, len, scheme)) = address(word) else {
            continue;
        };
        let range = run.start + word_at + start..run.start + word_at + start + len;
        rest_at = word_at + start + len;
        let shown = unescaped(text.get(range.clone()).unwrap_or_default());
        let goes_on = end.is_some_and(|end| run.start + word_at + word.len() >= end);
        let target = match goes_on {
            true => String::new(),
            false => format!("{scheme}{shown}"),
        };
        let tag = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: CowStr::from(target),
            title: CowStr::from(""),
            id: CowStr::from(""),
        };
        let events = [
            Event::Start(tag),
            Event::Text(CowStr::from(shown)),
            Event::End(TagEnd::Link),
        ];
        let events = events.map(|event| (event, range.clone()));
        found.push((range, events.into()));
    }
}

/// The words of `text` that may hold an address, and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_end =
        |c: char| c.is_whitespace() || c.is_control() || "<。，、；：！？）」』】》".contains(c);
    let mut at = 0;
    let words = text.split(is_end).map(move |word| {
        let start = at;
        let after = text.get(start + word.len()..).unwrap_or_default();
        at = start + word.len() + after.chars().next().map_or(0, char::len_utf8);
        (start, word)
    });
    words.filter(|(_, word)| may_hold_address(word))
}

fn may_hold_address(text: &str) -> bool {
    text.contains('@') || text.contains("://") || text.contains("www.")
}

/// The address in a word: where it begins, its length, and what its target has in front of it.
fn address(word: &str) -> Option<(usize, usize, &'static str)> {
    let starts = ["https://", "http://", "www."].iter().filter_map(|prefix| {
        let start = word.find(prefix)?;
        Some((start, *prefix))
    });
    let Some((start, prefix)) = starts.min() else {
        return mail(word);
    };
    let before = word.get(..start)?.chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/' || c == '.') {
        return None;
    }
    let link = trimmed(word.get(start..)?);
    let host = link.get(prefix.len()..)?;
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_www = prefix == "www.";
    let scheme = if is_www { "http://" } else { "" };
    is_domain(host, is_www).then_some((start, link.len(), scheme))
}

/// Words with dots between them and no underscore in the last two.
fn is_domain(host: &str, needs_letters: bool) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let is_part = |part: &&str| {
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        !part.is_empty() && part.chars().all(is_letter)
    };
    let has_letter = host.chars().any(char::is_alphabetic);
    parts.iter().all(is_part)
        && !parts.iter().rev().take(2).any(|part| part.contains('_'))
        && (has_letter || !needs_letters)
}

/// The address of mail in a word.
fn mail(word: &str) -> Option<(usize, usize, &'static str)> {
    let (before, after) = word.split_once('@')?;
    let is_user = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let user = before.len() - before.trim_end_matches(is_user).len();
    let host_end = after.len() - after.trim_start_matches(is_host).len();
    // `git@host:path` and `user@host/path` are none.
    if after.get(host_end..)?.starts_with(['@', ':', '/']) {
        return None;
    }
    let host = after.get(..host_end)?.trim_end_matches('.');
    let is_mail = user > 0 && host.contains('.') && is_domain(host, true);
    let ends_well = host.ends_with(|c: char| c.is_ascii_alphanumeric());
    let start = before.len() - user;
    (is_mail && ends_well).then_some((start, user + 1 + host.len(), "mailto:"))
}

/// `link` without what ends a sentence: punctuation, a bracket that nothing in it opened, an
/// entity.
fn trimmed(link: &str) -> &str {
    let mut link = link;
    // Counted once: a link may be nothing but brackets.
    let mut n_open = link
        .matches(')')
        .count()
        .saturating_sub(link.matches('(').count());
    let has_square = link.contains('[');
    loop {
        let Some(last) = link.chars().next_back() else {
            return link;
        };
        let shorter = link.trim_end_matches(last);
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '"' | '\'' | '\\' => link = shorter,
            ')' if n_open > 0 => {
                n_open -= 1;
                link = link.strip_suffix(')').unwrap_or_default();
            }
            ']' if !has_square => link = shorter,
            ';' => match link.rsplit_once('&') {
                Some((before, entity))
                    if entity.len() > 1
                        && entity
                            .trim_end_matches(';')
                            .chars()
                            .all(|c| c.is_ascii_alphanumeric()) =>
                {
                    link = before;
                }
                _ => return link,
            },
            _ => return link,
        }
    }
}

/// An address as it is meant where markdown's escapes are in it.
fn unescaped(link: &str) -> String {
    let mut made = String::with_capacity(link.len());
    let mut chars = link.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => made.push(c),
        }
    }
    made.replace("&amp;", "&")
}
