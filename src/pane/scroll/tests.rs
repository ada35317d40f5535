use proptest::prelude::*;

use super::*;
use crate::pane::find::needle::Needle;
use crate::text::line::{Line, LineKind, Mark, Span};
use crate::text::wrap::wrap;
use crate::theme::Scope;

fn prose(text: impl Into<String>) -> Line {
    Line::new(vec![Span::new(text, Scope::Text)], LineKind::Prose)
}

/// A pane of `n_items` items with `n_lines` numbered lines each.
fn pane(n_items: u64, n_lines: usize) -> Pane {
    let mut pane = Pane::default();
    for item in 0..n_items {
        let lines = (0..n_lines)
            .map(|line| prose(format!("item {item} line {line}")))
            .collect();
        pane.doc.push(ItemId(item), lines);
    }
    pane
}

fn texts(pane: &Pane) -> Vec<String> {
    let rows = pane.viewport().rows.into_iter();
    rows.map(|it| {
        it.row
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    })
    .collect()
}

fn top(pane: &Pane) -> String {
    texts(pane).into_iter().next().unwrap_or_default()
}

/// Rows that `work` had laid out.
fn cost(pane: &mut Pane, work: impl FnOnce(&mut Pane)) -> u64 {
    let before = pane.rows_laid_out();
    work(pane);
    pane.rows_laid_out() - before
}

/// Gives item 1 so many lines; its first one is kept in its row.
fn fold(pane: &mut Pane, n_lines: usize) {
    let head = Place {
        item: ItemId(1),
        line: 0,
        byte: 0,
    };
    let row = pane.row_of(head).unwrap();
    let lines = (0..n_lines).map(|line| prose(format!("item 1 line {line}")));
    pane.doc.replace(ItemId(1), lines.collect());
    pane.keep_in_row(head, row);
    let (width, height) = pane.size();
    pane.prepare(width, height);
    assert_eq!(pane.row_of(head), Some(row), "{:?}", texts(pane));
}

#[test]
fn what_folds_stays_in_its_row_and_the_end_comes_down_when_more_arrives() {
    let mut pane = pane(3, 4);
    pane.prepare(40, 8);
    fold(&mut pane, 20);
    assert_eq!(top(&pane), "item 1 line 0");
    assert!(!pane.viewport().following);
    fold(&mut pane, 4);
    assert!(pane.viewport().following);
    fold(&mut pane, 1);
    assert_eq!(texts(&pane).len(), 5);
    // Another size, and any step: the rows are filled.
    let mut resized = pane.clone();
    resized.prepare(40, 7);
    assert_eq!(texts(&resized).len(), 7);
    let mut moved = pane.clone();
    moved.scroll_by(1);
    moved.prepare(40, 8);
    assert!(moved.viewport().following);
    assert_eq!(texts(&moved).len(), 8);
    pane.doc.push(ItemId(9), vec![prose("new"); 2]);
    pane.prepare(40, 8);
    assert_eq!(
        (top(&pane), texts(&pane).len()),
        ("item 1 line 0".into(), 7)
    );
    assert!(!pane.viewport().following);
    pane.doc.push(ItemId(10), vec![prose("newer"); 3]);
    pane.prepare(40, 8);
    assert_eq!(
        (top(&pane), texts(&pane).len()),
        ("item 2 line 1".into(), 8)
    );
    assert!(pane.viewport().following);
}

#[test]
fn a_new_pane_shows_the_end_and_follows() {
    let mut pane = pane(3, 4);
    pane.prepare(40, 2);
    assert_eq!(texts(&pane), ["item 2 line 2", "item 2 line 3"]);
    pane.doc.push(ItemId(9), vec![prose("new")]);
    pane.prepare(40, 2);
    assert_eq!(texts(&pane), ["item 2 line 3", "new"]);
    let seen = pane.viewport();
    assert_eq!((seen.above, seen.below, seen.following), (11, 0, true));
    let places: Vec<_> = seen.rows.iter().map(|row| (row.item, row.line)).collect();
    assert_eq!(places, [(ItemId(2), 3), (ItemId(9), 0)]);
}

