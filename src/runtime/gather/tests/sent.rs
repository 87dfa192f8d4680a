//! What was sent from here, as the diagnosis of an event finds it.

use super::{ACCOUNT, Bench, Lists, findings, gather, json};
use crate::config::SentLog;
use crate::diagnose::{Evidence, Expected, Origin, Status, diagnose};
use crate::model::{EntryOutcome, EventEntry, EventSent, RuleKey};
use crate::pattern::Event;
use crate::runtime::gate::place_to_read;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_tells_where_an_event_went_and_what_the_service_answered() {
    let bench = Bench::start().await;
    bench.rule("orders", "r", json!({"EventPattern": super::SHOP}), json!(null)).await;
    let client = bench.client().await;
    let home = tempfile::tempdir().unwrap();
    let log = SentLog::under(home.path());
    let place = place_to_read(&client).await.unwrap();
    let entry = |bus: &str, detail: &str| EventEntry {
        bus: Some(bus.to_owned()),
        source: "shop".to_owned(),
        detail_type: "T".to_owned(),
        detail: detail.to_owned(),
        ..EventEntry::default()
    };
    let sent = |entry: EventEntry, outcome: EntryOutcome| {
        let sent = EventSent { at: super::NOON, place: place.clone(), entry, outcome };
        log.add(&[sent], true).unwrap();
    };
    let why = async |text: &str| {
        let rule = client.rule(&RuleKey::new("orders", "r")).await.unwrap();
        let mut evidence = Evidence::of(rule, ACCOUNT, "us-east-1", super::NOON);
        let event = Event::parse(text.as_bytes()).unwrap();
        evidence.expected = Some(Expected { event, origin: Origin::Brought });
        gather(&client, &Lists::new(None, Some(log.clone())), &mut evidence).await;
        let ladder = diagnose(&evidence);
        (findings(&ladder, "M18").pop(), findings(&ladder, "M19").pop())
    };
    let event = |detail: &str| format!(r#"{{"source":"shop","detail-type":"T","detail":{detail}}}"#);
    assert_eq!(why(&event(r#"{"n":1}"#)).await, (None, None));
    sent(entry("shop", r#"{"n":1}"#), EntryOutcome::Done { id: "e1".to_owned() });
    let by_id = event(r#"{"n":7}"#).replace("{\"source\"", "{\"id\":\"e1\",\"source\"");
    // It is found by what it says, however it is laid out, and by the id that the service gave it.
    for text in [event(r#"{"n":1}"#), event("{\n \"n\": 1}"), by_id] {
        let (taken, bus) = why(&text).await;
        assert_eq!(taken.map(|(status, _)| status), Some(Status::Ok), "{text}");
        let (status, title) = bus.unwrap();
        let told = "The sender puts its events on the bus shop, and this rule is on orders.";
        assert_eq!((status, title.as_str()), (Status::Fault, told));
    }
    // The one that went to this bus tells more than another.
    let refused = EntryOutcome::Failed { code: "MalformedDetail".into(), message: "no luck".into() };
    sent(entry("orders", r#"{"n":1}"#), refused);
    sent(entry("shop", r#"{"n":1}"#), EntryOutcome::NotKnown { why: "lost".to_owned() });
    let (taken, bus) = why(&event(r#"{"n":1}"#)).await;
    assert!(
        taken.is_some_and(|(status, title)| status == Status::Fault && title.contains("MalformedDetail"))
    );
    assert_eq!(bus.map(|(status, _)| status), Some(Status::Ok));
}
