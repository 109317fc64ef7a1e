//! What makes the site an application: its manifest, its description as a search engine, the worker that keeps it usable
//! without a network, and the page the worker shows then.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::html::Escaped;
use super::preferences::Visit;
use super::site::frame::{Page, respond};
use super::site::search;
use super::texts::Interface;
use super::{HttpState, MANIFEST_PATH, OPENSEARCH_PATH, asset, etag};

const WORKER_PATH: &str = "/service-worker.js";
const OFFLINE_PATH: &str = "/offline";
const ROBOTS_PATH: &str = "/robots.txt";

pub(super) fn routes() -> Router<HttpState> {
    Router::new()
        .route(
            MANIFEST_PATH,
            get(async || ([(CONTENT_TYPE, "application/manifest+json")], MANIFEST.as_str())),
        )
        .route(OPENSEARCH_PATH, get(opensearch))
        .route(WORKER_PATH, get(async || ([(CONTENT_TYPE, asset::JAVASCRIPT)], WORKER.as_str())))
        .route(OFFLINE_PATH, get(offline))
        .route(ROBOTS_PATH, get(async || ROBOTS))
}

/// The page for an address that is not at hand.
async fn offline(visit: Visit) -> Response {
    respond(&visit, StatusCode::OK, stand_in(&visit))
}

fn stand_in(visit: &Visit) -> String {
    let texts = visit.texts();
    let body = format!("<h1>{}</h1>\n<p class=\"message\">{}</p>\n", texts.offline_title, texts.offline_page);
    let page = Page {
        visit,
        title: texts.offline_title,
        canonical: None,
        query: "",
        kept: &[],
        kind: "offline",
        body,
    };
    page.to_string()
}

/// The description needs whole addresses, so it names the host that was asked.
async fn opensearch(headers: HeaderMap, request: Request) -> Response {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    let is_host = |host: &&str| {
        host.len() <= HOST_BYTES_MAX
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    };
    let Some(host) = host.filter(is_host) else {
        return (StatusCode::BAD_REQUEST, "the host is no host").into_response();
    };
    // Behind a proxy that ends TLS this header says so; nothing but the scheme is taken from it.
    let is_secure = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let origin = format!("{}://{}", if is_secure { "https" } else { "http" }, Escaped(host));
    let description = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>Charfinder</ShortName>\n\
         <Description>Find any Unicode character</Description>\n\
         <InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{origin}{}</Image>\n\
         <Url type=\"text/html\" template=\"{origin}/?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        asset::ICON.path()
    );
    ([(CONTENT_TYPE, "application/opensearchdescription+xml")], description).into_response()
}

static MANIFEST: LazyLock<String> = LazyLock::new(|| {
    format!(
        r##"{{"name":"Charfinder","short_name":"Charfinder","description":"Find any Unicode character","start_url":"/","id":"/","display":"standalone","background_color":"#fbfaf7","theme_color":"#3d4fb8","icons":[{{"src":"{}","sizes":"any","type":"image/svg+xml"}},{{"src":"{}","sizes":"180x180","type":"image/png"}},{{"src":"{}","sizes":"512x512","type":"image/png","purpose":"any"}}]}}"##,
        asset::ICON.path(),
        asset::ICON_SMALL.path(),
        asset::ICON_LARGE.path()
    )
});

/// The worker with the files of this build in it. Where one of them or of the pages beside them is another, the version is another,
/// and so are the caches.
static WORKER: LazyLock<String> = LazyLock::new(|| {
    let mut files: Vec<String> = asset::OFFLINE.iter().map(|asset| format!("{:?}", asset.path())).collect();
    let version = version(&files, Interface::ALL.map(|interface| shell(Visit::in_language(interface))));
    files.extend(["/", OFFLINE_PATH].map(|path| format!("{path:?}")));
    include_str!("../../assets/service-worker.js")
        .replace("%VERSION%", &format!("{version:016x}"))
        .replace("%FILES%", &files.join(", "))
});

/// What the worker shows without a network, of a visitor who chose nothing.
fn shell(visit: Visit) -> String {
    let stand_in = stand_in(&visit);
    search::invitation(visit) + &stand_in
}

/// Tells this build's worker from those of others: the paths of files have fingerprints in them, the pages have none.
fn version(files: &[String], pages: impl IntoIterator<Item = String>) -> u64 {
    let parts: String = files.iter().cloned().chain(pages).collect();
    etag::fingerprint(parts.as_bytes())
}

const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /results\nDisallow: /settings\nDisallow: /identify\nDisallow: /*?\n";
/// The longest name of a host (RFC 1035), with a port.
const HOST_BYTES_MAX: usize = 260;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_or_file_is_another_version() {
        let pages = || Interface::ALL.map(|interface| shell(Visit::in_language(interface)));
        let files = ["\"/assets/site.css\"".to_owned()];
        let this = version(&files, pages());
        assert_eq!(version(&files, pages()), this);
        for nth in 0..Interface::ALL.len() {
            let mut changed = pages();
            changed[nth].push(' ');
            assert_ne!(version(&files, changed), this);
        }
        assert_ne!(version(&["\"/assets/other.css\"".to_owned()], pages()), this);
    }

    #[test]
    fn the_shell_is_what_both_addresses_answer() {
        for interface in Interface::ALL {
            let shell = shell(Visit::in_language(interface));
            assert_eq!(shell.matches("<!DOCTYPE html>").count(), 2);
            for part in ["data-kind=\"home\"", "data-kind=\"offline\"", interface.texts().offline_page] {
                assert!(shell.contains(part), "{part}");
            }
        }
    }
}
