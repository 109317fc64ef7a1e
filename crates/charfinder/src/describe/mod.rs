//! All there is to tell of a code point, in reading order: what `charfinder show`, the page of a character and the API have.
//!
//! `sections` puts together what the modules below know; [`Value`] is what a fact can be. How it looks is left to those who show it.

mod sections;
#[cfg(test)]
mod tests;
mod value;

pub use value::Value;

use crate::{CodePoint, Item};

/// All there is to tell of a code point, in English.
///
/// Every code point has a description, also one that is no character: what cannot be told of it is left out.
///
/// ```
/// use charfinder::describe::Description;
///
/// let king = Description::of('♚'.into());
/// assert_eq!(king.title(), "BLACK CHESS KING");
/// let script = king.fact("script").expect("every code point has one");
/// assert_eq!((script.label, script.value.to_string().as_str()), ("Script", "Common (Zyyy)"));
/// assert_eq!(script.expression.as_deref(), Some(r"\p{sc=Zyyy}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    code_point: CodePoint,
    sections: Vec<Section>,
}

impl Description {
    /// Describes `code_point`. It takes some microseconds.
    pub fn of(code_point: CodePoint) -> Self {
        Self { code_point, sections: sections::all(code_point) }
    }

    /// What is described.
    pub fn code_point(&self) -> CodePoint {
        self.code_point
    }

    /// Its name, or its label if it has none: `BLACK CHESS KING`, `<control-000A>`.
    pub fn title(&self) -> String {
        match self.code_point.to_char() {
            Some(c) => Item::Char(c).name(),
            None => self.code_point.label().unwrap_or_default(),
        }
    }

    /// The sections, in reading order; none is empty.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The section with this key.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// The fact with this key, whatever section it is in: keys are unique.
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.sections.iter().flat_map(|section| &section.facts).find(|fact| fact.key == key)
    }
}

/// Facts that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The stable word for it, in snake case: `encodings`.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What is told, in reading order.
    pub facts: Vec<Fact>,
}

/// Something that is told of a code point.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fact {
    /// The stable word for it, in snake case: `east_asian_width`.
    pub key: &'static str,
    /// What stands before it in a list.
    pub label: &'static str,
    /// What is the case.
    pub value: Value,
    /// The expression of the set of all code points with the same value, for [`CodePointSet::parse`](crate::CodePointSet::parse), where
    /// there is one.
    pub expression: Option<String>,
}
