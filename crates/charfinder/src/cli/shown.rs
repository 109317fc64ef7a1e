//! Texts as a terminal may show them: nothing in them moves the cursor, turns the line around or piles up over other lines.

use charfinder::{CodePoint, CodePointKind, general_category};

/// `text` for a line of a terminal: controls and format characters are written as escapes, runs of marks are cut.
pub(super) fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        let category = general_category(c);
        marks = if category.is_mark() { marks + 1 } else { 0 };
        match c {
            ' '..='~' | '\u{200c}' | '\u{200d}' => shown.push(c),
            _ if category.is_invisible() && c != '\u{3000}' && !is_tag(c) => {
                shown.extend(c.escape_unicode());
            }
            _ if marks > MARKS_MAX => {}
            _ => shown.push(c),
        }
    }
    shown
}

/// What stands for a code point or a sequence where its picture is shown: itself, on a dotted circle, or a sign for it.
pub(super) fn picture(code_points: &[CodePoint]) -> String {
    let [one] = code_points else {
        let text: String = code_points.iter().filter_map(|code_point| code_point.to_char()).collect();
        return line(&text);
    };
    match (one.kind(), one.to_char()) {
        (CodePointKind::Control, _) => control_picture(one.value()).to_string(),
        (CodePointKind::Character, Some(c)) if general_category(c).is_invisible() => "␣".into(),
        (CodePointKind::Character, Some(c)) if general_category(c).is_mark() => format!("◌{c}"),
        (CodePointKind::Character | CodePointKind::PrivateUse, Some(c)) => c.to_string(),
        _ => "\u{fffd}".into(),
    }
}

fn control_picture(control: u32) -> char {
    match control {
        0..0x20 => char::from_u32(0x2400 + control).expect("there is a picture for each of these controls"),
        0x7f => '␡',
        _ => '\u{fffd}',
    }
}

/// The tags that flags of regions are spelled with.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// How many marks may stand on one character.
const MARKS_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(line("a\u{1b}[31m\u{202e}b\n"), "a\\u{1b}[31m\\u{202e}b\\u{a}");
        assert_eq!(line("ÿ漢\u{301}"), "ÿ漢\u{301}");
        assert_eq!(line(&"\u{301}".repeat(10_000)).chars().count(), MARKS_MAX);
        assert_eq!(picture(&[CodePoint::from('\n')]), "␊");
        assert_eq!(picture(&[CodePoint::from('\u{301}')]), "◌\u{301}");
        assert_eq!(picture(&[CodePoint::new(0xD800).unwrap()]), "\u{fffd}");
    }
}
