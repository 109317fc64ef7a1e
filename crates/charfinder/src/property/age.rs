//! The age of a character: the version of Unicode that assigned it.

use crate::tables::tables;
use crate::version::UnicodeVersion;

/// The version of Unicode that assigned `c`; `None` while none has. Private use characters and noncharacters have
/// an age too.
///
/// ```
/// assert_eq!(charfinder::age('♚').map(|version| version.to_string()), Some("1.1".to_owned()));
/// ```
pub fn age(c: char) -> Option<UnicodeVersion> {
    UnicodeVersion::from_age_byte(age_byte(c))
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
