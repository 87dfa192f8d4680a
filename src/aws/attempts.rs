//! What each attempt of a call goes through: its turn, its time, and the judgement whether another follows.
//!
//! The SDK makes the attempts. What it lets us put in (a connector, a classifier) sees one request or one
//! answer and never the call that it belongs to, so a call's state travels with the task that makes it.
//!
//! A read is tried again while that can help: for as long as anybody waits where the service only asks for
//! patience, a few times where something is broken. A call that must not be done twice is tried again only
//! when the service surely did not act on the attempt before: no connection came about, or it was refused.

use super::answer_check::{self, is_checked};
use super::attempt_watch::SlowAnswer;
use super::call_log::{CallLog, OpenCall};
use super::command_line;
use super::errors::is_denial;
use super::limiter::{Lane, Limiter};
use super::services::Service;
use super::unusable_answer::{Trouble, code, trouble, was_not_sent};
use crate::model::{CallOutcome, Conditions};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};
use aws_smithy_types::retry::ErrorKind;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

tokio::task_local! {
    /// The call that the present task makes.
    static CALL: Arc<Attempts>;
}

/// What a call waits for before it is sent.
const CREDENTIALS: &str = "Asking for credentials";
/// Attempts after the first where something is broken.
const MORE: u32 = 3;
/// A broken call is not tried again once it has taken this long, waiting for turns left out: with the 20 s
/// that an attempt may last, an operator hears of it in less than a minute.
const BROKEN_FOR: Duration = Duration::from_secs(25);
/// As long as GetCallerIdentity may take to be tried again: it is asked beside something else, which waits
/// for the answer, and goes on without it where none comes.
const ASKED_BESIDE: Duration = Duration::from_secs(10);
/// Attempts after the first that correct the clock they are signed with.
const CLOCK_MORE: u32 = 2;

/// What the service may have done with the last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing: the request did not get there.
    NotSent,
    /// Not known: no answer came to a request that went out.
    Lost,
    /// It answered with this HTTP status.
    Answered(u16),
}

/// A call and its attempts so far.
pub(super) struct Attempts {
    pub(super) operation: &'static str,
    service: Service,
    log: CallLog,
    /// Its place in the log, from the time that it is made.
    entry: Option<OpenCall>,
    limiter: Limiter,
    lane: Lane,
    /// It must not be done twice.
    once: bool,
    /// The server is on this machine: one that is not there does not come by waiting.
    on_this_machine: bool,
    started: Instant,
    state: Arc<Mutex<Progress>>,
}

/// What the service may have done with the last attempt, for whoever made the call.
pub(super) struct Watch(Arc<Mutex<Progress>>);

impl Watch {
    pub(super) fn get(&self) -> Fate {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fate
    }
}

struct Progress {
    fate: Fate,
    /// Attempts begun.
    begun: u32,
    broken: u32,
    refused: u32,
    clock: u32,
    /// Time spent on waiting for turns.
    waited: Duration,
    /// The code of the last answer that was an error.
    code: Option<String>,
    /// That one of its attempts had no answer for long, as it was said.
    unanswered: Option<SlowAnswer>,
    /// The verdict on the present attempt, kept because the SDK asks more than once.
    verdict: Option<RetryAction>,
    /// The arguments, where the answer is compared with them.
    asked: Value,
}

