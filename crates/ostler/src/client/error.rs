//! Why a client could not connect.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use ostler_core::Address;

/// Why [`connect`](crate::connect), [`connect_blocking`](crate::connect_blocking) or their like failed. Nothing stays open
/// after one.
///
/// ```
/// use ostler::{Address, connect_blocking};
///
/// let address: Address = "unix:/run/nobody-is-there.sock".parse()?;
/// let error = connect_blocking(&address).unwrap_err();
/// assert!(error.is_refused() && error.is_transient());
/// assert_eq!(error.to_string(), "cannot connect to unix:/run/nobody-is-there.sock");
/// # Ok::<(), ostler::BoxError>(())
/// ```
#[non_exhaustive]
pub enum ConnectError {
    /// There is no such client for addresses of this kind.
    Unsupported {
        /// The address.
        address: Box<Address>,
        /// The kinds that there is one for.
        allowed: &'static str,
    },
    /// The host name could not be resolved.
    Resolve {
        /// The address with the name.
        address: Box<Address>,
        /// What the resolver said.
        source: io::Error,
    },
    /// Every address was tried, and none answered.
    Failed {
        /// Where the client was to connect to.
        address: Box<Address>,
        /// What was tried for it, in the order of failing; at least one.
        attempts: Vec<ConnectAttempt>,
    },
    /// There was no connection after `limit`.
    TimedOut {
        /// Where the client was to connect to.
        address: Box<Address>,
        /// The timeout of [`ConnectOptions`](crate::ConnectOptions).
        limit: Duration,
        /// What was tried for it until then. None, when the time passed in the resolver.
        attempts: Vec<ConnectAttempt>,
    },
}

/// One address that a client tried in vain.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConnectAttempt {
    /// Where: an address without a name that would have to be resolved.
    pub target: Address,
    /// What the system said; `TimedOut` for an attempt that was still open when the time was up.
    pub error: io::Error,
}

impl ConnectError {
    /// The only attempt, at the address itself, failed.
    pub(super) fn failed(address: &Address, error: io::Error) -> ConnectError {
        let attempts = vec![ConnectAttempt { target: address.clone(), error }];
        ConnectError::Failed { address: Box::new(address.clone()), attempts }
    }

    /// What was tried; empty when it did not come to that.
    #[must_use]
    pub fn attempts(&self) -> &[ConnectAttempt] {
        match self {
            ConnectError::Failed { attempts, .. } | ConnectError::TimedOut { attempts, .. } => attempts,
            ConnectError::Unsupported { .. } | ConnectError::Resolve { .. } => &[],
        }
    }

    /// The time was up: the client's own limit, or the system's for every address.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, ConnectError::TimedOut { .. })
            || self.is_always(|kind| kind == io::ErrorKind::TimedOut)
    }

    /// Nobody listens there: every address refused, or the path does not exist.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let is_refused = |kind| matches!(kind, io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound);
        matches!(self, ConnectError::Failed { .. }) && self.is_always(is_refused)
    }

    /// The same call may succeed later: everything but a lack of rights and an address that no client can use.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let is_final = |kind| {
            matches!(
                kind,
                io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            )
        };
        !matches!(self, ConnectError::Unsupported { .. }) && !self.is_always(is_final)
    }

    /// Whether there were attempts, and each one's error is as `is` says.
    fn is_always(&self, is: impl Fn(io::ErrorKind) -> bool) -> bool {
        let attempts = self.attempts();
        !attempts.is_empty() && attempts.iter().all(|attempt| is(attempt.error.kind()))
    }

    fn kind(&self) -> io::ErrorKind {
        match self {
            ConnectError::Unsupported { .. } => io::ErrorKind::Unsupported,
            ConnectError::Resolve { source, .. } => source.kind(),
            ConnectError::TimedOut { .. } => io::ErrorKind::TimedOut,
            ConnectError::Failed { attempts, .. } => {
                attempts.last().map_or(io::ErrorKind::Other, |attempt| attempt.error.kind())
            }
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectError::Unsupported { address, allowed } => {
                write!(f, "cannot connect to {address}: allowed are {allowed} addresses")
            }
            ConnectError::Resolve { address, .. } => write!(f, "cannot resolve the host of {address}"),
            ConnectError::Failed { address, attempts } => {
                write!(f, "cannot connect to {address}")?;
                write_tried(f, address, attempts)
            }
            ConnectError::TimedOut { address, limit, attempts } => {
                write!(f, "cannot connect to {address} within {limit:?}")?;
                write_tried(f, address, attempts)
            }
        }
    }
}

