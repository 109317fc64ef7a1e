//! Sets of code points: made from properties, from UnicodeSet expressions, and from the filters of queries.
//!
//! [`CodePointSet`] is an inversion list. `parse` reads expressions, `selector` makes the sets of properties and keeps
//! them, `filter` reads what stands behind `block:` and its like.

mod error;
mod filter;
mod ideograph;
mod named;
mod parse;
mod selector;
mod suggest;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;

pub use error::{SetError, SetErrorReason};
pub use filter::{FILTERS, FilterError, filter, is_filter_names};
pub use parse::{SET_CHARS_MAX, SET_DEPTH_MAX, SET_OPERANDS_MAX};

use self::selector::Selector;
use crate::{CodePoint, UnicodeVersion};

/// A set of code points.
///
/// Displayed, it is an expression that [`CodePointSet::parse`] reads back.
///
/// ```
/// use charfinder::CodePointSet;
///
/// # fn main() -> Result<(), charfinder::set::SetError> {
/// let set = CodePointSet::parse(r"[\p{L}&\p{Greek}-[α-ω]]")?;
/// assert!(set.contains('Σ'.into()) && !set.contains('σ'.into()));
/// assert_eq!(CodePointSet::parse("[a-cx]")?.len(), 4);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CodePointSet {
    /// Where membership changes, ascending: the first of a run that is in the set, the first behind it, and so on.
    bounds: Vec<u32>,
}

impl CodePointSet {
    /// The set without members.
    pub const EMPTY: Self = Self { bounds: Vec::new() };

    /// All code points, surrogates included.
    pub fn all() -> Self {
        Self { bounds: vec![0, END] }
    }

