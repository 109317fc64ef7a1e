//! Words of languages find what they mean.

use super::*;

fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

/// Whether `word` of `tag` is said of `c` as its whole short name or keyword.
#[track_caller]
fn check(tag: &str, word: &str, c: char) {
    let folded = crate::fold::fold_words(word);
    let [folded] = folded.as_slice() else { panic!("{word} is {folded:?}") };
    let found = lookup(folded).any(|posting| {
        posting.language == language(tag) && posting.item == Item::Char(c) && posting.words == 1
    });
    assert!(found, "{word} in {tag}: {:?}", lookup(folded).collect::<Vec<_>>());
}

#[test]
fn the_sun_is_found_in_every_tongue() {
    for (tag, word) in [
        ("fr", "soleil"),
        ("de", "Sonne"),
        ("ru", "солнце"),
        ("zh", "太阳"),
        ("zh-Hant", "太陽"),
        ("hi", "सूर्य"),
        ("ar", "شمس"),
        ("ja", "太陽"),
        ("es", "sol"),
    ] {
        check(tag, word, '☀');
    }
}
