use proptest::prelude::*;

use super::*;
use crate::pane::doc::Content;
use crate::text::line::{LineKind, Mark, Span};
use crate::theme::Scope;

fn lines(texts: &[&str]) -> Vec<Line> {
    let line = |text: &&str| Line::new(vec![Span::new(*text, Scope::Text)], LineKind::Prose);
    texts.iter().map(line).collect()
}

fn read_all(doc: &mut Doc) {
    while let Some(idx) = doc.next_unread(0) {
        doc.read_hits(idx);
    }
}

#[track_caller]
fn check(doc: &mut Doc, places: &[(u64, u32)]) {
    read_all(doc);
    let found = (0..doc.n_hits()).filter_map(|nth| doc.hit(nth));
    let found: Vec<Place> = found.collect();
    let at: Vec<_> = found.iter().map(|at| (at.item.0, at.line)).collect();
    assert_eq!(at, places);
    for (nth, place) in found.into_iter().enumerate() {
        assert_eq!(doc.n_hits_before(place), nth);
    }
}

#[test]
fn what_is_folded_is_found_and_has_its_places_when_it_is_opened() {
    let mut doc = Doc::default();
    doc.push(ItemId(1), lines(&["x"]));
    doc.push(ItemId(2), lines(&["folded, of x"]));
    doc.push(ItemId(3), lines(&["x"]));
    let open = lines(&["head", "no", "x", "and x"]);
    doc.search(Needle::new("x"));
    doc.look_inside(ItemId(2), &open);
    let all = [(1, 0), (2, 2), (2, 3), (3, 0)];
    check(&mut doc, &all);
    let seen = doc.hits_seen((1, 0), &(0..99));
    assert_eq!(seen.len(), 1, "what is seen is marked where it is seen");
    assert_eq!(seen.first(), Some(&(11..12)));
    doc.replace(ItemId(2), open.clone());
    check(&mut doc, &all);
    doc.replace(ItemId(2), lines(&["folded, of x"]));
    check(&mut doc, &[(1, 0), (2, 0), (3, 0)]);
    doc.look_inside(ItemId(2), &open);
    doc.search(Needle::new("and x"));
    assert!(doc.is_unread(1), "what is folded was not kept");
    doc.look_inside(ItemId(2), &open);
    check(&mut doc, &[(2, 3)]);
    doc.look_inside_no_more();
    check(&mut doc, &[]);
}

#[test]
fn an_item_that_goes_or_grows_is_no_longer_searched_inside() {
    let mut doc = Doc::default();
    doc.search(Needle::new("x"));
    for id in 1..=3 {
        doc.push(ItemId(id), lines(&["a", "b"]));
        doc.look_inside(ItemId(id), &lines(&["x", "x"]));
    }
    assert_eq!(doc.n_hits(), 6, "what comes is read at once");
    doc.truncate(2);
    doc.replace_tail(ItemId(1), 1, &lines(&["x"]));
    check(&mut doc, &[(1, 1), (2, 0), (2, 1)]);
    assert!(!doc.is_searched_inside(ItemId(1)) && !doc.is_searched_inside(ItemId(3)));
}

#[test]
fn of_what_is_folded_nothing_is_kept_but_where_its_hits_are() {
    let mut doc = Doc::default();
    let long = "so much text ".repeat(1_000);
    let folded = lines(&["no", &long, "rare and Rare", &long]);
    for id in 0..100 {
        doc.push(ItemId(id), lines(&["folded"]));
    }
    for (needle, n_hits) in [("zzz", 0), ("rare", 2), ("rare a", 1), ("text", 2_000)] {
        doc.search(Needle::new(needle));
        while let Some(idx) = doc.next_unread(0) {
            doc.look_inside(ItemId(idx as u64), &folded);
        }
        assert_eq!(doc.n_hits(), 100 * n_hits, "{needle}");
        let kept = doc.bytes_kept_inside();
        assert_eq!(kept, 100 * n_hits * size_of::<u32>(), "{needle}");
        let places = places(&doc);
        assert_eq!(places.len(), 100 * n_hits, "{needle}");
        for (nth, place) in (0..).zip(places) {
            assert_eq!(doc.n_hits_before(place), nth, "{needle}");
        }
    }
    doc.search(None);
    assert_eq!(doc.bytes_kept_inside(), 0);
}

fn make(source: &str) -> Vec<Line> {
    lines(&source.lines().collect::<Vec<_>>())
}