    /// Reads an expression as UTS #35 and UTS #18 write it: `[a-z]`, `[^…]`, `\p{Script=Greek}`, `[:Lu:]`, and between sets
    /// `&`, `-`, or nothing for the union.
    ///
    /// Operators are worked off from left to right. Properties and values are matched loosely (UAX #44, LM3); `\p{age=6.0}` is
    /// what 6.0 or a version before it assigned. Escapes are `\u0041`, `\u{41 42}`, `\x41`, `\N{…}`, `\d`, `\s`, `\w` and `\` before
    /// punctuation. White space means nothing.
    ///
    /// # Errors
    /// When the text is no expression, names what there is not, or exceeds [`SET_CHARS_MAX`], [`SET_DEPTH_MAX`] or
    /// [`SET_OPERANDS_MAX`]. The error says where, and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        parse::parse(text)
    }

    /// The code points of some ranges, in any order.
    pub fn from_ranges(ranges: impl IntoIterator<Item = RangeInclusive<CodePoint>>) -> Self {
        Self::from_numbers(ranges.into_iter().map(|range| range.start().value()..=range.end().value()))
    }

    /// The code points with the numbers of some ranges, in any order; what is beyond the code space is left out.
    pub(crate) fn from_numbers(ranges: impl IntoIterator<Item = RangeInclusive<u32>>) -> Self {
        let clipped = |range: RangeInclusive<u32>| (*range.start(), (*range.end()).min(END - 1));
        let mut ranges: Vec<(u32, u32)> =
            ranges.into_iter().map(clipped).filter(|(first, last)| first <= last).collect();
        ranges.sort_unstable();
        let mut bounds: Vec<u32> = Vec::with_capacity(2 * ranges.len());
        for (first, last) in ranges {
            match bounds.last_mut() {
                Some(end) if first <= *end => *end = (*end).max(last + 1),
                _ => bounds.extend([first, last + 1]),
            }
        }
        Self { bounds }
    }

    /// Whether `c` is in the set.
    pub fn contains(&self, c: CodePoint) -> bool {
        self.bounds.partition_point(|bound| *bound <= c.value()) % 2 == 1
    }

    /// How many code points are in the set.
    pub fn len(&self) -> u32 {
        self.bounds.as_chunks().0.iter().map(|[first, end]| end - first).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// The runs of the set, ascending, as long as they can be.
    pub fn ranges(&self) -> impl DoubleEndedIterator<Item = RangeInclusive<CodePoint>> + ExactSizeIterator {
        self.bounds.as_chunks().0.iter().map(|[first, end]| code_point(*first)..=code_point(end - 1))
    }

    /// The members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = CodePoint> {
        self.iter_from(code_point(0))
    }

    /// The members from `start` on, ascending.
    pub fn iter_from(&self, start: CodePoint) -> impl Iterator<Item = CodePoint> {
        let runs = self.bounds.as_chunks().0;
        let first = runs.partition_point(|[_, end]| *end <= start.value());
        let members = runs[first..].iter().flat_map(move |[first, end]| *first.max(&start.value())..*end);
        members.map(code_point)
    }

    /// The members that are characters, ascending: all but surrogates.
    pub fn chars(&self) -> impl Iterator<Item = char> {
        self.iter().filter_map(CodePoint::to_char)
    }

    /// How many members come before `c`, and so the place of a member among them.
    pub fn rank(&self, c: CodePoint) -> u32 {
        let runs = self.bounds.as_chunks().0.iter();
        let before = runs.take_while(|[first, _]| *first < c.value());
        before.map(|[first, end]| c.value().min(*end) - first).sum()
    }

    /// The member at place `rank`, counted from 0.
    pub fn nth(&self, rank: u32) -> Option<CodePoint> {
        let mut before = 0;
        for [first, end] in self.bounds.as_chunks().0 {
            let behind = before + (end - first);
            if rank < behind {
                return Some(code_point(first + (rank - before)));
            }
            before = behind;
        }
        None
    }

    /// What is in this set or in `other`.
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a || b)
    }

    /// What is in both sets.
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a && b)
    }

    /// What is in this set and not in `other`.
    pub fn difference(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a && !b)
    }

    /// The set as of `version`: the code points of it that `version` had assigned. As of the latest version it is the whole set.
    ///
    /// ```
    /// use charfinder::CodePointSet;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let set = CodePointSet::parse("[€🎉\\u{378}]")?;
    /// assert_eq!(set.as_of("5.0".parse()?), CodePointSet::parse("[€]")?);
    /// assert_eq!(set.as_of("18.0".parse()?), set);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_of(&self, version: UnicodeVersion) -> Self {
        if version == UnicodeVersion::LATEST { self.clone() } else { self.known_in(version) }
    }

    /// The code points of it that `version` has assigned.
    pub(crate) fn known_in(&self, version: UnicodeVersion) -> Self {
        self.intersection(&Selector::Known(version).set())
    }

    /// What is in one of the sets and not in both.
    pub fn symmetric_difference(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a != b)
    }

    /// What is not in the set.
    pub fn complement(&self) -> Self {
        Self::all().difference(self)
    }

    /// What `keep` says of being in this set and in `other`; of neither it must not keep anything.
    fn combine(&self, other: &Self, keep: impl Fn(bool, bool) -> bool) -> Self {
        let (mut a, mut b) =
            (self.bounds.iter().copied().peekable(), other.bounds.iter().copied().peekable());
        let (mut in_a, mut in_b, mut kept) = (false, false, false);
        let mut bounds = Vec::with_capacity(self.bounds.len() + other.bounds.len());
        loop {
            let next = match (a.peek(), b.peek()) {
                (Some(a), Some(b)) => *a.min(b),
                (Some(next), None) | (None, Some(next)) => *next,
                (None, None) => return Self { bounds },
            };
            in_a ^= a.next_if_eq(&next).is_some();
            in_b ^= b.next_if_eq(&next).is_some();
            if keep(in_a, in_b) != kept {
                kept = !kept;
                bounds.push(next);
            }
        }
    }
}

impl Display for CodePointSet {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for range in self.ranges() {
            write!(f, "\\u{{{:X}}}", range.start().value())?;
            if range.start() != range.end() {
                write!(f, "-\\u{{{:X}}}", range.end().value())?;
            }
        }
        f.write_str("]")
    }
}

impl FromIterator<CodePoint> for CodePointSet {
    fn from_iter<T: IntoIterator<Item = CodePoint>>(members: T) -> Self {
        Self::from_numbers(members.into_iter().map(|c| c.value()..=c.value()))
    }
}

fn code_point(value: u32) -> CodePoint {
    CodePoint::new(value).expect("a set has nothing beyond the code space")
}

/// The end of the code space.
const END: u32 = CodePoint::MAX.value() + 1;
