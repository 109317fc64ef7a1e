//! The ranked search inside a session: what `.ranked on` switches to, and what `.show` tells.

use ostler::Conn;

use super::command::Command;
use super::session::PROMPT;
use crate::{Found, Group, Item, Language, Page, Searcher, UnicodeVersion, book};

/// The state of a session's ranked search.
#[derive(Debug)]
pub(super) struct Ranked {
    searcher: Searcher,
    is_on: bool,
    limit: usize,
    limit_max: usize,
}

impl Ranked {
    /// Off, without languages of the user's; at most `results_max` results are sent to a query.
    pub(super) fn new(version: UnicodeVersion, results_max: Option<usize>) -> Self {
        let limit_max = results_max.unwrap_or(usize::MAX);
        Self {
            searcher: Searcher::new(version, &[]),
            is_on: false,
            limit: LIMIT_DEFAULT.min(limit_max),
            limit_max,
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// Takes over what `command` sets, and says how things stand.
    pub(super) fn set(&mut self, command: Command<'_>) -> String {
        match command {
            Command::Ranked { on } => {
                self.is_on = on;
                if on { "Ranked search: best first".into() } else { "The book's search".into() }
            }
            Command::Languages(languages) => {
                self.searcher = Searcher::new(self.searcher.version(), &languages);
                let tags: Vec<&str> = languages.iter().map(|language| language.tag()).collect();
                if tags.is_empty() {
                    "Languages: all alike".into()
                } else {
                    format!("Languages: {}", tags.join(", "))
                }
            }
            Command::Limit(limit) => {
                self.limit = limit.min(self.limit_max);
                format!("At most {} results", self.limit)
            }
            _ => String::new(),
        }
    }

    /// Sends what `query` means, best first, status and prompt; returns how many results were sent.
    pub(super) async fn answer(&self, conn: &mut Conn, query: &str) -> ostler::Result<usize> {
        let answer = self.searcher.search(query, Page::first(self.limit));
        let mut out = String::new();
        for notice in &answer.notices {
            out.push_str(&format!("! {notice}\r\n"));
        }
        let mut group = Group::Match;
        for found in &answer.found {
            if found.group != group {
                group = found.group;
                out.push_str(heading(group));
            }
            write_line(&mut out, found);
            if out.len() >= WRITE_BYTES {
                conn.write_all(out.as_bytes()).await?;
                out.clear();
            }
        }
        let sent = answer.found.len();
        if sent < answer.total {
            out.push_str(&format!("… {} more\r\n", answer.total - sent));
        }
        out.push_str(&book::status(query, answer.total, self.searcher.version()));
        out.push_str("\r\n");
        conn.write_all(out.as_bytes()).await?;
        conn.write_all(PROMPT).await?;
        Ok(sent)
    }

    /// All there is to know of what `text` means best, and how many results that is.
    pub(super) fn show(&self, text: &str) -> (Vec<String>, usize) {
        let answer = self.searcher.search(text, Page::first(1));
        match answer.found.first() {
            Some(found) => (describe(found.item), 1),
            None => (vec![book::status(text, 0, self.searcher.version())], 0),
        }
    }
}

/// The line before the results of a group.
fn heading(group: Group) -> &'static str {
    match group {
        Group::Literal => "What it denotes:\r\n",
        Group::Match => "What has the words:\r\n",
        Group::Partial => "What has all words but one:\r\n",
        Group::DidYouMean => "Did you mean:\r\n",
    }
}

/// A line as the original writes it, with the reason behind where it is not the name.
fn write_line(out: &mut String, found: &Found) {
    match found.item {
        Item::Char(c) => {
            let mut line = Vec::new();
            book::write_line(&mut line, c);
            out.push_str(&String::from_utf8_lossy(&line));
        }
        item @ Item::Sequence(_) => out.push_str(&format!("{}\t{item}\t{}", code_points(item), item.name())),
    }
    if found.why.text != found.item.name() {
        let language = found.why.language.map(|language| format!(" {language}")).unwrap_or_default();
        let field = found.why.field.map_or("", |field| field.as_str());
        out.push_str(&format!("\t({field}{language}: {})", found.why.text));
    }
    out.push_str("\r\n");
}

fn code_points(item: Item) -> String {
    item.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}

fn describe(item: Item) -> Vec<String> {
    let mut lines = vec![format!("{}\t{}", code_points(item), item.name())];
    lines.extend(crate::phrases(item).map(|phrase| format!("{}: {}", phrase.field.as_str(), phrase.text)));
    let _languages: [Language; 0] = [];
    lines
}

/// The most results of a ranked answer, unless the session says otherwise: what a terminal shows at once.
const LIMIT_DEFAULT: usize = 20;
/// How much of a long answer is written at once.
const WRITE_BYTES: usize = 32 * 1024;
