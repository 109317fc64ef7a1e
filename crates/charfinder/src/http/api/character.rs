//! `/api/v1/char/265A` and `/api/v1/sequence/1F468+200D+1F469`: all there is to know of a code point, and what a sequence is.

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::describe::Description;
use crate::http::HttpState;
use crate::http::as_of::refuse_later;
use crate::http::json::{self, write_code_point, write_display, write_list, write_string};
use crate::http::parameters::{ParameterError, Parameters, decode_path};
use crate::http::preferences::{LANGUAGES, languages};
use crate::http::problem::Problem;
use crate::http::site::address::{Address, CODE_POINTS_MAX};
use crate::json::write_description;
use crate::languages::{keywords, short_name};
use crate::{CodePoint, Item, Language, UnicodeVersion, encodings, phrases};

pub(super) const CHAR_PREFIX: &str = "/api/v1/char/";
pub(super) const SEQUENCE_PREFIX: &str = "/api/v1/sequence/";

pub(super) async fn char(
    State(state): State<HttpState>,
    uri: Uri,
    RawQuery(query_string): RawQuery,
) -> Response {
    let answer = || {
        let (languages, version) = asked(query_string.as_deref(), &state)?;
        match address(&uri, CHAR_PREFIX) {
            Some(Address::CodePoint(code_point)) => {
                refuse_later(version, &[code_point])?;
                Ok(describe(code_point, &languages))
            }
            _ => Err(Problem::from(ParameterError::Invalid {
                name: "codepoint",
                allowed: "give four to six hexadecimal digits, at most 10FFFF, such as 265A or U+265A"
                    .to_owned(),
            })),
        }
    };
    respond(answer())
}

pub(super) async fn sequence(
    State(state): State<HttpState>,
    uri: Uri,
    RawQuery(query_string): RawQuery,
) -> Response {
    let answer = || {
        let (languages, version) = asked(query_string.as_deref(), &state)?;
        let code_points = match address(&uri, SEQUENCE_PREFIX) {
            Some(Address::Sequence(code_points)) => code_points,
            Some(Address::CodePoint(code_point)) => vec![code_point],
            _ => {
                return Err(Problem::from(ParameterError::Invalid {
                    name: "codepoints",
                    allowed: format!(
                        "give code points with plus signs between them, such as 1F468+200D+1F469, at most {CODE_POINTS_MAX}"
                    ),
                }));
            }
        };
        refuse_later(version, &code_points)?;
        Ok(tell_sequence(&code_points, &languages))
    };
    respond(answer())
}

fn respond(answer: Result<Vec<u8>, Problem>) -> Response {
    match answer {
        Ok(body) => json::respond(StatusCode::OK, json::JSON, body),
        Err(problem) => problem.into_response(),
    }
}

/// The languages to tell of, and the version to answer as of.
fn asked(
    query_string: Option<&str>,
    state: &HttpState,
) -> Result<(Vec<Language>, UnicodeVersion), ParameterError> {
    let parameters = Parameters::parse_known(query_string, &["unicode", LANGUAGES])?;
    let version = parameters.unicode()?.unwrap_or(state.version());
    Ok((languages(&parameters)?.unwrap_or_default(), version))
}

/// What the last part of the path denotes: code points, with or without `U+`, or characters.
fn address(uri: &Uri, prefix: &str) -> Option<Address> {
    let segment = decode_path(uri.path().strip_prefix(prefix)?)?;
    Address::of_code(&segment)
}

fn describe(code_point: CodePoint, languages: &[Language]) -> Vec<u8> {
    let mut body = Vec::with_capacity(DESCRIPTION_BYTES_USUAL);
    write_description(&mut body, &Description::of(code_point));
    if let Some(c) = code_point.to_char().filter(|_| !languages.is_empty()) {
        body.pop();
        body.extend_from_slice(b",\"languages\":");
        write_languages(&mut body, Item::Char(c), languages);
        body.push(b'}');
    }
    body
}

fn tell_sequence(code_points: &[CodePoint], languages: &[Language]) -> Vec<u8> {
    let text: Option<String> = code_points.iter().map(|code_point| code_point.to_char()).collect();
    let item = text.as_deref().and_then(Item::of);
    let mut body = Vec::with_capacity(DESCRIPTION_BYTES_USUAL);
    body.extend_from_slice(b"{\"codepoints\":");
    write_list(&mut body, code_points, |out, code_point| write_code_point(out, *code_point));
    body.extend_from_slice(b",\"text\":");
    write_nullable(&mut body, text.as_deref());
    body.extend_from_slice(b",\"name\":");
    write_nullable(&mut body, item.map(Item::name).as_deref());
    body.extend_from_slice(b",\"phrases\":");
    write_list(&mut body, item.into_iter().flat_map(phrases), |out, phrase| {
        out.extend_from_slice(b"{\"field\":");
        write_string(out, phrase.field.as_str());
        out.extend_from_slice(b",\"text\":");
        write_string(out, phrase.text);
        out.push(b'}');
    });
    body.extend_from_slice(b",\"encodings\":{");
    for (nth, (encoding, text)) in encodings(code_points).enumerate() {
        if nth > 0 {
            body.push(b',');
        }
        write_string(&mut body, encoding.as_str());
        body.push(b':');
        write_string(&mut body, &text);
    }
    body.extend_from_slice(b"},\"languages\":");
    match item {
        Some(item) => write_languages(&mut body, item, languages),
        None => body.extend_from_slice(b"{}"),
    }
    body.push(b'}');
    body
}

/// Short name and keywords in each language, by its tag.
fn write_languages(out: &mut Vec<u8>, item: Item, languages: &[Language]) {
    out.push(b'{');
    for (nth, language) in languages.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        out.push(b'"');
        write_display(out, language);
        out.extend_from_slice(b"\":{\"short_name\":");
        write_nullable(out, short_name(item, *language).as_deref());
        out.extend_from_slice(b",\"keywords\":");
        write_list(out, keywords(item, *language), |out, keyword| write_string(out, &keyword));
        out.push(b'}');
    }
    out.push(b'}');
}

fn write_nullable(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => write_string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

const DESCRIPTION_BYTES_USUAL: usize = 6 << 10;
