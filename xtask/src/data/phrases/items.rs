//! Items by number: characters are their code points, sequences follow behind the code space.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};

use super::super::fetch::Fetched;
use super::super::sources::UCD;
use super::super::unicode::Unicode;
use super::emoji::Emoji;
use super::layout::EMOJI_STYLE;

/// The number of the first sequence.
pub(in super::super) const SEQUENCES: u32 = 0x11_0000;

/// A sequence of the table.
#[derive(Clone, Debug)]
pub(in super::super) struct Sequence {
    /// Fully qualified, where it is an emoji.
    pub(in super::super) text: String,
    pub(in super::super) name: String,
}

/// Which item a text is.
pub(super) struct Items {
    /// The sequences by their texts without variation selectors.
    numbers: BTreeMap<String, u32>,
}

/// The named sequences of the standard and the emoji of several characters, in the order of their texts without variation selectors, by which the
/// reader finds them. A sequence that is both has the name of the standard.
pub(super) fn sequences(
    sources: &Fetched,
    emoji: &[Emoji],
    unicode: &Unicode,
) -> anyhow::Result<Vec<Sequence>> {
    let mut sequences = BTreeMap::new();
    for emoji in emoji {
        let key = unstyled(&emoji.text);
        if key.chars().nth(1).is_some() {
            sequences.insert(key, Sequence { text: emoji.text.clone(), name: emoji.name.clone() });
        }
    }
    let named = sources.zipped_text(&UCD, "charex/data/v16_0/UCD.zip", "NamedSequences.txt")?;
    for line in named.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, points) = line.split_once(';').with_context(|| format!("the line `{line}`"))?;
        let text = text_of(points.split_whitespace()).with_context(|| format!("the line `{line}`"))?;
        ensure!(text.chars().all(|c| unicode.ages[c as usize] != 0), "`{name}` has unassigned characters");
        let key = unstyled(&text);
        sequences
            .entry(key)
            .and_modify(|known| known.name = name.to_owned())
            .or_insert_with(|| Sequence { text, name: name.to_owned() });
    }
    ensure!(
        sequences.keys().all(|key| key.chars().nth(1).is_some()),
        "a sequence has more than one character beside variation selectors"
    );
    Ok(sequences.into_values().collect())
}

impl Items {
    /// The items with these sequences.
    pub(super) fn numbers(sequences: &[Sequence]) -> Self {
        Self { numbers: sequences.iter().map(|sequence| unstyled(&sequence.text)).zip(SEQUENCES..).collect() }
    }

    /// The number of the item that `text` is, with or without variation selectors; `None` when it is several characters and no sequence
    /// of the table.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        let key = unstyled(text);
        let mut chars = key.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Some(u32::from(c)),
            _ => self.numbers.get(&key).copied(),
        }
    }
}

/// `text` without [`EMOJI_STYLE`], which asks for the look of an emoji and is often left out; a text of nothing else is left as it is.
pub(super) fn unstyled(text: &str) -> String {
    let unstyled: String = text.chars().filter(|c| *c != EMOJI_STYLE).collect();
    if unstyled.is_empty() { text.to_owned() } else { unstyled }
}

/// The text of code points in hexadecimal.
pub(super) fn text_of<'a>(points: impl IntoIterator<Item = &'a str>) -> Option<String> {
    points.into_iter().map(|point| char::from_u32(u32::from_str_radix(point.trim(), 16).ok()?)).collect()
}
