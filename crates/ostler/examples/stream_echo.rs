//! Prints what comes and sends it back: asyncio's `start_server` and its coroutine.
//! Try: `cargo run -p ostler --example stream_echo`, then `cargo run -p ostler --example stream_client`.
//!
//! Argument: the address (default `tcp://localhost:2222`).

#[path = "shared/python.rs"]
mod python;

use ostler::{Conn, Result, Server, stream};
use tokio::io::AsyncReadExt;

const READ_BYTES_MAX: usize = 8192;

fn main() -> Result {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://localhost:2222".into());
    let server = Server::new().serve(address, stream(echo)).bind()?;
    for address in server.addresses() {
        eprintln!("listening on {address}");
    }
    eprintln!("{}", server.run()?);
    Ok(())
}

async fn echo(mut conn: Conn) -> Result {
    println!("Connection received!");
    let mut buffer = vec![0; READ_BYTES_MAX];
    loop {
        // Between an answer and the next read nothing is under way, so a shutdown may end the connection here.
        let idle = conn.idle();
        let count = conn.read(&mut buffer).await?;
        drop(idle);
        if count == 0 {
            return Ok(());
        }
        println!("{}", python::repr(&buffer[..count]));
        conn.write_all(&buffer[..count]).await?;
    }
}
