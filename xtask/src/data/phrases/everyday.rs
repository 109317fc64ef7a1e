//! What people call characters where no standard does: our own list, `everyday.tsv`.

use anyhow::{Context, ensure};

use super::super::field::Field;
use super::items::{Items, text_of};

/// The names of the list, each with the number of its item.
pub(super) fn names(items: &Items) -> anyhow::Result<Vec<(u32, Field, String)>> {
    let mut names = Vec::new();
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let (code, texts) = line.split_once('\t').with_context(|| format!("no tab in `{line}`"))?;
        let points = code.split('+').filter(|part| *part != "U");
        let item = text_of(points).and_then(|text| items.number(&text));
        let item = item.with_context(|| format!("no character and no sequence in `{line}`"))?;
        for text in texts.split(';').map(str::trim) {
            ensure!(!text.is_empty(), "an empty name in `{line}`");
            names.push((item, Field::Everyday, text.to_owned()));
        }
    }
    Ok(names)
}

const LIST: &str = include_str!("everyday.tsv");
