//! A client that speaks the conversation in the style of its cell.

use ostler::{Address, ClientStream, connect};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::subject::Style;

pub(super) struct Client {
    pub(super) stream: ClientStream,
    style: Style,
}

impl Client {
    pub(super) async fn connect(address: &Address, style: Style) -> Client {
        Client { stream: connect(address).await.unwrap(), style }
    }

    /// Sends a command, and the payload of `echo`.
    pub(super) async fn say(&mut self, command: &str, payload: &[u8]) {
        say(&mut self.stream, self.style, command, payload).await;
    }

    /// Reads a whole answer of the length that it should have.
    pub(super) async fn answer(&mut self, length: usize) -> Vec<u8> {
        answer(&mut self.stream, self.style, length).await
    }

    pub(super) async fn expect_echo(&mut self, payload: &[u8]) {
        // Both at once: some servers answer while they still read, and stop reading while nobody takes their answer.
        let (mut reader, mut writer) = tokio::io::split(&mut self.stream);
        let (_, answer) = tokio::join!(
            say(&mut writer, self.style, "echo", payload),
            answer(&mut reader, self.style, payload.len())
        );
        // Compared by hand: a failure should not print megabytes.
        assert!(answer == payload, "another echo of {} bytes", payload.len());
    }

    /// Reads until `word` has come.
    pub(super) async fn wait_word(&mut self, word: &[u8]) {
        let mut seen = Vec::new();
        while !seen.ends_with(word) {
            seen.push(self.stream.read_u8().await.expect("more bytes"));
        }
    }

    /// What still comes, to the end of the stream or a reset.
    pub(super) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _end_or_reset = self.stream.read_to_end(&mut rest).await;
        rest
    }
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), style: Style, command: &str, payload: &[u8]) {
    let head = match (style, command) {
        (Style::Http, "echo") => {
            format!("POST /echo HTTP/1.1\r\nHost: cell\r\nContent-Length: {}\r\n\r\n", payload.len())
        }
        (Style::Http, _) => format!("GET /{command} HTTP/1.1\r\nHost: cell\r\n\r\n"),
        (_, "echo") => format!("echo {}\n", payload.len()),
        (_, _) => format!("{command}\n"),
    };
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(payload).await.unwrap();
}

async fn answer(stream: &mut (impl AsyncRead + Unpin), style: Style, length: usize) -> Vec<u8> {
    if style == Style::Http {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("an answer's head"));
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        let told = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        assert_eq!(told, Some(length.to_string().as_str()), "{head}");
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).await.expect("a whole answer");
    answer
}
