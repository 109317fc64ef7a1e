//! The named character references of HTML.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;

use super::super::fetch::Fetched;
use super::super::field::Field;
use super::super::sources::{HTML4, UCD};
use super::items::Items;

/// The entities.
pub(super) struct Entities {
    /// Name to text: `nbsp` to U+00A0.
    pub(super) values: BTreeMap<String, String>,
    /// The names that HTML 4 had.
    old: BTreeSet<String>,
}

impl Entities {
    pub(super) fn read(sources: &Fetched) -> anyhow::Result<Self> {
        let data = sources.json(&UCD, "charex/data/entities.json")?;
        let mut values = BTreeMap::new();
        for (name, value) in data.as_object().context("the entities are an object")? {
            let text = value["characters"].as_str().with_context(|| format!("the entity {name}"))?;
            // Some stand there a second time without the semicolon, as browsers read them.
            if let Some(name) = name.strip_prefix('&').and_then(|name| name.strip_suffix(';')) {
                values.insert(name.to_owned(), text.to_owned());
            }
        }
        let old = sources.text(&HTML4, "index.js")?;
        let old = old
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(':'))
            .map(|(name, _)| name.to_owned())
            .filter(|name| values.contains_key(name))
            .collect();
        Ok(Self { values, old })
    }

    /// The names of items: those of HTML 4 first, which everyone knows, then the shorter before the longer.
    pub(super) fn names(&self, items: &Items) -> Vec<(u32, Field, String)> {
        let mut names: Vec<(&String, &String)> = self.values.iter().collect();
        let is_shouted = |name: &str| !name.contains(|c: char| c.is_ascii_lowercase());
        names.sort_by_key(|(name, _)| (!self.old.contains(*name), name.len(), is_shouted(name), *name));
        names
            .into_iter()
            .filter_map(|(name, text)| Some((items.number(text)?, Field::Entity, name.clone())))
            .collect()
    }
}
