//! The HTTP server: one loopback port, every service behind it.
//!
//! It reads a request, lets planted faults have their way, lets the account catch up with the clock, asks the
//! service, and writes the answer in the caller's protocol. Who may change something is `door`'s to say.

use super::account::Account;
use super::body::Room;
use super::clock::Clock;
use super::error::{Answer, ApiError};
use super::events::Context;
use super::faults::{Faults, Plan};
use super::ids::Ids;
use super::logs::{Reply, Started};
use super::regions::Regions;
use super::wire::{self, Call, Protocol, Service, Written};
use super::{
    cloudtrail, cloudwatch, control, door, events, iam, kms, lambda, live, logs, s3, sns, sqs, states, sts,
};
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
use serde_json::Value;
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

/// A call waits this long for an account that still has its past to live through, and then goes ahead.
const PATIENCE: Duration = Duration::from_millis(800);

/// A call that asks for the past itself waits this long: an answer without it would be taken for all there
/// is. Clients give up after 20 s and more.
const PATIENCE_FOR_THE_PAST: Duration = Duration::from_secs(15);

/// An open ReceiveMessage looks this often for what came.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

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
    pub(super) async fn loaded(&self) -> Answer<()> {
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
pub(super) async fn ended(shutdown: &mut watch::Receiver<bool>) {
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
            () = ended(&mut shutdown) => return,
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
        () = ended(&mut shutdown) => {
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

fn response(written: Written, request_id: &str) -> Response<Body> {
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
    if for_control && let Some(error) = door::turned_away(&head.headers) {
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
    if !door::only_looks(&call.operation)
        && let Some(error) = door::turned_away(&head.headers)
    {
        return Ok(failed(&error));
    }
    let plan = shared.faults.plan(prefix(call.service), &call.operation);
    tokio::time::sleep(plan.delay).await;
    if plan.disconnect {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "planted"));
    }
    match perform_patiently(&shared, &call, plan).await {
        Ok(Outcome::Value(output)) => {
            Ok(response(wire::write(call.protocol, &call.operation, &request_id, &output), &request_id))
        }
        Ok(Outcome::Rest(reply)) => Ok(rest(&reply, &request_id)),
        Ok(Outcome::Tail(started)) => Ok(stream(shared, started, &request_id)),
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

/// What IAM calls the service in actions.
const fn prefix(service: Service) -> &'static str {
    match service {
        Service::Events => "events",
        Service::Logs => "logs",
        Service::CloudWatch => "cloudwatch",
        Service::Sts => "sts",
        Service::Sqs => "sqs",
        Service::Sns => "sns",
        Service::Lambda => "lambda",
        Service::Iam => "iam",
        Service::Kms => "kms",
        Service::CloudTrail => "cloudtrail",
        Service::S3 => "s3",
        Service::StepFunctions => "states",
    }
}

/// How long a call waits for the account to catch up; those that neither look at what events do nor change it
/// need not.
fn patience(call: &Call) -> Option<Duration> {
    let looks = door::only_looks(&call.operation);
    let waits = match call.service {
        Service::Events => {
            !looks || call.operation.ends_with("Replay") || call.operation.ends_with("Replays")
        }
        Service::Logs => !matches!(
            call.operation.as_str(),
            "DescribeLogGroups" | "ListLogGroups" | "DescribeResourcePolicies" | "StartLiveTail"
        ),
        Service::CloudWatch | Service::Sqs => true,
        Service::Sts | Service::Iam => false,
        Service::Sns
        | Service::Lambda
        | Service::Kms
        | Service::CloudTrail
        | Service::S3
        | Service::StepFunctions => !looks,
    };
    let reads_the_past = matches!(
        call.operation.as_str(),
        "FilterLogEvents" | "GetLogEvents" | "GetMetricData" | "ReceiveMessage" | "GetQueueAttributes"
    );
    waits.then_some(if reads_the_past { PATIENCE_FOR_THE_PAST } else { PATIENCE })
}

/// Whether a call may change who may deliver to what, or whether it is there.
fn changes_permits(call: &Call) -> bool {
    let moves_data = matches!(
        call.operation.as_str(),
        "PutEvents"
            | "PutLogEvents"
            | "SendMessage"
            | "SendMessageBatch"
            | "ReceiveMessage"
            | "DeleteMessage"
            | "DeleteMessageBatch"
            | "ChangeMessageVisibility"
            | "Publish"
            | "Invoke"
    );
    !moves_data && !door::only_looks(&call.operation)
}

/// What a call comes to.
enum Outcome {
    Value(Value),
    Tail(Started),
    Rest(s3::Reply),
}

async fn perform(shared: &Shared, call: &Call, plan: Plan) -> Answer<Outcome> {
    if let Some(error) = plan.error {
        return Err(error);
    }
    shared.loaded().await?;
    let now = shared.clock.now();
    if let Some(patience) = patience(call) {
        shared.catch_up_briefly(now, patience).await;
    }
    let context = Context { now, entry_refusal: plan.entry_refusal };
    let regions = &mut *shared.state.lock().await;
    let account = &mut regions.region(&call.region, now).account;
    let outcome = ask(account, call, &context);
    if outcome.is_ok() && changes_permits(call) {
        let id = account.ids.uuid();
        let Account { cloudtrail, region, .. } = account;
        cloudtrail.record((prefix(call.service), &call.operation), &call.input, id, region, now);
        regions.forget_permits();
    }
    regions.depart(now);
    outcome
}

/// Asks the service.
fn ask(account: &mut Account, call: &Call, context: &Context) -> Answer<Outcome> {
    let (operation, now) = (call.operation.as_str(), context.now);
    let input = || call.input.clone();
    let value = match call.service {
        Service::Events => events::call(account, operation, input(), context),
        Service::Logs if operation == "StartLiveTail" && !matches!(call.protocol, Protocol::Json { .. }) => {
            Err(ApiError::unknown_operation(operation))
        }
        Service::Logs => match logs::call(account, operation, input(), now)? {
            Reply::Value(value) => Ok(value),
            Reply::Tail(started) => return Ok(Outcome::Tail(started)),
        },
        Service::CloudWatch => cloudwatch::call(account, operation, input(), now),
        Service::Sts => sts::call(operation),
        Service::Sqs => sqs::call(account, operation, input(), &sqs::Context { now, host: &call.host }),
        Service::Sns => sns::call(account, operation, input(), now),
        Service::Lambda => lambda::call(account, operation, input(), now),
        Service::Iam => {
            let global = account.global.clone();
            iam::call(&mut global.lock().iam, operation, input(), now)
        }
        Service::Kms => kms::call(account, operation, input(), now),
        Service::CloudTrail => cloudtrail::call(account, operation, input(), now),
        Service::StepFunctions => states::call(account, operation, input(), now),
        Service::S3 => return s3::call(account, call, now).map(Outcome::Rest),
    };
    value.map(Outcome::Value)
}

/// Performs a call; a ReceiveMessage that finds nothing waits as long as it asks to.
async fn perform_patiently(shared: &Shared, call: &Call, plan: Plan) -> Answer<Outcome> {
    let waits = call.service == Service::Sqs && call.operation == "ReceiveMessage";
    let until = if waits {
        let now = shared.clock.now();
        let regions = &mut *shared.state.lock().await;
        sqs::patience(&regions.region(&call.region, now).account, &call.input)
    } else {
        0
    };
    let mut outcome = perform(shared, call, plan).await;
    let (began, clock) = (tokio::time::Instant::now(), shared.clock.now());
    let mut shutdown = shared.shutdown.subscribe();
    let wall = Duration::from_millis(until.unsigned_abs());
    while matches!(&outcome, Ok(Outcome::Value(value)) if value["Messages"].is_null())
        && began.elapsed() < wall
        && shared.clock.now() < clock + until
    {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = ended(&mut shutdown) => break,
        }
        outcome = perform(shared, call, Plan::default()).await;
    }
    outcome
}

fn stream(shared: Arc<Shared>, started: Started, request_id: &str) -> Response<Body> {
    let mut response = Response::new(live::body(shared, started));
    response.headers_mut().insert(
        "content-type",
        hyper::header::HeaderValue::from_static("application/vnd.amazon.eventstream"),
    );
    if let Ok(id) = request_id.parse() {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}
