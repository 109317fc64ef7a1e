//! What a visitor prefers: the language of the pages, the languages of keywords, light or dark.
//!
//! A choice made on the page of settings is kept in cookies, which hold nothing else and identify nobody; without one, the
//! browser's `Accept-Language` decides. An address may say otherwise for itself, by `ui` and `lang`.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;

use super::parameters::{ParameterError, Parameters};
use super::texts::{Interface, Texts};
use crate::Language;

/// The most languages of keywords that are searched beside English.
pub(super) const LANGUAGES_MAX: usize = 4;
/// The longest header of preferences that is read; what is longer counts as none.
const HEADER_BYTES_MAX: usize = 4096;

/// The names of the cookies, which are those of the settings' form.
pub(super) const INTERFACE: &str = "ui";
pub(super) const LANGUAGES: &str = "lang";
pub(super) const THEME: &str = "theme";

/// A visit: what the visitor prefers, and where on the site it is.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) interface: Interface,
    /// The languages of keywords beside English, the visitor's own first.
    pub(super) languages: Vec<Language>,
    pub(super) theme: Theme,
    /// The address that was asked for, to come back to.
    pub(super) here: String,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    /// What the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let here = parts.uri.path_and_query().map_or("/", |here| here.as_str());
        let mut visit = Self::new(&parts.headers, here);
        visit.read_interface(&Parameters::read(parts.uri.query(), &[INTERFACE]).0);
        Ok(visit)
    }
}

impl Visit {
    pub(super) fn new(headers: &HeaderMap, here: &str) -> Self {
        let accepted = accepted_tags(header(headers, ACCEPT_LANGUAGE.as_str()));
        let cookies = header(headers, COOKIE.as_str());
        let interface = cookie(cookies, INTERFACE).and_then(Interface::parse);
        let languages = cookie(cookies, LANGUAGES).map(known_languages);
        Self {
            interface: interface
                .or_else(|| accepted.iter().find_map(|tag| Interface::parse(tag)))
                .unwrap_or(Interface::English),
            languages: languages.unwrap_or_else(|| known_languages(&accepted.join("."))),
            theme: cookie(cookies, THEME).and_then(Theme::parse).unwrap_or_default(),
            here: here.to_owned(),
        }
    }

    /// The visit of somebody of whom no more is known than this.
    pub(super) fn in_language(interface: Interface) -> Self {
        Self { interface, ..Self::new(&HeaderMap::new(), "/") }
    }

    /// The visit that a request is.
    pub(super) fn of(request: &Request) -> Self {
        let here = request.uri().path_and_query().map_or("/", |here| here.as_str());
        let mut visit = Self::new(request.headers(), here);
        visit.read_interface(&Parameters::read(request.uri().query(), &[INTERFACE]).0);
        visit
    }

    /// Reads what the address itself says about the language of the page.
    fn read_interface(&mut self, parameters: &Parameters) {
        if let Some(interface) = parameters.text(INTERFACE).and_then(Interface::parse) {
            self.interface = interface;
        }
    }

    /// Reads what the address itself says about languages.
    pub(super) fn read(&mut self, parameters: &Parameters) -> Result<(), ParameterError> {
        self.read_interface(parameters);
        if let Some(languages) = languages(parameters)? {
            self.languages = languages;
        }
        Ok(())
    }

    /// The words of the pages in the visitor's language.
    pub(super) fn texts(&self) -> &'static Texts {
        self.interface.texts()
    }
}

/// The languages of keywords in the parameter `lang`, separated by commas; `None` if there is no such parameter.
pub(super) fn languages(parameters: &Parameters) -> Result<Option<Vec<Language>>, ParameterError> {
    let Some(text) = parameters.text(LANGUAGES) else { return Ok(None) };
    let invalid = |allowed: String| ParameterError::Invalid { name: "lang", allowed };
    let mut languages = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let language: Language =
            tag.parse().map_err(|error: crate::ParseLanguageError| invalid(error.to_string()))?;
        add(&mut languages, language);
        if languages.len() > LANGUAGES_MAX {
            return Err(invalid(format!("give at most {LANGUAGES_MAX} languages beside English")));
        }
    }
    Ok(Some(languages))
}

/// The languages among these tags that have keywords, as a cookie writes them: with dots between, since commas mean
/// something in cookies.
fn known_languages(tags: &str) -> Vec<Language> {
    let mut languages = Vec::new();
    for language in tags.split('.').filter_map(|tag| tag.parse().ok()) {
        if languages.len() < LANGUAGES_MAX {
            add(&mut languages, language);
        }
    }
    languages
}

/// English is always searched, and nothing twice.
fn add(languages: &mut Vec<Language>, language: Language) {
    if language != Language::ENGLISH && !languages.contains(&language) {
        languages.push(language);
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if value.len() > HEADER_BYTES_MAX { "" } else { value }
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The tags of `Accept-Language`, most wanted first.
fn accepted_tags(header: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, u16)> = header
        .split(',')
        .map(|part| match part.split_once(';') {
            None => (part.trim(), 1000),
            Some((tag, weight)) => (tag.trim(), per_mille(weight.trim())),
        })
        .filter(|(tag, weight)| *weight > 0 && !tag.is_empty())
        .collect();
    tags.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

/// A weight such as `q=0.8`; what is none counts as the least.
fn per_mille(weight: &str) -> u16 {
    let number: Option<f32> = weight.strip_prefix("q=").and_then(|number| number.parse().ok());
    number.filter(|number| (0.0..=1.0).contains(number)).map_or(1, |number| (number * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(accept_language: &'static str, cookies: &'static str) -> Visit {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept_language.parse().unwrap());
        headers.insert(COOKIE, cookies.parse().unwrap());
        Visit::new(&headers, "/")
    }

    #[test]
    fn a_choice_outweighs_the_browser() {
        let check = |accept_language, cookies, interface: Interface, theme: Theme| {
            let visit = visit(accept_language, cookies);
            assert_eq!((visit.interface, visit.theme), (interface, theme), "{accept_language} {cookies}");
        };
        check("", "", Interface::English, Theme::System);
        check("ru-RU,ru;q=0.9,en;q=0.8", "", Interface::Russian, Theme::System);
        check("fr, zh-Hant-TW;q=0.5, en;q=0.4", "", Interface::Chinese, Theme::System);
        check("en;q=0.5, zh;q=0.8", "", Interface::Chinese, Theme::System);
        check("zh;q=0, en", "", Interface::English, Theme::System);
        check("ru", "ui=en; theme=dark", Interface::English, Theme::Dark);
        check("ru", "x=y;ui=zh;theme=light", Interface::Chinese, Theme::Light);
        check("ru", "ui=xx; theme=<b>", Interface::Russian, Theme::System);
        check(";;,q=,*", "=;=;;ui", Interface::English, Theme::System);
    }

    #[test]
    fn a_visit_is_bounded() {
        let long: &'static str = Box::leak("ru,".repeat(2000).into_boxed_str());
        assert_eq!(visit(long, "").interface, Interface::English);
        assert!(visit("", "").languages.is_empty());
    }
}
