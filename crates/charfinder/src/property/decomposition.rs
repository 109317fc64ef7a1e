//! Decompositions, and the normal forms that they lead to.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use icu_normalizer::properties::{
    CanonicalCombiningClassMapBorrowed, CanonicalDecompositionBorrowed, Decomposed,
};
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

use super::table::{DECOMPOSITION_TAGS, property_table};
use crate::CodePoint;

/// The decomposition of `c` as the standard lists it: one step, not to the end. That of a syllable of Hangul is made by
/// its rule.
///
/// ```
/// use charfinder::decomposition;
///
/// assert_eq!(decomposition('①').expect("it has one").to_string(), "<circle> 0031");
/// assert_eq!(decomposition('ǭ').expect("it has one").to_string(), "01EB 0304");
/// assert_eq!(decomposition('a'), None);
/// ```
pub fn decomposition(c: char) -> Option<Decomposition> {
    if let Some((tag, mapping)) = property_table().decomposition(u32::from(c)) {
        return Some(Decomposition { tag: Some(tag), mapping: Cow::Borrowed(mapping) });
    }
    let mapping = match CanonicalDecompositionBorrowed::new().decompose(c) {
        Decomposed::Default => return None,
        Decomposed::Singleton(one) => one.to_string(),
        Decomposed::Expansion(one, two) => [one, two].iter().collect(),
    };
    Some(Decomposition { tag: None, mapping: Cow::Owned(mapping) })
}

/// What a character is made of.
///
/// Displayed, it is what `UnicodeData.txt` has: `<circle> 0031`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decomposition {
    tag: Option<usize>,
    mapping: Cow<'static, str>,
}

impl Decomposition {
    /// The tag of a compatibility decomposition: `circle`. A canonical one, whose mapping is equivalent to the character, has none.
    pub fn tag(&self) -> Option<&'static str> {
        self.tag.map(|tag| DECOMPOSITION_TAGS[tag].0)
    }

    /// The value of the property Decomposition_Type: `Canonical`, `Circle`, …
    pub fn type_name(&self) -> &'static str {
        self.tag.map_or(CANONICAL, |tag| DECOMPOSITION_TAGS[tag].1)
    }

    /// The characters it is mapped to.
    pub fn mapping(&self) -> &str {
        &self.mapping
    }
}

/// The long name of the type of canonical decompositions.
pub(super) const CANONICAL: &str = "Canonical";

impl Display for Decomposition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(tag) = self.tag() {
            write!(f, "<{tag}> ")?;
        }
        for (nth, c) in self.mapping.chars().enumerate() {
            write!(f, "{}{:04X}", if nth == 0 { "" } else { " " }, u32::from(c))?;
        }
        Ok(())
    }
}

/// The value of Decomposition_Type for `c`; `None` if it has no decomposition.
pub(super) fn decomposition_type(c: u32) -> Option<&'static str> {
    Some(decomposition(char::from_u32(c)?)?.type_name())
}

/// A normal form of the standard (UAX #15).
///
/// ```
/// use charfinder::NormalForm;
///
/// assert_eq!(NormalForm::Nfd.apply("é"), "e\u{301}");
/// assert_eq!(NormalForm::Nfkc.apply("①"), "1");
/// assert!(NormalForm::Nfc.is_normalized("é"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these four")]
pub enum NormalForm {
    /// Decomposed, then composed.
    Nfc,
    /// Decomposed.
    Nfd,
    /// Decomposed down to what it is a variant of, then composed.
    Nfkc,
    /// Decomposed down to what it is a variant of.
    Nfkd,
}

impl NormalForm {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Nfc, Self::Nfd, Self::Nfkc, Self::Nfkd];

    /// Its name: `NFC`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nfc => "NFC",
            Self::Nfd => "NFD",
            Self::Nfkc => "NFKC",
            Self::Nfkd => "NFKD",
        }
    }

    /// `text` in this form; it is borrowed when it has it already.
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Nfc => ComposingNormalizer::new_nfc().normalize(text),
            Self::Nfd => DecomposingNormalizer::new_nfd().normalize(text),
            Self::Nfkc => ComposingNormalizer::new_nfkc().normalize(text),
            Self::Nfkd => DecomposingNormalizer::new_nfkd().normalize(text),
        }
    }

    /// Whether `text` is in this form.
    pub fn is_normalized(self, text: &str) -> bool {
        match self {
            Self::Nfc => ComposingNormalizer::new_nfc().is_normalized(text),
            Self::Nfd => DecomposingNormalizer::new_nfd().is_normalized(text),
            Self::Nfkc => ComposingNormalizer::new_nfkc().is_normalized(text),
            Self::Nfkd => DecomposingNormalizer::new_nfkd().is_normalized(text),
        }
    }
}

impl Display for NormalForm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The canonical combining class of `c`, by which marks are put in order: 0 for what does not move, 230 for marks above.
pub fn combining_class(c: CodePoint) -> u8 {
    CanonicalCombiningClassMapBorrowed::new().get32_u8(c.value())
}
