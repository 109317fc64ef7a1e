//! A part of the input that knows where it stands, so that every error can point at it.

use std::borrow::Cow;

use super::AddressError;

/// A slice of the input together with its place.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    input: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Part<'a> {
    pub(super) fn whole(input: &'a str) -> Self {
        Self { input, start: 0, end: input.len() }
    }

    pub(super) fn text(self) -> &'a str {
        &self.input[self.start..self.end]
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes `from..to` of this part, which must be character boundaries.
    pub(super) fn cut(self, from: usize, to: usize) -> Self {
        Self { input: self.input, start: self.start + from, end: self.start + to }
    }

    /// What follows the first `from` bytes.
    pub(super) fn after(self, from: usize) -> Self {
        self.cut(from, self.text().len())
    }

    pub(super) fn split_once(self, separator: char) -> Option<(Self, Self)> {
        let place = self.text().find(separator)?;
        Some((self.cut(0, place), self.after(place + separator.len_utf8())))
    }

    pub(super) fn rsplit_once(self, separator: char) -> Option<(Self, Self)> {
        let place = self.text().rfind(separator)?;
        Some((self.cut(0, place), self.after(place + separator.len_utf8())))
    }

    /// The number in this part, if it is one of digits only (no sign, as `FromStr` would allow) and fits.
    pub(super) fn number<T: std::str::FromStr>(self) -> Option<T> {
        let text = self.text();
        if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
    }

    /// Replaces `%` and two hexadecimal digits by the byte they stand for.
    pub(super) fn decode(self) -> Result<Vec<u8>, AddressError> {
        let bytes = self.text().as_bytes();
        let mut decoded = Vec::with_capacity(bytes.len());
        let mut place = 0;
        while let Some(&byte) = bytes.get(place) {
            if byte != b'%' {
                decoded.push(byte);
                place += 1;
                continue;
            }
            let digit = |offset: usize| {
                let byte = *bytes.get(place + offset)?;
                char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
            };
            let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                let shown = self.text()[place..].chars().take(3).map(char::len_utf8).sum::<usize>();
                let advice = "allowed are % and two hexadecimal digits; % itself is written %25";
                return Err(self.cut(place, place + shown).error("escape", advice));
            };
            decoded.push(high << 4 | low);
            place += 3;
        }
        Ok(decoded)
    }

    /// As [`decode`](Self::decode), for text without control characters.
    pub(super) fn decode_text(
        self,
        part: &'static str,
        advice: &'static str,
    ) -> Result<String, AddressError> {
        match String::from_utf8(self.decode()?) {
            Ok(text) if !text.contains(char::is_control) => Ok(text),
            _ => Err(self.error(part, advice)),
        }
    }

    pub(super) fn error(self, part: &'static str, advice: impl Into<Cow<'static, str>>) -> AddressError {
        AddressError::new(self.input, part, self.start..self.end, advice)
    }
}
