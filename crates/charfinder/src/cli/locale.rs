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

/// The language of a locale: `fr_CA.UTF-8` is French as in Canada, `sr_RS@latin` Serbian in Latin letters. `C` and `POSIX` are
/// nobody's.
fn language(locale: &str) -> Option<Language> {
    let (locale, modifier) = locale.split_once('@').unwrap_or((locale, ""));
    let tag = locale.split('.').next().unwrap_or(locale);
    let script = match modifier {
        "latin" => "-Latn",
        "cyrillic" => "-Cyrl",
        _ => "",
    };
    let language = tag.split('_').next().unwrap_or(tag);
    match tag {
        "C" | "POSIX" | "" => None,
        _ if !script.is_empty() => format!("{language}{script}").parse().or_else(|_| tag.parse()).ok(),
        _ => tag.parse().ok(),
    }
}

/// The first of these that is set is the locale of messages (POSIX, 8.2).
const VARIABLES: &[&str] = &["LC_ALL", "LC_MESSAGES", "LANG"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_language() {
        assert_eq!(language("en_US.UTF-8"), Some(Language::ENGLISH));
        assert_eq!(language("C"), None);
        assert_eq!(language("C.UTF-8"), None);
        assert_eq!(language("POSIX"), None);
        assert_eq!(language("tlh_QO"), None);
        assert_eq!(language("@"), None);
        #[cfg(feature = "languages")]
        for (locale, tag) in [
            ("fr_CA.UTF-8", "fr"),
            ("de_AT@euro", "de"),
            ("zh_TW", "zh-Hant"),
            ("sr_RS.UTF-8@latin", "sr-Latn"),
        ] {
            let found = language(locale).map(Language::tag).unwrap_or_default();
            assert!(found.starts_with(tag), "{locale}: {found}");
        }
    }
}