#[test]
fn less_than_a_pane_stands_at_its_top_and_follows_whatever_is_scrolled() {
    let mut pane = pane(1, 3);
    pane.prepare(40, 10);
    for rows in [-1, 5, isize::MIN, isize::MAX] {
        pane.scroll_by(rows);
        pane.prepare(40, 10);
        let seen = pane.viewport();
        assert_eq!(
            (seen.rows.len(), seen.above, seen.below, seen.following),
            (3, 0, 0, true)
        );
        assert_eq!(top(&pane), "item 0 line 0");
    }
}

#[test]
fn the_top_row_stays_while_ten_thousand_lines_arrive_below() {
    let mut pane = pane(50, 4);
    pane.prepare(40, 10);
    pane.scroll_by(-25);
    pane.prepare(40, 10);
    let before = texts(&pane);
    pane.doc.push(ItemId(99), Vec::new());
    for line in 0..10_000 {
        pane.doc
            .replace_tail(ItemId(99), line, &[prose(format!("arriving {line}"))]);
        pane.prepare(40, 10);
        assert_eq!(texts(&pane), before);
    }
    assert_eq!(pane.viewport().below, 10_000 + 25);
}

#[test]
fn the_top_row_stays_when_items_above_fold() {
    let mut pane = pane(50, 4);
    pane.prepare(40, 10);
    pane.to_item(ItemId(20));
    pane.prepare(40, 10);
    assert_eq!(
        (top(&pane).as_str(), pane.viewport().above),
        ("item 20 line 0", 80)
    );
    for item in 0..20 {
        pane.doc.replace(ItemId(item), vec![prose("folded")]);
    }
    pane.prepare(40, 10);
    assert_eq!(
        (top(&pane).as_str(), pane.viewport().above),
        ("item 20 line 0", 20)
    );
}

#[test]
fn the_place_survives_any_sequence_of_widths() {
    let text: Vec<String> = (0..400).map(|word| format!("word{word}")).collect();
    let mut pane = Pane::default();
    pane.doc.push(
        ItemId(1),
        vec![prose(text.join(" ")), prose("end ".repeat(200))],
    );
    pane.prepare(40, 5);
    pane.to_item(ItemId(1));
    pane.scroll_by(17);
    pane.prepare(40, 5);
    let (before, first) = (texts(&pane), top(&pane));
    let word = first.split(' ').next().unwrap_or_default().to_owned();
    for width in [13, 80, 200, 1, 7, 39] {
        pane.prepare(width, 5);
        assert!(
            width < 20 || top(&pane).contains(&word),
            "{word} at {width}: {:?}",
            top(&pane)
        );
    }
    pane.prepare(40, 5);
    assert_eq!(texts(&pane), before);
}

#[test]
fn a_shrinking_end_does_not_make_the_reader_follow() {
    let mut pane = pane(2, 10);
    pane.prepare(40, 5);
    pane.scroll_by(-1);
    pane.prepare(40, 5);
    let before = texts(&pane);
    let tail: Vec<Line> = pane.doc.lines(ItemId(1)).iter().skip(7).cloned().collect();
    pane.doc.replace_tail(ItemId(1), 7, &[]);
    pane.prepare(40, 5);
    assert_eq!(texts(&pane).len(), 5);
    pane.doc.replace_tail(ItemId(1), 7, &tail);
    pane.prepare(40, 5);
    assert_eq!(texts(&pane), before);
}

#[test]
fn an_anchor_in_an_item_that_folds_stands_at_its_last_row() {
    let mut pane = pane(30, 8);
    pane.prepare(20, 5);
    pane.go(Scroll::Anchor {
        item: ItemId(10),
        line: 6,
        byte: 0,
    });
    pane.doc.replace(
        ItemId(10),
        vec![prose("Folded"), prose("thought for quite some time")],
    );
    pane.prepare(20, 5);
    assert_eq!(
        texts(&pane).get(..2),
        Some(&["some time".to_owned(), "item 11 line 0".to_owned()][..])
    );
}

