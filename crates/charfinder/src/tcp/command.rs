//! The commands inside a session: lines that begin with a dot and one of our words. All other lines are queries, as in the original.

use crate::Language;

/// A line that is a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    /// `.help`: the commands.
    Help,
    /// `.ranked`, `.ranked on`, `.ranked off`: best first, by all that is known, instead of the book's search.
    Ranked { on: bool },
    /// `.lang fr de`: languages whose keywords count most; with none they are forgotten.
    Languages(Vec<Language>),
    /// `.limit 20`: how many results a ranked answer has at most.
    Limit(usize),
    /// `.show U+265A`: all that is known of a character.
    Show(&'a str),
    /// `.quit`: the end of the session.
    Quit,
    /// A command with words that are not understood: what is allowed.
    Misused(String),
}

impl<'a> Command<'a> {
    /// The command in `line`, if it is one.
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let (name, rest) = match line.split_once(char::is_whitespace) {
            Some((name, rest)) => (name, rest.trim()),
            None => (line, ""),
        };
        let is_alone = rest.is_empty();
        Some(match name.to_ascii_lowercase().as_str() {
            ".help" if is_alone => Self::Help,
            ".quit" if is_alone => Self::Quit,
            alone @ (".help" | ".quit") => Self::Misused(format!("{alone} stands alone")),
            ".ranked" => match rest {
                "" | "on" => Self::Ranked { on: true },
                "off" => Self::Ranked { on: false },
                _ => Self::Misused(".ranked on, or .ranked off".into()),
            },
            ".lang" => languages(rest),
            ".limit" => match rest.parse() {
                Ok(limit) if limit > 0 => Self::Limit(limit),
                _ if rest.eq_ignore_ascii_case("all") => Self::Limit(usize::MAX),
                _ => Self::Misused(".limit and a whole number from 1, or .limit all".into()),
            },
            ".show" if is_alone => {
                Self::Misused(".show and a character, a code point (U+265A) or a name".into())
            }
            ".show" => Self::Show(rest),
            _ => return None,
        })
    }
}

fn languages<'a>(tags: &str) -> Command<'a> {
    let mut languages: Vec<Language> = Vec::new();
    for tag in tags.split(|c: char| c.is_whitespace() || c == ',').filter(|tag| !tag.is_empty()) {
        match tag.parse() {
            Ok(language) if languages.contains(&language) => {}
            Ok(language) => languages.push(language),
            Err(error) => return Command::Misused(format!("{error}")),
        }
        if languages.len() > LANGUAGES_MAX {
            return Command::Misused(format!("at most {LANGUAGES_MAX} languages"));
        }
    }
    Command::Languages(languages)
}

/// The most languages of a session.
const LANGUAGES_MAX: usize = 8;

/// The answer to `.help`, a line each.
pub(super) const HELP: &[&str] = &[
    "words                 characters with all these words in their names",
    ".ranked on            best first, by names, aliases, keywords in all languages, notations; understands",
    "                      block: script: gc: age: is: radical: strokes: lang: and sets such as [\\p{Greek}&\\p{Lu}]",
    ".ranked off           the book's search again",
    ".lang fr              keywords in these languages count most (ranked search)",
    ".limit 50             results of a ranked search at most",
    ".show U+265A          all there is to know of a character; also .show ♚ or .show black chess king",
    ".quit                 ends the session, as Ctrl-C and Ctrl-D do",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_queries() {
        let check =
            |line: &str, expected: Option<Command<'_>>| assert_eq!(Command::parse(line), expected, "{line}");
        check(".help", Some(Command::Help));
        check(".ranked", Some(Command::Ranked { on: true }));
        check(".ranked  off", Some(Command::Ranked { on: false }));
        check(".lang", Some(Command::Languages(vec![])));
        check(".lang en en", Some(Command::Languages(vec![Language::ENGLISH])));
        check(".lang en,en", Some(Command::Languages(vec![Language::ENGLISH])));
        check(".Limit 7", Some(Command::Limit(7)));
        check(".limit all", Some(Command::Limit(usize::MAX)));
        check(".show  black king", Some(Command::Show("black king")));
        check(".quit", Some(Command::Quit));
        for query in ["help", ".helper", "..", ".", "sun", ". help"] {
            check(query, None);
        }
    }

    #[test]
    fn misuse_names_what_is_allowed() {
        for (line, part) in [
            (".ranked maybe", "off"),
            (".limit 0", "from 1"),
            (".limit x", "from 1"),
            (".show", "U+265A"),
            (".lang klingon-klingon", "klingon"),
            (".help me", "alone"),
        ] {
            let Some(Command::Misused(told)) = Command::parse(line) else { panic!("{line}") };
            assert!(told.contains(part), "{line}: {told}");
        }
    }
}
