//! How long a client tries to connect.

use std::time::Duration;

use ostler_core::{Address, CONNECT_ATTEMPT_DELAY_DEFAULT};
use tokio::time::Instant;

use super::{
    BlockingDatagramClient, BlockingStream, ClientStream, ConnectError, DatagramClient, datagram, open,
};

/// How to connect, where the defaults of [`connect`](crate::connect) and its like do not fit.
///
/// ```
/// use std::time::Duration;
/// use ostler::{Address, ConnectOptions};
///
/// let address: Address = "mem:nobody-is-there".parse()?;
/// let options = ConnectOptions::default().with_timeout(Duration::from_secs(1));
/// let error = options.connect_blocking(&address).unwrap_err();
/// assert!(error.is_refused());
/// # Ok::<(), ostler::BoxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// From the call to the open connection, resolving a host name included. `None` is no limit but the system's.
    /// Default: 10 s.
    pub timeout: Option<Duration>,
    /// How long an address of a host name has to answer before the next one is tried beside it; at least 10 ms.
    /// Default: 250 ms.
    pub attempt_delay: Duration,
}

impl ConnectOptions {
    /// Limits the time to connect.
    #[must_use]
    pub fn with_timeout(mut self, limit: impl Into<Option<Duration>>) -> ConnectOptions {
        self.timeout = limit.into();
        self
    }

    /// Sets how far apart the addresses of a host name are tried. An hour, say, tries them strictly in turn.
    #[must_use]
    pub fn with_attempt_delay(mut self, delay: Duration) -> ConnectOptions {
        self.attempt_delay = delay;
        self
    }

    /// Connects to `address`. See [`connect`](crate::connect).
    ///
    /// # Errors
    /// [`ConnectError`], which names every address that was tried.
    ///
    /// # Panics
    /// Outside a tokio runtime with its I/O and time drivers.
    ///
    /// # Cancel safety
    /// Safe: dropping the future gives up every attempt.
    pub async fn connect(&self, address: &Address) -> Result<ClientStream, ConnectError> {
        open::open(address, self).await.map(ClientStream::new)
    }

    /// Connects to `address` without a runtime. See [`connect_blocking`](crate::connect_blocking).
    ///
    /// # Errors
    /// As [`connect`](ConnectOptions::connect).
    ///
    /// # Blocking
    /// Until the timeout, and as long as the system's resolver takes for a host name, which cannot be interrupted.
    pub fn connect_blocking(&self, address: &Address) -> Result<BlockingStream, ConnectError> {
        open::open_blocking(address, self).map(BlockingStream::new)
    }

    /// A socket for datagrams to and from `address`. See [`connect_datagram`](crate::connect_datagram).
    ///
    /// # Errors
    /// As [`connect`](ConnectOptions::connect).
    ///
    /// # Panics
    /// Outside a tokio runtime with its I/O and time drivers.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn connect_datagram(&self, address: &Address) -> Result<DatagramClient, ConnectError> {
        datagram::open(address, self).await
    }

    /// A socket for datagrams to and from `address`, without a runtime. See
    /// [`connect_datagram_blocking`](crate::connect_datagram_blocking).
    ///
    /// # Errors
    /// As [`connect`](ConnectOptions::connect).
    ///
    /// # Blocking
    /// As long as the system's resolver takes for a host name.
    pub fn connect_datagram_blocking(
        &self,
        address: &Address,
    ) -> Result<BlockingDatagramClient, ConnectError> {
        datagram::open_blocking(address)
    }

    /// When a connect that begins now has taken too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        // A limit that no clock can hold is none.
        self.timeout.and_then(|timeout| Instant::now().checked_add(timeout))
    }

    /// The error of a connect that took too long.
    pub(super) fn timed_out(&self, address: &Address, attempts: Vec<super::ConnectAttempt>) -> ConnectError {
        let limit = self.timeout.unwrap_or(Duration::MAX);
        ConnectError::TimedOut { address: Box::new(address.clone()), limit, attempts }
    }
}

impl Default for ConnectOptions {
    fn default() -> ConnectOptions {
        ConnectOptions {
            timeout: Some(CONNECT_TIMEOUT_DEFAULT),
            attempt_delay: CONNECT_ATTEMPT_DELAY_DEFAULT,
        }
    }
}

const CONNECT_TIMEOUT_DEFAULT: Duration = Duration::from_secs(10);
