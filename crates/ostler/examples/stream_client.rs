//! Writes four lines and prints the lines that come back: asyncio's `open_connection`.
//! Try: `cargo run -p ostler --example stream_echo`, then `cargo run -p ostler --example stream_client`.
//!
//! Argument: the address (default `tcp://localhost:2222`).

#[path = "shared/python.rs"]
mod python;

use ostler::{Address, Result, connect};
use tokio::io::AsyncWriteExt;

const LAST_LINE: &[u8] = b"Last line.\n";
const LINES: [&[u8]; 4] = [b"First line.\n", b"Second line.\n", b"Third line.\n", LAST_LINE];
/// How long a line may be, its newline included: a server must not fill a client's memory either.
const LINE_BYTES_MAX: usize = 65_537;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://localhost:2222".into());
    let address: Address = address.parse()?;
    let mut stream = connect(&address).await?;
    stream.set_line_limit(LINE_BYTES_MAX);
    for line in LINES {
        stream.write_all(line).await?;
    }
    println!("Lines received");
    while let Some(line) = stream.read_line().await? {
        println!("{}", python::repr(&line));
        if *line == *LAST_LINE {
            return Ok(());
        }
    }
    // The end of the input shows as a line without bytes.
    println!("{}", python::repr(b""));
    Ok(())
}
