//! The HTTP style: HTTP/1.1 and HTTP/2 by hyper, for any tower service.
//!
//! The version is told apart here and not by hyper-util's `auto` builder, so that the first-byte deadline covers it;
//! after that hyper's header timeout takes over. At drain, hyper finishes what is under way and closes.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Either, Empty, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::HOST;
use hyper::{Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use ostler_core::{ConnectionEnd, Timeouts};
use tower_service::Service as TowerService;
use tracing::Instrument;

use super::http2_tasks::Http2Tasks;
use super::{AsyncStyle, Job};
use crate::conn::{Conn, RequestMark};
use crate::service::{Service, StyleKind};
use crate::{BoxError, Result};

/// An HTTP service: an `axum::Router`, or any tower service that answers requests.
///
/// Each request carries the [`Peer`](crate::Peer), [`ConnectionId`](crate::ConnectionId),
/// [`Extensions`](crate::Extensions) and [`DrainSignal`](crate::DrainSignal) of its connection among its extensions.
/// Limits: [`Timeouts::http_header`](crate::Timeouts) for a request's head, 64 KiB and 100 fields for its size (431 above
/// that), [`Service::body_limit`](crate::Service::body_limit) for its body. Upgraded connections stay inside the envelope.
///
/// ```
/// use axum::{Router, routing::get};
/// use ostler::{Server, http};
///
/// let router = Router::new().route("/", get(async || "hello"));
/// Server::new().serve("tcp://127.0.0.1:0", http(router)).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn http<S, B>(service: S) -> Service
where
    S: TowerService<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    Service::new(StyleKind::Http(Arc::new(move |body_bytes_max, timeouts| {
        // hyper adds the limit to the time and panics where the sum is past the end of time.
        let header_timeout = timeouts.http_header.filter(|limit| *limit <= HEADER_TIMEOUT_MAX);
        let limits = HttpLimits { body_bytes_max, header_timeout };
        Arc::new(Http { service: service.clone(), limits })
    })))
}

/// Makes the style once the service's body limit and deadlines are known.
pub(crate) type HttpMaker = Arc<dyn Fn(u64, &Timeouts) -> Arc<dyn AsyncStyle> + Send + Sync>;

struct Http<S> {
    service: S,
    limits: HttpLimits,
}

#[derive(Clone)]
struct HttpLimits {
    body_bytes_max: u64,
    header_timeout: Option<Duration>,
}

fn builder(tasks: &Http2Tasks, header_timeout: Option<Duration>) -> auto::Builder<Http2Tasks> {
    let mut builder = auto::Builder::new(tasks.clone());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEAD_FIELDS_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(HTTP2_STREAMS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX as u32);
    builder
}

impl<S, B> AsyncStyle for Http<S>
where
    S: TowerService<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    fn job(&self, conn: Conn) -> Job {
        Box::pin(converse(conn, self.service.clone(), self.limits.clone()))
    }
}

async fn converse<S, B>(mut conn: Conn, service: S, limits: HttpLimits) -> Result
where
    S: TowerService<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    // Evictable, and done at drain, until a request is under way.
    let waiting = conn.idle();
    let Some(is_http2) = poll_fn(|cx| conn.read_half_mut().poll_prefix(cx, HTTP2_PREFACE)).await? else {
        return Ok(());
    };
    drop(waiting);
    let tasks = Http2Tasks::default();
    let builder = builder(&tasks, limits.header_timeout);
    let builder = if is_http2 { builder.http2_only() } else { builder.http1_only() };
    let signal = conn.drain_signal();
    let state = Arc::clone(conn.state());
    let ended = Arc::clone(&state);
    state.begin_http();
    let facts = Facts {
        peer: conn.peer().clone(),
        id: conn.id(),
        extensions: conn.extensions().clone(),
        signal: signal.clone(),
    };
    let body_bytes_max = limits.body_bytes_max;
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let service = service.clone();
        let facts = facts.clone();
        let under_way = state.begin_request();
        let span = tracing::debug_span!("request", method = %request.method());
        answer(service, facts, request, body_bytes_max, under_way).instrument(span)
    });
    let mut connection = pin!(builder.serve_connection_with_upgrades(TokioIo::new(conn), service));
    let served = tasks.drive(async {
        tokio::select! {
            served = connection.as_mut() => served,
            () = signal.wait_draining() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        }
    });
    let served = served.await;
    ended.end_http();
    served.map_err(|failure| end_of_failure(failure, limits.header_timeout))
}

/// What handlers find among a request's extensions.
#[derive(Clone)]
struct Facts {
    peer: crate::Peer,
    id: crate::ConnectionId,
    extensions: crate::Extensions,
    signal: crate::DrainSignal,
}

