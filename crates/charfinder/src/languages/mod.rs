//! CLDR's keywords and short names in all languages but English: what is said of an item, and which items a word is said of.
//!
//! English stands with the other [phrases](fn@crate::phrases), and is asked there. `layout` says how `data/languages.bin` lies; its outline is
//! checked at first use, and the texts of a language are unpacked when they are asked for. Words are taken folded, as
//! `fold` gives them. What is said of an emoji with skin tones follows from what is said of the emoji and of the tones, so no words are
//! posted for it.

mod documents;
mod layout;
mod postings;
mod shared;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::{Arc, LazyLock};

use crate::language::list::ENTRIES;
use crate::lexicon::{Lexicon, Term};
use crate::tables::container;
use crate::tables::sections::{Sections, TableError};
use crate::{Field, Item, Language};
use documents::Documents;
use layout::Section;
use texts::{Text, Texts};

pub use shared::{Posting, reason};
pub use texts::Held;

/// The number of languages, English among them.
pub(crate) const COUNT: u8 = ENTRIES.len() as u8;

/// A word that something is found by in some language, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(Term);

impl Word {
    /// The word itself.
    pub fn text(self) -> String {
        tables().lexicon.text(self.0.number).unwrap_or_default()
    }

    /// Its length in characters.
    pub fn chars(self) -> usize {
        self.0.chars
    }

    /// What it is said of, by language, and of one language by text.
    pub fn postings(self) -> impl Iterator<Item = Posting> {
        postings::read(self.0.postings, &tables().documents)
    }
}

/// The word `folded` itself.
pub fn word(folded: &str) -> Option<Word> {
    tables().lexicon.find(folded).map(Word)
}

/// What the word `folded` is said of, in any language.
///
/// ```
/// use charfinder::languages;
///
/// # #[cfg(feature = "languages")]
/// let suns: Vec<String> = languages::lookup("soleil").map(|posting| posting.item.to_string()).collect();
/// # #[cfg(feature = "languages")]
/// assert!(suns.contains(&"☀".to_owned()));
/// ```
pub fn lookup(folded: &str) -> impl Iterator<Item = Posting> {
    word(folded).into_iter().flat_map(Word::postings)
}

/// The words that start with `folded`, itself among them. There can be tens of thousands: take as many as there is time for.
pub fn words_with_prefix(folded: &str) -> impl Iterator<Item = Word> {
    tables().lexicon.with_prefix(folded).map(Word)
}

/// The words of scripts without spaces that have `folded` in them, but not at their start. As [`words_with_prefix`], to be taken a part of.
pub fn words_with_inside(folded: &str) -> impl Iterator<Item = Word> {
    tables().lexicon.with_inside(folded).map(Word)
}

/// The words one slip away from `folded`: a letter too many, too few, another one, or two the wrong way round. A few dozen at most.
pub fn words_near(folded: &str) -> impl Iterator<Item = Word> {
    tables().lexicon.near(folded).into_iter().map(Word)
}

/// Keeps the texts of languages that are asked for on this thread unpacked until what it returns is dropped: for whoever asks about many items.
/// Otherwise the few that were used last are kept, by all threads together.
pub fn hold() -> Held {
    Held::begin()
}

/// What `item` is called in `language`, or else in its [parents](Language::parent); `None` when they have no name for it.
///
/// ```
/// use charfinder::{Item, languages};
///
/// # #[cfg(feature = "languages")]
/// # fn main() -> Result<(), charfinder::ParseLanguageError> {
/// assert_eq!(languages::short_name(Item::Char('☀'), "fr".parse()?).as_deref(), Some("soleil"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "languages"))]
/// # fn main() {}
/// ```
///
/// # Blocking
/// The texts of the language are unpacked when they were not used lately, which takes about a millisecond.
pub fn short_name(item: Item, language: Language) -> Option<String> {
    std::iter::successors(Some(language), |language| language.parent()).find_map(|language| match language {
        Language::ENGLISH => shared::english(item, Field::ShortName).next(),
        _ => {
            let text = tables().text(language)?;
            tables().documents.find(item)?.name(&text, &|part| short_name(part, language))
        }
    })
}

/// The words that `language`, or else its parents, find `item` by, beside its short name.
///
/// # Blocking
/// As [`short_name`].
pub fn keywords(item: Item, language: Language) -> Vec<String> {
    let own = match language {
        Language::ENGLISH => shared::english(item, Field::Keyword).collect(),
        _ => match (tables().text(language), tables().documents.find(item)) {
            (Some(text), Some(document)) => {
                document.keywords(&text, &|part| short_name(part, language), &|part| keywords(part, language))
            }
            _ => Vec::new(),
        },
    };
    match language.parent() {
        Some(parent) if own.is_empty() => keywords(item, parent),
        _ => own,
    }
}

/// The sections of the file, typed.
#[derive(Debug)]
struct Tables {
    documents: Documents,
    texts: Texts,
    lexicon: Lexicon,
}

impl Tables {
    fn check(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let sections = Sections::check(bytes)?;
        let lexicon = Lexicon {
            terms: sections.bytes(Section::Terms),
            blocks: sections.u32s(Section::TermBlocks)?,
            postings: sections.bytes(Section::Postings),
            inner: sections.u32s(Section::Inner)?,
            letters: sections.u32s(Section::Letters)?,
            filter: sections.bytes(Section::Filter),
        };
        let texts = Texts::new(sections.u32s(Section::TextStarts)?, sections.bytes(Section::Texts));
        Ok(Self {
            documents: Documents::new(
                sections.text(Section::Documents)?,
                sections.text(Section::TonedDocuments)?,
            ),
            texts: texts.ok_or(TableError::Section { section: Section::TextStarts })?,
            lexicon: lexicon.checked().ok_or(TableError::Section { section: Section::TermBlocks })?,
        })
    }
}

impl Tables {
    fn text(&self, language: Language) -> Option<Arc<Text>> {
        self.texts.of(language, self.documents.plain())
    }
}

fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> =
        LazyLock::new(|| Tables::check(BYTES).expect("the embedded tables were made for this program"));
    &TABLES
}

/// The table, as `cargo xtask data` wrote it.
const BYTES: &[u8] = include_bytes!("../../data/languages.bin");
