//! What a client of the load generator says and which answer it insists on: a wrong answer is an error, never a figure.

use std::io::{self, Read, Write};

use crate::endpoint::Link;

/// One client's side of a connection.
pub(crate) trait Conversation {
    /// How many requests one exchange is, and so how many answers it brings.
    const REQUESTS: u32 = 1;

    /// What comes before the first request.
    fn open(&mut self, _stream: &mut Link) -> io::Result<()> {
        Ok(())
    }

    /// [`REQUESTS`](Self::REQUESTS) requests and the whole of their answers.
    fn exchange(&mut self, stream: &mut Link) -> io::Result<()>;
}

/// A search in a session of `charfinder serve --tcp`.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The first answer; the others must equal it.
    expected: Vec<u8>,
    received: Vec<u8>,
}

impl Session {
    fn read_to_prompt(&mut self, stream: &mut Link) -> io::Result<()> {
        self.received.clear();
        while !self.received.ends_with(PROMPT) {
            read_more(stream, &mut self.received)?;
        }
        Ok(())
    }
}

impl Conversation for Session {
    fn open(&mut self, stream: &mut Link) -> io::Result<()> {
        self.read_to_prompt(stream)
    }

    fn exchange(&mut self, stream: &mut Link) -> io::Result<()> {
        stream.write_all(b"chess black\r\n")?;
        self.read_to_prompt(stream)?;
        if self.expected.is_empty() {
            let text = String::from_utf8_lossy(&self.received);
            check(text.contains("matches for 'chess black'"), || format!("no search result: {text}"))?;
            self.expected.clone_from(&self.received);
        }
        check(self.received == self.expected, || "an answer differs from the first".to_owned())
    }
}

/// A search by the HTTP interface on a connection that is kept.
#[derive(Debug, Default)]
pub(crate) struct HttpSearch {
    received: Vec<u8>,
}

impl Conversation for HttpSearch {
    fn exchange(&mut self, stream: &mut Link) -> io::Result<()> {
        stream.write_all(b"GET /api/v1/search?q=chess+black&limit=5 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        self.received.clear();
        let body_start = loop {
            if let Some(end) = self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            read_more(stream, &mut self.received)?;
        };
        let head = String::from_utf8_lossy(&self.received[..body_start]).to_ascii_lowercase();
        check(head.starts_with("http/1.1 200 "), || format!("not answered with 200: {head}"))?;
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let length = length.ok_or_else(|| wrong(format!("no length: {head}")))?;
        check((1..=ANSWER_BYTES_MAX).contains(&length), || format!("a body of {length} bytes"))?;
        while self.received.len() < body_start + length {
            read_more(stream, &mut self.received)?;
        }
        check(self.received.len() == body_start + length, || "bytes after the answer".to_owned())
    }
}

/// A line that comes back as it was.
#[derive(Debug, Default)]
pub(crate) struct EchoedLine;

impl Conversation for EchoedLine {
    fn exchange(&mut self, stream: &mut Link) -> io::Result<()> {
        stream.write_all(ECHOED_LINE)?;
        let mut answer = [0; ECHOED_LINE.len()];
        stream.read_exact(&mut answer)?;
        check(answer == *ECHOED_LINE, || "the echo differs".to_owned())
    }
}

/// Blocks that come back as they were, sent all at once.
#[derive(Debug)]
pub(crate) struct PipelinedBlocks {
    sent: Vec<u8>,
    received: Vec<u8>,
}

impl PipelinedBlocks {
    /// Together less than the buffers of a socket: the server may answer before it has read them all.
    pub(crate) const AT_ONCE: u32 = 16;
    const BYTES: usize = 4096;
}

impl Default for PipelinedBlocks {
    fn default() -> Self {
        let bytes = Self::AT_ONCE as usize * Self::BYTES;
        let sent = (0..bytes).map(|index| (index % 251) as u8).collect();
        Self { sent, received: vec![0; bytes] }
    }
}

impl Conversation for PipelinedBlocks {
    const REQUESTS: u32 = Self::AT_ONCE;

    fn exchange(&mut self, stream: &mut Link) -> io::Result<()> {
        stream.write_all(&self.sent)?;
        stream.read_exact(&mut self.received)?;
        check(self.received == self.sent, || "the echo differs".to_owned())
    }
}

fn read_more(stream: &mut Link, received: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let count = stream.read(&mut buffer)?;
    check(count > 0, || "the server closed the connection".to_owned())?;
    received.extend_from_slice(&buffer[..count]);
    check(received.len() <= ANSWER_BYTES_MAX, || format!("an answer of more than {ANSWER_BYTES_MAX} bytes"))
}

fn check(is_right: bool, message: impl FnOnce() -> String) -> io::Result<()> {
    if is_right { Ok(()) } else { Err(wrong(message())) }
}

fn wrong(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

const PROMPT: &[u8] = b"?> ";
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// 64 bytes, the size most measurements of echo servers use.
const ECHOED_LINE: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.\n";
