//! `/` and `/?q=`: the ranked search, and `/results?q=`, the same list without the page around it, for the script.

use std::fmt::{self, Display, Formatter, Write};

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::{HOME, PAGE_BYTES_USUAL, Page as Framed, respond};
use super::glyph::is_emoji;
use super::row::{Row, Words};
use crate::http::HttpState;
use crate::http::first_edition::{self, EXAMPLES};
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::parameters::{ParameterError, Parameters};
use crate::http::preferences::{INTERFACE, LANGUAGES, Visit};
use crate::http::texts::Texts;
use crate::{Answer, Finder, Found, Group, Page, Searcher, UnicodeVersion};

pub(in crate::http) const RESULTS_PATH: &str = "/results";

/// The results of one page; a screen shows about ten.
const ROWS: usize = 50;
const PARAMETERS: &[&str] = &["q", "unicode", "from", INTERFACE, LANGUAGES];

/// The home of both searches: that of the first edition where its parameter is given.
pub(in crate::http) async fn home(
    State(state): State<HttpState>,
    visit: Visit,
    RawQuery(query_string): RawQuery,
) -> Response {
    if Parameters::has(query_string.as_deref(), "query") {
        first_edition::show(&state, query_string.as_deref())
    } else {
        Request::read(visit, query_string.as_deref()).page(&state)
    }
}

pub(in crate::http) async fn results(
    State(state): State<HttpState>,
    visit: Visit,
    RawQuery(query_string): RawQuery,
) -> Response {
    Request::read(visit, query_string.as_deref()).fragment(&state)
}

/// The page that invites to search.
pub(in crate::http) fn invitation(visit: Visit) -> String {
    let nothing_is_searched = HttpState::new(Finder::default(), 1, None);
    Request::read(visit, None).html(&nothing_is_searched)
}

struct Request {
    visit: Visit,
    query: String,
    unicode: Option<UnicodeVersion>,
    /// How many results are passed over.
    from: usize,
    /// The languages in the address, as they stand there.
    languages: Option<String>,
    error: Option<ParameterError>,
}

impl Request {
    /// What is asked for. Of a request with an error it is what was valid, for the form.
    fn read(mut visit: Visit, query_string: Option<&str>) -> Self {
        let (parameters, mut error) = Parameters::read(query_string, PARAMETERS);
        if let Err(invalid) = visit.read(&parameters) {
            error.get_or_insert(invalid);
        }
        let unicode = parameters.unicode().unwrap_or_else(|invalid| {
            error.get_or_insert(invalid);
            None
        });
        let from = parameters.number("from", 0, FROM_MAX).unwrap_or_else(|invalid| {
            error.get_or_insert(invalid);
            0
        });
        Self {
            query: parameters.text("q").unwrap_or_default().trim().to_owned(),
            unicode,
            from,
            languages: parameters.text(LANGUAGES).map(str::to_owned),
            visit,
            error,
        }
    }

    fn page(&self, state: &HttpState) -> Response {
        respond(&self.visit, self.status(), self.html(state))
    }

    fn html(&self, state: &HttpState) -> String {
        let results = self.results(state);
        let unicode = self.unicode.map(|version| version.to_string());
        let kept = [("unicode", &unicode), (LANGUAGES, &self.languages)];
        let kept: Vec<(&str, &str)> =
            kept.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
        let page = Framed {
            visit: &self.visit,
            title: &self.query,
            canonical: None,
            query: &self.query,
            kept: &kept,
            kind: if self.query.is_empty() && self.error.is_none() { HOME } else { "search" },
            body: format_args!(
                "<h1 class=\"spoken\">{}</h1>\n<p id=\"count\" class=\"count\" role=\"status\">{}</p>\n{results}",
                self.visit.texts().search_label,
                Escaped(results.count())
            ),
        };
        let mut html = String::with_capacity(PAGE_BYTES_USUAL);
        write!(html, "{page}").expect("a text is written to memory");
        html
    }

    fn fragment(&self, state: &HttpState) -> Response {
        let mut html = String::with_capacity(FRAGMENT_BYTES_USUAL);
        write!(html, "{}", self.results(state)).expect("a text is written to memory");
        respond(&self.visit, self.status(), html)
    }

    fn status(&self) -> StatusCode {
        self.error.as_ref().map_or(StatusCode::OK, ParameterError::status)
    }

