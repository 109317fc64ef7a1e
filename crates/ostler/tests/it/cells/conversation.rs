//! The conversation that every style holds: a command, then what it asks for. HTTP has the commands as paths.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, Extension};
use axum::routing::{get, post};
use http_body::Frame;
use ostler::{BlockingConn, Conn, Peer, Result};

/// `echo N` and N bytes: the bytes. `whoami`: peer and local address. `bye`: a line, then the end, and what the client
/// still sends is counted. `flood`: zeros for ever. `fail`, `panic`, `stuck`: what they say. `deaf`: ignores its own end.
pub(super) async fn converse(mut conn: Conn) -> Result {
    while let Some(line) = conn.read_line().await? {
        match Command::parse(line.content()) {
            Command::Echo(count) => {
                let mut bytes = vec![0; count];
                conn.read_exact(&mut bytes).await?;
                conn.write_all(&bytes).await?;
            }
            Command::WhoAmI => {
                let text = whoami(conn.peer(), conn.local().as_ref());
                conn.write_all(text.as_bytes()).await?;
            }
            Command::Bye => {
                conn.write_all(b"bye\n").await?;
                conn.write_eof();
                while conn.read_line().await?.is_some() {}
                return Ok(());
            }
            Command::Flood => loop {
                conn.write_all(&[0; 4096]).await?;
            },
            Command::Fail => return Err("asked to fail".into()),
            Command::Panic => panic!("asked to panic"),
            Command::Stuck => {
                conn.write_all(b"stuck\n").await?;
                std::future::pending::<()>().await;
            }
            Command::Deaf => {
                // Hears of its end, and goes on all the same.
                while conn.read_line().await.is_ok() {}
                std::future::pending::<()>().await;
            }
        }
    }
    conn.write_all(b"end").await?;
    Ok(())
}

pub(super) fn converse_blocking(conn: &mut BlockingConn) -> Result {
    while let Some(line) = conn.read_line()? {
        match Command::parse(line.content()) {
            Command::Echo(count) => {
                let mut bytes = vec![0; count];
                conn.read_exact(&mut bytes)?;
                conn.write_all(&bytes)?;
            }
            Command::WhoAmI => {
                let text = whoami(conn.peer(), conn.local().as_ref());
                conn.write_all(text.as_bytes())?;
            }
            Command::Bye => {
                conn.write_all(b"bye\n")?;
                conn.write_eof();
                while conn.read_line()?.is_some() {}
                return Ok(());
            }
            Command::Flood => loop {
                conn.write_all(&[0; 4096])?;
            },
            Command::Fail => return Err("asked to fail".into()),
            Command::Panic => panic!("asked to panic"),
            Command::Stuck => {
                conn.write_all(b"stuck\n")?;
                loop {
                    std::thread::park();
                }
            }
            Command::Deaf => {
                while conn.read_line().is_ok() {}
                loop {
                    std::thread::park();
                }
            }
        }
    }
    conn.write_all(b"end")?;
    Ok(())
}

pub(super) enum Command {
    Echo(usize),
    WhoAmI,
    Bye,
    Flood,
    Fail,
    Panic,
    Stuck,
    Deaf,
}

impl Command {
    pub(super) fn parse(line: &[u8]) -> Command {
        match std::str::from_utf8(line).unwrap().split_once(' ') {
            Some(("echo", count)) => Command::Echo(count.parse().unwrap()),
            _ => match line {
                b"whoami" => Command::WhoAmI,
                b"bye" => Command::Bye,
                b"flood" => Command::Flood,
                b"fail" => Command::Fail,
                b"panic" => Command::Panic,
                b"stuck" => Command::Stuck,
                b"deaf" => Command::Deaf,
                other => panic!("no command {}", other.escape_ascii()),
            },
        }
    }
}

pub(super) fn whoami(peer: &Peer, local: Option<&Peer>) -> String {
    format!("{peer} {}\n", local.map_or("none".to_owned(), Peer::to_string))
}

pub(super) fn router() -> Router {
    let whoami = async |Extension(peer): Extension<Peer>| format!("{peer}\n");
    Router::new()
        .route("/echo", post(async |body: Bytes| body))
        .route("/whoami", get(whoami))
        .route("/flood", get(async || Body::new(Zeros)))
        .route("/panic", get(async || if true { panic!("asked to panic") } else { "" }))
        .layer(DefaultBodyLimit::disable())
        .route("/stuck", get(async || Body::new(Stuck { has_begun: false })))
}

/// A body of zeros that never ends.
struct Zeros;

impl HttpBody for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[0; 4096])))))
    }
}

/// A body of one line that never ends.
struct Stuck {
    has_begun: bool,
}

impl HttpBody for Stuck {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Infallible>>> {
        if std::mem::replace(&mut self.has_begun, true) {
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"stuck\n")))))
    }
}
