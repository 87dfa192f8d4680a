//! Where nobody has the event that was missed: one of its kind is read back from a log group that another
//! rule of the bus delivers to, and judged.

use super::{ACCOUNT, Bench, NOON, arn, finding, policy};
use crate::diagnose::{Ladder, Status};
use crate::text::time::{HOUR, MINUTE};
use serde_json::{Value, json};

const GROUP: &str = "/aws/events/shop-all";

/// An account whose bus `shop` has a rule that writes every event of the shop into a log group, with these
/// events in it.
async fn holding(events: &[(i64, Value)]) -> Bench {
    let bench = Bench::start().await;
    bench.logs("CreateLogGroup", json!({"logGroupName": GROUP})).await;
    bench.logs("CreateLogStream", json!({"logGroupName": GROUP, "logStreamName": "s"})).await;
    let events: Vec<Value> =
        events.iter().map(|(at, event)| json!({"timestamp": at, "message": event.to_string()})).collect();
    if !events.is_empty() {
        let input = json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events});
        bench.logs("PutLogEvents", input).await;
    }
    let everything = json!({"EventPattern": r#"{"source":[{"prefix":"shop"}]}"#});
    let group = json!({"Arn": arn("logs", &format!("log-group:{GROUP}"))});
    bench.rule("shop", "everything", everything, group).await;
    bench
}

fn event(kind: &str, detail: Value) -> Value {
    let id = if kind == "Order" { "e1" } else { "e2" };
    json!({"version": "0", "id": id, "source": "shop", "account": ACCOUNT, "region": "us-east-1",
        "time": "2026-11-21T11:55:00Z", "detail-type": kind, "resources": [], "detail": detail})
}

async fn of_rule(bench: &Bench, pattern: &Value) -> Ladder {
    let open = json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": arn("sqs", "jobs")}]);
    let queue = json!({"Arn": bench.queue("jobs", json!({"Policy": policy(open)})).await});
    bench.rule("shop", "mine", json!({"EventPattern": pattern.to_string()}), queue).await;
    bench.diagnosed("shop", "mine").await
}

#[tokio::test]
async fn an_event_that_another_rule_has_logged_shows_what_differs() {
    let events = [
        (NOON - 5 * MINUTE, event("Order", json!({"state": "open", "total": 12}))),
        (NOON - 4 * MINUTE, event("Return", json!({"state": "paid"}))),
    ];
    let bench = holding(&events).await;
    let pattern = json!({"source": ["shop"], "detail-type": ["Order"], "detail": {"state": ["Open"]}});
    let ladder = of_rule(&bench, &pattern).await;
    let (status, title) = finding(&ladder, "M6");
    assert!(status == Status::Suspect && title.contains("\"open\""), "{status:?} {title}");
    let (status, title) = finding(&ladder, "R1");
    assert!(status == Status::Ok && title.starts_with("Events of its kind arrive"), "{title}");
    assert!(ladder.conclusion().contains("M6"), "{}", ladder.conclusion());
}

#[tokio::test]
async fn of_logged_events_the_newest_that_the_rule_takes_is_shown_to_match() {
    let events = [(NOON - 20 * HOUR, event("Order", json!({"state": "open"})))];
    let bench = holding(&events).await;
    let pattern = json!({"source": ["shop"], "detail-type": ["Order"]});
    let ladder = of_rule(&bench, &pattern).await;
    assert_eq!(finding(&ladder, "M5"), (Status::Ok, "The pattern matches the event.".to_owned()));
    assert_eq!(ladder.event_id.as_deref(), Some("e1"), "what lies twenty hours back is found too");
}

#[tokio::test]
async fn that_nothing_of_its_kind_was_logged_is_said_with_the_place_and_is_no_verdict() {
    // Somebody else wrote what is no event of a rule of the bus.
    let events = [
        (NOON - MINUTE, json!({"source": "shop2", "message": "no event of the rule's"})),
        (NOON - MINUTE, json!("a line of text")),
    ];
    let bench = holding(&events).await;
    let ladder = of_rule(&bench, &json!({"source": ["shop"], "detail": {"state": ["open"]}})).await;
    let (status, title) = finding(&ladder, "M5");
    let said = "no such event of the time since 2026-11-20 12:00 UTC was found in /aws/events/shop-all";
    assert!(status == Status::CannotSee && title.contains(said), "{title}");
    assert_eq!(finding(&ladder, "R1").0, Status::CannotSee);
}

#[tokio::test]
async fn without_a_log_group_it_is_said_that_no_rule_has_one() {
    let bench = Bench::start().await;
    let ladder = of_rule(&bench, &json!({"source": ["shop"]})).await;
    let (_, title) = finding(&ladder, "M5");
    assert!(title.contains("no other rule of this bus that could take such events"), "{title}");
}

#[tokio::test]
async fn a_rule_that_is_quiet_for_good_reason_is_accused_of_nothing_and_offered_nothing() {
    let paid = event("Order", json!({"state": "paid", "score": 9}));
    let numbered = |minutes: i64| {
        let mut paid = paid.clone();
        paid["id"] = json!(format!("e{minutes}"));
        (NOON - minutes * MINUTE, paid)
    };
    let events: Vec<_> = (1..4).rev().map(numbered).collect();
    let bench = holding(&events).await;
    let refunds = json!({"source": ["shop"], "detail-type": ["Order"], "detail": {"state": ["refunded"]}});
    let ladder = of_rule(&bench, &refunds).await;
    assert!(ladder.headline().is_none(), "{:?}", ladder.headline());
    let (status, title) = finding(&ladder, "M5");
    assert_eq!(status, Status::CannotSee);
    assert!(title.contains("all 3 captured events of its kind are left out"), "{title}");
    // Another kind of event of the source says nothing of this rule, and is no proof that its own arrive.
    let returns = json!({"source": ["shop"], "detail-type": ["Stock counted"]});
    let ladder = of_rule(&bench, &returns).await;
    assert!(ladder.headline().is_none(), "{:?}", ladder.headline());
    assert_eq!(finding(&ladder, "R1").0, Status::CannotSee);
}

#[tokio::test]
async fn what_would_only_widen_a_rule_is_no_change_that_is_offered() {
    let bench = holding(&[(NOON - MINUTE, event("Order", json!({"score": 9})))]).await;
    let pattern = json!({"source": ["shop"], "detail": {"note": [null]}});
    let ladder = of_rule(&bench, &pattern).await;
    let mut all = ladder.rungs.iter().flat_map(|rung| &rung.findings);
    let finding = all.find(|finding| finding.id == "M9").unwrap_or_else(|| panic!("{ladder:?}"));
    let remedy = finding.remedy.as_ref().unwrap_or_else(|| panic!("{finding:?}"));
    assert!(remedy.text.starts_with("If the rule is to take such events: "), "{remedy:?}");
    assert!(remedy.change.is_none() && remedy.commands().next().is_none(), "{remedy:?}");
}

#[tokio::test]
async fn an_event_is_counted_once_and_a_group_that_is_gone_hides_no_other() {
    let paid = event("Order", json!({"state": "paid"}));
    let bench = holding(&[(NOON - 120_000, paid.clone()), (NOON - MINUTE, paid)]).await;
    let everything = json!({"EventPattern": r#"{"source":["shop"]}"#});
    let gone = json!({"Arn": arn("logs", "log-group:/aws/events/gone")});
    bench.rule("shop", "elsewhere", everything, gone).await;
    let pattern = json!({"source": ["shop"], "detail": {"state": ["refunded"]}});
    let (status, title) = finding(&of_rule(&bench, &pattern).await, "M5");
    assert_eq!(status, Status::CannotSee);
    assert!(title.contains("the one captured event of its kind is left out"), "{title}");
}

#[tokio::test]
async fn a_source_of_which_only_a_part_is_known_leaves_no_event_out() {
    let bench = holding(&[(NOON - MINUTE, event("Order", json!({"state": "open"})))]).await;
    let pattern = json!({"source": ["other", {"prefix": "sh"}], "detail-type": ["Order"], "detail": {"state": ["Open"]}});
    let (status, title) = finding(&of_rule(&bench, &pattern).await, "M6");
    assert!(status == Status::Suspect && title.contains("\"open\""), "{status:?} {title}");
}

#[tokio::test]
async fn a_rule_for_another_account_is_not_accused_by_events_of_this_one() {
    let bench = holding(&[(NOON - MINUTE, event("Order", json!({"state": "open"})))]).await;
    let ladder = of_rule(&bench, &json!({"source": ["shop"], "account": ["444455556666"]})).await;
    assert_eq!(finding(&ladder, "M5").0, Status::CannotSee, "{ladder:?}");
}

/// One rule of the bus that logs just the events of a source.
async fn logging(bench: &Bench, source: &str, group: &str) {
    bench.logs("CreateLogGroup", json!({"logGroupName": group})).await;
    bench.logs("CreateLogStream", json!({"logGroupName": group, "logStreamName": "s"})).await;
    let only = json!({"EventPattern": json!({"source": [source]}).to_string()});
    bench.rule("shop", source, only, json!({"Arn": arn("logs", &format!("log-group:{group}"))})).await;
    let mut event = event("Order", json!({"state": "open"}));
    event["source"] = json!(source);
    let events = json!([{"timestamp": NOON - HOUR, "message": event.to_string()}]);
    let input = json!({"logGroupName": group, "logStreamName": "s", "logEvents": events});
    bench.logs("PutLogEvents", input).await;
}

#[tokio::test]
async fn a_misspelt_source_is_found_by_the_events_that_are_meant() {
    let bench = Bench::start().await;
    logging(&bench, "shop.stock", "/aws/events/stock").await;
    logging(&bench, "shop.orders", "/aws/events/orders").await;
    for (source, id) in [("shop.ordres", "M5"), ("shop.Orders", "M6"), ("shop_orders", "M7")] {
        let ladder = of_rule(&bench, &json!({"source": [source], "detail-type": ["Order"]})).await;
        let (status, title) = finding(&ladder, id);
        assert!(
            status == Status::Suspect && title.contains("\"shop.orders\""),
            "{source}: {status:?} {title}"
        );
        assert_eq!(ladder.conclusion.as_ref().map(|cause| cause.id), Some(id), "{source}");
    }
    // What is another name altogether is no misspelt one, and no more is a source that AWS's services have.
    for source in ["shop.returns", "aws.sns", "till"] {
        let ladder = of_rule(&bench, &json!({"source": [source], "detail-type": ["Order"]})).await;
        assert_ne!(finding(&ladder, "M5").0, Status::Suspect, "{source}: {ladder:?}");
    }
}

#[tokio::test]
async fn an_event_of_another_type_shows_nothing_of_what_the_rule_waits_for() {
    let bench = holding(&[(NOON - MINUTE, event("Return", json!({"total": "12"})))]).await;
    let pattern = json!({"source": ["shop"], "detail-type": ["Order"], "detail": {"total": [12]}});
    let ladder = of_rule(&bench, &pattern).await;
    assert!(ladder.headline().is_none(), "{:?}", ladder.headline());
}

#[tokio::test]
async fn what_every_event_of_its_kind_has_or_lacks_is_named() {
    let numbered = |n: i64| {
        let mut one = event("Order", json!({"state": "open", "refund": "later"}));
        one["id"] = json!(format!("e{n}"));
        (NOON - n * MINUTE, one)
    };
    let bench = holding(&(1..4).rev().map(numbered).collect::<Vec<_>>()).await;
    for (pattern, said) in [
        (
            json!({"source": ["shop"], "detail": {"refund": [{"exists": false}]}}),
            "wants no \"detail.refund\"",
        ),
        (json!({"source": ["shop"], "detail": {"refund": [null]}}), "wants null"),
        (json!({"source": ["shop"], "account": ["111122223334"]}), "wants \"111122223334\""),
        (json!({"source": ["shop"], "region": ["us-west-11"]}), "wants \"us-west-11\""),
    ] {
        let ladder = of_rule(&bench, &pattern).await;
        let (status, title) = finding(&ladder, "M5");
        assert!(status == Status::Suspect && title.contains(said), "{pattern}: {status:?} {title}");
    }
    // What may well be meant is said where nothing else is found.
    for (pattern, said) in [
        (json!({"source": ["shop"], "detail": {"state": ["paid"]}}), "detail.state: The event has \"open\""),
        (json!({"source": ["shop"], "region": ["eu-west-1"]}), "comes from another region"),
    ] {
        let ladder = of_rule(&bench, &pattern).await;
        let conclusion = ladder.conclusion();
        let both = conclusion.contains(said) || conclusion.contains("M3");
        assert!(both && finding(&ladder, "M5").0 == Status::CannotSee, "{conclusion}");
    }
}

#[tokio::test]
async fn a_misspelt_source_is_found_in_the_log_of_the_bus_too() {
    let bench = Bench::start().await;
    bench.logs("CreateLogGroup", json!({"logGroupName": "/aws/vendedlogs/shop"})).await;
    let group = arn("logs", "log-group:/aws/vendedlogs/shop");
    let to = json!({"name": "to", "deliveryDestinationConfiguration": {"destinationResourceArn": group}});
    bench.logs("PutDeliveryDestination", to).await;
    let source =
        json!({"name": "log", "resourceArn": arn("events", "event-bus/shop"), "logType": "INFO_LOGS"});
    bench.logs("PutDeliverySource", source).await;
    let delivery = json!({"deliverySourceName": "log", "deliveryDestinationArn": arn("logs", "delivery-destination:to")});
    bench.logs("CreateDelivery", delivery).await;
    let log = json!({"Name": "shop", "LogConfig": {"Level": "INFO", "IncludeDetail": "NONE"}});
    bench.events("UpdateEventBus", log).await;
    let entry =
        json!({"EventBusName": "shop", "Source": "shop.orders", "DetailType": "Order", "Detail": "{}"});
    bench.events("PutEvents", json!({"Entries": [entry]})).await;
    let ladder = of_rule(&bench, &json!({"source": ["shop.ordres"], "detail": {"state": ["open"]}})).await;
    let (status, title) = finding(&ladder, "M5");
    assert!(status == Status::Suspect && title.contains("\"shop.orders\""), "{status:?} {title}");
    let ladder = of_rule(&bench, &json!({"source": ["shop.orders"], "detail": {"state": ["open"]}})).await;
    assert_eq!(finding(&ladder, "M5").0, Status::CannotSee, "what its detail was is not known");
}
