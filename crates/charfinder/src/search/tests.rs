//! What a person types and what comes first, page by page and within bounds; every reason is told.

use super::{Answer, Found, Group, Page, Searcher};
use crate::{Field, Item, Language, UnicodeVersion};

fn answer(tags: &[&str], query: &str) -> Answer {
    let languages: Vec<Language> = tags.iter().map(|tag| tag.parse().unwrap()).collect();
    Searcher::new(UnicodeVersion::LATEST, &languages).search(query, Page::first(50))
}

fn first(tags: &[&str], query: &str) -> Found {
    answer(tags, query).found.into_iter().next().unwrap_or_else(|| panic!("{query} finds nothing"))
}

fn place(answer: &Answer, item: &str) -> Option<usize> {
    answer.found.iter().position(|found| found.item == Item::of(item).unwrap())
}

#[test]
fn the_first_result_is_what_is_meant_and_says_why() {
    for (query, item, field) in [
        ("chess king black", "♚", Some(Field::Name)),
        ("nbsp", "\u{A0}", Some(Field::Abbreviation)),
        ("zwj", "\u{200D}", Some(Field::Abbreviation)),
        ("sun", "☀", Some(Field::ShortName)),
        ("hArr", "⇔", Some(Field::Entity)),
        ("->", "→", Some(Field::Digraph)),
        ("♚", "♚", None),
        ("U+265A", "♚", None),
        ("\\u265A", "♚", None),
        ("&#x265A;", "♚", None),
        ("&hearts;", "♥", None),
        ("%E2%99%9A", "♚", None),
        ("E2 99 9A", "♚", None),
        ("UTF-8 E2 99 9A", "♚", None),
        ("utf8 0xE2 0x99 0x9A", "♚", None),
        ("UTF-16 265A", "♚", None),
        ("2654-265f", "♔", None),
        ("2654–265F", "♔", None),
        ("α–ω", "α", None),
        ("0x265A", "♚", None),
        ("1F1E9+1F1EA", "🇩🇪", None),
        ("U+1F1E9 U+1F1EA", "🇩🇪", None),
    ] {
        let found = first(&[], query);
        assert_eq!(found.item, Item::of(item).unwrap(), "{query}");
        assert_eq!(found.why.field, field, "{query}");
        assert!(!found.why.text.is_empty(), "{query}");
    }
}

