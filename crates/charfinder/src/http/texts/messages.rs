//! What the library says of texts and queries, in the languages of the pages.
//!
//! The library speaks English, to all its users alike. Its messages are matched with templates, as gettext matches them, only that a
//! template has places for what varies. One that no template fits stays English, and is marked as such on the page; the tests
//! hold the templates to the messages that there are.

use std::fmt::{self, Display, Formatter};

use super::Interface;
use super::message_rows::ROWS;
use crate::http::html::Escaped;

/// A message, in the language of the pages if there is a template for it.
#[derive(Clone, Debug)]
pub(in crate::http) struct Message {
    text: String,
    /// Whether it is English on a page that is not.
    is_foreign: bool,
}

impl Message {
    pub(super) fn new(interface: Interface, english: &str) -> Self {
        let translated = translate(interface, english, DEPTH_MAX);
        let is_foreign = translated.is_none() && interface != Interface::English;
        Self { text: translated.unwrap_or_else(|| english.to_owned()), is_foreign }
    }
}

impl Message {
    /// The text alone, for where a page has no place for marks.
    pub(in crate::http) fn into_text(self) -> String {
        self.text
    }
}

/// As HTML, with the language where it is not that of the page.
impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_foreign {
            write!(f, "<span lang=\"en\">{}</span>", Escaped(&self.text))
        } else {
            write!(f, "{}", Escaped(&self.text))
        }
    }
}

/// The message in the language of `interface`; `None` where that is English or no template fits.
fn translate(interface: Interface, english: &str, depth: usize) -> Option<String> {
    ROWS.iter().find_map(|(template, russian, chinese)| {
        let translation = match interface {
            Interface::English => return None,
            Interface::Russian => russian,
            Interface::Chinese => chinese,
        };
        let parts = captures(template, english)?;
        Some(filled(translation, &parts, interface, depth))
    })
}

/// What of a text varies, and how it is put into another language.
struct Part<'a> {
    place: Place,
    text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// `{}`: as it is.
    Plain,
    /// `{m}`: a message itself.
    Message,
    /// `{l}`: names with commas and an `and` or `or` between them.
    List,
}

/// What stands in the places of `template`, if `text` fits it.
fn captures<'a>(template: &str, text: &'a str) -> Option<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    let (before, mut template) = split(template);
    let mut rest = text.strip_prefix(before)?;
    while let Some((place, after)) = template {
        let (literal, next) = split(after);
        let end = match next {
            // The last literal is the end of the text.
            None => rest.strip_suffix(literal)?.len(),
            Some(_) => rest.find(literal)?,
        };
        parts.push(Part { place, text: &rest[..end] });
        rest = &rest[end + literal.len()..];
        template = next;
    }
    rest.is_empty().then_some(parts)
}

/// The text before the first place of a template, that place and what follows it.
fn split(template: &str) -> (&str, Option<(Place, &str)>) {
    let places = [("{}", Place::Plain), ("{m}", Place::Message), ("{l}", Place::List)];
    let first = places.iter().filter_map(|(sign, place)| Some((template.find(sign)?, *sign, *place)));
    match first.min_by_key(|(at, ..)| *at) {
        None => (template, None),
        Some((at, sign, place)) => (&template[..at], Some((place, &template[at + sign.len()..]))),
    }
}

