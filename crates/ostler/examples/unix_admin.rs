//! A small service and its administration, over a Unix socket that only its owner can open.
//! Try: `cargo run -p ostler --example unix_admin`, then `nc 127.0.0.1 7777` and `nc -U` with the path that it reports.
//!
//! Arguments: the address of the administration (default `unix_admin.sock` in the folder for temporary files, with mode
//! 600), and of the service (default `tcp://127.0.0.1:7777`), which sends lines back.

use std::time::Duration;

use ostler::{Conn, ConnectionId, ConnectionInfo, Peer, Result, Server, Stopper, stream};

const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
const COMMAND_BYTES_MAX: usize = 256;
const HELP: &str = "connections: who is connected; kill ID: end one; drain: shut down; whoami; help\n";

fn main() -> Result {
    let default = std::env::temp_dir().join("unix_admin.sock");
    let mut arguments = std::env::args().skip(1);
    let admin = arguments.next().unwrap_or_else(|| format!("unix:{}?mode=600", default.display()));
    let service = arguments.next().unwrap_or_else(|| "tcp://127.0.0.1:7777".into());
    let server = Server::new();
    // What handlers need of their server is there before it runs.
    let stopper = server.stopper();
    let administer = stream(move |conn: Conn| administer(conn, stopper.clone()));
    let server = server.serve(admin, administer).serve(service, stream(echo)).bind()?;
    for address in server.addresses() {
        eprintln!("listening on {address}");
    }
    eprintln!("{}", server.run()?);
    Ok(())
}

async fn echo(mut conn: Conn) -> Result {
    while let Some(line) = conn.read_line().await? {
        conn.write_all(&line).await?;
    }
    Ok(())
}

async fn administer(mut conn: Conn, server: Stopper) -> Result {
    conn.set_line_limit(COMMAND_BYTES_MAX);
    while let Some(line) = conn.read_line().await? {
        let command = String::from_utf8_lossy(line.content()).into_owned();
        let words: Vec<&str> = command.split_whitespace().collect();
        let answer = match *words {
            ["connections"] => connections(&server),
            ["kill", id] => match id.parse::<ConnectionId>() {
                Ok(id) if server.kill(id) => format!("{id} is ended\n"),
                _ => format!("no connection {id}\n"),
            },
            ["drain"] => {
                server.drain(DRAIN_TIMEOUT);
                "draining\n".to_owned()
            }
            ["whoami"] => whoami(conn.peer()),
            ["help"] => HELP.to_owned(),
            _ => "no such command: try help\n".to_owned(),
        };
        conn.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

fn connections(server: &Stopper) -> String {
    let mut open = server.connections();
    open.sort_by_key(|connection| connection.id);
    let row = |one: &ConnectionInfo| {
        let ConnectionInfo { id, peer, age, activity, bytes_read, bytes_written, .. } = one;
        format!("{id}\t{peer}\t{activity:?} for {} s\t{bytes_read} in, {bytes_written} out\n", age.as_secs())
    };
    open.iter().map(row).collect()
}

/// The system tells who is at the other end of a Unix socket; nobody can pretend.
fn whoami(peer: &Peer) -> String {
    match peer {
        Peer::Unix { uid: Some(uid), pid: Some(pid), .. } => format!("user {uid}, process {pid}\n"),
        other => format!("{other}\n"),
    }
}
