//! *Texts* to stream: markdown of one kind, as long as anybody wants, the same at every call.

/// The kinds, each the whole answer: what is dear about one is not hidden by the others.
pub const KINDS: [(&str, Kind); 5] = [
    ("paragraphs", Kind::Paragraphs),
    ("one list", Kind::List),
    ("one code fence", Kind::Fence),
    ("one table", Kind::Table),
    ("one paragraph", Kind::Line),
];

/// What an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Headings and paragraphs of some 500 bytes with emphasis, code and links.
    Paragraphs,
    /// A list that never ends.
    List,
    /// A fenced block that never ends.
    Fence,
    /// A table that never ends.
    Table,
    /// A single line without an end.
    Line,
}

const WORDS: [&str; 12] = [
    "the", "stream", "of", "words", "arrives", "and", "every", "frame", "shows", "what", "is",
    "there",
];

/// At least `n_bytes` of this kind; all of it is ASCII.
pub fn text(kind: Kind, n_bytes: usize) -> String {
    let mut text = String::with_capacity(n_bytes + 1_000);
    text.push_str(match kind {
        Kind::Paragraphs | Kind::List | Kind::Line => "",
        Kind::Fence => "```rust\n",
        Kind::Table => "| number | what it is | state |\n|---:|---|:-:|\n",
    });
    let mut part = 0;
    while text.len() < n_bytes {
        let piece = match kind {
            Kind::Paragraphs if part % 6 == 0 => format!("## Part {part}\n\n"),
            Kind::Paragraphs => format!("{}\n\n", words(part, 80, true)),
            Kind::List => format!("- {}\n", words(part, 14, true)),
            Kind::Fence => format!(
                "    let value_{part} = compute({part}, \"{}\");\n",
                words(part, 5, false)
            ),
            Kind::Table => format!("| {part} | {} | **ok** |\n", words(part, 6, false)),
            Kind::Line => format!("{} ", words(part, 80, true)),
        };
        text.push_str(&piece);
        part += 1;
    }
    text
}

fn words(seed: usize, n: usize, marked: bool) -> String {
    let word = |i: usize| {
        let word = WORDS[(seed * 5 + i * 7 + i / 12) % WORDS.len()];
        match i % 20 {
            7 if marked => format!("**{word}**"),
            13 if marked => format!("`{word}`"),
            19 if marked => format!("[{word}](https://example.com/{i})"),
            _ => word.to_owned(),
        }
    };
    (0..n).map(word).collect::<Vec<_>>().join(" ")
}

/// `text` in pieces of a token's length.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.as_bytes()
        .chunks(4)
        .map(|bytes| std::str::from_utf8(bytes).expect("texts are ASCII"))
}
