//! The search against the first edition's numbers, and against a scan of all names.

use std::borrow::Cow;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::book::tokens;
use crate::name::char_name;
use crate::property::age;

fn as_of(version: &str) -> Finder {
    Finder::new(version.parse().unwrap())
}

fn check(version: &str, query: &str, expected: usize) {
    let matches = as_of(version).find(query);
    assert_eq!(matches.total(), expected, "{query:?} as of {version}");
    assert_eq!(matches.count(), expected, "{query:?} as of {version}");
}

/// A character with a name, its age, and the words the first edition finds it by.
struct Entry {
    c: char,
    age: UnicodeVersion,
    words: Vec<String>,
}

/// The index of the first edition, but as a list.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let entry = |c| {
        let name = char_name(c)?.to_string();
        let ideograph = ["CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"];
        let name = ideograph.into_iter().find(|start| name.starts_with(start)).unwrap_or(&name);
        let words = tokens(name, UnicodeVersion::LATEST).map(Cow::into_owned).collect();
        Some(Entry { c, age: age(c)?, words })
    };
    (' '..='\u{10FFFE}').filter_map(entry).collect()
});

/// What the first edition does: look at the words of each name.
fn naive(query: &str, version: UnicodeVersion) -> Vec<char> {
    let wanted: Vec<_> = tokens(query, version).collect();
    let is_match = |entry: &&Entry| {
        entry.age <= version
            && !wanted.is_empty()
            && wanted.iter().all(|word| entry.words.iter().any(|w| w == word))
    };
    ENTRIES.iter().filter(is_match).map(|entry| entry.c).collect()
}

fn check_naive(query: &str, version: UnicodeVersion) {
    let found: Vec<char> = Finder::new(version).find(query).collect();
    assert_eq!(found, naive(query, version), "{query:?} as of {version}");
}

#[test]
fn the_books_numbers_hold_as_of_each_version() {
    let chess = [
        ("5.2", 6),
        ("6.0", 6),
        ("6.3", 6),
        ("7.0", 6),
        ("9.0", 6),
        ("10.0", 6),
        ("11.0", 6),
        ("12.0", 33),
        ("16.0", 33),
        ("17.0", 35),
        ("18.0", 35),
    ];
    for (version, expected) in chess {
        check(version, "chess black", expected);
        check(version, "BLACK  Chess", expected);
    }
    let sun = [
        ("5.2", 9),
        ("6.0", 10),
        ("6.3", 10),
        ("7.0", 14),
        ("9.0", 14),
        ("10.0", 17),
        ("11.0", 17),
        ("12.0", 17),
        ("16.0", 17),
        ("17.0", 17),
        ("18.0", 17),
    ];
    for (version, expected) in sun {
        check(version, "sun", expected);
    }
    for (version, expected) in
        [("5.2", 1071), ("8.0", 1654), ("12.0", 1663), ("15.0", 1693), ("16.0", 5688), ("18.0", 5688)]
    {
        check(version, "hieroglyph", expected);
    }
    for version in ["6.0", "6.3", "18.0"] {
        check(version, "cat face", 10);
        check(version, "registered", 1);
        check(version, "trigram", 8);
        check(version, "cat eyes", 3);
    }
    check("14.0", "rook", 14);
    check("16.0", "rook", 18);
    check("6.3", "rook", 2);
    check("18.0", "", 0);
}

#[test]
fn words_are_whole_and_of_names_alone() {
    for (query, expected) in [
        ("euro", "₠€💶"),
        ("currency euro", "₠"),
        ("euro-currency", "₠"),
        ("(EURO) 'currency'", "₠"),
        ("white knight-queen", "\u{1FA4E}"),
        ("black_chess", ""),
        ("café", ""),
        ("ches", ""),
        ("U+265A", ""),
        ("♚", ""),
        ("nbsp", ""),
        ("!!!", ""),
        ("  ", ""),
        ("chess qwertyuiop", ""),
    ] {
        assert_eq!(as_of("18.0").find(query).collect::<String>(), expected, "{query:?}");
    }
}

#[test]
fn upper_casing_is_the_full_one() {
    let ligature = as_of("18.0").find("ﬁ");
    assert_eq!(ligature.clone().collect::<Vec<_>>(), as_of("18.0").find("fi").collect::<Vec<_>>());
    assert!(ligature.total() > 0);
    assert_eq!(as_of("18.0").find("ſun").total(), 17);
    assert_eq!(as_of("18.0").find("groß").total(), 0);
    assert_eq!(as_of("18.0").find("ß").total(), as_of("18.0").find("ss").total());
}

#[test]
fn ideographs_of_cjk_are_found_by_three_words() {
    // 101,985 and the likes of SQUARED CJK UNIFIED IDEOGRAPH-7121, whose last part is a word.
    assert_eq!(as_of("18.0").find("cjk unified ideograph").total(), 102_037);
    assert_eq!(as_of("18.0").find("cjk 7121").collect::<String>(), "\u{1F21A}");
    assert_eq!(as_of("18.0").find("ideograph compatibility cjk").total(), 1_014);
    assert_eq!(as_of("6.3").find("ideograph").total(), 75_761);
    for query in ["4e01", "cjk 4e01", "f900", "CJK UNIFIED IDEOGRAPH-4E01"] {
        assert_eq!(as_of("18.0").find(query).total(), 0, "{query}");
    }
}

