//! The files of the page: style sheet, script, icon. Each is served at an address that changes with its content, so
//! that a browser may keep it for ever.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// The style sheet.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../../assets/style.css"))
});
/// The script: copy buttons, and the key that leads to the search field.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("script", "js", "text/javascript; charset=utf-8", include_str!("../../assets/script.js"))
});
/// The icon of the page.
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../../assets/icon.svg")));

/// Every file, for the router.
pub(super) static ALL: [&LazyLock<Asset>; 3] = [&STYLE, &SCRIPT, &ICON];

/// A file that is part of the program.
pub(super) struct Asset {
    path: String,
    tag: String,
    content_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let version = format!("{:016x}", fingerprint(content.as_bytes()));
        Self {
            path: format!("/assets/{name}-{version}.{extension}"),
            tag: format!("\"{version}\""),
            content_type,
            content,
        }
    }

    /// The address of this content of the file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let cached = [(CACHE_CONTROL, "public, max-age=31536000, immutable"), (ETAG, self.tag.as_str())];
        if self.is_known_to(request) {
            return (StatusCode::NOT_MODIFIED, cached).into_response();
        }
        (cached, [(CONTENT_TYPE, self.content_type)], self.content).into_response()
    }

    /// Whether the client says that it has this content, by RFC 9110, section 13.1.2.
    fn is_known_to(&self, request: &HeaderMap) -> bool {
        let tags = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        tags.flat_map(|list| list.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.tag)
    }
}

/// FNV-1a, 64 bits: tells one version of a file from another, and protects against nothing.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
