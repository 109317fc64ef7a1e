//! The properties that have one of a list of values.

use std::fmt::{self, Debug, Display, Formatter};
use std::ops::RangeInclusive;

use icu_properties::props::{self, EnumeratedProperty as Icu, NamedEnumeratedProperty};
use icu_properties::{CodePointMapData, PropertyParser};

use super::binary::text;
use super::category::category_runs;
use super::decomposition::{CANONICAL, decomposition_type};
use super::identifier::{ALLOWED, identifier_type};
use super::table::{DECOMPOSITION_TAGS, IDENTIFIER_TYPES, INDIC_POSITIONS, property_table};
use super::{BinaryProperty, Category, is_loosely, loose};
use crate::CodePoint;

/// A property with one value of a list for each code point, such as `Line_Break`.
///
/// Scripts and blocks, of which there is more to know, are [`Script`](crate::Script) and [`Block`](crate::Block).
/// Displayed, it is its long name.
///
/// ```
/// use charfinder::EnumeratedProperty;
///
/// let width = EnumeratedProperty::named("ea").expect("there is one");
/// assert_eq!(width.name(), "East_Asian_Width");
/// assert_eq!(width.value('一'.into()).name(), "Wide");
/// assert_eq!(width.value('一'.into()).short_name(), "W");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumeratedProperty(u8);

impl EnumeratedProperty {
    /// All of them, by name.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..ROWS.len() as u8).map(Self)
    }

    /// The property with this long or short name, matched loosely (UAX #44, LM3).
    pub fn named(text: &str) -> Option<Self> {
        let key = loose(text);
        Self::all()
            .find(|property| is_loosely(property.name(), &key) || is_loosely(property.short_name(), &key))
    }

    /// The long name of the standard: `East_Asian_Width`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The short name of the standard: `ea`; the long one where there is no other.
    pub fn short_name(self) -> &'static str {
        self.row().short_name
    }

    /// Its value for `c`.
    pub fn value(self, c: CodePoint) -> PropertyValue {
        (self.row().value)(c.value())
    }

    /// The values that code points have, each once, by the first code point with it.
    pub fn values(self) -> Vec<PropertyValue> {
        let mut values: Vec<PropertyValue> = Vec::new();
        for (_, value) in self.runs() {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    /// The value with this long or short name, matched loosely (UAX #44, LM3).
    pub fn value_named(self, text: &str) -> Option<PropertyValue> {
        (self.row().parse)(&loose(text))
    }

    /// All runs of code points of one value, ascending.
    pub(crate) fn runs(self) -> Vec<(RangeInclusive<u32>, PropertyValue)> {
        (self.row().runs)()
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }
}

impl Debug for EnumeratedProperty {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Display for EnumeratedProperty {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A value of an [`EnumeratedProperty`].
///
/// Displayed, it is its long name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyValue {
    long: &'static str,
    short: &'static str,
}

impl PropertyValue {
    /// The long name of the standard: `Wide`.
    pub fn name(self) -> &'static str {
        self.long
    }

    /// The short name of the standard: `W`; the long one where there is no other.
    pub fn short_name(self) -> &'static str {
        self.short
    }

    /// A value with one name.
    const fn plain(name: &'static str) -> Self {
        Self { long: name, short: name }
    }
}

impl Display for PropertyValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.long)
    }
}

/// How a property is asked.
struct Row {
    name: &'static str,
    short_name: &'static str,
    value: fn(u32) -> PropertyValue,
    /// All runs of code points of one value, ascending.
    runs: fn() -> Vec<(RangeInclusive<u32>, PropertyValue)>,
    /// From a [`loose`](fn@loose) name.
    parse: fn(&str) -> Option<PropertyValue>,
}

/// A property of ICU4X.
const fn row<P: Icu + NamedEnumeratedProperty>() -> Row {
    Row {
        name: text(P::NAME),
        short_name: text(P::SHORT_NAME),
        value: |c| names(CodePointMapData::<P>::new().get32(c)),
        runs: || {
            CodePointMapData::<P>::new().iter_ranges().map(|run| (run.range, names(run.value))).collect()
        },
        parse: |key| PropertyParser::<P>::new().get_loose(key).map(names),
    }
}

