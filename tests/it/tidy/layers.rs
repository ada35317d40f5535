//! The layers: which module may know which, and which outside crates.
//!
//! [`LAYERS`] is the rule. The same table stands in the docs of `src/lib.rs`, and a test compares
//! them. A module imports only what its row names, and only from rows of a lower level; modules
//! that stand beside each other in one folder form no cycle, at any depth.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Import, Source};

/// What one top-level module may know.
pub struct Layer {
    pub level: u8,
    pub module: &'static str,
    /// Modules of ours, or parts of them, by their paths.
    pub may: &'static [&'static str],
    /// Outside crates, or parts of them, by their paths; `std` is free.
    pub crates: &'static [&'static str],
}

const fn layer(
    level: u8,
    module: &'static str,
    may: &'static [&'static str],
    crates: &'static [&'static str],
) -> Layer {
    Layer {
        level,
        module,
        may,
        crates,
    }
}

/// The ladder, lowest first; within a level by name.
///
/// `report` is what an edge and a reader of files tell back, `theme` warns in its words. `config`
/// stands above the edge because it is the edge that reads its files and secrets.
pub const LAYERS: &[Layer] = &[
    layer(0, "cli", &[], &["clap"]),
    layer(0, "key", &[], &[]),
    layer(0, "problem", &[], &[]),
    layer(0, "report", &[], &[]),
    layer(
        1,
        "api",
        &["problem"],
        &["serde", "serde_json", "thiserror"],
    ),
    layer(1, "theme", &["report"], &["ratatui::style", "toml"]),
    layer(2, "conversation", &["api"], &["serde"]),
    layer(
        2,
        "text",
        &["theme::Scope"],
        &["idna", "unicode_segmentation", "unicode_width"],
    ),
    layer(
        3,
        "markdown",
        &["text", "theme::Scope"],
        &[
            "pulldown_cmark",
            "syntect",
            "two_face",
            "unicode_normalization",
        ],
    ),
    layer(3, "pane", &["text"], &["foldhash", "unicode_normalization"]),
    layer(
        3,
        "session",
        &["api", "conversation", "problem", "report"],
        &["serde", "serde_json"],
    ),
    layer(3, "sketch", &["text"], &["foldhash", "ratatui"]),
    layer(3, "turn", &["api", "conversation"], &[]),
    layer(
        4,
        "app",
        &[
            "api",
            "conversation",
            "key",
            "markdown",
            "pane",
            "problem",
            "report",
            "session",
            "text",
            "theme",
            "turn",
        ],
        &[
            "ratatui::layout",
            "serde_json",
            "tui_textarea",
            "unicode_segmentation",
        ],
    ),
    layer(
        5,
        "edge",
        &[
            "api",
            "conversation",
            "key",
            "problem",
            "report",
            "session",
            "sketch",
            "text",
        ],
        &[
            "bytes",
            "crossterm",
            "directories",
            "futures_util",
            "getrandom",
            "http_body",
            "jiff",
            "ratatui",
            "reqwest",
            "rustix",
            "rustls",
            "thiserror",
            "tokio",
            "tokio_util",
        ],
    ),
    layer(
        5,
        "ui",
        &["app", "session", "sketch", "text", "theme", "turn"],
        &["ratatui"],
    ),
    layer(
        6,
        "config",
        &[
            "api",
            "app",
            "cli",
            "edge::http",
            "edge::secrets",
            "key",
            "report",
            "text::width",
            "theme",
        ],
        &["toml"],
    ),
    layer(
        6,
        "demo",
        &["edge::secrets"],
        &["axum", "futures_util", "getrandom", "serde_json", "tokio"],
    ),
    layer(
        6,
        "tools",
        &["api", "conversation"],
        &["serde_json", "tokio"],
    ),
    layer(
        7,
        "runtime",
        &[
            "api",
            "app",
            "cli",
            "config",
            "conversation",
            "demo",
            "edge",
            "key",
            "markdown",
            "problem",
            "report",
            "session",
            "text",
            "tools",
            "turn",
            "ui",
        ],
        &[
            "jiff",
            "rustix",
            "serde",
            "serde_json",
            "tokio",
            "tokio_util",
        ],
    ),
];

/// Outside crates that only one part of a layer may know.
pub const NARROW: &[(&str, &str)] = &[
    ("crossterm", "edge::terminal"),
    ("crossterm", "edge::input"),
    ("reqwest", "edge::http"),
    ("rustls", "edge::http"),
    ("tui_textarea", "app::composer"),
];

