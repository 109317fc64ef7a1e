//! A Unix datagram socket: one datagram for one call, and who has sent it.

use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::path::Path;

use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendFlags, SocketAddrUnix};

use crate::conn::Peer;
use crate::listen::path_of;

/// A datagram that was received into a buffer.
pub(super) struct UnixMessage {
    pub(super) peer: Peer,
    pub(super) len: usize,
    /// How long it was before it was cut, where the system tells.
    pub(super) original_len: Option<usize>,
}

/// Makes the system say with each datagram who has sent it.
pub(super) fn ask_for_credentials(fd: BorrowedFd<'_>) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_socket_passcred(fd, true)?;
    let _nothing_to_ask_elsewhere = fd;
    Ok(())
}

pub(super) fn receive(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<UnixMessage> {
    let room = buffer.len();
    let mut space = [MaybeUninit::uninit(); CONTROL_BYTES];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let received = loop {
        let mut slices = [IoSliceMut::new(buffer)];
        match rustix::net::recvmsg(fd, &mut slices, &mut control, FLAGS) {
            Ok(received) => break received,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    };
    let is_cut = received.flags.contains(ReturnFlags::TRUNC);
    let (uid, pid) = credentials(&mut control);
    Ok(UnixMessage {
        peer: Peer::Unix { path: received.address.and_then(path_of), uid, pid },
        len: received.bytes.min(room),
        original_len: if is_cut && received.bytes <= room { None } else { Some(received.bytes) },
    })
}

/// Who has sent a datagram. Descriptors that nobody asked for, if there was room for any, are closed by this.
#[cfg(target_os = "linux")]
fn credentials(control: &mut RecvAncillaryBuffer<'_>) -> (Option<u32>, Option<u32>) {
    let mut found = (None, None);
    for message in control.drain() {
        if let rustix::net::RecvAncillaryMessage::ScmCredentials(sender) = message {
            found = (Some(sender.uid.as_raw()), u32::try_from(sender.pid.as_raw_nonzero().get()).ok());
        }
    }
    found
}

#[cfg(not(target_os = "linux"))]
fn credentials(control: &mut RecvAncillaryBuffer<'_>) -> (Option<u32>, Option<u32>) {
    control.drain().for_each(drop);
    (None, None)
}

/// Sends one datagram to the socket bound to `path`, where `@` begins an abstract name.
pub(super) fn send(fd: BorrowedFd<'_>, bytes: &[u8], path: &Path) -> io::Result<()> {
    let address = address_of(path)?;
    loop {
        match rustix::net::sendto(fd, bytes, SendFlags::NOSIGNAL, &address) {
            Ok(_sent_whole) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn address_of(path: &Path) -> io::Result<SocketAddrUnix> {
    #[cfg(target_os = "linux")]
    if let Some(name) = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).strip_prefix(b"@") {
        return Ok(SocketAddrUnix::new_abstract_name(name)?);
    }
    Ok(SocketAddrUnix::new(path)?)
}

/// Linux then says how long a datagram was that did not fit.
#[cfg(target_os = "linux")]
const FLAGS: RecvFlags = RecvFlags::TRUNC.union(RecvFlags::CMSG_CLOEXEC);
#[cfg(not(target_os = "linux"))]
const FLAGS: RecvFlags = RecvFlags::empty();

/// Room for the credentials alone, which come first: what else a peer attaches finds none and is closed by the system.
#[cfg(target_os = "linux")]
const CONTROL_BYTES: usize = rustix::cmsg_space!(ScmCredentials(1));
#[cfg(not(target_os = "linux"))]
const CONTROL_BYTES: usize = 0;
