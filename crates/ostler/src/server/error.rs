//! Why a server could not be built.

use std::error::Error;
use std::fmt;
use std::io;

use ostler_core::{Address, AddressError};

/// Why [`check`](crate::Server::check), [`bind`](crate::Server::bind), [`start`](crate::Server::start) or
/// [`run`](crate::Server::run) failed. Nothing stays bound after one.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// An address could not be parsed; nothing was bound.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The address is well-formed, but this version listens on other transports only.
    #[error(
        "cannot listen on {address}: allowed are tcp://, udp://, unix:, unixgram:, mem:, fd: and systemd: addresses"
    )]
    Unsupported {
        /// The address that cannot be served.
        address: Address,
    },
    /// The style cannot be served there, or not under that model.
    #[error("cannot serve {style} at {address} under {model}: {allowed}")]
    IllegalCell {
        /// Where it was to be served.
        address: Box<Address>,
        /// The style of the service.
        style: &'static str,
        /// The name of its model.
        model: &'static str,
        /// What can be served there, or under which models.
        allowed: String,
    },
    /// An option of a Unix address could not be carried out: no such user or group, or no right to give the file away.
    #[error("cannot set {option} of {address}")]
    SocketOption {
        /// The address with the option.
        address: Address,
        /// The option: `mode`, `owner` or `group`.
        option: &'static str,
        /// What is wrong with it, or the system's error.
        source: io::Error,
    },
    /// A setting of a service that its style has no use for.
    #[error("{setting} has no meaning for a {style} service; it is allowed for {allowed}")]
    UnusedSetting {
        /// The setting.
        setting: &'static str,
        /// The style of the service.
        style: &'static str,
        /// The styles that have it.
        allowed: &'static str,
    },
    /// A number that is out of range, like no workers at all.
    #[error("{setting} is {value}: allowed are {allowed}")]
    OutOfRange {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: u64,
        /// What it may be.
        allowed: &'static str,
    },
    /// `serve` was never called, or with no address.
    #[error("nothing to serve: give at least one address to Server::serve")]
    NothingToServe,
    /// The host name could not be resolved.
    #[error("cannot resolve the host of {address}")]
    Resolve {
        /// The address with the name.
        address: Address,
        /// What the resolver said.
        source: io::Error,
    },
    /// Somebody else listens there.
    #[error("cannot listen on {address}: the address is already in use")]
    InUse {
        /// The address that is taken.
        address: Address,
    },
    /// The process may not listen there.
    #[error("cannot listen on {address}: permission denied")]
    PermissionDenied {
        /// The address.
        address: Address,
    },
    /// The system refused for another reason.
    #[error("cannot listen on {address}")]
    Io {
        /// The address.
        address: Address,
        /// The system's error.
        source: io::Error,
    },
    /// A listener given to `serve_listener` cannot be used.
    #[error("cannot adopt the listener")]
    Adopt(#[source] io::Error),
    /// A thread or runtime could not be started.
    #[error("cannot start a runtime")]
    Runtime(#[source] io::Error),
    /// [`Model::Processes`](crate::Model::Processes) was asked for where it cannot be: forking copies one thread alone.
    #[error(
        "cannot fork children: {why}; start or run such a server before any thread or runtime is started"
    )]
    CannotFork {
        /// What stands in the way.
        why: String,
    },
    /// `run` was called inside an async runtime, which it would block.
    #[error("run() blocks and was called inside an async runtime: use start()?.wait().await there")]
    InsideRuntime,
}

impl fmt::Debug for BindError {
    /// The text and its causes, because a `main` that returns the error prints it so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl BindError {
    pub(crate) fn from_io(address: &Address, source: io::Error) -> BindError {
        let address = address.clone();
        match source.kind() {
            io::ErrorKind::AddrInUse => BindError::InUse { address },
            io::ErrorKind::PermissionDenied => BindError::PermissionDenied { address },
            _ => BindError::Io { address, source },
        }
    }
}
