//! What is found for a query: one page of it, and how much there is besides.

use std::ops::RangeInclusive;

use crate::Finder;

/// A page of the characters that a query finds.
pub(in crate::http) struct Answer {
    /// How many characters the query finds in all.
    pub(in crate::http) total: usize,
    /// The characters of this page, ascending.
    pub(in crate::http) chars: Vec<char>,
    /// How many come after this page.
    pub(in crate::http) more: usize,
}

impl Answer {
    /// The first `limit` characters that `query` finds, or the first `limit` after the character `after`.
    pub(in crate::http) fn new(finder: Finder, query: &str, after: Option<char>, limit: usize) -> Self {
        let matches = finder.find(query);
        let total = matches.total();
        let mut rest = match after {
            Some(after) => matches.after(after),
            None => matches,
        };
        let chars: Vec<char> = rest.by_ref().take(limit).collect();
        Self { total, chars, more: rest.len() }
    }

    /// Which of all matches, counted from one, are on this page; none if it is empty.
    pub(in crate::http) fn range(&self) -> Option<RangeInclusive<usize>> {
        let last = self.total - self.more;
        (!self.chars.is_empty()).then(|| last - self.chars.len() + 1..=last)
    }

    /// The character after which the next page starts, if there is one.
    pub(in crate::http) fn next_after(&self) -> Option<char> {
        self.chars.last().copied().filter(|_| self.more > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_a_query_add_up() {
        let finder = Finder::default();
        let whole: Vec<char> = finder.find("chess black").collect();
        for limit in [1, 4, 35, 100] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let answer = Answer::new(finder, "chess black", after, limit);
                assert_eq!(answer.total, whole.len());
                assert_eq!(answer.range(), Some(seen.len() + 1..=seen.len() + answer.chars.len()));
                seen.extend_from_slice(&answer.chars);
                assert_eq!(answer.more, whole.len() - seen.len());
                after = answer.next_after();
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, whole, "{limit} at a time");
        }
        assert_eq!(Answer::new(finder, "chess black", Some(char::MAX), 4).range(), None);
    }
}
