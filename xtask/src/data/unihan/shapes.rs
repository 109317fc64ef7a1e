//! Radicals and strokes, encoded.

use anyhow::{Context, ensure};

use super::super::fetch::Fetched;
use super::super::file::File;
use super::super::sources::AGES;
use super::Entries;
use super::layout::{Section, shape};

/// Adds the runs of ideographs and how each is made.
pub(super) fn encode(file: &mut File<Section>, entries: &Entries) -> anyhow::Result<()> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (number, (&c, entry)) in (0..).zip(entries) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == c => *last = c,
            _ => runs.push((c, c)),
        }
        for (at, made) in entry.shapes.iter().enumerate() {
            let shape = shape(made.radical, made.form, made.residual, entry.strokes)
                .with_context(|| format!("U+{c:04X} has too many strokes"))?;
            if at == 0 {
                file.bytes(Section::Shapes, &shape.to_be_bytes()[1..]);
            } else {
                file.u32(Section::MoreShapes, number);
                file.u32(Section::MoreShapes, shape);
            }
        }
    }
    for (first, last) in runs {
        file.u32(Section::Runs, first);
        file.u32(Section::Runs, last);
    }
    Ok(())
}

/// Adds the radicals.
pub(super) fn encode_radicals(file: &mut File<Section>, sources: &Fetched) -> anyhow::Result<()> {
    let json = sources.json(&AGES, "CJKRadicals.json")?;
    let mut radicals = Vec::new();
    for record in json["CJKRadicals"].as_array().context("CJKRadicals is a list")? {
        let hex = |key: &str| u32::from_str_radix(record[key].as_str()?, 16).ok();
        let number = record["radical"].as_str().with_context(|| format!("the radical {record}"))?;
        let plain = number.trim_end_matches('\'');
        let form = u32::try_from(number.len() - plain.len())?;
        ensure!(form < 4, "the radical {record}");
        // A few forms are no radicals of their own in Unicode, and then the ideograph stands for them.
        let unified = hex("unified").with_context(|| format!("the radical {record}"))?;
        radicals.push((plain.parse::<u32>()? << 2 | form, hex("character").unwrap_or(unified), unified));
    }
    radicals.sort_unstable();
    for (number, radical, unified) in radicals {
        for value in [number, radical, unified] {
            file.u32(Section::Radicals, value);
        }
    }
    Ok(())
}