#[test]
fn a_name_word_for_word_and_what_people_say_come_before_the_short_name_of_another() {
    for (query, item) in [
        ("check mark", "✓"),
        ("symbol for escape", "␛"),
        ("black circle", "●"),
        ("minus", "−"),
        ("plus", "+"),
        ("newline", "\n"),
        ("divide", "÷"),
        ("capital eszett", "ẞ"),
        ("german flag", "🇩🇪"),
        ("flag uk", "🇬🇧"),
        ("union jack", "🇬🇧"),
        ("scottish flag", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"),
        ("circle 1", "①"),
        // A single word is what something is called, and not the name of a sign that few know.
        ("sun", "☀"),
        ("snowman", "☃"),
        ("black heart", "🖤"),
        ("heavy check mark", "✔"),
        ("emoji heart", "❤"),
    ] {
        assert_eq!(first(&[], query).item, Item::of(item).unwrap(), "{query}");
    }
    assert!(matches!(first(&[], "dash").item, Item::Char('–' | '—' | '-')));
}

#[test]
fn a_command_of_latex_is_its_character_and_its_letter_is_itself() {
    for (query, item) in [
        (r"\'e", "é"),
        (r"\'{e}", "é"),
        (r#"\"o"#, "ö"),
        (r"\~n", "ñ"),
        (r"\L", "Ł"),
        (r"\l", "ł"),
        (r"\c{c}", "ç"),
        (r"\%", "%"),
        ("letter a", "a"),
        ("letter l", "l"),
    ] {
        assert_eq!(first(&[], query).item, Item::of(item).unwrap(), "{query}");
    }
}

#[test]
fn a_series_comes_in_the_order_of_the_standard() {
    for (query, items) in [
        ("circled digit", "①②③④⑤⑥⑦⑧⑨⓪"),
        ("roman numeral", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"),
        ("mathematical bold", "𝐀𝐁𝐂𝐃𝐄𝐅𝐆𝐇𝐈𝐉𝐊𝐋𝐌𝐍𝐎𝐏𝐐𝐑𝐒𝐓𝐔𝐕𝐖𝐗𝐘𝐙𝐚𝐛𝐜"),
        ("white chess", "♔♕♖♗♘♙"),
        // Of two cases of a letter the small one is meant.
        ("o umlaut", "öÖ"),
        ("greek alpha", "αΑ"),
    ] {
        let found = answer(&[], query).found;
        let first: Vec<Item> = found.iter().take(items.chars().count()).map(|found| found.item).collect();
        assert_eq!(first, items.chars().map(Item::Char).collect::<Vec<_>>(), "{query}");
    }
}

#[test]
fn typing_more_never_loses_the_right_answer() {
    for (name, c) in [
        ("black chess king", '♚'),
        ("greek small letter alpha", 'α'),
        ("rightwards arrow", '→'),
        ("snowman without snow", '⛄'),
        ("euro sign", '€'),
    ] {
        for (end, _) in name.char_indices().skip(3) {
            let typed = &name[..end];
            let searcher = Searcher::default();
            let total = searcher.search(typed, Page::first(0)).total;
            let all = searcher.search(typed, Page::first(total));
            let found = all.found.iter().find(|found| found.item == Item::Char(c));
            let found = found.unwrap_or_else(|| panic!("`{typed}` has lost {c}"));
            assert_eq!(found.group, Group::Match, "`{typed}`");
        }
    }
}

#[test]
fn digraphs_with_letters_are_found_in_their_case() {
    for (query, item, place_max) in [
        ("=e", "€", 0),
        ("*a", "α", 0),
        ("a*", "α", 0),
        ("A*", "Α", 0),
        ("a:", "ä", 0),
        ("C,", "Ç", 0),
        ("Db", "◆", 3),
        ("OK", "✓", 20),
        ("->", "→", 0),
    ] {
        let answer = answer(&[], query);
        assert!(place(&answer, item).is_some_and(|place| place <= place_max), "{query}");
        let found = answer.found.iter().find(|found| found.item == Item::of(item).unwrap()).unwrap();
        assert_eq!((found.group, found.why.field), (Group::Match, Some(Field::Digraph)), "{query}");
    }
    assert_ne!(first(&[], "OK").why.field, Some(Field::Digraph), "words come first");
    assert_eq!(first(&[], "e").item, Item::Char('e'));
}

#[test]
fn what_is_half_typed_is_found_already() {
    for (typed, item) in [
        ("scales o", "⚖"),
        ("registered trademark s", "®"),
        ("cat gly", "🐈"),
        ("o u", "ö"),
        ("o um", "ö"),
        ("hangul syllable g", "가"),
        ("hangul syllab", "가"),
        ("hangul syllable ga", "각"),
        ("tangut ideograph-1700", "\u{17000}"),
        ("nushu characte", "\u{1B170}"),
        ("nushu character-1b1", "\u{1B170}"),
        ("cjk unified ideograph-4e0", "一"),
        ("cjk unified ideograph-4e00", "一"),
        ("ideograph-4e gc:Lo", "一"),
        ("U+2654.", "♔"),
        ("U+2654..", "♔"),
        ("U+2654..U+2", "♔"),
    ] {
        let answer = answer(&[], typed);
        assert!(place(&answer, item).is_some(), "`{typed}` has lost {item}");
        assert!(answer.found.iter().all(|found| found.group <= Group::Match), "{typed}");
        assert_eq!(answer.notices, [""; 0], "{typed}");
    }
    assert_eq!(place(&answer(&[], "zero w"), "\u{200B}"), Some(0), "what has all the words comes first");
    for unfinished in ["U+", "0x", "\\u", "&#x"] {
        assert_eq!(answer(&[], unfinished).notices, [""; 0], "{unfinished}");
    }
}

#[test]
fn pages_put_together_are_the_whole_answer() {
    for query in [
        "letter a",
        "猫",
        "cjk",
        "[\\p{Greek}]",
        "chess",
        "hao3",
        "snowmna",
        "U+265A..U+265F",
        "41",
        "circled digit",
    ] {
        let searcher = Searcher::new(UnicodeVersion::LATEST, &["zh".parse().unwrap()]);
        let whole = searcher.search(query, Page::first(40));
        assert!(
            whole.found.len() == whole.total.min(40),
            "{query}: {} of {}",
            whole.found.len(),
            whole.total
        );
        let parts = (0..40)
            .step_by(7)
            .flat_map(|offset| searcher.search(query, Page { offset, limit: 7.min(40 - offset) }).found);
        let parts: Vec<Item> = parts.map(|found| found.item).collect();
        let items: Vec<Item> = whole.found.iter().map(|found| found.item).collect();
        assert_eq!(parts, items, "{query}");
        let mut once = items.clone();
        once.sort_unstable_by_key(|item| item.to_u32());
        once.dedup();
        assert_eq!(once.len(), items.len(), "{query}: something is there twice");
    }
}

#[test]
fn nothing_stands_twice_in_an_answer() {
    for query in [
        "2654-265f",
        "♔-♟",
        "17000",
        "1B170",
        "18B00",
        "4E00",
        "hangul syllable han",
        "cjk unified ideograph",
        "cjk ideograph gc:Lo",
        "cjk is:ideographic",
        "tangut gc:Lo",
        "ideograph 4e00 gc:Lo",
        "猫",
    ] {
        let searcher = Searcher::new(UnicodeVersion::LATEST, &["zh".parse().unwrap()]);
        let whole = searcher.search(query, Page::first(usize::MAX));
        let mut items: Vec<u32> = whole.found.iter().map(|found| found.item.to_u32()).collect();
        assert_eq!(items.len(), whole.total, "{query}");
        items.sort_unstable();
        let twice = items.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "{query}");
    }
}

#[test]
fn filters_narrow_and_say_what_they_do_not_know() {
    let kings = answer(&[], "king block:\"Chess Symbols\"").found;
    assert!(!kings.is_empty());
    assert!(kings.iter().all(|it| matches!(it.item, Item::Char('\u{1FA00}'..='\u{1FA6F}'))));
    assert_eq!(first(&[], "alpha script:greek").item, Item::Char('α'));
    assert_eq!(first(&[], "gc:Sc euro").item, Item::Char('€'));
    assert!(place(&answer(&[], "king age:1.1"), "♚").is_some());
    #[cfg(feature = "unihan")]
    for query in ["radical:85 strokes:9 sea", "radical:85+6 sea", "sea radical:水 gc:Lo"] {
        assert!(place(&answer(&[], query), "洋").is_some(), "{query}");
    }
    let wrong = answer(&[], "king block:draughts");
    assert!(wrong.notices.iter().any(|notice| notice.contains("draughts")), "{:?}", wrong.notices);
    assert!(answer(&[], "[\\p{Lu}").notices.iter().any(|notice| notice.contains("not closed")));
}

#[test]
fn an_older_version_has_no_later_characters() {
    let old = Searcher::new("9.0".parse().unwrap(), &[]);
    let new = Searcher::default();
    for query in ["fondue", "🫕", "U+1FAD5"] {
        let of = |searcher: &Searcher| place(&searcher.search(query, Page::first(50)), "🫕");
        assert_eq!((of(&old), of(&new)), (None, Some(0)), "{query}");
    }
}

#[test]
fn a_slip_is_corrected_and_labelled() {
    for (query, item) in [("snowmna", "☃"), ("heiroglyph", "𓀀"), ("calender", "📅")] {
        let found = answer(&[], query);
        let at = place(&found, item).unwrap_or_else(|| panic!("{query}"));
        assert!(at < 5, "{query}");
        assert_eq!(found.found[at].group, Group::DidYouMean, "{query}");
    }
    assert_eq!(answer(&[], "zzzzzzzzzz").total, 0);
}

#[test]
fn words_that_are_left_out_are_told() {
    for (query, item, left_out) in [
        ("snowman zzzzzz", "☃", "`zzzzzz`"),
        ("zzzzzz arrow qqqqqq", "←", "`zzzzzz qqqqqq`"),
        ("capital snowman", "☃", "`capital` or `snowman`"),
    ] {
        let found = answer(&[], query);
        assert_eq!((found.found[0].item, found.found[0].group), (Item::of(item).unwrap(), Group::Partial));
        assert!(found.notices.iter().any(|notice| notice.contains(left_out)), "{query}: {:?}", found.notices);
    }
    assert!(answer(&[], "snowman").notices.is_empty());
}

#[test]
fn short_numbers_stand_behind_the_best_of_what_they_find_as_words() {
    for (query, item, place_max) in [("41", "A", 8), ("e9", "é", 0), ("2a", "*", 8), ("100", "Ā", 8)] {
        let found = answer(&[], query);
        let at = place(&found, item).unwrap_or_else(|| panic!("{query}"));
        assert!(at <= place_max, "{query}: {at}");
        assert_eq!(found.found[at].group, Group::Literal, "{query}");
    }
    assert_eq!(first(&[], "100").item, Item::of("💯").unwrap());
    assert!(place(&answer(&[], "be"), "\u{BE}").is_none(), "what looks like a word is one, first of all");
}

#[test]
fn what_is_pasted_or_typed_in_its_stead_is_found() {
    for (query, items) in
        [("x²", "x²"), ("â‚¬", "â‚¬"), ("...", "…"), ("--", "–—"), ("<=", "≤"), ("!=", "≠"), (":)", "🙂")]
    {
        let found = answer(&[], query);
        for (at, c) in items.chars().enumerate() {
            assert_eq!(found.found[at].item, Item::Char(c), "{query}");
        }
    }
    assert_eq!(first(&[], "don’t").item, first(&[], "don't").item, "an apostrophe is no sign");
}

#[cfg(feature = "languages")]
#[test]
fn words_of_other_languages_are_found_and_told_with_their_language() {
    for (tag, query, item) in [
        ("fr", "soleil", "☀"),
        ("ru", "солнце", "☀"),
        ("de", "schneemann", "☃"),
        ("zh", "猫咪", "🐱"),
        ("ja", "ねこ", "🐈"),
        ("es", "bandera de francia", "🇫🇷"),
        ("zh", "法国国旗", "🇫🇷"),
    ] {
        let found = first(&[tag], query);
        assert_eq!(found.item, Item::of(item).unwrap(), "{query}");
        assert_eq!(found.why.language, Some(tag.parse().unwrap()), "{query}");
    }
    for (tag, query, item) in [
        ("ru", "стрелка вправо", "→"),
        ("ru", "стрелка впр", "→"),
        ("en", "стрелка вправо", "→"),
        ("zh", "向右箭头", "→"),
        ("fr", "flèche droite", "→"),
        ("de", "Pfeil rechts", "→"),
        ("es", "flecha derecha", "→"),
        ("ja", "右矢印", "→"),
        ("ru", "длинное тире", "—"),
        ("ru", "неразрывный пробел", "\u{A0}"),
        ("de-AT", "Gedankenstrich", "–"),
    ] {
        let found = first(&[tag], query);
        assert_eq!(
            (found.item, found.why.field),
            (Item::of(item).unwrap(), Some(Field::Everyday)),
            "{query}"
        );
        assert!(found.why.language.is_some(), "{query}");
    }
    assert_eq!(first(&[], "стрелка вправо").item, Item::Char('→'));
    assert_eq!(
        first(&["es"], "gato").item,
        Item::of("🐈").unwrap(),
        "a cat, whatever the sign is called too"
    );
    assert_eq!(first(&[], "lang:fr soleil").item, Item::of("☀").unwrap());
    // The character itself comes first, and behind it what it is the word for.
    for (tag, query) in [("zh", "元"), ("ja", "星"), ("zh", "猫"), ("fr", "猫")] {
        assert_eq!(place(&answer(&[tag], query), query), Some(0), "{query}");
    }
    assert_eq!(place(&answer(&["zh"], "猫"), "🐈"), Some(1));
}

#[test]
fn an_english_word_is_english_for_those_who_name_no_language() {
    for (query, item) in [("heart", "❤"), ("star", "⭐"), ("sun", "☀"), ("arrow", "←")] {
        let found = first(&[], query);
        assert_eq!((found.item, found.why.language), (Item::of(item).unwrap(), None), "{query}");
    }
}

#[cfg(feature = "unihan")]
#[test]
fn ideographs_are_found_by_meaning_and_reading() {
    for (query, c, field) in [
        ("hao3", '好', Field::Reading),
        ("good fine", '好', Field::Definition),
        ("ねこ", '猫', Field::Reading),
        ("concubine", '妃', Field::Definition),
    ] {
        let found = answer(&[], query);
        let found = found.found.iter().find(|found| found.item == Item::Char(c));
        assert_eq!(found.unwrap_or_else(|| panic!("{query}")).why.field, Some(field), "{query}");
    }
    let horses = answer(&[], "horse");
    assert!(place(&horses, "🐎") < place(&horses, "馬"), "ideographs come after what is called so");
}

#[cfg(feature = "unihan")]
#[test]
fn a_tone_mark_says_that_a_reading_is_meant() {
    for (tags, query, c) in [
        (&[][..], "shuǐ", '水'),
        (&["zh"], "shuǐ", '水'),
        (&["zh-Hant"], "mǎ", '馬'),
        (&[], "mǎ", '馬'),
        (&[], "hǎo", '好'),
    ] {
        let found = answer(tags, query);
        assert_eq!(found.found[0].why.field, Some(Field::Reading), "{query}");
        assert!(place(&found, &c.to_string()).is_some_and(|place| place < 20), "{query}");
    }
    assert_eq!(first(&[], "é").item, Item::Char('é'));
    assert_ne!(first(&["pt"], "chá").why.field, Some(Field::Reading), "it is tea");
    assert_ne!(first(&["fr"], "dé").why.field, Some(Field::Reading), "it is a die");
}

#[test]
fn anything_is_answered_within_bounds() {
    let long = "a ".repeat(5_000);
    let marks = format!("a{}", "\u{301}".repeat(10_000));
    let deep = "[".repeat(5_000);
    for query in [
        "",
        " ",
        "\0",
        "\u{202E}",
        "((((((",
        "block:",
        "::::",
        "\u{10FFFF}",
        "U+D800",
        "U+110000",
        &long,
        &marks,
        &deep,
    ] {
        let found = answer(&["ar"], query);
        assert!(found.found.len() <= 50);
        assert!(found.notices.iter().all(|notice| notice.len() < 500), "{query:.20}");
    }
}
