//! Kinds of line ends.

use super::cluster::Position;
use super::finding::{Finding, FindingKind, Severity};

/// The line ends of a text so far.
#[derive(Clone, Debug, Default)]
pub(super) struct LineEnds {
    first: Option<&'static str>,
    is_told: bool,
}

impl LineEnds {
    /// Takes the next line end in; the first one that differs is found.
    pub(super) fn handle(&mut self, text: &str, position: Position) -> Option<Finding> {
        let label = match text {
            "\r\n" => "CR LF",
            "\n" => "LF",
            "\r" => "CR",
            _ => return None,
        };
        let first = *self.first.get_or_insert(label);
        if first == label || self.is_told {
            return None;
        }
        self.is_told = true;
        let message = format!("this line ends with {label}, those before with {first}");
        Some(Finding::new(
            FindingKind::MixedLineEnds,
            Severity::Note,
            position,
            position.byte + text.len(),
            message,
        ))
    }
}
