//! The line on which child processes ask the server to stop: each has a copy of the life cycle as it was when the nursery was
//! forked, and moving that would move nothing.
//!
//! A request is one small packet. Asking never waits; a child may ask too much for the server to hear it all, but never so that
//! it hears nothing.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

/// What a child asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StopRequest {
    Drain(Duration),
    Abort,
}

/// Both ends; every process has both, the server reads and the children write.
#[derive(Debug)]
pub(super) struct StopLine {
    server: UnixDatagram,
    children: UnixDatagram,
}

impl StopLine {
    pub(super) fn new() -> io::Result<StopLine> {
        let (server, children) = UnixDatagram::pair()?;
        server.set_nonblocking(true)?;
        children.set_nonblocking(true)?;
        Ok(StopLine { server, children })
    }

    /// Asks the server, from a child.
    pub(super) fn ask(&self, request: StopRequest) {
        // It fails where the server has many requests to read already.
        let _asked_by_others = self.children.send(&request.pack());
    }

    /// The server's end on the current event loop.
    pub(super) fn listener(&self) -> io::Result<StopRequests> {
        let requests = tokio::net::UnixDatagram::from_std(self.server.try_clone()?)?;
        Ok(StopRequests { requests })
    }
}

/// What the children ask for.
pub(super) struct StopRequests {
    requests: tokio::net::UnixDatagram,
}

impl StopRequests {
    /// Waits for the next request. Cancel safe.
    pub(super) async fn next(&self) -> io::Result<StopRequest> {
        loop {
            let mut packet = [0; PACKET_BYTES];
            let length = self.requests.recv(&mut packet).await?;
            if let (PACKET_BYTES, Some(request)) = (length, StopRequest::unpack(packet)) {
                return Ok(request);
            }
        }
    }
}

impl StopRequest {
    fn pack(self) -> [u8; PACKET_BYTES] {
        let (kind, number) = match self {
            StopRequest::Drain(timeout) => (DRAIN, u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)),
            StopRequest::Abort => (ABORT, 0),
        };
        let mut packet = [kind; PACKET_BYTES];
        packet[1..].copy_from_slice(&number.to_ne_bytes());
        packet
    }

    fn unpack([kind, number @ ..]: [u8; PACKET_BYTES]) -> Option<StopRequest> {
        match kind {
            DRAIN => Some(StopRequest::Drain(Duration::from_millis(u64::from_ne_bytes(number)))),
            ABORT => Some(StopRequest::Abort),
            _ => None,
        }
    }
}

/// What is asked for, and a number.
const PACKET_BYTES: usize = 1 + size_of::<u64>();
const DRAIN: u8 = 1;
const ABORT: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_heard() {
        let check = |request: StopRequest, heard: StopRequest| {
            assert_eq!(StopRequest::unpack(request.pack()), Some(heard));
        };
        check(StopRequest::Abort, StopRequest::Abort);
        check(StopRequest::Drain(Duration::ZERO), StopRequest::Drain(Duration::ZERO));
        let drain = StopRequest::Drain(Duration::from_millis(12_345));
        check(drain, drain);
        check(StopRequest::Drain(Duration::MAX), StopRequest::Drain(Duration::from_millis(u64::MAX)));
        assert_eq!(StopRequest::unpack([9; PACKET_BYTES]), None);
    }
}
