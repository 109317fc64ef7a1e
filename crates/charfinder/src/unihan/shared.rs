//! What there is with and without the feature `unihan`.

use crate::Field;

/// What Unihan says of an ideograph.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unihan {
    /// What it means, in English.
    pub definition: Option<String>,
    /// How it is read, by kind in the order of [`ReadingKind`], and of a kind the customary reading first.
    pub readings: Vec<Reading>,
    /// Under which radicals it stands in dictionaries, the usual one first. There is one at least.
    pub radicals: Vec<RadicalStrokes>,
    /// The number of its strokes.
    pub strokes: u8,
}

/// A reading of an ideograph.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// In which language.
    pub kind: ReadingKind,
    /// The reading: in pinyin, in jyutping, in katakana when it came from Chinese and else in hiragana, in hangul, in Vietnamese letters.
    pub text: String,
}

/// The languages of readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReadingKind {
    /// Putonghua, in pinyin with tone marks.
    Mandarin,
    /// In jyutping.
    Cantonese,
    /// In kana.
    Japanese,
    /// In hangul.
    Korean,
    /// In Vietnamese letters.
    Vietnamese,
}

impl ReadingKind {
    /// All of them, in order.
    pub const ALL: [Self; 5] =
        [Self::Mandarin, Self::Cantonese, Self::Japanese, Self::Korean, Self::Vietnamese];

    /// The English name of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mandarin => "Mandarin",
            Self::Cantonese => "Cantonese",
            Self::Japanese => "Japanese",
            Self::Korean => "Korean",
            Self::Vietnamese => "Vietnamese",
        }
    }
}

/// A radical, and what is written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RadicalStrokes {
    /// The radical.
    pub radical: Radical,
    /// How many strokes there are beside it; below 0 where the radical is written with fewer than it has.
    pub residual: i8,
}

/// One of the 214 radicals of the Kangxi dictionary, in one of its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Radical {
    /// Its number, 1 to 214.
    pub number: u8,
    /// 0 for the traditional form, 1 for the simplified one of China, 2 and 3 for others.
    pub form: u8,
    /// The character for the radical as such, `⼥`.
    pub character: char,
    /// The ideograph it is as a word, `女`.
    pub ideograph: char,
}

/// That an ideograph means a word, or is read so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Posting {
    /// Which.
    pub ideograph: char,
    /// The language of the reading; `None` when the word is of the definition.
    pub reading: Option<ReadingKind>,
    /// For a definition how many words the shortest gloss with the word has; for a reading its place among those of its kind. 1 to 4; more are
    /// told as 4.
    pub words: u8,
}

impl Posting {
    /// What the word is to the ideograph.
    pub fn field(self) -> Field {
        if self.reading.is_some() { Field::Reading } else { Field::Definition }
    }
}
