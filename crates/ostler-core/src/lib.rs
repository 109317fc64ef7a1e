//! The decisions of the ostler framework: no socket, clock, thread or `async`; time is an argument.
//!
//! Every type here is a value or a small state machine: input goes into a `handle_…` method together with `now`, and
//! what to do comes back as an answer. Whoever calls does the work, so each rule can be tested without a network
//! and with a clock that is moved by hand.
//!
//! | question | decided by |
//! | --- | --- |
//! | where to listen | [`Address`] |
//! | what an `accept` error means | [`triage_accept_error`], [`RetryBudget`], [`AcceptPause`] |
//! | what an error of receiving datagrams means | [`triage_receive_error`], with the same budget and pauses |
//! | who gets in | [`Admission`], set up by [`Limits`]; peers are told apart by [`PeerKey`] |
//! | how long to wait for a peer | [`ReadDeadline`], [`WriteDeadline`], set up by [`Timeouts`] |
//! | which of a name's addresses a client tries, and when | [`ConnectRace`] |
//! | where a line or frame ends | [`Framer`] |
//! | when a writer has to pause | [`WaterMarks`] |
//! | how a connection ended | [`ConnectionEnd`] |
//! | how the server stops | [`LifeCycle`], reported by [`ShutdownReport`] |
#![forbid(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod accept_error;
mod address;
mod admission;
mod connect_race;
mod connection_end;
mod deadlines;
mod framing;
mod labels;
mod life_cycle;
mod limits;
mod peer_key;
mod receive_error;
mod refusal;
mod shutdown_report;
#[cfg(test)]
mod test_clock;
mod water_marks;

pub use accept_error::{
    ACCEPT_LOG_INTERVAL, ACCEPT_PAUSE_FIRST, ACCEPT_PAUSE_MAX, ACCEPT_RETRIES_MAX, AcceptPause,
    AcceptVerdict, PauseStep, RetryBudget, triage_accept_error,
};
pub use address::{
    Address, AddressError, HOST_NAME_BYTES_MAX, Host, InetAddress, MEMORY_NAME_BYTES_MAX,
    MULTICAST_GROUPS_MAX, SYSTEMD_NAME_BYTES_MAX, UNIX_NAME_BYTES_MAX, UnixAddress, UnixName,
};
pub use admission::{Admission, ListenerIndex, Room, ServiceIndex};
pub use connect_race::{
    CONNECT_ATTEMPT_DELAY_DEFAULT, CONNECT_ATTEMPT_DELAY_MIN, CONNECT_TARGETS_MAX, ConnectRace, RaceAction,
};
pub use connection_end::{ConnectionEnd, EndError};
pub use deadlines::{
    CLOSE_DISCARD_BYTES_MAX, CLOSE_LINGER, END_GRACE, Expiry, ReadDeadline, Timeouts, WriteDeadline,
};
pub use framing::{Framer, Framing, LINE_BYTES_MAX_DEFAULT};
pub use life_cycle::{ABORT_GRACE, ABORT_WAIT, LifeAction, LifeCycle, LifeEvent, ServerState};
pub use limits::{AtLimit, AtPeerLimit, Limits, connections_default};
pub use peer_key::PeerKey;
pub use receive_error::triage_receive_error;
pub use refusal::Refusal;
pub use shutdown_report::{ShutdownReport, ShutdownTally};
pub use water_marks::{
    WRITE_BUFFER_BYTES_MAX_DEFAULT, WRITE_BUFFER_HIGH_DEFAULT, WaterMarks, WaterMarksError,
};
