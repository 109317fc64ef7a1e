//! Fuzzing: texts that nobody would type, put through everything that reads what people type.
//!
//! Each target takes the texts of `corpus.json` as they are, then mutations of them. Nothing may panic, take longer than its input
//! allows, or answer with more than its limit; what is answered has to be well-formed and safe to show. `runner` says how long it
//! goes on, and how a failure is replayed. The mutations come from a generator with a seed, so a run is the same on every machine.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod command;
mod corpus;
#[path = "../../src/http/tests/html_check.rs"]
mod html_check;
mod http;
mod identify;
mod mutate;
mod notation;
mod random;
mod runner;
mod search;
mod set;
mod tcp;

/// Whether a person's terminal or page may not get `c`.
fn is_unsafe(c: char) -> bool {
    c.is_control() || charfinder::is_bidi_control(c)
}
