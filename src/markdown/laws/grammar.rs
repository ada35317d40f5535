//! The *grammar* of random answers: text of every construct, in which whatever opens also closes.

use proptest::prelude::*;

/// Labels of references. They have no letters, so the fourth law finds the same ones whether a
/// label is shown or not.
pub const LABELS: [&str; 2] = ["[§]", "[¶]"];

/// The digits by which references to notes are shown.
pub const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

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
        "*<b>x</b>*",
        "**<kbd>Ctrl</kbd>**",
        "~~<b>x</b>~~",
        "**<https://x.org/a_b>**",
        "**&amp; x**",
        "_&nbsp;x_",
        "***<***",
    ]);
    let unspaced = prop::sample::select(vec![
        "**「文字」**です",
        "これは**「文字」**と**「語」**です",
        "**注意：**请先备份",
        "**注意:**请看",
        "**“重要”**的*（甲）*乙",
        "**“重要”**和**甲**的",
        "**[a](https://x.org/a_b)**です",
        "**`x*y`**と**`b_c`**の",
        "**`a`**と**b**の",
        "第3**「条」**b",
        "设*`.env`*和~~「旧」~~的",
        "***「強い」***語",
        "*字**「x」**字*",
        "**「`a`、*b*」**で、**次**。",
        "**\"문자\"**입니다",
        "**「_x_」**です",
        "**（$x_1$）**は",
        "「**甲**」与（**乙**）",
        "`「**甲」**乙`",
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
        // In front of a letter it would open, and nothing in the address closes.
        "www.x.org/a*/b",
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
        2 => unspaced.prop_map(String::from),
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
    // Behind a break any marker may begin a line that is still of the paragraph.
    let end = prop::sample::select(vec!["\\\n", " \\\n", "\\\r\n", " \\\n\\\n"]);
    let broken = (text(), end, prop_oneof![inline(), label()]);
    let broken = broken.prop_map(|(text, end, first)| format!("{text}{end}{first} b"));
    // Right before one an opener stands behind a sign.
    let mark = prop::sample::select(vec!["*", "**", "_", "~~"]);
    let opener = (text(), mark).prop_map(|(text, mark)| format!("{text} `c`{mark}\\\na{mark} b"));
    let line = prop_oneof![6 => line, 1 => broken, 1 => opener, 1 => label()];
    let end = prop::sample::select(vec!["\n", "\n", "\n", "  \n", "\\\n"]);
    (line.clone(), prop::collection::vec((end, line), 0..3)).prop_map(|(first, rest)| {
        rest.into_iter()
            .fold(first, |text, (end, line)| text + end + &line)
    })
}

/// A link whose label is broken.
fn label() -> impl Strategy<Value = String> {
    let inner = prop::sample::select(vec!["*c*", "**c**", "`c`", "~~c~~", "$x_1$", "c", "&amp;"]);
    ("[a-z]{1,6}", inner, "[a-z]{1,6}").prop_map(|(first, inner, last)| {
        format!("a [{first}\\\n{inner} {last}](https://x.org/a_b)")
    })
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

pub fn answer() -> impl Strategy<Value = String> {
    let block = prop_oneof![4 => block(), 1 => table()];
    prop::collection::vec(block, 1..4).prop_map(|blocks| blocks.join("\n\n") + "\n")
}

/// `line` without the markers of the containers that [`block`] makes.
pub fn without_margin(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '>', '-', '1', '.']);
    line.strip_prefix("[^3]: ").map_or(line, without_margin)
}
