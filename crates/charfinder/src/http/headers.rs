//! Headers that every answer has, whatever route made it or refused it.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Uri};
use axum::response::Response;

use super::Language;

/// What a browser may do with the page: load our style sheet, script and icon, send the form back to us, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

const EVERYWHERE: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    // An answer may change with the next start of the server, which may know another Unicode version.
    (CACHE_CONTROL, "no-cache"),
];

const SHARED: [(HeaderName, &str); 2] =
    [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (ACCESS_CONTROL_EXPOSE_HEADERS, "Link, X-Total-Count")];

/// Adds the headers that every answer has, and lets the scripts of any other site read what is data; a header that a
/// route has set stays.
pub(super) async fn complete(uri: Uri, mut response: Response) -> Response {
    for (name, value) in EVERYWHERE {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if Language::at(uri.path()).is_json() {
        for (name, value) in SHARED {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    response
}
