//! Serving one connection or datagram at a time by hand: `Bound::run_once`, socketserver's `handle_request`.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use ostler_core::{Address, ConnectionEnd, ServerState, ServiceIndex};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::acceptor::Acceptor;
use super::bound::{Bound, control_runtime};
use super::datagram_endpoint::DatagramEndpoint;
use super::error::BindError;
use super::launch::Entrance;
use super::receiver::Receiver;
use super::reception::{Next, Troubles};
use super::shared::Shared;
use crate::datagram::{Batch, Origin};
use crate::listen::{BoundDatagram, Listener};
use crate::model::{Placement, Runner};
use crate::style::DatagramStyle;

/// A bound server that serves in its caller's thread.
pub(super) struct Once {
    shared: Arc<Shared>,
    endpoints: Vec<Endpoint>,
    ends: mpsc::UnboundedReceiver<ConnectionEnd>,
    /// Last, because the others live on it.
    runtime: BackgroundRuntime,
}

/// A runtime that may be dropped anywhere, in a runtime as well; it waits for nothing that blocks.
struct BackgroundRuntime(Option<Runtime>);

impl BackgroundRuntime {
    fn get(&self) -> &Runtime {
        self.0.as_ref().expect("it is taken out by the drop alone")
    }
}

impl Drop for BackgroundRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

struct Endpoint {
    /// Whose it is, in the order of the `serve` calls.
    service: ServiceIndex,
    address: Address,
    door: Door,
}

/// Where clients come in.
enum Door {
    Listener {
        acceptor: Acceptor,
        listener: Listener,
        troubles: Troubles,
    },
    Socket {
        receiver: Receiver,
        bound: BoundDatagram,
        origin: Arc<Origin>,
        batch: Batch,
        troubles: Troubles,
    },
    /// The socket of a protocol.
    Endpoint {
        bound: BoundDatagram,
        /// `None` when the protocol could not be made.
        endpoint: Option<DatagramEndpoint>,
    },
}

impl Bound {
    /// Serves one connection or datagram to its end, in this thread, and returns how it ended; `None` when nobody came within
    /// `timeout`, after the hook [`on_timeout`](crate::Server::on_timeout), and when the server was told to stop. It may be called
    /// again and again, and be followed by [`run`](Bound::run). socketserver's `handle_request`.
    ///
    /// The model of the service does not matter here. Who comes meanwhile waits in the system's queue; clients that are refused
    /// are not counted as the one. While a blocking handler runs, nothing but its own I/O limits it.
    ///
    /// # Errors
    /// [`BindError::InsideRuntime`] inside an async runtime; when a runtime cannot be made.
    ///
    /// # Blocking
    /// Until a client has come and was served.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ostler::{BlockingConn, Server, blocking};
    ///
    /// let hello = blocking(|conn: &mut BlockingConn| Ok(conn.write_all(b"hello\n")?));
    /// let mut server = Server::new().serve("tcp://127.0.0.1:0", hello).bind()?;
    /// // Nobody is there to connect.
    /// assert!(server.run_once(Duration::from_millis(1))?.is_none());
    /// # Ok::<(), ostler::BindError>(())
    /// ```
    pub fn run_once(
        &mut self,
        timeout: impl Into<Option<Duration>>,
    ) -> Result<Option<ConnectionEnd>, BindError> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(BindError::InsideRuntime);
        }
        if self.once.is_none() {
            self.once = Some(Once::new(self)?);
        }
        let once = self.once.as_mut().expect("made just above");
        let end = once.serve(timeout.into());
        if end.is_none() && once.shared.life.state() == ServerState::Serving {
            once.shared.hooks.call_on_timeout();
        }
        once.shared.hooks.call_on_tick();
        Ok(end)
    }

    /// Gives the listeners back to their services, for a server that goes on under its models.
    pub(super) fn end_once(&mut self) {
        let Some(Once { endpoints, runtime, .. }) = self.once.take() else { return };
        for Endpoint { service, address, door } in endpoints {
            let service = &mut self.services[service.0 as usize];
            match door {
                Door::Listener { listener, .. } => service.listeners.push(listener.into_bound(address)),
                Door::Socket { mut bound, batch, .. } => {
                    bound.set_received(batch);
                    service.datagrams.push(bound);
                }
                Door::Endpoint { mut bound, endpoint } => {
                    if let Some(endpoint) = endpoint {
                        bound.set_received(endpoint.into_batch());
                    }
                    service.datagrams.push(bound);
                }
            }
        }
        drop(runtime);
    }
}

