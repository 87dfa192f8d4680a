//! What lies in the account of plain data beside its buses and rules.

use super::{Fake, NOW, arn};
use crate::model::{
    ApiDestination, Archive, Arn, Call, CallError, CallOutcome, Connection, EventSource, Millis, Permissions,
    Replay, SavedEvent,
};

fn place(kind: &str) -> Arn {
    arn(&format!("events:eu-west-1:123456789012:{kind}"))
}

pub(super) fn event_sources() -> Vec<EventSource> {
    vec![EventSource {
        name: "aws.partner/shop.example/17".into(),
        state: "PENDING".into(),
        created_by: Some("shop.example".into()),
        expires: Some(NOW + 86_400_000),
    }]
}

pub(super) fn archives() -> Vec<Archive> {
    vec![
        Archive {
            name: "orders-archive".into(),
            source: place("event-bus/orders"),
            state: "ENABLED".into(),
            retention_days: Some(30),
            events: Some(120_345),
            bytes: Some(98_765_432),
        },
        Archive {
            name: "everything".into(),
            source: place("event-bus/default"),
            state: "UPDATING".into(),
            retention_days: Some(0),
            events: None,
            bytes: None,
        },
    ]
}

pub(super) fn replays() -> Vec<Replay> {
    vec![Replay {
        name: "after-the-outage".into(),
        source: place("archive/orders-archive"),
        state: "COMPLETED".into(),
        from: Some(NOW - 7_200_000),
        to: Some(NOW - 3_600_000),
        reached: Some(NOW - 3_600_000),
    }]
}

pub(super) fn connections() -> Vec<Connection> {
    vec![Connection {
        name: "slack".into(),
        arn: place("connection/slack/1"),
        state: "DEAUTHORIZED".into(),
        reason: Some("401 from the endpoint".into()),
        authorization: Some("API_KEY".into()),
    }]
}

pub(super) fn api_destinations() -> Vec<ApiDestination> {
    vec![ApiDestination {
        name: "slack-hook".into(),
        arn: place("api-destination/slack-hook/1"),
        state: "ACTIVE".into(),
        connection: place("connection/slack/1"),
        method: "POST".into(),
        endpoint: "https://hooks.example/T1".into(),
        rate_limit: Some(300),
    }]
}

/// The session of the tests' account.
/// Calls with every kind of end, the newest first.
pub(super) fn calls(now: Millis) -> Vec<Call> {
    // For some seconds one goes on.
    let first = if now < NOW + 5_000 { CallOutcome::UnderWay } else { CallOutcome::Answered(200) };
    let ends = [
        ("aws events list-rules --event-bus-name default --limit 100", first, 1, 0),
        ("aws events disable-rule --name nightly --event-bus-name default", CallOutcome::NoAnswer, 1, 0),
        (
            "aws logs start-live-tail --log-group-identifiers arn:aws:logs:eu-west-1:123456789012:log-group:a",
            CallOutcome::Denied("AccessDeniedException".to_owned()),
            1,
            0,
        ),
        ("aws events list-event-buses --limit 100", CallOutcome::Answered(200), 3, 2),
        ("aws sts get-caller-identity", CallOutcome::Answered(200), 1, 0),
    ];
    let call = |(at, (line, outcome, attempts, throttled)): (usize, (&str, CallOutcome, u32, u32))| {
        let number = u64::try_from(5 - at).unwrap();
        Call {
            number,
            at: now - 1_000 * i64::try_from(at).unwrap(),
            line: line.to_owned(),
            writes: line.contains("disable-rule"),
            outcome,
            millis: 40 + 1_000 * u64::from(throttled),
            waited: 3,
            attempts,
            throttled,
        }
    };
    ends.into_iter().enumerate().map(call).collect()
}

pub(super) fn permissions() -> Permissions {
    let policy = |action: &str| format!("{{\n  \"Action\": \"{action}\"\n}}");
    Permissions {
        used: policy("events:ListRules"),
        used_with_writes: policy("events:DisableRule"),
        reads: policy("events:List*"),
        all: policy("events:*"),
        denied: vec!["logs:StartLiveTail".to_owned()],
    }
}

impl Fake {
    pub(super) fn save_event(&mut self, event: &SavedEvent, replace: bool) -> Result<(), CallError> {
        if let Some(error) = self.failing.get("SaveEvent") {
            return Err(error.clone());
        }
        let taken = self.saved_events.iter().any(|other| other.name == event.name);
        assert!(replace || !taken, "it would have been refused: {event:?}");
        self.saved_events.retain(|other| other.name != event.name);
        self.saved_events.push(event.clone());
        Ok(())
    }
}
