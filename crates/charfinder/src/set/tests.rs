//! Expressions and filters, by what they mean and by what is wrong with them.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;

fn members(text: &str) -> String {
    match CodePointSet::parse(text) {
        Ok(set) => set.chars().take(60).collect(),
        Err(error) => panic!("{text}: {error}"),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(members(text), expected, "{text}");
}

fn error(text: &str) -> String {
    CodePointSet::parse(text).expect_err(text).to_string()
}

#[test]
fn brackets_hold_characters_ranges_and_sets() {
    for (text, expected) in [
        ("[abc]", "abc"),
        ("[a-c x]", "abcx"),
        ("[ a - c ]", "abc"),
        ("[]", ""),
        ("[^\\u{0}-\\u{60}b-\\U0010FFFF]", "a"),
        ("[a-c[x-z]]", "abcxyz"),
        ("[[a-c][x-z]]", "abcxyz"),
        ("[a-e-[b-d]]", "ae"),
        ("[[a-e]-[b-d]]", "ae"),
        ("[[a-e]--[b-d]]", "ae"),
        ("[[a-e]&[d-z]]", "de"),
        ("[[a-e]&&[d-z]]", "de"),
        ("[[a-c]~~[b-d]]", "ad"),
        ("[[a-c]||[x]]", "abcx"),
        ("[a-z&[x-z]-[y]]", "xz"),
        ("[[a][b]&[b][c]]", "bc"),
        ("[a-c]-[b]", "ac"),
        ("[a-c] & [b-d]", "bc"),
        ("[-a]", "-a"),
        ("[a-]", "-a"),
        ("[a\\-c]", "-ac"),
        ("[{a}b]", "ab"),
        ("[a^]", "^a"),
        ("[|~]", "|~"),
        ("[$]", "$"),
    ] {
        check(text, expected);
    }
}

#[test]
fn escapes_stand_for_code_points() {
    for (text, expected) in [
        (r"[\u0041\x42\u{43}\U00000044\x{45}]", "ABCDE"),
        (r"[\u{41 42 43}]", "ABC"),
        (r"[\uD83D\uDE00]", "😀"),
        (r"[\t\n\ ]", "\t\n "),
        (r"[\[\]\\\{\}\&]", "&[\\]{}"),
        (r"[\N{BLACK CHESS KING}]", "♚"),
        (r"[\N{black chess king}]", "♚"),
        (r"[\N{NBSP}]", "\u{A0}"),
        (r"[\N{CJK UNIFIED IDEOGRAPH-4E00}]", "一"),
        (r"[\N{HANGUL SYLLABLE SUN}]", "순"),
        (r"[\N{<control-000A>}]", "\n"),
        (r"\p{name=LATIN SMALL LETTER A}", "a"),
        (r"[\u{61}-\u{63}]", "abc"),
        (r"[\d&[:ASCII:]]", "0123456789"),
        (r"[\w&[!-@]]", "0123456789"),
        (r"\pL&[a-c]", "abc"),
        (r"[\s&[\u{0}-~]]", "\t\n\u{B}\u{C}\r "),
    ] {
        check(text, expected);
    }
    let surrogate = CodePointSet::parse(r"[\uD800]").unwrap();
    assert_eq!(surrogate.iter().next().map(CodePoint::value), Some(0xD800));
}

#[test]
fn properties_are_matched_loosely() {
    for (text, same) in [
        (r"\p{Greek}", r"[:script=grek:]"),
        (r"\p{sc=Greek}", r"\p{Script = is_greek}"),
        (r"\p{Lu}", r"[:uppercase letter:]"),
        (r"\p{gc=L}", r"\p{general-category:Letter}"),
        (r"\P{Lu}", r"\p{^Lu}"),
        (r"\P{Lu}", r"[:^Lu:]"),
        (r"\P{Lu}", r"[^\p{Lu}]"),
        (r"\p{Lu}", r"\p{gc!=Lu}-\p{gc!=Lu}\p{Lu}"),
        (r"\P{Lu}", r"\p{gc≠Lu}"),
        (r"\p{Alphabetic}", r"\p{alpha=yes}"),
        (r"\P{Alphabetic}", r"\p{ALPHA=n}"),
        (r"\p{block=Basic Latin}", r"\p{InBasicLatin}"),
        (r"\p{blk=ASCII}", r"\p{ASCII}"),
        (r"\p{ccc=230}", r"\p{Canonical_Combining_Class=Above}"),
        (r"\p{age=6.0}", r"\p{age=V6_0}"),
        (r"\p{Any}", r"[\u{0}-\u{10FFFF}]"),
        (r"\p{Assigned}", r"\P{Cn}"),
        (r"\p{ea=W}", r"\p{East_Asian_Width=Wide}"),
        (r"[:digit:]", r"\p{Nd}"),
        (r"[:alnum:]", r"[\p{Alphabetic}\p{Nd}]"),
        (r"[:upper:]", r"\p{Uppercase}"),
        (r"\p{nv=1/2}", r"\p{Numeric_Value=0.5}"),
    ] {
        assert_eq!(CodePointSet::parse(text), CodePointSet::parse(same), "{text} and {same}");
    }
    check(r"[\p{L}&\p{Greek}-[α-ωΑ-Ω]-\p{M}-\P{ASCII}]", "");
    check(r"[\p{dt=circle}&[①-③]]", "①②③");
    let scx = CodePointSet::parse(r"\p{scx=Hira}").unwrap();
    assert!(scx.contains('ー'.into()) && scx.contains('あ'.into()));
    let young = CodePointSet::parse(r"[\p{age=18.0}-\p{age=17.0}]").unwrap();
    assert!(young.contains('\u{3D000}'.into()) && !young.contains('a'.into()));
}

#[test]
fn each_error_says_where_and_what() {
    for (text, expected) in [
        ("", r"at character 1: a set, which starts with `[` or `\p{` is needed, and the text ends"),
        ("abc", r"at character 1: a set, which starts with `[` or `\p{` is needed, not 'a'"),
        ("[a", "at character 1: what is opened here is not closed by `]`"),
        ("[a[b]", "at character 1: what is opened here is not closed by `]`"),
        ("[a]]", "at character 4: a set or one of & and - before a set is needed, not ']'"),
        ("[z-a]", "at character 2: the range ends before it starts"),
        ("[a-b-c]", r"at character 5: a set behind `-`, or `\-` for a hyphen is needed, not '-'"),
        ("[a&b]", r"at character 3: a set behind `&`, or `\&` for an ampersand is needed, not '&'"),
        (
            r"[\q]",
            r#"at character 2: `\` means nothing before 'q'; known are \p \P \N \u \x \d \s \w and \ before punctuation"#,
        ),
        (r"[\u12]", "at character 6: a hexadecimal digit is needed, not ']'"),
        (r"[\u{110000}]", "at character 4: code points end at 10FFFF"),
        (r"[\U00110000]", "at character 2: code points end at 10FFFF"),
        (r"[\u{}]", "at character 4: a hexadecimal number is needed, not '}'"),
        (
            "[{ab}]",
            r"at character 2: strings in braces are not supported, only single characters are; write \{ for a brace",
        ),
        (
            r"\p{Greke}",
            r#"at character 1: there is no property, script or category "Greke"; did you mean `Greek`?"#,
        ),
        (
            r"\p{Scrpt=Greek}",
            r#"at character 1: there is no property, script or category "Scrpt"; did you mean `Script`?"#,
        ),
        (r"\p{sc=Greke}", r#"at character 1: Script has no value "Greke"; did you mean `Greek`?"#),
        (r"\p{age=99}", r#"at character 1: Age has no value "99"; versions go from 1.1 to 18.0"#),
        (r"\p{alpha=maybe}", r#"at character 1: Alphabetic has no value "maybe"; it is `Yes` or `No`"#),
        (
            r"\p{na=/CHESS/}",
            "at character 1: regular expressions are not supported as values; search by the words of names instead",
        ),
        (r"\p{na=NO SUCH NAME}", r#"at character 1: no character is named "NO SUCH NAME""#),
        (r"[\N{no such name}]", r#"at character 2: no character is named "no such name""#),
        (r"\p{Lu", "at character 3: what is opened here is not closed by `}`"),
        (r"\p", r"at character 3: `{` or the letter of a category is needed, and the text ends"),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
    assert_eq!(
        error(&format!("[{}]", "a".repeat(SET_CHARS_MAX))),
        "at character 1001: a set has at most 1000 characters"
    );
    let deep = |depth| format!("{}a{}", "[".repeat(depth), "]".repeat(depth));
    assert!(CodePointSet::parse(&deep(SET_DEPTH_MAX)).is_ok());
    assert_eq!(error(&deep(SET_DEPTH_MAX + 1)), "at character 17: brackets may be nested 16 deep");
    let many = |count| format!("[{}]", r"\pL".repeat(count));
    assert!(CodePointSet::parse(&many(SET_OPERANDS_MAX - 1)).is_ok());
    assert_eq!(error(&many(SET_OPERANDS_MAX)), "at character 95: a set is made of at most 32 sets");
    let names = |count| format!("[{}]", r"\N{NBSP}".repeat(count));
    assert!(CodePointSet::parse(&names(7)).is_ok());
    assert_eq!(error(&names(8)), "at character 58: a set is made of at most 32 sets");
}

#[test]
fn a_set_is_walked_from_anywhere() {
    let set = CodePointSet::parse("[a-cx-z]").unwrap();
    let from = |c: char| set.iter_from(c.into()).filter_map(CodePoint::to_char).collect::<String>();
    assert_eq!(from('\0'), "abcxyz");
    assert_eq!(from('b'), "bcxyz");
    assert_eq!(from('d'), "xyz");
    assert_eq!(from('z'), "z");
    assert_eq!(from('{'), "");
    for (rank, c) in set.chars().enumerate() {
        assert_eq!(set.rank(c.into()), rank as u32);
        assert_eq!(set.nth(rank as u32), Some(c.into()));
    }
    assert_eq!(set.nth(6), None);
    assert_eq!(set.rank(CodePoint::MAX), 6);
    assert_eq!(set.to_string(), r"[\u{61}-\u{63}\u{78}-\u{7A}]");
    assert_eq!(set.ranges().len(), 2);
    assert!(CodePointSet::EMPTY.is_empty() && !CodePointSet::all().is_empty());
    assert_eq!(CodePointSet::all().len(), 0x11_0000);
}

#[test]
fn filters_let_through_what_they_name() {
    for (name, value, yes, no) in [
        ("block", "arrows", '→', 'a'),
        ("block", "Chess", '\u{1FA00}', '♚'),
        ("block", "cjk", '一', 'a'),
        ("script", "greek", 'α', 'a'),
        ("script", "Grek", 'α', 'a'),
        ("script", "cyril", 'д', 'a'),
        ("gc", "Sm", '+', 'a'),
        ("gc", "math symbol", '+', 'a'),
        ("gc", "Sm,Sc", '$', 'a'),
        ("age", "15.0", '\u{1FAE8}', 'a'),
        ("age", "<=6.3", '♚', '\u{1FA00}'),
        ("age", "< 1.1", '\u{10FFFF}', 'a'),
        ("age", ">17.0", '\u{3D000}', 'a'),
        ("age", ">=6.0", '🐱', 'a'),
        ("age", "6.0..6.3", '🐱', 'a'),
        ("is", "emoji", '🐱', '1'),
        ("is", "upper", 'A', 'a'),
        ("is", "combining", '\u{301}', 'a'),
        ("is", "invisible", '\u{200B}', 'a'),
        ("is", "bidi-control", '\u{202E}', 'a'),
        ("is", "bidi control", '\u{202E}', 'a'),
        ("is", "Bidi_C", '\u{202E}', 'a'),
        ("is", "confusable", 'а', 'é'),
        ("is", "confusable", 'a', '가'),
        ("IS", "White_Space", ' ', 'a'),
    ] {
        let set = filter(name, value).unwrap();
        assert_eq!(set.contains(yes.into()), yes != '\u{10FFFF}', "{name}:{value} and {yes:?}");
        assert!(!set.contains(no.into()), "{name}:{value} and {no:?}");
    }
    for kind in is_filter_names() {
        assert!(!filter("is", kind).unwrap().is_empty(), "{kind}");
    }
    assert!(Arc::ptr_eq(&filter("is", "emoji").unwrap(), &filter("is", "emoji").unwrap()));
    assert!(Arc::ptr_eq(&filter("gc", "L").unwrap(), &filter("gc", "letter").unwrap()));
}

#[test]
fn a_filter_that_is_not_understood_says_what_there_is() {
    for (name, value, expected) in [
        (
            "color",
            "red",
            r#"there is no filter "color"; there are block, script, gc, age, is, radical and strokes"#,
        ),
        ("block", "arows", r#"block: has no value "arows"; did you mean `Arrows`?"#),
        ("script", "greke", r#"script: has no value "greke"; did you mean `Greek`?"#),
        ("gc", "upercase letter", r#"gc: has no value "upercase letter"; did you mean `Uppercase_Letter`?"#),
        ("is", "emojy", r#"is: has no value "emojy"; did you mean `emoji`?"#),
    ] {
        assert_eq!(filter(name, value).unwrap_err().to_string(), expected);
    }
    let values = |count| vec!["Lu"; count].join(",");
    assert!(filter("gc", &values(16)).is_ok());
    assert_eq!(filter("gc", &values(17)).unwrap_err().to_string(), "gc: has more than 16 values");
    for value in ["", "6.9", "<", "6.0..", "=x"] {
        let text = filter("age", value).unwrap_err().to_string();
        assert!(text.contains("versions are 1.1, 2.0"), "{text}");
    }
    assert!(filter("block", "").is_err() && filter("is", "").is_err() && filter("gc", ",").is_err());
}

/// What a text can be made of that means something.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("["),
        Just("]"),
        Just("[^"),
        Just("-"),
        Just("&"),
        Just("&&"),
        Just("--"),
        Just("||"),
        Just("~~"),
        Just("{"),
        Just("}"),
        Just("\\"),
        Just(r"\p{"),
        Just(r"\P{L}"),
        Just(r"\pL"),
        Just("[:"),
        Just(":]"),
        Just("="),
        Just(":"),
        Just("Lu"),
        Just("sc"),
        Just("Greek"),
        Just(r"\u{"),
        Just(r"\x4"),
        Just(r"\uD83D"),
        Just("41"),
        Just("a"),
        Just("z"),
        Just(" "),
        Just("^"),
        Just(r"\N{SPACE}"),
        Just("/"),
        Just("age"),
        Just("6.0"),
        Just("\u{202E}"),
        Just("一"),
        Just("\0"),
        Just(r"\d"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A set of small numbers, so that sets meet.
fn small_set() -> impl Strategy<Value = CodePointSet> {
    prop::collection::vec((0_u32..100, 0_u32..8), 0..12).prop_map(|runs| {
        CodePointSet::from_numbers(runs.into_iter().map(|(first, length)| first..=first + length))
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![pieces(), any::<String>()]) {
        if let Ok(set) = CodePointSet::parse(&text) {
            // A long one is too long to be read back.
            if set.ranges().len() < 40 {
                prop_assert_eq!(CodePointSet::parse(&set.to_string()), Ok(set));
            }
        }
        let _ = filter("is", &text);
        let _ = filter("age", &text);
        let _ = filter(&text, "x");
    }

    #[test]
    fn operators_are_those_of_sets(a in small_set(), b in small_set()) {
        for c in (0..120).map(code_point) {
            let (in_a, in_b) = (a.contains(c), b.contains(c));
            prop_assert_eq!(a.union(&b).contains(c), in_a || in_b);
            prop_assert_eq!(a.intersection(&b).contains(c), in_a && in_b);
            prop_assert_eq!(a.difference(&b).contains(c), in_a && !in_b);
            prop_assert_eq!(a.symmetric_difference(&b).contains(c), in_a != in_b);
            prop_assert_eq!(a.complement().contains(c), !in_a);
        }
        prop_assert_eq!(a.iter().count(), a.len() as usize);
        prop_assert_eq!(&a.iter().collect::<CodePointSet>(), &a);
        prop_assert_eq!(CodePointSet::parse(&a.to_string()), Ok(a));
    }
}

#[test]
fn values_of_a_filter_are_all_used_or_refused() {
    let values = |count: usize| vec!["greek"; count - 1].join(",") + ",arrows";
    assert!(filter("block", &values(16)).unwrap().contains('→'.into()));
    assert_eq!(filter("block", &values(17)), Err(FilterError::TooManyValues { filter: "block" }));
}

#[test]
fn long_values_of_filters_are_refused() {
    for (name, _) in FILTERS {
        let error = filter(name, &"x".repeat(100_000)).unwrap_err().to_string();
        assert!(error.contains("at most 200 bytes") && error.len() < 200, "{error}");
    }
}
