//! What keeps events from a rule before it sees any: a bucket of another region, a bus that denies its own
//! account.

use super::healthy::trust;
use super::{ACCOUNT, Bench, arn, findings, policy};
use crate::diagnose::{Ladder, Status};
use serde_json::json;

async fn diagnosed(bench: &Bench, bus: &str, pattern: &str) -> Ladder {
    let open = json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": arn("sqs", "jobs")}]);
    let queue = json!({"Arn": bench.queue("jobs", json!({"Policy": policy(open)})).await});
    bench.rule(bus, "mine", json!({"EventPattern": pattern}), queue).await;
    looked_into(bench, bus).await
}

/// What is found of the rule `mine`.
async fn looked_into(bench: &Bench, bus: &str) -> Ladder {
    bench.diagnosed(bus, "mine").await
}

#[tokio::test]
async fn a_bus_of_another_region_is_asked_after_there() {
    let bench = Bench::start().await;
    let kind = ("application/x-amz-json-1.1", "AWSEvents.CreateEventBus");
    bench.send_in("eu-west-1", "events", "POST /", kind, &json!({"Name": "there"}).to_string()).await;
    let may = json!([{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"}]);
    let role = bench.role("hop", &trust(), &policy(may)).await;
    for (bus, is_there) in [("there", true), ("gone", false), ("shop", false)] {
        let target =
            json!({"Arn": format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/{bus}"), "RoleArn": role});
        bench.rule("orders", "mine", json!({"EventPattern": r#"{"source":["a"]}"#}), target).await;
        let ladder = looked_into(&bench, "orders").await;
        let [(status, title)] = &findings(&ladder, "T2")[..] else { panic!("{ladder:?}") };
        if is_there {
            assert_eq!(*status, Status::Ok, "{title}");
        } else {
            assert!(
                *status == Status::Fault && title.contains(&format!("{bus} (bus) does not exist")),
                "{title}"
            );
            assert_eq!(ladder.cause().map(|cause| cause.id), Some("T2"));
        }
    }
}

#[tokio::test]
async fn a_bucket_of_another_region_is_told_to_be_there() {
    let bench = Bench::start().await;
    for (region, name) in [("eu-west-1", "far-photos"), ("us-east-1", "near-photos")] {
        bench.send_in(region, "s3", &format!("PUT /{name}"), ("application/xml", ""), "").await;
    }
    let asks = |name: &str| {
        format!(
            r#"{{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{{"bucket":{{"name":["{name}"]}}}}}}"#
        )
    };
    let ladder = diagnosed(&bench, "default", &asks("far-photos")).await;
    let [(status, title)] = &findings(&ladder, "M15")[..] else { panic!("{ladder:?}") };
    assert_eq!(*status, Status::Suspect);
    assert!(title.contains("far-photos is in eu-west-1, and this rule is in us-east-1"), "{title}");
    assert!(ladder.conclusion().contains("M15"), "{}", ladder.conclusion());
    let ladder = diagnosed(&bench, "default", &asks("near-photos")).await;
    let [(status, title)] = &findings(&ladder, "M15")[..] else { panic!("{ladder:?}") };
    assert!(*status == Status::Fault && title.contains("does not send its events"), "{title}");
}

#[tokio::test]
async fn what_a_bus_denies_its_own_account_is_refused_and_told() {
    let bench = Bench::start().await;
    let deny = json!([{"Sid": "no", "Effect": "Deny", "Principal": {"AWS": ACCOUNT}, "Action": "events:PutEvents",
        "Resource": arn("events", "event-bus/shop"), "Condition": {"StringEquals": {"events:source": "shop.web"}}}]);
    bench.events("PutPermission", json!({"EventBusName": "shop", "Policy": policy(deny)})).await;
    for (source, is_denied) in [("shop.web", true), ("shop.till", false)] {
        let entry = json!({"EventBusName": "shop", "Source": source, "DetailType": "Order", "Detail": "{}"});
        let answer = bench.events("PutEvents", json!({"Entries": [entry]})).await;
        assert_eq!(answer["FailedEntryCount"], i32::from(is_denied), "{answer}");
        let ladder = diagnosed(&bench, "shop", &json!({"source": [source]}).to_string()).await;
        let told = findings(&ladder, "B1");
        assert_eq!(!told.is_empty(), is_denied, "{told:?}");
        assert!(told.iter().all(|(status, _)| *status == Status::Fault), "{told:?}");
    }
}
