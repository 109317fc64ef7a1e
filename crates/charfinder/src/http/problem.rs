//! Errors of the API as RFC 9457 problem details.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::json;
use super::parameters::ParameterError;

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
/// Resolves to the description of the problem in the API's own document.
const INVALID_PARAMETER: &str = "/api/v1/openapi.json#/components/schemas/InvalidParameter";

/// A problem with its status.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    body: serde_json::Value,
}

/// A problem that its status says everything about but the detail.
pub(super) fn of_status(status: StatusCode, detail: &str) -> Problem {
    let title = status.canonical_reason().unwrap_or("Error");
    Problem {
        status,
        body: json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail }),
    }
}

impl From<ParameterError> for Problem {
    fn from(error: ParameterError) -> Self {
        let status = error.status();
        match error.name() {
            None => of_status(status, &error.to_string()),
            Some(name) => Self {
                status,
                body: json!({
                    "type": INVALID_PARAMETER,
                    "title": "Invalid parameter",
                    "status": status.as_u16(),
                    "detail": error.to_string(),
                    "parameter": name,
                }),
            },
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        json::respond(self.status, PROBLEM_JSON, self.body.to_string().into_bytes())
    }
}
