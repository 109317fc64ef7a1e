//! Where a connection keeps what it has received and not yet handed out.
//!
//! **Invariant:** a connection holds a full-size chunk only while bytes are in it. Reads borrow one from a pool that
//! each thread has, and leaves to the next when it ends; when a read must wait, the chunk goes back, and a partial line that waits for its rest moves to
//! memory of its own size. An idle connection holds no buffer at all.

use std::cell::RefCell;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;

use super::io::Io;

/// The unread bytes of one connection.
#[derive(Debug, Default)]
pub(crate) struct ReadBuffer {
    bytes: Vec<u8>,
    start: usize,
}

impl ReadBuffer {
    pub(crate) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }

    /// Forgets the first `count` unread bytes.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count;
        debug_assert!(self.start <= self.bytes.len(), "consumed more than was unread");
        if self.is_empty() {
            self.give_back();
        }
    }

    /// Takes the first `count` unread bytes out.
    ///
    /// Small pieces are copied, so that a line never pins a chunk more than `PIN_FACTOR_MAX` times its size; what fills
    /// the chunk is handed over whole.
    pub(crate) fn take(&mut self, count: usize) -> Bytes {
        let whole = self.start == 0 && count == self.bytes.len();
        if whole && self.bytes.capacity() <= count.saturating_mul(PIN_FACTOR_MAX) {
            return Bytes::from(std::mem::take(&mut self.bytes));
        }
        let piece = Bytes::copy_from_slice(&self.unread()[..count]);
        self.consume(count);
        piece
    }

    /// Reads once more from `io`, behind what is unread; 0 bytes is the end of the stream.
    pub(crate) fn poll_fill(&mut self, cx: &mut Context<'_>, io: &Io) -> Poll<io::Result<usize>> {
        self.make_room();
        let read = io.poll_read_chunk(cx, &mut self.bytes);
        if !matches!(read, Poll::Ready(Ok(1..))) {
            self.shrink();
        }
        read
    }

    /// Makes spare capacity: a pooled chunk when nothing is buffered, else growth by doubling. The caller's line limit
    /// bounds it.
    fn make_room(&mut self) {
        if self.bytes.capacity() == 0 {
            self.bytes = take_chunk();
            return;
        }
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        let unread = self.bytes.len();
        if self.bytes.capacity() < CHUNK_BYTES && unread <= CHUNK_BYTES / 2 {
            let mut chunk = take_chunk();
            chunk.extend_from_slice(&self.bytes);
            self.bytes = chunk;
        } else if unread == self.bytes.capacity() {
            self.bytes.reserve(unread);
        }
    }

    /// Before a wait, and at the end: no chunk without bytes, and no big chunk for a few of them.
    fn shrink(&mut self) {
        let unread = self.bytes.len() - self.start;
        if unread == 0 {
            self.give_back();
        } else if unread.saturating_mul(PIN_FACTOR_MAX) < self.bytes.capacity() {
            let kept = self.unread().to_vec();
            self.give_back();
            self.bytes = kept;
        }
    }

    fn give_back(&mut self) {
        self.start = 0;
        put_chunk(std::mem::take(&mut self.bytes));
    }
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool(Vec::new())) };
}

/// What threads that have ended leave to the next. A thread for each connection would otherwise get a chunk of its own from
/// the system, and scatter what it touches over the memory of the process.
static LEFT: Mutex<Pool> = Mutex::new(Pool(Vec::new()));

/// Empty chunks of full size.
struct Pool(Vec<Vec<u8>>);

impl Pool {
    fn put(&mut self, chunk: Vec<u8>) {
        if self.0.len() < POOL_CHUNKS_MAX {
            self.0.push(chunk);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            let mut left = lock_left();
            self.0.drain(..).for_each(|chunk| left.put(chunk));
        }
    }
}

fn lock_left() -> MutexGuard<'static, Pool> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_chunk() -> Vec<u8> {
    // A thread that is at its end has no pool any more.
    let own = POOL.try_with(|pool| pool.borrow_mut().0.pop()).unwrap_or_default();
    own.or_else(|| lock_left().0.pop()).unwrap_or_else(|| Vec::with_capacity(CHUNK_BYTES))
}

fn put_chunk(mut chunk: Vec<u8>) {
    if chunk.capacity() != CHUNK_BYTES {
        return;
    }
    chunk.clear();
    let _at_its_end = POOL.try_with(|pool| pool.borrow_mut().put(chunk));
}

/// How much is read at once. Reading up to 64 KiB instead of 16 nearly halves the cost of pipelined 4 KiB messages.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;

/// Chunks that each thread keeps for its next reads, and all those together that have ended: 1 MiB in all.
const POOL_CHUNKS_MAX: usize = 16;

/// A piece that was handed out, or that waits for its rest, keeps at most this many times its size alive.
const PIN_FACTOR_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer_with(bytes: &[u8]) -> ReadBuffer {
        let mut buffer = ReadBuffer::default();
        buffer.make_room();
        buffer.bytes.extend_from_slice(bytes);
        buffer
    }

    #[test]
    fn a_small_piece_does_not_pin_its_chunk() {
        let mut buffer = buffer_with(b"one\ntwo\n");
        assert_eq!(buffer.take(4).as_ref(), b"one\n");
        assert_eq!(buffer.unread(), b"two\n");
        assert_eq!(buffer.bytes.capacity(), CHUNK_BYTES);
    }

    #[test]
    fn a_piece_that_fills_its_chunk_is_handed_over_without_a_copy() {
        let mut buffer = buffer_with(&[7; CHUNK_BYTES]);
        let address = buffer.bytes.as_ptr();
        assert_eq!(buffer.take(CHUNK_BYTES).as_ptr(), address);
        assert_eq!(buffer.bytes.capacity(), 0);
    }

    #[test]
    fn an_empty_buffer_holds_no_memory() {
        let mut buffer = buffer_with(b"line\n");
        buffer.consume(5);
        assert_eq!(buffer.bytes.capacity(), 0);
    }

    #[test]
    fn a_waiting_partial_line_holds_about_its_own_size() {
        let mut buffer = buffer_with(b"half a li");
        buffer.shrink();
        assert_eq!(buffer.unread(), b"half a li");
        assert!(buffer.bytes.capacity() <= 64, "kept {} bytes", buffer.bytes.capacity());
        buffer.make_room();
        assert_eq!(buffer.unread(), b"half a li");
        assert_eq!(buffer.bytes.capacity(), CHUNK_BYTES);
    }

    #[test]
    fn the_end_of_the_stream_holds_no_memory() {
        let (ours, theirs) = crate::conn::MemoryStream::pair();
        theirs.shutdown_write();
        let mut buffer = ReadBuffer::default();
        let mut cx = Context::from_waker(std::task::Waker::noop());
        assert!(matches!(buffer.poll_fill(&mut cx, &Io::Memory(ours)), Poll::Ready(Ok(0))));
        assert_eq!(buffer.bytes.capacity(), 0);
    }

    #[test]
    fn a_full_chunk_grows_behind_what_is_unread() {
        let mut buffer = buffer_with(&[1; CHUNK_BYTES]);
        buffer.make_room();
        assert!(buffer.bytes.capacity() >= 2 * CHUNK_BYTES);
        assert_eq!(buffer.unread().len(), CHUNK_BYTES);
    }
}
