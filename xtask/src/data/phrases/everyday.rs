//! What people call characters where no standard does: our own list, `everyday.tsv`.

use anyhow::{Context, ensure};

use super::super::field::Field;

/// The names of the list.
pub(super) fn names() -> anyhow::Result<Vec<(u32, Field, String)>> {
    let mut names = Vec::new();
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let (code, texts) = line.split_once('\t').with_context(|| format!("no tab in `{line}`"))?;
        let digits = code.strip_prefix("U+").with_context(|| format!("no code point in `{line}`"))?;
        let c = u32::from_str_radix(digits, 16).with_context(|| format!("no code point in `{line}`"))?;
        for text in texts.split(';').map(str::trim) {
            ensure!(!text.is_empty(), "an empty name in `{line}`");
            names.push((c, Field::Everyday, text.to_owned()));
        }
    }
    Ok(names)
}

const LIST: &str = include_str!("everyday.tsv");
