//! `/?query=`: the page of the first edition, whole without any script. A form, a message, the results, the examples of the book.
//!
//! It finds what the book's program finds, in the order of code points; the ranked search has pages of its own (`site/`).
//! The page is written top to bottom by small functions, each of which appends its part; all that is not literal
//! goes through `html.rs`.

mod answer;
mod frame;
mod paging;
mod results;

use std::fmt::{self, Display, Formatter};

pub(super) use self::answer::Answer;

use axum::response::{Html, IntoResponse, Response};

use self::frame::{END, Head, Header};
use self::paging::Paging;
use self::results::Results;
use super::html::Escaped;
use super::parameters::{PARAMETER_BYTES_MAX, ParameterError, Parameters};
use super::{HttpState, api};
use crate::{Finder, UnicodeVersion, book};

const INVITATION: &str = "Enter words describing characters.";
/// The examples of the book, in its order.
pub(super) const EXAMPLES: [&str; 16] = [
    "bismillah",
    "black",
    "Braille",
    "cat",
    "chess",
    "circled",
    "digit",
    "dot",
    "Ethiopic",
    "face",
    "hexagram",
    "Malayalam",
    "mark",
    "operator",
    "Roman",
    "symbol",
];

/// The page that `query_string` asks for.
pub(super) fn show(state: &HttpState, query_string: Option<&str>) -> Response {
    let (request, error) = Request::read(query_string);
    match error {
        None => Html(request.answer(state)).into_response(),
        Some(error) => (error.status(), Html(request.refuse(state, &error))).into_response(),
    }
}

struct Request {
    query: String,
    unicode: Option<UnicodeVersion>,
    after: Option<char>,
}

impl Request {
    /// What is asked for. Of a request with an error it is what was valid, for the form.
    fn read(query_string: Option<&str>) -> (Self, Option<ParameterError>) {
        let (parameters, mut error) = Parameters::read(query_string, &["query", "q", "unicode", "cursor"]);
        let (query, q) = (parameters.text("query"), parameters.text("q"));
        if query.is_some() && q.is_some() {
            error.get_or_insert(ParameterError::Both { name: "query", other: "q" });
        }
        let unicode = parameters.unicode().unwrap_or_else(|invalid| {
            error.get_or_insert(invalid);
            None
        });
        let after = parameters.cursor().unwrap_or_else(|invalid| {
            error.get_or_insert(invalid);
            None
        });
        (Self { query: book::strip(query.or(q).unwrap_or_default()).to_owned(), unicode, after }, error)
    }

    fn answer(&self, state: &HttpState) -> String {
        state.log_query(&self.query);
        let finder = state.finder_as_of(self.unicode);
        let found = self.find(finder, state.results_max.min(api::LIMIT_DEFAULT));
        state.log_sending(found.as_ref().map_or(0, |found| found.answer.chars.len()));
        let status =
            found.as_ref().map(|found| book::status(&self.query, found.answer.total, finder.version()));
        Page {
            title: &match &found {
                Some(_) => format!("{} – Charfinder", self.query),
                None => "Charfinder".to_owned(),
            },
            query: &self.query,
            version: finder.version(),
            default_version: state.finder.version(),
            message: Message::Status(status.as_deref().unwrap_or(INVITATION)),
            found,
        }
        .to_string()
    }

    fn refuse(&self, state: &HttpState, error: &ParameterError) -> String {
        Page {
            title: "Not understood – Charfinder",
            query: &self.query,
            version: state.finder_as_of(self.unicode).version(),
            default_version: state.finder.version(),
            message: Message::Error(&format!("This search is not understood: {error}.")),
            found: None,
        }
        .to_string()
    }

    fn find(&self, finder: Finder, limit: usize) -> Option<Found> {
        let answer = (!self.query.is_empty()).then(|| Answer::new(finder, &self.query, self.after, limit))?;
        Some(Found { answer, limit, is_first: self.after.is_none() })
    }
}

