//! The texts of the first edition, as captured from it.

use proptest::prelude::*;

use super::*;

fn line(c: char) -> String {
    let mut out = b"before".to_vec();
    write_line(&mut out, c);
    String::from_utf8(out).unwrap().strip_prefix("before").unwrap().to_owned()
}

#[test]
fn lines_are_padded_to_seven_columns() {
    assert_eq!(line('®'), "U+00AE \t®\tREGISTERED SIGN");
    assert_eq!(line('♚'), "U+265A \t♚\tBLACK CHESS KING");
    assert_eq!(line('🐱'), "U+1F431\t🐱\tCAT FACE");
    assert_eq!(line('\u{100000}'), "U+100000\t\u{100000}\t");
    assert_eq!(line('순'), "U+C21C \t순\tHANGUL SYLLABLE SUN");
}

#[test]
fn the_status_line_counts_in_words() {
    let status = |query, total| status(query, total, UnicodeVersion::LATEST);
    assert_eq!(status("qwertyuiop", 0), "No match for 'qwertyuiop'");
    assert_eq!(status("registered", 1), "1 match for 'registered'");
    assert_eq!(status("chess black", 6), "6 matches for 'chess black'");
    assert_eq!(status("jabberwocky's vest", 0), r#"No match for "jabberwocky's vest""#);
    assert_eq!(status("reg\u{3}istered", 0), r"No match for 'reg\x03istered'");
}

#[test]
fn strings_are_written_as_python_writes_them() {
    let check = |text: &str, expected: &str| assert_eq!(py_repr(text, UnicodeVersion::LATEST), expected);
    check("", "''");
    check("'", r#""'""#);
    check("\"", r#"'"'"#);
    check("a'b\"c", r#"'a\'b"c'"#);
    check("\t\n\r\\", r"'\t\n\r\\'");
    check("\0\u{3}\u{1b}\u{7f}", r"'\x00\x03\x1b\x7f'");
    check("\u{80}\u{a0}\u{ad}", r"'\x80\xa0\xad'");
    check("é ♚ 一", "'é ♚ 一'");
    check("\u{200b}\u{2028}\u{3000}\u{feff}", r"'\u200b\u2028\u3000\ufeff'");
    check("\u{e000}\u{378}\u{10ffff}", r"'\ue000\u0378\U0010ffff'");
    check("\u{e0001}\u{301}", "'\\U000e0001\u{301}'");
}

#[test]
fn what_is_printable_depends_on_the_version() {
    let repr = |version: &str| py_repr("🐱\u{1FAE8}", version.parse().unwrap());
    assert_eq!(repr("5.2"), r"'\U0001f431\U0001fae8'");
    assert_eq!(repr("14.0"), r"'🐱\U0001fae8'");
    assert_eq!(repr("15.0"), "'🐱\u{1FAE8}'");
}

#[test]
fn the_report_of_words_is_the_books_as_of_6_3() {
    let report = word_report("6.3".parse().unwrap(), 10);
    let expected = [
        ("CJK", 75_821),
        ("IDEOGRAPH", 75_761),
        ("UNIFIED", 74_656),
        ("SYLLABLE", 13_196),
        ("HANGUL", 11_735),
        ("LETTER", 7_616),
        ("WITH", 2_232),
        ("SIGN", 2_180),
        ("SMALL", 2_122),
        ("CAPITAL", 1_709),
    ];
    assert!(report.iter().map(|(word, count)| (word.as_str(), *count)).eq(expected), "{report:?}");
}

#[test]
fn the_report_agrees_with_the_search() {
    for version in ["1.1", "6.3", "18.0"] {
        let version = version.parse().unwrap();
        let report = word_report(version, usize::MAX);
        for (word, count) in report.iter().step_by(997).chain(&report[..20]) {
            assert_eq!(crate::Finder::new(version).find(word).total(), *count, "{word} as of {version}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        for version in UnicodeVersion::all() {
            let repr = py_repr(&text, version);
            prop_assert!(repr.len() >= text.len() + 2);
            prop_assert!(repr.chars().all(|c| !c.is_control()));
            tokens(&text, version).for_each(drop);
        }
    }
}

#[test]
fn python_strips_the_separators_1c_to_1f_too() {
    let check = |input: &str, expected: &str| assert_eq!(strip(input), expected);
    check(" \t chess  black\r\n", "chess  black");
    check("\x1c\x1fsun\x1d\x1e", "sun");
    check("\u{85}\u{a0}\u{2028}\u{3000}", "");
    check("\u{200b}sun\x1b", "\u{200b}sun\x1b");
}
