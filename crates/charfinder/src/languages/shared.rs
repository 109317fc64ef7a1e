//! What there is with and without the feature `languages`.

use crate::fold::fold_words;
use crate::{Field, Item, Language};

/// That a language says a word of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Posting {
    /// Of what.
    pub item: Item,
    /// In which language.
    pub language: Language,
    /// What the shortest text of the item that has the word is to it: its [short name](Field::ShortName) or a
    /// [keyword](Field::Keyword).
    pub field: Field,
    /// How many words that text has, 1 to 4; longer ones are told as 4.
    pub words: u8,
}

/// The text by which `item` is found in `language` with a word that starts with `folded` or, in a script without spaces, has it
/// inside: the shortest there is, its short name before its keywords.
///
/// # Blocking
/// As [`short_name`](super::short_name).
pub fn reason(item: Item, language: Language, folded: &str) -> Option<(Field, String)> {
    let name = super::short_name(item, language).map(|text| (Field::ShortName, text));
    let keywords = super::keywords(item, language).into_iter().map(|text| (Field::Keyword, text));
    let ranked = name.into_iter().chain(keywords).filter_map(|(field, text)| {
        let words = fold_words(&text);
        let rank = words.iter().filter_map(|word| rank(word, folded)).min()?;
        Some(((rank, words.len()), (field, text)))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, found)| found)
}

/// How well `folded` fits `word`; 0 is best.
fn rank(word: &str, folded: &str) -> Option<u8> {
    match word.find(folded)? {
        0 if word.len() == folded.len() => Some(0),
        0 => Some(1),
        _ if folded.starts_with(crate::fold::is_spaceless) => Some(2),
        _ => None,
    }
}

/// What the phrases in English say of `item`.
pub(super) fn english(item: Item, field: Field) -> impl Iterator<Item = String> {
    crate::phrases(item).filter(move |phrase| phrase.field == field).map(|phrase| phrase.text.to_owned())
}
