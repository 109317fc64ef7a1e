//! `/api/v1`: the JSON API. `assets/openapi.json` describes it, and a test holds the answers to that description.

mod character;
pub(super) mod identify;
mod lists;
mod search;
mod set;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

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
        .route("/api/v1/blocks", get(lists::blocks))
        .route("/api/v1/scripts", get(lists::scripts))
        .route("/api/v1/categories", get(lists::categories))
        .route("/api/v1/versions", get(lists::versions))
        .route("/api/v1/languages", get(lists::languages))
        .route(OPENAPI_PATH, get(openapi))
}

async fn openapi() -> Response {
    json::respond(StatusCode::OK, json::JSON, OPENAPI.into())
}
