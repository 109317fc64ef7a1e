//! Addresses: where to listen and where to connect to, as text and as a value.
//!
//! `parse.rs` reads every form, with `scheme.rs` for its beginning and `options.rs` for the query; `print.rs` writes
//! the canonical form, which reads back as the same value. `error.rs` says which part of the input is wrong;
//! `part.rs` is how the parser keeps track of parts. Nothing here resolves a name or opens a socket.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

mod error;
mod options;
mod parse;
mod part;
mod print;
mod scheme;
#[cfg(test)]
mod tests;

pub use error::AddressError;

/// Where to listen, or where to connect to.
///
/// | text | meaning |
/// | --- | --- |
/// | `tcp://host:port`, or only `host:port` | TCP; options `backlog=N`, `nodelay=true` or `false` |
/// | `tls://host:port` | TLS over TCP; the same options |
/// | `udp://host:port` | UDP; options `multicast=GROUP` (several by comma), `interface=eth0`, `broadcast=true` or `false` |
/// | `unix:/path`, `unix:@name` | Unix stream; options `mode=660`, `owner=user`, `group=group` for a path |
/// | `unixgram:/path`, `unixgram:@name` | Unix datagram; the same options |
/// | `fd:3` | an inherited descriptor |
/// | `systemd:name` | a descriptor passed by systemd under a name |
/// | `mem:name` | in memory, within the process |
///
/// A host is an IPv4 address, an IPv6 address in brackets (`[::1]`, `[fe80::1%eth0]`), a name, or `*` for every
/// address of both families. Options follow as a query: `unix:/run/echo.sock?mode=660&group=www`. In paths, names
/// and option values `%` and two hexadecimal digits stand for a byte; `?` and `%` themselves need it (`%3F`, `%25`).
///
/// ```
/// # use ostler_core as ostler;
/// use ostler::Address;
///
/// let address: Address = "localhost:8080".parse()?;
/// assert_eq!(address.to_string(), "tcp://localhost:8080");
///
/// let error = "tcp://localhost:99999".parse::<Address>().unwrap_err();
/// assert_eq!(error.to_string(), r#"port "99999" in "tcp://localhost:99999": allowed are 0 to 65535"#);
/// # Ok::<(), ostler_core::AddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// TCP.
    Tcp(InetAddress),
    /// TLS over TCP.
    Tls(InetAddress),
    /// UDP.
    Udp(InetAddress),
    /// A Unix stream socket.
    Unix(UnixAddress),
    /// A Unix datagram socket.
    UnixDatagram(UnixAddress),
    /// A listening socket inherited under this number, 0 or more.
    Fd(i32),
    /// A listening socket passed by systemd under this `FileDescriptorName=`: 1 to [`SYSTEMD_NAME_BYTES_MAX`]
    /// printable ASCII characters without `:`.
    Systemd(String),
    /// A listener within the process under this name: 1 to [`MEMORY_NAME_BYTES_MAX`] bytes.
    Memory(String),
}

impl Address {
    /// The part of the text before the colon: `tcp`, `unix`, …
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::Tcp(_) => "tcp",
            Self::Tls(_) => "tls",
            Self::Udp(_) => "udp",
            Self::Unix(_) => "unix",
            Self::UnixDatagram(_) => "unixgram",
            Self::Fd(_) => "fd",
            Self::Systemd(_) => "systemd",
            Self::Memory(_) => "mem",
        }
    }
}

impl From<SocketAddr> for Address {
    /// TCP at `address`. The scope of a link-local IPv6 address is kept, as a numeric zone.
    fn from(address: SocketAddr) -> Self {
        let host = match address {
            SocketAddr::V6(v6) if v6.scope_id() != 0 => Host::Name(format!("{}%{}", v6.ip(), v6.scope_id())),
            _ => Host::Ip(address.ip()),
        };
        Self::Tcp(InetAddress::new(host, address.port()))
    }
}

/// A host, a port, and the options of `tcp://` and `tls://` (`backlog`, `nodelay`) or of `udp://` (the others).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InetAddress {
    /// Where.
    pub host: Host,
    /// Which port; 0 lets the system choose one.
    pub port: u16,
    /// How many connections may wait to be accepted, 1 to 2147483647. `None`: the system's maximum (somaxconn).
    pub backlog: Option<u32>,
    /// Whether small writes go out at once (TCP_NODELAY). `None`: they do.
    pub nodelay: Option<bool>,
    /// The multicast groups to join, at most [`MULTICAST_GROUPS_MAX`]. The host is `*`, the unspecified address, or the
    /// only group itself: a socket that is bound to another address gets nothing sent to a group.
    pub multicast: Box<[IpAddr]>,
    /// Where groups are joined and multicast leaves: the name, the number or an IPv4 address of an interface. `None`: where
    /// the system's routes lead.
    pub interface: Option<Box<str>>,
    /// Whether broadcasts may be sent (SO_BROADCAST). `None`: they may not.
    pub broadcast: Option<bool>,
}

impl InetAddress {
    /// `host` and `port` without options.
    pub fn new(host: Host, port: u16) -> Self {
        Self {
            host,
            port,
            backlog: None,
            nodelay: None,
            multicast: Box::default(),
            interface: None,
            broadcast: None,
        }
    }
}

/// The host of an [`InetAddress`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way to name a host")]
pub enum Host {
    /// `*`: every address of both families.
    Any,
    /// An IP address.
    Ip(IpAddr),
    /// A name for the resolver: an ASCII host name of at most [`HOST_NAME_BYTES_MAX`] bytes, or an IPv6 address
    /// with a zone (`fe80::1%eth0`), which only the resolver understands.
    Name(String),
}

/// A Unix socket and the options of its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UnixAddress {
    /// Where.
    pub name: UnixName,
    /// Permissions of the socket's file, 0 to 0o777. `None`: as the umask says.
    pub mode: Option<u32>,
    /// Owner of the file: a user's name or number. `None`: the user of the process.
    pub owner: Option<String>,
    /// Group of the file: a group's name or number. `None`: the group of the process.
    pub group: Option<String>,
}

impl UnixAddress {
    /// `name` without options.
    pub fn new(name: UnixName) -> Self {
        Self { name, mode: None, owner: None, group: None }
    }
}

/// The name of a Unix socket. Either kind has 1 to [`UNIX_NAME_BYTES_MAX`] bytes, none of them NUL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "unix(7) knows these two, and sockets without a name")]
pub enum UnixName {
    /// An absolute path.
    Path(PathBuf),
    /// A name outside the file system (Linux only), without the leading NUL.
    Abstract(Vec<u8>),
}

/// The most bytes of a host name: 253, what RFC 1035's 255 octets on the wire leave for text.
pub const HOST_NAME_BYTES_MAX: usize = 253;
/// The most bytes of a Unix socket's path or abstract name: 107 on Linux, 103 on macOS. One less than `sun_path`
/// holds, for the NUL that ends a path or begins an abstract name.
pub const UNIX_NAME_BYTES_MAX: usize =
    size_of::<libc::sockaddr_un>() - std::mem::offset_of!(libc::sockaddr_un, sun_path) - 1;
/// The most bytes of a systemd descriptor name: 255 (sd_listen_fds_with_names(3)).
pub const SYSTEMD_NAME_BYTES_MAX: usize = 255;
/// The most multicast groups of one address: 20, what Linux lets one socket join (`net.ipv4.igmp_max_memberships`).
pub const MULTICAST_GROUPS_MAX: usize = 20;
/// The most bytes of an in-memory listener's name: 255.
pub const MEMORY_NAME_BYTES_MAX: usize = 255;