#[test]
fn what_comes_as_its_source_waits_and_its_lines_are_not_kept() {
    let mut doc = Doc::default();
    doc.search(Needle::new("x"));
    for id in 0..3 {
        doc.push_later(ItemId(id), "x and x\nno\nx", make);
    }
    assert_eq!((doc.n_hits(), doc.hit_from(None)), (0, Found::Unread(0)));
    assert_eq!(doc.hit_before(None), Found::Unread(2));
    doc.read_hits(1);
    assert_eq!((doc.n_hits(), doc.n_later()), (3, 3));
    assert_eq!(doc.hit_from(None), Found::Unread(0));
    read_all(&mut doc);
    assert_eq!((doc.n_hits(), doc.n_later()), (9, 3));
    assert_eq!(doc.hit(8).map(|at| (at.item.0, at.line)), Some((2, 2)));
    assert_eq!(doc.n_later(), 2, "who asks where it is goes there");
}

#[test]
fn a_longer_text_is_looked_for_only_where_the_shorter_was_found_or_nobody_looked() {
    let mut doc = Doc::default();
    for (id, text) in (0..).zip(["x", "xy", "no", "no", "xyz", "no"]) {
        doc.push(ItemId(id), lines(&[text]));
    }
    doc.search(Needle::new("x"));
    for idx in 0..4 {
        doc.read_hits(idx);
    }
    let before = doc.lines_searched();
    doc.search(Needle::new("xy"));
    read_all(&mut doc);
    assert_eq!(doc.n_hits(), 2);
    assert_eq!(
        doc.lines_searched() - before,
        4,
        "two with hits, two unread"
    );
}

