//! Connecting to Unix sockets. They connect at once or not at all, except that a stream server whose queue is full is
//! waited for.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use ostler_core::UnixName;
use rustix::net::SocketAddrUnix;
use socket2::{Domain, Socket, Type};
use tokio::time::Instant;

/// Connects a stream on any runtime; waits while the server's queue is full.
pub(super) async fn connect(name: &UnixName) -> io::Result<OwnedFd> {
    let name = address_of(name)?;
    let socket = new_socket(Type::STREAM)?;
    let mut pause = RETRY_PAUSE_FIRST;
    loop {
        match rustix::net::connect(&socket, &name) {
            Ok(()) => return Ok(socket.into()),
            // No event tells when a queue has room again: the system lets only blocking calls wait for that.
            Err(rustix::io::Errno::AGAIN) => tokio::time::sleep(pause).await,
            Err(error) => return Err(error.into()),
        }
        pause = RETRY_PAUSE_MAX.min(pause * 2);
    }
}

/// As [`connect`], in the calling thread: `TimedOut` when the queue is full until `deadline`.
pub(super) fn connect_blocking(name: &UnixName, deadline: Option<Instant>) -> io::Result<OwnedFd> {
    let name = address_of(name)?;
    let socket = new_socket(Type::STREAM)?;
    socket.set_nonblocking(false)?;
    loop {
        // Zero would be no limit.
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        socket.set_write_timeout(left.map(|left| left.max(Duration::from_millis(1))))?;
        match rustix::net::connect(&socket, &name) {
            Ok(()) => {
                socket.set_nonblocking(true)?;
                return Ok(socket.into());
            }
            Err(rustix::io::Errno::AGAIN) => return Err(io::ErrorKind::TimedOut.into()),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A datagram socket that exchanges with `name` alone. On Linux it gets a name of its own, for the answers; elsewhere it
/// only sends.
pub(super) fn connect_datagram(name: &UnixName) -> io::Result<OwnedFd> {
    let name = address_of(name)?;
    let socket = new_socket(Type::DGRAM)?;
    #[cfg(target_os = "linux")]
    rustix::net::bind(&socket, &SocketAddrUnix::new_unnamed())?;
    rustix::net::connect(&socket, &name)?;
    Ok(socket.into())
}

fn new_socket(kind: Type) -> io::Result<Socket> {
    let socket = Socket::new(Domain::UNIX, kind, None)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn address_of(name: &UnixName) -> io::Result<SocketAddrUnix> {
    match name {
        UnixName::Path(path) => Ok(SocketAddrUnix::new(path)?),
        #[cfg(target_os = "linux")]
        UnixName::Abstract(name) => Ok(SocketAddrUnix::new_abstract_name(name)?),
        #[cfg(not(target_os = "linux"))]
        UnixName::Abstract(_) => {
            Err(io::Error::new(io::ErrorKind::Unsupported, "abstract Unix sockets exist on Linux only"))
        }
    }
}

/// How long a client waits at first when a queue is full; twice as long each time, up to [`RETRY_PAUSE_MAX`].
const RETRY_PAUSE_FIRST: Duration = Duration::from_millis(1);
/// The longest pause between two looks at a full queue: 32 ms.
const RETRY_PAUSE_MAX: Duration = Duration::from_millis(32);
