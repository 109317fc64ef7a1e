//! All there is to tell of a character or a sequence, line by line, as `show` and the picker print it.

use charfinder::{Encoding, Field, Language, age, general_category, phrases};

use super::row::Subject;

/// A line: what is told, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Detail {
    pub(super) section: &'static str,
    pub(super) label: String,
    pub(super) value: String,
}

/// What there is to tell of `subject`, in reading order.
pub(super) fn of(subject: Subject, _languages: &[Language]) -> Vec<Detail> {
    let mut details = Vec::new();
    let mut add = |section, label: &str, value: String| {
        if !value.is_empty() {
            details.push(Detail { section, label: label.to_owned(), value });
        }
    };
    add(SUMMARY, "name", subject.name());
    add(SUMMARY, "code point", subject.notation());
    if let Some(c) = subject.char() {
        add(SUMMARY, "category", general_category(c).to_string());
        add(SUMMARY, "since Unicode", age(c).map_or_else(String::new, |age| age.to_string()));
    }
    if let Subject::Item(item) = subject {
        for field in Field::ALL {
            let texts: Vec<&str> =
                phrases(item).filter(|phrase| phrase.field == field).map(|phrase| phrase.text).collect();
            add(NAMES, field.as_str(), texts.join(", "));
        }
    }
    let code_points = subject.code_points();
    for (encoding, text) in charfinder::encodings(&code_points) {
        if encoding != Encoding::Html {
            add(ENCODINGS, encoding.as_str(), text);
        }
    }
    details
}

const SUMMARY: &str = "";
const NAMES: &str = "Names";
const ENCODINGS: &str = "Written";
