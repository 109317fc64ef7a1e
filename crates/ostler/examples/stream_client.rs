//! Writes four lines and prints the lines that come back: asyncio's `open_connection`.
//! Try: `cargo run -p ostler --example stream_echo`, then `cargo run -p ostler --example stream_client`.
//!
//! Argument: the address (default `tcp://localhost:2222`).

#[path = "shared/python.rs"]
mod python;

use ostler::{Address, BoxError, connect};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

const LAST_LINE: &[u8] = b"Last line.\n";
const LINES: [&[u8]; 4] = [b"First line.\n", b"Second line.\n", b"Third line.\n", LAST_LINE];
/// How long a line may be, its newline included: a server must not fill a client's memory either.
const LINE_BYTES_MAX: usize = 65_537;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://localhost:2222".into());
    let address: Address = address.parse()?;
    let mut stream = BufReader::new(connect(&address).await?);
    for line in LINES {
        stream.write_all(line).await?;
    }
    println!("Lines received");
    loop {
        let mut line = Vec::new();
        (&mut stream).take(LINE_BYTES_MAX as u64).read_until(b'\n', &mut line).await?;
        if line.len() == LINE_BYTES_MAX && !line.ends_with(b"\n") {
            return Err(format!("a line of more than {LINE_BYTES_MAX} bytes").into());
        }
        println!("{}", python::repr(&line));
        if line == LAST_LINE || line.is_empty() {
            return Ok(());
        }
    }
}
