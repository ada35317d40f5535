//! Which dollar signs mean money or a shell's variable, and which begin a formula.
//!
//! The parser takes any two dollars that hug what is between them for a formula. That also holds
//! for "$5, and ($10)", so what is between is looked at once more; prose gives itself away by its
//! words.

/// Is what stands between two dollars prose? `after` is the character behind the second one.
pub fn is_prose(inside: &str, after: Option<char>) -> bool {
    after.is_some_and(|c| c.is_ascii_alphanumeric()) || has_words(inside)
}

/// May `inside`, which follows a dollar, still become a formula when more comes?
pub fn may_be_math(inside: &str) -> bool {
    !inside.starts_with(|c: char| c.is_whitespace()) && !has_words(inside)
}

/// Do two words of prose follow each other, or a number and one, outside of braces?
fn has_words(inside: &str) -> bool {
    let mut depth = 0_usize;
    let mut before = Word::Other;
    let mut words = inside.split_inclusive(char::is_whitespace);
    words.any(|word| {
        let is_whole = word.ends_with(char::is_whitespace);
        let kind = if depth > 0 || !is_whole {
            Word::Other
        } else {
            Word::of(word.trim_end())
        };
        depth += word.matches('{').count();
        depth = depth.saturating_sub(word.matches('}').count());
        let found = kind == Word::Letters && before != Word::Other;
        before = kind;
        found
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Letters only, two at least, maybe with a comma or a full stop.
    Letters,
    /// A number like those on price tags.
    Number,
    Other,
}

impl Word {
    fn of(word: &str) -> Self {
        let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?', ')']);
        let bare = bare.trim_start_matches('(');
        if bare.chars().count() > 1 && bare.chars().all(char::is_alphabetic) {
            Self::Letters
        } else if !bare.is_empty()
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '$' | '-'))
        {
            Self::Number
        } else {
            Self::Other
        }
    }
}
