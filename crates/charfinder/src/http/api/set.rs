//! `/api/v1/set`: the code points of a set in the notation of ICU.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::http::HttpState;
use crate::http::cursor::Cursors;
use crate::http::json::{self, write_code_point, write_display, write_list, write_string};
use crate::http::parameters::{ParameterError, Parameters};
use crate::http::problem::Problem;
use crate::{CodePoint, CodePointSet};

pub(super) async fn set(State(state): State<HttpState>, RawQuery(query_string): RawQuery) -> Response {
    match answer(&state, query_string.as_deref()) {
        Ok(body) => json::respond(StatusCode::OK, json::JSON, body),
        Err(error) => Problem::from(error).into_response(),
    }
}

fn answer(state: &HttpState, query_string: Option<&str>) -> Result<Vec<u8>, ParameterError> {
    let parameters = Parameters::parse_known(query_string, &["expr", "unicode", "limit", "cursor"])?;
    let expression = parameters.text("expr").ok_or(ParameterError::Missing {
        name: "expr",
        allowed: "give a set, such as [\\p{Greek}&\\p{Lu}]",
    })?;
    let version = parameters.unicode()?.unwrap_or(state.version());
    let cursors = Cursors::of(&[expression, &version.to_string()]);
    let from = cursors.results_passed(&parameters)?.unwrap_or(0);
    let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?.min(state.results_max);
    let set = CodePointSet::parse(expression)
        .map_err(|error| ParameterError::Invalid { name: "expr", allowed: error.to_string() })?;
    let set = set.as_of(version);
    let total = set.len() as usize;
    let first = u32::try_from(from).ok().and_then(|from| set.nth(from));
    let found: Vec<CodePoint> =
        first.into_iter().flat_map(|first| set.iter_from(first)).take(limit).collect();
    let mut body = Vec::new();
    body.extend_from_slice(b"{\"expression\":");
    write_string(&mut body, expression);
    body.extend_from_slice(b",\"total\":");
    write_display(&mut body, total);
    body.extend_from_slice(b",\"results\":");
    write_list(&mut body, &found, |out, code_point| write_code_point(out, *code_point));
    body.extend_from_slice(b",\"next_cursor\":");
    let next = from.saturating_add(found.len());
    if !found.is_empty() && next < total {
        write_string(&mut body, &cursors.behind_first(next));
    } else {
        body.extend_from_slice(b"null");
    }
    body.push(b'}');
    Ok(body)
}
