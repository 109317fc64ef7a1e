//! Skeletons (UTS #39): what characters that look alike have in common.

use anyhow::Context;
use unicode_security::skeleton;

use super::Texts;
use super::layout::Section;
use crate::data::file::File;
use crate::data::layout::CATEGORIES;
use crate::data::unicode::Unicode;

pub(super) fn encode(file: &mut File<Section>, unicode: &Unicode) -> anyhow::Result<()> {
    let unassigned = CATEGORIES.iter().position(|name| *name == "Cn").context("the layout lists Cn")?;
    let mut skeletons: Vec<(String, char)> = Vec::new();
    for c in (char::MIN..=char::MAX).filter(|c| !SYLLABLES.contains(c)) {
        // Whole blocks are ignorable, which is for their future characters.
        let is_assigned = usize::from(unicode.categories[c as usize]) != unassigned;
        let own = c.to_string();
        let skeleton: String = skeleton(&own).collect();
        if is_assigned && skeleton != own {
            skeletons.push((skeleton, c));
        }
    }
    let mut texts = Texts::new(Section::SkeletonStarts, Section::SkeletonText);
    for (skeleton, c) in &skeletons {
        file.u32(Section::Skeletons, u32::from(*c));
        texts.push(file, skeleton)?;
    }
    texts.finish(file);
    let mut order: Vec<usize> = (0..skeletons.len()).collect();
    order.sort_by_key(|&index| &skeletons[index]);
    for index in order {
        file.u16(Section::SkeletonOrder, u16::try_from(index)?);
    }
    Ok(())
}

/// The syllables of Hangul, whose decompositions are a rule.
const SYLLABLES: std::ops::RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';
