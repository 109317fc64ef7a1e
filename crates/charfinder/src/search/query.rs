//! The parts of a query: a set, filters, a language, words.

use std::sync::Arc;

use crate::set::{FILTERS, filter};
use crate::{CodePointSet, Language};

/// A query, taken apart.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// What is left to be searched for.
    pub(super) words: String,
    /// The set that the query is.
    pub(super) set: Option<CodePointSet>,
    /// What results have to be in.
    pub(super) conditions: Vec<Arc<CodePointSet>>,
    /// The language asked for by `lang:`.
    pub(super) language: Option<Language>,
    /// What was not understood.
    pub(super) notices: Vec<String>,
}

impl Query {
    pub(super) fn read(text: &str) -> Self {
        let mut query = Self::default();
        if looks_like_set(text) {
            match CodePointSet::parse(text) {
                Ok(set) => {
                    query.set = Some(set);
                    return query;
                }
                Err(error) => query.notices.push(format!("not a set: {error}")),
            }
        }
        if looks_like_begun_set(text)
            && let Err(error) = CodePointSet::parse(text)
        {
            query.notices.push(format!("read as words, for it is not a set: {error}"));
        }
        for token in tokens(text) {
            match token.split_once(':') {
                Some((name, value)) if !value.is_empty() && query.take(name, value.trim_matches('"')) => {}
                _ => {
                    query.notices.extend(without_value(token));
                    query.words.push_str(token);
                    query.words.push(' ');
                }
            }
        }
        query.words.truncate(query.words.trim_end().len());
        if let (Some(language), true) = (query.language, query.words.is_empty()) {
            query.notices.push(format!("lang:{} needs words to look for beside it", language.tag()));
        }
        query
    }

    /// Whether there is anything but words.
    pub(super) fn has_conditions(&self) -> bool {
        !self.conditions.is_empty() || self.language.is_some()
    }

    /// Takes over `name:value`; whether it is one of ours.
    fn take(&mut self, name: &str, value: &str) -> bool {
        if name.eq_ignore_ascii_case("lang") {
            match value.parse() {
                Ok(language) => self.language = Some(language),
                Err(error) => self.notices.push(format!("{error}")),
            }
            return true;
        }
        if !FILTERS.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return false;
        }
        match filter(name, value) {
            Ok(set) if self.conditions.len() < CONDITIONS_MAX => self.conditions.push(set),
            Ok(_) => self.notices.push(format!("only {CONDITIONS_MAX} filters count")),
            Err(error) => self.notices.push(error.to_string()),
        }
        true
    }
}

/// Whether `text` was meant as a set: it begins like one and is more than a bracket.
fn looks_like_set(text: &str) -> bool {
    let begins = ["[", "\\p{", "\\P{", "\\p", "\\P"].iter().any(|start| text.starts_with(start));
    begins && text.chars().nth(2).is_some() && text.ends_with([']', '}'])
        || text.starts_with("[:") && text.ends_with(":]")
}

/// Whether `text` begins like a set, more than `[a` or LaTeX's `\pi`, and does not end like one.
fn looks_like_begun_set(text: &str) -> bool {
    let begins = ["[", "\\p{", "\\P{"].iter().any(|start| text.starts_with(start));
    begins && text.chars().nth(2).is_some() && !looks_like_set(text)
}

/// What to say of a filter without its value.
fn without_value(token: &str) -> Option<String> {
    let name = token.strip_suffix(':')?;
    if name.eq_ignore_ascii_case("lang") {
        return Some("lang: takes a language: lang:fr".to_owned());
    }
    let (name, what) = FILTERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(format!("{name}: takes {what}"))
}

/// The parts between white space; quotation marks hold a value together: `block:"chess symbols"`.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut is_quoted = false;
        let end = rest.char_indices().find(|(at, c)| {
            let opens = *c == '"' && (is_quoted || rest[..*at].ends_with(':'));
            is_quoted ^= opens;
            !is_quoted && c.is_whitespace()
        });
        let (token, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after.trim_start();
        Some(token)
    })
}

/// The most filters of a query.
const CONDITIONS_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_taken_out_of_the_words() {
        let query = Query::read("block:\"chess symbols\" black  script:zyyy king");
        assert_eq!((query.words.as_str(), query.conditions.len()), ("black king", 2));
        assert!(query.notices.is_empty());
        let query = Query::read("lang:en sun re:zero :) a:");
        assert_eq!((query.words.as_str(), query.language), ("sun re:zero :) a:", Some(Language::ENGLISH)));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for (text, part) in [
            ("gc:Xx sun", "Xx"),
            ("is:blorp", "blorp"),
            ("lang:zzz sun", "zzz"),
            ("[\\p{Nonsense}]", "Nonsense"),
            ("[a-z", "not closed by `]`"),
            ("[abc", "not closed by `]`"),
            ("\\p{L", "not a set"),
            ("block:", "block:arrows"),
            ("king Age:", "age:15.0"),
            ("lang:", "lang:fr"),
            ("lang:fr", "lang:fr needs words"),
            ("lang:fr gc:Lu", "lang:fr needs words"),
        ] {
            let query = Query::read(text);
            assert!(query.notices.iter().any(|notice| notice.contains(part)), "{text}: {:?}", query.notices);
        }
        assert_eq!(Query::read(&"gc:Lu ".repeat(20)).conditions.len(), CONDITIONS_MAX);
    }

    #[test]
    fn what_is_plain_is_not_remarked_upon() {
        for text in ["[", "[]", "[a", "\\pi", "\\parallel", "a:", ":smile:", "lang:fr soleil", "arrow ]"] {
            assert_eq!(Query::read(text).notices, [""; 0], "{text}");
        }
    }

    #[test]
    fn sets_are_told_from_brackets() {
        assert!(Query::read("[\\p{L}&\\p{Greek}]").set.is_some());
        assert!(Query::read("\\p{Sm}").set.is_some());
        assert!(Query::read("[:Lu:]").set.is_some());
        for words in ["[", "[]", "[a", "bracket ]"] {
            assert!(Query::read(words).set.is_none(), "{words}");
        }
    }
}
