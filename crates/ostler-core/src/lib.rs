//! The decisions of the ostler framework: no socket, clock, thread or `async`; time is an argument.
#![forbid(unsafe_code)]
