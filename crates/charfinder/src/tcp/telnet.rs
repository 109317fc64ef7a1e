//! What a telnet client mixes into its lines (RFC 854): taken out, never answered.

/// What a line is once its telnet sequences are taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stripped {
    /// The bytes that were typed.
    Text(Vec<u8>),
    /// A sequence asks for the end, as Ctrl-C does.
    End,
    /// A byte that begins sequences begins none, as in a line of another encoding.
    NoTelnet,
}

/// `line` without its telnet sequences.
///
/// A sequence that the end of the line cuts short is taken out as far as it goes, so a subnegotiation that nobody ends
/// cannot swallow a session.
pub(super) fn strip(line: &[u8]) -> Stripped {
    let mut text = Vec::with_capacity(line.len());
    let mut rest = line.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != IAC {
            text.push(byte);
            continue;
        }
        let Some(command) = rest.next() else { return Stripped::NoTelnet };
        match command {
            EOF | ABORT | BREAK | INTERRUPT => return Stripped::End,
            WILL..=DONT => {
                rest.next();
            }
            SUBNEGOTIATION => {
                while rest.next().is_some_and(|byte| byte != IAC || rest.next() != Some(END)) {}
            }
            EOF.. => {}
            _ => return Stripped::NoTelnet,
        }
    }
    Stripped::Text(text)
}

const EOF: u8 = 236;
const ABORT: u8 = 238;
const END: u8 = 240;
const BREAK: u8 = 243;
const INTERRUPT: u8 = 244;
const SUBNEGOTIATION: u8 = 250;
const WILL: u8 = 251;
const DONT: u8 = 254;
const IAC: u8 = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_taken_out() {
        let check = |line: &[u8], expected: &[u8]| {
            assert_eq!(strip(line), Stripped::Text(expected.to_vec()), "{line:02x?}");
        };
        check(b"plain", b"plain");
        check(b"", b"");
        check(b"a\xff\xfb\x01b\xff\xfd\x03c", b"abc");
        check(b"a\xff\xfb", b"a");
        check(b"a\xff\xfa\x18\x00xterm\xff\xf0b", b"ab");
        check(b"a\xff\xfa\x18\xff\xffx\xff\xf0b", b"ab");
        check(b"a\xff\xfanever ends", b"a");
        check(b"a\xff\xfanever ends\xff", b"a");
        check(b"a\xff\xf1b\xff\xffc", b"abc");
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        for end in [&b"\xff\xf4\xff\xfd\x06"[..], b"a\xff\xf3", b"a\xff\xec", b"a\xff\xee"] {
            assert_eq!(strip(end), Stripped::End, "{end:02x?}");
        }
        for other in [&b"a\xff"[..], b"a\xffb", b"a\xff\r"] {
            assert_eq!(strip(other), Stripped::NoTelnet, "{other:02x?}");
        }
    }
}