fn names<P: NamedEnumeratedProperty>(value: P) -> PropertyValue {
    PropertyValue { long: value.long_name(), short: value.short_name() }
}

/// By name.
static ROWS: [Row; 20] = [
    row::<props::BidiClass>(),
    row::<props::CanonicalCombiningClass>(),
    Row {
        name: "Decomposition_Type",
        short_name: "dt",
        value: |c| PropertyValue::plain(decomposition_type(c).unwrap_or(NO_DECOMPOSITION)),
        runs: decomposition_runs,
        parse: |key| {
            let tags = DECOMPOSITION_TAGS.iter().map(|(_, name)| *name);
            parse_plain(tags.chain([CANONICAL, NO_DECOMPOSITION]), key).or_else(|| match key {
                "can" => Some(PropertyValue::plain(CANONICAL)),
                "com" => Some(PropertyValue::plain("Compat")),
                _ => None,
            })
        },
    },
    row::<props::EastAsianWidth>(),
    Row {
        name: "General_Category",
        short_name: "gc",
        value: |c| CodePoint::new(c).map_or(category(Category::Unassigned), |c| category(Category::of(c))),
        runs: || category_runs().map(|(first, last, value)| (first..=last, category(value))).collect(),
        parse: |key| match Category::named(key)?[..] {
            [one] => Some(category(one)),
            _ => None,
        },
    },
    row::<props::GraphemeClusterBreak>(),
    row::<props::HangulSyllableType>(),
    Row {
        name: "Identifier_Status",
        short_name: "Identifier_Status",
        value: |c| status(CodePoint::new(c).is_some_and(|c| ALLOWED.contains(&identifier_type(c)))),
        runs: || {
            let types = runs_of(property_table().identifier_types, &IDENTIFIER_TYPES);
            types.into_iter().map(|(range, value)| (range, status(ALLOWED.contains(&value.long)))).collect()
        },
        parse: |key| parse_plain([ALLOWED_STATUS, RESTRICTED_STATUS], key),
    },
    Row {
        name: "Identifier_Type",
        short_name: "Identifier_Type",
        value: |c| value_of(property_table().identifier_types, &IDENTIFIER_TYPES, c),
        runs: || runs_of(property_table().identifier_types, &IDENTIFIER_TYPES),
        parse: |key| parse_plain(IDENTIFIER_TYPES, key),
    },
    row::<props::IndicConjunctBreak>(),
    Row {
        name: "Indic_Positional_Category",
        short_name: "InPC",
        value: |c| value_of(property_table().indic_positions, &INDIC_POSITIONS, c),
        runs: || runs_of(property_table().indic_positions, &INDIC_POSITIONS),
        parse: |key| parse_plain(INDIC_POSITIONS, key),
    },
    row::<props::IndicSyllabicCategory>(),
    row::<props::JoiningGroup>(),
    row::<props::JoiningType>(),
    row::<props::LineBreak>(),
    row::<props::NumericType>(),
    row::<props::SentenceBreak>(),
    row::<props::VerticalOrientation>(),
    row::<props::WordBreak>(),
    Row {
        name: "Bidi_Paired_Bracket_Type",
        short_name: "bpt",
        value: bracket_type,
        runs: bracket_runs,
        parse: |key| parse_plain(BRACKET_TYPES, key),
    },
];

fn category(category: Category) -> PropertyValue {
    PropertyValue { long: category.name(), short: category.as_str() }
}

fn status(is_allowed: bool) -> PropertyValue {
    PropertyValue::plain(if is_allowed { ALLOWED_STATUS } else { RESTRICTED_STATUS })
}

