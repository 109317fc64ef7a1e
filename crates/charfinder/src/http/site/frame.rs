//! What every page of the site has around its own content, and the pages that have nothing else: errors.

use std::fmt::{self, Display, Formatter, Write};

use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::html::Escaped;
use crate::http::parameters::PARAMETER_BYTES_MAX;
use crate::http::preferences::{Theme, Visit};
use crate::http::texts::Texts;
use crate::http::{MANIFEST_PATH, OPENSEARCH_PATH, asset};

/// A page.
pub(in crate::http) struct Page<'a, B> {
    pub(in crate::http) visit: &'a Visit,
    /// What the page is about; the name of the site is added.
    pub(in crate::http) title: &'a str,
    /// The one address of what is shown, where it has one.
    pub(in crate::http) canonical: Option<&'a str>,
    /// What stands in the search box.
    pub(in crate::http) query: &'a str,
    /// What an address of this page says besides the query, for the form to keep: names and values.
    pub(in crate::http) kept: &'a [(&'a str, &'a str)],
    /// Which kind of page it is, for style sheet and script.
    pub(in crate::http) kind: &'a str,
    pub(in crate::http) body: B,
}

impl<B: Display> Page<'_, B> {
    /// The page as an answer.
    pub(in crate::http) fn respond(self, status: StatusCode) -> Response {
        let mut html = String::with_capacity(PAGE_BYTES_USUAL);
        write!(html, "{self}").expect("a text is written to memory");
        respond(self.visit, status, html)
    }
}

/// HTML in the visitor's language.
pub(in crate::http) fn respond(visit: &Visit, status: StatusCode, html: String) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(visit.interface.tag())),
        (VARY, HeaderValue::from_static("Accept-Language, Cookie")),
    ];
    (status, headers, html).into_response()
}

/// An error page: an address that does not exist, a method that is not answered.
pub(in crate::http) fn refuse(visit: &Visit, status: StatusCode, detail: &str) -> Response {
    let title = match status {
        StatusCode::NOT_FOUND => visit.texts().not_found.to_owned(),
        _ => visit.texts().message(status.canonical_reason().unwrap_or("Error")).into_text(),
    };
    let body = format!(
        "<h1>{}</h1>\n<p role=\"alert\" class=\"message error\">{}</p>\n",
        Escaped(&title),
        Escaped(detail)
    );
    Page { visit, title: &title, canonical: None, query: "", kept: &[], kind: "error", body }.respond(status)
}

impl<B: Display> Display for Page<'_, B> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write_head(f)?;
        self.write_header(f)?;
        write!(f, "<main id=\"main\" data-kind=\"{}\">\n{}</main>\n", self.kind, self.body)?;
        self.write_footer(f)?;
        f.write_str("</body>\n</html>\n")
    }
}

