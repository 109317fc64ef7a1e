//! Skeletons: what strings that look alike have in common (UTS #39, section 4).

use std::sync::LazyLock;

use super::decomposition::NormalForm;
use super::table::property_table;
use super::{BinaryProperty, is_assigned};
use crate::UnicodeVersion;

/// The skeleton of `text`: two texts with the same one are confusable. It is for comparing, not for showing.
///
/// ```
/// use charfinder::skeleton;
///
/// assert_eq!(skeleton("раура1"), skeleton("paypal"));
/// ```
pub fn skeleton(text: &str) -> String {
    let table = property_table();
    let mut bones = String::with_capacity(text.len());
    for c in NormalForm::Nfd.apply(text).chars().filter(|c| !IGNORABLE.contains((*c).into())) {
        match table.skeleton(c) {
            Some(skeleton) => bones.push_str(skeleton),
            None => bones.push(c),
        }
    }
    NormalForm::Nfd.apply(&bones).into_owned()
}

/// Looked up once: a text is compared character by character.
static IGNORABLE: LazyLock<BinaryProperty> =
    LazyLock::new(|| BinaryProperty::named("Default_Ignorable_Code_Point").expect("it is listed"));

/// The characters that look like `c`: those with the same skeleton, ascending, itself left out.
///
/// ```
/// assert!(charfinder::confusables('a').any(|c| c == 'а'));
/// ```
pub fn confusables(c: char) -> impl Iterator<Item = char> {
    let skeleton = skeleton(c.encode_utf8(&mut [0; 4]));
    let mut chars = skeleton.chars();
    // The character that is the skeleton has none listed.
    let bare = match (chars.next(), chars.next()) {
        (Some(only), None) if is_assigned(only, UnicodeVersion::LATEST) => Some(only),
        _ => None,
    };
    // What is ignored looks like nothing, which is no likeness.
    let mut alike: Vec<char> = if skeleton.is_empty() {
        Vec::new()
    } else {
        property_table().with_skeleton(&skeleton).chain(bare).filter(|other| *other != c).collect()
    };
    alike.sort_unstable();
    alike.into_iter()
}

/// All characters that have [`confusables`], in no order; syllables of Hangul, some of which have, are left out.
pub(crate) fn all_confusable() -> Vec<u32> {
    let skeletons: Vec<(&str, u32)> =
        property_table().skeletons().filter(|(text, _)| !text.is_empty()).collect();
    let mut all = Vec::with_capacity(skeletons.len());
    for alike in skeletons.chunk_by(|a, b| a.0 == b.0) {
        let mut chars = alike[0].0.chars();
        let only = chars.next().filter(|_| chars.next().is_none()).map(u32::from);
        if alike.len() > 1 || only.is_some() {
            all.extend(alike.iter().map(|(_, c)| *c).chain(only));
        }
    }
    all
}
