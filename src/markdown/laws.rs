//! What holds at any moment for random answers: text of every construct, in which whatever opens
//! also closes.
//!
//! 1. However the text is cut, the lines at the end are those of one parse. Stands beside
//!    [`super::stream`] too, over any text at all.
//! 2. No moment shows a marker that the end does not show. Allowed, because nobody can know better:
//!    the brackets of a reference until its definition comes. Allowed too, but not in these
//!    answers: an opener that never closes comes back when its block ends, one that is far away
//!    before that or until its closer comes; a formula in brackets that reads like prose stands as
//!    it was written until it closes. The pipes of a head of a table that does not begin with one
//!    stand as they are until the line under it has come: a sentence may have a pipe in it, and one
//!    that is not shown would be worse.
//! 3. Rows that were shown and are not part of the last item, row, line or paragraph never change.
//!    Only the spaces between the columns of a table may: columns widen. Allowed, and at the end
//!    only: a line changes that holds a reference whose definition came after it, and so do all
//!    rows of a table with such a line, because they share their columns.
//! 4. All that is decided is visible: at most the last line, or the head of a table, is kept back.
//!    Of a last line of prose some words at most are, whatever sign stands in it: those that may
//!    become a name, an address, a formula, or a label in a label. Only a label at the start of a
//!    paragraph may be longer: a definition is nothing to be seen.

use std::collections::HashSet;

use proptest::prelude::*;

use super::MarkdownStream;
use super::tests::shown;
use crate::text::line::{Line, LineKind};
use crate::text::wrap::wrap;
use crate::theme::Scope;

/// What makes markup, where text does not hold it by itself.
const MARKERS: [char; 16] = [
    '*', '_', '`', '~', '#', '[', ']', '|', '<', '>', '&', '\\', '$', '^', '{', '}',
];

/// Labels of references. They have no letters, so the fourth law finds the same ones whether a
/// label is shown or not.
const LABELS: [&str; 2] = ["[§]", "[¶]"];

/// Columns of the panes in which rows are watched.
const WIDTHS: [u16; 3] = [5, 24, 80];

