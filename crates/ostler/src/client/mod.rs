//! Connecting, as a client, to any address that a server can listen on: async and blocking, streams and datagrams.
//!
//! `open.rs` makes the connection, `tcp.rs` by a race over the addresses of a name, `unix.rs` with patience for a full
//! queue; `stream.rs` and `blocking.rs` are what the user gets, with `incoming.rs` for the bounded reads of both.

mod blocking;
mod datagram;
mod error;
mod incoming;
mod open;
mod options;
mod protocol;
mod stream;
mod tcp;
mod unix;

use ostler_core::Address;

pub use self::blocking::BlockingStream;
pub use self::datagram::{BlockingDatagramClient, DatagramClient};
pub use self::error::{ConnectAttempt, ConnectError};
pub use self::options::ConnectOptions;
pub use self::protocol::{ProtocolClient, connect_protocol};
pub use self::stream::{ClientReadHalf, ClientStream, ClientWriteHalf};

/// Connects to `address`, `tcp://`, `unix:` or `mem:`, within 10 seconds. Other limits by [`ConnectOptions`].
///
/// Of a host name all addresses are tried, IPv6 and IPv4 in turn, 250 ms apart, and the first that answers is taken (RFC 8305).
///
/// ```
/// use ostler::{Conn, Server, connect, stream};
/// use tokio::io::AsyncWriteExt;
///
/// # let rt = tokio::runtime::Runtime::new()?;
/// # rt.block_on(async {
/// let shout = stream(|mut conn: Conn| async move {
///     while let Some(line) = conn.read_line().await? {
///         conn.write_all(&line.to_ascii_uppercase()).await?;
///     }
///     Ok(())
/// });
/// let server = Server::new().serve("mem:shout", shout).start()?;
/// let mut client = connect(&server.addresses()[0]).await?;
/// client.write_all(b"hello\n").await?;
/// let answer = client.read_line().await?.ok_or("no answer")?;
/// assert_eq!(answer.content(), b"HELLO");
/// # Ok::<(), ostler::BoxError>(())
/// # })?;
/// # Ok::<(), ostler::BoxError>(())
/// ```
///
/// # Errors
/// [`ConnectError`], which names every address that was tried.
///
/// # Panics
/// Outside a tokio runtime with its I/O and time drivers.
///
/// # Cancel safety
/// Safe: dropping the future gives up every attempt.
pub async fn connect(address: &Address) -> Result<ClientStream, ConnectError> {
    ConnectOptions::default().connect(address).await
}

/// As [`connect`], for code that blocks: no runtime is needed, not even for `mem:`.
///
/// ```
/// use std::io::Write;
/// use ostler::{BlockingConn, Model, Server, blocking, connect_blocking};
///
/// let shout = blocking(|conn: &mut BlockingConn| {
///     while let Some(line) = conn.read_line()? {
///         conn.write_all(&line.to_ascii_uppercase())?;
///     }
///     Ok(())
/// });
/// let server = Server::new().serve("mem:loud", shout.model(Model::threads(4))).start()?;
/// let mut client = connect_blocking(&server.addresses()[0])?;
/// client.write_all(b"hello\n")?;
/// let answer = client.read_line()?.ok_or("no answer")?;
/// assert_eq!(answer.content(), b"HELLO");
/// # Ok::<(), ostler::BoxError>(())
/// ```
///
/// # Errors
/// As [`connect`].
///
/// # Blocking
/// For at most 10 seconds, and as long as the system's resolver takes for a host name, which cannot be interrupted.
pub fn connect_blocking(address: &Address) -> Result<BlockingStream, ConnectError> {
    ConnectOptions::default().connect_blocking(address)
}

/// A socket that exchanges datagrams with `address`, `udp://` or `unixgram:`, and with nobody else.
///
/// Nothing is sent by this: whether somebody is there shows with the first datagram. Of a host name the first address is
/// taken that the system has a route to.
///
/// # Errors
/// [`ConnectError`], which names every address that was tried.
///
/// # Panics
/// Outside a tokio runtime with its I/O and time drivers.
///
/// # Cancel safety
/// Safe.
pub async fn connect_datagram(address: &Address) -> Result<DatagramClient, ConnectError> {
    ConnectOptions::default().connect_datagram(address).await
}

/// As [`connect_datagram`], for code that blocks.
///
/// # Errors
/// As [`connect_datagram`].
///
/// # Blocking
/// As long as the system's resolver takes for a host name.
pub fn connect_datagram_blocking(address: &Address) -> Result<BlockingDatagramClient, ConnectError> {
    ConnectOptions::default().connect_datagram_blocking(address)
}
