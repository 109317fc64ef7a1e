//! Entity tags: whether a client has an answer already (RFC 9110, section 13.1.2).

use axum::http::HeaderValue;

/// Tells one content from another, and protects against nothing: FNV-1a over words of eight bytes, so that a page of
/// 50 KB costs some microseconds.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut words = bytes.chunks_exact(8);
    let step = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(PRIME);
        // A multiplication moves differences up only; the fold brings those of the upper bytes down again.
        mixed ^ (mixed >> 29)
    };
    let hash = words.by_ref().fold(BASIS ^ bytes.len() as u64, |hash, word| {
        step(hash, u64::from_le_bytes(word.try_into().expect("the chunks have eight bytes")))
    });
    let hash = words.remainder().iter().fold(hash, |hash, byte| step(hash, u64::from(*byte)));
    (hash ^ (hash >> 32)).wrapping_mul(PRIME)
}

/// Whether one of the values of `If-None-Match` names `tag`. Tags are compared weakly.
pub(super) fn is_known<'a>(values: impl Iterator<Item = &'a HeaderValue>, tag: &str) -> bool {
    let tag = tag.trim_start_matches("W/");
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_the_length_count() {
        let bytes: Vec<u8> = (0..100).collect();
        let whole = fingerprint(&bytes);
        for index in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[index] ^= 1 << bit;
                assert_ne!(fingerprint(&other), whole, "bit {bit} of byte {index}");
            }
            assert_ne!(fingerprint(&bytes[..index]), whole);
        }
        assert_ne!(fingerprint(&[0; 8]), fingerprint(&[0; 16]));
    }

    #[test]
    fn a_tag_is_found_in_any_list() {
        let check = |value: &'static str, expected: bool| {
            let value = HeaderValue::from_static(value);
            assert_eq!(is_known([&value].into_iter(), "W/\"a\""), expected, "{value:?}");
        };
        check("\"a\"", true);
        check("W/\"a\"", true);
        check("\"b\", W/\"a\"", true);
        check("*", true);
        check("\"b\"", false);
        check("a", false);
        check("", false);
    }
}
