//! The decisions of the ostler framework: no socket, clock, thread or `async`; time is an argument.
//!
//! Every type here is a value or a small state machine: input goes into a `handle_…` method together with `now`, and
//! what to do comes back as an answer. Whoever calls does the work, so each rule can be tested without a network
//! and with a clock that is moved by hand.
//!
//! | question | decided by |
//! | --- | --- |
//! | how a connection ended | [`ConnectionEnd`] |
#![forbid(unsafe_code)]

mod connection_end;
mod refusal;

pub use connection_end::{ConnectionEnd, EndError};
pub use refusal::Refusal;
