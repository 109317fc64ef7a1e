//! The emoji: all that are recommended for general interchange, in the order of the standard, with their groups and shortcodes.
//!
//! Which there are and their order is of the newest version; groups, variants and shortcodes are of a package that is one version behind.
//! An emoji it does not know yet belongs where its neighbours do.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::super::fetch::{Fetched, output};
use super::super::field::Field;
use super::super::sources::{EMOJI, LATEST};
use super::super::unicode::Unicode;
use super::cldr::Annotations;
use super::items::{Items, text_of, unstyled};

/// An emoji.
#[derive(Clone, Debug)]
pub(in super::super) struct Emoji {
    /// Fully qualified.
    pub(in super::super) text: String,
    /// The short name.
    pub(in super::super) name: String,
    /// The index of the emoji that this one is with another skin tone; its own, where it is none.
    pub(in super::super) base: usize,
    /// `Smileys & Emotion`.
    pub(in super::super) group: String,
    /// `face-smiling`.
    pub(in super::super) subgroup: String,
}

/// What the newest data has of blocks and emoji.
pub(super) fn extract(sources: &Fetched) -> anyhow::Result<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/data/phrases/extract.mjs");
    let json = output(Command::new("node").arg(script).arg(sources.folder(&LATEST)))?;
    serde_json::from_slice(&json).context("what the extraction gave is not JSON")
}

/// The emoji of `extract`.
pub(super) fn read(
    sources: &Fetched,
    extract: &Value,
    annotations: &Annotations,
    unicode: &Unicode,
) -> anyhow::Result<Vec<Emoji>> {
    let known = Known::read(sources)?;
    let texts = extract["emoji"].as_array().context("the emoji are a list")?;
    let texts: Vec<&str> =
        texts.iter().map(Value::as_str).collect::<Option<_>>().context("emoji are texts")?;
    let indices: BTreeMap<String, usize> = texts.iter().map(|text| unstyled(text)).zip(0..).collect();
    let mut emoji: Vec<Emoji> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let key = unstyled(text);
        let place = match known.places.get(&key) {
            Some(place) => place.clone(),
            None => {
                let neighbours = if LEADERS.contains(text) { &texts[index + 1..] } else { &texts[..index] };
                let mut places = neighbours.iter().map(|text| known.places.get(&unstyled(text)));
                let place =
                    if LEADERS.contains(text) { places.next() } else { places.rfind(Option::is_some) };
                let place = place.flatten().with_context(|| format!("{text} has no place"))?;
                Place { base: untoned(&key), ..place.clone() }
            }
        };
        emoji.push(Emoji {
            text: (*text).to_owned(),
            name: name(text, annotations, unicode)?,
            base: *indices.get(&place.base).with_context(|| format!("the base of {text} is no emoji"))?,
            group: place.group,
            subgroup: place.subgroup,
        });
    }
    for one in &emoji {
        ensure!(emoji[one.base].text == emoji[emoji[one.base].base].text, "the base of {} has one", one.text);
    }
    Ok(emoji)
}

/// The short name of CLDR, or what it will be: the name of the character in lower case, and the skin tone.
fn name(text: &str, annotations: &Annotations, unicode: &Unicode) -> anyhow::Result<String> {
    if let Some(name) = annotations.short_name(text) {
        return Ok(name.to_owned());
    }
    let key = unstyled(text);
    let mut chars = key.chars();
    let base = chars.next().and_then(|c| unicode.explicit.get(&u32::from(c)));
    let base = base.with_context(|| format!("{text} has no name"))?.to_ascii_lowercase();
    match (chars.next(), chars.next()) {
        (None, _) => Ok(base),
        (Some(tone), None) => {
            let tone = annotations.short_name(&tone.to_string()).filter(|_| is_tone(tone));
            Ok(format!("{base}: {}", tone.with_context(|| format!("{text} has no name"))?))
        }
        _ => bail!("{text} has no name"),
    }
}

