//! Changes of direction, and whether they are taken back (UAX #9).
//!
//! One that is not taken back by the end of its paragraph turns what the writer of the text did not mean it to: source code that shows
//! something else than compilers read.

use super::cluster::Position;
use super::finding::{Finding, FindingKind, Severity};
use crate::{Glyph, char_name};

/// The changes of direction that are open.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenDirections {
    open: Vec<(char, Position)>,
}

impl OpenDirections {
    /// Takes a direction control in; finds what there is to tell about it.
    pub(super) fn handle_control(&mut self, c: char, position: Position) -> Finding {
        let name = char_name(c).map(|name| name.to_string()).unwrap_or_default();
        let end = position.byte + c.len_utf8();
        let is_isolate = |(open, _): &(char, Position)| is_isolate(*open);
        let is_matched = match c {
            PDF => self.open.last().is_some_and(|open| !is_isolate(open)),
            PDI => self.open.iter().any(is_isolate),
            _ => true,
        };
        match c {
            // It closes the embeddings inside of the isolate as well.
            PDI if is_matched => {
                let isolate = self.open.iter().rposition(is_isolate).expect("there is one, so it is matched");
                self.open.truncate(isolate);
            }
            PDF if is_matched => {
                self.open.pop();
            }
            // What is nested deeper has no effect (UAX #9, BD2), so it is not kept.
            _ if opens(c) && self.open.len() < BIDI_DEPTH_MAX => self.open.push((c, position)),
            _ => {}
        }
        if !is_matched {
            let message = format!("{name} takes back a change of direction that is not there");
            return Finding::new(FindingKind::BidiUnmatched, Severity::Warning, position, end, message);
        }
        let (severity, what) = match c {
            '\u{202d}' | '\u{202e}' => (Severity::Danger, "shows what follows in an order of its own"),
            PDF | PDI => (Severity::Note, "takes back a change of direction"),
            _ if opens(c) => (Severity::Warning, "changes the direction of what follows"),
            _ => (Severity::Note, "is not seen, and can move what stands around it"),
        };
        let message = format!("{name} ({}) {what}", Glyph::label(c.into()));
        Finding::new(FindingKind::BidiControl, severity, position, end, message)
    }

    /// Ends the paragraph, or the text: everything that is open is found.
    pub(super) fn handle_paragraph_end(&mut self) -> impl Iterator<Item = Finding> {
        self.open.drain(..).map(|(c, position)| {
            let label = Glyph::label(c.into());
            let message = format!("{label} is not taken back by the end of its paragraph");
            Finding::new(
                FindingKind::BidiUnclosed,
                Severity::Danger,
                position,
                position.byte + c.len_utf8(),
                message,
            )
        })
    }
}

/// Whether `c` ends a paragraph (Bidi_Class B).
pub(super) fn ends_paragraph(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2029}')
}

fn opens(c: char) -> bool {
    is_isolate(c) || matches!(c, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}')
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2068}')
}

/// POP DIRECTIONAL FORMATTING
const PDF: char = '\u{202c}';

/// POP DIRECTIONAL ISOLATE
const PDI: char = '\u{2069}';

/// How deep changes of direction are followed: as deep as they have an effect.
pub const BIDI_DEPTH_MAX: usize = 125;
