//! The builder: what is served where, and the envelope around it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ostler_core::{Address, AddressError, ConnectionEnd, Limits, ShutdownReport, Timeouts};

use super::bound::{Bound, BoundService};
use super::error::BindError;
use super::handle::ServerHandle;
use super::into_addresses::IntoAddresses;
use super::life::Life;
use super::registry::ConnectionInfo;
use super::shared::{Hooks, PanicPolicy};
use super::stopper::Stopper;
use crate::cells;
use crate::conn::Peer;
use crate::listen::{self, AdoptedListener};
use crate::service::Service;

/// A server to be: services at addresses, inside one envelope of limits, deadlines and life cycle.
///
/// `bind` takes the addresses, `start` serves in the background, `run` serves until SIGINT or SIGTERM. Mistakes in any
/// argument are kept and reported by whichever of these (or [`check`](Server::check)) is called first, before anything
/// is bound.
///
/// ```
/// use ostler::{Conn, Server, stream};
///
/// # let rt = tokio::runtime::Runtime::new()?;
/// # rt.block_on(async {
/// let echo = stream(|mut conn: Conn| async move {
///     while let Some(line) = conn.read_line().await? {
///         conn.write_all(&line).await?;
///     }
///     Ok(())
/// });
/// let server = Server::new().serve(["tcp://127.0.0.1:0", "mem:echo"], echo).start()?;
/// println!("listening on {}", server.addresses()[0]);
/// let report = server.shutdown().await;
/// assert_eq!(report.open, 0);
/// # Ok::<(), ostler::BindError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a server does nothing until it is started or run"]
pub struct Server {
    endpoints: Vec<Endpoint>,
    limits: Limits,
    timeouts: Timeouts,
    drain_timeout: Duration,
    panic_policy: PanicPolicy,
    hooks: Hooks,
    life: Arc<Life>,
}

/// One call of `serve`.
struct Endpoint {
    place: Place,
    service: Service,
}

enum Place {
    Addresses(Vec<Result<Address, AddressError>>),
    Adopted(AdoptedListener),
}

impl Default for Server {
    fn default() -> Server {
        Server::new()
    }
}

impl Server {
    /// A server with nothing to serve yet and the default envelope.
    pub fn new() -> Server {
        Server {
            endpoints: Vec::new(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            drain_timeout: DRAIN_TIMEOUT_DEFAULT,
            panic_policy: PanicPolicy::default(),
            hooks: Hooks::default(),
            life: Arc::default(),
        }
    }

    /// Serves `service` at one or more addresses; may be called as often as wanted.
    ///
    /// An address is a text like `tcp://0.0.0.0:25000`, `unix:/run/echo.sock?mode=660`, `mem:echo` or a bare `host:port`,
    /// or an [`Address`]. Port 0 lets the system choose.
    pub fn serve(mut self, addresses: impl IntoAddresses, service: Service) -> Server {
        let place = Place::Addresses(addresses.into_addresses());
        self.endpoints.push(Endpoint { place, service });
        self
    }

    /// Serves `service` at a socket that exists already: a `TcpListener` or `UnixListener`, or for a service of datagrams a
    /// `UdpSocket` or `UnixDatagram`, of `std` or tokio.
    pub fn serve_listener(mut self, listener: impl Into<AdoptedListener>, service: Service) -> Server {
        self.endpoints.push(Endpoint { place: Place::Adopted(listener.into()), service });
        self
    }

    /// How many connections there may be, and what happens to those above. The default is 75 % of the descriptor
    /// limit; above it clients wait.
    pub fn limits(mut self, limits: Limits) -> Server {
        self.limits = limits;
        self
    }

    /// How long a peer may keep a connection waiting. See [`Timeouts`] for the defaults.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Server {
        self.timeouts = timeouts;
        self
    }

    /// How long open connections may finish after SIGTERM, SIGINT or [`ServerHandle::shutdown`]. The default is 30 s; what
    /// still runs then is ended by force, and after one more second abandoned.
    pub fn drain_timeout(mut self, drain_timeout: Duration) -> Server {
        self.drain_timeout = drain_timeout;
        self
    }

    /// What becomes of the process when a handler panics. By default only its connection ends.
    pub fn panic_policy(mut self, panic_policy: PanicPolicy) -> Server {
        self.panic_policy = panic_policy;
        self
    }

    /// Asks `admit` about every peer that the limits let in, before a handler exists; `false` closes the connection and
    /// counts it as refused. It runs in the accept path, so it must not block. A panic in it refuses the peer.
    pub fn admit(mut self, admit: impl Fn(&Peer) -> bool + Send + Sync + 'static) -> Server {
        self.hooks.admit = Some(Arc::new(admit));
        self
    }

    /// Calls `on_end` after each connection has ended, with how. It runs on the connection's event loop, so it must not
    /// block; a panic in it is caught and logged.
    ///
    /// Without it nobody hears of a handler's error: it is that connection's end, and an event at debug level. Clients that
    /// were refused had no connection that could end, and are counted alone ([`Stats::refused`](crate::Stats::refused)).
    /// Nor is it called for what the shutdown abandons, since that has not ended: the
    /// [`ShutdownReport`] counts it.
    ///
    /// ```
    /// use ostler::{Conn, ConnectionEnd, Server, stream};
    ///
    /// let failing = stream(|_conn: Conn| async { Err("out of paper".into()) });
    /// let server = Server::new().serve("tcp://127.0.0.1:0", failing).on_end(|info, end| match end {
    ///     // In the handler's own words, which may hold what a peer sent.
    ///     ConnectionEnd::Error(error) => eprintln!("{} of {}: {error}", info.id, info.peer),
    ///     ConnectionEnd::Completed | ConnectionEnd::PeerClosed => {}
    ///     other => eprintln!("{} of {}: {other}", info.id, info.peer),
    /// });
    /// # server.check()?;
    /// # Ok::<(), ostler::BindError>(())
    /// ```
    pub fn on_end(
        mut self,
        on_end: impl Fn(&ConnectionInfo, &ConnectionEnd) + Send + Sync + 'static,
    ) -> Server {
        self.hooks.on_end = Some(Arc::new(on_end));
        self
    }

