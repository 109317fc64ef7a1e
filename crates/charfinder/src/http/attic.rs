//! `/chars`: the JSON that an experiment beside the book's first edition serves, for the clients written for it.
//!
//! It gives fifteen characters at most, or fewer where the service has a lower limit, in one string, with a line end after every 64th of all that are found.

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::parameters::{ParameterError, Parameters};
use super::{HttpState, json};

pub(super) const PATH: &str = "/chars";

/// The most characters in one answer.
const CHARS_MAX: usize = 15;
/// How many characters stand in a line.
const LINE_CHARS: usize = 64;
/// No search finds more.
const INDEX_MAX: usize = 0x11_0000;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");

pub(super) async fn search(State(state): State<HttpState>, RawQuery(query_string): RawQuery) -> Response {
    match answer(&state, query_string.as_deref()) {
        Ok(body) => json::respond(StatusCode::OK, TEXT, body),
        Err(error) => (error.status(), [(CONTENT_TYPE, TEXT)], format!("{error}\n")).into_response(),
    }
}

fn answer(state: &HttpState, query_string: Option<&str>) -> Result<Vec<u8>, ParameterError> {
    let parameters = Parameters::parse(query_string, &["query", "start", "stop"])?;
    let query = parameters
        .text("query")
        .ok_or(ParameterError::Missing { name: "query", allowed: "give the words to look for" })?;
    let start = parameters.number("start", 0, INDEX_MAX)?;
    let stop = parameters.number("stop", INDEX_MAX, INDEX_MAX)?;
    state.log_query(query);
    let matches = state.finder.find(query);
    let total = matches.total();
    let stop = stop.min(start + CHARS_MAX.min(state.results_max)).min(total).max(start.min(total));
    let start = start.min(stop);
    let mut chars = String::new();
    for (index, c) in matches.enumerate().take(stop).skip(start) {
        chars.push(c);
        if (index + 1) % LINE_CHARS == 0 {
            chars.push('\n');
        }
    }
    state.log_sending(stop - start);
    let mut body =
        format!("{{\"total\": {total}, \"start\": {start}, \"stop\": {stop}, \"chars\": ").into_bytes();
    write_ascii(&mut body, &chars);
    body.push(b'}');
    Ok(body)
}

/// Appends a text as a JSON string in ASCII.
fn write_ascii(out: &mut Vec<u8>, text: &str) {
    let mut written = Vec::with_capacity(text.len() + 2);
    json::write_string(&mut written, text);
    for c in String::from_utf8_lossy(&written).chars() {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => out.push(byte),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
        }
    }
}
