//! What pages and lists tell of blocks, scripts, categories and code points as of the version that the service answers by.

use axum::http::StatusCode;

use super::problem::{Problem, of_status};
use crate::set::filter;
use crate::{Block, Category, CodePoint, CodePointSet, Script, UnicodeVersion, is_known_in};

/// The code points of a block; of the latest version those without a character too.
pub(super) fn block(block: Block, version: UnicodeVersion) -> CodePointSet {
    CodePointSet::from_ranges([block.first()..=block.last()]).as_of(version)
}

/// How many code points of a block are assigned.
pub(super) fn assigned(of: Block, version: UnicodeVersion) -> u32 {
    if version == UnicodeVersion::LATEST { of.assigned() } else { block(of, version).len() }
}

/// The characters of a script.
pub(super) fn script(script: Script, version: UnicodeVersion) -> CodePointSet {
    set_of(&format!("\\p{{sc={}}}", script.code())).as_of(version)
}

/// The code points of a category. What is not assigned grows with each version back.
pub(super) fn category(category: Category, version: UnicodeVersion) -> CodePointSet {
    let set = set_of(&format!("\\p{{gc={category}}}"));
    if category == Category::Unassigned {
        CodePointSet::all().as_of(version).complement().union(&set)
    } else {
        set.as_of(version)
    }
}

/// The versions up to this one.
pub(super) fn versions(version: UnicodeVersion) -> impl DoubleEndedIterator<Item = UnicodeVersion> {
    UnicodeVersion::all().filter(move |other| *other <= version)
}

/// What `version` added.
pub(super) fn added_by(version: UnicodeVersion) -> CodePointSet {
    filter("age", &version.to_string()).map(|set| CodePointSet::clone(&set)).unwrap_or_default()
}

/// The problem that `version` has no such code points, if it has not.
pub(super) fn refuse_later(version: UnicodeVersion, code_points: &[CodePoint]) -> Result<(), Problem> {
    if is_known_in(version, code_points.iter().copied()) {
        return Ok(());
    }
    let code_points: Vec<String> = code_points.iter().map(CodePoint::to_string).collect();
    Err(of_status(StatusCode::NOT_FOUND, &format!("Unicode {version} has no {}.", code_points.join(" "))))
}

/// A set that this program wrote the expression of.
fn set_of(expression: &str) -> CodePointSet {
    CodePointSet::parse(expression).unwrap_or(CodePointSet::EMPTY)
}
