//! The texts of a language: unpacked when they are asked for, and kept while they are in use.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use crate::Language;
use crate::tables::U32s;

/// The texts of all languages.
#[derive(Debug)]
pub(super) struct Texts {
    starts: U32s,
    packed: &'static [u8],
    /// Those used last, the latest at the end.
    recent: Mutex<Vec<(Language, Arc<Text>)>>,
}

/// What a language says of each document.
#[derive(Debug)]
pub(super) struct Text {
    text: String,
    /// Where each line starts.
    lines: Vec<u32>,
    /// The number of documents without skin tones.
    plain: usize,
}

impl Texts {
    /// `None` when the sections do not fit each other.
    pub(super) fn new(starts: U32s, packed: &'static [u8]) -> Option<Self> {
        let texts = Self { starts, packed, recent: Mutex::default() };
        let fits = starts.len() == NUMBERS * usize::from(super::COUNT)
            && Language::all().all(|language| texts.packed(language).is_some());
        fits.then_some(texts)
    }

    /// The text of `language`; `None` for English, which has none here. `plain` is the number of documents without skin tones.
    pub(super) fn of(&self, language: Language, plain: usize) -> Option<Arc<Text>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().position(|(known, _)| *known == language);
        let text = match known {
            Some(at) => recent.remove(at).1,
            None => Arc::new(Text::unpack(self.packed(language)?, plain)?),
        };
        if recent.len() >= RECENT_MAX {
            recent.remove(0);
        }
        recent.push((language, Arc::clone(&text)));
        Some(text)
    }

    /// The packed text and its length when it is unpacked.
    fn packed(&self, language: Language) -> Option<(&'static [u8], usize)> {
        let at = NUMBERS * usize::from(language.index());
        let [start, packed, bytes] = [0, 1, 2].map(|field| self.starts.at(at + field) as usize);
        let packed = self.packed.get(start..)?.get(..packed)?;
        (bytes <= TEXT_BYTES_MAX).then_some((packed, bytes))
    }
}

impl Text {
    fn unpack((packed, bytes): (&[u8], usize), plain: usize) -> Option<Self> {
        let mut text = String::with_capacity(bytes);
        let mut reader = brotli::Decompressor::new(packed, BUFFER_BYTES).take(bytes as u64);
        if packed.is_empty() || reader.read_to_string(&mut text).ok()? != bytes {
            return None;
        }
        let ends = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, behind)| behind);
        let lines = std::iter::once(0).chain(ends).collect();
        Some(Self { text, lines, plain })
    }

    /// How the language joins composed names: see [`toned_name`](super::layout::toned_name).
    pub(super) fn joints(&self) -> (&str, &str) {
        self.line(0).split_once('\t').unwrap_or((": ", ", "))
    }

    /// The short name of the document with this number.
    pub(super) fn name(&self, document: usize) -> Option<&str> {
        self.line(1 + document).split('\t').next().filter(|name| !name.is_empty())
    }

    /// The keywords of the document with this number.
    pub(super) fn keywords(&self, document: usize) -> impl Iterator<Item = &str> {
        self.line(1 + document).split('\t').skip(1)
    }

    /// The short name of the document with skin tones that has this number among those, where it follows no rule.
    pub(super) fn toned_name(&self, toned: usize) -> Option<&str> {
        Some(self.line(1 + self.plain + toned)).filter(|name| !name.is_empty())
    }

    fn line(&self, number: usize) -> &str {
        let start = self.lines.get(number).map_or(self.text.len(), |start| *start as usize);
        let end = self.lines.get(number + 1).map_or(self.text.len(), |end| *end as usize - 1);
        self.text.get(start..end).unwrap_or_default()
    }
}

/// The numbers of a language in the section of starts.
const NUMBERS: usize = 3;

/// How many languages are kept unpacked, at about a third of a megabyte each.
const RECENT_MAX: usize = 4;

/// A text is never longer, unpacked.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// The input buffer of the unpacker.
const BUFFER_BYTES: usize = 1 << 12;
