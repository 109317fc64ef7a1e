//! Texts with escapes in them: of programming languages, HTML, addresses, quoted-printable, CSS.
//!
//! What no escape is stands for itself, so that `caf\u00e9` is read whole. Escapes that could be commands of LaTeX, such as
//! `\times`, are read only where nothing else follows them, or in quotes.

use super::escape::{Escape, Piece};
use super::literal::unquoted;
use super::number::{code_point, is_hex};
use super::{CODE_POINTS_MAX, Certainty, Notated, NotationError, NotationKind, units};
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
    /// What is wrong with the last escape.
    error: Option<NotationError>,
}

impl Pieces {
    /// The pieces of `text`; `None` when it has no escape, or is too long to be one that is looked up.
    fn of(text: &str, is_quoted: bool) -> Option<Self> {
        let mut all = Self::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(escape) = Escape::at_start(rest, rest.len() == text.len(), is_quoted) {
                let is_first = all.kind.is_none_or(|kind| kind == escape.kind);
                all.kind = Some(if is_first { escape.kind } else { NotationKind::Escape });
                match escape.pieces {
                    Ok(pieces) => all.pieces.extend(pieces),
                    // Nothing is denoted any more, and looking names up costs time.
                    Err(error) => {
                        all.error = Some(error);
                        return Some(all);
                    }
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
