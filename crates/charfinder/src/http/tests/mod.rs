//! The routes as a client sees them: requests handed to the router, no socket.

mod api;
mod as_of;
mod characters;
mod description;
mod every_code_point;
mod first_edition;
mod html_check;
mod routes;
mod safety;
mod schema;
mod second_edition;
mod site;
mod transfer;

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, Request, StatusCode};
use tower::ServiceExt;

use super::{HttpState, router};
use crate::Finder;

const BODY_BYTES_MAX: usize = 64 << 20;

/// An answer, read whole.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn content_type(&self) -> &str {
        self.header(CONTENT_TYPE.as_str())
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A service as of the newest Unicode, with the limit of results that the command has by default.
fn state() -> HttpState {
    HttpState::new(Finder::default(), 1000, None)
}

fn state_as_of(version: &str) -> HttpState {
    HttpState::new(Finder::new(version.parse().unwrap()), 1000, None)
}

/// A service that notes down its console lines.
fn logging_state(version: &str) -> (HttpState, Arc<Mutex<Vec<String>>>) {
    let console = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&console);
    let state = HttpState::new(
        Finder::new(version.parse().unwrap()),
        1000,
        Some(Arc::new(move |line: &str| log.lock().unwrap().push(line.to_owned()))),
    );
    (state, console)
}

async fn get(target: &str) -> Answer {
    get_from(state(), target).await
}

async fn get_from(state: HttpState, target: &str) -> Answer {
    send(state, Request::get(target).body(Body::empty()).unwrap()).await
}

async fn send(state: HttpState, request: Request<Body>) -> Answer {
    let (parts, body) = router(state).oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.into()).unwrap() }
}

/// The answer to a request with one header more.
async fn get_with(target: &str, header: HeaderName, value: &str) -> Answer {
    send(state(), Request::get(target).header(header, value).body(Body::empty()).unwrap()).await
}

/// The HTML of a page, which is there and is well-formed.
async fn page(target: &str) -> String {
    let answer = get(target).await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (StatusCode::OK, "text/html; charset=utf-8"),
        "{target}"
    );
    html_check::check(&answer.body);
    answer.body
}

/// An answer whose body is no text: what of it is ASCII.
async fn get_bytes(target: &str) -> Answer {
    let request = Request::get(target).body(Body::empty()).unwrap();
    let (parts, body) = router(state()).oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap();
    let body = body.iter().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)).collect();
    Answer { status: parts.status, headers: parts.headers, body }
}
