//! Runs pulldown-cmark over a region of the source and hands its events to the [`Writer`].

use pulldown_cmark::{BrokenLink, CowStr, Options, Parser};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use super::block::{Context, LinkDef, NOTE, Parsed, Region, Step};
use super::flanks::Flanked;
use super::label::{self, normal};
use super::lines::Writer;
use super::notes::Notes;

/// What ends the label of a definition.
const LABEL_END: &str = "]:";

/// Of one byte each, and in no label that anybody writes.
const SIGNS: RangeInclusive<char> = '\u{1}'..='\u{8}';

/// Of more definitions for one label than these in what is open, the first is heeded at once.
const MOST_DEFINITIONS: usize = 16;

/// Parses `region`, which continues the containers of `path`. `notes` are those of what stands
/// before it; its own come to them.
pub fn parse(
    region: &Region<'_>,
    path: &[Step],
    context: Context<'_>,
    notes: &mut Notes,
) -> Parsed {
    let defs = definitions(region.text());
    let is_foreign = |label: &str| context.open || context.defs.target(label).is_some();
    let text = unnamed(region.text(), &defs, is_foreign);
    let flanked = Flanked::new(&text);
    let unresolved = RefCell::new(Vec::new());
    let answer = |link: BrokenLink<'_>| {
        let reference = flanked.written(link.reference);
        let known = context.defs.target(&reference).or_else(|| {
            let label = normal(&reference);
            let mut before = defs.iter().filter(|def| def.at.end <= link.span.start);
            before
                .find(|def| normal(&def.label) == label)
                .map(|def| def.target.as_str())
        });
        match known {
            Some(target) => Some((CowStr::from(target.to_owned()), CowStr::from(""))),
            None => {
                let at = region.source_at(link.span.start);
                unresolved.borrow_mut().push((at, reference.to_string()));
                None
            }
        }
    };
    let parser = Parser::new_with_broken_link_callback(flanked.text(), options(), Some(answer));
    let mut writer = Writer::new(region, path, context, notes);
    for (event, range) in parser.into_offset_iter() {
        writer.event(flanked.event(event), range);
    }
    let mut parsed = writer.finish();
    let defs = defs.into_iter().map(|def| LinkDef {
        end: region.source_at(def.at.end),
        label: def.label,
        target: def.target,
    });
    parsed.defs = defs.collect();
    parsed.unresolved = unresolved.into_inner();
    let references = notes.take_read().into_iter();
    let references = references.map(|(at, label)| (at, NOTE.to_owned() + &label));
    parsed.unresolved.extend(references);
    parsed.unresolved.sort();
    parsed
}

/// The definition of a link in the text of a region.
struct Definition {
    at: Range<usize>,
    label: String,
    target: String,
}

/// The definitions in `text`, in order; of two for one label the first.
fn definitions(text: &str) -> Vec<Definition> {
    // None begins without this, and few texts have it.
    if !text.contains(LABEL_END) {
        return Vec::new();
    }
    let parser = Parser::new_ext(text, options());
    let defs = parser.reference_definitions().iter();
    let mut defs: Vec<_> = defs
        .map(|(label, def)| Definition {
            at: def.span.clone(),
            label: label.to_owned(),
            target: def.dest.to_string(),
        })
        .collect();
    defs.sort_by_key(|def| def.at.start);
    defs
}

/// `text`, whose definitions are `defs`, without the labels of those to which nothing in it refers
/// by itself. As long as more may come, that is all of them: what is read together with a
/// definition depends on how the text arrives, so it is heeded behind its place alone. Nor does one
/// count whose label has another before the text.
fn unnamed<'t>(
    text: &'t str,
    defs: &[Definition],
    is_foreign: impl Fn(&str) -> bool,
) -> Cow<'t, str> {
    let mut foreign: Vec<_> = defs.iter().filter(|def| is_foreign(&def.label)).collect();
    let is_unused = |sign: &char| !text.contains(*sign);
    let sign = SIGNS.into_iter().find(is_unused);
    let Some(sign) = sign.filter(|_| !foreign.is_empty()) else {
        return Cow::Borrowed(text);
    };
    let mut unnamed = without_labels(text, &foreign, sign);
    let n_labels = text.matches(LABEL_END).count();
    let mut n_unnamed = foreign.len();
    // Of several definitions for one label the first is gone now, and the next one shows up.
    for _ in 0..MOST_DEFINITIONS {
        if n_unnamed == n_labels {
            return Cow::Owned(unnamed);
        }
        let next = definitions(&unnamed);
        let is_next = |def: &&Definition| !def.label.contains(sign) && is_foreign(&def.label);
        foreign = next.iter().filter(is_next).collect();
        if foreign.is_empty() {
            return Cow::Owned(unnamed);
        }
        n_unnamed += foreign.len();
        unnamed = without_labels(&unnamed, &foreign, sign);
    }
    Cow::Borrowed(text)
}

/// `text` with as many `sign`s in the place of the labels of `defs`.
fn without_labels(text: &str, defs: &[&Definition], sign: char) -> String {
    let mut out = String::with_capacity(text.len());
    for def in defs {
        let before = text.get(out.len()..def.at.start).unwrap_or_default();
        out.push_str(before);
        let rest = text.get(out.len()..def.at.end).unwrap_or_default();
        let opener = rest.find('[').map_or(0, |at| at + 1);
        let (margin, inner) = rest.split_at_checked(opener).unwrap_or((rest, ""));
        out.push_str(margin);
        let label = label::length(inner).and_then(|len| inner.get(..len));
        for c in label.unwrap_or_default().chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '>' => out.push(c),
                _ => out.extend(std::iter::repeat_n(sign, c.len_utf8())),
            }
        }
    }
    out.push_str(text.get(out.len()..).unwrap_or_default());
    out
}

/// Everything that can be shown without looking further back than to the start of the last block:
/// the colon of a definition makes a term of the paragraph before it, and of nothing else. Not
/// raised and lowered text, whose markers are too often just text; nor formulas, see
/// `inline::dollars`.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}
