//! `charfinder serve`: the finder over TCP and HTTP, in one server.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use anyhow::Context;
use charfinder::Finder;
use charfinder::console::{Console, python_listener};
use charfinder::http::{self, ConsoleLog, HttpState};
use charfinder::tcp::{self, TcpState};
use ostler::{Address, Server, Service};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::arguments::Serve;

pub(super) fn run(serve: &Serve) -> anyhow::Result<()> {
    let (tcp_addresses, http_addresses) = addresses(serve)?;
    log_to_stderr()?;
    let (console, writer) = Console::new(io::stdout())?;
    let for_sessions = if serve.quiet { Console::quiet() } else { console.clone() };
    let bound = Server::new()
        .serve(tcp_addresses.as_slice(), tcp::service(tcp_state(serve, for_sessions.clone())))
        .serve(http_addresses.as_slice(), http_service(http_state(serve, &for_sessions)))
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

/// The routes limit bodies themselves, and refuse in their own words what the framework would refuse without any.
fn http_service(state: HttpState) -> Service {
    ostler::http(http::router(state)).body_limit(u64::MAX)
}

fn has_chosen_port(addresses: &[Address]) -> bool {
    addresses.iter().any(|address| matches!(address, Address::Tcp(inet) if inet.port == 0))
}

/// An address to click on, where there is one.
fn web_address(address: &Address) -> String {
    match address {
        Address::Tcp(inet) => format!("http://{}:{}/", inet.host, inet.port),
        other => format!("HTTP at {other}."),
    }
}

/// The framework's log, from `warn` up or as `RUST_LOG` says: a level, or `target=level`. It holds no payload.
fn log_to_stderr() -> anyhow::Result<()> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(filter) => filter.parse().with_context(|| format!("RUST_LOG is {filter:?}"))?,
        Err(_) => Targets::new().with_default(LevelFilter::WARN),
    };
    let lines =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    tracing_subscriber::registry().with(filter).with(lines).init();
    Ok(())
}

const TCP_DEFAULT: &str = "127.0.0.1:2323";
const HTTP_DEFAULT: &str = "127.0.0.1:8888";
