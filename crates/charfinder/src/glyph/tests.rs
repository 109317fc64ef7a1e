//! What is shown, and that nothing else is.

use proptest::prelude::*;

use super::*;

#[test]
fn what_cannot_be_seen_is_a_label() {
    for (value, expected) in [
        (0x265A, "♚"),
        (0x41, "A"),
        (0x20, "SP"),
        (0x0A, "␊"),
        (0x7F, "␡"),
        (0x85, "NEL"),
        (0x80, "PAD"),
        (0xA0, "NBSP"),
        (0xAD, "SHY"),
        (0x301, "◌\u{301}"),
        (0x34F, "CGJ"),
        (0x600, "\u{600}"),
        (0x200D, "ZWJ"),
        (0x202E, "RLO"),
        (0x2003, "2003"),
        (0x2028, "2028"),
        (0xD800, "D800"),
        (0xE000, "\u{E000}"),
        (0xFE0F, "VS16"),
        (0xFDFD, "\u{FDFD}"),
        (0xFFFF, "FFFF"),
        (0x378, "0378"),
        (0xE0041, "E0041"),
    ] {
        assert_eq!(Glyph::picture(&[CodePoint::new(value).unwrap()]), expected, "{value:X}");
    }
    let family: Vec<CodePoint> = "👨\u{200D}👩".chars().map(CodePoint::from).collect();
    assert_eq!(Glyph::picture(&family), "👨\u{200D}👩");
    assert_eq!(Glyph::picture(&[]), "");
}

#[test]
fn a_line_is_safe_and_says_what_is_hidden() {
    for (text, expected) in [
        ("chess", "chess"),
        ("a\tb\r\n", r"a\u{9}b\u{d}\u{a}"),
        ("\u{9b}31m", r"\u{9b}31m"),
        ("\u{202e}cba\u{2066}", r"\u{202e}cba\u{2066}"),
        ("\u{feff}x\u{200b}y\u{a0}z", r"\u{feff}x\u{200b}y\u{a0}z"),
        ("e\u{301}", "e\u{301}"),
        ("שלום", "שלום"),
        ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"),
        ("\u{ffff}\u{378}", r"\u{ffff}\u{378}"),
    ] {
        assert_eq!(OneLine::new(text).to_string(), expected, "{text:?}");
    }
    let piled = OneLine::new(&format!("Z{}b", "\u{301}".repeat(10_000))).to_string();
    assert_eq!(piled.chars().count(), 1 + MARKS_SHOWN_MAX + 2);
    assert!(piled.ends_with("…b"));
}

#[test]
fn no_control_is_ever_shown_raw() {
    // Every plane with controls whole, and a sample of the others.
    for value in (0..0x2_0000).chain(0xE_0000..0xE_1000).chain((0..=0x10_FFFF).step_by(257)) {
        let code_point = CodePoint::new(value).unwrap();
        let shown = Glyph::picture(&[code_point]);
        assert!(!shown.chars().any(|c| c.is_control() || is_bidi_control(c)), "{value:X}");
        assert!(!shown.is_empty());
    }
}

proptest! {
    #[test]
    fn no_text_on_a_line_has_controls(text in any::<String>()) {
        let shown = OneLine::new(&text).to_string();
        prop_assert!(!shown.chars().any(|c| c.is_control() || is_bidi_control(c)));
    }
}
