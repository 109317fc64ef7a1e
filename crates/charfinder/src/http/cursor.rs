//! The cursors of the API: where an answer goes on, and of which request.
//!
//! A cursor is a place and a fingerprint of all that decides which results there are and in what order. Given to another
//! request, it would skip and repeat results without a word; so it is refused.

use super::etag;
use super::parameters::{ParameterError, Parameters, format_cursor, parse_cursor};

/// What the cursors of one request have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursors {
    request: u64,
}

impl Cursors {
    /// The cursors of the request that is made of these parts: what is asked for, the order, the version, the languages.
    pub(super) fn of(parts: &[&str]) -> Self {
        let mut whole = String::new();
        for part in parts {
            // The length keeps apart what a separator could not: parts are any text.
            whole.push_str(&format!("{}:{part}", part.len()));
        }
        Self { request: etag::fingerprint(whole.as_bytes()) }
    }

    /// The cursor of what comes behind the character `after`.
    pub(super) fn behind(self, after: char) -> String {
        self.of_place(&format_cursor(after))
    }

    /// The cursor of what comes behind the first `passed` results.
    pub(super) fn behind_first(self, passed: usize) -> String {
        self.of_place(&format_rank(passed))
    }

    /// The character that `cursor` says to go on behind, if it is given.
    pub(super) fn char_passed(self, parameters: &Parameters) -> Result<Option<char>, ParameterError> {
        self.place(parameters, parse_cursor)
    }

    /// How many results `cursor` says to pass over, if it is given.
    pub(super) fn results_passed(self, parameters: &Parameters) -> Result<Option<usize>, ParameterError> {
        self.place(parameters, parse_rank)
    }

    fn of_place(self, place: &str) -> String {
        format!("{place}-{:016x}", self.request)
    }

    fn place<T>(
        self,
        parameters: &Parameters,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ParameterError> {
        let Some(text) = parameters.text("cursor") else { return Ok(None) };
        let (place, _) = text.split_once('-').unwrap_or((text, ""));
        let is_cursor = parse_cursor(place).is_some() || parse_rank(place).is_some();
        match parse(place) {
            Some(parsed) if self.of_place(place) == text => Ok(Some(parsed)),
            // What looks like a cursor of ours was made for something else.
            _ if is_cursor && text.len() == self.of_place(place).len() => Err(refuse(
                "it belongs to another request; give it with the same query, order, Unicode version and languages as \
                 the answer that it came with, or give none",
            )),
            _ => Err(refuse(
                "give the 'next_cursor' of an earlier answer to the same request, unchanged, or none",
            )),
        }
    }
}

fn refuse(allowed: &str) -> ParameterError {
    ParameterError::Invalid { name: "cursor", allowed: allowed.to_owned() }
}

/// How a place in the order of rank is written, in one form only.
fn format_rank(passed: usize) -> String {
    format!("r{passed:06}")
}

fn parse_rank(text: &str) -> Option<usize> {
    let passed = text.strip_prefix('r')?.parse().ok()?;
    (format_rank(passed) == text).then_some(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(cursor: &str) -> Parameters {
        Parameters::parse(Some(&format!("cursor={cursor}")), &["cursor"]).unwrap()
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let cursors = Cursors::of(&["sun", "rank"]);
        for passed in [0, 1, 100, 999_999, 1_000_000, usize::MAX] {
            let given = parameters(&cursors.behind_first(passed));
            assert_eq!(cursors.results_passed(&given), Ok(Some(passed)));
            assert!(cursors.char_passed(&given).is_err());
        }
        for after in ['\0', 'a', char::MAX] {
            let given = parameters(&cursors.behind(after));
            assert_eq!(cursors.char_passed(&given), Ok(Some(after)));
            assert!(cursors.results_passed(&given).is_err());
        }
        let none = Parameters::parse(None, &["cursor"]).unwrap();
        assert_eq!((cursors.char_passed(&none), cursors.results_passed(&none)), (Ok(None), Ok(None)));
    }

    #[test]
    fn a_cursor_belongs_to_one_request() {
        let cursors = Cursors::of(&["sun", "rank", "18.0", "fr"]);
        let given = parameters(&cursors.behind_first(10));
        for other in [
            ["moon", "rank", "18.0", "fr"],
            ["sun", "codepoint", "18.0", "fr"],
            ["sun", "rank", "6.3", "fr"],
            ["sun", "rank", "18.0", "de"],
            ["sun4:rank", "", "18.0", "fr"],
        ] {
            let error = Cursors::of(&other).results_passed(&given).unwrap_err().to_string();
            assert!(error.contains("'cursor'") && error.contains("another request"), "{error}");
        }
    }

    #[test]
    fn what_is_no_cursor_is_told_apart() {
        let cursors = Cursors::of(&["sun"]);
        let whole = cursors.behind_first(10);
        for bad in
            ["", "-", "r000010", "r10-0", "x", &whole.replace('r', "R"), &whole[1..], &format!("{whole}0")]
        {
            let error = cursors.results_passed(&parameters(bad)).unwrap_err().to_string();
            assert!(error.contains("'next_cursor' of an earlier answer"), "{bad}: {error}");
        }
    }
}