#[test]
fn tails_of_other_families_are_words() {
    for (query, expected) in [
        ("17000", "𗀀"),
        ("tangut 17000", "𗀀"),
        ("ideograph 17000 tangut", "𗀀"),
        ("HANGUL SYLLABLE GA", "가"),
        ("syllable gag", "각"),
        ("nushu 1b170", "𛅰"),
        ("1B170 1b170", "𛅰"),
        ("17000 17001", ""),
        ("nushu 17000", ""),
        ("017000", ""),
        ("+17000", "𗀀"),
        ("tangut ga", ""),
        ("hangul", "all"),
        ("d7a4", ""),
        ("d800", ""),
        ("110000", ""),
        ("ffffffffff", ""),
    ] {
        let found: String = as_of("18.0").find(query).collect();
        if expected == "all" {
            assert!(found.contains('가') && found.contains('힣'));
        } else {
            assert_eq!(found, expected, "{query}");
        }
    }
    assert_eq!(as_of("8.0").find("17000").total(), 0);
    assert_eq!(as_of("9.0").find("17000").total(), 1);
    assert!(as_of("18.0").find("sun").any(|c| c == '순'));
    assert!(as_of("1.1").find("sun").all(|c| c != '순'));
}

#[test]
fn controls_and_the_last_code_point_are_never_found() {
    for query in ["null", "control", "noncharacter", "private use", "surrogate", "bell"] {
        assert!(as_of("18.0").find(query).all(|c| c >= ' ' && c != '\u{10FFFF}'), "{query}");
    }
}

#[test]
fn queries_of_one_to_four_words_find_what_a_scan_finds() {
    for query in
        ["letter", "a", "latin small letter a", "sign", "cjk", "hangul", "script", "ideograph", "arrow left"]
    {
        check_naive(query, UnicodeVersion::LATEST);
        check_naive(query, "6.3".parse().unwrap());
    }
}

#[test]
fn after_goes_on_where_a_whole_walk_would() {
    for query in ["cjk", "letter", "chess black", "sun", "ideograph", "nothing_at_all"] {
        let all: Vec<char> = as_of("18.0").find(query).collect();
        for c in ['\0', ' ', 'A', '♚', '一', '\u{D7A3}', '\u{E000}', '\u{1FA00}', '\u{33479}', '\u{10FFFF}']
        {
            let rest = as_of("18.0").find(query).after(c);
            assert_eq!(rest.total(), all.len());
            let expected: Vec<char> = all.iter().copied().filter(|other| *other > c).collect();
            assert_eq!(rest.len(), expected.len(), "{query} after {c:?}");
            assert_eq!(rest.collect::<Vec<_>>(), expected, "{query} after {c:?}");
        }
        let mut pages = as_of("18.0").find(query);
        let mut paged = Vec::new();
        while pages.len() > 0 {
            paged.extend(pages.by_ref().take(977));
            pages = as_of("18.0").find(query).after(*paged.last().unwrap());
        }
        assert_eq!(paged, all);
    }
}

#[test]
fn after_does_not_bring_back_what_was_read() {
    let mut matches = as_of("18.0").find("chess black");
    let third = matches.by_ref().nth(2).unwrap();
    assert_eq!(matches.clone().after(' ').next(), matches.clone().next());
    assert!(matches.after(' ').next() > Some(third));
}

/// Words that occur, words that nearly do, and what is none.
fn word() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = crate::words("").collect();
    prop_oneof![
        6 => prop::sample::select(words).prop_map(str::to_lowercase),
        3 => prop::sample::select(vec!["letter", "small", "cjk", "ideograph", "hangul", "syllable", "sign", "tangut"])
            .prop_map(str::to_owned),
        2 => (0xAC00_u32..0xD7A4).prop_map(|c| {
            let name = char_name(char::from_u32(c).unwrap()).unwrap().to_string();
            name.rsplit(' ').next().unwrap().to_owned()
        }),
        1 => (0x17000_u32..0x1B300).prop_map(|c| format!("{c:X}")),
        1 => "[a-z0-9]{1,3}",
    ]
}

fn version() -> impl Strategy<Value = UnicodeVersion> {
    prop::sample::select(UnicodeVersion::all().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_find_what_a_scan_finds(words in prop::collection::vec(word(), 1..4), version in version()) {
        check_naive(&words.join(" "), version);
    }

    #[test]
    fn some_words_of_a_name_find_what_a_scan_finds(
        entry in any::<prop::sample::Index>(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
        version in version(),
    ) {
        let words = &ENTRIES[entry.index(ENTRIES.len())].words;
        let picked: Vec<&str> = picks.iter().map(|pick| words[pick.index(words.len())].as_str()).collect();
        check_naive(&picked.join(" "), version);
    }

    #[test]
    fn words_of_a_name_find_its_character(c in any::<char>(), version in version()) {
        let name = char_name(c).map(|name| name.to_string());
        if let Some(name) = name.filter(|name| !name.starts_with("CJK")) {
            let found = Finder::new(version).find(&name).any(|other| other == c);
            prop_assert_eq!(found, age(c).unwrap() <= version);
        }
    }
}

proptest! {
    #[test]
    fn no_query_panics(query in any::<String>(), version in version(), c in any::<char>()) {
        let matches = Finder::new(version).find(&query);
        prop_assert_eq!(matches.total(), matches.clone().count());
        let rest = matches.after(c);
        prop_assert_eq!(rest.len(), rest.count());
    }
}
