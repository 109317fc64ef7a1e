//! The page of a code point or of a sequence, with all there is to know of it.
//!
//! Each section is a value that is nothing where it has nothing to say. What is no character has a page too: a control, a
//! surrogate, a noncharacter, a code point for private use or not assigned so far.

mod appearance;
mod encodings;
mod forms;
mod ideograph;
mod names;
mod properties;

use std::fmt::{self, Display, Formatter};

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::address::Address;
use super::frame::{Page, refuse};
use super::glyph::Shown;
use super::grid;
use super::row::known_as;
use crate::age;
use crate::http::HttpState;
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::parameters::{Parameters, decode_path};
use crate::http::preferences::{INTERFACE, LANGUAGES, Visit};
use crate::http::texts::Texts;
use crate::{Block, Category, CodePoint, CodePointKind, Field, Item, is_known_in, phrases};

pub(in crate::http) const PATH: &str = "/{address}";

/// The page at an address, or the way to the one form of that address.
pub(in crate::http) async fn show(State(state): State<HttpState>, mut visit: Visit, uri: Uri) -> Response {
    let segment = decode_path(uri.path().trim_start_matches('/'));
    let Some(address) = segment.as_deref().and_then(Address::read) else {
        return not_found(&visit, segment.as_deref().unwrap_or_default());
    };
    let canonical = address.to_string();
    if canonical != uri.path() {
        return move_to(&canonical, &uri);
    }
    let (parameters, _) = Parameters::read(uri.query(), &[INTERFACE, LANGUAGES]);
    // A page about a character is not refused for a language that nobody knows.
    let _unknown_language = visit.read(&parameters);
    let subject = match address {
        Address::CodePoint(code_point) => Subject::of_code_point(code_point),
        Address::Sequence(code_points) => Subject::of_sequence(code_points),
        Address::Range(first, last) => return grid::range(&state, &visit, first, last, &uri),
    };
    let version = state.version();
    if !is_known_in(version, subject.code_points.iter().copied()) {
        let texts = visit.texts();
        let detail = format!("{} ({} {version})", texts.not_found_detail, texts.as_of_unicode);
        return refuse(&visit, StatusCode::NOT_FOUND, &detail);
    }
    Page {
        visit: &visit,
        title: &format!("{} {}", subject.code(), subject.name),
        canonical: Some(&canonical),
        query: "",
        kept: &[],
        kind: "character",
        body: Body { subject: &subject, visit: &visit },
    }
    .respond(StatusCode::OK)
}

/// Leads to the one address of a page for ever; what stands behind the question mark goes along.
pub(in crate::http::site) fn move_to(canonical: &str, uri: &Uri) -> Response {
    let location = match uri.query() {
        Some(query) => format!("{canonical}?{query}"),
        None => canonical.to_owned(),
    };
    let location = HeaderValue::try_from(location)
        .unwrap_or_else(|_| HeaderValue::try_from(canonical).expect("addresses of code points are ASCII"));
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)]).into_response()
}

/// Nothing is there, but the search may find what was meant.
fn not_found(visit: &Visit, segment: &str) -> Response {
    let texts = visit.texts();
    let words = segment.replace(['-', '_'], " ");
    let link = if words.trim().is_empty() || words.len() > SEARCHED_BYTES_MAX {
        String::new()
    } else {
        format!(
            "<p><a href=\"/?q={}\">{}: <bdi>{}</bdi></a></p>\n",
            UrlEncoded(&words),
            texts.search_label,
            Escaped(&words)
        )
    };
    let body = format!(
        "<h1>{}</h1>\n<p role=\"alert\" class=\"message error\">{}</p>\n{link}",
        texts.not_found, texts.not_found_detail
    );
    Page { visit, title: texts.not_found, canonical: None, query: "", kept: &[], kind: "error", body }
        .respond(StatusCode::NOT_FOUND)
}

/// What the page is about.
struct Subject {
    code_points: Vec<CodePoint>,
    /// What it is in the tables, if it is there.
    item: Option<Item>,
    name: String,
}

impl Subject {
    fn of_code_point(code_point: CodePoint) -> Self {
        let item = code_point.to_char().map(Item::Char);
        let name = match item {
            Some(item) => item.name(),
            None => code_point.label().unwrap_or_default(),
        };
        Self { code_points: vec![code_point], item, name }
    }

    fn of_sequence(code_points: Vec<CodePoint>) -> Self {
        let text: Option<String> = code_points.iter().map(|code_point| code_point.to_char()).collect();
        let item = text.as_deref().and_then(Item::of);
        let name = match item {
            Some(item) => item.name(),
            None => join(code_points.iter().map(|code_point| Self::of_code_point(*code_point).name), " + "),
        };
        Self { code_points, item, name }
    }

    /// `U+1F468 U+200D U+1F469`.
    fn code(&self) -> String {
        join(self.code_points.iter().map(CodePoint::to_string), " ")
    }

    /// The characters as text; `None` if one is a surrogate.
    fn text(&self) -> Option<String> {
        self.code_points.iter().map(|code_point| code_point.to_char()).collect()
    }

    /// The code point, if it is one.
    fn one(&self) -> Option<CodePoint> {
        match self.code_points.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    fn char(&self) -> Option<char> {
        self.one().and_then(CodePoint::to_char)
    }
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}

struct Body<'a> {
    subject: &'a Subject,
    visit: &'a Visit,
}

