//! A chat: each line goes to all others. Try: `cargo run -p ostler --example chat`, then `nc 127.0.0.1 8007` twice.
//!
//! Memory stays bounded: who reads too slowly misses lines until it has caught up, and is told; who sends a line of more
//! than 1,000 bytes is sent away. Argument: the address (default `tcp://127.0.0.1:8007`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ostler::{ConnectionEnd, Protocol, Result, Server, Transport, TransportHandle, protocol};

/// Who is here, by number.
type Room = Arc<Mutex<HashMap<u64, TransportHandle>>>;

struct Guest {
    room: Room,
    number: u64,
    /// What has come of a line.
    line: Vec<u8>,
}

impl Protocol for Guest {
    fn connection_made(&mut self, transport: &mut Transport) -> Result {
        // Nothing is ever under way: at the shutdown of the server everybody may go at once.
        transport.set_idle(true);
        self.number = transport.id().as_u64();
        let mut room = self.room.lock().expect("no holder of this lock panics");
        let welcome = format!("welcome, guest {}: {} others are here\n", self.number, room.len());
        room.insert(self.number, transport.handle());
        Ok(transport.write(welcome.as_bytes())?)
    }

    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
        for piece in data.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if self.line.len() > 1_000 {
                transport.close();
                return Ok(());
            }
            if piece.ends_with(b"\n") {
                let line = String::from_utf8_lossy(&self.line);
                let text: String = line.chars().filter(|one| !one.is_control()).collect();
                let room = self.room.lock().expect("no holder of this lock panics");
                for (_, other) in room.iter().filter(|(number, _)| **number != self.number) {
                    if !other.is_writing_paused() {
                        let _already_gone = other.write(format!("{}: {text}\n", self.number).as_bytes());
                    }
                }
                self.line.clear();
            }
        }
        Ok(())
    }

    fn resume_writing(&mut self, transport: &mut Transport) -> Result {
        Ok(transport.write(b"you read too slowly and missed some lines\n")?)
    }

    fn connection_lost(&mut self, _reason: &ConnectionEnd) {
        self.room.lock().expect("no holder of this lock panics").remove(&self.number);
    }
}

fn main() -> Result {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://127.0.0.1:8007".into());
    let room = Room::default();
    let chat = protocol(move || Guest { room: Arc::clone(&room), number: 0, line: Vec::new() });
    let server = Server::new().serve(address, chat).bind()?;
    for address in server.addresses() {
        println!("listening on {address}");
    }
    println!("{}", server.run()?);
    Ok(())
}
