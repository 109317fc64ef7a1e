//! Descriptions of characters, and of what is none.

use std::collections::HashSet;

use super::*;
use crate::{CodePointSet, json};

fn of(value: u32) -> Description {
    Description::of(CodePoint::new(value).unwrap())
}

fn check(value: u32, facts: &[(&str, &str)]) {
    let description = of(value);
    for (key, expected) in facts {
        let found = description.fact(key).map(|fact| fact.value.to_string());
        assert_eq!(found.as_deref(), Some(*expected), "{key} of {value:X}");
    }
}

#[test]
fn what_is_known_of_a_character_is_told() {
    check(
        0x265A,
        &[
            ("codepoint", "U+265A"),
            ("char", "U+265A ♚"),
            ("name", "BLACK CHESS KING"),
            ("kind", "character"),
            ("category", "Other Symbol (So)"),
            ("block", "Miscellaneous Symbols"),
            ("script", "Common (Zyyy)"),
            ("age", "1.1"),
            ("utf-8", "E2 99 9A"),
            ("east_asian_width", "Neutral (N)"),
            ("cells", "1"),
            ("mirrored", "no"),
            ("previous", "U+2659"),
            ("next", "U+265B"),
        ],
    );
    check(
        0xDF,
        &[
            ("uppercase", "U+0053 U+0053 SS"),
            ("simple_uppercase", "U+00DF ß"),
            ("casefold", "U+0073 U+0073 ss"),
        ],
    );
    check(
        0xBD,
        &[
            ("decomposition_type", "Fraction (fraction)"),
            ("nfkd", "U+0031 U+2044 U+0032 1⁄2"),
            ("numeric_value", "1/2"),
            ("html-entity", "&frac12;"),
        ],
    );
    check(0x28, &[("mirroring_glyph", "U+0029"), ("bidi_paired_bracket_type", "Open")]);
    check(0xA, &[("label", "<control-000A>"), ("kind", "control"), ("abbreviation", "LF, NL, EOL")]);
    assert!(of(0x61).fact("confusable_with").unwrap().value.to_string().contains("U+0430"));
}

#[cfg(feature = "unihan")]
#[test]
fn what_unihan_says_of_ideographs_is_told() {
    check(
        0x597D,
        &[
            ("definition", "good, excellent, fine; well"),
            ("mandarin", "hǎo, hào, hāo"),
            ("korean", "호"),
            ("radicals", "38 ⼥ + 3"),
            ("strokes", "6"),
        ],
    );
    check(0x3687, &[("radicals", "35 ⼢ + 6, 66 ⽁ + 6")]);
    assert_eq!(of(0x61).section("ideograph"), None);
    let fewer =
        (1..=214).find_map(|radical| crate::unihan::by_radical(radical, i8::MIN..=-1).next()).unwrap();
    assert!(of(fewer.into()).fact("radicals").unwrap().value.to_string().contains(" − "), "{fewer}");
    let mut out = Vec::new();
    json::write_description(&mut out, &of(0x597D));
    let parsed: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let radical = serde_json::json!({
        "number": 38, "form": 0, "character": "⼥", "ideograph": "女", "residual": 3
    });
    assert_eq!(parsed["ideograph"]["radicals"], serde_json::json!([radical]));
    assert_eq!(parsed["ideograph"]["mandarin"][0], "hǎo");
}

#[test]
fn what_is_no_character_is_described_sensibly() {
    for (value, title, kind, previous, next) in [
        (0x378, "<reserved-0378>", "reserved", "U+0377", "U+037A"),
        (0xD800, "<surrogate-D800>", "surrogate", "U+D7FB", "U+D801"),
        (0xE000, "<private-use-E000>", "private-use", "U+DFFF", "U+E001"),
        (0xFFFF, "<noncharacter-FFFF>", "noncharacter", "U+FFFD", "U+10000"),
        (0x5_0000, "<reserved-50000>", "reserved", "U+3347B", "U+E0001"),
    ] {
        let description = of(value);
        assert_eq!(description.title(), title);
        assert_eq!(description.fact("kind").unwrap().value.to_string(), kind);
        let neighbours = ["previous", "next"].map(|key| description.fact(key).unwrap().value.to_string());
        if value != 0x5_0000 {
            assert_eq!(neighbours, [previous, next], "{value:X}");
        } else {
            assert_eq!(neighbours[1], next);
        }
    }
    assert_eq!(of(0).fact("previous"), None);
    assert_eq!(of(0x10_FFFF).fact("next"), None);
    assert_eq!(of(0xD800).fact("char"), None);
}

#[test]
fn facts_have_keys_of_their_own_and_sets_that_contain_the_code_point() {
    for value in [
        0, 0x41, 0xDF, 0x301, 0x378, 0x6DD, 0x93F, 0x200D, 0x265A, 0x4E00, 0xAC00, 0xD800, 0xE000, 0xFFFF,
        0x1F431, 0x10_FFFF,
    ] {
        let description = of(value);
        let mut keys = HashSet::new();
        for fact in description.sections().iter().flat_map(|section| &section.facts) {
            assert!(keys.insert(fact.key), "{} is told twice of {value:X}", fact.key);
            if let Some(expression) = &fact.expression {
                let set =
                    CodePointSet::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
                assert!(set.contains(description.code_point()), "{expression} and {value:X}");
            }
        }
    }
}

#[test]
fn what_is_shown_moves_no_cursor() {
    for value in (0..0x400).chain(0x2000..0x2100).chain([0xD800, 0xFEFF, 0xE_0001]) {
        for fact in of(value).sections().iter().flat_map(|section| &section.facts) {
            let shown = fact.value.to_string();
            assert!(!shown.chars().any(char::is_control), "{} of {value:X}", fact.key);
            assert!(!shown.contains(['\u{202E}', '\u{2066}', '\u{2028}']), "{} of {value:X}", fact.key);
        }
    }
}

#[test]
fn descriptions_are_json_for_every_kind_of_code_point() {
    for value in [0, 0x22, 0x41, 0x378, 0x265A, 0xD800, 0xE000, 0xFFFF, 0x1F431] {
        let mut out = Vec::new();
        json::write_description(&mut out, &of(value));
        let parsed: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(parsed["codepoint"], format!("U+{value:04X}"));
        assert_eq!(parsed["char"].as_str(), char::from_u32(value).map(String::from).as_deref());
        assert!(parsed["category"]["short"].is_string() && parsed["layout"]["mirrored"].is_boolean());
    }
}
