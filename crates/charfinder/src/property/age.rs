//! The age of a character: the version of Unicode that assigned it.

use crate::CodePoint;
use crate::tables::tables;
use crate::version::UnicodeVersion;

/// The version of Unicode that assigned `c`, a character or any other code point; `None` while none has. Private use characters,
/// surrogates and noncharacters have an age too.
///
/// ```
/// assert_eq!(charfinder::age('♚').map(|version| version.to_string()), Some("1.1".to_owned()));
/// ```
pub fn age(c: impl Into<CodePoint>) -> Option<UnicodeVersion> {
    UnicodeVersion::from_age_byte(tables().ages.run_value(c.into().value()))
}

/// The age of `c` as the tables write it; 0 when it is not assigned.
pub(crate) fn age_byte(c: char) -> u8 {
    tables().ages.run_value(u32::from(c))
}

/// Whether `version` knows `c`.
pub(crate) fn is_assigned(c: char, version: UnicodeVersion) -> bool {
    // U+0020 to U+007E: nearly all there is in queries.
    matches!(c, ' '..='~') || (1..=version.age_byte()).contains(&age_byte(c))
}

/// Whether all of `code_points` are as old as `version`, or still not assigned: none of them is news to it.
///
/// ```
/// use charfinder::{Item, UnicodeVersion, is_known_in};
///
/// # fn main() -> Result<(), charfinder::ParseVersionError> {
/// let version: UnicodeVersion = "6.3".parse()?;
/// assert!(is_known_in(version, Item::Char('♚').code_points()));
/// assert!(!is_known_in(version, Item::Char('🩀').code_points()));
/// # Ok(())
/// # }
/// ```
pub fn is_known_in(version: UnicodeVersion, code_points: impl IntoIterator<Item = CodePoint>) -> bool {
    version == UnicodeVersion::LATEST
        || code_points.into_iter().all(|c| age(c).is_none_or(|age| age <= version))
}

/// The runs of code points of one age, ascending; those that are not assigned have none.
pub(crate) fn age_runs() -> impl Iterator<Item = (u32, u32, Option<UnicodeVersion>)> {
    let runs = tables().ages;
    (0..runs.len()).map(move |index| {
        let run = runs.at(index);
        let next = if index + 1 < runs.len() { runs.at(index + 1) >> 8 } else { CodePoint::MAX.value() + 1 };
        (run >> 8, next - 1, UnicodeVersion::from_age_byte((run & 0xFF) as u8))
    })
}
