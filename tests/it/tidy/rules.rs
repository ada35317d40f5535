//! Rules about single files: what must not be called where, how long a file is, how it is named
//! and how it opens.

use super::layers::{LAYERS, broken_layers, cycles, is_below};
use super::source::{Source, read, rust_files, sources};

/// Code that may stand only in some places.
struct Ban {
    /// Paths of `std`, or whole words of code.
    what: &'static [&'static str],
    /// Modules in which it may stand.
    but_in: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        what: &["Instant::now", "SystemTime::now"],
        but_in: &["edge", "demo", "runtime"],
        reason: "time comes in as an argument; only those who touch the world read a clock",
    },
    Ban {
        what: &["std::env"],
        but_in: &["edge", "runtime"],
        reason: "the environment is read once, by those who touch the world",
    },
    Ban {
        what: &["std::fs", "std::process::Command", "std::net::TcpStream"],
        but_in: &["edge"],
        reason: "files, processes and the network belong to the edge",
    },
    Ban {
        what: &["std::thread", "std::sync::Mutex", "std::sync::RwLock"],
        but_in: &["edge", "runtime"],
        reason: "the pure layers have no tasks and no locks",
    },
    Ban {
        what: &["println!", "print!", "eprintln!", "eprint!", "dbg!"],
        but_in: &[],
        reason: "the screen is ours; what is printed goes through a writer that may fail",
    },
    Ban {
        what: &["process::exit", "process::abort"],
        but_in: &[],
        reason: "main returns an exit code, so that the terminal is restored on every way out",
    },
];

/// Lines of code, tests apart, from which a file is talked about.
const TALK: usize = 400;
/// Lines of code, tests apart, that no file may exceed.
const LIMIT: usize = 600;
/// Columns of a line, as rustfmt has them.
const WIDTH: usize = 100;
/// Files above [`LIMIT`], each with its reason.
const LONG: &[(&str, &str)] = &[];

/// Names that say nothing. If no other comes to mind, the word for the thing is missing.
const EMPTY_NAMES: [&str; 9] = [
    "utils", "util", "helpers", "helper", "common", "manager", "service", "types", "misc",
];

fn banned(bans: &[Ban], sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let own = source.module.first().map_or("", String::as_str);
        for ban in bans.iter().filter(|ban| !ban.but_in.contains(&own)) {
            for what in ban.what {
                let lines = lines_with(source, what).into_iter();
                found.extend(
                    lines.map(|n| format!("{}:{n}: `{what}`: {}", source.file, ban.reason)),
                );
            }
        }
    }
    found
}

/// Paths of `std` are found in any spelling of an import, words where they stand.
fn lines_with(source: &Source, what: &str) -> Vec<usize> {
    if !what.starts_with("std::") {
        return source.find(what);
    }
    let imports = source.outer_imports("std").into_iter();
    let hits = imports.filter(|import| is_below(&import.path.join("::"), what));
    hits.map(|import| import.line).collect()
}

/// What is too long, and then, if anything is, what should be talked about.
fn too_long(sources: &[Source], exceptions: &[(&str, &str)]) -> Vec<String> {
    let is_excepted = |source: &Source| exceptions.iter().any(|(file, _)| *file == source.file);
    let mut found: Vec<_> = sources
        .iter()
        .filter(|source| source.n_lines() > LIMIT && !is_excepted(source))
        .map(|s| {
            format!(
                "{}: {} lines of code, the limit is {LIMIT}",
                s.file,
                s.n_lines()
            )
        })
        .collect();
    for (file, reason) in exceptions {
        let is_needed = sources
            .iter()
            .any(|s| s.file == *file && s.n_lines() > LIMIT);
        if !is_needed {
            found.push(format!("{file}: needs no exception any more ({reason})"));
        }
    }
    if !found.is_empty() {
        let talk = sources
            .iter()
            .filter(|s| (TALK + 1..=LIMIT).contains(&s.n_lines()));
        found
            .extend(talk.map(|s| format!("{}: {} lines, to be talked about", s.file, s.n_lines())));
    }
    found
}

/// Comments wider than code may be; rustfmt leaves them alone. A row of a table cannot be parted.
fn too_wide(file: &str, text: &str) -> Vec<String> {
    let comment = |line: &str| {
        let text = line.trim_start().strip_prefix("//")?;
        Some(text.trim_start_matches(['/', '!', ' ']).to_owned())
    };
    let is_wide = |line: &str| line.chars().count() > WIDTH;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| is_wide(line));
    let wide = lines.filter(|(_, line)| comment(line).is_some_and(|text| !text.starts_with('|')));
    wide.map(|(n, _)| format!("{file}:{n}: a comment of more than {WIDTH} columns"))
        .collect()
}

