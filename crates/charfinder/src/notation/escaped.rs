//! Texts with escapes in them: of programming languages, HTML, addresses, quoted-printable, CSS.
//!
//! What no escape is stands for itself, so that `caf\u00e9` is read whole. Escapes that could be commands of LaTeX, such as
//! `\times`, are read only where nothing else follows them, or in quotes.

use super::error::cut;
use super::literal::unquoted;
use super::number::{code_point, is_hex, strip_prefix};
use super::{CODE_POINTS_MAX, Certainty, Notated, NotationError, NotationKind, item_named, units};
use crate::CodePoint;

/// Reads `text` as one with escapes.
pub(super) fn read<'a>(text: &'a str, readings: &mut Vec<Notated<'a>>) {
    // In brackets it is a set, whose own grammar has escapes.
    if !text.contains(['\\', '&', '%', '=']) || (text.starts_with('[') && text.ends_with(']')) {
        return;
    }
    let inner = unquoted(text);
    let is_quoted = inner.is_some();
    let inner = inner.unwrap_or(text);
    if !is_quoted {
        readings.extend(read_hexadecimal_only(text));
    }
    if let Some(pieces) = Pieces::of(inner, is_quoted) {
        pieces.read(text, readings);
    }
}

/// What CSS and careless hands write: a backslash, perhaps a `u`, and all digits that a code point needs.
fn read_hexadecimal_only(text: &str) -> Option<Notated<'_>> {
    let is_css = !text.starts_with(r"\u");
    let mut code_points = Vec::new();
    for part in text.strip_prefix('\\')?.split('\\') {
        let digits = if is_css { part } else { part.strip_prefix('u')? }.trim_end();
        let is_long = if is_css { (1..=6).contains(&digits.len()) } else { (5..=6).contains(&digits.len()) };
        if !is_long || !is_hex(digits) || code_points.len() == CODE_POINTS_MAX {
            return None;
        }
        code_points.push(code_point(digits, 16));
    }
    let digits = || text.split(['\\', ' ']).filter(|part| !part.is_empty());
    let (kind, certainty) = match is_css {
        // JavaScript reads `\u1F600` as U+1F60 and a zero, which hardly anybody means.
        false => (NotationKind::Escape, Certainty::Likely),
        true if digits().all(|digits| digits.len() >= 4) => (NotationKind::Css, Certainty::Certain),
        true => (NotationKind::Css, Certainty::Possible),
    };
    Some(Notated::of(kind, text, certainty, code_points.into_iter().collect()))
}

/// A text taken apart.
#[derive(Default)]
struct Pieces {
    pieces: Vec<Piece>,
    /// The notation of the first escape, or [`NotationKind::Escape`] when there are several.
    kind: Option<NotationKind>,
    /// Whether something beside escapes and blanks is there.
    has_literals: bool,
    /// What is wrong with the first escape that is.
    error: Option<NotationError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(char),
    CodePoint(CodePoint),
    Byte(u8),
}

/// An escape: its length in bytes, its notation, and what it is.
struct Escape {
    len: usize,
    kind: NotationKind,
    pieces: Result<Vec<Piece>, NotationError>,
}

impl Escape {
    fn new(len: usize, kind: NotationKind, code_point: Result<CodePoint, NotationError>) -> Self {
        Self { len, kind, pieces: code_point.map(|it| vec![Piece::CodePoint(it)]) }
    }

    fn byte(len: usize, kind: NotationKind, digits: &str, radix: u32) -> Option<Self> {
        let byte = u8::from_str_radix(digits, radix).ok()?;
        Some(Self { len, kind, pieces: Ok(vec![Piece::Byte(byte)]) })
    }
}

