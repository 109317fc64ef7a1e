//! Writing JSON: compact, raw UTF-8, members in the order in which they are written.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::CharName;

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Appends a text as a JSON string.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("a text is written to memory");
}

/// Appends a character as a JSON string.
pub(super) fn write_char(out: &mut Vec<u8>, c: char) {
    write_string(out, c.encode_utf8(&mut [0; 4]));
}

/// Appends a name as a JSON string. Names have nothing to escape: they are capital letters, digits, spaces, hyphens.
pub(super) fn write_name(out: &mut Vec<u8>, name: CharName) {
    out.push(b'"');
    name.write_to(out);
    out.push(b'"');
}

/// Appends the items of a list, with what stands around and between them.
pub(super) fn write_list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// The answer with this body.
pub(super) fn respond(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}
