//! Streams, row by row of the conformance list: one body for each row, run on both kinds of connection that a handler can
//! have, over memory and TCP.

pub(crate) mod closing;
pub(crate) mod reading;
pub(crate) mod writing;

use std::pin::Pin;
use std::sync::Arc;

use ostler::{BlockingConn, Conn, Line, Model, ReadError, Service, Timeouts, blocking, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::*;

/// The connection of a handler, of either kind, with the calls that both have.
#[expect(clippy::large_enum_variant, reason = "there is one of them in each test")]
pub(crate) enum Side<'a> {
    Async(Conn),
    Blocking(&'a mut BlockingConn),
}

impl Side<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Side::Async(conn) => conn.read(buffer).await,
            Side::Blocking(conn) => std::io::Read::read(conn, buffer),
        }
    }

    async fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        match self {
            Side::Async(conn) => conn.read_line().await,
            Side::Blocking(conn) => conn.read_line(),
        }
    }

    async fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        match self {
            Side::Async(conn) => conn.read_until_any(delimiters).await,
            Side::Blocking(conn) => conn.read_until_any(delimiters),
        }
    }

    async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        match self {
            Side::Async(conn) => conn.read_until(delimiter).await,
            Side::Blocking(conn) => conn.read_until(delimiter),
        }
    }

    async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        match self {
            Side::Async(conn) => conn.read_exact(buffer).await,
            Side::Blocking(conn) => conn.read_exact(buffer),
        }
    }

    async fn read_to_end(&mut self) -> std::io::Result<Vec<u8>> {
        let mut all = Vec::new();
        match self {
            Side::Async(conn) => conn.read_to_end(&mut all).await?,
            Side::Blocking(conn) => std::io::Read::read_to_end(conn, &mut all)?,
        };
        Ok(all)
    }

    fn at_eof(&self) -> bool {
        match self {
            Side::Async(conn) => conn.at_eof(),
            Side::Blocking(conn) => conn.at_eof(),
        }
    }

    fn set_line_limit(&mut self, limit_bytes: usize) {
        match self {
            Side::Async(conn) => conn.set_line_limit(limit_bytes),
            Side::Blocking(conn) => conn.set_line_limit(limit_bytes),
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Side::Async(conn) => conn.write(bytes).await,
            Side::Blocking(conn) => std::io::Write::write(conn, bytes),
        }
    }

    async fn write_vectored(&mut self, slices: &[std::io::IoSlice<'_>]) -> std::io::Result<usize> {
        match self {
            Side::Async(conn) => conn.write_vectored(slices).await,
            Side::Blocking(conn) => std::io::Write::write_vectored(conn, slices),
        }
    }

    async fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Side::Async(conn) => conn.write_all(bytes).await,
            Side::Blocking(conn) => conn.write_all(bytes),
        }
    }

    fn write_eof(&mut self) {
        match self {
            Side::Async(conn) => conn.write_eof(),
            Side::Blocking(conn) => conn.write_eof(),
        }
    }
}

type Body = fn(Side<'_>) -> Pin<Box<dyn Future<Output = ostler::Result> + Send + '_>>;

/// `body` as a handler of either kind.
fn services(
    body: impl Fn(Side<'_>) -> Pin<Box<dyn Future<Output = ostler::Result> + Send + '_>> + Send + Sync + 'static,
) -> [Service; 2] {
    let body = Arc::new(body);
    let in_task = Arc::clone(&body);
    [
        stream(move |conn: Conn| {
            let body = Arc::clone(&in_task);
            async move { body(Side::Async(conn)).await }
        }),
        blocking(move |conn: &mut BlockingConn| {
            // Every call blocks and is ready when it returns.
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            runtime.block_on(body(Side::Blocking(conn)))
        })
        .model(Model::threads(4)),
    ]
}

/// Runs `body` as the handler of a client that sends `chunks`, each when the one before was read, and then its end; the
/// conversation must end in none but the given way.
fn check_chunks(chunks: &'static [&'static [u8]], end: &str, body: Body) {
    run(async {
        for service in services(body) {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                let mut sent = 0;
                for chunk in chunks {
                    client.write_all(chunk).await.unwrap();
                    sent += chunk.len() as u64;
                    while server.stats().accepted == 0
                        || server.connections().iter().any(|connection| connection.bytes_read < sent)
                    {
                        tokio::task::yield_now().await;
                    }
                }
                client.shutdown().await.unwrap();
                assert_eq!(ends.next().await, end);
            }
        }
    });
}
