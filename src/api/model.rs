//! *Model facts* are what must be known of a model before a request can be shaped for it.
//!
//! The table knows sizes and which settings of thinking and effort a model accepts; a wrong one is
//! refused by the server as a whole. An unknown model has no facts, and then nothing is sent
//! unasked. Prices are in [`super::price`]. (Source: the API's pages on models and on thinking,
//! 2026-11-20.)

use serde::{Deserialize, Serialize};

/// What is known of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFacts {
    /// The id without a date.
    pub id: &'static str,
    /// Context window in tokens, where published.
    pub window: Option<u64>,
    /// Largest `max_tokens`, where published.
    pub max_output: Option<u32>,
    /// Does it accept `thinking: adaptive`? If not, it accepts `enabled` with a budget.
    pub adaptive: bool,
    /// How thinking can be held back.
    pub off: ThinkingOff,
    /// The levels of effort it accepts, lowest first; empty if it accepts none.
    pub effort: &'static [Effort],
}

/// The least thinking that a model can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingOff {
    /// `disabled`, at any effort.
    Disabled,
    /// `disabled`, at efforts up to high.
    DisabledUpToHigh,
    /// `between_tools`, at efforts up to high.
    BetweenToolsUpToHigh,
    /// It always thinks.
    Never,
}

/// Levels of effort, as the API names them, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "named by the API")]
pub enum Effort {
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

/// The facts of `model`, also for dated ids and ids with a provider's prefix.
pub fn facts(model: &str) -> Option<&'static ModelFacts> {
    let model = ["anthropic/", "anthropic."]
        .iter()
        .find_map(|prefix| model.strip_prefix(prefix))
        .unwrap_or(model);
    let model = undated(model);
    MODELS.iter().find(|facts| facts.id == model)
}

/// The id without the date that pins a snapshot (`-20251001`, `@20251001`).
pub(super) fn undated(model: &str) -> &str {
    let Some((id, date)) = model.rsplit_once(['-', '@']) else {
        return model;
    };
    let is_date = date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit());
    if is_date { id } else { model }
}

const ALL: &[Effort] = &[
    Effort::Low,
    Effort::Medium,
    Effort::High,
    Effort::Xhigh,
    Effort::Max,
];
const WITHOUT_XHIGH: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High, Effort::Max];
const UP_TO_HIGH: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High];

/// Every model that the API serves, newest line first.
const MODELS: &[ModelFacts] = &[
    large("claude-fable-5-2", ThinkingOff::Never, ALL),
    large("claude-fable-5-1", ThinkingOff::Never, ALL),
    large("claude-fable-5", ThinkingOff::Never, ALL),
    large("claude-mythos-5-2", ThinkingOff::Never, ALL),
    large("claude-mythos-5-1", ThinkingOff::Never, ALL),
    large("claude-mythos-5", ThinkingOff::Never, ALL),
    ModelFacts {
        window: None,
        max_output: None,
        ..large("claude-mythos-preview", ThinkingOff::Never, ALL)
    },
    large("claude-opus-5-5", ThinkingOff::Never, ALL),
    large("claude-opus-5", ThinkingOff::DisabledUpToHigh, ALL),
    large("claude-opus-4-8", ThinkingOff::Disabled, ALL),
    large("claude-opus-4-7", ThinkingOff::Disabled, ALL),
    large("claude-opus-4-6", ThinkingOff::Disabled, WITHOUT_XHIGH),
    small("claude-opus-4-5", UP_TO_HIGH),
    large("claude-sonnet-5-5", ThinkingOff::BetweenToolsUpToHigh, ALL),
    large("claude-sonnet-5", ThinkingOff::Disabled, ALL),
    large("claude-sonnet-4-6", ThinkingOff::Disabled, WITHOUT_XHIGH),
    small("claude-sonnet-4-5", &[]),
    large("claude-haiku-5-5", ThinkingOff::DisabledUpToHigh, ALL),
    small("claude-haiku-4-5", &[]),
];

/// A model of 4.6 or later.
const fn large(id: &'static str, off: ThinkingOff, effort: &'static [Effort]) -> ModelFacts {
    ModelFacts {
        id,
        window: Some(1_000_000),
        max_output: Some(128_000),
        adaptive: true,
        off,
        effort,
    }
}

/// A model of 4.5.
const fn small(id: &'static str, effort: &'static [Effort]) -> ModelFacts {
    ModelFacts {
        id,
        window: Some(200_000),
        max_output: Some(64_000),
        adaptive: false,
        off: ThinkingOff::Disabled,
        effort,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dated_and_prefixed_ids_find_their_model_and_others_do_not() {
        let id = |model| facts(model).map(|facts| facts.id);
        assert_eq!(id("claude-haiku-4-5"), Some("claude-haiku-4-5"));
        assert_eq!(id("claude-haiku-4-5-20251001"), Some("claude-haiku-4-5"));
        assert_eq!(id("claude-haiku-4-5@20251001"), Some("claude-haiku-4-5"));
        assert_eq!(id("anthropic/claude-opus-5"), Some("claude-opus-5"));
        assert_eq!(id("anthropic.claude-opus-5-5"), Some("claude-opus-5-5"));
        for unknown in [
            "",
            "claude-opus-5-9",
            "claude-opus",
            "gpt",
            "claude-opus-5-",
            "-20251001",
        ] {
            assert_eq!(id(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn no_id_stands_twice_in_the_table() {
        for (i, facts) in MODELS.iter().enumerate() {
            assert!(MODELS.iter().skip(i + 1).all(|other| other.id != facts.id));
        }
    }
}
