//! Compatibility decompositions: mapping and tag, which normalizers do not keep.
//!
//! `UnicodeData` of the package lists them up to version 16.0. What is newer comes from the normalizer of ICU4X, whose
//! data is newer, and its tag from the name, which says what kind of variant the character is.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use icu_normalizer::DecomposingNormalizer;

use super::layout::{DECOMPOSITION_TAGS, Section};
use super::{Texts, code_point, read_list};
use crate::data::file::File;
use crate::data::unicode::Unicode;

pub(super) fn encode(file: &mut File<Section>, unicode: &Unicode, package: &Path) -> anyhow::Result<()> {
    let mut listed = listed(package)?;
    let (nfd, nfkd) = (DecomposingNormalizer::new_nfd(), DecomposingNormalizer::new_nfkd());
    for c in char::MIN..=char::MAX {
        let own = c.to_string();
        let (canonical, full) = (nfd.normalize(&own), nfkd.normalize(&own));
        match listed.get(&u32::from(c)) {
            Some((_, mapping)) => {
                ensure!(nfkd.normalize(mapping) == full, "the decomposition of U+{:04X}", u32::from(c));
            }
            None if canonical == own && full != own => {
                let name = unicode.explicit.get(&u32::from(c)).context("what decomposes has a name")?;
                let step = STEPS.iter().find(|(known, _)| *known == c).map(|(_, step)| step.to_string());
                let mapping = step.unwrap_or_else(|| full.clone().into_owned());
                ensure!(nfkd.normalize(&mapping) == full, "the decomposition of {name}");
                listed.insert(u32::from(c), (tag_of_name(name)?, mapping));
            }
            None => {}
        }
    }
    let mut texts = Texts::new(Section::DecompositionStarts, Section::DecompositionText);
    for (c, (tag, mapping)) in listed {
        file.u32(Section::Decompositions, c << 8 | u32::from(tag));
        texts.push(file, &mapping)?;
    }
    texts.finish(file);
    Ok(())
}

/// The tag and the mapping of each character that `UnicodeData` lists.
fn listed(package: &Path) -> anyhow::Result<BTreeMap<u32, (u8, String)>> {
    let mut listed = BTreeMap::new();
    for entry in read_list(&package.join("UnicodeData.json"), "UnicodeData")? {
        let Some(tagged) = entry["characterDecompositionMapping"].as_str().and_then(|m| m.strip_prefix('<'))
        else {
            continue;
        };
        let (name, mapping) = tagged.split_once("> ").with_context(|| format!("the mapping <{tagged}"))?;
        let chars = mapping.split(' ').map(|c| Ok(char::from_u32(code_point(c)?)));
        let mapping: Option<String> = chars.collect::<anyhow::Result<_>>()?;
        let mapping = mapping.with_context(|| format!("the mapping <{tagged}"))?;
        let c = code_point(entry["codepoint"].as_str().context("an entry has a code point")?)?;
        listed.insert(c, (tag(name)?, mapping));
    }
    Ok(listed)
}

fn tag(name: &str) -> anyhow::Result<u8> {
    let number = DECOMPOSITION_TAGS.iter().position(|(known, _)| *known == name);
    Ok(u8::try_from(number.with_context(|| format!("the tag <{name}>"))?)?)
}

fn tag_of_name(name: &str) -> anyhow::Result<u8> {
    if name.starts_with("MATHEMATICAL") {
        tag("font")
    } else if name.contains("LIGATURE") {
        tag("compat")
    } else if name.starts_with("HIRAGANA DIGRAPH") || name.starts_with("KATAKANA DIGRAPH") {
        tag("vertical")
    } else if name.contains("SUBSCRIPT") {
        tag("sub")
    } else if name.starts_with("MODIFIER LETTER") || name.contains("SUPERSCRIPT") {
        tag("super")
    } else {
        bail!("no rule tells the tag of {name}")
    }
}

/// Mappings since 16.0 that are not yet the whole decomposition.
const STEPS: [(char, char); 1] = [('\u{1D6A6}', '\u{1DF95}')];
