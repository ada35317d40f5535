use super::*;
use crate::markdown::code;

/// The runs of `text` that are not plain, line by line, in the language `label`.
fn runs(label: &str, text: &str) -> Vec<Vec<(String, Scope)>> {
    let mut syntaxes = Syntaxes::load();
    let mut reading = syntaxes.begin(label).unwrap();
    let lines = text.lines().map(|line| {
        let mut at = 0;
        let runs = syntaxes.line(&mut reading, line);
        assert_eq!(runs.iter().map(|run| run.len).sum::<usize>(), line.len());
        let mut named = Vec::new();
        for run in runs {
            let text = line.get(at..at + run.len).unwrap().trim();
            at += run.len;
            if run.scope != Scope::Code && !text.is_empty() {
                named.push((text.to_owned(), run.scope));
            }
        }
        named
    });
    lines.collect()
}

fn check_has(label: &str, text: &str, expect: &[(&str, Scope)]) {
    let runs = runs(label, text).concat();
    for (word, scope) in expect {
        let found = runs.iter().find(|(text, _)| text == word);
        assert_eq!(
            found.map(|(_, scope)| *scope),
            Some(*scope),
            "{label} {word} {runs:?}"
        );
    }
}

#[test]
fn words_get_the_scope_of_what_they_are() {
    check_has(
        "rust",
        "// why\npub fn area(r: f64) -> Area { let s = \"x\"; 3.14 }",
        &[
            ("// why", Scope::CodeComment),
            ("fn", Scope::CodeKeyword),
            ("area", Scope::CodeFunction),
            ("f64", Scope::CodeKeyword),
            ("\"x\"", Scope::CodeString),
            ("3.14", Scope::CodeNumber),
        ],
    );
    check_has(
        "py",
        "import os\nclass A(B):\n    def run(self, n=1): return f'{n}' # no",
        &[
            ("import", Scope::CodeKeyword),
            ("A", Scope::CodeType),
            ("run", Scope::CodeFunction),
            ("1", Scope::CodeNumber),
            ("# no", Scope::CodeComment),
        ],
    );
    check_has(
        "jsonc",
        "{\"key\": \"value\", \"n\": 12}",
        &[
            ("\"key\"", Scope::CodeVariable),
            ("\"value\"", Scope::CodeString),
            ("12", Scope::CodeNumber),
        ],
    );
    check_has(
        "diff",
        "@@ -1 +1 @@\n-old\n+new",
        &[("-old", Scope::CodeDeleted), ("+new", Scope::CodeInserted)],
    );
}

#[test]
fn php_has_its_colors_with_and_without_its_tag() {
    let function = [
        ("function", Scope::CodeKeyword),
        ("area", Scope::CodeFunction),
    ];
    check_has("php", "\nfunction area($r) { return 3.14; }", &function);
    check_has(
        "php",
        "// why\nfunction area($r) { return 3.14; }",
        &[("// why", Scope::CodeComment), function[0], function[1]],
    );
    check_has(
        "php",
        "<?php\nfunction area($r) { return 3.14; }",
        &function,
    );
    check_has(
        "php",
        "<p><?php function area($r) { return 3.14; } ?></p>",
        &function,
    );
}

#[test]
fn a_line_is_read_in_the_state_that_the_lines_before_it_left() {
    let comment = runs("c", "/* one\ntwo\n*/ int x;");
    assert_eq!(comment[1], [("two".to_owned(), Scope::CodeComment)]);
    assert_eq!(comment[2][0], ("*/".to_owned(), Scope::CodeComment));
    assert_ne!(comment[2][1].1, Scope::CodeComment);
}

#[test]
fn every_alias_names_a_language_and_plain_labels_name_none() {
    let syntaxes = Syntaxes::load();
    for (alias, name) in languages::ALIASES {
        assert!(syntaxes.begin(alias).is_some(), "{alias} → {name}");
    }
    let common = [
        "Rust",
        "python",
        "JS",
        "ts",
        "tsx",
        "bash",
        "zsh",
        "json",
        "yaml",
        "toml",
        "html",
        "css",
        "sql",
        "go",
        "java",
        "kotlin",
        "swift",
        "c",
        "c++",
        "ruby",
        "php",
        "haskell",
        "lua",
        "r",
        "make",
        "diff",
        "xml",
        "dockerfile",
    ];
    for label in common {
        assert!(syntaxes.begin(label).is_some(), "{label}");
    }
    for label in ["text", "plaintext", "TXT", "output", "no-such-language", ""] {
        assert!(syntaxes.begin(label).is_none(), "{label}");
    }
    // The set of grammars has none for these; the README says so.
    for label in ["powershell", "ps1", "prisma", "vb"] {
        assert!(syntaxes.begin(label).is_none(), "{label}");
    }
}

