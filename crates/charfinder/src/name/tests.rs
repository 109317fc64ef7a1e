//! Names of all code points, against what is known of them without the tables.

use std::collections::HashSet;

use super::*;

fn check(c: char, expected: &str) {
    assert_eq!(char_name(c).unwrap().to_string(), expected);
}

#[test]
fn names_are_written_as_the_standard_writes_them() {
    check(' ', "SPACE");
    check('♚', "BLACK CHESS KING");
    check('-', "HYPHEN-MINUS");
    check('\u{FF0D}', "FULLWIDTH HYPHEN-MINUS");
    check('\u{0F0A}', "TIBETAN MARK BKA- SHOG YIG MGO");
    check('\u{0FD0}', "TIBETAN MARK BSKA- SHOG GI MGO RGYAN");
    check('\u{0F60}', "TIBETAN LETTER -A");
    check('\u{1F40B}', "WHALE");
    check('\u{3400}', "CJK UNIFIED IDEOGRAPH-3400");
    check('\u{33479}', "CJK UNIFIED IDEOGRAPH-33479");
    check('\u{F900}', "CJK COMPATIBILITY IDEOGRAPH-F900");
    check('\u{AC00}', "HANGUL SYLLABLE GA");
    check('\u{D7A3}', "HANGUL SYLLABLE HIH");
    check('\u{C544}', "HANGUL SYLLABLE A");
    check('\u{17000}', "TANGUT IDEOGRAPH-17000");
    check('\u{13460}', "EGYPTIAN HIEROGLYPH-13460");
    check('\u{18B00}', "KHITAN SMALL SCRIPT CHARACTER-18B00");
    check('\u{18E00}', "JURCHEN CHARACTER-18E00");
    check('\u{1B170}', "NUSHU CHARACTER-1B170");
    check('\u{3D000}', "SMALL SEAL CHARACTER-3D000");
    check('\u{E01EF}', "VARIATION SELECTOR-256");
}

#[test]
fn nameless_code_points_have_no_name() {
    for c in
        ['\0', '\u{1F}', '\u{7F}', '\u{9F}', '\u{378}', '\u{E000}', '\u{FFFE}', '\u{F0000}', '\u{10FFFF}']
    {
        assert_eq!(char_name(c), None, "{c:?}");
    }
}

#[test]
fn every_name_is_unique_and_reads_alike_in_each_form() {
    let mut seen = HashSet::new();
    let mut bytes = Vec::new();
    for c in char::MIN..=char::MAX {
        let Some(name) = char_name(c) else { continue };
        bytes.clear();
        name.write_to(&mut bytes);
        let text = name.to_string();
        assert_eq!(text.as_bytes(), bytes);
        assert_eq!(name, *text);
        assert_ne!(name, text[1..]);
        assert_ne!(name, *format!("{text} "));
        assert!(seen.insert(text), "{c:?}");
    }
    assert_eq!(seen.len(), 172_808);
}

#[test]
fn a_name_equals_itself_and_no_other() {
    assert_eq!(char_name('a'), char_name('a'));
    assert_ne!(char_name('a'), char_name('b'));
    assert_ne!(char_name('가'), char_name('각'));
    assert_ne!(char_name('a'), char_name('가'));
}

#[test]
fn code_points_have_four_digits_or_more() {
    for (c, expected) in [('\0', "0000"), ('~', "007E"), ('一', "4E00"), ('\u{12345}', "12345")] {
        assert_eq!(Hex::new(c).as_str(), expected);
    }
    assert_eq!(Hex::new(char::MAX).as_str(), "10FFFF");
}
