//! The texts of a language: unpacked when they are asked for, and kept while they are in use.

use std::cell::RefCell;
use std::io::Read;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::Language;
use crate::tables::U32s;
use crate::tables::recent::Recent;

/// The texts of all languages.
#[derive(Debug)]
pub(super) struct Texts {
    starts: U32s,
    packed: &'static [u8],
    recent: Recent<Language, Text>,
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
        let texts = Self { starts, packed, recent: Recent::new(RECENT_MAX) };
        let fits = starts.len() == NUMBERS * usize::from(super::COUNT)
            && Language::all().all(|language| texts.packed(language).is_some());
        fits.then_some(texts)
    }

    /// The text of `language`; `None` for English, which has none here. `plain` is the number of documents without skin tones.
    pub(super) fn of(&self, language: Language, plain: usize) -> Option<Arc<Text>> {
        if let Some(text) = Held::find(language) {
            return Some(text);
        }
        let unpack = || Some(Arc::new(Text::unpack(self.packed(language)?, plain)?));
        let text = self.recent.get(language, unpack)?;
        Held::add(language, &text);
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

/// While it lives, the texts that this thread asks for stay unpacked, however many languages others ask for meanwhile.
#[derive(Debug)]
pub struct Held {
    /// Whether there was none on this thread already, which holds them as well.
    is_outermost: bool,
    /// It is of this thread.
    _not_send: PhantomData<*const ()>,
}

impl Held {
    pub(super) fn begin() -> Self {
        let is_outermost = HELD.with_borrow_mut(|held| {
            let is_outermost = held.is_none();
            held.get_or_insert_default();
            is_outermost
        });
        Self { is_outermost, _not_send: PhantomData }
    }

    fn find(language: Language) -> Option<Arc<Text>> {
        HELD.with_borrow(|held| {
            let (_, text) = held.as_ref()?.iter().find(|(known, _)| *known == language)?;
            Some(Arc::clone(text))
        })
    }

    fn add(language: Language, text: &Arc<Text>) {
        HELD.with_borrow_mut(|held| {
            if let Some(held) = held {
                held.push((language, Arc::clone(text)));
            }
        });
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.is_outermost {
            HELD.set(None);
        }
    }
}

/// The texts that a thread holds.
type HeldTexts = Vec<(Language, Arc<Text>)>;

thread_local! {
    static HELD: RefCell<Option<HeldTexts>> = const { RefCell::new(None) };
}

/// The numbers of a language in the section of starts.
const NUMBERS: usize = 3;

/// How many languages are kept unpacked, at about a third of a megabyte each.
const RECENT_MAX: usize = 4;

/// A text is never longer, unpacked.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// The input buffer of the unpacker.
const BUFFER_BYTES: usize = 1 << 12;
