//! What all routes have in common: methods, headers, caching, addresses that do not exist.

use axum::http::Method;
use axum::http::header::{ALLOW, IF_NONE_MATCH};

use super::*;
use crate::http::asset;

const ROUTES: [&str; 5] = ["/", "/search?q=sun", "/api/v1/search?q=sun", "/api/v1/openapi.json", "/healthz"];

async fn ask(method: Method, target: &str) -> Answer {
    send(state(), Request::builder().method(method).uri(target).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn health_is_ok() {
    let answer = get("/healthz").await;
    assert_eq!((answer.status, answer.content_type()), (StatusCode::OK, "text/plain; charset=utf-8"));
    assert_eq!(answer.body, "ok");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    for target in ROUTES {
        let (head, get) = (ask(Method::HEAD, target).await, get(target).await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""));
        assert_eq!(head.content_type(), get.content_type());
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{target}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_ones_are_allowed() {
    for target in ROUTES {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
            let answer = ask(method, target).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{target}");
            assert_eq!(answer.header(ALLOW.as_str()), "GET,HEAD", "{target}");
            assert!(answer.body.contains("This address answers GET and HEAD only."), "{}", answer.body);
        }
    }
    for target in crate::http::POSTED_TO {
        let answer = ask(Method::PUT, target).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{target}");
        assert_eq!(answer.header(ALLOW.as_str()), "GET,HEAD,POST", "{target}");
        assert!(answer.body.contains("This address answers GET, HEAD and POST only."), "{}", answer.body);
    }
}

/// What stands above the content of a page.
fn header_of(page: &str) -> &str {
    let (_, rest) = page.split_once("<header class=\"top\">").unwrap();
    rest.split_once("</header>").unwrap().0
}

#[tokio::test]
async fn an_unknown_address_has_a_page_of_its_own() {
    for target in
        ["/nothing", "/api", "/assets/style.css", "/search/", "//", "/%ff", "/%", "/a/b/c", "/block/nothing"]
    {
        let answer = get(target).await;
        assert_eq!(
            (answer.status, answer.content_type()),
            (StatusCode::NOT_FOUND, "text/html; charset=utf-8"),
            "{target}"
        );
        html_check::check(&answer.body);
        assert!(answer.body.contains("<h1>Nothing here</h1>"));
        assert_eq!(header_of(&answer.body), header_of(&get("/U+265A").await.body));
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_protect() {
    let bad = ["/nothing", "/api/nothing", "/?query=%ff", "/search", "/api/v1/search", asset::STYLE.path()];
    for target in ROUTES.into_iter().chain(bad) {
        let answer = get(target).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{target}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_ne!(answer.header("cache-control"), "");
    }
}

#[tokio::test]
async fn only_data_is_shared_with_other_sites() {
    let check = async |target: &str, expected: &str| {
        assert_eq!(get(target).await.header("access-control-allow-origin"), expected, "{target}");
    };
    check("/search?q=sun", "*").await;
    check("/api/v1/search?q=sun", "*").await;
    check("/api/v1/openapi.json", "*").await;
    check("/search", "*").await;
    check("/api/nothing", "*").await;
    check("/", "").await;
    check("/healthz", "").await;
    check("/nothing", "").await;
    check("/search/", "").await;
    for target in ["/search", "/api/v1/search", "/api/v1/openapi.json"] {
        assert_eq!(ask(Method::POST, target).await.header("access-control-allow-origin"), "*", "{target}");
    }
}

#[tokio::test]
async fn an_address_of_data_refuses_a_method_in_json() {
    let check = async |target: &str, content_type: &str| {
        let answer = ask(Method::POST, target).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{target}");
        assert_eq!(answer.content_type(), content_type, "{target}");
        assert_eq!(answer.json()["detail"], "This address answers GET and HEAD only.", "{target}");
    };
    check("/search?q=sun", "application/json").await;
    check("/api/v1/search?q=sun", "application/problem+json").await;
    check("/api/v1/openapi.json", "application/problem+json").await;
    for target in ["/", "/healthz", asset::STYLE.path()] {
        let answer = ask(Method::POST, target).await;
        assert_eq!(answer.content_type(), "text/html; charset=utf-8", "{target}");
        html_check::check(&answer.body);
    }
}

#[tokio::test]
async fn the_files_of_the_page_are_kept_for_ever() {
    let pages = ["/", "/?query=", "/manifest.webmanifest", "/opensearch.xml"];
    let mut users = String::new();
    for page in pages {
        users += &get(page).await.body;
    }
    for asset in asset::ALL {
        assert!(users.contains(asset.path()), "{} is used nowhere", asset.path());
        let answer = get_bytes(asset.path()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(
            !answer.body.contains("http://") || answer.body.contains("http://www.w3.org/2000/svg"),
            "{}",
            asset.path()
        );
        let tag = answer.header("etag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = get_with(asset.path(), IF_NONE_MATCH, &known).await;
            assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
            assert_eq!(again.header("etag"), tag);
        }
        let request =
            Request::get(asset.path()).header(IF_NONE_MATCH, "\"other\"").body(Body::empty()).unwrap();
        assert_eq!(router(state()).oneshot(request).await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(get(asset::STYLE.path()).await.content_type(), "text/css; charset=utf-8");
    assert_eq!(get(asset::ICON.path()).await.content_type(), "image/svg+xml");
}

#[tokio::test]
async fn an_icon_is_where_programs_look_for_one() {
    let answer = get_bytes("/favicon.ico").await;
    assert_eq!((answer.status, answer.content_type()), (StatusCode::OK, "image/png"));
    assert!(answer.body.starts_with("PNG"));
    assert_eq!(answer.header("cache-control"), "public, max-age=86400");
    let again = get_with("/favicon.ico", IF_NONE_MATCH, answer.header("etag")).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}
