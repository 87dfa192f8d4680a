//! What was asked of AWS and what came of it: the newest calls, and which operations were used or denied in
//! all.
//!
//! A call stands here from the moment it is asked for, so that one that waits for its turn or for an answer
//! is seen. What it is written as (`command_line`) holds no event, no secret and no credentials.

use super::clock::ServiceClock;
use super::permissions::{ArnScope, Permission, policy};
use super::services::Service;
use crate::model::{Call, CallOutcome, Permissions, Session};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// Calls that are kept: an hour of busy browsing, in less than a megabyte.
const KEPT: usize = 1_000;

/// The log. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct CallLog {
    kept: Arc<Mutex<LogContents>>,
    clock: ServiceClock,
}

#[derive(Debug, Default)]
struct LogContents {
    /// The number of the newest call.
    last: u64,
    calls: VecDeque<BegunCall>,
    seen: BTreeMap<String, (&'static Permission, OperationUse)>,
}

/// A call, and when it was asked for while it goes on.
#[derive(Debug)]
struct BegunCall {
    call: Call,
    since: Option<Instant>,
}

/// What came of an operation so far.
#[derive(Clone, Copy, Debug, Default)]
struct OperationUse {
    denied: bool,
}

/// A call under way. Dropping it before its end says that nobody waited for that.
#[derive(Debug)]
pub(super) struct OpenCall {
    log: CallLog,
    number: u64,
    row: Option<&'static Permission>,
}

impl CallLog {
    pub(super) fn new(clock: ServiceClock) -> Self {
        Self { kept: Arc::default(), clock }
    }

    fn lock(&self) -> MutexGuard<'_, LogContents> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call is asked for; `line` is what it is called before its arguments are known.
    pub(super) fn begin(&self, service: Service, operation: &str, line: String, once: bool) -> OpenCall {
        let row = Permission::of(service, operation);
        self.push(line, once || row.is_some_and(Permission::writes), row)
    }

    /// Credentials are asked for, of a role, a sign-in, a command or the machine; `line` gives the same.
    pub(super) fn begin_login(&self, line: &str) -> OpenCall {
        let call = self.push(line.to_owned(), false, None);
        call.on_sent(|| None);
        call
    }

    fn push(&self, line: String, writes: bool, row: Option<&'static Permission>) -> OpenCall {
        let at = self.clock.now();
        let mut kept = self.lock();
        kept.last += 1;
        let call = Call {
            number: kept.last,
            at,
            line,
            writes,
            outcome: CallOutcome::UnderWay,
            millis: 0,
            waited: 0,
            attempts: 0,
            throttled: 0,
        };
        if kept.calls.len() == KEPT {
            kept.calls.pop_front();
        }
        kept.calls.push_back(BegunCall { call, since: Some(Instant::now()) });
        OpenCall { log: self.clone(), number: kept.last, row }
    }

    /// The calls, the newest first.
    pub(super) fn calls(&self) -> Vec<Call> {
        let kept = self.lock();
        let shown = |begun: &BegunCall| {
            let millis = begun.since.map_or(begun.call.millis, millis_since);
            Call { millis, ..begun.call.clone() }
        };
        kept.calls.iter().rev().map(shown).collect()
    }

