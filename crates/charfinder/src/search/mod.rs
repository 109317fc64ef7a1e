//! The ranked search: the characters one means, best first, each with the reason why it was found.

mod answer;
mod everyday;
mod foreign;
mod found_in;
mod ideographs;
mod parts;
mod query;
mod rank;
mod series;
#[cfg(test)]
mod tests;
mod typo;
mod words;

pub use answer::{Answer, Found, Group, Why};

use std::cmp::Reverse;
use std::sync::Arc;

use crate::fold::fold_words;
use crate::notation::{Certainty, Denoted, Notated, NotationKind, notations};
use crate::terms::{layout::command_term, terms};
use crate::{
    Category, CodePointSet, Field, Finder, Item, Language, UnicodeVersion, entity, general_category,
    is_known_in, languages, unihan,
};
use foreign::Foreign;
use parts::{FoundBy, Parts};
use query::Query;
use words::Word;

/// Finds what one means, whatever one types: words of names in any order, aliases, keywords in one's own language, code points in
/// any notation, characters themselves, filters and sets.
///
/// ```
/// use charfinder::{Page, Searcher};
///
/// let answer = Searcher::default().search("chess black", Page::first(10));
/// assert!(answer.total >= 12);
/// assert_eq!(answer.found.len(), 10);
/// ```
#[derive(Clone, Debug)]
pub struct Searcher {
    version: UnicodeVersion,
    languages: Vec<Language>,
}

impl Default for Searcher {
    fn default() -> Self {
        Self::new(UnicodeVersion::LATEST, &[])
    }
}

impl Searcher {
    /// Searches the characters that `version` has, with keywords in `languages`, the first being the user's own, and in English.
    pub fn new(version: UnicodeVersion, languages: &[Language]) -> Self {
        Self { version, languages: languages.to_vec() }
    }

    /// The version of Unicode that is searched.
    pub fn version(&self) -> UnicodeVersion {
        self.version
    }

    /// The languages beside English.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// What `query` means, best first; of that the part that `page` asks for.
    ///
    /// It never fails: a query that is not understood finds nothing, and [`Answer::notices`] say why.
    pub fn search(&self, query: &str, page: Page) -> Answer {
        let _held = languages::hold();
        let text = query[..floor_char_boundary(query, QUERY_BYTES_MAX)].trim();
        let query = Query::read(text);
        let mut parts = Parts::default();
        parts.notices.clone_from(&query.notices);
        if let Some(set) = &query.set {
            parts.add_set(Arc::new(set.known_in(self.version)));
            return parts.page(page);
        }
        let languages = match query.language {
            Some(language) => vec![language],
            None => self.languages.clone(),
        };
        let search = Search { version: self.version, languages, conditions: &query.conditions };
        if query.words.is_empty() {
            if let Some((first, others)) = query.conditions.split_first() {
                let set =
                    others.iter().fold(first.known_in(self.version), |set, other| set.intersection(other));
                parts.add_set(Arc::new(set));
            }
            return parts.page(page);
        }
        let notated = if query.has_conditions() { Vec::new() } else { notations(text) };
        let certain = notated.iter().any(|it| it.is_certain());
        parts.notices.extend(
            notated.iter().filter(|it| it.is_certain()).filter_map(|it| it.error()).map(ToString::to_string),
        );
        let (before, behind): (Vec<_>, Vec<_>) =
            notated.iter().partition(|it| it.certainty < Certainty::Possible);
        parts.add_given(self.denoted(&before));
        if let (true, Some(character)) = (!before.is_empty(), only_char(text)) {
            parts.add_given(foreign::called(character, &search.languages).into_iter().collect());
        }
        parts.add_given(self.entity(text));
        for it in &notated {
            if let (true, Denoted::Range(range)) = (it.certainty < Certainty::Possible, &it.denoted) {
                parts.add_others_of(&CodePointSet::from_ranges([range.clone()]).known_in(self.version));
            }
        }
        if notated.is_empty() {
            let pasted = pasted(&query.words).into_iter().filter(|found| search.admits_item(found.item));
            parts.add_given(pasted.collect());
        }
        if !certain {
            search.add_words(&mut parts, &query.words);
        }
        // A number that is hardly a word may stand among what it finds as one, but behind the best of that.
        let is_number = text.bytes().any(|byte| byte.is_ascii_digit());
        parts.add_behind(self.denoted(&behind), is_number.then_some(NUMBERS_BEHIND));
        parts.page(page)
    }

