//! A service: a style with its settings, as a value.

use std::fmt;

use ostler_core::Timeouts;

use crate::model::Model;
use crate::server::BindError;
use crate::style::{DatagramStyle, Style};

/// What is served at an address: a conversation in some style, the model it runs under, and what it overrides of the
/// server's limits. Made by [`stream`](crate::stream), [`protocol`](crate::protocol()) or [`http`](crate::http), and
/// cheap to clone.
///
/// ```
/// # use std::time::Duration;
/// use ostler::{Conn, Model, Timeouts, stream};
///
/// let service = stream(|mut conn: Conn| async move { Ok(conn.write_all(b"hello\n").await?) })
///     .model(Model::PerCore { workers: 2 })
///     .timeouts(Timeouts::default().with_idle(Some(Duration::from_secs(60))))
///     .connections_max(100);
/// # let _ = service;
/// ```
#[derive(Clone)]
pub struct Service {
    style: StyleKind,
    pub(crate) model: Model,
    pub(crate) timeouts: Option<Timeouts>,
    pub(crate) connections_max: Option<u32>,
    body_bytes_max: Option<u64>,
    datagram_bytes_max: Option<usize>,
}

/// The styles there are. HTTP is made late, when its body limit is known.
#[derive(Clone)]
pub(crate) enum StyleKind {
    Plain {
        name: &'static str,
        style: Style,
    },
    Datagram {
        name: &'static str,
        style: DatagramStyle,
    },
    #[cfg(feature = "http")]
    Http(crate::style::HttpMaker),
}

impl Service {
    pub(crate) fn new(style: StyleKind) -> Service {
        Service {
            style,
            model: Model::default(),
            timeouts: None,
            connections_max: None,
            body_bytes_max: None,
            datagram_bytes_max: None,
        }
    }

    /// Runs the service under `model`. The default is [`Model::Tasks`].
    #[must_use]
    pub fn model(mut self, model: Model) -> Service {
        self.model = model;
        self
    }

    /// Takes these deadlines instead of the server's.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Service {
        self.timeouts = Some(timeouts);
        self
    }

    /// Holds at most so many connections of this service at once, within the server's total. At least 1.
    #[must_use]
    pub fn connections_max(mut self, connections_max: u32) -> Service {
        self.connections_max = Some(connections_max);
        self
    }

    /// HTTP: how many bytes a request body may have. A longer one is answered with 413, or ends in an error where its
    /// handler reads it. The default is 2 MiB.
    #[must_use]
    pub fn body_limit(mut self, bytes_max: u64) -> Service {
        self.body_bytes_max = Some(bytes_max);
        self
    }

    /// Datagrams: how many bytes one may have, 1 to 1,048,576. A longer one is cut, and its
    /// [`is_truncated`](crate::Datagram::is_truncated) says so. The default is 65,535: more than any UDP datagram has. It is also
    /// the most under [`Model::Processes`], where a datagram is handed over in one message.
    #[must_use]
    pub fn datagram_bytes_max(mut self, bytes_max: usize) -> Service {
        self.datagram_bytes_max = Some(bytes_max);
        self
    }

    /// The name of the style: that of the function that made the service.
    #[must_use]
    pub fn style_name(&self) -> &'static str {
        match &self.style {
            StyleKind::Plain { name, .. } | StyleKind::Datagram { name, .. } => name,
            #[cfg(feature = "http")]
            StyleKind::Http(_) => "http",
        }
    }

    pub(crate) fn check(&self) -> Result<(), BindError> {
        let unused =
            |setting, allowed| Err(BindError::UnusedSetting { setting, style: self.style_name(), allowed });
        let is_datagram = self.datagram_style().is_some();
        if self.body_bytes_max.is_some() && !self.is_http() {
            return unused("body_limit", "http services");
        }
        if let Some(bytes_max) = self.datagram_bytes_max {
            if !is_datagram {
                return unused("datagram_bytes_max", "services of datagrams");
            }
            if !(1..=DATAGRAM_BYTES_MAX).contains(&bytes_max) {
                let (value, allowed) = (bytes_max as u64, "1 to 1048576");
                return Err(BindError::OutOfRange { setting: "datagram_bytes_max", value, allowed });
            }
            if bytes_max > DATAGRAM_BYTES_MAX_DEFAULT && matches!(self.model, Model::Processes { .. }) {
                let (value, allowed) = (bytes_max as u64, "1 to 65535");
                let setting = "datagram_bytes_max under processes";
                return Err(BindError::OutOfRange { setting, value, allowed });
            }
        }
        if self.connections_max == Some(0) {
            let allowed = "1 and more";
            return Err(BindError::OutOfRange { setting: "connections_max", value: 0, allowed });
        }
        self.model.check()
    }

    #[cfg(feature = "http")]
    fn is_http(&self) -> bool {
        matches!(self.style, StyleKind::Http(_))
    }

    #[cfg(not(feature = "http"))]
    fn is_http(&self) -> bool {
        false
    }

    /// The style of a service of datagrams.
    pub(crate) fn datagram_style(&self) -> Option<&DatagramStyle> {
        match &self.style {
            StyleKind::Datagram { style, .. } => Some(style),
            _ => None,
        }
    }

    pub(crate) fn datagram_limit(&self) -> usize {
        self.datagram_bytes_max.unwrap_or(DATAGRAM_BYTES_MAX_DEFAULT)
    }

    /// The style of a service of connections.
    pub(crate) fn make_style(&self, timeouts: &Timeouts) -> Option<Style> {
        let _only_http = timeouts;
        match &self.style {
            StyleKind::Plain { style, .. } => Some(style.clone()),
            StyleKind::Datagram { .. } => None,
            #[cfg(feature = "http")]
            StyleKind::Http(make) => {
                Some(Style::Async(make(self.body_bytes_max.unwrap_or(BODY_BYTES_MAX_DEFAULT), timeouts)))
            }
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("style", &self.style_name())
            .field("model", &self.model)
            .field("timeouts", &self.timeouts)
            .field("connections_max", &self.connections_max)
            .finish_non_exhaustive()
    }
}

/// axum's default too.
#[cfg(feature = "http")]
const BODY_BYTES_MAX_DEFAULT: u64 = 2 * 1024 * 1024;

/// What UDP has room for in the length field of its header.
const DATAGRAM_BYTES_MAX_DEFAULT: usize = 65_535;
/// Above what a Unix socket sends without special rights; each socket has a buffer of this size.
const DATAGRAM_BYTES_MAX: usize = 1024 * 1024;
