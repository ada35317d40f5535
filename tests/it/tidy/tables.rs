//! Tables that are told twice: the text that people read says what the code says.
//!
//! Where they differ, the failure prints the lines to paste.

use causerie::app::action::table::{ACTIONS, ActionInfo};
use causerie::app::keymap::Keymap;

use super::layers::{LAYERS, as_markdown};
use super::source::{read, root};

const KEYS_BEGIN: &str = "<!-- keys -->";
const KEYS_END: &str = "<!-- /keys -->";

/// The keys as the README lists them: one row for each action, in the order of the help overlay.
/// What the table has for a head is left to the README.
fn keys_rows() -> String {
    let keymap = Keymap::default();
    let row = |info: &ActionInfo| {
        let keys = keymap.labels(info.action).join(", ");
        format!("| `{keys}` | {} |\n", info.doc)
    };
    ACTIONS.iter().map(row).collect()
}

/// The rows that begin with a key.
fn rows_of(table: &str) -> Vec<&str> {
    let rows = table.lines().map(str::trim);
    rows.filter(|row| row.starts_with("| `")).collect()
}

/// What stands between the markers; `None` if one of them is missing.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(begin)?;
    Some(behind.split_once(end)?.0.trim())
}

/// The module docs of a file, without their marks.
fn docs(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let bare = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    bare.flat_map(|line| [line, "\n"]).collect()
}

/// Files and folders that `docs` names in code marks, as paths below `src`, `themes` or `tests`.
fn named_files(docs: &str) -> Vec<&str> {
    let marked = docs.split('`').skip(1).step_by(2);
    marked
        .filter(|name| name.ends_with(".rs") || name.ends_with('/') || name.ends_with(".toml"))
        .filter(|name| !name.contains('*'))
        .collect()
}

#[test]
fn the_readme_lists_the_keys_that_there_are() {
    let readme = read("README.md");
    let rows = keys_rows();
    let table = between(&readme, KEYS_BEGIN, KEYS_END);
    assert!(
        table.map(rows_of) == Some(rows_of(&rows)),
        "the table of keys in README.md, between {KEYS_BEGIN} and {KEYS_END}, should have these \
         rows:\n\n{rows}"
    );
}

#[test]
fn the_map_shows_the_layers_that_are_checked() {
    let table = as_markdown(LAYERS);
    let lines: String = table.lines().map(|line| format!("//! {line}\n")).collect();
    assert!(
        docs(&read("src/lib.rs")).contains(&table),
        "the table of layers in src/lib.rs should be:\n\n{lines}"
    );
}

#[test]
fn every_file_that_the_map_names_is_there() {
    let docs = docs(&read("src/lib.rs"));
    let named = named_files(&docs);
    assert!(named.len() > 10, "{named:#?}");
    let is_there = |name: &str| {
        let name = name.trim_end_matches('/');
        root().join("src").join(name).exists() || root().join(name).exists()
    };
    let missing: Vec<_> = named.into_iter().filter(|name| !is_there(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_module_has_its_line_in_the_map() {
    let text = read("src/lib.rs");
    let docs = docs(&text);
    let modules = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let described: Vec<_> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("- [`")?.split_once("`]: "))
        .map(|(module, _)| module)
        .collect();
    let layered: Vec<_> = LAYERS.iter().map(|layer| layer.module).collect();
    assert_eq!(described, layered);
    assert_eq!(modules.collect::<Vec<_>>(), layered);
}

#[test]
fn differences_between_tables_are_found() {
    assert_eq!(
        between(
            "a <!-- x -->\nrow\n<!-- y --> b",
            "<!-- x -->",
            "<!-- y -->"
        ),
        Some("row")
    );
    assert_eq!(between("a <!-- x --> b", "<!-- x -->", "<!-- y -->"), None);
    assert_eq!(
        rows_of("| key | |\n|---|---|\n| `a` | b |"),
        ["| `a` | b |"]
    );
    assert_eq!(docs("//! a\n//!\n//! b\nuse c;\n//! d"), "a\n\nb\n");
    assert_eq!(
        named_files("`a/b.rs` and b.rs, `c/`, `D`, `*.toml`"),
        ["a/b.rs", "c/"]
    );
}
