//! Readings of texts, in tables.

use proptest::prelude::*;

use super::*;
use crate::char_name;

/// Each reading as its kind, how sure it is (`!` certain, `~` possible), and what it denotes.
fn readings(text: &str) -> Vec<String> {
    notations(text).iter().map(written).collect()
}

fn written(reading: &Notated<'_>) -> String {
    let sure = match reading.certainty {
        Certainty::Certain => "!",
        Certainty::Likely => "",
        Certainty::Possible => "~",
    };
    let hex = |it: &CodePoint| format!("{:04X}", it.value());
    let denoted = match &reading.denoted {
        Denoted::CodePoints(all) => all.iter().map(hex).collect::<Vec<_>>().join(" "),
        Denoted::Range(range) => format!("{}..{}", hex(range.start()), hex(range.end())),
        Denoted::Nothing(error) => error.to_string(),
    };
    format!("{}{sure}: {denoted}", reading.kind)
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(readings(text), *expected, "{text:?}");
    }
}

#[test]
fn words_are_no_notation() {
    for text in [
        "",
        "chess black",
        "registered",
        "letter a with acute",
        "король",
        "日本",
        "naïve",
        "e acute",
        "knight-queen",
        "o'clock",
        r"\alpha",
        r"\rightarrow",
        r"\times",
        r"\nu",
        r"\to",
        r"\beta",
        r"\delta",
        r"\bar",
        "R&D",
        "black & white",
        "100 %",
        "x=y",
        "script:greek",
        "age:15.0",
        "gc:Lu arrow",
        r"[\u0041-\u005A]",
        r"[\p{L}&\p{Greek}-[α-ω]]",
        "u+umlaut",
        "A-B",
        "1/2",
        "10",
        "x264",
        ":smile:",
        "arrow right",
        "ad",
        "be",
        "C",
        "a b",
    ]
    .iter()
    .filter(|text| text.len() != 1)
    {
        assert_eq!(readings(text), [""; 0], "{text:?}");
    }
}

#[test]
fn characters_denote_themselves() {
    check(&[
        ("♚", &["character!: 265A"]),
        (" ♚ ", &["character!: 265A"]),
        ("♚ ♛", &["character!: 265A 265B"]),
        ("a", &["character: 0061"]),
        ("7", &["character: 0037"]),
        ("日", &["character: 65E5"]),
        ("e\u{301}", &["character: 0065 0301"]),
        ("👨‍👩‍👧", &["character!: 1F468 200D 1F469 200D 1F467"]),
        ("1\u{FE0F}\u{20E3}", &["character!: 0031 FE0F 20E3"]),
        ("🇩🇪🇫🇷", &["character!: 1F1E9 1F1EA 1F1EB 1F1F7"]),
        ("\u{301}", &["character!: 0301"]),
        ("\u{200D}", &["character!: 200D"]),
        (" ", &["character!: 0020"]),
        ("\u{A0}", &["character!: 00A0"]),
        ("\t", &["character!: 0009"]),
        ("\0", &["character!: 0000"]),
        ("→⇒", &["character!: 2192 21D2"]),
        ("->", &["character~: 002D 003E"]),
        ("+", &["character: 002B"]),
        ("&", &["character: 0026"]),
        ("\\", &["character: 005C"]),
        ("'a'", &["character!: 0061"]),
        ("\"♚\"", &["character!: 265A"]),
        ("“♚”", &["character!: 265A"]),
        ("`->`", &["character!: 002D 003E"]),
        ("\"", &["character: 0022"]),
        ("♔..♟", &["character!: 2654..265F"]),
        ("♔-♟", &["character!: 2654 002D 265F", "character: 2654..265F"]),
        ("a..z", &["character!: 0061..007A"]),
        ("α–ω", &["character: 03B1..03C9"]),
        ("z..a", &["character!: the range ends before it starts: try U+0061..U+007A"]),
    ]);
}

