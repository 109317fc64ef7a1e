//! TCP listeners, and how any IP address is bound: host names and `*` bind all their addresses, with one shared port.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::os::fd::OwnedFd;

use ostler_core::{Address, Host, InetAddress};
use socket2::{Domain, Protocol, Socket, Type};

use super::{BACKLOG_MAX, BoundListener, inet_address};
use crate::server::BindError;

pub(super) fn bind(address: &Address, inet: &InetAddress) -> Result<Vec<BoundListener>, BindError> {
    let bound = bind_each(address, inet, |target| listen(target, inet))?;
    let listener = |(fd, local)| BoundListener::socket(inet_address(local, inet), fd, None);
    Ok(bound.into_iter().map(listener).collect())
}

/// Opens a socket for each address that the host stands for, all with one port; `open` binds it.
pub(super) fn bind_each(
    address: &Address,
    inet: &InetAddress,
    open: impl Fn(SocketAddr) -> io::Result<(OwnedFd, SocketAddr)>,
) -> Result<Vec<(OwnedFd, SocketAddr)>, BindError> {
    let candidates = resolve(address, inet)?;
    for attempt in 1.. {
        match bind_all(&candidates, inet.port, &open) {
            Ok(bound) => return Ok(bound),
            // The port that the system chose for the first address may be taken at another: choose again.
            Err(error)
                if inet.port == 0
                    && candidates.len() > 1
                    && error.kind() == io::ErrorKind::AddrInUse
                    && attempt < SHARED_PORT_ATTEMPTS_MAX => {}
            Err(error) => return Err(BindError::from_io(address, error)),
        }
    }
    unreachable!("the last attempt returns")
}

fn resolve(address: &Address, inet: &InetAddress) -> Result<Vec<SocketAddr>, BindError> {
    let mut found = match &inet.host {
        Host::Any => {
            vec![(Ipv6Addr::UNSPECIFIED, inet.port).into(), (Ipv4Addr::UNSPECIFIED, inet.port).into()]
        }
        Host::Ip(ip) => vec![(*ip, inet.port).into()],
        Host::Name(name) => (name.as_str(), inet.port)
            .to_socket_addrs()
            .map_err(|source| BindError::Resolve { address: address.clone(), source })?
            .collect::<Vec<SocketAddr>>(),
    };
    let mut unique = Vec::with_capacity(found.len());
    found.retain(|candidate| {
        let is_new = !unique.contains(candidate);
        unique.push(*candidate);
        is_new
    });
    Ok(found)
}

fn bind_all(
    candidates: &[SocketAddr],
    port: u16,
    open: impl Fn(SocketAddr) -> io::Result<(OwnedFd, SocketAddr)>,
) -> io::Result<Vec<(OwnedFd, SocketAddr)>> {
    let mut bound = Vec::with_capacity(candidates.len());
    let mut shared_port = port;
    let mut unavailable = None;
    for candidate in candidates {
        let mut target = *candidate;
        target.set_port(shared_port);
        match open(target) {
            Ok((fd, local)) => {
                shared_port = local.port();
                bound.push((fd, local));
            }
            // A machine without IPv6 (or IPv4) still serves the family it has.
            Err(error) if candidates.len() > 1 && is_family_missing(&error) => unavailable = Some(error),
            Err(error) => return Err(error),
        }
    }
    match (bound.is_empty(), unavailable) {
        (true, Some(error)) => Err(error),
        _ => Ok(bound),
    }
}

fn listen(target: SocketAddr, inet: &InetAddress) -> io::Result<(OwnedFd, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_reuse_address(true)?;
    if target.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // Accepted sockets inherit it, which saves a call for each connection.
    socket.set_tcp_nodelay(inet.nodelay.unwrap_or(true))?;
    socket.bind(&target.into())?;
    socket.listen(inet.backlog.and_then(|backlog| i32::try_from(backlog).ok()).unwrap_or(BACKLOG_MAX))?;
    let local = socket.local_addr()?.as_socket().expect("an IP socket has an IP address");
    Ok((socket.into(), local))
}

fn is_family_missing(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error().map(rustix::io::Errno::from_raw_os_error),
        Some(rustix::io::Errno::AFNOSUPPORT | rustix::io::Errno::ADDRNOTAVAIL)
    )
}

/// How often a shared port is chosen anew before the error stands.
const SHARED_PORT_ATTEMPTS_MAX: u32 = 16;
