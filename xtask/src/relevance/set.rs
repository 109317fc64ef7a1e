//! The test sets in `relevance/`: reading them, and the rules they keep.
//!
//! A set is a table of lines, fields parted by tabs, under one line of titles. What is wrong with a line is an error that
//! names file and line; the rules between lines are tests at the end of this file.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use sha2::{Digest, Sha256};

/// A query and what is meant by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    /// The tag of the language it is in.
    pub(super) language: String,
    /// As typed.
    pub(super) text: String,
    /// The characters or sequences that people mean by it, one to [`WANTED_MAX`].
    pub(super) wanted: Vec<String>,
    /// The kind of place it is from, without the thread of a request.
    pub(super) source: String,
}

impl Query {
    /// The rank of the first of `found` that is wanted, counted from 1.
    pub(super) fn rank<T: AsRef<str>>(&self, found: &[T]) -> Option<usize> {
        let wanted: Vec<String> = self.wanted.iter().map(|text| bare(text)).collect();
        found.iter().position(|text| wanted.contains(&bare(text.as_ref()))).map(|index| index + 1)
    }
}

/// The sets that there are.
pub(super) struct Sets {
    pub(super) english: Vec<Query>,
    pub(super) frozen: Vec<Query>,
    pub(super) languages: Vec<Query>,
}

impl Sets {
    /// Reads the files in `folder`.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            parse(&text).with_context(|| format!("in {name}"))
        };
        let sets = Self { english: read(ENGLISH)?, frozen: read(FROZEN)?, languages: read(LANGUAGES)? };
        sets.check()?;
        Ok(sets)
    }

    /// Each English query stands in the file that its hash says.
    fn check(&self) -> anyhow::Result<()> {
        for (queries, file, other, is_right) in
            [(&self.english, ENGLISH, FROZEN, false), (&self.frozen, FROZEN, ENGLISH, true)]
        {
            for query in queries {
                ensure!(
                    is_frozen(&query.text) == is_right,
                    "`{}` in {file} belongs into {other}",
                    query.text
                );
            }
        }
        Ok(())
    }
}

/// Reads a set; one without the column of languages is English.
fn parse(text: &str) -> anyhow::Result<Vec<Query>> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let has_language = match lines.next() {
        Some((_, TITLES)) => false,
        Some((_, TITLES_WITH_LANGUAGE)) => true,
        _ => bail!("the first line gives the titles of the columns"),
    };
    lines.map(|(number, line)| query(line, has_language).with_context(|| format!("line {number}"))).collect()
}

fn query(line: &str, has_language: bool) -> anyhow::Result<Query> {
    let (language, rest) = match line.split_once('\t') {
        Some((language, rest)) if has_language => (language, rest),
        _ => ("en", line),
    };
    let fields: Vec<&str> = rest.split('\t').collect();
    let [text, wanted, source] = fields[..] else { bail!("{} fields", fields.len()) };
    ensure!(!text.trim().is_empty() && text.trim() == text, "the query `{text}`");
    let wanted = wanted.split(' ').map(item).collect::<anyhow::Result<Vec<String>>>()?;
    ensure!(wanted.len() <= WANTED_MAX, "{} characters are wanted", wanted.len());
    let source = source.split([':', ',']).next().unwrap_or_default();
    ensure!(!source.is_empty(), "no source");
    Ok(Query { language: language.to_owned(), text: text.to_owned(), wanted, source: source.to_owned() })
}

/// Reads `U+2713`, or a sequence such as `U+0031+U+20E3`.
pub(super) fn item(text: &str) -> anyhow::Result<String> {
    let code_point = |hex: &str| {
        let number = u32::from_str_radix(hex.trim_end_matches('+'), 16).ok()?;
        char::from_u32(number)
    };
    let mut parts = text.split("U+");
    ensure!(parts.next() == Some(""), "`{text}` does not begin with U+");
    parts.map(|hex| code_point(hex).with_context(|| format!("`{text}` is not made of code points"))).collect()
}

/// The text without what chooses between the forms of an emoji; a selector by itself stays.
fn bare(text: &str) -> String {
    let is_alone = text.chars().nth(1).is_none();
    text.chars().filter(|c| is_alone || !matches!(c, '\u{FE0E}' | '\u{FE0F}')).collect()
}

/// The hash that says where a query stands: see `relevance/README.md`.
fn is_frozen(text: &str) -> bool {
    // 256 leaves the remainder 1, so the sum of the digits to that base has the remainder of the number.
    Sha256::digest(text.as_bytes()).iter().map(|&byte| u32::from(byte)).sum::<u32>() % 3 == 0
}

