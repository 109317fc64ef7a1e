//! The fields of a character that a search looks into: what a phrase is to the character it belongs to.
//!
//! This file is compiled into `cargo xtask data` as well, which writes the numbers into the tables, so it holds plain data only.

/// What a text is to the character it belongs to.
///
/// The number of a field is part of the tables' layout: fields are added at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Field {
    /// The character's name, or the name of a sequence.
    Name,
    /// A formal alias: the name is wrong, and this is right.
    Correction,
    /// A formal alias: the name of a control character, which has no other.
    Control,
    /// A formal alias: another name in wide use.
    Alternate,
    /// A formal alias: a name that was never approved.
    Figment,
    /// A formal alias: a common abbreviation, such as `NBSP`.
    Abbreviation,
    /// An informal alias of the names list of the standard.
    ListAlias,
    /// A note of the names list of the standard.
    Note,
    /// The short name that CLDR gives, in the language of the phrase.
    ShortName,
    /// A keyword of CLDR, in the language of the phrase.
    Keyword,
    /// The name of an HTML entity, such as `nbsp`.
    Entity,
    /// The name of a key symbol of the X Window System, such as `EuroSign`.
    Keysym,
    /// The two characters that stand for it in Vim (RFC 1345), such as `->`.
    Digraph,
    /// A command of LaTeX, such as `\rightarrow`.
    Latex,
    /// A shortcode of chats, such as `smile`.
    Shortcode,
    /// What people call it where no standard does, from a list of our own.
    Everyday,
    /// The English definition of an ideograph in Unihan.
    Definition,
    /// A reading of an ideograph in Unihan.
    Reading,
    /// The heading of the names list under which the character stands.
    Heading,
}

impl Field {
    /// All fields, by number.
    pub const ALL: [Self; 19] = [
        Self::Name,
        Self::Correction,
        Self::Control,
        Self::Alternate,
        Self::Figment,
        Self::Abbreviation,
        Self::ListAlias,
        Self::Note,
        Self::ShortName,
        Self::Keyword,
        Self::Entity,
        Self::Keysym,
        Self::Digraph,
        Self::Latex,
        Self::Shortcode,
        Self::Everyday,
        Self::Definition,
        Self::Reading,
        Self::Heading,
    ];

    /// The word for it in answers, such as `name` or `keyword`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Correction => "correction",
            Self::Control => "control",
            Self::Alternate => "alternate",
            Self::Figment => "figment",
            Self::Abbreviation => "abbreviation",
            Self::ListAlias => "alias",
            Self::Note => "note",
            Self::ShortName => "short name",
            Self::Keyword => "keyword",
            Self::Entity => "entity",
            Self::Keysym => "keysym",
            Self::Digraph => "digraph",
            Self::Latex => "latex",
            Self::Shortcode => "shortcode",
            Self::Everyday => "everyday name",
            Self::Definition => "definition",
            Self::Reading => "reading",
            Self::Heading => "heading",
        }
    }
}
