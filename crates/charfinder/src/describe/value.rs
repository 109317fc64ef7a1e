//! What a fact can be.

use std::fmt::{self, Display, Formatter};

use crate::unihan::RadicalStrokes;
use crate::{CodePoint, OneLine};

/// What is told of a code point.
///
/// Displayed, it is one line that is safe to show to a person: characters that do not stand alone are written as code points.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A word or a text.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// A number.
    Number(u32),
    /// Yes or no.
    Flag(bool),
    /// A value of the standard, which has a long and a short name.
    Named {
        /// `Other_Symbol`.
        name: &'static str,
        /// `So`.
        short: &'static str,
    },
    /// What the code point is mapped to or made of: a text.
    Mapping(String),
    /// Code points that have to do with it, each by itself.
    CodePoints(Vec<CodePoint>),
    /// Where an ideograph stands in dictionaries: `38 ⼥ + 3`, the number of the radical, the radical, the strokes beside it.
    Radicals(Vec<RadicalStrokes>),
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", OneLine::new(text)),
            Self::Texts(texts) => write!(f, "{}", OneLine::new(&texts.join(", "))),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::Named { name, short } if name == short => f.write_str(&name.replace('_', " ")),
            Self::Named { name, short } => write!(f, "{} ({short})", name.replace('_', " ")),
            Self::Mapping(text) => {
                write_joined(f, text.chars().map(CodePoint::from))?;
                write!(f, " {}", OneLine::new(text))
            }
            Self::CodePoints(code_points) => write_joined(f, code_points.iter().copied()),
            Self::Radicals(radicals) => radicals.iter().enumerate().try_for_each(|(nth, place)| {
                let (radical, sign) = (place.radical, if place.residual < 0 { '−' } else { '+' });
                let strokes = place.residual.unsigned_abs();
                let separator = if nth == 0 { "" } else { ", " };
                write!(f, "{separator}{} {} {sign} {strokes}", radical.number, radical.character)
            }),
        }
    }
}

fn write_joined(f: &mut Formatter<'_>, code_points: impl Iterator<Item = CodePoint>) -> fmt::Result {
    for (nth, code_point) in code_points.enumerate() {
        write!(f, "{}{code_point}", if nth == 0 { "" } else { " " })?;
    }
    Ok(())
}
