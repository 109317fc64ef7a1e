//! What Unihan tells of an ideograph: what it means, how it is read, its radical and its strokes.

use std::fmt::{self, Display, Formatter};

use crate::http::html::{Escaped, UrlEncoded};
use crate::http::texts::Texts;
use crate::unihan::{self, ReadingKind, Unihan};

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
        for kind in ReadingKind::ALL {
            write_readings(f, kind, &ideograph, texts)?;
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

/// The readings in one language, customary ones first, each a link to the characters that are read so.
fn write_readings(
    f: &mut Formatter<'_>,
    kind: ReadingKind,
    ideograph: &Unihan,
    texts: &Texts,
) -> fmt::Result {
    let mut readings = ideograph.readings.iter().filter(|reading| reading.kind == kind).peekable();
    if readings.peek().is_none() {
        return Ok(());
    }
    write!(f, "<dt>{}</dt><dd lang=\"{}\">", texts.term(kind.as_str()), language_tag(kind))?;
    for (nth, reading) in readings.enumerate() {
        let separator = if nth > 0 { ", " } else { "" };
        write!(f, "{separator}<a href=\"/?q={}\">{}</a>", UrlEncoded(&reading.text), Escaped(&reading.text))?;
    }
    f.write_str("</dd>\n")
}

/// The language of a reading as HTML writes it, with the script where it is not the usual one.
fn language_tag(kind: ReadingKind) -> &'static str {
    match kind {
        ReadingKind::Mandarin => "cmn-Latn",
        ReadingKind::Cantonese => "yue-Latn",
        ReadingKind::Japanese => "ja",
        ReadingKind::Korean => "ko",
        ReadingKind::Vietnamese => "vi",
    }
}
