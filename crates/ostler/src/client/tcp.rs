//! Connecting over TCP: a race over the addresses of a host, decided by [`ConnectRace`]. The sockets are the same for
//! both ways of waiting for them: an event loop, or `poll(2)`.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::task::{Context, Poll};

use ostler_core::{Address, ConnectRace, Host, InetAddress, RaceAction};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::io::unix::AsyncFd;
use tokio::time::{Instant, timeout_at};

use super::{ConnectAttempt, ConnectError, ConnectOptions};
use crate::sys;

/// Connects on the current event loop.
pub(super) async fn connect(
    address: &Address,
    inet: &InetAddress,
    options: &ConnectOptions,
) -> Result<(AsyncFd<OwnedFd>, SocketAddr), ConnectError> {
    let deadline = options.deadline();
    let resolved = match deadline {
        None => resolve(inet).await,
        Some(deadline) => match timeout_at(deadline, resolve(inet)).await {
            Ok(resolved) => resolved,
            Err(_elapsed) => return Err(options.timed_out(address, Vec::new())),
        },
    };
    let mut contest = Contest::new(found(address, resolved)?, inet, options);
    let won = match deadline {
        None => contest.run().await,
        Some(deadline) => match timeout_at(deadline, contest.run()).await {
            Ok(won) => won,
            Err(_elapsed) => return Err(options.timed_out(address, contest.into_attempts())),
        },
    };
    won.ok_or_else(|| ConnectError::Failed {
        address: Box::new(address.clone()),
        attempts: contest.into_attempts(),
    })
}

/// Connects in the calling thread.
pub(super) fn connect_blocking(
    address: &Address,
    inet: &InetAddress,
    options: &ConnectOptions,
) -> Result<(OwnedFd, SocketAddr), ConnectError> {
    let deadline = options.deadline();
    let mut contest = Contest::new(found(address, resolve_blocking(inet))?, inet, options);
    match contest.run_blocking(deadline) {
        Ok(Some(won)) => Ok(won),
        Ok(None) => Err(ConnectError::Failed {
            address: Box::new(address.clone()),
            attempts: contest.into_attempts(),
        }),
        Err(Elapsed) => Err(options.timed_out(address, contest.into_attempts())),
    }
}

/// The addresses of the host, in the order of the system's resolver.
pub(super) async fn resolve(inet: &InetAddress) -> io::Result<Vec<SocketAddr>> {
    match &inet.host {
        Host::Name(name) => Ok(tokio::net::lookup_host((name.as_str(), inet.port)).await?.collect()),
        known => Ok(known_addresses(known, inet.port)),
    }
}

/// As [`resolve`], in the calling thread.
pub(super) fn resolve_blocking(inet: &InetAddress) -> io::Result<Vec<SocketAddr>> {
    match &inet.host {
        Host::Name(name) => Ok((name.as_str(), inet.port).to_socket_addrs()?.collect()),
        known => Ok(known_addresses(known, inet.port)),
    }
}

fn known_addresses(host: &Host, port: u16) -> Vec<SocketAddr> {
    match host {
        Host::Ip(ip) => vec![(*ip, port).into()],
        // Where a server listens on every address, a client in the same machine takes the loopback ones.
        Host::Any => vec![(Ipv6Addr::LOCALHOST, port).into(), (Ipv4Addr::LOCALHOST, port).into()],
        Host::Name(_) => Vec::new(),
    }
}

/// What the resolver found; that it found nothing is an error as well.
pub(super) fn found(
    address: &Address,
    resolved: io::Result<Vec<SocketAddr>>,
) -> Result<Vec<SocketAddr>, ConnectError> {
    let resolved = resolved.and_then(|found| {
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address"));
        }
        Ok(found)
    });
    resolved.map_err(|source| ConnectError::Resolve { address: Box::new(address.clone()), source })
}

/// The attempts of one connect: those that are open, each with a socket that will be connected or fail, and those that
/// failed. Dropping it gives the open ones up.
struct Contest<S> {
    race: ConnectRace,
    nodelay: bool,
    open: Vec<(SocketAddr, S)>,
    failed: Vec<ConnectAttempt>,
}

/// The deadline came first.
struct Elapsed;

