//! Words: whether they mix scripts or digits, and what they can be taken for (UTS #39).

use super::character::ascii_likeness;
use super::cluster::{Clusters, Content, Position};
use super::finding::{Finding, FindingKind, Severity};
use super::script_set::{LATIN, ScriptSet, strangers};
use crate::{Category, CodePoint, OneLine, Script, general_category, numeric_value};

/// A word that is being read.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    text: &'a [u8],
    start: Position,
    end: usize,
    is_ascii: bool,
    scripts: ScriptSet,
    /// The zeros of the systems whose digits are in it, up to two.
    zeros: (Option<u32>, Option<u32>),
}

impl<'a> Word<'a> {
    /// A word of `text` that begins with the cluster at `start`.
    pub(super) fn new(text: &'a [u8], start: Position) -> Self {
        let end = start.byte;
        Self { text, start, end, is_ascii: true, scripts: ScriptSet::Any, zeros: (None, None) }
    }

    /// Whether `cluster` is part of a word: it begins with a letter or number, and is not longer than a word may be.
    pub(super) fn takes(cluster: &str) -> bool {
        let has = |c: char| {
            c.is_ascii_alphanumeric() || c == '_' || (!c.is_ascii() && general_category(c).is_word())
        };
        cluster.len() <= WORD_BYTES_MAX && cluster.chars().next().is_some_and(has)
    }

    /// Adds the next cluster.
    pub(super) fn push(&mut self, cluster: &str) {
        self.end += cluster.len();
        if cluster.len() == 1 && self.is_ascii && !cluster.as_bytes()[0].is_ascii_digit() {
            // The scripts of what is all ASCII are not asked for.
            return;
        }
        if self.is_ascii && !cluster.is_ascii() {
            self.is_ascii = false;
            let has_letter = self.text[self.start.byte..self.end].iter().any(u8::is_ascii_alphabetic);
            if has_letter {
                self.scripts.narrow('a');
            }
        }
        for c in cluster.chars() {
            if !self.is_ascii {
                self.scripts.narrow(c);
            }
            if let Some(zero) = zero(c) {
                match self.zeros {
                    (None, _) => self.zeros.0 = Some(zero),
                    (Some(first), None) if first != zero => self.zeros.1 = Some(zero),
                    _ => {}
                }
            }
        }
    }

    /// Whether it has as many bytes as are looked at together.
    pub(super) fn is_long(&self) -> bool {
        self.end - self.start.byte >= WORD_BYTES_MAX
    }

    /// Its script, if it is no word that can be taken for ASCII.
    fn proper_script(&self) -> Option<&'static str> {
        if self.is_ascii || self.scripts.is_mixed() || self.likeness().is_some() {
            return None;
        }
        self.scripts.script()
    }

    /// What there is to tell about it, in a text that has proper words in `scripts`.
    pub(super) fn findings(&self, scripts: &[&'static str]) -> impl Iterator<Item = Finding> {
        let numbers = self.zeros.1.is_some().then(|| {
            let message = format!("`{}` has digits of several systems", OneLine::new(self.as_str()));
            self.finding(FindingKind::MixedNumbers, Severity::Warning, message)
        });
        numbers.into_iter().chain(if self.is_ascii { None } else { self.script_finding(scripts) })
    }

    fn script_finding(&self, scripts: &[&'static str]) -> Option<Finding> {
        let word = OneLine::new(self.as_str());
        if self.scripts.is_mixed() {
            let names = self.script_names();
            let finding = match self.likeness() {
                Some(ascii) => {
                    let message = format!("`{word}` looks like `{ascii}`, but is written in {names}");
                    self.finding(FindingKind::MixedScripts, Severity::Danger, message)
                }
                None => {
                    let message = format!("`{word}` is written in {names}");
                    self.finding(FindingKind::MixedScripts, Severity::Note, message)
                }
            };
            let odd = strangers(self.as_str()).map(|at| self.start.byte + at).collect();
            return Some(Finding { odd, ..finding });
        }
        let script = self.scripts.script();
        // Where the text has words of this script that look like nothing else, this is just one more of them. Letters like
        // the dotless i are at home in languages of the Latin script.
        if script
            .is_some_and(|script| script == LATIN && !is_styled(self.as_str()) || scripts.contains(&script))
        {
            return None;
        }
        let has_letter = |c: char| matches!(general_category(c).as_str().as_bytes()[0], b'L');
        let likeness = self.likeness().filter(|_| self.as_str().chars().any(has_letter))?;
        let message = format!("`{word}` looks like `{likeness}`, but is written in {}", self.script_names());
        Some(self.finding(FindingKind::Confusable, Severity::Warning, message))
    }

    fn finding(&self, kind: FindingKind, severity: Severity, message: String) -> Finding {
        Finding::new(kind, severity, self.start, self.end, message)
    }

    fn as_str(&self) -> &'a str {
        std::str::from_utf8(&self.text[self.start.byte..self.end]).expect("a word is made of valid clusters")
    }

    /// The ASCII that it can be taken for.
    fn likeness(&self) -> Option<String> {
        let mut ascii = String::new();
        for c in self.as_str().chars() {
            if c.is_ascii() { ascii.push(c) } else { ascii.push_str(&ascii_likeness(c)?) }
        }
        Some(ascii)
    }

    /// The names of its scripts, in the order of their first characters.
    fn script_names(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for c in self.as_str().chars() {
            let script = Script::of(CodePoint::from(c));
            let name = script.to_string();
            if !matches!(script.code(), "Zyyy" | "Zinh") && !names.contains(&name) {
                names.push(name);
            }
        }
        match names.split_last() {
            None => "symbols".to_owned(),
            Some((only, [])) => only.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }
}

/// Whether some of `text` is full-width Latin, which is a style and not an alphabet.
fn is_styled(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{ff21}'..='\u{ff5a}'))
}

/// The zero of the system of digits that `c` is one of.
fn zero(c: char) -> Option<u32> {
    if c.is_ascii_digit() {
        return Some(u32::from('0'));
    }
    if c.is_ascii() || general_category(c) != Category::DecimalNumber {
        return None;
    }
    // The digits of a system follow each other.
    let value = numeric_value(CodePoint::from(c))?.as_str().parse::<u32>().ok()?;
    u32::from(c).checked_sub(value)
}

/// The scripts, by code, in which `text` has words that cannot be taken for ASCII.
pub(super) fn proper_scripts(text: &[u8]) -> Vec<&'static str> {
    let mut scripts = Vec::new();
    if text.is_ascii() {
        return scripts;
    }
    let mut word: Option<Word<'_>> = None;
    let mut end = |word: Word<'_>| {
        // A word of a script that is known needs no second look.
        let is_known = word.scripts.script().is_some_and(|script| scripts.contains(&script));
        if !is_known {
            scripts.extend(word.proper_script());
        }
    };
    for cluster in Clusters::new(text) {
        match cluster.content {
            Content::Valid(grapheme) if Word::takes(grapheme) => {
                let mut grown = word.take().unwrap_or_else(|| Word::new(text, cluster.start));
                grown.push(grapheme);
                if grown.is_long() { end(grown) } else { word = Some(grown) }
            }
            _ => {
                if let Some(word) = word.take() {
                    end(word);
                }
            }
        }
    }
    if let Some(word) = word {
        end(word);
    }
    scripts
}

/// How many bytes of a word are looked at together; a longer one is taken for several, and a longer cluster for none.
pub const WORD_BYTES_MAX: usize = 256;
