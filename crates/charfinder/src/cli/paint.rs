//! Colours and weights of text on a terminal.

/// What a piece of text is to the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// The text itself.
    #[default]
    Plain,
    /// What one looks for: a heading, a word that was asked for.
    Strong,
    /// A number or a name to take along: a code point.
    Key,
    /// What stands beside: a reason, a hint.
    Faint,
    /// What needs attention.
    Warning,
    /// What is wrong.
    Danger,
}

/// Colours texts, or leaves them as they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    is_coloured: bool,
}

impl Paint {
    /// No colours.
    pub(super) const NONE: Self = Self { is_coloured: false };

    pub(super) fn new(is_coloured: bool) -> Self {
        Self { is_coloured }
    }

    /// Appends `text` in `style`.
    pub(super) fn write(self, out: &mut Vec<u8>, style: Style, text: &str) {
        let code = match style {
            Style::Plain => "",
            Style::Strong => "1",
            Style::Key => "36",
            Style::Faint => "2",
            Style::Warning => "33",
            Style::Danger => "1;31",
        };
        if !self.is_coloured || code.is_empty() || text.is_empty() {
            out.extend_from_slice(text.as_bytes());
            return;
        }
        out.extend_from_slice(b"\x1b[");
        out.extend_from_slice(code.as_bytes());
        out.push(b'm');
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(b"\x1b[0m");
    }
}
