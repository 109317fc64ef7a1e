//! Where a line or frame ends in a growing buffer, with a limit on how far to look.
//!
//! [`Framer`] never holds payload: the caller owns the buffer, shows all of it that is not consumed, and consumes
//! what the answer says. What the framer remembers is how far it has searched, so that a frame that arrives byte
//! by byte is searched once and not again with each byte, and whether it is inside a frame that was too long.
//!
//! Invariant: the answers do not depend on how the input was cut into reads, and a caller never needs a buffer
//! larger than the limit (or than the delimiter, should that be larger).

use memchr::{memchr, memmem};

#[cfg(test)]
mod tests;

/// What to do with the buffer that was shown to [`Framer::handle_buffer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must handle every answer")]
pub enum Framing {
    /// The first `len` bytes are a frame, its delimiter included: take and consume them.
    Frame {
        /// Length in bytes, at most the limit.
        len: usize,
    },
    /// The input has ended, and the first `len` bytes (all there are) are a frame without a delimiter: take and
    /// consume them.
    Rest {
        /// Length in bytes, less than the limit.
        len: usize,
    },
    /// The input has ended and nothing is left.
    End,
    /// The frame is longer than the limit; said once for each such frame. Consume `discard` bytes and go on: what
    /// is left of the frame comes as [`Discard`](Self::Discard).
    TooLong {
        /// How many bytes to drop; may be 0.
        discard: usize,
    },
    /// More of a frame that was too long: consume `len` bytes and go on.
    Discard {
        /// How many bytes to drop; never 0.
        len: usize,
    },
    /// Consume nothing, read more, and show the buffer again.
    NeedMore,
}

/// Finds frames that end with a delimiter, or with one of several.
///
/// ```
/// use ostler_core::{Framer, Framing};
///
/// let mut framer = Framer::new(80);
/// assert_eq!(framer.handle_buffer(b"GET", b"\r\n", false), Framing::NeedMore);
/// assert_eq!(framer.handle_buffer(b"GET /\r\nHost", b"\r\n", false), Framing::Frame { len: 7 });
/// assert_eq!(framer.handle_buffer(b"Host", b"\r\n", true), Framing::Rest { len: 4 });
/// assert_eq!(framer.handle_buffer(b"", b"\r\n", true), Framing::End);
/// ```
#[derive(Clone, Debug)]
pub struct Framer {
    limit_bytes: usize,
    /// No delimiter begins in the buffer before this.
    searched: usize,
    /// The delimiters that `searched` is about.
    delimiters: Box<[Box<[u8]>]>,
    /// Inside a frame of which [`Framing::TooLong`] was said.
    is_discarding: bool,
}

impl Framer {
    /// Frames of at most `limit_bytes`, the delimiter included; a limit of 0 counts as 1.
    ///
    /// A frame without a delimiter at the end of the input must be shorter than the limit, so that the answer does
    /// not depend on whether the end was known when the limit was reached.
    pub fn new(limit_bytes: usize) -> Self {
        Self {
            limit_bytes: limit_bytes.max(1),
            searched: 0,
            delimiters: Box::default(),
            is_discarding: false,
        }
    }

    /// The limit, in bytes, the delimiter included.
    pub fn limit_bytes(&self) -> usize {
        self.limit_bytes
    }

    /// Changes the limit from the next call on; 0 counts as 1.
    pub fn set_limit_bytes(&mut self, limit_bytes: usize) {
        self.limit_bytes = limit_bytes.max(1);
    }

    /// Forgets how far the buffer was searched. To be called when bytes were consumed that no answer told to
    /// consume, as by a plain read between two lines; otherwise a delimiter could be missed.
    pub fn restart_search(&mut self) {
        self.searched = 0;
    }

    /// Says what to do with `buffer`, which is everything that was read and not consumed; `eof` says that nothing
    /// will follow it.
    ///
    /// A delimiter that differs from the last call's begins the search anew; inside a frame that was too long, the
    /// new one ends it. `delimiter` must not be empty: that is a bug of the caller, caught in debug builds, and
    /// answered with whatever has arrived as one frame otherwise.
    pub fn handle_buffer(&mut self, buffer: &[u8], delimiter: &[u8], eof: bool) -> Framing {
        self.handle_buffer_any(buffer, &[delimiter], eof)
    }