/// Names what was tried where the address does not say it already. Several errors do not fit into a chain of causes, so
/// they stand here.
fn write_tried(f: &mut fmt::Formatter<'_>, address: &Address, attempts: &[ConnectAttempt]) -> fmt::Result {
    match attempts {
        [] => Ok(()),
        [only] if only.target == *address => Ok(()),
        [only] => write!(f, ": tried {}", only.target),
        several => {
            for (number, attempt) in several.iter().enumerate() {
                f.write_str(if number == 0 { ": tried " } else { "; " })?;
                write!(f, "{}: {}", attempt.target, attempt.error)?;
            }
            Ok(())
        }
    }
}

impl fmt::Debug for ConnectError {
    /// The text and its cause, because a `main` that returns the error prints it so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self.source() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl Error for ConnectError {
    /// The resolver's error, or that of the only attempt.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match (self, self.attempts()) {
            (ConnectError::Resolve { source, .. }, _) => Some(source),
            (ConnectError::Failed { .. }, [only]) => Some(&only.error),
            _ => None,
        }
    }
}

impl From<ConnectError> for io::Error {
    /// For functions that return I/O errors; of several attempts the last one gives the kind.
    fn from(error: ConnectError) -> io::Error {
        io::Error::new(error.kind(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_that_was_tried_is_named_once() {
        let attempt = |target: &str| ConnectAttempt {
            target: format!("tcp://{target}").parse().unwrap(),
            error: io::ErrorKind::ConnectionRefused.into(),
        };
        let failed = |address: &str, tried: &[&str]| ConnectError::Failed {
            address: Box::new(address.parse().unwrap()),
            attempts: tried.iter().map(|target| attempt(target)).collect(),
        };
        let check = |error: ConnectError, expected: &str| assert_eq!(format!("{error:?}"), expected);
        let plain = "cannot connect to tcp://127.0.0.1:7: connection refused";
        check(failed("tcp://127.0.0.1:7", &["127.0.0.1:7"]), plain);
        let name = "cannot connect to tcp://host:7: tried tcp://10.0.0.1:7: connection refused";
        check(failed("tcp://host:7", &["10.0.0.1:7"]), name);
        let several = "cannot connect to tcp://host:7: tried tcp://[::1]:7: connection refused; tcp://10.0.0.1:7: connection refused";
        check(failed("tcp://host:7", &["[::1]:7", "10.0.0.1:7"]), several);
        let late = ConnectError::TimedOut {
            address: Box::new("tcp://host:7".parse().unwrap()),
            limit: Duration::from_secs(10),
            attempts: vec![attempt("10.0.0.1:7")],
        };
        check(late, "cannot connect to tcp://host:7 within 10s: tried tcp://10.0.0.1:7");
    }

    #[test]
    fn the_predicates_tell_what_to_do_next() {
        let check = |kinds: &[io::ErrorKind], timeout: bool, refused: bool, transient: bool| {
            let target: Address = "mem:name".parse().unwrap();
            let attempts =
                kinds.iter().map(|kind| ConnectAttempt { target: target.clone(), error: (*kind).into() });
            let error =
                ConnectError::Failed { address: Box::new(target.clone()), attempts: attempts.collect() };
            let told = (error.is_timeout(), error.is_refused(), error.is_transient());
            assert_eq!(told, (timeout, refused, transient), "{kinds:?}");
        };
        use io::ErrorKind::{ConnectionRefused, HostUnreachable, NotFound, PermissionDenied, TimedOut};
        check(&[ConnectionRefused], false, true, true);
        check(&[NotFound], false, true, true);
        check(&[ConnectionRefused, HostUnreachable], false, false, true);
        check(&[TimedOut, TimedOut], true, false, true);
        check(&[PermissionDenied], false, false, false);
        check(&[PermissionDenied, ConnectionRefused], false, false, true);
    }
}
