//! The check of all of the index: every number in it is one that the readers can follow without a further look.

use super::layout::{NO_TERM, Section, TERM_BUCKETS, phrase_head_parts};
use super::{Field, Terms};
use crate::tables::sections::{TableError, check_starts, ensure};
use crate::tables::tables;

impl Terms {
    /// That every number in `bytes` is one that the readers can follow.
    pub(super) fn check(bytes: &'static [u8]) -> Result<(), TableError<Section>> {
        let terms = Self::open(bytes)?;
        terms.check_terms()?;
        terms.check_documents()
    }

    fn check_terms(&self) -> Result<(), TableError<Section>> {
        let (terms, documents) = (self.count(), self.documents());
        check_starts(self.starts, self.text.len(), Section::TermStarts)?;
        ensure(
            terms < usize::from(u16::MAX)
                && self.starts.len() == terms + 1
                && self
                    .text
                    .whole()
                    .is_some_and(|text| self.starts.iter().all(|start| text.is_char_boundary(start))),
            Section::TermStarts,
        )?;
        ensure(
            self.buckets.len() == TERM_BUCKETS + 1
                && self.buckets.iter().is_sorted()
                && usize::from(self.buckets.at(TERM_BUCKETS)) == terms,
            Section::TermBuckets,
        )?;
        check_starts(self.posting_starts, self.posting_documents.len(), Section::PostingStarts)?;
        ensure(self.posting_starts.len() == terms + 1, Section::PostingStarts)?;
        ensure(self.posting_weights.len() == self.posting_documents.len(), Section::PostingWeights)?;
        let in_range = |document: u16| usize::from(document) < documents;
        ensure(self.posting_documents.iter().all(in_range), Section::PostingDocuments)?;
        let words = usize::from(tables().word_count());
        let is_of_name = |word: u16| tables().postings(word).len() > 0;
        let fits = |(word, term): (u16, u16)| {
            if is_of_name(word) {
                usize::from(term) < terms && self.text(term) == tables().word(word).to_ascii_lowercase()
            } else {
                term == NO_TERM
            }
        };
        ensure(
            self.word_terms.len() == words && (0..).zip(self.word_terms.iter()).all(fits),
            Section::WordTerms,
        )
    }

    fn check_documents(&self) -> Result<(), TableError<Section>> {
        let documents = self.documents();
        ensure(documents < usize::from(u16::MAX) && self.items.len() == documents, Section::DocumentItems)?;
        ensure(self.ages.len() == documents, Section::DocumentAges)?;
        let in_range = |document: u16| usize::from(document) < documents;
        ensure(
            self.by_item.len() == documents && self.by_item.iter().all(in_range),
            Section::DocumentsByItem,
        )?;
        check_starts(self.phrase_starts, self.phrases.len(), Section::PhraseStarts)?;
        ensure(self.phrase_starts.len() == documents + 1, Section::PhraseStarts)?;
        (0..documents).try_for_each(|document| {
            let (mut at, end) = self.phrase_starts.span(document);
            while at < end {
                let (field, _, terms) = phrase_head_parts(self.phrases.at(at));
                ensure(usize::from(field) < Field::ALL.len() && at + 1 + terms <= end, Section::Phrases)?;
                let known = |term: u16| usize::from(term) < self.count();
                ensure(self.phrases.range(at + 1, at + 1 + terms).iter().all(known), Section::Phrases)?;
                at += 1 + terms;
            }
            Ok(())
        })
    }
}

mod tests {
    use super::*;
    use crate::tables::container::{HEADER_BYTES, SECTION_ENTRY_BYTES};
    use crate::terms::BYTES;

    /// What the check says of the index after `damage`.
    fn check(damage: impl FnOnce(&mut Vec<u8>)) -> Option<TableError<Section>> {
        let mut bytes = BYTES.to_vec();
        damage(&mut bytes);
        Terms::check(bytes.leak()).err()
    }

    #[test]
    fn the_embedded_index_passes() {
        assert_eq!(check(|_| {}), None);
    }

    #[test]
    fn damaged_sections_are_refused() {
        assert_eq!(check(|bytes| bytes[0] = 0), Some(TableError::Magic));
        for section in [
            Section::TermStarts,
            Section::TermBuckets,
            Section::PostingStarts,
            Section::PostingDocuments,
            Section::DocumentsByItem,
            Section::PhraseStarts,
            Section::Phrases,
            Section::WordTerms,
        ] {
            let found = check(|bytes| {
                let entry = HEADER_BYTES + section as usize * SECTION_ENTRY_BYTES;
                let start = u32::from_le_bytes(bytes[entry..entry + 4].try_into().unwrap()) as usize;
                bytes[start + 4..start + 8].fill(0xFF);
            });
            assert_eq!(found, Some(TableError::Section { section }));
        }
    }
}