/// Every import that `table` does not allow, and every allowance that nothing uses.
pub fn broken_layers(table: &[Layer], sources: &[Source], crates: &[String]) -> Vec<String> {
    let mut check = Check {
        table,
        used: BTreeSet::new(),
        broken: Vec::new(),
    };
    for source in sources {
        match source.module.first().map(String::as_str) {
            // The root of the library is the map; the root of the program is above all layers.
            None | Some("main") => {}
            Some(own) => match table.iter().find(|layer| layer.module == own) {
                Some(layer) => check.file(layer, source, crates),
                None => check.report(source, None, &format!("`{own}` has no row in the table")),
            },
        }
    }
    for layer in table {
        let allowed = layer.may.iter().chain(layer.crates);
        for allowed in allowed.filter(|allowed| !check.used.contains(&(layer.module, **allowed))) {
            let module = layer.module;
            let needless = format!("the table allows `{allowed}` to `{module}` for nothing");
            check.broken.push(needless);
        }
    }
    check.broken
}

/// One run of the check.
struct Check<'a> {
    table: &'a [Layer],
    /// What was made use of: module and allowance.
    used: BTreeSet<(&'static str, &'static str)>,
    broken: Vec<String>,
}

impl Check<'_> {
    fn file(&mut self, layer: &Layer, source: &Source, crates: &[String]) {
        for import in source.inner_imports() {
            if import
                .path
                .first()
                .is_some_and(|other| other != layer.module)
            {
                self.inner(layer, source, &import);
            }
        }
        for import in crates.iter().flat_map(|name| source.outer_imports(name)) {
            self.outer(layer, source, &import);
        }
    }

    fn inner(&mut self, layer: &Layer, source: &Source, import: &Import) {
        let own = layer.module;
        let path = import.path.join("::");
        let other = self
            .table
            .iter()
            .find(|other| import.path[0] == other.module);
        if other.is_none_or(|other| other.level >= layer.level) {
            self.report(
                source,
                Some(import),
                &format!("`{own}` is not above `{path}`"),
            );
        }
        if !self.is_allowed(layer, layer.may, &path) {
            self.report(
                source,
                Some(import),
                &format!("`{own}` may not know `{path}`"),
            );
        }
    }

    fn outer(&mut self, layer: &Layer, source: &Source, import: &Import) {
        let own = layer.module;
        let path = import.path.join("::");
        if !self.is_allowed(layer, layer.crates, &path) {
            self.report(
                source,
                Some(import),
                &format!("`{own}` may not use `{path}`"),
            );
        }
        let own = source.module.join("::");
        let mut narrow = NARROW
            .iter()
            .filter(|(name, _)| is_below(&path, name))
            .peekable();
        if narrow.peek().is_some() && !narrow.any(|(_, part)| is_below(&own, part)) {
            self.report(
                source,
                Some(import),
                &format!("`{path}` is not for `{own}`"),
            );
        }
    }

    fn is_allowed(&mut self, layer: &Layer, list: &[&'static str], path: &str) -> bool {
        let allowed = list.iter().find(|allowed| is_below(path, allowed));
        self.used
            .extend(allowed.map(|allowed| (layer.module, *allowed)));
        allowed.is_some()
    }

    fn report(&mut self, source: &Source, import: Option<&Import>, what: &str) {
        let line = import
            .map(|import| format!(":{}", import.line))
            .unwrap_or_default();
        self.broken.push(format!("{}{line}: {what}", source.file));
    }
}

/// Every circle of modules that stand beside each other in one folder.
pub fn cycles(sources: &[Source]) -> Vec<String> {
    let modules: BTreeSet<&[String]> = sources.iter().map(|s| s.module.as_slice()).collect();
    // For each folder, who of its children needs whom.
    let mut needs: BTreeMap<&[String], BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    let imports: Vec<_> = sources
        .iter()
        .flat_map(|s| s.inner_imports().into_iter().map(move |i| (s, i.path)))
        .collect();
    for (source, path) in &imports {
        let to = (0..=path.len())
            .rev()
            .map(|n| &path[..n])
            .find(|p| modules.contains(p));
        let (from, to) = (source.module.as_slice(), to.unwrap_or_default());
        let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        // A folder and what is in it belong together; they may know each other.
        let (Some(child), Some(other)) = (from.get(shared), to.get(shared)) else {
            continue;
        };
        let folder = needs.entry(&from[..shared]).or_default();
        folder.entry(child).or_default().insert(other);
    }
    let mut found = Vec::new();
    for (folder, needs) in needs {
        for &start in needs.keys() {
            if let Some(circle) = circle_from(start, &needs) {
                let folder = if folder.is_empty() {
                    "crate".to_owned()
                } else {
                    folder.join("::")
                };
                found.push(format!("in `{folder}`: {}", circle.join(" → ")));
            }
        }
    }
    found
}

