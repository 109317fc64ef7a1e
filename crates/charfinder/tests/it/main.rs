//! charfinder as its users meet it, in one binary: over the wire and on the command line.

mod command;
mod serving;
mod transcripts;