#[test]
fn code_points_are_read_in_all_their_forms() {
    check(&[
        ("U+265A", &["code point!: 265A"]),
        ("u+265a", &["code point!: 265A"]),
        ("U+41", &["code point!: 0041"]),
        ("U+0001F600", &["code point!: 1F600"]),
        ("+265A", &["code point: 265A"]),
        ("u265a", &["code point: 265A"]),
        ("uni265A", &["code point: 265A"]),
        ("U+1F468 U+200D U+1F469", &["code point!: 1F468 200D 1F469"]),
        ("U+1F468, 200D, 1F469", &["code point!: 1F468 200D 1F469"]),
        ("U+1F468+200D+1F469", &["code point!: 1F468 200D 1F469"]),
        ("U+1F468U+200D", &["code point!: 1F468 200D"]),
        ("<U+265A>", &["code point!: 265A"]),
        ("U+D83D U+DE00", &["utf-16!: 1F600", "code point!: D83D DE00"]),
        ("U+D800", &["code point!: D800"]),
        ("U+FFFF", &["code point!: FFFF"]),
        ("U+110000", &["code point!: `110000` is above 10FFFF, the last code point"]),
        ("U+FFFFFFFFFFFF", &["code point!: `FFFFFFFFFFFF` is above 10FFFF, the last code point"]),
        ("U+26G5", &["code point!: `26G5` is not a hexadecimal number"]),
        ("U+", &[]),
        ("0x", &[]),
        ("U+2654..U+265F", &["code point!: 2654..265F"]),
        ("U+2654.", &["code point!: 2654"]),
        ("U+2654..", &["code point!: 2654"]),
        ("U+2654–", &["code point!: 2654"]),
        ("U+2654 - ", &["code point!: 2654"]),
        ("U+2654..U", &["code point!: 2654"]),
        ("U+2654..U+", &["code point!: 2654"]),
        ("U+2654..U+26", &["code point!: 2654"]),
        ("U+2654-26", &["code point!: 2654"]),
        ("U+41..U+5A", &["code point!: 0041..005A"]),
        ("0x2654..0", &["hexadecimal!: 2654"]),
        ("0x2654..0x26", &["hexadecimal!: 2654"]),
        ("2654..", &["hexadecimal: 2654", "decimal~: 0A5E"]),
        ("2654..26", &["hexadecimal: 2654", "decimal~: 0A5E"]),
        ("U+2654-265F", &["code point!: 2654..265F"]),
        ("U+2654 – U+265F", &["code point!: 2654..265F"]),
        ("U+265F..U+2654", &["code point!: the range ends before it starts: try U+2654..U+265F"]),
        ("U+0..U+110000", &["code point!: `110000` is above 10FFFF, the last code point"]),
        ("2654..265F", &["hexadecimal!: 2654..265F"]),
        ("2654-265F", &["hexadecimal: 2654..265F"]),
        ("bead-face", &["hexadecimal~: BEAD..FACE"]),
        ("dead-beef", &["hexadecimal~: DEAD BEEF"]),
        ("0x2654..0x265F", &["hexadecimal!: 2654..265F"]),
        ("U+265A ♚ BLACK CHESS KING", &["code point: 265A"]),
        ("A (U+0041), B (U+0042)", &["code point: 0041 0042"]),
    ]);
}

