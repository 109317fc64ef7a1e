//! What other tasks and threads act with on a protocol's connection.

use std::fmt;
use std::io::IoSlice;
use std::sync::Arc;

use super::link::Link;
use super::write_error::WriteError;
use crate::conn::Peer;
use crate::server::ConnectionId;

/// A protocol's connection, for other tasks and threads. From [`Transport::handle`](crate::Transport::handle).
///
/// It is cheap to clone and keeps no connection open: when that is gone, writes fail with [`WriteError::Lost`]. Nothing
/// here blocks or calls a callback; writes of different tasks are sent one after the other, never mixed.
///
/// ```
/// use std::sync::Mutex;
/// use ostler::TransportHandle;
///
/// /// Sends `line` to all who keep up; a slow reader misses it instead of holding memory.
/// fn broadcast(members: &Mutex<Vec<TransportHandle>>, line: &[u8]) {
///     let mut members = members.lock().expect("no holder of this lock panics");
///     members.retain(|member| member.is_writing_paused() || member.write(line).is_ok());
/// }
/// # broadcast(&Mutex::default(), b"");
/// ```
#[derive(Clone)]
pub struct TransportHandle {
    link: Arc<Link>,
}

impl TransportHandle {
    pub(super) fn new(link: Arc<Link>) -> TransportHandle {
        TransportHandle { link }
    }

    /// Writes `bytes`, as [`Transport::write`](crate::Transport::write) does.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Blocking
    /// Never: what the system does not take at once is buffered, so heed
    /// [`is_writing_paused`](TransportHandle::is_writing_paused) or wait in [`drain`](TransportHandle::drain).
    pub fn write(&self, bytes: &[u8]) -> Result<(), WriteError> {
        self.link.write(&[IoSlice::new(bytes)])
    }

    /// Tells the peer that nothing more comes, after what is unsent. A second call changes nothing.
    pub fn write_eof(&self) {
        self.link.write_eof();
    }

    /// Closes the connection after what is unsent; nothing more is read.
    pub fn close(&self) {
        self.link.close();
    }

    /// Closes the connection and drops what is unsent.
    pub fn abort(&self) {
        self.link.abort();
    }

    /// Reads no more until [`resume_reading`](TransportHandle::resume_reading), as
    /// [`Transport::pause_reading`](crate::Transport::pause_reading) does; what is being delivered still is.
    ///
    /// With it, a protocol that passes its data on to another connection lets that one's peer set the pace: the other's
    /// `pause_writing` and `resume_writing` pause and resume the reading here.
    pub fn pause_reading(&self) {
        self.link.pause_reading();
    }

    /// Reads again. Does nothing where reading was not paused, or is over.
    pub fn resume_reading(&self) {
        self.link.resume_reading();
    }

    /// Whether the connection was closed or aborted, or is gone.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.link.is_closing()
    }

    /// Whether more was unsent than the high mark, and is not yet down to the low one.
    #[must_use]
    pub fn is_writing_paused(&self) -> bool {
        self.link.is_above()
    }

    /// How many bytes are unsent; those in the system's own buffer do not count.
    #[must_use]
    pub fn write_buffer_len(&self) -> usize {
        self.link.unsent_len()
    }

    /// Waits while writing is paused: from above the high mark down to the low one. asyncio's `drain`. Any number of
    /// tasks may wait.
    ///
    /// # Errors
    /// [`WriteError::Lost`] when the connection is gone, [`WriteError::Closed`] when it was aborted.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn drain(&self) -> Result<(), WriteError> {
        self.link.wait_eased().await
    }

    /// Who is at the other end; known after the connection is gone, too.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.link.peer
    }

    /// The address the peer connected to; known after the connection is gone, too. `None` only when it was gone before
    /// this handle was made.
    #[must_use]
    pub fn local(&self) -> Option<&Peer> {
        self.link.local.get()
    }

    /// The number of the connection, unique in its server.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.link.id
    }
}

impl fmt::Debug for TransportHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportHandle")
            .field("id", &self.link.id)
            .field("peer", &self.link.peer)
            .field("is_closing", &self.is_closing())
            .finish_non_exhaustive()
    }
}
