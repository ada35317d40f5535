//! The *price* of a message: what its usage costs in US dollars, from a dated table.
//!
//! An unknown model is unknown, not free; so are ids with a provider's prefix, because other
//! providers set prices of their own. Fees per web search, fast mode, batches and regional
//! surcharges are not in the table. (Source: the vendor's price pages, read on [`PRICES_AS_OF`].)

use super::model::undated;
use super::usage::Usage;

/// The day the table was made.
pub const PRICES_AS_OF: &str = "2026-11-20";

/// US dollars that `usage` costs with `model`; `None` when the model is not in the table or the
/// server reported no usage.
///
/// Thinking is part of the output and is not counted again.
pub fn cost(model: &str, usage: &Usage) -> Option<f64> {
    if !usage.known {
        return None;
    }
    let rates = rates(model, usage.whole_input())?;
    let parts = [
        (usage.input, rates.input),
        (usage.output, rates.output),
        (usage.cache_write_5m, rates.write_5m),
        (usage.cache_write_1h, rates.write_1h),
        (usage.cache_read, rates.read),
    ];
    // Counts of tokens are far below the 2^53 up to which a float is exact.
    let micro_dollars: f64 = parts.iter().map(|(n, rate)| *n as f64 * rate).sum();
    Some(micro_dollars / 1e6)
}

/// US dollars for a million tokens of each kind.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rates {
    input: f64,
    output: f64,
    write_5m: f64,
    write_1h: f64,
    read: f64,
}

/// A line of the table: what a model costs for prompts up to a size.
struct Price {
    model: &'static str,
    /// Largest whole input to which the line applies, in tokens.
    up_to: u64,
    rates: Rates,
}

fn rates(model: &str, whole_input: u64) -> Option<Rates> {
    let model = undated(model);
    let lines = PRICES.iter().filter(|price| price.model == model);
    let line = lines
        .filter(|price| whole_input <= price.up_to)
        .min_by_key(|price| price.up_to);
    line.map(|price| price.rates)
}

/// The prompt size of Haiku 5.5 above which everything costs more, in tokens.
const HAIKU_STEP: u64 = 100_000;
const ANY: u64 = u64::MAX;

/// Columns: model, up to, then input, output, writes for 5 minutes and 1 hour, reads.
const PRICES: &[Price] = &[
    line("claude-fable-5-2", ANY, [8.0, 40.0, 10.0, 16.0, 0.20]),
    line("claude-mythos-5-2", ANY, [8.0, 40.0, 10.0, 16.0, 0.20]),
    line("claude-fable-5-1", ANY, [10.0, 50.0, 12.50, 20.0, 0.25]),
    line("claude-mythos-5-1", ANY, [10.0, 50.0, 12.50, 20.0, 0.25]),
    line("claude-fable-5", ANY, [10.0, 50.0, 12.50, 20.0, 1.00]),
    line("claude-mythos-5", ANY, [10.0, 50.0, 12.50, 20.0, 1.00]),
    line("claude-opus-5-5", ANY, [4.0, 20.0, 5.0, 8.0, 0.20]),
    line("claude-opus-5", ANY, [5.0, 25.0, 6.25, 10.0, 0.50]),
    line("claude-opus-4-8", ANY, [5.0, 25.0, 6.25, 10.0, 0.50]),
    line("claude-opus-4-7", ANY, [5.0, 25.0, 6.25, 10.0, 0.50]),
    line("claude-opus-4-6", ANY, [5.0, 25.0, 6.25, 10.0, 0.50]),
    line("claude-opus-4-5", ANY, [5.0, 25.0, 6.25, 10.0, 0.50]),
    // Until 2026-10-07 reads cost 0.20; older sessions are shown at today's price.
    line("claude-sonnet-5-5", ANY, [2.0, 10.0, 2.50, 4.0, 0.10]),
    line("claude-sonnet-5", ANY, [2.0, 10.0, 2.50, 4.0, 0.20]),
    line("claude-sonnet-4-6", ANY, [3.0, 15.0, 3.75, 6.0, 0.30]),
    line("claude-sonnet-4-5", ANY, [3.0, 15.0, 3.75, 6.0, 0.30]),
    line(
        "claude-haiku-5-5",
        HAIKU_STEP,
        [0.10, 0.50, 0.125, 0.20, 0.01],
    ),
    line("claude-haiku-5-5", ANY, [0.50, 2.50, 0.625, 1.00, 0.05]),
    line("claude-haiku-4-5", ANY, [1.0, 5.0, 1.25, 2.0, 0.10]),
];

const fn line(model: &'static str, up_to: u64, rates: [f64; 5]) -> Price {
    let [input, output, write_5m, write_1h, read] = rates;
    Price {
        model,
        up_to,
        rates: Rates {
            input,
            output,
            write_5m,
            write_1h,
            read,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input: u64, output: u64) -> Usage {
        Usage {
            input,
            output,
            known: true,
            ..Usage::default()
        }
    }

    #[track_caller]
    fn check(model: &str, usage: &Usage, dollars: f64) {
        let cost = cost(model, usage).unwrap();
        assert!((cost - dollars).abs() < 1e-9, "{cost} is not {dollars}");
    }

    #[test]
    fn every_kind_of_token_has_its_price() {
        let usage = Usage {
            input: 1_000_000,
            cache_write_5m: 1_000_000,
            cache_write_1h: 1_000_000,
            cache_read: 1_000_000,
            output: 1_000_000,
            thinking: 900_000,
            known: true,
        };
        check("claude-sonnet-5-5", &usage, 2.0 + 2.5 + 4.0 + 0.1 + 10.0);
        check(
            "claude-haiku-4-5-20251001",
            &usage,
            1.0 + 1.25 + 2.0 + 0.1 + 5.0,
        );
    }

    #[test]
    fn a_long_prompt_of_haiku_costs_more_from_its_first_token() {
        check("claude-haiku-5-5", &usage(100_000, 1_000), 0.01 + 0.0005);
        check(
            "claude-haiku-5-5",
            &usage(100_001, 1_000),
            0.050_000_5 + 0.0025,
        );
        let cached = Usage {
            cache_read: 100_001,
            ..usage(0, 0)
        };
        check("claude-haiku-5-5", &cached, 100_001.0 * 0.05e-6);
    }

    #[test]
    fn unknown_models_and_unknown_usage_have_no_price() {
        for model in [
            "",
            "gpt",
            "claude-opus-5-9",
            "claude-opus",
            "anthropic/claude-opus-5",
        ] {
            assert_eq!(cost(model, &usage(1, 1)), None, "{model}");
        }
        assert_eq!(cost("claude-opus-5", &Usage::default()), None);
        check("claude-opus-5", &usage(0, 0), 0.0);
    }

    #[test]
    fn every_line_is_plausible_and_every_model_has_a_line_for_any_size() {
        for price in PRICES {
            let Rates {
                input,
                output,
                write_5m,
                write_1h,
                read,
            } = price.rates;
            assert!((output - 5.0 * input).abs() < 1e-9, "{}", price.model);
            assert!((write_5m - 1.25 * input).abs() < 1e-9, "{}", price.model);
            assert!((write_1h - 2.0 * input).abs() < 1e-9, "{}", price.model);
            assert!(0.0 < read && read <= 0.1 * input + 1e-9, "{}", price.model);
            assert!(rates(price.model, u64::MAX).is_some());
        }
    }
}