#[test]
fn numbers_are_read_as_what_they_can_be() {
    check(&[
        ("0x265A", &["hexadecimal!: 265A"]),
        ("0X265a", &["hexadecimal!: 265A"]),
        ("265Ah", &["hexadecimal!: 265A"]),
        ("0xE9", &["hexadecimal!: 00E9"]),
        ("0x110000", &["hexadecimal!: `110000` is above 10FFFF, the last code point"]),
        ("265A", &["hexadecimal: 265A"]),
        ("1f600", &["hexadecimal: 1F600"]),
        ("265A 265B", &["hexadecimal: 265A 265B"]),
        ("face", &["hexadecimal~: FACE"]),
        ("decade", &[]),
        ("9818", &["hexadecimal: 9818", "decimal~: 265A"]),
        ("128512", &["decimal: 1F600"]),
        ("dec:9818", &["decimal!: 265A"]),
        ("dec:9z", &["decimal!: `9z` is not a decimal number"]),
        ("#9818", &["decimal~: 265A"]),
        ("hex: 265A", &["hexadecimal!: 265A"]),
        ("C3A9", &["utf-8: 00E9", "hexadecimal: C3A9"]),
        ("e2 99 9a", &["utf-8!: 265A"]),
        ("E2999A", &["utf-8!: 265A"]),
        ("0xE2999A", &["utf-8!: 265A"]),
        ("E2-99-9A", &["utf-8!: 265A"]),
        ("e2:99:9a", &["utf-8!: 265A"]),
        ("0xE2 0x99 0x9A", &["utf-8!: 265A", "hexadecimal: 00E2 0099 009A"]),
        ("{0xE2, 0x99, 0x9A}", &["utf-8!: 265A", "hexadecimal: 00E2 0099 009A"]),
        ("<E2><99><9A>", &["utf-8!: 265A"]),
        ("F0 9F 98 80", &["utf-8!: 1F600"]),
        ("F09F9880", &["utf-8!: 1F600"]),
        ("41 42", &["utf-8: 0041 0042"]),
        ("de ad", &["utf-8~: 07AD"]),
        ("[226, 153, 154]", &["utf-8: 265A"]),
        // Two digits and three.
        ("41", &["hexadecimal~: 0041"]),
        ("e9", &["hexadecimal~: 00E9"]),
        ("2BC", &["hexadecimal~: 02BC"]),
        ("342 231 232", &["utf-8: 265A"]),
        ("UTF-8 E2 99 9A", &["utf-8!: 265A"]),
        ("utf-16 265a", &["utf-16!: 265A"]),
        ("utf8:e2999a", &["utf-8!: 265A"]),
        ("UTF-8: E2 99 9A", &["utf-8!: 265A"]),
        ("utf16:265A", &["utf-16!: 265A"]),
        ("utf16:D83D DE00", &["utf-16!: 1F600"]),
        ("utf-16le:5A26", &["utf-16!: 265A"]),
        ("utf16:D83D", &["utf-16!: no UTF-16: D83D is half of a pair"]),
        ("utf16:265", &["utf-16!: half a unit of UTF-16 is left over"]),
        ("utf32:265A", &["utf-32!: 265A"]),
        ("D83D DE00", &["utf-16!: 1F600", "hexadecimal: D83D DE00"]),
        ("D83DDE00", &["utf-16!: 1F600"]),
        ("0001F600", &["utf-32: 1F600"]),
        ("e2 99", &["utf-8: no UTF-8 from byte 1 on: E2 lacks the bytes that follow it"]),
        ("c0 80", &["utf-8: no UTF-8 from byte 1 on: C0 never stands in UTF-8"]),
        ("e0 80 80", &["utf-8: no UTF-8 from byte 1 on: E0 80 starts a form that is longer than need be"]),
        ("utf8:41 ed a0 bd", &["utf-8!: no UTF-8 from byte 2 on: ED A0 starts a surrogate, as in CESU-8"]),
        ("utf8:f4 90 80 80", &["utf-8!: no UTF-8 from byte 1 on: F4 90 starts a number above 10FFFF"]),
        ("utf8:80", &["utf-8!: no UTF-8 from byte 1 on: 80 continues nothing"]),
        ("utf8:xyz", &["utf-8!: `xyz` is not a hexadecimal number"]),
    ]);
}

