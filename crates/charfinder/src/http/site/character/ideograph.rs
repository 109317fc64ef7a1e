//! What Unihan tells of an ideograph: what it means, how it is read, its radical and its strokes.

use std::fmt::{self, Display, Formatter};

use crate::http::html::{Escaped, UrlEncoded};
use crate::http::texts::Texts;
use crate::unihan;

/// The section of an ideograph; nothing for other characters.
pub(super) struct Ideograph<'a> {
    pub(super) char: Option<char>,
    pub(super) texts: &'a Texts,
}

impl Display for Ideograph<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(ideograph) = self.char.and_then(unihan::of) else { return Ok(()) };
        let texts = self.texts;
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", texts.ideograph)?;
        if let Some(definition) = &ideograph.definition {
            writeln!(f, "<dt>{}</dt><dd lang=\"en\">{}</dd>", texts.definition, Escaped(definition))?;
        }
        for reading in &ideograph.readings {
            writeln!(
                f,
                "<dt lang=\"en\">{}</dt><dd><a href=\"/?q={}\">{}</a></dd>",
                Escaped(reading.kind.as_str()),
                UrlEncoded(&reading.text),
                Escaped(&reading.text)
            )?;
        }
        for place in &ideograph.radicals {
            writeln!(
                f,
                "<dt>{}</dt><dd>{} <a href=\"/{}\">{}</a> + {}</dd>",
                texts.radical,
                place.radical.number,
                crate::CodePoint::from(place.radical.ideograph),
                Escaped(place.radical.character),
                place.residual
            )?;
        }
        if ideograph.strokes > 0 {
            writeln!(f, "<dt>{}</dt><dd>{}</dd>", texts.strokes, ideograph.strokes)?;
        }
        f.write_str("</dl>\n</section>\n")
    }
}
