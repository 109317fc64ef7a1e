//! Characters that stand for themselves: one, a string of symbols, a range of two, also in quotes.

use unicode_segmentation::UnicodeSegmentation;

use super::{Certainty, Denoted, Notated, NotationError, NotationKind};
use crate::{CodePoint, general_category};

/// Reads `text` as the characters that it is.
pub(super) fn read<'a>(text: &'a str, readings: &mut Vec<Notated<'a>>) {
    // A text of blanks alone is one that somebody wants to know of.
    let trimmed = if text.trim().is_empty() { text } else { text.trim() };
    let (inner, is_quoted) = match unquoted(trimmed) {
        Some(inner) if !inner.contains('\\') => (inner, true),
        _ => (trimmed, false),
    };
    let range = read_range(trimmed);
    let is_range = matches!(range, Some((_, Certainty::Certain)));
    if let Some(certainty) = certainty(inner, is_quoted).filter(|_| !is_range) {
        let is_shown = |c: &char| *c != ' ' || inner.trim().is_empty();
        let code_points = inner.chars().filter(is_shown).map(CodePoint::from).collect();
        readings.push(Notated::code_points(NotationKind::Literal, trimmed, certainty, code_points));
    }
    if let Some((range, certainty)) = range {
        let denoted = match range {
            (first, last) if first <= last => Denoted::Range(first..=last),
            (first, last) => Denoted::Nothing(NotationError::RangeReversed { first, last }),
        };
        readings.push(Notated { kind: NotationKind::Literal, part: trimmed, denoted, certainty });
    }
}

/// How sure it is that `text` stands for itself; `None` when it is rather words.
fn certainty(text: &str, is_quoted: bool) -> Option<Certainty> {
    let mut clusters = text.graphemes(true);
    let first = clusters.next()?;
    if clusters.next().is_none() {
        let c = first.chars().next()?;
        // A letter alone can be a word: in Chinese it mostly is. Keycaps begin with a digit, but have a symbol in them.
        let is_word = general_category(c).is_word() && !first.contains(KEYCAP);
        return match c {
            _ if is_quoted => Some(Certainty::Certain),
            _ if is_word || (c.is_ascii_graphic() && first.len() == 1) => Some(Certainty::Likely),
            _ => Some(Certainty::Certain),
        };
    }
    let is_symbols = !text.chars().any(|c| general_category(c).is_word()) || text.contains(KEYCAP);
    match text.is_ascii() {
        _ if !is_symbols => None,
        _ if is_quoted => Some(Certainty::Certain),
        false => Some(Certainty::Certain),
        // Something like `->`, which stands for another character more often than for its own.
        true => Some(Certainty::Possible),
    }
}

/// Two characters with a sign for "to" between them.
fn read_range(text: &str) -> Option<((CodePoint, CodePoint), Certainty)> {
    let (first, last, is_dotted) = split_range(text)?;
    let only = |side: &str| {
        let side = unquoted(side).unwrap_or(side);
        let mut chars = side.chars();
        chars.next().filter(|_| chars.next().is_none()).map(CodePoint::from)
    };
    let certainty = match is_dotted {
        true => Certainty::Certain,
        false if first.is_ascii() && last.is_ascii() => return None,
        false => Certainty::Likely,
    };
    Some(((only(first)?, only(last)?), certainty))
}

/// The sides of a range, and whether it is written with dots and not with a dash.
pub(super) fn split_range(text: &str) -> Option<(&str, &str, bool)> {
    let split = |separator: &str, is_dotted| {
        let (first, last) = text.split_once(separator)?;
        let sides = (first.trim(), last.trim());
        (!sides.0.is_empty() && !sides.1.is_empty()).then_some((sides.0, sides.1, is_dotted))
    };
    ["...", "..", "…", "‥"]
        .into_iter()
        .find_map(|dots| split(dots, true))
        .or_else(|| ["-", "–", "—", "−"].into_iter().find_map(|dash| split(dash, false)))
}

/// What stands between the quotes that a person or a programming language puts around characters.
pub(super) fn unquoted(text: &str) -> Option<&str> {
    let start = text.find(['\'', '"', '`', '“', '‘', '«', '„', '「'])?;
    let (prefix, quoted) = text.split_at(start);
    if !PREFIXES.iter().any(|known| prefix.eq_ignore_ascii_case(known)) {
        return None;
    }
    let open = quoted.chars().next()?;
    let rest = &quoted[open.len_utf8()..];
    let closing: &[char] = match open {
        '“' => &['”'],
        '‘' => &['’'],
        '«' => &['»'],
        '„' => &['“', '”'],
        '「' => &['」'],
        same => &[same],
    };
    rest.strip_suffix(closing).filter(|inner| !inner.is_empty())
}

/// What can stand before the quotes: nothing, or what C, Python, Rust and the shell have.
const PREFIXES: [&str; 7] = ["", "u", "b", "l", "u8", "$", "c"];

/// U+20E3 COMBINING ENCLOSING KEYCAP.
const KEYCAP: char = '\u{20E3}';
