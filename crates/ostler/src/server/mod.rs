//! The server: its builder, its life, and the path of a connection from `accept` to the books.

mod acceptor;
mod bell;
mod blocking_task;
mod bound;
mod builder;
mod child;
mod connection_task;
mod datagram_endpoint;
mod datagram_job;
mod error;
mod gate;
mod handle;
mod launch;
mod life;
mod loops;
mod once;
mod receiver;
mod reception;
mod record;
mod registry;
mod shared;
mod signals;
mod standalone;
mod stop_line;
mod stopper;

pub use self::bound::Bound;
pub use self::builder::{IntoAddresses, Server};
pub use self::error::BindError;
pub use self::handle::ServerHandle;
pub use self::life::DrainSignal;
pub(crate) use self::record::Record;
pub use self::registry::{ConnectionActivity, ConnectionId, ConnectionInfo};
pub use self::shared::PanicPolicy;
pub(crate) use self::standalone::Standalone;
pub use self::stopper::Stopper;
