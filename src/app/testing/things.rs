//! What lies in the account of plain data beside its buses and rules.

use super::{Fake, NOW, arn, rule, target};
use crate::diagnose::{Destination, ProbeOf, ProbePlan, Takers};
use crate::model::tap::{FoundTap, LIFETIME, Remains, Sighting, Standing, TapRun, Trace};
use crate::model::{
    AccountPlace, ApiDestination, Archive, Arn, Call, CallError, CallOutcome, Connection, EntryOutcome,
    EventEntry, EventSent, EventSource, GlobalEndpoint, Millis, Permissions, Replay, RuleKey, RuleState,
    SavedEvent, Tap, Thing,
};
use crate::text::time::{DAY, HOUR, MINUTE};

fn place(kind: &str) -> Arn {
    arn(&format!("events:eu-west-1:123456789012:{kind}"))
}

fn event_sources() -> Vec<EventSource> {
    let source = |name: &str, state: &str| EventSource {
        name: name.into(),
        state: state.into(),
        created_by: Some("shop.example".into()),
        expires: Some(NOW + DAY),
    };
    vec![source("aws.partner/shop.example/17", "PENDING"), source("aws.partner/shop.example/18", "ACTIVE")]
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
            reason: None,
        },
        Archive {
            name: "everything".into(),
            source: place("event-bus/default"),
            state: "UPDATING".into(),
            retention_days: Some(0),
            events: None,
            bytes: None,
            reason: None,
        },
    ]
}

fn replays() -> Vec<Replay> {
    vec![Replay {
        name: "after-the-outage".into(),
        source: place("archive/orders-archive"),
        state: "COMPLETED".into(),
        from: Some(NOW - 7_200_000),
        to: Some(NOW - HOUR),
        reached: Some(NOW - HOUR),
        reason: None,
    }]
}

fn connections() -> Vec<Connection> {
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

pub(super) fn endpoints() -> Vec<GlobalEndpoint> {
    vec![GlobalEndpoint {
        name: "orders-everywhere".into(),
        arn: place("endpoint/orders-everywhere"),
        state: "ACTIVE".into(),
        reason: None,
        url: "https://a1b2c3.veo.endpoint.events.amazonaws.com".into(),
        buses: vec![place("event-bus/orders"), arn("events:us-east-1:123456789012:event-bus/orders")],
    }]
}

/// The listings whose states decide what can be done: a thing that is told of has its own there.
impl Fake {
    fn state_of(&self, thing: Thing, listed: String) -> String {
        let held = self.things.get(&thing);
        let set = held.and_then(|held| held.text("State").map(str::to_owned));
        held.and_then(|held| held.state.clone()).or(set).unwrap_or(listed)
    }

    pub(super) fn event_sources(&self) -> Vec<EventSource> {
        let own = |one: EventSource| {
            let state = self.state_of(Thing::Source(one.name.clone()), one.state.clone());
            EventSource { state, ..one }
        };
        event_sources().into_iter().map(own).collect()
    }

    pub(super) fn replays(&self) -> Vec<Replay> {
        let own = |one: Replay| {
            let state = self.state_of(Thing::Replay(one.name.clone()), one.state.clone());
            Replay { state, ..one }
        };
        replays().into_iter().map(own).collect()
    }

    pub(super) fn connections(&self) -> Vec<Connection> {
        let own = |one: Connection| {
            let state = self.state_of(Thing::Connection(one.name.clone()), one.state.clone());
            Connection { state, ..one }
        };
        connections().into_iter().map(own).collect()
    }
}

/// Events with every kind of end, the newest first.
pub(super) fn sent() -> Vec<EventSent> {
    let ends = [
        EntryOutcome::Done { id: "11111111-2222-4333-8444-555555555555".into() },
        EntryOutcome::Failed { code: "MalformedDetail".into(), message: "Detail is malformed.".into() },
        EntryOutcome::NotKnown { why: "the answer was lost".into() },
        EntryOutcome::NotSent { why: "the connection was refused".into() },
    ];
    let one = |(back, outcome): (Millis, EntryOutcome)| EventSent {
        at: NOW - MINUTE * back,
        place: AccountPlace { account: "123456789012".into(), region: "eu-west-1".into(), endpoint: None },
        entry: EventEntry {
            bus: Some("orders".into()),
            source: "shop.orders".into(),
            detail_type: "Order Placed".into(),
            detail: r#"{"order":17}"#.into(),
            ..EventEntry::default()
        },
        outcome,
    };
    (1..).zip(ends).map(one).collect()
}

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

/// A tap that is in use, one that was left behind without its rule, and a rule that only has the name of one.
pub(super) fn taps() -> Vec<Sighting> {
    let expires = 1_794_900_000_000;
    let tap = |id: &str, rest: &str, remains| FoundTap {
        id: id.into(),
        of: Some(format!("orders/{rest}")),
        owner: Some("arn:aws:sts::123456789012:assumed-role/Admin/me".into()),
        expires: Some(expires),
        run: Some(TapRun { host: "desk".into(), process: 7 }),
        remains,
    };
    let rule = |id: &str| Remains::Rule(RuleKey::new("orders", format!("buslens-tap-{id}")));
    let group = |id: &str| Remains::Group(format!("/aws/events/buslens-tap-{id}"));
    vec![
        Sighting::Tap(
            tap("9z8y7x", "orders-audit", vec![rule("9z8y7x"), group("9z8y7x")]),
            Standing::InUse("it was made on desk, and its time is not over".into()),
        ),
        Sighting::Tap(
            tap("4d5e6f", "big-orders", vec![group("4d5e6f")]),
            Standing::LeftBehind("process 7 of this machine, which made it, is gone".into()),
        ),
        Sighting::Other(Trace { what: rule("of-somebody"), tags: Ok(Vec::new()) }),
    ]
}

/// A probe of which one rule will act.
pub(super) fn probe_plan(of: &ProbeOf, tap: Tap) -> ProbePlan {
    let entry = EventEntry {
        bus: Some(of.bus.clone()),
        source: "shop".into(),
        detail_type: "Order".into(),
        detail: r#"{"buslens-probe":"1a2b3c"}"#.into(),
        ..EventEntry::default()
    };
    let event = r#"{"source":"shop","detail-type":"Order","detail":{"buslens-probe":"1a2b3c"}}"#.into();
    let rule = rule(&of.bus, of.rule.as_deref().unwrap_or("catch-all"), r#"{"source":["shop"]}"#);
    let to = Destination { account: None, region: "us-east-1", now: 0 };
    let queue = target("jobs", "sqs:us-east-1:111122223333:jobs");
    let takers = Takers::of([&rule], std::slice::from_ref(&entry), to);
    let takers = takers.delivering(|_| Some(vec![queue.clone()]));
    ProbePlan { of: of.clone(), rule: None, entry, event, tap, takers }
}

/// The tap that the fake account would make.
pub(super) fn tap_of(rule: &RuleKey, now: Millis) -> Tap {
    Tap {
        id: "1a2b3c".into(),
        bus: rule.bus.clone(),
        of: Some(rule.clone()),
        pattern: "{}".into(),
        state: RuleState::Enabled,
        owner: "arn:aws:iam::123456789012:user/me".into(),
        run: TapRun { host: "desk".into(), process: 7 },
        expires: now + LIFETIME,
        group_arn: arn("logs:eu-west-1:123456789012:log-group:/aws/events/buslens-tap-1a2b3c"),
        policy: Some("{}".into()),
        policy_is_there: false,
    }
}
