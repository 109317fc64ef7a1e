//! What can be wrong with the expression of a set.

use std::fmt::{self, Display, Formatter};

use thiserror::Error;

use super::parse::{SET_CHARS_MAX, SET_DEPTH_MAX, SET_OPERANDS_MAX};

/// An expression that is none, with the place where it fails.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("at character {}: {reason}", at + 1)]
pub struct SetError {
    at: usize,
    reason: SetErrorReason,
}

impl SetError {
    pub(super) fn new(at: usize, reason: SetErrorReason) -> Self {
        Self { at, reason }
    }

    /// The place, in characters from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is wrong there.
    pub fn reason(&self) -> &SetErrorReason {
        &self.reason
    }
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetErrorReason {
    /// The expression has more than [`SET_CHARS_MAX`] characters.
    TooLong,
    /// Brackets are nested more than [`SET_DEPTH_MAX`] deep.
    TooDeep,
    /// There are more than [`SET_OPERANDS_MAX`] sets in the expression.
    TooManyOperands,
    /// Something else is needed here.
    Expected {
        /// What is needed.
        what: &'static str,
        /// What stands there; `None` at the end.
        found: Option<char>,
    },
    /// What was opened here is not closed.
    Unclosed {
        /// What closes it.
        closing: &'static str,
    },
    /// The end of a range comes before its start.
    BackwardRange,
    /// `\` and a letter that mean nothing together.
    UnknownEscape {
        /// The letter.
        letter: char,
    },
    /// A number beyond 10FFFF.
    NotACodePoint,
    /// A string in braces, which is no code point.
    StringMember,
    /// There is no such property, nor a script or category of that name.
    UnknownProperty {
        /// What was asked for, cut after 40 characters.
        name: String,
        /// A name that looks like it.
        suggestion: Option<&'static str>,
    },
    /// The property has no such value.
    UnknownValue {
        /// The long name of the property.
        property: &'static str,
        /// What was asked for, cut after 40 characters.
        value: String,
        /// What is allowed: a value that looks like it, or a description.
        allowed: String,
    },
    /// No character has this name.
    UnknownName {
        /// What was asked for, cut after 40 characters.
        name: String,
    },
    /// A regular expression as the value, which is not supported.
    RegularExpression,
}

impl Display for SetErrorReason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "a set has at most {SET_CHARS_MAX} characters"),
            Self::TooDeep => write!(f, "brackets may be nested {SET_DEPTH_MAX} deep"),
            Self::TooManyOperands => write!(f, "a set is made of at most {SET_OPERANDS_MAX} sets"),
            Self::Expected { what, found: Some(found) } => write!(f, "{what} is needed, not {found:?}"),
            Self::Expected { what, found: None } => write!(f, "{what} is needed, and the text ends"),
            Self::Unclosed { closing } => write!(f, "what is opened here is not closed by `{closing}`"),
            Self::BackwardRange => f.write_str("the range ends before it starts"),
            Self::UnknownEscape { letter } => {
                write!(
                    f,
                    r"`\` means nothing before {letter:?}; known are \p \P \N \u \x \d \s \w and \ before punctuation"
                )
            }
            Self::NotACodePoint => f.write_str("code points end at 10FFFF"),
            Self::StringMember => f.write_str(
                r"strings in braces are not supported, only single characters are; write \{ for a brace",
            ),
            Self::UnknownProperty { name, suggestion } => {
                write!(f, "there is no property, script or category {name:?}")?;
                suggestion.map_or(Ok(()), |name| write!(f, "; did you mean `{name}`?"))
            }
            Self::UnknownValue { property, value, allowed } => {
                write!(f, "{property} has no value {value:?}; {allowed}")
            }
            Self::UnknownName { name } => write!(f, "no character is named {name:?}"),
            Self::RegularExpression => f.write_str(
                "regular expressions are not supported as values; search by the words of names instead",
            ),
        }
    }
}

/// `text`, cut where an error message would get too long.
pub(super) fn echoed(text: &str) -> String {
    let mut shown: String = text.chars().take(ECHOED_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// How much of a wrong name an error repeats.
const ECHOED_CHARS_MAX: usize = 40;
