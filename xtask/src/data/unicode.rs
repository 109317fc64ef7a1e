//! The Unicode data the tables need, read from the unpacked sources and checked for what the encoder relies on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::families::Naming;
use super::fetch::{Fetched, output};
use super::layout::{ALIAS_KINDS, CATEGORIES, age_byte};
use super::sources::{AGES, LATEST, PREVIOUS};

/// The version of Unicode that the tables are for.
pub(super) const VERSION: (u8, u8) = (18, 0);

/// The version that [`super::sources::PREVIOUS`] stands for.
const PREVIOUS_VERSION: (u8, u8) = (17, 0);

/// The end of the code space.
const CODE_SPACE: u32 = 0x11_0000;

/// A family and its code points.
pub(super) struct Family {
    pub(super) prefix: String,
    pub(super) tail: u16,
    pub(super) members: BTreeSet<u32>,
}

/// Everything the encoder needs.
pub(super) struct Unicode {
    /// The listed names by code point.
    pub(super) explicit: BTreeMap<u32, String>,
    /// The families by their lowest code point.
    pub(super) families: Vec<Family>,
    /// For each code point its age as [`age_byte`]; 0 is unassigned.
    pub(super) ages: Vec<u8>,
    /// For each code point the index of its category in [`CATEGORIES`].
    pub(super) categories: Vec<u8>,
    /// `(code point, index into ALIAS_KINDS, text)`, ascending by code point, then by kind.
    pub(super) aliases: Vec<(u32, u8, String)>,
}

impl Unicode {
    /// Reads the sources.
    pub(super) fn read(sources: &Fetched) -> anyhow::Result<Self> {
        let latest = extract(sources.folder(&LATEST))?;
        let categories = categories(&latest)?;
        let previous = self::categories(&extract(sources.folder(&PREVIOUS))?)?;
        let (explicit, families) = names(&latest)?;
        let unicode = Self {
            explicit,
            families,
            ages: ages(&sources.folder(&AGES).join("DerivedAge.json"), &previous, &categories)?,
            categories,
            aliases: aliases(&latest)?,
        };
        unicode.check()?;
        Ok(unicode)
    }

    /// How many code points have a name.
    pub(super) fn named(&self) -> usize {
        self.explicit.len() + self.families.iter().map(|family| family.members.len()).sum::<usize>()
    }

    /// The sources are three packages; this is where they would contradict each other.
    fn check(&self) -> anyhow::Result<()> {
        let members = self.families.iter().flat_map(|family| &family.members);
        for &c in self.explicit.keys().chain(members) {
            ensure!(self.ages[c as usize] != 0, "U+{c:04X} has a name and no age");
            ensure!(CATEGORIES[usize::from(self.categories[c as usize])] != "Cn", "U+{c:04X} is unassigned");
        }
        for name in self.explicit.values() {
            let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            ensure!(edge(name.as_bytes().first()) && edge(name.as_bytes().last()), "the name `{name}`");
        }
        Ok(())
    }
}

fn extract(package: &Path) -> anyhow::Result<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/data/extract.mjs");
    let json = output(Command::new("node").arg(script).arg(package))?;
    serde_json::from_slice(&json).with_context(|| format!("what {} gave is not JSON", package.display()))
}

/// The `[first, last, value]` runs of `value`.
fn runs(value: &Value) -> anyhow::Result<Vec<(u32, u32, &str)>> {
    let run = |run: &'_ Value| {
        let point = |index: usize| u32::try_from(run[index].as_u64()?).ok().filter(|c| *c < CODE_SPACE);
        Some((point(0)?, point(1)?))
    };
    let runs = value.as_array().context("runs are a list")?;
    runs.iter()
        .map(|item| {
            let (first, last) = run(item).with_context(|| format!("the run {item}"))?;
            Ok((first, last, item[2].as_str().with_context(|| format!("the run {item}"))?))
        })
        .collect()
}

fn names(data: &Value) -> anyhow::Result<(BTreeMap<u32, String>, Vec<Family>)> {
    let mut explicit = BTreeMap::new();
    let mut families: Vec<Family> = Vec::new();
    for (first, last, text) in runs(&data["names"])? {
        for c in first..=last {
            match Naming::read(c, text)
                .with_context(|| format!("U+{c:04X} has the unknown label `{text}`"))?
            {
                Naming::Nameless => {}
                Naming::Explicit(name) => {
                    explicit.insert(c, name.to_owned());
                }
                Naming::Family { prefix, tail } => {
                    match families.iter_mut().find(|known| known.prefix == prefix) {
                        Some(family) => {
                            family.members.insert(c);
                        }
                        None => {
                            families.push(Family {
                                prefix: prefix.to_owned(),
                                tail,
                                members: BTreeSet::from([c]),
                            });
                        }
                    }
                }
            }
        }
    }
    Ok((explicit, families))
}

