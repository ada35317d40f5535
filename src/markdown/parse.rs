//! Runs pulldown-cmark over a region of the source and hands its events to the [`Writer`].

use pulldown_cmark::{BrokenLink, CowStr, Options, Parser};
use std::cell::RefCell;

use super::block::{Context, Parsed, Region, Step};
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
    let unresolved = RefCell::new(Vec::new());
    let answer = |link: BrokenLink<'_>| match context.defs.target(&link.reference) {
        Some(target) => Some((CowStr::from(target.to_owned()), CowStr::from(""))),
        None => {
            let at = region.source_at(link.span.start);
            unresolved
                .borrow_mut()
                .push((at, link.reference.to_string()));
            None
        }
    };
    let parser = Parser::new_with_broken_link_callback(region.text(), options(), Some(answer));
    let mut defs: Vec<_> = parser
        .reference_definitions()
        .iter()
        .map(|(label, def)| {
            let end = region.source_at(def.span.end);
            (end, label.to_owned(), def.dest.to_string())
        })
        .collect();
    defs.sort();
    let mut writer = Writer::new(region, path, context, notes);
    for (event, range) in parser.into_offset_iter() {
        writer.event(event, range);
    }
    let mut parsed = writer.finish();
    parsed.defs = defs;
    parsed.unresolved = unresolved.into_inner();
    parsed.unresolved.sort();
    parsed
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
