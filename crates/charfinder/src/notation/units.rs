//! Units of encodings, put together to code points.

use super::error::{NotationError, Utf8Fault};
use crate::CodePoint;

/// The code points that `bytes` are in UTF-8.
pub(super) fn from_utf8(bytes: &[u8]) -> Result<Vec<CodePoint>, NotationError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.chars().map(CodePoint::from).collect()),
        Err(error) => {
            let offset = error.valid_up_to();
            Err(NotationError::Utf8 { offset, fault: Utf8Fault::of(&bytes[offset..]) })
        }
    }
}

/// The code points that `units` are in UTF-16.
pub(super) fn from_utf16(units: &[u16]) -> Result<Vec<CodePoint>, NotationError> {
    char::decode_utf16(units.iter().copied())
        .map(|unit| {
            unit.map(CodePoint::from)
                .map_err(|lone| NotationError::LoneSurrogate { unit: lone.unpaired_surrogate() })
        })
        .collect()
}

/// `code_points` with each pair of surrogates joined; halves without the other stay.
pub(super) fn join_surrogates(code_points: &[CodePoint]) -> Vec<CodePoint> {
    let mut joined: Vec<CodePoint> = Vec::with_capacity(code_points.len());
    for &low in code_points {
        let high = joined.last().copied().filter(|high| (0xD800..0xDC00).contains(&high.value()));
        match high {
            Some(high) if (0xDC00..0xE000).contains(&low.value()) => {
                let value = 0x1_0000 + ((high.value() - 0xD800) << 10) + (low.value() - 0xDC00);
                joined.pop();
                joined.push(CodePoint::new(value).expect("pairs reach to 10FFFF"));
            }
            _ => joined.push(low),
        }
    }
    joined
}

/// The code points that `bytes` are in Latin-1, which has each byte as itself.
pub(super) fn from_latin1(bytes: &[u8]) -> Vec<CodePoint> {
    bytes.iter().map(|&byte| CodePoint::from(char::from(byte))).collect()
}
