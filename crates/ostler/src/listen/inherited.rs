//! Sockets that the process was started with: `fd:3`, and `systemd:NAME` by the protocol of socket activation.

use std::env;
use std::io;
use std::os::fd::{OwnedFd, RawFd};

use ostler_core::Address;
use socket2::{SockRef, Type};

use super::{AdoptedListener, BoundDatagram, BoundListener};
use crate::server::BindError;
use crate::sys::{FIRST_INHERITED, take_inherited};

pub(super) fn bind_fd(address: &Address, fd: RawFd) -> Result<BoundListener, BindError> {
    let listener = take(fd, Type::STREAM).map_err(|error| BindError::from_io(address, error))?;
    AdoptedListener::from(listener).into_bound()
}

pub(super) fn bind_fd_datagram(address: &Address, fd: RawFd) -> Result<BoundDatagram, BindError> {
    let socket = take(fd, Type::DGRAM).map_err(|error| BindError::from_io(address, error))?;
    AdoptedListener::from(socket).into_bound_datagram()
}

/// Every descriptor that systemd has given that name: a socket unit may have several. Each is bound by `bind`.
pub(super) fn bind_systemd<T>(
    address: &Address,
    name: &str,
    bind: impl Fn(&Address, RawFd) -> Result<T, BindError>,
) -> Result<Vec<T>, BindError> {
    let variable = |name: &str| env::var(name).ok();
    let passed = passed_descriptors(variable, std::process::id());
    let found = passed.and_then(|passed| named(&passed, name));
    let found = found.map_err(|error| BindError::from_io(address, error))?;
    found.into_iter().map(|fd| bind(address, fd)).collect()
}

/// Takes over descriptor `fd`, which must be a listening stream socket or a datagram socket, as `kind` says.
fn take(fd: RawFd, kind: Type) -> io::Result<OwnedFd> {
    let taken = take_inherited(fd)?;
    let socket = SockRef::from(&taken);
    let is_wanted = socket.r#type().is_ok_and(|found| found == kind)
        && (kind == Type::DGRAM || socket.is_listener().unwrap_or(false));
    if !is_wanted {
        let wanted = if kind == Type::DGRAM { "a datagram socket" } else { "a listening stream socket" };
        let message = format!("descriptor {fd} is not {wanted}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    // Programs that this one starts do not inherit it in turn.
    socket.set_cloexec(true)?;
    Ok(taken)
}

/// The descriptors passed to this process, with their names, as sd_listen_fds_with_names(3) reads them.
fn passed_descriptors(
    variable: impl Fn(&str) -> Option<String>,
    own_pid: u32,
) -> io::Result<Vec<(String, RawFd)>> {
    let missing = |message: String| Err(io::Error::new(io::ErrorKind::NotFound, message));
    let (Some(pid), Some(count)) = (variable("LISTEN_PID"), variable("LISTEN_FDS")) else {
        return missing(
            "LISTEN_PID and LISTEN_FDS are not set: the process was not started by a socket unit".into(),
        );
    };
    if pid.parse() != Ok(own_pid) {
        return missing(format!("LISTEN_PID is {pid:?}, of another process than this one, {own_pid}"));
    }
    let Some(count) = count.parse().ok().filter(|count| (0..=DESCRIPTORS_MAX).contains(count)) else {
        return missing(format!("LISTEN_FDS is {count:?}: allowed are 0 to {DESCRIPTORS_MAX}"));
    };
    let names = variable("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':').filter(|name| !name.is_empty());
    let descriptors = FIRST_INHERITED..FIRST_INHERITED + count;
    Ok(descriptors.map(|fd| (names.next().unwrap_or(NAME_UNKNOWN).to_owned(), fd)).collect())
}

fn named(passed: &[(String, RawFd)], name: &str) -> io::Result<Vec<RawFd>> {
    let found: Vec<RawFd> = passed.iter().filter(|(passed, _)| passed == name).map(|(_, fd)| *fd).collect();
    if found.is_empty() {
        let names: Vec<&str> = passed.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("no descriptor is named {name:?}: LISTEN_FDNAMES has {names:?}");
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(found)
}

/// What sd_listen_fds_with_names(3) calls a descriptor without a name.
const NAME_UNKNOWN: &str = "unknown";

/// Far above what any unit passes; a larger number is a mistake.
const DESCRIPTORS_MAX: RawFd = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_are_read_as_systemd_writes_them() {
        let check = |variables: &[(&str, &str)], expected: Result<&[(&str, RawFd)], &str>| {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            match (passed_descriptors(variable, 7), expected) {
                (Ok(passed), Ok(expected)) => {
                    let passed: Vec<(&str, RawFd)> =
                        passed.iter().map(|(name, fd)| (name.as_str(), *fd)).collect();
                    assert_eq!(passed, expected, "{variables:?}");
                }
                (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
                (got, _) => panic!("{variables:?}: {got:?}"),
            }
        };
        check(
            &[("LISTEN_PID", "7"), ("LISTEN_FDS", "2"), ("LISTEN_FDNAMES", "web:chat")],
            Ok(&[("web", 3), ("chat", 4)]),
        );
        check(&[("LISTEN_PID", "7"), ("LISTEN_FDS", "1")], Ok(&[("unknown", 3)]));
        check(&[("LISTEN_PID", "7"), ("LISTEN_FDS", "0")], Ok(&[]));
        check(&[], Err("not set"));
        check(&[("LISTEN_PID", "8"), ("LISTEN_FDS", "1")], Err("another process"));
        check(&[("LISTEN_PID", "x"), ("LISTEN_FDS", "1")], Err("another process"));
        check(&[("LISTEN_PID", "7"), ("LISTEN_FDS", "-1")], Err("allowed are 0 to 1024"));
        check(&[("LISTEN_PID", "7"), ("LISTEN_FDS", "99999")], Err("allowed are 0 to 1024"));
    }

    #[test]
    fn a_name_may_stand_for_several() {
        let passed = [("web".to_owned(), 3), ("chat".to_owned(), 4), ("web".to_owned(), 5)];
        assert_eq!(named(&passed, "web").unwrap(), [3, 5]);
        let error = named(&passed, "ssh").unwrap_err().to_string();
        assert_eq!(error, "no descriptor is named \"ssh\": LISTEN_FDNAMES has [\"web\", \"chat\", \"web\"]");
    }

    #[test]
    fn what_is_no_listener_is_refused() {
        for (fd, part) in [(-1, "standard streams"), (2, "standard streams"), (9999, "not open")] {
            let error = take(fd, Type::STREAM).unwrap_err();
            assert!(error.to_string().contains(part), "{fd}: {error}");
        }
    }
}