    /// The results that notations denote.
    fn denoted(&self, notated: &[&Notated<'_>]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for it in notated {
            for item in it.items() {
                if !found.iter().any(|known| known.item == item) && self.knows(item) {
                    let why = Why { field: None, text: it.kind.as_str().to_owned(), language: None };
                    found.push(Found { item, group: Group::Literal, why });
                }
            }
        }
        found
    }

    /// What `text` is the name of in HTML, where case tells it from others: `hArr`. A capital at its start is only that of a sentence.
    fn entity(&self, text: &str) -> Vec<Found> {
        let is_cased = text.chars().skip(1).any(char::is_uppercase) && text.chars().any(char::is_lowercase);
        let item =
            is_cased.then(|| entity(text)).flatten().and_then(Item::of).filter(|item| self.knows(*item));
        let why = Why { field: Some(Field::Entity), text: text.to_owned(), language: None };
        item.into_iter().map(|item| Found { item, group: Group::Match, why: why.clone() }).collect()
    }

    fn knows(&self, item: Item) -> bool {
        is_known_in(self.version, item.code_points())
    }
}

/// The search for words, with what it is bound to.
struct Search<'a> {
    version: UnicodeVersion,
    languages: Vec<Language>,
    conditions: &'a [Arc<CodePointSet>],
}

