//! Sends back what comes, with `GOT:` before it: the scheduler of generators, as one event loop.
//! Try: `cargo run -p ostler --example got_echo`, then `nc 127.0.0.1 25000`.
//!
//! Argument: the address (default `tcp://0.0.0.0:25000`).

use ostler::{Conn, Model, Peer, Result, Server, stream};
use tokio::io::AsyncReadExt;

const PREFIX: &[u8] = b"GOT:";
const READ_BYTES_MAX: usize = 1000;

fn main() -> Result {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://0.0.0.0:25000".into());
    let got_echo = stream(|mut conn: Conn| async move {
        println!("Connection from {}", shown(conn.peer()));
        let result = echo(&mut conn).await;
        println!("Connection closed");
        result
    });
    let server = Server::new()
        .serve(address, got_echo.model(Model::PerCore { workers: 1 }))
        // The scheduler's line: the connection is gone, whatever ended it.
        .on_end(|_info, _end| println!("Task done"))
        .bind()?;
    for address in server.addresses() {
        eprintln!("listening on {address}");
    }
    eprintln!("{}", server.run()?);
    Ok(())
}

async fn echo(conn: &mut Conn) -> Result {
    // The answer is made in one place and leaves in one piece.
    let mut answer = [0; PREFIX.len() + READ_BYTES_MAX];
    answer[..PREFIX.len()].copy_from_slice(PREFIX);
    loop {
        // Between an answer and the next read nothing is under way, so a shutdown may end the connection here.
        let idle = conn.idle();
        let count = conn.read(&mut answer[PREFIX.len()..]).await?;
        drop(idle);
        if count == 0 {
            return Ok(());
        }
        conn.write_all(&answer[..PREFIX.len() + count]).await?;
    }
}

/// An address as Python shows it.
fn shown(peer: &Peer) -> String {
    match peer.inet() {
        Some(address) => format!("('{}', {})", address.ip(), address.port()),
        None => peer.to_string(),
    }
}