impl<B> Page<'_, B> {
    fn write_head(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        let theme = match self.visit.theme {
            Theme::System => "",
            Theme::Light => " data-theme=\"light\"",
            Theme::Dark => " data-theme=\"dark\"",
        };
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"ltr\"{theme}>\n<head>\n<meta charset=\"utf-8\">\n",
            self.visit.interface.tag()
        )?;
        f.write_str("<title>")?;
        if !self.title.is_empty() {
            write!(f, "{} – ", Escaped(self.title))?;
        }
        write!(
            f,
            "Charfinder</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"description\" content=\"{}\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">\n\
             <link rel=\"apple-touch-icon\" href=\"{}\">\n\
             <link rel=\"manifest\" href=\"{MANIFEST_PATH}\">\n\
             <link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"Charfinder\" href=\"{OPENSEARCH_PATH}\">\n\
             <link rel=\"stylesheet\" href=\"{}\">\n<script type=\"module\" src=\"{}\"></script>\n",
            Escaped(texts.description),
            asset::ICON.path(),
            asset::ICON_SMALL.path(),
            asset::STYLE.path(),
            asset::SCRIPT.path(),
        )?;
        if let Some(canonical) = self.canonical {
            writeln!(f, "<link rel=\"canonical\" href=\"{}\">", Escaped(canonical))?;
        }
        f.write_str("</head>\n<body>\n")
    }

    fn write_header(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        write!(
            f,
            "<a class=\"skip\" href=\"#main\">{}</a>\n<header class=\"top\">\n\
             <a class=\"brand\" href=\"/\"><img src=\"{}\" alt=\"\" width=\"28\" height=\"28\"><span>Charfinder</span></a>\n\
             <form class=\"find\" action=\"/\" role=\"search\">\n\
             <label class=\"spoken\" for=\"q\">{}</label>\n\
             <input type=\"search\" id=\"q\" name=\"q\" value=\"{}\" maxlength=\"{PARAMETER_BYTES_MAX}\" \
             placeholder=\"{}\" dir=\"auto\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" \
             enterkeyhint=\"search\"{}>\n",
            texts.skip,
            asset::ICON.path(),
            texts.search_label,
            Escaped(self.query),
            Escaped(texts.search_placeholder),
            if self.kind == HOME { " autofocus" } else { "" },
        )?;
        for (name, value) in self.kept {
            writeln!(f, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", Escaped(name), Escaped(value))?;
        }
        write!(
            f,
            "<button type=\"submit\">{}</button>\n</form>\n<nav class=\"menu\" aria-label=\"{}\">\n",
            texts.find, texts.menu
        )?;
        for (path, text) in [("/blocks", texts.browse), ("/identify", texts.identify), ("/help", texts.help)]
        {
            let current = if self.visit.here == path { " aria-current=\"page\"" } else { "" };
            writeln!(f, "<a href=\"{path}\"{current}>{text}</a>")?;
        }
        writeln!(f, "<a href=\"/settings\">{}</a>\n</nav>\n</header>", texts.settings)?;
        self.write_spoken(f)
    }

    /// What the script says, as attributes of a template: a script in the page would need a looser policy.
    fn write_spoken(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<template id=\"texts\"")?;
        for (name, text) in self.visit.texts().spoken {
            write!(f, " data-{name}=\"{}\"", Escaped(text))?;
        }
        f.write_str("></template>\n")?;
        self.write_keys(f)?;
        f.write_str("<p id=\"spoken\" class=\"spoken\" role=\"status\"></p>\n")
    }

    /// What the keys do, shown when somebody asks by a key.
    fn write_keys(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(
            f,
            "<dialog id=\"keys\" aria-labelledby=\"keys-title\">\n<h2 id=\"keys-title\">{}</h2>\n{}\
             <form method=\"dialog\"><button>OK</button></form>\n</dialog>",
            texts.help_keys,
            Keys(texts)
        )
    }

    fn write_footer(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(f, "<footer>\n<p>{}</p>\n<p>", texts.no_font)?;
        let links = [
            ("/blocks", texts.blocks),
            ("/scripts", texts.scripts),
            ("/categories", texts.categories),
            ("/versions", texts.versions),
            ("/emoji", texts.emoji),
            ("/?query=", texts.book_mode),
            ("/api/v1/openapi.json", texts.for_programs),
        ];
        for (path, text) in links {
            writeln!(f, "<a href=\"{path}\">{text}</a>")?;
        }
        f.write_str("</p>\n</footer>\n")
    }
}

/// The list of keys.
pub(super) struct Keys(pub(super) &'static Texts);

impl Display for Keys {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<dl>\n")?;
        for (keys, text) in self.0.keys {
            f.write_str("<dt>")?;
            for (nth, key) in keys.split(", ").enumerate() {
                write!(f, "{}<kbd>{}</kbd>", if nth > 0 { " " } else { "" }, Escaped(key))?;
            }
            writeln!(f, "</dt><dd>{}</dd>", Escaped(text))?;
        }
        f.write_str("</dl>\n")
    }
}

/// The kind of the page with an empty box.
pub(in crate::http) const HOME: &str = "home";
/// Most pages fit.
pub(super) const PAGE_BYTES_USUAL: usize = 48 << 10;
