//! What a phrase that has the words of a query is worth: one rule for the weights that the tables carry and for those that are computed.
//!
//! This file is compiled into `cargo xtask data` as well.

use super::field::Field;

/// The worth of a phrase of which nothing is left over.
pub(crate) const fn base(field: Field) -> u16 {
    match field {
        Field::Name => 960,
        Field::ShortName => 980,
        Field::Abbreviation => 970,
        Field::Control => 975,
        Field::Correction | Field::Alternate => 930,
        Field::Everyday => 950,
        Field::Entity => 900,
        Field::Latex => 890,
        Field::Keysym => 885,
        Field::Shortcode => 880,
        Field::ListAlias => 880,
        Field::Keyword => 865,
        Field::Figment => 800,
        Field::Digraph => 840,
        Field::Definition => 560,
        Field::Reading => 540,
        Field::Note => 330,
        Field::Heading => 300,
    }
}

/// The worth of a phrase of `field` when the words left over in it are worth `left_over` together.
pub(crate) fn phrase_worth(field: Field, left_over: u16) -> u16 {
    let base = base(field);
    let cost = if left_over < LEFT_OVER_WORD_COST { left_over } else { LEFT_OVER_COST + left_over };
    base.saturating_sub(cost).max(base * FLOOR_PERCENT / 100)
}

/// What it costs that a word of the phrase is not in the query; of a rarity of 0 are the generic words.
pub(crate) fn left_over(rarity: u8) -> u16 {
    if rarity == 0 {
        return 1;
    }
    LEFT_OVER_WORD_COST + u16::from(rarity) / LEFT_OVER_RARITY_DIVISOR
}

/// Words that say only that a character is meant. A result may lack them, and they are left over for nothing.
pub(crate) const GENERIC_WORDS: &[&str] = &[
    "sign",
    "symbol",
    "mark",
    "character",
    "char",
    "emoji",
    "icon",
    "letter",
    "unicode",
    "the",
    "an",
    "of",
    "for",
    "in",
    "with",
    "and",
    "glyph",
    "key",
];

/// What any word left over costs.
const LEFT_OVER_COST: u16 = 40;
/// What each word left over costs besides.
const LEFT_OVER_WORD_COST: u16 = 6;
/// How much more a rare word costs: up to 255 divided by this.
const LEFT_OVER_RARITY_DIVISOR: u16 = 5;
/// No phrase is worth less than this part of its base, however long.
const FLOOR_PERCENT: u16 = 55;