/// A word or a piece of markup that closes.
fn inline() -> impl Strategy<Value = String> {
    let words = "[a-z]{1,8}( [a-z]{1,6}){0,3}";
    let marked = (
        prop::sample::select(vec!["*", "**", "***", "`", "``", "~~", "_", "__"]),
        words,
    );
    let other = prop::sample::select(vec![
        "日本語の文字",
        "한국어",
        "👩‍👩‍👧 emoji 🦀",
        "e\u{301}",
        "R&amp;D",
        "1 < 2",
        "3 * 4",
        "snake_case",
        "costs 5",
        "(brackets)",
        "\\*",
        "&copy;",
        "f(x)",
        "~5",
        "…",
        "a: b",
        "–",
        "$5 to $10",
        "**$5** or **$10**",
        "`a$b` *$7*",
        "US$5",
        "**$x_1$**",
        "_\\(y\\)_",
        "`` `tick` ``",
        "``a` b``",
        "`` ` ``",
        "[a [nested] label](https://x.org/a_b)",
        "[RFC [12]](https://x.org/a_b)",
        "[an ![alt *x*](a.png) [one] more](https://x.org/a_b)",
    ]);
    let formula = prop::sample::select(vec![
        "$x$",
        "$x_{1}^2$",
        "$\\frac{a}{b + 1}$",
        "\\(a * b\\)",
        "\\[ a * b \\]",
        "\\[ \\foo{a_1} \\],",
        "\\[sic\\]",
        "\\(\\frac{a_{1}+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z+a_{2}+b+c}{c^{2}}=1\\)",
        "\\(\\sqrt{x_1}\\),",
        "\\(\\frac{a_{1} + b}{c^{2}} + \\sum_{i=1}^{n} x_i \\cdot y_i\\)",
        "$\\frac{a_{1} + b}{c^{2}} + \\sum_{i=1}^{n} x_i \\cdot y_i$",
        "\\(\\foo{a_1} * y_{2} + x_1 + \\foo{a_1} * y_{2} + x_1 + z\\)",
        "$\\left( x_1 + y_{2} + x_1 + \\frac{a_1}{b} * y_{2} + x_1 + z \\right)$",
        "\\(x_1 + \\foo{a} * y_{2} + x_1 + \\foo{a} * y_{2} + z\\)",
        "\\(\\frac{a_{1} + b}{c^{2}} + \\sum_{i=1}^{n} x_i \\cdot y_i + \\left( x_{1} + y_{2} \\right) \
         + \\frac{a_{1} + b}{c^{2}} + \\sum_{i=1}^{n} x_i \\cdot y_i + \\left( x_{1} + y_{2} \\right) \
         + \\sqrt{a_{1} * b + c^{2}} + \\sum_{i=1}^{n} x_i \\cdot y_i + \\frac{a_{1} + b}{c^{2}} \
         = \\left( x_{1} + y_{2} \\right)^{2}\\)",
        "$x_{1}^{2} + x_{2}^{2} + x_{3}^{2} + x_{4}^{2} + x_{5}^{2} + x_{6}^{2} + x_{7}^{2} \
         + y_{1}^{2} + y_{2}^{2} + y_{3}^{2} + y_{4}^{2} + y_{5}^{2} + y_{6}^{2} + y_{7}^{2} \
         + z_{1}^{2} + z_{2}^{2} + z_{3}^{2} + z_{4}^{2} + z_{5}^{2} + z_{6}^{2} + z_{7}^{2} \
         + \\left( \\frac{a_{1}}{b} + c_{1} + c_{2} \\right) = \\sqrt{a_{1} * b + c^{2}}$",
        "**let $n$ be**",
        "*for \\(n\\)*",
    ]);
    let bare = prop::sample::select(vec![
        "https://x.org/a_b",
        "(https://x.org/a_b).",
        "www.x.org/a*b",
        "m_n@x.org",
        "**https://x.org**",
    ]);
    let link =
        (words, "[a-z]{1,6}").prop_map(|(label, to)| format!("[{label}](https://{to}.org/a_b)"));
    let label = || prop::sample::select(LABELS.to_vec());
    let reference = prop_oneof![
        label().prop_map(String::from),
        label().prop_map(|label| format!("{label}[]")),
        (words, label()).prop_map(|(words, label)| format!("[{words}]{label}")),
        (words, label()).prop_map(|(words, label)| format!("![{words}]{label}")),
    ];
    prop_oneof![
        6 => words.prop_map(String::from),
        1 => reference,
        3 => marked.prop_map(|(mark, words)| format!("{mark}{words}{mark}")),
        2 => other.prop_map(String::from),
        1 => link,
        1 => words.prop_map(|alt| format!("![{alt}](a_b.png)")),
        1 => Just("<https://x.org/a_b>".to_owned()),
        1 => notes().prop_map(|note| format!("said{note}")),
        1 => formula.prop_map(String::from),
        1 => bare.prop_map(String::from),
    ]
}

/// Labels of notes: names and numbers, some of which take another's.
fn notes() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["[^1]", "[^2]", "[^note]", "[^a_b]", "[^c-d]"])
}

/// Pieces of one line.
fn text() -> impl Strategy<Value = String> {
    let rest = prop::collection::vec(inline(), 0..4);
    // A line that begins with a marker may be something else.
    ("[a-z]{1,6}", rest)
        .prop_map(|(first, rest)| format!("{first} {}", rest.join(" ")).trim_end().to_owned())
}

fn paragraph() -> impl Strategy<Value = String> {
    // A pipe is a sign like any other here; in a table it is not.
    let pipe = prop::sample::select(vec!["", "", "", " a | b", " `a | b`", " P(a | b) = x"]);
    let line = (text(), pipe).prop_map(|(text, pipe)| text + pipe);
    prop::collection::vec(line, 1..4).prop_map(|lines| lines.join("\n"))
}

