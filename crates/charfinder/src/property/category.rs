//! The general category of a character, the first thing that most algorithms ask of it.

use crate::tables::{layout, tables};

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
    pub(super) const ALL: [Self; layout::CATEGORIES.len()] = [
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
