//! A service: a style with its settings, as a value.

use std::fmt;

use ostler_core::Timeouts;

use crate::model::Model;
use crate::server::BindError;
use crate::style::Style;

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
}

/// The styles there are. HTTP is made late, when its body limit is known.
#[derive(Clone)]
pub(crate) enum StyleKind {
    Plain {
        name: &'static str,
        style: Style,
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

    /// The name of the style: that of the function that made the service.
    #[must_use]
    pub fn style_name(&self) -> &'static str {
        match &self.style {
            StyleKind::Plain { name, .. } => name,
            #[cfg(feature = "http")]
            StyleKind::Http(_) => "http",
        }
    }

    pub(crate) fn check(&self) -> Result<(), BindError> {
        if matches!(self.style, StyleKind::Plain { .. }) && self.body_bytes_max.is_some() {
            return Err(BindError::UnusedSetting {
                setting: "body_limit",
                style: self.style_name(),
                allowed: "http services",
            });
        }
        if self.connections_max == Some(0) {
            let allowed = "1 and more";
            return Err(BindError::OutOfRange { setting: "connections_max", value: 0, allowed });
        }
        self.model.check()
    }

    pub(crate) fn make_style(&self, timeouts: &Timeouts) -> Style {
        let _only_http = timeouts;
        match &self.style {
            StyleKind::Plain { style, .. } => style.clone(),
            #[cfg(feature = "http")]
            StyleKind::Http(make) => {
                Style::Async(make(self.body_bytes_max.unwrap_or(BODY_BYTES_MAX_DEFAULT), timeouts))
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
