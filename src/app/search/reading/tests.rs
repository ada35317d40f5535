use proptest::prelude::*;

use super::*;
use crate::app::search::{Count, Tally};
use crate::pane::Scroll;
use crate::text::line::{Line, LineKind, Span};
use crate::theme::Scope;

fn make(source: &str) -> Vec<Line> {
    let line = |text| Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose);
    source.lines().map(line).collect()
}

/// Panes of items of three lines each: what the middle line says.
fn panes(items: &[Vec<&str>; 3]) -> Panes {
    let mut panes = Panes::default();
    for (kind, items) in PANES.into_iter().zip(items) {
        for (id, text) in (0..).zip(items) {
            let source = format!("one\n{text}\nthree");
            panes
                .get_mut(kind)
                .doc
                .push_later(ItemId(id), &source, make);
        }
    }
    for kind in PANES {
        panes.get_mut(kind).prepare(20, 6);
    }
    panes
}

/// A frame that reads so much.
fn frame(search: &mut Search, panes: &mut Panes, slice: usize) {
    search.read_slice(panes, slice, &mut |_, _, _| Look::AllShown);
    for kind in PANES {
        panes.get_mut(kind).prepare(20, 6);
    }
    search.read_visible(panes, &PANES, &mut |_, _, _| Look::AllShown);
}

/// The pane, where in it the search came to, and what is told of that.
type End = (Option<PaneKind>, Option<(u64, u32)>, Count);

fn end(search: &mut Search, panes: &mut Panes) -> End {
    while search.is_reading(panes) {
        frame(search, panes, 1);
    }
    frame(search, panes, 1);
    let at = search.pane().and_then(|kind| search.current_in(kind));
    let at = at.map(|place| (place.item.0, place.line));
    (search.pane(), at, search.count(panes))
}

/// Types `query`, then goes some hits further; after each key come so many frames, each of which
/// reads a slice.
fn run(mut panes: Panes, query: &str, ways: &[Way], frames: &[usize], slice: usize) -> End {
    let mut search = Search::default();
    let mut frames = frames.iter().cycle();
    let mut look = |search: &mut Search, panes: &mut Panes| {
        for _ in 0..*frames.next().unwrap_or(&0) {
            frame(search, panes, slice);
        }
    };
    search.open(&mut panes, PaneKind::Conversation);
    for c in query.chars() {
        search.insert(&mut panes, c.encode_utf8(&mut [0; 4]));
        look(&mut search, &mut panes);
    }
    for way in ways {
        search.go(&mut panes, PaneKind::Conversation, *way);
        look(&mut search, &mut panes);
    }
    end(&mut search, &mut panes)
}

proptest! {
    #[test]
    fn the_same_keys_lead_to_the_same_hit_however_slow_the_reading_is(
        texts in prop::array::uniform3(prop::collection::vec(
            prop::sample::select(vec!["no", "a", "ab", "abab", "abc"]), 0..30)),
        query in "ab?c?",
        ways in prop::collection::vec(prop::bool::ANY, 0..12),
        frames in prop::collection::vec(0_usize..4, 1..5),
        from in 0_u64..30,
    ) {
        let ways: Vec<Way> = ways
            .into_iter()
            .map(|next| if next { Way::Next } else { Way::Previous })
            .collect();
        let panes = || {
            let mut panes = panes(&texts);
            if from % 2 == 0 {
                panes.conversation.to_item(ItemId(from));
                panes.conversation.prepare(20, 6);
            }
            panes
        };
        let at_once = run(panes(), &query, &ways, &[1], usize::MAX);
        let slowly = run(panes(), &query, &ways, &frames, 1);
        prop_assert_eq!(slowly, at_once);
    }
}

/// A hundred items, the first of which is a hit; the reader is at the end.
fn far_above() -> (Search, Panes) {
    let mut items = vec!["no"; 100];
    items[0] = "hit";
    let mut panes = panes(&[items, vec!["hit"], Vec::new()]);
    let mut search = Search::default();
    search.open(&mut panes, PaneKind::Conversation);
    search.insert(&mut panes, "hit");
    frame(&mut search, &mut panes, 1);
    (search, panes)
}

