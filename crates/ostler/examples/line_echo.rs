//! Sends each line back. Try: `cargo run -p ostler --example line_echo`, then `nc 127.0.0.1 2222`.
//!
//! Arguments: the address (default `tcp://127.0.0.1:2222`), then the workers of the per-core model (default: tasks).

use ostler::{BoxError, Conn, Model, Server, stream};

fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "tcp://127.0.0.1:2222".into());
    let model = match arguments.next() {
        Some(workers) => Model::PerCore { workers: workers.parse()? },
        None => Model::Tasks,
    };
    let echo = stream(|mut conn: Conn| async move {
        while let Some(line) = conn.read_line().await? {
            conn.write_all(&line).await?;
        }
        Ok(())
    });
    let server = Server::new().serve(address, echo.model(model)).bind()?;
    for address in server.addresses() {
        println!("listening on {address}");
    }
    println!("{}", server.run()?);
    Ok(())
}