impl Attempts {
    pub(super) fn new(
        (service, operation): (Service, &'static str),
        limiter: &Limiter,
        lane: Lane,
        on_this_machine: bool,
        log: &CallLog,
    ) -> Self {
        let state = Progress {
            fate: Fate::NotSent,
            begun: 0,
            broken: 0,
            refused: 0,
            clock: 0,
            waited: Duration::ZERO,
            code: None,
            unanswered: None,
            verdict: None,
            asked: Value::Null,
        };
        let (limiter, started, state) = (limiter.clone(), Instant::now(), Arc::new(Mutex::new(state)));
        let log = log.clone();
        Self {
            operation,
            service,
            log,
            entry: None,
            limiter,
            lane,
            once: false,
            on_this_machine,
            started,
            state,
        }
    }

    /// For a call that must not be done twice.
    pub(super) fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// Makes the call, in its turn.
    pub(super) fn make<'a, T: Send + 'a>(mut self, call: BoxFuture<'a, T>) -> BoxFuture<'a, T> {
        Box::pin(async move {
            let line = command_line::command(self.service, self.operation);
            self.entry = Some(self.log.begin(self.service, self.operation, line, self.once));
            let limiter = self.limiter.clone();
            let _permit = limiter.permit(self.lane).await;
            self.lock().waited = self.started.elapsed();
            let this = Arc::new(self);
            let call = CALL.scope(Arc::clone(&this), call);
            tokio::pin!(call);
            let outcome = tokio::select! {
                biased;
                outcome = &mut call => outcome,
                () = tokio::time::sleep(Duration::from_secs(Conditions::PATIENCE)) => {
                    // A call that has not been sent by now waits for somebody's login.
                    let login = SlowAnswer::new(CREDENTIALS, limiter.conditions());
                    if this.lock().begun == 0 {
                        login.say();
                    }
                    call.await
                }
            };
            if let Some(entry) = &this.entry {
                entry.on_end(this.outcome());
            }
            outcome
        })
    }

    /// What the log says of its end.
    fn outcome(&self) -> CallOutcome {
        let state = self.lock();
        match state.fate {
            Fate::NotSent => CallOutcome::NotSent,
            Fate::Lost => CallOutcome::NoAnswer,
            Fate::Answered(status @ 200..=299) => CallOutcome::Answered(status),
            Fate::Answered(status) if is_denial(status, state.code.as_deref()) => {
                CallOutcome::Denied(state.code.clone().unwrap_or_else(|| status.to_string()))
            }
            Fate::Answered(status) => CallOutcome::Refused(status, state.code.clone()),
        }
    }

    pub(super) fn watch_fate(&self) -> Watch {
        Watch(Arc::clone(&self.state))
    }

    /// The call of the task that asks.
    pub(super) fn present() -> Option<Arc<Self>> {
        CALL.try_with(Arc::clone).ok()
    }

    /// What is wrong with a successful answer to this call, where it is known what its answers hold.
    pub(super) fn fault(&self, answer: &[u8]) -> Option<String> {
        if !is_checked(self.service, self.operation) {
            return None;
        }
        // A list without rows has a body that says so.
        if answer.is_empty() {
            return Some("it is empty".to_owned());
        }
        answer_check::fault(self.service, self.operation, &self.lock().asked, answer)
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fate(&self) -> Fate {
        self.lock().fate
    }

    /// An attempt is about to be made: waits for its turn. The first one has it already.
    pub(super) async fn begin(&self, request: &HttpRequest) {
        let first = {
            let mut state = self.lock();
            state.begun += 1;
            state.fate = Fate::NotSent;
            if is_checked(self.service, self.operation) && state.begun == 1 {
                let body = request.body().bytes().unwrap_or_default();
                state.asked = serde_json::from_slice(body).unwrap_or_default();
            }
            state.begun == 1
        };
        if !first {
            let asked = Instant::now();
            self.limiter.turn(self.lane).await;
            self.lock().waited += asked.elapsed();
        }
        if let Some(entry) = &self.entry {
            entry.on_sent(|| command_line::with_arguments(self.service, self.operation, request));
        }
        // From here on only the answer can tell whether the service did it.
        self.lock().fate = Fate::Lost;
    }

    /// The attempt ended.
    pub(super) fn on_end(&self, outcome: &Result<HttpResponse, ConnectorError>) {
        self.lock().fate = match outcome {
            Ok(response) => Fate::Answered(response.status().as_u16()),
            Err(error) if was_not_sent(error) => Fate::NotSent,
            Err(_) => Fate::Lost,
        };
    }

    /// An attempt has had no answer for long, which is said until the call is over: what the next attempt
    /// waits for is the same.
    pub(super) fn is_unanswered(&self, conditions: &Arc<watch::Sender<Conditions>>) {
        let mut state = self.lock();
        state.unanswered.get_or_insert_with(|| SlowAnswer::new(self.operation, Arc::clone(conditions))).say();
    }

    /// Another attempt begins: there is no verdict on it yet.
    pub(super) fn another(&self) {
        self.lock().verdict = None;
    }

    /// Each attempt is judged, and counted, once.
    fn judge(&self, ctx: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        let known = self.lock().verdict.clone();
        known.unwrap_or_else(|| {
            let verdict = self.verdict(ctx, previous);
            self.lock().verdict = Some(verdict.clone());
            verdict
        })
    }

    fn verdict(&self, ctx: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        let Some(Err(_)) = ctx.output_or_error() else {
            self.limiter.attempt_was_taken();
            return RetryAction::NoActionIndicated;
        };
        let (fate, trouble) = (self.fate(), trouble(ctx, previous));
        self.lock().code = ctx.response().and_then(code);
        match trouble {
            // A server in front of the service may have passed the call on before it gave up.
            Trouble::Unavailable(_) if self.once => RetryAction::RetryForbidden,
            Trouble::Throttled(asked) | Trouble::Unavailable(asked) => {
                let refused = {
                    let mut state = self.lock();
                    state.refused += 1;
                    state.refused
                };
                if let Some(entry) = &self.entry {
                    entry.throttled();
                }
                let wait = self.limiter.throttled(refused, asked);
                self.lock().waited += wait;
                RetryAction::retryable_error_with_explicit_delay(ErrorKind::ThrottlingError, wait)
            }
            Trouble::Clock if self.count(|state| &mut state.clock) <= CLOCK_MORE => {
                RetryAction::retryable_error_with_explicit_delay(ErrorKind::ClientError, Duration::ZERO)
            }
            Trouble::Broken if !self.once || fate == Fate::NotSent => {
                let broken = self.count(|state| &mut state.broken);
                let spent = self.started.elapsed().saturating_sub(self.lock().waited);
                let most = if self.service == Service::Sts { ASKED_BESIDE } else { BROKEN_FOR };
                if broken > MORE || spent > most {
                    return RetryAction::RetryForbidden;
                }
                // What answers is in trouble, and asked again at once by all who ask stays in it.
                let heals = matches!(fate, Fate::Answered(_)) || !self.on_this_machine;
                let first = Duration::from_millis(if heals { 400 } else { 20 });
                let wait = first * 2_u32.pow(broken - 1);
                RetryAction::retryable_error_with_explicit_delay(ErrorKind::TransientError, wait)
            }
            Trouble::Clock | Trouble::Broken | Trouble::Final => RetryAction::RetryForbidden,
        }
    }

    fn count(&self, of: impl FnOnce(&mut Progress) -> &mut u32) -> u32 {
        let mut state = self.lock();
        let count = of(&mut state);
        *count += 1;
        *count
    }
}

/// Has the last word on whether an attempt is followed by another.
#[derive(Debug)]
pub(super) struct Judge;

impl ClassifyRetry for Judge {
    fn name(&self) -> &'static str {
        "Judge"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }

    fn classify_retry(&self, ctx: &InterceptorContext) -> RetryAction {
        self.classify_retry_v2(ctx, &RetryAction::NoActionIndicated)
    }

    fn classify_retry_v2(&self, ctx: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        match Attempts::present() {
            Some(call) => call.judge(ctx, previous),
            None => RetryAction::NoActionIndicated,
        }
    }
}