    fn results<'a>(&'a self, state: &HttpState) -> Results<'a> {
        let version = self.unicode.unwrap_or(state.finder.version());
        let content = if let Some(error) = &self.error {
            Content::Error(error)
        } else if self.query.is_empty() {
            Content::Welcome
        } else {
            state.log_query(&self.query);
            let searcher = Searcher::new(version, &self.visit.languages);
            let page = Page { offset: self.from, limit: ROWS.min(state.results_max) };
            let answer = searcher.search(&self.query, page);
            state.log_sending(answer.found.len());
            Content::Answer(answer)
        };
        let old_version = (version != state.finder.version()).then_some(version);
        Results { request: self, texts: self.visit.texts(), content, old_version }
    }

    /// The address of this search from another place on.
    fn address(&self, from: usize) -> String {
        let mut address = format!("/?q={}", UrlEncoded(&self.query));
        if let Some(version) = self.unicode {
            write!(address, "&unicode={version}").expect("a text is written to memory");
        }
        if let Some(languages) = &self.languages {
            write!(address, "&lang={}", UrlEncoded(languages)).expect("a text is written to memory");
        }
        if from > 0 {
            write!(address, "&from={from}").expect("a text is written to memory");
        }
        address
    }
}

enum Content<'a> {
    Welcome,
    Error(&'a ParameterError),
    Answer(Answer),
}

/// What is found, or what there is to say instead.
struct Results<'a> {
    request: &'a Request,
    texts: &'static Texts,
    content: Content<'a>,
    /// The version of Unicode that was searched, if it is not the usual one.
    old_version: Option<UnicodeVersion>,
}

impl Results<'_> {
    /// What the results are, in one line.
    fn count(&self) -> String {
        match &self.content {
            Content::Welcome => String::new(),
            Content::Error(error) => {
                let told = self.texts.message(&error.to_string()).into_text();
                format!("{}: {told}.", self.texts.not_understood)
            }
            Content::Answer(answer) if answer.total == 0 => self.texts.nothing.to_owned(),
            Content::Answer(answer) => (self.texts.count)(answer.total),
        }
    }
}

impl Display for Results<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "<div id=\"results\" data-query=\"{}\" data-count=\"{}\">",
            Escaped(&self.request.query),
            Escaped(self.count())
        )?;
        match &self.content {
            Content::Welcome => self.write_welcome(f)?,
            Content::Error(_) => {}
            Content::Answer(answer) => self.write_answer(f, answer)?,
        }
        f.write_str("</div>\n")
    }
}

