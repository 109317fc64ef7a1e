//! Queries: from text to words, the way the first edition reads them.

use crate::property::{general_category, is_assigned};
use crate::tables::tables;
use crate::version::UnicodeVersion;

/// The words of a query, known to be worth a search.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// The words that are in the dictionary, ascending, each once. With none, `tail` is there.
    pub(crate) words: Vec<u16>,
    /// The one word that is not: it can only be the tail of a composed name.
    pub(crate) tail: Option<String>,
}

impl Query {
    /// Reads `text`; `None` when no name can have all of its words, or when it has none. What is kept does not grow
    /// with the text: words repeat, or are too many.
    pub(crate) fn read(text: &str, version: UnicodeVersion) -> Option<Self> {
        let tables = tables();
        let mut query = Self { words: Vec::new(), tail: None };
        let mut word = String::new();
        for run in runs(text, version) {
            if run.len() > RUN_BYTES_MAX {
                return None;
            }
            word.clear();
            upper_case(run, version, &mut word);
            match tables.word_number(&word) {
                Some(number) => {
                    if !query.words.contains(&number) {
                        query.words.push(number);
                    }
                    if query.words.len() > WORDS_MAX {
                        return None;
                    }
                }
                None if query.tail.as_ref().is_none_or(|tail| *tail == word) => {
                    query.tail = Some(std::mem::take(&mut word));
                }
                None => return None,
            }
        }
        query.words.sort_unstable();
        (!query.words.is_empty() || query.tail.is_some()).then_some(query)
    }
}

/// The maximal runs of what Python's `\w` matches: letters and numbers as of `version`, and the underscore.
pub(crate) fn runs(text: &str, version: UnicodeVersion) -> impl Iterator<Item = &str> {
    text.split(move |c| !is_word(c, version)).filter(|run| !run.is_empty())
}

/// Appends `run` to `out` with each character in upper case, which can be more than one: `ß` is `SS`.
///
/// A character stays as it is when `version` does not have what it became since.
pub(crate) fn upper_case(run: &str, version: UnicodeVersion, out: &mut String) {
    for c in run.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_uppercase());
        } else if c.to_uppercase().all(|upper| is_assigned(upper, version)) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
}

fn is_word(c: char, version: UnicodeVersion) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        general_category(c).is_word() && is_assigned(c, version)
    }
}

/// More different words than this are in no name. The most there are is a test's business.
const WORDS_MAX: usize = 24;

/// The upper case of a longer run is a longer word than any: the longest word has 23 bytes, and no character takes
/// more than three times the bytes of its upper case.
const RUN_BYTES_MAX: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::char_name;

    fn words(text: &str) -> Vec<String> {
        let version = UnicodeVersion::LATEST;
        let upper = |run| {
            let mut out = String::new();
            upper_case(run, version, &mut out);
            out
        };
        runs(text, version).map(upper).collect()
    }

    #[test]
    fn runs_of_letters_digits_and_underscores_are_words() {
        for (text, expected) in [
            ("chess black", &["CHESS", "BLACK"][..]),
            ("knight-queen", &["KNIGHT", "QUEEN"]),
            ("black_chess", &["BLACK_CHESS"]),
            ("jabberwocky's", &["JABBERWOCKY", "S"]),
            ("  sun\t\n", &["SUN"]),
            ("café", &["CAFÉ"]),
            ("cafe\u{301}", &["CAFE"]),
            ("straße", &["STRASSE"]),
            ("ﬁ", &["FI"]),
            ("ŉ", &["ʼN"]),
            ("٣ x² Ⅷ", &["٣", "X²", "Ⅷ"]),
            ("!!!", &[]),
            ("", &[]),
            ("a\u{0}b", &["A", "B"]),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn letters_that_a_version_does_not_have_separate() {
        // U+1FBF0 SEGMENTED DIGIT ZERO came with 13.0.
        let text = "chess\u{1FBF0}black";
        let before = "12.1".parse().unwrap();
        assert_eq!(runs(text, before).collect::<Vec<_>>(), ["chess", "black"]);
        assert_eq!(runs(text, UnicodeVersion::LATEST).count(), 1);
    }

    #[test]
    fn capitals_that_a_version_does_not_have_are_not_used() {
        // The capitals of Georgian came with 11.0.
        let mut then = String::new();
        upper_case("ა", "10.0".parse().unwrap(), &mut then);
        assert_eq!(then, "ა");
        assert_eq!(words("ა"), ["Ა"]);
    }

    #[test]
    fn the_limits_exclude_no_name() {
        for c in char::MIN..=char::MAX {
            let Some(name) = char_name(c) else { continue };
            let query = Query::read(&name.to_string(), UnicodeVersion::LATEST);
            assert!(query.is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_kept_does_not_grow_with_the_text() {
        let version = UnicodeVersion::LATEST;
        let query = Query::read(&"sun ".repeat(100_000), version).unwrap();
        assert_eq!(query.words.len(), 1);
        assert_eq!(Query::read(&"s".repeat(1_000_000), version), None);
        assert_eq!(Query::read("qwerty uiop sun", version), None);
        let every_word: Vec<&str> = crate::words("").collect();
        assert_eq!(Query::read(&every_word.join(" "), version), None);
    }
}
