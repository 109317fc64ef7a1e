//! `/identify`: a form for a text, each of its characters, and what in it is invisible, ambiguous or misleading.

use std::fmt::{self, Display, Formatter};

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::Page;
use super::glyph::Shown;
use crate::http::api::identify::{CHARACTERS_MAX, FINDINGS_MAX, TEXT_BYTES_MAX};
use crate::http::html::Escaped;
use crate::http::parameters::{ParameterError, Parameters, field_of_form};
use crate::http::preferences::Visit;
use crate::http::texts::Texts;
use crate::identify::{Finding, Summary, characters, findings};

pub(in crate::http) const PATH: &str = "/identify";

pub(in crate::http) async fn show(visit: Visit, RawQuery(query_string): RawQuery) -> Response {
    let (parameters, error) = Parameters::read(query_string.as_deref(), &["text"]);
    let status = error.as_ref().map_or(StatusCode::OK, ParameterError::status);
    let complaint = error.map(|error| format!("{}.", visit.texts().message(&error.to_string()).into_text()));
    respond(&visit, parameters.text("text").unwrap_or_default(), complaint, status)
}

pub(in crate::http) async fn show_posted(visit: Visit, body: Result<Bytes, BytesRejection>) -> Response {
    let text = body.ok().map(|body| field_of_form(&body, "text").unwrap_or_default());
    let Some(text) = text.filter(|text| text.len() <= TEXT_BYTES_MAX) else {
        let complaint = (visit.texts().too_long)(TEXT_BYTES_MAX);
        return respond(&visit, "", Some(complaint), StatusCode::PAYLOAD_TOO_LARGE);
    };
    // Forms send every line end as CR LF; what was typed has LF.
    respond(&visit, &text.replace("\r\n", "\n"), None, StatusCode::OK)
}

fn respond(visit: &Visit, text: &str, complaint: Option<String>, status: StatusCode) -> Response {
    Page {
        visit,
        title: visit.texts().identify_title,
        canonical: Some(PATH),
        query: "",
        kept: &[],
        kind: "identify",
        body: Body { visit, text, complaint },
    }
    .respond(status)
}

struct Body<'a> {
    visit: &'a Visit,
    text: &'a str,
    complaint: Option<String>,
}

impl Display for Body<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(
            f,
            "<h1>{}</h1>\n<p class=\"about\">{}</p>",
            texts.identify_title, texts.identify_invitation
        )?;
        // A line end behind the opening tag is dropped by HTML, so that one of the text's own would not be lost.
        write!(
            f,
            "<form class=\"identify\" action=\"{PATH}\" method=\"post\">\n<label for=\"text\">{}</label>\n\
             <textarea id=\"text\" name=\"text\" rows=\"5\" dir=\"auto\" spellcheck=\"false\">\n{}</textarea>\n\
             <button type=\"submit\">{}</button>\n</form>\n",
            texts.identify_label,
            Escaped(self.text),
            texts.identify
        )?;
        if let Some(complaint) = &self.complaint {
            writeln!(f, "<p role=\"alert\" class=\"message error\">{}</p>", Escaped(complaint))?;
        }
        if self.text.is_empty() {
            return Ok(());
        }
        self.write_findings(f)?;
        self.write_summary(f)?;
        self.write_characters(f)
    }
}

impl Body<'_> {
    fn write_findings(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        let mut found = findings(self.text.as_bytes()).take(FINDINGS_MAX).peekable();
        writeln!(f, "<section>\n<h2>{}</h2>", texts.findings)?;
        if found.peek().is_none() {
            writeln!(f, "<p>{}</p>", texts.no_findings)?;
        }
        for finding in found {
            write_finding(f, &finding, texts)?;
        }
        f.write_str("</section>\n")
    }

    fn write_summary(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        let summary = Summary::of(self.text.as_bytes());
        let forms: Vec<&str> = summary.normal_forms.iter().map(|form| form.as_str()).collect();
        let scripts: Vec<&str> = summary.scripts.iter().map(|script| script.name()).collect();
        writeln!(
            f,
            "<section>\n<h2>{}</h2>\n<p class=\"about\">{} {} · {} {} · {} {} · {} {} · {} {}<br>{}: {}<br>{}: {}</p>\n</section>",
            texts.summary,
            summary.clusters,
            texts.graphemes,
            summary.chars,
            texts.code_points,
            summary.bytes,
            texts.bytes,
            summary.utf16_units,
            texts.utf16_units,
            summary.cells,
            texts.cells,
            texts.normal_forms,
            if forms.is_empty() { "–".to_owned() } else { forms.join(", ") },
            texts.scripts,
            if scripts.is_empty() { "–".to_owned() } else { scripts.join(", ") }
        )
    }

    fn write_characters(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(f, "<section>\n<h2>{}</h2>", texts.characters)?;
        if self.text.chars().nth(CHARACTERS_MAX).is_some() {
            writeln!(f, "<p class=\"hint\">{}</p>", (texts.text_cut)(CHARACTERS_MAX))?;
        }
        writeln!(
            f,
            "<table class=\"list\">\n<thead>\n<tr><th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th><th scope=\"col\" class=\"wide-only\">{}</th></tr>\n</thead>\n<tbody>",
            texts.offset, texts.characters, texts.name, texts.category
        )?;
        for character in characters(self.text.as_bytes()).take(CHARACTERS_MAX) {
            let Some(code_point) = character.code_point() else { continue };
            let continued = if character.starts_cluster { "" } else { " class=\"continued\"" };
            writeln!(
                f,
                "<tr{continued}><td class=\"number mono\">{}</td><td class=\"glyph\">{}</td>\
                 <th scope=\"row\"><a href=\"/{code_point}\">{}</a> <span class=\"code\">{code_point}</span></th>\
                 <td class=\"mono wide-only\"{}>{}</td></tr>",
                character.position.byte,
                Shown::CodePoint(code_point),
                Escaped(character.name()),
                match character.category() {
                    Some(category) => {
                        format!(" title=\"{}\"", Escaped(texts.term(category.name()).into_text()))
                    }
                    None => String::new(),
                },
                character.category().map_or("", |category| category.as_str())
            )?;
        }
        f.write_str("</tbody>\n</table>\n</section>\n")
    }
}

fn write_finding(f: &mut Formatter<'_>, finding: &Finding, texts: &Texts) -> fmt::Result {
    writeln!(
        f,
        "<p class=\"finding {}\"><b>{}</b> {}:{} – {}</p>",
        finding.severity,
        texts.term(finding.severity.as_str()),
        finding.position.line,
        finding.position.column,
        texts.message(&finding.message)
    )
}
