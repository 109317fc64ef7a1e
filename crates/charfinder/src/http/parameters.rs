//! The parameters of a request: what stands after the question mark, decoded and checked.
//!
//! An error names the parameter and what is allowed. Each route shows it in its own shape: the page as a message, `/search`
//! as a detail, `/api/v1` as a problem. A known parameter may come once. One that the route does not know is ignored by pages and by the
//! books' addresses, which get links with `utm_source` and the like, and refused by `/api/v1`, where it is a misspelt one.

use axum::http::StatusCode;
use thiserror::Error;

use crate::{OneLine, UnicodeVersion};

/// The longest text of a parameter, decoded.
pub(super) const PARAMETER_BYTES_MAX: usize = 1000;
/// The longest query part of an address: a text of [`PARAMETER_BYTES_MAX`] that is encoded throughout, and the other parameters.
pub(super) const QUERY_STRING_BYTES_MAX: usize = 4096;

/// What is wrong with the parameters of a request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum ParameterError {
    #[error("the query part of the address has {length} bytes; at most {QUERY_STRING_BYTES_MAX} are allowed")]
    QueryStringTooLong { length: usize },
    #[error("the parameter '{name}' is missing; {allowed}")]
    Missing { name: &'static str, allowed: &'static str },
    #[error("the parameter '{name}' is given more than once; give it once")]
    Repeated { name: &'static str },
    #[error("the parameters '{name}' and '{other}' mean the same; give one of them")]
    Both { name: &'static str, other: &'static str },
    #[error(
        "the parameter '{name}' has a '%' that is not followed by two hexadecimal digits; write '%25' for the sign itself"
    )]
    BrokenEscape { name: &'static str },
    #[error("the parameter '{name}' is not UTF-8; encode its text as UTF-8 before escaping it")]
    NotUtf8 { name: &'static str },
    #[error("the parameter '{name}' has {length} bytes; at most {PARAMETER_BYTES_MAX} are allowed")]
    TooLong { name: &'static str, length: usize },
    #[error("the parameter '{name}' is not valid: {allowed}")]
    Invalid { name: &'static str, allowed: String },
    #[error("the parameter '{name}' is unknown here; allowed: {}", list(known))]
    Unknown { name: String, known: &'static [&'static str] },
}

/// Names as a clause has them.
fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

impl ParameterError {
    /// The parameter at fault; none if it is all of them together.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::QueryStringTooLong { .. } => None,
            Self::Missing { name, .. }
            | Self::Repeated { name }
            | Self::Both { name, .. }
            | Self::BrokenEscape { name }
            | Self::NotUtf8 { name }
            | Self::TooLong { name, .. }
            | Self::Invalid { name, .. } => Some(name),
            Self::Unknown { name, .. } => Some(name),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::QueryStringTooLong { .. } => StatusCode::URI_TOO_LONG,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// The parameters that a route knows, decoded.
#[derive(Debug)]
pub(super) struct Parameters {
    values: Vec<(&'static str, String)>,
}

impl Parameters {
    /// Reads the query part of an address; `known` are the names that the route understands.
    pub(super) fn parse(query_string: Option<&str>, known: &[&'static str]) -> Result<Self, ParameterError> {
        match Self::read(query_string, known) {
            (parameters, None) => Ok(parameters),
            (_, Some(error)) => Err(error),
        }
    }

    /// Reads the query part of an address as [`parse`](Self::parse) does, and refuses a parameter that is not among `known`.
    pub(super) fn parse_known(
        query_string: Option<&str>,
        known: &'static [&'static str],
    ) -> Result<Self, ParameterError> {
        let parameters = Self::parse(query_string, known)?;
        let names = query_string.unwrap_or_default().split('&').filter(|part| !part.is_empty());
        for encoded in names.map(|part| part.split('=').next().unwrap_or_default()) {
            let name = decode(encoded).unwrap_or_else(|| encoded.as_bytes().to_vec());
            if !known.iter().any(|known| known.as_bytes() == name) {
                return Err(ParameterError::Unknown { name: told(&name), known });
            }
        }
        Ok(parameters)
    }

    /// Reads the query part of an address as [`parse`](Self::parse) does, and goes on after an error: the parameters without fault,
    /// of repeated ones the first, and the first error.
    pub(super) fn read(query_string: Option<&str>, known: &[&'static str]) -> (Self, Option<ParameterError>) {
        let query_string = query_string.unwrap_or_default();
        let (mut parameters, mut first_error) = (Self { values: Vec::new() }, None);
        if query_string.len() > QUERY_STRING_BYTES_MAX {
            return (parameters, Some(ParameterError::QueryStringTooLong { length: query_string.len() }));
        }
        for part in query_string.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let Some(name) =
                known.iter().copied().find(|known| decode(name).as_deref() == Some(known.as_bytes()))
            else {
                continue;
            };
            if let Err(error) = parameters.add(name, value) {
                first_error.get_or_insert(error);
            }
        }
        (parameters, first_error)
    }

    fn add(&mut self, name: &'static str, encoded: &str) -> Result<(), ParameterError> {
        if self.text(name).is_some() {
            return Err(ParameterError::Repeated { name });
        }
        let value = decode(encoded).ok_or(ParameterError::BrokenEscape { name })?;
        if value.len() > PARAMETER_BYTES_MAX {
            return Err(ParameterError::TooLong { name, length: value.len() });
        }
        let value = String::from_utf8(value).map_err(|_| ParameterError::NotUtf8 { name })?;
        self.values.push((name, value));
        Ok(())
    }

    /// The value of a parameter, if it was given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The Unicode version asked for in `unicode`; an empty value counts as none.
    pub(super) fn unicode(&self) -> Result<Option<UnicodeVersion>, ParameterError> {
        match self.text("unicode") {
            None | Some("") => Ok(None),
            Some(text) => match text.parse::<UnicodeVersion>() {
                Ok(version) => Ok(Some(version)),
                Err(error) => Err(ParameterError::Invalid { name: "unicode", allowed: error.to_string() }),
            },
        }
    }

    /// The character that `cursor` says to go on after.
    pub(super) fn cursor(&self) -> Result<Option<char>, ParameterError> {
        let parse = |text| {
            parse_cursor(text).ok_or_else(|| ParameterError::Invalid {
                name: "cursor",
                allowed: "give what the link to the next page has, unchanged, or none".to_owned(),
            })
        };
        self.text("cursor").map(parse).transpose()
    }

    /// The number in `limit`, or `default`.
    pub(super) fn limit(&self, default: usize, max: usize) -> Result<usize, ParameterError> {
        let number = self.number("limit", default.min(max), max)?;
        if number == 0 { Err(not_a_number("limit", 1, max)) } else { Ok(number) }
    }

    /// The number in the parameter `name`, at most `max`, or `default`.
    pub(super) fn number(
        &self,
        name: &'static str,
        default: usize,
        max: usize,
    ) -> Result<usize, ParameterError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let digits_only = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: Option<usize> = if digits_only { text.parse().ok() } else { None };
        let min = usize::from(name == "limit");
        number.filter(|number| *number <= max).ok_or_else(|| not_a_number(name, min, max))
    }

    /// Whether the query part of an address has a parameter of this name, whatever its value.
    pub(super) fn has(query_string: Option<&str>, name: &str) -> bool {
        let parts = query_string.unwrap_or_default().split('&');
        parts.map(|part| part.split('=').next().unwrap_or_default()).any(|encoded| {
            encoded == name || encoded.contains('%') && decode(encoded).as_deref() == Some(name.as_bytes())
        })
    }
}

/// The beginning of a name that a client made up, as a line may show it.
fn told(name: &[u8]) -> String {
    let name: String = String::from_utf8_lossy(name).chars().take(UNKNOWN_CHARS_MAX).collect();
    OneLine::new(&name).to_string()
}

/// So much of an unknown name is told.
const UNKNOWN_CHARS_MAX: usize = 40;

fn not_a_number(name: &'static str, min: usize, max: usize) -> ParameterError {
    ParameterError::Invalid { name, allowed: format!("give a whole number from {min} to {max}") }
}

/// How the place behind a character is written: opaque to clients, and in one form only.
pub(super) fn format_cursor(after: char) -> String {
    format!("p{:06x}", u32::from(after))
}

pub(super) fn parse_cursor(text: &str) -> Option<char> {
    let code = u32::from_str_radix(text.strip_prefix('p')?, 16).ok()?;
    char::from_u32(code).filter(|after| format_cursor(*after) == text)
}

/// The value of a field in the body of a form, whatever its length; none if it is missing, or is not UTF-8.
pub(super) fn field_of_form(body: &[u8], name: &str) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let value = body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    String::from_utf8(decode(value)?).ok()
}

/// The text of a part of a path; none if an escape is broken or the bytes are not UTF-8.
pub(super) fn decode_path(segment: &str) -> Option<String> {
    String::from_utf8(decode(&segment.replace('+', "%2B"))?).ok()
}

/// The bytes of a form-encoded text; none if an escape is broken.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(bytes.next()?)? << 4 | hex_digit(bytes.next()?)?,
            _ => byte,
        });
    }
    Some(decoded)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| u8::try_from(digit).expect("a hexadecimal digit is below 16"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: &[&str] = &["q", "unicode", "limit", "cursor"];

    fn parse(query_string: &str) -> Result<Parameters, ParameterError> {
        Parameters::parse(Some(query_string), KNOWN)
    }

    #[test]
    fn forms_are_decoded() {
        let check = |query_string: &str, expected: Option<&str>| {
            assert_eq!(parse(query_string).unwrap().text("q"), expected, "{query_string}");
        };
        check("", None);
        check("q", Some(""));
        check("q=", Some(""));
        check("q=chess+black", Some("chess black"));
        check("q=chess%20black&limit=3", Some("chess black"));
        check("%71=a", Some("a"));
        check("q=a=b", Some("a=b"));
        check("q=%C3%A9é", Some("éé"));
        check("q=%2B%26%3d", Some("+&="));
        check("utm=%zz&%ff&&=&q=a", Some("a"));
    }

    #[test]
    fn each_error_names_its_parameter() {
        let check = |query_string: &str, expected: ParameterError| {
            assert_eq!(parse(query_string).unwrap_err(), expected, "{query_string}");
        };
        check("q=%", ParameterError::BrokenEscape { name: "q" });
        check("q=%4", ParameterError::BrokenEscape { name: "q" });
        check("q=%+1", ParameterError::BrokenEscape { name: "q" });
        check("q=%ff", ParameterError::NotUtf8 { name: "q" });
        check("limit=%C3", ParameterError::NotUtf8 { name: "limit" });
        check("q=a&q=a", ParameterError::Repeated { name: "q" });
        check(&format!("q={}", "a".repeat(1001)), ParameterError::TooLong { name: "q", length: 1001 });
        check(&"a".repeat(4097), ParameterError::QueryStringTooLong { length: 4097 });
        assert!(parse(&format!("q={}", "%61".repeat(1000))).is_ok());
    }

    #[test]
    fn what_is_valid_outlives_an_error() {
        let check = |query_string: &str, q: Option<&str>, unicode: Option<&str>, error_in: &str| {
            let (parameters, error) = Parameters::read(Some(query_string), KNOWN);
            assert_eq!((parameters.text("q"), parameters.text("unicode")), (q, unicode), "{query_string}");
            assert_eq!(error.unwrap().name(), Some(error_in), "{query_string}");
        };
        check("unicode=%zz&q=sun", Some("sun"), None, "unicode");
        check("q=%ff&unicode=6.3", None, Some("6.3"), "q");
        check("q=a&q=b&unicode=6.3", Some("a"), Some("6.3"), "q");
        check("limit=%&q=%ff&unicode=6.3", None, Some("6.3"), "limit");
        assert_eq!(Parameters::read(Some(&"q=&".repeat(2000)), KNOWN).0.text("q"), None);
    }

    #[test]
    fn what_is_unknown_is_ignored_or_refused() {
        let check = |query_string: &str, unknown: Option<&str>| {
            assert!(parse(query_string).is_ok(), "{query_string}");
            let error = Parameters::parse_known(Some(query_string), KNOWN).err();
            let told = |name: &str| {
                format!("the parameter '{name}' is unknown here; allowed: q, unicode, limit, cursor")
            };
            assert_eq!(error.as_ref().map(ToString::to_string), unknown.map(told), "{query_string}");
            assert_eq!(error.as_ref().and_then(ParameterError::name), unknown, "{query_string}");
        };
        check("", None);
        check("q=a&&limit=3&", None);
        check("%71=a", None);
        check("q=a&utm_source=b", Some("utm_source"));
        check("Q=a", Some("Q"));
        check("q=a&lim%69ts=3", Some("limits"));
        check("=a", Some(""));
        check("%zz=a", Some("%zz"));
        check("%E2%80%AE%1b=a", Some(r"\u{202e}\u{1b}"));
        check(&"a".repeat(100), Some(&"a".repeat(40)));
    }

    #[test]
    fn numbers_are_whole_and_within_bounds() {
        let check = |text: &str, expected: Option<usize>| {
            assert_eq!(parse(text).unwrap().limit(100, 1000).ok(), expected, "{text}");
        };
        check("", Some(100));
        check("limit=1", Some(1));
        check("limit=1000", Some(1000));
        for bad in ["0", "1001", "-1", "+1", "1.0", "", "ten", "99999999999999999999999"] {
            check(&format!("limit={}", bad.replace('+', "%2B")), None);
        }
    }

    #[test]
    fn versions_are_parsed_by_the_library() {
        assert_eq!(parse("unicode=6.3").unwrap().unicode().unwrap().unwrap().to_string(), "6.3");
        assert_eq!(parse("unicode=").unwrap().unicode(), Ok(None));
        assert_eq!(parse("unicode=nine").unwrap().unicode().unwrap_err().name(), Some("unicode"));
    }

    #[test]
    fn a_cursor_has_one_form() {
        let cursor = |text: &str| parse(&format!("cursor={text}")).unwrap().cursor().ok().flatten();
        for c in [' ', '♚', '\u{10fffd}'] {
            assert_eq!(cursor(&format_cursor(c)), Some(c));
        }
        for bad in
            ["", "p", "p265a", "P00265a", "p00265A", "p0000265a", "p00d800", "p110000", "p%2B0265a", "265a"]
        {
            assert_eq!(cursor(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_query_string_panics(text in "[qlc=&%+a-f0-9\u{e9}]{0,40}") {
            if let Ok(parameters) = parse(&text) {
                let _ = (parameters.unicode(), parameters.cursor(), parameters.limit(100, 1000));
            }
        }
    }
}
