//! Numbers as they are spelled on the screen: the same everywhere.

/// `3.2 s`, from a minute on `1 min 05 s`. `millis` in milliseconds.
pub fn seconds(millis: u64) -> String {
    if millis < 60_000 {
        format!("{}.{} s", millis / 1_000, millis % 1_000 / 100)
    } else {
        format!("{} min {:02} s", millis / 60_000, millis % 60_000 / 1_000)
    }
}

/// How long ago: `just now`, `5 min ago`, `3 h ago`, `12 d ago`. `millis` in milliseconds.
pub fn age(millis: u64) -> String {
    match millis / 60_000 {
        0 => "just now".into(),
        minutes @ 1..=59 => format!("{minutes} min ago"),
        minutes @ 60..=1_439 => format!("{} h ago", minutes / 60),
        minutes => format!("{} d ago", minutes / 1_440),
    }
}

/// `312`, `4.1k`, `1.2M`.
pub fn count(n: u64) -> String {
    match n {
        0..=999 => n.to_string(),
        1_000..=9_999 => format!("{}.{}k", n / 1_000, n % 1_000 / 100),
        10_000..=999_999 => format!("{}k", n / 1_000),
        _ => format!("{}.{}M", n / 1_000_000, n % 1_000_000 / 100_000),
    }
}

/// `1 token`, `4.1k tokens`.
pub fn tokens(n: u64) -> String {
    let unit = if n == 1 { "token" } else { "tokens" };
    format!("{} {unit}", count(n))
}

/// `$0.0032`, `$1.25`; below a hundredth of a cent `<$0.0001`. `at_least` puts `≥` in front, and of
/// so little it leaves nothing to be told.
pub fn dollars(amount: f64, at_least: bool) -> String {
    let sign = if at_least { "≥" } else { "" };
    match amount {
        ..DOLLARS_TOLD if at_least => "price unknown".into(),
        0.0 => "$0.00".into(),
        ..DOLLARS_TOLD => "<$0.0001".into(),
        ..0.1 => format!("{sign}${amount:.4}"),
        _ => format!("{sign}${amount:.2}"),
    }
}

/// What is less is not told in figures.
const DOLLARS_TOLD: f64 = 0.0001;

/// `2 %` of a whole; below one percent `<1 %`.
pub fn percent(part: u64, whole: u64) -> String {
    match part.saturating_mul(100).checked_div(whole) {
        Some(0) if part > 0 => "<1 %".into(),
        Some(percent) => format!("{percent} %"),
        None => "? %".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_alike() {
        assert_eq!(seconds(3_249), "3.2 s");
        assert_eq!(seconds(65_000), "1 min 05 s");
        assert_eq!(age(59_999), "just now");
        assert_eq!(age(7_200_000), "2 h ago");
        assert_eq!(age(86_400_000), "1 d ago");
        assert_eq!(count(999), "999");
        assert_eq!(count(4_123), "4.1k");
        assert_eq!(count(1_250_000), "1.2M");
        assert_eq!(dollars(0.00321, false), "$0.0032");
        assert_eq!(dollars(1.254, true), "≥$1.25");
        assert_eq!(dollars(0.000_04, false), "<$0.0001");
        assert_eq!(dollars(0.000_04, true), "price unknown");
        assert_eq!(dollars(0.0, false), "$0.00");
        assert_eq!(dollars(0.0001, true), "≥$0.0001");
        assert_eq!(percent(3, 1_000), "<1 %");
        assert_eq!(percent(20_000, 1_000_000), "2 %");
    }
}
