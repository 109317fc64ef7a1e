//! What Unihan says of an ideograph, read from the source.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::super::fetch::Fetched;
use super::super::sources::AGES;
use super::Entries;
use super::layout::KINDS;

/// What Unihan says of an ideograph.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// In English; empty when there is none.
    pub(super) definition: String,
    /// By the order of [`KINDS`], the customary one first.
    pub(super) readings: [Vec<String>; KINDS.len()],
    /// Its ways to be made, the usual one first.
    pub(super) shapes: Vec<RadicalStroke>,
    /// All its strokes.
    pub(super) strokes: u32,
}

/// A radical and the strokes beside it: `120'.3`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RadicalStroke {
    pub(super) radical: u32,
    /// The number of apostrophes: 0 for the traditional form of the radical, else which simplified one.
    pub(super) form: u32,
    pub(super) residual: i32,
}

/// Reads all ideographs.
pub(super) fn read(sources: &Fetched) -> anyhow::Result<Entries> {
    let mut entries = Entries::new();
    for record in records(&sources.json(&AGES, "Unihan_IRGSources.json")?, "Unihan_IRGSources")? {
        let (c, field) = record?;
        let shapes = field("kRSUnicode").split(' ').map(RadicalStroke::read).collect::<Option<_>>();
        let strokes = field("kTotalStrokes").split(' ').next().and_then(|strokes| strokes.parse().ok());
        let entry = Entry {
            shapes: shapes.with_context(|| format!("the radical of U+{c:04X}"))?,
            strokes: strokes.with_context(|| format!("the strokes of U+{c:04X}"))?,
            ..Entry::default()
        };
        entries.insert(c, entry);
    }
    for record in records(&sources.json(&AGES, "Unihan_Readings.json")?, "Unihan_Readings")? {
        let (c, field) = record?;
        let entry = entries.get_mut(&c).with_context(|| format!("U+{c:04X} has readings and no radical"))?;
        entry.definition = field("kDefinition").trim().to_owned();
        ensure!(!entry.definition.contains(['\t', '\n']), "the definition of U+{c:04X}");
        entry.readings = [
            mandarin(&field),
            cantonese(&field),
            words(field("kJapanese")),
            korean(&field),
            words(field("kVietnamese")),
        ]
        .map(unique);
    }
    Ok(entries)
}

/// The code point of each record of the file `json`, and a function that gives its fields.
fn records<'a>(
    json: &'a Value,
    key: &str,
) -> anyhow::Result<impl Iterator<Item = anyhow::Result<(u32, impl Fn(&str) -> &'a str + use<'a>)>> + use<'a>>
{
    let records = json[key].as_array().with_context(|| format!("{key} is a list"))?;
    Ok(records.iter().map(|record| {
        let c = record["codepoint"].as_str().and_then(|c| c.strip_prefix("U+"));
        let c = c.and_then(|c| u32::from_str_radix(c, 16).ok()).context("a record has a code point")?;
        Ok((c, move |field: &str| record[field].as_str().unwrap_or_default()))
    }))
}

impl Entry {
    /// Its line in a block of texts.
    pub(super) fn line(&self) -> String {
        let readings = self.readings.iter().map(|readings| readings.join(" "));
        let fields: Vec<String> = std::iter::once(self.definition.clone()).chain(readings).collect();
        fields.join("\t").trim_end_matches('\t').to_owned()
    }
}

impl RadicalStroke {
    fn read(text: &str) -> Option<Self> {
        let (radical, residual) = text.split_once('.')?;
        let number = radical.trim_end_matches('\'');
        let form = u32::try_from(radical.len() - number.len()).ok()?;
        Some(Self { radical: number.parse().ok()?, form, residual: residual.parse().ok()? })
    }
}

/// The readings of Putonghua, those of one dictionary after the other: `kMandarin` is the customary one.
fn mandarin<'a>(field: &impl Fn(&str) -> &'a str) -> Vec<String> {
    // `379.160:wàn`, `0445.030,0448.031*:hǎo,hào`, `shàng(12308)`.
    let located = ["kTGHZ2013", "kXHC1983"].into_iter().flat_map(|name| field(name).split(' '));
    let located = located.filter_map(|item| Some(item.split_once(':')?.1)).flat_map(|item| item.split(','));
    let counted = field("kHanyuPinlu").split(' ').filter_map(|item| Some(item.split_once('(')?.0));
    field("kMandarin").split(' ').chain(located).chain(counted).map(str::to_owned).collect()
}

/// The readings in jyutping.
fn cantonese<'a>(field: &impl Fn(&str) -> &'a str) -> Vec<String> {
    // `xíng,xìng粵hang6`.
    let paired = field("kSMSZD2003Readings").split(' ').filter_map(|item| Some(item.split_once('粵')?.1));
    let paired = paired.flat_map(|item| item.split(','));
    field("kCantonese").split(' ').chain(paired).map(str::to_owned).collect()
}

/// The readings in hangul: `호:0E`.
fn korean<'a>(field: &impl Fn(&str) -> &'a str) -> Vec<String> {
    let items = field("kHangul").split(' ');
    items.filter_map(|item| Some(item.split_once(':')?.0.to_owned())).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// `readings`, each once and none of them empty.
fn unique(readings: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for reading in readings {
        if !reading.is_empty() && !seen.contains(&reading) {
            seen.push(reading);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_taken_out_of_each_dictionary_once() {
        let field = |name: &str| match name {
            "kMandarin" => "xíng",
            "kTGHZ2013" => "131.140:háng 408.120:xíng",
            "kXHC1983" => "0442.080,0443.051*:háng,hàng",
            "kHanyuPinlu" => "xíng(2943) háng(218)",
            "kCantonese" => "hang4",
            "kSMSZD2003Readings" => "xíng粵hang4 xíng,xìng粵hang6",
            "kHangul" => "항:0N 행:0E",
            _ => "",
        };
        assert_eq!(unique(mandarin(&field)), ["xíng", "háng", "hàng"]);
        assert_eq!(unique(cantonese(&field)), ["hang4", "hang6"]);
        assert_eq!(unique(korean(&field)), ["항", "행"]);
    }

    #[test]
    fn radicals_have_forms_and_may_be_cut() {
        let of = |radical, form, residual| Some(RadicalStroke { radical, form, residual });
        assert_eq!(RadicalStroke::read("38.3"), of(38, 0, 3));
        assert_eq!(RadicalStroke::read("120'.3"), of(120, 1, 3));
        assert_eq!(RadicalStroke::read("212''.-1"), of(212, 2, -1));
        assert_eq!(RadicalStroke::read("212"), None);
    }
}
