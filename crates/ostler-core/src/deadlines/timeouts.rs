//! The time limits of a connection that a user sets.

use std::time::Duration;

/// How long a peer may take. `None` is no limit.
///
/// ```
/// use std::time::Duration;
/// # use ostler_core as ostler;
/// use ostler::Timeouts;
///
/// let timeouts = Timeouts::default().with_idle(Duration::from_secs(60)).with_first_byte(None);
/// assert_eq!(timeouts.write_stall, Some(Duration::from_secs(30)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// From the accept to the first byte of the peer, detection of the HTTP version included. Default: 30 s.
    pub first_byte: Option<Duration>,
    /// Without a byte moving while a read is pending. Default: 10 min.
    pub idle: Option<Duration>,
    /// Without a byte taken by the peer while a write is pending. Default: 30 s.
    pub write_stall: Option<Duration>,
    /// HTTP/1 only: from when the server waits for a request's head, at the beginning and after each answer, to the head's
    /// last byte. So it also ends kept-alive connections that ask nothing more, unless `idle` is shorter. Default: 30 s.
    pub http_header: Option<Duration>,
}

impl Timeouts {
    /// No limit at all: for tests, and for peers that are trusted.
    pub fn none() -> Self {
        Self { first_byte: None, idle: None, write_stall: None, http_header: None }
    }

    /// Limits the time to the first byte.
    #[must_use]
    pub fn with_first_byte(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.first_byte = limit.into();
        self
    }

    /// Limits the time without a byte while a read is pending.
    #[must_use]
    pub fn with_idle(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.idle = limit.into();
        self
    }

    /// Limits the time a write makes no progress.
    #[must_use]
    pub fn with_write_stall(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.write_stall = limit.into();
        self
    }

    /// Limits the time of an HTTP request head.
    #[must_use]
    pub fn with_http_header(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.http_header = limit.into();
        self
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            first_byte: Some(Duration::from_secs(30)),
            idle: Some(Duration::from_secs(10 * 60)),
            write_stall: Some(Duration::from_secs(30)),
            http_header: Some(Duration::from_secs(30)),
        }
    }
}
