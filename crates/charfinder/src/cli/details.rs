//! All there is to tell of a character or a sequence, line by line, as `show` and the picker print it.

use charfinder::describe::Description;
use charfinder::{Emoji, Field, Item, Language, OneLine, encodings, keywords, phrases, short_name};

use super::row::Subject;

/// Something that is told: what it is, and what is the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Detail {
    /// The heading under which it stands.
    pub(super) section: &'static str,
    /// The stable word for it.
    pub(super) key: String,
    /// What people read instead.
    pub(super) label: String,
    /// Safe to show, on one line.
    pub(super) value: String,
}

/// What there is to tell of `subject`, in reading order; the names and keywords that it has in `languages` too.
pub(super) fn of(subject: Subject, languages: &[Language]) -> Vec<Detail> {
    let Some(code_point) = subject.code_point() else { return of_sequence(subject, languages) };
    let description = Description::of(code_point);
    let mut details = Vec::new();
    for section in description.sections() {
        for fact in &section.facts {
            details.push(detail(section.title, fact.key, fact.label, fact.value.to_string()));
        }
        if section.key == "summary" {
            details.extend(emoji(subject, section.title));
        }
        if section.key == "names" {
            details.extend(in_languages(subject, section.title, languages));
        }
    }
    details
}

/// A sequence is what it is called, what it is made of, and how it is written.
fn of_sequence(subject: Subject, languages: &[Language]) -> Vec<Detail> {
    let Subject::Item(item) = subject else { return Vec::new() };
    let text = |text: &str| OneLine::new(text).to_string();
    let mut details = vec![
        detail(SUMMARY, "codepoint", "Code points", subject.notation()),
        detail(SUMMARY, "char", "Characters", text(&subject.text())),
        detail(SUMMARY, "name", "Name", subject.name()),
    ];
    details.extend(emoji(subject, SUMMARY));
    for c in item.chars() {
        let part = Subject::Item(Item::Char(c));
        details.push(detail(PARTS, "part", &part.notation(), part.name()));
    }
    for field in Field::ALL {
        let texts: Vec<&str> =
            phrases(item).filter(|phrase| phrase.field == field).map(|phrase| phrase.text).collect();
        if !texts.is_empty() {
            details.push(detail(
                NAMES,
                field.as_str(),
                &capitalized(field.as_str()),
                text(&texts.join(", ")),
            ));
        }
    }
    details.extend(in_languages(subject, NAMES, languages));
    let written = encodings(&subject.code_points()).collect::<Vec<_>>();
    details.extend(
        written
            .into_iter()
            .map(|(encoding, encoded)| detail(WRITTEN, encoding.as_str(), encoding.label(), text(&encoded))),
    );
    details
}

/// Where it stands among the emoji.
fn emoji(subject: Subject, section: &'static str) -> Option<Detail> {
    let Subject::Item(item) = subject else { return None };
    let emoji = Emoji::of(item)?;
    Some(detail(section, "emoji_group", "Emoji", format!("{}, {}", emoji.group(), emoji.subgroup())))
}

/// What it is called in `languages`.
fn in_languages(subject: Subject, section: &'static str, languages: &[Language]) -> Vec<Detail> {
    let Subject::Item(item) = subject else { return Vec::new() };
    let mut details = Vec::new();
    for language in languages.iter().filter(|language| **language != Language::ENGLISH) {
        let texts: Vec<String> =
            short_name(item, *language).into_iter().chain(keywords(item, *language)).collect();
        if !texts.is_empty() {
            let key = format!("keywords_{language}");
            let texts = one_line(&texts.join(", "));
            details.push(detail(section, &key, &format!("In {}", language.english_name()), texts));
        }
    }
    details
}

fn detail(section: &'static str, key: &str, label: &str, value: String) -> Detail {
    Detail { section, key: key.to_owned(), label: label.to_owned(), value }
}

/// `text` on a line, with plain blanks for those that only keep words together, as in French before a colon.
pub(super) fn one_line(text: &str) -> String {
    OneLine::new(&text.replace(['\u{a0}', '\u{202f}'], " ")).to_string()
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const SUMMARY: &str = "Summary";
const PARTS: &str = "Made of";
const NAMES: &str = "Names and notes";
const WRITTEN: &str = "Written";
