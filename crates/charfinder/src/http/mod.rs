//! charfinder over HTTP: the page, the JSON of the second edition, and a JSON API of our own.
//!
//! [`router`] makes the routes; whoever serves them (the command does, by Ostler) decides on addresses and limits of
//! connections. Nothing here keeps state between requests, and each answer has a limit: the characters in it
//! by the `results_max` handed in, the request by the constants in `parameters.rs`.
//!
//! Reading order: `parameters.rs` and `answer.rs` (what is asked, what is found), the routes `page.rs` (with `frame.rs`, `results.rs` and `paging.rs`),
//! `second_edition.rs` and `api.rs`, then what they write with: `html.rs`, `json.rs`, `problem.rs`, `asset.rs`, `headers.rs`.

mod answer;
mod api;
mod asset;
mod frame;
mod headers;
mod html;
mod json;
mod page;
mod paging;
mod parameters;
mod problem;
mod results;
mod second_edition;
#[cfg(test)]
mod tests;

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::{Finder, UnicodeVersion, book};

/// Prints one line on the console.
pub type ConsoleLog = Arc<dyn Fn(&str) + Send + Sync>;

/// What all requests share: the finder, the limit of an answer, the console.
#[derive(Clone)]
pub struct HttpState {
    finder: Finder,
    results_max: usize,
    log: Option<ConsoleLog>,
}

impl HttpState {
    /// The state of a service that answers with `finder`, unless a request asks for another Unicode version.
    ///
    /// At most `results_max` characters (at least one) go into one answer of any route; those that can be paged
    /// through have a limit of their own besides: `/api/v1/search` one of 1,000, the page one of 100. `log` gets the lines of the original, `Query: 'chess black'` and
    /// `Sending 6 results`, for each search; without it the service is quiet.
    pub fn new(finder: Finder, results_max: usize, log: Option<ConsoleLog>) -> Self {
        Self { finder, results_max: results_max.max(1), log }
    }

    fn finder_as_of(&self, version: Option<UnicodeVersion>) -> Finder {
        version.map_or(self.finder, Finder::new)
    }

    fn log_query(&self, query: &str) {
        if let Some(log) = &self.log {
            log(&format!("Query: {}", book::py_repr(query, self.finder.version())));
        }
    }

    fn log_sending(&self, results: usize) {
        if let Some(log) = &self.log {
            log(&format!("Sending {results} results"));
        }
    }
}

impl Debug for HttpState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpState").field("results_max", &self.results_max).finish_non_exhaustive()
    }
}

/// The routes of charfinder.
///
/// | path | answer |
/// | --- | --- |
/// | `/?query=` | the page |
/// | `/search?q=` | the JSON of the second edition |
/// | `/api/v1/search?q=&limit=&cursor=&unicode=` | the JSON API |
/// | `/api/v1/openapi.json` | its description |
/// | `/healthz` | `ok` |
pub fn router(state: HttpState) -> Router {
    let mut router = Router::new()
        .route("/", get(page::show))
        .route(second_edition::PATH, get(second_edition::search))
        .route(api::SEARCH_PATH, get(api::search))
        .route(api::OPENAPI_PATH, get(api::openapi))
        .route("/healthz", get(async || "ok"));
    for asset in asset::ALL {
        router = router.route(asset.path(), get(async |headers| asset.respond(&headers)));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(map_response(headers::complete))
        .with_state(state)
}

async fn not_found(uri: Uri) -> Response {
    refuse(StatusCode::NOT_FOUND, &uri, "There is nothing at this address.")
}

async fn method_not_allowed(uri: Uri) -> Response {
    refuse(StatusCode::METHOD_NOT_ALLOWED, &uri, "This address answers GET and HEAD only.")
}

/// An error that is not about parameters, in the language of the part of the site that was asked.
fn refuse(status: StatusCode, uri: &Uri, detail: &str) -> Response {
    match Language::at(uri.path()) {
        Language::Page => frame::refuse(status, detail),
        Language::SecondEdition => second_edition::refuse(status, detail),
        Language::Api => problem::of_status(status, detail).into_response(),
    }
}

/// What the answers of a part of the site are written in, its errors included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    /// HTML, for people.
    Page,
    /// JSON with the errors of the second edition.
    SecondEdition,
    /// JSON with problem details for errors.
    Api,
}

impl Language {
    /// The one place that tells the addresses of data from those of pages.
    fn at(path: &str) -> Self {
        if path == second_edition::PATH {
            Self::SecondEdition
        } else if path.starts_with(api::PATH_PREFIX) {
            Self::Api
        } else {
            Self::Page
        }
    }

    fn is_json(self) -> bool {
        matches!(self, Self::SecondEdition | Self::Api)
    }
}
