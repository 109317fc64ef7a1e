//! From a bound server to one that serves: what is known before any thread exists, the nursery, then loops and acceptors.

use std::sync::Arc;

use ostler_core::{
    Address, AtLimit, AtPeerLimit, ListenerIndex, ServiceIndex, Timeouts, connections_default,
};
use tracing::info;

use super::acceptor::Acceptor;
use super::bound::{Bound, BoundService};
use super::child::{ChildClients, ChildListener, Children};
use super::error::BindError;
use super::gate::Gate;
use super::loops::Loops;
use super::near_timer::NearTimer;
use super::receiver::Receiver;
use super::reception::Reception;
use super::running::Running;
use super::shared::{Hooks, Shared};
use crate::conn::ChildSlot;
use crate::listen::{BoundDatagram, BoundListener};
use crate::model::{Model, Nursery, Runner};
use crate::observe::Counters;
use crate::style::{DatagramStyle, Style};
use crate::sys::SharedWords;

/// A server whose parts are made, as far as that takes no thread.
pub(super) struct Prepared {
    pub(super) shared: Arc<Shared>,
    connections_max: u32,
    at_limit: AtLimit,
    at_peer_limit: AtPeerLimit,
    pub(super) listeners: Vec<PreparedListener>,
    /// How many children there may be at once; 0 without `Model::Processes`.
    children_max: u32,
    nursery: Option<(Arc<Nursery>, Arc<SharedWords>)>,
}

pub(super) struct PreparedListener {
    pub(super) bound: BoundEndpoint,
    index: ListenerIndex,
    pub(super) service: ServiceIndex,
    timeouts: Timeouts,
    model: Model,
    span: tracing::Span,
}

/// What was bound, and how it is served.
#[expect(clippy::large_enum_variant, reason = "a server has few of them")]
pub(super) enum BoundEndpoint {
    Connections { bound: BoundListener, style: Style },
    Datagrams { bound: BoundDatagram, style: DatagramStyle, bytes_max: usize },
}

impl BoundEndpoint {
    pub(super) fn address(&self) -> &Address {
        match self {
            BoundEndpoint::Connections { bound, .. } => bound.address(),
            BoundEndpoint::Datagrams { bound, .. } => bound.address(),
        }
    }

    fn is_blocking(&self) -> bool {
        match self {
            BoundEndpoint::Connections { style, .. } => style.is_blocking(),
            BoundEndpoint::Datagrams { style, .. } => matches!(style, DatagramStyle::Blocking(_)),
        }
    }
}

/// What takes clients in, ready to run.
#[expect(clippy::large_enum_variant, reason = "a server has few of them")]
pub(super) enum Entrance {
    Acceptor(Acceptor, BoundListener),
    Receiver(Receiver, BoundDatagram),
}

impl Bound {
    /// Makes all that takes no thread. The bound server keeps what it needs to be prepared again, but for its listeners.
    pub(super) fn prepare(&mut self, hooks: Hooks) -> Prepared {
        let connections_max =
            self.limits.connections.unwrap_or_else(|| connections_default(descriptor_limit()));
        let gate = Gate::new(connections_max, self.limits.at_limit.clone(), self.limits.connections_per_peer);
        let shared = Arc::new(Shared {
            life: Arc::clone(&self.life),
            gate: Arc::new(gate),
            counters: Counters::default(),
            hooks,
            panic_policy: self.panic_policy,
            drain_timeout: self.drain_timeout,
        });
        let mut prepared = Prepared {
            shared,
            connections_max,
            at_limit: self.limits.at_limit.clone(),
            at_peer_limit: self.limits.at_peer_limit.clone(),
            listeners: Vec::new(),
            children_max: 0,
            nursery: None,
        };
        for bound_service in &mut self.services {
            let endpoints = bound_service.take_endpoints(&self.timeouts);
            let service = &bound_service.service;
            let is_blocking = endpoints.iter().any(BoundEndpoint::is_blocking);
            let own_limit = service.connections_max.or(self.limits.connections_per_service);
            let limit = own_limit.into_iter().chain(service.model.connections_max(is_blocking)).min();
            if let (Model::Processes { .. }, Some(limit)) = (service.model, limit) {
                prepared.children_max = prepared.children_max.saturating_add(limit);
            }
            let mut admission = prepared.shared.gate.lock();
            let service_index = admission.add_service(limit);
            prepared.listeners.extend(endpoints.into_iter().map(|bound| PreparedListener {
                span: tracing::info_span!("server", addr = %bound.address()),
                bound,
                index: admission.add_listener(service_index),
                service: service_index,
                timeouts: service.timeouts.clone().unwrap_or_else(|| self.timeouts.clone()),
                model: service.model,
            }));
        }
        prepared.shared.gate.set_listeners(prepared.listeners.len());
        prepared
    }
}

