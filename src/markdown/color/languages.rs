//! *Languages*: which grammar a fence label means, and how a session in a language is told from a
//! program in it.
//!
//! Labels are written as people write them; the grammars know names and the usual file extensions,
//! and here is the rest.

/// The name or extension by which the grammars know what a fence label means; `None` where there is
/// nothing to color.
pub fn name(label: &str) -> Option<String> {
    let token = label.to_lowercase();
    if PLAIN.contains(&token.as_str()) {
        return None;
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == token);
    Some(alias.map_or(token, |(_, name)| (*name).to_owned()))
}

/// The grammar of code in this language that stands alone, if the one by its name is that of pages
/// with such code between tags.
pub fn untagged(name: &str) -> Option<&'static str> {
    (name == "php").then_some("PHP Source")
}

/// What stands before what was typed, if a block in this language is a session.
pub fn prompts(name: &str) -> &'static [&'static str] {
    match name {
        "sh" | "bash" | "zsh" | "fish" => &["$ ", "% "],
        "py" | "python" => &[">>> ", "... "],
        _ => &[],
    }
}

/// Labels that say that there is nothing to color.
const PLAIN: [&str; 5] = ["plain", "plaintext", "text", "txt", "output"];

/// Labels that the grammars do not know themselves, or take for something else.
pub const ALIASES: [(&str, &str); 73] = [
    ("apache", "apache conf"),
    ("asm", "x86_64 Assembly"),
    ("astro", "html"),
    ("bash-session", "sh"),
    ("batch", "bat"),
    ("bazel", "py"),
    ("c#", "cs"),
    ("cjs", "js"),
    ("console", "sh"),
    ("csharp", "cs"),
    ("cuda", "cpp"),
    ("docker", "dockerfile"),
    ("dos", "bat"),
    ("editorconfig", "ini"),
    ("ejs", "html"),
    ("elisp", "lisp"),
    ("fortran", "f90"),
    ("fs", "f#"),
    ("fsharp", "f#"),
    ("fsx", "f#"),
    ("gdscript", "GDScript (Godot Engine)"),
    ("git-commit", "Git Commit"),
    ("golang", "go"),
    ("graphviz", "dot"),
    ("h", "c"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("hjson", "json"),
    ("hlsl", "glsl"),
    ("ipython", "py"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "js"),
    ("liquid", "html"),
    ("matlab", "MATLAB"),
    ("mdx", "md"),
    ("metal", "cpp"),
    ("mjs", "js"),
    ("mojo", "py"),
    ("mysql", "sql"),
    ("ndjson", "json"),
    ("node", "js"),
    ("objc", "objective-c"),
    ("octave", "MATLAB"),
    ("opencl", "c"),
    ("patch", "diff"),
    ("pgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("pycon", "py"),
    ("python-repl", "py"),
    ("python3", "py"),
    ("regex", "Regular Expression"),
    ("regexp", "Regular Expression"),
    ("requirements", "Requirements.txt"),
    ("scheme", "lisp"),
    ("sh-session", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("shellsession", "sh"),
    ("sqlite", "sql"),
    ("ssh-config", "SSH Config"),
    ("starlark", "py"),
    ("terminal", "sh"),
    ("tsql", "sql"),
    ("udiff", "diff"),
    ("wast", "lisp"),
    ("wat", "lisp"),
    ("webassembly", "lisp"),
    ("zsh-session", "sh"),
];
