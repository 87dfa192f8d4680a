//! KMS keys: what is let in, and what of it cannot be known.

use super::*;
use crate::diagnose::Question;
use crate::model::Bus;
use crate::model::facts::{Key, Queue};
use Status::{CannotSee, Fault, Ok, Suspect};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1";

/// A statement that lets EventBridge in, with more of it.
fn lets(actions: &str, more: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},"Action":{actions},"Resource":"*"{more}}}"#
    )
}

fn policy(statements: &[String]) -> Piece<String> {
    Piece::Seen(format!(r#"{{"Statement":[{}]}}"#, statements.join(",")))
}

/// A rule whose bus is encrypted with the key.
fn of_bus(pattern: &str, policy: Piece<String>) -> Evidence {
    let mut case = evidence(rule("orders", pattern));
    let bus = Bus { name: "orders".into(), arn: arn("events", "event-bus/orders"), ..Bus::default() };
    case.bus = Piece::Seen(Bus { kms_key: Some(KEY.into()), ..bus });
    case.key_policies.put(KEY.into(), policy);
    case.keys
        .put(KEY.into(), Piece::Seen(Key { arn: KEY.into(), state: "Enabled".into(), ..Key::default() }));
    case
}

const OF_BUS: &str = r#","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:111122223333:event-bus/orders"}}"#;

#[test]
fn the_statements_for_the_key_of_a_bus_are_those_of_the_guide() {
    let closed = of_bus(EC2, policy(&[]));
    let commands = of(&diagnose(&closed), "K3")[0].remedy.clone().unwrap().command.unwrap();
    let start = commands.find("{\"").unwrap();
    let text = commands.get(start..).unwrap();
    let document = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>().next();
    let document = document.unwrap().unwrap();
    let [uses, describes] = document["Statement"].as_array().unwrap().as_slice() else {
        panic!("{document}");
    };
    assert_eq!(uses["Action"], serde_json::json!(["kms:Decrypt", "kms:GenerateDataKey"]));
    assert!(uses["Condition"]["ArnEquals"]["aws:SourceArn"].is_string(), "{uses}");
    assert_eq!(describes["Action"], "kms:DescribeKey");
    assert!(describes["Condition"].is_null(), "{describes}");
    let put_right = of_bus(EC2, Piece::Seen(document.to_string()));
    assert!(of(&diagnose(&put_right), "K3").iter().all(|found| found.status == Ok));
}

#[test]
fn whether_a_key_is_described_in_the_name_of_a_bus_is_not_known() {
    let conditioned = lets(r#"["kms:Decrypt","kms:GenerateDataKey","kms:DescribeKey"]"#, OF_BUS);
    let own = r#"{"source":["shop"]}"#;
    let mut case = of_bus(own, policy(&[conditioned]));
    let statuses =
        |case: &Evidence| of(&diagnose(case), "K3").iter().map(|found| found.status).collect::<Vec<_>>();
    assert!(statuses(&case).contains(&CannotSee) && !statuses(&case).contains(&Suspect));
    case.metrics = delivering();
    assert_eq!(statuses(&case), [Ok], "events that went through the bus show it");
}

fn delivering() -> Piece<RuleMetrics> {
    metrics(&[
        ("Invocations", 5.0),
        ("FailedInvocations", 0.0),
        ("InvocationsSentToDlq", 0.0),
        ("InvocationsFailedToBeSentToDlq", 0.0),
    ])
}

#[test]
fn deliveries_show_nothing_of_the_key_of_a_dead_letter_queue() {
    let queue = arn("sqs", "q");
    // Whether a request carries the account is not documented.
    let doubtful = lets(
        r#"["kms:Decrypt","kms:GenerateDataKey"]"#,
        r#","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
    );
    let open =
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}"#;
    let encrypted = Queue { policy: Some(open.into()), kms_key: Some(KEY.into()), ..Queue::default() };
    let with = |one: Target| {
        let mut case = with_target(one);
        case.queues.put(queue.clone(), Piece::Seen(encrypted.clone()));
        case.key_policies.put(KEY.into(), policy(std::slice::from_ref(&doubtful)));
        case.metrics = delivering();
        case
    };
    let dead = with(Target { dead_letter: Some(queue.clone()), ..target(arn("lambda", "function:f")) });
    let ladder = diagnose(&dead);
    let told = ladder.ranked().into_iter().find(|found| found.title.contains("key of the dead-letter queue"));
    assert_eq!(told.map(|found| found.status), Some(Suspect), "{ladder:#?}");
    // To the one target of the rule they go by the key.
    let direct = with(target(queue.clone()));
    assert!(of(&diagnose(&direct), "K1").iter().all(|found| found.status != Suspect));
}

#[test]
fn k1_the_key_of_a_bus_that_a_rule_sends_to() {
    let to = arn("events", "event-bus/orders");
    let mut case = evidence(rule("default", r#"{"source":["shop"]}"#));
    case.targets = Piece::Seen(vec![target(to.clone())]);
    let bus = Bus { name: "orders".into(), arn: to.clone(), kms_key: Some(KEY.into()), ..Bus::default() };
    case.target_buses.put(to, Piece::Seen(bus));
    let asked = case.questions();
    for question in [Question::Key(KEY.into()), Question::KeyPolicy(KEY.into())] {
        assert!(asked.contains(&question), "{asked:?}");
    }
    let state = |state: &str| Piece::Seen(Key { arn: KEY.into(), state: state.into(), ..Key::default() });
    case.keys.put(KEY.into(), state("Disabled"));
    case.key_policies.put(KEY.into(), policy(&[lets(r#""kms:*""#, "")]));
    says(&case, "K1", Fault, "The key of the bus orders is Disabled");
    case.keys.put(KEY.into(), state("Enabled"));
    says(&case, "K1", Ok, "lets EventBridge use it");
    case.key_policies.put(KEY.into(), policy(&[]));
    says(&case, "K1", Fault, "does not let events.amazonaws.com kms:Decrypt");
    // What AWS's services send is not encrypted with it.
    case.rule.pattern = Some(EC2.into());
    is_silent(&case, "K1");
}
