//! `data/unihan.bin`: what Unihan says of ideographs, encoded. [`layout`] says what the bytes mean.

mod entry;
#[path = "../../../../crates/charfinder/src/unihan/layout.rs"]
pub(super) mod layout;
#[path = "../../../../crates/charfinder/src/unihan/pinyin.rs"]
mod pinyin;
mod postings;
mod shapes;

use super::{container, fold, lexicon};

use std::collections::BTreeMap;

use anyhow::ensure;

use super::brotli::pack;
use super::fetch::Fetched;
use super::file::File;
use entry::Entry;
use layout::{BLOCK_BYTES, BLOCK_BYTES_MAX, Section};

/// What Unihan says of each ideograph, by code point.
type Entries = BTreeMap<u32, Entry>;

/// Encodes the table.
pub(super) fn encode(sources: &Fetched) -> anyhow::Result<Vec<u8>> {
    let entries = entry::read(sources)?;
    let mut file = File::new();
    shapes::encode(&mut file, &entries)?;
    shapes::encode_radicals(&mut file, sources)?;
    encode_texts(&mut file, &entries)?;
    let lexicon = lexicon::encode(&postings::words(&entries)?)?;
    file.bytes(Section::Terms, &lexicon.terms);
    file.bytes(Section::TermBlocks, &lexicon.blocks);
    file.bytes(Section::Postings, &lexicon.postings);
    file.finish()
}

fn encode_texts(file: &mut File<Section>, entries: &Entries) -> anyhow::Result<()> {
    let mut block = String::new();
    let mut start = 0;
    let mut end_block = |file: &mut File<Section>, number: usize, block: &mut String| {
        ensure!(
            block.len() <= BLOCK_BYTES_MAX,
            "the text of an ideograph before number {number} is too long"
        );
        let packed = pack(block.trim_end_matches('\n'))?;
        file.bytes(Section::Texts, &packed);
        start += packed.len();
        block.clear();
        for value in [number, start] {
            file.u32(Section::TextBlocks, u32::try_from(value)?);
        }
        anyhow::Ok(())
    };
    for value in [0, 0] {
        file.u32(Section::TextBlocks, value);
    }
    for (number, entry) in entries.values().enumerate() {
        block.push_str(&entry.line());
        block.push('\n');
        if block.len() >= BLOCK_BYTES {
            end_block(file, number + 1, &mut block)?;
        }
    }
    end_block(file, entries.len(), &mut block)
}
