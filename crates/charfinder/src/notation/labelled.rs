//! Numbers behind a label that says what they are: `utf8:e2999a`.

use super::error::cut;
use super::number::{append_bytes, code_point, has_digit, is_hex, strip_prefix};
use super::{CODE_POINTS_MAX, Certainty, Notated, NotationError, NotationKind, units};
use crate::CodePoint;

/// `utf8:e2999a` and its like: a label says what the numbers are.
pub(super) fn read_labelled(text: &str) -> Option<Notated<'_>> {
    let (label, numbers) = text.split_once(':').or_else(|| after_encoding(text))?;
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

/// What stands before and behind the blank after the name of an encoding: `UTF-8 E2 99 9A`.
fn after_encoding(text: &str) -> Option<(&str, &str)> {
    let (label, numbers) = text.split_once(char::is_whitespace)?;
    let is_number = |part: &str| is_hex(strip_prefix(part, "0x").unwrap_or(part));
    let is_read = strip_prefix(label, "UTF").is_some()
        && has_digit(numbers)
        && numbers.split_whitespace().all(is_number);
    is_read.then_some((label, numbers))
}

/// The code points that `digits` are as the bytes of `encoding`.
fn from_digits(digits: &str, encoding: &'static str) -> Result<Vec<CodePoint>, NotationError> {
    let mut bytes = Vec::new();
    if !is_hex(digits) {
        let number = cut(digits);
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
