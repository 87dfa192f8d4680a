//! Rules that send to another rule's bus, and how many calls they may take.

use super::{ACCOUNT, Bench, Status, arn, diagnosed, json};
use crate::diagnose::{Evidence, Ladder};
use crate::local::{Fault, FaultKind};
use crate::model::RuleKey;

const EC2: &str = r#"{"source":["aws.ec2"]}"#;

async fn look(bench: &Bench, denied: Option<&str>) -> (Evidence, Ladder) {
    let client = bench.client().await;
    bench.server.faults().clear();
    if let Some(operation) = denied {
        bench.server.faults().plant(Fault::of(operation, FaultKind::Deny));
    }
    diagnosed(&client, &RuleKey::new("orders", "waits")).await
}

fn told(ladder: &Ladder) -> (Status, String) {
    let found = ladder.ranked().into_iter().find(|found| found.id == "M2").unwrap();
    (found.status, found.title.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_sends_and_could_not_be_read_is_not_taken_for_one_that_brings_events() {
    let bench = Bench::start().await;
    bench.rule("orders", "waits", json!({"EventPattern": EC2}), json!(null)).await;
    let to = json!({"Arn": arn("events", "event-bus/orders")});
    bench.rule("default", "off", json!({"EventPattern": EC2, "State": "DISABLED"}), to.clone()).await;
    let (status, title) = told(&look(&bench, None).await.1);
    assert!(status == Status::Fault && title.contains("it is switched off"), "{status:?} {title}");
    for (operation, needs) in
        [("ListRules", "needs events:ListRules."), ("ListTargetsByRule", "needs events:ListTargetsByRule.")]
    {
        let (status, title) = told(&look(&bench, Some(operation)).await.1);
        assert!(status == Status::CannotSee && title.ends_with(needs), "{status:?} {title}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_rules_that_send_some_are_read_and_the_others_named() {
    let bench = Bench::start().await;
    bench.rule("orders", "waits", json!({"EventPattern": EC2}), json!(null)).await;
    let to = json!({"Arn": arn("events", "event-bus/orders")});
    for at in 0..25 {
        bench.rule("default", &format!("s{at:02}"), json!({"EventPattern": EC2}), to.clone()).await;
    }
    let (evidence, ladder) = look(&bench, None).await;
    assert_eq!(told(&ladder).0, Status::Ok);
    let senders = evidence.senders.seen().unwrap();
    let read = senders.iter().filter(|sender| sender.unseen.is_none() && sender.pattern.is_some()).count();
    assert_eq!((senders.len(), read), (25, 20));
    // Nobody asks where it does not matter who sends.
    let mut own = evidence.rule;
    own.pattern = Some(r#"{"source":["shop"]}"#.into());
    let questions = Evidence::of(own, ACCOUNT, "us-east-1", super::NOON).questions();
    assert!(!questions.contains(&crate::diagnose::Question::Senders), "{questions:?}");
}
