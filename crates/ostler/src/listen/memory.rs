//! `mem:` listeners: names in this process, for tests without ports. A name is free again when its listener closes.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use ostler_core::Address;
use tokio::sync::mpsc;

use super::{BoundListener, Source};
use crate::conn::MemoryStream;
use crate::server::BindError;

/// Who listens under which name.
static LISTENERS: LazyLock<Mutex<HashMap<String, mpsc::Sender<MemoryStream>>>> =
    LazyLock::new(Mutex::default);

fn listeners() -> MutexGuard<'static, HashMap<String, mpsc::Sender<MemoryStream>>> {
    LISTENERS.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn bind(address: &Address, name: &str) -> Result<BoundListener, BindError> {
    let (sender, incoming) = mpsc::channel(BACKLOG);
    let mut listeners = listeners();
    if listeners.contains_key(name) {
        return Err(BindError::from_io(address, io::ErrorKind::AddrInUse.into()));
    }
    listeners.insert(name.to_owned(), sender);
    let listener = MemoryListener { incoming, next: None };
    let source = Source::Memory { listener, name: MemoryName(name.to_owned()) };
    Ok(BoundListener { address: address.clone(), source })
}

/// Connects to the listener of that name, waiting while its backlog is full.
pub(crate) async fn connect(name: &str) -> io::Result<MemoryStream> {
    let sender = listeners().get(name).cloned().ok_or(io::ErrorKind::ConnectionRefused)?;
    let (ours, theirs) = MemoryStream::pair();
    sender.send(theirs).await.map_err(|_closed| io::ErrorKind::ConnectionRefused)?;
    Ok(ours)
}

#[derive(Debug)]
pub(crate) struct MemoryListener {
    incoming: mpsc::Receiver<MemoryStream>,
    /// A client that `wait_ready` saw and `try_accept` will take.
    next: Option<MemoryStream>,
}

impl MemoryListener {
    pub(super) async fn wait_ready(&mut self) -> io::Result<()> {
        if self.next.is_none() {
            self.next = self.incoming.recv().await;
        }
        Ok(())
    }

    pub(super) fn confirm_ready(&self) -> bool {
        self.next.is_some() || !self.incoming.is_empty()
    }

    pub(super) fn try_accept(&mut self) -> io::Result<MemoryStream> {
        match self.next.take() {
            Some(stream) => Ok(stream),
            None => self.incoming.try_recv().map_err(|_empty| io::ErrorKind::WouldBlock.into()),
        }
    }
}

/// A taken name; dropping it frees the name.
#[derive(Debug)]
pub(crate) struct MemoryName(String);

impl fmt::Display for MemoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Drop for MemoryName {
    fn drop(&mut self) {
        listeners().remove(&self.0);
    }
}

/// Clients that may wait to be accepted; the next one's `connect` waits.
const BACKLOG: usize = 128;
