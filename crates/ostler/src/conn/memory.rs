//! A byte stream in memory, with the semantics of a socket: both ends through `&self`, half-close, reset, and a
//! bounded buffer in each direction, so that back-pressure is real.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// One end of a pair made by [`MemoryStream::pair`].
#[derive(Debug)]
pub(crate) struct MemoryStream {
    incoming: Arc<Pipe>,
    outgoing: Arc<Pipe>,
}

impl MemoryStream {
    /// Two connected ends; each direction holds at most `PIPE_BYTES_MAX` unread bytes.
    pub(crate) fn pair() -> (MemoryStream, MemoryStream) {
        let there = Arc::new(Pipe::default());
        let back = Arc::new(Pipe::default());
        let near = MemoryStream { incoming: Arc::clone(&back), outgoing: Arc::clone(&there) };
        (near, MemoryStream { incoming: there, outgoing: back })
    }

    /// Hands what has arrived, at most `max` bytes, to `take`; 0 bytes is the end of the stream.
    pub(crate) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        max: usize,
        mut take: impl FnMut(&[u8]),
    ) -> Poll<io::Result<usize>> {
        let mut pipe = self.incoming.lock();
        if pipe.bytes.is_empty() {
            return match pipe.state {
                PipeState::Open => {
                    pipe.reader = Some(cx.waker().clone());
                    Poll::Pending
                }
                PipeState::Ended => Poll::Ready(Ok(0)),
                PipeState::Reset => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            };
        }
        let (front, back) = pipe.bytes.as_slices();
        let from_front = front.len().min(max);
        take(&front[..from_front]);
        let from_back = back.len().min(max - from_front);
        if from_back > 0 {
            take(&back[..from_back]);
        }
        let taken = from_front + from_back;
        pipe.bytes.drain(..taken);
        wake(pipe.writer.take());
        Poll::Ready(Ok(taken))
    }

    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut pipe = self.outgoing.lock();
        match pipe.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                pipe.writer = Some(cx.waker().clone());
                Poll::Pending
            }
            written => Poll::Ready(written),
        }
    }

    /// Writes what fits now; `WouldBlock` when nothing does, and nobody is woken later.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.outgoing.lock().write(bytes)
    }

    /// Waits until a read would give something: bytes, the end, or the reset.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut pipe = self.incoming.lock();
        if pipe.bytes.is_empty() && pipe.state == PipeState::Open {
            pipe.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// The other end reads what was written, then the end of the stream.
    pub(crate) fn shutdown_write(&self) {
        self.outgoing.end(PipeState::Ended);
    }

    /// Ends both directions, like `shutdown(2)` with `SHUT_RDWR`.
    pub(crate) fn shutdown_both(&self) {
        self.outgoing.end(PipeState::Ended);
        self.incoming.end(PipeState::Ended);
    }

    /// The other end loses what it has not read and sees a reset.
    pub(crate) fn reset(&self) {
        self.outgoing.lock().bytes.clear();
        self.outgoing.end(PipeState::Reset);
        self.incoming.end(PipeState::Reset);
    }
}

impl Drop for MemoryStream {
    /// As a socket does: what is unread at this end makes the close a reset for the other one.
    fn drop(&mut self) {
        let unread = {
            let mut pipe = self.incoming.lock();
            pipe.reader_gone = true;
            wake(pipe.writer.take());
            !pipe.bytes.is_empty()
        };
        self.outgoing.end(if unread { PipeState::Reset } else { PipeState::Ended });
    }
}

#[derive(Debug, Default)]
struct Pipe(Mutex<PipeInner>);

impl Pipe {
    fn lock(&self) -> MutexGuard<'_, PipeInner> {
        // Nothing panics while the lock is held, so a poisoned one is still consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, state: PipeState) {
        let mut pipe = self.lock();
        if pipe.state == PipeState::Open {
            pipe.state = state;
        }
        wake(pipe.reader.take());
        wake(pipe.writer.take());
    }
}

#[derive(Debug, Default)]
struct PipeInner {
    bytes: VecDeque<u8>,
    state: PipeState,
    reader_gone: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl PipeInner {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.state != PipeState::Open || self.reader_gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let room = PIPE_BYTES_MAX - self.bytes.len();
        if room == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let written = room.min(bytes.len());
        self.bytes.extend(&bytes[..written]);
        wake(self.reader.take());
        Ok(written)
    }
}

/// Open → Ended (the writer finished) or Reset (it went away with unread bytes); both are final.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum PipeState {
    #[default]
    Open,
    Ended,
    Reset,
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// What one direction holds unread before the writer has to wait; the size of a pipe on Linux.
const PIPE_BYTES_MAX: usize = 64 * 1024;
