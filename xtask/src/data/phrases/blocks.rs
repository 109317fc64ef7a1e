//! The blocks: their ranges from the newest data, their names as the standard writes them.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::super::fetch::Fetched;
use super::super::sources::UCD;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Block {
    pub(in super::super) first: u32,
    pub(in super::super) last: u32,
    /// `Latin-1 Supplement`.
    pub(in super::super) name: String,
}

/// The blocks of `extract`, ascending. It has identifiers (`Latin_1_Supplement`) for names; the standard's own spelling is in its older file,
/// and the identifiers of blocks newer than that are spelled by the rule that the others follow.
pub(super) fn read(sources: &Fetched, extract: &Value) -> anyhow::Result<Vec<Block>> {
    let spelled = sources.zipped_text(&UCD, "charex/data/v16_0/UCD.zip", "Blocks.txt")?;
    let spelled: BTreeMap<String, &str> = spelled
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once(';')?.1.trim()))
        .map(|name| (loose(name), name))
        .collect();
    let blocks = extract["blocks"].as_array().context("the blocks are a list")?;
    let blocks: Vec<Block> = blocks
        .iter()
        .map(|block| {
            let point = |index: usize| u32::try_from(block[index].as_u64()?).ok();
            let identifier = block[0].as_str()?;
            let name = match spelled.get(&loose(identifier)) {
                Some(name) => (*name).to_owned(),
                None => spelled_newly(identifier),
            };
            Some(Block { first: point(1)?, last: point(2)?, name })
        })
        .collect::<Option<_>>()
        .context("a block is its name, its first and its last code point")?;
    ensure!(blocks.windows(2).all(|pair| pair[0].last < pair[1].first), "blocks overlap");
    ensure!(
        spelled.len() + NEW_BLOCKS == blocks.len(),
        "of {} blocks {} have names",
        blocks.len(),
        spelled.len()
    );
    Ok(blocks)
}

/// How a block whose name stands in no source is spelled.
fn spelled_newly(identifier: &str) -> String {
    identifier.replace('_', " ").replace(" And ", " and ")
}

fn loose(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The blocks that the older file does not have.
const NEW_BLOCKS: usize = 15;
