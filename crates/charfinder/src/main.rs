//! The command `charfinder`.
#![forbid(unsafe_code)]
fn main() {}
