//! What a line of an answer is about: a code point or a sequence, and why it is there.

use charfinder::{CodePoint, Emoji, Field, Found, Group, Item, Why, phrases};

/// One line of an answer.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) subject: Subject,
    /// In an answer to a search: how sure it is that this was meant.
    pub(super) group: Option<Group>,
    /// In an answer to a search: what matched.
    pub(super) why: Option<Why>,
    /// In a list of emoji: its place there.
    pub(super) emoji: Option<Emoji>,
}

impl Row {
    /// The name: an emoji's is the short one.
    pub(super) fn name(&self) -> String {
        self.emoji.map_or_else(|| self.subject.name(), |emoji| emoji.name().to_owned())
    }
}

impl From<Subject> for Row {
    fn from(subject: Subject) -> Self {
        Self { subject, group: None, why: None, emoji: None }
    }
}

impl From<Found> for Row {
    fn from(found: Found) -> Self {
        Self { group: Some(found.group), why: Some(found.why), ..Self::from(Subject::from(found.item)) }
    }
}

impl From<Emoji> for Row {
    fn from(emoji: Emoji) -> Self {
        Self { emoji: Some(emoji), ..Self::from(Subject::Item(emoji.item())) }
    }
}

/// What there is to show: what a search finds, and the code points that are no characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Item(Item),
    /// A surrogate.
    Surrogate(CodePoint),
}

impl From<CodePoint> for Subject {
    fn from(code_point: CodePoint) -> Self {
        code_point.to_char().map_or(Self::Surrogate(code_point), |c| Self::Item(Item::Char(c)))
    }
}

impl From<Item> for Subject {
    fn from(item: Item) -> Self {
        match item {
            Item::Surrogate(code_point) => Self::Surrogate(code_point),
            _ => Self::Item(item),
        }
    }
}

impl Subject {
    pub(super) fn code_points(self) -> Vec<CodePoint> {
        match self {
            Self::Item(item) => item.chars().map(CodePoint::from).collect(),
            Self::Surrogate(code_point) => vec![code_point],
        }
    }

    /// The only code point; `None` for sequences.
    pub(super) fn code_point(self) -> Option<CodePoint> {
        match self {
            Self::Item(Item::Char(c)) => Some(c.into()),
            Self::Item(_) => None,
            Self::Surrogate(code_point) => Some(code_point),
        }
    }

    /// The only character; `None` for sequences and surrogates.
    pub(super) fn char(self) -> Option<char> {
        self.code_point().and_then(CodePoint::to_char)
    }

    /// The text; empty for a surrogate, which no text has.
    pub(super) fn text(self) -> String {
        match self {
            Self::Item(item) => item.to_string(),
            Self::Surrogate(_) => String::new(),
        }
    }

    /// `U+265A`, with blanks between the code points of a sequence.
    pub(super) fn notation(self) -> String {
        let notations: Vec<String> = self.code_points().iter().map(CodePoint::to_string).collect();
        notations.join(" ")
    }

    /// The name; for what has none its label, and what people call it: `<control-000A> LINE FEED`.
    pub(super) fn name(self) -> String {
        match self {
            Self::Item(item) => item.known_as(),
            Self::Surrogate(code_point) => code_point.label().unwrap_or_default(),
        }
    }

    /// Its texts of one kind.
    pub(super) fn texts(self, field: Field) -> impl Iterator<Item = &'static str> {
        let item = match self {
            Self::Item(item) => Some(item),
            Self::Surrogate(_) => None,
        };
        item.into_iter()
            .flat_map(phrases)
            .filter(move |phrase| phrase.field == field)
            .map(|phrase| phrase.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_has_no_name_has_a_label() {
        let name = |value| Subject::from(CodePoint::new(value).unwrap()).name();
        assert_eq!(name(0x265A), "BLACK CHESS KING");
        assert_eq!(name(0x0A), "<control-000A> LINE FEED");
        assert_eq!(name(0x80), "<control-0080> PADDING CHARACTER");
        assert_eq!(name(0xD800), "<surrogate-D800>");
        assert_eq!(name(0xE000), "<private-use-E000>");
        assert_eq!(name(0x378), "<reserved-0378>");
        assert_eq!(name(0xFFFF), "<noncharacter-FFFF>");
    }
}
