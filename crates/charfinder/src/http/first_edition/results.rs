//! The table of the page: code point, character, name.
//!
//! A character that has no glyph of its own is shown as a boxed label, one that combines stands on a dotted circle; the
//! others stand alone, isolated so that a right-to-left one turns nothing around it.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::http::html::Escaped;
use crate::{Glyph, UnicodeVersion, age, aliases, book, char_name};

/// The characters found, as a table.
pub(super) struct Results<'a> {
    pub(super) chars: &'a [char],
    pub(super) query: &'a str,
    /// The version that was searched.
    pub(super) version: UnicodeVersion,
}

impl Display for Results<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let words: Vec<Cow<'_, str>> = book::tokens(self.query, self.version).collect();
        f.write_str(
            "<table>\n<thead>\n<tr><th scope=\"col\">Code</th><th scope=\"col\">Character</th><th scope=\"col\">Name</th>\
             <th scope=\"col\" class=\"since\">Since Unicode</th></tr>\n</thead>\n<tbody>\n",
        )?;
        for c in self.chars {
            write_row(f, *c, &words)?;
        }
        f.write_str("</tbody>\n</table>\n")
    }
}

fn write_row(f: &mut Formatter<'_>, c: char, words: &[Cow<'_, str>]) -> fmt::Result {
    let name = char_name(c).expect("only characters with a name are found").to_string();
    let age = age(c).expect("a character with a name has an age");
    let text = Escaped(c);
    write!(f, "<tr><td class=\"code\">U+{:04X}</td><td class=\"char\" data-char=\"{text}\">", u32::from(c))?;
    match Glyph::of(c.into()) {
        Glyph::Alone => write!(f, "<bdi>{text}</bdi>")?,
        Glyph::Wide => write!(f, "<bdi class=\"wide\">{text}</bdi>")?,
        Glyph::Combining => write!(f, "<bdi>{}{text}</bdi>", Glyph::DOTTED_CIRCLE)?,
        Glyph::Hidden => write!(f, "<span class=\"label\">{}</span>", Escaped(Glyph::label(c.into())))?,
    }
    write!(f, "</td><th scope=\"row\"><span class=\"name\">{}</span>", Marked { name: &name, words })?;
    write_aliases(f, c)?;
    writeln!(f, "</th><td class=\"since\">{age}</td></tr>")
}

fn write_aliases(f: &mut Formatter<'_>, c: char) -> fmt::Result {
    for (i, alias) in aliases(c).enumerate() {
        let lead = if i == 0 { " <small>also " } else { ", " };
        write!(f, "{lead}{}", Escaped(alias.text))?;
    }
    if aliases(c).next().is_some() { f.write_str("</small>") } else { Ok(()) }
}

/// A name with the words of the query marked in it.
struct Marked<'a> {
    name: &'a str,
    words: &'a [Cow<'a, str>],
}

impl Display for Marked<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for part in self.name.split_inclusive([' ', '-']) {
            let word = part.trim_end_matches([' ', '-']);
            if self.words.iter().any(|wanted| wanted == word) {
                write!(f, "<mark>{}</mark>{}", Escaped(word), &part[word.len()..])?;
            } else {
                write!(f, "{}", Escaped(part))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(c: char, query: &str) -> String {
        Results { chars: &[c], query, version: UnicodeVersion::LATEST }.to_string()
    }

    #[test]
    fn a_row_has_code_character_and_marked_name() {
        assert!(row('♚', "king black").contains(
            "<tr><td class=\"code\">U+265A</td><td class=\"char\" data-char=\"♚\"><bdi>♚</bdi></td>\
             <th scope=\"row\"><span class=\"name\"><mark>BLACK</mark> CHESS <mark>KING</mark></span></th><td class=\"since\">1.1</td></tr>"
        ));
        assert!(row('\u{1fa4e}', "queen").contains("WHITE CHESS KNIGHT-<mark>QUEEN</mark>"));
        assert!(row('<', "less").contains("data-char=\"&lt;\"><bdi>&lt;</bdi>"));
        assert!(row('&', "ampersand").contains("data-char=\"&amp;\"><bdi>&amp;</bdi>"));
        assert!(row('"', "quotation").contains("data-char=\"&quot;\"><bdi>&quot;</bdi>"));
    }

    #[test]
    fn what_cannot_be_seen_is_a_label() {
        let check = |c: char, label: &str| {
            let row = row(c, "");
            assert!(row.contains(&format!("<span class=\"label\">{label}</span>")), "{row}");
            assert!(!row.contains(c) || c == ' ', "{row}");
        };
        check('\u{200d}', "ZWJ");
        check('\u{a0}', "NBSP");
        check(' ', "SP");
        check('\u{202e}', "RLO");
        check('\u{2003}', "2003");
        check('\u{fe0f}', "VS16");
        check('\u{e0041}', "E0041");
    }

    #[test]
    fn marks_stand_on_a_dotted_circle() {
        assert!(row('\u{301}', "acute").contains("<bdi>◌\u{301}</bdi>"));
        assert!(row('\u{fdfd}', "").contains("<bdi class=\"wide\">\u{fdfd}</bdi>"));
        assert!(row('א', "alef").contains("<bdi>א</bdi>"));
    }
}