/// What happens to a doc between two slices; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Change {
    Push(Vec<String>),
    PushLater(Vec<String>),
    Replace(usize, Vec<String>),
    Tail(usize, usize, Vec<String>),
    Grow(usize, String),
    Exchange(usize, Vec<String>),
    ExchangeLater(usize, Vec<String>),
    Truncate(usize),
    Inside(usize, Vec<String>),
    InsideNoMore,
    Anew,
    LayOut(usize),
    Needle(&'static str),
    Read(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let texts = || prop::collection::vec("[abx]{0,5}", 1..4);
    let at = || 0..8_usize;
    let change = prop_oneof![
        1 => texts().prop_map(Change::Push),
        1 => texts().prop_map(Change::PushLater),
        1 => (at(), texts()).prop_map(|(idx, texts)| Change::Replace(idx, texts)),
        1 => (at(), at(), texts()).prop_map(|(idx, line, texts)| Change::Tail(idx, line, texts)),
        1 => (at(), "[abx]{1,3}").prop_map(|(idx, text)| Change::Grow(idx, text)),
        1 => (at(), texts()).prop_map(|(idx, texts)| Change::Exchange(idx, texts)),
        1 => (at(), texts()).prop_map(|(idx, texts)| Change::ExchangeLater(idx, texts)),
        1 => at().prop_map(Change::Truncate),
        1 => (at(), texts()).prop_map(|(idx, texts)| Change::Inside(idx, texts)),
        1 => Just(Change::InsideNoMore),
        1 => Just(Change::Anew),
        1 => at().prop_map(Change::LayOut),
        1 => prop::sample::select(vec!["a", "ab", "abx", "b", "x"]).prop_map(Change::Needle),
        5 => at().prop_map(Change::Read),
    ];
    prop::collection::vec(change, 0..40)
}

/// What of each item is shown, and what is searched in its place.
#[derive(Debug, Default)]
struct Model {
    items: Vec<(ItemId, Vec<String>, Option<Vec<String>>)>,
    needle: &'static str,
    n_ids: u64,
}

impl Model {
    fn make(&mut self, doc: &mut Doc, change: Change) {
        let n_items = self.items.len();
        let of = |texts: &[String]| lines(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        // A line that is empty at the end is no line of a source.
        let full = |texts: Vec<String>| texts.iter().map(|text| format!("{text}.")).collect();
        match change {
            Change::Push(texts) => {
                self.n_ids += 1;
                doc.push(ItemId(self.n_ids), of(&texts));
                self.items.push((ItemId(self.n_ids), texts, None));
            }
            Change::PushLater(texts) => {
                let texts: Vec<String> = full(texts);
                self.n_ids += 1;
                doc.push_later(ItemId(self.n_ids), &texts.join("\n"), make);
                self.items.push((ItemId(self.n_ids), texts, None));
            }
            Change::Needle(needle) => {
                self.needle = needle;
                doc.search(Needle::new(needle));
            }
            Change::InsideNoMore | Change::Anew => {
                match change {
                    Change::Anew => doc.read_hits_anew(),
                    _ => doc.look_inside_no_more(),
                }
                self.items.iter_mut().for_each(|item| item.2 = None);
            }
            _ if n_items == 0 => {}
            Change::Truncate(len) => {
                let len = n_items - len % n_items;
                doc.truncate(len);
                self.items.truncate(len);
            }
            Change::LayOut(idx) => {
                doc.fit(20, crate::text::wrap::code::CodeView::default());
                doc.rows_of(idx % n_items, 0);
            }
            Change::Read(idx) => {
                let from = idx % n_items;
                let next = doc.next_unread(from).or_else(|| doc.last_unread(from));
                if let Some(idx) = next {
                    self.read(doc, idx);
                }
            }
            Change::Inside(idx, texts) => {
                let item = &mut self.items[idx % n_items];
                doc.look_inside(item.0, &of(&texts));
                item.2 = Some(texts);
            }
            Change::Replace(idx, texts) => {
                let item = &mut self.items[idx % n_items];
                doc.replace(item.0, of(&texts));
                if item.1 != texts {
                    *item = (item.0, texts, None);
                }
            }
            Change::Tail(idx, line, texts) => {
                let item = &mut self.items[idx % n_items];
                let line = line % (item.1.len() + 1);
                doc.replace_tail(item.0, line, &of(&texts));
                let before = item.1.clone();
                item.1.truncate(line);
                item.1.extend(texts);
                if item.1 != before {
                    item.2 = None;
                }
            }
            Change::Grow(idx, text) => {
                let item = &mut self.items[idx % n_items];
                let line = item.1.len() - 1;
                let known = &doc.lines(item.0)[line];
                let mark = Mark {
                    span: known.spans.len() - 1,
                    byte: known.spans.last().map_or(0, |span| span.text.len()),
                    total: known.len(),
                };
                doc.grow(item.0, line, mark, &lines(&[&text]));
                item.1[line].push_str(&text);
                item.2 = None;
            }
            Change::Exchange(idx, texts) => {
                let item = &mut self.items[idx % n_items];
                doc.exchange(item.0, Content::Lines(of(&texts)));
                *item = (item.0, texts, None);
            }
            Change::ExchangeLater(idx, texts) => {
                let texts: Vec<String> = full(texts);
                let item = &mut self.items[idx % n_items];
                let source = texts.join("\n");
                let first = Vec::new();
                let source = source.as_str();
                doc.exchange(
                    item.0,
                    Content::Later {
                        first,
                        source,
                        make,
                    },
                );
                *item = (item.0, texts, None);
            }
        }
    }

    /// Reads an item that waits, as who searches does.
    fn read(&self, doc: &mut Doc, idx: usize) {
        match &self.items[idx] {
            (id, _, Some(inside)) => {
                let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
                doc.look_inside(*id, &lines(&inside));
            }
            (_, _, None) => {
                doc.read_hits(idx);
            }
        }
    }

    /// The places of all hits: item, line, byte.
    fn hits(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let Some(needle) = Needle::new(self.needle) else {
            return places;
        };
        for (item, shown, inside) in &self.items {
            for (line, text) in (0..).zip(inside.as_ref().unwrap_or(shown)) {
                places.extend(needle.find(text).map(|hit| Place {
                    item: *item,
                    line,
                    byte: u32::try_from(hit.start).unwrap(),
                }));
            }
        }
        places
    }
}

fn places(doc: &Doc) -> Vec<Place> {
    (0..doc.n_hits()).map(|nth| doc.hit(nth).unwrap()).collect()
}

proptest! {
    #[test]
    fn however_reading_and_changes_alternate_what_was_read_is_right_and_in_the_end_all_is_known(
        changes in changes(),
    ) {
        let (mut doc, mut model) = (Doc::default(), Model::default());
        for change in changes {
            model.make(&mut doc, change);
            let all = model.hits();
            let is_read = |place: &&Place| !doc.is_unread(doc.position(place.item).unwrap());
            let read: Vec<Place> = all.iter().filter(is_read).copied().collect();
            prop_assert_eq!(&places(&doc), &read);
            // Nothing is told of a hit while there may be one before it.
            for (found, wanted) in [
                (doc.hit_from(None), all.first().copied()),
                (doc.hit_before(None), all.last().copied()),
            ] {
                match found {
                    Found::Hit(nth) => prop_assert_eq!(doc.hit(nth), wanted),
                    Found::Nothing => prop_assert_eq!(wanted, None),
                    Found::Unread(idx) => prop_assert!(doc.is_unread(idx)),
                }
            }
            for (idx, place) in all.iter().enumerate() {
                if let Found::Hit(nth) = doc.hit_after(*place) {
                    prop_assert_eq!(doc.hit(nth), all.get(idx + 1).copied());
                }
                if let Found::Hit(nth) = doc.hit_before(Some(*place)) {
                    prop_assert_eq!(doc.hit(nth), idx.checked_sub(1).map(|idx| all[idx]));
                }
            }
        }
        while let Some(idx) = doc.next_unread(0) {
            model.read(&mut doc, idx);
        }
        prop_assert_eq!(places(&doc), model.hits());
    }
}
