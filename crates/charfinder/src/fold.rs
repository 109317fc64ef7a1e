//! Folding: from a text in any language to the words it is indexed and looked up by.
//!
//! Both sides of every lookup go through [`fold_words`], so this file is compiled into `cargo xtask data` as well. What people leave out
//! or cannot type is folded away: case, accents, vowel points, width, katakana against hiragana. Marks that make another
//! letter of a letter, as in Devanagari, Thai or kana, stay. A change here needs `cargo xtask data` to be run again.

#![allow(dead_code, reason = "the writer and the reader of the tables use one part each")]

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text`, folded, in order.
///
/// A word is a run of letters, marks and numbers; it ends where a script that is written without spaces begins or ends, so `T恤` is
/// two words. See [`suffixes`] for finding what stands within a run of such a script.
pub(crate) fn fold_words(text: &str) -> Vec<String> {
    if text.is_ascii() {
        // Most queries; the way below takes ten times as long.
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        return words.map(str::to_ascii_lowercase).collect();
    }
    let folded: String = text.nfkd().flat_map(fold_char).nfc().collect();
    let mut words = Vec::new();
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(is_word_char) {
        rest = &rest[start..];
        let (word, after) = rest.split_at(first_word_bytes(rest));
        words.push(word.to_owned());
        rest = after;
    }
    words
}

/// The ends of `word` that a word can start at, the whole word first: all of them in scripts without spaces, the whole word alone in
/// others. Indexed under each of them, a text is found by any part of it when prefixes are looked up.
pub(crate) fn suffixes(word: &str) -> impl Iterator<Item = &str> {
    let is_spaceless = word.starts_with(is_spaceless);
    let mut previous = None;
    word.char_indices().filter_map(move |(at, c)| {
        let stacks = matches!(previous.replace(c), Some(KHMER_COENG | MYANMAR_VIRAMA));
        (at == 0 || is_spaceless && !stacks && can_start(c)).then_some(&word[at..])
    })
}

/// Whether `c` is of a script that is written without spaces between words.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' // Thai
        | '\u{E81}'..='\u{ECE}' | '\u{EDC}'..='\u{EDF}' // Lao
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{109F}' | '\u{A9E0}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}' // Myanmar
        | '\u{1780}'..='\u{17D3}' | '\u{17D7}' | '\u{17DC}' | '\u{17DD}' // Khmer
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{303C}' // Han
        | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{1B000}'..='\u{1B16F}' // kana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}') // Han
}

/// What a character of a decomposed text becomes; nothing, when it is folded away.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    let (own, cased) = if c.is_ascii() {
        (Some(if c == NOTHING { ' ' } else { c.to_ascii_lowercase() }), None)
    } else if is_dropped(c) {
        (None, None)
    } else {
        // Upper and lower case again is the full folding of Unicode, but for the capital sharp s, which the first step is for.
        let lower = c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        (None, Some(lower.flat_map(plain)))
    };
    own.into_iter().chain(cased.into_iter().flatten())
}

/// Stands for no character.
const NOTHING: char = '\0';

/// The letters that stand for `c` where its stroke, ligature or form is left out.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'æ' => ('a', 'e'),
        'œ' => ('o', 'e'),
        'þ' => ('t', 'h'),
        'ø' | 'ɔ' => ('o', NOTHING),
        'đ' | 'ð' | 'ɗ' => ('d', NOTHING),
        'ł' => ('l', NOTHING),
        'ħ' => ('h', NOTHING),
        'ŧ' => ('t', NOTHING),
        'ŋ' => ('n', NOTHING),
        'ɓ' => ('b', NOTHING),
        'ƙ' => ('k', NOTHING),
        'ə' | 'ǝ' | 'ɛ' => ('e', NOTHING),
        // Persian and Urdu forms of letters, which keyboards of Arabic write otherwise.
        '\u{649}' | '\u{6CC}' | '\u{6D2}' => ('\u{64A}', NOTHING),
        '\u{6A9}' => ('\u{643}', NOTHING),
        '\u{629}' | '\u{6C1}' | '\u{6D5}' => ('\u{647}', NOTHING),
        // Katakana with a counterpart in hiragana.
        '\u{30A1}'..='\u{30F6}' | '\u{30FD}' | '\u{30FE}' => {
            (char::from_u32(u32::from(c) - KATAKANA_TO_HIRAGANA).unwrap_or(c), NOTHING)
        }
        _ => (c, NOTHING),
    };
    [first, second].into_iter().filter(|c| *c != NOTHING)
}

/// How far a katakana stands behind its hiragana.
const KATAKANA_TO_HIRAGANA: u32 = 0x60;

/// Whether a mark or a format character is folded away.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' | '\u{483}'..='\u{489}' // accents of Latin, Greek, Cyrillic
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}' // points of Hebrew
        | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}' | '\u{8CA}'..='\u{8E1}' | '\u{8E3}'..='\u{8FF}' // Arabic vowels, tatweel
        | '\u{AD}' | '\u{61C}' | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}') // invisible
}

/// Whether a folded character belongs to a word.
fn is_word_char(c: char) -> bool {
    // Letters that are apostrophes to those who type them.
    let is_apostrophe = matches!(c, '\u{2B9}'..='\u{2BF}' | '\u{2C8}' | '\u{A78B}' | '\u{A78C}');
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)) && !is_apostrophe
}

/// The length of the word that `text` starts with.
fn first_word_bytes(text: &str) -> usize {
    let is_of_spaceless = text.starts_with(is_spaceless);
    text.find(|c| !is_word_char(c) || is_spaceless(c) != is_of_spaceless && !is_combining_mark(c))
        .unwrap_or(text.len())
}

/// Whether a word can start with `c`, of a script without spaces: marks, vowels behind their consonant and small kana cannot.
fn can_start(c: char) -> bool {
    !is_combining_mark(c)
        && !matches!(
            c,
            '\u{E30}'
                | '\u{E32}'
                | '\u{E33}'
                | '\u{E45}'
                | '\u{E46}'
                | '\u{EB0}'
                | '\u{EB2}'
                | '\u{EB3}'
                | '\u{EBD}'
                | '\u{EC6}'
                | 'ー'
                | 'ぁ'
                | 'ぃ'
                | 'ぅ'
                | 'ぇ'
                | 'ぉ'
                | 'っ'
                | 'ゃ'
                | 'ゅ'
                | 'ょ'
                | 'ゎ'
                | '々'
        )
}

/// The consonant behind it is written below the one before.
const KHMER_COENG: char = '\u{17D2}';

/// The consonant behind it is written below the one before.
const MYANMAR_VIRAMA: char = '\u{1039}';

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(fold_words(text), expected, "{text:?}");
    }

    #[test]
    fn case_and_accents_are_folded_away() {
        check("Black Chess-King", &["black", "chess", "king"]);
        check("L’étoile d'ÉTÉ", &["l", "etoile", "d", "ete"]);
        check("Straße STRASSE ẞ", &["strasse", "strasse", "ss"]);
        check("ışık İstanbul ILIK", &["isik", "istanbul", "ilik"]);
        check("ŁÓDŹ smørrebrød Þór œuvre", &["lodz", "smorrebrod", "thor", "oeuvre"]);
        check("mặt trời", &["mat", "troi"]);
        check("ΉΛΙΟΣ ήλιος", &["ηλιοσ", "ηλιοσ"]);
        check("Ёлка СОЛНЫШКО й", &["елка", "солнышко", "и"]);
        check("ﬁn Ⅳ ½ x² ａｂ", &["fin", "iv", "1", "2", "x2", "ab"]);
    }

    #[test]
    fn ascii_is_folded_as_the_rest_is() {
        for text in ["Black Chess-King", "a_b C3PO 12", "\u{7f}x\0y", "", "x"] {
            let with_more = fold_words(&format!("{text} é"));
            assert_eq!([fold_words(text), vec!["e".to_owned()]].concat(), with_more, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_word_separates() {
        check("", &[]);
        check(" -!?_ \0\u{7}", &[]);
        check("black_chess+king", &["black", "chess", "king"]);
        check("a\0b 3D", &["a", "b", "3d"]);
        check("м’яч м'яч мʼяч", &["м", "яч", "м", "яч", "м", "яч"]);
        check("\u{200B}a\u{200B}b", &["a", "b"]);
        check("co\u{AD}op \u{202E}x\u{FE0F}", &["coop", "x"]);
    }

    #[test]
    fn marks_that_make_letters_stay() {
        check("सूरज की किरण", &["सूरज", "की", "किरण"]);
        check("がぎぐ ガギグ ｶﾞ ハート", &["がぎぐ", "がぎぐ", "が", "はーと"]);
        check("태양 한글", &["태양", "한글"]);
        check("เกม", &["เกม"]);
    }

    #[test]
    fn vowel_points_and_letter_forms_are_folded_away() {
        check("شَمْسٌ", &["شمس"]);
        check("أحمر آب إلى", &["احمر", "اب", "الي"]);
        check("کتاب كتاب", &["كتاب", "كتاب"]);
        check("שָׁלוֹם", &["שלום"]);
        check("نیم\u{200C}فاصله", &["نيمفاصله"]);
    }

    #[test]
    fn words_end_at_scripts_without_spaces() {
        check("T恤", &["t", "恤"]);
        check("黑色国际象棋王 7月", &["黑色国际象棋王", "7", "月"]);
        check("引き算", &["引き算"]);
    }

    #[test]
    fn scripts_without_spaces_are_found_by_any_part() {
        let of = |word| suffixes(word).collect::<Vec<_>>();
        assert_eq!(of("sun"), ["sun"]);
        assert_eq!(of("सूरज"), ["सूरज"]);
        assert_eq!(of("国际象棋"), ["国际象棋", "际象棋", "象棋", "棋"]);
        assert_eq!(of("はーと"), ["はーと", "と"]);
        assert_eq!(of("หน้า"), ["หน้า", "น้า"]);
        assert_eq!(of(""), [""; 0]);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            let once = fold_words(&c.to_string());
            let twice: Vec<String> = once.iter().flat_map(|word| fold_words(word)).collect();
            assert_eq!(once, twice, "U+{:04X}", u32::from(c));
        }
    }
}
