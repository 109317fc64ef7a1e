//! The properties of characters against the standard's files.

use super::age::is_assigned;
use super::*;
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