impl BoundService {
    fn take_endpoints(&mut self, timeouts: &Timeouts) -> Vec<BoundEndpoint> {
        let service = &self.service;
        let style = service.make_style(service.timeouts.as_ref().unwrap_or(timeouts));
        let connections = std::mem::take(&mut self.listeners).into_iter().map(|bound| {
            let style = style.clone().expect("a service with listeners has a style for connections");
            BoundEndpoint::Connections { bound, style }
        });
        let datagrams = std::mem::take(&mut self.datagrams).into_iter().map(|bound| {
            let style = service.datagram_style().expect("only services of datagrams have them").clone();
            BoundEndpoint::Datagrams { bound, style, bytes_max: service.datagram_limit() }
        });
        connections.chain(datagrams).collect()
    }
}

impl Prepared {
    /// Hangs the bell and forks the nursery, where they are needed. To be called before anything else of the start: the nursery
    /// can be forked from a single thread only.
    pub(super) fn fork(mut self) -> Result<Prepared, BindError> {
        let is_heard =
            self.children_max > 0 || self.listeners.iter().any(|listener| listener.bound.is_blocking());
        if is_heard {
            self.shared.life.hang_bell().map_err(BindError::Runtime)?;
        }
        if self.children_max > 0 {
            self.shared.life.lay_stop_line().map_err(BindError::Runtime)?;
            self.fork_nursery()?;
        }
        Ok(self)
    }

    fn fork_nursery(&mut self) -> Result<(), BindError> {
        let slab = ChildSlot::slab(self.children_max).map_err(BindError::Runtime)?;
        let (shared, listeners, slab_there) = (&self.shared, &mut self.listeners, Arc::clone(&slab));
        let nursery = Nursery::start(self.children_max, || {
            // In the nursery: sockets that accept are the server's alone.
            let listeners = std::mem::take(listeners).into_iter().map(|listener| {
                let PreparedListener { bound, service, timeouts, span, .. } = listener;
                let clients = match bound {
                    BoundEndpoint::Connections { bound, style } => {
                        bound.disown();
                        ChildClients::Connections(style)
                    }
                    // Children answer on it.
                    BoundEndpoint::Datagrams { bound, style, .. } => {
                        ChildClients::Datagrams { style, socket: bound.into_forked() }
                    }
                };
                ChildListener { service, clients, timeouts, span }
            });
            let life = Arc::clone(&shared.life);
            let children = Children::new(life, shared.panic_policy, slab_there, listeners.collect());
            move |job| children.serve(job)
        })?;
        self.nursery = Some((nursery, slab));
        Ok(())
    }

    /// Starts the event loops, an acceptor for each listener and a receiver for each datagram socket.
    pub(super) fn launch(mut self) -> Result<Running, BindError> {
        let mut loops = Loops::new(self.nursery.as_ref().map(|(nursery, _)| Arc::clone(nursery)));
        let mut runners: Vec<(ServiceIndex, Runner)> = Vec::new();
        let mut entrances = Vec::with_capacity(self.listeners.len());
        for listener in std::mem::take(&mut self.listeners) {
            let known = runners.iter().find(|(service, _)| *service == listener.service);
            let runner = match known {
                Some((_, runner)) => runner.clone(),
                None => {
                    let runner = loops.runner(listener.model)?;
                    runners.push((listener.service, runner.clone()));
                    runner
                }
            };
            entrances.push(self.entrance(listener, runner));
        }
        let connections_max = self.connections_max;
        let acceptors = entrances.into_iter().enumerate().map(|(index, entrance)| match entrance {
            Entrance::Acceptor(acceptor, bound) => {
                info!(parent: &acceptor.reception.span, connections_max, "listening");
                acceptor.reception.runner.acceptor_handle(index).clone().spawn(acceptor.run(bound))
            }
            Entrance::Receiver(receiver, bound) => {
                info!(parent: &receiver.reception.span, connections_max, "listening");
                receiver.reception.runner.acceptor_handle(index).clone().spawn(receiver.run(bound))
            }
        });
        Ok(Running { acceptors: acceptors.collect(), shared: self.shared, loops })
    }

    /// What takes in the clients that `runner` serves.
    pub(super) fn entrance(&self, listener: PreparedListener, runner: Runner) -> Entrance {
        let PreparedListener { bound, index, service, timeouts, model, span } = listener;
        let reception = Reception {
            shared: Arc::clone(&self.shared),
            listener: index,
            service,
            timeouts,
            at_limit: self.at_limit.clone(),
            at_peer_limit: self.at_peer_limit.clone(),
            runner,
            is_detached: model.is_detached(),
            slab: self.nursery.as_ref().map(|(_, slab)| Arc::clone(slab)),
            span,
        };
        match bound {
            BoundEndpoint::Connections { bound, style } => {
                let near_timer = NearTimer::default();
                Entrance::Acceptor(Acceptor { reception, style, near_timer }, bound)
            }
            BoundEndpoint::Datagrams { bound, style, bytes_max: datagram_bytes_max } => {
                Entrance::Receiver(Receiver { reception, style, datagram_bytes_max }, bound)
            }
        }
    }
}

/// The soft limit of open descriptors; without one, as many as can be counted.
fn descriptor_limit() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}
