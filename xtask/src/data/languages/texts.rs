//! The texts of each language, packed.

use super::super::brotli::pack;
use super::super::file::File;
use super::annotations::Annotations;
use super::language_list::ENTRIES;
use super::layout::{Section, is_tone, toned_name};
use std::thread;

/// Adds the texts of `languages` to `file`.
pub(super) fn encode(
    file: &mut File<Section>,
    languages: &[Annotations],
    documents: &[&str],
    toned: &[&str],
) -> anyhow::Result<()> {
    let texts: Vec<String> = (0..languages.len())
        .map(|language| match language {
            // English stands with the other phrases.
            0 => String::new(),
            _ => Family::of(language, languages).text(documents, toned),
        })
        .collect();
    let mut start = 0;
    for (packed, text) in pack_all(&texts)?.iter().zip(&texts) {
        for number in [start, packed.len(), text.len()] {
            file.u32(Section::TextStarts, u32::try_from(number)?);
        }
        file.bytes(Section::Texts, packed);
        start += packed.len();
    }
    Ok(())
}

/// A language and its parents, nearest first.
struct Family<'a>(Vec<&'a Annotations>);

impl<'a> Family<'a> {
    fn of(language: usize, languages: &'a [Annotations]) -> Self {
        let parent =
            |language: &usize| ENTRIES.iter().position(|entry| entry.tag == ENTRIES[*language].parent);
        Self(std::iter::successors(Some(language), parent).map(|at| &languages[at]).collect())
    }

    /// What the family calls `document`.
    fn name(&self, document: &str) -> Option<&'a str> {
        self.0.iter().find_map(|language| language.of(document)?.short_name.as_deref())
    }

    fn text(&self, documents: &[&str], toned: &[&str]) -> String {
        let own = self.0[0];
        let (colon, comma) = self.joints(toned);
        let mut text = format!("{colon}\t{comma}\n");
        for document in documents {
            if let Some(annotation) = own.of(document) {
                text.push_str(annotation.short_name.as_deref().unwrap_or_default());
                for keyword in &annotation.keywords {
                    text.push('\t');
                    text.push_str(keyword);
                }
            }
            text.push('\n');
        }
        for document in toned {
            let name = own.of(document).and_then(|annotation| annotation.short_name.as_deref());
            if let Some(name) = name
                && self.composed(document, colon, comma).as_deref() != Some(name)
            {
                text.push_str(name);
            }
            text.push('\n');
        }
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    /// The name that follows from those of the parts.
    fn composed(&self, document: &str, colon: &str, comma: &str) -> Option<String> {
        let base: String = document.chars().filter(|c| !is_tone(*c)).collect();
        let tones = document.chars().filter(|c| is_tone(*c));
        let tones: Option<Vec<&str>> = tones.map(|tone| self.name(&tone.to_string())).collect();
        Some(toned_name(self.name(&base)?, &tones?, colon, comma))
    }

    /// The joints of composed names that explain most of them.
    fn joints(&self, toned: &[&str]) -> (&'static str, &'static str) {
        let explained = |(colon, comma): &(&str, &str)| {
            let is_explained = |document: &str| {
                let name = self.0[0].of(document).and_then(|annotation| annotation.short_name.as_deref());
                name.is_some() && self.composed(document, colon, comma).as_deref() == name
            };
            toned.iter().step_by(SAMPLE_STEP).filter(|document| is_explained(document)).count()
        };
        let all = COLONS.iter().flat_map(|colon| COMMAS.iter().map(move |comma| (*colon, *comma)));
        all.max_by_key(explained).unwrap_or_default()
    }
}

/// How languages join a name and what tells it from others.
const COLONS: [&str; 7] = [" – ", " − ", "\u{a0}: ", "\u{202f}: ", " : ", "：", ": "];

/// One in so many names is looked at to learn how a language joins them.
const SAMPLE_STEP: usize = 16;

/// How languages join the items of a list.
const COMMAS: [&str; 6] = [" ", "、", "، ", "፣ ", "၊ ", ", "];

/// Packs the texts, on all processors.
fn pack_all(texts: &[String]) -> anyhow::Result<Vec<Vec<u8>>> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = texts.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = texts
            .chunks(share)
            .map(|share| {
                scope.spawn(|| share.iter().map(|text| pack(text)).collect::<anyhow::Result<Vec<_>>>())
            })
            .collect();
        let mut packed = Vec::new();
        for worker in workers {
            packed.extend(worker.join().map_err(|_| anyhow::anyhow!("a thread that packs panicked"))??);
        }
        Ok(packed)
    })
}
