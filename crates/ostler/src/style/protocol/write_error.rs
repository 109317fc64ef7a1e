//! Why a protocol's write was not taken.

use ostler_core::ConnectionEnd;

/// Why bytes were not taken by [`Transport::write`](crate::Transport::write) and its kin. Nothing of them is sent then,
/// or the connection is at its end.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// This side has called `close` or `abort`. A callback may pass it on: the connection still closes as it was told to,
    /// after what is unsent. (In `connection_made` it is an error like any other.)
    #[error("the connection is closing")]
    Closed,
    /// This side has called `write_eof`.
    #[error("the end of the stream was already written")]
    EofWritten,
    /// More than so many bytes would be unsent, because the peer takes too few. The connection ends with
    /// [`ConnectionEnd::WriteOverflow`].
    #[error("more than {limit_bytes} bytes would be unsent")]
    Overflow {
        /// The most that may be unsent, see
        /// [`set_write_buffer_max`](crate::Transport::set_write_buffer_max).
        limit_bytes: usize,
    },
    /// The connection is gone, in this way.
    #[error("the connection is gone")]
    Lost(#[source] ConnectionEnd),
}
