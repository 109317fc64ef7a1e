//! A client whose side of the conversation is a protocol.

use std::fmt;

use ostler_core::{Address, ConnectionEnd, Timeouts};

use super::{ConnectError, ConnectOptions, open};
use crate::server::{ConnectionId, Standalone};
use crate::style::{Protocol, protocol_job};

/// Connects to `address` and lets `protocol` converse, as on the server's side; asyncio's `create_connection`. It runs as a
/// task of the current runtime until the connection ends, whether or not anybody waits for that.
///
/// Of the [`Timeouts`] only `write_stall` is set, to its default of 30 s: a client may wait for its server as long as it wants.
///
/// ```
/// use ostler::{Protocol, Result, Server, Transport, connect_protocol, protocol};
///
/// struct Echo;
/// impl Protocol for Echo {
///     fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
///         Ok(transport.write(data)?)
///     }
/// }
///
/// struct Ask;
/// impl Protocol for Ask {
///     fn connection_made(&mut self, transport: &mut Transport) -> Result {
///         Ok(transport.write(b"anybody there?")?)
///     }
///     fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
///         assert_eq!(data, b"anybody there?");
///         transport.close();
///         Ok(())
///     }
/// }
///
/// # let rt = tokio::runtime::Runtime::new()?;
/// # rt.block_on(async {
/// let server = Server::new().serve("mem:ask", protocol(|| Echo)).start()?;
/// let client = connect_protocol(&server.addresses()[0], Ask).await?;
/// assert_eq!(client.wait().await.label(), "completed");
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
pub async fn connect_protocol<P: Protocol>(
    address: &Address,
    protocol: P,
) -> Result<ProtocolClient, ConnectError> {
    ConnectOptions::default().connect_protocol(address, protocol).await
}

impl ConnectOptions {
    /// Connects to `address` and lets `protocol` converse. See [`connect_protocol`].
    ///
    /// # Errors
    /// [`ConnectError`], which names every address that was tried.
    ///
    /// # Panics
    /// Outside a tokio runtime with its I/O and time drivers.
    ///
    /// # Cancel safety
    /// Safe: dropping the future gives up every attempt.
    pub async fn connect_protocol<P: Protocol>(
        &self,
        address: &Address,
        protocol: P,
    ) -> Result<ProtocolClient, ConnectError> {
        let link = open::open(address, self).await?;
        let timeouts = Timeouts::default().with_first_byte(None).with_idle(None);
        let conversation =
            Standalone::start(link.io, link.peer, timeouts, move |conn| protocol_job(conn, protocol));
        Ok(ProtocolClient { conversation })
    }
}

/// The conversation of a client's protocol, from [`connect_protocol`]. Dropping it lets the conversation go on.
pub struct ProtocolClient {
    conversation: Standalone,
}

impl ProtocolClient {
    /// Its number, unique among the protocols of this process's clients.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.conversation.id()
    }

    /// Ends the connection by force: the protocol hears of it in `connection_lost`. Returns whether it was open.
    pub fn kill(&self) -> bool {
        self.conversation.kill()
    }

    /// Waits until the connection has ended, and tells how.
    ///
    /// # Cancel safety
    /// Dropping this future lets the conversation go on.
    pub async fn wait(mut self) -> ConnectionEnd {
        self.conversation.wait().await
    }
}

impl fmt::Debug for ProtocolClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtocolClient").field("id", &self.id()).finish_non_exhaustive()
    }
}
