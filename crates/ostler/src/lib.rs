//! A framework for network servers: write a conversation once, choose transport and concurrency model by value. Around
//! it stands one production envelope: limits, deadlines, drain, a registry, and exactly one end for each connection.
//!
//! ```no_run
//! use ostler::{Conn, Server, stream};
//!
//! fn main() -> Result<(), ostler::BindError> {
//!     let echo = stream(|mut conn: Conn| async move {
//!         while let Some(line) = conn.read_line().await? {
//!             conn.write_all(&line).await?;
//!         }
//!         Ok(())
//!     });
//!     // Blocks until SIGINT or SIGTERM, then lets open connections finish.
//!     let report = Server::new().serve("tcp://127.0.0.1:2222", echo).run()?;
//!     println!("{report}");
//!     Ok(())
//! }
//! ```
//!
//! # Which model
//! [`Model::Tasks`] unless you measured: it shares your runtime and spreads load by itself. [`Model::PerCore`] for many
//! short messages and handlers that never compute for long. For [`blocking`] handlers [`Model::Threads`];
//! [`Model::Processes`] where one conversation must not harm another; [`Model::Serial`] where there may be one at a time.
//!
//! # Stopping
//! [`Server::run`] drains at SIGINT or SIGTERM and aborts at the second. [`Server::start`] installs nothing;
//! [`ServerHandle::shutdown`] does the same there. Both give a [`ShutdownReport`] that adds up to what was open.
//!
//! # Seeing what happens
//! A server prints nothing, not even a handler's error. [`Server::on_end`] is told how each connection ended, errors in the
//! handler's words; [`ServerHandle::stats`] and [`Stopper::stats`] count. The rest are the [events](#events) below: in `main`
//! write `tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).init()`, with that crate, to see them.
//!
//! # Manual
//! Choosing [a model](manual::choosing_a_model) and [a style](manual::choosing_a_style); [streams](manual::streams),
//! [protocols](manual::protocols), [datagrams](manual::datagrams), [Unix sockets](manual::unix_sockets),
//! [clients](manual::clients), [processes](manual::processes), [testing](manual::testing);
//! [coming from Python](manual::coming_from_python), and [where Ostler differs](manual::where_ostler_differs).
//!
//! # Map
//! [`Server`] → [`Bound`] → [`ServerHandle`]; [`Stopper`] stops it from anywhere. Services of connections by [`stream`],
//! [`protocol()`], [`blocking`] and `http`: handlers see a [`Conn`] or [`BlockingConn`], protocols a [`Transport`]; of datagrams by
//! [`datagram()`], [`blocking_datagram`] and [`datagram_protocol()`]. [`Limits`], [`Timeouts`] and [`PanicPolicy`] are the envelope; [`ConnectionEnd`] is how each
//! connection ended; [`connect`] and [`connect_blocking`] are the client's side.
//!
//! # Events
//! `tracing` spans are `server{addr}` › `connection{id, peer}` › `request{method}`. Events, without any payload:
//!
//! | level | message | fields |
//! | --- | --- | --- |
//! | info | `listening` | `connections_max` |
//! | info | `signal: draining; a second one aborts`, `second signal: aborting` | `open` |
//! | info | `draining` | `open`, `state` |
//! | info | `stopped` | `open`, `drained`, `aborted`, `abandoned` |
//! | warn | `accept fails: pausing, open connections go on` | `error`, `suppressed` |
//! | warn | `drain deadline passed or abort asked: ending what is open` | `open` |
//! | warn | `handlers did not stop and are abandoned` | `open` |
//! | error | `a handler panicked: its connection is closed` | `id`, `peer` |
//! | error | `the end hook panicked` | |
//! | error | `a hook panicked` | `hook` |
//! | error | `the nursery cannot be heard`, `the nursery takes no orders` | `error` |
//! | error | `accept failed for good: this listener stops`, `nobody can be served any more: this listener stops` | `error` |
//! | warn | `receiving fails: pausing` | `error`, `suppressed` |
//! | error | `receiving failed for good: this socket stops` | `error` |
//! | error | `a callback of a datagram protocol panicked` | |
//! | debug | `the system reports an error of a peer` | `error` |
//! | debug | `connection ended` | `end`, `age_ms`, `bytes_read`, `bytes_written` |
//! | debug | `the handler failed` | `error`, in the handler's own words |
//! | debug | `refused` | `peer`, `reason` |
//!
//! # Features
//! `http` (default): the function `http`, on hyper.
#![deny(unsafe_code)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod cells;
mod client;
mod conn;
mod datagram;
mod listen;
#[cfg(any(doc, doctest))]
pub mod manual;
mod model;
mod observe;
mod server;
mod service;
mod style;
mod sys;

pub use ostler_core::{
    Address, AddressError, AtLimit, AtPeerLimit, ConnectionEnd, EndError, Host, InetAddress, Limits, Refusal,
    ServerState, ShutdownReport, Timeouts, UnixAddress, UnixName, WRITE_BUFFER_BYTES_MAX_DEFAULT,
    WRITE_BUFFER_HIGH_DEFAULT, WaterMarksError,
};

pub use self::client::{
    BlockingDatagramClient, BlockingStream, ClientReadHalf, ClientStream, ClientWriteHalf, ConnectAttempt,
    ConnectError, ConnectOptions, DatagramClient, ProtocolClient, connect, connect_blocking,
    connect_datagram, connect_datagram_blocking, connect_protocol,
};
pub use self::conn::{BlockingConn, Conn, Extensions, IdleMark, Line, Peer, ReadError, ReadHalf, WriteHalf};
pub use self::datagram::{Datagram, Reply};
pub use self::listen::AdoptedListener;
pub use self::model::Model;
pub use self::observe::Stats;
pub use self::server::{
    BindError, Bound, ConnectionActivity, ConnectionId, ConnectionInfo, DrainSignal, IntoAddresses,
    PanicPolicy, Server, ServerHandle, Stopper,
};
pub use self::service::Service;
pub use self::style::{
    AfterEof, DatagramHandle, DatagramHandler, DatagramProtocol, DatagramTransport, Protocol, RequestHandler,
    SendError, TimerId, TimersFull, Transport, TransportHandle, WriteError, blocking, blocking_datagram,
    datagram, datagram_protocol, protocol, stream,
};
#[cfg(feature = "http")]
pub use self::style::{RequestBody, http};
pub use self::sys::is_stdout_missing;

/// Any error of a handler.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// What handlers return; `Ok(())` needs no annotation.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
