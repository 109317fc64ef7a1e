//! The phrases: what the check lets pass holds, the texts are those of the sources, and look-ups bear any input.

use std::collections::BTreeMap;

use super::layout::{EMOJI_STYLE, Section};
use super::table::{BYTES, PhraseTable, TableError};
use super::*;
use crate::tables::container::{HEADER_BYTES, SECTION_ENTRY_BYTES};

/// The texts of `item` in `field`.
fn texts(item: Item, field: Field) -> Vec<&'static str> {
    phrases(item).filter(|phrase| phrase.field == field).map(|phrase| phrase.text).collect()
}

fn of_char(c: char, field: Field) -> Vec<&'static str> {
    texts(Item::Char(c), field)
}

/// All items that have phrases other than formal aliases and headings.
fn items() -> impl Iterator<Item = Item> {
    table().items.iter().map(|number| Item::from_u32(number).expect("the table has items"))
}

#[test]
fn each_field_has_as_many_texts_as_its_source() {
    let mut counts: BTreeMap<Field, usize> = BTreeMap::new();
    for number in table().phrases.iter() {
        *counts.entry(table().field(number)).or_default() += 1;
    }
    let expected = [
        (Field::ListAlias, 2_606),
        (Field::Note, 8_748),
        (Field::ShortName, 697),
        (Field::Keyword, 31_544),
        (Field::Entity, 2_032),
        (Field::Keysym, 1_548),
        (Field::Digraph, 1_358),
        (Field::Latex, 4_549),
        (Field::Shortcode, 3_447),
        (Field::Everyday, 409),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_character_has_its_names_in_other_systems() {
    for (c, field, expected) in [
        ('\u{A0}', Field::Abbreviation, &["NBSP"][..]),
        ('\u{A0}', Field::Entity, &["nbsp", "NonBreakingSpace"]),
        ('\u{A0}', Field::Keysym, &["nobreakspace"]),
        ('\u{A0}', Field::Digraph, &["NS"]),
        ('\u{A0}', Field::Note, &["commonly abbreviated as NBSP"]),
        ('→', Field::Entity, &["rarr", "srarr", "RightArrow", "rightarrow", "ShortRightArrow"]),
        ('→', Field::Keysym, &["rightarrow"]),
        ('→', Field::Digraph, &["->"]),
        ('→', Field::Latex, &["\\rightarrow", "\\textrightarrow", "\\to"]),
        ('→', Field::ShortName, &["right-pointing arrow"]),
        ('→', Field::Keyword, &["arrow", "right", "right-pointing"]),
        ('→', Field::Heading, &["Simple arrows"]),
        ('♚', Field::Heading, &["Chess symbols"]),
        ('♚', Field::Entity, &[]),
        ('€', Field::Keysym, &["EuroSign"]),
        ('€', Field::Digraph, &["=e", "Eu"]),
        ('€', Field::Latex, &["\\texteuro", "\\euro"]),
        ('é', Field::Latex, &["\\'{e}"]),
        ('•', Field::Digraph, &["oo"]),
        ('\n', Field::Control, &["LINE FEED", "NEW LINE", "END OF LINE"]),
        ('\n', Field::ListAlias, &["LINE FEED (LF)", "new line (NL)", "end of line (EOL)"]),
        ('😀', Field::Shortcode, &["grinning", "grinning_face"]),
        ('😀', Field::ShortName, &[]), // it is the name
        ('ℑ', Field::Entity, &["image", "Im", "Ifr", "imagpart"]),
        ('Ά', Field::Keysym, &["Greek_ALPHAaccent"]),
        ('☎', Field::Shortcode, &["phone", "telephone"]),
        ('\u{10FFFF}', Field::Note, &[]),
    ] {
        assert_eq!(of_char(c, field), expected, "{c} {field:?}");
    }
}

#[test]
fn phrases_are_in_the_order_of_their_fields_and_none_is_there_twice() {
    for item in items() {
        let phrases: Vec<Phrase> = phrases(item).collect();
        assert!(phrases.is_sorted_by_key(|phrase| phrase.field), "{item}");
        for (at, phrase) in phrases.iter().enumerate() {
            assert!(!phrases[..at].contains(phrase), "{item}: {phrase:?}");
        }
    }
}

#[test]
fn texts_are_clean() {
    let table = table();
    for number in 0..table.texts() as u16 {
        let text = table.text(number);
        let is_plain = usize::from(number) >= usize::from(table.regions.at(Field::ALL.len()));
        if !is_plain {
            assert!(!text.is_empty() && text.trim() == text && !text.contains(char::is_control), "{text:?}");
        }
    }
}

#[test]
fn texts_of_a_field_are_sorted() {
    let table = table();
    for field in Field::ALL {
        let region = table.region(field);
        assert!(region.clone().map(|number| table.text(number)).is_sorted_by(|a, b| a < b), "{field:?}");
        assert!(region.clone().all(|number| table.field(number) == field), "{field:?}");
    }
}

#[test]
fn technical_names_lead_back_to_their_items() {
    let mut seen = 0;
    for item in items() {
        for Phrase { field, text } in phrases(item) {
            let is_technical = matches!(
                field,
                Field::Entity | Field::Keysym | Field::Digraph | Field::Latex | Field::Shortcode
            );
            assert_eq!(items_with(field, text).any(|found| found == item), is_technical, "{field:?} {text}");
            seen += usize::from(is_technical);
        }
    }
    assert!(seen > 10_000);
    for field in Field::ALL {
        for text in ["", " ", "\0", "nbs", "nbspp", "NBSP", "\u{10FFFF}", &"a".repeat(1 << 20)] {
            assert_eq!(items_with(field, text).count(), 0, "{field:?} {}", text.len());
        }
    }
}

#[test]
fn entities_stand_for_their_texts() {
    assert_eq!(table().region(Field::Entity).len(), 2_125);
    for (name, expected) in [
        ("amp", Some("&")),
        ("AMP", Some("&")),
        ("lt", Some("<")),
        ("bne", Some("=\u{20E5}")),
        ("NewLine", Some("\n")),
        ("zwnj", Some("\u{200C}")),
        ("Aopf", Some("𝔸")),
        ("nbsp;", None),
        ("&nbsp;", None),
        ("", None),
        ("zzz", None),
    ] {
        assert_eq!(entity(name), expected, "{name}");
    }
}

#[test]
fn sequences_are_found_however_they_are_qualified() {
    for sequence in Sequence::all() {
        let text = sequence.text();
        let bare: String = text.chars().filter(|c| *c != EMOJI_STYLE).collect();
        let full: String = bare.chars().flat_map(|c| [c, EMOJI_STYLE]).collect();
        for text in [text, &bare, &full] {
            assert_eq!(Sequence::of(text), Some(sequence), "{text:?}");
        }
        assert_eq!(Item::of(text), Some(Item::Sequence(sequence)));
        assert_eq!(Item::from_u32(Item::Sequence(sequence).to_u32()), Some(Item::Sequence(sequence)));
        assert!(!sequence.name().is_empty());
    }
    let all: Vec<String> = Sequence::all().map(|s| s.text().replace(EMOJI_STYLE, "")).collect();
    assert!(all.is_sorted_by(|a, b| a < b));
    assert_eq!(Sequence::at(Sequence::count()), None);
    for text in [
        "",
        "a",
        "♚",
        "☺\u{FE0F}",
        "\u{FE0F}",
        "\u{FE0F}👋🏻",
        "👋🏻\u{FE0F}\u{FE0F}",
        "👋🏻x",
        "👋🏻👋🏻",
        &"\u{FE0F}".repeat(1 << 20),
        &"👋".repeat(1 << 18),
    ] {
        assert_eq!(Sequence::of(text), None, "{} bytes", text.len());
    }
}

#[test]
fn a_sequence_has_the_name_of_the_standard_or_its_short_name() {
    let name = |text| Sequence::of(text).map(Sequence::name);
    assert_eq!(name("👨‍👩‍👧"), Some("family: man, woman, girl"));
    assert_eq!(name("1⃣"), Some("KEYCAP DIGIT ONE"));
    assert_eq!(name("か゚"), Some("HIRAGANA LETTER BIDAKUON NGA"));
    assert_eq!(name("🫹🏿"), Some("leftwards thumb sign: dark skin tone"));
    let keycap = Sequence::of("1⃣").unwrap();
    assert_eq!(texts(Item::Sequence(keycap), Field::ShortName), ["keycap: 1"]);
    assert_eq!(keycap.emoji().map(Emoji::name), Some("keycap: 1"));
    assert_eq!(keycap.text(), "1\u{FE0F}⃣");
    assert!(!Sequence::of("か゚").unwrap().is_emoji());
    let france = Item::Sequence(Sequence::of("🇫🇷").unwrap());
    assert_eq!(texts(france, Field::Keyword), ["flag"]);
    assert_eq!(texts(france, Field::Shortcode), ["fr", "flag-fr", "flag_fr", "france"]);
}

#[test]
fn emoji_are_in_the_order_of_the_standard() {
    assert_eq!(Emoji::all().len(), 3_972);
    let texts: Vec<&str> = Emoji::all().take(3).map(Emoji::text).collect();
    assert_eq!(texts, ["😀", "😃", "😄"]);
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for emoji in Emoji::all() {
        match groups.last_mut() {
            Some((group, count)) if *group == emoji.group() => *count += 1,
            _ => groups.push((emoji.group(), 1)),
        }
    }
    let expected = [
        ("Smileys & Emotion", 172),
        ("People & Body", 2_430),
        ("Component", 9),
        ("Animals & Nature", 161),
        ("Food & Drink", 132),
        ("Travel & Places", 221),
        ("Activities", 85),
        ("Objects", 268),
        ("Symbols", 224),
        ("Flags", 270),
    ];
    assert_eq!(groups, expected);
}

#[test]
fn every_emoji_is_an_item_and_the_other_way_round() {
    for emoji in Emoji::all() {
        assert_eq!(Emoji::of(emoji.item()), Some(emoji), "{}", emoji.text());
        assert!(!emoji.name().is_empty() && emoji.name().to_lowercase() != emoji.name().to_uppercase());
        assert_eq!(emoji.base().base(), emoji.base(), "{}", emoji.text());
        assert_eq!(emoji.is_variant(), emoji.base().variants().any(|variant| variant == emoji));
        assert_eq!(emoji.base().subgroup(), emoji.subgroup(), "{}", emoji.text());
        let stripped = emoji.text().replace(EMOJI_STYLE, "");
        assert_eq!(emoji.item().chars().filter(|c| *c != EMOJI_STYLE).collect::<String>(), stripped);
    }
    for c in ['a', '\0', '♚', '\u{FE0F}', '\u{10FFFF}', '🇦'] {
        assert_eq!(Emoji::of(Item::Char(c)), None, "{c:?}");
    }
    let smile = Emoji::of(Item::Char('☺')).unwrap();
    assert_eq!((smile.text(), smile.name()), ("☺\u{FE0F}", "smiling face"));
    let couple = Emoji::of(Item::Char('👭')).unwrap();
    assert_eq!(couple.variants().count(), 25);
    for (c, subgroup) in [('\u{1F6D9}', "transport-water"), ('\u{1FA8C}', "writing"), ('\u{1FA8D}', "tool")] {
        assert_eq!(Emoji::of(Item::Char(c)).map(Emoji::subgroup), Some(subgroup), "{c}");
    }
}

#[test]
fn blocks_cover_what_the_standard_says() {
    assert_eq!(block_count(), 353);
    for (value, expected) in [
        (0, Some("Basic Latin")),
        (0x7F, Some("Basic Latin")),
        (0x80, Some("Latin-1 Supplement")),
        (0x2FE0, None),
        (0x2FEF, None),
        (0xD800, Some("High Surrogates")),
        (0x1DB00, Some("Miscellaneous Symbols and Arrows Extended")),
        (0x16D40, Some("Kirat Rai")),
        (0xE0080, None),
        (0x10_FFFF, Some("Supplementary Private Use Area-B")),
    ] {
        let found = block_index(value).map(block_at);
        assert_eq!(found.map(|(_, _, name)| name), expected, "{value:X}");
    }
    for index in 0..block_count() {
        let (first, last, name) = block_at(index);
        assert_eq!((block_index(first), block_index(last)), (Some(index), Some(index)), "{name}");
        assert_eq!((first % 16, last % 16), (0, 15), "{name}");
    }
}

#[test]
fn the_names_list_refers_and_has_headings() {
    let point = |value| CodePoint::new(value).unwrap();
    let references = |value| cross_references(point(value)).map(CodePoint::value).collect::<Vec<_>>();
    assert_eq!(references(0x2190), [0x20EA]);
    assert_eq!(references(0xA0), [0x20, 0x2007, 0x202F, 0x2060, 0x237D, 0xFEFF]);
    assert!(references(0x265A).is_empty());
    assert!(references(0x10_FFFF).is_empty());
    let all = (0..=0x10_FFFF).map(|value| cross_references(point(value)).count());
    assert_eq!(all.sum::<usize>(), 4_102);
    for (value, expected) in [
        (0, Some("C0 controls")),
        (0x41, Some("Uppercase Latin alphabet")),
        (0x378, None),
        (0x4E00, None),
        (0xAC00, None),
        (0xD800, None),
        (0x1F600, Some("Faces")),
        (0x10_FFFF, Some("Noncharacters")),
    ] {
        assert_eq!(heading(point(value)), expected, "{value:X}");
    }
}

/// What the check says of the phrases after `damage`.
fn check(damage: impl FnOnce(&mut Vec<u8>)) -> Option<TableError> {
    let mut bytes = BYTES.to_vec();
    damage(&mut bytes);
    PhraseTable::check(bytes.leak()).err()
}

#[test]
fn damaged_sections_are_refused() {
    assert_eq!(check(|_| {}), None);
    assert_eq!(check(|bytes| bytes[0] = 0), Some(TableError::Magic));
    for section in [
        Section::Text,
        Section::TextStarts,
        Section::Regions,
        Section::PhraseStarts,
        Section::Phrases,
        Section::ReferenceStarts,
        Section::References,
        Section::HeadingRuns,
        Section::Headings,
        Section::BlockRanges,
        Section::BlockNames,
        Section::Sequences,
        Section::EmojiItems,
        Section::Emoji,
        Section::EmojiByItem,
        Section::Subgroups,
        Section::EntityValues,
        Section::CarrierStarts,
        Section::Carriers,
    ] {
        let found = check(|bytes| {
            let entry = HEADER_BYTES + section as usize * SECTION_ENTRY_BYTES;
            let start = u32::from_le_bytes(bytes[entry..entry + 4].try_into().unwrap()) as usize;
            bytes[start + 4..start + 8].fill(0xFF);
        });
        assert_eq!(found, Some(TableError::Section { section }));
    }
}
