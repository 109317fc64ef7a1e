//! The sets that names stand for: of properties and their values, made at first use and kept.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::error::{SetErrorReason, echoed};
use super::named::code_point_named;
use super::suggest::nearest;
use super::{CodePointSet, parse};
use crate::property::{
    BinaryProperty, Block, Category, EnumeratedProperty, PropertyValue, Script, age_runs, all_confusable,
    category_runs, combining_class, loose, with_numeric_value,
};
use crate::{CodePoint, UnicodeVersion};

/// What a set is of. There are some thousand, so all of their sets can be kept: together they are below a megabyte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Selector {
    Any,
    Ascii,
    Assigned,
    NoBlock,
    /// A class of POSIX, by its place in [`POSIX`].
    Posix(usize),
    CombiningClass(u8),
    Binary(BinaryProperty),
    Value(EnumeratedProperty, PropertyValue),
    /// One bit for each category, by number.
    Categories(u32),
    Script(Script),
    ScriptExtensions(Script),
    Block(Block),
    /// Assigned by this version.
    Age(UnicodeVersion),
    /// Assigned by this version or one before it.
    Known(UnicodeVersion),
    /// With the skeleton of others (UTS #39).
    Confusable,
}

impl Selector {
    /// The categories of a list.
    pub(super) fn categories(categories: &[Category]) -> Self {
        Self::Categories(categories.iter().fold(0, |bits, category| bits | 1 << (*category as u32)))
    }

    /// The set, made now or before.
    pub(super) fn set(self) -> Arc<CodePointSet> {
        static KEPT: LazyLock<RwLock<HashMap<Selector, Arc<CodePointSet>>>> = LazyLock::new(RwLock::default);
        if let Some(set) = KEPT.read().unwrap_or_else(PoisonError::into_inner).get(&self) {
            return Arc::clone(set);
        }
        // Made without the lock, because some are made of others.
        let made = self.make();
        let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
        for (selector, set) in made {
            kept.entry(selector).or_insert_with(|| Arc::new(set));
        }
        Arc::clone(kept.entry(self).or_default())
    }

    /// The set, and others that cost nothing more to make.
    fn make(self) -> Vec<(Self, CodePointSet)> {
        let set = match self {
            Self::Any => CodePointSet::all(),
            Self::Ascii => CodePointSet::from_numbers([0..=0x7F]),
            Self::Assigned => Self::categories(&[Category::Unassigned]).set().complement(),
            Self::NoBlock => {
                let blocks = Block::all().map(|block| block.first()..=block.last());
                CodePointSet::from_ranges(blocks).complement()
            }
            Self::Posix(class) => {
                parse::parse(POSIX[class].1).expect("each class is an expression, as a test checks")
            }
            Self::CombiningClass(class) => with_combining_class(class),
            Self::Binary(property) => CodePointSet::from_numbers(property.ranges()),
            Self::Value(property, _) => return values(property),
            Self::Categories(bits) => CodePointSet::from_numbers(
                category_runs()
                    .filter(|(_, _, category)| bits & (1 << (*category as u32)) != 0)
                    .map(|(first, last, _)| first..=last),
            ),
            Self::Script(script) => CodePointSet::from_numbers(script.ranges()),
            Self::ScriptExtensions(script) => CodePointSet::from_numbers(script.extension_ranges()),
            Self::Block(block) => CodePointSet::from_ranges([block.first()..=block.last()]),
            Self::Age(version) => aged(|age| age == version),
            Self::Known(version) => aged(|age| age <= version),
            Self::Confusable => CodePointSet::from_numbers(all_confusable().into_iter().map(|c| c..=c)),
        };
        vec![(self, set)]
    }
}

/// The sets of all values of `property`, for which its runs are gone through once.
fn values(property: EnumeratedProperty) -> Vec<(Selector, CodePointSet)> {
    let mut runs: HashMap<PropertyValue, Vec<RangeInclusive<u32>>> = HashMap::new();
    for (range, value) in property.runs() {
        runs.entry(value).or_default().push(range);
    }
    let set = |(value, runs)| (Selector::Value(property, value), CodePointSet::from_numbers(runs));
    runs.into_iter().map(set).collect()
}

