//! Texts and what is told of them, in tables; limits; texts of any bytes.

use proptest::prelude::*;

use super::*;

/// Each finding as its kind, `~` for a note and `!!` for danger, and the bytes it is about.
fn found(text: &[u8]) -> Vec<String> {
    let written = |finding: Finding| {
        let severity = match finding.severity {
            Severity::Note => "~",
            Severity::Warning => "",
            Severity::Danger => "!!",
        };
        format!("{}{severity} {}..{}", finding.kind, finding.bytes.start, finding.bytes.end)
    };
    findings(text).map(written).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(found(text.as_bytes()), *expected, "{text:?}");
    }
}

#[test]
fn what_people_write_is_nothing_to_tell_of() {
    for text in [
        "",
        "chess black\n\tking\n",
        "naïve café — “quotes” don’t… 50 % × 3½",
        "Привет, мир! О, а я и он с ней.",
        "Ελλάδα, και η Α",
        "日本語のテキスト、한국어 漢字 ㄅㄆ",
        "עברית ועוד",
        "العربية ١٢٣",
        "हिन्दी क्\u{200D}ष",
        "فارسی می\u{200C}شود",
        "Türkçe ılık kısa",
        "👍🏽 ❤️ ♚ 🐱",
        "ｶﾀｶﾅ",
        "x₁ + y² = ½",
        "ᠠ\u{180B}",
        "葛\u{E0100}",
    ] {
        let suspicious: Vec<Finding> =
            findings(text.as_bytes()).filter(|finding| finding.kind != FindingKind::Sequence).collect();
        assert_eq!(suspicious, [], "{text:?}");
    }
}

#[test]
fn what_cannot_be_seen_is_found() {
    check(&[
        ("a\u{200B}b", &["invisible 1..4"]),
        ("a\u{200D}b", &["invisible 1..4"]),
        ("\u{200C}", &["invisible 0..3"]),
        ("a\u{AD}b", &["invisible~ 1..3"]),
        ("a\u{A0}b", &["space~ 1..3"]),
        ("a\u{2028}b", &["space 1..4"]),
        ("\u{3164}", &["invisible 0..3"]),
        ("\u{FEFF}a\u{FEFF}", &["byte-order-mark~ 0..3", "invisible 4..7"]),
        ("a\0b\x1B[0m\u{85}", &["control 1..2", "control 3..4", "control 7..9"]),
        ("\u{E000}", &["private-use~ 0..3"]),
        ("\u{378}", &["unassigned 0..2"]),
        ("\u{FFFE}", &["noncharacter 0..3"]),
        ("\u{FFFD}", &["replacement 0..3"]),
        ("a\u{FE0F}", &["variation-selector 1..4"]),
        ("a\u{E0101}", &["variation-selector 1..5"]),
        ("😀\u{FE00}\u{FE01}\u{FE02}", &["variation-selector!! 4..13"]),
        ("a\u{E0068}\u{E0069}", &["tags!! 1..9"]),
        ("🏴\u{E0068}\u{E0069}", &["tags!! 4..12"]),
    ]);
    let message = |text: &str| findings(text.as_bytes()).next().unwrap().to_string();
    assert_eq!(message("a\u{E0068}\u{E0069}"), "2 tag characters, which are not seen, say `hi`");
    // "hey", as bytes are hidden behind an emoji.
    let hidden: String =
        "hey".bytes().map(|byte| char::from_u32(0xE0100 + u32::from(byte) - 16).unwrap()).collect();
    assert!(message(&format!("😀{hidden}")).ends_with(": `hey`"));
    assert_eq!(message("\0"), "U+0000 NULL is a control character");
    assert_eq!(message("\u{200B}"), "U+200B ZERO WIDTH SPACE is not seen");
}

