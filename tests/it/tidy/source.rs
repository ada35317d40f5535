//! A *source* is one Rust file as the house rules see it: where it stands, and its code alone.
//!
//! The code is the file with comments, the contents of strings and everything under `#[cfg(test)]`
//! blanked out. Line numbers stay as they are. This is a reader of our own code, formatted by
//! rustfmt, and no parser of Rust: what it does not know (macros that make imports) does not occur.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of `src`.
#[derive(Debug, Clone)]
pub struct Source {
    /// Below the root of the package, with `/` between the parts.
    pub file: String,
    /// The path of its module below `crate`; empty for `lib.rs`.
    pub module: Vec<String>,
    /// The whole text.
    pub text: String,
    /// The code alone.
    pub code: String,
}

/// A path of `use` or of an expression, as it was resolved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Line in the file, from 1.
    pub line: usize,
    /// From the root of the crate for our own, otherwise from the name of the outside crate.
    pub path: Vec<String>,
}

/// All of `src` that is no test, in order of path.
pub fn sources() -> Vec<Source> {
    let all: Vec<_> = rust_files("src")
        .into_iter()
        .map(|file| {
            let text = read(&file);
            Source::new(&file, &text)
        })
        .collect();
    let tests: HashSet<Vec<String>> = all.iter().flat_map(Source::test_modules).collect();
    let is_test = |module: &[String]| (1..=module.len()).any(|n| tests.contains(&module[..n]));
    all.into_iter()
        .filter(|source| !is_test(&source.module))
        .collect()
}

/// The Rust files below `folder`, in order.
pub fn rust_files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let file = path.strip_prefix(root()).unwrap().to_str().unwrap();
                files.push(file.replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

impl Source {
    pub fn new(file: &str, text: &str) -> Self {
        let blank = without_comments(text);
        Self {
            file: file.to_owned(),
            module: module_of(file),
            text: text.to_owned(),
            code: without_tests(&blank),
        }
    }

    /// Modules in files of their own that are compiled for tests only.
    fn test_modules(&self) -> Vec<Vec<String>> {
        let code = without_comments(&self.text);
        let marks = code.match_indices(TEST_MARK);
        let words = marks.filter_map(|(at, mark)| {
            let item = code[at + mark.len()..].split(';').next()?;
            let name = item.split_whitespace().skip_while(|w| *w != "mod").nth(1)?;
            let mut module = self.module.clone();
            module.push(name.to_owned());
            Some(module)
        });
        words.collect()
    }

    /// Lines that hold code.
    pub fn n_lines(&self) -> usize {
        self.code.lines().filter(|l| !l.trim().is_empty()).count()
    }

    /// Every place where `words` stand, as whole words: the line, from 1.
    pub fn find(&self, words: &str) -> Vec<usize> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let found = self.code.match_indices(words).filter(|(at, _)| {
            let before = self.code[..*at].chars().next_back();
            let after = self.code[at + words.len()..].chars().next();
            let is_longer = words.ends_with(is_part) && after.is_some_and(is_part);
            !is_longer && !before.is_some_and(is_part)
        });
        found.map(|(at, _)| line_at(&self.code, at)).collect()
    }

    /// Every path that leads out of this file to another module of ours.
    pub fn inner_imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        for (start, base) in [("crate::", vec![]), ("causerie::", vec![])] {
            self.collect(start, &base, &mut imports);
        }
        for depth in 1..=self.module.len() {
            let start = "super::".repeat(depth);
            let base = &self.module[..self.module.len() - depth];
            self.collect(&start, base, &mut imports);
        }
        imports.sort();
        imports.dedup();
        imports
    }

    /// Every path that begins with the name of the outside crate `name`.
    pub fn outer_imports(&self, name: &str) -> Vec<Import> {
        let mut imports = Vec::new();
        self.collect(&format!("{name}::"), &[name.to_owned()], &mut imports);
        // `use name;` and attributes such as `name(…)` do not occur; a bare derive has no path.
        imports.sort();
        imports.dedup();
        imports
    }

    /// Reads the paths behind every `start` that stands at the beginning of a path.
    fn collect(&self, start: &str, base: &[String], imports: &mut Vec<Import>) {
        for (at, _) in self.code.match_indices(start) {
            let before = self.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &self.code[at + start.len()..];
            if rest.starts_with("super::") {
                continue;
            }
            let line = line_at(&self.code, at);
            let mut paths = Vec::new();
            read_tree(rest, base.to_vec(), &mut paths);
            imports.extend(paths.into_iter().map(|path| Import { line, path }));
        }
    }
}

const TEST_MARK: &str = "#[cfg(test)]";

/// Reads a path, or a tree of paths in braces, and returns what stands behind it.
fn read_tree<'a>(code: &'a str, mut base: Vec<String>, paths: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = code.trim_start();
    loop {
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside.trim_start();
            while !rest.is_empty() && !rest.starts_with('}') {
                rest = read_tree(rest, base.clone(), paths).trim_start();
                rest = skip_rename(rest);
                rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            }
            return rest.strip_prefix('}').unwrap_or(rest);
        }
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if end == 0 {
            // A glob, a turbofish, or something that is no path: what was read so far counts.
            paths.push(base);
            return rest.strip_prefix('*').unwrap_or_else(|| skip_one(rest));
        }
        if &rest[..end] != "self" {
            base.push(rest[..end].to_owned());
        }
        match rest[end..].strip_prefix("::") {
            Some(deeper) => rest = deeper,
            None => {
                paths.push(base);
                return &rest[end..];
            }
        }
    }
}