#[test]
fn escapes_are_read_with_what_stands_around_them() {
    check(&[
        (r"\u265A", &["escape!: 265A"]),
        (r"\u{1F600}", &["escape!: 1F600"]),
        (r"\u{1F468 200D 1F469}", &["escape!: 1F468 200D 1F469"]),
        (r"\U0001F600", &["escape!: 1F600"]),
        (r"\uD83D\uDE00", &["escape!: 1F600"]),
        (r"\uD83D", &["escape!: D83D"]),
        (r"\u1F600", &["escape!: 1F60 0030", "escape: 1F600"]),
        (r"\x{265A}", &["escape!: 265A"]),
        (r"\o{23132}", &["escape!: 265A"]),
        (r"\xE2\x99\x9A", &["utf-8!: 265A"]),
        (r"\xe9", &["escape!: 00E9"]),
        (r"\x265A", &["escape!: 265A"]),
        (r"\342\231\232", &["utf-8!: 265A", "css~: 0342 0231 0232"]),
        (r"\101", &["escape!: 0041", "css~: 0101"]),
        (r"\265A ", &["css!: 265A"]),
        (r"\2665", &["css!: 2665"]),
        (r"\\u265A", &["escape!: 265A"]),
        (r"\n", &["escape!: 000A"]),
        (r"\r\n", &["escape!: 000D 000A"]),
        (r"'\u{265a}'", &["escape!: 265A"]),
        (r#""caf\u00e9""#, &["escape!: 0063 0061 0066 00E9"]),
        (r"caf\u00e9", &["escape!: 0063 0061 0066 00E9"]),
        (r"b'\xe2\x99\x9a'", &["utf-8!: 265A"]),
        (r"$'\u265A'", &["escape!: 265A"]),
        (r"\N{BLACK CHESS KING}", &["name!: 265A"]),
        (r"\N{line feed}", &["name!: 000A"]),
        (r"\N{U+265A}", &["name!: 265A"]),
        (r"\N{no such}", &["name!: no character or sequence is named `no such`"]),
        (r"\u{110000}", &["escape!: `110000` is above 10FFFF, the last code point"]),
        (r"\u{}", &["escape!: `` is not a hexadecimal number"]),
        (r"\u{xy}", &["escape!: `xy` is not a hexadecimal number"]),
        (r"\U00110000", &["escape!: `00110000` is above 10FFFF, the last code point"]),
        (r"\xC0\x80", &["escape: no UTF-8 from byte 1 on: C0 never stands in UTF-8", "escape: 00C0 0080"]),
        ("&#9818;", &["html!: 265A"]),
        ("&#9818", &["html!: 265A"]),
        ("&#x265A;", &["html!: 265A"]),
        ("&#X265a", &["html!: 265A"]),
        ("&#x110000;", &["html!: `110000` is above 10FFFF, the last code point"]),
        ("&#128;", &["html!: 20AC"]),
        ("&#xyz;", &["html!: `yz` is not a hexadecimal number"]),
        ("&nbsp;", &["html!: 00A0"]),
        ("&nbsp", &["html!: 00A0"]),
        ("&NotEqualTilde;", &["html!: 2242 0338"]),
        ("Tom &amp; Jerry", &["html!: 0054 006F 006D 0020 0026 0020 004A 0065 0072 0072 0079"]),
        ("&nosuchthing;", &["html!: HTML has no entity `nosuchthing`"]),
        ("%E2%99%9A", &["url!: 265A"]),
        ("%e2%99%9a", &["url!: 265A"]),
        ("%u265A", &["url!: 265A"]),
        ("%uD83D%uDE00", &["url!: 1F600"]),
        ("caf%C3%A9", &["url!: 0063 0061 0066 00E9"]),
        ("%E9", &["url: 00E9"]),
        ("%20", &["url!: 0020"]),
        ("50%25", &["url~: 0035 0030 0025"]),
        ("%C0%80", &["url: no UTF-8 from byte 1 on: C0 never stands in UTF-8"]),
        ("%ED%A0%BD", &["url: no UTF-8 from byte 1 on: ED A0 starts a surrogate, as in CESU-8"]),
        ("=E2=99=9A", &["quoted-printable!: 265A"]),
        ("caf=C3=A9", &["quoted-printable: 0063 0061 0066 00E9"]),
    ]);
}

#[test]
fn long_texts_are_bounded() {
    let too_many = |text: String| {
        let error = NotationError::TooManyCodePoints;
        assert_eq!(notations(&text)[0].error(), Some(&error), "{}", &text[..20]);
    };
    too_many("♚".repeat(CODE_POINTS_MAX + 1));
    too_many("U+265A ".repeat(CODE_POINTS_MAX + 1));
    too_many(r"\u265A".repeat(CODE_POINTS_MAX + 1));
    too_many("&#9818;".repeat(CODE_POINTS_MAX + 1));
    too_many("%E2%99%9A".repeat(CODE_POINTS_MAX + 1));
    assert_eq!(notations(&"♚".repeat(CODE_POINTS_MAX))[0].items(), [Item::Char('♚')]);
    assert_eq!(notations(&"\u{301}".repeat(1_000_000)), []);
    assert_eq!(readings(&"chess black ".repeat(50)), [""; 0]);
}

#[test]
fn items_are_sequences_composed_forms_and_characters() {
    let items = |text: &str| notations(text)[0].items();
    assert_eq!(items("e\u{301}"), [Item::Char('é'), Item::Char('e'), Item::Char('\u{301}')]);
    let family = Item::of("👨‍👩‍👧").unwrap();
    assert_eq!(items("👨‍👩‍👧")[..2], [family, Item::Char('👨')]);
    assert_eq!(items("🇩🇪🇫🇷")[0], Item::of("🇩🇪").unwrap());
    assert_eq!(items("♚♚♛"), [Item::Char('♚'), Item::Char('♛')]);
    assert_eq!(items("U+D800"), [Item::Surrogate(CodePoint::new(0xD800).unwrap())]);
    assert_eq!(
        items("U+0065 U+0301 U+DC00")[2..],
        [Item::Char('\u{301}'), Item::from(CodePoint::new(0xDC00).unwrap())]
    );
    assert_eq!(notations("U+265A king")[0].part, "U+265A");
}

#[test]
fn every_name_names_its_character() {
    // A sample of all, and those whose names are alike.
    let sample = ('\0'..=char::MAX).filter(|c| u32::from(*c) % 97 == 0);
    for c in sample.chain([
        '\u{116C}',
        '\u{1180}',
        '가',
        '一',
        '\u{17000}',
        '\u{F0A}',
        '\u{F60}',
        '\u{F68}',
        'a',
        'ا',
    ]) {
        let Some(name) = char_name(c) else { continue };
        let name = name.to_string();
        assert_eq!(item_named(&name), Some(Item::Char(c)), "{name}");
        assert_eq!(item_named(&name.to_lowercase().replace(' ', "_")), Some(Item::Char(c)), "{name}");
        if c != '\u{1180}' {
            assert_eq!(item_named(&name.to_lowercase().replace(' ', "-")), Some(Item::Char(c)), "{name}");
        }
        assert!(name.len() <= 100);
    }
    assert_eq!(item_named("ZWJ"), Some(Item::Char('\u{200D}')));
    assert_eq!(item_named("flag: France"), Item::of("🇫🇷"));
    assert_eq!(item_named("flag:-france"), Item::of("🇫🇷"));
    assert_eq!(item_named(""), None);
    assert_eq!(item_named("- _"), None);
    assert_eq!(item_named(&"LETTER ".repeat(10_000)), None);
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        for reading in notations(&text) {
            reading.items();
            reading.to_text();
            let _error = reading.error().map(ToString::to_string);
        }
    }

    #[test]
    fn no_near_notation_panics(text in r#"[uUxN0-9a-fA-FéG+\\{}&#;%=.,:'" <>h…-]{0,24}"#) {
        for reading in notations(&text) {
            let _error = reading.error().map(ToString::to_string);
            if let Denoted::CodePoints(code_points) = &reading.denoted {
                prop_assert!(!code_points.is_empty() && code_points.len() <= CODE_POINTS_MAX);
            }
        }
    }
}
