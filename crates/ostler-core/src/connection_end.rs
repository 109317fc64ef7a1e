//! How a connection ended: one value from which the I/O error, the hook, the log line and the metric label are made.
//!
//! The ends are the framework's. An error of the handler travels in [`ConnectionEnd::Error`] and is shown only
//! through `source()`, so that no text of a peer or a handler gets into a log line by way of `Display`.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::Refusal;
use crate::labels::labels;

/// How a connection ended.
///
/// `Display` is one clause without payload; the cause of [`Error`](Self::Error) is in `source()`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConnectionEnd {
    /// The handler returned without an error.
    Completed,
    /// The peer closed the connection while the handler still wanted something from it.
    PeerClosed,
    /// The peer reset the connection (ECONNRESET, EPIPE).
    Reset,
    /// No byte moved for `limit` while a read was pending.
    Idle {
        /// [`Timeouts::idle`](crate::Timeouts::idle).
        limit: Duration,
    },
    /// The peer sent nothing at all for `limit` after it had connected.
    FirstByteTimeout {
        /// [`Timeouts::first_byte`](crate::Timeouts::first_byte).
        limit: Duration,
    },
    /// The peer took no byte of a pending write for `limit`.
    WriteStall {
        /// [`Timeouts::write_stall`](crate::Timeouts::write_stall).
        limit: Duration,
    },
    /// The peer took so little that more than `limit_bytes` were waiting to be sent.
    WriteOverflow {
        /// How much may wait: [`WRITE_BUFFER_BYTES_MAX_DEFAULT`](crate::WRITE_BUFFER_BYTES_MAX_DEFAULT), unless the
        /// handler set another.
        limit_bytes: usize,
    },
    /// An HTTP/1 request head was not complete `limit` after the server had begun to wait for it.
    HeaderTimeout {
        /// [`Timeouts::http_header`](crate::Timeouts::http_header).
        limit: Duration,
    },
    /// The client was turned away before a handler saw it.
    Refused(Refusal),
    /// The application ended it by its id.
    Killed,
    /// It was idle the longest when a newcomer needed room ([`AtLimit::EvictIdle`](crate::AtLimit::EvictIdle)).
    Evicted,
    /// It still ran when the drain's deadline had come, or when the server was told to abort.
    DrainAborted,
    /// Its handler neither returned nor was ended: the runtime that it ran on was shut down around it.
    Abandoned,
    /// The handler panicked.
    Panicked,
    /// The child process that served it died before the conversation was over.
    Crashed {
        /// The signal that ended it; `None`: it exited by itself.
        signal: Option<i32>,
    },
    /// The handler, or the I/O it did, failed.
    Error(EndError),
}

labels!(ConnectionEnd {
    ConnectionEnd::Completed => "completed",
    ConnectionEnd::PeerClosed => "peer_closed",
    ConnectionEnd::Reset => "reset",
    ConnectionEnd::Idle { .. } => "idle",
    ConnectionEnd::FirstByteTimeout { .. } => "first_byte_timeout",
    ConnectionEnd::WriteStall { .. } => "write_stall",
    ConnectionEnd::WriteOverflow { .. } => "write_overflow",
    ConnectionEnd::HeaderTimeout { .. } => "header_timeout",
    ConnectionEnd::Refused(_) => "refused",
    ConnectionEnd::Killed => "killed",
    ConnectionEnd::Evicted => "evicted",
    ConnectionEnd::DrainAborted => "drain_aborted",
    ConnectionEnd::Abandoned => "abandoned",
    ConnectionEnd::Panicked => "panicked",
    ConnectionEnd::Crashed { .. } => "crashed",
    ConnectionEnd::Error(_) => "error",
});

impl ConnectionEnd {
    /// Whether one of the [`Timeouts`](crate::Timeouts) ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self,
            Self::Idle { .. }
                | Self::FirstByteTimeout { .. }
                | Self::WriteStall { .. }
                | Self::HeaderTimeout { .. }
        )
    }

    /// Whether the server ended it against the handler: a timeout, too much unsent, a kill, an eviction, an
    /// abort.
    ///
    /// A refused client never had a handler, so [`Refused`](Self::Refused) is not forced.
    pub fn is_forced(&self) -> bool {
        self.is_timeout()
            || matches!(
                self,
                Self::WriteOverflow { .. }
                    | Self::Killed
                    | Self::Evicted
                    | Self::DrainAborted
                    | Self::Abandoned
            )
    }
}

