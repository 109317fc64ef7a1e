//! How it is written in bytes, in programs and in documents, and how it is typed.

use std::fmt::{self, Display, Formatter};

use super::Subject;
use crate::http::html::Escaped;
use crate::http::texts::Texts;
use crate::{CodePage, Encoding, code_pages, encodings};

/// The sections about encodings, each with a button that copies it.
pub(super) struct Encodings<'a> {
    pub(super) subject: &'a Subject,
    pub(super) texts: &'a Texts,
}

impl Display for Encodings<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let all: Vec<(Encoding, String)> = encodings(&self.subject.code_points).collect();
        let (usual, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|(encoding, _)| !TYPED.contains(encoding))
            .partition(|(encoding, _)| is_usual(*encoding));
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", self.texts.encodings)?;
        usual.iter().try_for_each(|(encoding, text)| self.write_row(f, encoding.label(), text))?;
        writeln!(f, "</dl>\n<details>\n<summary>{}</summary>\n<dl>", self.texts.more_encodings)?;
        others.iter().try_for_each(|(encoding, text)| self.write_row(f, encoding.label(), text))?;
        for CodePage { name, bytes } in self.subject.text().as_deref().map(code_pages).unwrap_or_default() {
            let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            self.write_row(f, name, &bytes.join(" "))?;
        }
        f.write_str("</dl>\n</details>\n</section>\n")?;
        self.write_typed(f)
    }
}

impl Encodings<'_> {
    fn write_typed(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let typed: Vec<(Encoding, String)> = TYPED
            .into_iter()
            .filter_map(|encoding| Some((encoding, encoding.encode(&self.subject.code_points)?)))
            .collect();
        if typed.is_empty() {
            return Ok(());
        }
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", self.texts.input)?;
        typed.iter().try_for_each(|(encoding, text)| self.write_row(f, encoding.label(), text))?;
        f.write_str("</dl>\n</section>\n")
    }

    fn write_row(&self, f: &mut Formatter<'_>, label: &str, text: &str) -> fmt::Result {
        writeln!(
            f,
            "<dt>{}</dt><dd class=\"copyable\"><code>{1}</code><button type=\"button\" data-copy=\"{1}\" \
             aria-label=\"{2}: {0}\" hidden>{2}</button></dd>",
            Escaped(self.texts.label(label)),
            Escaped(text),
            self.texts.copy
        )
    }
}

/// What is shown without unfolding the rest.
fn is_usual(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::Utf8
            | Encoding::Utf16
            | Encoding::Utf32
            | Encoding::Decimal
            | Encoding::HtmlEntity
            | Encoding::HtmlHexadecimal
            | Encoding::HtmlDecimal
            | Encoding::Css
            | Encoding::JavaScript
            | Encoding::Rust
            | Encoding::Python
            | Encoding::C
            | Encoding::Url
    )
}

/// The ways to type it.
const TYPED: [Encoding; 4] = [Encoding::Latex, Encoding::Keysym, Encoding::Digraph, Encoding::Shortcode];
