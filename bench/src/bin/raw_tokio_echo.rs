//! A line echo as one writes it on tokio by hand: the peer that ostler's line echo is measured beside.
//!
//! It has what such a program commonly has and no more: no limits, no deadlines, no drain. First argument: the address
//! as `tcp://IP:PORT`; second: `work-stealing` (the default) or `one-thread`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let address = args.next().context("name an address such as tcp://127.0.0.1:0")?;
    let address: SocketAddr = address.trim_start_matches("tcp://").parse().context("not an address")?;
    let mut runtime = match args.next().as_deref() {
        None | Some("work-stealing") => Builder::new_multi_thread(),
        Some("one-thread") => Builder::new_current_thread(),
        Some(other) => bail!("`{other}` is neither work-stealing nor one-thread"),
    };
    runtime.enable_all().build()?.block_on(serve(address))
}

async fn serve(address: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await?;
    println!("listening on tcp://{}", listener.local_addr()?);
    // In a task, as its connections are: the thread that blocks on a future is no worker.
    tokio::spawn(accept(listener)).await?;
    Ok(())
}

async fn accept(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(async move {
                    // A failed connection is its client's affair.
                    let _ = echo(stream).await;
                });
            }
            // Whatever it is, it must not become a spin.
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.split();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).await? > 0 {
        writer.write_all(&line).await?;
        line.clear();
    }
    Ok(())
}

const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
