//! Which of two characters that match a query alike people mean: a number for each, from what the sources know of its use.
//!
//! A character that HTML, keyboards, LaTeX and CLDR have names for is used; one in a set of styled copies, or in a script that few
//! write, is rarely the one that is meant by a plain word.

use std::collections::BTreeSet;

use super::field::Field;
use super::terms::Document;

/// What is known of all documents together.
pub(super) struct Priors {
    /// The characters that people use most, by item.
    popular: BTreeSet<u32>,
}

impl Priors {
    pub(super) fn of(_documents: &[Document]) -> Self {
        Self { popular: POPULAR.chars().filter(|c| !c.is_whitespace()).map(u32::from).collect() }
    }

    /// From 0 to 255.
    pub(super) fn prior(&self, document: &Document) -> u8 {
        let mut prior = 90_i32;
        let has = |field| document.texts.iter().any(|(_, known, _)| *known == field);
        for (field, worth) in SIGNS_OF_USE {
            if has(*field) {
                prior += worth;
            }
        }
        prior += match document.item {
            0x20..=0x7E => 45,
            0xA0..=0xFF => 25,
            0x2000..=0x23FF | 0x2500..=0x27BF => 8,
            0x370..=0x45F => 4,
            0x1_0000..=0x1_EFFF => -25,
            0x11_0000.. => -12,
            _ => 0,
        };
        if self.popular.contains(&document.item) {
            prior += 30;
        }
        let name =
            document.texts.first().filter(|(_, field, _)| *field == Field::Name).map(|(_, _, name)| name);
        if let Some(name) = name {
            for (part, worth) in PARTS_OF_NAMES {
                if name.contains(part) {
                    prior += worth;
                }
            }
        }
        u8::try_from(prior.clamp(0, 255)).unwrap_or_default()
    }
}

/// What it says of a character that a source has a name for it.
const SIGNS_OF_USE: &[(Field, i32)] = &[
    (Field::Entity, 22),
    (Field::Keysym, 14),
    (Field::Latex, 8),
    (Field::Digraph, 8),
    (Field::Keyword, 16),
    (Field::ShortName, 6),
    (Field::Shortcode, 14),
    (Field::Abbreviation, 6),
];

/// What parts of a name say of the use of a character.
const PARTS_OF_NAMES: &[(&str, i32)] = &[
    ("MATHEMATICAL ", -40),
    ("FULLWIDTH ", -35),
    ("HALFWIDTH ", -35),
    ("TAG ", -50),
    ("VARIATION SELECTOR", -20),
    ("COMBINING ", -12),
    ("MODIFIER LETTER ", -18),
    ("CIRCLED ", -8),
    ("PARENTHESIZED ", -12),
    ("SQUARED ", -10),
    ("NEGATIVE ", -12),
    ("PRESENTATION FORM", -25),
    ("ISOLATED FORM", -30),
    ("INITIAL FORM", -30),
    ("MEDIAL FORM", -30),
    ("FINAL FORM", -30),
    ("CUNEIFORM", -25),
    ("HIEROGLYPH", -20),
    ("SIGNWRITING", -25),
    ("MUSICAL SYMBOL", -2),
    ("BYZANTINE", -25),
    ("COPTIC", -12),
    ("KANGXI RADICAL", -15),
    ("CJK RADICAL", -18),
    ("YI SYLLABLE", -20),
    ("VAI SYLLABLE", -20),
    ("ANATOLIAN", -20),
    ("LINEAR A", -20),
    ("LINEAR B", -20),
    ("SKIN TONE", -25),
    ("skin tone", -25),
    ("TURNED ", -4),
    ("REVERSED ", -4),
    ("CAPITAL", -3),
    ("ORNAMENT", -6),
    ("DINGBAT", -3),
    ("SMALL COMMERCIAL", -20),
    ("PRESENTATION", -10),
    ("ROTATED", -15),
];

/// Much used, by the published lists of the most used emoji and by what keyboards and style guides offer.
const POPULAR: &str = "
    😂❤🤣👍😭🙏😘🥰😍😊🎉😁💕🥺😅🔥☺🤦♥🤷🙄😆🤗😉🎂🤔👏🙂😳🥳😎👌💜😔💪✨💖👀😋😏😢👉💗😩💯🌹💞🎈💙😃😡💐😜🙈🤞😄🤤🙌🤪❣😀💋💀👇💔😌💓🤩🙃
    😬😱😴🤭😐🌞😒😇🌸😈🎶✌🎊🥵😞💚☀🖤💰😚👑🎁💥🙋☹😑🥴👈💩✅👋🤮😤🤢🌟❗😥🌈💛😝😫😲🖕‼🔴🌻🤯💃👊🤬🏃😕👁⚡☕🍀💦⭐🦋🤨🌺😹🤘🌷💝💤🤝🐰😓💘🍻😟
    →←↑↓↔↕⇒⇐⇔✓✔✗✘−×÷±≠≤≥≈≡∞√∑∏∫∂∆∇∈∉⊂⊃⊆⊇∪∩∅∀∃∄∧∨¬∴∵°©®™€£¥¢§¶†‡•…–—‘’“”«»‹›¿¡½¼¾²³¹µπΩαβγδ
    ★☆♠♣♦♪♫♀♂☎☃☁☂☠☢☣☮☯☪✝✡♻⚠⚓♚♛♜♝♞♟♔♕♖♗♘♙⌘⌥⇧⌃⏎⌫⎋⇥␣■□▪▫▲△▼▽◆◇○●◎
";
