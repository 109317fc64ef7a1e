//! The files of the pages: style sheets, scripts, icons. Each is served at an address that changes with its content, so
//! that a browser may keep it for ever.

use std::sync::{LazyLock, OnceLock};

use axum::body::Bytes;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::compression::{Coding, Effort};
use super::etag;

/// The style sheet of the site.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::text("site", "css", "text/css; charset=utf-8", include_str!("../../assets/site.css"))
});
/// The script of the site: live results, keys, copying, the scratchpad.
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::text("site", "js", JAVASCRIPT, include_str!("../../assets/site.js")));
/// The style sheet of the first edition's page.
pub(super) static BOOK_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::text("book", "css", "text/css; charset=utf-8", include_str!("../../assets/book.css"))
});
/// The script of the first edition's page: copy buttons, and the key that leads to the search field.
pub(super) static BOOK_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::text("book", "js", JAVASCRIPT, include_str!("../../assets/book.js")));
/// The icon of every page.
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::text("icon", "svg", "image/svg+xml", include_str!("../../assets/icon.svg")));
/// The icon for home screens that take no SVG.
pub(super) static ICON_SMALL: LazyLock<Asset> =
    LazyLock::new(|| Asset::picture("icon-180", include_bytes!("../../assets/icon-180.png")));
/// The icon for installed applications; it may be cropped to a circle.
pub(super) static ICON_LARGE: LazyLock<Asset> =
    LazyLock::new(|| Asset::picture("icon-512", include_bytes!("../../assets/icon-512.png")));

/// Where programs look for an icon that read no page, or none with a link to it.
pub(super) const FAVICON_PATH: &str = "/favicon.ico";
/// For them the small icon is at hand under that address too, which does not change with the content.
pub(super) async fn favicon() -> Response {
    ([(CONTENT_TYPE, ICON_SMALL.content_type), (CACHE_CONTROL, FAVICON_KEPT)], ICON_SMALL.content)
        .into_response()
}
/// A day, in seconds.
const FAVICON_KEPT: &str = "public, max-age=86400";

/// Every file, for the router.
pub(super) static ALL: [&LazyLock<Asset>; 7] =
    [&STYLE, &SCRIPT, &BOOK_STYLE, &BOOK_SCRIPT, &ICON, &ICON_SMALL, &ICON_LARGE];

/// What the pages of the site need to work without a network.
pub(super) static OFFLINE: [&LazyLock<Asset>; 3] = [&STYLE, &SCRIPT, &ICON];

/// What scripts are sent as.
pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// A file that is part of the program.
pub(super) struct Asset {
    path: String,
    tag: String,
    content_type: &'static str,
    content: &'static [u8],
    /// The content compressed, made when somebody first asks for it; pictures are compressed already.
    compressed: Option<[OnceLock<Bytes>; Coding::ALL.len()]>,
}

impl Asset {
    fn text(name: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        Self::new(name, extension, content_type, content.as_bytes(), Some(Default::default()))
    }

    fn picture(name: &str, content: &'static [u8]) -> Self {
        Self::new(name, "png", "image/png", content, None)
    }

    fn new(
        name: &str,
        extension: &str,
        content_type: &'static str,
        content: &'static [u8],
        compressed: Option<[OnceLock<Bytes>; Coding::ALL.len()]>,
    ) -> Self {
        let version = format!("{:016x}", etag::fingerprint(content));
        Self {
            path: format!("/assets/{name}-{version}.{extension}"),
            tag: format!("\"{version}\""),
            content_type,
            content,
            compressed,
        }
    }

    /// The address of this content of the file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let cached = [
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (ETAG, self.tag.as_str()),
            (VARY, ACCEPT_ENCODING.as_str()),
        ];
        if etag::is_known(request.get_all(IF_NONE_MATCH).iter(), &self.tag) {
            return (StatusCode::NOT_MODIFIED, cached).into_response();
        }
        let content_type = [(CONTENT_TYPE, self.content_type)];
        match (Coding::accepted(request), &self.compressed) {
            (Some(coding), Some(compressed)) => {
                let body = compressed[coding as usize]
                    .get_or_init(|| coding.compress(self.content, Effort::Once).into())
                    .clone();
                (cached, content_type, [(CONTENT_ENCODING, coding.as_str())], body).into_response()
            }
            _ => (cached, content_type, self.content).into_response(),
        }
    }
}
