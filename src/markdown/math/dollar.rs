//! Which dollar signs mean money or a shell's variable, and which begin a formula.
//!
//! Two dollars make a formula if they hug what is between them and touch no letter or digit
//! outside, but for the end of an ordinal: so "from $5 to $10" has none, whatever stands around
//! the prices. That also holds for "$5, or (10$)", so what is between is looked at once more; prose
//! gives itself away by its words and its marks.

/// The longest formula between two single dollars, in bytes: many dollars without a partner must
/// not cost the square of the text.
const LONGEST: usize = 1_000;

/// What words may end in that begin with a formula: the `$k$th`, all `$x_i$s`.
const ENDINGS: [&str; 5] = ["th", "st", "nd", "rd", "s"];

/// What a dollar does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dollar {
    /// It stands for itself.
    Sign,
    /// It begins a formula of so many bytes, its dollars included.
    Formula(usize),
    /// What comes will tell.
    Open,
}

/// What the single dollar does that `text` begins with. `before` is the character in front of it;
/// more text can come unless it `is_whole`.
pub fn single(text: &str, before: Option<char>, is_whole: bool) -> Dollar {
    let Some(inner) = text.strip_prefix('$') else {
        return Dollar::Sign;
    };
    // Where no spaces are written, words do touch it.
    let touches = |c: char| c.is_ascii_alphanumeric() || c == '$';
    if before.is_some_and(touches) || inner.starts_with(char::is_whitespace) {
        return Dollar::Sign;
    }
    if is_marked_price(before, inner) {
        return Dollar::Sign;
    }
    let unknown = if is_whole { Dollar::Sign } else { Dollar::Open };
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (i, c) in inner.char_indices() {
        match c {
            _ if i > LONGEST => return Dollar::Sign,
            // No formula begins in another one.
            '(' | '[' if is_escaped && depth == 0 => return Dollar::Sign,
            _ if is_escaped => is_escaped = false,
            // Code goes before.
            '`' => return Dollar::Sign,
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' if depth == 0 => return Dollar::Sign,
            '}' => depth -= 1,
            '$' if depth == 0 => {
                let tex = inner.get(..i).unwrap_or_default();
                let hugs = !tex.is_empty() && !tex.ends_with(char::is_whitespace);
                if !hugs || is_prose(tex) {
                    return Dollar::Sign;
                }
                let after = inner.get(i + 1..).unwrap_or_default();
                let rest = after.trim_start_matches(touches);
                let touching = after.strip_suffix(rest).unwrap_or(after);
                let may_go_on = !is_whole && touching.len() == after.len();
                return match touching {
                    _ if may_go_on && ENDINGS.iter().any(|end| end.starts_with(touching)) => {
                        Dollar::Open
                    }
                    "" => Dollar::Formula(i + 2),
                    ending if ENDINGS.contains(&ending) => Dollar::Formula(i + 2),
                    _ => Dollar::Sign,
                };
            }
            _ => {}
        }
    }
    match is_prose(inner) {
        true => Dollar::Sign,
        false => unknown,
    }
}

/// Does `inner` begin with a price that a style closes right away which opens `before` it?
fn is_marked_price(before: Option<char>, inner: &str) -> bool {
    let price = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let after = inner.trim_start_matches(price);
    let mark = before.filter(|c| matches!(c, '*' | '_'));
    after.len() < inner.len() && mark.is_some_and(|mark| after.starts_with(mark))
}

/// Length of the formula between two double dollars that `text` begins with, these included.
pub fn double(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("$$")?;
    let len = inner.find("$$")?;
    let tex = inner.get(..len)?;
    (!tex.trim().is_empty() && !tex.contains('`')).then_some(len + 4)
}

/// May `inside`, which follows a dollar, still become a formula when more comes?
pub fn may_be_math(inside: &str) -> bool {
    !inside.starts_with(|c: char| c.is_whitespace()) && !is_prose(inside)
}

/// Is `inside` a formula, or its beginning, where it stands between `\[` and `\]` among words? A
/// backslash before a bracket is also how prose keeps one from being a link: `\[sic\]`.
pub fn may_be_bracketed(inside: &str) -> bool {
    let Some(first) = inside.split_whitespace().next() else {
        return false;
    };
    let mut commands = first.split('\\').skip(1);
    let has_command = commands.any(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    let has_sign = has_command || first.contains('^') || first.contains("_{");
    let is_apart = inside.starts_with(char::is_whitespace);
    let is_word = |word| Word::of(word) == Word::Letters;
    let all_words = inside.split_whitespace().all(is_word);
    (has_sign || is_apart) && !all_words && !is_prose(inside)
}

/// Is it prose, by its words or by marks that no formula has?
fn is_prose(inside: &str) -> bool {
    let has_mark = ["**", "~~", "://", " !["]
        .iter()
        .any(|mark| inside.contains(mark));
    let has_picture = || inside.contains(|c| ('\u{1f000}'..='\u{1faff}').contains(&c));
    has_mark || has_picture() || has_target(inside) || has_words(inside)
}

/// Is there a link in it, to a file or a place in one? What stands in brackets behind a letter may
/// be a formula, `k[x](p.q)`.
fn has_target(inside: &str) -> bool {
    inside.match_indices("](").any(|(end, brackets)| {
        let (label, target) = inside.split_at_checked(end).unwrap_or_default();
        let before = label
            .rsplit_once('[')
            .and_then(|(before, _)| before.chars().next_back());
        let is_apart = before.is_none_or(|c| !c.is_alphanumeric() && c != '}');
        let target = target.strip_prefix(brackets).unwrap_or_default();
        let target = target.split([')', ' ']).next().unwrap_or_default();
        let has_ending = |(_, after): (&str, &str)| after.starts_with(|c: char| c.is_alphabetic());
        let is_path = ["#", "/", "./", "../"]
            .iter()
            .any(|start| target.starts_with(start));
        is_apart && (is_path || target.split_once('.').is_some_and(has_ending))
    })
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
        // "$5 a month".
        if (kind, before) != (Word::Article, Word::Number) {
            before = kind;
        }
        found
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Letters only, two at least, maybe with a comma or a full stop.
    Letters,
    /// A number like those on price tags.
    Number,
    /// What may stand between a number and a word.
    Article,
    Other,
}

impl Word {
    fn of(word: &str) -> Self {
        let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '_']);
        // Emphasis begins and ends so; nothing in a formula does.
        let bare = bare.trim_start_matches(['(', '*', '_']);
        if bare == "a" || bare == "an" {
            Self::Article
        } else if bare.chars().count() > 1 && bare.chars().all(char::is_alphabetic) {
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