    /// Calls `on_timeout` when [`Bound::run_once`] has waited for its time and nobody came. socketserver's `handle_timeout`. A
    /// panic in it is caught and logged.
    pub fn on_timeout(mut self, on_timeout: impl Fn() + Send + Sync + 'static) -> Server {
        self.hooks.on_timeout = Some(Arc::new(on_timeout));
        self
    }

    /// Calls `on_tick` each `interval` (at least 1 ms) while the server serves or drains, and after each
    /// [`Bound::run_once`]. socketserver's `service_actions`. It runs on the loop that controls the server, so it must not
    /// block; a panic in it is caught and logged.
    pub fn on_tick(mut self, interval: Duration, on_tick: impl Fn() + Send + Sync + 'static) -> Server {
        self.hooks.on_tick = Some((interval.max(TICK_LEAST), Arc::new(on_tick)));
        self
    }

    /// What stops the server from elsewhere: another thread, or a handler.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper::new(Arc::clone(&self.life))
    }

    /// Validates everything that can be without binding: addresses, settings, and whether each can be served.
    ///
    /// # Errors
    /// The first mistake, as a [`BindError`].
    pub fn check(&self) -> Result<(), BindError> {
        let mut is_empty = true;
        for endpoint in &self.endpoints {
            endpoint.service.check()?;
            match &endpoint.place {
                Place::Adopted(listener) => {
                    if let Some(address) = listener.address(endpoint.service.datagram_style().is_some()) {
                        cells::check(&address, endpoint.service.style_name(), endpoint.service.model)?;
                    }
                    is_empty = false;
                }
                Place::Addresses(addresses) => {
                    for address in addresses {
                        let address = address.as_ref().map_err(Clone::clone)?;
                        cells::check(address, endpoint.service.style_name(), endpoint.service.model)?;
                        if endpoint.service.datagram_style().is_some() {
                            listen::check_datagram(address)?;
                        } else {
                            listen::check(address)?;
                        }
                        is_empty = false;
                    }
                }
            }
        }
        for (setting, value) in [
            ("limits.connections", self.limits.connections),
            ("limits.connections_per_service", self.limits.connections_per_service),
            ("limits.connections_per_peer", self.limits.connections_per_peer),
        ] {
            if value == Some(0) {
                return Err(BindError::OutOfRange { setting, value: 0, allowed: "1 and more" });
            }
        }
        if is_empty { Err(BindError::NothingToServe) } else { Ok(()) }
    }

    /// Binds every address and accepts nothing yet: ports are known and privileges can be dropped.
    ///
    /// # Errors
    /// What [`check`](Server::check) finds, before anything is bound; then the first address that cannot be bound, with
    /// those bound before it closed again.
    ///
    /// # Blocking
    /// Resolves host names with the system's resolver.
    pub fn bind(self) -> Result<Bound, BindError> {
        self.check()?;
        let mut services = Vec::with_capacity(self.endpoints.len());
        for Endpoint { place, service } in self.endpoints {
            let (mut listeners, mut datagrams) = (Vec::new(), Vec::new());
            let is_datagram = service.datagram_style().is_some();
            match place {
                Place::Adopted(socket) if is_datagram => datagrams.push(socket.into_bound_datagram()?),
                Place::Adopted(listener) => listeners.push(listener.into_bound()?),
                Place::Addresses(addresses) => {
                    for address in addresses {
                        if is_datagram {
                            datagrams.extend(listen::bind_datagram(&address?)?);
                        } else {
                            listeners.extend(listen::bind(&address?)?);
                        }
                    }
                }
            }
            services.push(BoundService { service, listeners, datagrams });
        }
        Ok(Bound {
            services,
            limits: self.limits,
            timeouts: self.timeouts,
            drain_timeout: self.drain_timeout,
            panic_policy: self.panic_policy,
            hooks: self.hooks,
            life: self.life,
            once: None,
        })
    }

    /// Binds and serves in the background; installs nothing global. See [`Bound::start`].
    ///
    /// # Errors
    /// As [`bind`](Server::bind), and when a thread or runtime cannot be started.
    pub fn start(self) -> Result<ServerHandle, BindError> {
        self.bind()?.start()
    }

    /// Binds and serves until SIGINT or SIGTERM, then drains; a second signal aborts at once. See [`Bound::run`].
    ///
    /// # Errors
    /// As [`bind`](Server::bind), and [`BindError::InsideRuntime`] inside an async runtime.
    ///
    /// # Blocking
    /// Until the server has stopped.
    pub fn run(self) -> Result<ShutdownReport, BindError> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(BindError::InsideRuntime);
        }
        self.bind()?.run()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services: Vec<_> = self.endpoints.iter().map(|endpoint| &endpoint.service).collect();
        f.debug_struct("Server")
            .field("services", &services)
            .field("limits", &self.limits)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

/// A shorter interval would be a loop that does nothing else.
const TICK_LEAST: Duration = Duration::from_millis(1);

/// What an orchestrator usually gives a process to stop (Kubernetes: 30 s).
const DRAIN_TIMEOUT_DEFAULT: Duration = Duration::from_secs(30);
