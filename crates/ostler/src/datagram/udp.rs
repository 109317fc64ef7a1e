//! A UDP socket: several datagrams for one call, to which address each was sent, and from which one an answer leaves.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use quinn_udp::{RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use rustix::io::Errno;
use rustix::net::SendFlags;

use crate::sys;

/// What the system has to be asked about a UDP socket, and what it can do.
#[derive(Debug)]
pub(super) struct Udp {
    state: UdpSocketState,
    /// Whether the socket is bound to every address: then an answer must be told which one to leave from.
    is_wildcard: bool,
    port: u16,
}

impl Udp {
    pub(super) fn new(fd: &OwnedFd, local: SocketAddr) -> io::Result<Udp> {
        #[cfg(target_os = "linux")]
        let before = (rustix::net::sockopt::ip_mtu_discover(fd), rustix::net::sockopt::ipv6_mtu_discover(fd));
        let state = UdpSocketState::new(UdpSockRef::from(fd))?;
        // What is made for QUIC is undone: a server of any protocol may send more than fits one packet, and nobody here
        // asks for time stamps and traffic classes, which cost time with each datagram.
        #[cfg(target_os = "linux")]
        {
            if let Ok(before) = before.0 {
                rustix::net::sockopt::set_ip_mtu_discover(fd, before)?;
            }
            if let (Ok(before), true) = (before.1, local.is_ipv6()) {
                rustix::net::sockopt::set_ipv6_mtu_discover(fd, before)?;
            }
        }
        for (level, name) in UNWANTED {
            let _unknown_to_this_family = sys::clear_option(fd.as_fd(), *level, *name);
        }
        Ok(Udp { state, is_wildcard: local.ip().is_unspecified(), port: local.port() })
    }

    /// Receives into as many buffers as there are datagrams, or trains of them.
    pub(super) fn receive(
        &self,
        fd: &OwnedFd,
        buffers: &mut [IoSliceMut<'_>],
        metas: &mut [RecvMeta],
    ) -> io::Result<usize> {
        self.state.recv(UdpSockRef::from(fd), buffers, metas)
    }

    /// Sends one datagram, from the address `source` where it matters.
    pub(super) fn send(
        &self,
        fd: &OwnedFd,
        bytes: &[u8],
        destination: SocketAddr,
        source: Option<IpAddr>,
    ) -> io::Result<()> {
        let source = source.filter(|source| self.is_wildcard && is_unicast(*source));
        if source.is_some() {
            let transmit =
                Transmit { destination, ecn: None, contents: bytes, segment_size: None, src_ip: source };
            match self.state.try_send(UdpSockRef::from(fd), &transmit) {
                Err(error) if is_of_source(&error) => {}
                sent => return sent,
            }
        }
        send_to(fd.as_fd(), bytes, destination)
    }

    /// The address that a datagram was sent to.
    pub(super) fn asked(&self, asked: IpAddr) -> SocketAddr {
        SocketAddr::new(asked, self.port)
    }
}

fn send_to(fd: BorrowedFd<'_>, bytes: &[u8], destination: SocketAddr) -> io::Result<()> {
    loop {
        match rustix::net::sendto(fd, bytes, SendFlags::NOSIGNAL, &destination) {
            Ok(_sent_whole) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether an error may be the source's fault: the broadcast address of a network, or one that is no longer ours.
fn is_of_source(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(errno, Some(Errno::INVAL | Errno::NETUNREACH | Errno::ADDRNOTAVAIL))
}

/// Whether an answer can leave from that address.
fn is_unicast(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => !ip.is_multicast() && !ip.is_broadcast() && !ip.is_unspecified(),
        IpAddr::V6(ip) => !ip.is_multicast() && !ip.is_unspecified(),
    }
}

#[cfg(target_os = "linux")]
const UNWANTED: &[(libc::c_int, libc::c_int)] = &[
    (libc::IPPROTO_IPV6, libc::IPV6_DONTFRAG),
    (libc::SOL_SOCKET, libc::SO_TIMESTAMPNS),
    (libc::IPPROTO_IP, libc::IP_RECVTOS),
    (libc::IPPROTO_IPV6, libc::IPV6_RECVTCLASS),
];
#[cfg(target_vendor = "apple")]
const UNWANTED: &[(libc::c_int, libc::c_int)] =
    &[(libc::IPPROTO_IP, libc::IP_DONTFRAG), (libc::IPPROTO_IPV6, libc::IPV6_DONTFRAG)];
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
const UNWANTED: &[(libc::c_int, libc::c_int)] = &[];