impl Results<'_> {
    fn write_answer(&self, f: &mut Formatter<'_>, answer: &Answer) -> fmt::Result {
        let texts = self.texts;
        if let Some(version) = self.old_version {
            writeln!(f, "<p class=\"notice\">{} {version}</p>", texts.as_of_unicode)?;
        }
        for notice in &answer.notices {
            writeln!(f, "<p class=\"notice\">{}.</p>", texts.message(notice))?;
        }
        if answer.total == 0 {
            return writeln!(
                f,
                "<p class=\"hint\">{} <a href=\"/help\">{}</a></p>",
                texts.nothing_hint, texts.help
            );
        }
        let words = Words::of(&self.request.query);
        let mut rest = answer.found.as_slice();
        while let Some(first) = rest.first() {
            let heading = heading(first.group, texts);
            let same = |found: &&Found| super::search::heading(found.group, texts) == heading;
            let (group, after) = rest.split_at(rest.iter().take_while(same).count());
            if let Some(heading) = heading {
                writeln!(f, "<h2 class=\"group\">{heading}</h2>")?;
            }
            f.write_str("<ol class=\"rows\">\n")?;
            group.iter().try_for_each(|found| write!(f, "{}", Row { found, words: &words, texts }))?;
            f.write_str("</ol>\n")?;
            rest = after;
        }
        self.write_paging(f, answer)
    }

    fn write_paging(&self, f: &mut Formatter<'_>, answer: &Answer) -> fmt::Result {
        let (from, shown) = (self.request.from, answer.found.len());
        let more = answer.total.saturating_sub(from + shown);
        if from == 0 && more == 0 {
            return Ok(());
        }
        let texts = self.texts;
        f.write_str("<nav class=\"paging\">\n")?;
        if from > 0 {
            writeln!(f, "<a href=\"{}\">{}</a>", Escaped(self.request.address(0)), texts.first_page)?;
        }
        if shown > 0 {
            let range = (texts.range_of)(from + 1, from + shown, answer.total);
            writeln!(f, "<span class=\"range\">{}</span>", Escaped(range))?;
        }
        if more > 0 && shown > 0 {
            writeln!(
                f,
                "<a rel=\"next\" href=\"{}\">{}</a>",
                Escaped(self.request.address(from + shown)),
                (texts.more)(more.min(ROWS))
            )?;
        }
        f.write_str("</nav>\n")
    }

    fn write_welcome(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.texts;
        writeln!(f, "<p class=\"welcome\">{}</p>\n<div id=\"mine\"></div>", Escaped(texts.welcome))?;
        writeln!(f, "<section class=\"try\">\n<h2>{}</h2>\n<dl>", texts.things_to_try)?;
        let rows: [(&str, &[&str]); 4] = [
            (texts.try_words, texts.try_words_queries),
            (texts.try_notation, &["♚", "U+2192", "&nbsp;", "\\u00e9", "%E2%82%AC", "1F600"]),
            (texts.try_filter, &["block:arrows", "script:greek small", "is:emoji cat", "age:18.0"]),
            (texts.try_set, &["[\\p{Greek}&\\p{Lu}]", "U+2654..U+265F"]),
        ];
        for (label, queries) in rows {
            write!(f, "<dt>{label}</dt><dd>")?;
            for query in queries {
                write!(f, "<a href=\"/?q={}\">{}</a> ", UrlEncoded(query), Escaped(query))?;
            }
            f.write_str("</dd>\n")?;
        }
        f.write_str("</dl>\n</section>\n")?;
        self.write_shelves(f)?;
        writeln!(f, "<nav class=\"examples\" aria-label=\"{}\">\n<h2>{0}</h2>\n<p>", texts.examples)?;
        for word in EXAMPLES {
            writeln!(f, "<a href=\"/?q={word}\">{word}</a>")?;
        }
        f.write_str("</p>\n</nav>\n")
    }

    fn write_shelves(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let browse = self.texts.browse;
        writeln!(f, "<nav class=\"shelves\" aria-label=\"{browse}\">\n<h2>{browse}</h2>\n<ul>")?;
        for (address, sample, name) in SHELVES {
            let class = if sample.chars().any(is_emoji) { " class=\"emoji\"" } else { "" };
            writeln!(
                f,
                "<li><a href=\"{address}\"><bdi aria-hidden=\"true\"{class}>{}</bdi>{}</a></li>",
                Escaped(sample),
                self.texts.term(name)
            )?;
        }
        f.write_str("</ul>\n</nav>\n")
    }
}

/// What stands above the results of a group.
fn heading(group: Group, texts: &Texts) -> Option<&'static str> {
    match group {
        Group::Literal | Group::Match => None,
        Group::Partial => Some(texts.some_words),
        Group::DidYouMean => Some(texts.did_you_mean),
    }
}

/// What people come for most: an address, some of what is there, what the standard calls it.
const SHELVES: [(&str, &str, &str); 12] = [
    ("/block/arrows", "←↑→↓", "Arrows"),
    ("/block/mathematical-operators", "∀∑√∞", "Mathematical Operators"),
    ("/category/Sc", "€£¥₽", "Currency Symbol"),
    ("/block/general-punctuation", "–—…‰", "General Punctuation"),
    ("/block/miscellaneous-symbols", "☀☎♚♫", "Miscellaneous Symbols"),
    ("/block/dingbats", "✓✗✂✦", "Dingbats"),
    ("/block/geometric-shapes", "■▲●◆", "Geometric Shapes"),
    ("/block/box-drawing", "┌┼╬╯", "Box Drawing"),
    ("/block/superscripts-and-subscripts", "⁰⁺ⁿ₂", "Superscripts and Subscripts"),
    ("/block/latin-1-supplement", "é ñ ß", "Latin-1 Supplement"),
    ("/script/greek", "αβΩπ", "Greek"),
    ("/emoji", "😀🎉🚀", "Emoji"),
];

/// No search finds more.
const FROM_MAX: usize = 0x11_0000 + u16::MAX as usize;
const FRAGMENT_BYTES_USUAL: usize = 24 << 10;