fn says_nothing(file: &str) -> bool {
    let mut parts = file.trim_end_matches(".rs").split('/');
    parts.any(|part| EMPTY_NAMES.contains(&part))
}

/// Does the file open with what it is? Tests beside a file speak of that file's word and need not.
fn opens_with_docs(file: &str, text: &str) -> bool {
    let is_tests =
        file.ends_with("/tests.rs") || (file.starts_with("src/") && file.contains("/tests/"));
    let first = text.lines().next().unwrap_or_default();
    is_tests
        || first
            .strip_prefix("//! ")
            .is_some_and(|words| !words.trim().is_empty())
}

/// The outside crates, by the names that code uses.
fn crates() -> Vec<String> {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    dependencies
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect()
}

fn check(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn modules_know_only_what_the_table_of_layers_names() {
    check(&broken_layers(LAYERS, &sources(), &crates()));
}

#[test]
fn modules_beside_each_other_form_no_circle() {
    check(&cycles(&sources()));
}

#[test]
fn clocks_files_and_printing_stay_where_they_belong() {
    check(&banned(BANS, &sources()));
}

#[test]
fn files_can_be_held_in_the_head() {
    check(&too_long(&sources(), LONG));
}

#[test]
fn comments_are_no_wider_than_code() {
    let files = ["src", "tests"].into_iter().flat_map(rust_files);
    let found: Vec<String> = files
        .flat_map(|file| too_wide(&file, &read(&file)))
        .collect();
    check(&found);
    let wide = "x".repeat(WIDTH);
    assert_eq!(
        too_wide("a.rs", &format!("    /// {wide}\n// | {wide}\n\"{wide}\"")).len(),
        1
    );
}

#[test]
fn files_have_names_that_say_something() {
    let all = [rust_files("src"), rust_files("tests")].concat();
    let nameless: Vec<_> = all.into_iter().filter(|file| says_nothing(file)).collect();
    check(&nameless);
}

#[test]
fn files_open_with_what_they_are() {
    let all = [rust_files("src"), rust_files("tests")].concat();
    let mute = all
        .into_iter()
        .filter(|file| !opens_with_docs(file, &read(file)));
    check(&mute.collect::<Vec<_>>());
}

#[test]
fn banned_words_are_found() {
    let check = |file: &str, code: &str, n_found: usize| {
        let found = banned(BANS, &[Source::new(file, code)]);
        assert_eq!(found.len(), n_found, "{found:#?}");
    };
    check("src/app/x.rs", "let now = Instant::now();", 1);
    check(
        "src/app/x.rs",
        "// Instant::now() is not for us\nlet now = \"Instant::now\";",
        0,
    );
    check("src/edge/x.rs", "let now = Instant::now();", 0);
    check(
        "src/edge/x.rs",
        "println!(); eprintln!(); std::process::exit(1)",
        3,
    );
    check(
        "src/turn/x.rs",
        "use std::fs::File;\nuse std::{env, mem};",
        2,
    );
    check("src/main.rs", "fn main() { print!(\"\") }", 1);
    check(
        "src/app/x.rs",
        "#[cfg(test)]\nmod tests { fn f() { Instant::now() } }",
        0,
    );
}

#[test]
fn long_files_and_needless_exceptions_are_found() {
    let file =
        |file: &str, n_lines: usize| Source::new(file, &"f();\n// not code\n\n".repeat(n_lines));
    let long = file("src/long.rs", LIMIT + 1);
    let talk = file("src/talk.rs", TALK + 1);
    let fine = file("src/fine.rs", TALK);
    let all = [long, talk.clone(), fine.clone()];
    assert_eq!(too_long(&all, &[]).len(), 2);
    assert_eq!(too_long(&all, &[("src/long.rs", "a table")]), [""; 0]);
    assert_eq!(too_long(std::slice::from_ref(&talk), &[]), [""; 0]);
    assert_eq!(
        too_long(&[talk, fine], &[("src/fine.rs", "a table")]).len(),
        2
    );
}

#[test]
fn empty_names_and_missing_heads_are_found() {
    assert!(says_nothing("src/edge/utils.rs") && says_nothing("src/common/mod.rs"));
    assert!(!says_nothing("src/edge/paths.rs"));
    assert!(!opens_with_docs("src/a.rs", "use b;") && !opens_with_docs("src/a.rs", "//!\n"));
    assert!(
        opens_with_docs("src/a.rs", "//! A word.") && opens_with_docs("src/a/tests.rs", "use b;")
    );
}
