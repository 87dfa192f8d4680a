//! The HTTP server: one loopback port, every service behind it.
//!
//! It reads a request, lets planted faults have their way, lets the account catch up with the clock, asks the
//! service, and writes the answer in the caller's protocol. Who may change something is `caller_check`'s to
//! say.

use super::clock::Clock;
use super::error::{ApiError, ApiResult};
use super::faults::Faults;
use super::ids::Ids;
use super::logs::Started;
use super::perform::{Performed, perform_patiently, prefix};
use super::regions::Regions;
use super::request_body::Room;
use super::wire::{self, Protocol, WireAnswer};
use super::{caller_check, control, live_tail_frames, s3};
use crate::model::Millis;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

/// Connections held at a time; more wait to be accepted.
const MAX_CONNECTIONS: usize = 512;
/// A request's head arrives within this, and a connection without a request is closed after it.
const HEAD: Duration = Duration::from_secs(20);
/// A running call gets this long to finish when the server ends.
const FAREWELL: Duration = Duration::from_secs(5);
/// Room for a request's head.
const MAX_HEAD: usize = 64 << 10;
/// How many operations are counted by name; no client knows more, and names can be made up.
const MAX_COUNTED: usize = 1_000;

pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Whether the account is there yet.
#[derive(Clone, Debug)]
pub(super) enum Loading {
    Pending,
    Done,
    Failed(String),
}

/// What every connection shares.
pub(super) struct Shared {
    /// Tokio's lock, because it is fair: a call waits for one stride of catching up and not for all of them.
    pub(super) state: tokio::sync::Mutex<Regions>,
    pub(super) loading: watch::Sender<Loading>,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) shutdown: watch::Sender<bool>,
    room: Room,
    request_ids: Mutex<Ids>,
    calls: Mutex<BTreeMap<String, u64>>,
}

impl Shared {
    pub(super) fn new(state: Regions, clock: Clock, seed: u64) -> Self {
        Self {
            state: tokio::sync::Mutex::new(state),
            loading: watch::Sender::new(Loading::Pending),
            clock,
            faults: Faults::default(),
            shutdown: watch::Sender::new(false),
            room: Room::default(),
            request_ids: Mutex::new(Ids::of(seed, &[0x7265_7175])),
            calls: Mutex::default(),
        }
    }

    pub(super) fn calls(&self) -> BTreeMap<String, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn count(&self, operation: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = calls.get_mut(operation) {
            *count += 1;
        } else if calls.len() < MAX_COUNTED {
            calls.insert(operation.to_owned(), 1);
        }
    }

    fn request_id(&self) -> String {
        self.request_ids.lock().unwrap_or_else(PoisonError::into_inner).uuid()
    }

    /// Returns once the account is loaded.
    pub(super) async fn until_loaded(&self) -> ApiResult<()> {
        let mut loading = self.loading.subscribe();
        let state =
            loading.wait_for(|state| !matches!(state, Loading::Pending)).await.map(|state| state.clone());
        match state {
            Ok(Loading::Failed(why)) => {
                Err(ApiError { status: 500, ..ApiError::new("InternalException", why) })
            }
            Ok(Loading::Done | Loading::Pending) | Err(_) => Ok(()),
        }
    }

    /// Lets the account catch up with `now`, in strides, so that quick calls get in between.
    pub(super) async fn catch_up(&self, now: Millis) {
        while !self.stride(now).await {
            tokio::task::yield_now().await;
        }
    }

    /// As [`Shared::catch_up`], but gives up after `patience` of the wall's time on a clock that runs.
    pub(super) async fn catch_up_briefly(&self, now: Millis, patience: Duration) {
        let began = tokio::time::Instant::now();
        while !self.stride(now).await && (self.clock.is_manual() || began.elapsed() < patience) {
            tokio::task::yield_now().await;
        }
    }

    /// Lets one stride of time pass; true when the account is at `now`.
    async fn stride(&self, now: Millis) -> bool {
        self.state.lock().await.step(now)
    }
}

/// Returns once the server is to end. (The watch's own guard must not live across what follows.)
pub(super) async fn until_ended(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|down| *down).await;
}

