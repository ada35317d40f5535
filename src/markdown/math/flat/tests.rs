//! What is written on a line must be worth what the source is worth. So random formulas of numbers
//! are reckoned twice: from how they were made, and from the line as a careful reader takes it. The
//! reader refuses whatever could be read in two ways.

use proptest::prelude::*;

use crate::markdown::math::{Ending, line};

/// A formula of numbers.
#[derive(Debug, Clone)]
enum Sum {
    Number(u32),
    Letter(char),
    Minus(Box<Sum>),
    Fraction(Box<Sum>, Box<Sum>),
    Root(u32, Box<Sum>),
    Power(Box<Sum>, Box<Sum>),
    Product(Vec<Sum>),
    Dots(Vec<Sum>),
    Added(Box<Sum>, Box<Sum>),
    Less(Box<Sum>, Box<Sum>),
    Slash(Box<Sum>, Box<Sum>),
    Divided(Box<Sum>, Box<Sum>),
    /// `x!`, reckoned as something that is defined for all numbers.
    Factorial(Box<Sum>),
}

/// What a letter stands for; only some can be raised.
fn letter(c: char) -> Option<f64> {
    let values = [('x', 1.7), ('n', 3.0), ('q', 2.3)];
    let found = values.iter().find(|(name, _)| *name == c);
    found.map(|(_, value)| *value)
}

fn factorial(x: f64) -> f64 {
    x * x + 3.0
}

impl Sum {
    fn value(&self) -> f64 {
        match self {
            Self::Number(n) => f64::from(*n),
            Self::Letter(c) => letter(*c).unwrap(),
            Self::Minus(a) => -a.value(),
            Self::Fraction(a, b) | Self::Slash(a, b) | Self::Divided(a, b) => a.value() / b.value(),
            Self::Root(n, a) => a.value().powf(1.0 / f64::from(*n)),
            Self::Power(a, b) => a.value().powf(b.value()),
            Self::Product(all) | Self::Dots(all) => all.iter().map(Self::value).product(),
            Self::Added(a, b) => a.value() + b.value(),
            Self::Less(a, b) => a.value() - b.value(),
            Self::Factorial(a) => factorial(a.value()),
        }
    }

    fn tex(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Letter(c) => c.to_string(),
            Self::Minus(a) => format!("-{}", a.factor()),
            Self::Fraction(a, b) => format!("\\frac{{{}}}{{{}}}", a.tex(), b.tex()),
            Self::Root(2, a) => format!("\\sqrt{{{}}}", a.tex()),
            Self::Root(n, a) => format!("\\sqrt[{n}]{{{}}}", a.tex()),
            Self::Power(a, b) => format!("{}^{{{}}}", a.base(), b.tex()),
            Self::Product(all) => {
                let mut tex = String::new();
                for factor in all.iter().map(Self::factor) {
                    let is_digit = |c: char| c.is_ascii_digit();
                    if tex.ends_with(is_digit) && factor.starts_with(is_digit) {
                        tex.push_str("\\cdot ");
                    }
                    tex.push_str(&factor);
                }
                tex
            }
            Self::Dots(all) => {
                let all: Vec<String> = all.iter().map(Self::factor).collect();
                all.join(" \\times ")
            }
            Self::Added(a, b) => format!("{} + {}", a.tex(), b.tex()),
            Self::Less(a, b) => match **b {
                Self::Added(..) | Self::Less(..) => format!("{} - ({})", a.tex(), b.tex()),
                _ => format!("{} - {}", a.tex(), b.tex()),
            },
            Self::Slash(a, b) => format!("{}/{}", a.operand(), b.operand()),
            Self::Divided(a, b) => format!("{} \\div {}", a.operand(), b.operand()),
            Self::Factorial(a) => format!("{}!", a.operand()),
        }
    }

    fn factor(&self) -> String {
        match self {
            Self::Added(..)
            | Self::Less(..)
            | Self::Minus(..)
            | Self::Slash(..)
            | Self::Divided(..) => {
                format!("\\left({}\\right)", self.tex())
            }
            _ => self.tex(),
        }
    }

    /// Of a division, or before a sign.
    fn operand(&self) -> String {
        match self {
            Self::Product(_) | Self::Dots(_) | Self::Factorial(_) => format!("({})", self.tex()),
            _ => self.factor(),
        }
    }

    /// Of a power. Braces alone say what it is.
    fn base(&self) -> String {
        match self {
            Self::Number(_) | Self::Letter(_) | Self::Root(..) => self.tex(),
            _ => format!("{{{}}}", self.tex()),
        }
    }
}

