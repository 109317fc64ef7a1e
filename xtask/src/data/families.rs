//! The families of characters whose names follow a rule, and how the source writes them.
//!
//! Some families stand in the source as ranges under a label (`CJK Ideograph Extension B`), others as names that
//! end in their own code point (`NUSHU CHARACTER-1B170`). A new Unicode version with a new label fails here, which
//! is where its rule belongs.

use super::layout::{TAIL_COMPOSED, TAIL_INDEXED, TAIL_UNINDEXED};

/// What an entry of the source says about a code point's name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Naming<'a> {
    /// It has none: controls, surrogates, private use.
    Nameless,
    /// The name is its own.
    Explicit(&'a str),
    /// The name is the family's prefix and a tail.
    Family { prefix: &'a str, tail: u16 },
}

impl<'a> Naming<'a> {
    /// Reads the source's `text` for `c`; `None` for a label that is not known.
    pub(super) fn read(c: u32, text: &'a str) -> Option<Self> {
        if let Some(prefix) = text.strip_suffix(&format!("{c:04X}")).filter(|prefix| prefix.ends_with('-')) {
            return Some(Self::Family { prefix, tail: tail(prefix) });
        }
        if text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" -".contains(&byte))
        {
            return Some(Self::Explicit(text));
        }
        if NAMELESS.iter().any(|label| text == *label || text.ends_with(&format!(" {label}"))) {
            return Some(Self::Nameless);
        }
        let (_, prefix) = LABELS.iter().find(|(label, _)| text.starts_with(label))?;
        Some(Self::Family { prefix, tail: tail(prefix) })
    }
}

fn tail(prefix: &str) -> u16 {
    match prefix {
        "HANGUL SYLLABLE " => TAIL_COMPOSED,
        // The first edition indexes these under the three words of the prefix alone.
        "CJK UNIFIED IDEOGRAPH-" | "CJK COMPATIBILITY IDEOGRAPH-" => TAIL_UNINDEXED,
        _ => TAIL_INDEXED,
    }
}

/// The start of a range's label, and the prefix of its names.
const LABELS: [(&str, &str); 5] = [
    ("CJK Ideograph", "CJK UNIFIED IDEOGRAPH-"),
    ("Hangul Syllable", "HANGUL SYLLABLE "),
    ("Jurchen Character", "JURCHEN CHARACTER-"),
    ("Seal Character", "SMALL SEAL CHARACTER-"),
    ("Tangut Ideograph", "TANGUT IDEOGRAPH-"),
];

/// The ends of labels of code points without a name.
const NAMELESS: [&str; 4] = ["<control>", "Private Use", "High Surrogate", "Low Surrogate"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_the_standard_means_them() {
        let family = |prefix, tail| Some(Naming::Family { prefix, tail });
        for (c, text, expected) in [
            (0x41, "LATIN CAPITAL LETTER A", Some(Naming::Explicit("LATIN CAPITAL LETTER A"))),
            (0x1F40B, "JURCHEN RADICAL-01", Some(Naming::Explicit("JURCHEN RADICAL-01"))),
            (0x07, "<control>", Some(Naming::Nameless)),
            (0xDB80, "Private Use High Surrogate", Some(Naming::Nameless)),
            (0xF0000, "Plane 15 Private Use", Some(Naming::Nameless)),
            (0x3400, "CJK Ideograph Extension A", family("CJK UNIFIED IDEOGRAPH-", TAIL_UNINDEXED)),
            (
                0xF900,
                "CJK COMPATIBILITY IDEOGRAPH-F900",
                family("CJK COMPATIBILITY IDEOGRAPH-", TAIL_UNINDEXED),
            ),
            (0x1B170, "NUSHU CHARACTER-1B170", family("NUSHU CHARACTER-", TAIL_INDEXED)),
            (0xAC00, "Hangul Syllable", family("HANGUL SYLLABLE ", TAIL_COMPOSED)),
            (0x1000, "Elbonian Ideograph", None),
        ] {
            assert_eq!(Naming::read(c, text), expected, "{text}");
        }
    }
}
