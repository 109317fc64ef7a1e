//! Numbers of code points, as texts write them.

use super::error::{NotationError, cut};
use crate::CodePoint;

/// The code point whose number `digits` is; an error when they are no digits of `radix`, or too many.
pub(super) fn code_point(digits: &str, radix: u32) -> Result<CodePoint, NotationError> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        let base = if radix == 10 { "decimal" } else { "hexadecimal" };
        return Err(NotationError::NotANumber { number: cut(digits), base });
    }
    // More digits than a `u32` has room for are above the limit too.
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(CodePoint::new)
        .ok_or_else(|| NotationError::OutOfRange { number: cut(digits) })
}

/// Whether `text` is all hexadecimal digits; so is the empty text.
pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether one of the characters is a decimal digit, so that `text` is hardly a word.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The bytes that pairs of hexadecimal digits are, appended to `bytes`; `None` when one is left over or is none.
pub(super) fn append_bytes(digits: &str, bytes: &mut Vec<u8>) -> Option<()> {
    for pair in digits.as_bytes().chunks(2) {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2 && is_hex(pair))?;
        bytes.push(u8::from_str_radix(pair, 16).ok()?);
    }
    Some(())
}

/// `text` without `prefix`, in whatever case it is.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}