/// The folder of the sets, from the root.
pub(super) const FOLDER: &str = "relevance";
const ENGLISH: &str = "english.tsv";
const FROZEN: &str = "english-frozen.tsv";
const LANGUAGES: &str = "languages.tsv";
const TITLES: &str = "query\twanted\tsource";
const TITLES_WITH_LANGUAGE: &str = "language\tquery\twanted\tsource";
/// The most characters that may be meant by one query.
const WANTED_MAX: usize = 3;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sets() -> Sets {
        Sets::read(&crate::root().join(FOLDER)).unwrap()
    }

    #[test]
    fn the_sets_are_as_large_as_promised() {
        let sets = sets();
        assert!(sets.english.len() >= 200, "{}", sets.english.len());
        assert!(sets.frozen.len() >= 100, "{}", sets.frozen.len());
        assert!(sets.languages.len() >= 240, "{}", sets.languages.len());
        for tag in ["ru", "zh", "fr", "de", "es", "ja", "hi", "ar"] {
            let count = sets.languages.iter().filter(|query| query.language == tag).count();
            assert!(count >= 25, "{count} in {tag}");
        }
        let names = sets.english.iter().chain(&sets.frozen).filter(|query| query.source == "name").count();
        assert!(names * 4 <= sets.english.len() + sets.frozen.len(), "{names} are plain names");
    }

    #[test]
    fn the_hash_says_where_a_query_stands() {
        // Reading checks it; here is one on the wrong side.
        let Sets { mut english, frozen, languages } = sets();
        english.extend(frozen.first().cloned());
        let error = Sets { english, frozen, languages }.check().unwrap_err();
        assert!(error.to_string().ends_with("in english.tsv belongs into english-frozen.tsv"), "{error}");
    }

    #[test]
    fn the_hash_is_that_of_the_document() {
        // The digest is 7f83b165…6d9069, whose digits leave the remainder 2.
        assert!(!is_frozen("Hello World!"));
        // The digest of nothing, e3b0c442…b855, leaves 1.
        assert!(!is_frozen(""));
    }

    #[test]
    fn no_query_is_asked_twice() {
        let sets = sets();
        let mut seen = BTreeSet::new();
        for query in sets.english.iter().chain(&sets.frozen).chain(&sets.languages) {
            assert!(
                seen.insert((query.language.clone(), query.text.to_lowercase())),
                "`{}` stands there twice",
                query.text
            );
        }
    }

    #[test]
    fn the_frozen_third_is_what_it_was() {
        let bytes = fs::read(crate::root().join(FOLDER).join(FROZEN)).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, FROZEN_SHA256, "a changed frozen third is a new one: say why in the commit");
    }

    #[test]
    fn a_line_that_cannot_be_meant_is_an_error() {
        let check = |line: &str| parse(&format!("{TITLES}\n{line}\n")).unwrap_err();
        for line in [
            "",
            "star",
            "star\tU+2605",
            "star\tU+2605\t",
            " star\tU+2605\tname",
            "star\t2605\tname",
            "star\tU+D800\tname",
            "star\tU+\tname",
            "star\tU+2605 U+2606 U+2B50 U+1F31F\tname",
        ] {
            assert!(format!("{:#}", check(line)).starts_with("line 2"), "{line:?}");
        }
        assert!(parse("star\tU+2605\tname\n").is_err());
    }

    #[test]
    fn the_rank_is_that_of_the_first_wanted() {
        let sets = parse(&format!("{TITLES}\nheart\tU+2764 U+2665\tCLDR, and more\n")).unwrap();
        let query = &sets[0];
        assert_eq!(query.source, "CLDR");
        assert_eq!(query.rank(&["\u{2661}", "\u{2665}", "\u{2764}"]), Some(2));
        assert_eq!(query.rank(&["\u{2764}\u{FE0F}"]), Some(1));
        assert_eq!(query.rank(&["\u{2661}"]), None);
        assert_eq!(query.rank::<&str>(&[]), None);
    }

    #[test]
    fn a_sequence_is_read_and_a_lone_selector_stays() {
        assert_eq!(item("U+0031+U+FE0F+U+20E3").unwrap(), "1\u{FE0F}\u{20E3}");
        assert_eq!(bare("1\u{FE0F}\u{20E3}"), "1\u{20E3}");
        assert_eq!(bare("\u{FE0F}"), "\u{FE0F}");
    }

    /// Of the file as it was first committed.
    const FROZEN_SHA256: &str = "57d75dc5cb04776919896398371459e765a3318b6633669c3b9590b6427e04a2";
}
