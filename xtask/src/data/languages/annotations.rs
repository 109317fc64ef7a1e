//! The annotations of one language, as CLDR's JSON packages give them.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::super::fetch::Fetched;
use super::super::sources::{ANNOTATIONS, DERIVED_ANNOTATIONS};
use super::ByDocument;

/// What a language says of each document.
pub(super) struct Annotations {
    by_document: ByDocument<Annotation>,
}

/// What a language says of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Annotation {
    /// What the document is called aloud.
    pub(super) short_name: Option<String>,
    /// Words to find it by, without the short name.
    pub(super) keywords: Vec<String>,
}

impl Annotations {
    /// Reads what the language `tag` says in the plain annotations and in the derived ones.
    pub(super) fn read(sources: &Fetched, tag: &str) -> anyhow::Result<Self> {
        let mut by_document = ByDocument::new();
        for (source, key) in [(&DERIVED_ANNOTATIONS, "annotationsDerived"), (&ANNOTATIONS, "annotations")] {
            let path = format!("{key}/{tag}/annotations.json");
            // A language may lack derived annotations, and then there is no file.
            if key == "annotationsDerived" && !sources.folder(source).join(&path).exists() {
                continue;
            }
            let json = sources.json(source, &path)?;
            let entries = json[key]["annotations"].as_object();
            for (text, entry) in entries.with_context(|| format!("{path} has no annotations"))? {
                let annotation = annotation(entry).with_context(|| format!("`{text}` of {path}"))?;
                ensure!(!text.is_empty() && !text.contains(['\n', '\u{FE0F}']), "the text `{text}`");
                by_document.insert(text.clone(), annotation);
            }
        }
        Ok(Self { by_document })
    }

    /// The documents it says something of.
    pub(super) fn documents(&self) -> impl Iterator<Item = &str> {
        self.by_document.keys().map(String::as_str)
    }

    /// What it says of `document`.
    pub(super) fn of(&self, document: &str) -> Option<&Annotation> {
        self.by_document.get(document)
    }
}

fn annotation(entry: &Value) -> anyhow::Result<Annotation> {
    let texts = |key: &str| {
        let texts = entry[key].as_array().into_iter().flatten();
        texts
            .map(|text| {
                let text = text.as_str().context("a text")?.trim();
                ensure!(!text.contains(['\t', '\n']), "the text `{text}`");
                Ok(text.to_owned())
            })
            .collect::<anyhow::Result<Vec<_>>>()
    };
    let short_name = texts("tts")?.into_iter().next();
    let mut keywords = texts("default")?;
    keywords.retain(|keyword| Some(keyword) != short_name.as_ref() && !keyword.is_empty());
    Ok(Annotation { short_name, keywords })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_name_is_no_keyword_as_well() {
        let entry = serde_json::json!({ "default": ["rayons", "soleil"], "tts": ["soleil"] });
        let expected =
            Annotation { short_name: Some("soleil".to_owned()), keywords: vec!["rayons".to_owned()] };
        assert_eq!(annotation(&entry).unwrap(), expected);
        assert_eq!(annotation(&serde_json::json!({})).unwrap(), Annotation::default());
        assert!(annotation(&serde_json::json!({ "tts": [1] })).is_err());
        assert!(annotation(&serde_json::json!({ "tts": ["a\tb"] })).is_err());
    }
}
