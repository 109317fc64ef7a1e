//! Numbers in a row: code points, bytes of UTF-8, units of UTF-16, and ranges of code points.

use super::literal::{split_range, unquoted};
use super::number::{append_bytes, code_point, has_digit, is_hex, strip_prefix};
use super::{CODE_POINTS_MAX, Certainty, Denoted, Notated, NotationError, NotationKind, units};
use crate::CodePoint;

/// Reads `text` as numbers.
pub(super) fn read<'a>(text: &'a str, readings: &mut Vec<Notated<'a>>) {
    if let Some(reading) = read_labelled(text) {
        readings.push(reading);
        return;
    }
    if let Some(reading) = read_range(text) {
        readings.push(reading);
        return;
    }
    match tokens(text) {
        Some(tokens) => read_tokens(text, &tokens, readings),
        None => readings.extend(read_among_words(text)),
    }
}

/// A number of a list.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    mark: Mark,
    digits: &'a str,
}

/// What marks a number as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// `U+265A`
    Unicode,
    /// `+265A`
    Plus,
    /// `u265A` and `uni265A`, as names of glyphs have it.
    Glyph,
    /// `0x265A`, `265Ah`, `#x265A`
    Hexadecimal,
    /// `#9818`
    Decimal,
    None,
}

impl<'a> Token<'a> {
    fn new(text: &'a str) -> Self {
        let prefixed = |prefix, mark| strip_prefix(text, prefix).map(|digits| Self { mark, digits });
        let suffixed = || {
            let digits = text.strip_suffix(['h', 'H'])?;
            (digits.starts_with(|c: char| c.is_ascii_digit()) && is_hex(digits) && digits.len() > 1)
                .then_some(Self { mark: Mark::Hexadecimal, digits })
        };
        let glyph = |prefix| {
            let digits = strip_prefix(text, prefix)?;
            ((4..=6).contains(&digits.len()) && is_hex(digits) && has_digit(digits))
                .then_some(Self { mark: Mark::Glyph, digits })
        };
        let hash = || {
            let digits = text.strip_prefix('#')?;
            ((3..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
                .then_some(Self { mark: Mark::Decimal, digits })
        };
        prefixed("U+", Mark::Unicode)
            .or_else(|| prefixed("0x", Mark::Hexadecimal))
            .or_else(|| prefixed("#x", Mark::Hexadecimal))
            .or_else(|| prefixed("+", Mark::Plus))
            .or_else(|| glyph("uni"))
            .or_else(|| glyph("u"))
            .or_else(suffixed)
            .or_else(hash)
            .unwrap_or(Self { mark: Mark::None, digits: text })
    }

    /// Whether it looks like a number, right or wrong.
    fn is_number(&self) -> bool {
        match self.mark {
            // `u+umlaut` is rather words, but `U+` and a digit is a code point, however broken.
            Mark::Unicode => is_hex(self.digits) || has_digit(self.digits),
            Mark::Hexadecimal => is_hex(self.digits),
            Mark::Plus => (4..=6).contains(&self.digits.len()) && is_hex(self.digits),
            Mark::Glyph | Mark::Decimal => true,
            Mark::None => {
                is_hex(self.digits) && (self.digits.len() >= 4 || [2, 3].contains(&self.digits.len()))
            }
        }
    }

    fn code_point(&self) -> Result<CodePoint, NotationError> {
        code_point(self.digits, if self.mark == Mark::Decimal { 10 } else { 16 })
    }

    /// Whether it is written as code points are: a mark, or four to six digits.
    fn is_code_point(&self) -> bool {
        match self.mark {
            Mark::None => (4..=6).contains(&self.digits.len()) && self.code_point().is_ok(),
            _ => true,
        }
    }
}

/// The numbers that `text` consists of; `None` when there is anything else, or too much.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let is_separator = |c: char| c.is_whitespace() || ",;<>[]{}()|".contains(c);
    let mut tokens = Vec::new();
    for part in text.split(is_separator).filter(|part| !part.is_empty()) {
        // `U+1F468+200D`, `U+1F468U+200D`, and `e2-99-9a` or `e2:99:9a`.
        let mut rest = part;
        loop {
            let end = part_end(rest);
            let token = Token::new(&rest[..end]);
            if !token.is_number() || tokens.len() == TOKENS_MAX {
                return None;
            }
            tokens.push(token);
            rest = rest[end..].trim_start_matches(['-', ':']);
            if rest.is_empty() {
                break;
            }
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// Where the first number of `part` ends: before a further `U+` or `+`, or at a hyphen or colon between bytes.
fn part_end(part: &str) -> usize {
    let skipped = if strip_prefix(part, "U+").is_some() { 2 } else { 1 };
    let bytes = part.as_bytes();
    let ends = |&at: &usize| match bytes[at] {
        b'+' => !matches!(bytes[at - 1], b'u' | b'U'),
        b'u' | b'U' => bytes.get(at + 1) == Some(&b'+'),
        b'-' | b':' => at == 2 || at == 4,
        _ => false,
    };
    (skipped..bytes.len()).find(ends).unwrap_or(bytes.len())
}

fn read_tokens<'a>(text: &'a str, tokens: &[Token<'_>], readings: &mut Vec<Notated<'a>>) {
    let mut push = |kind, certainty, result| {
        readings.push(Notated::of(kind, text, certainty, result));
    };
    let is_marked = tokens[0].mark != Mark::None;
    let with_digit = tokens.iter().any(|token| has_digit(token.digits));
    let sure = if with_digit { Certainty::Certain } else { Certainty::Possible };
    let likely = if with_digit { Certainty::Likely } else { Certainty::Possible };

    let bytes = bytes_of(tokens).filter(|bytes| !bytes.is_ascii());
    let utf8 = bytes.as_deref().map(units::from_utf8);
    if let Some(Ok(code_points)) = &utf8 {
        // `C3A9` can be a code point as well; `E2999A` and `E2 99 9A` cannot.
        let is_ambiguous =
            tokens[0].digits.len() > 2 && tokens.iter().all(|token| token.code_point().is_ok());
        let certainty = match tokens[0].mark {
            _ if !is_ambiguous => sure,
            // A mark is hardly written before several bytes at once.
            Mark::Hexadecimal => Certainty::Possible,
            _ => likely,
        };
        push(NotationKind::Utf8, certainty, Ok(code_points.clone()));
    }
    if let Some(code_points) = utf16_of(tokens) {
        push(NotationKind::Utf16, sure, Ok(code_points));
    }
    if tokens.iter().all(Token::is_code_point) {
        let (kind, certainty) = match tokens[0].mark {
            // A hexadecimal number can be a byte of several.
            Mark::Hexadecimal if tokens[0].digits.len() == 2 && matches!(utf8, Some(Ok(_))) => {
                (NotationKind::Hexadecimal, Certainty::Likely)
            }
            Mark::Hexadecimal => (NotationKind::Hexadecimal, Certainty::Certain),
            Mark::Unicode => (NotationKind::CodePoint, Certainty::Certain),
            Mark::Plus | Mark::Glyph => (NotationKind::CodePoint, likely),
            Mark::Decimal => (NotationKind::Decimal, Certainty::Possible),
            Mark::None => (NotationKind::BareHexadecimal, likely),
        };
        let code_points = tokens.iter().map(Token::code_point).collect::<Result<Vec<_>, _>>();
        let is_bytes_in_hex = code_points.is_err() && matches!(utf8, Some(Ok(_)));
        if !is_bytes_in_hex {
            push(kind, certainty, code_points);
        }
    } else if let (Some(Err(error)), true) = (utf8, with_digit && !is_marked && tokens.len() > 1) {
        push(NotationKind::Utf8, Certainty::Likely, Err(error));
    }
    if !is_marked {
        read_unmarked(text, tokens, readings);
    }
}

/// The rarer meanings of numbers without a mark: UTF-32, decimal, bytes in decimal and octal, ASCII bytes.
fn read_unmarked<'a>(text: &'a str, tokens: &[Token<'_>], readings: &mut Vec<Notated<'a>>) {
    let mut push = |kind, certainty, code_points: Vec<CodePoint>| {
        readings.push(Notated::code_points(kind, text, certainty, code_points));
    };
    let all = |test: fn(&str) -> bool| tokens.iter().all(|token| test(token.digits));
    let numbers =
        |radix| tokens.iter().map(|token| code_point(token.digits, radix)).collect::<Result<Vec<_>, _>>();
    let bytes = |radix| {
        let numbers = tokens.iter().map(|token| u8::from_str_radix(token.digits, radix).ok());
        numbers.collect::<Option<Vec<u8>>>().filter(|bytes| !bytes.is_ascii() && bytes.len() > 1)
    };
    if all(|digits| digits.len() == 8)
        && let Ok(code_points) = numbers(16)
    {
        push(NotationKind::Utf32, Certainty::Likely, code_points);
    }
    if all(|digits| digits.len() == 3) {
        for radix in [10, 8] {
            if let Some(Ok(code_points)) = bytes(radix).as_deref().map(units::from_utf8) {
                push(NotationKind::Utf8, Certainty::Likely, code_points);
            }
        }
    }
    if all(|digits| digits.len() == 2) && tokens.len() > 1 && has_digit(text) {
        // The bytes of ASCII; others were read before this.
        if let (Ok(code_points), true) = (numbers(16), bytes(16).is_none()) {
            push(NotationKind::Utf8, Certainty::Likely, code_points);
        }
    }
    let is_decimal = |digits: &str| digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if tokens.len() == 1
        && is_decimal(tokens[0].digits)
        && let Ok(code_points) = numbers(10)
    {
        let certainty = if numbers(16).is_err() { Certainty::Likely } else { Certainty::Possible };
        push(NotationKind::Decimal, certainty, code_points);
    }
}

/// The bytes that the numbers are: two digits each, or a longer even number of digits.
fn bytes_of(tokens: &[Token<'_>]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let is_byte = |token: &&Token<'_>| token.digits.len() == 2;
    let are_bytes = tokens.len() > 1 && tokens.iter().all(|token| is_byte(&token));
    let are_longer = tokens.iter().all(|token| token.digits.len() >= 4);
    let is_byte_mark = |token: &Token<'_>| matches!(token.mark, Mark::None | Mark::Hexadecimal);
    if !(are_bytes || are_longer) || !tokens.iter().all(is_byte_mark) {
        return None;
    }
    for token in tokens {
        append_bytes(token.digits, &mut bytes)?;
    }
    (bytes.len() <= 4 * CODE_POINTS_MAX).then_some(bytes)
}

/// The code points that the numbers are in UTF-16, where there is a pair of surrogates in them.
fn utf16_of(tokens: &[Token<'_>]) -> Option<Vec<CodePoint>> {
    let mut units = Vec::new();
    for token in tokens {
        if token.digits.is_empty() || !token.digits.len().is_multiple_of(4) || token.mark == Mark::Decimal {
            return None;
        }
        for unit in token.digits.as_bytes().chunks(4) {
            units.push(u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok()?);
        }
    }
    let has_pair = units.iter().any(|unit| (0xD800..0xE000).contains(unit));
    if has_pair { units::from_utf16(&units).ok() } else { None }
}

/// A range of two code points, of which the first says that it is one.
fn read_range(text: &str) -> Option<Notated<'_>> {
    let (first, last, is_dotted) = split_range(text)?;
    let (first, last) =
        (Token::new(unquoted(first).unwrap_or(first)), Token::new(unquoted(last).unwrap_or(last)));
    let is_side = |token: &Token<'_>| match token.mark {
        Mark::None => (4..=6).contains(&token.digits.len()) && is_hex(token.digits),
        _ => token.is_number(),
    };
    if !is_side(&first) || !is_side(&last) || (first.mark == Mark::None && last.mark != Mark::None) {
        return None;
    }
    let certainty = match first.mark {
        Mark::Unicode | Mark::Hexadecimal => Certainty::Certain,
        _ if is_dotted => Certainty::Certain,
        _ if has_digit(first.digits) && has_digit(last.digits) => Certainty::Likely,
        _ => Certainty::Possible,
    };
    let kind = match first.mark {
        Mark::Unicode | Mark::Plus | Mark::Glyph => NotationKind::CodePoint,
        Mark::Hexadecimal => NotationKind::Hexadecimal,
        Mark::Decimal => NotationKind::Decimal,
        Mark::None => NotationKind::BareHexadecimal,
    };
    let denoted = match (first.code_point(), last.code_point()) {
        (Ok(first), Ok(last)) if first <= last => Denoted::Range(first..=last),
        (Ok(first), Ok(last)) => Denoted::Nothing(NotationError::RangeReversed { first, last }),
        (Err(error), _) | (_, Err(error)) => Denoted::Nothing(error),
    };
    let is_wrong_word = certainty == Certainty::Possible && matches!(denoted, Denoted::Nothing(_));
    (!is_wrong_word).then_some(Notated { kind, part: text, denoted, certainty })
}

/// `utf8:e2999a` and its like: a label says what the numbers are.
fn read_labelled(text: &str) -> Option<Notated<'_>> {
    let (label, numbers) = text.split_once(':')?;
    let label = label.trim().to_ascii_lowercase().replace(['-', '_'], "");
    let digits = || -> String {
        let parts = numbers.split(|c: char| c.is_whitespace() || ",;-".contains(c));
        parts.map(|part| strip_prefix(part, "0x").or(strip_prefix(part, r"\x")).unwrap_or(part)).collect()
    };
    let list = |radix| -> Result<Vec<CodePoint>, NotationError> {
        let parts = numbers.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
        let numbers = parts.map(|part| {
            code_point(strip_prefix(part, "U+").or(strip_prefix(part, "0x")).unwrap_or(part), radix)
        });
        numbers.take(CODE_POINTS_MAX + 1).collect()
    };
    let (kind, result) = match label.as_str() {
        "utf8" => (NotationKind::Utf8, from_digits(&digits(), "UTF-8")),
        "utf16" | "utf16be" => (NotationKind::Utf16, from_digits(&digits(), "UTF-16")),
        "utf16le" => (NotationKind::Utf16, from_digits(&digits(), "UTF-16LE")),
        "utf32" | "utf32be" => (NotationKind::Utf32, list(16)),
        "dec" | "decimal" => (NotationKind::Decimal, list(10)),
        "hex" | "cp" | "codepoint" | "u" => (NotationKind::Hexadecimal, list(16)),
        _ => return None,
    };
    let is_empty = result.as_ref().is_ok_and(Vec::is_empty);
    (!is_empty).then(|| Notated::of(kind, text, Certainty::Certain, result))
}

/// The code points that `digits` are as the bytes of `encoding`.
fn from_digits(digits: &str, encoding: &'static str) -> Result<Vec<CodePoint>, NotationError> {
    let mut bytes = Vec::new();
    if !is_hex(digits) {
        let number = super::error::cut(digits);
        return Err(NotationError::NotANumber { number, base: "hexadecimal" });
    }
    append_bytes(digits, &mut bytes).ok_or(NotationError::OddLength { encoding })?;
    let from_units = |from: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|unit| unit.try_into().ok().map(from)).collect::<Option<Vec<_>>>();
        units::from_utf16(&units.ok_or(NotationError::OddLength { encoding })?)
    };
    match encoding {
        "UTF-8" => units::from_utf8(&bytes),
        "UTF-16LE" => from_units(u16::from_le_bytes),
        _ => from_units(u16::from_be_bytes),
    }
}

/// The code points that stand among words, such as those of a line of an answer: `U+265A ♚ BLACK CHESS KING`.
fn read_among_words(text: &str) -> Option<Notated<'_>> {
    let is_separator = |c: char| c.is_whitespace() || ",;<>[]{}().|\"'".contains(c);
    let mut code_points = Vec::new();
    let mut span: Option<(usize, usize)> = None;
    for word in text.split(is_separator) {
        let Some(digits) = strip_prefix(word, "U+").filter(|digits| (4..=6).contains(&digits.len())) else {
            continue;
        };
        let Ok(code_point) = code_point(digits, 16) else { continue };
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        span = Some((span.map_or(start, |(first, _)| first), start + word.len()));
        code_points.push(code_point);
    }
    let (start, end) = span?;
    Some(Notated::code_points(NotationKind::CodePoint, &text[start..end], Certainty::Likely, code_points))
}

/// The most numbers in a row that are looked at: enough for the bytes of [`CODE_POINTS_MAX`] code points.
const TOKENS_MAX: usize = 4 * CODE_POINTS_MAX;
