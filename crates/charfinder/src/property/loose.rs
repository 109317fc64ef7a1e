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
        }
    }
}
