//! What `read_line` and `read_until` give, and the errors they can end with.

use std::fmt;
use std::io;
use std::ops::Deref;

use bytes::Bytes;
use ostler_core::ConnectionEnd;

/// A line as it came, its end included: `b"GET\r\n"`, or without one where the stream ended in mid-line.
///
/// It is cheap to clone and to send to another task, and never keeps more than four times its size in memory.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Line {
    bytes: Bytes,
}

impl Line {
    pub(crate) fn new(bytes: Bytes) -> Line {
        Line { bytes }
    }

    /// The line without its end: one `\n` or `\r\n` is cut off.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        let line = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        match line.strip_suffix(b"\r") {
            Some(content) if line.len() < self.bytes.len() => content,
            _ => line,
        }
    }

    /// Whether the line ends in `\n`; only the last one of a stream may not.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.bytes.ends_with(b"\n")
    }

    /// The bytes, to keep or to send on without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl Deref for Line {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsRef<[u8]> for Line {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Line {
    /// The length alone: a debug print must not carry a payload into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("bytes", &self.bytes.len()).finish()
    }
}

/// Why a read gave no data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The line, or what stands before the delimiter, is longer than the limit. The connection is still good: the
    /// next read skips the rest of that line.
    #[error("more than {limit_bytes} bytes without the end of the line")]
    TooLong {
        /// The limit that it passed, end of line included.
        limit_bytes: usize,
    },
    /// The stream ended before `wanted` bytes had come.
    #[error("the stream ended after {received} of {wanted} bytes")]
    Truncated {
        /// How many came, now lost.
        received: usize,
        /// How many were asked for.
        wanted: usize,
    },
    /// `read_until` was asked for an empty delimiter, or for none: a frame could never end. Nothing was read.
    #[error("an empty delimiter ends no frame")]
    EmptyDelimiter,
    /// The connection was ended by the server: a deadline passed, it was killed, or the drain ran out of time.
    #[error("the connection was ended by the server")]
    Ended(#[source] ConnectionEnd),
    /// The system reported an error.
    #[error("the connection failed")]
    Io(#[source] io::Error),
}

impl ReadError {
    /// Refuses delimiters with which no frame could end.
    pub(crate) fn check_delimiters(delimiters: &[&[u8]]) -> Result<(), ReadError> {
        let can_end = !delimiters.is_empty() && delimiters.iter().all(|delimiter| !delimiter.is_empty());
        if can_end { Ok(()) } else { Err(ReadError::EmptyDelimiter) }
    }

    /// The line was too long; the next read goes on behind it.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        matches!(self, ReadError::TooLong { .. })
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> ReadError {
        match crate::conn::end_of(&error) {
            Some(end) => ReadError::Ended(end.clone()),
            None => ReadError::Io(error),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> io::Error {
        match error {
            ReadError::Io(error) => error,
            ReadError::Ended(end) => crate::conn::end_error(&end),
            ReadError::TooLong { .. } => io::Error::new(io::ErrorKind::InvalidData, error),
            ReadError::Truncated { .. } => io::Error::new(io::ErrorKind::UnexpectedEof, error),
            ReadError::EmptyDelimiter => io::Error::new(io::ErrorKind::InvalidInput, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_cuts_one_line_end() {
        let check = |line: &'static [u8], expected: &[u8], terminated: bool| {
            let line = Line::new(Bytes::from_static(line));
            assert_eq!(line.content(), expected, "{:?}", &*line);
            assert_eq!(line.is_terminated(), terminated, "{:?}", &*line);
        };
        check(b"a\n", b"a", true);
        check(b"a\r\n", b"a", true);
        check(b"a\r\r\n", b"a\r", true);
        check(b"a\r", b"a\r", false);
        check(b"a", b"a", false);
        check(b"\n", b"", true);
        check(b"", b"", false);
    }

    #[test]
    fn a_debug_print_shows_no_payload() {
        let line = Line::new(Bytes::from_static(b"secret\n"));
        assert_eq!(format!("{line:?}"), "Line { bytes: 7 }");
    }
}
