//! What one types to get a character: the key symbols of X11 and the digraphs of Vim.
//!
//! Both sources are tables in Python, one entry a line; they are read, not run.

use anyhow::{Context, ensure};

use super::super::fetch::Fetched;
use super::super::field::Field;
use super::super::sources::{DIGRAPHS, KEYSYMS};

/// The key symbols by code point. The value of a key symbol is its code point in Latin-1 only, so the table's third column is taken, which
/// has exact counterparts alone.
pub(super) fn keysyms(sources: &Fetched) -> anyhow::Result<Vec<(u32, Field, String)>> {
    let text = sources.text(&KEYSYMS, "keysymdef.py")?;
    let keysyms = text.lines().filter_map(keysym).chain(NEW_KEYSYMS);
    let keysyms: Vec<_> = keysyms.map(|(name, c)| (c, Field::Keysym, name.to_owned())).collect();
    ensure!(keysyms.len() > KEYSYMS_MIN, "only {} key symbols are understood", keysyms.len());
    Ok(keysyms)
}

/// Reads ` ('EuroSign', 8364, 8364),`; `None` for a key symbol without a code point.
fn keysym(line: &str) -> Option<(&str, u32)> {
    let entry = line.trim_start_matches(['[', ' ']).strip_prefix('(')?;
    let (entry, _) = entry.rsplit_once(')')?;
    let mut parts = entry.split(", ");
    let name = parts.next()?.strip_prefix('\'')?.strip_suffix('\'')?;
    let c = parts.nth(1)?.parse().ok()?;
    Some((name, c))
}

/// The digraphs.
pub(super) fn digraphs(sources: &Fetched) -> anyhow::Result<Vec<(u32, Field, String)>> {
    let text = sources.text(&DIGRAPHS, "prompt_toolkit/key_binding/digraphs.py")?;
    let mut digraphs = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("    (")) {
        let (digraph, c) = digraph(line).with_context(|| format!("the digraph `{line}`"))?;
        digraphs.push((c, Field::Digraph, digraph));
    }
    digraphs.extend(NEW_DIGRAPHS.map(|(digraph, c)| (c, Field::Digraph, digraph.to_owned())));
    Ok(digraphs)
}

/// Reads `    ("E", "u"): 0x20AC,`, where a quotation mark stands within the others, and a backslash twice.
fn digraph(line: &str) -> Option<(String, u32)> {
    let mut rest = line.trim_start().strip_prefix('(')?;
    let mut digraph = String::new();
    for end in [", ", "): "] {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let mut chars = rest[1..].chars();
        let c = match chars.next()? {
            '\\' => chars.next()?,
            c => c,
        };
        digraph.push(c);
        rest = chars.as_str().strip_prefix(quote)?.strip_prefix(end)?;
    }
    let (number, _) = rest.split_once(',')?;
    let c = match number.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((digraph, c))
}

/// Key symbols that X11 has got since the table was made.
const NEW_KEYSYMS: [(&str, u32); 5] = [
    ("combining_tilde", 0x303),
    ("combining_grave", 0x300),
    ("combining_acute", 0x301),
    ("combining_hook", 0x309),
    ("combining_belowdot", 0x323),
];

/// Digraphs that Vim has got since the table was made.
const NEW_DIGRAPHS: [(&str, u32); 2] = [("oo", 0x2022), (",.", 0x2026)];

/// There are 1,543 of them; far fewer would mean that the source is written in another way.
const KEYSYMS_MIN: usize = 1_500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_symbols_are_those_with_a_code_point() {
        assert_eq!(keysym(" ('EuroSign', 8364, 8364),"), Some(("EuroSign", 0x20AC)));
        assert_eq!(keysym(" ('Greek_alpha', 2017, 945)]"), Some(("Greek_alpha", 0x3B1)));
        assert_eq!(keysym("[('VoidSymbol', 16777215, None),"), None);
        assert_eq!(keysym("keysymdef = \\"), None);
    }

    #[test]
    fn digraphs_are_read_with_any_quotes() {
        let read = |line| digraph(line).map(|(digraph, c)| format!("{digraph} {c:X}"));
        assert_eq!(read("    (\"E\", \"u\"): 0x20AC,").as_deref(), Some("Eu 20AC"));
        assert_eq!(read("    (\"'\", '\"'): 0x02DD,").as_deref(), Some("'\" 2DD"));
        assert_eq!(read("    (\"/\", \"\\\\\"): 215,  # a sign").as_deref(), Some("/\\ D7"));
        assert_eq!(read("    (\"E\"): 1,"), None);
    }
}
