//! The layout of `data/properties.bin`: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both, so it holds plain constants only; [`container`](super::container) has what all files share.
//! The file holds what the crates of ICU4X do not: tagged decompositions, numeric values, skeletons.

use super::container::Layout;

/// The sections, in the order they stand in. A *list of texts* is a section of bytes with a list of starts
/// beside it, which `tables::starts_layout` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// `u32` for each compatibility decomposition: `code point << 8 | index into DECOMPOSITION_TAGS`, ascending.
    Decompositions,
    /// Where each of their mappings starts in `DecompositionText`.
    DecompositionStarts,
    /// The mappings, as the standard lists them: one step, not to the end.
    DecompositionText,
    /// `u32` for each code point with a numeric value: `code point << 8 | index into the values`, ascending.
    Numbers,
    /// Where each value starts in `NumberText`.
    NumberStarts,
    /// The values: `7`, `-1/2`.
    NumberText,
    /// `u32` for each character whose skeleton is not itself, ascending. Syllables of Hangul, whose skeletons are
    /// made from their parts, are left out.
    Skeletons,
    /// Where each skeleton starts in `SkeletonText`.
    SkeletonStarts,
    /// The skeletons: what all characters that look alike have in common.
    SkeletonText,
    /// `u16`: the indexes of `Skeletons`, by skeleton in byte order, then by character.
    SkeletonOrder,
    /// `u32`: `first code point << 8 | index into IDENTIFIER_TYPES` for each run of code points.
    IdentifierTypes,
    /// `u32`: `first code point << 8 | index into INDIC_POSITIONS` for each run of code points.
    IndicPositions,
}

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARPROP";
    const FORMAT: u16 = 2;
    const SECTIONS: usize = Self::IndicPositions as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// The tags of compatibility decompositions, and their long names as values of the property Decomposition_Type.
pub(crate) const DECOMPOSITION_TAGS: [(&str, &str); 16] = [
    ("font", "Font"),
    ("noBreak", "Nobreak"),
    ("initial", "Initial"),
    ("medial", "Medial"),
    ("final", "Final"),
    ("isolated", "Isolated"),
    ("circle", "Circle"),
    ("super", "Super"),
    ("sub", "Sub"),
    ("vertical", "Vertical"),
    ("wide", "Wide"),
    ("narrow", "Narrow"),
    ("small", "Small"),
    ("square", "Square"),
    ("fraction", "Fraction"),
    ("compat", "Compat"),
];

/// The values of the property Identifier_Type (UTS #39); what is listed nowhere is `Not_Character`.
pub(crate) const IDENTIFIER_TYPES: [&str; 12] = [
    "Not_Character",
    "Deprecated",
    "Default_Ignorable",
    "Not_NFKC",
    "Not_XID",
    "Exclusion",
    "Obsolete",
    "Technical",
    "Uncommon_Use",
    "Limited_Use",
    "Inclusion",
    "Recommended",
];

/// The values of the property Indic_Positional_Category.
pub(crate) const INDIC_POSITIONS: [&str; 16] = [
    "NA",
    "Bottom",
    "Bottom_And_Left",
    "Bottom_And_Right",
    "Left",
    "Left_And_Right",
    "Overstruck",
    "Right",
    "Top",
    "Top_And_Bottom",
    "Top_And_Bottom_And_Left",
    "Top_And_Bottom_And_Right",
    "Top_And_Left",
    "Top_And_Left_And_Right",
    "Top_And_Right",
    "Visual_Order_Left",
];
