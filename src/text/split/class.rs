//! The *class* of a grapheme: what it means for where a row may end.
//!
//! What is a word of its own, because its script writes no spaces, is known here alone.

/// What a grapheme means for breaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A row may end here, and the space is swallowed.
    Space,
    /// A letter of a script that writes spaces between words.
    Letter,
    /// A digit of ASCII.
    Digit,
    /// Of a script that writes none: Han and Kana.
    Ideograph,
    /// Such a script's punctuation that stays with what follows it.
    Opening,
    /// Such a script's punctuation that stays with what it follows.
    Closing,
    /// It stays with the letter before it.
    Hyphen,
    /// A letter may follow it in the next row.
    Dash,
    /// A sign of code that ends an item: `,` and `;`.
    Separator,
    /// A bracket that opens.
    Open,
    /// A bracket that closes.
    Close,
    /// Part of an operator, with something of its own behind it: `=`, `:` and `>`.
    Joint,
    /// A sign between two names, or in front of one: `/`, `&`, `+`, `|`, `?` and `<`.
    Tie,
    /// What stands for a space in a name: `_`.
    Underline,
    /// A point, in a name or at the end of a sentence.
    Point,
    /// A quotation mark of code.
    Quote,
    /// Anything else: no row ends beside it.
    Other,
}

/// Is `c` of a script that writes no spaces between words, or of its punctuation? Words end at it,
/// and rows may. Korean writes spaces.
pub fn is_ideograph(c: char) -> bool {
    matches!(
        Class::of(c.encode_utf8(&mut [0; 4])),
        Class::Ideograph | Class::Opening | Class::Closing
    )
}

impl Class {
    /// The class of one grapheme.
    pub fn of(grapheme: &str) -> Self {
        let mut chars = grapheme.chars();
        let first = chars.next().unwrap_or_default();
        match first {
            // A space that carries a mark is seen.
            c if c.is_whitespace() && chars.next().is_some() => Class::Other,
            // Not the spaces U+00A0, U+2007 and U+202F: they are there to keep words together.
            ' '
            | '\u{1680}'
            | '\u{2000}'..='\u{2006}'
            | '\u{2008}'..='\u{200A}'
            | '\u{205F}'
            | '\u{3000}' => Class::Space,
            '-' => Class::Hyphen,
            ',' | ';' => Class::Separator,
            '(' | '[' | '{' => Class::Open,
            ')' | ']' | '}' => Class::Close,
            '=' | ':' | '>' => Class::Joint,
            '/' | '&' | '+' | '|' | '?' | '<' => Class::Tie,
            '_' => Class::Underline,
            '.' => Class::Point,
            '"' | '\'' | '`' => Class::Quote,
            '–' | '—' => Class::Dash,
            '（' | '［' | '｛' | '「' | '『' | '【' | '〈' | '《' | '〔' => Class::Opening,
            '、' | '。' | '，' | '．' | '：' | '；' | '？' | '！' | '）' | '］' | '｝' | '」'
            | '』' | '】' | '〉' | '》' | '〕' | '・' | '…' | 'ー' | '々' | 'ぁ' | 'ぃ' | 'ぅ'
            | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ'
            | 'ャ' | 'ュ' | 'ョ' => Class::Closing,
            '\u{2E80}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF01}'..='\u{FF60}'
            | '\u{20000}'..='\u{3FFFF}' => Class::Ideograph,
            c if c.is_ascii_digit() => Class::Digit,
            c if c.is_alphanumeric() => Class::Letter,
            _ => Class::Other,
        }
    }

    /// Of a script that writes spaces between words?
    pub fn is_letter(self) -> bool {
        matches!(self, Class::Letter | Class::Digit)
    }
}
