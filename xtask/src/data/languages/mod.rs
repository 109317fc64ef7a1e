//! `data/languages.bin`: CLDR's keywords in all languages but English, encoded. [`layout`] says what the bytes mean.
//!
//! The order of work: read the annotations, number the documents, post the words, pack the texts.

mod annotations;
#[path = "../../../../crates/charfinder/src/languages/layout.rs"]
pub(super) mod layout;
mod postings;
mod texts;

use super::{container, fold, language_list, lexicon};

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;

use super::fetch::Fetched;
use super::file::File;
use annotations::Annotations;
use language_list::ENTRIES;
use layout::{POSTING_BITS, Section, is_tone};

/// Encodes the table.
pub(super) fn encode(sources: &Fetched) -> anyhow::Result<Vec<u8>> {
    let languages = ENTRIES
        .iter()
        .map(|entry| Annotations::read(sources, entry.tag))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let texts: BTreeSet<&str> = languages.iter().flat_map(Annotations::documents).collect();
    let (toned, documents): (Vec<&str>, Vec<&str>) =
        texts.into_iter().partition(|text| text.chars().count() > 1 && text.contains(is_tone));
    ensure!(documents.len() >> (u16::BITS - POSTING_BITS) == 0, "there are too many documents");

    let mut file = File::new();
    file.bytes(Section::Documents, documents.join("\n").as_bytes());
    file.bytes(Section::TonedDocuments, toned.join("\n").as_bytes());
    let mut words = postings::Words::default();
    for (number, language) in (0..).zip(&languages).skip(1) {
        words.post(number, language, &documents);
    }
    let lexicon = lexicon::encode(&words.finish()?)?;
    file.bytes(Section::Terms, &lexicon.terms);
    file.bytes(Section::TermBlocks, &lexicon.blocks);
    file.bytes(Section::Postings, &lexicon.postings);
    file.bytes(Section::Inner, &lexicon.inner);
    file.bytes(Section::Letters, &lexicon.letters);
    file.bytes(Section::Filter, &lexicon.filter);
    texts::encode(&mut file, &languages, &documents, &toned)?;
    file.finish()
}

/// Something about each document, by its text.
type ByDocument<T> = BTreeMap<String, T>;
