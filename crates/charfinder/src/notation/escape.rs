//! Single escapes: with a backslash, of HTML, of addresses, of quoted-printable.

use super::error::cut;
use super::number::{code_point, is_hex, strip_prefix};
use super::{NotationError, NotationKind, item_named};
use crate::{CodePoint, entity};

/// What a text is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(char),
    CodePoint(CodePoint),
    Byte(u8),
}

/// An escape: its length in bytes, its notation, and what it is.
pub(super) struct Escape {
    pub(super) len: usize,
    pub(super) kind: NotationKind,
    pub(super) pieces: Result<Vec<Piece>, NotationError>,
}

impl Escape {
    /// The escape that `text` begins with. Where it `is_all` there is, or `is_quoted`, less is needed to make one.
    pub(super) fn at_start(text: &str, is_all: bool, is_quoted: bool) -> Option<Self> {
        match text.as_bytes().first()? {
            b'\\' => backslash(text, is_quoted),
            b'&' => reference(text, is_all),
            b'%' => percent(text),
            b'=' => quoted_printable(text),
            _ => None,
        }
    }

    fn new(len: usize, kind: NotationKind, code_point: Result<CodePoint, NotationError>) -> Self {
        Self { len, kind, pieces: code_point.map(|it| vec![Piece::CodePoint(it)]) }
    }

    fn byte(len: usize, kind: NotationKind, digits: &str, radix: u32) -> Option<Self> {
        let byte = u8::from_str_radix(digits, radix).ok()?;
        Some(Self { len, kind, pieces: Ok(vec![Piece::Byte(byte)]) })
    }
}

/// The escape with a backslash that `text` begins with.
fn backslash(text: &str, is_quoted: bool) -> Option<Escape> {
    let kind = NotationKind::Escape;
    // A text that was escaped twice: `\\u265A`.
    if let Some(inner) =
        text.strip_prefix('\\').filter(|rest| [r"\u", r"\U", r"\x"].iter().any(|it| rest.starts_with(it)))
    {
        return backslash(inner, is_quoted).map(|escape| Escape { len: escape.len + 1, ..escape });
    }
    let rest = &text[1..];
    let letter = rest.chars().next()?;
    let after = &rest[letter.len_utf8()..];
    if matches!(letter, 'u' | 'x' | 'o' | 'N')
        && let Some((braced, _)) = after.strip_prefix('{').and_then(|it| it.split_once('}'))
    {
        return Some(braces(letter, braced));
    }
    let digits = &after[..after.bytes().take_while(u8::is_ascii_hexdigit).count()];
    match (letter, digits.len()) {
        ('u', 4..) => Some(Escape::new(6, kind, code_point(&digits[..4], 16))),
        ('U', 8..) => Some(Escape::new(10, kind, code_point(&digits[..8], 16))),
        ('U', 4..=6) => Some(Escape::new(2 + digits.len(), kind, code_point(digits, 16))),
        ('x', 4..=8) => Some(Escape::new(2 + digits.len(), kind, code_point(digits, 16))),
        ('x', 2..) => Escape::byte(4, kind, &digits[..2], 16),
        ('x', 1) => Escape::byte(3, kind, digits, 16),
        ('0'..='7', _) => {
            let octal = rest.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let is_whole = !rest[octal..].starts_with(|c: char| c.is_ascii_hexdigit());
            if is_whole { Escape::byte(1 + octal, kind, &rest[..octal], 8) } else { None }
        }
        _ => {
            let is_alone = is_quoted || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '{');
            let c = SIMPLE.iter().find(|(simple, _)| *simple == letter).map(|(_, c)| *c)?;
            is_alone.then(|| Escape::new(2, kind, Ok(CodePoint::from(c))))
        }
    }
}

