//! What every page of the site has around its own content, and the pages that have nothing else: errors.

use std::fmt::{self, Display, Formatter};

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::asset;
use super::html::Escaped;

/// What closes a page.
pub(super) const END: &str = "</body>\n</html>\n";

/// An error page: an address that does not exist, a method that is not answered.
pub(super) fn refuse(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let page = format!(
        "{}{Header}<main>\n<h2>{}</h2>\n<p role=\"alert\" class=\"message error\">{}</p>\n\
         <p><a href=\"/\">Search for characters</a></p>\n</main>\n{END}",
        Head { title: &format!("{title} – Charfinder") },
        Escaped(title),
        Escaped(detail)
    );
    (status, Html(page)).into_response()
}

/// From the document type to the opening tag of the body.
pub(super) struct Head<'a> {
    pub(super) title: &'a str,
}

impl Display for Head<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"description\" content=\"Find Unicode characters by the words of their names.\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">\n<link rel=\"stylesheet\" href=\"{}\">\n\
             <script src=\"{}\" defer></script>\n</head>\n<body>\n",
            Escaped(self.title),
            asset::ICON.path(),
            asset::STYLE.path(),
            asset::SCRIPT.path()
        )
    }
}

/// The name of the site, which leads home.
pub(super) struct Header;

impl Display for Header {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<header>\n<h1><a href=\"/\"><img src=\"{}\" alt=\"\" width=\"28\" height=\"28\">Charfinder</a></h1>\n</header>\n",
            asset::ICON.path()
        )
    }
}
