//! When a writer has to pause: the water marks of a buffer of unsent bytes, and how much may ever be in it.
//!
//! The rules are asyncio's: paused strictly above the high mark, going on at or below the low one, and in between it
//! stays as it was, so that a buffer which hovers around one mark does not make its writer stutter.

use std::error::Error;
use std::fmt;

/// The water marks of one connection's unsent bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaterMarks {
    high: usize,
    low: usize,
    max: usize,
    /// Above the high mark, or on the way down from there.
    is_above: bool,
}

impl WaterMarks {
    /// Sets the marks, in bytes. What is not given follows from the other: `low` is a quarter of `high`, `high` four
    /// times `low`; with neither, the defaults. `len` is what is unsent now.
    ///
    /// # Errors
    /// When `low` is above `high`, or `high` above what may be unsent at all. Nothing is changed then.
    pub fn set(
        &mut self,
        high: Option<usize>,
        low: Option<usize>,
        len: usize,
    ) -> Result<(), WaterMarksError> {
        let high = match (high, low) {
            (Some(high), _) => high,
            (None, Some(low)) => low.saturating_mul(LOW_FRACTION),
            (None, None) => WRITE_BUFFER_HIGH_DEFAULT,
        };
        let low = low.unwrap_or(high / LOW_FRACTION);
        if low > high {
            return Err(WaterMarksError::LowAboveHigh { low, high });
        }
        if high > self.max {
            return Err(WaterMarksError::HighAboveMax { high, max: self.max });
        }
        (self.high, self.low) = (high, low);
        self.handle_len(len);
        Ok(())
    }

    /// Sets how much may be unsent, in bytes.
    ///
    /// # Errors
    /// When the high mark stands above it. Nothing is changed then.
    pub fn set_max(&mut self, max: usize) -> Result<(), WaterMarksError> {
        if self.high > max {
            return Err(WaterMarksError::HighAboveMax { high: self.high, max });
        }
        self.max = max;
        Ok(())
    }

    /// `len` bytes are unsent now.
    pub fn handle_len(&mut self, len: usize) {
        if len > self.high {
            self.is_above = true;
        } else if len <= self.low {
            self.is_above = false;
        }
    }

    /// Whether writers have to pause.
    pub fn is_above(&self) -> bool {
        self.is_above
    }

    /// How much may be unsent, in bytes; one more is the end of the connection.
    pub fn max(&self) -> usize {
        self.max
    }
}

impl Default for WaterMarks {
    fn default() -> Self {
        Self {
            high: WRITE_BUFFER_HIGH_DEFAULT,
            low: WRITE_BUFFER_HIGH_DEFAULT / LOW_FRACTION,
            max: WRITE_BUFFER_BYTES_MAX_DEFAULT,
            is_above: false,
        }
    }
}

/// Why water marks cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaterMarksError {
    /// Writing would go on above where it pauses.
    LowAboveHigh {
        /// The low mark, in bytes.
        low: usize,
        /// The high mark, in bytes.
        high: usize,
    },
    /// Writing would pause above where the connection ends.
    HighAboveMax {
        /// The high mark, in bytes.
        high: usize,
        /// How much may be unsent, in bytes.
        max: usize,
    },
}

impl fmt::Display for WaterMarksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LowAboveHigh { low, high } => {
                write!(f, "the low mark, {low} bytes, is above the high mark, {high} bytes")
            }
            Self::HighAboveMax { high, max } => {
                write!(f, "the high mark, {high} bytes, is above the {max} bytes that may be unsent")
            }
        }
    }
}

impl Error for WaterMarksError {}

/// Above how many unsent bytes a writer is told to pause, unless it set another mark: 64 KiB.
pub const WRITE_BUFFER_HIGH_DEFAULT: usize = 64 * 1024;
/// How many bytes may be unsent before the connection is ended, unless its handler set another limit: 1 MiB.
pub const WRITE_BUFFER_BYTES_MAX_DEFAULT: usize = 1024 * 1024;
/// The low mark is this part of the high one, unless it is set.
const LOW_FRACTION: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w13_w14_marks_follow_from_each_other() {
        let check = |high, low, expected| {
            let mut marks = WaterMarks::default();
            let set = marks.set(high, low, 0).map(|()| (marks.high, marks.low));
            assert_eq!(set, expected, "high {high:?}, low {low:?}");
        };
        check(None, None, Ok((65_536, 16_384)));
        check(Some(4_000), None, Ok((4_000, 1_000)));
        check(None, Some(1_000), Ok((4_000, 1_000)));
        check(Some(0), None, Ok((0, 0)));
        check(Some(7), None, Ok((7, 1)));
        check(Some(10), Some(10), Ok((10, 10)));
        check(Some(10), Some(11), Err(WaterMarksError::LowAboveHigh { low: 11, high: 10 }));
        let max = WRITE_BUFFER_BYTES_MAX_DEFAULT;
        check(Some(max), None, Ok((max, max / 4)));
        check(Some(max + 1), None, Err(WaterMarksError::HighAboveMax { high: max + 1, max }));
        let high = usize::MAX;
        check(None, Some(high), Err(WaterMarksError::HighAboveMax { high, max }));
    }

    #[test]
    fn w15_w16_strictly_above_high_until_at_or_below_low() {
        let mut marks = WaterMarks::default();
        marks.set(Some(100), Some(20), 0).unwrap();
        let mut seen = Vec::new();
        for len in [100, 101, 100, 21, 20, 100, 101, 0] {
            marks.handle_len(len);
            seen.push(marks.is_above());
        }
        assert_eq!(seen, [false, true, true, true, false, false, true, false]);
    }

    #[test]
    fn new_marks_hold_for_what_is_unsent_already() {
        let mut marks = WaterMarks::default();
        marks.set(Some(10), None, 11).unwrap();
        assert!(marks.is_above());
        marks.set(Some(100), Some(50), 11).unwrap();
        assert!(!marks.is_above());
    }

    #[test]
    fn the_most_that_may_be_unsent_is_not_below_the_high_mark() {
        let mut marks = WaterMarks::default();
        let high = WRITE_BUFFER_HIGH_DEFAULT;
        let refused = marks.set_max(high - 1).unwrap_err();
        assert_eq!(refused, WaterMarksError::HighAboveMax { high, max: high - 1 });
        assert!(refused.to_string().contains("65535 bytes that may be unsent"));
        assert_eq!(marks, WaterMarks::default());
        marks.set_max(high).unwrap();
        assert_eq!(marks.max(), high);
    }
}
