//! The ladder as a whole: its order, its shape as JSON, healthy rules, bad input.

use super::*;
use crate::diagnose::{check_ids, quick};
use crate::model::facts::{Function, Queue};
use proptest::prelude::*;

/// A healthy rule with everything around it seen.
fn healthy() -> Evidence {
    let function = arn("lambda", "function:f");
    let mut case = with_target(target(function.clone()));
    case.functions.put(function.clone(), Piece::Seen(Function::default()));
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*"}}"#;
    case.function_policies.put(function, Piece::Seen(policy.into()));
    case.metrics = metrics(&[("MatchedEvents", 9.0), ("Invocations", 9.0)]);
    case.changes = Piece::Seen(crate::model::facts::History::default());
    case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
    case
}

#[test]
fn a_healthy_rule_has_no_fault_and_no_suspicion() {
    let ladder = diagnose(&healthy());
    assert!(ladder.ranked().iter().all(|finding| finding.status < Status::Suspect), "{:#?}", ladder.ranked());
    assert_eq!(ladder.cause(), None);
    assert!(!ladder.has_fault());
    assert!(quick(&healthy()).is_empty());
}

#[test]
fn what_surely_stops_delivery_comes_first_and_the_commoner_before_the_rarer() {
    let mut case = healthy();
    let mut queue = target(arn("sqs", "q.fifo"));
    queue.id = "q".into();
    case.targets = Piece::Seen(vec![target(arn("lambda", "function:f")), queue]);
    case.rule.state = RuleState::Disabled;
    case.metrics = metrics(&[("ThrottledRules", 3.0)]);
    let ladder = diagnose(&case);
    let ids: Vec<_> = ladder.ranked().iter().map(|finding| (finding.id, finding.status)).take(3).collect();
    assert_eq!(ids, [("M1", Status::Fault), ("T8", Status::Fault), ("T20", Status::Suspect)]);
    assert_eq!(ladder.cause().map(|cause| cause.id), Some("M1"));
    assert!(quick(&case).iter().all(|finding| finding.status >= Status::Suspect));
}

#[test]
fn the_ladder_as_json_has_the_shape_that_scripts_read() {
    let mut case = healthy();
    case.queues.put(arn("sqs", "q"), Piece::Seen(Queue::default()));
    case.targets = Piece::Seen(vec![target(arn("sqs", "q"))]);
    let json = serde_json::to_value(diagnose(&case)).unwrap();
    assert_eq!(
        (&json["rule"], &json["bus"], &json["event_id"]),
        (&"r".into(), &"default".into(), &"e1".into())
    );
    assert_eq!(
        json["conclusion"],
        serde_json::json!({"rung": 5, "id": "T7", "status": "fault", "target": "t"})
    );
    let rungs = json["rungs"].as_array().unwrap();
    assert_eq!(rungs.len(), 7);
    for (number, rung) in rungs.iter().enumerate() {
        assert_eq!(rung["rung"], number);
        assert!(["ok", "fault", "suspect", "cannot_see"].contains(&rung["status"].as_str().unwrap()));
    }
    let finding =
        rungs[5]["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == "T7").unwrap();
    assert_eq!(finding["status"], "fault");
    assert_eq!(finding["target"], "t");
    assert_eq!(finding["evidence"][0]["source"], "GetQueueAttributes.Policy");
    assert!(finding["fix"]["text"].is_string() && finding["fix"]["command"].is_string());
}

#[test]
fn every_row_of_the_catalogue_is_a_check() {
    let ids: Vec<_> = check_ids().collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
    }
    for id in ["K1", "K3", "B1"] {
        assert!(ids.contains(&id), "{id}");
    }
    // The numbers of each letter have no gap, so that none is forgotten.
    for (letter, least) in [("M", 32), ("T", 25), ("L", 11)] {
        let numbers = ids.iter().filter(|id| id.starts_with(letter)).count();
        assert!(numbers >= least, "{letter}: {numbers}");
        for number in 1..=numbers {
            assert!(ids.contains(&format!("{letter}{number}").as_str()), "{letter}{number}");
        }
    }
}

#[test]
fn nothing_known_is_nothing_found() {
    let case = Evidence::of(rule("default", EC2), "", "", 0);
    let ladder = diagnose(&case);
    assert!(!ladder.has_fault() && ladder.cause().is_none(), "{:#?}", ladder.ranked());
    assert!(quick(&case).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// ARNs, patterns, policies and schedules may be anything: a finding, never a crash.
    #[test]
    fn no_text_makes_it_fall_over(
        arn in "(arn:aws:(sqs|sns|lambda|logs|events|kms|nothing):[a-z1-]{0,6}:[0-9]{0,3}:)?\\PC{0,20}",
        pattern in "(\\{\"[a-z]{0,5}\":)?\\PC{0,20}",
        policy in "\\PC{0,30}",
        schedule in "(cron|rate)\\(\\PC{0,12}\\)",
    ) {
        let arn = Arn::new(arn);
        let mut case = with_target(Target { role: Some(arn.clone()), dead_letter: Some(arn.clone()), ..target(arn.clone()) });
        case.rule.pattern = Some(pattern);
        case.rule.schedule = Some(schedule);
        case.function_policies.put(arn.clone(), Piece::Seen(policy.clone()));
        let queue = Queue { policy: Some(policy.clone()), kms_key: Some(policy.clone()), ..Queue::default() };
        case.queues.put(arn.clone(), Piece::Seen(queue));
        case.key_policies.put(policy.clone(), Piece::Seen(policy.clone()));
        case.roles.put(arn, Piece::Seen(crate::model::facts::Role { trust: policy, ..Default::default() }));
        let ladder = diagnose(&case);
        prop_assert_eq!(ladder.rungs.len(), 7);
        prop_assert!(serde_json::to_string(&ladder).is_ok());
        let _ = case.questions();
    }
}
