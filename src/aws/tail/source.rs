//! Where a tail's events come from: sessions of StartLiveTail, and the log's past by FilterLogEvents.

use super::super::causes::innermost;
use super::super::client::Client;
use super::super::logs::{plain_arn, unreadable_class};
use super::super::paging::Pages;
use super::super::services::Service;
use super::super::untrusted_text::{quoted, sentence};

use crate::model::{Arn, CallError, ErrorKind, LogEvent, Millis, TailSource};
use crate::text::one_line;
use aws_sdk_cloudwatchlogs::types::error::StartLiveTailResponseStreamError;
use aws_sdk_cloudwatchlogs::types::{LiveTailSessionLogEvent, StartLiveTailResponseStream};
use futures_util::stream::{self, BoxStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long a session may take to open.
const OPENING: Duration = Duration::from_secs(30);

/// One message of a session: the events of about a second, or none.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    pub(super) events: Vec<LogEvent>,
    /// The service held some back.
    pub(super) sampled: bool,
}

/// Why a session ended, other than by its server closing it.
#[derive(Clone, Debug)]
pub(super) enum Broken {
    /// It reached its 3 h.
    TimedOut,
    /// Something went wrong.
    Failed(CallError),
}

/// Why no session can be had.
#[derive(Clone, Debug)]
pub(super) enum TailRefusal {
    /// It may go better soon.
    Retry(CallError),
    /// There is no Live Tail here for us, but the log's past may be readable.
    Poll(String),
    /// Neither is to be had.
    End(CallError),
}

/// What a session sends until it ends.
pub(super) type Batches = BoxStream<'static, Result<Batch, Broken>>;

/// What the tail's loop runs on; tests have one of their own.
pub(super) trait LogSource: Clone + Send + Sync + 'static {
    /// Opens a session.
    fn open(&self) -> impl Future<Output = Result<Batches, TailRefusal>> + Send;
    /// The events from `from` to `to` (or the present), by their own time, oldest first.
    fn past(&self, from: Millis, to: Option<Millis>) -> Pages<LogEvent>;
    /// The time of day, as the service has it.
    fn now(&self) -> Millis;
    /// By how much the service's clock is ahead of this machine's, as far as answers have told.
    fn skew(&self) -> Millis;
    /// The service's time is this or later, by what it has taken in; nothing while that is not known.
    fn surely(&self) -> Option<Millis>;
    /// The service had taken something in at this time of its own; where it is `fresh`, a moment ago.
    fn has_taken_in(&self, at: Millis, fresh: bool);
}

/// A log group of the account.
#[derive(Clone)]
pub(super) struct SessionGroup {
    client: Client,
    name: String,
    arn: Option<Arn>,
    checked: Arc<OnceCell<Option<Arn>>>,
}

impl SessionGroup {
    pub(super) fn new(client: Client, source: &TailSource) -> Self {
        let name = plain_arn(&source.group);
        let name = if name.starts_with("arn:") { Arn::from(name).name().to_owned() } else { name.to_owned() };
        let arn = source
            .arn
            .as_ref()
            .filter(|arn| arn.is_well_formed())
            .map(|arn| Arn::new(plain_arn(arn.as_str())));
        Self { client, name, arn, checked: Arc::default() }
    }

    /// The group's ARN as the service has it, once it is known that the group can be tailed at all.
    async fn check(&self) -> Result<Option<Arn>, TailRefusal> {
        let found = self.checked.get_or_try_init(|| async {
            match self.client.log_group(&self.name).await {
                Ok(Some(group)) => match unreadable_class("StartLiveTail", &group) {
                    Some(error) => Err(TailRefusal::End(error)),
                    None => Ok(Some(group.arn).filter(Arn::is_well_formed).or_else(|| self.arn.clone())),
                },
                Ok(None) => {
                    let why = format!(
                        "there is no log group {} in \
                        {}",
                        quoted(&self.name),
                        self.client.session().region
                    );
                    let advice = "EventBridge drops the events of a target whose group is gone: create it, \
                        or change the target.";
                    Err(TailRefusal::End(
                        CallError::new(ErrorKind::NotFound, "StartLiveTail", why).advise(advice),
                    ))
                }
                Err(error)
                    if matches!(
                        error.kind,
                        ErrorKind::Denied | ErrorKind::Unsupported | ErrorKind::Invalid
                    ) =>
                {
                    Ok(self.arn.clone())
                }
                Err(error) => Err(judge(error)),
            }
        });
        found.await.cloned()
    }
}

