//! The store of events and its views: order, what comes twice, what is let go, filters, and what each event
//! is about.

use super::{Arrival, Entry, Filter, Limits, LineKind, Marker, Row, Store, StoredItem, View, Words};
use crate::json::Document;
use crate::model::{LogEvent, Millis};
use crate::pattern::Scratch;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const LIVE: Arrival = Arrival { at: 1_000_000, refilled: false };

fn line(message: &str) -> LogEvent {
    LogEvent { stream: "s".into(), timestamp: 7_112, ingested: 7_200, message: message.into(), id: None }
}

fn only(message: &str) -> (Store, Row) {
    let mut store = Store::new(Limits::default());
    let rows = store.take(&[line(message)], LIVE);
    let row = rows[0];
    (store, row)
}

fn texts(store: &Store, rows: impl IntoIterator<Item = Row>) -> Vec<String> {
    let text = |row| match store.get(row) {
        Some(StoredItem::Entry(entry)) => entry.text().to_string(),
        Some(StoredItem::Marker(marker)) => format!("[{marker}]"),
        None => "gone".into(),
    };
    rows.into_iter().map(text).collect()
}

fn shown(store: &Store) -> Vec<String> {
    texts(store, store.rows().iter().copied())
}

#[test]
fn a_line_is_told_for_what_it_is() {
    let is = |message: &str| only(message).0.entry(only(message).1).map(|entry| entry.line().clone());
    assert!(matches!(is(r#"{"source":"a","detail-type":"b"}"#), Some(LineKind::Event(_))));
    assert!(matches!(is(r#" {"detail":{}, "detail-type":"b","source":"a"} "#), Some(LineKind::Event(_))));
    assert_eq!(is(r#"{"timestamp":1,"message":"x"}"#), Some(LineKind::Json));
    assert_eq!(is(r#"{"source":1,"detail-type":"b"}"#), Some(LineKind::Json));
    assert_eq!(is("[1,2]"), Some(LineKind::Json));
    assert_eq!(is(r#"{"source":"a","detail-type":"b""#), Some(LineKind::Broken { at: 31 }));
    assert_eq!(is(r#"{"a":1} and more"#), Some(LineKind::Broken { at: 8 }));
    assert_eq!(is("START RequestId: 1"), Some(LineKind::Text));
    assert_eq!(is("300"), Some(LineKind::Text));
    assert_eq!(is(""), Some(LineKind::Text));
}

fn with_entry<T>(message: &str, read: impl Fn(&Entry) -> T) -> T {
    let (store, row) = only(message);
    read(store.entry(row).expect("just put in"))
}

#[test]
fn facts_are_the_events_own_and_the_logs_where_it_has_none() {
    let message =
        r#"{"id":"1-2","source":"x\u0041\"","detail-type":"D","time":"2026-11-02T14:03:07Z","detail":{}}"#;
    with_entry(message, |entry| {
        assert_eq!(entry.source().as_deref(), Some("xA\""));
        assert_eq!(entry.detail_type().as_deref(), Some("D"));
        assert_eq!(entry.id().as_deref(), Some("1-2"));
        assert_eq!(
            entry.event_time().map(|time| (time.at, time.has_fraction)),
            Some((1_793_628_187_000, false))
        );
        assert_eq!(entry.time(), 1_793_628_187_000);
    });
    with_entry(r#"{"source":"x","detail-type":"D","time":"2026-11-02T14:03:07.25Z"}"#, |entry| {
        assert_eq!(entry.event_time().map(|time| (time.at % 1_000, time.has_fraction)), Some((250, true)));
    });
    for time in [r#""yesterday""#, "17", "null"] {
        with_entry(&format!(r#"{{"source":"x","detail-type":"D","time":{time}}}"#), |entry| {
            assert_eq!((entry.event_time(), entry.time()), (None, 7_112));
        });
    }
}

#[test]
fn broken_json_says_where() {
    with_entry("{\"a\": 1,\n \"b\" 2}", |entry| {
        assert_eq!(entry.line(), &LineKind::Broken { at: "{\"a\": 1,\n \"b\" ".len() });
    });
}

#[test]
fn two_events_that_look_the_same_are_two_and_one_that_came_twice_is_one() {
    let live = || line("x");
    let read = |id: &str| LogEvent { id: Some(id.into()), ..line("x") };
    // Each step is another opening of the tail.
    let count = |openings: Vec<Vec<LogEvent>>| {
        let mut store = Store::new(Limits::default());
        for events in openings {
            store.start_over();
            store.take(&events, LIVE);
        }
        (store.events(), store.repeated())
    };
    let (a, b) = (|| read("a"), || read("b"));
    assert_eq!(count(vec![vec![live(), live()]]), (2, 0), "a tail hands each on once");
    assert_eq!(count(vec![vec![live()], vec![live()]]), (1, 1));
    assert_eq!(count(vec![vec![live()], vec![a()]]), (1, 1));
    assert_eq!(count(vec![vec![live()], vec![a(), b()]]), (2, 1));
    assert_eq!(count(vec![vec![a(), b()], vec![live(), live()]]), (2, 2));
    assert_eq!(count(vec![vec![a()], vec![a()], vec![b(), a()]]), (2, 2));
    assert_eq!(count(vec![vec![a(), a()]]), (1, 1), "an id is an event's own");
    let later = LogEvent { ingested: 7_201, ..line("x") };
    assert_eq!(count(vec![vec![live()], vec![later]]), (2, 0), "delivered twice is two events");
}

#[test]
fn late_arrivals_are_put_where_they_belong() {
    let event = |time: &str, name: &str| {
        let message = format!(r#"{{"source":"{name}","detail-type":"D","time":"2026-11-02T14:03:{time}Z"}}"#);
        line(&message)
    };
    let mut store = Store::new(Limits::default());
    store.take(&[event("05", "a"), event("07", "c")], LIVE);
    let added = store.take(&[event("06", "b"), event("08", "d")], LIVE);
    let names: Vec<_> =
        store.rows().iter().filter_map(|row| store.entry(*row)?.source().map(String::from)).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    assert_eq!(added.len(), 2);
}

#[test]
fn a_full_store_lets_the_oldest_go_and_counts_them() {
    let event = |n: i64| LogEvent { timestamp: n, ..line(&n.to_string()) };
    let mut store = Store::new(Limits { rows: 3, bytes: usize::MAX });
    store.take(&[event(1), event(2), event(3), event(4), event(5)], LIVE);
    assert_eq!(
        (shown(&store), store.evicted(), store.events()),
        (vec!["3".into(), "4".into(), "5".into()], 2, 3)
    );
    assert!(store.take(&[event(2)], LIVE).is_empty(), "older than what was let go: the ring has no holes");
    assert_eq!((store.evicted(), store.events()), (3, 3));

    let mut store = Store::new(Limits { rows: 100, bytes: 5_000 });
    let big = |n: i64| LogEvent { timestamp: n, ..line(&format!("{n}{}", "x".repeat(1_500))) };
    store.take(&[big(1), big(2), big(3), big(4)], LIVE);
    assert_eq!((store.events(), store.evicted()), (2, 2));
    assert!(store.bytes() <= 5_000);
    store.take(&[LogEvent { timestamp: 9, ..line(&"y".repeat(50_000)) }], LIVE);
    assert_eq!(store.events(), 1, "an event larger than the whole store is still shown");
}

#[test]
fn markers_stand_behind_what_was_there_and_can_be_amended() {
    let event = |n: i64| LogEvent { timestamp: n, ingested: n, ..line(&n.to_string()) };
    let mut store = Store::new(Limits::default());
    store.take(&[event(10), event(20)], LIVE);
    let lost = store.mark(Marker::Lost { reason: "reset".into() }, 50);
    store.take(&[event(15), event(20_000)], LIVE);
    assert_eq!(shown(&store), ["10", "15", "20", "[connection lost: reset]", "20000"]);
    assert!(store.amend(lost, Marker::Reconnected { away: 4_000, refilled: Some(1), earlier: 0 }));
    assert_eq!(shown(&store)[3], "[reconnected after 4 s, 1 event refilled]");
    assert_eq!(store.events(), 4);
    store.mark(Marker::Dropped { events: 2 }, 15_000);
    assert!(
        shown(&store)[4].starts_with("[2 events dropped here"),
        "an event from the future does not take markers with it"
    );
}

/// What each event of a kind is said to be about, once all of them are known.
fn about(details: &[&str]) -> Vec<String> {
    let mut store = Store::new(Limits::default());
    for (n, detail) in (0..).zip(details) {
        let message = format!(
            r#"{{"id":"{n}","source":"any.thing","detail-type":"Kind","account":"111122223333","region":"eu-west-1",
                "resources":[],"time":"2026-11-02T14:03:07Z","detail":{detail}}}"#
        );
        store.take(&[LogEvent { timestamp: n, ..line(&message) }], LIVE);
    }
    let entries = store.rows().iter().filter_map(|row| store.entry(*row));
    let read = |entry: &Entry| {
        let about =
            store.kinds().subject_of(entry.kind(), &Document::parse(Arc::clone(entry.text())).expect("JSON"));
        [about.name, about.state].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let mut all: Vec<_> = entries.map(|entry| (entry.id().map(String::from), read(entry))).collect();
    all.sort_by_key(|(id, _)| id.as_ref().and_then(|id| id.parse::<usize>().ok()));
    all.into_iter().map(|(_, about)| about).collect()
}

#[test]
fn about_is_the_value_that_tells_events_apart() {
    assert_eq!(
        about(&[
            r#"{"instance-id":"i-0abc","state":"stopped"}"#,
            r#"{"instance-id":"i-0def","state":"stopped"}"#,
            r#"{"instance-id":"i-0abc","state":"running"}"#,
            r#"{"instance-id":"i-0123","state":"terminated"}"#,
        ]),
        ["i-0abc stopped", "i-0def stopped", "i-0abc running", "i-0123 terminated"]
    );
}

#[test]
fn about_is_not_plumbing() {
    let order = |n: usize, status: &str| {
        format!(
            r#"{{"requestId":"0f1d2c3b-4a59-6877-8695-a4b3c2d1e0{n:02}","createdAt":"2026-11-02T14:03:{n:02}Z","version":"1",
                "order":{{"orderId":"o-{n}","status":"{status}","total":{n}.5,"note":"a long text for order {n} that says nothing much"}}}}"#
        )
    };
    let orders: Vec<_> = (0..8).map(|n| order(n, if n % 3 == 0 { "PLACED" } else { "PAID" })).collect();
    let orders: Vec<_> = orders.iter().map(String::as_str).collect();
    assert_eq!(about(&orders)[4..7], ["o-4 PAID", "o-5 PAID", "o-6 PLACED"]);
}

#[test]
fn about_an_api_call_is_what_was_done_to_what_or_by_whom() {
    let call = |n: usize, name: &str, parameters: &str| {
        format!(
            r#"{{"eventVersion":"1.11","userIdentity":{{"principalId":"AIDAAFWW1UAXY9HC9M{n:03}","arn":"arn:aws:iam::111122223333:user/ines{n}"}},
                "eventTime":"2026-11-02T14:03:07Z","eventSource":"x.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1",
                "requestParameters":{parameters},"requestID":"42eccafa-4b85-4601-ae34-f2152a8b7{n:03}","recipientAccountId":"111122223333"}}"#
        )
    };
    let one = call(1, "CreateBucket", r#"{"bucketName":"logs-1"}"#);
    assert_eq!(about(&[one.as_str()]), ["ines1 CreateBucket"]);
    let calls: Vec<_> = (0..4)
        .map(|n| call(n % 2, ["Put", "Get"][n % 2], &format!(r#"{{"bucketName":"logs-{n}"}}"#)))
        .collect();
    let calls: Vec<_> = calls.iter().map(String::as_str).collect();
    assert_eq!(about(&calls), ["logs-0 Put", "logs-1 Get", "logs-2 Put", "logs-3 Get"]);
}

#[test]
fn about_a_single_event_is_its_likeliest_name() {
    assert_eq!(
        about(&[r#"{"time":"2026-11-02","instance-id":"i-0abc","state":"stopped"}"#]),
        ["i-0abc stopped"]
    );
    assert_eq!(about(&["{}", "{}"]), ["", ""], "an account that is always the same says nothing");
}

#[test]
fn about_survives_odd_details() {
    let deep = format!("{}1{}", r#"{"a":"#.repeat(300), "}".repeat(300));
    let wide =
        format!("{{{}}}", (0..2_000).map(|n| format!(r#""k{n}":"v{n}""#)).collect::<Vec<_>>().join(","));
    for detail in
        [deep.as_str(), wide.as_str(), "null", "[]", "17", r#"{"a":"\ud800","a":"b"}"#, r#"{"a/b~c":"x-1"}"#]
    {
        assert_eq!(about(&[detail, detail, detail]).len(), 3);
    }
    assert_eq!(about(&[r#"{"a/b~c":"x-1"}"#, r#"{"a/b~c":"x-2"}"#]), ["x-1", "x-2"]);
}

fn events() -> impl Strategy<Value = Vec<Vec<LogEvent>>> {
    let event = (0..40i64, 0..3i64, 0..4u8).prop_map(|(at, took, text)| LogEvent {
        stream: "s".into(),
        timestamp: at,
        ingested: at + took,
        message: format!("m{text}"),
        id: None,
    });
    prop::collection::vec(prop::collection::vec(event, 0..12), 1..12)
}

/// How many events several openings of a tail stand for, the plainest way: of those that look the same, as
/// many as the opening that showed most of them.
fn expected(openings: &[Vec<LogEvent>]) -> BTreeMap<(Millis, Millis, &str), usize> {
    let mut most = BTreeMap::new();
    for events in openings {
        let mut times = BTreeMap::new();
        for event in events {
            let content = (event.timestamp, event.ingested, event.message.as_str());
            *times.entry(content).or_insert(0) += 1;
            let most: &mut usize = most.entry(content).or_default();
            *most = (*most).max(times[&content]);
        }
    }
    most
}

#[derive(Clone, Debug)]
enum Act {
    Take(Vec<LogEvent>),
    Filter(&'static str),
    Judge(usize),
    Pause,
    Resume,
    Select(usize),
    Follow,
    Mark,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => events().prop_map(|batches| Act::Take(batches.into_iter().flatten().collect())),
        1 => prop::sample::select(vec!["", "m1", "!m1", "m9"]).prop_map(Act::Filter),
        2 => (1..200usize).prop_map(Act::Judge),
        1 => Just(Act::Pause),
        1 => Just(Act::Resume),
        1 => (0..50usize).prop_map(Act::Select),
        1 => Just(Act::Follow),
        1 => Just(Act::Mark),
    ];
    prop::collection::vec(act, 1..40)
}

proptest! {
    #[test]
    fn every_event_is_held_once_in_order(openings in events()) {
        let mut store = Store::new(Limits::default());
        for events in &openings {
            store.start_over();
            store.take(events, LIVE);
        }
        prop_assert!(store.rows().iter().is_sorted());
        let mut held: BTreeMap<(Millis, &str), usize> = BTreeMap::new();
        for entry in store.rows().iter().filter_map(|row| store.entry(*row)) {
            *held.entry((entry.timestamp(), entry.text())).or_default() += 1;
        }
        let mut wanted: BTreeMap<(Millis, &str), usize> = BTreeMap::new();
        for ((at, _, text), times) in expected(&openings) {
            *wanted.entry((at, text)).or_default() += times;
        }
        prop_assert_eq!(held, wanted);
        let came: usize = openings.iter().map(Vec::len).sum();
        prop_assert_eq!(store.events() + usize::try_from(store.repeated()).expect("few"), came);
    }

    #[test]
    fn a_full_store_holds_the_newest(batches in events(), rows in 1..20usize) {
        let (mut bounded, mut whole) = (Store::new(Limits { rows, bytes: usize::MAX }), Store::new(Limits::default()));
        let (mut into_bounded, mut into_whole) = (0, 0);
        for (n, batch) in batches.iter().enumerate() {
            // Without ids and with a text of its own each, so that forgetting what was let go makes no
            // difference.
            let batch: Vec<_> = batch.iter().enumerate()
                .map(|(k, event)| LogEvent { message: format!("{n}-{k}"), id: None, ..event.clone() }).collect();
            into_bounded += bounded.take(&batch, LIVE).len();
            into_whole += whole.take(&batch, LIVE).len();
        }
        prop_assert!(into_bounded <= into_whole);
        prop_assert_eq!(bounded.events() + usize::try_from(bounded.evicted()).expect("few"), into_whole);
        let all = shown(&whole);
        prop_assert_eq!(shown(&bounded), &all[all.len() - rows.min(all.len())..]);
    }

    #[test]
    fn a_view_shows_what_its_filter_lets_through(acts in acts(), rows in 5..60usize) {
        let mut store = Store::new(Limits { rows, bytes: usize::MAX });
        let mut view = View::default();
        let mut clock = 0;
        for act in acts {
            let selected = view.selected();
            let (following, moved) = (view.is_following(), !matches!(act, Act::Take(_) | Act::Mark | Act::Pause));
            match act {
                Act::Take(batch) => {
                    let rows = store.take(&batch, LIVE);
                    view.add(&rows, &store);
                }
                Act::Mark => {
                    clock += 1;
                    let row = store.mark(Marker::Reopened, clock);
                    view.add(&[row], &store);
                }
                Act::Filter(words) => view.set_filter(Filter { words: Words::parse(words), pattern: None }, &store),
                Act::Judge(budget) => { view.judge(&store, budget); }
                Act::Pause => view.pause(&store),
                Act::Resume => view.resume(),
                Act::Select(at) => view.select(at),
                Act::Follow => view.set_follow(true),
            }
            prop_assert!(view.rows().is_empty() || view.cursor() < view.rows().len());
            prop_assert!(view.rows().iter().all(|row| store.get(*row).is_some()));
            prop_assert!(view.rows().iter().is_sorted());
            if let (Some(row), false, false) = (selected, following, moved) && store.holds(row) {
                prop_assert_eq!(view.selected(), Some(row), "what arrives does not move the selection");
            }
            if view.is_following() && !view.is_paused() {
                prop_assert_eq!(view.selected(), view.rows().back().copied());
            }
        }
        view.resume();
        while view.judge(&store, 64) {}
        let through: Vec<Row> = store.rows().iter().copied()
            .filter(|row| store.entry(*row).is_none_or(|entry| view.filter().accepts(entry, &mut Scratch::new()))).collect();
        prop_assert_eq!(view.rows().iter().copied().collect::<Vec<_>>(), through);
    }
}
