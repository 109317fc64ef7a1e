//! What it is called: aliases, names in other systems, notes, cross references, keywords.

use std::fmt::{self, Display, Formatter};

use super::{Subject, write_link};
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::preferences::Visit;
use crate::http::site::address::Address;
use crate::http::site::glyph::Shown;
use crate::http::texts::Texts;
use crate::languages::{keywords, short_name};
use crate::{CodePoint, Field, Item, Language, Sequence, cross_references, phrases};

/// The sections about names.
pub(super) struct Names<'a> {
    pub(super) subject: &'a Subject,
    pub(super) visit: &'a Visit,
}

impl Display for Names<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        let Some(item) = self.subject.item else { return Ok(()) };
        write_names(f, item, texts)?;
        self.write_parts(f)?;
        self.write_notes(f, item)?;
        write_keywords(f, item, texts)?;
        for language in &self.visit.languages {
            write_keywords_in(f, item, *language, texts)?;
        }
        self.write_sequences(f)
    }
}

impl Names<'_> {
    /// What a sequence is made of.
    fn write_parts(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.subject.one().is_some() {
            return Ok(());
        }
        let texts = self.visit.texts();
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"links\">", texts.characters_of)?;
        self.subject.code_points.iter().try_for_each(|code_point| write_link(f, *code_point))?;
        f.write_str("</ul>\n</section>\n")
    }

    /// What the names list of the standard says about it, and where it points to.
    fn write_notes(&self, f: &mut Formatter<'_>, item: Item) -> fmt::Result {
        let texts = self.visit.texts();
        let notes: Vec<&str> =
            phrases(item).filter(|phrase| phrase.field == Field::Note).map(|phrase| phrase.text).collect();
        let references: Vec<CodePoint> = self.subject.one().into_iter().flat_map(cross_references).collect();
        if !notes.is_empty() {
            writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul lang=\"en\">", texts.notes)?;
            notes.iter().try_for_each(|note| writeln!(f, "<li>{}</li>", Escaped(note)))?;
            f.write_str("</ul>\n</section>\n")?;
        }
        if !references.is_empty() {
            writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"links\">", texts.see_also)?;
            references.iter().try_for_each(|reference| write_link(f, *reference))?;
            f.write_str("</ul>\n</section>\n")?;
        }
        Ok(())
    }

    /// Sequences that it is part of.
    fn write_sequences(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(c) = self.subject.char().filter(|c| !is_everywhere(*c)) else { return Ok(()) };
        let mut sequences = Sequence::all().filter(|sequence| sequence.text().contains(c)).peekable();
        if sequences.peek().is_none() {
            return Ok(());
        }
        let texts = self.visit.texts();
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"links\">", texts.part_of)?;
        for sequence in sequences.take(SEQUENCES_MAX) {
            let item = Item::Sequence(sequence);
            writeln!(
                f,
                "<li>{} <a href=\"{}\">{}</a></li>",
                Shown::Item(item),
                Address::from(item),
                Escaped(sequence.name())
            )?;
        }
        f.write_str("</ul>\n</section>\n")
    }
}

/// Whether a character is in most sequences, and so says nothing about them.
fn is_everywhere(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
}

/// A flag's letters and a family's members are in hundreds of sequences.
const SEQUENCES_MAX: usize = 12;

/// The fields that are names, in reading order.
const NAMES: [Field; 7] = [
    Field::Correction,
    Field::Control,
    Field::Alternate,
    Field::Figment,
    Field::Abbreviation,
    Field::ShortName,
    Field::ListAlias,
];

fn write_names(f: &mut Formatter<'_>, item: Item, texts: &Texts) -> fmt::Result {
    if !phrases(item).any(|phrase| NAMES.contains(&phrase.field)) {
        return Ok(());
    }
    writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", texts.names)?;
    for field in NAMES {
        let mut same = phrases(item).filter(|phrase| phrase.field == field).peekable();
        if same.peek().is_none() {
            continue;
        }
        write!(f, "<dt>{}</dt>", (texts.field)(field))?;
        for phrase in same {
            write!(f, "<dd>{}</dd>", Escaped(phrase.text))?;
        }
        f.write_str("\n")?;
    }
    f.write_str("</dl>\n</section>\n")
}

fn write_keywords(f: &mut Formatter<'_>, item: Item, texts: &Texts) -> fmt::Result {
    let mut keywords = phrases(item).filter(|phrase| phrase.field == Field::Keyword).peekable();
    if keywords.peek().is_none() {
        return Ok(());
    }
    writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"tags\" lang=\"en\">", texts.keywords)?;
    for keyword in keywords {
        write_keyword(f, keyword.text)?;
    }
    f.write_str("</ul>\n</section>\n")
}

/// Short name and keywords in a language of the visitor's.
fn write_keywords_in(f: &mut Formatter<'_>, item: Item, language: Language, texts: &Texts) -> fmt::Result {
    let (name, keywords) = (short_name(item, language), keywords(item, language));
    if name.is_none() && keywords.is_empty() {
        return Ok(());
    }
    let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
    writeln!(
        f,
        "<section class=\"card\">\n<h2>{}: <span lang=\"{language}\">{}</span></h2>\n<div lang=\"{language}\" dir=\"{direction}\">",
        texts.keywords,
        Escaped(language.own_name())
    )?;
    if let Some(name) = name {
        writeln!(f, "<p>{}</p>", Escaped(name))?;
    }
    if !keywords.is_empty() {
        f.write_str("<ul class=\"tags\">\n")?;
        keywords.iter().try_for_each(|keyword| write_keyword(f, keyword))?;
        f.write_str("</ul>\n")?;
    }
    f.write_str("</div>\n</section>\n")
}

fn write_keyword(f: &mut Formatter<'_>, keyword: &str) -> fmt::Result {
    writeln!(f, "<li><a href=\"/?q={}\">{}</a></li>", UrlEncoded(keyword), Escaped(keyword))
}
