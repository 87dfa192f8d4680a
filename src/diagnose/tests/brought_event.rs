//! An event that somebody named, and one that was only seen: what each tells of a rule.

use super::*;
use crate::diagnose::Question;
use crate::diagnose::evidence::Captured;
use crate::model::facts::{BucketNotices, Queue, ReplayFacts};
use crate::model::{InputTransformer, Session};
use Status::{CannotSee, Fault, Ok, Suspect};

const CREATED: &str = r#"{"source":["aws.s3"],"detail-type":["Object Created"]}"#;

fn created(bucket: &str, more: &str) -> String {
    format!(
        r#"{{"id":"e1","source":"aws.s3","detail-type":"Object Created","time":"2026-11-28T11:00:00Z"{more},
            "detail":{{"bucket":{{"name":"{bucket}"}}}}}}"#
    )
}

fn silent() -> Piece<BucketNotices> {
    Piece::Seen(BucketNotices::default())
}

/// A rule for S3 with two buckets that send nothing.
fn uploads(pattern: &str) -> Evidence {
    let mut case = evidence(rule("default", pattern));
    case.bucket_names = Piece::Seen(vec!["a".into(), "b".into()]);
    case.buckets.put("a".into(), silent());
    case.buckets.put("b".into(), silent());
    case
}

#[test]
fn where_events_of_s3_come_in_no_bucket_is_accused() {
    let mut case = uploads(CREATED);
    says(&case, "M15", Fault, "The bucket a does not send");
    case.metrics = metrics(&[("MatchedEvents", 5.0)]);
    says(&case, "M15", Ok, "come in");
    case.metrics = metrics(&[]);
    case.expected = event(&created("elsewhere", ""), Origin::Captured);
    case.captured = Captured { all: 1, taken: 1 };
    says(&case, "M15", Ok, "come in");
    // Of one that was brought, that others come says nothing.
    case.metrics = metrics(&[("MatchedEvents", 5.0)]);
    case.expected = event(&created("a", ""), Origin::Brought);
    says(&case, "M15", Fault, "The bucket a does not send");
    // Other accounts may send to a bus of one's own.
    let own = Evidence { rule: rule("orders", CREATED), ..uploads(CREATED) };
    says(&own, "M15", Suspect, "The bucket a does not send");
}

#[test]
fn of_buckets_that_are_named_one_that_an_event_is_of_hides_no_other() {
    let both =
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["a","b"]}}}"#;
    let mut case = uploads(both);
    case.expected = event(&created("a", ""), Origin::Captured);
    case.captured = Captured { all: 1, taken: 1 };
    case.buckets
        .put("a".into(), Piece::Seen(BucketNotices { to_eventbridge: true, ..BucketNotices::default() }));
    let ladder = diagnose(&case);
    let found: Vec<_> = of(&ladder, "M15").iter().map(|found| (found.status, found.title.as_str())).collect();
    assert!(found.contains(&(Suspect, "The bucket b does not send its events to EventBridge.")), "{found:?}");
}

#[test]
fn many_buckets_are_told_once_and_asked_after_within_bounds() {
    let names: Vec<String> = (0..30).map(|n| format!("\"n{n}\"")).collect();
    let pattern = format!(
        r#"{{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{{"bucket":{{"name":[{}]}}}}}}"#,
        names.join(",")
    );
    let case = evidence(rule("default", &pattern));
    let asked = case.questions().into_iter().filter(|asked| matches!(asked, Question::Bucket(_))).count();
    assert_eq!(asked, 10);
    let ladder = diagnose(&uploads(
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["a","b"]}}}"#,
    ));
    let all = crate::diagnose::by_cause(&ladder.rungs[1].findings);
    let buckets: Vec<_> = all.iter().filter(|told| told.first.id == "M15").collect();
    assert_eq!(buckets.len(), 1);
    assert!(buckets[0].title().ends_with(" The same is so of b."), "{}", buckets[0].title());
    assert_eq!((buckets[0].name().as_str(), buckets[0].commands().len()), ("M15", 2));
    let json = serde_json::to_value(&ladder).unwrap();
    let found = json["rungs"][1]["findings"].as_array().unwrap().iter().find(|found| found["id"] == "M15");
    assert_eq!(found.unwrap()["alike"][0]["target"], serde_json::Value::Null);
}