/// The shortcodes of the emoji that are no variants of another.
pub(super) fn shortcodes(
    sources: &Fetched,
    emoji: &[Emoji],
    items: &Items,
) -> anyhow::Result<Vec<(u32, Field, String)>> {
    let bases: BTreeMap<String, usize> =
        emoji.iter().map(|emoji| unstyled(&emoji.text)).zip(emoji.iter().map(|emoji| emoji.base)).collect();
    let mut shortcodes = Vec::new();
    for set in SHORTCODE_SETS {
        let file = format!("en/shortcodes/{set}.json");
        let data = sources.json(&EMOJI, &file)?;
        for (points, codes) in data.as_object().with_context(|| format!("{file} is an object"))? {
            let text = text_of(points.split('-')).with_context(|| format!("{file}: {points}"))?;
            let is_variant = bases.get(&unstyled(&text)).is_some_and(|base| emoji[*base].text != text)
                && unstyled(&text).contains(is_tone)
                && text.chars().nth(1).is_some();
            let codes = codes.as_array().map_or(std::slice::from_ref(codes), Vec::as_slice);
            let item = items.number(&text).filter(|_| !is_variant);
            for code in item.iter().flat_map(|_| codes) {
                let code = code.as_str().with_context(|| format!("{file}: {points}"))?;
                shortcodes.extend(item.map(|item| (item, Field::Shortcode, code.to_owned())));
            }
        }
    }
    Ok(shortcodes)
}

/// Where an emoji belongs.
#[derive(Clone)]
struct Place {
    /// The emoji it is a variant of, or itself, without variation selectors.
    base: String,
    group: String,
    subgroup: String,
}

/// What the package of groups knows.
struct Known {
    /// By text without variation selectors.
    places: BTreeMap<String, Place>,
}

impl Known {
    fn read(sources: &Fetched) -> anyhow::Result<Self> {
        let groups = sources.json(&EMOJI, "meta/groups.json")?;
        let messages = sources.json(&EMOJI, "en/messages.json")?;
        let data = sources.json(&EMOJI, "en/data.json")?;
        let mut places = BTreeMap::new();
        for emoji in data.as_array().context("the emoji are a list")? {
            let base = emoji["emoji"].as_str().context("an emoji has a text")?;
            let (Some(group), Some(subgroup)) = (emoji["group"].as_u64(), emoji["subgroup"].as_u64()) else {
                // The letters that flags are made of.
                continue;
            };
            let message = &messages["groups"][usize::try_from(group)?]["message"];
            let subgroup = &groups["subgroups"][subgroup.to_string()];
            let place = Place {
                base: unstyled(base),
                group: titled(message.as_str().with_context(|| format!("the group of {base}"))?),
                subgroup: subgroup.as_str().with_context(|| format!("the subgroup of {base}"))?.to_owned(),
            };
            let variants = emoji["skins"].as_array().map_or(&[][..], Vec::as_slice);
            for variant in variants {
                let text = variant["emoji"].as_str().context("a variant has a text")?;
                places.insert(unstyled(text), place.clone());
            }
            places.insert(unstyled(base), place);
        }
        Ok(Self { places })
    }
}

/// `smileys & emotion` as the standard writes it.
fn titled(text: &str) -> String {
    if text == "components" {
        return "Component".to_owned();
    }
    let words = text.split(' ').map(|word| word[..1].to_ascii_uppercase() + &word[1..]);
    words.collect::<Vec<_>>().join(" ")
}

fn untoned(text: &str) -> String {
    text.chars().filter(|c| !is_tone(*c)).collect()
}

fn is_tone(c: char) -> bool {
    ('\u{1F3FB}'..='\u{1F3FF}').contains(&c)
}

/// New emoji between two subgroups that lead the second; the others close the first. The lighthouse stands before ⚓, the net with handle
/// before 🔨.
const LEADERS: [&str; 2] = ["\u{1F6D9}", "\u{1FA8D}"];

/// Whose shortcodes are taken, the best known first: those of GitHub, of Slack, and of the package itself.
const SHORTCODE_SETS: [&str; 3] = ["github", "iamcal", "emojibase"];
