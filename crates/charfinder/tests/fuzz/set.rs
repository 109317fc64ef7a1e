//! Expressions of sets, and filters: a set that is read can be written and read again, an error says where.

use std::time::Duration;

use charfinder::CodePointSet;
use charfinder::set::{FILTERS, filter};

use crate::is_unsafe;
use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "sets",
    cases: 2_000,
    time_max: Duration::from_millis(150),
    time_max_each_thousand: Duration::from_millis(20),
    clock: Clock::Thread,
};

#[test]
fn expressions_of_sets_are_read_within_limits() {
    TARGET.fuzz(|text, random| {
        let text = String::from_utf8_lossy(text);
        // Most texts are no expression by themselves.
        let expression = match random.below(4) {
            0 => format!("[{text}]"),
            1 => format!("\\p{{{text}}}"),
            2 => format!("[\\p{{L}}-{text}]"),
            _ => text.to_string(),
        };
        match CodePointSet::parse(&expression) {
            Ok(set) => {
                let members = set.ranges().map(|range| range.end().value() - range.start().value() + 1);
                assert_eq!(members.sum::<u32>(), set.len());
                let written = set.to_string();
                // What is written is long where a set has many runs, and then it is no expression that a person would give.
                if let Ok(again) = CodePointSet::parse(&written) {
                    assert_eq!(again, set, "{written}");
                }
            }
            Err(error) => {
                assert!(error.at() <= expression.chars().count());
                assert!(error.to_string().len() <= ERROR_BYTES_MAX, "{error}");
                assert!(!error.to_string().contains(is_unsafe), "{error:?}");
            }
        }
        let (name, _) = FILTERS[random.below(FILTERS.len())];
        if let Err(error) = filter(name, &text) {
            assert!(error.to_string().len() <= ERROR_BYTES_MAX, "{error}");
            assert!(!error.to_string().contains(is_unsafe), "{error:?}");
        }
    });
}

/// An error names what was not understood, cut short, and what is near it.
const ERROR_BYTES_MAX: usize = 2_000;
