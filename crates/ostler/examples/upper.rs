//! Answers the first bytes of a connection in upper case: socketserver's handler, under a concurrency model of choice.
//! Try: `cargo run -p ostler --example upper`, then `cargo run -p ostler --example client hello world`.
//!
//! Arguments: the address (default `tcp://127.0.0.1:9999`), `--model` and `serial` (default), `threads`, `processes`,
//! `tasks` or `per-core`.

use std::io::Read;

use ostler::{BlockingConn, Model, Result, Server, blocking};

const MESSAGE_BYTES_MAX: usize = 1024;

fn main() -> Result {
    let (mut address, mut model) = ("tcp://127.0.0.1:9999".to_owned(), Model::Serial);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--model" => model = model_named(&arguments.next().ok_or("--model needs a name")?)?,
            _ => address = argument,
        }
    }
    let server = Server::new().serve(address, blocking(upper).model(model)).bind()?;
    for address in server.addresses() {
        eprintln!("listening on {address}");
    }
    eprintln!("{}", server.run()?);
    Ok(())
}

/// The same under every model: what runs it is not its business.
fn upper(conn: &mut BlockingConn) -> Result {
    let mut buffer = [0; MESSAGE_BYTES_MAX];
    let count = conn.read(&mut buffer)?;
    match conn.peer().ip() {
        Some(ip) => println!("{ip} отправил:"),
        None => println!("{} отправил:", conn.peer()),
    }
    let text = std::str::from_utf8(&buffer[..count])?;
    let message = text.trim_matches(|c| matches!(c, '\t'..='\r' | ' '));
    println!("{message}");
    // What the client sends beyond that is discarded when the connection closes, so that the answer reaches it.
    conn.write_all(message.to_uppercase().as_bytes())?;
    Ok(())
}

fn model_named(name: &str) -> Result<Model> {
    Ok(match name {
        "serial" => Model::Serial,
        "threads" => Model::threads(64),
        "processes" => Model::processes(64),
        "tasks" => Model::Tasks,
        "per-core" => Model::PerCore { workers: 2 },
        _ => {
            return Err(
                format!("no model {name}: there are serial, threads, processes, tasks and per-core").into()
            );
        }
    })
}
