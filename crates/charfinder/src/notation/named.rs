//! Characters by their whole name.

use crate::tables::tables;
use crate::{Finder, Item, Sequence, char_name};

/// The item named `name`: a character by its name or else by a formal alias, or a sequence.
///
/// Case, spaces, underscores and hyphens between letters do not matter (UAX #44, LM2), so `black-chess-king` is `BLACK CHESS KING`; where two
/// names differ in nothing else, the one that is written the same is taken.
///
/// ```
/// use charfinder::{Item, item_named};
///
/// assert_eq!(item_named("Black Chess King"), Some(Item::Char('♚')));
/// assert_eq!(item_named("black-chess-king"), Some(Item::Char('♚')));
/// assert_eq!(item_named("NBSP"), Some(Item::Char('\u{A0}')));
/// assert_eq!(item_named("CJK UNIFIED IDEOGRAPH-4E00"), Some(Item::Char('一')));
/// assert_eq!(item_named("chess"), None);
/// ```
pub fn item_named(name: &str) -> Option<Item> {
    if name.len() > NAME_BYTES_MAX || name.trim_matches([' ', '-', '_']).is_empty() {
        return None;
    }
    let c = by_hex_tail(name).or_else(|| by_words(name)).or_else(|| by_alias(name));
    c.map(Item::Char).or_else(|| by_sequence(name))
}

/// The names that end in the code point: `CJK UNIFIED IDEOGRAPH-4E00`.
fn by_hex_tail(name: &str) -> Option<char> {
    let tail = name.rsplit(['-', ' ', '_']).next().filter(|tail| tail.len() >= HEX_TAIL_BYTES_MIN)?;
    let c = u32::from_str_radix(tail, 16).ok().and_then(char::from_u32)?;
    let found = char_name(c)?.to_string();
    is_same(&found, name).then_some(c)
}

fn by_words(name: &str) -> Option<char> {
    let words = name.replace('_', " ");
    let mut first = None;
    let mut found = Vec::with_capacity(name.len());
    for c in Finder::default().find(&words).take(CANDIDATES_MAX) {
        found.clear();
        char_name(c)?.write_to(&mut found);
        // U+116C and U+1180 differ in a hyphen alone.
        if found.eq_ignore_ascii_case(words.as_bytes()) {
            return Some(c);
        }
        if first.is_none() && std::str::from_utf8(&found).is_ok_and(|found| is_same(found, name)) {
            first = Some(c);
        }
    }
    first
}

fn by_alias(name: &str) -> Option<char> {
    let tables = tables();
    let count = tables.aliases.len();
    let index = (0..count).find(|&index| is_same(tables.alias_text(index), name))?;
    char::from_u32(tables.aliases.at(index) >> 8)
}

/// The sequences, mostly of emoji, whose names are written by CLDR in any case.
fn by_sequence(name: &str) -> Option<Item> {
    Sequence::all().find(|sequence| is_same(sequence.name(), name)).map(Item::Sequence)
}

/// Whether two names differ in case, spaces, medial hyphens and underscores at most.
fn is_same(one: &str, two: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        let bytes = name.as_bytes();
        let is_separator = |at: usize| bytes.get(at).is_some_and(|byte| b" -_".contains(byte));
        let letter = move |at: usize| {
            if !is_separator(at) {
                return Some(bytes[at].to_ascii_uppercase());
            }
            // A hyphen between letters is medial and does not count; in `TIBETAN LETTER -A` it does.
            let start = (0..at).rev().take_while(|&before| is_separator(before)).last()?;
            let is_hyphen = !is_separator(at + 1) && bytes[start..=at].contains(&b'-');
            is_hyphen.then_some(b'-')
        };
        (0..bytes.len()).filter_map(letter)
    }
    letters(one).eq(letters(two))
}

/// Code points in names have at least as many digits.
const HEX_TAIL_BYTES_MIN: usize = 4;

/// More than the longest name has, which is a test's business.
const NAME_BYTES_MAX: usize = 128;

/// The most characters with the words of a name that are looked at. Names of few common words, such as `ARABIC LETTER
/// ALEF`, are among fewer than this.
const CANDIDATES_MAX: usize = 4096;