fn bracket_type(c: u32) -> PropertyValue {
    use icu_properties::props::{BidiMirroringGlyph, BidiPairedBracketType};
    let [open, close, none] = BRACKET_TYPES;
    PropertyValue::plain(match CodePointMapData::<BidiMirroringGlyph>::new().get32(c).paired_bracket_type {
        BidiPairedBracketType::Open => open,
        BidiPairedBracketType::Close => close,
        _ => none,
    })
}

fn decomposition_runs() -> Vec<(RangeInclusive<u32>, PropertyValue)> {
    let ideographs = BinaryProperty::named("Unified_Ideograph").expect("it is listed");
    let mut runs = vec![(SYLLABLES, PropertyValue::plain(CANONICAL))];
    let is_character = |category: &Category| {
        !matches!(category, Category::Unassigned | Category::PrivateUse | Category::Surrogate)
    };
    for (first, last, _) in category_runs().filter(|(_, _, category)| is_character(category)) {
        // Neither unified ideographs nor, but for the rule, syllables decompose, and they are most of all characters.
        if SYLLABLES.contains(&first) || CodePoint::new(first).is_some_and(|c| ideographs.contains(c)) {
            continue;
        }
        let typed =
            (first..=last).filter_map(|c| Some((c..=c, PropertyValue::plain(decomposition_type(c)?))));
        runs.extend(typed);
    }
    runs.sort_unstable_by_key(|(range, _)| *range.start());
    with_rest(runs, PropertyValue::plain(NO_DECOMPOSITION))
}

fn bracket_runs() -> Vec<(RangeInclusive<u32>, PropertyValue)> {
    // Brackets are mirrored, all of them.
    let mirrored = BinaryProperty::named("Bidi_Mirrored").expect("it is listed");
    let runs = mirrored.ranges().flatten().map(|c| (c..=c, bracket_type(c))).collect();
    with_rest(runs, PropertyValue::plain(BRACKET_TYPES[2]))
}

/// The ascending `runs`, and between them runs of `rest`.
fn with_rest(
    runs: Vec<(RangeInclusive<u32>, PropertyValue)>,
    rest: PropertyValue,
) -> Vec<(RangeInclusive<u32>, PropertyValue)> {
    let mut all = Vec::with_capacity(2 * runs.len() + 1);
    let mut next = 0;
    for (range, value) in runs {
        if next < *range.start() {
            all.push((next..=range.start() - 1, rest));
        }
        next = range.end() + 1;
        all.push((range, value));
    }
    if next <= CodePoint::MAX.value() {
        all.push((next..=CodePoint::MAX.value(), rest));
    }
    all
}

/// The value of `c` in a property that [`property_table`] has as runs.
fn value_of(runs: crate::tables::U32s, names: &[&'static str], c: u32) -> PropertyValue {
    PropertyValue::plain(names[usize::from(runs.run_value(c))])
}

/// The runs of a property that [`property_table`] has.
fn runs_of(runs: crate::tables::U32s, names: &[&'static str]) -> Vec<(RangeInclusive<u32>, PropertyValue)> {
    let starts = runs.iter().map(|run| run >> 8);
    let ends = starts.clone().skip(1).map(|start| start - 1).chain([CodePoint::MAX.value()]);
    let values = runs.iter().map(|run| PropertyValue::plain(names[(run & 0xFF) as usize]));
    starts.zip(ends).zip(values).map(|((start, end), value)| (start..=end, value)).collect()
}

fn parse_plain(names: impl IntoIterator<Item = &'static str>, key: &str) -> Option<PropertyValue> {
    names.into_iter().find(|name| is_loosely(name, key)).map(PropertyValue::plain)
}

/// The value of Decomposition_Type for what has no decomposition.
const NO_DECOMPOSITION: &str = "None";

const ALLOWED_STATUS: &str = "Allowed";
const RESTRICTED_STATUS: &str = "Restricted";

const BRACKET_TYPES: [&str; 3] = ["Open", "Close", "None"];

/// The syllables of Hangul.
const SYLLABLES: RangeInclusive<u32> = 0xAC00..=0xD7A3;
