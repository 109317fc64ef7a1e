//! What a client has received and not yet handed out: the bounded reads of both client streams. A server's connection has
//! its own, which also keep its deadlines and counters.

use std::io;
use std::task::{Context, Poll, ready};

use ostler_core::{Framer, Framing, LINE_BYTES_MAX_DEFAULT};
use tokio::io::ReadBuf;

use crate::conn::{Io, Line, ReadBuffer, ReadError};

pub(super) struct Incoming {
    buffer: ReadBuffer,
    framer: Framer,
    /// The end of the stream was read; nothing comes any more.
    at_end: bool,
}

impl Incoming {
    pub(super) fn new() -> Incoming {
        let framer = Framer::new(LINE_BYTES_MAX_DEFAULT);
        Incoming { buffer: ReadBuffer::default(), framer, at_end: false }
    }

    pub(super) fn set_line_limit(&mut self, limit_bytes: usize) {
        self.framer.set_limit_bytes(limit_bytes);
    }

    /// Whether the end of the stream was read, and everything before it.
    pub(super) fn at_eof(&self) -> bool {
        self.at_end && self.buffer.is_empty()
    }

    /// The bytes up to and including whichever of `delimiters` ends first; `None` at the end of the stream.
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
        io: &Io,
        delimiters: &[&[u8]],
    ) -> Poll<Result<Option<Line>, ReadError>> {
        ReadError::check_delimiters(delimiters)?;
        loop {
            match self.framer.handle_buffer_any(self.buffer.unread(), delimiters, self.at_end) {
                Framing::Frame { len } | Framing::Rest { len } => {
                    return Poll::Ready(Ok(Some(Line::new(self.buffer.take(len)))));
                }
                Framing::End => return Poll::Ready(Ok(None)),
                Framing::TooLong { discard } => {
                    self.buffer.consume(discard);
                    return Poll::Ready(Err(ReadError::TooLong { limit_bytes: self.framer.limit_bytes() }));
                }
                Framing::Discard { len } => self.buffer.consume(len),
                Framing::NeedMore => self.at_end = ready!(self.buffer.poll_fill(cx, io))? == 0,
            }
        }
    }

    /// Reads what is there into `target`; nothing is the end of the stream.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        io: &Io,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let buffered = self.buffer.unread();
        if !buffered.is_empty() {
            let count = buffered.len().min(target.remaining());
            target.put_slice(&buffered[..count]);
            self.buffer.consume(count);
            self.framer.restart_search();
        } else if target.remaining() > 0 && !self.at_end {
            self.at_end = ready!(io.poll_read(cx, target))? == 0;
        }
        Poll::Ready(Ok(()))
    }
}