#[test]
fn directions_that_stay_open_are_found() {
    check(&[
        ("a\u{202E}b\u{202C}c", &["bidi-control!! 1..4", "bidi-control~ 5..8"]),
        ("\u{202E}b\nc", &["bidi-control!! 0..3", "bidi-unclosed!! 0..3"]),
        ("\u{2066}\u{202B}x\u{2069}", &["bidi-control 0..3", "bidi-control 3..6", "bidi-control~ 7..10"]),
        ("\u{2067}x", &["bidi-control 0..3", "bidi-unclosed!! 0..3"]),
        ("x\u{202C}", &["bidi-unmatched 1..4"]),
        ("\u{2066}\u{202C}\u{2069}", &["bidi-control 0..3", "bidi-unmatched 3..6", "bidi-control~ 6..9"]),
        ("\u{2069}", &["bidi-unmatched 0..3"]),
        ("\u{200F}a\u{61C}", &["bidi-control~ 0..3", "bidi-control~ 4..6"]),
        ("\u{202B}\u{2029}", &["bidi-control 0..3", "bidi-unclosed!! 0..3", "space 3..6"]),
    ]);
}

#[test]
fn words_in_disguise_are_found() {
    check(&[
        ("p\u{430}ypal", &["mixed-scripts!! 0..7"]),
        ("раура\u{4CF}", &["confusable 0..12"]),
        ("Δt", &["mixed-scripts~ 0..3"]),
        ("𝐩𝐚𝐲", &["confusable 0..12"]),
        ("ｐａｙ", &["confusable 0..9"]),
        ("２０", &[]),
        ("12٣", &["mixed-numbers 0..4"]),
        ("Toys-Я-Us", &[]),
    ]);
    let odd = |text: &str| findings(text.as_bytes()).next().unwrap().places().collect::<Vec<_>>();
    assert_eq!(odd("p\u{430}yp\u{430}l"), [1, 5], "the letters that differ, and not the first of the word");
    assert_eq!(odd("прив\u{65}т"), [8]);
    assert_eq!(odd("ひらがな漢字x"), [18], "kana and ideographs are one writing system");
    assert_eq!(odd("x a\u{200B}b"), [3]);
    // A short word among others of its script is one of them.
    assert_eq!(found("сосо".as_bytes()), ["confusable 0..8"]);
    assert_eq!(found("сосо и жук".as_bytes()), [""; 0]);
    let message = findings("pаypal".as_bytes()).next().unwrap().message;
    assert_eq!(message, "`pаypal` looks like `paypal`, but is written in Latin and Cyrillic");
    let alike: Vec<Option<String>> = characters("aая".as_bytes()).map(|it| it.looks_like()).collect();
    assert_eq!(alike, [None, Some("a".to_owned()), None]);
}

#[test]
fn marks_forms_sequences_and_line_ends_are_found() {
    check(&[
        ("e\u{301}", &["not-normalized~ 0..3"]),
        ("\u{212B}", &["not-normalized~ 0..3"]),
        ("a\r\nb\nc\n", &["mixed-line-ends~ 4..5"]),
        ("a\rb\r\n", &["mixed-line-ends~ 3..5"]),
        ("🇫🇷", &["sequence~ 0..8"]),
        ("👨\u{200D}👩\u{200D}👧", &["sequence~ 0..18"]),
        ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", &["sequence~ 0..28"]),
    ]);
    let piled = format!("Z{}", "\u{335}".repeat(MARKS_MAX + 1));
    assert_eq!(found(piled.as_bytes()), ["many-marks 0..19"]);
    let message = findings("e\u{301}".as_bytes()).next().unwrap().message;
    assert_eq!(message, "U+0065 U+0301 is U+00E9 in NFC");
}

#[test]
fn bytes_that_are_no_utf8_are_found_where_they_are() {
    assert_eq!(found(b"a\xFFb\xE2\x99"), ["invalid-utf-8!! 1..2", "invalid-utf-8!! 3..5"]);
    assert_eq!(found(b"\xC0\x80"), ["invalid-utf-8!! 0..1", "invalid-utf-8!! 1..2"]);
    let all: Vec<Character> = characters(b"a\xFF\xE2\x99\xC3\xA9").collect();
    let offsets: Vec<(usize, usize, usize)> =
        all.iter().map(|it| (it.position.byte, it.position.char, it.position.cluster)).collect();
    assert_eq!(offsets, [(0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 3, 2), (4, 4, 3)]);
    assert_eq!(all[2].name(), "<invalid byte E2>");
    assert_eq!(all[2].cells(), None);
    assert_eq!(all[4].name(), "LATIN SMALL LETTER E WITH ACUTE");
}

