//! What happens to every answer: entity tags, compression, and the limit of requests.

use std::io::Read;
use std::net::SocketAddr;

use axum::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH, RETRY_AFTER, VARY};
use ostler::Peer;

use super::*;
use crate::http::RequestLimit;

const TARGETS: [&str; 6] =
    ["/", "/?q=arrow", "/U+265A", "/blocks", "/api/v1/search?q=arrow", "/api/v1/char/265A"];

#[tokio::test]
async fn who_has_an_answer_is_not_sent_it_again() {
    for target in TARGETS {
        let first = get(target).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{target}");
        let again = |tag: &str| Request::get(target).header(IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
        let answer = send(state(), again(&tag)).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{target}");
        assert_eq!(answer.header("etag"), tag);
        assert_eq!(send(state(), again("\"other\"")).await.status, StatusCode::OK);
    }
    // Errors have none.
    assert_eq!(get("/nothing").await.header("etag"), "");
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_accept_it() {
    for target in TARGETS {
        let plain = get(target).await;
        assert_eq!(plain.header("content-encoding"), "");
        assert!(
            plain.header(VARY.as_str()).contains("accept-encoding")
                || plain.headers.get_all(VARY).iter().any(|value| value == "accept-encoding")
        );
        for coding in ["br", "gzip"] {
            let request = Request::get(target).header(ACCEPT_ENCODING, coding).body(Body::empty()).unwrap();
            let (parts, body) = router(state()).oneshot(request).await.unwrap().into_parts();
            assert_eq!(parts.headers["content-encoding"], coding, "{target}");
            assert_eq!(parts.headers["etag"], plain.headers["etag"]);
            let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap();
            assert_eq!(parts.headers["content-length"], body.len().to_string());
            let mut read = Vec::new();
            match coding {
                "br" => brotli::BrotliDecompress(&mut &body[..], &mut read).unwrap(),
                _ => drop(flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut read).unwrap()),
            }
            assert_eq!(read, plain.body.as_bytes(), "{target}");
            assert!(body.len() * 2 < read.len());
        }
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    for target in TARGETS {
        let ask = async |method: &str| {
            let request = Request::builder().method(method).uri(target).header(ACCEPT_ENCODING, "br");
            router(state()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts()
        };
        let ((head, body), (get, _)) = (ask("HEAD").await, ask("GET").await);
        assert_eq!(head.headers, get.headers, "{target}");
        assert!(to_bytes(body, 1).await.unwrap().is_empty());
    }
}

fn from_peer(target: &str, address: &str) -> Request<Body> {
    let mut request = Request::get(target).body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer::Inet(address.parse::<SocketAddr>().unwrap()));
    request
}

#[tokio::test]
async fn a_peer_with_too_many_requests_is_told_when_to_come_again() {
    let state = state().with_request_limit(Some(RequestLimit::new(1, 3)));
    // What is made at first use takes its time, in which a peer would earn another request.
    for target in ["/api/v1/search?q=sun", "/search?q=sun", "/"] {
        send(state.clone(), from_peer(target, "198.51.100.1:1")).await;
    }
    for _ in 0..3 {
        let answer = send(state.clone(), from_peer("/api/v1/search?q=sun", "192.0.2.1:1")).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    for (target, content_type) in [
        ("/api/v1/search?q=sun", "application/problem+json"),
        ("/search?q=sun", "application/json"),
        ("/", "text/html; charset=utf-8"),
    ] {
        let answer = send(state.clone(), from_peer(target, "192.0.2.1:2")).await;
        assert_eq!((answer.status, answer.content_type()), (StatusCode::TOO_MANY_REQUESTS, content_type));
        assert_eq!(answer.header(RETRY_AFTER.as_str()), "1");
    }
    let allowed = [
        from_peer("/healthz", "192.0.2.1:3"),
        from_peer("/", "192.0.2.2:1"),
        from_peer("/", "127.0.0.1:1"),
        Request::get("/").body(Body::empty()).unwrap(),
    ];
    for request in allowed {
        assert_eq!(send(state.clone(), request).await.status, StatusCode::OK);
    }
    let unlimited = state.with_request_limit(None);
    for _ in 0..10 {
        assert_eq!(send(unlimited.clone(), from_peer("/", "192.0.2.1:1")).await.status, StatusCode::OK);
    }
}
