//! Ideographs are found by what they mean, how they are read and how they are written.

use super::*;
use crate::Field;
use crate::fold::fold_words;

fn found(word: &str, reading: Option<ReadingKind>, ideograph: char) -> bool {
    lookup(word).any(|posting| posting.reading == reading && posting.ideograph == ideograph)
}

#[test]
fn an_ideograph_is_described() {
    let walk = of('行').unwrap();
    assert_eq!(walk.definition.as_deref(), Some("go; walk; move, travel; circulate; Kangxi radical 144"));
    let of_kind = |kind| walk.readings.iter().filter(move |reading| reading.kind == kind);
    let texts = |kind| of_kind(kind).map(|reading| reading.text.as_str()).collect::<Vec<_>>();
    assert_eq!(texts(ReadingKind::Mandarin)[..2], ["xíng", "háng"]);
    assert_eq!(texts(ReadingKind::Cantonese), ["hang4", "hang6", "hong4"]);
    assert_eq!(texts(ReadingKind::Japanese)[..2], ["コウ", "ギョウ"]);
    assert_eq!(texts(ReadingKind::Korean), ["항", "행"]);
    assert_eq!(texts(ReadingKind::Vietnamese), ["hàng"]);
    let radical = walk.radicals[0].radical;
    assert_eq!((radical.number, radical.form, radical.character, radical.ideograph), (144, 0, '⾏', '行'));
    assert_eq!((walk.radicals[0].residual, walk.strokes), (0, 6));
    assert_eq!(of('㚇').unwrap().radicals.len(), 2);
    for c in ['a', '\0', '\u{10FFFF}', '⼥', '㏿'] {
        assert_eq!(of(c), None, "{c:?}");
    }
}

#[test]
fn words_of_definitions_find_ideographs() {
    assert!(found("sun", None, '日'));
    assert!(found("turtle", None, '龜'));
    let good = lookup("good").find(|posting| posting.ideograph == '好').unwrap();
    assert_eq!((good.words, good.field()), (1, Field::Definition));
    assert!(!found("hillock", None, '丘') || of('丘').unwrap().definition.is_some());
    assert_eq!(lookup("").count() + lookup("zzzzzz").count(), 0);
}

#[test]
fn readings_find_ideographs() {
    for (word, kind, ideograph) in [
        ("hao", ReadingKind::Mandarin, '好'),
        ("hao3", ReadingKind::Mandarin, '好'),
        ("hang2", ReadingKind::Mandarin, '行'),
        ("lv4", ReadingKind::Mandarin, '绿'),
        ("hou2", ReadingKind::Cantonese, '好'),
        ("hou", ReadingKind::Cantonese, '好'),
        ("よい", ReadingKind::Japanese, '好'),
        ("yoi", ReadingKind::Japanese, '好'),
        ("kou", ReadingKind::Japanese, '好'),
        ("호", ReadingKind::Korean, '好'),
        ("trung", ReadingKind::Vietnamese, '中'),
    ] {
        assert!(found(word, Some(kind), ideograph), "{word}");
    }
    assert!(!found("hao4", Some(ReadingKind::Mandarin), '妈'));
    let customary = lookup("xing2").find(|posting| posting.ideograph == '行').unwrap();
    assert_eq!((customary.words, customary.field()), (1, Field::Reading));
    assert_eq!(tone_number("hǎo").as_deref(), Some("hao3"));
    assert_eq!(tone_number(&"ǎ".repeat(1000)), None);
    assert_eq!(fold_words("コウ"), ["こう"]);
}

#[test]
fn radicals_and_strokes_find_ideographs() {
    assert!(by_radical(38, 3..=3).any(|c| c == '好'));
    assert!(by_radical(85, 3..=3).all(|c| {
        of(c).unwrap().radicals.iter().any(|made| made.radical.number == 85 && made.residual == 3)
    }));
    // A second way to make it counts as well.
    assert!(
        of('㚇').unwrap().radicals.iter().all(|made| {
            by_radical(made.radical.number, made.residual..=made.residual).any(|c| c == '㚇')
        })
    );
    assert!(by_strokes(84..=u8::MAX).eq(['\u{3106C}']), "{:?}", by_strokes(84..=u8::MAX).collect::<Vec<_>>());
    assert_eq!(by_strokes(0..=u8::MAX).count(), 98_682);
    assert_eq!(by_radical(0, i8::MIN..=i8::MAX).count(), 0);
    let all: usize = (1..=214).map(|radical| by_radical(radical, i8::MIN..=i8::MAX).count()).sum();
    assert!(all >= 98_682);
    assert_eq!(radicals().len(), 246);
    assert!(radicals().map(|radical| radical.number).is_sorted());
}

#[test]
fn every_block_of_texts_can_be_read() {
    let texts = &tables().texts;
    let ideographs = by_strokes(0..=u8::MAX).collect::<Vec<_>>();
    for number in (0..ideographs.len()).step_by(100) {
        assert!(texts.line(number).is_none_or(|line| !line.contains('\n')));
        assert!(!of(ideographs[number]).unwrap().radicals.is_empty());
    }
}

#[test]
fn texts_are_as_many_as_the_source_has() {
    let (mut definitions, mut readings) = (0, [0; ReadingKind::ALL.len()]);
    for c in '一'..='巿' {
        let unihan = of(c).unwrap();
        definitions += usize::from(unihan.definition.is_some());
        for (kind, count) in ReadingKind::ALL.into_iter().zip(&mut readings) {
            *count += usize::from(unihan.readings.iter().any(|reading| reading.kind == kind));
        }
    }
    assert_eq!(definitions, 2_984);
    assert_eq!(readings, [4_093, 4_067, 3_643, 1_746, 1_053]);
}
