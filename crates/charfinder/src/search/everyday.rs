//! What people call arrows, signs and punctuation in their own language, from a list of our own: `everyday.tsv`.
//!
//! CLDR's short name of → in Russian is that of no keyboard and no book, and ➡ has the one that everybody says. English has such
//! names among its phrases.

use std::str::FromStr;
use std::sync::{LazyLock, OnceLock};

use crate::fold::{fold_words, is_spaceless};
use crate::terms::terms;
use crate::{CodePoint, Language};

/// A name of the list that a query is, or begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) document: u16,
    pub(super) language: Language,
    /// As it stands in the list.
    pub(super) text: &'static str,
    /// How many letters of its last word the query lacks.
    pub(super) letters_missing: usize,
}

/// The names in the languages that `admits`, of which `words` are all words, in any order; the last word may be the beginning of one.
pub(super) fn said(words: &[String], admits: impl Fn(Language) -> bool) -> Vec<Said> {
    let lists = LISTS.iter().filter(|list| admits(list.language) && list.may_have(words));
    let entries = lists.flat_map(|list| list.entries().iter().map(|entry| (list.language, entry)));
    let found = entries.filter_map(|(language, entry)| {
        let letters_missing = entry.letters_missing(words)?;
        let document = terms().document(entry.item)?;
        Some(Said { document, language, text: entry.text, letters_missing })
    });
    found.collect()
}

/// The names in a language.
struct List {
    language: Language,
    /// That of its first name.
    writing: Writing,
    text: &'static str,
    /// Read when they are asked for first.
    entries: OnceLock<Vec<Entry>>,
}

/// What tells the scripts of the lists apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Latin,
    WithoutSpaces,
    Other,
}

impl Writing {
    fn of(letter: char) -> Self {
        match letter {
            ..=LATIN_LAST => Self::Latin,
            _ if is_spaceless(letter) => Self::WithoutSpaces,
            _ => Self::Other,
        }
    }
}

struct Entry {
    item: u32,
    text: &'static str,
    /// Folded.
    words: Vec<String>,
}

impl List {
    fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| self.text.lines().flat_map(entries_of).collect())
    }

    /// Whether it can have `words`: what is in another script is not read for nothing.
    fn may_have(&self, words: &[String]) -> bool {
        words.iter().filter_map(|word| word.chars().next()).any(|first| Writing::of(first) == self.writing)
    }
}

impl Entry {
    /// `None` where it does not have just these words.
    fn letters_missing(&self, words: &[String]) -> Option<usize> {
        let (last, others) = words.split_last()?;
        if self.words.len() != words.len() || !others.iter().all(|word| self.words.contains(word)) {
            return None;
        }
        if self.words.contains(last) {
            return Some(0);
        }
        let rest = self.words.last()?.strip_prefix(last.as_str())?;
        (last.chars().count() >= PREFIX_MIN).then(|| rest.chars().count())
    }
}

/// The entries of a line of the list.
fn entries_of(line: &'static str) -> impl Iterator<Item = Entry> {
    let (code, texts) = line.split_once('\t').unwrap_or_default();
    let item = CodePoint::from_str(code).ok();
    let texts = item.into_iter().flat_map(move |item| texts.split(';').map(move |text| (item, text.trim())));
    texts.map(|(item, text)| Entry { item: item.value(), text, words: fold_words(text) })
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let parts = TEXT.split("\n= ").skip(1).filter_map(|part| part.split_once('\n'));
    let lists = parts.filter_map(|(tag, text)| {
        let first = text.split_once('\t')?.1.chars().next()?;
        let writing = Writing::of(first);
        Some(List { language: tag.parse().ok()?, writing, text, entries: OnceLock::new() })
    });
    lists.collect()
});

const TEXT: &str = include_str!("everyday.tsv");
/// The last of the letters that Latin is written with in the languages of the lists.
const LATIN_LAST: char = '\u{24F}';
/// The fewest letters of a word that is begun.
const PREFIX_MIN: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        let mut tags = Vec::new();
        for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
            if let Some(tag) = line.strip_prefix("= ") {
                // Without the keywords of other languages there are no others.
                #[cfg(feature = "languages")]
                assert!(tag.parse::<Language>().is_ok(), "{tag}");
                tags.push(tag);
                continue;
            }
            let entries: Vec<Entry> = entries_of(line).collect();
            assert!(!entries.is_empty(), "`{line}` is not read");
            for entry in entries {
                assert!(terms().document(entry.item).is_some(), "`{line}`");
                assert!(!entry.words.is_empty() && entry.words.len() <= WORDS_MAX, "`{line}`");
            }
        }
        assert_eq!(tags, ["ru", "zh", "fr", "de", "es", "ja"]);
    }

    #[cfg(feature = "languages")]
    #[test]
    fn a_name_is_found_by_its_words_and_its_beginning() {
        let said = |text: &str| {
            let said = said(&fold_words(text), |language| language.tag() == "ru");
            said.iter().map(|said| (said.text, said.letters_missing)).collect::<Vec<_>>()
        };
        assert_eq!(said("Стрелка вправо"), [("стрелка вправо", 0)]);
        assert_eq!(said("вправо стрелка"), [("стрелка вправо", 0)]);
        assert_eq!(said("стрелка впр"), [("стрелка вправо", 3)]);
        assert_eq!(said("стрелка"), []);
        assert_eq!(said("длинное тире"), [("длинное тире", 0)]);
        assert_eq!(said("flèche droite"), []);
    }

    /// More words hardly make a name.
    const WORDS_MAX: usize = 6;
}