impl Display for Body<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let subject = self.subject;
        f.write_str("<article id=\"subject\"")?;
        if let Some(text) = subject.text() {
            write!(f, " data-char=\"{}\" data-name=\"{}\"", Escaped(text), Escaped(&subject.name))?;
        }
        let entity = subject.item.and_then(|item| phrases(item).find(|phrase| phrase.field == Field::Entity));
        if let Some(entity) = entity {
            write!(f, " data-entity=\"{}\"", Escaped(entity.text))?;
        }
        f.write_str(">\n")?;
        if let Some(code_point) = subject.one() {
            write_neighbours(f, code_point, self.visit.texts())?;
        }
        self.write_subject(f)?;
        f.write_str("<div class=\"sections\">\n")?;
        write!(f, "{}", appearance::Appearance { subject, texts: self.visit.texts() })?;
        write!(f, "{}", ideograph::Ideograph { char: subject.char(), texts: self.visit.texts() })?;
        write!(f, "{}", names::Names { subject, visit: self.visit })?;
        write!(f, "{}", encodings::Encodings { subject, texts: self.visit.texts() })?;
        write!(f, "{}", forms::Forms { subject, texts: self.visit.texts() })?;
        if let Some(code_point) = subject.one() {
            write!(f, "{}", properties::Properties { code_point, texts: self.visit.texts() })?;
        }
        f.write_str("</div>\n</article>\n")
    }
}

impl Body<'_> {
    fn write_subject(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (subject, texts) = (self.subject, self.visit.texts());
        f.write_str("<div class=\"subject\">\n<div class=\"portrait\">")?;
        match (subject.one(), subject.item) {
            (Some(code_point), _) => write!(f, "{}", Shown::CodePoint(code_point))?,
            (None, Some(item)) => write!(f, "{}", Shown::Item(item))?,
            (None, None) => match subject.text() {
                Some(text) => write!(f, "<bdi>{}</bdi>", Escaped(text))?,
                None => write!(f, "<span class=\"label\">{}</span>", Escaped(subject.code()))?,
            },
        }
        write!(
            f,
            "</div>\n<div>\n<p class=\"code\">{}</p>\n<h1>{}</h1>\n",
            subject.code(),
            Escaped(&subject.name)
        )?;
        if let Some(known_as) = subject.char().and_then(known_as) {
            writeln!(f, "<p class=\"also\">{}</p>", Escaped(known_as))?;
        }
        if let Some(explanation) = subject.one().and_then(|one| explanation(one.kind(), texts)) {
            writeln!(f, "<p class=\"facts\">{explanation}</p>")?;
        }
        if let Some(code_point) = subject.one() {
            write_facts(f, code_point, texts)?;
        }
        f.write_str("<div class=\"actions\"></div>\n</div>\n</div>\n")
    }
}

/// Where it belongs, in a line.
fn write_facts(f: &mut Formatter<'_>, code_point: CodePoint, texts: &Texts) -> fmt::Result {
    let category = Category::of(code_point);
    write!(
        f,
        "<p class=\"facts\"><a href=\"{}\">{}</a>",
        grid::category_address(category),
        texts.term(category.name())
    )?;
    if let Some(block) = Block::of(code_point) {
        write!(f, " · <a href=\"{}\">{}</a>", grid::block_address(block), Escaped(block.name()))?;
    }
    if let Some(age) = age(code_point) {
        write!(f, " · {} <a href=\"{}\">{age}</a>", texts.since, grid::version_address(age))?;
    }
    f.write_str("</p>\n")
}

/// What a code point is that is no character with a name.
fn explanation(kind: CodePointKind, texts: &Texts) -> Option<&'static str> {
    match kind {
        CodePointKind::Character => None,
        CodePointKind::Control => Some(texts.kind_control),
        CodePointKind::PrivateUse => Some(texts.kind_private),
        CodePointKind::Surrogate => Some(texts.kind_surrogate),
        CodePointKind::Noncharacter => Some(texts.kind_noncharacter),
        CodePointKind::Reserved => Some(texts.kind_reserved),
    }
}

/// The links to the code points before and after.
fn write_neighbours(f: &mut Formatter<'_>, code_point: CodePoint, texts: &Texts) -> fmt::Result {
    let before = code_point.value().checked_sub(1).and_then(CodePoint::new);
    let after = CodePoint::new(code_point.value() + 1);
    writeln!(f, "<nav class=\"neighbours\" aria-label=\"{} / {}\">", texts.previous, texts.next)?;
    match before {
        Some(before) => writeln!(
            f,
            "<a rel=\"prev\" href=\"/{before}\" title=\"{}\">← {} {before}</a>",
            texts.previous,
            Shown::CodePoint(before)
        )?,
        None => f.write_str("<span></span>\n")?,
    }
    if let Some(after) = after {
        writeln!(
            f,
            "<a rel=\"next\" href=\"/{after}\" title=\"{}\">{after} {} →</a>",
            texts.next,
            Shown::CodePoint(after)
        )?;
    }
    f.write_str("</nav>\n")
}

/// A link to a code point with its glyph, number and name, as an item of a list.
fn write_link(f: &mut Formatter<'_>, code_point: CodePoint) -> fmt::Result {
    let name = Subject::of_code_point(code_point).name;
    writeln!(
        f,
        "<li>{} <a href=\"/{code_point}\">{}</a> <span class=\"code\">{code_point}</span></li>",
        Shown::CodePoint(code_point),
        Escaped(name)
    )
}

/// What is not found is offered for a search up to this length.
const SEARCHED_BYTES_MAX: usize = 100;
