//! The load generator: clients that each send the next request when the last one is answered, a thread for each.
//!
//! Latency is what a client sees, thread switches of the generator included; compare servers by their CPU time, which
//! the generator does not touch. All clients are connected and have been answered before the clock starts.

use std::io::{self, Read};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::conversation::Conversation;
use crate::cpu_time::CpuTime;
use crate::endpoint::{Endpoint, Link};
use crate::stats::Samples;

/// What one load brought to light.
#[derive(Debug)]
pub(crate) struct LoadResult {
    /// How long each exchange took, in microseconds.
    pub(crate) latency: Samples,
    /// Requests (or connections) answered in a second, by all clients together.
    pub(crate) per_second: f64,
    /// The server's CPU time for each request (or connection), in microseconds.
    pub(crate) server_cpu: Option<f64>,
}

/// A server and how much of it is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load<'a> {
    pub(crate) pid: u32,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) clients: u32,
    /// Exchanges of all clients together, or connections.
    pub(crate) requests: u32,
}

impl Load<'_> {
    /// Every client holds one connection and sends its share of the requests.
    pub(crate) fn run<C: Conversation + Default>(self) -> anyhow::Result<LoadResult> {
        // The clients and the thread that reads the server's counters meet four times: all are connected, the counters
        // are read, all are answered, the counters are read again. A client that failed goes on meeting the others.
        let meeting = Barrier::new(self.clients as usize + 1);
        let client = || {
            let mut conversation = C::default();
            let connected = self.connect_and_warm_up(&mut conversation);
            meeting.wait();
            meeting.wait();
            let answered = connected.and_then(|mut stream| {
                let latency = self.send_share(&mut conversation, &mut stream)?;
                Ok((latency, stream))
            });
            meeting.wait();
            meeting.wait();
            answered.map(|(latency, _stream)| latency)
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.clients).map(|_| scope.spawn(client)).collect();
            meeting.wait();
            let (cpu, began) = (CpuTime::of(self.pid), Instant::now());
            meeting.wait();
            meeting.wait();
            let (wall, cpu) = (began.elapsed(), self.cpu_since(cpu));
            meeting.wait();
            let mut latency = Samples::default();
            for thread in threads {
                let of_client: io::Result<Samples> = thread.join().expect("a client returns its errors");
                latency.extend(&of_client.context("a client failed")?);
            }
            Ok(LoadResult::new(latency, C::REQUESTS, wall, cpu))
        })
    }

    fn connect_and_warm_up(self, conversation: &mut impl Conversation) -> io::Result<Link> {
        let mut stream = self.connect()?;
        conversation.open(&mut stream)?;
        (0..WARM_UP_REQUESTS).try_for_each(|_| conversation.exchange(&mut stream))?;
        Ok(stream)
    }

    fn send_share(self, conversation: &mut impl Conversation, stream: &mut Link) -> io::Result<Samples> {
        let requests = (self.requests / self.clients).max(1) as usize;
        let mut latency = Samples::default();
        let began = Instant::now();
        while latency.len() < requests && began.elapsed() < LOAD_TIME_MAX {
            let sent = Instant::now();
            conversation.exchange(stream)?;
            latency.push_time(sent.elapsed());
        }
        Ok(latency)
    }

    /// One client opens a connection for each request, sends it, and closes.
    pub(crate) fn run_connections<C: Conversation + Default>(self) -> anyhow::Result<LoadResult> {
        for _ in 0..WARM_UP_REQUESTS {
            self.talk_once::<C>()?;
        }
        let (cpu, began) = (CpuTime::of(self.pid), Instant::now());
        let mut latency = Samples::default();
        while latency.len() < self.requests as usize && began.elapsed() < LOAD_TIME_MAX {
            let opened = Instant::now();
            self.talk_once::<C>()?;
            latency.push_time(opened.elapsed());
        }
        Ok(LoadResult::new(latency, 1, began.elapsed(), self.cpu_since(cpu)))
    }

    fn talk_once<C: Conversation + Default>(self) -> anyhow::Result<()> {
        let mut conversation = C::default();
        let mut stream = self.connect()?;
        conversation.open(&mut stream)?;
        conversation.exchange(&mut stream)?;
        stream.end()?;
        // The server's end of it belongs to the cost of a connection.
        stream.read_to_end(&mut Vec::new()).context("the server did not close")?;
        Ok(())
    }

    fn connect(self) -> io::Result<Link> {
        self.endpoint.connect(ANSWER_TIME_MAX)
    }

    fn cpu_since(self, earlier: Option<CpuTime>) -> Option<Duration> {
        Some(CpuTime::of(self.pid)?.since(earlier?))
    }
}

impl LoadResult {
    fn new(latency: Samples, requests_each: u32, wall: Duration, cpu: Option<Duration>) -> Self {
        let count = latency.len() as f64 * f64::from(requests_each);
        let server_cpu = cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / count);
        Self { per_second: count / wall.as_secs_f64(), server_cpu, latency }
    }
}

const WARM_UP_REQUESTS: u32 = 20;
const LOAD_TIME_MAX: Duration = Duration::from_secs(20);
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;
    use crate::conversation::EchoedLine;

    /// Runs `load` against an echo server that serves `connections` one after the other or side by side.
    fn with_echo<T>(connections: usize, load: impl FnOnce(&Endpoint) -> T) -> T {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Endpoint::Tcp(listener.local_addr().unwrap());
        thread::scope(|scope| {
            scope.spawn(move || {
                for stream in listener.incoming().take(connections) {
                    let mut stream = stream.unwrap();
                    scope.spawn(move || {
                        let mut buffer = [0; 1024];
                        while let Ok(count @ 1..) = stream.read(&mut buffer) {
                            stream.write_all(&buffer[..count]).unwrap();
                        }
                    });
                }
            });
            load(&endpoint)
        })
    }

    #[test]
    fn every_client_sends_its_share() {
        let result = with_echo(3, |endpoint| {
            Load { pid: std::process::id(), endpoint, clients: 3, requests: 300 }.run::<EchoedLine>().unwrap()
        });
        assert_eq!(result.latency.len(), 300);
        assert!(result.per_second > 0.0);
    }

    #[test]
    fn connections_are_counted_one_by_one() {
        let connections = 5 + WARM_UP_REQUESTS as usize;
        let result = with_echo(connections, |endpoint| {
            Load { pid: 0, endpoint, clients: 1, requests: 5 }.run_connections::<EchoedLine>().unwrap()
        });
        assert_eq!((result.latency.len(), result.server_cpu), (5, None));
    }

    #[test]
    fn clients_that_cannot_connect_are_an_error_and_no_deadlock() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Endpoint::Tcp(listener.local_addr().unwrap());
        drop(listener);
        let load = Load { pid: 0, endpoint: &endpoint, clients: 2, requests: 2 };
        assert!(load.run::<EchoedLine>().is_err());
    }
}