#[test]
fn scrolling_starts_from_what_the_reader_sees() {
    let mut pane = pane(30, 8);
    pane.prepare(40, 5);
    assert_eq!(top(&pane), "item 29 line 3");
    pane.doc.push(ItemId(99), vec![prose("news"); 4]);
    pane.scroll_by(-1);
    pane.prepare(40, 5);
    assert_eq!(top(&pane), "item 29 line 2");
}

#[test]
fn an_anchor_whose_item_is_gone_follows() {
    let mut pane = pane(20, 3);
    pane.prepare(40, 5);
    pane.to_item(ItemId(10));
    pane.doc.truncate(10);
    pane.prepare(40, 5);
    assert_eq!(pane.scroll(), Scroll::Follow);
    assert_eq!(top(&pane), "item 8 line 1");
}

#[test]
fn scrolling_back_to_the_end_follows_again() {
    let mut pane = pane(10, 3);
    pane.prepare(40, 5);
    pane.page_up();
    pane.prepare(40, 5);
    assert_eq!(
        (top(&pane).as_str(), pane.viewport().following),
        ("item 7 line 1", false)
    );
    pane.page_down();
    pane.prepare(40, 5);
    assert_eq!(
        (top(&pane).as_str(), pane.viewport().following),
        ("item 8 line 1", true)
    );
}

#[test]
fn moves_before_the_first_frame_are_made_with_it() {
    let mut pane = pane(10, 3);
    pane.scroll_by(-4);
    pane.scroll_by(1);
    pane.prepare(40, 5);
    assert_eq!(top(&pane), "item 7 line 1");
}

#[test]
fn a_pane_without_an_area_or_content_shows_nothing() {
    let mut filled = pane(10, 3);
    let mut empty = Pane::default();
    for (width, height) in [(0, 0), (0, 5), (5, 0), (u16::MAX, 1), (0, 9)] {
        for pane in [&mut filled, &mut empty] {
            pane.prepare(width, height);
            pane.scroll_by(-3);
            pane.page_down();
            pane.to_top();
            pane.prepare(width, height);
            assert!(pane.viewport().rows.len() <= usize::from(height));
        }
    }
    empty.prepare(40, 5);
    assert!(empty.viewport().rows.is_empty());
    assert_eq!((empty.viewport().above, empty.viewport().below), (0, 0));
}

/// Every way to get somewhere, each with a frame.
const JOURNEYS: &[fn(&mut Pane)] = &[
    |pane| pane.prepare(100, 40),
    |pane| pane.prepare(80, 40),
    |pane| pane.to_top(),
    |pane| pane.page_down(),
    |pane| pane.scroll_by(isize::MAX),
    |pane| pane.scroll_by(-70),
    |pane| pane.prepare(33, 40),
    |pane| pane.scroll_by(-20_000),
    |pane| pane.prepare(120, 40),
    |pane| pane.scroll_by(-9_000),
    |pane| pane.follow(),
    |pane| pane.scroll_by(isize::MIN),
    |pane| {
        let middle = pane.doc.id_at(pane.doc.len() / 2).unwrap();
        let line = narrow(pane.doc.lines(middle).len() / 2);
        pane.reveal(Place {
            item: middle,
            line,
            byte: 0,
        });
    },
    |pane| {
        pane.doc.search(Needle::new("three"));
        while let Some(idx) = pane.doc.next_unread(0) {
            pane.doc.read_hits(idx);
        }
        let hit = pane.doc.hit(pane.doc.n_hits() / 3).unwrap();
        pane.reveal(hit);
    },
];

#[test]
fn a_frame_costs_three_screens_whatever_the_history() {
    let text =
        "a line of prose that takes two rows where the pane is eighty columns wide, or three";
    let mut many = Pane::default();
    for item in 0..10_000 {
        many.doc.push(ItemId(item), vec![prose(text); 5]);
    }
    let mut long = Pane::default();
    long.doc.push(ItemId(1), vec![prose(text); 50_000]);
    for mut pane in [many, long] {
        for (step, journey) in JOURNEYS.iter().enumerate() {
            let rows = cost(&mut pane, |pane| {
                journey(pane);
                let (width, height) = pane.size;
                pane.prepare(width, height);
            });
            // A line is laid out whole, so each end of a stretch may add the rest of one.
            assert!(rows <= 3 * 40 + 12, "step {step} laid out {rows} rows");
            assert_eq!(pane.viewport().rows.len(), 40);
        }
    }
}

