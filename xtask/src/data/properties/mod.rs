//! The encoder of `data/properties.bin`: the properties that no crate of ICU4X has. [`layout`] says what the bytes mean.
//!
//! What the packages of the registry lack of the newest version is filled in here, by rules that
//! `conformance/charfinder/agreement.py` holds to another implementation of the standard.

mod decompositions;
#[path = "../../../../crates/charfinder/src/property/table/layout.rs"]
mod layout;
mod numbers;
mod skeletons;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;

use self::layout::{IDENTIFIER_TYPES, INDIC_POSITIONS, Section};
use super::container;
use super::fetch::{Fetched, output};
use super::file::File;
use super::sources::{AGES, LATEST};
use super::unicode::Unicode;

/// Encodes the properties.
pub(super) fn encode(unicode: &Unicode, sources: &Fetched) -> anyhow::Result<Vec<u8>> {
    let mut file = File::new();
    decompositions::encode(&mut file, unicode, sources.folder(&AGES))?;
    numbers::encode(&mut file, unicode, sources.folder(&AGES))?;
    skeletons::encode(&mut file, unicode)?;
    encode_identifier_types(&mut file)?;
    encode_indic_positions(&mut file, sources.folder(&LATEST))?;
    for starts in [Section::DecompositionStarts, Section::NumberStarts, Section::SkeletonStarts] {
        file.pack_starts(starts)?;
    }
    file.finish()
}

fn encode_identifier_types(file: &mut File<Section>) -> anyhow::Result<()> {
    let mut runs = Runs::new(Section::IdentifierTypes);
    for c in 0..CODE_SPACE {
        let value = char::from_u32(c).and_then(GeneralSecurityProfile::identifier_type);
        let name = value.map_or("Not_Character", identifier_type_name);
        let number = IDENTIFIER_TYPES.iter().position(|known| *known == name);
        runs.push(file, c, number.with_context(|| format!("the identifier type {name}"))?)?;
    }
    Ok(())
}

fn identifier_type_name(value: IdentifierType) -> &'static str {
    match value {
        IdentifierType::Not_Character => "Not_Character",
        IdentifierType::Deprecated => "Deprecated",
        IdentifierType::Default_Ignorable => "Default_Ignorable",
        IdentifierType::Not_NFKC => "Not_NFKC",
        IdentifierType::Not_XID => "Not_XID",
        IdentifierType::Exclusion => "Exclusion",
        IdentifierType::Obsolete => "Obsolete",
        IdentifierType::Technical => "Technical",
        IdentifierType::Uncommon_Use => "Uncommon_Use",
        IdentifierType::Limited_Use => "Limited_Use",
        IdentifierType::Inclusion => "Inclusion",
        IdentifierType::Recommended => "Recommended",
    }
}

fn encode_indic_positions(file: &mut File<Section>, package: &Path) -> anyhow::Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/data/properties/indic_positions.mjs");
    let json = output(Command::new("node").arg(script).arg(package))?;
    let data: Value = serde_json::from_slice(&json).context("the positions are not JSON")?;
    let mut values = vec![0; CODE_SPACE as usize];
    for (name, members) in data.as_object().context("the positions are an object")? {
        let name = if name == "Not_Applicable" { "NA" } else { name };
        let number = INDIC_POSITIONS.iter().position(|known| known == &name);
        let number = number.with_context(|| format!("the Indic position {name}"))?;
        for member in members.as_array().context("the members are a list")? {
            let c = member.as_u64().and_then(|c| values.get_mut(usize::try_from(c).ok()?));
            *c.with_context(|| format!("the code point {member}"))? = number;
        }
    }
    ensure!(values.iter().any(|value| *value != 0), "no character has an Indic position");
    let mut runs = Runs::new(Section::IndicPositions);
    (0..).zip(values).try_for_each(|(c, value)| runs.push(file, c, value))
}

/// A list of texts under construction.
struct Texts {
    starts: Section,
    text: Section,
    end: usize,
}

impl Texts {
    fn new(starts: Section, text: Section) -> Self {
        Self { starts, text, end: 0 }
    }

    fn push(&mut self, file: &mut File<Section>, text: &str) -> anyhow::Result<()> {
        file.u32(self.starts, u32::try_from(self.end)?);
        file.bytes(self.text, text.as_bytes());
        self.end += text.len();
        Ok(())
    }

    fn finish(self, file: &mut File<Section>) {
        file.u32(self.starts, u32::try_from(self.end).expect("each start before was a u32"));
    }
}

/// Runs of equal values under construction.
struct Runs {
    section: Section,
    before: Option<usize>,
}

impl Runs {
    fn new(section: Section) -> Self {
        Self { section, before: None }
    }

    /// The value of `c`, which must be one above the code point before.
    fn push(&mut self, file: &mut File<Section>, c: u32, value: usize) -> anyhow::Result<()> {
        if self.before.replace(value) != Some(value) {
            file.u32(self.section, c << 8 | u32::from(u8::try_from(value)?));
        }
        Ok(())
    }
}

/// The list `name` of the file `path`, which has nothing else.
fn read_list(path: &Path, name: &str) -> anyhow::Result<Vec<Value>> {
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut data: Value =
        serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    match data[name].take() {
        Value::Array(list) => Ok(list),
        _ => anyhow::bail!("{} has no list {name}", path.display()),
    }
}

/// A code point in hexadecimal.
fn code_point(text: &str) -> anyhow::Result<u32> {
    let c = u32::from_str_radix(text, 16).with_context(|| format!("the code point `{text}`"))?;
    ensure!(c < CODE_SPACE, "the code point `{text}`");
    Ok(c)
}

/// The end of the code space.
const CODE_SPACE: u32 = 0x11_0000;
