//! The answer to a query: characters in code point order, from two ordered sources.

use std::ops::RangeInclusive;

use super::postings::Ids;
use crate::tables::tables;

/// The characters that a query matched, ascending by code point.
///
/// It owns what it needs and computes each character when it is asked for, so an answer of a hundred thousand
/// characters costs nothing until it is read, and [`Matches::after`] goes on in the middle of it.
///
/// ```
/// let finder = charfinder::Finder::default();
/// let first: Vec<char> = finder.find("cjk").take(2).collect();
/// let next = finder.find("cjk").after(first[1]).next();
/// assert!(next > Some(first[1]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Matches {
    total: usize,
    left: usize,
    /// Listed names; `next_id` is the index of the first that was not handed out.
    ids: Ids,
    next_id: usize,
    /// What is left of the families' runs from `next_run` on.
    runs: Vec<RangeInclusive<u32>>,
    next_run: usize,
}

impl Matches {
    pub(super) fn new(ids: Ids, runs: Vec<RangeInclusive<u32>>) -> Self {
        let total = ids.len() + runs.iter().map(length).sum::<usize>();
        Self { total, left: total, ids, next_id: 0, runs, next_run: 0 }
    }

    /// How many characters matched in all, no matter how many were read or skipped since.
    ///
    /// What is still to come is [`ExactSizeIterator::len`].
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether `c` is still to come, and has a composed name.
    pub(crate) fn has(&self, c: char) -> bool {
        let runs = &self.runs[self.next_run..];
        let at = runs.partition_point(|run| *run.end() < u32::from(c));
        runs.get(at).is_some_and(|run| run.contains(&u32::from(c)))
    }

    /// The runs of characters with composed names.
    pub(crate) fn runs(&self) -> impl Iterator<Item = RangeInclusive<crate::CodePoint>> {
        let code_point = |value| crate::CodePoint::new(value);
        self.runs.iter().filter_map(move |run| Some(code_point(*run.start())?..=code_point(*run.end())?))
    }

    /// What comes after `c` in code point order; `c` need not be a match. What was read does not come back.
    ///
    /// The cost depends on neither the size of the answer nor the distance.
    #[must_use]
    pub fn after(mut self, c: char) -> Self {
        let start = u32::from(c) + 1;
        let bound = tables().name_at_or_after(start);
        let below = u16::try_from(bound).map_or(self.ids.len(), |bound| self.ids.below(bound));
        self.next_id = self.next_id.max(below);
        self.next_run += self.runs[self.next_run..].partition_point(|run| *run.end() < start);
        if let Some(run) = self.runs.get_mut(self.next_run)
            && *run.start() < start
        {
            *run = start..=*run.end();
        }
        self.left =
            self.ids.len() - self.next_id + self.runs[self.next_run..].iter().map(length).sum::<usize>();
        self
    }
}

impl Iterator for Matches {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let listed = self.ids.at(self.next_id).map(|id| tables().name_char(id));
        let composed = self.runs.get(self.next_run).map(|run| *run.start());
        match (listed, composed) {
            (Some(c), composed) if composed.is_none_or(|composed| u32::from(c) < composed) => {
                self.next_id += 1;
                self.left -= 1;
                Some(c)
            }
            (_, Some(composed)) => {
                let run = &mut self.runs[self.next_run];
                if composed == *run.end() {
                    self.next_run += 1;
                } else {
                    *run = composed + 1..=*run.end();
                }
                self.left -= 1;
                Some(char::from_u32(composed).expect("the check of the tables keeps surrogates out of runs"))
            }
            (_, None) => None,
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Matches {}

impl std::iter::FusedIterator for Matches {}

fn length(run: &RangeInclusive<u32>) -> usize {
    (run.end() - run.start() + 1) as usize
}