fn skip_rename(rest: &str) -> &str {
    match rest.strip_prefix("as ") {
        Some(name) => name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
        None => rest,
    }
}

fn skip_one(rest: &str) -> &str {
    let mut chars = rest.chars();
    chars.next();
    chars.as_str()
}

fn line_at(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// `src/a/mod.rs` and `src/a.rs` are `a`, `src/a/b.rs` is `a::b`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") || path == "lib" {
        parts.pop();
    }
    parts
}

/// Blanks comments and the contents of strings and characters; line breaks stay.
fn without_comments(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => end_of_line(&chars, at),
            '/' if chars.get(at + 1) == Some(&'*') => end_of_block(&chars, at),
            '"' => end_of_string(&chars, at),
            'r' if !is_word_before(&chars, at) => match end_of_raw(&chars, at) {
                Some(end) => end,
                None => at,
            },
            '\'' => end_of_char(&chars, at),
            _ => at,
        };
        if end == at {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        // Something stays in place of a string, so that an argument does not vanish.
        if chars[at] != '/' {
            code.push('"');
            at += 1;
        }
        code.extend(
            chars[at..end]
                .iter()
                .map(|c| if *c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    code
}

fn is_word_before(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    // A byte string begins with `br`.
    before.is_some_and(|c| (c.is_alphanumeric() && c != 'b') || c == '_')
}

fn end_of_line(chars: &[char], at: usize) -> usize {
    let line = chars[at..].iter().position(|c| *c == '\n');
    line.map_or(chars.len(), |n| at + n)
}

fn end_of_block(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut here = at;
    while here + 1 < chars.len() {
        match (chars[here], chars[here + 1]) {
            ('/', '*') => (depth, here) = (depth + 1, here + 2),
            ('*', '/') => (depth, here) = (depth - 1, here + 2),
            _ => here += 1,
        }
        if depth == 0 {
            return here;
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], at: usize) -> usize {
    let mut here = at + 1;
    while here < chars.len() {
        match chars[here] {
            '\\' => here += 2,
            '"' => return here + 1,
            _ => here += 1,
        }
    }
    chars.len()
}

/// `None` if what begins with `r` is no raw string.
fn end_of_raw(chars: &[char], at: usize) -> Option<usize> {
    let n_marks = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    let open = at + 1 + n_marks;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let is_end = |here: &usize| {
        chars[*here] == '"'
            && chars[here + 1..]
                .iter()
                .take(n_marks)
                .filter(|c| **c == '#')
                .count()
                == n_marks
    };
    let close = (open + 1..chars.len()).find(is_end);
    Some(close.map_or(chars.len(), |close| close + 1 + n_marks))
}

/// A character ends soon; a lifetime is none and stays.
fn end_of_char(chars: &[char], at: usize) -> usize {
    match chars.get(at + 1) {
        Some('\\') => {
            let close = chars[at + 3..].iter().position(|c| *c == '\'');
            close.map_or(at, |n| at + 3 + n + 1)
        }
        Some(_) if chars.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

/// Blanks every item behind `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut left = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(TEST_MARK) {
        left.push_str(&rest[..at]);
        let item = &rest[at..];
        let end = end_of_item(item);
        left.extend(item[..end].chars().filter(|c| *c == '\n'));
        rest = &item[end..];
    }
    left.push_str(rest);
    left
}

/// An item ends with its first `;`, or with the brace that closes its first one.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let source = Source::new("src/a/b.rs", text);
        let imports = source.inner_imports();
        imports
            .iter()
            .map(|import| import.path.join("::"))
            .collect()
    }

    #[test]
    fn paths_are_found_wherever_they_stand() {
        assert_eq!(
            paths("use crate::x::{self, y::{Z, W as V}, U};"),
            ["x", "x::U", "x::y::W", "x::y::Z",]
        );
        let above = "use super::c::D;\nfn f() -> super::super::e::F {}";
        assert_eq!(paths(above), ["a::c::D", "e::F"]);
        assert_eq!(paths("fn f() { crate::x::g::<u8>(1); }"), ["x::g"]);
        assert_eq!(paths("use crate::x::*;"), ["x"]);
        assert_eq!(paths("pub(crate) fn f() {} mycrate::x()"), [""; 0]);
    }

    #[test]
    fn comments_strings_and_tests_do_not_count() {
        let hidden = [
            "// crate::x::Y",
            "/* /* */ crate::x::Y */",
            "\"\\\" crate::x::Y\"",
            "r#\"a\" crate::x::Y\"#",
            "#[cfg(test)]\nmod tests { use crate::x::Y; fn f() { {} } }",
            "#[cfg(test)]\nuse crate::x::Y;",
        ];
        for text in hidden {
            let source = Source::new("src/a.rs", &format!("{text}\nuse crate::seen::It;"));
            let line = text.matches('\n').count() + 2;
            let path = vec!["seen".to_owned(), "It".to_owned()];
            assert_eq!(source.inner_imports(), [Import { line, path }], "{text}");
            assert_eq!(
                source.n_lines(),
                1 + usize::from(text.starts_with(['"', 'r']))
            );
        }
        // A lifetime and a quote as a character do not begin anything.
        assert_eq!(
            paths("fn f<'a>(c: char) { c == '\"'; crate::x::y('\\'') }"),
            ["x::y"]
        );
    }

    #[test]
    fn words_are_found_whole() {
        let source = Source::new(
            "src/a.rs",
            "println!();\neprintln!();\nsprint();\nInstant::nowhere",
        );
        assert_eq!(source.find("println!"), [1]);
        assert_eq!(source.find("Instant::now"), [0; 0]);
    }
}