impl fmt::Display for ConnectionEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("the handler completed"),
            Self::PeerClosed => f.write_str("the peer closed the connection"),
            Self::Reset => f.write_str("the peer reset the connection"),
            Self::Idle { limit } => write!(f, "no byte moved for {limit:?}"),
            Self::FirstByteTimeout { limit } => write!(f, "the peer sent no first byte within {limit:?}"),
            Self::WriteStall { limit } => write!(f, "the peer took no byte of a write for {limit:?}"),
            Self::WriteOverflow { limit_bytes } => {
                write!(f, "more than {limit_bytes} bytes were waiting for a peer that takes too few")
            }
            Self::HeaderTimeout { limit } => write!(f, "the request head was not complete within {limit:?}"),
            Self::Refused(refusal) => write!(f, "refused, {refusal}"),
            Self::Killed => f.write_str("killed by the application"),
            Self::Evicted => f.write_str("evicted as the longest idle connection"),
            Self::DrainAborted => f.write_str("aborted by the shutdown of the server"),
            Self::Abandoned => f.write_str("abandoned while its handler still ran"),
            Self::Panicked => f.write_str("the handler panicked"),
            Self::Crashed { signal: Some(signal) } => write!(f, "its process was ended by signal {signal}"),
            Self::Crashed { signal: None } => f.write_str("its process exited"),
            Self::Error(_) => f.write_str("the handler failed"),
        }
    }
}

impl Error for ConnectionEnd {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Error(error) => Some(error.error()),
            _ => None,
        }
    }
}

/// The error a handler ended with, shared by the log line, the hook and the record of the connection.
///
/// `Debug` and `Display` are those of the error inside, which may hold what a peer sent: the framework shows
/// neither on its own.
#[derive(Clone)]
pub struct EndError(Arc<dyn Error + Send + Sync>);

impl EndError {
    /// Keeps `error`, which may be any error, a `String` or a `&str`.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// The error itself, to ask for its type or its causes.
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Debug for EndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for EndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    fn every_end() -> Vec<ConnectionEnd> {
        vec![
            ConnectionEnd::Completed,
            ConnectionEnd::PeerClosed,
            ConnectionEnd::Reset,
            ConnectionEnd::Idle { limit: LIMIT },
            ConnectionEnd::FirstByteTimeout { limit: LIMIT },
            ConnectionEnd::WriteStall { limit: LIMIT },
            ConnectionEnd::WriteOverflow { limit_bytes: 1 << 20 },
            ConnectionEnd::HeaderTimeout { limit: LIMIT },
            ConnectionEnd::Refused(Refusal::NotAdmitted),
            ConnectionEnd::Killed,
            ConnectionEnd::Evicted,
            ConnectionEnd::DrainAborted,
            ConnectionEnd::Abandoned,
            ConnectionEnd::Panicked,
            ConnectionEnd::Crashed { signal: Some(11) },
            ConnectionEnd::Error(EndError::new("secret of the peer")),
        ]
    }

    #[test]
    fn labels_follow_the_order_of_the_variants() {
        let labels: Vec<_> = every_end().iter().map(ConnectionEnd::label).collect();
        assert_eq!(labels, ConnectionEnd::LABELS);
        let indexes: Vec<_> = every_end().iter().map(ConnectionEnd::label_index).collect();
        assert_eq!(indexes, (0..ConnectionEnd::COUNT).collect::<Vec<_>>());
    }

    #[test]
    fn forced_ends_are_those_against_the_handler() {
        let labels = |is: fn(&ConnectionEnd) -> bool| {
            every_end().iter().filter(|end| is(end)).map(ConnectionEnd::label).collect::<Vec<_>>()
        };
        let timeouts = ["idle", "first_byte_timeout", "write_stall", "header_timeout"];
        assert_eq!(labels(ConnectionEnd::is_timeout), timeouts);
        let forced: Vec<_> = labels(ConnectionEnd::is_forced);
        let others = ["write_overflow", "killed", "evicted", "drain_aborted", "abandoned"];
        assert_eq!(forced.len(), timeouts.len() + others.len());
        assert!(timeouts.iter().chain(&others).all(|label| forced.contains(label)), "{forced:?}");
    }

    #[test]
    fn display_is_one_clause_without_payload() {
        for end in every_end() {
            let text = end.to_string();
            assert!(!text.contains("secret") && !text.contains('\n') && !text.ends_with('.'), "{text}");
            assert!(text.starts_with(|first: char| first.is_ascii_lowercase()), "{text}");
        }
        assert_eq!(ConnectionEnd::Idle { limit: LIMIT }.to_string(), "no byte moved for 30s");
    }

    #[test]
    fn the_cause_is_the_handlers_own_error() {
        let end = ConnectionEnd::Error(EndError::new(std::io::Error::other("disk on fire")));
        let cause = end.source().unwrap();
        assert_eq!(cause.to_string(), "disk on fire");
        assert!(cause.is::<std::io::Error>());
        assert!(ConnectionEnd::Reset.source().is_none());
        assert_eq!(EndError::new("plain text").to_string(), "plain text");
    }
}
