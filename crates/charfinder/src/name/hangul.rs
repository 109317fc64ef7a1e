//! Names of Hangul syllables, as section 3.12 of the Unicode Standard composes them.

use std::ops::RangeInclusive;

/// The three parts of the name of the syllable `c`; `None` when it is no Hangul syllable.
pub(super) fn parts(c: char) -> Option<[&'static str; 3]> {
    let index = u32::from(c).checked_sub(FIRST)?;
    if index >= SYLLABLES {
        return None;
    }
    let (vowels, trailing) = (VOWELS.len() as u32, TRAILING.len() as u32);
    let leading = LEADING[(index / (vowels * trailing)) as usize];
    let vowel = VOWELS[(index / trailing % vowels) as usize];
    Some([leading, vowel, TRAILING[(index % trailing) as usize]])
}

/// The syllable whose name ends in `word`.
pub(crate) fn syllable_with(word: &str) -> Option<char> {
    if word.len() > WORD_BYTES_MAX {
        return None;
    }
    // Whatever follows a leading consonant starts with a vowel, so there is one way to read a word at most.
    let consonants = word.bytes().position(|byte| b"AEIOUWY".contains(&byte))?;
    let leading = LEADING.iter().position(|part| *part == &word[..consonants])?;
    let rest = &word[consonants..];
    let vowels = rest.bytes().position(|byte| !b"AEIOUWY".contains(&byte)).unwrap_or(rest.len());
    let vowel = VOWELS.iter().position(|part| *part == &rest[..vowels])?;
    let trailing = TRAILING.iter().position(|part| *part == &rest[vowels..])?;
    char::from_u32(FIRST + ((leading * VOWELS.len() + vowel) * TRAILING.len() + trailing) as u32)
}

/// The runs of syllables, in no order, whose names end in a word that begins with `beginning`.
pub(crate) fn syllables_beginning(beginning: &str) -> Vec<RangeInclusive<u32>> {
    let mut runs = Vec::new();
    let mut push = |index: usize, count: usize| {
        let first = FIRST + index as u32;
        runs.push(first..=first + count as u32 - 1);
    };
    let of_vowel = TRAILING.len();
    let of_leading = VOWELS.len() * of_vowel;
    for (leading, part) in LEADING.iter().enumerate() {
        let at = leading * of_leading;
        if part.starts_with(beginning) {
            push(at, of_leading);
            continue;
        }
        let Some(rest) = beginning.strip_prefix(part) else { continue };
        for (vowel, part) in VOWELS.iter().enumerate() {
            let at = at + vowel * of_vowel;
            if part.starts_with(rest) {
                push(at, of_vowel);
                continue;
            }
            let Some(rest) = rest.strip_prefix(part) else { continue };
            for (trailing, part) in TRAILING.iter().enumerate() {
                if part.starts_with(rest) {
                    push(at + trailing, 1);
                }
            }
        }
    }
    runs
}

/// U+AC00 HANGUL SYLLABLE GA.
const FIRST: u32 = 0xAC00;

const SYLLABLES: u32 = (LEADING.len() * VOWELS.len() * TRAILING.len()) as u32;

/// The longest word is `GGWAELB` or one like it.
const WORD_BYTES_MAX: usize = 7;

const LEADING: [&str; 19] =
    ["G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"];

const VOWELS: [&str; 21] = [
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI",
    "YU", "EU", "YI", "I",
];

const TRAILING: [&str; 28] = [
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS",
    "S", "SS", "NG", "J", "C", "K", "T", "P", "H",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syllable_is_found_by_its_word() {
        for c in '\u{AC00}'..='\u{D7A3}' {
            let word = parts(c).unwrap().concat();
            assert!(word.len() <= WORD_BYTES_MAX, "{word}");
            assert_eq!(syllable_with(&word), Some(c), "{word}");
        }
        assert_eq!(parts('\u{ABFF}'), None);
        assert_eq!(parts('\u{D7A4}'), None);
    }

    #[test]
    fn beginnings_are_those_of_the_words() {
        for beginning in ["", "G", "GG", "GA", "E", "YEO", "GWAEL", "HIH", "ANG", "GGWAELB", "X", "GX", "GAX"]
        {
            let mut found: Vec<u32> = syllables_beginning(beginning).into_iter().flatten().collect();
            found.sort_unstable();
            let has_it = |c: &char| parts(*c).unwrap().concat().starts_with(beginning);
            let expected: Vec<u32> = ('\u{AC00}'..='\u{D7A3}').filter(has_it).map(u32::from).collect();
            assert_eq!(found, expected, "{beginning}");
        }
    }

    #[test]
    fn other_words_are_no_syllables() {
        for word in ["", "G", "SUNX", "SUNN", "sun", "CHESS", "é", "ÉA", "GAÉ", "GGGA", "1", "AAAAAAAA"] {
            assert_eq!(syllable_with(word), None, "{word:?}");
        }
    }
}
