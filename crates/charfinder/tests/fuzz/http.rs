//! The HTTP service: every address, parameter, header and body is answered with something well-formed and bounded.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, IF_NONE_MATCH, LOCATION};
use axum::http::{HeaderValue, Request, Uri};
use charfinder::Finder;
use charfinder::http::{HttpState, router};
use tower::ServiceExt;

use crate::random::Random;
use crate::runner::{Clock, Target};
use crate::{html_check, is_unsafe};

const TARGET: Target = Target {
    name: "http",
    cases: 400,
    time_max: Duration::from_millis(600),
    time_max_each_thousand: Duration::from_millis(100),
    clock: Clock::Thread,
};

#[test]
fn requests_are_answered_within_limits() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let router = router(HttpState::new(Finder::default(), RESULTS_MAX, None).with_request_limit(None));
    TARGET.fuzz(|text, random| {
        if let Some(request) = request(text, random) {
            runtime.block_on(check(&router, request));
        }
    });
}

#[test]
fn every_control_is_shown_safely() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let router = router(HttpState::new(Finder::default(), RESULTS_MAX, None).with_request_limit(None));
    let controls =
        (0..=0x9F).chain(0x2028..=0x202E).chain(0x2066..=0x2069).chain([0x61C, 0x200E, 0x200F, 0xFEFF]);
    for c in controls.filter_map(char::from_u32).filter(|c| is_unsafe(*c) || !c.is_ascii()) {
        let encoded: String = format!("a{c}b").bytes().map(|byte| format!("%{byte:02X}")).collect();
        for target in ["/?q={}", "/?query={}", "/identify?text={}", "/{}", "/api/v1/search?q={}"] {
            for text in [encoded.as_str(), &encoded[3..encoded.len() - 3]] {
                let target = target.replace("{}", text);
                runtime.block_on(check(&router, Request::get(target).body(Body::empty()).unwrap()));
            }
        }
    }
}

async fn check(router: &Router, request: Request<Body>) {
    let path = request.uri().path().to_owned();
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let status = parts.status.as_u16();
    assert!((200..500).contains(&status), "{path}: {status}");
    let body = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap_or_else(|_| panic!("{path}: a large answer"));
    let header = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(location) = header(LOCATION.as_str()) {
        assert!(location.starts_with('/') && !location.starts_with("//"), "{path} leads to {location}");
    }
    if header("content-encoding").is_some() || body.is_empty() {
        return;
    }
    let body = std::str::from_utf8(&body).unwrap_or_else(|error| panic!("{path}: {error}"));
    match header(CONTENT_TYPE.as_str()).unwrap_or_default() {
        html if html.starts_with("text/html") => {
            if body.starts_with("<!DOCTYPE") {
                html_check::check(body);
            }
            let bad = body.chars().find(|c| is_unsafe(*c) && *c != '\n');
            assert_eq!(bad, None, "{path}");
            assert!(header("content-security-policy").is_some_and(|policy| policy.contains("default-src")));
        }
        json if json.contains("json") => {
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(body);
            assert!(parsed.is_ok(), "{path}: {}", parsed.unwrap_err());
        }
        _ => {}
    }
    assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
}

/// A request that has `text` somewhere; `None` where no client could send it so.
fn request(text: &[u8], random: &mut Random) -> Option<Request<Body>> {
    let encoded = if random.is_once_in(8) {
        String::from_utf8_lossy(text).into_owned()
    } else {
        text.iter().map(|byte| format!("%{byte:02X}")).collect()
    };
    if random.is_once_in(6) {
        return post(text, &encoded, random);
    }
    let target = random.choose(TARGETS).replace("{}", &encoded);
    let mut request = Request::get(Uri::try_from(target).ok()?);
    if random.is_once_in(4) {
        request =
            request.header(ACCEPT_ENCODING, random.choose(&["gzip", "br", "br;q=0.1, gzip", "*", ";q="]));
    }
    for name in [ACCEPT_LANGUAGE, COOKIE, IF_NONE_MATCH] {
        if let Some(value) = HeaderValue::from_bytes(text).ok().filter(|_| random.is_once_in(8)) {
            request = request.header(name, value);
        }
    }
    if random.is_once_in(8) {
        let cookie = HeaderValue::from_bytes(&[b"ui=ru; lang=", text].concat()).ok()?;
        request = request.header(COOKIE, cookie);
    }
    request.body(Body::empty()).ok()
}

fn post(text: &[u8], encoded: &str, random: &mut Random) -> Option<Request<Body>> {
    let form = "application/x-www-form-urlencoded";
    let (path, content_type, body) = match random.below(6) {
        0 => ("/identify", form, format!("text={encoded}").into_bytes()),
        1 => ("/identify", form, text.to_vec()),
        2 => ("/api/v1/identify", "text/plain", text.to_vec()),
        3 => {
            let body = serde_json::json!({ "text": String::from_utf8_lossy(text) });
            ("/api/v1/identify", "application/json", body.to_string().into_bytes())
        }
        4 => ("/api/v1/identify", "application/json", text.to_vec()),
        _ => (
            "/settings",
            form,
            format!("ui={encoded}&lang={encoded}&theme={encoded}&back={encoded}").into_bytes(),
        ),
    };
    Request::post(path).header(CONTENT_TYPE, content_type).body(Body::from(body)).ok()
}

/// Where a text can stand in an address.
const TARGETS: &[&str] = &[
    "/?q={}",
    "/?q={}&lang={}&unicode={}",
    "/?q=sun&from={}&limit={}",
    "/?query={}",
    "/?query=sun&{}",
    "/results?q={}",
    "/{}",
    "/U+{}",
    "/{}..{}",
    "/U+0000..U+10FFFF?from={}",
    "/block/{}",
    "/block/arrows?from={}",
    "/script/{}",
    "/script/latin?from={}",
    "/category/{}",
    "/version/{}",
    "/emoji/{}",
    "/identify?text={}",
    "/settings?back={}",
    "/help?{}",
    "/search?q={}",
    "/chars?query={}&start={}&stop={}",
    "/chars?query=sun&start=0&stop={}",
    "/api/v1/search?q={}",
    "/api/v1/search?q=sun&limit={}&cursor={}",
    "/api/v1/search?q={}&order=codepoint&lang={}&unicode={}",
    "/api/v1/set?expr={}",
    "/api/v1/set?expr=[{}]&cursor={}",
    "/api/v1/char/{}",
    "/api/v1/char/265A?lang={}",
    "/api/v1/sequence/{}",
    "/api/v1/identify?text={}",
    "/api/v1/words?{}",
    "/api/v1/{}",
    "/assets/{}",
    "//{}",
];

/// What the command has by default.
const RESULTS_MAX: usize = 1000;
/// The longest answer lists two thousand characters of a text.
const ANSWER_BYTES_MAX: usize = 4 << 20;
