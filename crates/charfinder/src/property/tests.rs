//! The properties of characters against the standard's files.

use super::age::is_assigned;
use super::*;
use crate::CodePoint;
use crate::version::UnicodeVersion;

#[test]
fn categories_are_the_standards() {
    for (c, expected) in [
        ('A', "Lu"),
        ('a', "Ll"),
        ('ǅ', "Lt"),
        (' ', "Zs"),
        ('_', "Pc"),
        ('\n', "Cc"),
        ('\u{200D}', "Cf"),
        ('♚', "So"),
        ('一', "Lo"),
        ('\u{301}', "Mn"),
        ('\u{E000}', "Co"),
        ('\u{378}', "Cn"),
        ('\u{10FFFF}', "Cn"),
    ] {
        assert_eq!(general_category(c).to_string(), expected, "{c:?}");
    }
    for (index, category) in Category::ALL.into_iter().enumerate() {
        assert_eq!(category as usize, index);
    }
}

#[test]
fn ages_are_the_standards() {
    for (c, expected) in [
        ('A', Some((1, 1))),
        ('가', Some((2, 0))),
        ('€', Some((2, 1))),
        ('☔', Some((4, 0))),
        ('🐱', Some((6, 0))),
        ('\u{1FA00}', Some((12, 0))),
        ('\u{3D000}', Some((18, 0))),
        ('\u{E000}', Some((1, 1))),
        ('\u{10FFFF}', Some((2, 0))),
        ('\u{378}', None),
    ] {
        assert_eq!(age(c).map(|version| (version.major(), version.minor())), expected, "{c:?}");
    }
    // The shortcut for ASCII says what the tables say.
    for c in '\0'..='\u{7F}' {
        assert!(is_assigned(c, UnicodeVersion::all().next().unwrap()));
    }
}

#[test]
fn aliases_stand_in_the_standards_order() {
    let of = |c| aliases(c).map(|alias| (alias.kind.as_str(), alias.text)).collect::<Vec<_>>();
    assert_eq!(
        of('\n'),
        [
            ("control", "LINE FEED"),
            ("control", "NEW LINE"),
            ("control", "END OF LINE"),
            ("abbreviation", "LF"),
            ("abbreviation", "NL"),
            ("abbreviation", "EOL"),
        ]
    );
    assert_eq!(
        of('\u{FEFF}'),
        [("alternate", "BYTE ORDER MARK"), ("abbreviation", "BOM"), ("abbreviation", "ZWNBSP")]
    );
    assert_eq!(of('\u{80}'), [("figment", "PADDING CHARACTER"), ("abbreviation", "PAD")]);
    assert_eq!(of('\u{1A2}'), [("correction", "LATIN CAPITAL LETTER GHA")]);
    assert_eq!(of('A'), []);
    assert_eq!((char::MIN..=char::MAX).flat_map(aliases).count(), 481);
}

fn of(property: &str, c: char) -> &'static str {
    EnumeratedProperty::named(property).unwrap().value(c.into()).name()
}

#[test]
fn enumerated_values_are_the_standards() {
    for (property, c, expected) in [
        ("ea", '一', "Wide"),
        ("East_Asian_Width", 'ａ', "Fullwidth"),
        ("lb", '(', "Open_Punctuation"),
        ("GCB", '\u{200D}', "ZWJ"),
        ("WB", 'a', "ALetter"),
        ("SB", '.', "ATerm"),
        ("bc", 'א', "Right_To_Left"),
        ("ccc", '\u{301}', "Above"),
        ("dt", '①', "Circle"),
        ("dt", '가', "Canonical"),
        ("dt", 'a', "None"),
        ("dt", '\u{1D6A6}', "Font"),
        ("gc", 'A', "Uppercase_Letter"),
        ("hst", '가', "LV_Syllable"),
        ("InCB", '\u{94D}', "Linker"),
        ("InPC", '\u{93F}', "Left"),
        ("InSC", 'क', "Consonant"),
        ("jg", 'ب', "Beh"),
        ("jt", 'ب', "Dual_Joining"),
        ("nt", '½', "Numeric"),
        ("vo", '一', "Upright"),
        ("bpt", '(', "Open"),
        ("bpt", 'a', "None"),
        ("Identifier_Status", 'a', "Allowed"),
        ("Identifier_Type", '½', "Not_NFKC"),
    ] {
        assert_eq!(of(property, c), expected, "{property} of {c:?}");
    }
    assert_eq!(EnumeratedProperty::named("no such property"), None);
}

