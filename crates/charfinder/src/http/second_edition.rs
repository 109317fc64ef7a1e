//! `/search?q=`: the JSON that the second edition of the book serves, for the clients written for it.
//!
//! The body is a bare list, so what does not fit under the limit is told in headers: `X-Total-Count` has the
//! number of all matches, and a cut answer has a `Link` to the rest of it in the API that can be paged through.

use axum::extract::{RawQuery, State};
use axum::http::header::{HeaderName, LINK};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::first_edition::Answer;
use super::html::UrlEncoded;
use super::parameters::{ParameterError, Parameters};
use super::{HttpState, api, json};
use crate::char_name;

pub(super) const PATH: &str = "/search";
pub(super) const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

pub(super) async fn search(State(state): State<HttpState>, RawQuery(query_string): RawQuery) -> Response {
    match Parameters::parse(query_string.as_deref(), &["q"]) {
        Err(error) => refuse_parameter(&error),
        Ok(parameters) => match parameters.text("q") {
            None => refuse_parameter(&ParameterError::Missing {
                name: "q",
                allowed: "give the words to look for",
            }),
            Some(query) => answer(&state, query),
        },
    }
}

fn answer(state: &HttpState, query: &str) -> Response {
    state.log_query(query);
    let answer = Answer::new(state.finder, query, None, state.results_max);
    state.log_sending(answer.chars.len());
    let mut body = Vec::new();
    json::write_list(&mut body, &answer.chars, |out, c| {
        out.extend_from_slice(b"{\"char\":");
        json::write_char(out, *c);
        out.extend_from_slice(b",\"name\":");
        json::write_name(out, char_name(*c).expect("only characters with a name are found"));
        out.push(b'}');
    });
    let mut response = json::respond(StatusCode::OK, json::JSON, body);
    response.headers_mut().insert(TOTAL_COUNT, answer.total.into());
    if let Some(after) = answer.next_after() {
        let next = format!(
            "<{}?q={}&order=codepoint&cursor={}&unicode={}>; rel=\"next\"",
            api::SEARCH_PATH,
            UrlEncoded(query),
            api::search::cursor_behind(query, state.finder.version(), after),
            state.finder.version()
        );
        response.headers_mut().insert(LINK, HeaderValue::from_str(&next).expect("an encoded query is ASCII"));
    }
    response
}

/// An error that is not about parameters, in the shape of the second edition's framework: the detail is a text.
pub(super) fn refuse(status: StatusCode, detail: &str) -> Response {
    json::respond(status, json::JSON, json!({ "detail": detail }).to_string().into_bytes())
}

/// An error as the second edition's framework words it; a missing `q` byte for byte.
fn refuse_parameter(error: &ParameterError) -> Response {
    let location = error.name().map_or_else(|| vec!["query"], |name| vec!["query", name]);
    let (status, body) = match error {
        ParameterError::Missing { name, .. } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            format!(r#"{{"detail":[{{"type":"missing","loc":["query","{name}"],"msg":"Field required","input":null}}]}}"#),
        ),
        _ => (
            error.status(),
            json!({ "detail": [{ "type": "value_error", "loc": location, "msg": error.to_string(), "input": null }] })
                .to_string(),
        ),
    };
    json::respond(status, json::JSON, body.into_bytes())
}