#[test]
fn a_still_frame_lays_out_nothing() {
    let mut pane = pane(1_000, 5);
    pane.prepare(80, 40);
    assert_eq!(cost(&mut pane, |pane| pane.prepare(80, 40)), 0);
    assert_eq!(cost(&mut pane, |pane| pane.prepare(80, 30)), 0);
}

#[test]
fn a_new_end_of_a_long_item_lays_out_what_changed() {
    let mut pane = pane(1, 50_000);
    pane.prepare(80, 40);
    for line in 50_000..50_100 {
        let tail = [
            prose("item 0 line 49998"),
            prose("item 0 line 49999"),
            prose(format!("{line}")),
        ];
        let rows = cost(&mut pane, |pane| {
            pane.doc.replace_tail(ItemId(0), 49_998, &tail);
            pane.prepare(80, 40);
        });
        assert_eq!(rows, 1);
    }
}

/// One line of prose for each line of the source.
fn plain(source: &str) -> Vec<Line> {
    source.split('\n').map(prose).collect()
}

/// Three lines for each line of the source, so that every guess is wrong.
fn threefold(source: &str) -> Vec<Line> {
    let lines = source.split('\n');
    let thrice = lines.flat_map(|line| (0..3).map(move |n| prose(format!("{line} {n}"))));
    thrice.collect()
}

#[test]
fn of_lines_that_can_wait_only_those_near_the_viewport_are_made() {
    let mut pane = Pane::default();
    for item in 0..10_000 {
        let source = format!("item {item}\nand more of it");
        pane.doc.push_later(ItemId(item), &source, plain);
    }
    assert_eq!(pane.doc.n_later(), 10_000);
    pane.prepare(40, 20);
    assert!(pane.doc.n_later() >= 9_980);
    for rows in [-5, -3_000, 70, 9_000, -100_000] {
        pane.scroll_by(rows);
        pane.prepare(40, 20);
    }
    pane.prepare(30, 20);
    assert_eq!(texts(&pane)[..2], ["item 0", "and more of it"]);
    assert!(pane.doc.n_later() > 9_700);
    // Whoever asks gets the lines, and the pane learns of them when it shows them.
    assert_eq!(
        pane.doc.lines(ItemId(5_000)),
        plain("item 5000\nand more of it")
    );
}

#[test]
fn however_wrong_the_guess_every_row_is_reached() {
    let mut pane = Pane::default();
    for item in 0..50 {
        pane.doc
            .push_later(ItemId(item), &format!("item {item}"), threefold);
    }
    pane.prepare(40, 10);
    let mut seen = texts(&pane);
    while pane.viewport().above > 0 {
        pane.scroll_by(-10);
        pane.prepare(40, 10);
        let mut page = texts(&pane);
        page.retain(|row| !seen.contains(row));
        page.append(&mut seen);
        seen = page;
    }
    let all: Vec<String> = (0..50)
        .flat_map(|item| (0..3).map(move |n| format!("item {item} {n}")))
        .collect();
    assert_eq!(seen, all);
    assert_eq!(pane.viewport().below, 140);
}

proptest! {
    #[test]
    fn lines_made_late_are_shown_like_lines_that_were_there(
        sources in prop::collection::vec("[a-z \n]{0,80}", 1..60),
        moves in prop::collection::vec((0_u8..7, -90_isize..90, 0_usize..60), 1..25),
    ) {
        let (mut now, mut later) = (Pane::default(), Pane::default());
        for (item, source) in (0..).zip(&sources) {
            now.doc.push(ItemId(item), plain(source));
            later.doc.push_later(ItemId(item), source, plain);
        }
        let mut width = 30;
        for (kind, rows, item) in moves {
            for pane in [&mut now, &mut later] {
                let item = ItemId(item as u64);
                match kind {
                    0 | 1 => pane.scroll_by(rows),
                    2 => pane.scroll_by(rows * 20),
                    3 => pane.to_item(item),
                    4 => pane.doc.replace_tail(item, 1, &[prose("another end")]),
                    5 => pane.doc.truncate(item.0 as usize + 20),
                    _ => width = 20 + rows.unsigned_abs() as u16,
                }
            }
            for pane in [&mut now, &mut later] {
                pane.prepare(width, 7);
            }
            prop_assert_eq!(texts(&now), texts(&later));
            let (now, later) = (now.viewport(), later.viewport());
            prop_assert_eq!((now.above, now.below), (later.above, later.below));
        }
    }
}

