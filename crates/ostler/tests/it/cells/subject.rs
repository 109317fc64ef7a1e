//! What is tested: the cells.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use ostler::{
    Address, Model, Server, Service, blocking, blocking_datagram, datagram, datagram_protocol, http,
    protocol, stream,
};

use super::protocol::Commands;
use super::{conversation, datagrams};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Tcp,
    Unix,
    Memory,
    Udp,
    UnixDatagram,
    /// Under a number, or a name, from whoever has started the process.
    Inherited {
        by_name: bool,
        is_datagram: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Stream,
    Protocol,
    Blocking,
    Http,
    Datagram,
    BlockingDatagram,
    DatagramProtocol,
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
        for transport in Transport::ALL {
            for style in Style::ALL {
                // A number or a name says nothing of what is behind it.
                if transport.is_datagram() != style.is_datagram() {
                    continue;
                }
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
            Style::Datagram => datagram(datagrams::answer),
            Style::BlockingDatagram => blocking_datagram(datagrams::answer_blocking),
            Style::DatagramProtocol => datagram_protocol(|| datagrams::Answers),
        };
        service.model(self.model)
    }

    pub(super) fn address(&self) -> Address {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = || std::env::temp_dir().join(format!("ostler-cell-{}-{number}.sock", std::process::id()));
        let text = match self.transport {
            Transport::Tcp => "tcp://127.0.0.1:0".to_owned(),
            Transport::Unix => format!("unix:{}", path().display()),
            Transport::Memory => format!("mem:cell-{number}"),
            Transport::Udp => "udp://127.0.0.1:0".to_owned(),
            Transport::UnixDatagram => format!("unixgram:{}", path().display()),
            Transport::Inherited { by_name: false, .. } => format!("fd:{INHERITED}"),
            Transport::Inherited { by_name: true, .. } => format!("systemd:{INHERITED_NAME}"),
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
        write!(f, "{}::{}::{}", self.transport.name(), self.service().style_name(), self.model.name())
    }
}

impl Transport {
    const ALL: [Transport; 9] = [
        Transport::Tcp,
        Transport::Unix,
        Transport::Memory,
        Transport::Udp,
        Transport::UnixDatagram,
        Transport::Inherited { by_name: false, is_datagram: false },
        Transport::Inherited { by_name: false, is_datagram: true },
        Transport::Inherited { by_name: true, is_datagram: false },
        Transport::Inherited { by_name: true, is_datagram: true },
    ];

    pub(super) fn is_datagram(self) -> bool {
        match self {
            Transport::Tcp | Transport::Unix | Transport::Memory => false,
            Transport::Udp | Transport::UnixDatagram => true,
            Transport::Inherited { is_datagram, .. } => is_datagram,
        }
    }

    pub(super) fn is_inherited(self) -> bool {
        matches!(self, Transport::Inherited { .. })
    }

    fn name(self) -> &'static str {
        match self {
            Transport::Inherited { by_name: false, .. } => "fd",
            Transport::Inherited { by_name: true, .. } => "systemd",
            other => other.scheme(),
        }
    }

    /// That of the address it is served at in the end.
    pub(super) fn scheme(self) -> &'static str {
        match self {
            Transport::Tcp | Transport::Inherited { is_datagram: false, .. } => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "mem",
            Transport::Udp | Transport::Inherited { is_datagram: true, .. } => "udp",
            Transport::UnixDatagram => "unixgram",
        }
    }
}

impl Style {
    const ALL: [Style; 7] = [
        Style::Stream,
        Style::Protocol,
        Style::Blocking,
        Style::Http,
        Style::Datagram,
        Style::BlockingDatagram,
        Style::DatagramProtocol,
    ];

    fn is_datagram(self) -> bool {
        matches!(self, Style::Datagram | Style::BlockingDatagram | Style::DatagramProtocol)
    }

    /// Whether its handlers block a thread.
    pub(super) fn is_blocking(self) -> bool {
        matches!(self, Style::Blocking | Style::BlockingDatagram)
    }
}

/// Where an inherited socket is.
pub(super) const INHERITED: i32 = 3;
pub(super) const INHERITED_NAME: &str = "cell";

const MODELS: [Model; 5] = [
    Model::Tasks,
    Model::PerCore { workers: 2 },
    Model::Serial,
    Model::Threads { max: 16, detached: false },
    Model::Processes { max: 16 },
];
