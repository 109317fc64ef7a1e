//! Datagram sockets: UDP with its groups and broadcast, and Unix datagram sockets, which share their paths' care with
//! stream listeners.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;

use ostler_core::{Address, InetAddress, UnixAddress, UnixName};
use socket2::{Domain, InterfaceIndexOrAddress, Protocol, Socket, Type};

use super::inet::bind_each;
use super::socket_file::FileRights;
use super::socket_path::SocketPath;
use super::{inet_address, inherited, unix};
use crate::datagram::{Batch, DatagramSocket};
use crate::server::BindError;

/// A bound datagram socket that is not on a runtime yet.
pub(crate) struct BoundDatagram {
    address: Address,
    /// Unlinks the socket's path, before the socket closes.
    path: Option<SocketPath>,
    socket: DatagramSocket,
    /// What was received already, and is to be served first.
    received: Option<Batch>,
}

/// A bound socket on an event loop.
pub(crate) struct OnLoop {
    pub(crate) socket: DatagramSocket,
    /// Dropping it unlinks the socket's path.
    pub(crate) path: Option<SocketPath>,
    pub(crate) received: Option<Batch>,
}

impl BoundDatagram {
    pub(super) fn new(address: Address, socket: DatagramSocket, path: Option<SocketPath>) -> BoundDatagram {
        BoundDatagram { address, path, socket, received: None }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// The socket alone, in a process that was forked: the path belongs to the other one.
    pub(crate) fn into_forked(self) -> DatagramSocket {
        self.path.into_iter().for_each(SocketPath::disown);
        self.socket
    }

    /// Another descriptor of the same socket, on the current runtime.
    pub(crate) fn copy_on_loop(&self) -> io::Result<DatagramSocket> {
        self.socket.try_clone()?.into_loop()
    }

    /// What was received already; to be given back by [`set_received`](BoundDatagram::set_received) as far as it is not served.
    pub(crate) fn take_received(&mut self) -> Option<Batch> {
        self.received.take()
    }

    pub(crate) fn set_received(&mut self, batch: Batch) {
        self.received = Some(batch);
    }

    /// Moves the socket onto the current runtime.
    pub(crate) fn into_loop(self) -> io::Result<OnLoop> {
        Ok(OnLoop { socket: self.socket.into_loop()?, path: self.path, received: self.received })
    }
}

/// Whether this build can receive datagrams at `address`.
pub(crate) fn check(address: &Address) -> Result<(), BindError> {
    match address {
        Address::UnixDatagram(unix) => unix::check(address, unix),
        Address::Udp(_) | Address::Fd(_) | Address::Systemd(_) => Ok(()),
        other => Err(BindError::Unsupported { address: other.clone() }),
    }
}

/// Binds every socket that `address` stands for: a host name or `*` may be several, which share one port.
pub(crate) fn bind(address: &Address) -> Result<Vec<BoundDatagram>, BindError> {
    match address {
        Address::Udp(inet) => bind_udp(address, inet),
        Address::UnixDatagram(unix) => Ok(vec![bind_unix(address, unix)?]),
        Address::Fd(fd) => Ok(vec![inherited::bind_fd_datagram(address, *fd)?]),
        Address::Systemd(name) => inherited::bind_systemd(address, name, inherited::bind_fd_datagram),
        other => Err(BindError::Unsupported { address: other.clone() }),
    }
}

fn bind_udp(address: &Address, inet: &InetAddress) -> Result<Vec<BoundDatagram>, BindError> {
    let bound = bind_each(address, inet, |target| open_udp(target, inet))?;
    let bound = bound.into_iter().map(|(fd, local)| {
        let socket = DatagramSocket::new(fd, true).map_err(|error| BindError::from_io(address, error))?;
        Ok(BoundDatagram::new(udp_address(local, inet), socket, None))
    });
    bound.collect()
}

/// Where a socket is bound, with those options that are carried out on it.
fn udp_address(local: SocketAddr, options: &InetAddress) -> Address {
    let Address::Tcp(mut bound) = inet_address(local, options) else {
        unreachable!("an IP listener has a TCP address");
    };
    bound.multicast = groups_of(local, options).collect();
    bound.interface.clone_from(&options.interface);
    bound.broadcast = options.broadcast;
    Address::Udp(bound)
}

fn groups_of(local: SocketAddr, options: &InetAddress) -> impl Iterator<Item = IpAddr> {
    options.multicast.iter().copied().filter(move |group| group.is_ipv4() == local.is_ipv4())
}

fn open_udp(target: SocketAddr, inet: &InetAddress) -> io::Result<(OwnedFd, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(target), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    if target.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if !inet.multicast.is_empty() {
        // Several programs of a machine may listen to one group. Without a group it would let a second one take the
        // datagrams of the first.
        socket.set_reuse_address(true)?;
    }
    socket.set_broadcast(inet.broadcast.unwrap_or(false))?;
    socket.bind(&target.into())?;
    let local = socket.local_addr()?.as_socket().expect("an IP socket has an IP address");
    join_groups(&socket, local, inet)?;
    Ok((socket.into(), local))
}

/// Joins the groups of the socket's family; the system leaves them when the socket closes.
fn join_groups(socket: &Socket, local: SocketAddr, inet: &InetAddress) -> io::Result<()> {
    let interface = inet.interface.as_deref().map(|name| find_interface(socket, name)).transpose()?;
    // Otherwise Linux delivers what any program of the machine has joined.
    #[cfg(target_os = "linux")]
    if local.is_ipv4() {
        socket.set_multicast_all_v4(false)?;
    } else {
        socket.set_multicast_all_v6(false)?;
    }
    let (index, via) = match interface {
        None => (0, InterfaceIndexOrAddress::Address(Ipv4Addr::UNSPECIFIED)),
        Some(InterfaceIndexOrAddress::Index(index)) => (index, InterfaceIndexOrAddress::Index(index)),
        Some(InterfaceIndexOrAddress::Address(address)) => (0, InterfaceIndexOrAddress::Address(address)),
    };
    match (interface, local.is_ipv4()) {
        (Some(InterfaceIndexOrAddress::Address(address)), true) => socket.set_multicast_if_v4(&address)?,
        (Some(InterfaceIndexOrAddress::Index(index)), true) => send_groups_via(socket, index)?,
        (Some(InterfaceIndexOrAddress::Index(index)), false) => socket.set_multicast_if_v6(index)?,
        (Some(InterfaceIndexOrAddress::Address(_)), false) | (None, _) => {}
    }
    for group in groups_of(local, inet) {
        match group {
            IpAddr::V4(group) => socket.join_multicast_v4_n(&group, &via)?,
            IpAddr::V6(group) => socket.join_multicast_v6(&group, index)?,
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn send_groups_via(socket: &Socket, index: u32) -> io::Result<()> {
    let any = Ipv4Addr::UNSPECIFIED;
    Ok(rustix::net::sockopt::set_ip_multicast_if_with_ifindex(socket, &any, &any, index)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn send_groups_via(_socket: &Socket, _index: u32) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "give the interface by its IPv4 address"))
}

fn find_interface(socket: &Socket, name: &str) -> io::Result<InterfaceIndexOrAddress> {
    if let Ok(address) = name.parse() {
        return Ok(InterfaceIndexOrAddress::Address(address));
    }
    if let Ok(index) = name.parse() {
        return Ok(InterfaceIndexOrAddress::Index(index));
    }
    #[cfg(target_os = "linux")]
    return match rustix::net::netdevice::name_to_index(socket, name) {
        Ok(index) => Ok(InterfaceIndexOrAddress::Index(index)),
        Err(error) => {
            Err(io::Error::new(io::Error::from(error).kind(), format!("no interface is named {name:?}")))
        }
    };
    #[cfg(not(target_os = "linux"))]
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        format!("give the interface {name:?} by its number, on {:?}", socket.r#type()),
    ))
}

fn bind_unix(address: &Address, unix: &UnixAddress) -> Result<BoundDatagram, BindError> {
    let io_error = |error| BindError::from_io(address, error);
    let socket = Socket::new(Domain::UNIX, Type::DGRAM, None).map_err(io_error)?;
    let path = match &unix.name {
        UnixName::Path(path) => {
            let rights = FileRights::resolve(address, unix)?;
            Some(SocketPath::bind(address, path, &socket, &rights)?)
        }
        UnixName::Abstract(name) => {
            bind_abstract(&socket, name).map_err(io_error)?;
            None
        }
    };
    let socket = DatagramSocket::new(socket.into(), true).map_err(io_error)?;
    Ok(BoundDatagram::new(address.clone(), socket, path))
}

#[cfg(target_os = "linux")]
fn bind_abstract(socket: &Socket, name: &[u8]) -> io::Result<()> {
    Ok(rustix::net::bind(socket, &rustix::net::SocketAddrUnix::new_abstract_name(name)?)?)
}

#[cfg(not(target_os = "linux"))]
fn bind_abstract(_socket: &Socket, _name: &[u8]) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "abstract Unix sockets exist on Linux only"))
}
