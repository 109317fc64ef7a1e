//! `/help`: what the box understands, and the keys.

use std::fmt::{self, Display, Formatter};

use axum::http::StatusCode;
use axum::response::Response;

use super::frame::{Keys, Page};
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::preferences::Visit;
use crate::http::texts::Texts;

pub(in crate::http) const PATH: &str = "/help";

pub(in crate::http) async fn show(visit: Visit) -> Response {
    let texts = visit.texts();
    let body = Help(texts);
    Page { visit: &visit, title: texts.help, canonical: Some(PATH), query: "", kept: &[], kind: "help", body }
        .respond(StatusCode::OK)
}

struct Help(&'static Texts);

impl Display for Help {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.0;
        writeln!(f, "<div class=\"help\">\n<h1>{}</h1>\n<dl>", texts.help_box)?;
        for (query, text) in texts.help_rows {
            writeln!(
                f,
                "<dt><a href=\"/?q={}\"><code>{}</code></a></dt><dd>{}</dd>",
                UrlEncoded(query),
                Escaped(query),
                Escaped(text)
            )?;
        }
        writeln!(f, "</dl>\n<h2>{}</h2>\n{}</div>", texts.help_keys, Keys(texts))
    }
}
