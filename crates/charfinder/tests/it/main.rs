//! charfinder as its users meet it, in one binary: over the wire and on the command line.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod command;
mod relevance;
mod serving;
mod transcripts;
