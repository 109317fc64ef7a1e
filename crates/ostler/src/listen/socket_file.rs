//! The file of a bound Unix socket: who it belongs to and what others may do with it.
//!
//! Names of users and groups become numbers here, once, before anything is bound. Rights are given to the file that
//! was bound and held, never to a path: in a folder where others may write, the path may lead elsewhere by then.

use std::fs;
use std::io;
use std::path::Path;

use nix::unistd;
use ostler_core::{Address, UnixAddress};
use rustix::fs::{AtFlags, FileType, Gid, Mode, Uid};

use crate::server::BindError;

/// The options `mode`, `owner` and `group` of an address, with names turned into numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileRights {
    mode: Option<u32>,
    owner: Option<Uid>,
    group: Option<Gid>,
}

impl FileRights {
    /// Looks the names up; the error says which one the system does not know.
    pub(super) fn resolve(address: &Address, unix: &UnixAddress) -> Result<FileRights, BindError> {
        let owner = unix.owner.as_deref().map(user_id).transpose();
        let owner = owner.map_err(|source| option_error(address, "owner", source))?;
        let group = unix.group.as_deref().map(group_id).transpose();
        let group = group.map_err(|source| option_error(address, "group", source))?;
        Ok(FileRights { mode: unix.mode, owner, group })
    }

    /// The rights that a socket is to be bound with, so that its file is never open to more than it will be.
    pub(super) fn initial_mode(&self) -> Option<Mode> {
        self.mode.map(|_| Mode::RUSR | Mode::WUSR)
    }

    /// Gives `file` these rights: the owner first, so that the mode never applies to the wrong one.
    pub(super) fn apply(&self, address: &Address, file: &BoundFile) -> Result<(), BindError> {
        if let Some(owner) = self.owner {
            file.set_owner(Some(owner), None).map_err(|source| option_error(address, "owner", source))?;
        }
        if let Some(group) = self.group {
            file.set_owner(None, Some(group)).map_err(|source| option_error(address, "group", source))?;
        }
        if let Some(mode) = self.mode {
            file.set_mode(mode).map_err(|source| option_error(address, "mode", source))?;
        }
        Ok(())
    }
}

fn option_error(address: &Address, option: &'static str, source: io::Error) -> BindError {
    BindError::SocketOption { address: address.clone(), option, source }
}

fn user_id(name: &str) -> io::Result<Uid> {
    if let Some(number) = account_number(name)? {
        return Ok(Uid::from_raw(number));
    }
    let found = unistd::User::from_name(name)?;
    let user = found.ok_or_else(|| unknown(format!("there is no user {name:?}")))?;
    Ok(Uid::from_raw(user.uid.as_raw()))
}

fn group_id(name: &str) -> io::Result<Gid> {
    if let Some(number) = account_number(name)? {
        return Ok(Gid::from_raw(number));
    }
    let found = unistd::Group::from_name(name)?;
    let group = found.ok_or_else(|| unknown(format!("there is no group {name:?}")))?;
    Ok(Gid::from_raw(group.gid.as_raw()))
}

/// The number that `name` is, if it is one. It need not belong to an account.
fn account_number(name: &str) -> io::Result<Option<u32>> {
    if !name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    // The highest number means "leave it as it is" to chown(2).
    match name.parse::<u32>().ok().filter(|number| *number != u32::MAX) {
        Some(number) => Ok(Some(number)),
        None => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "allowed are the numbers 0 to 4294967294, and names",
        )),
    }
}

fn unknown(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, message)
}

/// The file that a socket was just bound to.
#[derive(Debug)]
pub(super) struct BoundFile {
    #[cfg(target_os = "linux")]
    handle: std::os::fd::OwnedFd,
    #[cfg(not(target_os = "linux"))]
    path: std::path::PathBuf,
}