#[test]
fn rows_far_away_are_forgotten() {
    let mut pane = pane(100, 100);
    pane.prepare(80, 20);
    pane.to_top();
    for _ in 0..400 {
        pane.page_down();
        pane.prepare(80, 20);
        assert!(pane.doc.n_lines_kept() <= LINES_KEPT * 20 + 20);
    }
    assert_eq!(
        cost(&mut pane, |pane| (pane.page_up(), pane.prepare(80, 20)).1),
        0
    );
}

#[test]
fn what_was_seen_is_counted_even_after_it_was_forgotten() {
    let mut pane = Pane::default();
    pane.doc
        .push(ItemId(1), vec![prose("界".repeat(30)); 2_000]);
    pane.prepare(20, 20);
    pane.to_top();
    for _ in 0..1_000 {
        pane.page_down();
        pane.prepare(20, 20);
    }
    assert!(pane.viewport().following);
    assert_eq!(pane.viewport().above, 2_000 * 3 - 20);
}

/// The whole doc laid out at once: slow and plainly right.
#[derive(Debug, Clone, Default)]
struct Model {
    items: Vec<(ItemId, Vec<Line>)>,
    anchor: Option<(ItemId, usize, u32)>,
    size: (u16, u16),
}

impl Model {
    fn rows(&self) -> Vec<(ItemId, u32, Row)> {
        let lines = self
            .items
            .iter()
            .flat_map(|(id, lines)| lines.iter().zip(0..).map(|it| (*id, it)));
        let rows = lines.flat_map(|(id, (line, at))| {
            wrap(line, self.size.0)
                .into_iter()
                .map(move |row| (id, at, row))
        });
        rows.collect()
    }

    /// Index of the row at the top.
    fn top(&mut self) -> usize {
        let rows = self.rows();
        let end = rows.len().saturating_sub(usize::from(self.size.1));
        let Some((id, line, byte)) = self.anchor else {
            return end;
        };
        let place = self
            .items
            .iter()
            .position(|&(it, _)| it == id)
            .and_then(|item| {
                let n_lines = self.items[item].1.len();
                let before: Vec<ItemId> = self.items[..item].iter().map(|&(id, _)| id).collect();
                if n_lines == 0 {
                    return rows.iter().position(|(id, ..)| !before.contains(id));
                }
                let (line, byte) = if line < n_lines {
                    (line, byte)
                } else {
                    (n_lines - 1, u32::MAX)
                };
                rows.iter().rposition(|(it, at, row)| {
                    *it == id && *at as usize == line && row.start <= byte
                })
            });
        if place.is_none() {
            self.anchor = None;
        }
        place.unwrap_or(end).min(end)
    }

    fn scroll_by(&mut self, by: isize) {
        if by == 0 || (by > 0 && self.anchor.is_none()) {
            return;
        }
        let rows = self.rows();
        let to = self
            .top()
            .saturating_add_signed(by)
            .min(rows.len().saturating_sub(1));
        let shows_end = to + usize::from(self.size.1) >= rows.len();
        self.anchor = rows
            .get(to)
            .filter(|_| !shows_end)
            .map(|(id, at, row)| (*id, *at as usize, row.start));
    }
}

