//! Answers in JSON.

use std::io::Write;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

pub(super) use crate::json::{write_char, write_list, write_name, write_string};

use crate::json::write_character;

use crate::{CodePoint, Found, Item, char_name};

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The answer with this body.
pub(super) fn respond(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}

/// Appends what prints as ASCII without anything that JSON escapes: a number, a version.
pub(super) fn write_display(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("memory is written");
}

/// Appends a result of a search as an object: code points, text, name, age, category, aliases, group, why.
pub(super) fn write_found(out: &mut Vec<u8>, found: &Found) {
    out.extend_from_slice(b"{\"codepoint\":\"");
    for (nth, code_point) in found.item.code_points().enumerate() {
        write!(out, "{}{code_point}", if nth > 0 { " " } else { "" }).expect("memory is written");
    }
    out.extend_from_slice(b"\",");
    match found.item {
        Item::Char(c) => write_character(out, c),
        Item::Sequence(sequence) => {
            out.extend_from_slice(b"\"char\":");
            write_string(out, sequence.text());
            out.extend_from_slice(b",\"name\":");
            write_string(out, sequence.name());
            out.extend_from_slice(b",\"age\":null,\"category\":null,\"aliases\":[]");
        }
        Item::Surrogate(_) => {
            out.extend_from_slice(b"\"char\":null,\"name\":");
            write_string(out, &found.item.name());
            out.extend_from_slice(b",\"age\":\"2.0\",\"category\":\"Cs\",\"aliases\":[]");
        }
    }
    out.extend_from_slice(b",\"group\":");
    write_string(out, found.group.as_str());
    out.extend_from_slice(b",\"why\":{\"field\":");
    match found.why.field {
        Some(field) => write_string(out, field.as_str()),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"text\":");
    write_string(out, &found.why.text);
    out.extend_from_slice(b",\"language\":");
    match found.why.language {
        Some(language) => write_string(out, language.tag()),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b"}}");
}

/// Appends any code point as an object: its number, itself, its name or label.
pub(super) fn write_code_point(out: &mut Vec<u8>, code_point: CodePoint) {
    write!(out, "{{\"codepoint\":\"{code_point}\",\"char\":").expect("memory is written");
    match code_point.to_char() {
        Some(c) => write_char(out, c),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"name\":");
    match (code_point.to_char().and_then(char_name), code_point.label()) {
        (Some(name), _) => write_name(out, name),
        (None, label) => write_string(out, &label.unwrap_or_default()),
    }
    out.push(b'}');
}
