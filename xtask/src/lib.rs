//! What the project's automation shares with the tests and the benchmarks.
//!
//! The binary of this package is `cargo xtask`. [`tidy`] stands in a library so that `cargo test` holds the same rules,
//! [`process`] so that the benchmarks start and stop servers the way the checks do.
#![forbid(unsafe_code)]

pub mod process;
pub mod tidy;