fn aged(is_wanted: impl Fn(UnicodeVersion) -> bool) -> CodePointSet {
    let runs = age_runs().filter(|(_, _, age)| age.is_some_and(&is_wanted));
    CodePointSet::from_numbers(runs.map(|(first, last, _)| first..=last))
}

/// The set of `\p{name}`: a category, a script, a property that a code point has, or a class of POSIX.
pub(super) fn named(name: &str) -> Result<Arc<CodePointSet>, SetErrorReason> {
    let key = loose(name);
    let selector = match &*key {
        "any" => Some(Selector::Any),
        "ascii" => Some(Selector::Ascii),
        "assigned" => Some(Selector::Assigned),
        _ => Category::named(name)
            .map(|categories| Selector::categories(&categories))
            .or_else(|| Script::named(name).map(Selector::Script))
            .or_else(|| BinaryProperty::named(name).map(Selector::Binary))
            .or_else(|| POSIX.iter().position(|(class, _)| *class == key).map(Selector::Posix))
            // `\p{InGreek}`, as Perl and Java write blocks.
            .or_else(|| key.strip_prefix("in").and_then(Block::named).map(Selector::Block)),
    };
    selector.map(Selector::set).ok_or_else(|| SetErrorReason::UnknownProperty {
        name: echoed(name),
        suggestion: nearest(name, names_that_stand_alone()),
    })
}

/// The set of `\p{property=value}`.
pub(super) fn of_property(property: &str, value: &str) -> Result<Arc<CodePointSet>, SetErrorReason> {
    if value.trim_start().starts_with('/') {
        return Err(SetErrorReason::RegularExpression);
    }
    let key = loose(property);
    let unknown = |property, allowed: String| {
        Err(SetErrorReason::UnknownValue { property, value: echoed(value), allowed })
    };
    match &*key {
        "gc" | "generalcategory" => match Category::named(value) {
            Some(categories) => Ok(Selector::categories(&categories).set()),
            None => unknown("General_Category", did_you_mean(value, Category::all().map(Category::name))),
        },
        "sc" | "script" | "scx" | "scriptextensions" => match Script::named(value) {
            Some(script) if key.starts_with("scx") || key.ends_with("s") => {
                Ok(Selector::ScriptExtensions(script).set())
            }
            Some(script) => Ok(Selector::Script(script).set()),
            None => unknown("Script", did_you_mean(value, Script::all().map(Script::name))),
        },
        "blk" | "block" => match Block::named(value) {
            Some(block) => Ok(Selector::Block(block).set()),
            None if matches!(&*loose(value), "noblock" | "nb") => Ok(Selector::NoBlock.set()),
            None => unknown("Block", did_you_mean(value, Block::all().map(Block::name))),
        },
        "age" => {
            match value.trim().trim_start_matches(['V', 'v']).replace('_', ".").parse::<UnicodeVersion>() {
                Ok(version) => Ok(Selector::Known(version).set()),
                Err(_) if matches!(&*loose(value), "na" | "unassigned") => {
                    Ok(Arc::new(Selector::Known(UnicodeVersion::LATEST).set().complement()))
                }
                Err(_) => unknown("Age", format!("versions go from 1.1 to {}", UnicodeVersion::LATEST)),
            }
        }
        "na" | "name" => match code_point_named(value) {
            Some(c) => Ok(Arc::new(CodePointSet::from_ranges([c..=c]))),
            None => Err(SetErrorReason::UnknownName { name: echoed(value) }),
        },
        "nv" | "numericvalue" => match number(value) {
            Some(number) => {
                Ok(Arc::new(CodePointSet::from_numbers(with_numeric_value(number).map(|c| c..=c))))
            }
            None => unknown("Numeric_Value", "numbers are written 7, 0.5 or 1/2".to_owned()),
        },
        _ => of_other_property(property, value),
    }
}

