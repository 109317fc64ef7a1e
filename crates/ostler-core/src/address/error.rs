//! The error of an address: which part of the input is wrong, and what is allowed there.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::ops::Range;

/// Why a text is no [`Address`](crate::Address).
///
/// `Display` is one line, whatever the input: `port "99999" in "tcp://localhost:99999": allowed are 0 to 65535`.
/// Texts are quoted, escaped, and cut after 128 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError {
    input: String,
    part: &'static str,
    range: Range<usize>,
    advice: Cow<'static, str>,
}

impl AddressError {
    pub(super) fn new(
        input: &str,
        part: &'static str,
        range: Range<usize>,
        advice: impl Into<Cow<'static, str>>,
    ) -> Self {
        debug_assert!(input.get(range.clone()).is_some(), "{range:?} is no part of {input:?}");
        Self { input: input.to_owned(), part, range, advice: advice.into() }
    }

    /// The whole input.
    pub fn input(&self) -> &str {
        &self.input
    }

    /// What kind of part is wrong: `scheme`, `host`, `port`, `path`, `option`, …
    pub fn part(&self) -> &'static str {
        self.part
    }

    /// Where the offending part stands in the input, in bytes; empty where something is missing.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The offending part itself.
    pub fn text(&self) -> &str {
        self.input.get(self.range.clone()).unwrap_or_default()
    }

    /// What is allowed there, or what to write instead.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}: {}", self.part, Quoted(self.text()), Quoted(&self.input), self.advice)
    }
}

impl Error for AddressError {}

/// A text in quotes, escaped, on one line, and not too long for one.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(QUOTED_CHARACTERS_MAX) {
            None => write!(f, "{:?}", self.0),
            Some((end, _)) => write!(f, "{:?}…", &self.0[..end]),
        }
    }
}

/// How many characters of a text an error shows: 128.
const QUOTED_CHARACTERS_MAX: usize = 128;
