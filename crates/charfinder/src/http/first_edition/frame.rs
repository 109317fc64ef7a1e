//! What the page of the first edition has around its content.

use std::fmt::{self, Display, Formatter};

use crate::http::asset;
use crate::http::html::Escaped;

/// What closes a page.
pub(super) const END: &str = "</body>\n</html>\n";

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
            asset::BOOK_STYLE.path(),
            asset::BOOK_SCRIPT.path()
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
