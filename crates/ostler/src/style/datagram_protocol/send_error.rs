//! Why a protocol's datagram was not sent.

use std::io;

/// Why a datagram was not taken by [`DatagramTransport::send_to`](crate::DatagramTransport::send_to) and its kin. The
/// endpoint goes on in any case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The endpoint was closed.
    #[error("the endpoint is closing")]
    Closed,
    /// More than so many bytes would be unsent: the datagram is dropped.
    #[error("more than {limit_bytes} bytes would be unsent")]
    Overflow {
        /// The most that may be unsent, see
        /// [`set_write_buffer_max`](crate::DatagramTransport::set_write_buffer_max).
        limit_bytes: usize,
    },
    /// The system refused it: too long (`EMSGSIZE`), no route, a peer without a name, another peer than the socket's own.
    #[error("the datagram cannot be sent")]
    Failed(#[source] io::Error),
}