#[derive(Debug, Clone)]
enum Step {
    Push(Vec<Line>),
    Tail(usize, usize, Vec<Line>),
    Fold(usize, Vec<Line>),
    Truncate(usize),
    Scroll(isize),
    Page(bool),
    Resize(u16, u16),
    ToItem(usize),
    Follow,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = ("[a-e 界]{0,40}", 0..4).prop_map(|(text, kind)| match kind {
        0 => Line::blank(),
        1 => Line::new(vec![Span::new(text, Scope::Code)], LineKind::Code),
        _ => prose(text),
    });
    prop::collection::vec(line, 0..6)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => lines().prop_map(Step::Push),
        3 => (0_usize..6, 0_usize..6, lines()).prop_map(|(item, stable, lines)| Step::Tail(item, stable, lines)),
        1 => (0_usize..6, lines()).prop_map(|(item, lines)| Step::Fold(item, lines)),
        1 => (0_usize..9).prop_map(Step::Truncate),
        4 => (-20_isize..20).prop_map(Step::Scroll),
        1 => any::<bool>().prop_map(Step::Page),
        2 => (1_u16..30, 1_u16..12).prop_map(|(width, height)| Step::Resize(width, height)),
        2 => (0_usize..6).prop_map(Step::ToItem),
        1 => Just(Step::Follow),
    ]
}

fn take(step: Step, pane: &mut Pane, model: &mut Model, next: u64) {
    match step {
        Step::Push(lines) => {
            pane.doc.push(ItemId(next), lines.clone());
            model.items.push((ItemId(next), lines));
        }
        Step::Tail(item, stable, lines) => {
            let Some((id, old)) = model.items.iter_mut().rev().nth(item) else {
                return;
            };
            old.truncate(stable);
            old.extend(lines.iter().cloned());
            pane.doc.replace_tail(*id, stable, &lines);
        }
        Step::Fold(item, lines) => {
            let Some((id, old)) = model.items.get_mut(item) else {
                return;
            };
            old.clone_from(&lines);
            pane.doc.replace(*id, lines);
        }
        Step::Truncate(len) => {
            pane.doc.truncate(len);
            model.items.truncate(len);
        }
        Step::Scroll(by) => {
            // Farther moves are measured by guesses.
            let most = (PAGES_WALKED * usize::from(model.size.1)).cast_signed();
            pane.scroll_by(by.clamp(-most, most));
            model.scroll_by(by.clamp(-most, most));
        }
        Step::Page(up) => {
            if up {
                pane.page_up()
            } else {
                pane.page_down()
            }
            let page = isize::from(model.size.1.cast_signed() - 2).max(1);
            model.scroll_by(if up { -page } else { page });
        }
        Step::Resize(width, height) => model.size = (width, height),
        Step::ToItem(item) => {
            let Some(&(id, _)) = model.items.get(item) else {
                return;
            };
            pane.to_item(id);
            model.anchor = Some((id, 0, 0));
        }
        Step::Follow => {
            pane.follow();
            model.anchor = None;
        }
    }
}

proptest! {
    #[test]
    fn the_viewport_is_a_window_into_the_whole_layout(steps in prop::collection::vec(step(), 1..30)) {
        let mut pane = Pane::default();
        let mut model = Model { size: (20, 6), ..Model::default() };
        pane.prepare(20, 6);
        for (next, step) in (0..).zip(steps) {
            take(step, &mut pane, &mut model, next);
            pane.prepare(model.size.0, model.size.1);

            let (rows, top) = (model.rows(), model.top());
            let window: Vec<_> = rows.iter().skip(top).take(usize::from(model.size.1)).cloned().collect();
            let seen = pane.viewport();
            let shown: Vec<_> = seen.rows.iter().map(|it| (it.item, it.line, it.row.clone())).collect();
            prop_assert_eq!(&shown, &window);
            prop_assert_eq!(seen.following, model.anchor.is_none());
            prop_assert_eq!(seen.above == 0, top == 0);
            prop_assert_eq!(seen.below == 0, top + window.len() >= rows.len());
        }
    }

    #[test]
    fn what_is_above_and_below_is_exact_once_it_was_seen(all in prop::collection::vec(lines(), 1..6), width in 1_u16..30) {
        let mut pane = Pane::default();
        let mut n_rows = 0;
        for (id, lines) in (0..).zip(all) {
            n_rows += lines.iter().map(|line| wrap(line, width).len()).sum::<usize>();
            pane.doc.push(ItemId(id), lines);
        }
        pane.prepare(width, 3);
        for _ in 0..n_rows {
            pane.scroll_by(-1);
            pane.prepare(width, 3);
            let seen = pane.viewport();
            prop_assert!(seen.above == 0 || !seen.following);
        }
        let seen = pane.viewport();
        prop_assert_eq!((seen.above, seen.below), (0, n_rows.saturating_sub(3)));
    }
}

