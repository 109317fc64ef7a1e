//! Makes the connection of a client, whatever its transport.

use std::io;
use std::os::fd::AsFd;
use std::pin::pin;

use ostler_core::Address;
use tokio::time::timeout_at;

use super::{ConnectError, ConnectOptions, tcp, unix};
use crate::conn::{Io, Peer, Socket, block_until};
use crate::listen::{connect_memory, remote_of};

/// A connection, and who is at its other end.
pub(super) struct Link {
    pub(super) io: Io,
    pub(super) peer: Peer,
}

/// Connects on the current event loop.
pub(super) async fn open(address: &Address, options: &ConnectOptions) -> Result<Link, ConnectError> {
    match address {
        Address::Tcp(inet) => {
            let (fd, target) = tcp::connect(address, inet, options).await?;
            Ok(Link { io: Io::Socket(Socket::from_registered(fd)), peer: Peer::Inet(target) })
        }
        Address::Unix(unix) => {
            let fd = attempt(address, options, unix::connect(&unix.name)).await?;
            let peer = remote_of(fd.as_fd());
            let socket = Socket::new(fd).map_err(|error| ConnectError::failed(address, error))?;
            Ok(Link { io: Io::Socket(socket), peer })
        }
        Address::Memory(name) => {
            let stream = attempt(address, options, connect_memory(name)).await?;
            Ok(Link { io: Io::Memory(stream), peer: Peer::Memory(name.clone()) })
        }
        other => Err(unsupported(other)),
    }
}

/// Connects in the calling thread.
pub(super) fn open_blocking(address: &Address, options: &ConnectOptions) -> Result<Link, ConnectError> {
    match address {
        Address::Tcp(inet) => {
            let (fd, target) = tcp::connect_blocking(address, inet, options)?;
            Ok(Link { io: Io::from(fd), peer: Peer::Inet(target) })
        }
        Address::Unix(unix) => match unix::connect_blocking(&unix.name, options.deadline()) {
            Ok(fd) => {
                let peer = remote_of(fd.as_fd());
                Ok(Link { io: Io::from(fd), peer })
            }
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                Err(options.timed_out(address, Vec::new()))
            }
            Err(error) => Err(ConnectError::failed(address, error)),
        },
        Address::Memory(name) => {
            let mut connecting = pin!(connect_memory(name));
            match block_until(options.deadline(), |cx| connecting.as_mut().poll(cx)) {
                Some(Ok(stream)) => Ok(Link { io: Io::Memory(stream), peer: Peer::Memory(name.clone()) }),
                Some(Err(error)) => Err(ConnectError::failed(address, error)),
                None => Err(options.timed_out(address, Vec::new())),
            }
        }
        other => Err(unsupported(other)),
    }
}

/// Within this machine there is one attempt, at the address itself.
async fn attempt<T>(
    address: &Address,
    options: &ConnectOptions,
    connecting: impl Future<Output = io::Result<T>>,
) -> Result<T, ConnectError> {
    let connected = match options.deadline() {
        None => connecting.await,
        Some(deadline) => match timeout_at(deadline, connecting).await {
            Ok(connected) => connected,
            Err(_elapsed) => return Err(options.timed_out(address, Vec::new())),
        },
    };
    connected.map_err(|error| ConnectError::failed(address, error))
}

fn unsupported(address: &Address) -> ConnectError {
    ConnectError::Unsupported { address: Box::new(address.clone()), allowed: "tcp://, unix: and mem:" }
}