impl Search<'_> {
    /// What the words of `text` find; where they find nothing, what is near.
    fn add_words(&self, parts: &mut Parts, text: &str) {
        self.add_command(parts, text);
        let mut folded = fold_words(text);
        folded.truncate(rank::WORDS_MAX);
        if folded.is_empty() {
            return self.add_signs(parts, text);
        }
        let mut words = words::look_up(&folded);
        self.add_digraph(parts, &mut words, text);
        let foreign = foreign::hits(&folded, &self.languages);
        let mut ideographs = ideographs::find(text, &folded, self.version, self.conditions);
        if self.reads_pinyin(text) {
            // Whoever types a tone mark means the reading; folded, the word is found in names by chance.
            parts
                .add_ideographs(ideographs.extract_if(.., |found| found.field() == Field::Reading).collect());
        }
        self.add_ranked(parts, Group::Match, words.clone(), foreign, &folded);
        self.add_composed(parts, text);
        // A result may lack `of`, so that it must not go away between `scales` and `scales of`.
        if let (..FEW, Some(others)) = (parts.len(), words::before_unfinished(&words)) {
            let before = &folded[..folded.len() - 1];
            self.add_ranked(
                parts,
                Group::Match,
                others.to_vec(),
                foreign::hits(before, &self.languages),
                before,
            );
        }
        if parts.len() > 0 {
            return parts.add_ideographs(ideographs);
        }
        // How something is read cannot be known by chance, but a rare word of a definition is sooner a slip.
        let (read, meant): (Vec<_>, Vec<_>) =
            ideographs.into_iter().partition(|found| found.field() == Field::Reading);
        parts.add_ideographs(read);
        self.add_corrected(parts, &words, &folded);
        parts.add_ideographs(meant);
        if parts.len() == 0 {
            self.add_segmented(parts, &folded);
        }
        if parts.len() == 0 {
            self.add_partial(parts, &words, &folded);
        }
    }

    /// Whether `text` is rather a syllable of pinyin with its tone mark than a word with an accent, as other languages of the user have.
    fn reads_pinyin(&self, text: &str) -> bool {
        let is_other =
            |language: &Language| !language.tag().starts_with("zh") && *language != Language::ENGLISH;
        only_char(text).is_none()
            && !self.languages.iter().any(is_other)
            && unihan::tone_number(text).is_some()
    }

    fn add_ranked(
        &self,
        parts: &mut Parts,
        group: Group,
        words: Vec<Word>,
        foreign: Vec<Foreign>,
        folded: &[String],
    ) {
        let admits_all = self.version == UnicodeVersion::LATEST && self.conditions.is_empty();
        let mut hits = rank::hits(&words, &foreign, |document| admits_all || self.admits(document));
        series::level(&mut hits, &words);
        let languages = self.languages.clone();
        parts.add_ranked(group, hits, FoundBy { words, foreign, folded: folded.to_vec(), languages });
    }

    fn admits(&self, document: u16) -> bool {
        let terms = terms();
        (self.version == UnicodeVersion::LATEST || terms.age(document) <= self.version.age_byte())
            && (self.conditions.is_empty()
                || Item::from_u32(terms.item(document)).is_some_and(|item| self.fulfils_conditions(item)))
    }

    /// As [`Search::admits`], for what may have no document.
    fn admits_item(&self, item: Item) -> bool {
        is_known_in(self.version, item.code_points()) && self.fulfils_conditions(item)
    }

    fn fulfils_conditions(&self, item: Item) -> bool {
        item.code_points().next().is_some_and(|first| self.conditions.iter().all(|it| it.contains(first)))
    }

    /// Signs that stand for another: the digraphs of RFC 1345, such as `->`.
    fn add_signs(&self, parts: &mut Parts, text: &str) {
        let meant = SIGNS.iter().find(|(signs, _)| *signs == text).map_or("", |(_, meant)| meant);
        let found = meant.chars().map(|c| Found {
            item: Item::Char(c),
            group: Group::Match,
            why: Why { field: Some(Field::Everyday), text: text.to_owned(), language: None },
        });
        parts.add_given(found.filter(|found| self.admits_item(found.item)).collect());
        let Some(term) = terms().term(text) else { return };
        self.add_ranked(parts, Group::Match, vec![Word::standing_for(text, [(term, 0)])], Vec::new(), &[]);
    }

    /// A command of LaTeX that is hardly a word, such as `\'{e}` or `\L`.
    fn add_command(&self, parts: &mut Parts, text: &str) {
        let command = command_term(text);
        if let (true, Some(term)) = (text.starts_with('\\'), terms().term(&command)) {
            let word = Word::standing_for(&command, [(term, 0)]);
            self.add_ranked(parts, Group::Match, vec![word], Vec::new(), &[]);
        }
    }

    /// A digraph with a letter in it: one with a sign, such as `=e`, is hardly a word, and may be typed in either order as in Vim, but one
    /// such as `OK` can be a word.
    fn add_digraph(&self, parts: &mut Parts, words: &mut [Word], text: &str) {
        let [word] = words else { return };
        let (2, true) = (text.len(), text.is_ascii()) else { return };
        let term = terms().term(text);
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return term.into_iter().for_each(|term| word.stand_also_for(term));
        }
        let turned = || terms().term(&text.chars().rev().collect::<String>());
        let Some(term) = term.or_else(turned) else { return };
        self.add_ranked(parts, Group::Match, vec![Word::standing_for(text, [(term, 0)])], Vec::new(), &[]);
    }

    fn add_composed(&self, parts: &mut Parts, text: &str) {
        let finder = Finder::new(self.version);
        for matches in [finder.find_composed(text), finder.find_composed_beginning(text)] {
            if self.conditions.is_empty() || matches.total() == 0 {
                parts.add_composed(matches);
                continue;
            }
            let set = CodePointSet::from_ranges(matches.runs());
            let set = self.conditions.iter().fold(set, |set, condition| set.intersection(condition));
            parts.add_others_of(&set);
        }
    }

    /// Results for the words that look like those of the query.
    fn add_corrected(&self, parts: &mut Parts, words: &[Word], folded: &[String]) {
        let corrected: Vec<Word> = words.iter().map(corrected).collect();
        let foreign = foreign::near(folded, &self.languages);
        self.add_ranked(parts, Group::DidYouMean, corrected, foreign, folded);
    }

    /// Results for a text without spaces, cut into words.
    fn add_segmented(&self, parts: &mut Parts, folded: &[String]) {
        let [word] = folded else { return };
        let Some(segments) = foreign::segments(word) else { return };
        let foreign = foreign::hits(&segments, &self.languages);
        self.add_ranked(parts, Group::Partial, Vec::new(), foreign, &segments);
        if parts.len() == 0 {
            self.add_partial(parts, &[], &segments);
        }
    }

    /// Results that have the words of the query but those that mean nothing; where each means something, those that have all but one, and
    /// the first to be left out is the one that says least. What was left out is told.
    fn add_partial(&self, parts: &mut Parts, words: &[Word], folded: &[String]) {
        let known = |text: &String| words.iter().find(|word| word.text == *text);
        let postings = |text: &String| known(text).map_or(0, Word::postings_count);
        let unknown: Vec<usize> = (0..folded.len())
            .filter(|at| postings(&folded[*at]) == 0 && !foreign::is_word(&folded[*at]))
            .collect();
        let mut rests: Vec<Vec<usize>> = Vec::new();
        if unknown.is_empty() {
            rests.extend((0..folded.len()).map(|at| vec![at]));
            rests.sort_by_key(|at| {
                let text = &folded[at[0]];
                (Reverse(postings(text)), text.chars().count())
            });
        } else {
            rests.push(unknown);
        }
        let mut left_out: Vec<String> = Vec::new();
        for without in rests.iter().filter(|without| without.len() < folded.len()) {
            let (out, rest): (Vec<_>, Vec<_>) = (0..folded.len()).partition(|at| without.contains(at));
            let texts = |places: &[usize]| places.iter().map(|at| folded[*at].clone()).collect::<Vec<_>>();
            let (out, rest) = (texts(&out), texts(&rest));
            let mut fewer = words.to_vec();
            fewer.retain(|word| rest.contains(&word.text));
            if fewer.iter().all(|word| word.is_optional) {
                fewer.clear();
            }
            let foreign = foreign::hits(&rest, &self.languages);
            let before = parts.len();
            self.add_ranked(parts, Group::Partial, fewer, foreign, &rest);
            if parts.len() > before {
                left_out.push(format!("`{}`", out.join(" ")));
            }
        }
        if !left_out.is_empty() {
            left_out.dedup();
            parts
                .notices
                .push(format!("nothing has all of the words, so {} was left out", left_out.join(" or ")));
        }
    }
}

