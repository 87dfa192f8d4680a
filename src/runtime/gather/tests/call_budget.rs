//! How many calls a diagnosis makes: a control plane takes fifty a second of a whole account, and CloudTrail
//! two. A call more is a decision; it is made here.

use super::healthy::{key_policy, open_queue, trust};
use super::{ACCOUNT, Bench, NOON, arn, policy};
use crate::aws::{self, Client};
use crate::diagnose::Evidence;
use crate::model::RuleKey;
use crate::runtime::gather::{Lists, gather};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The calls that a diagnosis of the rule `name` makes, each with how often, where that is more than once.
async fn calls_for(bench: &Bench, bus: &str, name: &str) -> Vec<String> {
    let endpoint = Some(bench.server.endpoint());
    let options = aws::Options { profile: None, region: None, endpoint, embedded: true };
    let client = Client::connect(options).await.unwrap();
    let rule = client.rule(&RuleKey::new(bus, name)).await.unwrap();
    let before = client.calls().len();
    let mut evidence = Evidence::of(rule, ACCOUNT, "us-east-1", NOON);
    gather(&client, &Lists::default(), &mut evidence).await;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for call in client.calls().iter().rev().skip(before) {
        let words: Vec<&str> = call.line.split(' ').skip(1).take(2).collect();
        *counts.entry(words.join(" ")).or_default() += 1;
    }
    let told = |(call, count): (String, usize)| if count == 1 { call } else { format!("{call} x{count}") };
    counts.into_iter().map(told).collect()
}

/// What is asked of every rule for events of one's own that has not matched: each of the other buses is asked
/// whether it forwards here, and where the bus logs to.
const OF_RULE: [&str; 8] = [
    "cloudwatch get-metric-data",
    "cloudwatch list-metrics",
    "events describe-event-bus",
    "events list-event-buses",
    "events list-rule-names-by-target x5",
    "events list-rules",
    "events list-targets-by-rule",
    "logs describe-delivery-sources",
];

/// The calls for a rule, where they are others than those for every rule and these.
async fn other_calls(bench: &Bench, bus: &str, name: &str, more: &[&str]) -> Option<String> {
    let calls = calls_for(bench, bus, name).await;
    let mut wanted: Vec<&str> = OF_RULE.iter().chain(more).copied().collect();
    wanted.sort_unstable();
    (calls != wanted).then(|| format!("{name}: {calls:#?}"))
}

#[tokio::test]
async fn a_diagnosis_asks_no_more_than_it_needs() {
    let bench = Bench::start().await;
    let mut wrong: Vec<String> = Vec::new();
    let statement = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"});
    let key = bench.key(&key_policy(&[statement])).await;
    let queue = open_queue(&bench, "sealed").await;
    let input = json!({"QueueUrl": "sealed", "Attributes": {"KmsMasterKeyId": key}});
    bench.json("sqs", "AmazonSQS.SetQueueAttributes", "1.0", input).await;
    bench.rule("default", "queue", Value::Null, json!({"Arn": queue})).await;
    let more: &[&str] = &["kms describe-key", "kms get-key-policy", "sqs get-queue-attributes"];
    wrong.extend(other_calls(&bench, "default", "queue", more).await);

    let topic = bench.topic("t", &[]).await;
    for queue in ["sealed", "other"] {
        bench.subscribe(&topic, &arn("sqs", queue), "", false).await;
    }
    bench.rule("topics", "topic", Value::Null, json!({"Arn": topic})).await;
    let more: &[&str] = &[
        "kms describe-key",
        "kms get-key-policy",
        "sns get-subscription-attributes x2",
        "sns get-topic-attributes",
        "sns list-subscriptions-by-topic",
        "sqs get-queue-attributes x2",
    ];
    wrong.extend(other_calls(&bench, "topics", "topic", more).await);

    // Of many subscriptions none is asked for its filter: nothing would be judged by it.
    let crowded = bench.topic("crowded", &[]).await;
    for number in 0..6 {
        bench.subscribe(&crowded, &arn("sqs", &format!("of-many-{number}")), "", false).await;
    }
    bench.rule("queues", "topic", Value::Null, json!({"Arn": crowded})).await;
    let more: &[&str] = &["sns get-topic-attributes", "sns list-subscriptions-by-topic"];
    wrong.extend(other_calls(&bench, "queues", "topic", more).await);

    let function = bench.function("f").await;
    bench.permit("f", json!({})).await;
    bench.rule("orders", "function", Value::Null, json!({"Arn": function})).await;
    let more: &[&str] =
        &["lambda get-function-concurrency", "lambda get-function-configuration", "lambda get-policy"];
    wrong.extend(other_calls(&bench, "orders", "function", more).await);

    let start = json!([{"Effect": "Allow", "Action": "states:StartExecution", "Resource": "*"}]);
    let role = bench.role("start", &trust(), &policy(start)).await;
    let machine = bench.machine("m").await;
    bench.rule("shop", "machine", Value::Null, json!({"Arn": machine, "RoleArn": role})).await;
    let more: &[&str] = &[
        "iam get-role",
        "iam get-role-policy",
        "iam list-attached-role-policies",
        "iam list-role-policies",
        "stepfunctions describe-state-machine",
    ];
    wrong.extend(other_calls(&bench, "shop", "machine", more).await);

    bench.logs("CreateLogGroup", json!({"logGroupName": "/g"})).await;
    let group = json!({"Arn": arn("logs", "log-group:/g")});
    bench.rule("far", "group", Value::Null, group).await;
    let more: &[&str] = &["logs describe-log-groups", "logs describe-resource-policies x2"];
    wrong.extend(other_calls(&bench, "far", "group", more).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
