//! Names of characters: read from the words of the tables, or made by the rule of a family.

mod hangul;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

pub(crate) use hangul::{syllable_with, syllables_beginning};

use crate::tables::{Tail, U16s, layout, tables};

/// The name of `c`. Controls, private use characters, noncharacters and what is not assigned have none; what they
/// have instead, if anything, are [`aliases`](crate::aliases()).
///
/// ```
/// use charfinder::char_name;
///
/// assert_eq!(char_name('♚').expect("a name"), *"BLACK CHESS KING");
/// assert_eq!(char_name('一').expect("a name"), *"CJK UNIFIED IDEOGRAPH-4E00");
/// assert_eq!(char_name('순').expect("a name"), *"HANGUL SYLLABLE SUN");
/// assert_eq!(char_name('\n'), None);
/// ```
pub fn char_name(c: char) -> Option<CharName> {
    let tables = tables();
    if let Some(run) = tables.family_run(u32::from(c)) {
        let family = &tables.families[usize::from(run.family)];
        return Some(CharName(Parts::Family { prefix: family.prefix, tail: family.tail, c }));
    }
    let id = tables.name_id(c)?;
    Some(CharName(Parts::Listed { words: tables.name_words(id) }))
}

/// The name of a character, not yet written out.
///
/// It is printed by [`fmt::Display`], appended to bytes by [`CharName::write_to`], and compared with a `str` as it
/// is; none of them allocates.
#[derive(Clone, Copy)]
pub struct CharName(Parts);

#[derive(Clone, Copy)]
enum Parts {
    Listed { words: U16s },
    Family { prefix: &'static str, tail: Tail, c: char },
}

impl CharName {
    /// Appends the name, which is ASCII, to `out`.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        self.for_each_part(|part| {
            out.extend_from_slice(part.as_bytes());
            true
        });
    }

    /// Hands the name over in pieces until `take` refuses one.
    fn for_each_part(&self, mut take: impl FnMut(&str) -> bool) -> bool {
        match self.0 {
            Parts::Listed { words } => {
                let tables = tables();
                words.iter().enumerate().all(|(nth, code)| {
                    let separator = layout::SEPARATORS[usize::from(code >> layout::WORD_BITS)];
                    (nth == 0 || take(separator)) && take(tables.word(code & WORD_MASK))
                })
            }
            Parts::Family { prefix, tail, c } => {
                take(prefix)
                    && match tail {
                        Tail::CodePoint { .. } => take(Hex::new(c).as_str()),
                        Tail::Syllable => hangul::parts(c).into_iter().flatten().all(take),
                    }
            }
        }
    }
}

impl fmt::Display for CharName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.for_each_part(|part| f.write_str(part).is_ok()) { Ok(()) } else { Err(fmt::Error) }
    }
}

impl fmt::Debug for CharName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        fmt::Display::fmt(self, f)?;
        f.write_char('"')
    }
}

impl PartialEq<str> for CharName {
    fn eq(&self, other: &str) -> bool {
        let mut rest = Some(other);
        self.for_each_part(|part| {
            rest = rest.and_then(|rest| rest.strip_prefix(part));
            rest.is_some()
        }) && rest == Some("")
    }
}

impl PartialEq<&str> for CharName {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialEq for CharName {
    /// Names are unique, but each can be written out in one way only, so this compares what is written.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Parts::Listed { words: one }, Parts::Listed { words: two }) => one.iter().eq(two.iter()),
            (Parts::Family { c: one, .. }, Parts::Family { c: two, .. }) => one == two,
            (Parts::Listed { .. }, Parts::Family { .. }) | (Parts::Family { .. }, Parts::Listed { .. }) => {
                false
            }
        }
    }
}

impl Eq for CharName {}

/// A code point as names write it: at least four upper-case hexadecimal digits.
pub(crate) struct Hex {
    digits: [u8; 6],
    start: usize,
}

impl Hex {
    pub(crate) fn new(c: char) -> Self {
        let mut digits = [b'0'; 6];
        let mut start = digits.len();
        let mut rest = u32::from(c);
        while rest != 0 || start > 2 {
            start -= 1;
            digits[start] = HEX_DIGITS[(rest & 0xF) as usize];
            rest >>= 4;
        }
        Self { digits, start }
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[self.start..]).expect("hexadecimal digits are ASCII")
    }
}

const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// The part of a name's code that is the word.
const WORD_MASK: u16 = (1 << layout::WORD_BITS) - 1;