/// What `word` may have been meant to be: itself, where it is a term, and the terms near it.
fn corrected(word: &Word) -> Word {
    let near = typo::near(&word.text).into_iter().map(|(term, slips)| (term, SLIP_COST * slips));
    let mut corrected = Word::standing_for(&word.text, near);
    corrected.alternatives.extend(word.alternatives.iter().cloned());
    corrected.is_optional = word.is_optional;
    corrected
}

/// The characters of a short text with signs in it that are no part of words, such as `x²` or `â‚¬`, which somebody has come upon.
fn pasted(text: &str) -> Vec<Found> {
    let is_sign = |c: char| {
        let category = general_category(c);
        !c.is_ascii()
            && !is_apostrophe(c)
            && !category.is_mark()
            && (!category.is_word() || category == Category::OtherNumber)
    };
    if text.chars().nth(PASTED_CHARS_MAX).is_some() || text.contains(' ') || !text.chars().any(is_sign) {
        return Vec::new();
    }
    let why = Why { field: None, text: NotationKind::Literal.as_str().to_owned(), language: None };
    let mut found: Vec<Found> = Vec::new();
    for item in text.chars().map(Item::Char) {
        if found.iter().all(|known| known.item != item) {
            found.push(Found { item, group: Group::Literal, why: why.clone() });
        }
    }
    found
}

/// The marks that stand within words.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\u{2010}' | '\u{2011}' | '\u{2018}' | '\u{2019}' | '\u{2BC}')
}

/// The character that `text` is.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The end of the longest beginning of `text` that has at most `bytes`.
fn floor_char_boundary(text: &str, bytes: usize) -> usize {
    (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// How many results by words stand before what a number such as `41` may denote.
const NUMBERS_BEHIND: usize = 8;
/// Fewer results than this are few: more fit on a screen.
const FEW: usize = 20;
/// What a slip costs.
const SLIP_COST: u16 = 120;
/// What people who lack a key for it write in ASCII, beside what RFC 1345 has.
const SIGNS: &[(&str, &str)] = &[
    ("...", "…⋯"),
    ("--", "–—"),
    ("---", "—"),
    ("==", "≡"),
    ("!=", "≠"),
    ("/=", "≠"),
    ("=/=", "≠"),
    ("<=", "≤⇐"),
    (">=", "≥"),
    ("=>", "⇒"),
    ("<=>", "⇔"),
    ("<->", "↔"),
    ("+-", "±"),
    ("+/-", "±"),
    ("~=", "≈"),
    ("~~", "≈"),
    ("<<", "«≪"),
    (">>", "»≫"),
    ("''", "”"),
    ("``", "“"),
    (",,", "„"),
    ("||", "‖∥"),
    (":)", "🙂☺"),
    (":-)", "🙂☺"),
    (":(", "🙁☹"),
    (":-(", "🙁☹"),
];
/// Of longer texts the characters are not listed.
const PASTED_CHARS_MAX: usize = 8;
/// More of a query is not read.
const QUERY_BYTES_MAX: usize = 1000;

/// Which part of an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a part of a list is a start and a length")]
pub struct Page {
    /// How many results are passed over.
    pub offset: usize,
    /// The most results in the answer.
    pub limit: usize,
}

impl Page {
    /// The first `limit` results.
    pub fn first(limit: usize) -> Self {
        Self { offset: 0, limit }
    }
}
