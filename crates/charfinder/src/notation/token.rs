//! The numbers of a list, with their marks.

use super::number::{code_point, has_digit, is_hex, strip_prefix};
use super::{CODE_POINTS_MAX, NotationError};
use crate::CodePoint;

/// A number of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) mark: Mark,
    pub(super) digits: &'a str,
}

/// What marks a number as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
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
    pub(super) fn new(text: &'a str) -> Self {
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
    pub(super) fn is_number(&self) -> bool {
        match self.mark {
            // `u+umlaut` is rather words, but `U+` and a digit is a code point, however broken.
            Mark::Unicode => !self.digits.is_empty() && is_hex(self.digits) || has_digit(self.digits),
            Mark::Hexadecimal => !self.digits.is_empty() && is_hex(self.digits),
            Mark::Plus => (4..=6).contains(&self.digits.len()) && is_hex(self.digits),
            Mark::Glyph | Mark::Decimal => true,
            Mark::None => {
                is_hex(self.digits) && (self.digits.len() >= 4 || [2, 3].contains(&self.digits.len()))
            }
        }
    }

    pub(super) fn code_point(&self) -> Result<CodePoint, NotationError> {
        code_point(self.digits, if self.mark == Mark::Decimal { 10 } else { 16 })
    }

    /// Whether it is written as code points are: a mark, or four to six digits.
    pub(super) fn is_code_point(&self) -> bool {
        match self.mark {
            Mark::None => (4..=6).contains(&self.digits.len()) && self.code_point().is_ok(),
            _ => true,
        }
    }
}

/// The numbers that `text` consists of; `None` when there is anything else, or too much.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
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

/// The most numbers in a row that are looked at: enough for the bytes of [`CODE_POINTS_MAX`] code points.
const TOKENS_MAX: usize = 4 * CODE_POINTS_MAX;
