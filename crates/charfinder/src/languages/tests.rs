//! Words of languages find what they mean, texts are what the sources say, and damaged tables do no harm.

use super::*;
use crate::Sequence;
use crate::fold::fold_words;

fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

fn folded(text: &str) -> String {
    let words = fold_words(text);
    let [word] = words.as_slice() else { panic!("{text} is {words:?}") };
    word.clone()
}

/// Whether `word` of `tag` is said of `text` as a whole short name or keyword.
#[track_caller]
fn check(tag: &str, word: &str, text: &str) {
    let found = lookup(&folded(word)).any(|posting| {
        posting.language == language(tag) && posting.item == Item::of(text).unwrap() && posting.words == 1
    });
    assert!(found, "{word} in {tag} for {text}");
}

#[test]
fn texts_stay_unpacked_while_they_are_held() {
    // Tables of its own, whose texts no other test asks for.
    let tables = Tables::check(BYTES).unwrap();
    let of = |language: Language| tables.text(language).unwrap();
    let held = hold();
    let first = of(language("fr"));
    let inner = hold();
    for other in Language::all().filter(|other| *other != Language::ENGLISH) {
        of(other);
    }
    drop(inner);
    assert!(Arc::ptr_eq(&first, &of(language("fr"))));
    drop(held);
    for other in ["ru", "zh", "de", "es", "ja", "hi", "ar"] {
        of(language(other));
    }
    assert!(!Arc::ptr_eq(&first, &of(language("fr"))));
}

#[test]
fn words_of_every_tongue_find_what_they_mean() {
    for (tag, word, text) in [
        ("fr", "soleil", "☀"),
        ("de", "Sonne", "☀"),
        ("ru", "солнце", "☀"),
        ("zh", "太阳", "☀"),
        ("zh-Hant", "太陽", "☀"),
        ("hi", "सूर्य", "☀"),
        ("hi", "सूरज", "🌞"),
        ("ar", "شمس", "☀"),
        ("ja", "太陽", "☀"),
        ("ko", "태양", "☀"),
        ("es", "sol", "☀"),
        ("el", "ΉΛΙΟΣ", "☀"),
        ("he", "שמש", "☀"),
        ("th", "พระอาทิตย์", "☀"),
        ("fr", "cœur", "❤"),
        ("de", "Flagge", "🇫🇷"),
    ] {
        check(tag, word, text);
    }
}

#[test]
fn postings_tell_field_language_and_length() {
    let sun = |word: &str| {
        let french = language("fr");
        lookup(word).find(|posting| posting.language == french && posting.item == Item::Char('☀')).unwrap()
    };
    assert_eq!((sun("soleil").field, sun("soleil").words), (Field::ShortName, 1));
    assert_eq!((sun("rayons").field, sun("rayons").words), (Field::Keyword, 1));
    assert_eq!((sun("beau").field, sun("beau").words), (Field::Keyword, 2));
    assert_eq!(lookup("").count() + lookup("xyzzyxyzzy").count() + lookup("\0").count(), 0);
}

#[test]
fn texts_are_those_of_cldr() {
    let name = |text: &str, tag: &str| short_name(Item::of(text).unwrap(), language(tag));
    for (text, tag, expected) in [
        ("☀", "fr", Some("soleil")),
        ("♟", "de", Some("Bauer Schach")),
        ("👋🏽", "fr", Some("signe de la main\u{202f}: peau légèrement mate")),
        ("👋🏽", "fr-CA", Some("signe de la main\u{a0}: peau légèrement mate")),
        // Two tones are joined as the language joins a list.
        ("🧑🏿‍🤝‍🧑🏻", "da", Some("personer hånd i hånd: mørk teint og lys teint")),
        ("🧑🏿‍🤝‍🧑🏻", "ja", Some("手をつなぐ2人: 濃い肌色 薄い肌色")),
        // Said by the parent alone.
        ("🇫🇷", "es-419", Some("Bandera: Francia")),
        ("☀", "en", Some("sun")),
        ("☀", "en-001", Some("sun")),
        ("\u{378}", "fr", None),
        ("a", "fr", None),
    ] {
        assert_eq!(name(text, tag).as_deref(), expected, "{text} in {tag}");
    }
    assert!(keywords(Item::Char('☀'), language("fr")).contains(&"beau temps".to_owned()));
    assert!(!keywords(Item::Char('☀'), language("fr")).contains(&"soleil".to_owned()));
    assert!(keywords(Item::of("👋🏽").unwrap(), language("fr")).contains(&"salut".to_owned()));
    assert!(keywords(Item::of("👋🏽").unwrap(), language("fr")).contains(&"peau légèrement mate".to_owned()));
    assert!(keywords(Item::Char('☀'), Language::ENGLISH).contains(&"bright".to_owned()));
    assert_eq!(keywords(Item::Char('\u{378}'), language("ja")), [""; 0]);
}

