//! What the server and its nursery say to each other, a datagram of a `SOCK_SEQPACKET` pair for each message.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags,
};

/// Server to nursery.
#[derive(Debug)]
pub(super) enum Order {
    /// Fork a child for a job of this listener.
    Fork { slot: u32, listener: u32, connection: u64, job: OrderedJob },
    /// End the child by force, if it is still there.
    Kill { slot: u32 },
    /// An order to fork whose socket did not come through, because the nursery had no descriptor left for it.
    Lost { slot: u32 },
}

/// What a child is to serve.
#[derive(Debug)]
pub(super) enum OrderedJob {
    /// The socket of an accepted connection.
    Connection(OwnedFd),
    /// A datagram, as its listener has packed it.
    Packed(Vec<u8>),
}

/// Nursery to server: the child of that slot is gone, or never came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    pub(super) slot: u32,
    pub(super) fate: ChildFate,
}

/// What became of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildFate {
    Exited,
    /// A signal ended it.
    Signalled(i32),
    /// It was not forked: the nursery could not, or was told to leave it.
    NotForked,
}

/// One attempt to send an order to fork; the payload is a socket or packed bytes.
pub(super) fn send_fork(
    control: BorrowedFd<'_>,
    slot: u32,
    listener: u32,
    connection: u64,
    payload: Payload<'_>,
) -> io::Result<()> {
    let mut head = [0; HEAD_BYTES];
    head[0] = if matches!(payload, Payload::Socket(_)) { FORK_CONNECTION } else { FORK_PACKED };
    head[4..8].copy_from_slice(&slot.to_le_bytes());
    head[8..12].copy_from_slice(&listener.to_le_bytes());
    head[16..24].copy_from_slice(&connection.to_le_bytes());
    let packed = if let Payload::Packed(bytes) = payload { bytes } else { &[] };
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = SendAncillaryBuffer::new(&mut space);
    let sockets;
    if let Payload::Socket(socket) = payload {
        sockets = [socket];
        assert!(rights.push(SendAncillaryMessage::ScmRights(&sockets)), "there is space for one descriptor");
    }
    let parts = [IoSlice::new(&head), IoSlice::new(packed)];
    rustix::net::sendmsg(control, &parts, &mut rights, SEND_FLAGS)?;
    Ok(())
}

/// What goes with an order to fork.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'a> {
    Socket(BorrowedFd<'a>),
    /// At most [`PACKED_BYTES_MAX`] bytes.
    Packed(&'a [u8]),
}

pub(super) fn send_kill(control: BorrowedFd<'_>, slot: u32) -> io::Result<()> {
    let mut head = [0; HEAD_BYTES];
    head[0] = KILL;
    head[4..8].copy_from_slice(&slot.to_le_bytes());
    rustix::net::send(control, &head, SEND_FLAGS)?;
    Ok(())
}

/// The next order; `None` when the server is gone.
pub(super) fn receive_order(control: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<Option<Order>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = RecvAncillaryBuffer::new(&mut space);
    let mut parts = [IoSliceMut::new(buffer)];
    let received = rustix::net::recvmsg(control, &mut parts, &mut rights, RecvFlags::CMSG_CLOEXEC)?;
    let socket = rights.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut sockets) => sockets.next(),
        _ => None,
    });
    if received.bytes == 0 {
        return Ok(None);
    }
    let unreadable = || io::Error::new(io::ErrorKind::InvalidData, "an order that nobody gives");
    if received.bytes < HEAD_BYTES || received.flags.contains(ReturnFlags::TRUNC) {
        return Err(unreadable());
    }
    let (head, packed) = buffer[..received.bytes].split_at(HEAD_BYTES);
    let number = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().expect("four bytes"));
    let job = match (head[0], socket) {
        (KILL, None) => return Ok(Some(Order::Kill { slot: number(4) })),
        (FORK_CONNECTION, None) if received.flags.contains(ReturnFlags::CTRUNC) => {
            return Ok(Some(Order::Lost { slot: number(4) }));
        }
        (FORK_CONNECTION, Some(socket)) => OrderedJob::Connection(socket),
        (FORK_PACKED, None) => OrderedJob::Packed(packed.to_vec()),
        _ => return Err(unreadable()),
    };
    let connection = u64::from_le_bytes(head[16..24].try_into().expect("eight bytes"));
    Ok(Some(Order::Fork { slot: number(4), listener: number(8), connection, job }))
}