struct Found {
    answer: Answer,
    /// The most characters on one page; the rest is behind a link.
    limit: usize,
    is_first: bool,
}

enum Message<'a> {
    Status(&'a str),
    Error(&'a str),
}

impl Display for Message<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(text) => writeln!(f, "<p role=\"status\" class=\"message\">{}</p>", Escaped(text)),
            Self::Error(text) => {
                writeln!(f, "<p role=\"alert\" class=\"message error\">{}</p>", Escaped(text))
            }
        }
    }
}

struct Page<'a> {
    title: &'a str,
    query: &'a str,
    version: UnicodeVersion,
    default_version: UnicodeVersion,
    message: Message<'a>,
    found: Option<Found>,
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}{Header}<main>", Head { title: self.title })?;
        self.write_form(f)?;
        write!(f, "{}", self.message)?;
        if let Some(found) = &self.found {
            self.write_found(f, found)?;
        }
        self.write_examples(f)?;
        f.write_str("</main>\n")?;
        self.write_footer(f)?;
        f.write_str(END)
    }
}

impl Page<'_> {
    fn write_form(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let autofocus = if self.found.is_none() { " autofocus" } else { "" };
        write!(
            f,
            "<form action=\"/\" role=\"search\">\n\
             <div class=\"field words\">\n<div class=\"label-row\">\n<label for=\"query\">Words of the name</label>\n\
             <span id=\"shortcut\" hidden><kbd>/</kbd> leads here</span>\n</div>\n\
             <input type=\"search\" id=\"query\" name=\"query\" value=\"{}\" maxlength=\"{PARAMETER_BYTES_MAX}\" \
             placeholder=\"chess black\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" \
             enterkeyhint=\"search\"{autofocus}>\n</div>\n\
             <div class=\"field\">\n<label for=\"unicode\">As of Unicode</label>\n<select id=\"unicode\" name=\"unicode\">\n",
            Escaped(self.query),
        )?;
        for version in UnicodeVersion::all().rev() {
            let value = if version == self.default_version { String::new() } else { version.to_string() };
            let selected = if version == self.version { " selected" } else { "" };
            writeln!(f, "<option value=\"{value}\"{selected}>{version}</option>")?;
        }
        f.write_str("</select>\n</div>\n<button type=\"submit\">find</button>\n</form>\n")
    }

    /// `&unicode=…` for an address, where it is needed.
    fn version_parameter(&self) -> String {
        if self.version == self.default_version {
            String::new()
        } else {
            format!("&amp;unicode={}", self.version)
        }
    }

    fn write_found(&self, f: &mut Formatter<'_>, found: &Found) -> fmt::Result {
        let Found { answer, limit, is_first } = found;
        let paging = Paging {
            answer,
            limit: *limit,
            query: self.query,
            version_parameter: &self.version_parameter(),
            is_first: *is_first,
        };
        write!(f, "{paging}")?;
        if !answer.chars.is_empty() {
            write!(f, "{}", Results { chars: &answer.chars, query: self.query, version: self.version })?;
            write!(f, "{paging}")?;
        }
        Ok(())
    }

    fn write_examples(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("<nav class=\"examples\" aria-label=\"Examples\">\n<p>Examples: ")?;
        let version = self.version_parameter();
        for (i, word) in EXAMPLES.iter().enumerate() {
            let comma = if i == 0 { "" } else { ",\n" };
            write!(
                f,
                "{comma}<a href=\"/?query={word}{version}\" title=\"find &quot;{word}&quot;\">{word}</a>"
            )?;
        }
        f.write_str("</p>\n</nav>\n")
    }

    fn write_footer(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<footer>\n<p>Give whole words of the name, in any order; names of Unicode {}. The number at the end of a CJK \
             ideograph’s name is not searched, nor are the aliases after “also”.</p>\n\
             <p>A box in place of a character: no font of this device has it.</p>\n<p>For programs: <a href=\"/api/v1/openapi.json\">JSON API</a></p>\n</footer>\n",
            self.version
        )
    }
}
