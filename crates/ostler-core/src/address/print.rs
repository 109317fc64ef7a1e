//! Writes the canonical form of an address: always with its scheme, options in a fixed order, and escapes only where
//! the parser or a log line needs them.

use std::fmt::{self, Write};
use std::os::unix::ffi::OsStrExt;

use super::{Address, Host, InetAddress, UnixAddress, UnixName};

impl fmt::Display for Address {
    /// Reads back as the same value, if the value keeps to the limits its type states.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme();
        match self {
            Self::Tcp(address) | Self::Tls(address) | Self::Udp(address) => write!(f, "{scheme}://{address}"),
            Self::Unix(address) | Self::UnixDatagram(address) => write!(f, "{scheme}:{address}"),
            Self::Fd(number) => write!(f, "{scheme}:{number}"),
            Self::Systemd(name) | Self::Memory(name) => {
                write!(f, "{scheme}:{}", Escaped::name(name.as_bytes()))
            }
        }
    }
}

impl fmt::Display for InetAddress {
    /// `host:port` and the options.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)?;
        let mut options = OptionWriter::new(f);
        if let Some(backlog) = self.backlog {
            options.write("backlog", backlog)?;
        }
        if let Some(nodelay) = self.nodelay {
            options.write("nodelay", nodelay)?;
        }
        if !self.multicast.is_empty() {
            let groups: Vec<String> = self.multicast.iter().map(ToString::to_string).collect();
            options.write("multicast", groups.join(","))?;
        }
        if let Some(interface) = &self.interface {
            options.write("interface", interface)?;
        }
        if let Some(broadcast) = self.broadcast {
            options.write("broadcast", broadcast)?;
        }
        Ok(())
    }
}

impl fmt::Display for Host {
    /// As it stands before the port: an IPv6 address in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Ip(ip) if ip.is_ipv4() => write!(f, "{ip}"),
            Self::Ip(ip) => write!(f, "[{ip}]"),
            Self::Name(name) if name.contains(':') => write!(f, "[{name}]"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for UnixAddress {
    /// The name and the options.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        let mut options = OptionWriter::new(f);
        if let Some(mode) = self.mode {
            options.write("mode", format_args!("{mode:o}"))?;
        }
        if let Some(owner) = &self.owner {
            options.write("owner", Escaped::value(owner))?;
        }
        if let Some(group) = &self.group {
            options.write("group", Escaped::value(group))?;
        }
        Ok(())
    }
}

impl fmt::Display for UnixName {
    /// `/path` or `@name`, escaped as in an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", Escaped::name(path.as_os_str().as_bytes())),
            Self::Abstract(name) => write!(f, "@{}", Escaped::name(name)),
        }
    }
}

/// Writes `?` before the first option and `&` before the others.
struct OptionWriter<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    separator: char,
}

impl<'a, 'f> OptionWriter<'a, 'f> {
    fn new(f: &'a mut fmt::Formatter<'f>) -> Self {
        Self { f, separator: '?' }
    }

    fn write(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        write!(self.f, "{}{name}={value}", self.separator)?;
        self.separator = '&';
        Ok(())
    }
}

/// Bytes with `%` and two digits for those that would end the part, and for those that do not print.
struct Escaped<'a> {
    bytes: &'a [u8],
    is_value: bool,
}

impl<'a> Escaped<'a> {
    fn name(bytes: &'a [u8]) -> Self {
        Self { bytes, is_value: false }
    }

    fn value(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), is_value: true }
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = 0;
        for chunk in self.bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                // A second slash at the beginning would read as the `//` of another scheme.
                let is_second_slash = !self.is_value && place == 1 && self.bytes.starts_with(b"//");
                let ends_value = self.is_value && character == '&';
                if is_second_slash || ends_value || !is_plain(character) {
                    let mut buffer = [0; 4];
                    character
                        .encode_utf8(&mut buffer)
                        .bytes()
                        .try_for_each(|byte| write!(f, "%{byte:02X}"))?;
                } else {
                    f.write_char(character)?;
                }
                place += character.len_utf8();
            }
            chunk.invalid().iter().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
            place += chunk.invalid().len();
        }
        Ok(())
    }
}

fn is_plain(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_graphic() && !"%?".contains(character)
    } else {
        // `escape_debug` knows what does not print: marks of direction, separators, unassigned code points.
        character.escape_debug().len() == 1
    }
}
