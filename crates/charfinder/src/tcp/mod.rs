//! The TCP service: the wire of the book's `tcp_charfinder.py`, byte for byte, without its bugs.
//!
//! The rules stand in `conformance/README.md`, with recorded transcripts that the tests play. Where the original floods a
//! client that has closed, drops a session over a long line, or sends four megabytes unasked, this one does not.

mod command;
mod ranked;
mod session;
mod telnet;

use ostler::{Conn, Service, Timeouts, stream};

use crate::Finder;
use crate::console::Console;

/// What a session answers with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TcpState {
    /// Searches, as of some version of Unicode.
    pub finder: Finder,
    /// How many results of a query are sent at most; `None`: all.
    pub results_max: Option<usize>,
    /// Where the lines for the operator go.
    pub console: Console,
}

impl TcpState {
    /// Answers by `finder`, with at most `results_max` results to a query.
    #[must_use]
    pub fn new(finder: Finder, results_max: Option<usize>, console: Console) -> TcpState {
        TcpState { finder, results_max, console }
    }
}

/// The service to give to [`Server::serve`](ostler::Server::serve).
#[must_use]
pub fn service(state: TcpState) -> Service {
    // A person may think before the first word: the idle deadline is enough.
    let timeouts = Timeouts::default().with_first_byte(None);
    stream(move |conn: Conn| session::converse(conn, state.clone())).timeouts(timeouts)
}