    /// As [`handle_buffer`](Self::handle_buffer), for frames that end with any of `delimiters`: with the one that ends
    /// first, so that a frame is as short as can be.
    ///
    /// There must be a delimiter, and none may be empty, as there.
    ///
    /// ```
    /// use ostler_core::{Framer, Framing};
    ///
    /// let mut framer = Framer::new(80);
    /// let ends: [&[u8]; 2] = [b"\r\n", b"\n"];
    /// assert_eq!(framer.handle_buffer_any(b"one\ntwo\r\n", &ends, false), Framing::Frame { len: 4 });
    /// assert_eq!(framer.handle_buffer_any(b"two\r\n", &ends, false), Framing::Frame { len: 5 });
    /// ```
    pub fn handle_buffer_any(&mut self, buffer: &[u8], delimiters: &[&[u8]], eof: bool) -> Framing {
        let can_end = !delimiters.is_empty() && delimiters.iter().all(|delimiter| !delimiter.is_empty());
        debug_assert!(can_end, "frames need a delimiter");
        if !can_end {
            return self.frame_undelimited(buffer, eof);
        }
        if !self.delimiters.iter().map(|known| &**known).eq(delimiters.iter().copied()) {
            self.delimiters = delimiters.iter().map(|delimiter| Box::from(*delimiter)).collect();
            self.searched = 0;
        }
        if self.is_discarding { self.discard(buffer, eof) } else { self.frame(buffer, eof) }
    }

    fn frame(&mut self, buffer: &[u8], eof: bool) -> Framing {
        let window = &buffer[..buffer.len().min(self.limit_bytes)];
        if let Some(len) = self.find_end(window) {
            self.searched = 0;
            return Framing::Frame { len };
        }
        if buffer.len() >= self.limit_bytes {
            return self.begin_discarding(buffer, eof);
        }
        if !eof {
            self.searched = self.certain(buffer);
            return Framing::NeedMore;
        }
        self.searched = 0;
        if buffer.is_empty() { Framing::End } else { Framing::Rest { len: buffer.len() } }
    }

    fn begin_discarding(&mut self, buffer: &[u8], eof: bool) -> Framing {
        let end = self.find_end(buffer);
        self.searched = 0;
        self.is_discarding = end.is_none() && !eof;
        let discard = end.unwrap_or_else(|| self.discardable(buffer, eof));
        Framing::TooLong { discard }
    }

    fn discard(&mut self, buffer: &[u8], eof: bool) -> Framing {
        let end = self.find_end(buffer);
        self.searched = 0;
        self.is_discarding = end.is_none() && !eof;
        match end.unwrap_or_else(|| self.discardable(buffer, eof)) {
            0 if eof => Framing::End,
            0 => Framing::NeedMore,
            len => Framing::Discard { len },
        }
    }

    /// How much of a buffer without a delimiter can go: all but what may be the beginning of one.
    fn discardable(&self, buffer: &[u8], eof: bool) -> usize {
        if eof { buffer.len() } else { self.certain(buffer) }
    }

    /// How much of a buffer without a delimiter no delimiter can begin in, whatever follows.
    fn certain(&self, buffer: &[u8]) -> usize {
        let longest = self.delimiters.iter().map(|delimiter| delimiter.len()).max().unwrap_or(1);
        buffer.len().saturating_sub(longest - 1)
    }

    /// Where in `window`, a beginning of the buffer, the delimiter ends that ends first.
    fn find_end(&self, window: &[u8]) -> Option<usize> {
        let start = self.searched.min(window.len());
        let mut unsearched = &window[start..];
        let mut first = None;
        for delimiter in &self.delimiters {
            let found = match &**delimiter {
                [byte] => memchr(*byte, unsearched),
                delimiter => memmem::find(unsearched, delimiter),
            };
            if let Some(place) = found {
                // The others matter only if they end before this one.
                unsearched = &unsearched[..place + delimiter.len()];
                first = Some(start + unsearched.len());
            }
        }
        first
    }

    /// Without a delimiter nothing can be waited for; this at least makes progress and keeps the limit.
    fn frame_undelimited(&mut self, buffer: &[u8], eof: bool) -> Framing {
        self.searched = 0;
        self.is_discarding = false;
        match buffer.len().min(self.limit_bytes) {
            0 if eof => Framing::End,
            0 => Framing::NeedMore,
            len => Framing::Frame { len },
        }
    }
}

/// The limit of a line unless the user sets another: 64 KiB.
pub const LINE_BYTES_MAX_DEFAULT: usize = 64 * 1024;
