//! The *target* of a link: where it ends, if its end has come. So too for what stands between angle
//! brackets.

/// What an angle bracket begins.
pub enum Address {
    /// No address.
    None,
    /// An address or a tag of so many bytes.
    Closed(usize),
    /// An address with a scheme: shown as it comes.
    Open,
    /// A tag, or an address without a scheme: shown when one knows.
    Undecided,
}

/// What the angle bracket at the start of `text` begins.
pub fn address(text: &str) -> Address {
    let inner = text.get(1..).unwrap_or_default();
    let len = inner
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))
        .unwrap_or(inner.len());
    let (word, rest) = inner.split_at_checked(len).unwrap_or((inner, ""));
    let has_scheme = word.split_once(':').is_some_and(|(scheme, _)| {
        (2..=32).contains(&scheme.len())
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    });
    let is_word = word.chars().all(|c| c.is_ascii_graphic());
    match rest.chars().next() {
        Some('>') if has_scheme || is_word => Address::Closed(len + 2),
        Some(_) => Address::None,
        None if has_scheme => Address::Open,
        None if is_word => Address::Undecided,
        None => Address::None,
    }
}

/// Where a link leads, as far as it has come.
pub enum Target {
    /// None.
    None,
    /// One of so many bytes.
    Closed(usize),
    /// One whose end has not come.
    Open,
}

/// What follows the bracket that ends a label.
pub fn behind_label(text: &str, is_end: bool) -> Target {
    if is_end {
        return Target::Open;
    }
    if let Some(inner) = text.strip_prefix('(') {
        return match destination(inner) {
            Target::Closed(len) => Target::Closed(len + 1),
            Target::Open => Target::Open,
            Target::None => Target::None,
        };
    }
    match text.strip_prefix('[').map(|label| label.find([']', '['])) {
        // Mostly a link, behind plain brackets.
        Some(Some(len))
            if text
                .get(len + 2..)
                .is_some_and(|after| after.starts_with('(')) =>
        {
            Target::None
        }
        Some(Some(len)) => Target::Closed(len + 2),
        Some(None) => Target::Open,
        None => Target::None,
    }
}

/// The name by which the first `len` bytes of `text`, in brackets, refer to a definition: that is
/// `label`, in front of them, if there is none in them.
pub fn name<'t>(text: &'t str, len: usize, label: Option<&'t str>) -> Option<&'t str> {
    let name = text.get(..len)?.strip_prefix('[')?.strip_suffix(']')?;
    if name.is_empty() { label } else { Some(name) }
}

/// Follows the target and title of an inline link as CommonMark's section on links has them; `Open`
/// if `text` ends before it is decided whether they are well formed.
pub fn destination(text: &str) -> Target {
    let Some(start) = text.find(|c: char| !c.is_ascii_whitespace()) else {
        return Target::Open;
    };
    let rest = text.get(start..).unwrap_or_default();
    let len = match rest.strip_prefix('<') {
        Some(inner) => match find_unescaped(inner, |c| matches!(c, '>' | '<' | '\n')) {
            None => return Target::Open,
            Some((len, '>')) => len + 2,
            Some(_) => return Target::None,
        },
        None => match bare_destination(rest) {
            None => return Target::Open,
            Some(len) => len,
        },
    };
    let after = rest.get(len..).unwrap_or_default();
    let title = after.trim_start_matches([' ', '\t', '\n', '\r']);
    let title_at = text.len() - title.len();
    let closer = match title.chars().next() {
        None => return Target::Open,
        Some(')') => return Target::Closed(title_at + 1),
        Some(_) if title.len() == after.len() => return Target::None,
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        Some(_) => return Target::None,
    };
    let inner = title.get(1..).unwrap_or_default();
    let Some((len, _)) = find_unescaped(inner, |c| c == closer) else {
        return Target::Open;
    };
    let end = inner.get(len + 1..).unwrap_or_default();
    let rest = end.trim_start_matches([' ', '\t', '\n', '\r']);
    match rest.chars().next() {
        None => Target::Open,
        Some(')') => Target::Closed(text.len() - rest.len() + 1),
        Some(_) => Target::None,
    }
}

/// Length of a target without angle brackets; `None` if it goes on to the end of `text`.
fn bare_destination(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(i),
            ')' => depth -= 1,
            c if c == ' ' || c.is_ascii_control() => return Some(i),
            _ => {}
        }
    }
    None
}

/// The first character of `text` that matches and has no backslash before it, and where it stands.
pub fn find_unescaped(text: &str, matches: impl Fn(char) -> bool) -> Option<(usize, char)> {
    let mut is_escaped = false;
    text.char_indices().find(|&(_, c)| {
        let found = !is_escaped && matches(c);
        is_escaped = c == '\\' && !is_escaped;
        found
    })
}
