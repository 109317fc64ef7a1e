//! The ranked search inside a session: what `.ranked on` switches to, and what `.show` tells.

use ostler::Conn;

use super::command::Command;
use super::session::PROMPT;
use crate::describe::Description;
use crate::{
    Answer, CodePoint, Found, Glyph, Group, Item, OneLine, Page, Phrase, Searcher, UnicodeVersion, book,
    phrases,
};

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
                let told = if tags.is_empty() { "all alike".to_owned() } else { tags.join(", ") };
                let hint = if self.is_on { "" } else { "; they count in the ranked search (.ranked on)" };
                format!("Languages: {told}{hint}")
            }
            Command::Limit(limit) => {
                self.limit = limit.min(self.limit_max);
                if self.limit == usize::MAX {
                    "All results".into()
                } else {
                    format!("At most {} results", self.limit)
                }
            }
            _ => String::new(),
        }
    }

    /// Sends what `query` means, best first, status and prompt; returns how many results were sent.
    pub(super) async fn answer(&self, conn: &mut Conn, query: &str) -> ostler::Result<usize> {
        let answer = self.searcher.search(query, Page::first(self.limit));
        let mut out = String::new();
        for notice in &answer.notices {
            out.push_str(&told(notice));
            out.push_str("\r\n");
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
        out.push_str(&book::status(query, matches(&answer), self.searcher.version()));
        out.push_str("\r\n");
        conn.write_all(out.as_bytes()).await?;
        conn.write_all(PROMPT).await?;
        Ok(sent)
    }

    /// All there is to know of what `text` denotes, or else means best, and how many items that is.
    pub(super) fn show(&self, text: &str) -> (Vec<String>, usize) {
        let answer = self.searcher.search(text, Page::first(SHOWN_MAX + 1));
        let literal = answer.found.iter().take_while(|found| found.group == Group::Literal).count();
        let mut lines: Vec<String> = answer.notices.iter().map(|notice| told(notice)).collect();
        let shown = literal.clamp(1, SHOWN_MAX).min(answer.found.len());
        answer.found[..shown].iter().for_each(|found| describe(&mut lines, found.item));
        if literal > SHOWN_MAX {
            lines.push(format!("… only {SHOWN_MAX} are shown at once"));
        }
        if shown == 0 {
            lines.push(book::status(text, 0, self.searcher.version()));
        }
        (lines, shown)
    }
}

/// How many results the status tells of: what was guessed is no match.
fn matches(answer: &Answer) -> usize {
    let is_guess = answer.found.first().is_some_and(|found| found.group == Group::DidYouMean);
    if is_guess { 0 } else { answer.total }
}

/// The line before the results of a group.
fn heading(group: Group) -> &'static str {
    match group {
        Group::Literal => "What it denotes:\r\n",
        Group::Match => "What has the words:\r\n",
        Group::Partial => "What has some of the words:\r\n",
        Group::DidYouMean => "Did you mean:\r\n",
    }
}

/// A line with the columns of the original, and the reason behind where it is not the name. What the original never finds may be
/// a control or turn the line around, so it is a picture here.
fn write_line(out: &mut String, found: &Found) {
    let item = found.item;
    let code_points: Vec<CodePoint> = item.code_points().collect();
    let name = item.known_as();
    out.push_str(&format!("{:<7}\t{}\t{name}", joined(&code_points), Glyph::picture(&code_points)));
    let is_told =
        |text: &str| text == item.name() || name.strip_suffix(text).is_some_and(|rest| rest.ends_with("> "));
    if !is_told(&found.why.text) {
        let language = found.why.language.map(|language| format!(" {language}")).unwrap_or_default();
        let field = found.why.field.map_or("", |field| field.as_str());
        let separator = if field.is_empty() { "" } else { ": " };
        out.push_str(&format!("\t({field}{language}{separator}{})", OneLine::new(&found.why.text)));
    }
    out.push_str("\r\n");
}

fn joined(code_points: &[CodePoint]) -> String {
    code_points.iter().map(CodePoint::to_string).collect::<Vec<_>>().join(" ")
}

fn told(notice: &str) -> String {
    format!("! {}", OneLine::new(notice))
}

