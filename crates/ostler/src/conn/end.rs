//! Ends inside of errors: how a forced end travels through `io::Error`, and what a handler's result says of the end.

use std::io;

use ostler_core::{ConnectionEnd, EndError};

use super::line::ReadError;
use super::state::ConnState;

/// The I/O error that carries `end`; [`end_of`] finds it again.
pub(crate) fn end_error(end: &ConnectionEnd) -> io::Error {
    let kind = if end.is_timeout() { io::ErrorKind::TimedOut } else { io::ErrorKind::ConnectionAborted };
    io::Error::new(kind, end.clone())
}

/// What a write gets after `write_eof`.
pub(super) fn eof_written_error() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, EofWritten)
}

#[derive(Debug, thiserror::Error)]
#[error("the end of the stream was already written")]
struct EofWritten;

/// What a write gets whose peer is gone: one kind of error, whether the system tells of the reset or of what came of it.
pub(super) fn peer_gone_error(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::ConnectionReset, error),
        _ => error,
    }
}

/// How the connection was ended, when `error` comes from a forced end.
pub(crate) fn end_of(error: &io::Error) -> Option<&ConnectionEnd> {
    error.get_ref()?.downcast_ref()
}

/// Sorts what a handler returned into an end.
pub(crate) fn end_of_result(result: crate::Result, state: &ConnState) -> ConnectionEnd {
    let Err(error) = result else {
        return match (state.peer_reset(), state.peer_closed()) {
            (true, _) => ConnectionEnd::Reset,
            (false, true) => ConnectionEnd::PeerClosed,
            (false, false) => ConnectionEnd::Completed,
        };
    };
    end_of_error(error, state.peer_closed())
}

/// Sorts what the handler of a datagram returned into an end.
pub(crate) fn end_of_datagram(result: crate::Result) -> ConnectionEnd {
    result.map_or_else(|error| end_of_error(error, false), |()| ConnectionEnd::Completed)
}

fn end_of_error(error: crate::BoxError, peer_closed: bool) -> ConnectionEnd {
    let io_error = match error.downcast::<ConnectionEnd>() {
        Ok(end) => return *end,
        Err(error) => match error.downcast::<ReadError>() {
            Ok(error) => io::Error::from(*error),
            Err(error) => match error.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(error) => return ConnectionEnd::Error(EndError::new(error)),
            },
        },
    };
    if let Some(end) = end_of(&io_error) {
        return end.clone();
    }
    match io_error.kind() {
        // The handler's own mistake.
        _ if io_error.get_ref().is_some_and(|inner| inner.is::<EofWritten>()) => {
            ConnectionEnd::Error(EndError::new(io_error))
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => ConnectionEnd::Reset,
        // As `read_exact` has it: the handler wanted more than the peer sent.
        io::ErrorKind::UnexpectedEof if peer_closed => ConnectionEnd::PeerClosed,
        _ => ConnectionEnd::Error(EndError::new(io_error)),
    }
}
