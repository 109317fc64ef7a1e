//! What the server counts. Counters are plain atomics that the paths they count touch anyway; reading them is up to
//! the reader.

mod stats;

pub(crate) use self::stats::Counters;
pub use self::stats::Stats;
