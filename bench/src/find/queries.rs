//! The queries that are timed: all names, all aliases, what is typed on the way to a common word, slips of the pen, words of many languages, sets.

use std::collections::BTreeMap;

use charfinder::{Field, Item, Language, char_name, keywords, languages, phrases};

/// Sets of queries.
#[derive(Debug, Default)]
pub(super) struct Queries {
    /// All names that are no hexadecimal rule's.
    pub(super) names: Vec<String>,
    /// All formal aliases, entities, abbreviations and short names.
    pub(super) aliases: Vec<String>,
    /// Every beginning of the commonest words.
    pub(super) prefixes: Vec<String>,
    /// Two common words and the beginning of a third.
    pub(super) typed: Vec<String>,
    /// Common words with a letter too much, missing, wrong, or two exchanged.
    pub(super) slips: Vec<String>,
    /// Folded keywords of [`LANGUAGES`], in their order.
    pub(super) keywords: Vec<String>,
    /// Where those of each language start.
    starts: Vec<(Language, usize)>,
    pub(super) sets: Vec<String>,
}

impl Queries {
    /// All of them; of large sets each `every`th.
    pub(super) fn collect(every: usize) -> Self {
        let mut queries = Self::default();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for c in char::MIN..=char::MAX {
            let Some(name) = char_name(c).map(|name| name.to_string().to_lowercase()) else { continue };
            if COMPOSED.iter().any(|composed| name.starts_with(composed)) {
                continue;
            }
            for word in name.split([' ', '-']) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
            queries.names.push(name);
            let texts = phrases(Item::Char(c)).filter(|phrase| ALIASES.contains(&phrase.field));
            queries.aliases.extend(texts.map(|phrase| phrase.text.to_owned()));
        }
        queries.aliases.sort_unstable();
        queries.aliases.dedup();
        let mut common: Vec<(usize, String)> = counts
            .into_iter()
            .filter(|(word, _)| word.len() > 1)
            .map(|(word, count)| (count, word))
            .collect();
        common.sort_unstable_by(|one, other| other.cmp(one));
        let common: Vec<String> = common.into_iter().map(|(_, word)| word).take(COMMON).collect();
        for word in &common {
            queries.prefixes.extend((1..=word.len()).filter_map(|end| word.get(..end)).map(str::to_owned));
        }
        queries.prefixes.sort_unstable();
        queries.prefixes.dedup();
        queries.typed = queries
            .names
            .iter()
            .step_by(TYPED_STEP)
            .filter_map(|name| {
                let third = name.match_indices(' ').nth(1)?.0;
                name.get(..third + 3).map(str::to_owned)
            })
            .collect();
        queries.slips = common.iter().filter(|word| word.len() > 3).flat_map(|word| slips(word)).collect();
        for code in LANGUAGES {
            let Ok(language) = code.parse::<Language>() else { continue };
            queries.starts.push((language, queries.keywords.len()));
            for c in KEYWORDS_OF.chars() {
                let texts = keywords(Item::Char(c), language);
                let words = texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase);
                queries.keywords.extend(words.filter(|word| languages::lookup(word).next().is_some()));
            }
        }
        queries.sets = SETS.iter().map(|set| (*set).to_owned()).collect();
        for set in [&mut queries.names, &mut queries.aliases, &mut queries.prefixes, &mut queries.slips] {
            *set = std::mem::take(set).into_iter().step_by(every).collect();
        }
        queries.sets.push(format!("[{}]", "\\p{L}".repeat(60)));
        queries
    }

    /// The keywords of each language.
    pub(super) fn by_language(&self) -> Vec<(Language, &[String])> {
        let ends = self.starts.iter().skip(1).map(|(_, start)| *start).chain([self.keywords.len()]);
        self.starts
            .iter()
            .zip(ends)
            .map(|((language, start), end)| (*language, &self.keywords[*start..end]))
            .collect()
    }
}

/// `word` with one slip of each kind, in its middle.
fn slips(word: &str) -> [String; 4] {
    let (start, end) = word.split_at(word.len() / 2);
    let (first, rest) = end.split_at(1);
    let (last, before) = (&start[start.len() - 1..], &start[..start.len() - 1]);
    [
        format!("{start}q{end}"),
        format!("{start}{rest}"),
        format!("{start}q{rest}"),
        format!("{before}{first}{last}{rest}"),
    ]
}

/// What the names of characters start with that are made by a rule.
const COMPOSED: &[&str] = &[
    "cjk ",
    "hangul syllable",
    "tangut ideograph",
    "nushu char",
    "khitan small",
    "egyptian hieroglyph-1",
    "small seal",
    "jurchen",
];
const ALIASES: &[Field] = &[
    Field::Correction,
    Field::Control,
    Field::Alternate,
    Field::Abbreviation,
    Field::ShortName,
    Field::Entity,
];
const COMMON: usize = 500;
const TYPED_STEP: usize = 20;
const LANGUAGES: &[&str] = &[
    "ru", "zh", "fr", "de", "es", "ja", "hi", "ar", "pt", "it", "ko", "tr", "pl", "nl", "vi", "th", "el",
    "he", "uk", "id",
];
/// The characters whose keywords are asked for.
const KEYWORDS_OF: &str = "☀❤🐱😀→☎✈🍎🌙👑🎵🚗📖🔑💡🏠🐟🌹⚽🎂";
/// Those of the documentation, and the dearest that are legal.
const SETS: &[&str] = &[
    "[\\p{L}&\\p{Greek}-[α-ω]]",
    "[a-z]",
    "[[:Lu:]&\\p{Script=Cyrillic}]",
    "\\p{Sm}",
    "[^\\p{L}\\p{N}]",
    "[\\p{Emoji}-\\p{ASCII}]",
    "[\\p{Age=5.0}&\\p{So}]",
    "[\\p{gc=Lo}-\\p{sc=Han}]",
    "[^[\\p{L}&[^\\p{Lu}]]-[^\\p{Latin}]]",
];
