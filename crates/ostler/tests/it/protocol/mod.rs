//! The protocol style. Most tests serve a script, one function that reacts to every callback, and compare what was called.

pub(crate) mod ending;
pub(crate) mod failing;
pub(crate) mod flow;
pub(crate) mod order;
pub(crate) mod reading;
pub(crate) mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ostler::{
    AfterEof, ConnectionEnd, Protocol, Result, Service, TimerId, Transport, TransportHandle, protocol,
};
use tokio::sync::mpsc;

/// How a script reacts to a callback: its name, and what was received, if anything was. What it returns counts after
/// `eof`.
type React = dyn Fn(&str, &mut Transport, &[u8]) -> Result<AfterEof> + Send + Sync;

/// Calls `react` for each callback and tells which was called: `made`, `data …`, `eof`, `pause`, `resume`, `timer`,
/// `drain`, `lost …`.
pub(crate) struct Scripted {
    react: Arc<React>,
    calls: mpsc::UnboundedSender<String>,
    handles: mpsc::UnboundedSender<TransportHandle>,
    is_called: AtomicBool,
}

impl Scripted {
    fn call(&mut self, name: &str, transport: &mut Transport, data: &[u8]) -> Result<AfterEof> {
        assert!(!self.is_called.swap(true, Ordering::SeqCst), "two callbacks at once");
        let text = match data.len() {
            0 => name.to_owned(),
            1..=80 => format!("{name} {}", data.escape_ascii()),
            len => format!("{name} of {len} bytes"),
        };
        let _told_when_it_is_over = Told { calls: &self.calls, text };
        let result = (self.react)(name, transport, data);
        self.is_called.store(false, Ordering::SeqCst);
        result
    }
}

/// Tells of a call when the reaction to it is over, by a panic too: a test that hears of it may build on what it did.
struct Told<'a> {
    calls: &'a mpsc::UnboundedSender<String>,
    text: String,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        let _test_over = self.calls.send(std::mem::take(&mut self.text));
    }
}

impl Protocol for Scripted {
    fn connection_made(&mut self, transport: &mut Transport) -> Result {
        let _not_wanted = self.handles.send(transport.handle());
        self.call("made", transport, b"").map(drop)
    }

    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
        assert!(!data.is_empty());
        self.call("data", transport, data).map(drop)
    }

    fn eof_received(&mut self, transport: &mut Transport) -> Result<AfterEof> {
        self.call("eof", transport, b"")
    }

    fn pause_writing(&mut self, transport: &mut Transport) -> Result {
        self.call("pause", transport, b"").map(drop)
    }

    fn resume_writing(&mut self, transport: &mut Transport) -> Result {
        self.call("resume", transport, b"").map(drop)
    }

    fn timer_fired(&mut self, transport: &mut Transport, _timer: TimerId) -> Result {
        self.call("timer", transport, b"").map(drop)
    }

    fn drain_begun(&mut self, transport: &mut Transport) -> Result {
        self.call("drain", transport, b"").map(drop)
    }

    fn connection_lost(&mut self, reason: &ConnectionEnd) {
        let is_called = self.is_called.load(Ordering::SeqCst);
        assert!(!is_called || matches!(reason, ConnectionEnd::Panicked), "lost inside of a callback");
        let _test_over = self.calls.send(format!("lost {}", reason.label()));
    }
}

/// What a scripted service was called with, over all connections, and their handles.
pub(crate) struct Calls {
    calls: mpsc::UnboundedReceiver<String>,
    handles: mpsc::UnboundedReceiver<TransportHandle>,
}

impl Calls {
    pub(crate) async fn next(&mut self) -> String {
        self.calls.recv().await.expect("the service is still there")
    }

    pub(crate) async fn expect(&mut self, calls: &[&str]) {
        for expected in calls {
            assert_eq!(self.next().await, *expected, "of {calls:?}");
        }
    }

    /// All calls up to the next `lost`, which is the last one of them.
    pub(crate) async fn until_lost(&mut self) -> Vec<String> {
        let mut calls = vec![self.next().await];
        while !calls.last().unwrap().starts_with("lost") {
            calls.push(self.next().await);
        }
        calls
    }

    /// Nothing was called that is not accounted for.
    pub(crate) fn expect_no_more(&mut self) {
        assert_eq!(self.calls.try_recv().ok(), None);
    }

    /// The handle of the next connection.
    pub(crate) async fn handle(&mut self) -> TransportHandle {
        self.handles.recv().await.expect("the service is still there")
    }
}

/// A service that reacts by `react`.
pub(crate) fn scripted(
    react: impl Fn(&str, &mut Transport, &[u8]) -> Result<AfterEof> + Send + Sync + 'static,
) -> (Service, Calls) {
    let react: Arc<React> = Arc::new(react);
    let (calls, calls_made) = mpsc::unbounded_channel();
    let (handles, handles_made) = mpsc::unbounded_channel();
    let service = protocol(move || Scripted {
        react: Arc::clone(&react),
        calls: calls.clone(),
        handles: handles.clone(),
        is_called: AtomicBool::new(false),
    });
    (service, Calls { calls: calls_made, handles: handles_made })
}

/// A service that sends back what it gets.
pub(crate) fn echoing() -> (Service, Calls) {
    scripted(|_name, transport, data| {
        transport.write(data)?;
        Ok(AfterEof::Close)
    })
}

/// What a script returns mostly.
pub(crate) const GO_ON: Result<AfterEof> = Ok(AfterEof::Close);

/// What a connection in memory holds before its writer has to wait.
pub(crate) const PIPE: usize = 64 * 1024;