impl Once {
    fn new(bound: &mut Bound) -> Result<Once, BindError> {
        let background = BackgroundRuntime(Some(control_runtime()?));
        let runtime = background.get();
        let (told, ends) = mpsc::unbounded_channel();
        let on_end = bound.hooks.on_end.clone();
        let mut hooks = bound.hooks.clone();
        hooks.on_end = Some(Arc::new(move |info, end| {
            let _nobody_asks_any_more = told.send(end.clone());
            if let Some(on_end) = &on_end {
                on_end(info, end);
            }
        }));
        bound.life.hang_bell().map_err(BindError::Runtime)?;
        let mut prepared = bound.prepare(hooks);
        let runner = Runner::serial(Placement::new([runtime.handle().clone()]));
        let mut endpoints = Vec::with_capacity(prepared.listeners.len());
        for listener in std::mem::take(&mut prepared.listeners) {
            let service = listener.service;
            let address = listener.bound.address().clone();
            let _on_the_runtime = runtime.enter();
            let door = match prepared.entrance(listener, runner.clone()) {
                Entrance::Acceptor(acceptor, bound) => {
                    let listener = bound.into_listener().map_err(BindError::Runtime)?;
                    Door::Listener { acceptor, listener, troubles: Troubles::default() }
                }
                Entrance::Receiver(receiver, mut bound) => {
                    let origin = receiver.origin(bound.copy_on_loop().map_err(BindError::Runtime)?);
                    let received = bound.take_received();
                    let batch =
                        received.unwrap_or_else(|| origin.socket.new_batch(receiver.datagram_bytes_max));
                    if let DatagramStyle::Protocol(_) = &receiver.style {
                        let endpoint = DatagramEndpoint::new(Arc::new(receiver), origin, batch);
                        endpoints.push(Endpoint {
                            service,
                            address,
                            door: Door::Endpoint { bound, endpoint },
                        });
                        continue;
                    }
                    let troubles = Troubles::default();
                    Door::Socket { receiver, bound, origin, batch, troubles }
                }
            };
            endpoints.push(Endpoint { service, address, door });
        }
        Ok(Once { shared: Arc::clone(&prepared.shared), endpoints, ends, runtime: background })
    }

    /// Where the service of the n-th `serve` call listens.
    pub(super) fn addresses_of(&self, call: usize) -> Vec<Address> {
        let of_call = self.endpoints.iter().filter(|endpoint| endpoint.service.0 as usize == call);
        of_call.map(|endpoint| endpoint.address.clone()).collect()
    }

    fn serve(&mut self, timeout: Option<Duration>) -> Option<ConnectionEnd> {
        let Once { shared, endpoints, ends, runtime } = self;
        runtime.get().block_on(async {
            let served = async {
                let accepted = accept_one(shared, endpoints);
                match timeout {
                    Some(timeout) => tokio::time::timeout(timeout, accepted).await.ok()?,
                    None => accepted.await,
                }
                ends.recv().await
            };
            tokio::select! {
                end = served => end,
                () = shared.life.wait_stopped() => None,
            }
        })
    }
}

/// Waits until a client of any listener is being served, or a datagram of any socket. Cancel safe.
async fn accept_one(shared: &Shared, endpoints: &mut [Endpoint]) {
    let before = shared.counters.accepted();
    let mut attempts: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::with_capacity(endpoints.len());
    for endpoint in endpoints {
        attempts.push(Box::pin(async move {
            while shared.counters.accepted() == before {
                match &mut endpoint.door {
                    Door::Listener { acceptor, listener, troubles } => {
                        if let Next::Stop = acceptor.accept_next(listener, troubles).await {
                            // It has said so in the log; the others may still bring somebody.
                            std::future::pending::<()>().await;
                        }
                    }
                    Door::Socket { receiver, origin, batch, troubles, .. } => {
                        receiver.serve_next(origin, batch, troubles).await;
                    }
                    Door::Endpoint { endpoint, .. } => match endpoint {
                        Some(endpoint) => endpoint.serve_next().await,
                        None => std::future::pending().await,
                    },
                }
            }
        }));
    }
    poll_fn(|cx| {
        let is_one_done = attempts.iter_mut().any(|attempt| attempt.as_mut().poll(cx).is_ready());
        if is_one_done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
