//! Each change that a fix makes, in each notation.

use super::{Repair, Template};
use crate::export::grants;
use crate::model::{Arn, ResourcePolicy, RetryPolicy, Rule, RuleState, Session, Target};

fn arn(rest: &str) -> Arn {
    Arn::new(format!("arn:aws:{rest}"))
}

fn rule() -> Rule {
    Rule {
        bus: "orders".into(),
        name: "order.paid".into(),
        arn: arn("events:eu-west-1:111122223333:rule/orders/order.paid"),
        state: RuleState::Enabled,
        pattern: Some(r#"{"source":["shop"],"detail":{"key":[{"prefix":"%{a}"}]}}"#.into()),
        schedule: None,
        description: Some("it's: \"paid\"".into()),
        ..Rule::default()
    }
}

fn target(id: &str, name: &str) -> Target {
    Target {
        id: id.into(),
        arn: arn(&format!("sqs:eu-west-1:111122223333:{name}")),
        dead_letter: Some(arn("sqs:eu-west-1:111122223333:dead")),
        retry: Some(RetryPolicy { attempts: Some(8), age_seconds: None }),
        ..Target::default()
    }
}

/// One of each.
fn all() -> Vec<Repair> {
    let (rule, session) = (rule(), Session::default());
    let queue = arn("sqs:eu-west-1:111122223333:q.fifo");
    let topic = arn("sns:eu-west-1:111122223333:t");
    let group = arn("logs:eu-west-1:111122223333:log-group:/aws/events/orders");
    let bus = arn("events:eu-west-1:111122223333:event-bus/orders");
    let role = arn("iam::111122223333:role/service/deliver");
    let targets = vec![target("one", "a"), target("two", "b")];
    let full: Vec<ResourcePolicy> = (0..10)
        .map(|n| {
            let (name, document) =
                grants::log_policy(&arn(&format!("logs:eu-west-1:111122223333:log-group:{n}")));
            ResourcePolicy { name, document: document.to_string(), resource: None, modified: None }
        })
        .collect();
    let log_policy = |there| Repair::log_policy(std::slice::from_ref(&group), there).unwrap();
    vec![
        Repair::Rule { rule: rule.clone(), targets: None },
        Repair::Rule { rule: rule.clone(), targets: Some(targets.clone()) },
        Repair::Enabled { rule: rule.clone(), targets: None },
        Repair::Target { rule: rule.clone(), targets, id: "two".into() },
        Repair::Invoke {
            function: arn("lambda:eu-west-1:111122223333:function:f:live"),
            rule: rule.clone(),
            id: "events-paid-2".into(),
        },
        Repair::QueuePolicy {
            document: grants::document([grants::lets_send(&rule.arn, &queue)]),
            url: session.queue_url(&queue),
            queue: queue.clone(),
        },
        Repair::TopicPolicy { document: grants::document([grants::lets_publish(&topic)]), topic },
        log_policy(&[]),
        log_policy(&full),
        Repair::KeyPolicy {
            key: arn("kms:eu-west-1:111122223333:key/1a2b"),
            document: grants::document([serde_json::json!({
                "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*",
            })]),
        },
        Repair::LogGroup { group: group.clone(), days: None },
        Repair::LogGroup { group, days: Some(30) },
        Repair::RolePolicy {
            role: role.clone(),
            name: "send".into(),
            document: grants::document([serde_json::json!({
                "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue.as_str(),
            })]),
        },
        Repair::Trust { role, document: grants::document([grants::trust()]) },
        Repair::LetIn { bus, account: "444455556666".into(), id: "account-444455556666".into() },
        Repair::Deduplication { url: session.queue_url(&queue), queue },
        Repair::Notices { bucket: "uploads.example".into(), region: "eu-west-1".into() },
        Repair::PartnerBus { source: "aws.partner/desk.example/a/b".into(), region: "eu-west-1".into() },
    ]
}

fn written(form: impl Fn(&Repair) -> String) -> String {
    all().iter().map(form).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_change_as_a_command() {
    insta::assert_snapshot!(written(|repair| repair.command() + "\n"));
}

#[test]
fn each_change_as_cloudformation() {
    insta::assert_snapshot!(written(|repair| repair.as_template(Template::CloudFormation)));
}

#[test]
fn each_change_as_terraform() {
    insta::assert_snapshot!(written(|repair| repair.as_template(Template::Terraform)));
}

#[test]
fn what_a_policy_for_log_groups_lets_in_beside_eventbridge_stays_let_in() {
    let group = arn("logs:eu-west-1:111122223333:log-group:/aws/events/orders");
    let (name, document) = grants::log_policy(&group);
    let made = document.to_string();
    let delivery = r#""delivery.logs.amazonaws.com""#;
    for there in [
        made.replace(delivery, &format!(r#"{delivery},"es.amazonaws.com""#)),
        made.replace(&format!(",{delivery}"), ""),
        made.replace(r#""Effect""#, r#""Condition":{"StringEquals":{"aws:SourceAccount":"1"}},"Effect""#),
    ] {
        let policy =
            ResourcePolicy { name: name.clone(), document: there.clone(), resource: None, modified: None };
        let repair = Repair::log_policy(std::slice::from_ref(&group), &[policy]).unwrap();
        // The operator is given a policy of another name, and is warned of nothing that would be lost.
        let command = repair.command();
        assert!(
            command.starts_with(&format!("aws logs put-resource-policy --policy-name {name}-2 ")),
            "{command}"
        );
        assert!(command.contains("log-group:/aws/events/orders:*"), "{command}");
        assert_eq!(repair.warning(), None, "{there}");
        for template in Template::ALL {
            let written = repair.as_template(template);
            assert!(
                written.contains("/aws/events/orders:*") && !written.contains("es.amazonaws.com"),
                "{written}"
            );
        }
    }
}

#[test]
fn a_policy_for_log_groups_that_was_made_here_is_extended_and_keeps_the_groups_it_has() {
    let group = |name: &str| arn(&format!("logs:eu-west-1:111122223333:log-group:/aws/events/{name}"));
    let (name, document) = grants::log_policy(&group("orders"));
    let document = document.to_string();
    let there = ResourcePolicy { name: name.clone(), document, resource: None, modified: None };
    let repair = Repair::log_policy(&[group("returns")], &[there]).unwrap();
    let command = repair.command();
    assert!(command.contains(&format!("--policy-name {name} ")), "{command}");
    for kept in ["orders", "returns"] {
        assert!(command.contains(&format!("log-group:/aws/events/{kept}:*")), "{command}");
    }
    assert!(
        repair.warning().is_some_and(|warning| warning.contains("written whole")),
        "{:?}",
        repair.warning()
    );
}
