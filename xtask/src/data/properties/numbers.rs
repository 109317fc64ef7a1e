//! Numeric values.
//!
//! `DerivedNumericValues` of the package ends at version 16.0. For what has become a number since, names tell the
//! value, but for those of [`NAMELESS`]; which characters are numbers is known from ICU4X, so that none is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, ensure};
use icu_properties::CodePointMapData;
use icu_properties::props::NumericType;

use super::layout::Section;
use super::{CODE_SPACE, Texts, code_point, read_list};
use crate::data::file::File;
use crate::data::unicode::Unicode;

pub(super) fn encode(file: &mut File<Section>, unicode: &Unicode, package: &Path) -> anyhow::Result<()> {
    let mut numbers = listed(package)?;
    let types = CodePointMapData::<NumericType>::new();
    for c in 0..CODE_SPACE {
        let is_number = types.get32(c) != NumericType::None;
        if is_number && !numbers.contains_key(&c) {
            let value = NAMELESS.iter().find(|(known, _)| *known == c).map(|(_, value)| (*value).to_owned());
            let value = value.or_else(|| value_of_name(unicode.explicit.get(&c)?));
            numbers.insert(c, value.with_context(|| format!("U+{c:04X} is a number without a value"))?);
        }
        ensure!(is_number == numbers.contains_key(&c), "U+{c:04X} has a value and is no number");
    }
    let values: BTreeSet<&str> = numbers.values().map(String::as_str).collect();
    let mut texts = Texts::new(Section::NumberStarts, Section::NumberText);
    for value in &values {
        texts.push(file, value)?;
    }
    texts.finish(file);
    let numbers_of_values: BTreeMap<&str, u32> = values.into_iter().zip(0..).collect();
    ensure!(numbers_of_values.len() <= 1 << 8, "the number of a value is a byte");
    for (c, value) in &numbers {
        file.u32(Section::Numbers, c << 8 | numbers_of_values[value.as_str()]);
    }
    Ok(())
}

fn listed(package: &Path) -> anyhow::Result<BTreeMap<u32, String>> {
    let mut numbers = BTreeMap::new();
    for entry in read_list(&package.join("extracted/DerivedNumericValues.json"), "DerivedNumericValues")? {
        let bounds = entry["range"].as_array().context("an entry has a range")?;
        let bound = |bound: Option<&serde_json::Value>| {
            code_point(bound.and_then(serde_json::Value::as_str).context("a bound is a text")?)
        };
        let value = entry["whole"].as_str().context("an entry has a value")?;
        for c in bound(bounds.first())?..=bound(bounds.last())? {
            numbers.insert(c, value.to_owned());
        }
    }
    for (c, old, new) in CHANGED {
        let before = numbers.insert(c, new.to_owned());
        ensure!(before.as_deref() == Some(old), "U+{c:04X} is no longer {old}: drop the change");
    }
    Ok(numbers)
}

/// The number that a name speaks of: its first numeral, as a fraction if that is what follows.
fn value_of_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split([' ', '-']).collect();
    let number_at = |at: usize| NUMERALS.iter().position(|numeral| words.get(at) == Some(numeral));
    let (at, numerator) = (0..words.len()).find_map(|at| Some((at, number_at(at)?)))?;
    let is_part = |part: &&(&str, u32)| {
        words.get(at + 1).is_some_and(|word| word.strip_suffix('S').unwrap_or(word) == part.0)
    };
    Some(match PARTS.iter().find(is_part) {
        Some((_, denominator)) => format!("{numerator}/{denominator}"),
        None => numerator.to_string(),
    })
}

const NUMERALS: [&str; 11] =
    ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"];

const PARTS: [(&str, u32); 5] = [("HALF", 2), ("THIRD", 3), ("QUARTER", 4), ("SIXTH", 6), ("EIGHTH", 8)];

/// Numbers since 16.0 whose names have no numeral, or one that means something else.
const NAMELESS: [(u32, &str); 13] = [
    (0x1_2038, "1"),
    (0x1_2039, "1"),
    (0x1_2079, "1"),
    (0x1_2226, "1/2"),
    (0x1_222B, "2"),
    (0x1_230B, "1"),
    (0x1_230D, "3"),
    (0x1_2399, "2"),
    (0x1_2589, "1/4"),
    (0x1_2598, "1/3"),
    (0x1_2599, "2/3"),
    (0x3_2403, "200"),
    (0x3_24DF, "50"),
];

/// Values that have changed since 16.0: code point, old value, new value.
const CHANGED: [(u32, &str, &str); 1] = [(0x5146, "1000000", "1000000000000")];