#[test]
fn characters_know_their_place() {
    let all: Vec<Character> = characters("e\u{301}x\r\n一\n\u{0}".as_bytes()).collect();
    let places: Vec<(usize, usize, bool)> =
        all.iter().map(|it| (it.position.line, it.position.column, it.starts_cluster)).collect();
    let expected = [
        (1, 1, true),
        (1, 2, false),
        (1, 3, true),
        (1, 4, true),
        (1, 5, false),
        (2, 1, true),
        (2, 2, true),
        (3, 1, true),
    ];
    assert_eq!(places, expected);
    let cells: Vec<Option<usize>> = all.iter().map(Character::cells).collect();
    assert_eq!(cells, [Some(1), Some(0), Some(1), None, None, Some(2), None, None]);
    assert_eq!(all[7].name(), "<control-0000>");
}

#[test]
fn a_summary_counts_everything() {
    let summary = Summary::of("é e\u{301} 👨\u{200D}👩\u{200D}👧 漢\r\nЖ".as_bytes());
    let counted = [summary.bytes, summary.chars, summary.clusters, summary.cells, summary.utf16_units];
    assert_eq!(counted, [33, 15, 9, 10, 18]);
    assert_eq!((summary.line_ends, summary.invalid_bytes), (1, 0));
    let scripts: Vec<&str> = summary.scripts.iter().map(|script| script.name()).collect();
    assert_eq!(scripts, ["Latin", "Han", "Cyrillic"]);
    assert_eq!(summary.normal_forms, []);
    assert_eq!(Summary::of(b"abc").normal_forms.len(), 4);
    let forms = Summary::of("é".as_bytes()).normal_forms;
    assert_eq!(forms.iter().map(|form| form.as_str()).collect::<Vec<_>>(), ["NFC", "NFKC"]);
    assert_eq!(Summary::of(b"\xFF\xFE").invalid_bytes, 2);
}

#[test]
fn long_runs_are_told_in_few_findings() {
    let check = |text: String, most: usize| {
        let all: Vec<Finding> = findings(text.as_bytes()).collect();
        assert!(all.len() <= most, "{} findings", all.len());
        assert!(all.iter().all(|finding| finding.message.len() < 2000));
        assert_eq!(characters(text.as_bytes()).count(), text.chars().count());
        Summary::of(text.as_bytes());
    };
    check(format!("Z{}", "\u{301}".repeat(100_000)), 2);
    check(format!("Z{}", "\u{FE0F}".repeat(100_000)), 2);
    check(format!("Z{}", "\u{E0041}".repeat(100_000)), 2);
    check(format!("Z{}", "\u{200D}".repeat(100_000)), 70);
    check("a".repeat(100_000), 0);
    check("а".repeat(100_000), 100_000);
    check("\u{202B}".repeat(1000), 1000 + BIDI_DEPTH_MAX);
    check("🇫".repeat(10_001), 10_001);
}

proptest! {
    #[test]
    fn no_bytes_panic_and_every_byte_is_in_its_place(text in any::<Vec<u8>>()) {
        let bytes: usize = characters(&text).map(|it| it.char().map_or(1, char::len_utf8)).sum();
        prop_assert_eq!(bytes, text.len());
        for finding in findings(&text) {
            prop_assert!(finding.bytes.start < finding.bytes.end && finding.bytes.end <= text.len());
            prop_assert!(!finding.message.chars().any(|c| c.is_control() || crate::is_bidi_control(c)));
        }
        let summary = Summary::of(&text);
        prop_assert_eq!(summary.bytes, text.len());
        prop_assert!(summary.clusters <= summary.chars);
    }

    #[test]
    fn no_odd_text_panics(text in "[aа1٣ \\n\\r\u{200D}\u{FE0F}\u{202E}\u{2066}\u{2069}\u{202C}\u{301}\u{E0041}🏴👨漢ｱＡ\u{85}]{0,40}") {
        for finding in findings(text.as_bytes()) {
            prop_assert!(text.is_char_boundary(finding.bytes.start) && text.is_char_boundary(finding.bytes.end));
            prop_assert!(!finding.message.chars().any(|c| c.is_control() || crate::is_bidi_control(c)));
        }
    }
}
