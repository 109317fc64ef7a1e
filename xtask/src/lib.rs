//! What the project's automation shares with the tests and the benchmarks.
//!
//! [`tidy`] stands in a library so that `cargo test` holds the same rules as `cargo xtask tidy`.
#![forbid(unsafe_code)]

pub mod tidy;
