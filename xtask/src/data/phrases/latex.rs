//! LaTeX commands.
//!
//! The source has two tables: how a character is written best, which comes first here, and which character a command stands for. Letters with an
//! accent are in neither: those are composed as in LaTeX itself.

use anyhow::Context;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::super::fetch::Fetched;
use super::super::field::Field;
use super::super::sources::LATEX;
use super::super::unicode::Unicode;
use super::items::Items;

/// The commands of all items.
pub(super) fn commands(
    sources: &Fetched,
    items: &Items,
    unicode: &Unicode,
) -> anyhow::Result<Vec<(u32, Field, String)>> {
    let mut commands = Vec::new();
    let mut add = |text: &str, command: &str, has_arguments: bool| {
        // The source writes letters with accents in parts.
        let text: String = text.nfc().collect();
        if let Some(item) = items.number(&text)
            && is_command(command, has_arguments)
        {
            commands.push((item, Field::Latex, command.to_owned()));
        }
    };
    let best = sources.json(&LATEX, "dist/tables/biblatex.json")?;
    let packages = best["package"].as_object().context("the packages are an object")?;
    for table in [&best["base"]].into_iter().chain(packages.values()) {
        for (text, ways) in table.as_object().context("a table is an object")? {
            for command in [&ways["math"], &ways["text"]].into_iter().filter_map(Value::as_str) {
                add(text, command, true);
            }
        }
    }
    let meanings = sources.json(&LATEX, "dist/tables/latex2unicode.json")?;
    for (command, meaning) in meanings.as_object().context("the commands are an object")? {
        let texts = [meaning, &meaning["math"], &meaning["text"]];
        for text in texts.into_iter().filter_map(Value::as_str) {
            add(text, command, false);
        }
    }
    let letters =
        unicode.explicit.keys().filter_map(|c| Some((*c, Field::Latex, accented(char::from_u32(*c)?)?)));
    commands.extend(letters);
    Ok(commands)
}

/// `\'{e}` for é: a Latin letter with one accent.
fn accented(letter: char) -> Option<String> {
    let mut parts = std::iter::once(letter).nfd();
    let (base, mark) = (parts.next().filter(char::is_ascii_alphabetic)?, parts.next()?);
    let (_, accent, is_above) = ACCENTS.iter().find(|(known, ..)| *known == mark)?;
    // These lose their dot below an accent.
    let dotless = if *is_above && matches!(base, 'i' | 'j') { "\\" } else { "" };
    // The sign of the ångström decomposes as the letter does, but is not what the parts compose to.
    let is_composed = [base, mark].into_iter().nfc().eq([letter]);
    is_composed.then(|| format!("\\{accent}{{{dotless}{base}}}"))
}

/// Whether `text` is one command: `\alpha`, `\%`, or with arguments `\mathbb{R}`; and none of [`NO_CHARACTERS`].
fn is_command(text: &str, has_arguments: bool) -> bool {
    let Some(rest) = text.strip_prefix('\\') else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name_bytes = if letters > 0 { letters } else { 1 };
    let Some((name, arguments)) = rest.split_at_checked(name_bytes) else { return false };
    let is_named = letters > 0 || name.bytes().all(|byte| byte.is_ascii_punctuation() && byte != b'\\');
    is_named
        && !NO_CHARACTERS.contains(&name)
        && (arguments.is_empty() || has_arguments && are_arguments(arguments))
}

/// Whether `text` is groups in braces, one after the other.
fn are_arguments(text: &str) -> bool {
    let mut depth = 0_u32;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            _ if depth > 0 && byte.is_ascii_graphic() => {}
            _ => return false,
        }
    }
    depth == 0
}

/// The accents of LaTeX: the mark, the command, whether it stands above the letter.
const ACCENTS: [(char, &str, bool); 15] = [
    ('\u{300}', "`", true),
    ('\u{301}', "'", true),
    ('\u{302}', "^", true),
    ('\u{303}', "~", true),
    ('\u{304}', "=", true),
    ('\u{306}', "u", true),
    ('\u{307}', ".", true),
    ('\u{308}', "\"", true),
    ('\u{30A}', "r", true),
    ('\u{30B}', "H", true),
    ('\u{30C}', "v", true),
    ('\u{323}', "d", false),
    ('\u{327}', "c", false),
    ('\u{328}', "k", false),
    ('\u{331}', "b", false),
];

/// Commands that make room, or name a character by its code point, which says nothing.
const NO_CHARACTERS: [&str; 5] = ["hphantom", "hspace", "kern", "mkern", "pmboxdrawuni"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_other_ways_to_write() {
        for (text, has_arguments, expected) in [
            ("\\alpha", false, true),
            ("\\%", false, true),
            ("\\mathbb{R}", true, true),
            ("\\frac{1}{2}", true, true),
            ("\\acute{\\alpha}", true, true),
            ("\\mathbb{R}", false, false),
            ("\\mkern1mu", true, false),
            ("\\hspace{0pt}", true, false),
            ("\\\\backslash", true, false),
            ("\\cyrchar\\CYRA", true, false),
            ("---", true, false),
            ("\\mathbb{R", true, false),
            ("\\", true, false),
            ("\\é", true, false),
        ] {
            assert_eq!(is_command(text, has_arguments), expected, "{text}");
        }
    }

    #[test]
    fn letters_with_one_accent_are_composed() {
        for (letter, expected) in [
            ('é', Some("\\'{e}")),
            ('ş', Some("\\c{s}")),
            ('í', Some("\\'{\\i}")),
            ('į', Some("\\k{i}")),
            ('Ḇ', Some("\\b{B}")),
            ('ấ', None),
            ('\u{212B}', None),
            ('e', None),
            ('ά', None),
            ('가', None),
        ] {
            assert_eq!(accented(letter).as_deref(), expected, "{letter}");
        }
    }
}
