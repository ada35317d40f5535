//! *Colors* of code: which run of a line is a keyword, a string or a comment, by its language.
//!
//! The grammars are those of syntect and two-face, the looks are the theme's: here a run gets one
//! of our scopes and nothing else. A line is read once, in the state that the lines before it left,
//! so code costs the same at its end as at its start. It is much work all the same (0.1 ms for a
//! line, 50 ms for the first one of a language, whose expressions are compiled then), and the
//! grammars take memory: whoever asks should neither be in a hurry nor hold the screen up. Which
//! lines are worth it is decided by whoever shows them.

mod languages;

use std::collections::HashMap;
use std::fmt;

use syntect::parsing::{
    ParseState, Scope as Kind, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet,
};

use crate::text::line::{Line, LineKind, Span};
use crate::theme::Scope;

/// A line longer than this, in bytes, is data: it stays plain.
const MAX_LINE: usize = 2_000;

/// The expressions of so many languages are kept at once. They are most of what colors take in
/// memory (5 to 30 MB for each); a language that comes back costs its first line again.
const MAX_LANGUAGES: usize = 2;

/// The grammars of all languages.
pub struct Syntaxes {
    set: SyntaxSet,
    /// The languages whose lines were read since `set` was loaded.
    warm: Vec<String>,
    loads: u64,
    rules: Vec<(Kind, Scope)>,
    /// The kind of what names a value in data; there it is not a string like others.
    key: Option<Kind>,
    string: Option<Kind>,
    /// Kinds that were looked up before.
    known: HashMap<Kind, Option<Scope>>,
}

/// Where in a block of code the reading stands.
#[derive(Debug, Clone)]
pub struct Reading {
    language: String,
    state: ParseState,
    stack: ScopeStack,
    /// The language of a page that has such code between tags, and its state, until a line tells
    /// whether this is one.
    page: Option<(String, ParseState)>,
    /// What may stand before what was typed.
    prompts: &'static [&'static str],
    /// Did it? Then a line without a prompt is what was answered.
    is_session: bool,
    /// Does what was typed go on in the next line?
    goes_on: bool,
}

/// So many bytes of a line's text, and what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Length in bytes.
    pub len: usize,
    /// Its kind.
    pub scope: Scope,
}

impl fmt::Debug for Syntaxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Syntaxes").finish_non_exhaustive()
    }
}

impl Syntaxes {
    /// Reads the grammars that come with the program.
    pub fn load() -> Self {
        let kinds = RULES.iter().filter_map(|(name, scope)| {
            let kind = Kind::new(name).ok()?;
            Some((kind, *scope))
        });
        Self {
            set: two_face::syntax::extra_newlines(),
            warm: Vec::new(),
            loads: 1,
            rules: kinds.collect(),
            key: Kind::new("meta.mapping.key").ok(),
            string: Kind::new("string").ok(),
            known: HashMap::new(),
        }
    }

    /// The beginning of code in the language that a fence label names; `None` if it is not known.
    pub fn begin(&self, label: &str) -> Option<Reading> {
        let name = languages::name(label)?;
        let by_token = self.set.find_syntax_by_token(&name);
        let named = by_token.or_else(|| self.by_name(&name))?;
        let untagged = languages::untagged(&name).and_then(|name| self.by_name(name));
        let of = |syntax: &SyntaxReference| (syntax.name.clone(), ParseState::new(syntax));
        let (language, state) = of(untagged.unwrap_or(named));
        Some(Reading {
            language,
            state,
            page: untagged.map(|_| of(named)),
            stack: ScopeStack::new(),
            prompts: languages::prompts(&name),
            is_session: false,
            goes_on: false,
        })
    }

