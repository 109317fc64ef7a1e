//! What an error of receiving a datagram means: the table beside the one of `accept`, with the same verdicts.
//!
//! A datagram socket has many peers, and the system reports here what one of them, or the way to it, has done: an ICMP
//! message, above all. That must never end the endpoint, which serves the others. [`RetryBudget`](crate::RetryBudget) and
//! [`AcceptPause`](crate::AcceptPause) keep the answers to a lasting error from becoming a spin. EWOULDBLOCK is no error
//! and is not handed in.

use crate::AcceptVerdict;

/// The verdict on a `recvmsg` that failed with `errno` (`None`: the error carries no number).
///
/// An errno that is not in the table is answered with [`Pause`](AcceptVerdict::Pause): never a spin, never a dead
/// endpoint.
pub fn triage_receive_error(errno: Option<i32>) -> AcceptVerdict {
    let Some(errno) = errno else { return AcceptVerdict::Pause };
    if RETRY_NOW.contains(&errno) || RETRY_NOW_OF_SYSTEM.contains(&errno) {
        AcceptVerdict::RetryNow
    } else if STOP.contains(&errno) {
        AcceptVerdict::Stop
    } else {
        // ENOBUFS and ENOMEM are what this is for.
        AcceptVerdict::Pause
    }
}

/// What ICMP says of one peer or its network path (`icmp_err_convert` of Linux, ip(7)), and what a datagram that was too
/// long for the path leaves behind. Reading the error takes it off the socket. EINTR is a signal and nobody's fault.
const RETRY_NOW: &[i32] = &[
    libc::EINTR,
    libc::ECONNREFUSED,
    libc::ECONNRESET,
    libc::ECONNABORTED,
    libc::EHOSTDOWN,
    libc::EHOSTUNREACH,
    libc::EMSGSIZE,
    libc::ENETDOWN,
    libc::ENETRESET,
    libc::ENETUNREACH,
    libc::ENOPROTOOPT,
    libc::EOPNOTSUPP,
    libc::EACCES,
    libc::EPERM,
    libc::EPROTO,
    libc::ETIMEDOUT,
];

#[cfg(any(target_os = "linux", target_os = "android"))]
const RETRY_NOW_OF_SYSTEM: &[i32] = &[libc::ENONET];
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const RETRY_NOW_OF_SYSTEM: &[i32] = &[];

/// The descriptor is closed (EBADF) or is no socket (ENOTSOCK).
const STOP: &[i32] = &[libc::EBADF, libc::ENOTSOCK];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ACCEPT_RETRIES_MAX, RetryBudget};

    #[test]
    fn every_errno_of_the_table_has_its_verdict() {
        let check = |verdict: AcceptVerdict, errnos: &[i32]| {
            for &errno in errnos {
                assert_eq!(triage_receive_error(Some(errno)), verdict, "errno {errno}");
            }
        };
        check(
            AcceptVerdict::RetryNow,
            &[
                libc::EINTR,
                libc::ECONNREFUSED,
                libc::ECONNRESET,
                libc::EHOSTUNREACH,
                libc::ENETUNREACH,
                libc::ENETDOWN,
                libc::EMSGSIZE,
                libc::EACCES,
                libc::EPROTO,
            ],
        );
        check(AcceptVerdict::Pause, &[libc::ENOBUFS, libc::ENOMEM]);
        check(AcceptVerdict::Stop, &[libc::EBADF, libc::ENOTSOCK]);
    }

    #[test]
    fn the_unknown_pauses() {
        for errno in [None, Some(0), Some(-1), Some(i32::MAX), Some(libc::EIO), Some(libc::EINVAL)] {
            assert_eq!(triage_receive_error(errno), AcceptVerdict::Pause, "{errno:?}");
        }
    }

    #[test]
    fn a_lasting_error_of_the_network_becomes_a_pause() {
        let mut budget = RetryBudget::new();
        let refused = || triage_receive_error(Some(libc::ECONNREFUSED));
        for _ in 0..ACCEPT_RETRIES_MAX {
            assert_eq!(budget.handle_verdict(refused()), AcceptVerdict::RetryNow);
        }
        assert_eq!(budget.handle_verdict(refused()), AcceptVerdict::Pause);
        budget.handle_success();
        assert_eq!(budget.handle_verdict(refused()), AcceptVerdict::RetryNow);
    }
}
