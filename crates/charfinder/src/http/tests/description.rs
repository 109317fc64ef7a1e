//! The description of the API against the routes: each route is described, and each answer is one of those described, errors included.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::http::Method;
use ostler::Peer;
use serde_json::Value;

use super::*;
use crate::http::RequestLimit;

/// Panics if the document does not describe `answer` as one to `method` at `path`.
#[track_caller]
fn check(document: &Value, path: &str, method: &Method, answer: &Answer) {
    let status = answer.status.as_str();
    let what = format!("{method} {path}: {status}");
    let operation = &document["paths"][path][method.as_str().to_ascii_lowercase()];
    let mut response = &operation["responses"][status];
    assert!(response.is_object(), "{what} is not described");
    if let Some(reference) = response["$ref"].as_str() {
        response = document.pointer(&reference[1..]).unwrap();
    }
    let content = &response["content"];
    if content.is_null() {
        assert!(answer.body.is_empty(), "{what} has a body");
        return;
    }
    let content_type = answer.content_type().split(';').next().unwrap();
    assert!(content[content_type].is_object(), "{what} as {content_type} is not described");
    if content_type.contains("json") {
        schema::check(document, &content[content_type]["schema"], &answer.json());
    }
}

/// The paths of the document, with the methods of each.
fn operations(document: &Value) -> Vec<(&str, Method)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| -> Vec<Method> {
        let names = item.as_object().unwrap().keys();
        names.map(|name| name.to_ascii_uppercase().parse().unwrap()).collect()
    };
    paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(move |method| (path.as_str(), method)))
        .collect()
}

/// An address of a path with something in place of its parameters.
fn target(path: &str) -> String {
    path.replace("{address}", "U+265A").replace("{codepoint}", "265A").replace("{codepoints}", "265A+FE0F")
}

#[test]
fn each_route_of_the_api_is_described() {
    let document = schema::document();
    let described: BTreeSet<&str> = operations(&document)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.starts_with("/api/"))
        .collect();
    let source = include_str!("../api/mod.rs");
    let mut routes: BTreeSet<&str> =
        source.split(".route(\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    routes.extend([crate::http::api::SEARCH_PATH, crate::http::api::OPENAPI_PATH]);
    assert_eq!(described, routes);
}

#[tokio::test]
async fn too_many_requests_are_refused_as_described() {
    let document = schema::document();
    for (path, method) in operations(&document) {
        let state = state().with_request_limit(Some(RequestLimit::new(1, 1)));
        let ask = async || {
            let mut request =
                Request::builder().method(method.clone()).uri(target(path)).body(Body::empty()).unwrap();
            let peer = "192.0.2.1:1".parse::<SocketAddr>().unwrap();
            request.extensions_mut().insert(Peer::Inet(peer));
            send(state.clone(), request).await
        };
        let mut last = ask().await;
        // What is made at first use can take so long that there is room for another request already.
        for _ in 0..REQUESTS_MAX {
            if last.status != StatusCode::TOO_MANY_REQUESTS {
                last = ask().await;
            }
        }
        if path == "/healthz" {
            assert_eq!(last.status, StatusCode::OK);
            continue;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(last.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1), "{path}");
        check(&document, path, &method, &last);
    }
}

#[tokio::test]
async fn addresses_that_are_wrong_are_refused_as_described() {
    let document = schema::document();
    let long = "a".repeat(5000);
    for (path, method) in operations(&document).into_iter().filter(|(_, method)| *method == Method::GET) {
        let target = target(path);
        check(&document, path, &method, &get(&format!("{target}?{long}")).await);
        // Pages of a form are whole without a parameter; data is refused, or needs none.
        check(&document, path, &method, &get(&target).await);
        for parameter in document["paths"][path]["get"]["parameters"].as_array().into_iter().flatten() {
            let name = match parameter["$ref"].as_str() {
                Some(reference) => reference.rsplit('/').next().unwrap(),
                None => parameter["name"].as_str().unwrap(),
            };
            for value in ["%", "%ff", "", "0", "x", &"a".repeat(1001), "%00", "%5B%5B%5B"] {
                for rest in ["", "&q=sun", "&expr=[a]", "&query=sun", "&text=a"] {
                    check(&document, path, &method, &get(&format!("{target}?{name}={value}{rest}")).await);
                }
            }
        }
    }
    for (path, target) in [
        ("/{address}", "/nothing-of-that-name"),
        ("/{address}", "/u+265a"),
        ("/{address}", "/U+0041..U+005A"),
        ("/api/v1/char/{codepoint}", "/api/v1/char/110000"),
        ("/api/v1/char/{codepoint}", "/api/v1/char/D800"),
        ("/api/v1/char/{codepoint}", "/api/v1/char/597D?lang=fr,ja"),
        ("/api/v1/sequence/{codepoints}", "/api/v1/sequence/x+y"),
        ("/api/v1/sequence/{codepoints}", "/api/v1/sequence/1F1EB+1F1F7?lang=de"),
    ] {
        check(&document, path, &Method::GET, &get(target).await);
    }
}

#[tokio::test]
async fn bodies_that_are_wrong_are_refused_as_described() {
    let document = schema::document();
    let path = "/api/v1/identify";
    for (content_type, body) in [
        ("text/plain", Vec::new()),
        ("text/plain", b"a\xFF".to_vec()),
        ("text/plain", vec![b'a'; 1 << 20]),
        ("application/json", b"{}".to_vec()),
        ("application/json", b"nothing".to_vec()),
        ("application/json", "{\"text\":".repeat(1000).into_bytes()),
        ("image/png", Vec::new()),
        ("", Vec::new()),
    ] {
        let request = Request::post(path).header(CONTENT_TYPE, content_type).body(Body::from(body)).unwrap();
        check(&document, path, &Method::POST, &send(state(), request).await);
    }
}

#[tokio::test]
async fn every_kind_of_code_point_is_answered_as_described() {
    let document = schema::document();
    let values =
        (0..0x300).chain((0x300..0x11_0000).step_by(1013)).chain([0x597D, 0xDF, 0xFDFA, 0x1F600, 0xFF21]);
    for value in values {
        let answer = get(&format!("/api/v1/char/{value:04X}")).await;
        check(&document, "/api/v1/char/{codepoint}", &Method::GET, &answer);
    }
}

/// So many requests come in a second on any machine.
const REQUESTS_MAX: usize = 20;
