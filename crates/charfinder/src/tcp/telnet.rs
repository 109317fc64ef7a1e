//! What a telnet client mixes into its lines (RFC 854): taken out, never answered.

/// `line` without its telnet sequences; `None` where one asks for the end, as Ctrl-C does, or is not telnet at all.
///
/// A sequence that the end of the line cuts short is taken out as far as it goes, so a subnegotiation that nobody ends
/// cannot swallow a session.
pub(super) fn strip(line: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(line.len());
    let mut rest = line.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != IAC {
            text.push(byte);
            continue;
        }
        match rest.next()? {
            EOF | ABORT | BREAK | INTERRUPT => return None,
            WILL..=DONT => {
                rest.next();
            }
            SUBNEGOTIATION => {
                while rest.next().is_some_and(|byte| byte != IAC || rest.next() != Some(END)) {}
            }
            EOF.. => {}
            _ => return None,
        }
    }
    Some(text)
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
        let check = |line: &[u8], expected: Option<&[u8]>| {
            assert_eq!(strip(line).as_deref(), expected, "{line:02x?}");
        };
        check(b"plain", Some(b"plain"));
        check(b"", Some(b""));
        check(b"a\xff\xfb\x01b\xff\xfd\x03c", Some(b"abc"));
        check(b"a\xff\xfb", Some(b"a"));
        check(b"a\xff\xfa\x18\x00xterm\xff\xf0b", Some(b"ab"));
        check(b"a\xff\xfa\x18\xff\xffx\xff\xf0b", Some(b"ab"));
        check(b"a\xff\xfanever ends", Some(b"a"));
        check(b"a\xff\xfanever ends\xff", Some(b"a"));
        check(b"a\xff\xf1b\xff\xffc", Some(b"abc"));
        check(b"\xff\xf4\xff\xfd\x06", None);
        check(b"a\xff\xf3", None);
        check(b"a\xff\xec", None);
        check(b"a\xff\xee", None);
        check(b"a\xff", None);
        check(b"a\xffb", None);
    }
}
