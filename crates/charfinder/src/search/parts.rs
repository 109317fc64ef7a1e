//! The parts of an answer, one behind the other, and the page that is cut out of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::foreign::Foreign;
use super::found_in;
use super::ideographs::Ideograph;
use super::rank::{self, Hit};
use super::words::Word;
use super::{Answer, Found, Group, Page, Why};
use crate::terms::terms;
use crate::{CodePoint, CodePointSet, Field, Item, Language, Matches, phrases};

/// An answer under construction. No item is in it twice.
#[derive(Default)]
pub(super) struct Parts {
    parts: Vec<Part>,
    pub(super) notices: Vec<String>,
}

enum Part {
    /// Results as they stand.
    Given(Vec<Found>),
    /// Results that are still to be put in order, and the words they were found by.
    Ranked { group: Group, hits: Vec<Hit>, by: FoundBy },
    /// Code points in their order, as they stand in a set.
    Set(Arc<CodePointSet>),
    /// Ideographs by meaning and reading, in order.
    Ideographs(Vec<Ideograph>),
    /// Characters whose names are composed, which have no rank; without those that stand in other parts.
    Composed { matches: Matches, twice: HashSet<char> },
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Self::Given(found) => found.len(),
            Self::Ranked { hits, .. } => hits.len(),
            Self::Set(set) => set.len() as usize,
            Self::Ideographs(found) => found.len(),
            Self::Composed { matches, twice } => matches.total() - twice.len(),
        }
    }

    fn has(&self, item: Item) -> bool {
        match self {
            Self::Given(found) => found.iter().any(|found| found.item == item),
            Self::Ranked { hits, .. } => {
                let document = terms().document(item.to_u32());
                document.is_some_and(|document| hits.iter().any(|hit| hit.document() == document))
            }
            Self::Set(set) => {
                CodePoint::new(item.to_u32()).is_some_and(|code_point| set.contains(code_point))
            }
            Self::Ideographs(found) => found.iter().any(|found| found.item() == item),
            Self::Composed { matches, .. } => char::from_u32(item.to_u32()).is_some_and(|c| matches.has(c)),
        }
    }

    /// Appends the results from `offset` on, at most `limit`.
    fn append(self, offset: usize, limit: usize, out: &mut Vec<Found>) {
        match self {
            Self::Given(found) => out.extend(found.into_iter().skip(offset).take(limit)),
            Self::Ranked { group, mut hits, by } => {
                let wanted = best_first(&mut hits, offset, limit);
                let joined = rank::joined(&by.words);
                out.extend(wanted.iter().filter_map(|hit| by.explained(group, *hit, joined)));
            }
            Self::Set(set) => {
                let skipped = u32::try_from(offset).ok().and_then(|offset| set.nth(offset));
                let wanted = skipped.into_iter().flat_map(|first| set.iter_from(first)).map(Item::from);
                out.extend(wanted.take(limit).map(|item| {
                    let why = Why { field: None, text: "set".to_owned(), language: None };
                    Found { item, group: Group::Match, why }
                }));
            }
            Self::Ideographs(found) => {
                out.extend(found.iter().skip(offset).take(limit).map(Ideograph::explained));
            }
            Self::Composed { matches, twice } => {
                let wanted = matches.filter(|c| !twice.contains(c)).skip(offset).take(limit).map(Item::Char);
                out.extend(wanted.map(|item| {
                    let why = Why { field: Some(Field::Name), text: item.name(), language: None };
                    Found { item, group: Group::Match, why }
                }));
            }
        }
    }
}

impl Parts {
    /// How many results there are.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    /// Adds results as they stand.
    pub(super) fn add_given(&mut self, mut found: Vec<Found>) {
        found.retain(|found| !self.parts.iter().any(|part| part.has(found.item)));
        self.parts.push(Part::Given(found));
    }

    /// Adds results as they stand, behind all others or, where there are more ranked ones than `among`, behind so many of those.
    pub(super) fn add_behind(&mut self, found: Vec<Found>, among: Option<usize>) {
        self.add_given(found);
        let is_long = |part: &Part| matches!(part, Part::Ranked { hits, .. } if among.is_some_and(|count| hits.len() > count));
        let (Some(at), Some(count)) = (self.parts.iter().position(is_long), among) else { return };
        if let (Some(found), Part::Ranked { group, hits, by }) = (self.parts.pop(), &mut self.parts[at]) {
            hits.select_nth_unstable_by(count, |one, other| other.cmp(one));
            let rest = Part::Ranked { group: *group, hits: hits.split_off(count), by: by.clone() };
            self.parts.splice(at + 1..at + 1, [found, rest]);
        }
    }

    /// Adds what was found by `words`.
    pub(super) fn add_ranked(&mut self, group: Group, mut hits: Vec<Hit>, by: FoundBy) {
        let known: found_in::Known<u16> = self.parts.iter().flat_map(Part::documents).collect();
        let sets: Vec<&Part> = self.parts.iter().filter(|part| matches!(part, Part::Set(_))).collect();
        let is_in_set = |document: u16| {
            let item = Item::from_u32(terms().item(document));
            item.is_some_and(|item| sets.iter().any(|set| set.has(item)))
        };
        // Hits can be thousands.
        if !known.is_empty() {
            hits.retain(|hit| !known.contains(&hit.document()));
        }
        if !sets.is_empty() {
            hits.retain(|hit| !is_in_set(hit.document()));
        }
        self.parts.push(Part::Ranked { group, hits, by });
    }

