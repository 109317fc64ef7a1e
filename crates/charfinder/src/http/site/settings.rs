//! `/settings`: the language of the pages, the languages of keywords, light or dark. A form that works without a script.

use std::fmt::{self, Display, Formatter};

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::frame::Page;
use crate::Language;
use crate::http::html::Escaped;
use crate::http::parameters::Parameters;
use crate::http::preferences::{INTERFACE, LANGUAGES, LANGUAGES_MAX, THEME, Theme, Visit};
use crate::http::texts::Interface;

pub(in crate::http) const PATH: &str = "/settings";

/// How long a choice is remembered: a year.
const COOKIE_SECONDS: u32 = 365 * 24 * 60 * 60;
/// The fields of the languages: the first is the visitor's own.
const LANGUAGE_FIELDS: [&str; LANGUAGES_MAX] = ["lang1", "lang2", "lang3", "lang4"];

pub(in crate::http) async fn show(visit: Visit, RawQuery(query_string): RawQuery) -> Response {
    let (parameters, _) = Parameters::read(query_string.as_deref(), &["to"]);
    let to = parameters.text("to").filter(|to| is_local(to)).unwrap_or("/");
    let texts = visit.texts();
    Page {
        visit: &visit,
        title: texts.settings,
        canonical: None,
        query: "",
        kept: &[],
        kind: "settings",
        body: Form { visit: &visit, to },
    }
    .respond(StatusCode::OK)
}

/// Keeps what the form says, and goes back to where the visitor came from.
///
/// A body that is no form, or too long for one, changes nothing.
pub(in crate::http) async fn save(body: Result<Bytes, BytesRejection>) -> Response {
    let body = body.unwrap_or_default();
    let known: Vec<&'static str> = [INTERFACE, THEME, "to"].into_iter().chain(LANGUAGE_FIELDS).collect();
    let (parameters, _) = Parameters::read(std::str::from_utf8(&body).ok(), &known);
    let mut headers = HeaderMap::new();
    let mut keep = |name: &str, value: &str| {
        let cookie = format!("{name}={value}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax; HttpOnly");
        headers.append(SET_COOKIE, HeaderValue::try_from(cookie).expect("names and tags are ASCII"));
    };
    if let Some(interface) = parameters.text(INTERFACE).and_then(Interface::parse) {
        keep(INTERFACE, interface.tag());
    }
    if let Some(theme) = parameters.text(THEME).and_then(Theme::parse) {
        keep(THEME, theme.as_str());
    }
    if LANGUAGE_FIELDS.iter().any(|field| parameters.text(field).is_some()) {
        let chosen =
            LANGUAGE_FIELDS.iter().filter_map(|field| parameters.text(field)?.parse::<Language>().ok());
        let tags: Vec<&str> = chosen.map(Language::tag).collect();
        keep(LANGUAGES, &tags.join("."));
    }
    let to = parameters.text("to").filter(|to| is_local(to)).unwrap_or("/");
    headers.insert(LOCATION, HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/")));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Whether an address is one of this site: a path, and not the start of another host's name.
fn is_local(to: &str) -> bool {
    to.starts_with('/')
        && !to.starts_with("//")
        && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

struct Form<'a> {
    visit: &'a Visit,
    to: &'a str,
}

impl Display for Form<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(
            f,
            "<h1>{}</h1>\n<form class=\"settings\" action=\"{PATH}\" method=\"post\">\n\
             <input type=\"hidden\" name=\"to\" value=\"{}\">",
            texts.settings,
            Escaped(self.to)
        )?;
        writeln!(f, "<fieldset>\n<legend>{}</legend>", texts.interface_language)?;
        for interface in Interface::ALL {
            write_radio(
                f,
                INTERFACE,
                interface.tag(),
                format_args!("<span lang=\"{}\">{}</span>", interface.tag(), interface.own_name()),
                self.visit.interface == interface,
            )?;
        }
        writeln!(f, "</fieldset>\n<fieldset>\n<legend>{}</legend>", texts.theme)?;
        for theme in Theme::ALL {
            let text = match theme {
                Theme::System => texts.theme_system,
                Theme::Light => texts.theme_light,
                Theme::Dark => texts.theme_dark,
            };
            write_radio(f, THEME, theme.as_str(), format_args!("{text}"), self.visit.theme == theme)?;
        }
        writeln!(
            f,
            "</fieldset>\n<fieldset>\n<legend>{}</legend>\n<p>{}</p>\n<div class=\"selects\">",
            texts.keyword_languages, texts.keyword_languages_hint
        )?;
        for (nth, field) in LANGUAGE_FIELDS.iter().enumerate() {
            self.write_select(f, field, nth)?;
        }
        writeln!(
            f,
            "</div>\n</fieldset>\n<p class=\"hint\">{}</p>\n<button type=\"submit\">{}</button>\n</form>",
            texts.cookies, texts.save
        )
    }
}

impl Form<'_> {
    fn write_select(&self, f: &mut Formatter<'_>, field: &str, nth: usize) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(
            f,
            "<select name=\"{field}\" aria-label=\"{} {}\">\n<option value=\"\">{}</option>",
            texts.keyword_languages,
            nth + 1,
            if nth == 0 { texts.no_other_language } else { "–" }
        )?;
        for language in Language::all().filter(|language| *language != Language::ENGLISH) {
            let selected = if self.visit.languages.get(nth) == Some(&language) { " selected" } else { "" };
            let (own, english) = (language.own_name(), language.english_name());
            let also = if own == english { String::new() } else { format!(" – {english}") };
            writeln!(f, "<option value=\"{language}\"{selected}>{}{}</option>", Escaped(own), Escaped(also))?;
        }
        f.write_str("</select>\n")
    }
}

fn write_radio(
    f: &mut Formatter<'_>,
    name: &str,
    value: &str,
    text: fmt::Arguments<'_>,
    is_chosen: bool,
) -> fmt::Result {
    let checked = if is_chosen { " checked" } else { "" };
    writeln!(
        f,
        "<label class=\"choice\"><input type=\"radio\" name=\"{name}\" value=\"{value}\"{checked}> {text}</label>"
    )
}
