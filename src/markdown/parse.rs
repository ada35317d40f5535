//! Runs pulldown-cmark over a region of the source and hands its events to the [`Writer`].

use pulldown_cmark::{BrokenLink, CowStr, Options, Parser};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use super::block::{Context, Parsed, Region, Step};
use super::label::{self, normal};
use super::lines::Writer;
use super::notes::Notes;

/// Parses `region`, which continues the containers of `path`. `notes` are those of what stands
/// before it; its own come to them.
pub fn parse(
    region: &Region<'_>,
    path: &[Step],
    context: Context<'_>,
    notes: &mut Notes,
) -> Parsed {
    let defs = definitions(region.text());
    let text = match context.open {
        true => unnamed(region.text(), &defs),
        false => Cow::Borrowed(region.text()),
    };
    let unresolved = RefCell::new(Vec::new());
    let answer = |link: BrokenLink<'_>| {
        let known = context.defs.target(&link.reference).or_else(|| {
            let label = normal(&link.reference);
            let mut before = defs.iter().filter(|def| def.at.end <= link.span.start);
            before
                .find(|def| normal(&def.label) == label)
                .map(|def| def.target.as_str())
        });
        match known {
            Some(target) => Some((CowStr::from(target.to_owned()), CowStr::from(""))),
            None => {
                let at = region.source_at(link.span.start);
                unresolved
                    .borrow_mut()
                    .push((at, link.reference.to_string()));
                None
            }
        }
    };
    let parser = Parser::new_with_broken_link_callback(&text, options(), Some(answer));
    let mut writer = Writer::new(region, path, context, notes);
    for (event, range) in parser.into_offset_iter() {
        writer.event(event, range);
    }
    let mut parsed = writer.finish();
    let defs = defs.iter().map(|def| {
        (
            region.source_at(def.at.end),
            def.label.clone(),
            def.target.clone(),
        )
    });
    parsed.defs = defs.collect();
    parsed.unresolved = unresolved.into_inner();
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
    if !text.contains("]:") {
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

/// `text` with nothing in the place of the labels of `defs` to which it may refer. As long as more
/// may come, a definition is heeded behind it alone: which part of the text before it is read
/// together with it depends on how the text arrives.
fn unnamed<'t>(text: &'t str, defs: &[Definition]) -> Cow<'t, str> {
    let is_unused = |sign: &char| !text.contains(*sign);
    let Some(sign) = ('\u{1}'..'\u{9}')
        .find(is_unused)
        .filter(|_| !defs.is_empty())
    else {
        return Cow::Borrowed(text);
    };
    let mut unnamed = String::with_capacity(text.len());
    for def in defs {
        let before = text.get(unnamed.len()..def.at.start).unwrap_or_default();
        unnamed.push_str(before);
        let rest = text.get(unnamed.len()..def.at.end).unwrap_or_default();
        let opener = rest.find('[').map_or(0, |at| at + 1);
        let (margin, inner) = rest.split_at_checked(opener).unwrap_or((rest, ""));
        unnamed.push_str(margin);
        let label = label::length(inner).and_then(|len| inner.get(..len));
        for c in label.unwrap_or_default().chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '>' => unnamed.push(c),
                _ => unnamed.extend(std::iter::repeat_n(sign, c.len_utf8())),
            }
        }
    }
    unnamed.push_str(text.get(unnamed.len()..).unwrap_or_default());
    Cow::Owned(unnamed)
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
