//! The one place where tests take a real `Instant`: a base from which they move their own clock.

use std::time::{Duration, Instant};

/// The moment `milliseconds` after `base`.
pub(crate) fn after(base: Instant, milliseconds: u64) -> Instant {
    base + Duration::from_millis(milliseconds)
}

/// Some moment to count from; tests add offsets to it and never ask the time again.
#[expect(clippy::disallowed_methods, reason = "an Instant cannot be made up; tests only add offsets to it")]
pub(crate) fn base() -> Instant {
    Instant::now()
}
