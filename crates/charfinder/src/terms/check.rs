//! From bytes to [`Terms`]: the check that runs once, at first use.

use super::layout::{Section, TERM_BUCKETS, phrase_head_parts};
use super::{Field, Terms};
use crate::tables::sections::{Sections, TableError, check_starts, ensure};

impl Terms {
    /// Reads `bytes`.
    pub(super) fn check(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let sections = Sections::check(bytes)?;
        let terms = Self {
            text: sections.text(Section::TermText)?,
            starts: sections.u32s(Section::TermStarts)?,
            buckets: sections.u16s(Section::TermBuckets)?,
            rarities: sections.bytes(Section::TermRarities),
            letters: sections.u32s(Section::TermLetters)?,
            posting_starts: sections.u32s(Section::PostingStarts)?,
            posting_documents: sections.u16s(Section::PostingDocuments)?,
            posting_weights: sections.bytes(Section::PostingWeights),
            items: sections.u32s(Section::DocumentItems)?,
            priors: sections.bytes(Section::DocumentPriors),
            ages: sections.bytes(Section::DocumentAges),
            by_item: sections.u16s(Section::DocumentsByItem)?,
            phrase_starts: sections.u32s(Section::PhraseStarts)?,
            phrases: sections.u16s(Section::Phrases)?,
        };
        terms.check_terms()?;
        terms.check_documents()?;
        Ok(terms)
    }

    fn check_terms(&self) -> Result<(), TableError<Section>> {
        let (terms, documents) = (self.count(), self.documents());
        check_starts(self.starts, self.text.len(), Section::TermStarts)?;
        ensure(
            terms < usize::from(u16::MAX)
                && self.starts.len() == terms + 1
                && self.starts.iter().all(|start| self.text.is_char_boundary(start as usize)),
            Section::TermStarts,
        )?;
        ensure(
            self.buckets.len() == TERM_BUCKETS + 1
                && self.buckets.iter().is_sorted()
                && usize::from(self.buckets.at(TERM_BUCKETS)) == terms,
            Section::TermBuckets,
        )?;
        ensure(self.letters.len() == terms, Section::TermLetters)?;
        check_starts(self.posting_starts, self.posting_documents.len(), Section::PostingStarts)?;
        ensure(self.posting_starts.len() == terms + 1, Section::PostingStarts)?;
        ensure(self.posting_weights.len() == self.posting_documents.len(), Section::PostingWeights)?;
        let in_range = |document: u16| usize::from(document) < documents;
        ensure(self.posting_documents.iter().all(in_range), Section::PostingDocuments)
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
