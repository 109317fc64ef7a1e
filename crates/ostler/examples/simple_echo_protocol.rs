//! Sends back what comes, with `echo:` before it, until the first client has left: asyncio's protocol of callbacks.
//! Try: `cargo run -p ostler --example simple_echo_protocol`, then `nc localhost 2222`.
//!
//! Argument: the address (default `tcp://localhost:2222`).

#[path = "shared/python.rs"]
mod python;

use std::io::IoSlice;
use std::time::Duration;

use ostler::{ConnectionEnd, Model, Protocol, Result, Server, Stopper, Transport, protocol};

struct SimpleEcho {
    server: Stopper,
}

impl Protocol for SimpleEcho {
    fn connection_made(&mut self, _transport: &mut Transport) -> Result {
        println!("Connection received!");
        Ok(())
    }

    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
        println!("{}", python::repr(data));
        // A client that does not take its answers is not read from until it does: that is the framework's business.
        Ok(transport.write_vectored(&[IoSlice::new(b"echo:"), IoSlice::new(data)])?)
    }

    fn connection_lost(&mut self, _reason: &ConnectionEnd) {
        println!("Connection lost! Closing server...");
        // Nobody new comes in, and who is here is served for as long as it stays.
        self.server.drain(Duration::MAX);
    }
}

fn main() -> Result {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://localhost:2222".into());
    let server = Server::new();
    let stopper = server.stopper();
    let echo = protocol(move || SimpleEcho { server: stopper.clone() });
    let server = server.serve(address, echo.model(Model::PerCore { workers: 1 })).bind()?;
    for address in server.addresses() {
        eprintln!("listening on {address}");
    }
    eprintln!("{}", server.run()?);
    Ok(())
}
