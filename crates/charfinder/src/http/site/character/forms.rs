//! What it becomes in other cases and in the normal forms, and what looks like it.

use std::fmt::{self, Display, Formatter};

use super::{Subject, write_link};
use crate::http::html::Escaped;
use crate::http::site::address::Address;
use crate::http::texts::Texts;
use crate::{CaseMapping, CodePoint, NormalForm, confusables, decomposition};

/// The sections about case, decomposition and look.
pub(super) struct Forms<'a> {
    pub(super) subject: &'a Subject,
    pub(super) texts: &'a Texts,
}

impl Display for Forms<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(text) = self.subject.text() else { return Ok(()) };
        let mut rows = Vec::new();
        if let Some(c) = self.subject.char() {
            let cases = [
                (self.texts.uppercase, CaseMapping::Upper),
                (self.texts.lowercase, CaseMapping::Lower),
                (self.texts.titlecase, CaseMapping::Title),
                (self.texts.folded, CaseMapping::Fold),
            ];
            rows.extend(cases.map(|(label, mapping)| (label, mapping.full(c))));
        }
        rows.extend(NormalForm::ALL.map(|form| (form.as_str(), form.apply(&text).into_owned())));
        rows.retain(|(_, form)| *form != text);
        let decomposed = self.subject.char().and_then(decomposition);
        if !rows.is_empty() || decomposed.is_some() {
            writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", self.texts.case_and_forms)?;
            if let Some(decomposed) = decomposed {
                write!(
                    f,
                    "<dt>{}</dt><dd>{}: ",
                    self.texts.decomposition,
                    self.texts.term(decomposed.type_name())
                )?;
                write_text(f, decomposed.mapping())?;
                f.write_str("</dd>\n")?;
            }
            for (label, form) in &rows {
                write!(f, "<dt>{label}</dt><dd>")?;
                write_text(f, form)?;
                f.write_str("</dd>\n")?;
            }
            f.write_str("</dl>\n</section>\n")?;
        }
        self.write_confusables(f)
    }
}

impl Forms<'_> {
    fn write_confusables(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut similar = self.subject.char().into_iter().flat_map(confusables).peekable();
        if similar.peek().is_none() {
            return Ok(());
        }
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"links\">", self.texts.looks_like)?;
        similar.take(CONFUSABLES_MAX).try_for_each(|c| write_link(f, c.into()))?;
        f.write_str("</ul>\n</section>\n")
    }
}

/// A text with its code points, as a link to its page.
fn write_text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let code_points: Vec<CodePoint> = text.chars().map(CodePoint::from).collect();
    let codes: Vec<String> = code_points.iter().map(CodePoint::to_string).collect();
    let code = codes.join(" ");
    match Address::of_code_points(code_points) {
        Some(address) => write!(
            f,
            "<a href=\"{address}\"><bdi>{}</bdi> <span class=\"code\">{code}</span></a>",
            Escaped(text)
        ),
        None => write!(f, "<bdi>{}</bdi> <span class=\"code\">{code}</span>", Escaped(text)),
    }
}

/// The digit one alone has dozens.
const CONFUSABLES_MAX: usize = 24;