#[test]
fn runs_and_values_are_of_one_mind() {
    for property in EnumeratedProperty::all() {
        let values = property.values();
        assert!(values.len() > 1, "{property}");
        for value in values {
            assert_eq!(property.value_named(value.name()), Some(value), "{property}={value}");
            assert_eq!(property.value_named(value.short_name()), Some(value), "{property}={value}");
        }
        assert_eq!(property.value_named("no such value"), None);
        let mut next = 0;
        for (range, value) in property.runs() {
            assert_eq!(*range.start(), next, "{property} has a gap");
            next = range.end() + 1;
            for c in [*range.start(), *range.end()] {
                assert_eq!(property.value(CodePoint::new(c).unwrap()), value, "{property} of {c:X}");
            }
        }
        assert_eq!(next, CodePoint::MAX.value() + 1, "{property}");
    }
    // The runs of this one are found by a search that leaves characters out.
    let types = EnumeratedProperty::named("dt").unwrap();
    let none = types.value_named("None").unwrap();
    for (range, value) in types.runs() {
        if value == none {
            assert!(range.into_iter().all(|c| types.value(CodePoint::new(c).unwrap()) == none));
        }
    }
}

#[test]
fn binary_properties_are_the_standards() {
    let names: Vec<&str> = BinaryProperty::all().map(BinaryProperty::name).collect();
    assert!(names.is_sorted(), "{names:?}");
    for (name, yes, no) in [
        ("Alphabetic", 'a', '1'),
        ("wspace", '\u{A0}', '\u{200B}'),
        ("Emoji_Presentation", '🐱', '♚'),
        ("bidi c", '\u{202E}', 'a'),
        ("isDash", '–', '_'),
        ("XIDS", 'é', '1'),
        ("Default_Ignorable_Code_Point", '\u{AD}', ' '),
    ] {
        let property = BinaryProperty::named(name).unwrap();
        assert!(property.contains(yes.into()) && !property.contains(no.into()), "{name}");
    }
}

#[test]
fn blocks_have_their_names_and_aliases() {
    for (name, first) in [
        ("Basic Latin", 0),
        ("ASCII", 0),
        ("latin-1 supplement", 0x80),
        ("Latin_1", 0x80),
        ("greek", 0x370),
        ("Greek and Coptic", 0x370),
        ("arrows", 0x2190),
        ("misc symbols", 0x2600),
        ("math operators", 0x2200),
        ("High Surrogates", 0xD800),
        ("Supplementary Private Use Area-B", 0x10_0000),
    ] {
        assert_eq!(Block::named(name).map(|block| block.first().value()), Some(first), "{name}");
    }
    assert_eq!(Block::named("no block"), None);
    assert_eq!(Block::named(""), None);
    assert_eq!(Block::of(CodePoint::new(0x2FE0).unwrap()), None);
    let chess = Block::named("Chess Symbols").unwrap();
    assert!((90..=112).contains(&chess.assigned()), "{}", chess.assigned());
    assert_eq!(Block::named("Basic Latin").unwrap().assigned(), 128);
    assert_eq!(Block::named("High Surrogates").unwrap().assigned(), 0x380);
    for block in Block::all() {
        assert_eq!(Block::named(block.name()), Some(block));
        assert_eq!(Block::named(block.short_name()), Some(block), "{}", block.short_name());
    }
}

#[test]
fn scripts_have_names_codes_and_extensions() {
    let greek = Script::named("Greek").unwrap();
    assert_eq!((greek.name(), greek.code()), ("Greek", "Grek"));
    assert_eq!(Script::named("old italic").unwrap().to_string(), "Old Italic");
    assert_eq!(Script::named("klingon"), None);
    assert_eq!(Script::of(' '.into()).name(), "Common");
    assert_eq!(Script::of(CodePoint::new(0xD800).unwrap()).name(), "Unknown");
    let of_kashmiri: Vec<&str> = Script::extensions('\u{640}'.into()).into_iter().map(Script::code).collect();
    assert!(of_kashmiri.len() > 5 && of_kashmiri.contains(&"Arab"), "{of_kashmiri:?}");
    assert_eq!(Script::extensions('α'.into()), [greek]);
    let assigned: u32 = Script::all().map(Script::count).sum();
    assert_eq!(assigned, CodePoint::MAX.value() + 1);
    for script in Script::all() {
        assert_eq!(Script::named(script.name()), Some(script));
        assert_eq!(Script::named(script.code()), Some(script));
    }
}