/// A translation with `parts` in the places of their numbers, `{0}` the first.
fn filled(translation: &str, parts: &[Part<'_>], interface: Interface, depth: usize) -> String {
    let mut filled = String::new();
    let mut rest = translation;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (number, after) = after.split_once('}').expect("a test fills every translation");
        let number: usize = number.parse().expect("a test fills every translation");
        filled.push_str(&of_part(&parts[number], interface, depth));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn of_part(part: &Part<'_>, interface: Interface, depth: usize) -> String {
    let message = |text| {
        let deeper = depth.checked_sub(1)?;
        translate(interface, text, deeper)
    };
    match (part.place, interface) {
        (Place::Message, _) => message(part.text).unwrap_or_else(|| part.text.to_owned()),
        (Place::List, Interface::Russian) => {
            part.text.replace(" and ", " и ").replace(" or ", " или ").replace("symbols", "знаки")
        }
        (Place::List, Interface::Chinese) => part
            .text
            .replace(" and ", "和")
            .replace(" or ", "或")
            .replace(", ", "、")
            .replace("symbols", "符号"),
        (Place::Plain, _) | (Place::List, Interface::English) => part.text.to_owned(),
    }
}

/// How deep messages stand in each other: a fault in a set in a notice.
const DEPTH_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::parameters::{Parameters, QUERY_STRING_BYTES_MAX};
    use crate::identify::findings;
    use crate::set::{CodePointSet, filter};
    use crate::{Language, Searcher, UnicodeVersion, notations};

    /// Panics if `english` is not translated whole, or not into both languages.
    #[track_caller]
    fn check(english: &str) {
        for interface in [Interface::Russian, Interface::Chinese] {
            let message = Message::new(interface, english);
            assert!(!message.is_foreign, "{interface:?} has no words for: {english}");
            // A block that is told as a value keeps its name.
            let told = message.text.replace("Greek and Coptic", "");
            for word in [" is ", " are ", " has ", " not ", " the ", " and "] {
                assert!(!told.contains(word), "{english} → {told}");
            }
        }
        assert_eq!(Message::new(Interface::English, english).text, english);
    }

    #[test]
    fn translations_use_the_places_that_their_templates_have() {
        for (template, russian, chinese) in ROWS {
            let places =
                ["{}", "{m}", "{l}"].iter().map(|sign| template.matches(sign).count()).sum::<usize>();
            for translation in [russian, chinese] {
                assert_eq!(translation.matches('{').count(), places, "{translation}");
                assert!(
                    (0..places).all(|number| translation.contains(&format!("{{{number}}}"))),
                    "{translation}"
                );
            }
        }
    }

    #[test]
    fn what_varies_is_taken_over() {
        let russian = |english| Message::new(Interface::Russian, english).text;
        assert_eq!(
            russian("`pаypal` looks like `paypal`, but is written in Latin and Cyrillic"),
            "«pаypal» похоже на «paypal», но написано буквами: Latin и Cyrillic"
        );
        assert_eq!(
            russian("not a set: at character 3: the range ends before it starts"),
            "не множество: знак 3: диапазон кончается раньше, чем начинается"
        );
        assert_eq!(russian("no such message"), "no such message");
        let chinese = Message::new(Interface::Chinese, "`x` is written in Latin, Greek and Cyrillic").text;
        assert_eq!(chinese, "“x”由以下文字写成：Latin、Greek和Cyrillic");
    }

    #[test]
    fn every_finding_is_translated() {
        let texts: &[&[u8]] = &[
            b"a\xff\x80\xe2\x28\xc0\xaf\xe0\x80\xed\xa0\x80\xf4\x90\x80\x80",
            "a\u{1}\u{e000}\u{ffff}\u{378}\u{fffd}\u{ad}\u{a0}\u{2028}\u{200b}".as_bytes(),
            "\u{feff}a\u{feff}".as_bytes(),
            "a\u{202e}b\nc\u{2067}".as_bytes(),
            "\u{202e}a\u{202a}b\u{202c}\u{202c}\u{2066}\u{200f}\u{2069}\u{2069}\nx\r\ny".as_bytes(),
            "a\u{e0041}\u{e0042} x\u{fe00} b\u{fe01}\u{fe02} c\u{fe01}\u{e0130}\u{e0131}\u{e0132} .\u{fe0f}"
                .as_bytes(),
            "p\u{430}ypal \u{430}\u{440}\u{440}\u{3bb} \u{420}\u{410} \u{ff41}\u{ff42}".as_bytes(),
            "1\u{661} e\u{301} 👩\u{200d}🚀 🇫🇷".as_bytes(),
        ];
        let marks = format!("a{}", "\u{301}".repeat(100));
        let mut kinds = std::collections::BTreeSet::new();
        for text in texts.iter().copied().chain([marks.as_bytes()]) {
            for finding in findings(text) {
                check(&finding.message);
                kinds.insert(finding.kind);
            }
        }
        assert_eq!(kinds.len(), 21, "each kind is found once: {kinds:?}");
    }

    #[test]
    fn every_notice_is_translated() {
        let many = format!("{}sun", "is:emoji ".repeat(100));
        let queries = [
            "[a",
            "[z-a]",
            "[\\q]",
            "[\\u{110000}]",
            "[{ab}]",
            "[\\p{nothing}]",
            "[\\p{greec}]",
            "[\\p{sc=nothing}]",
            "[\\p{gc=x}]",
            "[\\p{age=99}]",
            "[\\p{nv=x}]",
            "[\\p{Alphabetic=x}]",
            "[\\p{na=nobody}]",
            "[\\p{na=/x/}]",
            "[\\p",
            "[\\p{",
            "[a-",
            "[a&",
            "[a-b&",
            "[\\u{}]",
            "[\\uX]",
            "[\\N]",
            "[a}]",
            "[a]x",
            "[^",
            "[\\",
            "[\\N{no such thing}]",
            "lang:klingon x",
            "block:nothing x",
            "script:greec x",
            "gc:xx x",
            "age:99 x",
            "radical:x x",
            "strokes:x x",
            "[abc",
            "block:",
            "lang:",
            "lang:fr",
            "is:emojy x",
            "is:qqqqqqqq x",
            "U+110000",
            "U+XYZ",
            "U+5..U+1",
            "\\xff",
            "\\ud800\\ud800",
            "\\N{nobody}",
            "&nothing;",
            "\\xE2\\x28",
            "%ff",
            "%E2%99",
            "%ED%A0%80",
            "utf8:ff",
            "utf8:e2",
            "utf16:d800",
            "utf16:265",
            "dec:x",
            "hex:x",
            "utf32:110000",
            "&#x110000;",
            "&#99999999;",
            "utf8:x",
            many.as_str(),
        ];
        let mut told = 0;
        let left_out =
            Searcher::new(UnicodeVersion::LATEST, &[]).search("arrow heart zebra", crate::Page::first(1));
        assert!(left_out.notices.iter().any(|notice| notice.contains("left out")), "{:?}", left_out.notices);
        left_out.notices.iter().for_each(|notice| check(notice));
        for query in queries {
            let answer = Searcher::new(UnicodeVersion::LATEST, &[]).search(query, crate::Page::first(1));
            for notice in &answer.notices {
                told += 1;
                check(notice);
            }
            for reading in notations(query) {
                reading.error().into_iter().for_each(|error| check(&error.to_string()));
            }
        }
        assert!(told > 30, "{told}");
        let long = [format!("[{}]", "a".repeat(100_000)), "[".repeat(1000), "[a]".repeat(100_000)];
        for expression in long {
            CodePointSet::parse(&expression).err().into_iter().for_each(|error| check(&error.to_string()));
        }
        check(&filter("is", &"x".repeat(300)).unwrap_err().to_string());
        check(&filter("gc", &"Lu,".repeat(20)).unwrap_err().to_string());
        check(&"klingon".parse::<Language>().unwrap_err().to_string());
        check(&"99".parse::<UnicodeVersion>().unwrap_err().to_string());
    }

    #[test]
    fn every_refusal_of_a_parameter_of_a_page_is_translated() {
        let long = "a".repeat(1001);
        for query in
            ["q=a&q=b", "q=%", "q=%ff", &format!("q={long}"), &"a".repeat(QUERY_STRING_BYTES_MAX + 1)]
        {
            check(&Parameters::read(Some(query), &["q"]).1.unwrap().to_string());
        }
        let parameters =
            Parameters::parse(Some("unicode=x&from=x&lang=klingon"), &["unicode", "from", "lang"]);
        let parameters = parameters.unwrap();
        check(&parameters.unicode().unwrap_err().to_string());
        check(&parameters.number("from", 0, 10).unwrap_err().to_string());
        check(&crate::http::preferences::languages(&parameters).unwrap_err().to_string());
        for detail in [
            "There is nothing at this address.",
            "Method Not Allowed",
            "Too Many Requests",
            "This address answers GET and HEAD only.",
            "This address answers GET, HEAD and POST only.",
            "There were too many requests from your address; come again in 3 s.",
        ] {
            check(detail);
        }
    }
}
