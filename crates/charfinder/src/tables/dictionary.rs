//! The dictionary: the words of names, in byte order.

use super::{Tables, layout, tables};

impl Tables {
    /// How many words there are.
    pub(crate) fn word_count(&self) -> u16 {
        (self.word_starts.len() - 1) as u16
    }

    /// The text of `word`.
    pub(crate) fn word(&self, word: u16) -> &'static str {
        self.word_text.str(self.word_starts.span(usize::from(word)))
    }

    /// The number of the word `text`, if it is one.
    pub(crate) fn word_number(&self, text: &str) -> Option<u16> {
        let bucket = layout::word_bucket(text.as_bytes())?;
        let end = self.word_buckets.at(bucket + 1);
        let found = self.word_at_or_after(text, self.word_buckets.at(bucket), end);
        (found < end && self.word(found) == text).then_some(found)
    }

    /// The first word from `start` up to `end` that is not before `text`; `end` when there is none.
    fn word_at_or_after(&self, text: &str, start: u16, end: u16) -> u16 {
        let (mut low, mut high) = (start, end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.word_text.bytes(self.word_starts.span(usize::from(middle))) < text.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The words that start with `prefix`, in byte order. Words are made of `A` to `Z` and `0` to `9`; a prefix in lower
/// case finds nothing. The words of all versions of Unicode are there, but not the tails of names that are composed
/// (`SUN` of HANGUL SYLLABLE SUN is there only because other names have it too).
///
/// ```
/// assert_eq!(charfinder::words("CHES").collect::<Vec<_>>(), ["CHESS", "CHEST", "CHESTNUT"]);
/// ```
pub fn words(prefix: &str) -> Words {
    let tables = tables();
    let start = tables.word_at_or_after(prefix, 0, tables.word_count());
    // The end is found by steps that double, so that a short answer costs little.
    let (mut low, mut step) = (start, 1);
    let is_within = |word: u16| word < tables.word_count() && tables.word(word).starts_with(prefix);
    while is_within(low.saturating_add(step)) {
        low += step;
        step *= 2;
    }
    let mut end = if is_within(low) { low + 1 } else { low };
    let mut high = low.saturating_add(step).min(tables.word_count());
    while end < high {
        let middle = end + (high - end) / 2;
        if is_within(middle) {
            end = middle + 1;
        } else {
            high = middle;
        }
    }
    Words { next: start, end }
}

/// Words of the dictionary, made by [`words`].
#[derive(Clone, Debug)]
pub struct Words {
    next: u16,
    end: u16,
}

impl Iterator for Words {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        Some(tables().word(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.end - self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Words {}
