//! `/api/v1`: the JSON API. `assets/openapi.json` describes it, and a test holds the answers to that description.

mod character;
pub(super) mod identify;
mod lists;
pub(super) mod search;
mod set;

use axum::Router;
use axum::extract::{RawQuery, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::parameters::Parameters;
use super::problem::Problem;
use super::{HttpState, json};

/// What the address of every part of the API starts with.
pub(super) const PATH_PREFIX: &str = "/api/";
pub(super) const SEARCH_PATH: &str = "/api/v1/search";
pub(super) const OPENAPI_PATH: &str = "/api/v1/openapi.json";

/// The most results in one answer, unless the client asks for another number; the first edition's page has as many.
pub(super) const LIMIT_DEFAULT: usize = 100;
const LIMIT_MAX: usize = 1000;
const OPENAPI: &str = include_str!("../../../assets/openapi.json");

pub(super) fn routes() -> Router<HttpState> {
    Router::new()
        .route(SEARCH_PATH, get(search::search))
        .route("/api/v1/char/{codepoint}", get(character::char))
        .route("/api/v1/sequence/{codepoints}", get(character::sequence))
        .route("/api/v1/set", get(set::set))
        .route("/api/v1/identify", get(identify::in_address).post(identify::in_body))
        .merge(routes_without_parameters())
}

fn routes_without_parameters() -> Router<HttpState> {
    Router::new()
        .route("/api/v1/blocks", get(lists::blocks))
        .route("/api/v1/scripts", get(lists::scripts))
        .route("/api/v1/categories", get(lists::categories))
        .route("/api/v1/versions", get(lists::versions))
        .route("/api/v1/languages", get(lists::languages))
        .route(OPENAPI_PATH, get(openapi))
        .route_layer(from_fn(refuse_parameters))
}

/// Where there is no parameter, each is unknown.
async fn refuse_parameters(RawQuery(query_string): RawQuery, request: Request, next: Next) -> Response {
    match Parameters::parse_known(query_string.as_deref(), &[]) {
        Ok(_) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn openapi() -> Response {
    json::respond(StatusCode::OK, json::JSON, OPENAPI.into())
}
