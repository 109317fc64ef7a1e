//! `/api/v1`: the JSON API. `assets/openapi.json` describes it, and a test holds the answers to that description.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::first_edition::Answer;
use super::parameters::{ParameterError, Parameters, format_cursor};
use super::problem::Problem;
use super::{HttpState, json};
use crate::UnicodeVersion;

/// What the address of every part of the API starts with.
pub(in crate::http) const PATH_PREFIX: &str = "/api/";
pub(in crate::http) const SEARCH_PATH: &str = "/api/v1/search";
pub(in crate::http) const OPENAPI_PATH: &str = "/api/v1/openapi.json";

/// The most results in one answer, unless the client asks for another number; the page has as many.
pub(in crate::http) const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1000;
const OPENAPI: &str = include_str!("../../../assets/openapi.json");

pub(in crate::http) async fn search(
    State(state): State<HttpState>,
    RawQuery(query_string): RawQuery,
) -> Response {
    match Request::parse(&state, query_string.as_deref()) {
        Ok(request) => request.answer(&state),
        Err(error) => Problem::from(error).into_response(),
    }
}

pub(in crate::http) async fn openapi() -> Response {
    json::respond(StatusCode::OK, json::JSON, OPENAPI.into())
}

struct Request {
    query: String,
    unicode: Option<UnicodeVersion>,
    after: Option<char>,
    limit: usize,
}

impl Request {
    fn parse(state: &HttpState, query_string: Option<&str>) -> Result<Self, ParameterError> {
        let parameters = Parameters::parse(query_string, &["q", "limit", "cursor", "unicode"])?;
        let query = parameters
            .text("q")
            .ok_or(ParameterError::Missing { name: "q", allowed: "give the words to look for" })?;
        Ok(Self {
            query: query.to_owned(),
            unicode: parameters.unicode()?,
            after: parameters.cursor()?,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?.min(state.results_max),
        })
    }

    fn answer(&self, state: &HttpState) -> Response {
        state.log_query(&self.query);
        let finder = state.finder_as_of(self.unicode);
        let answer = Answer::new(finder, &self.query, self.after, self.limit);
        state.log_sending(answer.chars.len());
        let mut body = Vec::new();
        body.extend_from_slice(b"{\"query\":");
        json::write_string(&mut body, &self.query);
        body.extend_from_slice(
            format!(",\"unicode\":\"{}\",\"total\":{}", finder.version(), answer.total).as_bytes(),
        );
        body.extend_from_slice(b",\"results\":");
        json::write_list(&mut body, &answer.chars, |out, c| json::write_result(out, *c));
        body.extend_from_slice(b",\"next_cursor\":");
        match answer.next_after() {
            Some(after) => json::write_string(&mut body, &format_cursor(after)),
            None => body.extend_from_slice(b"null"),
        }
        body.push(b'}');
        json::respond(StatusCode::OK, json::JSON, body)
    }
}
