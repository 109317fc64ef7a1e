//! The other side of one connection of the program under test.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use rustix::net::SendFlags;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::Wrong;

/// An open connection. Its sending goes on by itself, in order; its reading is asked for.
pub(crate) struct Peer {
    stream: Arc<TcpStream>,
    sending: Option<JoinHandle<()>>,
}

impl Peer {
    pub(crate) fn new(stream: TcpStream) -> Result<Peer, Wrong> {
        stream.set_nodelay(true)?;
        Ok(Peer { stream: Arc::new(stream), sending: None })
    }

    /// Sends in one call what fits now, so that it comes in one piece; the rest while other steps are taken.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let mut sent = 0;
        if self.sending.is_none() {
            // Past tokio, which would first have to be told that the socket is ready.
            match rustix::net::send(&*self.stream, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Ok(count) => sent = count,
                Err(rustix::io::Errno::AGAIN) => {}
                // A connection that is gone takes nothing.
                Err(_) => return,
            }
        }
        if sent < bytes.len() {
            let (stream, rest) = (Arc::clone(&self.stream), bytes[sent..].to_vec());
            self.afterwards(async move { send_all(&stream, &rest).await });
        }
    }

    /// Closes the sending side behind what was sent before.
    pub(crate) fn half_close(&mut self) {
        let stream = Arc::clone(&self.stream);
        self.afterwards(async move {
            let _gone = SockRef::from(&*stream).shutdown(std::net::Shutdown::Write);
        });
    }

    /// Closes the connection behind what was sent before; with a reset if asked.
    pub(crate) async fn close(mut self, is_reset: bool) -> Result<(), Wrong> {
        if let Some(sending) = self.sending.take() {
            sending.await?;
        }
        if is_reset {
            // Throws away what is unsent and sends RST.
            SockRef::from(&*self.stream).set_linger(Some(Duration::ZERO))?;
        }
        Ok(())
    }

    /// Exactly `expected` comes.
    pub(crate) async fn receive(&self, expected: &[u8]) -> Result<(), Wrong> {
        let mut received = Vec::with_capacity(expected.len());
        while received.len() < expected.len() {
            if self.read(&mut received, expected.len()).await? == 0 {
                return Err(format!("the connection ended after {}", shown(&received)).into());
            }
        }
        if received != expected {
            return Err(format!("{} came, not {}", shown(&received), shown(expected)).into());
        }
        Ok(())
    }

    /// `expected` comes, in pieces of 1 to `bytes_max` bytes with `before` in front of each.
    pub(crate) async fn receive_cut(
        &self,
        before: &[u8],
        bytes_max: usize,
        expected: &[u8],
    ) -> Result<(), Wrong> {
        let received_max = expected.len() * (1 + before.len());
        let mut received = Vec::new();
        loop {
            let count = self.read(&mut received, received_max).await?;
            // Only with all its bytes and a prefix can the answer be complete.
            if received.len() > expected.len() {
                let pieces = split(&received, before);
                if pieces.concat() == expected {
                    return check_cut(&pieces, bytes_max);
                }
            }
            if count == 0 {
                return Err(format!("{} bytes are not what was expected", received.len()).into());
            }
        }
    }

    /// The end of the stream comes, and nothing before it.
    pub(crate) async fn end(&self, or_reset: bool) -> Result<(), Wrong> {
        let mut rest = Vec::new();
        match self.read(&mut rest, READ_BYTES).await {
            Ok(0) => Ok(()),
            Ok(_) => Err(format!("{} came instead of the end", shown(&rest)).into()),
            Err(error) if or_reset && error.kind() == ErrorKind::ConnectionReset => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads once; `received` gets no longer than `bytes_max`. Zero at the end, and when there is no room.
    async fn read(&self, received: &mut Vec<u8>, bytes_max: usize) -> std::io::Result<usize> {
        let mut buffer = vec![0; READ_BYTES.min(bytes_max - received.len())];
        loop {
            self.stream.readable().await?;
            match self.stream.try_read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
                Ok(count) => {
                    received.extend_from_slice(&buffer[..count]);
                    return Ok(count);
                }
            }
        }
    }

    /// Has `action` done when all that was sent before has been taken.
    fn afterwards(&mut self, action: impl Future<Output = ()> + Send + 'static) {
        let earlier = self.sending.take();
        self.sending = Some(tokio::spawn(async move {
            if let Some(earlier) = earlier {
                earlier.await.expect("sending does not panic");
            }
            action.await;
        }));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(sending) = &self.sending {
            sending.abort();
        }
    }
}

/// Sends until all is taken, or the connection is gone.
async fn send_all(stream: &TcpStream, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        if stream.writable().await.is_err() {
            return;
        }
        match stream.try_write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// What stands between the places of `mark`.
fn split<'a>(mut bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while let Some(at) = bytes.windows(mark.len()).position(|window| window == mark) {
        pieces.push(&bytes[..at]);
        bytes = &bytes[at + mark.len()..];
    }
    pieces.push(bytes);
    pieces
}

/// The first piece is what stands before the first mark: nothing.
fn check_cut(pieces: &[&[u8]], bytes_max: usize) -> Result<(), Wrong> {
    let lengths: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
    match lengths.split_first() {
        Some((0, rest)) if rest.iter().all(|length| (1..=bytes_max).contains(length)) => Ok(()),
        _ => Err(format!("cut into {lengths:?}").into()),
    }
}

/// Bytes as a message shows them.
fn shown(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(SHOWN_BYTES_MAX)];
    let rest = if head.len() < bytes.len() { format!("… ({} bytes)", bytes.len()) } else { String::new() };
    format!("\"{}\"{rest}", head.escape_ascii())
}

const READ_BYTES: usize = 64 * 1024;
const SHOWN_BYTES_MAX: usize = 2000;