/// Accepts connections until the server is shut down. `alive` is dropped when the last of them has ended.
pub(super) async fn run(listener: TcpListener, shared: Arc<Shared>, alive: mpsc::Sender<()>) {
    let mut shutdown = shared.shutdown.subscribe();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = async {
                let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
                listener.accept().await.map(|(stream, _)| (stream, place))
            } => accepted,
            () = until_ended(&mut shutdown) => return,
        };
        match accepted {
            Ok((stream, place)) => {
                let _ = stream.set_nodelay(true);
                let (shared, alive) = (Arc::clone(&shared), alive.clone());
                tokio::spawn(async move {
                    serve(stream, shared).await;
                    drop((place, alive));
                });
            }
            // Out of file descriptors, most likely: the next client may fare better.
            Err(error) => {
                tracing::warn!(%error, "the embedded account could not accept a connection");
                tokio::task::yield_now().await;
            }
        }
    }
}

async fn serve(stream: tokio::net::TcpStream, shared: Arc<Shared>) {
    let mut shutdown = shared.shutdown.subscribe();
    let service = service_fn(|request| {
        let shared = Arc::clone(&shared);
        async move {
            let mut answer = answer(Arc::clone(&shared), request).await?;
            // By the account's clock, as a service's answers carry the service's time.
            let now = DateTime::from_millis(shared.clock.now()).fmt(Format::HttpDate);
            if let Some(date) = now.ok().and_then(|now| now.parse().ok()) {
                answer.headers_mut().insert("date", date);
            }
            Ok::<_, io::Error>(answer)
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // A connection that breaks off is the client's affair; a planted disconnect ends here too.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = until_ended(&mut shutdown) => {
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(FAREWELL, connection).await;
        }
    }
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// An answer after which the connection ends: what is left of the request's body is not read.
fn closing(mut answer: Response<Body>) -> Response<Body> {
    answer.headers_mut().insert("connection", hyper::header::HeaderValue::from_static("close"));
    answer
}

fn response(written: WireAnswer, request_id: &str) -> Response<Body> {
    let mut response = Response::new(full(written.body));
    *response.status_mut() =
        StatusCode::from_u16(written.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in written.headers {
        response.headers_mut().insert(name, value);
    }
    if let Ok(id) = request_id.parse() {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let request_id = shared.request_id();
    let path = head.uri.path().to_owned();
    let protocol = wire::protocol_of(&path, &head.headers);
    let failed = |error: &ApiError| response(wire::write_error(protocol, &request_id, error), &request_id);
    let for_control = path.starts_with(control::PREFIX);
    if let Some(error) = caller_check::turned_away(&head.uri, &head.headers) {
        return Ok(failed(&error));
    }
    let read = match shared.room.read(body).await {
        Ok(read) => read,
        Err(error) => return Ok(closing(failed(&error))),
    };
    let body = &read.bytes;
    if for_control {
        let (status, json) = control::answer(&shared, &head.method, &path, body);
        let mut answer = Response::new(full(Bytes::from(json.to_string())));
        *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        return Ok(answer);
    }
    let query = head.uri.query().unwrap_or_default();
    let call = match wire::read(&head.method, &path, query, &head.headers, body) {
        Ok(call) => call,
        Err(error) => return Ok(failed(&error)),
    };
    shared.count(&call.operation);
    let plan = shared.faults.plan(prefix(call.service), &call.operation);
    tokio::time::sleep(plan.delay).await;
    if plan.disconnect {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "planted"));
    }
    let lose_answer = plan.lose_answer;
    let outcome = perform_patiently(&shared, &call, plan).await;
    if lose_answer {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "planted"));
    }
    match outcome {
        Ok(Performed::Value(output)) => {
            Ok(response(wire::write(call.protocol, &call.operation, &request_id, &output), &request_id))
        }
        Ok(Performed::Rest(reply)) => Ok(rest(&reply, &request_id)),
        Ok(Performed::Tail(started)) => Ok(stream(shared, started, &request_id)),
        Err(error) => Ok(failed(&error)),
    }
}

/// An answer of S3: a document or an object's content.
fn rest(reply: &s3::Reply, request_id: &str) -> Response<Body> {
    let mut written = wire::write(Protocol::RestXml, "", request_id, &reply.document);
    written.status = reply.status;
    if reply.document.is_null() {
        written.body = Bytes::from(reply.content.clone());
    }
    let mut response = response(written, request_id);
    for (name, value) in &reply.headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

fn stream(shared: Arc<Shared>, started: Started, request_id: &str) -> Response<Body> {
    let mut response = Response::new(live_tail_frames::body(shared, started));
    response.headers_mut().insert(
        "content-type",
        hyper::header::HeaderValue::from_static("application/vnd.amazon.eventstream"),
    );
    if let Ok(id) = request_id.parse() {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}
