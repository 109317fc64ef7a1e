//! What it is called: aliases, names in other systems, notes, cross references, keywords.

use std::fmt::{self, Display, Formatter};

use super::{Subject, write_link};
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::preferences::Visit;
use crate::http::texts::Texts;
use crate::{Field, Item, phrases};

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
        write_notes(f, item, texts)?;
        write_keywords(f, item, texts)
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
}

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

fn write_notes(f: &mut Formatter<'_>, item: Item, texts: &Texts) -> fmt::Result {
    let mut notes = phrases(item).filter(|phrase| phrase.field == Field::Note).peekable();
    if notes.peek().is_none() {
        return Ok(());
    }
    writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul lang=\"en\">", texts.notes)?;
    for note in notes {
        writeln!(f, "<li>{}</li>", Escaped(note.text))?;
    }
    f.write_str("</ul>\n</section>\n")
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

fn write_keyword(f: &mut Formatter<'_>, keyword: &str) -> fmt::Result {
    writeln!(f, "<li><a href=\"/?q={}\">{}</a></li>", UrlEncoded(keyword), Escaped(keyword))
}
