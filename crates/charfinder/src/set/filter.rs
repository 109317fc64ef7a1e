//! The filters of queries: `block:arrows`, `script:greek`, `gc:Sm`, `age:<=6.3`, `is:emoji`, `radical:85+3`, `strokes:9`.

use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::error::echoed;
use super::selector::{Selector, did_you_mean, named, names_that_stand_alone};
use super::suggest::nearest;
use super::{CodePointSet, ideograph, parse};
use crate::UnicodeVersion;
use crate::property::{Block, Category, Script, loose};

/// The filters that [`filter`] knows, each with the words that stand for it in the texts for people.
pub const FILTERS: [(&str, &str); 7] = [
    ("block", "a block, or part of its name: block:arrows"),
    ("script", "a script by name or code, with what else is used in it: script:greek, script:Grek"),
    ("gc", "a general category or a group of them: gc:Sm, gc:symbol"),
    ("age", "the version that assigned it: age:15.0, age:<=6.3, age:15.0..18.0"),
    ("is", "a kind of character or a property: is:emoji, is:invisible, is:bidi-control"),
    (
        "radical",
        "ideographs under a radical, and with strokes beside it: radical:85, radical:85+3, radical:水+3..5",
    ),
    ("strokes", "ideographs by strokes: strokes:9, strokes:9..11, strokes:<=3"),
];

/// The code points that `name:value` lets through. Several values with commas between them, at most 16, let through what any of them does.
///
/// Sets are made at first use and kept, except those of ideographs, so asking again costs a look into a table; whether a code point is in one is told in some
/// nanoseconds. Names are matched loosely (UAX #44, LM3); `block` and `script` take a part of a name as well, if it has three
/// letters or more.
///
/// ```
/// use charfinder::set::filter;
///
/// # fn main() -> Result<(), charfinder::set::FilterError> {
/// assert!(filter("block", "arrows")?.contains('→'.into()));
/// assert!(filter("age", "<=6.3")?.contains('♚'.into()));
/// assert!(filter("is", "emoji")?.contains('🐱'.into()));
/// assert!(filter("is", "emojy").is_err());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When there is no filter `name`, it has no such value, or there are more than 16; none is longer than 200 bytes. The error says what
/// there is.
pub fn filter(name: &str, value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    let (filter, of_name): (_, Named) = match &*loose(name) {
        "block" | "blk" => ("block", block),
        "script" | "sc" | "scx" => ("script", script),
        "gc" | "category" | "cat" | "generalcategory" => ("gc", category),
        "age" => ("age", age),
        // `loose` drops a leading `is` unless it is alone.
        "is" => ("is", kind),
        "radical" => ("radical", ideograph::with_radical),
        "strokes" => ("strokes", ideograph::with_strokes),
        _ => return Err(FilterError::UnknownFilter { name: echoed(name) }),
    };
    let of_one = |value: &str| {
        if value.len() > VALUE_BYTES_MAX {
            let allowed = format!("values have at most {VALUE_BYTES_MAX} bytes");
            return Err(FilterError::unknown_value(filter, value, allowed));
        }
        of_name(value)
    };
    if value.split(',').nth(VALUES_MAX).is_some() {
        return Err(FilterError::TooManyValues { filter });
    }
    let mut values = value.split(',');
    let first = of_one(values.next().unwrap_or_default())?;
    values.try_fold(first, |set, value| Ok(Arc::new(set.union(of_one(value)?.as_ref()))))
}

/// How the values of a filter are read.
type Named = fn(&str) -> Result<Arc<CodePointSet>, FilterError>;

/// The kinds that `is:` knows by names of its own; properties come on top, by theirs.
pub fn is_filter_names() -> impl ExactSizeIterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// A filter that there is not, or a value that it has not.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FilterError {
    /// No filter has this name.
    #[error("there is no filter {name:?}; there are block, script, gc, age, is, radical and strokes")]
    UnknownFilter {
        /// The name, cut after 40 characters.
        name: String,
    },
    /// The filter has no such value.
    #[error("{filter}: has no value {value:?}; {allowed}")]
    UnknownValue {
        /// The name of the filter.
        filter: &'static str,
        /// The value, cut after 40 characters.
        value: String,
        /// What is allowed: a value that looks like it, or some of those there are.
        allowed: String,
    },
    /// The filter has more than 16 values, with commas between them.
    #[error("{filter}: has more than {VALUES_MAX} values")]
    TooManyValues {
        /// The name of the filter.
        filter: &'static str,
    },
}

impl FilterError {
    pub(super) fn unknown_value(filter: &'static str, value: &str, allowed: String) -> Self {
        Self::UnknownValue { filter, value: echoed(value), allowed }
    }
}

fn block(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    if let Some(block) = Block::named(value) {
        return Ok(Selector::Block(block).set());
    }
    let parts = Block::all().filter(|block| is_part(value, block.name()));
    let set = CodePointSet::from_ranges(parts.map(|block| block.first()..=block.last()));
    if set.is_empty() {
        let allowed = did_you_mean(value, Block::all().map(Block::name));
        return Err(FilterError::unknown_value("block", value, allowed));
    }
    Ok(Arc::new(set))
}

fn script(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    if let Some(script) = Script::named(value) {
        return Ok(Selector::ScriptExtensions(script).set());
    }
    let parts = Script::all().filter(|script| is_part(value, script.name()));
    parts
        .map(|script| Selector::ScriptExtensions(script).set())
        .reduce(|all, next| Arc::new(all.union(&next)))
        .ok_or_else(|| {
            FilterError::unknown_value("script", value, did_you_mean(value, Script::all().map(Script::name)))
        })
}