    /// The policies for what was used and denied so far, and for all that can be.
    pub(super) fn permissions(&self, session: &Session) -> Permissions {
        let place = ArnScope::of(Some(&session.region), session.account.as_deref());
        let kept = self.lock();
        let used = |writes: bool| {
            let rows = kept.seen.values().map(|(row, _)| *row).filter(|row| writes || !row.writes());
            as_text(rows, &place)
        };
        let all = |writes: bool| {
            as_text(super::permissions::PERMISSIONS.iter().filter(|row| writes || !row.writes()), &place)
        };
        Permissions {
            used: used(false),
            used_with_writes: used(true),
            reads: all(false),
            all: all(true),
            denied: kept
                .seen
                .iter()
                .filter(|(_, (_, seen))| seen.denied)
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }
}

fn as_text<'p>(rows: impl Iterator<Item = &'p Permission>, place: &ArnScope<'_>) -> String {
    format!("{:#}", policy(rows, place))
}

fn millis_since(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl OpenCall {
    fn change(&self, change: impl FnOnce(&mut BegunCall)) {
        let mut kept = self.log.lock();
        let first = kept.calls.front().map_or(0, |begun| begun.call.number);
        let at = self.number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        // It may have been pushed out by newer ones.
        if let Some(begun) = at.and_then(|at| kept.calls.get_mut(at)) {
            change(begun);
        }
    }

    /// It is sent, once more; `line` says it with its arguments.
    pub(super) fn on_sent(&self, line: impl FnOnce() -> Option<String>) {
        self.change(|begun| {
            begun.call.attempts += 1;
            if begun.call.attempts == 1 {
                begun.call.waited = begun.since.map_or(0, millis_since);
                if let Some(line) = line() {
                    begun.call.line = line;
                }
            }
        });
    }

    /// It was refused for coming too fast.
    pub(super) fn throttled(&self) {
        self.change(|begun| begun.call.throttled += 1);
    }

    /// It has ended.
    pub(super) fn on_end(&self, outcome: CallOutcome) {
        if let (Some(row), CallOutcome::Answered(_) | CallOutcome::Denied(_) | CallOutcome::Refused(..)) =
            (self.row, &outcome)
        {
            let mut kept = self.log.lock();
            let (_, seen) = kept.seen.entry(row.action()).or_insert((row, OperationUse::default()));
            // What is refused for another reason, as what is not there, may never have been asked about the
            // right.
            seen.denied = matches!(outcome, CallOutcome::Denied(_))
                || (seen.denied && !matches!(outcome, CallOutcome::Answered(_)));
        }
        self.change(|begun| {
            if let Some(since) = begun.since.take() {
                begun.call.millis = millis_since(since);
                begun.call.outcome = outcome;
            }
        });
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.on_end(CallOutcome::GivenUp);
    }
}

#[cfg(test)]
mod tests {
    use super::KEPT;
    use crate::aws::canned_server::{Canned, Lost, ok, refuse};
    use crate::model::{CallOutcome, EventEntry, RuleKey};
    use futures_util::TryStreamExt as _;
    use serde_json::json;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn every_call_is_there_with_what_came_of_it() {
        let throttled = AtomicU32::new(0);
        let server = Canned::start(move |asked| match asked.operation.as_str() {
            "ListRules" if throttled.fetch_add(1, Ordering::SeqCst) == 0 => {
                refuse(400, "ThrottlingException", "Rate exceeded")
            }
            "ListRules" => ok(&json!({ "Rules": [] })),
            "DescribeRule" => refuse(400, "AccessDeniedException", "no"),
            "PutEvents" => ok(&json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "1" }] })),
            _ => refuse(400, "ValidationException", "what?"),
        })
        .await;
        let client = &server.client;
        client.rules("b").try_collect::<Vec<_>>().await.unwrap();
        client.rule(&RuleKey::new("b", "r")).await.unwrap_err();
        let entry = EventEntry {
            bus: Some("b".to_owned()),
            source: "s".to_owned(),
            detail_type: "t".to_owned(),
            detail: r#"{"password":"hunter2"}"#.to_owned(),
            ..EventEntry::default()
        };
        client.put_events(&[entry], |_| true).await.unwrap();
        client.bus("b").await.unwrap_err();
        let found = client.calls();
        let lines: Vec<_> = found.iter().map(|call| call.line.as_str()).collect();
        assert_eq!(
            lines,
            [
                "aws events describe-event-bus --name b",
                "aws events put-events --entries '<1 item left out>'",
                "aws events describe-rule --name r --event-bus-name b",
                "aws events list-rules --event-bus-name b --limit 100",
            ]
        );
        let outcomes: Vec<_> = found.iter().map(|call| call.outcome.in_words()).collect();
        assert_eq!(outcomes, ["400 ValidationException", "200", "denied", "200"]);
        let listed = &found[3];
        assert_eq!((listed.number, listed.attempts, listed.throttled, listed.writes), (1, 2, 1, false));
        assert!(found[1].writes && !found[0].writes && found.iter().all(|call| call.at > 0));
        // What was used and what was denied is allowed by the policy, the write only where it is asked for.
        let permissions = client.permissions();
        assert_eq!(permissions.denied, ["events:DescribeRule"]);
        for action in ["events:ListRules", "events:DescribeRule", "events:DescribeEventBus"] {
            assert!(permissions.used.contains(action), "{}", permissions.used);
        }
        let (reads, writes) = (&permissions.used, &permissions.used_with_writes);
        assert!(!reads.contains("PutEvents") && writes.contains("events:PutEvents"), "{writes}");
    }

    #[tokio::test]
    async fn what_is_answered_with_no_is_used_and_stays_denied_until_it_is_allowed() {
        let asked = AtomicU32::new(0);
        let server = Canned::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
            0 => refuse(404, "ResourceNotFoundException", "there is none"),
            1 => refuse(400, "AccessDeniedException", "no"),
            2 => refuse(400, "ResourceNotFoundException", "there is none"),
            _ => ok(&json!({ "Name": "b", "Arn": "arn:aws:events:eu-west-1:123456789012:event-bus/b" })),
        })
        .await;
        let client = &server.client;
        client.bus("b").await.unwrap_err();
        assert!(
            client.permissions().used.contains("events:DescribeEventBus"),
            "what is not there was asked for"
        );
        assert!(client.permissions().denied.is_empty());
        for _ in 0..2 {
            client.bus("b").await.unwrap_err();
            assert_eq!(
                client.permissions().denied,
                ["events:DescribeEventBus"],
                "nothing has allowed it since"
            );
        }
        client.bus("b").await.unwrap();
        assert!(client.permissions().denied.is_empty());
    }

    #[tokio::test]
    async fn what_credentials_are_asked_for_with_is_there_too() {
        let server = Canned::start(|_| ok(&json!({}))).await;
        let line = "aws configure export-credentials --profile p";
        let asked = server.client.parts().log.begin_login(line);
        assert_eq!(server.client.calls()[0].outcome, CallOutcome::UnderWay, "as long as they do not come");
        asked.on_end(CallOutcome::NotGiven);
        drop(asked);
        let told = server.client.calls();
        assert_eq!((told[0].line.as_str(), told[0].attempts), (line, 1));
        assert_eq!((told[0].outcome.in_words().as_str(), told[0].outcome.is_failure()), ("not given", true));
    }

    #[tokio::test]
    async fn a_lost_answer_and_a_call_that_nobody_waits_for_are_told_as_that() {
        let server = Canned::start(|_| ok(&json!({}))).await;
        server.lose(|_| Some(Lost::BeforeIt));
        server.client.bus("b").await.unwrap_err();
        assert_eq!(server.client.calls()[0].outcome, CallOutcome::NoAnswer);
        let given_up = tokio::time::timeout(std::time::Duration::ZERO, server.client.bus("c"));
        given_up.await.unwrap_err();
        assert_eq!(server.client.calls()[0].outcome, CallOutcome::GivenUp);
    }

    #[tokio::test]
    async fn the_log_is_bounded() {
        let server = Canned::start(|_| ok(&json!({}))).await;
        for _ in 0..KEPT + 5 {
            let _ = server.client.parts().log.begin(
                crate::aws::services::Service::Events,
                "ListRules",
                "aws events list-rules".to_owned(),
                false,
            );
        }
        let calls = server.client.calls();
        assert_eq!((calls.len(), calls[0].number), (KEPT, KEPT as u64 + 5));
    }
}