async fn answer<S, B>(
    mut service: S,
    facts: Facts,
    request: Request<Incoming>,
    body_bytes_max: u64,
    under_way: RequestMark,
) -> Result<Response<impl Body<Data = B::Data, Error = BoxError> + use<S, B>>, ServiceError>
where
    S: TowerService<Request<RequestBody>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    B: Body,
    B::Data: Buf,
    B::Error: Into<BoxError>,
{
    if !has_host(&request) {
        return Ok(refuse(StatusCode::BAD_REQUEST));
    }
    if request.body().size_hint().lower() > body_bytes_max {
        return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let mut request = request.map(|body| RequestBody::new(body, body_bytes_max));
    let extensions = request.extensions_mut();
    extensions.insert(facts.peer);
    extensions.insert(facts.id);
    extensions.insert(facts.extensions);
    extensions.insert(facts.signal);
    poll_fn(|cx| service.poll_ready(cx)).await.map_err(ServiceError::new)?;
    let response = service.call(request).await.map_err(ServiceError::new)?;
    // The mark goes when the answer's body does: hyper drops it once it is written or given up.
    Ok(response.map(|body| {
        Either::Left(body.map_err(move |error| {
            let _until_the_body_is_dropped = &under_way;
            ServiceError::new(error)
        }))
    }))
}

/// HTTP/1.1 demands one `Host` field, and a server that gets none or several must say so (RFC 9112, 3.2). HTTP/2 names the
/// host in the request itself.
fn has_host<B>(request: &Request<B>) -> bool {
    let count = request.headers().get_all(HOST).iter().count();
    count == 1 || (count == 0 && request.version() != Version::HTTP_11)
}

fn refuse<B, D: Buf>(status: StatusCode) -> Response<Either<B, Empty<D>>> {
    let mut refused = Response::new(Either::Right(Empty::new()));
    *refused.status_mut() = status;
    refused
}

/// The error of a user's service; hyper closes the connection over it.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP service failed")]
struct ServiceError(#[source] BoxError);

impl ServiceError {
    fn new(error: impl Into<BoxError>) -> ServiceError {
        ServiceError(error.into())
    }
}

/// hyper's errors, sorted into ends.
fn end_of_failure(error: BoxError, header_timeout: Option<Duration>) -> BoxError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&*error);
    while let Some(current) = cause {
        if let Some(error) = current.downcast_ref::<std::io::Error>() {
            if let Some(end) = crate::conn::end_of(error) {
                return end.clone().into();
            }
            if matches!(error.kind(), std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe) {
                return ConnectionEnd::Reset.into();
            }
        }
        if let Some(error) = current.downcast_ref::<hyper::Error>() {
            if error.is_timeout() {
                return ConnectionEnd::HeaderTimeout { limit: header_timeout.unwrap_or_default() }.into();
            }
            if error.is_incomplete_message() {
                return ConnectionEnd::PeerClosed.into();
            }
        }
        cause = current.source();
    }
    error
}

/// The body of a request, held to the service's limit: reading past it fails with
/// [`LengthLimitError`], which axum's extractors answer with 413.
#[derive(Debug)]
pub struct RequestBody {
    inner: Limited<Incoming>,
}

impl RequestBody {
    fn new(body: Incoming, bytes_max: u64) -> RequestBody {
        RequestBody { inner: Limited::new(body, usize::try_from(bytes_max).unwrap_or(usize::MAX)) }
    }

    /// The whole body.
    ///
    /// # Errors
    /// When it is longer than the limit ([`LengthLimitError`]), or the connection fails.
    ///
    /// # Cancel safety
    /// Not safe: what had come is lost.
    pub async fn collect_bytes(self) -> Result<Bytes> {
        Ok(self.inner.collect().await?.to_bytes())
    }

    /// Whether `error` says that a body was longer than the limit.
    #[must_use]
    pub fn is_too_long(error: &(dyn std::error::Error + 'static)) -> bool {
        error.is::<LengthLimitError>()
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What an HTTP/2 connection begins with (RFC 9113, 3.4); no HTTP/1 request does.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A longer header timeout, of more than a hundred years, is none.
const HEADER_TIMEOUT_MAX: Duration = Duration::from_secs(100 * 366 * 86_400);
const HEAD_BYTES_MAX: usize = 64 * 1024;
const HEAD_FIELDS_MAX: usize = 100;
/// hyper's own default, stated: RFC 9113, 6.5.2 asks for at least 100.
const HTTP2_STREAMS_MAX: u32 = 200;