fn sum() -> impl Strategy<Value = Sum> {
    let leaf = prop_oneof![
        3 => (1_u32..14).prop_map(Sum::Number),
        2 => prop::sample::select(vec!['x', 'n', 'q']).prop_map(Sum::Letter),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let one = inner.clone().prop_map(Box::new);
        let two = (one.clone(), one.clone());
        let many = prop::collection::vec(inner, 2..4);
        prop_oneof![
            3 => two.clone().prop_map(|(a, b)| Sum::Fraction(a, b)),
            2 => (2_u32..6, one.clone()).prop_map(|(n, a)| Sum::Root(n, a)),
            2 => two.clone().prop_map(|(a, b)| Sum::Power(a, b)),
            3 => many.clone().prop_map(Sum::Product),
            1 => many.prop_map(Sum::Dots),
            1 => two.clone().prop_map(|(a, b)| Sum::Added(a, b)),
            1 => two.clone().prop_map(|(a, b)| Sum::Less(a, b)),
            1 => two.clone().prop_map(|(a, b)| Sum::Slash(a, b)),
            1 => two.prop_map(|(a, b)| Sum::Divided(a, b)),
            1 => one.clone().prop_map(Sum::Minus),
            1 => one.prop_map(Sum::Factorial),
        ]
    })
}