    /// Adds ideographs by meaning and reading.
    pub(super) fn add_ideographs(&mut self, mut found: Vec<Ideograph>) {
        if !found.is_empty() {
            let (ranked, others): (Vec<&Part>, Vec<&Part>) =
                self.parts.iter().partition(|part| matches!(part, Part::Ranked { .. }));
            let known: found_in::Known<u32> =
                ranked.into_iter().flat_map(Part::documents).map(|document| terms().item(document)).collect();
            found.retain(|found| {
                !known.contains(&found.item().to_u32()) && !others.iter().any(|part| part.has(found.item()))
            });
        }
        self.parts.push(Part::Ideographs(found));
    }

    /// Adds the characters of a set. None of them is in another part yet.
    pub(super) fn add_set(&mut self, set: Arc<CodePointSet>) {
        self.parts.push(Part::Set(set));
    }

    /// Adds the characters whose names are composed.
    pub(super) fn add_composed(&mut self, matches: Matches) {
        if matches.total() > 0 {
            let twice = self.chars().filter(|c| matches.has(*c)).collect();
            self.parts.push(Part::Composed { matches, twice });
        }
    }

    /// Adds those of a set that no part has.
    pub(super) fn add_others_of(&mut self, set: &CodePointSet) {
        let known = self.chars().map(|c| CodePoint::from(c)..=CodePoint::from(c));
        let others = set.difference(&CodePointSet::from_ranges(known));
        self.add_set(Arc::new(others));
    }

    /// The characters that were found one by one.
    fn chars(&self) -> impl Iterator<Item = char> {
        self.parts.iter().flat_map(Part::items).filter_map(char::from_u32)
    }

    /// The part of the answer that `page` asks for.
    pub(super) fn page(self, page: Page) -> Answer {
        let mut answer = Answer { total: self.len(), notices: self.notices, ..Answer::default() };
        let mut offset = page.offset;
        for part in self.parts {
            let length = part.len();
            let limit = page.limit - answer.found.len();
            if offset < length && limit > 0 {
                part.append(offset, limit, &mut answer.found);
            }
            offset = offset.saturating_sub(length);
        }
        answer
    }
}

impl Part {
    /// The items that were found one by one.
    fn items(&self) -> Vec<u32> {
        match self {
            Self::Given(found) => found.iter().map(|found| found.item.to_u32()).collect(),
            Self::Ranked { hits, .. } => hits.iter().map(|hit| terms().item(hit.document())).collect(),
            Self::Ideographs(found) => found.iter().map(|found| found.item().to_u32()).collect(),
            Self::Set(_) | Self::Composed { .. } => Vec::new(),
        }
    }

    fn documents(&self) -> Vec<u16> {
        match self {
            Self::Ranked { hits, .. } => hits.iter().map(|hit| hit.document()).collect(),
            _ => self.items().into_iter().filter_map(|item| terms().document(item)).collect(),
        }
    }
}

/// Of `hits` those from `offset` on, best first, at most `limit`.
fn best_first(hits: &mut [Hit], offset: usize, limit: usize) -> &[Hit] {
    let end = offset.saturating_add(limit).min(hits.len());
    if offset >= end {
        return &[];
    }
    if end < hits.len() {
        hits.select_nth_unstable_by(end - 1, |one, other| other.cmp(one));
    }
    hits[..end].sort_unstable_by(|one, other| other.cmp(one));
    &hits[offset..end]
}

/// What results were found by.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundBy {
    /// The words, as terms of the index.
    pub(super) words: Vec<Word>,
    /// What they found in other languages, ascending by document.
    pub(super) foreign: Vec<Foreign>,
    /// The words themselves.
    pub(super) folded: Vec<String>,
    /// The user's languages.
    pub(super) languages: Vec<Language>,
}

impl FoundBy {
    /// The result that `hit` is, with what of it has the words.
    fn explained(&self, group: Group, hit: Hit, joined: Option<u16>) -> Option<Found> {
        let document = hit.document();
        let item = Item::from_u32(terms().item(document))?;
        let best = rank::best_phrase(document, &self.words, joined);
        let at = self.foreign.partition_point(|foreign| foreign.document < document);
        let foreign = self.foreign.get(at).filter(|foreign| foreign.document == document);
        let better = foreign.filter(|foreign| best.is_none_or(|best| best.worth < foreign.worth));
        let why = match (better, best.map(|best| (best.field, usize::from(best.text)))) {
            (Some(foreign), _) => foreign.why(&self.folded, &self.languages),
            (None, None | Some((_, 0))) => {
                Why { field: Some(Field::Name), text: item.name(), language: None }
            }
            (None, Some((field, text))) => {
                let phrase = phrases(item).nth(text - 1);
                let text = phrase.map_or_else(|| item.name(), |phrase| phrase.text.to_owned());
                Why { field: Some(field), text, language: None }
            }
        };
        Some(Found { item, group, why })
    }
}
