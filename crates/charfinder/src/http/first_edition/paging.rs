//! Which part of the results a page has, and the links to the other parts: the same above and below the table.
//!
//! Above it, because whoever goes by the keyboard would otherwise come to the links after every button of the table.

use std::fmt::{self, Display, Formatter};

use super::answer::Answer;
use crate::http::html::UrlEncoded;
use crate::http::parameters::format_cursor;

/// The navigation among the pages of an answer; nothing at all if one page holds it.
pub(super) struct Paging<'a> {
    pub(super) answer: &'a Answer,
    /// The most characters on one page.
    pub(super) limit: usize,
    pub(super) query: &'a str,
    /// What an address has to say about the Unicode version: `&amp;unicode=…` or nothing.
    pub(super) version_parameter: &'a str,
    /// Whether this is the page without a cursor.
    pub(super) is_first: bool,
}

impl Display for Paging<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_first && self.answer.more == 0 {
            return Ok(());
        }
        let (query, version) = (UrlEncoded(self.query), self.version_parameter);
        f.write_str("<nav class=\"paging\" aria-label=\"Results\">\n")?;
        if !self.is_first {
            writeln!(
                f,
                "<a href=\"/?query={query}{version}\">first {}</a>",
                self.limit.min(self.answer.total)
            )?;
        }
        if let Some(range) = self.answer.range() {
            writeln!(f, "<span>{}–{} of {}</span>", range.start(), range.end(), self.answer.total)?;
        }
        if let Some(after) = self.answer.next_after() {
            writeln!(
                f,
                "<a rel=\"next\" href=\"/?query={query}{version}&amp;cursor={}\">next {}</a>",
                format_cursor(after),
                self.limit.min(self.answer.more)
            )?;
        }
        f.write_str("</nav>\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Finder;

    /// The navigation of the page that starts after `after`.
    fn paging(after: Option<char>, limit: usize) -> String {
        let answer = Answer::new(Finder::default(), "sun", after, limit);
        Paging { answer: &answer, limit, query: "sun", version_parameter: "", is_first: after.is_none() }
            .to_string()
    }

    #[test]
    fn a_page_says_where_it_is_and_where_the_others_are() {
        let chars: Vec<char> = Finder::default().find("sun").collect();
        assert_eq!(chars.len(), 17);
        let check = |after: Option<usize>, first: bool, range: &str, next: Option<&str>| {
            let paging = paging(after.map(|i| chars[i - 1]), 4);
            assert_eq!(paging.contains("<a href=\"/?query=sun\">first 4</a>"), first, "{paging}");
            assert!(paging.contains(&format!("<span>{range} of 17</span>")), "{paging}");
            assert_eq!(paging.contains("rel=\"next\""), next.is_some(), "{paging}");
            assert!(next.is_none_or(|next| paging.contains(&format!("\">next {next}</a>"))), "{paging}");
        };
        check(None, false, "1–4", Some("4"));
        check(Some(4), true, "5–8", Some("4"));
        check(Some(12), true, "13–16", Some("1"));
        check(Some(16), true, "17–17", None);
    }

    #[test]
    fn what_fits_on_one_page_has_no_navigation() {
        assert_eq!(paging(None, 17), "");
        assert_eq!(paging(None, 100), "");
    }

    #[test]
    fn past_the_end_only_the_way_back_is_left() {
        let paging = paging(Some(char::MAX), 4);
        assert!(paging.contains(">first 4</a>"), "{paging}");
        assert!(!paging.contains("<span>") && !paging.contains("next"), "{paging}");
    }
}