impl<S> Contest<S> {
    fn new(resolved: Vec<SocketAddr>, inet: &InetAddress, options: &ConnectOptions) -> Contest<S> {
        Contest {
            race: ConnectRace::new(resolved, options.attempt_delay),
            nodelay: inet.nodelay.unwrap_or(true),
            open: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Begins to connect to `target`; `register` makes the socket one that can be waited for.
    fn start(&mut self, target: SocketAddr, register: impl FnOnce(OwnedFd) -> io::Result<S>) {
        match start_connect(target, self.nodelay).and_then(register) {
            Ok(socket) => self.open.push((target, socket)),
            Err(error) => self.fail(target, error),
        }
    }

    /// The system says that the attempt at this place is over; returns its socket if it is connected.
    fn settle(&mut self, place: usize, fd: impl Fn(&S) -> BorrowedFd<'_>) -> Option<(S, SocketAddr)> {
        let (target, socket) = self.open.remove(place);
        match finish_connect(fd(&socket)) {
            Ok(()) => Some((socket, target)),
            Err(error) => {
                self.fail(target, error);
                None
            }
        }
    }

    fn fail(&mut self, target: SocketAddr, error: io::Error) {
        self.failed.push(ConnectAttempt { target: Address::from(target), error });
        self.race.handle_failure();
    }

    /// Every attempt, those that are still open as timed out.
    fn into_attempts(self) -> Vec<ConnectAttempt> {
        let open = self.open.into_iter().map(|(target, _given_up)| ConnectAttempt {
            target: Address::from(target),
            error: io::ErrorKind::TimedOut.into(),
        });
        self.failed.into_iter().chain(open).collect()
    }
}

impl Contest<AsyncFd<OwnedFd>> {
    /// The first socket that is connected; `None` when every attempt failed.
    async fn run(&mut self) -> Option<(AsyncFd<OwnedFd>, SocketAddr)> {
        loop {
            let until = match self.race.poll_action(Instant::now().into_std()) {
                RaceAction::Start { target } => {
                    self.start(target, sys::register);
                    continue;
                }
                RaceAction::Lost => return None,
                RaceAction::Wait { until } => until,
            };
            let settled = std::future::poll_fn(|cx| self.poll_open(cx));
            let won = match until {
                None => settled.await,
                Some(until) => timeout_at(until.into(), settled).await.unwrap_or_default(),
            };
            if won.is_some() {
                return won;
            }
        }
    }

    /// Ready when an attempt is over, with its socket if it won.
    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<Option<(AsyncFd<OwnedFd>, SocketAddr)>> {
        let mut is_any_over = false;
        let mut place = 0;
        while let Some((_target, socket)) = self.open.get(place) {
            // An error of the event loop shows again in what the socket says.
            if socket.poll_write_ready(cx).is_pending() {
                place += 1;
                continue;
            }
            is_any_over = true;
            let won = self.settle(place, |socket| socket.get_ref().as_fd());
            if won.is_some() {
                return Poll::Ready(won);
            }
        }
        if is_any_over { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl Contest<OwnedFd> {
    /// The first socket that is connected; `None` when every attempt failed.
    fn run_blocking(&mut self, deadline: Option<Instant>) -> Result<Option<(OwnedFd, SocketAddr)>, Elapsed> {
        loop {
            let now = Instant::now();
            if deadline.is_some_and(|deadline| deadline <= now) {
                return Err(Elapsed);
            }
            let until = match self.race.poll_action(now.into_std()) {
                RaceAction::Start { target } => {
                    self.start(target, Ok);
                    continue;
                }
                RaceAction::Lost => return Ok(None),
                RaceAction::Wait { until } => until.map(Instant::from_std),
            };
            let until = until.into_iter().chain(deadline).min();
            for place in self.wait_open(until.map(|until| until.saturating_duration_since(now))) {
                let won = self.settle(place, AsFd::as_fd);
                if won.is_some() {
                    return Ok(won);
                }
            }
        }
    }

    /// The places of the attempts that are over, the last one first; none when the time is up.
    fn wait_open(&self, limit: Option<std::time::Duration>) -> Vec<usize> {
        let mut fds: Vec<PollFd<'_>> =
            self.open.iter().map(|(_target, socket)| PollFd::new(socket, PollFlags::OUT)).collect();
        // A limit that does not fit is as good as none. An error can only be a signal: the loop asks again.
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let _interrupted = rustix::event::poll(&mut fds, limit.as_ref());
        let is_over = |(place, fd): (usize, &PollFd<'_>)| (!fd.revents().is_empty()).then_some(place);
        fds.iter().enumerate().filter_map(is_over).rev().collect()
    }
}

fn start_connect(target: SocketAddr, nodelay: bool) -> io::Result<OwnedFd> {
    let socket = Socket::new(Domain::for_address(target), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_tcp_nodelay(nodelay)?;
    match socket.connect(&target.into()) {
        Err(error) if !is_under_way(&error) => Err(error),
        _ => Ok(socket.into()),
    }
}

fn is_under_way(error: &io::Error) -> bool {
    matches!(error.raw_os_error().map(Errno::from_raw_os_error), Some(Errno::INPROGRESS | Errno::INTR))
}

fn finish_connect(fd: BorrowedFd<'_>) -> io::Result<()> {
    if let Some(error) = SockRef::from(&fd).take_error()? {
        return Err(error);
    }
    // To a port of this machine that nobody listens at, the system may give a client that port itself, and connect it to
    // itself. That is nobody's server.
    if rustix::net::getpeername(fd)? == Some(rustix::net::getsockname(fd)?) {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    Ok(())
}