impl LogSource for SessionGroup {
    async fn open(&self) -> Result<Batches, TailRefusal> {
        let Some(arn) = self.check().await? else {
            let why =
                format!("the ARN of {} is not known without logs:DescribeLogGroups", quoted(&self.name));
            return Err(TailRefusal::Poll(why));
        };
        let call = self.client.parts().logs.start_live_tail().log_group_identifiers(arn.as_str()).send();
        let Ok(outcome) =
            tokio::time::timeout(OPENING, self.client.call(Service::Logs, "StartLiveTail", call)).await
        else {
            return Err(TailRefusal::Retry(CallError::new(
                ErrorKind::Network,
                "StartLiveTail",
                "no answer in time",
            )));
        };
        let output = outcome.map_err(judge)?;
        Ok(Box::pin(stream::try_unfold(output, |mut output| async move {
            loop {
                let message = output.response_stream.recv().await.map_err(|error| {
                    let service = error.as_service_error();
                    if service.is_some_and(StartLiveTailResponseStreamError::is_session_timeout_exception) {
                        return Broken::TimedOut;
                    }
                    let message = service.and_then(|error| error.meta().message().map(sentence));
                    let why = message.unwrap_or_else(|| unreadable(&innermost(&error)));
                    let mut failure = CallError::new(ErrorKind::Network, "StartLiveTail", why);
                    failure.code = service.and_then(|error| error.meta().code().map(one_line));
                    Broken::Failed(failure)
                })?;
                let batch = match message {
                    None => return Ok(None),
                    Some(StartLiveTailResponseStream::SessionStart(_)) => Batch::default(),
                    Some(StartLiveTailResponseStream::SessionUpdate(update)) => {
                        let found = update.session_results.unwrap_or_default();
                        Batch {
                            sampled: update.session_metadata.is_some_and(|metadata| metadata.sampled),
                            events: found.into_iter().map(event).collect(),
                        }
                    }
                    // A kind of message newer than the SDK; the session goes on.
                    Some(_) => continue,
                };
                return Ok(Some((batch, output)));
            }
        })))
    }

    fn past(&self, from: Millis, to: Option<Millis>) -> Pages<LogEvent> {
        self.client.log_events(&self.name, from, to, None)
    }

    fn now(&self) -> Millis {
        self.client.service_time()
    }

    fn skew(&self) -> Millis {
        self.client.parts().clock.skew()
    }

    fn surely(&self) -> Option<Millis> {
        self.client.parts().clock.surely()
    }

    fn has_taken_in(&self, at: Millis, fresh: bool) {
        self.client.parts().clock.learn_past(at, fresh);
    }
}

fn event(event: LiveTailSessionLogEvent) -> LogEvent {
    LogEvent {
        stream: event.log_stream_name.unwrap_or_default(),
        timestamp: event.timestamp.unwrap_or_default(),
        ingested: event.ingestion_time.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        id: None,
    }
}

fn unreadable(cause: &str) -> String {
    if cause.contains("invalid number") {
        "the server sent a fraction where AWS sends a whole number".to_owned()
    } else {
        format!("the session broke: {}", sentence(cause))
    }
}

/// What to do about an error that kept a session from opening.
fn judge(error: CallError) -> TailRefusal {
    match error.kind {
        // Invalid: too many sessions in the account, a class or region without Live Tail. The log may still
        // be readable.
        ErrorKind::Unsupported | ErrorKind::Denied | ErrorKind::Invalid => TailRefusal::Poll(error.message),
        ErrorKind::NotFound
        | ErrorKind::NoCredentials
        | ErrorKind::Expired
        | ErrorKind::NoRegion
        | ErrorKind::Refused => TailRefusal::End(error),
        ErrorKind::Throttled
        | ErrorKind::Network
        | ErrorKind::NotKnown
        | ErrorKind::Other
        | ErrorKind::Managed
        | ErrorKind::Changed => TailRefusal::Retry(error),
    }
}

/// True for errors of reading the past that will not go away by trying again.
pub(super) fn is_final(error: &CallError) -> bool {
    match error.kind {
        ErrorKind::Throttled
        | ErrorKind::Network
        | ErrorKind::NotKnown
        | ErrorKind::Other
        | ErrorKind::Managed
        | ErrorKind::Changed => false,
        ErrorKind::NoCredentials
        | ErrorKind::Expired
        | ErrorKind::NoRegion
        | ErrorKind::Denied
        | ErrorKind::NotFound
        | ErrorKind::Invalid
        | ErrorKind::Refused
        | ErrorKind::Unsupported => true,
    }
}
