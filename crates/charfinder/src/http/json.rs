//! Answers in JSON.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

pub(super) use crate::json::{write_char, write_list, write_name, write_result, write_string};

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The answer with this body.
pub(super) fn respond(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}
