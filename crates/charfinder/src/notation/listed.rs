//! Numbers in a row: code points, bytes of UTF-8, units of UTF-16, and ranges of code points.

use super::labelled::read_labelled;
use super::literal::{split_range, unquoted};
use super::number::{append_bytes, code_point, has_digit, is_hex, strip_prefix};
use super::token::{Mark, Token, tokens};
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
    let part = before_unfinished(text);
    match tokens(part) {
        Some(tokens) => read_tokens(part, &tokens, readings),
        None => readings.extend(read_among_words(text)),
    }
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
    // `ad` is a word, and `10` is no control: those are asked for by their names.
    if let ([token], Ok(code_points)) = (tokens, numbers(16))
        && (2..=3).contains(&token.digits.len())
        && has_digit(token.digits)
        && code_points.iter().all(|code_point| code_point.value() >= u32::from(' '))
    {
        push(NotationKind::BareHexadecimal, Certainty::Possible, code_points);
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

/// The first side of a range whose other side has yet to be typed, such as `U+2654..U`; else all of `text`.
fn before_unfinished(text: &str) -> &str {
    let Some(end) = text.find(|c: char| ".…‥-–—−".contains(c)) else { return text };
    let (first, rest) = (text[..end].trim_end(), &text[end..]);
    let rest = rest.trim_start_matches(|c: char| ".…‥-–—−".contains(c)).trim_start();
    let first_side = Token::new(first);
    let is_begun = match first_side.mark {
        Mark::Unicode | Mark::Hexadecimal => {
            is_begun(rest) || BEGUN_MARKS.iter().any(|begun| begun.eq_ignore_ascii_case(rest))
        }
        Mark::None if !text[end..].starts_with('-') => first_side.is_code_point() && is_begun(rest),
        _ => rest.is_empty(),
    };
    if is_begun { first } else { text }
}

/// Whether more digits are to be expected, because code points are seldom written with so few.
fn is_begun(digits: &str) -> bool {
    digits.len() < 4 && is_hex(digits)
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
        // The second number has yet to be typed to its end.
        (Ok(one), _)
            if certainty == Certainty::Certain && first.digits.len() >= 4 && is_begun(last.digits) =>
        {
            Denoted::CodePoints(vec![one])
        }
        (Ok(first), Ok(last)) => Denoted::Nothing(NotationError::RangeReversed { first, last }),
        (Err(error), _) | (_, Err(error)) => Denoted::Nothing(error),
    };
    let is_wrong_word = certainty == Certainty::Possible && matches!(denoted, Denoted::Nothing(_));
    (!is_wrong_word).then_some(Notated { kind, part: text, denoted, certainty })
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

/// What stands behind the sign of a range before there is a digit.
const BEGUN_MARKS: [&str; 3] = ["U", "U+", "0x"];