    /// Reads the next line, without its end, of the block that `reading` is in. The runs cover it.
    ///
    /// Of a session in a shell or an interpreter what was typed is colored, and not what was
    /// answered.
    pub fn line(&mut self, reading: &mut Reading, text: &str) -> Vec<Run> {
        let plain = Run {
            len: text.len(),
            scope: Scope::Code,
        };
        if text.len() > MAX_LINE {
            return vec![plain];
        }
        let prompt = reading
            .prompts
            .iter()
            .find(|prompt| text.starts_with(**prompt));
        let goes_on = std::mem::replace(&mut reading.goes_on, text.ends_with('\\'));
        reading.is_session |= prompt.is_some();
        if reading.is_session && prompt.is_none() && !goes_on {
            return vec![plain];
        }
        let len = prompt.map_or(0, |prompt| prompt.len());
        let typed = text.get(len..).unwrap_or_default();
        let mut runs = Vec::new();
        runs.extend(prompt.map(|_| Run {
            len,
            scope: Scope::CodeComment,
        }));
        runs.extend(self.typed(reading, typed));
        runs
    }

    /// How often the grammars were loaded; a work counter for tests.
    pub fn loads(&self) -> u64 {
        self.loads
    }

    /// Reads a line, or what was typed of it.
    fn typed(&mut self, reading: &mut Reading, text: &str) -> Vec<Run> {
        let begun = text.trim_start();
        if let Some(page) = reading.page.take_if(|_| !begun.is_empty())
            && begun.starts_with('<')
        {
            (reading.language, reading.state) = page;
        }
        self.warm_up(&reading.language);
        // A grammar that fails has nothing to say about this line; the next one may do better.
        let Ok(ops) = reading.state.parse_line(&format!("{text}\n"), &self.set) else {
            return vec![Run {
                len: text.len(),
                scope: Scope::Code,
            }];
        };
        let mut runs = Vec::new();
        let mut from = 0;
        for (at, op) in ops {
            let at = at.min(text.len());
            self.run(&mut runs, at.saturating_sub(from), &reading.stack);
            from = from.max(at);
            if op != ScopeStackOp::Noop && reading.stack.apply(&op).is_err() {
                reading.stack = ScopeStack::new();
            }
        }
        self.run(&mut runs, text.len() - from, &reading.stack);
        runs
    }

    fn run(&mut self, runs: &mut Vec<Run>, len: usize, stack: &ScopeStack) {
        if len == 0 {
            return;
        }
        let scope = self.scope(stack.as_slice());
        match runs.last_mut() {
            Some(last) if last.scope == scope => last.len += len,
            _ => runs.push(Run { len, scope }),
        }
    }

    /// The innermost kind that means something to us.
    fn scope(&mut self, stack: &[Kind]) -> Scope {
        let is_in = |outer: Option<Kind>| {
            outer.is_some_and(|outer| stack.iter().any(|kind| outer.is_prefix_of(*kind)))
        };
        if is_in(self.key) && is_in(self.string) {
            return Scope::CodeVariable;
        }
        let rules = &self.rules;
        let mut found = stack.iter().rev().filter_map(|kind| {
            *self.known.entry(*kind).or_insert_with(|| {
                let rule = rules.iter().find(|(rule, _)| rule.is_prefix_of(*kind));
                rule.map(|(_, scope)| *scope)
            })
        });
        found.next().unwrap_or(Scope::Code)
    }

    /// Takes note of a language that is read. Expressions stay with the set that they were compiled
    /// for, so forgetting some means loading it anew; readings hold places in it, which stay the
    /// same.
    fn warm_up(&mut self, language: &str) {
        if self.warm.iter().any(|known| known == language) {
            return;
        }
        if self.warm.len() >= MAX_LANGUAGES {
            // The old set goes first: its memory is what the new one is given.
            self.set = SyntaxSet::default();
            self.set = two_face::syntax::extra_newlines();
            self.warm.clear();
            self.loads += 1;
        }
        self.warm.push(language.to_owned());
    }

