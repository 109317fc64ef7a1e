//! CLDR's annotations in English: keywords and short names, the derived ones of skin tones, flags and families among them.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::super::fetch::Fetched;
use super::super::sources::{ANNOTATIONS, DERIVED_ANNOTATIONS};
use super::items::{Items, unstyled};

/// What CLDR says about an item.
#[derive(Clone, Debug)]
pub(super) struct Annotation {
    pub(super) short_name: String,
    pub(super) keywords: Vec<String>,
}

/// The annotations by text, which is without variation selectors.
pub(super) struct Annotations {
    by_text: BTreeMap<String, Annotation>,
}

impl Annotations {
    pub(super) fn read(sources: &Fetched) -> anyhow::Result<Self> {
        let mut by_text = BTreeMap::new();
        for (source, file, root) in [
            (&ANNOTATIONS, "annotations/en/annotations.json", "annotations"),
            (&DERIVED_ANNOTATIONS, "annotationsDerived/en/annotations.json", "annotationsDerived"),
        ] {
            let data = sources.json(source, file)?;
            let entries =
                data[root]["annotations"].as_object().with_context(|| format!("{file}: no entries"))?;
            for (text, entry) in entries {
                let annotation = annotation(entry).with_context(|| format!("{file}: the entry of {text}"))?;
                ensure!(by_text.insert(unstyled(text), annotation).is_none(), "{text} is annotated twice");
            }
        }
        Ok(Self { by_text })
    }

    /// The short name of `text`.
    pub(super) fn short_name(&self, text: &str) -> Option<&str> {
        Some(&self.by_text.get(&unstyled(text))?.short_name)
    }

    /// The annotations with the numbers of their items.
    pub(super) fn by_item(&self, items: &Items) -> anyhow::Result<Vec<(u32, Annotation)>> {
        self.by_text
            .iter()
            .map(|(text, annotation)| {
                let item = items.number(text).with_context(|| format!("{text} is annotated, and no item"))?;
                Ok((item, annotation.clone()))
            })
            .collect()
    }
}

fn annotation(entry: &Value) -> Option<Annotation> {
    let strings = |list: &Value| -> Option<Vec<String>> {
        list.as_array()?.iter().map(|text| Some(text.as_str()?.trim().to_owned())).collect()
    };
    let short_name = strings(&entry["tts"])?.into_iter().next()?;
    let keywords = if entry["default"].is_null() { Vec::new() } else { strings(&entry["default"])? };
    Some(Annotation { short_name, keywords })
}
