//! charfinder over HTTP: the pages of the site, the page of the first edition, the JSON of the second edition, a JSON API.
//!
//! [`router`] makes the routes; whoever serves them (the command does, by Ostler) decides on addresses and limits of
//! connections. Nothing here keeps state between requests but the count of requests of each peer, and each answer has a
//! limit: the characters in it by the `results_max` handed in, the request by the constants in `parameters.rs`.
//!
//! Reading order: `parameters.rs`, `cursor.rs` and `preferences.rs` (what is asked, by whom), `site/` (pages; `texts/` has their words), `api/` (data),
//! `first_edition/` and `second_edition.rs` (the books' own), `finish.rs` (what happens to every answer: `etag.rs`, `compression.rs`,
//! `headers.rs`, `request_limit.rs`), then what they write with: `html.rs`, `json.rs`, `problem.rs`, `asset.rs`, `offline.rs`.

mod api;
mod as_of;
mod asset;
mod attic;
mod compression;
mod cursor;
mod etag;
mod finish;
mod first_edition;
mod headers;
mod html;
mod json;
mod offline;
mod parameters;
mod preferences;
mod problem;
mod request_limit;
mod second_edition;
mod site;
#[cfg(test)]
mod tests;
mod texts;

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use self::request_limit::RequestLimit;

use self::preferences::Visit;
use self::request_limit::RequestBuckets;
use self::site::{character, frame, grid, help, identify, lists, search, settings};
use crate::{Finder, UnicodeVersion, book};

const HEALTH_PATH: &str = "/healthz";
const MANIFEST_PATH: &str = "/manifest.webmanifest";
const OPENSEARCH_PATH: &str = "/opensearch.xml";
/// The addresses that answer POST too.
const POSTED_TO: [&str; 3] = [settings::PATH, identify::PATH, "/api/v1/identify"];
/// The longest body of a request, in bytes: a text to identify, and what encodes it.
const BODY_BYTES_MAX: usize = 256 << 10;

/// Prints one line on the console.
pub type ConsoleLog = Arc<dyn Fn(&str) + Send + Sync>;

/// What all requests share: the finder, the limits, the console.
#[derive(Clone)]
pub struct HttpState {
    finder: Finder,
    results_max: usize,
    log: Option<ConsoleLog>,
    buckets: Option<Arc<RequestBuckets>>,
}

impl HttpState {
    /// The state of a service that answers as of the version of `finder`, unless a request asks for another Unicode version: what it
    /// finds, lists and shows has no later characters, and those have no pages. What it tells of a character, and of
    /// a text that is to be identified, is what the latest version knows.
    ///
    /// At most `results_max` characters (at least one) go into one answer to a search or a set; those that can be paged
    /// through have a limit of their own besides: `/api/v1/search` one of 1,000, the pages one of 100 or less. `log` gets the lines of the original, `Query: 'chess black'` and
    /// `Sending 6 results`, for each search; without it the service is quiet. Requests are limited as [`RequestLimit`] says by default.
    pub fn new(finder: Finder, results_max: usize, log: Option<ConsoleLog>) -> Self {
        let buckets = Some(Arc::new(RequestBuckets::new(RequestLimit::default())));
        Self { finder, results_max: results_max.max(1), log, buckets }
    }

    /// The same with another limit of requests for each peer, or none.
    #[must_use]
    pub fn with_request_limit(self, limit: Option<RequestLimit>) -> Self {
        Self { buckets: limit.map(|limit| Arc::new(RequestBuckets::new(limit))), ..self }
    }

    /// The version of Unicode that everything is answered as of, unless a request asks for another.
    fn version(&self) -> UnicodeVersion {
        self.finder.version()
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
/// | `/?q=` | the ranked search |
/// | `/?query=` | the page of the first edition |
/// | `/U+265A` | the page of a code point, also of a sequence (`/U+1F468+200D+1F469`) or a range (`/U+2654..U+265F`); `/♚` and `/black-chess-king` lead to it |
/// | `/block/arrows`, `/script/greek`, `/category/Sm`, `/version/18.0` | characters side by side; `/blocks`, `/scripts`, `/categories`, `/versions`, `/emoji` list them |
/// | `/identify?text=` | each character of a text, and what in it is suspicious |
/// | `/settings`, `/help` | the languages and colours of the pages; what the box understands |
/// | `/search?q=` | the JSON of the second edition |
/// | `/chars?query=` | the JSON of the first edition's attic |
/// | `/api/v1/` | the JSON API |
/// | `/api/v1/openapi.json` | its description |
/// | `/healthz` | `ok` |
pub fn router(state: HttpState) -> Router {
    let mut router = Router::new()
        .route("/", get(search::home))
        .route(search::RESULTS_PATH, get(search::results))
        .route(settings::PATH, get(settings::show).post(settings::save))
        .route(identify::PATH, get(identify::show).post(identify::show_posted))
        .route(help::PATH, get(help::show))
        .route(attic::PATH, get(attic::search))
        .route(second_edition::PATH, get(second_edition::search))
        .route(HEALTH_PATH, get(async || "ok"))
        .route(character::PATH, get(character::show))
        .route(grid::BLOCK_PATH, get(grid::block))
        .route(grid::SCRIPT_PATH, get(grid::script))
        .route(grid::CATEGORY_PATH, get(grid::category))
        .route(grid::VERSION_PATH, get(grid::version))
        .route(lists::BLOCKS_PATH, get(lists::blocks))
        .route(lists::SCRIPTS_PATH, get(lists::scripts))
        .route(lists::CATEGORIES_PATH, get(lists::categories))
        .route(lists::VERSIONS_PATH, get(lists::versions))
        .route(lists::EMOJI_PATH, get(lists::emoji))
        .route(lists::EMOJI_GROUP_PATH, get(lists::emoji_group))
        .merge(api::routes())
        .merge(offline::routes());
    router = router.route(asset::FAVICON_PATH, get(asset::favicon));
    for asset in asset::ALL {
        router = router.route(asset.path(), get(async |headers| asset.respond(&headers)));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(state.clone(), finish::finish))
        .with_state(state)
}

async fn not_found(request: Request) -> Response {
    refuse(StatusCode::NOT_FOUND, &request, "There is nothing at this address.")
}

/// The router adds `Allow` to the answer only behind this; tests hold the two together.
async fn method_not_allowed(request: Request) -> Response {
    let methods =
        if POSTED_TO.contains(&request.uri().path()) { "GET, HEAD and POST" } else { "GET and HEAD" };
    refuse(StatusCode::METHOD_NOT_ALLOWED, &request, &format!("This address answers {methods} only."))
}

/// An error that is not about parameters, in the language of the part of the site that was asked.
fn refuse(status: StatusCode, request: &Request, detail: &str) -> Response {
    match Dialect::at(request.uri().path()) {
        Dialect::Page => {
            let visit = Visit::of(request);
            frame::refuse(&visit, status, &visit.texts().message(detail).into_text())
        }
        Dialect::SecondEdition => second_edition::refuse(status, detail),
        Dialect::Api => problem::of_status(status, detail).into_response(),
    }
}

/// What the answers of a part of the site are written in, its errors included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// HTML, for people.
    Page,
    /// JSON with the errors of the second edition.
    SecondEdition,
    /// JSON with problem details for errors.
    Api,
}

impl Dialect {
    /// The one place that tells the addresses of data from those of pages.
    fn at(path: &str) -> Self {
        if path == second_edition::PATH || path == attic::PATH {
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