/// Reads a line as a careful person would.
struct Reader {
    chars: Vec<char>,
    at: usize,
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣⁿ";
const PLAIN: &str = "0123456789+−()xn";
const VULGAR: &str = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
const ROOTS: &str = "√∛∜";

/// Why a line cannot be read.
type Doubt = String;

impl Reader {
    fn read(text: &str) -> Result<f64, Doubt> {
        let chars = text.chars().collect();
        let mut reader = Self { chars, at: 0 };
        let value = reader.sum()?;
        reader.spaces();
        match reader.peek() {
            None => Ok(value),
            Some(c) => Err(format!("{c} at {}", reader.at)),
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn is_at(&self, table: &str) -> bool {
        self.peek().is_some_and(|c| table.contains(c))
    }

    fn take(&mut self, c: char) -> bool {
        let is_it = self.peek() == Some(c);
        self.at += usize::from(is_it);
        is_it
    }

    fn spaces(&mut self) -> bool {
        let from = self.at;
        while self.take(' ') {}
        self.at > from
    }

    fn sum(&mut self) -> Result<f64, Doubt> {
        let mut value = self.product()?;
        loop {
            self.spaces();
            if self.take('+') {
                value += self.product()?;
            } else if self.take('−') {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, Doubt> {
        self.spaces();
        if self.take('−') {
            return Ok(-self.product()?);
        }
        let (mut value, mut is_open) = self.factor()?;
        let mut n_divisions = 0;
        loop {
            let from = self.at;
            let is_apart = self.spaces();
            let factor = match self.peek() {
                Some('·' | '×') => {
                    self.at += 1;
                    self.spaces();
                    self.factor()?
                }
                Some(sign @ ('/' | '÷')) => {
                    n_divisions += 1;
                    if (n_divisions > 1 && sign == '÷') || (is_open && !is_apart) {
                        return Err(format!("divided twice or half at {}", self.at));
                    }
                    self.at += 1;
                    self.spaces();
                    let (divisor, _) = self.factor()?;
                    if self.peek() == Some('/') {
                        return Err(format!("divided twice at {}", self.at));
                    }
                    is_open = true;
                    value /= divisor;
                    continue;
                }
                Some(c) if c.is_ascii_digit() || c == '(' || letter(c).is_some() => {
                    self.factor()?
                }
                Some(c) if [VULGAR, ROOTS, RAISED].concat().contains(c) => self.factor()?,
                _ => return Ok(value),
            };
            let touches = from > 0 && !is_apart && self.chars.get(from).is_some_and(|c| *c != ' ');
            if touches && is_open && !"·×".contains(self.chars[from]) {
                return Err(format!("touches at {from}"));
            }
            value *= factor.0;
            is_open = factor.1;
        }
    }

    /// A factor, and whether what touches it would become a part of it.
    fn factor(&mut self) -> Result<(f64, bool), Doubt> {
        let index = match self.is_at(RAISED) {
            true => Some(self.raised()?),
            false => None,
        };
        if index.is_some() && self.peek() != Some('√') {
            return Err(format!("nothing is raised at {}", self.at));
        }
        let (mut value, mut is_open) = self.operand()?;
        // Of a root with an index as if it were a square root, so far.
        value = index.map_or(value, |index| value.powf(2.0 / index));
        if is_open && (self.is_at(RAISED) || self.is_at("^!")) {
            return Err(format!("root or its power at {}", self.at));
        }
        loop {
            if self.is_at(RAISED) {
                value = value.powf(self.raised()?);
                if self.is_at("√") || self.is_at(RAISED) || self.is_at("^") {
                    return Err(format!("power or index at {}", self.at));
                }
            } else if self.take('^') {
                if self.take('(') {
                    value = value.powf(self.sum()?);
                    self.close()?;
                } else {
                    value = value.powf(self.operand()?.0);
                    is_open = true;
                }
                if self.is_at(RAISED) || self.is_at("^") {
                    return Err(format!("two powers at {}", self.at));
                }
            } else if !is_open && self.take('!') {
                value = factorial(value);
            } else {
                return Ok((value, is_open));
            }
        }
    }

    /// What stands under a root or has a power, and whether it is a root without brackets.
    fn operand(&mut self) -> Result<(f64, bool), Doubt> {
        let Some(c) = self.peek() else {
            return Err("the end".to_owned());
        };
        self.at += 1;
        if let Some(n) = ROOTS.chars().position(|root| root == c) {
            let is_bracketed = self.peek() == Some('(');
            let (value, _) = self.operand()?;
            let degree = [2.0, 3.0, 4.0][n];
            // A power behind the bracket could be meant for what is in it.
            let is_open = !is_bracketed || self.is_at(RAISED) || self.is_at("^!");
            return Ok((value.powf(1.0 / degree), is_open));
        }
        if VULGAR.contains(c) {
            let number = self.peek().is_some_and(|c| c.is_ascii_digit());
            let parts = "12 13 23 14 34 15 25 35 45 16 56 18 38 58 78";
            let part = VULGAR.chars().zip(parts.split(' ')).find(|(v, _)| *v == c);
            let mut digits = part
                .unwrap()
                .1
                .chars()
                .map(|c| f64::from(c.to_digit(10).unwrap()));
            let value = digits.next().unwrap() / digits.next().unwrap();
            return match number {
                true => Err(format!("number behind a fraction at {}", self.at)),
                false => Ok((value, false)),
            };
        }
        if let Some(value) = letter(c) {
            return Ok((value, false));
        }
        if c == '(' {
            let value = self.sum()?;
            self.close()?;
            return Ok((value, false));
        }
        let Some(mut value) = c.to_digit(10).map(f64::from) else {
            return Err(format!("{c} before {}", self.at));
        };
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            value = value * 10.0 + f64::from(digit);
            self.at += 1;
        }
        Ok((value, false))
    }

    fn close(&mut self) -> Result<(), Doubt> {
        self.spaces();
        self.take(')')
            .then_some(())
            .ok_or_else(|| format!("no bracket closes at {}", self.at))
    }

    fn raised(&mut self) -> Result<f64, Doubt> {
        let mut text = String::new();
        while let Some(i) = self
            .peek()
            .and_then(|c| RAISED.chars().position(|r| r == c))
        {
            text.extend(PLAIN.chars().nth(i));
            self.at += 1;
        }
        Self::read(&text)
    }
}

fn check(sum: &Sum) -> Result<(), String> {
    let tex = sum.tex();
    // What is not understood stands as it was written.
    let Some(text) = line(&tex, Ending::Whole) else {
        return Ok(());
    };
    let read = Reader::read(&text).map_err(|doubt| format!("{tex} is {text}: {doubt}"))?;
    let value = sum.value();
    let is_same = (read - value).abs() <= 1e-6 * value.abs().max(read.abs());
    match is_same || !value.is_finite() || value.abs() > 1e100 || value.abs() < 1e-100 {
        true => Ok(()),
        false => Err(format!("{tex} is {text}: {value}, not {read}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_line_is_worth_what_its_source_is_worth(sum in sum()) {
        check(&sum).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn the_reader_takes_lines_as_people_do_and_refuses_what_they_could_misread() {
    for (text, value) in [
        ("2 3/4", 1.5),
        ("1/2 · 3", 1.5),
        ("(2 + 1)²", 9.0),
        ("∛8 3", 6.0),
    ] {
        assert_eq!(Reader::read(text), Ok(value), "{text}");
    }
    for text in [
        "√2³",
        "1/2/3",
        "1/2(3)",
        "√2(3)",
        "2³√5",
        "½3",
        "2^34)",
        "4 ÷ 1/2 ÷ 2",
    ] {
        assert!(Reader::read(text).is_err(), "{text}");
    }
}
