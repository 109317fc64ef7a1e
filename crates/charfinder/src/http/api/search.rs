//! `/api/v1/search`: what a query finds, best first or in the order of code points.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::http::cursor::Cursors;
use crate::http::first_edition;
use crate::http::parameters::{ParameterError, Parameters};
use crate::http::preferences::{LANGUAGES, languages};
use crate::http::problem::Problem;
use crate::http::{HttpState, json};
use crate::{Answer, Field, Finder, Found, Group, Item, Language, Page, Searcher, UnicodeVersion, Why};

const PARAMETERS: &[&str] = &["q", "limit", "cursor", "order", "unicode", LANGUAGES];
const RANK: &str = "rank";
const CODE_POINT: &str = "codepoint";

pub(super) async fn search(State(state): State<HttpState>, RawQuery(query_string): RawQuery) -> Response {
    match Request::parse(&state, query_string.as_deref()) {
        Ok(request) => request.answer(&state),
        Err(error) => Problem::from(error).into_response(),
    }
}

struct Request {
    query: String,
    version: UnicodeVersion,
    languages: Vec<Language>,
    order: Order,
    cursors: Cursors,
    limit: usize,
}

/// The order of the results, and where in it the answer starts.
enum Order {
    Rank { from: usize },
    CodePoint { after: Option<char> },
}

impl Request {
    fn parse(state: &HttpState, query_string: Option<&str>) -> Result<Self, ParameterError> {
        let parameters = Parameters::parse_known(query_string, PARAMETERS)?;
        let query = parameters
            .text("q")
            .ok_or(ParameterError::Missing { name: "q", allowed: "give the words to look for" })?;
        let version = parameters.unicode()?.unwrap_or(state.finder.version());
        let languages = languages(&parameters)?.unwrap_or_default();
        let cursors = |order| cursors(query, order, version, &languages);
        let (order, cursors) = match parameters.text("order") {
            None | Some("" | RANK) => {
                let cursors = cursors(RANK);
                (Order::Rank { from: cursors.results_passed(&parameters)?.unwrap_or(0) }, cursors)
            }
            Some(CODE_POINT) => {
                let cursors = cursors(CODE_POINT);
                (Order::CodePoint { after: cursors.char_passed(&parameters)? }, cursors)
            }
            Some(_) => {
                let allowed = format!("give '{RANK}' or '{CODE_POINT}'");
                return Err(ParameterError::Invalid { name: "order", allowed });
            }
        };
        let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?.min(state.results_max);
        Ok(Self { query: query.to_owned(), version, languages, order, cursors, limit })
    }

    fn answer(&self, state: &HttpState) -> Response {
        state.log_query(&self.query);
        let (answer, next_cursor) = match self.order {
            Order::Rank { from } => self.ranked(from),
            Order::CodePoint { after } => self.ascending(after),
        };
        state.log_sending(answer.found.len());
        let mut body = Vec::with_capacity(ANSWER_BYTES_USUAL + answer.found.len() * RESULT_BYTES_USUAL);
        body.extend_from_slice(b"{\"query\":");
        json::write_string(&mut body, &self.query);
        body.extend_from_slice(b",\"unicode\":\"");
        json::write_display(&mut body, self.version);
        body.extend_from_slice(b"\",\"total\":");
        json::write_display(&mut body, answer.total);
        body.extend_from_slice(b",\"results\":");
        json::write_list(&mut body, &answer.found, json::write_found);
        body.extend_from_slice(b",\"notices\":");
        json::write_list(&mut body, &answer.notices, |out, notice| json::write_string(out, notice));
        body.extend_from_slice(b",\"next_cursor\":");
        match next_cursor {
            Some(cursor) => json::write_string(&mut body, &cursor),
            None => body.extend_from_slice(b"null"),
        }
        body.push(b'}');
        json::respond(StatusCode::OK, json::JSON, body)
    }

    fn ranked(&self, from: usize) -> (Answer, Option<String>) {
        let searcher = Searcher::new(self.version, &self.languages);
        let answer = searcher.search(&self.query, Page { offset: from, limit: self.limit });
        let next = from.saturating_add(answer.found.len());
        let has_more = !answer.found.is_empty() && next < answer.total;
        (answer, has_more.then(|| self.cursors.behind_first(next)))
    }

    fn ascending(&self, after: Option<char>) -> (Answer, Option<String>) {
        let chars = first_edition::Answer::new(Finder::new(self.version), &self.query, after, self.limit);
        let next_cursor = chars.next_after().map(|after| self.cursors.behind(after));
        let found = chars.chars.iter().map(|c| found_by_name(*c)).collect();
        (Answer { total: chars.total, found, notices: Vec::new() }, next_cursor)
    }
}

/// The cursor of what `query` finds behind `after` in the order of code points, as of `version` and without further languages.
pub(in crate::http) fn cursor_behind(query: &str, version: UnicodeVersion, after: char) -> String {
    cursors(query, CODE_POINT, version, &[]).behind(after)
}

fn cursors(query: &str, order: &str, version: UnicodeVersion, languages: &[Language]) -> Cursors {
    let languages: Vec<&str> = languages.iter().map(|language| language.tag()).collect();
    Cursors::of(&[query, order, &version.to_string(), &languages.join(",")])
}

/// A character that was found because its name has all the words.
fn found_by_name(c: char) -> Found {
    let item = Item::Char(c);
    Found {
        item,
        group: Group::Match,
        why: Why { field: Some(Field::Name), text: item.name(), language: None },
    }
}

/// What an answer has around its results, and what a result takes.
const ANSWER_BYTES_USUAL: usize = 200;
const RESULT_BYTES_USUAL: usize = 220;
