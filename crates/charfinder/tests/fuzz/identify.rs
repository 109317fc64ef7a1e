//! The analysis of texts: characters cover the text, findings lie in it, messages can be shown.

use std::time::Duration;

use charfinder::identify::{Summary, Unit, characters, findings};

use crate::is_unsafe;
use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "identify",
    cases: 500,
    time_max: Duration::from_millis(50),
    time_max_each_thousand: Duration::from_millis(60),
    clock: Clock::Thread,
};

#[test]
fn texts_are_identified_within_limits() {
    TARGET.fuzz(|text, _| {
        let mut end = 0;
        for character in characters(text) {
            assert_eq!(character.position.byte, end);
            end += match character.unit {
                Unit::Char(c) => c.len_utf8(),
                Unit::Byte(..) => 1,
            };
        }
        assert_eq!(end, text.len());
        for character in characters(text).take(200) {
            assert!(!character.name().is_empty());
            let _is_told = (character.cells(), character.looks_like(), character.category());
        }
        for finding in findings(text) {
            assert!(finding.bytes.start <= finding.bytes.end && finding.bytes.end <= text.len());
            assert!(finding.message.len() <= MESSAGE_BYTES_MAX, "{} bytes", finding.message.len());
            assert!(!finding.message.contains(is_unsafe), "{:?}", finding.message);
        }
        let summary = Summary::of(text);
        assert_eq!(summary.bytes, text.len());
        assert!(summary.clusters <= summary.chars + summary.invalid_bytes);
    });
}

/// A message may quote a word.
const MESSAGE_BYTES_MAX: usize = 4_000;