/// An escape with braces: `\u{265A}`, `\x{265A}`, `\o{23132}`, `\N{BLACK CHESS KING}`, `\N{U+265A}`.
fn braces(letter: char, braced: &str) -> Escape {
    let len = braced.len() + 4;
    match letter {
        'N' => match strip_prefix(braced, "U+") {
            Some(digits) => Escape::new(len, NotationKind::Name, code_point(digits, 16)),
            None => {
                let item = item_named(braced).ok_or_else(|| NotationError::NoSuchName { name: cut(braced) });
                let pieces =
                    item.map(|item| item.chars().map(|c| Piece::CodePoint(CodePoint::from(c))).collect());
                Escape { len, kind: NotationKind::Name, pieces }
            }
        },
        _ => {
            let radix = if letter == 'o' { 8 } else { 16 };
            let mut numbers = braced.split_whitespace().peekable();
            let pieces = match numbers.peek() {
                Some(_) => numbers.map(|digits| code_point(digits, radix).map(Piece::CodePoint)).collect(),
                None => code_point("", radix).map(|_| Vec::new()),
            };
            Escape { len, kind: NotationKind::Escape, pieces }
        }
    }
}

/// The reference of HTML that `text` begins with; without a semicolon only where it `is_all`.
fn reference(text: &str, is_all: bool) -> Option<Escape> {
    let kind = NotationKind::Html;
    let name_len = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (body, prefix, radix) = match (strip_prefix(text, "&#x"), text.strip_prefix("&#")) {
        (Some(body), _) => (body, 3, 16),
        (None, Some(body)) => (body, 2, 10),
        (None, None) => (&text[1..], 1, 0),
    };
    let body = &body[..name_len(body)];
    let has_semicolon = text[prefix + body.len()..].starts_with(';');
    let len = prefix + body.len() + usize::from(has_semicolon);
    if body.is_empty() || !(has_semicolon || radix != 0 || (is_all && len == text.len())) {
        return None;
    }
    if radix != 0 {
        return Some(Escape::new(len, kind, code_point(body, radix).map(as_browsers_do)));
    }
    match entity(body) {
        Some(chars) => {
            let pieces = chars.chars().map(|c| Piece::CodePoint(CodePoint::from(c))).collect();
            Some(Escape { len, kind, pieces: Ok(pieces) })
        }
        None if is_all && len == text.len() && has_semicolon => {
            Some(Escape { len, kind, pieces: Err(NotationError::NoSuchEntity { name: cut(body) }) })
        }
        None => None,
    }
}

/// References to C1 controls mean what windows-1252 has there (HTML, 13.2.5.80).
fn as_browsers_do(code_point: CodePoint) -> CodePoint {
    let nth = code_point.value().checked_sub(0x80).and_then(|nth| usize::try_from(nth).ok());
    nth.and_then(|nth| WINDOWS_1252.get(nth).copied()).flatten().map_or(code_point, CodePoint::from)
}

/// The escape of an address that `text` begins with.
fn percent(text: &str) -> Option<Escape> {
    let kind = NotationKind::Url;
    match text.get(1..6).and_then(|unit| strip_prefix(unit, "u")) {
        Some(digits) if is_hex(digits) => Some(Escape::new(6, kind, code_point(digits, 16))),
        _ => Escape::byte(3, kind, text.get(1..3).filter(|digits| is_hex(digits))?, 16),
    }
}

/// The escape of quoted-printable that `text` begins with; of ASCII there is `=3D` alone, for everything else is a sum.
fn quoted_printable(text: &str) -> Option<Escape> {
    let digits = text
        .get(1..3)
        .filter(|digits| is_hex(digits) && !digits.contains(|c: char| c.is_ascii_lowercase()))?;
    let escape = Escape::byte(3, NotationKind::QuotedPrintable, digits, 16)?;
    (digits == "3D" || digits.as_bytes()[0] >= b'8').then_some(escape)
}

/// Escapes of one letter.
const SIMPLE: [(char, char); 11] = [
    ('a', '\x07'),
    ('b', '\x08'),
    ('e', '\x1b'),
    ('f', '\x0c'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
    ('v', '\x0b'),
    ('\\', '\\'),
    ('\'', '\''),
    ('"', '"'),
];

/// What windows-1252 has from 80 on, where it differs from Latin-1.
const WINDOWS_1252: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];