#[test]
fn a_line_that_grows_lays_out_its_end_alone() {
    let mut pane = Pane::default();
    let mut whole = prose("word ".repeat(20_000));
    whole.spans[0].src = 0..100_000;
    pane.doc
        .push(ItemId(0), vec![whole.clone(), prose("after")]);
    pane.prepare(80, 24);
    for n in 0..50 {
        let byte = whole.spans[0].text.len();
        let mark = Mark {
            span: 0,
            byte,
            total: byte,
        };
        let end = u32::try_from(byte).unwrap();
        whole.add(Span {
            src: end..end + 6,
            ..Span::new("more 1", Scope::Text)
        });
        let tail = [whole.since(mark), prose(format!("after {n}"))];
        let rows = cost(&mut pane, |pane| {
            pane.doc.grow(ItemId(0), 0, mark, &tail);
            pane.prepare(80, 24);
        });
        assert!(rows <= 6, "{rows}");
    }
    let mut anew = Pane::default();
    anew.doc.push(ItemId(0), vec![whole, prose("after 49")]);
    anew.prepare(80, 24);
    assert_eq!(texts(&pane), texts(&anew));
    assert_eq!(pane.doc.lines(ItemId(0)), anew.doc.lines(ItemId(0)));
    assert_eq!(pane.viewport().above, anew.viewport().above);
}

#[test]
fn blocks_of_which_every_visible_row_fits_stay_when_code_is_moved_sideways() {
    let code = |text: &str| {
        let spans = vec![Span::new(text, Scope::Code)];
        Line::new(spans, LineKind::Code)
    };
    let mut pane = Pane::default();
    let lines = vec![
        code("short"),
        prose("between"),
        code("abcdefghijklmnop"),
        code("small"),
    ];
    pane.doc.push(ItemId(0), lines);
    pane.toggle_code();
    pane.prepare(10, 4);
    pane.shift_code(4);
    pane.prepare(10, 4);
    assert_eq!(texts(&pane), ["short", "between", "efghijklmn", "l"]);
    let n_again = cost(&mut pane, |pane| pane.prepare(10, 4));
    assert_eq!(n_again, 0, "what stays is not laid out again");
    // Once the long line is out of sight, there is nothing to move the others for.
    pane.prepare(10, 1);
    assert_eq!(texts(&pane), ["small"]);
    pane.prepare(10, 2);
    assert_eq!(texts(&pane), ["efghijklmn", "l"]);
}

#[test]
fn below_air_no_blank_line_is_shown_at_the_beginning() {
    let below_air = |n_lines: usize| {
        let mut pane = Pane::below_air();
        let lines = (0..n_lines).map(|n| prose(format!("line {n}")));
        let lines = std::iter::once(Line::blank()).chain(lines);
        pane.doc.push(ItemId(0), lines.collect());
        pane.prepare(20, 5);
        pane
    };
    for n_lines in 1..=5 {
        let mut pane = below_air(n_lines);
        assert_eq!(texts(&pane).len(), n_lines);
        assert_eq!(top(&pane), "line 0");
        assert!(pane.scrollbar().is_empty());
        // All is in sight: there is nowhere to scroll to.
        pane.scroll_by(-1);
        pane.prepare(20, 5);
        assert_eq!(pane.scroll(), Scroll::Follow);
    }
    let mut pane = below_air(6);
    assert_eq!(top(&pane), "line 1");
    pane.to_top();
    pane.prepare(20, 5);
    assert_eq!(top(&pane), "line 0");
    let viewport = pane.viewport();
    assert_eq!((viewport.above, viewport.below), (0, 1));
}

#[test]
fn an_item_that_begins_with_text_loses_nothing_below_air() {
    let mut pane = Pane::below_air();
    pane.doc.push(ItemId(0), vec![prose("text")]);
    pane.doc.push(ItemId(1), vec![Line::blank(), prose("more")]);
    pane.prepare(20, 5);
    assert_eq!(texts(&pane), ["text", "", "more"]);
}