    fn by_name(&self, name: &str) -> Option<&SyntaxReference> {
        let is_it = |syntax: &&SyntaxReference| syntax.name.eq_ignore_ascii_case(name);
        self.set.syntaxes().iter().find(is_it)
    }
}

/// Gives a plain line of code its colors; nothing happens if `runs` do not fit it.
pub fn color(line: &mut Line, runs: &[Run]) {
    let [span] = line.spans.as_slice() else {
        return;
    };
    if !is_plain(line) || runs.iter().map(|run| run.len).sum::<usize>() != span.text.len() {
        return;
    }
    let is_exact = span.src.len() == span.text.len();
    let mut at = 0;
    let mut spans = Vec::with_capacity(runs.len());
    for run in runs {
        let Some(text) = span.text.get(at..at + run.len) else {
            return;
        };
        let offset = |at: usize| span.src.start + u32::try_from(at).unwrap_or(u32::MAX);
        let src = if is_exact {
            offset(at)..offset(at + run.len)
        } else {
            span.src.clone()
        };
        spans.push(Span {
            text: text.to_owned(),
            scope: run.scope,
            link: span.link.clone(),
            src,
        });
        at += run.len;
    }
    line.spans = spans;
}

/// Is this a line of code without colors?
pub fn is_plain(line: &Line) -> bool {
    line.kind == LineKind::Code
        && matches!(line.spans.as_slice(), [span] if span.scope == Scope::Code)
}

/// The label of a block of code, if this is the line that holds it.
pub fn label(line: &Line) -> Option<&str> {
    match line.spans.as_slice() {
        [span] if line.kind == LineKind::Code && span.scope == Scope::CodeLabel => Some(&span.text),
        _ => None,
    }
}

/// Kinds by the names that grammars have for them; of several that fit the first one counts.
const RULES: [(&str, Scope); 38] = [
    ("comment", Scope::CodeComment),
    ("punctuation.definition.comment", Scope::CodeComment),
    ("string", Scope::CodeString),
    ("punctuation.definition.string", Scope::CodeString),
    ("constant.character", Scope::CodeString),
    ("constant.other.placeholder", Scope::CodeString),
    ("constant", Scope::CodeNumber),
    ("keyword.operator", Scope::CodeOperator),
    ("keyword", Scope::CodeKeyword),
    ("storage", Scope::CodeKeyword),
    ("variable.language", Scope::CodeKeyword),
    ("variable.function", Scope::CodeFunction),
    ("variable", Scope::CodeVariable),
    ("support.function", Scope::CodeFunction),
    ("support.macro", Scope::CodeFunction),
    ("support.type.property-name", Scope::CodeVariable),
    ("support.type", Scope::CodeType),
    ("support.class", Scope::CodeType),
    ("support.constant", Scope::CodeNumber),
    ("support.variable", Scope::CodeVariable),
    ("entity.name.function", Scope::CodeFunction),
    ("entity.name.macro", Scope::CodeFunction),
    ("entity.name.tag", Scope::CodeKeyword),
    ("entity.name.section", Scope::CodeKeyword),
    ("entity.name.constant", Scope::CodeNumber),
    ("entity.name", Scope::CodeType),
    ("entity.other.inherited-class", Scope::CodeType),
    ("entity.other.attribute-name", Scope::CodeVariable),
    ("punctuation.definition.variable", Scope::CodeVariable),
    ("punctuation.definition.heading", Scope::CodeKeyword),
    ("punctuation.definition.inserted", Scope::CodeInserted),
    ("punctuation.definition.deleted", Scope::CodeDeleted),
    ("punctuation", Scope::CodeOperator),
    ("markup.heading", Scope::CodeKeyword),
    ("markup.inserted", Scope::CodeInserted),
    ("markup.deleted", Scope::CodeDeleted),
    ("markup.raw", Scope::CodeString),
    ("meta.diff", Scope::CodeFunction),
];

#[cfg(test)]
mod tests;
