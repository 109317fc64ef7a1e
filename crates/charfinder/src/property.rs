//! What there is to know of a character beside its name: age, general category, aliases.

use crate::field::Field;
use crate::tables::{layout, tables};
use crate::version::UnicodeVersion;

/// The version of Unicode that assigned `c`; `None` while none has. Private use characters and noncharacters have
/// an age too.
///
/// ```
/// assert_eq!(charfinder::age('♚').map(|version| version.to_string()), Some("1.1".to_owned()));
/// ```
pub fn age(c: char) -> Option<UnicodeVersion> {
    UnicodeVersion::from_age_byte(age_byte(c))
}

/// The age of `c` as the tables write it; 0 when it is not assigned.
pub(crate) fn age_byte(c: char) -> u8 {
    tables().ages.run_value(u32::from(c))
}

/// Whether `version` knows `c`.
pub(crate) fn is_assigned(c: char, version: UnicodeVersion) -> bool {
    // U+0020 to U+007E: nearly all there is in queries.
    matches!(c, ' '..='~') || (1..=version.age_byte()).contains(&age_byte(c))
}

/// The general category of `c` in the latest version. Categories of assigned characters change only by correction.
pub fn general_category(c: char) -> Category {
    Category::ALL[usize::from(tables().categories.run_value(u32::from(c)))]
}

/// A general category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard promises that there will be no other")]
pub enum Category {
    /// `Lu`
    UppercaseLetter,
    /// `Ll`
    LowercaseLetter,
    /// `Lt`
    TitlecaseLetter,
    /// `Lm`
    ModifierLetter,
    /// `Lo`
    OtherLetter,
    /// `Mn`
    NonspacingMark,
    /// `Mc`
    SpacingMark,
    /// `Me`
    EnclosingMark,
    /// `Nd`
    DecimalNumber,
    /// `Nl`
    LetterNumber,
    /// `No`
    OtherNumber,
    /// `Pc`
    ConnectorPunctuation,
    /// `Pd`
    DashPunctuation,
    /// `Ps`
    OpenPunctuation,
    /// `Pe`
    ClosePunctuation,
    /// `Pi`
    InitialPunctuation,
    /// `Pf`
    FinalPunctuation,
    /// `Po`
    OtherPunctuation,
    /// `Sm`
    MathSymbol,
    /// `Sc`
    CurrencySymbol,
    /// `Sk`
    ModifierSymbol,
    /// `So`
    OtherSymbol,
    /// `Zs`
    SpaceSeparator,
    /// `Zl`
    LineSeparator,
    /// `Zp`
    ParagraphSeparator,
    /// `Cc`
    Control,
    /// `Cf`
    Format,
    /// `Cs`; no `char` has it
    Surrogate,
    /// `Co`
    PrivateUse,
    /// `Cn`
    Unassigned,
}

impl Category {
    /// In the order of [`layout::CATEGORIES`].
    const ALL: [Self; layout::CATEGORIES.len()] = [
        Self::UppercaseLetter,
        Self::LowercaseLetter,
        Self::TitlecaseLetter,
        Self::ModifierLetter,
        Self::OtherLetter,
        Self::NonspacingMark,
        Self::SpacingMark,
        Self::EnclosingMark,
        Self::DecimalNumber,
        Self::LetterNumber,
        Self::OtherNumber,
        Self::ConnectorPunctuation,
        Self::DashPunctuation,
        Self::OpenPunctuation,
        Self::ClosePunctuation,
        Self::InitialPunctuation,
        Self::FinalPunctuation,
        Self::OtherPunctuation,
        Self::MathSymbol,
        Self::CurrencySymbol,
        Self::ModifierSymbol,
        Self::OtherSymbol,
        Self::SpaceSeparator,
        Self::LineSeparator,
        Self::ParagraphSeparator,
        Self::Control,
        Self::Format,
        Self::Surrogate,
        Self::PrivateUse,
        Self::Unassigned,
    ];

    /// The two letters of the standard: `Lu`.
    pub fn as_str(self) -> &'static str {
        layout::CATEGORIES[self as usize]
    }

    /// Whether it is one of the letters or numbers, which make up the words of a query.
    pub(crate) fn is_word(self) -> bool {
        matches!(self.as_str().as_bytes()[0], b'L' | b'N')
    }

    /// Whether it is a mark: a character that is drawn upon the one before it.
    pub fn is_mark(self) -> bool {
        self.as_str().as_bytes()[0] == b'M'
    }

    /// Whether it is a separator, or one of the "other" categories: what has no picture of its own.
    pub fn is_invisible(self) -> bool {
        matches!(self.as_str().as_bytes()[0], b'Z' | b'C')
    }
}

impl std::fmt::Display for Category {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The formal aliases of `c`: corrections of its name, names of controls, abbreviations. They are not searched.
///
/// ```
/// let texts: Vec<&str> = charfinder::aliases('\u{A0}').map(|alias| alias.text).collect();
/// assert_eq!(texts, ["NBSP"]);
/// ```
pub fn aliases(c: char) -> Aliases {
    let c = u32::from(c);
    let table = tables().aliases;
    Aliases {
        next: table.partition_point(|item| item >> 8 < c),
        end: table.partition_point(|item| item >> 8 <= c),
    }
}

/// A formal alias of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alias {
    /// Why there is an alias.
    pub kind: AliasKind,
    /// In capitals, like a name.
    pub text: &'static str,
}

/// Why a character has an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AliasKind {
    /// The name is wrong, and this is right.
    Correction,
    /// The name of a control character, which has no other.
    Control,
    /// Another name in wide use.
    Alternate,
    /// A name that was never approved.
    Figment,
    /// A common abbreviation.
    Abbreviation,
}

impl AliasKind {
    /// In the order of [`layout::ALIAS_KINDS`].
    const ALL: [Self; layout::ALIAS_KINDS.len()] =
        [Self::Correction, Self::Control, Self::Alternate, Self::Figment, Self::Abbreviation];

    /// The standard's word for it, in lower case.
    pub fn as_str(self) -> &'static str {
        layout::ALIAS_KINDS[self as usize]
    }

    /// The field that aliases of this kind are.
    pub fn field(self) -> Field {
        match self {
            Self::Correction => Field::Correction,
            Self::Control => Field::Control,
            Self::Alternate => Field::Alternate,
            Self::Figment => Field::Figment,
            Self::Abbreviation => Field::Abbreviation,
        }
    }
}

/// The aliases of a character, made by [`aliases`]: corrections first, abbreviations last.
#[derive(Clone, Debug)]
pub struct Aliases {
    next: usize,
    end: usize,
}

impl Iterator for Aliases {
    type Item = Alias;

    fn next(&mut self) -> Option<Alias> {
        if self.next == self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        let kind = AliasKind::ALL[(tables().aliases.at(index) & 0xFF) as usize];
        Some(Alias { kind, text: tables().alias_text(index) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl ExactSizeIterator for Aliases {}

#[cfg(test)]
mod tests {
    use super::*;

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
}