#[cfg(target_os = "linux")]
impl BoundFile {
    /// Takes hold of the file at `path` itself, never of what a link points to.
    pub(super) fn open(path: &Path) -> io::Result<BoundFile> {
        use rustix::fs::OFlags;
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = rustix::fs::open(path, flags, Mode::empty())?;
        check_is_socket(FileType::from_raw_mode(rustix::fs::fstat(&handle)?.st_mode))?;
        Ok(BoundFile { handle })
    }

    pub(super) fn identity(&self) -> io::Result<FileIdentity> {
        Ok(FileIdentity::of(&rustix::fs::fstat(&self.handle)?))
    }

    fn set_owner(&self, owner: Option<Uid>, group: Option<Gid>) -> io::Result<()> {
        Ok(rustix::fs::chownat(&self.handle, "", owner, group, AtFlags::EMPTY_PATH)?)
    }

    fn set_mode(&self, mode: u32) -> io::Result<()> {
        use std::os::fd::AsRawFd;
        use std::os::unix::fs::PermissionsExt;
        // chmod(2) takes no handle of this kind, but follows what stands for one.
        let held = format!("/proc/self/fd/{}", self.handle.as_raw_fd());
        fs::set_permissions(held, fs::Permissions::from_mode(mode))
    }
}

/// Without handles for sockets: by path, but never through a link.
#[cfg(not(target_os = "linux"))]
impl BoundFile {
    pub(super) fn open(path: &Path) -> io::Result<BoundFile> {
        check_is_socket(FileType::from_raw_mode(rustix::fs::lstat(path)?.st_mode))?;
        Ok(BoundFile { path: path.into() })
    }

    pub(super) fn identity(&self) -> io::Result<FileIdentity> {
        FileIdentity::at(&self.path)
    }

    fn set_owner(&self, owner: Option<Uid>, group: Option<Gid>) -> io::Result<()> {
        let flags = AtFlags::SYMLINK_NOFOLLOW;
        Ok(rustix::fs::chownat(rustix::fs::CWD, &self.path, owner, group, flags)?)
    }

    fn set_mode(&self, mode: u32) -> io::Result<()> {
        let mode = Mode::from_raw_mode(mode as rustix::fs::RawMode);
        Ok(rustix::fs::chmodat(rustix::fs::CWD, &self.path, mode, AtFlags::SYMLINK_NOFOLLOW)?)
    }
}

fn check_is_socket(found: FileType) -> io::Result<()> {
    match found {
        FileType::Socket => Ok(()),
        _ => Err(io::Error::other("another file was put in the place of the socket")),
    }
}

/// Which file it is, whatever its path: device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    inode: u64,
}

impl FileIdentity {
    /// The file at `path` itself, never what a link points to.
    pub(super) fn at(path: &Path) -> io::Result<FileIdentity> {
        Ok(FileIdentity::of(&rustix::fs::lstat(path)?))
    }

    #[expect(clippy::unnecessary_cast, reason = "the type of a device differs by system")]
    pub(super) fn of(found: &rustix::fs::Stat) -> FileIdentity {
        FileIdentity { device: found.st_dev as u64, inode: found.st_ino as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_names_or_numbers() {
        assert_eq!(user_id("0").unwrap().as_raw(), 0);
        assert_eq!(user_id("root").unwrap().as_raw(), 0);
        assert_eq!(user_id("4294967294").unwrap().as_raw(), u32::MAX - 1);
        assert_eq!(group_id("65000").unwrap().as_raw(), 65000);
        let check = |error: io::Error, expected: &str| assert_eq!(error.to_string(), expected);
        check(user_id("no such").unwrap_err(), r#"there is no user "no such""#);
        check(group_id("no such").unwrap_err(), r#"there is no group "no such""#);
        check(user_id("nul\0").unwrap_err(), r#"there is no user "nul\0""#);
        let range = "allowed are the numbers 0 to 4294967294, and names";
        check(user_id("4294967295").unwrap_err(), range);
        check(group_id("99999999999").unwrap_err(), range);
    }
}
