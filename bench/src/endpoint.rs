//! Where a server under load is reached, and a client's link to it: TCP, a Unix stream, or datagrams of UDP.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Tcp(SocketAddr),
    Unix(PathBuf),
    Udp(SocketAddr),
}

impl Endpoint {
    /// The address in a line such as `listening on tcp://127.0.0.1:7`.
    pub(crate) fn listening(line: &str) -> Option<Self> {
        let address = line.strip_prefix("listening on ")?;
        let (scheme, rest) = address.split_once(':')?;
        let socket = || rest.strip_prefix("//")?.parse().ok();
        match scheme {
            "tcp" => socket().map(Self::Tcp),
            "udp" => socket().map(Self::Udp),
            // Options of the address, as ostler prints them, are no part of the path.
            "unix" => Some(Self::Unix(rest.split('?').next()?.into())),
            _ => None,
        }
    }

    /// A link whose every operation ends within `limit`.
    pub(crate) fn connect(&self, limit: Duration) -> io::Result<Link> {
        Ok(match self {
            Self::Tcp(address) => {
                let stream = TcpStream::connect_timeout(address, limit)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(limit))?;
                stream.set_write_timeout(Some(limit))?;
                Link::Tcp(stream)
            }
            Self::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(limit))?;
                stream.set_write_timeout(Some(limit))?;
                Link::Unix(stream)
            }
            Self::Udp(address) => {
                let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
                socket.connect(address)?;
                socket.set_read_timeout(Some(limit))?;
                socket.set_write_timeout(Some(limit))?;
                Link::Udp(socket)
            }
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "tcp://{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Udp(address) => write!(f, "udp://{address}"),
        }
    }
}

/// A client's side of a connection. Over UDP a write is a datagram, and a read takes one.
#[derive(Debug)]
pub(crate) enum Link {
    Tcp(TcpStream),
    Unix(UnixStream),
    Udp(UdpSocket),
}

impl Link {
    /// Tells the server that nothing more comes. Datagrams have no such end.
    pub(crate) fn end(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
            Self::Udp(_) => Ok(()),
        }
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            Self::Unix(stream) => stream.read(buffer),
            Self::Udp(socket) => socket.recv(buffer),
        }
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            Self::Unix(stream) => stream.write(bytes),
            Self::Udp(socket) => socket.send(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_read_from_what_servers_print() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(Endpoint::listening(line).map(|endpoint| endpoint.to_string()).as_deref(), expected);
        };
        check("listening on tcp://127.0.0.1:7", Some("tcp://127.0.0.1:7"));
        check("listening on udp://[::1]:7", Some("udp://[::1]:7"));
        check("listening on unix:/run/echo.sock", Some("unix:/run/echo.sock"));
        check("listening on unix:/run/echo.sock?mode=660", Some("unix:/run/echo.sock"));
        check("listening on tcp://127.0.0.1", None);
        check("listening on mem:echo", None);
        check("tcp://127.0.0.1:7", None);
    }
}