#[test]
fn the_reason_is_the_shortest_text_with_the_word() {
    let reason = |tag, word| reason(Item::Char('☀'), language(tag), word);
    assert_eq!(reason("fr", "soleil"), Some((Field::ShortName, "soleil".to_owned())));
    assert_eq!(reason("fr", "temps"), Some((Field::Keyword, "beau temps".to_owned())));
    assert_eq!(reason("fr", "met"), Some((Field::Keyword, "météo".to_owned())));
    assert_eq!(reason("zh", "光"), Some((Field::Keyword, "光线".to_owned())));
    assert_eq!(reason("fr", "oleil"), None);
    assert_eq!(reason("fr", ""), Some((Field::ShortName, "soleil".to_owned())));
}

#[test]
fn every_language_says_something_of_most_items() {
    assert_eq!(Language::all().len(), 126);
    let mut items = vec![0; usize::from(COUNT)];
    let documents = || (0..tables().documents.plain()).filter_map(|number| tables().documents.item(number));
    for language in Language::all().skip(1) {
        let text = tables().text(language).unwrap();
        let named = (0..tables().documents.plain()).filter(|number| text.name(*number).is_some()).count();
        items[usize::from(language.index())] = named;
        assert!(named > if language.parent().is_some() { 100 } else { 1_000 }, "{language}: {named}");
    }
    assert!(items.iter().sum::<usize>() > 250_000, "{items:?}");
    // The documents are characters and sequences of this Unicode version.
    assert!(documents().count() * 100 > tables().documents.plain() * 99, "{}", documents().count());
    assert!(documents().any(|item| matches!(item, Item::Sequence(_))));
    assert!(Sequence::count() > 0);
}

#[test]
fn every_word_is_found_by_itself_and_by_its_start() {
    let mut words = 0;
    let mut postings = 0;
    for word in words_with_prefix("").step_by(997) {
        let text = word.text();
        assert_eq!(self::word(&text), Some(word), "{text}");
        assert_eq!(fold_words(&text), [text.as_str()]);
        assert_eq!(text.chars().count(), word.chars());
        let start: String = text.chars().take(word.chars().div_ceil(2)).collect();
        assert!(words_with_prefix(&start).all(|found| found.text().starts_with(&start)));
        assert!(words_with_prefix(&start).any(|found| found == word));
        words += 1;
    }
    assert!(words > 300);
    for word in words_with_prefix("sol") {
        postings += word.postings().count();
    }
    assert!(postings > 500, "{postings}");
}

#[test]
fn words_without_spaces_are_found_by_any_part() {
    for (part, whole) in [("象棋", "国际象棋"), ("ายิ้ม", "หน้ายิ้ม"), ("はーと", "赤いはーと")]
    {
        let found: Vec<String> = words_with_inside(part).map(Word::text).collect();
        let is_inside =
            |text: &String| text.char_indices().skip(1).any(|(at, _)| text[at..].starts_with(part));
        assert!(found.iter().all(is_inside), "{part} in {found:?}");
        assert!(part.starts_with('า') || found.iter().any(|text| text.contains(part)), "{part}: {whole}");
    }
    assert_eq!(words_with_inside("ol").count(), 0);
    assert!(words_with_inside("").count() > 100_000);
}

#[test]
fn slips_of_the_finger_are_understood() {
    for (slip, word) in [
        ("soliel", "soleil"),
        ("oleil", "soleil"),
        ("ssoleil", "soleil"),
        ("doleil", "soleil"),
        ("osleil", "soleil"),
        ("soleill", "soleil"),
        ("solel", "soleil"),
        ("сонлце", "солнце"),
        ("шолнце", "солнце"),
        ("सूज", "सूरज"),
    ] {
        assert!(words_near(slip).any(|found| found.text() == word), "{slip}");
    }
    for none in ["", "a", "ab", "太阳", "\0\0\0\0", &"a".repeat(1000)] {
        assert_eq!(words_near(none).count(), 0, "{none}");
    }
    assert!(words_near("soleil").all(|found| found.text() != "soleil"));
}

#[test]
fn damaged_tables_do_no_harm() {
    let sizes = BYTES.len();
    for seed in 1..40_usize {
        let mut bytes = BYTES.to_vec();
        for at in 0..2_000 {
            let place = (seed * 7_919 + at * 104_729 * seed) % sizes;
            bytes[place.max(80)] ^= (at % 255) as u8 + 1;
        }
        // Only sections that are read without a copy are looked at: the outline is refused or all of it is safe to read.
        let Ok(tables) = Tables::check(bytes.leak()) else { continue };
        for word in ["sol", "солн", "太", "", "नम"] {
            tables.lexicon.with_prefix(word).take(500).for_each(|term| {
                postings::read(term.postings, &tables.documents).take(100).for_each(drop);
            });
            tables.lexicon.with_inside(word).take(100).for_each(drop);
            tables.lexicon.find(word);
            tables.lexicon.near(word);
        }
        if let Some(text) = tables.texts.of(language("fr"), tables.documents.plain()) {
            assert!((0..5_000).filter_map(|number| text.name(number)).count() <= 5_000);
        }
    }
    assert!(Tables::check(&BYTES[..1_000]).is_err());
}
