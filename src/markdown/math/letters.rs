//! Letters in other clothes: raised and lowered, with an accent, of another alphabet.

/// `text` as a superscript, if each of its characters has one.
pub fn raised(text: &str) -> Option<String> {
    map(text, RAISED)
}

/// `text` as a subscript, if each of its characters has one.
pub fn lowered(text: &str) -> Option<String> {
    map(text, LOWERED)
}

/// Is `c` a character of a superscript?
pub fn is_raised(c: char) -> bool {
    RAISED.1.contains(c)
}

/// Does `text` stand high by itself, like a prime?
pub fn is_high(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "′″‴°∘∗†‡".contains(c))
}

fn map(text: &str, (from, to): (&str, &str)) -> Option<String> {
    let one = |c: char| {
        let at = from.chars().position(|other| other == c)?;
        to.chars().nth(at)
    };
    text.chars().map(one).collect()
}

const RAISED: (&str, &str) = (
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθϕφχ⊤",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵠᵡᵀ",
);

const LOWERED: (&str, &str) = (
    "0123456789+−=()aehijklmnoprstuvxβγρϕφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ",
);

/// Are these units of measure with strokes, dots or spaces between them: `m/s`? Whoever writes a
/// power behind them means that of the last one, which is where it is printed.
pub fn is_measure(text: &str) -> bool {
    let is_unit = |unit: &str| {
        let n_letters = unit.chars().count();
        (1..=UNIT_LETTERS).contains(&n_letters)
            && unit.chars().all(|c| c.is_alphabetic() || c == '°')
    };
    let mut units = text.trim().split(['/', '·', '⋅', ' ', '\u{A0}']);
    units.all(is_unit)
}

/// Longer are words: `mol` and `kWh` are units.
const UNIT_LETTERS: usize = 4;

/// The fraction with these digits, where there is one character for it.
pub fn fraction(above: &str, below: &str) -> Option<&'static str> {
    Some(match (above, below) {
        ("1", "2") => "½",
        ("1", "3") => "⅓",
        ("2", "3") => "⅔",
        ("1", "4") => "¼",
        ("3", "4") => "¾",
        ("1", "5") => "⅕",
        ("2", "5") => "⅖",
        ("3", "5") => "⅗",
        ("4", "5") => "⅘",
        ("1", "6") => "⅙",
        ("5", "6") => "⅚",
        ("1", "8") => "⅛",
        ("3", "8") => "⅜",
        ("5", "8") => "⅝",
        ("7", "8") => "⅞",
        _ => return None,
    })
}

/// What an accent looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    /// Its name, for text that cannot carry it.
    pub name: &'static str,
    /// The mark that combines with a letter.
    mark: char,
    /// Does it go over a whole word by going over each letter?
    is_line: bool,
}

/// The accent that the command `name` puts on its argument.
pub fn accent(name: &str) -> Option<Accent> {
    let (name, mark, is_line) = match name {
        "hat" | "widehat" => ("hat", '\u{302}', false),
        "bar" => ("bar", '\u{304}', false),
        "overline" => ("bar", '\u{305}', true),
        "underline" => ("under", '\u{332}', true),
        "vec" | "overrightarrow" => ("vec", '\u{20D7}', false),
        "tilde" | "widetilde" => ("tilde", '\u{303}', false),
        "dot" => ("dot", '\u{307}', false),
        "ddot" => ("ddot", '\u{308}', false),
        "check" => ("check", '\u{30C}', false),
        "breve" => ("breve", '\u{306}', false),
        "acute" => ("acute", '\u{301}', false),
        "grave" => ("grave", '\u{300}', false),
        "mathring" => ("ring", '\u{30A}', false),
        _ => return None,
    };
    Some(Accent {
        name,
        mark,
        is_line,
    })
}

impl Accent {
    /// `text` with the accent; over a word that cannot carry it, it is written as a function.
    pub fn on(self, text: &str) -> String {
        let n_letters = text.chars().count();
        let is_word = text.chars().all(char::is_alphanumeric);
        if n_letters == 1 || (self.is_line && is_word) {
            return text.chars().flat_map(|c| [c, self.mark]).collect();
        }
        format!("{}({text})", self.name)
    }
}

/// An alphabet of mathematics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// 𝔸, with doubled strokes.
    Double,
    /// 𝒜, as written by hand.
    Script,
    /// 𝔄, broken.
    Fraktur,
}

impl Alphabet {
    /// `c` in this alphabet; itself where it has none.
    pub fn letter(self, c: char) -> char {
        // The block of mathematical letters has holes where older characters exist.
        let (upper, lower, old) = match self {
            Self::Double => (0x1D538, 0x1D552, "CℂHℍNℕPℙQℚRℝZℤ1𝟙"),
            Self::Script => (0x1D49C, 0x1D4B6, "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"),
            Self::Fraktur => (0x1D504, 0x1D51E, "CℭHℌIℑRℜZℨ"),
        };
        let mut pairs = old.chars();
        while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
            if from == c {
                return to;
            }
        }
        let code = match c {
            'A'..='Z' => upper + (u32::from(c) - u32::from('A')),
            'a'..='z' => lower + (u32::from(c) - u32::from('a')),
            _ => return c,
        };
        char::from_u32(code).unwrap_or(c)
    }
}
