//! Who is at an end of a connection.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ostler_core::PeerKey;

/// An end of a connection: the peer's, or our own.
///
/// A Unix client has no address, but credentials; a client in memory has only the name it connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Peer {
    /// An IP address and port.
    Inet(SocketAddr),
    /// A Unix socket: its path when it is bound to one, and who is behind it, when the system tells.
    #[non_exhaustive]
    Unix {
        /// The path or `@name` the socket is bound to; clients are rarely bound.
        path: Option<PathBuf>,
        /// The user that connected (Linux: `SO_PEERCRED`, taken at connect time).
        uid: Option<u32>,
        /// The process that connected, where the system tells.
        pid: Option<u32>,
    },
    /// A connection inside this process, made to the named `mem:` address.
    Memory(String),
}

impl Peer {
    /// The IP address and port, when there is one.
    #[must_use]
    pub fn inet(&self) -> Option<SocketAddr> {
        match self {
            Peer::Inet(address) => Some(*address),
            Peer::Unix { .. } | Peer::Memory(_) => None,
        }
    }

    /// The IP address, when there is one. An IPv4 address that came in over an IPv6 socket is given as IPv4.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        self.inet().map(|address| address.ip().to_canonical())
    }

    /// What this peer is counted under by the limit for each peer.
    pub(crate) fn key(&self) -> PeerKey {
        match self {
            Peer::Inet(address) => PeerKey::from_ip(address.ip()),
            Peer::Unix { uid: Some(uid), .. } => PeerKey::Uid(*uid),
            Peer::Unix { uid: None, .. } | Peer::Memory(_) => PeerKey::Anonymous,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Peer::Inet(address) => address.fmt(f),
            Peer::Unix { path: Some(path), .. } => write!(f, "unix:{}", path.display()),
            Peer::Unix { path: None, uid: Some(uid), pid: Some(pid) } => {
                write!(f, "unix:uid={uid},pid={pid}")
            }
            Peer::Unix { path: None, uid: Some(uid), pid: None } => write!(f, "unix:uid={uid}"),
            Peer::Unix { path: None, uid: None, .. } => f.write_str("unix:"),
            Peer::Memory(name) => write!(f, "mem:{name}"),
        }
    }
}
