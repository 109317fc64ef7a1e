//! The properties that a code point has or has not.

use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;

use icu_properties::props::{self, BinaryProperty as Icu};
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};

use super::{is_loosely, loose};
use crate::CodePoint;

/// A property that a code point has or has not, such as `Alphabetic` or `Bidi_Control`.
///
/// Displayed, it is its long name.
///
/// ```
/// use charfinder::BinaryProperty;
///
/// let dash = BinaryProperty::named("dash").expect("there is one");
/// assert!(dash.contains('–'.into()));
/// let of_a: Vec<&str> = BinaryProperty::of('a'.into()).map(BinaryProperty::name).collect();
/// assert!(of_a.contains(&"Hex_Digit"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BinaryProperty(u8);

impl BinaryProperty {
    /// All of them, by name.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..ROWS.len() as u8).map(Self)
    }

    /// Those that `c` has, by name.
    pub fn of(c: CodePoint) -> impl Iterator<Item = Self> {
        Self::all().filter(move |property| property.contains(c))
    }

    /// The property with this long or short name, matched loosely (UAX #44, LM3).
    pub fn named(text: &str) -> Option<Self> {
        let key = loose(text);
        Self::all()
            .find(|property| is_loosely(property.name(), &key) || is_loosely(property.short_name(), &key))
    }

    /// The long name of the standard: `White_Space`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The short name of the standard: `WSpace`; the long one where there is no other.
    pub fn short_name(self) -> &'static str {
        self.row().short_name
    }

    /// Whether `c` has it.
    pub fn contains(self, c: CodePoint) -> bool {
        self.row().set.contains32(c.value())
    }

    /// The runs of code points that have it, ascending.
    pub(crate) fn ranges(self) -> impl Iterator<Item = RangeInclusive<u32>> {
        self.row().set.iter_ranges()
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }
}

impl Display for BinaryProperty {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

struct Row {
    name: &'static str,
    short_name: &'static str,
    set: CodePointSetDataBorrowed<'static>,
}

const fn row<P: Icu>() -> Row {
    Row { name: text(P::NAME), short_name: text(P::SHORT_NAME), set: CodePointSetData::new::<P>() }
}

pub(super) const fn text(name: &'static [u8]) -> &'static str {
    match std::str::from_utf8(name) {
        Ok(name) => name,
        Err(_) => panic!("the names of properties are ASCII"),
    }
}

/// By name. Left out are those that the standard has for its own making (`Other_Alphabetic`) or has given up (`Hyphen`,
/// `Grapheme_Link`, `Expands_On_NFC`), and those of POSIX, which [`crate::set`] makes.
static ROWS: [Row; 56] = [
    row::<props::AsciiHexDigit>(),
    row::<props::Alphabetic>(),
    row::<props::BidiControl>(),
    row::<props::BidiMirrored>(),
    row::<props::CaseIgnorable>(),
    row::<props::Cased>(),
    row::<props::ChangesWhenCasefolded>(),
    row::<props::ChangesWhenCasemapped>(),
    row::<props::ChangesWhenLowercased>(),
    row::<props::ChangesWhenNfkcCasefolded>(),
    row::<props::ChangesWhenTitlecased>(),
    row::<props::ChangesWhenUppercased>(),
    row::<props::Dash>(),
    row::<props::DefaultIgnorableCodePoint>(),
    row::<props::Deprecated>(),
    row::<props::Diacritic>(),
    row::<props::Emoji>(),
    row::<props::EmojiComponent>(),
    row::<props::EmojiModifier>(),
    row::<props::EmojiModifierBase>(),
    row::<props::EmojiPresentation>(),
    row::<props::ExtendedPictographic>(),
    row::<props::Extender>(),
    row::<props::FullCompositionExclusion>(),
    row::<props::GraphemeBase>(),
    row::<props::GraphemeExtend>(),
    row::<props::HexDigit>(),
    row::<props::IdsBinaryOperator>(),
    row::<props::IdsTrinaryOperator>(),
    row::<props::IdsUnaryOperator>(),
    row::<props::IdCompatMathContinue>(),
    row::<props::IdCompatMathStart>(),
    row::<props::IdContinue>(),
    row::<props::IdStart>(),
    row::<props::Ideographic>(),
    row::<props::JoinControl>(),
    row::<props::LogicalOrderException>(),
    row::<props::Lowercase>(),
    row::<props::Math>(),
    row::<props::ModifierCombiningMark>(),
    row::<props::NoncharacterCodePoint>(),
    row::<props::PatternSyntax>(),
    row::<props::PatternWhiteSpace>(),
    row::<props::PrependedConcatenationMark>(),
    row::<props::QuotationMark>(),
    row::<props::Radical>(),
    row::<props::RegionalIndicator>(),
    row::<props::SentenceTerminal>(),
    row::<props::SoftDotted>(),
    row::<props::TerminalPunctuation>(),
    row::<props::UnifiedIdeograph>(),
    row::<props::Uppercase>(),
    row::<props::VariationSelector>(),
    row::<props::WhiteSpace>(),
    row::<props::XidContinue>(),
    row::<props::XidStart>(),
];