/// Waits while the server does not take it.
pub(super) fn send_gone(control: &impl AsFd, gone: Gone) -> io::Result<()> {
    let mut message = [0; GONE_BYTES];
    message[..4].copy_from_slice(&gone.slot.to_le_bytes());
    let fate = match gone.fate {
        ChildFate::Exited => EXITED,
        ChildFate::Signalled(signal) => signal,
        ChildFate::NotForked => NOT_FORKED,
    };
    message[4..].copy_from_slice(&fate.to_le_bytes());
    rustix::net::send(control, &message, SEND_FLAGS)?;
    Ok(())
}

/// What the nursery has to tell; `None` when it is gone itself.
pub(super) fn receive_gone(control: BorrowedFd<'_>) -> io::Result<Option<Gone>> {
    let mut message = [0; GONE_BYTES];
    let (received, _) = rustix::net::recv(control, &mut message, RecvFlags::empty())?;
    if received != GONE_BYTES {
        return Ok(None);
    }
    let slot = u32::from_le_bytes(message[..4].try_into().expect("four bytes"));
    let fate = match i32::from_le_bytes(message[4..].try_into().expect("four bytes")) {
        EXITED => ChildFate::Exited,
        NOT_FORKED => ChildFate::NotForked,
        signal => ChildFate::Signalled(signal),
    };
    Ok(Some(Gone { slot, fate }))
}

const SEND_FLAGS: SendFlags = SendFlags::NOSIGNAL;

const FORK_CONNECTION: u8 = 1;
const FORK_PACKED: u8 = 2;
const KILL: u8 = 3;

/// Fates among the numbers of signals, which begin at 1.
const EXITED: i32 = 0;
const NOT_FORKED: i32 = -1;

pub(super) const HEAD_BYTES: usize = 24;
const GONE_BYTES: usize = 8;

/// The most bytes that go with an order: the largest UDP datagram, and its addresses. The system's default buffer for such
/// sockets is three times as large.
pub(crate) const PACKED_BYTES_MAX: usize = 66_000;

#[cfg(test)]
mod tests {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

    use super::*;

    fn pair() -> (OwnedFd, OwnedFd) {
        socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None).unwrap()
    }

    #[test]
    fn orders_arrive_as_they_were_given() {
        let (server, nursery) = pair();
        let mut buffer = vec![0; HEAD_BYTES + PACKED_BYTES_MAX];
        send_fork(server.as_fd(), 7, 3, u64::MAX, Payload::Socket(nursery.as_fd())).unwrap();
        send_fork(server.as_fd(), 8, 4, 5, Payload::Packed(&[9; PACKED_BYTES_MAX])).unwrap();
        send_fork(server.as_fd(), 8, 4, 5, Payload::Packed(&[])).unwrap();
        send_kill(server.as_fd(), 7).unwrap();
        let order = receive_order(nursery.as_fd(), &mut buffer).unwrap().unwrap();
        let Order::Fork { slot: 7, listener: 3, connection: u64::MAX, job: OrderedJob::Connection(_) } =
            order
        else {
            panic!("{order:?}")
        };
        for length in [PACKED_BYTES_MAX, 0] {
            let order = receive_order(nursery.as_fd(), &mut buffer).unwrap().unwrap();
            let Order::Fork { slot: 8, listener: 4, connection: 5, job: OrderedJob::Packed(bytes) } = order
            else {
                panic!("{order:?}")
            };
            assert_eq!(bytes.len(), length);
        }
        let order = receive_order(nursery.as_fd(), &mut buffer).unwrap().unwrap();
        assert!(matches!(order, Order::Kill { slot: 7 }), "{order:?}");
        drop(server);
        assert!(receive_order(nursery.as_fd(), &mut buffer).unwrap().is_none());
    }

    #[test]
    fn nonsense_is_refused() {
        let (server, nursery) = pair();
        for message in [&[0_u8; 3][..], &[99; HEAD_BYTES]] {
            rustix::net::send(&server, message, SEND_FLAGS).unwrap();
            assert!(receive_order(nursery.as_fd(), &mut [0; 64]).is_err());
        }
    }

    #[test]
    fn the_end_of_a_child_is_told() {
        let (server, nursery) = pair();
        for fate in [ChildFate::Exited, ChildFate::Signalled(9), ChildFate::NotForked] {
            send_gone(&nursery, Gone { slot: 3, fate }).unwrap();
            assert_eq!(receive_gone(server.as_fd()).unwrap(), Some(Gone { slot: 3, fate }));
        }
        drop(nursery);
        assert_eq!(receive_gone(server.as_fd()).unwrap(), None);
    }
}