/// Appends a heading, and the sections of the description with a line for each fact; of a sequence its names and its characters.
fn describe(lines: &mut Vec<String>, item: Item) {
    let code_points: Vec<CodePoint> = item.code_points().collect();
    lines.push(format!("{}\t{}\t{}", joined(&code_points), Glyph::picture(&code_points), item.known_as()));
    if let [one] = code_points.as_slice() {
        for section in Description::of(*one).sections() {
            lines.push(section.title.to_owned());
            lines.extend(section.facts.iter().map(|fact| format!("  {}: {}", fact.label, fact.value)));
        }
        return;
    }
    let line = |phrase: Phrase| format!("  {}: {}", phrase.field.as_str(), OneLine::new(phrase.text));
    lines.extend(phrases(item).map(line));
    lines.push("Made of".to_owned());
    lines.extend(code_points.iter().map(|part| format!("  {part}: {}", Item::from(*part).name())));
}

/// The most results of a ranked answer, unless the session says otherwise: what a terminal shows at once.
const LIMIT_DEFAULT: usize = 20;
/// The most items that `.show` tells of at once.
const SHOWN_MAX: usize = 8;
/// How much of a long answer is written at once.
const WRITE_BYTES: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> (Vec<String>, usize) {
        Ranked::new(UnicodeVersion::LATEST, None).show(text)
    }

    #[test]
    fn a_character_is_shown_whole_whatever_denotes_it() {
        for text in ["U+265A", "♚", "&#9818;", "e2 99 9a", r"\u265a", "black chess king"] {
            let (lines, shown) = show(text);
            assert_eq!((lines[0].as_str(), shown), ("U+265A\t♚\tBLACK CHESS KING", 1), "{text}");
            for line in ["  Category: Other Symbol (So)", "  UTF-8: E2 99 9A", "  Since Unicode: 1.1"] {
                assert!(lines.iter().any(|it| it == line), "{line} of {text}: {lines:#?}");
            }
        }
    }

    #[test]
    fn what_is_no_character_is_shown_too() {
        assert_eq!(show("U+D800").0[0], "U+D800\tD800\t<surrogate-D800>");
        assert_eq!(show("U+000A").0[0], "U+000A\t␊\t<control-000A> LINE FEED");
        assert_eq!(show("U+FFFF").0[0], "U+FFFF\tFFFF\t<noncharacter-FFFF>");
        let (lines, shown) = show("U+110000");
        assert!(shown == 0 && lines[0].starts_with("! "), "{lines:?}");
    }

    #[test]
    fn a_sequence_is_told_of_with_its_characters() {
        let (lines, shown) = show("🇫🇷");
        assert_eq!((lines[0].as_str(), shown), ("U+1F1EB U+1F1F7\t🇫🇷\tflag: France", 3));
        assert!(lines.contains(&"  U+1F1EB: REGIONAL INDICATOR SYMBOL LETTER F".to_owned()), "{lines:#?}");
        let many: String = ('a'..='z').map(|c| format!("U+{:04X} ", u32::from(c))).collect();
        let (lines, shown) = show(&many);
        assert_eq!(
            (lines.last().map(String::as_str), shown),
            (Some("… only 8 are shown at once"), SHOWN_MAX)
        );
    }

    #[test]
    fn what_was_guessed_is_no_match() {
        let searcher = Searcher::default();
        for (query, is_match) in [("heiroglyph", false), ("snowmna", false), ("chess", true), ("qqqq", false)]
        {
            assert_eq!(matches(&searcher.search(query, Page::first(20))) > 0, is_match, "{query}");
        }
    }

    #[test]
    fn a_control_is_told_by_what_it_is_called() {
        for (query, line) in [
            ("[\\p{Cc}]", "U+0000 \t␀\t<control-0000> NULL\t(set)\r\n"),
            ("line feed", "U+000A \t␊\t<control-000A> LINE FEED\r\n"),
            ("chess king black", "U+265A \t♚\tBLACK CHESS KING\r\n"),
        ] {
            let mut out = String::new();
            write_line(&mut out, &Searcher::default().search(query, Page::first(1)).found[0]);
            assert_eq!(out, line, "{query}");
        }
    }

    #[test]
    fn no_line_has_a_control_or_turns_around() {
        let ranked = Ranked::new(UnicodeVersion::LATEST, None);
        for query in ["lf", "rlo", "bidi", "control", "U+202E", "\u{202e}", "gc:\u{1b}[31m", "is:\u{202e}"] {
            let answer = ranked.searcher.search(query, Page::first(100));
            let mut out = String::new();
            answer.found.iter().for_each(|found| write_line(&mut out, found));
            let lines = answer.notices.iter().map(|notice| told(notice)).chain(ranked.show(query).0);
            for line in out.split("\r\n").map(str::to_owned).chain(lines) {
                let is_bad = |c: char| c.is_control() && c != '\t' || crate::is_bidi_control(c);
                assert!(!line.contains(is_bad), "{line:?}");
            }
        }
    }
}
