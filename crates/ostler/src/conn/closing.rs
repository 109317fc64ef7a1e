//! The closing step of a connection: the end of our side is sent, then what the peer still sends is thrown away for a
//! while.
//!
//! Closing with unread bytes would send a reset, which can overtake the answer and destroy it (RFC 1122, 4.2.2.13;
//! RFC 9112, 9.6). Both `CLOSE_DISCARD_BYTES_MAX` and `CLOSE_LINGER` bound the step, so a peer that never closes holds up
//! nobody.

use std::io;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::task::Poll;

use ostler_core::{CLOSE_DISCARD_BYTES_MAX, CLOSE_LINGER};
use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::Conn;
use super::io::Direction;
use super::state::ConnState;
use super::thread_wait::block;

impl Conn {
    /// Closes the connection and waits for the peer's end: sends the end of our side (FIN) after all that was written, and
    /// discards what the peer still sends. asyncio's `close` and `wait_closed`.
    ///
    /// Dropping the `Conn` does the same without telling how it went; call this when the rest of the handler is to
    /// happen after it. The wait is bounded: after 1 s, or 64 KiB that nobody wants, the connection is closed whatever
    /// the peer does, and that is no error.
    ///
    /// ```
    /// use ostler::{Conn, stream};
    ///
    /// let farewell = stream(|mut conn: Conn| async move {
    ///     conn.write_all(b"bye\n").await?;
    ///     conn.close().await?;
    ///     // The peer has had its answer, or is gone for good.
    ///     Ok(())
    /// });
    /// # let _ = farewell;
    /// ```
    ///
    /// # Errors
    /// `ConnectionReset` when the peer reset the connection: whether it got everything is not known. `ConnectionAborted` and
    /// `TimedOut`, with the [`ConnectionEnd`](crate::ConnectionEnd) inside, when the server ended it.
    ///
    /// # Cancel safety
    /// Safe: the connection then closes as a dropped one does.
    pub async fn close(self) -> io::Result<()> {
        let state = Arc::clone(self.state());
        state.check_open()?;
        if begin_close(&state) {
            let discarded = discard(&state).await;
            state.check_open()?;
            discarded?;
        }
        state.set_closed();
        Ok(())
    }
}

/// Sends the end of our side. Returns whether something may still come that is to be discarded.
pub(crate) fn begin_close(state: &ConnState) -> bool {
    if state.forced_end().is_some() {
        state.io.shutdown_both();
        return false;
    }
    if state.is_closed() {
        return false;
    }
    state.io.shutdown_write();
    !state.peer_closed()
}

/// Discards what comes until the peer's end, within the bounds of the closing step.
pub(crate) async fn discard(state: &ConnState) -> io::Result<()> {
    let to_the_end = async {
        let mut scratch = [MaybeUninit::uninit(); DISCARD_CHUNK_BYTES];
        let mut discarded = 0;
        while discarded < CLOSE_DISCARD_BYTES_MAX {
            let mut buffer = ReadBuf::uninit(&mut scratch);
            match std::future::poll_fn(|cx| state.io.poll_read(cx, &mut buffer)).await? {
                0 => break,
                count => discarded += count,
            }
        }
        Ok(())
    };
    tokio::time::timeout(CLOSE_LINGER, to_the_end).await.unwrap_or(Ok(()))
}

/// As [`discard`], in this thread.
pub(crate) fn discard_blocking(state: &ConnState) -> io::Result<()> {
    let until = Instant::now() + CLOSE_LINGER;
    let mut scratch = [MaybeUninit::uninit(); DISCARD_CHUNK_BYTES];
    let mut discarded = 0;
    while discarded < CLOSE_DISCARD_BYTES_MAX {
        let received = block(
            &state.io,
            Direction::Read,
            || None,
            |cx| {
                let mut buffer = ReadBuf::uninit(&mut scratch);
                let polled = state.io.poll_read(cx, &mut buffer);
                let is_over = polled.is_pending() && Instant::now() >= until;
                (if is_over { Poll::Ready(Ok(0)) } else { polled }, Some(until))
            },
        )?;
        match received {
            0 => break,
            count => discarded += count,
        }
    }
    Ok(())
}

/// Small, because it stands in the future of each closing connection.
const DISCARD_CHUNK_BYTES: usize = 4096;