fn category(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    match Category::named(value) {
        Some(categories) => Ok(Selector::categories(&categories).set()),
        None => Err(FilterError::unknown_value(
            "gc",
            value,
            did_you_mean(value, Category::all().map(Category::name)),
        )),
    }
}

fn age(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    let text = value.trim();
    let version = |text: &str| text.trim().parse::<UnicodeVersion>().ok();
    let known = |version: UnicodeVersion| Selector::Known(version).set();
    let before = |version: UnicodeVersion| match UnicodeVersion::all().rev().find(|other| *other < version) {
        Some(last) => known(last),
        None => Arc::default(),
    };
    let since =
        |version: UnicodeVersion| Arc::new(known(UnicodeVersion::LATEST).difference(&before(version)));
    let set = if let Some(rest) = text.strip_prefix("<=") {
        version(rest).map(known)
    } else if let Some(rest) = text.strip_prefix(">=") {
        version(rest).map(since)
    } else if let Some(rest) = text.strip_prefix('<') {
        version(rest).map(before)
    } else if let Some(rest) = text.strip_prefix('>') {
        version(rest).map(|version| Arc::new(known(UnicodeVersion::LATEST).difference(&known(version))))
    } else if let Some((first, last)) = text.split_once("..").or_else(|| text.split_once('-')) {
        version(first)
            .zip(version(last))
            .map(|(first, last)| Arc::new(since(first).intersection(&known(last))))
    } else {
        version(text.strip_prefix('=').unwrap_or(text)).map(|version| Selector::Age(version).set())
    };
    set.ok_or_else(|| {
        let versions: Vec<String> = UnicodeVersion::all().map(|version| version.to_string()).collect();
        let allowed =
            format!("versions are {}, with <, <=, >, >= before one or .. between two", versions.join(", "));
        FilterError::unknown_value("age", value, allowed)
    })
}

fn kind(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    let key = loose(value);
    if let Some(index) = KINDS.iter().position(|(name, _)| loose(name) == key) {
        static SETS: [OnceLock<Arc<CodePointSet>>; KINDS.len()] = [const { OnceLock::new() }; KINDS.len()];
        let make =
            || Arc::new(parse::parse(KINDS[index].1).expect("each kind is an expression, as a test checks"));
        return Ok(Arc::clone(SETS[index].get_or_init(make)));
    }
    if key == "confusable" {
        return Ok(Selector::Confusable.set());
    }
    named(value).map_err(|_| {
        let known = || is_filter_names().chain(["confusable"]);
        let allowed = match nearest(value, known().chain(names_that_stand_alone())) {
            Some(name) => format!("did you mean `{name}`?"),
            None => {
                let names: Vec<&str> = known().collect();
                format!("it is one of {}, or a property", names.join(", "))
            }
        };
        FilterError::unknown_value("is", value, allowed)
    })
}

/// Whether `part` is enough of a name to stand for all names that have it.
fn is_part(part: &str, name: &str) -> bool {
    let key = loose(part);
    key.chars().count() >= PART_CHARS_MIN && loose(name).contains(&key)
}

/// The shortest part of a name that is looked for.
const PART_CHARS_MIN: usize = 3;

/// How many values a filter takes.
const VALUES_MAX: usize = 16;

/// How long one of them may be: more than any name.
const VALUE_BYTES_MAX: usize = 200;

/// The kinds of `is:`, by name, as expressions.
const KINDS: [(&str, &str); 42] = [
    ("assigned", r"\p{Assigned}"),
    ("bidi-control", r"\p{Bidi_Control}"),
    ("bracket", r"[\p{Ps}\p{Pe}]"),
    ("circled", r"\p{dt=circle}"),
    ("combining", r"\p{M}"),
    ("control", r"\p{Cc}"),
    ("currency", r"\p{Sc}"),
    ("dash", r"\p{Dash}"),
    ("deprecated", r"\p{Deprecated}"),
    ("digit", r"\p{Nd}"),
    // Digits, # and * have the property because they begin keycaps, which nobody means.
    ("emoji", r"[\p{Emoji}-[0-9#*]]"),
    ("format", r"\p{Cf}"),
    ("fraction", r"\p{dt=fraction}"),
    ("fullwidth", r"\p{ea=F}"),
    ("halfwidth", r"\p{ea=H}"),
    ("identifier", r"\p{XID_Continue}"),
    ("ideograph", r"\p{Ideographic}"),
    // What leaves no ink: separators, controls, what is ignored, and the pattern of Braille without dots.
    ("invisible", r"[[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u{2800}]&\p{Assigned}]"),
    ("latin-1", r"[\u{0}-\u{FF}]"),
    ("letter", r"\p{L}"),
    ("lower", r"\p{Lowercase}"),
    ("mark", r"\p{M}"),
    ("math", r"\p{Math}"),
    ("mirrored", r"\p{Bidi_Mirrored}"),
    ("noncharacter", r"\p{Noncharacter_Code_Point}"),
    ("number", r"\p{N}"),
    ("private-use", r"\p{Co}"),
    ("punctuation", r"\p{P}"),
    ("quotation", r"\p{Quotation_Mark}"),
    ("rtl", r"[\p{bc=R}\p{bc=AL}]"),
    ("space", r"\p{White_Space}"),
    ("subscript", r"\p{dt=sub}"),
    ("superscript", r"\p{dt=super}"),
    ("surrogate", r"\p{Cs}"),
    ("symbol", r"\p{S}"),
    ("text", r"[\p{Emoji}-\p{Emoji_Presentation}]"),
    ("title", r"\p{Lt}"),
    ("unassigned", r"\p{Cn}"),
    ("upper", r"\p{Uppercase}"),
    ("variation-selector", r"\p{Variation_Selector}"),
    ("vertical", r"\p{dt=vertical}"),
    ("wide", r"[\p{ea=W}\p{ea=F}]"),
];