/// A formula in lines of its own.
fn formula() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "$$\nx^2\n$$",
        "\\[\na_1 + b\n\\]",
        "$$\n\\frac{a}{b}\n= c\n$$",
        "\\[ x \\]",
        "\\[ \\left( \\frac{a_{1} + b}{c^{2}} \\right) + \\sum_{i=1}^{n} x_i \\cdot y_i \\]",
        "$$ f(x) = \\begin{cases} x_{1} & x > 0 \\\\ -x_{2}^{2} & \\text{if so} \\end{cases} $$",
    ])
}

/// A block that holds no other.
fn leaf() -> impl Strategy<Value = String> {
    let code = prop::collection::vec("[a-z(){};= ]{0,20}|日本 **x** # no", 0..5);
    let fence = (
        prop::sample::select(vec!["```", "~~~", "````"]),
        "(rust|)",
        code,
    )
        .prop_map(|(fence, label, lines)| {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            format!("{fence}{label}\n{lines}{fence}")
        });
    prop_oneof![
        4 => paragraph(),
        1 => formula().prop_map(String::from),
        1 => (paragraph(), formula(), paragraph())
            .prop_map(|(before, formula, after)| format!("{before}\n{formula}\n{after}")),
        1 => (text(), text(), text())
            .prop_map(|(term, one, two)| format!("{term}\n: {one}\n: {two}")),
        1 => (text(), paragraph()).prop_map(|(term, text)| format!("{term}\n\n: {text}")),
        1 => (notes(), text()).prop_map(|(note, text)| format!("{note}: {text}")),
        1 => (1_usize..4, text()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => fence,
        1 => table(),
        1 => Just("---".to_owned()),
        1 => (prop::sample::select(LABELS.to_vec()), "[a-z]{1,6}")
            .prop_map(|(label, to)| format!("{label}: https://{to}.org/a_b")),
        1 => (prop::sample::select(LABELS.to_vec()), "[a-z]{1,6}")
            .prop_map(|(label, to)| format!("{label}:\n  https://{to}.org/a_b\n  'a title'")),
        // Text alone: a box stands in a paragraph, so what would begin another block behind it does
        // not.
        1 => (text(), text()).prop_map(|(one, two)| format!("- [x] {one}\n- [ ] {two}")),
    ]
}

fn table() -> impl Strategy<Value = String> {
    (1_usize..5).prop_flat_map(|n_columns| {
        let long = prop::collection::vec(text(), 1..4).prop_map(|texts| texts.join(" "));
        let cell = prop_oneof![
            2 => "[a-z日本語]{0,8}".prop_map(String::from),
            2 => text(),
            1 => long,
            1 => "[a-z]{0,20}".prop_map(String::from),
            1 => "[a-z]{1,8} ?<br/?>[a-z]{0,8}".prop_map(String::from),
        ];
        // Some rows have cells beyond their columns.
        let cells = prop_oneof![
            4 => prop::collection::vec(cell.clone(), n_columns),
            1 => prop::collection::vec(cell, n_columns..n_columns + 3),
        ];
        let rows = prop::collection::vec(cells, 1..9);
        let names = prop::collection::vec("[a-z]{1,8}", n_columns);
        (rows, names, any::<bool>()).prop_map(move |(mut rows, names, is_bare)| {
            // One column needs a pipe in front, and so does an empty cell.
            let is_bare = is_bare && n_columns > 1;
            if is_bare {
                rows[0] = names;
                let cells = rows.iter_mut().flatten();
                cells
                    .filter(|cell| cell.is_empty())
                    .for_each(|cell| cell.push('x'));
            }
            let row = |cells: &Vec<String>| match is_bare {
                true => cells.join(" | "),
                false => format!("| {} |", cells.join(" | ")),
            };
            rows[0].truncate(n_columns);
            let mut lines: Vec<String> = rows.iter().map(row).collect();
            lines.insert(
                1,
                match is_bare {
                    true => vec![":--"; n_columns].join(" | "),
                    false => format!("|{}", ":--|".repeat(n_columns)),
                },
            );
            lines.join("\n")
        })
    })
}

/// A block that may hold others.
fn block() -> impl Strategy<Value = String> {
    leaf().prop_recursive(2, 8, 2, |inner| {
        let blocks = prop::collection::vec(inner, 1..3).prop_map(|blocks| blocks.join("\n\n"));
        let set_in = |block: &str, first: &str, rest: &str| {
            let lines = block.lines().enumerate().map(|(n, line)| match (n, line) {
                (0, _) => format!("{first}{line}"),
                (_, "") => rest.trim_end().to_owned(),
                _ => format!("{rest}{line}"),
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        let marker = prop::sample::select(vec![
            ("- ", "  "),
            ("1. ", "   "),
            ("> ", "> "),
            ("[^3]: ", "    "),
        ]);
        let separator = prop::sample::select(vec!["\n", "\n\n"]);
        (marker, prop::collection::vec(blocks, 1..4), separator).prop_map(
            move |((first, rest), items, separator)| {
                let separator = if first == "> " { "\n>\n" } else { separator };
                let items = items.iter().map(|item| set_in(item, first, rest));
                items.collect::<Vec<_>>().join(separator)
            },
        )
    })
}

fn answer() -> impl Strategy<Value = String> {
    let block = prop_oneof![4 => block(), 1 => table()];
    prop::collection::vec(block, 1..4).prop_map(|blocks| blocks.join("\n\n") + "\n")
}

/// Gives `answer` to a stream in pieces of so many characters, in turn, and looks after each. More
/// may come to the stream.
fn arrive(answer: &str, steps: &[usize], mut look: impl FnMut(&MarkdownStream)) -> MarkdownStream {
    let mut stream = MarkdownStream::default();
    let mut chars = answer.chars().peekable();
    for step in steps.iter().cycle() {
        if chars.peek().is_none() {
            break;
        }
        stream.push(&chars.by_ref().take(*step).collect::<String>());
        stream.refresh();
        look(&stream);
    }
    stream
}

/// The markers that are shown, each with its place in the source. Of a span that is not shown as it
/// stands there (it holds a line break, an entity) all that it stands for count if `all` is set,
/// else none. Of a formula that reads like one none count: its source has nothing but markers.
fn markers(stream: &MarkdownStream, all: bool) -> HashSet<(char, usize)> {
    let spans = stream.lines().iter().flat_map(|line| match &line.kind {
        LineKind::Table(row) => row.cells.concat(),
        _ => line.spans.clone(),
    });
    spans
        .flat_map(|span| {
            let start = span.src.start as usize;
            let source = stream.source().get(start..span.src.end as usize);
            let source = source.unwrap_or_default();
            let counts = source == span.text || (all && span.scope != Scope::Math);
            let marks = source.char_indices().filter(|(_, c)| MARKERS.contains(c));
            let marks = marks.filter(|_| counts).map(|(at, c)| (c, start + at));
            marks.collect::<Vec<_>>()
        })
        .collect()
}

/// The rows of a line, without spaces and rules.
fn rows(line: &Line, width: u16) -> Vec<String> {
    let rows = wrap(line, width).into_iter().map(|row| {
        let text = row.pieces.iter().flat_map(|piece| piece.text.chars());
        text.filter(|c| *c != ' ' && *c != '─').collect()
    });
    rows.collect()
}

/// How many lines stand before the last item, row, line of code or paragraph.
fn n_settled(lines: &[Line]) -> usize {
    let begins = |(idx, line): &(usize, &Line)| {
        let above = idx.checked_sub(1).and_then(|idx| lines.get(idx));
        line.kind != LineKind::Prose
            || line.lead.first != line.lead.rest
            || above.is_none_or(|above| above.kind != LineKind::Prose)
    };
    let last = lines.iter().enumerate().rev().find(begins);
    last.map_or(0, |(idx, _)| idx)
}

/// Letters and digits that are shown.
fn letters(stream: &MarkdownStream) -> String {
    let text = shown(stream.lines()).concat();
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `line` without the markers of the containers that [`block`] makes.
fn without_margin(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '>', '-', '1', '.']);
    line.strip_prefix("[^3]: ").map_or(line, without_margin)
}

/// Of `source`, the lines that must be visible.
fn decided(source: &str) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let n_last = usize::from(!source.ends_with('\n'));
    let n_lines = lines.len() - n_last;
    let is_row = |line: &str| without_margin(line).starts_with('|');
    let is_in_item = |line: &str| {
        !line
            .trim_start_matches([' ', '>'])
            .starts_with(['-', '1', '['])
    };
    let is_head = match lines.get(..n_lines).unwrap_or_default() {
        [.., above, last] => is_row(last) && !(is_row(above) && is_in_item(last)),
        [last] => is_row(last),
        [] => false,
    };
    // Nor is a label whose target stands in the next line: it would vanish with that.
    let last = lines.get(..n_lines).and_then(<[&str]>::last);
    let is_label = last.is_some_and(|line| {
        let label = without_margin(line).strip_suffix(':');
        label.is_some_and(|label| LABELS.contains(&label))
    });
    let n_lines = n_lines - usize::from(is_head || is_label);
    let mut decided = lines.get(..n_lines).unwrap_or_default();
    let is_mark = |line: &&str| {
        let line = without_margin(line);
        matches!(line, "$$" | "\\[" | "\\]")
    };
    // Of an open formula other letters are shown than if it stayed open.
    if decided.iter().copied().filter(|line| is_mark(line)).count() % 2 == 1 {
        let opener = decided.iter().rposition(is_mark).unwrap_or_default();
        decided = &decided[..opener];
    }
    decided.join("\n")
}

/// The first moment at which a marker is shown that the end does not show: the source, and what is
/// shown.
fn first_marker(answer: &str, steps: &[usize]) -> Option<(String, Vec<String>)> {
    let mut allowed = markers(&MarkdownStream::whole(answer), true);
    let mut wrong = None;
    let mut look = |stream: &MarkdownStream| {
        for mark in markers(stream, false) {
            if wrong.is_some() || allowed.contains(&mark) {
                continue;
            }
            match is_undefined(answer, mark) || is_in_bare_head(answer, mark) {
                true => _ = allowed.insert(mark),
                false => wrong = Some((stream.source().to_owned(), shown(stream.lines()))),
            }
        }
    };
    let mut stream = arrive(answer, steps, &mut look);
    stream.finish();
    look(&stream);
    wrong
}

/// Is `mark` a pipe in the head of a table that begins with none?
fn is_in_bare_head(answer: &str, (mark, at): (char, usize)) -> bool {
    let (before, after) = answer.split_at(at);
    let start = before.rsplit('\n').next().unwrap_or_default();
    let below = after.lines().nth(1).unwrap_or_default();
    mark == '|' && !without_margin(start).is_empty() && without_margin(below).starts_with(":-- | ")
}

/// Is `mark` a bracket of a reference in `answer`, no definition of which stands before it?
fn is_undefined(answer: &str, mark: (char, usize)) -> bool {
    if !matches!(mark.0, '[' | ']') {
        return false;
    }
    let at = mark.1;
    let is_in = |(start, label): (usize, &str)| {
        let (before, after) = answer.split_at(start);
        let text = before.strip_suffix(']').and_then(|text| text.rfind('['));
        let (_, after) = after.split_at(label.len());
        let n_after = if after.starts_with("[]") { 2 } else { 0 };
        (text.unwrap_or(start)..start + label.len() + n_after).contains(&at)
    };
    let mut labels = LABELS.iter().flat_map(|label| answer.match_indices(label));
    let line_end = answer
        .split_at(at)
        .1
        .find('\n')
        .map_or(answer.len(), |n| at + n);
    let before = MarkdownStream::whole(answer.split_at(line_end).0);
    labels.any(is_in) && markers(&before, false).contains(&mark)
}

/// What has changed that was settled: the source, the width, the rows of each line before and
/// after.
type Change = (String, u16, Vec<Vec<String>>, Vec<Vec<String>>);

/// The first moment at which rows have changed that were settled.
fn first_change(answer: &str, steps: &[usize]) -> Option<Change> {
    let mut settled: Vec<Vec<Vec<String>>> = vec![Vec::new(); WIDTHS.len()];
    let mut wrong = None;
    let mut look = |stream: &MarkdownStream, may_change: &dyn Fn(usize) -> bool| {
        let lines = stream.lines();
        for (settled, width) in settled.iter_mut().zip(WIDTHS) {
            let now: Vec<_> = lines.iter().map(|line| rows(line, width)).collect();
            let is_as_before = |(idx, rows): (usize, &Vec<String>)| {
                now.get(idx) == Some(rows) || (idx < now.len() && may_change(idx))
            };
            if !settled.iter().enumerate().all(is_as_before) {
                let source = stream.source().to_owned();
                wrong.get_or_insert((source, width, settled.clone(), now.clone()));
            }
            *settled = now;
            settled.truncate(n_settled(lines));
        }
    };
    let mut stream = arrive(answer, steps, |stream| look(stream, &|_| false));
    let referring = referring(stream.lines());
    stream.finish();
    look(&stream, &|idx| referring[idx]);
    wrong
}

/// Which of `lines` hold a reference that is shown as text, or stand in a table that does.
fn referring(lines: &[Line]) -> Vec<bool> {
    let is_same_table = |_: &Line, below: &Line| match &below.kind {
        LineKind::Table(row) => !row.header,
        _ => false,
    };
    let parts = lines.chunk_by(is_same_table).flat_map(|part| {
        let text = shown(part).concat();
        let refers = LABELS.iter().any(|label| text.contains(label));
        part.iter().map(move |_| refers)
    });
    parts.collect()
}

/// The first moment at which something is not visible that is decided: the source, what is shown,
/// and what should be.
fn first_hidden(answer: &str, steps: &[usize]) -> Option<(String, String, String)> {
    let mut wrong = None;
    let mut known = (String::new(), String::new());
    arrive(answer, steps, |stream| {
        let decided = decided(stream.source());
        if decided != known.0 {
            known = (decided.clone(), letters(&MarkdownStream::whole(&decided)));
        }
        let shown = letters(stream);
        if !shown.starts_with(&known.1) {
            wrong.get_or_insert((stream.source().to_owned(), shown, known.1.clone()));
        }
    });
    wrong
}

/// `n` cases, or as many as `PROPTEST_CASES` says.
fn cases(n: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(n),
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn any_cut_of_an_answer_gives_the_lines_of_one_parse(
        answer in answer(), steps in prop::collection::vec(1_usize..30, 1..20)
    ) {
        let mut stream = arrive(&answer, &steps, |_| {});
        stream.finish();
        let whole = MarkdownStream::whole(&answer);
        prop_assert_eq!(shown(stream.lines()), shown(whole.lines()));
        prop_assert_eq!(stream.lines(), whole.lines());
        prop_assert!(stream.links().eq(whole.links()));
    }

    #[test]
    fn no_moment_shows_a_marker_that_the_end_does_not_show(
        answer in answer(), steps in prop::collection::vec(1_usize..6, 1..20)
    ) {
        prop_assert_eq!(first_marker(&answer, &steps), None);
    }

    #[test]
    fn rows_that_are_settled_never_change(
        answer in answer(), steps in prop::collection::vec(1_usize..30, 1..20)
    ) {
        prop_assert_eq!(first_change(&answer, &steps), None);
    }

    #[test]
    fn all_that_is_decided_is_visible(
        answer in answer(), steps in prop::collection::vec(1_usize..6, 1..20)
    ) {
        prop_assert_eq!(first_hidden(&answer, &steps), None);
    }
}

/// The most letters and digits of `text`, in which none is markup, that are kept back at any
/// moment, and the moment.
fn most_hidden(text: &str) -> (usize, String) {
    let mut most = (0, String::new());
    let n_letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    arrive(text, &[1], |stream| {
        let n = n_letters(stream.source()).saturating_sub(letters(stream).chars().count());
        if n > most.0 {
            most = (n, stream.source().to_owned());
        }
    });
    most
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_sign_that_means_nothing_hides_some_words_at_most(
        before in "[a-z]{2,6}( [a-z]{2,6}){0,3}",
        sign in prop::sample::select(vec![
            " | ", " $", " $$", " $ ", " \\(", " \\[", " [", " ![", " [^", " <", " &", " `", " ``", " *",
            " **", " _", " ~~", "]", "]: ", " > ", " # ", " - ", " ^", " {", " \\", "[a [", " ` ",
        ]),
        after in "[a-z]{2,6}( [a-z]{2,6}){6,30}",
        container in prop::sample::select(vec!["", "- ", "> ", "1. ", "[^n]: ", "## "]),
    ) {
        let text = format!("{container}{before}{sign}{after}");
        let (n, at) = most_hidden(&text);
        prop_assert!(n <= 24, "{} {}", n, at);
    }
}

#[test]
fn of_a_last_line_of_prose_no_more_is_hidden_than_must_be() {
    for (most, text) in [
        (
            0,
            "Run cat access.log | grep error and then sort what comes out of it",
        ),
        (
            0,
            "P(A | B) = P(B | A) P(A) / P(B) is what Bayes has found, and more",
        ),
        (
            0,
            "- Use a | b to do what both of them do, one after the other, always",
        ),
        (
            11,
            "[label]: this is no definition because more words come behind it",
        ),
        (
            11,
            "Call \\(n then the other one, which does what nobody else would do",
        ),
        (
            11,
            "Pay $$ then go on and on, and never look back at what you have paid",
        ),
        (
            8,
            "$$ then go on and on, and never look back at what you have paid",
        ),
    ] {
        let (n, at) = most_hidden(text);
        assert!(n <= most, "{n} {at}");
    }
}

#[test]
fn markers_that_flashed_once_never_flash() {
    for answer in [
        "Use `` `backtick` `` inside\n",
        "Use ``a` `` and `` ` `` inside\n",
        "See [a [nested] label](https://x.org) of it\n",
        "See [RFC [2119]](https://x.org) of it\n",
        "a [§]\n\n[§]:\n  https://x.org\n  'title'\n\nb\n",
        "- [^3]: [^1]: a\n  [^3]: [§]: https://a.org/a_b\n",
        "- - a\n\n    : a `a$b` *$7* \\(\\frac{a_{1}+…}{c^{2}}=1\\)\n",
        "*$7* snake_case [aaaaa](https://aaa.org/a_b) _$7_ x_1 [aaaaa](https://aaa.org/a_b)\n",
        "$7\\,x \\(\\frac{a_{1}+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p}{c^{2}}=1\\)\n",
        "*$7* \\(\\frac{a_{1}+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p}{c^{2}}=1\\)\n",
    ] {
        for step in 1..6 {
            assert_eq!(first_marker(answer, &[step]), None);
        }
    }
}

#[test]
fn nothing_of_a_definition_is_ever_shown() {
    for definition in [
        "[a]: https://x.org\n",
        "[a]:\n  https://x.org\n",
        "[a]:\n  <b c>\n  'a title'\n",
    ] {
        for margin in ["", "> "] {
            let lines = definition.lines().map(|line| format!("{margin}{line}\n"));
            let answer: String = lines.collect();
            arrive(&answer, &[1], |stream| {
                assert_eq!(
                    shown(stream.lines()).concat().trim_matches(['▎', '│', ' ']),
                    ""
                )
            });
        }
    }
}

/// What random answers have found.
#[test]
fn rows_that_changed_once_never_change() {
    for answer in [
        "- - a [a][§]\n\n  [¶]: https://a.org/a_b\n\n1. a\n\n   - [§]: https://a.org/a_b\n",
        "- a [§]\n\n  [¶]: https://a.org/a_b\n\n  a\n\n  [§]: https://a.org/a_b\n\n  b\n",
        "[^3]: a\n    [^3]: a\n        $$\n        x^2\n        $$\n        a [a][¶]\n\n- a\n- [¶]: https://a.org/a_b\n",
        "[^3]: a\n[^3]: - [§]:\n        https://a.org/a_b\n        'a title'\n",
        "> a [§]\n>\n> [¶]: https://a.org/a_b\n>\n> a\n>\n> [§]: https://a.org/a_b\n>\n> b\n",
        "- - a ![a][¶]\n\n    [^1]: a\n  - [¶]:\n      https://a.org/a_b\n      'a title'\n",
        "- - a ![a][¶]\n\n    [^1]: a\n  - [¶]: https://a.org/a_b\n",
        "- [^3]: [^1]: a [¶][]\n\n      a\n- [¶]: https://a.org/a_b\n",
    ] {
        for step in 1..30 {
            assert_eq!(first_change(answer, &[step]), None);
        }
    }
}

#[test]
fn what_was_hidden_once_is_visible() {
    // A rule takes its whole line, so no item begins in it, and what is set in below it is code.
    for answer in [
        "- ---\n\n  - ---\n\n    |  |\n    |:--|\n    | 本 |\n    |  |\n",
        "x\n\n    | a |\n    | b |\n\n    | c |\nx\n",
        "[^3]: [^3]: |  |\n        |:--|\n    [^3]: | a | a [a][§] |\n        |:--|:--|\n        | aa | aa |\n        | aaaaaa aaaaaaa aaaaaaaa aaaaaa aaaaaaa aaaaaa aaaaaaa aaaaaaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaa aaaaaaa aaaaaaaa aaaaaaaa | a |\n        | b | b |\n",
        // Nor are these, which stand in another place than the table that was open.
        "[^3]: - | a |\n      |:--|\n      | b |\n\n    [^3]: | a | a [a][§] |\n        |:--|:--|\n        | aa | aa |\n        | aaaaaa aaaaaaa aaaaaaaa aaaaaa aaaaaaa aaaaaa aaaaaaa aaaaaaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaa aaaaaaa aaaaaaaa aaaaaaaa | a |\n        | b | b |\n        | c | c |\n",
        // Between two prices in a quote stands more than words.
        "> *$7* m_n@x.org aa\n> aa US$5\n",
        // These rows are no table, and what stands above the last one is left out.
        "[^3]: [^3]: | a [a aa aaa ntuc][§] | sgyhpouunc |\n        |:--|:--|\n        | mgdb vah xxpxvy ipxma ehf snake_case *for \\(n\\)* q hxa ogvvmo ckuv | gm本 |\n        | iwk日語本p | rhgxs ~~lwusxdve bxtsqc xz~~ **zk** |\n",
    ] {
        assert_eq!(first_hidden(answer, &[1]), None);
    }
}

#[test]
fn of_a_reference_without_a_definition_only_the_brackets_are_excused() {
    let answer = "x [2 * b][§]\n\n[§]: https://x.org\n";
    for (at, c) in answer.char_indices().take(12) {
        assert_eq!(is_undefined(answer, (c, at)), "[]".contains(c), "{c} {at}");
    }
}
