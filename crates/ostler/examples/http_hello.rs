//! An axum router inside the envelope. Try: `cargo run -p ostler --example http_hello`, then
//! `curl http://127.0.0.1:8000/`.
//!
//! Argument: the address (default `tcp://127.0.0.1:8000`).

use axum::{Extension, Router, routing::get};
use ostler::{BoxError, Peer, Server, http};

fn main() -> Result<(), BoxError> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tcp://127.0.0.1:8000".into());
    let router = Router::new()
        .route("/", get(async || "hello\n"))
        .route("/whoami", get(async |Extension(peer): Extension<Peer>| format!("{peer}\n")));
    let server = Server::new().serve(address, http(router)).bind()?;
    for address in server.addresses() {
        println!("listening on {address}");
    }
    println!("{}", server.run()?);
    Ok(())
}
