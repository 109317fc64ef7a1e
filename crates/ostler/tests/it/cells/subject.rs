//! What is tested: the cells.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use ostler::{Address, Model, Server, Service, blocking, http, protocol, stream};

use super::conversation;
use super::protocol::Commands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Tcp,
    Unix,
    Memory,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Stream,
    Protocol,
    Blocking,
    Http,
}

/// One cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub(super) transport: Transport,
    pub(super) style: Style,
    pub(super) model: Model,
}

impl Subject {
    /// All that are legal, as the framework itself says.
    pub(super) fn all() -> Vec<Subject> {
        let mut subjects = Vec::new();
        for transport in [Transport::Tcp, Transport::Unix, Transport::Memory] {
            for style in [Style::Stream, Style::Protocol, Style::Blocking, Style::Http] {
                for model in MODELS {
                    let subject = Subject { transport, style, model };
                    if subject.server().check().is_ok() {
                        subjects.push(subject);
                    }
                }
            }
        }
        subjects
    }

    pub(super) fn service(&self) -> Service {
        let service = match self.style {
            Style::Stream => stream(conversation::converse),
            Style::Protocol => protocol(Commands::default),
            Style::Blocking => blocking(conversation::converse_blocking),
            Style::Http => http(conversation::router()).body_limit(32 * 1024 * 1024),
        };
        service.model(self.model)
    }

    pub(super) fn address(&self) -> Address {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let text = match self.transport {
            Transport::Tcp => "tcp://127.0.0.1:0".to_owned(),
            Transport::Unix => {
                let name = format!("ostler-cell-{}-{number}.sock", std::process::id());
                format!("unix:{}", std::env::temp_dir().join(name).display())
            }
            Transport::Memory => format!("mem:cell-{number}"),
        };
        text.parse().unwrap()
    }

    /// A server of this cell.
    pub(super) fn server(&self) -> Server {
        Server::new().serve(self.address(), self.service())
    }

    pub(super) fn is_serial(&self) -> bool {
        self.model == Model::Serial
    }

    /// Whether a handler that never returns can be ended all the same.
    pub(super) fn can_be_stopped(&self) -> bool {
        matches!(self.model, Model::Processes { .. })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = match self.style {
            Style::Stream => "stream",
            Style::Protocol => "protocol",
            Style::Blocking => "blocking",
            Style::Http => "http",
        };
        write!(f, "{}::{style}::{}", self.transport.scheme(), self.model.name())
    }
}

impl Transport {
    pub(super) fn scheme(self) -> &'static str {
        match self {
            Transport::Tcp => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "mem",
        }
    }
}

const MODELS: [Model; 5] = [
    Model::Tasks,
    Model::PerCore { workers: 2 },
    Model::Serial,
    Model::Threads { max: 16, detached: false },
    Model::Processes { max: 16 },
];
