//! Japanese in Latin letters: `taiyou` is たいよう.

use std::sync::LazyLock;

/// `text` in hiragana; `None` when it is not Japanese in lower-case Latin letters, in any of the usual systems.
pub(super) fn to_hiragana(text: &str) -> Option<String> {
    // What every text ends in that is Japanese; most words of English do not, and are looked at no further.
    if !text.ends_with(['a', 'i', 'u', 'e', 'o', 'n', '\'']) {
        return None;
    }
    let mut kana = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = doubled(rest) {
            kana.push('っ');
            rest = after;
        } else if let Some((syllable, after)) = syllable(rest) {
            kana.push_str(syllable);
            rest = after;
        } else {
            let after = rest.strip_prefix('n')?;
            kana.push('ん');
            rest = after.strip_prefix('\'').unwrap_or(after);
        }
    }
    (!kana.is_empty()).then_some(kana)
}

/// What follows the first of two equal consonants.
fn doubled(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let first = letters.next().filter(|c| c.is_ascii_lowercase() && !"aeioun".contains(*c))?;
    let rest = letters.as_str();
    (rest.starts_with(first) || first == 't' && rest.starts_with("ch")).then_some(rest)
}

/// The longest syllable that `text` starts with, in hiragana, and what follows.
fn syllable(text: &str) -> Option<(&'static str, &str)> {
    (1..=SYLLABLE_BYTES_MAX.min(text.len())).rev().find_map(|length| {
        let (latin, rest) = text.split_at_checked(length)?;
        let at = by_spelling().binary_search_by_key(&latin, |(known, _)| known).ok()?;
        Some((by_spelling()[at].1, rest))
    })
}

/// The syllables by each of their spellings.
fn by_spelling() -> &'static [(&'static str, &'static str)] {
    static SORTED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let all =
            SYLLABLES.iter().flat_map(|(known, kana)| known.split(' ').map(move |known| (known, *kana)));
        let mut all: Vec<_> = all.collect();
        // Stable: of two syllables with one spelling the first stays first.
        all.sort_by_key(|(known, _)| *known);
        all.dedup_by_key(|(known, _)| *known);
        all
    });
    &SORTED
}

const SYLLABLE_BYTES_MAX: usize = 3;

/// The syllables in Latin letters, all ways to write one together, and in hiragana.
#[rustfmt::skip]
const SYLLABLES: &[(&str, &str)] = &[
    ("a", "あ"), ("i", "い"), ("u", "う"), ("e", "え"), ("o", "お"),
    ("ka", "か"), ("ki", "き"), ("ku", "く"), ("ke", "け"), ("ko", "こ"),
    ("sa", "さ"), ("shi si", "し"), ("su", "す"), ("se", "せ"), ("so", "そ"),
    ("ta", "た"), ("chi ti", "ち"), ("tsu tu", "つ"), ("te", "て"), ("to", "と"),
    ("na", "な"), ("ni", "に"), ("nu", "ぬ"), ("ne", "ね"), ("no", "の"),
    ("ha", "は"), ("hi", "ひ"), ("fu hu", "ふ"), ("he", "へ"), ("ho", "ほ"),
    ("ma", "ま"), ("mi", "み"), ("mu", "む"), ("me", "め"), ("mo", "も"),
    ("ya", "や"), ("yu", "ゆ"), ("yo", "よ"), ("ra", "ら"), ("ri", "り"),
    ("ru", "る"), ("re", "れ"), ("ro", "ろ"), ("wa", "わ"), ("wo", "を"),
    ("ga", "が"), ("gi", "ぎ"), ("gu", "ぐ"), ("ge", "げ"), ("go", "ご"),
    ("za", "ざ"), ("ji zi", "じ"), ("zu", "ず"), ("ze", "ぜ"), ("zo", "ぞ"),
    ("da", "だ"), ("di", "ぢ"), ("du dzu", "づ"), ("de", "で"), ("do", "ど"),
    ("ba", "ば"), ("bi", "び"), ("bu", "ぶ"), ("be", "べ"), ("bo", "ぼ"),
    ("pa", "ぱ"), ("pi", "ぴ"), ("pu", "ぷ"), ("pe", "ぺ"), ("po", "ぽ"),
    ("kya", "きゃ"), ("kyu", "きゅ"), ("kyo", "きょ"), ("sha sya", "しゃ"), ("shu syu", "しゅ"),
    ("sho syo", "しょ"), ("cha tya", "ちゃ"), ("chu tyu", "ちゅ"), ("cho tyo", "ちょ"), ("nya", "にゃ"),
    ("nyu", "にゅ"), ("nyo", "にょ"), ("hya", "ひゃ"), ("hyu", "ひゅ"), ("hyo", "ひょ"),
    ("mya", "みゃ"), ("myu", "みゅ"), ("myo", "みょ"), ("rya", "りゃ"), ("ryu", "りゅ"),
    ("ryo", "りょ"), ("gya", "ぎゃ"), ("gyu", "ぎゅ"), ("gyo", "ぎょ"), ("ja zya jya", "じゃ"),
    ("ju zyu jyu", "じゅ"), ("jo zyo jyo", "じょ"), ("bya", "びゃ"), ("byu", "びゅ"), ("byo", "びょ"),
    ("pya", "ぴゃ"), ("pyu", "ぴゅ"), ("pyo", "ぴょ"), ("kwa", "くゎ"),
];

#[cfg(test)]
mod tests {
    use super::to_hiragana;

    #[test]
    fn all_systems_are_read() {
        for (text, expected) in [
            ("taiyou", Some("たいよう")),
            ("kou", Some("こう")),
            ("chuu", Some("ちゅう")),
            ("tyuu", Some("ちゅう")),
            ("shin", Some("しん")),
            ("kin'en", Some("きんえん")),
            ("kinen", Some("きねん")),
            ("kitte", Some("きって")),
            ("matcha", Some("まっちゃ")),
            ("onna", Some("おんな")),
            ("konnichiha", Some("こんにちは")),
            ("chess", None),
            ("q", None),
            ("sun", Some("すん")),
            ("солнце", None),
            ("kaか", None),
            ("", None),
        ] {
            assert_eq!(to_hiragana(text).as_deref(), expected, "{text}");
        }
    }
}
