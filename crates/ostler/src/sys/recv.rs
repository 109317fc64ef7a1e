//! `recv(2)` into the unfilled part of a `tokio::io::ReadBuf`, which is uninitialised memory: zeroing it first
//! would cost more than the copy for the short messages that are usual here.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::net::RecvFlags;
use tokio::io::ReadBuf;

/// Receives into what is unfilled in `buffer` and returns how many bytes came: 0 is the end of the stream.
pub(crate) fn recv_into(fd: BorrowedFd<'_>, buffer: &mut ReadBuf<'_>, flags: RecvFlags) -> io::Result<usize> {
    // SAFETY: nothing is written through this slice but by `recv` below, which only initialises bytes and never
    // de-initialises any, as `unfilled_mut` demands.
    let unfilled = unsafe { buffer.unfilled_mut() };
    let ((initialised, _), _) = rustix::net::recv(fd, unfilled, flags)?;
    let received = initialised.len();
    // SAFETY: `recv` has just handed back the first `received` bytes of the unfilled part as initialised.
    unsafe { buffer.assume_init(received) };
    buffer.advance(received);
    Ok(received)
}