#[test]
fn buckets_of_other_partitions_fit_their_patterns() {
    let pattern = r#"{"source":["aws.s3"],"detail-type":["Object Created"],"resources":[{"prefix":"arn:aws-cn:s3:::a"}]}"#;
    let mut case = uploads(pattern);
    case.rule.arn = Arn::from("arn:aws-cn:events:cn-north-1:111122223333:rule/r");
    assert!(!case.questions().contains(&Question::Bucket("a".into())), "it is known");
    says(&case, "M15", Fault, "The bucket a does not send");
}

#[test]
fn a_replay_to_other_rules_is_the_fault_of_the_event_that_was_named_only() {
    let replayed = created("a", r#","replay-name":"again""#);
    let mut case = uploads(CREATED);
    case.replay =
        Piece::Seen(ReplayFacts { filter_arns: vec![arn("events", "rule/other")], ..Default::default() });
    case.expected = event(&replayed, Origin::Bus);
    says(&case, "M25", Fault, "again");
    case.expected = event(&replayed, Origin::Captured);
    case.captured = Captured { all: 1, taken: 1 };
    is_silent(&case, "M25");
    case.replay = Piece::NotAsked;
    assert!(!case.questions().iter().any(|asked| matches!(asked, Question::Replay(_))));
}

#[test]
fn what_an_event_that_the_rule_never_takes_would_be_made_into_is_no_fault() {
    let group = arn("logs", "log-group:/aws/events/x");
    let large = created("a", &format!(r#","x":"{}""#, "x".repeat(1_100_000)));
    let mut case = evidence(rule("default", CREATED));
    case.targets = Piece::Seen(vec![target(group.clone())]);
    case.expected = event(&large, Origin::Captured);
    case.captured = Captured { all: 1, taken: 1 };
    says(&case, "L9", Fault, "/aws/events/x is sent of the event has");
    let other = large.replace("Object Created", "Object Deleted");
    case.expected = event(&other, Origin::Captured);
    case.captured = Captured::default();
    is_silent(&case, "L9");
    is_silent(&case, "L6");
    // Only what is logged of it counts.
    let part = Target {
        transformer: Some(InputTransformer {
            paths: BTreeMap::from([("b".to_owned(), "$.detail.bucket.name".to_owned())]),
            template: r#"{"timestamp": 1, "message": "<b>"}"#.into(),
        }),
        ..target(group)
    };
    case.targets = Piece::Seen(vec![part]);
    case.expected = event(&large, Origin::Brought);
    says(&case, "L9", Ok, "small enough");
}

#[test]
fn a_small_queue_that_takes_what_comes_is_in_order() {
    let queue = arn("sqs", "q");
    let mut case = with_target(target(queue.clone()));
    case.queues.put(queue, Piece::Seen(Queue { largest: Some(1_024), ..Queue::default() }));
    says(&case, "T12", Suspect, "1,024 bytes at most");
    case.metrics = metrics(&[("Invocations", 5.0), ("FailedInvocations", 0.0)]);
    says(&case, "T12", Ok, "can be made");
}

#[test]
fn a_queue_is_named_at_the_endpoint_of_the_session() {
    let queue = arn("sqs", "q");
    let mut case = with_target(target(queue.clone()));
    case.queues
        .put(queue, Piece::Seen(Queue { policy: Some("{\"Statement\":[]}".into()), ..Queue::default() }));
    case.session = Session { endpoint: Some("http://127.0.0.1:4566".into()), ..Session::default() };
    let remedy = of(&diagnose(&case), "T7")[0].remedy.clone().unwrap();
    let command = remedy.command.clone().unwrap();
    assert!(command.contains("--queue-url http://127.0.0.1:4566/111122223333/q "), "{command}");
    for template in crate::export::Template::ALL {
        let written = remedy.as_template(template).unwrap();
        assert!(written.contains("http://127.0.0.1:4566/111122223333/q"), "{written}");
    }
}

#[test]
fn whose_bus_an_arn_names_is_told_only_where_the_account_is_known() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    case.expected = event(r#"{"id":"x","source":"shop","detail":{}}"#, Origin::Brought);
    let named = |case: &Evidence, account: &str| Evidence {
        addressed: Some(format!("arn:aws:events:{REGION}:{account}:event-bus/orders")),
        ..case.clone()
    };
    says(&named(&case, ACCOUNT), "M19", Ok, "names this bus");
    says(&named(&case, OTHER), "M19", Suspect, "of account 444455556666");
    case.bus = super::arrival::bus("orders", None);
    says(&named(&case, OTHER), "M19", Fault, "which no other account may send to");
    case.rule.arn = Arn::new(format!("arn:aws:events:{REGION}::rule/orders/r"));
    case.account = String::new();
    says(&named(&case, OTHER), "M19", CannotSee, "is in this account");
    says(&named(&case, ""), "M19", Ok, "names this bus");
}

#[test]
fn what_a_schedule_sends_is_its_own_event_and_others_come_after_what_is_wrong_with_it() {
    let tick = |resources: &str| {
        let text = format!(
            r#"{{"id":"e1","source":"aws.events","detail-type":"Scheduled Event","time":"2026-11-28T11:00:00Z",
                "resources":[{resources}],"detail":{{}}}}"#
        );
        event(&text, Origin::Brought)
    };
    let mut case = evidence(scheduled("default", "rate(5 minutes)"));
    let own = format!("\"{}\"", case.rule.arn);
    for resources in [own.as_str(), ""] {
        case.expected = tick(resources);
        says(&case, "M5", Ok, "one that the rule's schedule sends");
    }
    case.expected = tick(&own.replace("rule/r", "rule/other"));
    says(&case, "M5", Fault, "no event does");
    case.expected = event(&created("a", ""), Origin::Brought);
    says(&case, "M5", Fault, "no event does");
    // What keeps the schedule from running comes first.
    let mut over = Evidence { rule: scheduled("default", "cron(0 8 1 1 ? 2020)"), ..case.clone() };
    says(&over, "M23", Fault, "");
    assert_eq!(diagnose(&over).cause().map(|cause| cause.id), Some("M23"));
    over.expected = None;
    assert_eq!(diagnose(&over).cause().map(|cause| cause.id), Some("M23"));
}

#[test]
fn b1_a_source_that_a_bus_does_not_take_is_added_to_what_it_takes() {
    let mut case = evidence(rule("orders", r#"{"source":["app.b"]}"#));
    let statement = format!(
        r#"{{"Statement":[{{"Sid":"a","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{OTHER}:root"}},"Action":"events:PutEvents",
           "Resource":"{}","Condition":{{"StringEquals":{{"events:source":"app.a"}}}}}}]}}"#,
        arn("events", "event-bus/orders")
    );
    case.bus = super::arrival::bus("orders", Some(&statement));
    let text = format!(
        r#"{{"id":"e1","source":"app.b","detail-type":"T","account":"{OTHER}","region":"{REGION}","detail":{{}}}}"#
    );
    case.expected = event(&text, Origin::Brought);
    let fix = of(&diagnose(&case), "B1")[0].remedy.clone().unwrap();
    let command = fix.command.unwrap();
    assert!(command.contains(r#""events:source":["app.a","app.b"]"#), "{command}");
    assert!(command.contains("put-permission") && command.contains("--policy"), "{command}");
    assert!(fix.text.contains("Add `app.b`") && !fix.text.contains("more than"), "{}", fix.text);
}
