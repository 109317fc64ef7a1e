//! `charfinder serve`: the finder over TCP and HTTP, in one server.

use std::io;
use std::sync::Arc;

use charfinder::Finder;
use charfinder::console::{Console, python_listener};
use charfinder::http::{self, ConsoleLog, HttpState};
use charfinder::tcp::{self, TcpState};
use ostler::{Address, Server};
use tracing_subscriber::filter::LevelFilter;

use super::arguments::Serve;

pub(super) fn run(serve: &Serve) -> anyhow::Result<()> {
    let (tcp_addresses, http_addresses) = addresses(serve)?;
    log_to_stderr();
    let (console, writer) = Console::new(io::stdout())?;
    let for_sessions = if serve.quiet { Console::quiet() } else { console.clone() };
    let bound = Server::new()
        .serve(tcp_addresses.as_slice(), tcp::service(tcp_state(serve, for_sessions.clone())))
        .serve(http_addresses.as_slice(), ostler::http(http::router(http_state(serve, &for_sessions))))
        .bind()?;
    if !serve.quiet || has_chosen_port(&tcp_addresses) {
        for address in bound.addresses_of(0) {
            console.print(|| format!("Serving on {}. Hit CTRL-C to stop.", python_listener(&address)));
        }
    }
    if !serve.quiet || has_chosen_port(&http_addresses) {
        for address in bound.addresses_of(1) {
            console.print(|| format!("Serving on {} Hit CTRL-C to stop.", web_address(&address)));
        }
    }
    bound.run()?;
    for_sessions.print(|| "Server shutting down.".into());
    writer.finish();
    Ok(())
}

/// What was asked for; both defaults when nothing was.
fn addresses(serve: &Serve) -> anyhow::Result<(Vec<Address>, Vec<Address>)> {
    if serve.tcp.is_empty() && serve.http.is_empty() {
        return Ok((vec![TCP_DEFAULT.parse()?], vec![HTTP_DEFAULT.parse()?]));
    }
    Ok((serve.tcp.clone(), serve.http.clone()))
}

fn tcp_state(serve: &Serve, console: Console) -> TcpState {
    TcpState::new(Finder::new(serve.unicode), serve.max_results.0, console)
}

fn http_state(serve: &Serve, console: &Console) -> HttpState {
    let console = console.clone();
    let log: ConsoleLog = Arc::new(move |line: &str| console.print(|| line.into()));
    let results_max = serve.max_results.0.unwrap_or(usize::MAX);
    HttpState::new(Finder::new(serve.unicode), results_max, (!serve.quiet).then_some(log))
}

fn has_chosen_port(addresses: &[Address]) -> bool {
    addresses.iter().any(|address| matches!(address, Address::Tcp(inet) if inet.port == 0))
}

/// An address to click on, where there is one.
fn web_address(address: &Address) -> String {
    match address {
        Address::Tcp(inet) => format!("http://{}:{}/", inet.host, inet.port),
        other => format!("{other}."),
    }
}

/// The framework's log, from `warn` up or as `RUST_LOG` says: a level, `off` to `trace`. It holds no payload.
fn log_to_stderr() {
    let level =
        std::env::var("RUST_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::WARN);
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).init();
}

const TCP_DEFAULT: &str = "127.0.0.1:2323";
const HTTP_DEFAULT: &str = "127.0.0.1:8888";
