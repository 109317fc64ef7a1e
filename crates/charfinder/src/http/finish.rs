//! What happens to every request and every answer, whatever route it takes: the limit of requests, the headers that protect,
//! entity tags, compression.

use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH,
    RETRY_AFTER, VARY,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use ostler::Peer;

use super::compression::{COMPRESSED_BYTES_MIN, Coding, Effort};
use super::{Dialect, HttpState, etag, headers, refuse};

/// Lets the request pass if its peer may make one, and completes the answer.
pub(super) async fn finish(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let dialect = Dialect::at(request.uri().path());
    let asked = Asked::of(&request);
    let mut response = match take_request(&state, &request) {
        Ok(()) => next.run(request).await,
        Err(wait) => refuse_for(wait, &request),
    };
    headers::complete(dialect, response.headers_mut());
    asked.shape(response).await
}

/// Takes a request from the peer's bucket. A request without a peer comes from no network.
fn take_request(state: &HttpState, request: &Request) -> Result<(), Duration> {
    let peer = request.extensions().get::<Peer>().and_then(Peer::ip);
    match (&state.buckets, peer) {
        (Some(buckets), Some(peer)) if request.uri().path() != super::HEALTH_PATH => {
            buckets.try_take(peer, Instant::now())
        }
        _ => Ok(()),
    }
}

fn refuse_for(wait: Duration, request: &Request) -> Response {
    let seconds = wait.as_secs() + 1;
    let mut response = refuse(
        StatusCode::TOO_MANY_REQUESTS,
        request,
        &format!("There were too many requests from your address; come again in {seconds} s."),
    );
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}

/// What the client said about the form of the answer.
struct Asked {
    is_get: bool,
    coding: Option<Coding>,
    known_tags: Vec<HeaderValue>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            is_get: matches!(*request.method(), Method::GET | Method::HEAD),
            coding: Coding::accepted(request.headers()),
            known_tags: request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect(),
        }
    }

    /// Gives an answer its entity tag, and compresses it; or leaves it out if the client has it.
    ///
    /// The answer to HEAD is made like that to GET; the router takes its body away afterwards.
    async fn shape(self, mut response: Response) -> Response {
        let is_compressible = is_compressible(response.headers());
        if is_compressible {
            response.headers_mut().append(VARY, HeaderValue::from(ACCEPT_ENCODING));
        }
        if response.headers().contains_key(CONTENT_ENCODING) {
            return response;
        }
        let is_tagged =
            self.is_get && response.status() == StatusCode::OK && !response.headers().contains_key(ETAG);
        if !is_tagged && (self.coding.is_none() || !is_compressible) {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let mut body = to_bytes(body, usize::MAX).await.expect("bodies of this service are whole in memory");
        if is_tagged {
            let tag = format!("W/\"{:016x}\"", etag::fingerprint(&body));
            let is_known = etag::is_known(self.known_tags.iter(), &tag);
            parts.headers.insert(ETAG, HeaderValue::try_from(tag).expect("a tag is ASCII"));
            if is_known {
                parts.status = StatusCode::NOT_MODIFIED;
                parts.headers.remove(CONTENT_TYPE);
                parts.headers.remove(CONTENT_LENGTH);
                return Response::from_parts(parts, Body::empty());
            }
        }
        if let Some(coding) = self.coding.filter(|_| is_compressible && body.len() >= COMPRESSED_BYTES_MIN) {
            body = coding.compress(&body, Effort::Often).into();
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
            parts.headers.insert(CONTENT_LENGTH, body.len().into());
        }
        Response::from_parts(parts, Body::from(body))
    }
}

/// Whether an answer is text of some kind.
fn is_compressible(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    content_type.starts_with(b"text/")
        || content_type.starts_with(b"application/") && is_json_or_xml(content_type)
        || content_type.starts_with(b"image/svg")
}

/// Whether a type of `application/` is JSON or XML under some name.
fn is_json_or_xml(content_type: &[u8]) -> bool {
    [&b"json"[..], b"xml"].iter().any(|kind| content_type.windows(kind.len()).any(|part| part == *kind))
}
