//! `/api/v1/search`: what a query finds, best first or in the order of code points.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::http::first_edition;
use crate::http::parameters::{ParameterError, Parameters, format_cursor, format_rank_cursor};
use crate::http::preferences::{LANGUAGES, languages};
use crate::http::problem::Problem;
use crate::http::{HttpState, json};
use crate::{Answer, Field, Found, Group, Item, Language, Page, Searcher, UnicodeVersion, Why};

const PARAMETERS: &[&str] = &["q", "limit", "cursor", "order", "unicode", LANGUAGES];

pub(super) async fn search(State(state): State<HttpState>, RawQuery(query_string): RawQuery) -> Response {
    match Request::parse(&state, query_string.as_deref()) {
        Ok(request) => request.answer(&state),
        Err(error) => Problem::from(error).into_response(),
    }
}

struct Request {
    query: String,
    unicode: Option<UnicodeVersion>,
    languages: Vec<Language>,
    order: Order,
    limit: usize,
}

/// The order of the results, and where in it the answer starts.
enum Order {
    Rank { from: usize },
    CodePoint { after: Option<char> },
}

impl Request {
    fn parse(state: &HttpState, query_string: Option<&str>) -> Result<Self, ParameterError> {
        let parameters = Parameters::parse(query_string, PARAMETERS)?;
        let query = parameters
            .text("q")
            .ok_or(ParameterError::Missing { name: "q", allowed: "give the words to look for" })?;
        let order = match parameters.text("order") {
            None | Some("" | "rank") => Order::Rank { from: parameters.rank_cursor()?.unwrap_or(0) },
            Some("codepoint") => Order::CodePoint { after: parameters.cursor()? },
            Some(_) => {
                let allowed = "give 'rank' or 'codepoint'".to_owned();
                return Err(ParameterError::Invalid { name: "order", allowed });
            }
        };
        Ok(Self {
            query: query.to_owned(),
            unicode: parameters.unicode()?,
            languages: languages(&parameters)?.unwrap_or_default(),
            order,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?.min(state.results_max),
        })
    }

    fn answer(&self, state: &HttpState) -> Response {
        state.log_query(&self.query);
        let (answer, next_cursor) = match self.order {
            Order::Rank { from } => self.ranked(state, from),
            Order::CodePoint { after } => self.ascending(state, after),
        };
        state.log_sending(answer.found.len());
        let mut body = Vec::with_capacity(ANSWER_BYTES_USUAL + answer.found.len() * RESULT_BYTES_USUAL);
        body.extend_from_slice(b"{\"query\":");
        json::write_string(&mut body, &self.query);
        body.extend_from_slice(b",\"unicode\":\"");
        json::write_display(&mut body, self.unicode.unwrap_or(state.finder.version()));
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

    fn ranked(&self, state: &HttpState, from: usize) -> (Answer, Option<String>) {
        let searcher = Searcher::new(self.unicode.unwrap_or(state.finder.version()), &self.languages);
        let answer = searcher.search(&self.query, Page { offset: from, limit: self.limit });
        let next = from.saturating_add(answer.found.len());
        let has_more = !answer.found.is_empty() && next < answer.total;
        (answer, has_more.then(|| format_rank_cursor(next)))
    }

    fn ascending(&self, state: &HttpState, after: Option<char>) -> (Answer, Option<String>) {
        let finder = state.finder_as_of(self.unicode);
        let chars = first_edition::Answer::new(finder, &self.query, after, self.limit);
        let next_cursor = chars.next_after().map(format_cursor);
        let found = chars.chars.iter().map(|c| found_by_name(*c)).collect();
        (Answer { total: chars.total, found, notices: Vec::new() }, next_cursor)
    }
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
