//! Tone marks of pinyin and tone numbers.
//!
//! This file is compiled into `cargo xtask data` as well, which posts syllables under both.

use unicode_normalization::UnicodeNormalization;

/// The syllable `text` of pinyin with its tone as a number behind it, and with `v` for `ü`: `hao3` for `hǎo`, `lv4` for `lǜ`.
///
/// `None` when it has no tone mark or more than one, or is not in Latin letters.
pub(crate) fn numbered(text: &str) -> Option<String> {
    let mut tone = None;
    let mut syllable = String::new();
    for c in text.nfd() {
        let mark = TONES.iter().find(|(mark, _)| *mark == c);
        match (c, mark) {
            (_, Some((_, number))) if tone.is_none() => tone = Some(*number),
            // The two dots of `ü` stand behind the `u`, and the hat of `ê` is left out.
            ('\u{308}', None) if syllable.ends_with('u') => {
                syllable.pop();
                syllable.push('v');
            }
            ('\u{302}', None) => {}
            (letter, None) if letter.is_ascii_alphabetic() => syllable.push(letter.to_ascii_lowercase()),
            _ => return None,
        }
    }
    let tone = tone.filter(|_| !syllable.is_empty())?;
    syllable.push(tone);
    Some(syllable)
}

/// The marks of the tones.
const TONES: [(char, char); 4] = [('\u{304}', '1'), ('\u{301}', '2'), ('\u{30C}', '3'), ('\u{300}', '4')];

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn tones_are_numbered() {
        for (text, expected) in [
            ("hǎo", Some("hao3")),
            ("HǍO", Some("hao3")),
            ("zhōng", Some("zhong1")),
            ("lǜ", Some("lv4")),
            ("ế", Some("e2")),
            ("ǹg", Some("ng4")),
            ("de", None),
            ("hao3", None),
            ("nǐhǎo", None),
            ("", None),
            ("\u{301}", None),
            ("好", None),
        ] {
            assert_eq!(numbered(text).as_deref(), expected, "{text}");
        }
    }
}