fn categories(data: &Value) -> anyhow::Result<Vec<u8>> {
    let mut categories = vec![category("Unassigned")?; CODE_SPACE as usize];
    for (first, last, name) in runs(&data["categories"])? {
        categories[first as usize..=last as usize].fill(category(name)?);
    }
    Ok(categories)
}

/// The number of the category with the long name `name`.
fn category(name: &str) -> anyhow::Result<u8> {
    let short = match name {
        "Uppercase_Letter" => "Lu",
        "Lowercase_Letter" => "Ll",
        "Titlecase_Letter" => "Lt",
        "Modifier_Letter" => "Lm",
        "Other_Letter" => "Lo",
        "Nonspacing_Mark" => "Mn",
        "Spacing_Mark" => "Mc",
        "Enclosing_Mark" => "Me",
        "Decimal_Number" => "Nd",
        "Letter_Number" => "Nl",
        "Other_Number" => "No",
        "Connector_Punctuation" => "Pc",
        "Dash_Punctuation" => "Pd",
        "Open_Punctuation" => "Ps",
        "Close_Punctuation" => "Pe",
        "Initial_Punctuation" => "Pi",
        "Final_Punctuation" => "Pf",
        "Other_Punctuation" => "Po",
        "Math_Symbol" => "Sm",
        "Currency_Symbol" => "Sc",
        "Modifier_Symbol" => "Sk",
        "Other_Symbol" => "So",
        "Space_Separator" => "Zs",
        "Line_Separator" => "Zl",
        "Paragraph_Separator" => "Zp",
        "Control" => "Cc",
        "Format" => "Cf",
        "Surrogate" => "Cs",
        "Private_Use" => "Co",
        "Unassigned" => "Cn",
        other => anyhow::bail!("the unknown category `{other}`"),
    };
    let index =
        CATEGORIES.iter().position(|known| *known == short).context("the layout lists each category")?;
    Ok(u8::try_from(index)?)
}

/// The ages of the file, then what each later version assigned beyond the one before it.
fn ages(derived_age: &Path, previous: &[u8], latest: &[u8]) -> anyhow::Result<Vec<u8>> {
    let text =
        std::fs::read(derived_age).with_context(|| format!("cannot read {}", derived_age.display()))?;
    let data: Value = serde_json::from_slice(&text).context("DerivedAge is not JSON")?;
    let mut ages = vec![0; CODE_SPACE as usize];
    for entry in data["DerivedAge"].as_array().context("DerivedAge is a list")? {
        let (first, last, age) = age_entry(entry).with_context(|| format!("the age {entry}"))?;
        ages[first as usize..=last as usize].fill(age);
    }
    let unassigned = category("Unassigned")?;
    for (version, categories) in [(PREVIOUS_VERSION, previous), (VERSION, latest)] {
        let new = age_byte(version.0, version.1).context("the version fits")?;
        ensure!(
            ages.iter().all(|age| *age < new),
            "DerivedAge already knows version {version:?}: drop its source"
        );
        for (age, category) in ages.iter_mut().zip(categories) {
            if *age == 0 && *category != unassigned {
                *age = new;
            }
        }
    }
    Ok(ages)
}

fn age_entry(entry: &Value) -> Option<(u32, u32, u8)> {
    let range = entry["range"].as_array()?;
    let point = |value: &Value| u32::from_str_radix(value.as_str()?, 16).ok().filter(|c| *c < CODE_SPACE);
    let (major, minor) = entry["unicodeVersion"].as_str()?.split_once('.')?;
    Some((point(range.first()?)?, point(range.last()?)?, age_byte(major.parse().ok()?, minor.parse().ok()?)?))
}

fn aliases(data: &Value) -> anyhow::Result<Vec<(u32, u8, String)>> {
    let mut aliases = Vec::new();
    for (kind, name) in (0..).zip(ALIAS_KINDS) {
        for (c, texts) in
            data["aliases"][name].as_object().with_context(|| format!("aliases of kind {name}"))?
        {
            let c = c.parse().with_context(|| format!("the code point `{c}`"))?;
            for text in texts.as_array().context("aliases are a list")? {
                let text = text.as_str().filter(|text| text.is_ascii()).context("an alias is ASCII text")?;
                aliases.push((c, kind, text.to_owned()));
            }
        }
    }
    // The sort is stable: aliases of one character and kind stay in the order of the standard's file.
    aliases.sort_by_key(|(c, kind, _)| (*c, *kind));
    Ok(aliases)
}