#[test]
fn who_scrolls_while_it_reads_is_not_carried_off() {
    let (mut search, mut panes) = far_above();
    assert_eq!(panes.conversation.scroll(), Scroll::Follow);
    panes.conversation.scroll_by(-50);
    let before = panes.conversation.scroll();
    let (_, at, count) = end(&mut search, &mut panes);
    assert_eq!((panes.conversation.scroll(), at), (before, None));
    let tally = Tally {
        n_hits: 1,
        is_reading: false,
    };
    assert_eq!(count, Count::Hits(None, tally));
    // It is asked for from there then.
    search.go(&mut panes, PaneKind::Conversation, Way::Next);
    assert_eq!(end(&mut search, &mut panes).1, Some((0, 1)));
}

#[test]
fn a_search_that_is_closed_reads_no_more() {
    let (mut search, mut panes) = far_above();
    assert!(search.is_reading(&panes));
    search.close(&mut panes);
    assert!(!search.is_reading(&panes));
    let before = panes.conversation.doc.bytes_searched();
    frame(&mut search, &mut panes, usize::MAX);
    assert_eq!(panes.conversation.doc.bytes_searched(), before);
    assert_eq!(panes.conversation.scroll(), Scroll::Follow);
}

#[test]
fn what_is_on_the_screen_is_read_before_it_is_painted() {
    let (mut search, mut panes) = far_above();
    panes.conversation.to_top();
    let text = search.query().to_owned();
    frame(&mut search, &mut panes, 1);
    assert!(search.is_reading(&panes), "{text}");
    assert_eq!(panes.conversation.visible_hits(None).len(), 1);
}

/// How often the word stands in an item; some are larger than a slice.
fn n_words(id: u64) -> usize {
    if id % 1_000 == 7 { 20_000 } else { 20 }
}

const WORD: &str = "word and another word\n";

/// What is folded in an item, as who folds reads it.
fn look_inside(panes: &mut Panes, (kind, item): (PaneKind, ItemId), most: usize) -> Look {
    if kind == PaneKind::Conversation {
        return Look::AllShown;
    }
    let source = WORD.repeat(n_words(item.0));
    if source.len() > most {
        return Look::TooLarge;
    }
    Look::Read(panes.get_mut(kind).doc.look_inside(item, &make(&source)))
}

#[test]
fn a_frame_reads_no_more_than_its_slice_or_one_item() {
    let mut panes = Panes::default();
    for id in 0..10_000 {
        let doc = &mut panes.conversation.doc;
        doc.push_later(ItemId(id), &WORD.repeat(n_words(id)), make);
        let doc = &mut panes.activity.doc;
        doc.push(ItemId(id), make("folded"));
    }
    panes.conversation.prepare(80, 24);
    let made = |panes: &Panes| {
        let made = |kind| panes.get(kind).doc.bytes_made_to_search();
        PANES.into_iter().map(made).sum::<u64>()
    };
    // Lines that are given count without the ends of them.
    let largest = 20_000 * WORD.len() as u64;
    let largest = [largest, largest - 20_000];
    let mut search = Search::default();
    search.open(&mut panes, PaneKind::Conversation);
    for (letter, n_hits) in [("w", 2), ("o", 2), ("rd an", 1)] {
        search.insert(&mut panes, letter);
        let mut n_frames = 0;
        while search.is_reading(&panes) {
            let before = made(&panes);
            search.read(&mut panes, &mut look_inside);
            let made = made(&panes) - before;
            assert!(made <= SLICE as u64 || largest.contains(&made), "{made}");
            n_frames += 1;
        }
        assert!(n_frames > 40, "{n_frames}");
        for kind in [PaneKind::Conversation, PaneKind::Activity] {
            let n_words = 9_990 * 20 + 10 * 20_000;
            assert_eq!(panes.get(kind).doc.n_hits(), n_hits * n_words);
        }
    }
    assert!(panes.conversation.doc.n_later() > 9_950, "nothing is kept");
}
