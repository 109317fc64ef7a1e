//! Samples and what is said about them: medians and percentiles, never means, since the noise of a machine has one sign.

use std::fmt;
use std::time::Duration;

/// What was measured several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(crate) fn push_time(&mut self, time: Duration) {
        self.push(time.as_secs_f64() * MICROSECONDS);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The smallest sample that at least the part `q` of all does not exceed; `None` without samples.
    pub(crate) fn quantile(&self, q: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let rank = (q * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied()
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// A quantity as it stands in a table: three digits that count and a unit; a dash where nothing was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    Microseconds(Option<f64>),
    Bytes(Option<f64>),
    PerSecond(Option<f64>),
    Ratio(Option<f64>),
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Microseconds(value) | Self::Bytes(value) | Self::PerSecond(value) | Self::Ratio(value)) =
            self;
        let Some(value) = *value else { return f.write_str("–") };
        match self {
            Self::Microseconds(_) if value >= 1e3 => write!(f, "{} ms", digits(value / 1e3)),
            Self::Microseconds(_) => write!(f, "{} µs", digits(value)),
            Self::Bytes(_) => write!(f, "{} MB", digits(value / 1e6)),
            Self::PerSecond(_) => write!(f, "{value:.0}"),
            Self::Ratio(_) => write!(f, "{value:.2}"),
        }
    }
}

fn digits(value: f64) -> String {
    let decimals = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

const MICROSECONDS: f64 = 1e6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_samples() {
        let check = |values: &[f64], q: f64, expected: Option<f64>| {
            assert_eq!(Samples(values.to_vec()).quantile(q), expected, "{q} of {values:?}");
        };
        check(&[], 0.5, None);
        check(&[7.0], 0.0, Some(7.0));
        check(&[7.0], 1.0, Some(7.0));
        check(&[3.0, 1.0, 2.0], 0.5, Some(2.0));
        check(&[4.0, 1.0, 2.0, 3.0], 0.5, Some(2.0));
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        check(&hundred, 0.99, Some(99.0));
    }

    #[test]
    fn quantities_have_three_digits_and_a_unit() {
        let check = |shown: Shown, expected: &str| assert_eq!(shown.to_string(), expected);
        check(Shown::Microseconds(Some(0.5)), "0.50 µs");
        check(Shown::Microseconds(Some(12.34)), "12.3 µs");
        check(Shown::Microseconds(Some(1234.5)), "1.23 ms");
        check(Shown::Microseconds(None), "–");
        check(Shown::Bytes(Some(123_456_789.0)), "123 MB");
        check(Shown::PerSecond(Some(12_345.6)), "12346");
        check(Shown::Ratio(Some(1.034)), "1.03");
    }
}
