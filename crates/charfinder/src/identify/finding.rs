//! What there is to tell about a text.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use super::cluster::Position;

/// Something in a text that is suspicious, or good to know.
///
/// Displayed, it is its message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// Where it begins.
    pub position: Position,
    /// The bytes it is about.
    pub bytes: Range<usize>,
    /// The bytes at which the characters begin that make it so, ascending: in a word of several scripts those that are not in the one
    /// that most of it is written in. None where it is about all of the bytes.
    pub odd: Vec<usize>,
    /// What it is, as a clause without a full stop; safe to show.
    pub message: String,
}

impl Finding {
    /// A finding about the bytes from `position` to `end`.
    pub(super) fn new(
        kind: FindingKind,
        severity: Severity,
        position: Position,
        end: usize,
        message: impl Into<String>,
    ) -> Self {
        Self { kind, severity, position, bytes: position.byte..end, odd: Vec::new(), message: message.into() }
    }
}

impl Finding {
    /// The bytes whose characters it is told beside: those that make it so, or the first.
    ///
    /// ```
    /// let finding = charfinder::identify::findings("pаypal".as_bytes()).next();
    /// let places: Option<Vec<usize>> = finding.map(|finding| finding.places().collect());
    /// assert_eq!(places, Some(vec![1]));
    /// ```
    pub fn places(&self) -> impl Iterator<Item = usize> {
        let first = self.odd.is_empty().then_some(self.bytes.start);
        first.into_iter().chain(self.odd.iter().copied())
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// Hardly meant: somebody should look at it.
    Warning,
    /// The text is broken, or shows something else than it is.
    Danger,
}

impl Severity {
    /// The word for it in answers: `note`, `warning`, `danger`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// Whether it is more than a note: what a check fails on.
    pub fn is_suspicious(self) -> bool {
        self > Self::Note
    }
}

impl Display for Severity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of thing a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// Bytes that are no UTF-8.
    InvalidUtf8,
    /// A control character other than tab, line feed and carriage return.
    Control,
    /// A character that changes directions.
    BidiControl,
    /// A change of direction that is not taken back within its paragraph, so that it reaches into what follows.
    BidiUnclosed,
    /// Takes a change of direction back that is not there.
    BidiUnmatched,
    /// A character that is not seen.
    Invisible,
    /// A space that is not U+0020, or a line or paragraph separator.
    Space,
    /// Text hidden in tag characters.
    Tags,
    /// A variation selector that selects nothing, or several of them, in which bytes can be hidden.
    VariationSelector,
    /// A byte order mark.
    ByteOrderMark,
    /// A character that is not assigned.
    Unassigned,
    /// A private use character.
    PrivateUse,
    /// A noncharacter.
    Noncharacter,
    /// U+FFFD: something was lost before.
    Replacement,
    /// More marks on one character than people write.
    ManyMarks,
    /// A word in characters of several scripts.
    MixedScripts,
    /// A word that can be taken for one in ASCII.
    Confusable,
    /// Digits of several systems in one word.
    MixedNumbers,
    /// Not in normal form C.
    NotNormalized,
    /// Line ends of several kinds.
    MixedLineEnds,
    /// A sequence of characters with a name.
    Sequence,
}

impl FindingKind {
    /// The word for it in answers, such as `invalid-utf-8` or `mixed-scripts`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidUtf8 => "invalid-utf-8",
            Self::Control => "control",
            Self::BidiControl => "bidi-control",
            Self::BidiUnclosed => "bidi-unclosed",
            Self::BidiUnmatched => "bidi-unmatched",
            Self::Invisible => "invisible",
            Self::Space => "space",
            Self::Tags => "tags",
            Self::VariationSelector => "variation-selector",
            Self::ByteOrderMark => "byte-order-mark",
            Self::Unassigned => "unassigned",
            Self::PrivateUse => "private-use",
            Self::Noncharacter => "noncharacter",
            Self::Replacement => "replacement",
            Self::ManyMarks => "many-marks",
            Self::MixedScripts => "mixed-scripts",
            Self::Confusable => "confusable",
            Self::MixedNumbers => "mixed-numbers",
            Self::NotNormalized => "not-normalized",
            Self::MixedLineEnds => "mixed-line-ends",
            Self::Sequence => "sequence",
        }
    }
}

impl Display for FindingKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
