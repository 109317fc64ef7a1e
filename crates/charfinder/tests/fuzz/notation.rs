//! Notations: readings are bounded, and what they denote can be told.

use std::time::Duration;

use charfinder::{CODE_POINTS_MAX, Denoted, encodings, item_named, notations};

use crate::is_unsafe;
use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "notations",
    cases: 3_000,
    time_max: Duration::from_millis(50),
    time_max_each_thousand: Duration::from_millis(5),
    clock: Clock::Thread,
};

#[test]
fn notations_are_read_within_limits() {
    TARGET.fuzz(|text, _| {
        let text = String::from_utf8_lossy(text);
        let readings = notations(&text);
        assert!(readings.len() <= READINGS_MAX, "{} readings", readings.len());
        for reading in &readings {
            assert!(text.contains(reading.part));
            assert!(reading.items().len() <= 3 * CODE_POINTS_MAX);
            match &reading.denoted {
                Denoted::CodePoints(code_points) => {
                    assert!((1..=CODE_POINTS_MAX).contains(&code_points.len()));
                    assert!(!reading.items().is_empty());
                    let written = encodings(code_points).map(|(_, text)| text.len()).max();
                    assert!(written.unwrap_or(0) <= WRITTEN_BYTES_MAX * code_points.len());
                }
                Denoted::Range(range) => assert!(range.start() <= range.end()),
                Denoted::Nothing(error) => {
                    let told = error.to_string();
                    assert!(!told.is_empty() && told.len() <= ERROR_BYTES_MAX, "{told:?}");
                    assert!(!told.contains(is_unsafe), "{told:?}");
                }
                _ => {}
            }
        }
        let named = item_named(&text);
        assert!(named.is_none_or(|item| !item.name().is_empty()));
    });
}

/// A text has not many readings.
const READINGS_MAX: usize = 12;
/// The longest notation of a code point, `\N{…}`, has its name.
const WRITTEN_BYTES_MAX: usize = 130;
const ERROR_BYTES_MAX: usize = 1_200;