fn of_other_property(property: &str, value: &str) -> Result<Arc<CodePointSet>, SetErrorReason> {
    if let Some(property) = EnumeratedProperty::named(property) {
        if let Some(class) = value.trim().parse().ok().filter(|_| property.short_name() == "ccc") {
            return Ok(Selector::CombiningClass(class).set());
        }
        return match property.value_named(value) {
            Some(value) => Ok(Selector::Value(property, value).set()),
            None => Err(SetErrorReason::UnknownValue {
                property: property.name(),
                value: echoed(value),
                allowed: did_you_mean(value, property.values().into_iter().map(PropertyValue::name)),
            }),
        };
    }
    if let Some(property) = BinaryProperty::named(property) {
        return match &*loose(value) {
            "yes" | "y" | "true" | "t" => Ok(Selector::Binary(property).set()),
            "no" | "n" | "false" | "f" => Ok(Arc::new(Selector::Binary(property).set().complement())),
            _ => Err(SetErrorReason::UnknownValue {
                property: property.name(),
                value: echoed(value),
                allowed: "it is `Yes` or `No`".to_owned(),
            }),
        };
    }
    Err(SetErrorReason::UnknownProperty {
        name: echoed(property),
        suggestion: nearest(property, names_with_values()),
    })
}

fn with_combining_class(class: u8) -> CodePointSet {
    let property = EnumeratedProperty::named("ccc").expect("it is listed");
    let runs = property.runs().into_iter().map(|(range, _)| range);
    let is_of_class = |range: &RangeInclusive<u32>| {
        CodePoint::new(*range.start()).is_some_and(|c| combining_class(c) == class)
    };
    CodePointSet::from_numbers(runs.filter(is_of_class))
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    Some(number(numerator)? / number(denominator)?)
}

/// The classes of UTS #18, annex C, that are no property by that name, as expressions.
const POSIX: [(&str, &str); 6] = [
    ("alnum", r"[\p{Alphabetic}\p{Nd}]"),
    ("blank", r"[\p{Zs}\t]"),
    ("graph", r"[^\p{White_Space}\p{Cc}\p{Cs}\p{Cn}]"),
    ("print", r"[\p{graph}\p{Zs}]"),
    ("word", r"[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]"),
    ("xdigit", r"[\p{Hex_Digit}\p{Nd}]"),
];

/// What may stand in `\p{…}` without a value.
pub(super) fn names_that_stand_alone() -> impl Iterator<Item = &'static str> {
    let categories = Category::all().flat_map(|category| [category.name(), category.as_str()]);
    let groups = Category::groups().flat_map(|(short, long)| [long, short]);
    categories
        .chain(groups)
        .chain(Script::all().map(Script::name))
        .chain(BinaryProperty::all().map(BinaryProperty::name))
        .chain(["Any", "ASCII", "Assigned"])
        .chain(POSIX.iter().map(|(class, _)| *class))
}

/// What may stand before `=`.
fn names_with_values() -> impl Iterator<Item = &'static str> {
    ["General_Category", "Script", "Script_Extensions", "Block", "Age", "Name", "Numeric_Value"]
        .into_iter()
        .chain(EnumeratedProperty::all().map(EnumeratedProperty::name))
        .chain(BinaryProperty::all().map(BinaryProperty::name))
        .chain(["gc", "sc", "scx", "blk", "na", "nv"])
}

/// The end of an error about a value.
pub(super) fn did_you_mean(value: &str, known: impl IntoIterator<Item = &'static str>) -> String {
    let known: Vec<&'static str> = known.into_iter().collect();
    match nearest(value, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.len() <= LISTED_MAX => format!("it is one of {}", known.join(", ")),
        None => {
            let some = &known[..LISTED_MAX.min(known.len())];
            format!("it is one of {}, … ({} in all)", some.join(", "), known.len())
        }
    }
}

/// How many values an error lists.
const LISTED_MAX: usize = 20;