#[test]
fn categories_and_their_groups_have_names() {
    for (name, expected) in [
        ("Lu", "Lu"),
        ("uppercase letter", "Lu"),
        ("math symbol", "Sm"),
        ("LC", "Lu Ll Lt"),
        ("cased letter", "Lu Ll Lt"),
        ("M", "Mn Mc Me"),
        ("symbol", "Sm Sc Sk So"),
        ("punct", "Pc Pd Ps Pe Pi Pf Po"),
        ("digit", "Nd"),
    ] {
        let found: Vec<&str> = Category::named(name).unwrap().into_iter().map(Category::as_str).collect();
        assert_eq!(found.join(" "), expected, "{name}");
    }
    assert_eq!(Category::named("xx"), None);
    assert_eq!(Category::all().map(Category::count).sum::<u32>(), CodePoint::MAX.value() + 1);
}

#[test]
fn decompositions_are_one_step() {
    for (c, expected) in [
        ('é', Some("0065 0301")),
        ('ǭ', Some("01EB 0304")),
        ('\u{212B}', Some("00C5")),
        (
            'ﷺ',
            Some(
                "<isolated> 0635 0644 0649 0020 0627 0644 0644 0647 0020 0639 0644 064A 0647 0020 0648 0633 0644 0645",
            ),
        ),
        ('½', Some("<fraction> 0031 2044 0032")),
        ('각', Some("AC00 11A8")),
        ('가', Some("1100 1161")),
        ('\u{A0}', Some("<noBreak> 0020")),
        ('a', None),
    ] {
        assert_eq!(decomposition(c).map(|found| found.to_string()).as_deref(), expected, "{c:?}");
    }
    for form in NormalForm::ALL {
        assert!(form.is_normalized(&form.apply("é①각Å")));
    }
    assert_eq!(combining_class('\u{345}'.into()), 240);
    assert_eq!(combining_class(CodePoint::new(0xD800).unwrap()), 0);
}

#[test]
fn cases_are_those_of_no_language() {
    for (c, lower, upper, title, fold) in [
        ('A', "a", "A", "A", "a"),
        ('ß', "ß", "SS", "Ss", "ss"),
        ('ﬁ', "ﬁ", "FI", "Fi", "fi"),
        ('ǆ', "ǆ", "Ǆ", "ǅ", "ǆ"),
        ('İ', "i\u{307}", "İ", "İ", "i\u{307}"),
        ('ı', "ı", "I", "I", "ı"),
        ('Σ', "σ", "Σ", "Σ", "σ"),
        ('一', "一", "一", "一", "一"),
    ] {
        let all = CaseMapping::ALL.map(|mapping| mapping.full(c));
        assert_eq!(all, [lower, upper, title, fold], "{c:?}");
    }
    assert_eq!(CaseMapping::Upper.simple('ß'), 'ß');
    assert_eq!(CaseMapping::Fold.simple('ẞ'), 'ß');
}

#[test]
fn every_number_has_a_value_that_reads() {
    let numeric = EnumeratedProperty::named("nt").unwrap();
    for c in char::MIN..=char::MAX {
        let value = numeric_value(c.into());
        assert_eq!(value.is_some(), numeric.value(c.into()).name() != "None", "{c:?}");
        assert!(value.is_none_or(|value| value.to_f64().is_finite()), "{c:?}");
    }
    assert_eq!(numeric_value('༳'.into()).unwrap().to_f64(), -0.5);
    assert_eq!(with_numeric_value(0.5).filter_map(char::from_u32).find(|c| *c == '½'), Some('½'));
}

#[test]
fn what_looks_alike_is_confusable() {
    assert_eq!(skeleton("рауpal"), skeleton("paypal"));
    assert_eq!(skeleton("a\u{200D}b"), skeleton("ab"));
    assert_ne!(skeleton("a"), skeleton("b"));
    assert!(confusables('а').any(|c| c == 'a'), "Cyrillic and Latin");
    assert!(confusables('a').all(|c| c != 'a'));
    assert_eq!(confusables('\u{200D}').count(), 0);
    assert_eq!(confusables('각').count(), 0);
}

#[test]
fn widths_are_those_of_terminals() {
    for (c, expected) in [
        ('a', Some(1)),
        ('一', Some(2)),
        ('🐱', Some(2)),
        ('\u{200B}', Some(0)),
        ('\u{1B}', None),
        ('\u{E000}', Some(1)),
    ] {
        assert_eq!(cell_width(c), expected, "{c:?}");
    }
    assert_eq!(mirroring_glyph('('.into()), Some(')'));
    assert_eq!(mirroring_glyph('a'.into()), None);
}

#[test]
fn the_confusable_are_those_with_confusables() {
    let mut all = all_confusable();
    all.sort_unstable();
    assert!(all.is_sorted_by(|a, b| a < b), "each once");
    for c in (char::MIN..='\u{ABFF}').step_by(7) {
        assert_eq!(all.binary_search(&u32::from(c)).is_ok(), confusables(c).next().is_some(), "{c:?}");
    }
}
