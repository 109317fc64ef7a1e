//! The check of the tables: what it lets pass holds, and what is damaged does not pass.

use super::container::{HEADER_BYTES, SECTION_ENTRY_BYTES};
use super::layout::Section;
use super::open::TableError;
use super::*;
use crate::UnicodeVersion;

/// What the check says of the tables after `damage`.
fn check(damage: impl FnOnce(&mut Vec<u8>)) -> Option<TableError> {
    let mut bytes = BYTES.to_vec();
    damage(&mut bytes);
    Tables::check(bytes.leak()).err()
}

/// Where the section's bytes start.
fn start_of(section: Section, bytes: &[u8]) -> usize {
    let entry = HEADER_BYTES + section as usize * SECTION_ENTRY_BYTES;
    u32::from_le_bytes(bytes[entry..entry + 4].try_into().unwrap()) as usize
}

#[test]
fn the_embedded_tables_pass() {
    assert_eq!(check(|_| {}), None);
    assert_eq!(tables().names(), 35_351);
    assert_eq!(tables().families.len(), 9);
}

#[test]
fn another_header_is_refused() {
    assert_eq!(check(|bytes| bytes[0] = 0), Some(TableError::Magic));
    assert_eq!(check(Vec::clear), Some(TableError::Magic));
    assert_eq!(check(|bytes| bytes[8] = 9), Some(TableError::Format { found: 9 }));
    assert_eq!(check(|bytes| bytes[10] = 17), Some(TableError::Version { major: 17, minor: 0 }));
    assert_eq!(check(|bytes| bytes[12] = 0), Some(TableError::Format { found: 2 }));
    assert_eq!(check(|bytes| bytes.truncate(10)), Some(TableError::Short));
    assert_eq!(check(|bytes| bytes.truncate(HEADER_BYTES + 3)), Some(TableError::Short));
    assert_eq!(check(|bytes| bytes.truncate(bytes.len() / 2)), Some(TableError::Short));
}

#[test]
fn a_damaged_section_is_named() {
    for section in [
        Section::WordStarts,
        Section::WordBuckets,
        Section::PostingStarts,
        Section::NameStarts,
        Section::NameBlocks,
        Section::Ages,
        Section::Categories,
        Section::Aliases,
        Section::AliasStarts,
        Section::Families,
        Section::FamilyRuns,
    ] {
        let found = check(|bytes| {
            let start = start_of(section, bytes);
            bytes[start + 4..start + 8].fill(0xFF);
        });
        assert_eq!(found, Some(TableError::Section { section }));
    }
}

#[test]
fn errors_say_what_is_wrong() {
    assert_eq!(
        TableError::Version { major: 17, minor: 0 }.to_string(),
        format!("the data is of Unicode 17.0, and not of {}", UnicodeVersion::LATEST)
    );
    assert_eq!(
        TableError::Section { section: Section::Ages }.to_string(),
        "the section Ages is not well-formed"
    );
}

#[test]
fn every_word_is_found_and_nothing_else() {
    let tables = tables();
    for word in 0..tables.word_count() {
        assert_eq!(tables.word_number(tables.word(word)), Some(word));
    }
    for text in ["", "A-", "CHES", "CHESSS", "chess", "é", "ZZZZ", "0000000"] {
        assert_eq!(tables.word_number(text), None, "{text:?}");
    }
}

#[test]
fn words_with_a_prefix_are_those_that_start_with_it() {
    for prefix in ["", "A", "CHE", "CHESS", "CHESSY", "Z", "ZZZ", "é", "0", "LETTER", "SEMICIRCLE"] {
        let naive: Vec<&str> =
            (0..tables().word_count()).map(|w| tables().word(w)).filter(|w| w.starts_with(prefix)).collect();
        assert_eq!(words(prefix).len(), naive.len(), "{prefix:?}");
        assert!(words(prefix).eq(naive), "{prefix:?}");
    }
}

#[test]
fn bitmaps_say_what_postings_say() {
    let tables = tables();
    let mut seen = 0;
    for word in 0..tables.word_count() {
        let postings = tables.postings(word);
        assert_eq!(tables.bitmap(word).is_some(), postings.len() > layout::BITMAP_POSTINGS_MIN);
        let Some(bitmap) = tables.bitmap(word) else { continue };
        seen += 1;
        let set = (0..tables.names() as u16).filter(|id| bitmap[usize::from(id / 8)] >> (id % 8) & 1 == 1);
        assert!(set.eq(postings.iter()), "{}", tables.word(word));
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn ages_of_the_tables_are_versions_of_the_list() {
    let mut found: Vec<u8> =
        tables().ages.iter().map(|run| (run & 0xFF) as u8).filter(|age| *age != 0).collect();
    found.sort_unstable();
    found.dedup();
    let listed: Vec<u8> = UnicodeVersion::all().map(UnicodeVersion::age_byte).collect();
    assert_eq!(found, listed);
}
