//! Socket options that neither `rustix` nor `socket2` knows: switches, to be turned off.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// Turns the switch `name` of `level` off.
pub(crate) fn clear_option(fd: BorrowedFd<'_>, level: libc::c_int, name: libc::c_int) -> io::Result<()> {
    let off: libc::c_int = 0;
    let length = size_of_val(&off) as libc::socklen_t;
    // SAFETY: the value pointer and its length are those of `off`, which outlives the call and is only read; the
    // descriptor is open, because it is borrowed.
    let result = unsafe { libc::setsockopt(fd.as_raw_fd(), level, name, (&raw const off).cast(), length) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
