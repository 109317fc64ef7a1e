//! `charfinder serve`: where it listens, and what it answers.

use std::str::FromStr;

use charfinder::UnicodeVersion;
use clap::Args;
use ostler::{Address, AddressError};

use super::value::Known;

#[derive(Debug, Args)]
pub(in super::super) struct Serve {
    /// Serve TCP at this address; may be repeated [default: 127.0.0.1:2323, when --http is not given either]
    #[arg(long, value_name = "ADDR", value_parser = parse_tcp)]
    pub(in super::super) tcp: Vec<Address>,
    /// Serve HTTP at this address; may be repeated [default: 127.0.0.1:8888, when --tcp is not given either]
    #[arg(long, value_name = "ADDR", value_parser = parse_http)]
    pub(in super::super) http: Vec<Address>,
    /// Answer as of this version of Unicode, 1.1 to 18.0: searches, sets, lists and pages have no later characters,
    /// unless a request names another version
    #[arg(long, value_name = "V", default_value_t = UnicodeVersion::LATEST, value_parser = Known::<UnicodeVersion>::new(), hide_possible_values = true)]
    pub(in super::super) unicode: UnicodeVersion,
    /// Send at most N results to a search or a set; `all` lifts the limit
    #[arg(long, value_name = "N", default_value = "1000", allow_negative_numbers = true)]
    pub(in super::super) max_results: MaxResults,
    /// Print nothing, but for a port that was left to the system (port 0)
    #[arg(long)]
    pub(in super::super) quiet: bool,
}

fn parse_tcp(text: &str) -> Result<Address, String> {
    let address: Address = text.parse().map_err(|error: AddressError| error.to_string())?;
    match address {
        Address::Tcp(_) | Address::Unix(_) | Address::Fd(_) | Address::Systemd(_) => Ok(address),
        Address::Tls(_) => Err("TLS is not served here: put a proxy in front".into()),
        other => Err(format!("{} cannot be served: {ADDRESSES}", other.scheme())),
    }
}

/// As for TCP, and a web address as people write it: `http://host:port/`.
fn parse_http(text: &str) -> Result<Address, String> {
    if text.starts_with("https://") {
        return Err("TLS is not served here: put a proxy in front".into());
    }
    match text.strip_prefix("http://") {
        Some(rest) => parse_tcp(rest.strip_suffix('/').unwrap_or(rest)),
        None => parse_tcp(text),
    }
}

/// `--max-results`: a number from 1, or `all`.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct MaxResults(pub(in super::super) Option<usize>);

impl FromStr for MaxResults {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxResults, String> {
        match text.parse() {
            _ if text == "all" => Ok(MaxResults(None)),
            Ok(number) if number > 0 => Ok(MaxResults(Some(number))),
            _ => Err(format!("allowed are 1 to {} and `all`", usize::MAX)),
        }
    }
}

const ADDRESSES: &str =
    "allowed are host:port, tcp://host:port, unix:/path, unix:@name, fd:N and systemd:NAME";

pub(super) const EXAMPLES: &str = "\
Examples:
  charfinder serve                                TCP on 127.0.0.1:2323, HTTP on 127.0.0.1:8888
  charfinder serve --http '*:80'                  HTTP alone, on every address
  charfinder serve --tcp 'unix:/run/cf.sock?mode=660' --quiet
  charfinder serve --tcp 127.0.0.1:0              a free port, which is printed

Addresses: host:port, tcp://host:port, tcp://[::1]:port, tcp://*:port, unix:/path, unix:@name, fd:N, systemd:NAME.

The first SIGINT (Ctrl-C) or SIGTERM lets open connections finish for up to 30 s, a second one ends them.
RUST_LOG=debug (or another level, or target=level) shows what the server does, on standard error.";
