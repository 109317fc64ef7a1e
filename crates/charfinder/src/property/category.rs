//! The general category of a character, the first thing that most algorithms ask of it.

use super::{is_loosely, loose};
use crate::CodePoint;
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

    /// All categories, in the order of the standard.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        Self::ALL.into_iter()
    }

    /// The category of any code point, surrogates included, which [`general_category`] cannot be asked about.
    pub fn of(c: CodePoint) -> Self {
        Self::ALL[usize::from(tables().categories.run_value(c.value()))]
    }

    /// The long name of the standard: `Uppercase_Letter`.
    pub fn name(self) -> &'static str {
        LONG_NAMES[self as usize]
    }

    /// The categories that a name stands for, matched loosely (UAX #44, LM3): one, or all of a group such as `L` or
    /// `Symbol`.
    pub fn named(text: &str) -> Option<Vec<Self>> {
        let key = loose(text);
        let one = Self::all().find(|category| {
            is_loosely(category.as_str(), &key)
                || is_loosely(category.name(), &key)
                || OTHER_NAMES.contains(&(&*key, *category))
        });
        if let Some(category) = one {
            return Some(vec![category]);
        }
        let (_, _, members) =
            GROUPS.iter().find(|(short, long, _)| is_loosely(short, &key) || is_loosely(long, &key))?;
        Some(Self::all().filter(|category| members.contains(&category.as_str())).collect())
    }

    /// The names of the groups: short, long.
    pub(crate) fn groups() -> impl Iterator<Item = (&'static str, &'static str)> {
        GROUPS.iter().map(|(short, long, _)| (*short, *long))
    }

    /// How many code points have it.
    pub fn count(self) -> u32 {
        category_runs()
            .filter(|(_, _, category)| *category == self)
            .map(|(first, last, _)| last - first + 1)
            .sum()
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

/// The runs of code points of one category, ascending.
pub(crate) fn category_runs() -> impl Iterator<Item = (u32, u32, Category)> {
    let runs = tables().categories;
    (0..runs.len()).map(move |index| {
        let run = runs.at(index);
        let next = if index + 1 < runs.len() { runs.at(index + 1) >> 8 } else { CodePoint::MAX.value() + 1 };
        (run >> 8, next - 1, Category::ALL[(run & 0xFF) as usize])
    })
}

/// The assigned code points next to `c`: the last one before it, the first one behind it.
pub(crate) fn assigned_neighbours(c: CodePoint) -> (Option<CodePoint>, Option<CodePoint>) {
    let is_assigned = |c: &CodePoint| Category::of(*c) != Category::Unassigned;
    let runs = tables().categories;
    // The neighbours are the code points beside it, or the ends of runs beyond the unassigned one that it is in or next to.
    let end_before = |c: u32| Some(runs.at(runs.partition_point(|run| run >> 8 <= c).checked_sub(1)?) >> 8);
    let mut before = c.value().checked_sub(1).and_then(CodePoint::new);
    while let Some(gap) = before.filter(|c| !is_assigned(c)) {
        before = end_before(gap.value()).and_then(|first| first.checked_sub(1)).and_then(CodePoint::new);
    }
    let mut behind = CodePoint::new(c.value() + 1);
    while let Some(gap) = behind.filter(|c| !is_assigned(c)) {
        let next = runs.partition_point(|run| run >> 8 <= gap.value());
        behind = if next < runs.len() { CodePoint::new(runs.at(next) >> 8) } else { None };
    }
    (before, behind)
}

/// How many of the code points from `first` to `last` are assigned.
pub(super) fn assigned_within(first: u32, last: u32) -> u32 {
    let runs = tables().categories;
    let mut next = first;
    let mut assigned = 0;
    while next <= last {
        let after = runs.partition_point(|run| run >> 8 <= next);
        let end = if after < runs.len() { (runs.at(after) >> 8) - 1 } else { CodePoint::MAX.value() };
        let end = end.min(last);
        if Category::ALL[usize::from(runs.run_value(next))] != Category::Unassigned {
            assigned += end - next + 1;
        }
        next = end + 1;
    }
    assigned
}

/// In the order of [`layout::CATEGORIES`].
const LONG_NAMES: [&str; layout::CATEGORIES.len()] = [
    "Uppercase_Letter",
    "Lowercase_Letter",
    "Titlecase_Letter",
    "Modifier_Letter",
    "Other_Letter",
    "Nonspacing_Mark",
    "Spacing_Mark",
    "Enclosing_Mark",
    "Decimal_Number",
    "Letter_Number",
    "Other_Number",
    "Connector_Punctuation",
    "Dash_Punctuation",
    "Open_Punctuation",
    "Close_Punctuation",
    "Initial_Punctuation",
    "Final_Punctuation",
    "Other_Punctuation",
    "Math_Symbol",
    "Currency_Symbol",
    "Modifier_Symbol",
    "Other_Symbol",
    "Space_Separator",
    "Line_Separator",
    "Paragraph_Separator",
    "Control",
    "Format",
    "Surrogate",
    "Private_Use",
    "Unassigned",
];

/// Further aliases of the standard.
const OTHER_NAMES: [(&str, Category); 3] = [
    ("cntrl", Category::Control),
    ("digit", Category::DecimalNumber),
    ("mathematicalsymbol", Category::MathSymbol),
];

/// Short name, long name, members.
const GROUPS: [(&str, &str, &[&str]); 10] = [
    ("L", "Letter", &["Lu", "Ll", "Lt", "Lm", "Lo"]),
    ("LC", "Cased_Letter", &["Lu", "Ll", "Lt"]),
    ("M", "Mark", &["Mn", "Mc", "Me"]),
    ("M", "Combining_Mark", &["Mn", "Mc", "Me"]),
    ("N", "Number", &["Nd", "Nl", "No"]),
    ("P", "Punctuation", &["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"]),
    ("P", "punct", &["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"]),
    ("S", "Symbol", &["Sm", "Sc", "Sk", "So"]),
    ("Z", "Separator", &["Zs", "Zl", "Zp"]),
    ("C", "Other", &["Cc", "Cf", "Cs", "Co", "Cn"]),
];
