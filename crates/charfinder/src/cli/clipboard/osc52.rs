//! The escape sequence OSC 52, by which a terminal takes a text into its clipboard.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};

use super::base64;

/// Sends `text` to the terminal of this process; false when there is none that could obey, or the text is too long for it.
pub(super) fn send(text: &str) -> io::Result<bool> {
    let has_osc = env::var("TERM").is_ok_and(|term| !matches!(term.as_str(), "" | "dumb" | "linux"));
    if !has_osc || text.len() > TEXT_BYTES_MAX {
        return Ok(false);
    }
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let bytes = sequence(text, is_set("TMUX"), is_set("STY"));
    // Output may be a pipe: the terminal is asked itself.
    let mut terminal = match OpenOptions::new().write(true).open("/dev/tty") {
        Ok(terminal) => terminal,
        Err(_) if io::stderr().is_terminal() => return io::stderr().write_all(&bytes).map(|()| true),
        Err(_) => return Ok(false),
    };
    terminal.write_all(&bytes)?;
    Ok(true)
}

/// The sequence, and before it the same wrapped for what is between us and the terminal.
fn sequence(text: &str, in_tmux: bool, in_screen: bool) -> Vec<u8> {
    let plain = format!("\x1b]52;c;{}\x07", base64::encode(text.as_bytes()));
    let mut bytes = Vec::new();
    if in_tmux {
        // Passed through to the outer terminal, if `allow-passthrough` is on; tmux itself takes the plain one,
        // if `set-clipboard` is.
        bytes.extend_from_slice(format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")).as_bytes());
    }
    if in_screen {
        // It passes on strings, short ones only, and knows the sequence itself in no version.
        for part in plain.as_bytes().chunks(SCREEN_BYTES_MAX) {
            bytes.extend_from_slice(b"\x1bP");
            bytes.extend_from_slice(part);
            bytes.extend_from_slice(b"\x1b\\");
        }
        return bytes;
    }
    bytes.extend_from_slice(plain.as_bytes());
    bytes
}

/// The longest text that terminals take: xterm's limit for the whole sequence is 100,000 bytes.
const TEXT_BYTES_MAX: usize = 74_994;
/// How much GNU screen passes on at a time.
const SCREEN_BYTES_MAX: usize = 760;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplexers_get_it_wrapped() {
        let text = |in_tmux, in_screen| String::from_utf8(sequence("♚", in_tmux, in_screen)).unwrap();
        assert_eq!(text(false, false), "\x1b]52;c;4pma\x07");
        assert_eq!(text(true, false), "\x1bPtmux;\x1b\x1b]52;c;4pma\x07\x1b\\\x1b]52;c;4pma\x07");
        assert_eq!(text(false, true), "\x1bP\x1b]52;c;4pma\x07\x1b\\");
    }
}