impl Pieces {
    /// The pieces of `text`; `None` when it has no escape, or is too long to be one that is looked up.
    fn of(text: &str, is_quoted: bool) -> Option<Self> {
        let mut all = Self::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let escape = match c {
                '\\' => backslash(rest, is_quoted),
                '&' => reference(rest, rest.len() == text.len()),
                '%' => percent(rest),
                '=' => quoted_printable(rest),
                _ => None,
            };
            if let Some(escape) = escape {
                let is_first = all.kind.is_none_or(|kind| kind == escape.kind);
                all.kind = Some(if is_first { escape.kind } else { NotationKind::Escape });
                match escape.pieces {
                    Ok(pieces) => all.pieces.extend(pieces),
                    Err(error) => all.error = all.error.or(Some(error)),
                }
                rest = &rest[escape.len..];
            } else {
                all.has_literals |= !c.is_whitespace();
                all.pieces.push(Piece::Literal(c));
                rest = &rest[c.len_utf8()..];
            }
            if all.pieces.len() > 4 * CODE_POINTS_MAX {
                return None;
            }
        }
        all.kind?;
        if !all.has_literals {
            // Blanks between escapes are there for the eye.
            all.pieces.retain(|piece| *piece != Piece::Literal(' '));
        }
        Some(all)
    }

    fn read<'a>(self, text: &'a str, readings: &mut Vec<Notated<'a>>) {
        let Some(kind) = self.kind else { return };
        if let Some(error) = self.error {
            let certainty = if self.has_literals { Certainty::Likely } else { Certainty::Certain };
            readings.push(Notated::nothing(kind, text, certainty, error));
            return;
        }
        let joined = self.join();
        let is_ascii = joined.code_points.iter().all(|it| it.value() < 0x80);
        let is_bytes =
            joined.fault.is_none() && self.pieces.iter().any(|it| matches!(it, Piece::Byte(0x80..)));
        let kind = if is_bytes && kind == NotationKind::Escape { NotationKind::Utf8 } else { kind };
        let is_weak = matches!(kind, NotationKind::Url | NotationKind::QuotedPrintable);
        let certainty = match (&joined.fault, self.has_literals) {
            // As it stands in sums and assignments.
            (_, true) if is_weak && (is_ascii || joined.fault.is_some()) => Certainty::Possible,
            (None, true) if kind == NotationKind::QuotedPrintable => Certainty::Likely,
            (None, _) => Certainty::Certain,
            (Some(_), _) if joined.is_one_byte && !is_weak => Certainty::Certain,
            (Some(_), _) => Certainty::Likely,
        };
        if self.has_literals && joined.code_points.len() > CODE_POINTS_MAX {
            return;
        }
        if let Some(error) = joined.fault.filter(|_| !joined.is_one_byte) {
            readings.push(Notated::nothing(kind, text, certainty, error));
            // Escapes of languages can be Latin-1; what an address has is bytes of UTF-8.
            if is_weak {
                return;
            }
        }
        readings.push(Notated::code_points(kind, text, certainty, joined.code_points));
    }

    /// The text that the pieces are: bytes in UTF-8 or else in Latin-1, pairs of surrogates as one.
    fn join(&self) -> Joined {
        let mut joined = Joined { code_points: Vec::new(), fault: None, is_one_byte: false };
        let is_byte = |piece: &Piece| matches!(piece, Piece::Byte(_));
        for run in self.pieces.chunk_by(|one, two| is_byte(one) == is_byte(two)) {
            let bytes: Vec<u8> = run
                .iter()
                .filter_map(|piece| if let Piece::Byte(byte) = piece { Some(*byte) } else { None })
                .collect();
            match units::from_utf8(&bytes) {
                Ok(code_points) => joined.code_points.extend(code_points),
                Err(error) => {
                    joined.code_points.extend(units::from_latin1(&bytes));
                    joined.is_one_byte = bytes.len() == 1 && joined.fault.is_none();
                    joined.fault = joined.fault.or(Some(error));
                }
            }
            joined.code_points.extend(run.iter().filter_map(|piece| match piece {
                Piece::Literal(c) => Some(CodePoint::from(*c)),
                Piece::CodePoint(code_point) => Some(*code_point),
                Piece::Byte(_) => None,
            }));
        }
        joined.code_points = units::join_surrogates(&joined.code_points);
        joined
    }
}

struct Joined {
    code_points: Vec<CodePoint>,
    /// What is wrong with the bytes as UTF-8.
    fault: Option<NotationError>,
    /// Whether those that are no UTF-8 are a single byte.
    is_one_byte: bool,
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

fn entity(_name: &str) -> Option<&'static str> {
    None
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
