//! A result: glyph, code point, name with what matched marked in it, and why it matched.

use std::fmt::{self, Display, Formatter};

use super::address::Address;
use super::glyph::Shown;
use crate::http::html::Escaped;
use crate::http::texts::Texts;
use crate::{AliasKind, Field, Found, Group, Item, Language, aliases, phrases};

/// A row of the list of results. The script adds its buttons, from the attributes.
pub(super) struct Row<'a> {
    pub(super) found: &'a Found,
    pub(super) words: &'a Words,
    pub(super) texts: &'a Texts,
}

impl Display for Row<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let item = self.found.item;
        let address = Address::from(item);
        let name = item.name();
        let literal = if self.found.group == Group::Literal { " literal" } else { "" };
        write!(
            f,
            "<li class=\"row{literal}\" data-char=\"{}\" data-name=\"{}\"",
            Escaped(item),
            Escaped(&name)
        )?;
        if let Some(entity) = entity(item) {
            write!(f, " data-entity=\"{}\"", Escaped(entity))?;
        }
        write!(
            f,
            "><span class=\"glyph\" aria-hidden=\"true\">{}</span><span class=\"what\">\
             <a class=\"open\" href=\"{address}\" draggable=\"false\">{}</a>",
            Shown::Item(item),
            Marked { text: &name, words: self.words },
        )?;
        if let Some(known_as) = as_char(item).and_then(known_as) {
            write!(f, " <span class=\"also\">{}</span>", Marked { text: known_as, words: self.words })?;
        }
        self.write_why(f)?;
        writeln!(f, "</span><span class=\"code\">{}</span></li>", &address.to_string()[1..])
    }
}

impl Row<'_> {
    /// Why it was found; a name needs no reason, the marks in it are one.
    fn write_why(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let why = &self.found.why;
        let Some(field) = why.field else {
            return write!(
                f,
                "<span class=\"why\"><b>{}</b> {}</span>",
                Escaped(&why.text),
                Escaped(self.texts.denotes)
            );
        };
        if field == Field::Name {
            return Ok(());
        }
        write!(f, "<span class=\"why\"><b>{}</b> ", (self.texts.field)(field))?;
        let text = Marked { text: &why.text, words: self.words };
        match why.language.filter(|language| *language != Language::ENGLISH) {
            Some(language) => {
                write!(
                    f,
                    "<bdi lang=\"{language}\">{text}</bdi> <span class=\"language\">{language}</span>"
                )?;
            }
            None => write!(f, "<bdi>{text}</bdi>")?,
        }
        f.write_str("</span>")
    }
}

fn as_char(item: Item) -> Option<char> {
    match item {
        Item::Char(c) => Some(c),
        _ => None,
    }
}

/// The name of a control character, or what a wrong name should be.
pub(super) fn known_as(c: char) -> Option<&'static str> {
    aliases(c)
        .find(|alias| matches!(alias.kind, AliasKind::Control | AliasKind::Figment | AliasKind::Correction))
        .map(|alias| alias.text)
}

fn entity(item: Item) -> Option<&'static str> {
    phrases(item).find(|phrase| phrase.field == Field::Entity).map(|phrase| phrase.text)
}

/// The words of a query, in small letters, for marking them in texts.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(query: &str) -> Self {
        let parts = query.split_whitespace().filter(|part| !part.contains(':') && !part.starts_with('['));
        let words = parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
        Self(words.filter(|word| !word.is_empty()).take(WORDS_MAX).map(str::to_lowercase).collect())
    }

    /// How many bytes at the start of `word` are one of the words; the longest counts.
    fn match_len(&self, word: &str) -> usize {
        let lengths = self.0.iter().map(|wanted| prefix_len(word, wanted));
        lengths.max().unwrap_or(0)
    }
}

/// How many bytes of `word` spell `wanted`, which is in small letters; 0 if it does not begin so. A single letter counts as a
/// whole word only.
fn prefix_len(word: &str, wanted: &str) -> usize {
    let mut rest = word.char_indices();
    for c in wanted.chars() {
        match rest.next() {
            Some((_, other)) if other == c || other.to_lowercase().eq([c]) => {}
            _ => return 0,
        }
    }
    let end = rest.next().map_or(word.len(), |(end, _)| end);
    if wanted.len() == 1 && end < word.len() { 0 } else { end }
}

/// A text with the words of the query marked in it.
pub(super) struct Marked<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a Words,
}

impl Display for Marked<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while !rest.is_empty() {
            let start = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
            let (between, word_on) = rest.split_at(start);
            let end = word_on.find(|c: char| !c.is_alphanumeric()).unwrap_or(word_on.len());
            let (word, after) = word_on.split_at(end);
            let (marked, left) = word.split_at(self.words.match_len(word));
            write!(f, "{}", Escaped(between))?;
            if !marked.is_empty() {
                write!(f, "<mark>{}</mark>", Escaped(marked))?;
            }
            write!(f, "{}", Escaped(left))?;
            rest = after;
        }
        Ok(())
    }
}

/// A query of more words is marked by its first ones only.
const WORDS_MAX: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_query_are_marked() {
        let check = |text: &str, query: &str, expected: &str| {
            assert_eq!(Marked { text, words: &Words::of(query) }.to_string(), expected, "{text} {query}");
        };
        check("BLACK CHESS KING", "king bla", "<mark>BLA</mark>CK CHESS <mark>KING</mark>");
        check("KNIGHT-QUEEN", "queen", "KNIGHT-<mark>QUEEN</mark>");
        check("LATIN SMALL LETTER A", "a", "LATIN SMALL LETTER <mark>A</mark>");
        check("ARROW", "a", "ARROW");
        check("été", "ÉT", "<mark>ét</mark>é");
        check("стрелка вправо", "ВПР", "стрелка <mark>впр</mark>аво");
        check("a<b>", "b block:x [c]", "a&lt;<mark>b</mark>&gt;");
        check("", "x", "");
        check("x", "", "x");
    }
}
