//! The scripts that a word can be written in (UTS #39, 5.1).

use crate::{CodePoint, Script};

/// The scripts that all characters so far are used with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum ScriptSet {
    /// Any: only characters common to several scripts so far.
    #[default]
    Any,
    /// These, by code; none when the characters have none in common.
    These(Vec<&'static str>),
}

impl ScriptSet {
    /// Narrows the set to the scripts of `c`.
    pub(super) fn narrow(&mut self, c: char) {
        // Scripts are told by their code, because writing systems of several scripts have one too.
        let code = if c.is_ascii_alphabetic() { LATIN } else { Script::of(CodePoint::from(c)).code() };
        match self {
            _ if code == COMMON || code == INHERITED => {
                let extensions = codes(c);
                if !extensions.iter().any(|code| *code == COMMON || *code == INHERITED) {
                    self.intersect(extensions);
                }
            }
            // A character is used with its own script, whatever else it is used with.
            Self::These(codes) if codes.as_slice() == [code] => {}
            _ if code == LATIN => self.intersect(vec![LATIN]),
            _ => self.intersect(codes(c)),
        }
    }

    fn intersect(&mut self, others: Vec<&'static str>) {
        match self {
            Self::Any => *self = Self::These(others),
            Self::These(codes) => codes.retain(|code| others.contains(code)),
        }
    }

    /// Whether the characters have no script in common.
    pub(super) fn is_mixed(&self) -> bool {
        matches!(self, Self::These(codes) if codes.is_empty())
    }

    /// The first of the scripts, by code.
    pub(super) fn script(&self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::These(codes) => codes.first().copied(),
        }
    }
}

/// The codes of the scripts that `c` is used with, and of the writing systems that have them.
fn codes(c: char) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> =
        Script::extensions(CodePoint::from(c)).into_iter().map(Script::code).collect();
    for nth in 0..codes.len() {
        let systems: &[&str] = match codes[nth] {
            "Hani" => &["Hanb", "Jpan", "Kore"],
            "Hira" | "Kana" => &["Jpan"],
            "Hang" => &["Kore"],
            "Bopo" => &["Hanb"],
            _ => &[],
        };
        for system in systems {
            if !codes.contains(system) {
                codes.push(system);
            }
        }
    }
    codes
}

/// Where in `word` the characters stand that are not used with the script that most of it is written in; of scripts that have as many,
/// that of the first character.
pub(super) fn strangers(word: &str) -> impl Iterator<Item = usize> {
    let of = |c: char| if c.is_ascii_alphabetic() { vec![LATIN] } else { codes(c) };
    let used: Vec<(usize, Vec<&'static str>)> = word.char_indices().map(|(at, c)| (at, of(c))).collect();
    let is_any = |codes: &[&str]| codes.iter().any(|code| [COMMON, INHERITED].contains(code));
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for code in used.iter().flat_map(|(_, codes)| codes).filter(|code| !is_any(&[**code])) {
        match counts.iter_mut().find(|(known, _)| known == code) {
            Some((_, count)) => *count += 1,
            None => counts.push((*code, 1)),
        }
    }
    // Of equal ones the last is the greatest.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or("", |(code, _)| code);
    used.into_iter().filter(move |(_, codes)| !is_any(codes) && !codes.contains(&most)).map(|(at, _)| at)
}

pub(super) const LATIN: &str = "Latn";
const COMMON: &str = "Zyyy";
const INHERITED: &str = "Zinh";
