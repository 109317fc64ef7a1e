//! Loose matching of the names of properties and their values (UAX #44, rule LM3).

/// `text` without what the rule ignores: case, spaces, hyphens, underscores, a leading `is`.
pub(crate) fn loose(text: &str) -> String {
    let key: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // `is` alone is a line break class, and there is no other name that the rule would leave empty.
    match key.strip_prefix("is") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => key,
    }
}

/// Whether `key`, which is [`loose`], is the loose form of `name`, which is ASCII.
pub(crate) fn is_loosely(name: &str, key: &str) -> bool {
    let letters = || {
        name.bytes().filter(|byte| !matches!(byte, b' ' | b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
    };
    let has_is = letters().take(2).eq(*b"is") && letters().nth(2).is_some();
    letters().skip(if has_is { 2 } else { 0 }).eq(key.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_hyphens_underscores_and_is_are_ignored() {
        for (text, expected) in [
            ("Greek", "greek"),
            ("Old_Italic", "olditalic"),
            ("old italic", "olditalic"),
            ("OLD-ITALIC", "olditalic"),
            ("isGreek", "greek"),
            ("Is Greek", "greek"),
            ("IS", "is"),
            ("", ""),
        ] {
            assert_eq!(loose(text), expected, "{text}");
            assert!(is_loosely(text, expected), "{text}");
            assert!(!is_loosely(text, "isgreek"), "{text}");
        }
    }
}
