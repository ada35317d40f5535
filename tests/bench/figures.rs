//! *Figures*: medians, percentiles, and tables that can be read.

use std::time::Duration;

/// Times that were measured, sorted.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        let mut times: Vec<Duration> = times.into_iter().collect();
        times.sort_unstable();
        Self(times)
    }
}

impl Times {
    /// The one in the middle.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// The least: what a thing costs by itself, for whatever else runs on the machine only adds.
    pub fn least(&self) -> Duration {
        self.percentile(0)
    }

    /// The one that so many in a hundred do not exceed; zero if nothing was measured.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0
            .get((last * percent).div_ceil(100))
            .copied()
            .unwrap_or_default()
    }
}

/// A time with three digits that count.
pub fn show(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..10.0 => format!("{micros:.2} µs"),
        ..100.0 => format!("{micros:.1} µs"),
        ..1_000.0 => format!("{micros:.0} µs"),
        ..10_000.0 => format!("{:.2} ms", micros / 1e3),
        ..100_000.0 => format!("{:.1} ms", micros / 1e3),
        ..1_000_000.0 => format!("{:.0} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// How many times `time` is as long as `first`.
pub fn ratio(time: Duration, first: Duration) -> String {
    let ratio = time.as_secs_f64() / first.as_secs_f64().max(1e-9);
    if ratio < 100.0 {
        format!("{ratio:.2}")
    } else {
        format!("{ratio:.0}")
    }
}

/// Work per step, as a number that can be read.
pub fn per_step(work: u64, steps: usize) -> String {
    let each = work as f64 / steps.max(1) as f64;
    if each < 100.0 {
        format!("{each:.1}")
    } else {
        format!("{each:.0}")
    }
}

/// Prints `rows` below `head`, each column as wide as its widest cell; the first stands left.
pub fn table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let head: Vec<String> = head.iter().map(|&name| name.to_owned()).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let print = |row: &[String]| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 {
                format!("{cell:<width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        println!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    };
    println!("\n{title}");
    print(&head);
    rows.iter().for_each(|row| print(row));
}
