//! The language of whoever asks.

use std::env;

use charfinder::Language;

/// The languages to search beside English: those that were asked for, else that of the locale, if there are keywords in it.
pub(super) fn languages(asked: &[Language]) -> Vec<Language> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    let locale =
        VARIABLES.iter().find_map(|variable| env::var(variable).ok().filter(|value| !value.is_empty()));
    locale
        .and_then(|locale| language(&locale))
        .filter(|language| *language != Language::ENGLISH)
        .into_iter()
        .collect()
}

/// The language of a locale: `fr_CA.UTF-8@euro` is French. `C` and `POSIX` are nobody's.
fn language(locale: &str) -> Option<Language> {
    let end = locale.find(['.', '@']).unwrap_or(locale.len());
    let script = locale.split_once('@').map_or("", |(_, modifier)| match modifier {
        "latin" => "-Latn",
        "cyrillic" => "-Cyrl",
        _ => "",
    });
    let tag = locale[..end].replace('_', "-");
    match tag.as_str() {
        "C" | "POSIX" | "" => None,
        // Where a country stands for a script.
        "zh-TW" | "zh-HK" | "zh-MO" => "zh-Hant".parse().ok().or_else(|| tag.parse().ok()),
        tag => {
            let with_script = tag.split('-').next().map(|language| format!("{language}{script}"));
            with_script.filter(|_| !script.is_empty()).and_then(|tag| tag.parse().ok()).or(tag.parse().ok())
        }
    }
}

/// The first of these that is set is the locale of messages (POSIX, 8.2).
const VARIABLES: &[&str] = &["LC_ALL", "LC_MESSAGES", "LANG"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_language() {
        assert_eq!(language("en_GB.UTF-8"), Some(Language::ENGLISH));
        assert_eq!(language("C"), None);
        assert_eq!(language("C.UTF-8"), None);
        assert_eq!(language("POSIX"), None);
        assert_eq!(language("tlh_QO"), None);
        assert_eq!(language("@"), None);
    }
}
