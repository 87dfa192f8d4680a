//! What is said beside the plain rows: of what nearly is, of what is elsewhere, and of what is made of an event.

use super::*;
use crate::diagnose::{NamedKind, Question};
use crate::model::facts::{BucketNotices, Topic};
use crate::model::{EventSource, InputTransformer};
use Status::{Fault, Ok, Suspect};

#[test]
fn a_role_that_is_not_there_is_compared_with_those_that_are() {
    let gone = Arn::from("arn:aws:iam::111122223333:role/start-flow");
    let queue = Target { role: Some(gone.clone()), ..target(arn("states", "stateMachine:m")) };
    let mut case = with_target(queue);
    case.roles.put(gone, Piece::Missing);
    assert!(case.questions().contains(&Question::Names(NamedKind::Roles)));
    says(&case, "T10", Fault, "The role start-flow does not exist");
    let near = Arn::from("arn:aws:iam::111122223333:role/start-flows");
    case.names.put(NamedKind::Roles, Piece::Seen(vec![near.clone()]));
    let remedy = of(&diagnose(&case), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.text.starts_with("There is a role start-flows, which is written nearly so"), "{remedy:?}");
    assert!(remedy.command.unwrap().contains(near.as_str()));
}

#[test]
fn a_partners_source_that_waits_for_its_bus_is_told_before_the_bus_that_its_events_would_be_on() {
    let name = "aws.partner/desk.example/1/tickets";
    let mut case = evidence(rule("default", &format!(r#"{{"source":["{name}"]}}"#)));
    case.senders = Piece::Seen(vec![]);
    assert!(case.questions().contains(&Question::Partner(name.into())));
    says(&case, "M2", Suspect, "the partner's own bus");
    case.partner = Piece::Seen(EventSource {
        name: name.into(),
        state: "PENDING".into(),
        created_by: None,
        expires: None,
    });
    says(&case, "M16", Fault, "is pending: no events come of it before it has a bus of its name");
    assert_eq!(diagnose(&case).conclusion.map(|cause| cause.id), Some("M16"));
    let command = of(&diagnose(&case), "M16")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("create-event-bus") && command.contains(name), "{command}");
}

#[test]
fn of_buckets_that_a_pattern_does_not_name_none_is_changed_unasked() {
    let created = |more: &str| format!(r#"{{"source":["aws.s3"],"detail-type":["Object Created"]{more}}}"#);
    let of_two = |pattern: &str| {
        let mut case = evidence(rule("default", pattern));
        case.bucket_names = Piece::Seen(vec!["a".into(), "b".into()]);
        for name in ["a", "b"] {
            case.buckets.put(name.into(), Piece::Seen(BucketNotices::default()));
        }
        of(&diagnose(&case), "M15")[0].remedy.clone().unwrap()
    };
    let open = of_two(&created(""));
    assert!(open.command.is_none() && open.text.contains("of the one that is meant"), "{open:?}");
    let named = of_two(&created(r#","detail":{"bucket":{"name":["a","b"]}}"#));
    assert!(named.command.is_some(), "{named:?}");
}

#[test]
fn a_field_that_is_called_as_an_operator_and_that_an_event_has_is_no_slip() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"],"detail":{"name":{"prefix":["Dr"]}}}"#));
    says(&case, "M28", Suspect, "`prefix` stands outside a list");
    case.expected = event(r#"{"id":"e","source":"shop","detail":{"name":{"prefix":"Dr"}}}"#, Origin::Bus);
    says(&case, "M28", Ok, "a field that events have");
}

#[test]
fn security_hubs_action_has_a_name() {
    let pattern = r#"{"source":["aws.securityhub"],"detail-type":["Security Hub Findings - Custom Action"],
        "detail":{"actionName":["isolate"]}}"#;
    is_silent(&evidence(rule("default", pattern)), "M31");
}

#[test]
fn the_calls_of_global_services_have_one_region() {
    let asks = |region: &str| {
        let pattern = format!(
            r#"{{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"awsRegion":["{region}"]}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    says(&asks("eu-west-1"), "M3", Suspect, "have the awsRegion us-east-1, from wherever they are made");
    is_silent(&asks("us-east-1"), "M3");
}

#[test]
fn a_topic_that_nobody_subscribes_to_is_told() {
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    let with = |case: &mut Evidence, subscribers: Option<u32>| {
        case.topics.put(topic.clone(), Piece::Seen(Topic { subscribers, ..Topic::default() }));
    };
    with(&mut case, Some(0));
    says(&case, "R6", Suspect, "The topic t has no confirmed subscription");
    for some in [None, Some(2)] {
        with(&mut case, some);
        says(&case, "R6", Ok, "No target is a log group");
    }
}

fn logged(template: &str, paths: &[(&str, &str)]) -> Evidence {
    let paths = paths.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).collect();
    let transformer = Some(InputTransformer { paths, template: template.into() });
    with_target(Target { transformer, ..target(arn("logs", "log-group:/aws/events/x")) })
}

#[test]
fn l5_the_timestamp_of_a_template_is_a_time() {
    let shape = r#"{"timestamp": <t>, "message": "<m>"}"#;
    let of = |path: &str| logged(shape, &[("t", path), ("m", "$.detail.state")]);
    says(&of("$.time"), "L5", Ok, "gets what it takes");
    says(&of("$.detail.at"), "L5", Ok, "gets what it takes");
    for none in ["$.id", "$.source", "$.detail"] {
        says(&of(none), "L5", Fault, "`timestamp` of this template is no time");
    }
    says(&logged(r#"{"timestamp": "now", "message": "x"}"#, &[]), "L5", Fault, "is no time");
    let ingested = r#"{"timestamp": <aws.events.event.ingestion-time>, "message": "x"}"#;
    says(&logged(ingested, &[]), "L5", Ok, "gets what it takes");
    // An event shows it: seconds where milliseconds are meant, and a field that is not there.
    let with = |path: &str, detail: &str| {
        let mut case = of(path);
        case.expected = ec2("2026-11-28T11:00:00Z", detail);
        case
    };
    let seconds = r#"{"state":"running","at":1795863600}"#;
    says(&with("$.detail.at", seconds), "L5", Fault, "has the time 1970-01-21");
    says(&with("$.detail.at", &seconds.replace("600", "600000")), "L5", Ok, "gets what it takes");
    says(&with("$.detail.gone", seconds), "L5", Fault, "What this event is made into is not logged");
}

#[test]
fn t12_a_path_that_no_event_of_the_rule_has_is_told() {
    let with = |path: &str| {
        let target = Target { input_path: Some(path.into()), ..target(arn("sqs", "q")) };
        with_target(target)
    };
    says(&with("$.details.state"), "T12", Suspect, "no event has `details` at its top");
    says(&with("$.detail.status"), "T12", Suspect, "is not known to have `detail.status`");
    for there in ["$.detail", "$.detail.state", "$.resources[0]"] {
        let ladder = diagnose(&with(there));
        assert!(of(&ladder, "T12").iter().all(|found| found.status != Suspect), "{there}");
    }
}