#[test]
fn a_label_is_read_as_people_write_it() {
    let syntaxes = Syntaxes::load();
    let check = |info: &str, name: Option<&str>| {
        let label = code::language(info);
        let reading = label.and_then(|label| syntaxes.begin(label));
        let found = reading.as_ref().map(|reading| reading.language.as_str());
        assert_eq!(found, name, "{info}");
    };
    let known = [
        ("js", "JavaScript"),
        ("javascript title=\"a.js\"", "JavaScript"),
        ("ts", "TypeScript"),
        ("tsx", "TypeScriptReact"),
        ("jsx", "JavaScript"),
        ("py", "Python"),
        ("python3", "Python"),
        ("{.python}", "Python"),
        ("{#fig .python .numberLines}", "Python"),
        ("python title=\"main.py\"", "Python"),
        ("rs", "Rust"),
        ("rust,ignore", "Rust"),
        ("Rust", "Rust"),
        ("rust:src/main.rs", "Rust"),
        ("language-rust", "Rust"),
        ("c++", "C++"),
        ("cs", "C#"),
        ("c#", "C#"),
        ("F#", "F#"),
        ("h", "C"),
        ("golang", "Go"),
        ("dockerfile", "Dockerfile"),
        ("toml", "TOML"),
        ("jsonc", "JSON"),
        ("yml", "YAML"),
        ("diff", "Diff"),
        ("patch", "Diff"),
        ("{r, echo=FALSE}", "R"),
        ("regex", "Regular Expression"),
        ("fortran", "Fortran (Modern)"),
    ];
    for (info, name) in known {
        check(info, Some(name));
    }
    for info in ["", " ", "{}", "{#id}", "title=x.py", "text", "klingon"] {
        check(info, None);
    }
    for label in [
        "sh",
        "bash",
        "zsh",
        "shell",
        "console",
        "terminal",
        "bash-session",
    ] {
        let found = syntaxes.begin(label).map(|reading| reading.language);
        assert!(found.is_some_and(|name| name.contains("hell")), "{label}");
    }
}

#[test]
fn of_a_session_what_was_typed_is_colored_and_what_was_answered_is_not() {
    let shell = runs("console", "$ echo \"a\" \\\n  \"b\"\nif a \"b\"");
    let has = |line: &[(String, Scope)], word: &str| {
        line.iter()
            .any(|(text, scope)| text.contains(word) && *scope == Scope::CodeString)
    };
    assert_eq!(shell[0][0], ("$".to_owned(), Scope::CodeComment));
    assert!(has(&shell[0], "a") && has(&shell[1], "b"), "{shell:?}");
    assert_eq!(shell[2], []);
    let python = runs("pycon", ">>> print(\"a\")\na\n>>> x = f(\n... \"b\"");
    assert!(has(&python[0], "a") && has(&python[3], "b"), "{python:?}");
    assert_eq!(python[1], []);
    // Without a prompt it is a script.
    assert_ne!(runs("sh", "if true; then\n  echo \"a\"\nfi")[2], []);
}

#[test]
fn the_expressions_of_two_languages_are_kept() {
    let mut syntaxes = Syntaxes::load();
    let mut readings = ["c", "json", "toml"].map(|label| syntaxes.begin(label).unwrap());
    let [c, json, toml] = &mut readings;
    for _ in 0..3 {
        syntaxes.line(c, "/* one");
        syntaxes.line(json, "[1,");
    }
    assert_eq!(syntaxes.loads(), 1);
    syntaxes.line(toml, "a = 1");
    assert_eq!(syntaxes.loads(), 2);
    // A reading goes on where it was.
    let comment = syntaxes.line(c, "two */");
    assert_eq!(comment[0].scope, Scope::CodeComment);
    assert_eq!(syntaxes.loads(), 2);
}

#[test]
fn untrusted_text_is_covered_to_its_end_and_long_lines_stay_plain() {
    let mut syntaxes = Syntaxes::load();
    let text = "<a b='c'> {{ \"x\\\" # // /* $y = f(1.5e3)[0]; 日本 \u{301} `é` --- :: | @";
    for label in ["rust", "py", "sh", "json", "yaml", "html"] {
        let mut reading = syntaxes.begin(label).unwrap();
        for line in ["", text, "}} */ '\"", &"(".repeat(MAX_LINE + 1)] {
            let runs = syntaxes.line(&mut reading, line);
            let len: usize = runs.iter().map(|run| run.len).sum();
            assert_eq!(len, line.len(), "{label}");
            assert!(line.len() <= MAX_LINE || runs.len() == 1);
        }
    }
}

#[test]
fn a_colored_line_has_the_text_and_the_source_it_had() {
    let plain = code::line("let x", 10..15);
    let runs = [
        Run {
            len: 3,
            scope: Scope::CodeKeyword,
        },
        Run {
            len: 2,
            scope: Scope::Code,
        },
    ];
    let mut line = plain.clone();
    color(&mut line, &runs);
    let spans: Vec<_> = line
        .spans
        .iter()
        .map(|span| (span.text.as_str(), span.scope, span.src.clone()))
        .collect();
    assert_eq!(
        spans,
        [
            ("let", Scope::CodeKeyword, 10..13),
            (" x", Scope::Code, 13..15)
        ]
    );
    assert!(is_plain(&plain) && !is_plain(&line));
    let mut other = code::line("let y = 1", 0..9);
    color(&mut other, &runs);
    assert!(is_plain(&other), "runs of another text change nothing");
}
