//! `/api/v1/identify`: the characters of a text, and what in it is suspicious.
//!
//! The text comes as the body of a POST, as it is or as the member `text` of an object, or by GET in the address.

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::json::{self, write_display, write_list, write_string};
use crate::http::parameters::{ParameterError, Parameters};
use crate::http::problem::{Problem, of_status};
use crate::identify::{Character, Finding, Summary, characters, findings};

/// The longest text that is identified, in bytes.
pub(in crate::http) const TEXT_BYTES_MAX: usize = 64 << 10;
/// The most characters and the most findings that are listed; the summary counts all.
pub(in crate::http) const CHARACTERS_MAX: usize = 2_000;
pub(in crate::http) const FINDINGS_MAX: usize = 500;

pub(super) async fn in_address(RawQuery(query_string): RawQuery) -> Response {
    let parameters = match Parameters::parse_known(query_string.as_deref(), &["text"]) {
        Ok(parameters) => parameters,
        Err(error) => return Problem::from(error).into_response(),
    };
    match parameters.text("text") {
        Some(text) => answer(text.as_bytes()),
        None => {
            let missing =
                ParameterError::Missing { name: "text", allowed: "give a text, or send one by POST" };
            Problem::from(missing).into_response()
        }
    }
}

pub(super) async fn in_body(
    RawQuery(query_string): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if let Err(error) = Parameters::parse_known(query_string.as_deref(), &[]) {
        return of_status(error.status(), &error.to_string()).into_response();
    }
    let Ok(body) = body else { return too_long("more than the service takes") };
    let content_type =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("text/plain");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.as_str() {
        "application/json" => match text_of_json(&body) {
            Ok(text) => answer(text.as_bytes()),
            Err(detail) => of_status(StatusCode::BAD_REQUEST, &detail).into_response(),
        },
        "text/plain" | "application/octet-stream" => answer(&body),
        _ => of_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send text/plain, or application/json with an object that has the member 'text'.",
        )
        .into_response(),
    }
}

/// The text in `{"text": "…"}`.
fn text_of_json(body: &[u8]) -> Result<String, String> {
    let value: serde_json::Value =
        serde_json::from_slice(body).map_err(|error| format!("The body is not JSON: {error}."))?;
    match value.get("text") {
        Some(serde_json::Value::String(text)) => Ok(text.clone()),
        _ => Err("The body must be an object whose member 'text' is a string.".to_owned()),
    }
}

fn answer(text: &[u8]) -> Response {
    if text.len() > TEXT_BYTES_MAX {
        return too_long(&format!("{} bytes", text.len()));
    }
    let mut body = Vec::new();
    body.extend_from_slice(b"{\"summary\":");
    write_summary(&mut body, &Summary::of(text));
    body.extend_from_slice(b",\"findings\":");
    write_list(&mut body, findings(text).take(FINDINGS_MAX), |out, finding| write_finding(out, &finding));
    body.extend_from_slice(b",\"characters\":");
    write_list(&mut body, characters(text).take(CHARACTERS_MAX), |out, character| {
        write_character(out, &character);
    });
    body.push(b'}');
    json::respond(StatusCode::OK, json::JSON, body)
}

fn too_long(length: &str) -> Response {
    let detail = format!("The text has {length}; at most {TEXT_BYTES_MAX} bytes are allowed.");
    of_status(StatusCode::PAYLOAD_TOO_LARGE, &detail).into_response()
}

fn write_summary(out: &mut Vec<u8>, summary: &Summary) {
    let numbers: [(&[u8], usize); 7] = [
        (b"{\"bytes\":", summary.bytes),
        (b",\"characters\":", summary.chars),
        (b",\"clusters\":", summary.clusters),
        (b",\"cells\":", summary.cells),
        (b",\"utf16_units\":", summary.utf16_units),
        (b",\"line_ends\":", summary.line_ends),
        (b",\"invalid_bytes\":", summary.invalid_bytes),
    ];
    for (before, number) in numbers {
        out.extend_from_slice(before);
        write_display(out, number);
    }
    out.extend_from_slice(b",\"normal_forms\":");
    write_list(out, &summary.normal_forms, |out, form| write_string(out, form.as_str()));
    out.extend_from_slice(b",\"scripts\":");
    write_list(out, &summary.scripts, |out, script| write_string(out, script.name()));
    out.push(b'}');
}

fn write_finding(out: &mut Vec<u8>, finding: &Finding) {
    out.extend_from_slice(b"{\"kind\":");
    write_string(out, finding.kind.as_str());
    out.extend_from_slice(b",\"severity\":");
    write_string(out, finding.severity.as_str());
    out.extend_from_slice(b",\"start\":");
    write_display(out, finding.bytes.start);
    out.extend_from_slice(b",\"end\":");
    write_display(out, finding.bytes.end);
    out.extend_from_slice(b",\"line\":");
    write_display(out, finding.position.line);
    out.extend_from_slice(b",\"column\":");
    write_display(out, finding.position.column);
    out.extend_from_slice(b",\"message\":");
    write_string(out, &finding.message);
    out.push(b'}');
}

fn write_character(out: &mut Vec<u8>, character: &Character) {
    out.extend_from_slice(b"{\"byte\":");
    write_display(out, character.position.byte);
    out.extend_from_slice(b",\"codepoint\":");
    match character.code_point() {
        Some(code_point) => write_string(out, &code_point.to_string()),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"char\":");
    match character.char() {
        Some(c) => json::write_char(out, c),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"name\":");
    write_string(out, &character.name());
    out.extend_from_slice(b",\"category\":");
    match character.category() {
        Some(category) => write_string(out, category.as_str()),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"starts_cluster\":");
    write_display(out, character.starts_cluster);
    out.push(b'}');
}
