//! What stands under the lock of a [`Link`](super::link::Link): the unsent bytes, their marks, and the way to the end.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use ostler_core::{ConnectionEnd, WaterMarks};
use tokio::io::AsyncWrite;

use super::write_error::WriteError;
use crate::conn::{ConnState, WriteHalf, end_of_result};

/// The sending side of a connection. **Invariant:** without unsent bytes it holds no buffer.
#[derive(Debug, Default)]
pub(super) struct Sending {
    pub(super) unsent: VecDeque<u8>,
    pub(super) marks: WaterMarks,
    pub(super) phase: Phase,
    pub(super) is_reading_paused: bool,
}

/// How far a connection is on its way to the end: Open → HalfClosed → Closing → Aborted → Gone, and any of them may be
/// passed over.
#[derive(Clone, Debug, Default)]
pub(super) enum Phase {
    /// Reads and writes.
    #[default]
    Open,
    /// By `write_eof`: sends what is unsent, then FIN, and still reads.
    HalfClosed { is_fin_sent: bool },
    /// By `close`, or by the peer's end: sends what is unsent and reads no more.
    Closing,
    /// By `abort`: nothing is unsent, and the task is to let go.
    Aborted,
    /// Nothing moves any more.
    Gone(ConnectionEnd),
}

/// How a connection stands, as its task asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Writing is paused.
    pub(super) is_above: bool,
    /// Something is unsent.
    pub(super) has_unsent: bool,
    /// Reading is neither paused nor over by this side.
    pub(super) is_reading: bool,
}

impl Sending {
    pub(super) fn is_closing(&self) -> bool {
        !matches!(self.phase, Phase::Open | Phase::HalfClosed { .. })
    }

    pub(super) fn standing(&self) -> Standing {
        Standing {
            is_above: self.marks.is_above(),
            has_unsent: !self.unsent.is_empty(),
            is_reading: !self.is_reading_paused && !self.is_closing(),
        }
    }

    pub(super) fn check_writable(&self) -> Result<(), WriteError> {
        match &self.phase {
            Phase::Open => Ok(()),
            Phase::HalfClosed { .. } => Err(WriteError::EofWritten),
            Phase::Closing | Phase::Aborted => Err(WriteError::Closed),
            Phase::Gone(end) => Err(WriteError::Lost(end.clone())),
        }
    }

    pub(super) fn write_batch(&mut self, state: &ConnState, batch: &[IoSlice<'_>]) -> Result<(), WriteError> {
        let mut sent = 0;
        let len: usize = batch.iter().map(|slice| slice.len()).sum();
        if self.unsent.is_empty() && len > 0 {
            match state.try_write(batch) {
                Ok(count) => sent = count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    let end = end_of_result(Err(error.into()), state);
                    self.end(Phase::Gone(end.clone()));
                    return Err(WriteError::Lost(end));
                }
            }
        }
        let limit_bytes = self.marks.max();
        if self.unsent.len() + (len - sent) > limit_bytes {
            self.end(Phase::Gone(ConnectionEnd::WriteOverflow { limit_bytes }));
            return Err(WriteError::Overflow { limit_bytes });
        }
        for slice in batch {
            let skipped = sent.min(slice.len());
            sent -= skipped;
            self.unsent.extend(&slice[skipped..]);
        }
        self.marks.handle_len(self.unsent.len());
        Ok(())
    }

    pub(super) fn send_unsent(&mut self, cx: &mut Context<'_>, writer: &mut WriteHalf) {
        if self.unsent.is_empty() {
            return;
        }
        while !self.unsent.is_empty() {
            let (front, back) = self.unsent.as_slices();
            let slices = [IoSlice::new(front), IoSlice::new(back)];
            let count = if back.is_empty() { 1 } else { 2 };
            let sent = match Pin::new(&mut *writer).poll_write_vectored(cx, &slices[..count]) {
                Poll::Ready(Ok(sent @ 1..)) => sent,
                Poll::Ready(Ok(0)) => return self.fail(writer, io::ErrorKind::WriteZero.into()),
                Poll::Ready(Err(error)) => return self.fail(writer, error),
                Poll::Pending => break,
            };
            self.unsent.drain(..sent);
        }
        if self.unsent.is_empty() {
            self.unsent = VecDeque::new();
        }
        self.marks.handle_len(self.unsent.len());
    }

    fn fail(&mut self, writer: &WriteHalf, error: io::Error) {
        self.end(Phase::Gone(end_of_result(Err(error.into()), writer.state())));
    }

    pub(super) fn end(&mut self, phase: Phase) {
        self.unsent = VecDeque::new();
        self.marks.handle_len(0);
        self.phase = phase;
    }
}