/// The shortest way from `start` back to itself, told only from its least member.
fn circle_from<'a>(
    start: &'a str,
    needs: &BTreeMap<&'a str, BTreeSet<&'a str>>,
) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for &next in way
                .last()
                .and_then(|last| needs.get(last))
                .into_iter()
                .flatten()
            {
                let mut way = way.clone();
                way.push(next);
                if next == start {
                    return (way.iter().min() == Some(&start)).then_some(way);
                }
                if seen.insert(next) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

/// The table as markdown.
pub fn as_markdown(table: &[Layer]) -> String {
    let names = |names: &[&str]| match names {
        [] => "–".to_owned(),
        names => names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let mut text = "| level | module | may know | outside crates |\n|---|---|---|---|\n".to_owned();
    for Layer {
        level,
        module,
        may,
        crates,
    } in table
    {
        text += &format!(
            "| {level} | `{module}` | {} | {} |\n",
            names(may),
            names(crates)
        );
    }
    text
}

/// Is `path` the path `top`, or does it lead into it?
pub fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

mod tests {
    use super::*;

    const SMALL: &[Layer] = &[
        layer(0, "low", &[], &["serde"]),
        layer(1, "left", &["low::word"], &[]),
        layer(1, "right", &["low"], &["crossterm::event"]),
    ];

    /// The table is kept by files that use all of it, and by nothing else in the test.
    fn check(file: &str, code: &str, expect: &[&str]) {
        let files = [
            ("src/low/word.rs", "use serde::Serialize;"),
            ("src/left.rs", "use crate::low::word::Word;"),
            ("src/right/a.rs", "use crate::low::b::C;"),
            (file, code),
        ];
        let sources = files.map(|(file, code)| Source::new(file, code));
        let crates = [
            "serde".to_owned(),
            "crossterm".to_owned(),
            "tokio".to_owned(),
        ];
        let found = broken_layers(SMALL, &sources, &crates);
        let unused = "the table allows `crossterm::event` to `right` for nothing";
        let found: Vec<_> = found.iter().filter(|f| *f != unused).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn an_import_that_the_table_does_not_name_is_found() {
        check("src/left/x.rs", "use crate::low::word::Other;", &[]);
        check(
            "src/left/x.rs",
            "\nuse crate::low::b::C;",
            &["src/left/x.rs:2: `left` may not know `low::b::C`"],
        );
        check(
            "src/left/x.rs",
            "fn f() { super::super::right::g() }",
            &[
                "src/left/x.rs:1: `left` is not above `right::g`",
                "src/left/x.rs:1: `left` may not know `right::g`",
            ],
        );
        check(
            "src/odd.rs",
            "",
            &["src/odd.rs: `odd` has no row in the table"],
        );
        check("src/main.rs", "use causerie::right::a;", &[]);
    }

    #[test]
    fn an_outside_crate_that_the_table_does_not_name_is_found() {
        check("src/low/x.rs", "#[derive(serde::Serialize)] struct S;", &[]);
        check(
            "src/low/x.rs",
            "async fn f() { tokio::spawn(g()) }",
            &["src/low/x.rs:1: `low` may not use `tokio::spawn`"],
        );
        check(
            "src/right/x.rs",
            "use crossterm::event::Event;",
            &["src/right/x.rs:1: `crossterm::event::Event` is not for `right::x`"],
        );
    }

    #[test]
    fn an_allowance_without_use_is_found() {
        let found = broken_layers(SMALL, &[], &[]);
        assert_eq!(found.len(), 4, "{found:#?}");
    }

    #[test]
    fn circles_are_found_at_any_depth() {
        let check = |files: &[(&str, &str)], expect: &[&str]| {
            let sources: Vec<_> = files.iter().map(|(f, code)| Source::new(f, code)).collect();
            assert_eq!(cycles(&sources), expect);
        };
        check(
            &[
                ("src/a.rs", "use crate::b::X;"),
                ("src/b.rs", "use crate::c::X;"),
                ("src/c.rs", "use crate::a::X;"),
            ],
            &["in `crate`: a → b → c → a"],
        );
        check(
            &[
                ("src/a/mod.rs", "use self::x::X;"),
                ("src/a/x.rs", "use super::y::Y;"),
                ("src/a/y/z.rs", "use crate::a::x;"),
                ("src/a/y.rs", ""),
            ],
            &["in `a`: x → y → x"],
        );
        // A folder and a file in it may know each other, and so may what is not beside each other.
        check(
            &[
                ("src/a.rs", "use self::x::X;"),
                ("src/a/x.rs", "use super::Y;"),
                ("src/b.rs", "use crate::a::x;"),
            ],
            &[],
        );
    }
}
