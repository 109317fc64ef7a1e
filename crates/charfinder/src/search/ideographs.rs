//! Ideographs by what they mean and how they are read, which Unihan tells. They have no rank beside other characters, so they come after
//! what names and keywords find.

use std::sync::Arc;

use super::{Found, Group, Why};
use crate::property::is_assigned;
use crate::unihan::{self, Posting, ReadingKind};
use crate::{CodePoint, CodePointSet, Field, Item, Language, UnicodeVersion};

/// An ideograph that was found, and by what.
#[derive(Clone, Debug)]
pub(super) struct Ideograph {
    posting: Posting,
    /// The word that found it.
    word: Arc<str>,
}

/// The ideographs that mean all of `words`, which are folded, or are read as the only one; the plainest first. `text` is the query as typed,
/// since pinyin's tone marks are folded away.
pub(super) fn find(
    text: &str,
    words: &[String],
    version: UnicodeVersion,
    conditions: &[Arc<CodePointSet>],
) -> Vec<Ideograph> {
    let Some((last, others)) = words.split_last() else { return Vec::new() };
    let word: Arc<str> = match unihan::tone_number(text) {
        Some(numbered) if others.is_empty() => numbered.into(),
        _ => last.as_str().into(),
    };
    let mut found: Vec<Posting> = unihan::lookup(&word).collect();
    if !others.is_empty() {
        found.retain(|posting| posting.reading.is_none());
    }
    for other in others {
        if found.is_empty() {
            return Vec::new();
        }
        let mut meaning: Vec<char> = unihan::lookup(other)
            .filter(|posting| posting.reading.is_none())
            .map(|posting| posting.ideograph)
            .collect();
        meaning.sort_unstable();
        found.retain(|posting| meaning.binary_search(&posting.ideograph).is_ok());
    }
    found.retain(|posting| {
        (version == UnicodeVersion::LATEST || is_assigned(posting.ideograph, version))
            && conditions.iter().all(|condition| condition.contains(CodePoint::from(posting.ideograph)))
    });
    found.sort_unstable_by_key(|posting| (posting.ideograph, posting.words, posting.reading));
    found.dedup_by_key(|posting| posting.ideograph);
    found.sort_by_key(|posting| (posting.words, !COMMON.contains(&posting.ideograph)));
    found.into_iter().map(|posting| Ideograph { posting, word: Arc::clone(&word) }).collect()
}

impl Ideograph {
    pub(super) fn item(&self) -> Item {
        Item::Char(self.posting.ideograph)
    }

    /// Whether it was found by its definition or a reading.
    pub(super) fn field(&self) -> Field {
        self.posting.field()
    }

    /// The result, with the definition or the reading it was found by.
    pub(super) fn explained(&self) -> Found {
        let known = unihan::of(self.posting.ideograph);
        let (text, language) = match self.posting.reading {
            None => (known.and_then(|known| known.definition), None),
            Some(kind) => {
                let place = usize::from(self.posting.words).saturating_sub(1);
                let readings = known.map(|known| known.readings).unwrap_or_default();
                let of_kind = readings.into_iter().filter(|reading| reading.kind == kind);
                (of_kind.take(place + 1).last().map(|reading| reading.text), language_of(kind))
            }
        };
        let text = text.unwrap_or_else(|| self.word.to_string());
        Found {
            item: self.item(),
            group: Group::Match,
            why: Why { field: Some(self.field()), text, language },
        }
    }
}

/// The language of readings of a kind, where it is known.
fn language_of(kind: ReadingKind) -> Option<Language> {
    let tag = match kind {
        ReadingKind::Mandarin => "zh",
        ReadingKind::Cantonese => "yue",
        ReadingKind::Japanese => "ja",
        ReadingKind::Korean => "ko",
        ReadingKind::Vietnamese => "vi",
    };
    tag.parse().ok()
}

/// The block that has nearly every ideograph in use.
const COMMON: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';
