//! Whatever a rule and its targets are, every way of writing to them changes what it is about and nothing
//! else, and is taken back.

use super::settings::{another, another_of_target};
use super::{Site, settings};
use crate::app::confirm::{Confirmed, WriteOp};
use crate::config::UndoLog;
use crate::local::Contents;
use crate::model::{
    Arn, Change, Held, Rule, RuleKey, RuleState, TargetKind, Thing, ThingKind, fields, target_fields,
};
use crate::runtime::gate::{Gate, UndoLink};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, json};
use std::collections::BTreeSet;

/// Rules of one account: what is listed and kept of them is read over and over.
const OF_ONE_ACCOUNT: usize = 25;

fn random_rule() -> impl Strategy<Value = Held> {
    let text = "[ -~äß日]{0,40}";
    let pattern = prop_oneof![
        Just(r#"{"source":["a"]}"#),
        Just(r#"{ "detail" : {"n": [{"numeric":[">", 1e2]}]} }"#),
        Just(r#"{"source":[{"prefix":"x"}],"detail":{"a":[null,""]}}"#),
    ];
    let states =
        prop_oneof![Just("ENABLED"), Just("DISABLED"), Just("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")];
    let role = proptest::option::of(Just("arn:aws:iam::111122223333:role/r"));
    let settings = (pattern, states, text, role).prop_map(|(pattern, state, description, role)| {
        let mut held = settings(json!({"EventPattern": pattern, "State": state}));
        held.set("Description", Some(json!(description)));
        held.set("RoleArn", role.map(|role| json!(role)));
        held
    });
    let input = prop_oneof![
        Just(json!({})),
        Just(json!({"Input": "{\"a\": [1, 2.50]}"})),
        Just(json!({"InputPath": "$.detail"})),
        Just(
            json!({"InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": "\"got <a>\""}})
        ),
        Just(json!({"InputTransformer": {"InputTemplate": "{\"fixed\": 1}"}})),
    ];
    let kind = prop_oneof![
        Just(json!({"Arn": "arn:aws:sqs:us-east-1:111122223333:q"})),
        Just(
            json!({"Arn": "arn:aws:sqs:us-east-1:111122223333:q.fifo", "SqsParameters": {"MessageGroupId": "g"}})
        ),
        Just(
            json!({"Arn": "arn:aws:ecs:us-east-1:111122223333:cluster/c", "RoleArn": "arn:aws:iam::111122223333:role/e",
            "EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/t:1", "Tags": [], "Newer": {"x": null}}})
        ),
        Just(
            json!({"Arn": "arn:aws:lambda:us-east-1:111122223333:function:f", "BrandNew": [1, {"a": false}]})
        ),
    ];
    let more = prop_oneof![
        Just(json!({})),
        Just(json!({"RetryPolicy": {"MaximumRetryAttempts": 0}})),
        Just(json!({"RetryPolicy": {"MaximumRetryAttempts": 5, "MaximumEventAgeInSeconds": 60},
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:111122223333:dead"}})),
    ];
    let target = (kind, input, more).prop_map(|parts| {
        let mut target = Map::new();
        for part in [parts.0, parts.1, parts.2] {
            target.extend(part.as_object().unwrap().clone());
        }
        target
    });
    let targets = proptest::collection::btree_map("[a-zA-Z0-9._-]{1,20}", target, 0..5);
    let tags = proptest::collection::btree_map("[a-zA-Z0-9 _.:/=+-]{1,20}", text, 0..4);
    (settings, targets, tags).prop_map(|(mut held, mut targets, tags)| {
        for (id, target) in &mut targets {
            target.insert("Id".to_owned(), json!(id));
        }
        held.targets = Some(targets);
        held.tags = Some(tags);
        held
    })
}

/// Every way of writing to a rule that is there, each as one part of it becomes another; `other` is another
/// rule to take parts of. A setting that is declared later is among them by itself.
fn writes(rule: &Rule, made: &Held, other: &Held) -> Vec<WriteOp> {
    let thing = Thing::Rule(rule.key());
    let mut all: Vec<WriteOp> =
        [RuleState::Enabled, RuleState::Disabled, RuleState::EnabledWithAllCloudTrail]
            .into_iter()
            .map(|to| WriteOp::SetState { rule: rule.clone(), to })
            .collect();
    let pattern = r#"{"source":["only this"]}"#.to_owned();
    let new = Rule { pattern: Some(pattern), ..rule.clone() };
    all.push(WriteOp::PutRule { was: rule.clone(), new });
    let mut change = |to: Held| all.push(WriteOp::Change(Change::update(thing.clone(), made.clone(), to)));
    let with = |edit: &dyn Fn(&mut Held)| {
        let mut to = made.clone();
        edit(&mut to);
        to
    };
    // No part of what a change is about is left out: a new one is no member of the pattern.
    let Held { settings: _, policy: _, targets, tags, arn: _, state: _, managed_by: _, deauthorized: _ } =
        other;
    for field in fields(ThingKind::Rule).iter().filter(|field| !field.fixed) {
        let value = another(field, made.setting(field.path));
        change(with(&|to| to.set(field.path, Some(value.clone()))));
    }
    change(with(&|to| to.targets.clone_from(targets)));
    change(with(&|to| to.tags.clone_from(tags)));
    for (id, target) in made.targets.iter().flatten().take(1) {
        let target = Held { settings: Some(target.clone()), ..Held::default() };
        let kind = TargetKind::of(&Arn::from(target.text("Arn").unwrap_or_default()));
        let is_for = |of: &[TargetKind]| of.is_empty() || of.contains(&kind);
        // Another ARN may be of a kind that wants other parameters, and one input excludes the others.
        let alone = |path: &str| path == "Arn" || path.starts_with("Input");
        for field in target_fields().iter().filter(|field| is_for(field.of) && !alone(field.path)) {
            let mut target = target.clone();
            target.set(field.path, Some(another_of_target(field, target.setting(field.path))));
            let put = |to: &mut Held| {
                let all = to.targets.get_or_insert_default();
                all.insert(id.clone(), target.settings.clone().unwrap_or_default());
            };
            change(with(&put));
        }
    }
    all.push(WriteOp::Change(Change::delete(thing, made.clone())));
    all
}

/// Whether it changes what a rule is. What is new is one or the other.
fn is_about_a_rule(op: &WriteOp) -> bool {
    match op {
        WriteOp::SetState { .. } | WriteOp::PutRule { .. } => true,
        WriteOp::Change(change) => change.thing.kind() == ThingKind::Rule,
        WriteOp::Send(_) | WriteOp::Tap(_) | WriteOp::Probe(_) | WriteOp::RemoveTaps(_) => false,
    }
}

/// A quarter of the cases, so that the quarters run beside each other; `BUSLENS_CASES` says how many all are,
/// where it is not 500.
async fn try_quarter(quarter: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[quarter; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let all = std::env::var("BUSLENS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500);
    let cases: usize = all / 4;
    let mut site = None;
    let mut tried = BTreeSet::new();
    for case in 0..cases {
        if case % OF_ONE_ACCOUNT == 0 {
            // What is kept on disk is tried by the others here.
            let new = Site::new(Contents::Empty).await;
            let gate = Gate { undo: UndoLog::default(), ..new.gate.clone() };
            site = Some(Site { gate, ..new });
        }
        let Some(site) = &site else { unreachable!("the first case makes one") };
        let key = RuleKey::new("default", format!("r{case}"));
        let thing = Thing::Rule(key.clone());
        let mut one = || random_rule().new_tree(&mut runner).unwrap().current();
        let (first, other) = (one(), one());
        let made = site.make(&Change::create(thing.clone(), first.clone())).await.unwrap().now.unwrap();
        assert_eq!(first.differences(&made), [], "case {case}");
        let rule = site.client.rule(&key).await.unwrap();
        let mut writes = writes(&rule, &made, &other);
        let at = case % writes.len();
        let op = writes.swap_remove(at);
        tried.insert(at);
        assert!(is_about_a_rule(&op));
        let change = op.change().unwrap();
        if change.steps().is_empty() {
            continue;
        }
        let to = change.to.map(|about| Held {
            settings: about.settings.or(made.settings.clone()),
            targets: about.targets.or(made.targets.clone()),
            tags: about.tags.or(made.tags.clone()),
            ..made.clone()
        });
        let kept = UndoLink { undoes: None, group: op.title() };
        let title = op.title();
        let outcome = site
            .gate
            .write(&site.client, op, &kept, Confirmed::on_command_line(None), 0, &mut Vec::new())
            .await;
        let said = outcome.sentence().unwrap_or_default();
        assert!(said.starts_with("Done: "), "case {case}, {title}: {said}");
        match (&to, site.whole(&thing).await) {
            (Some(to), Some(now)) => assert_eq!(now.differences(to), [], "case {case}, {title}"),
            (to, now) => assert_eq!(now.is_some(), to.is_some(), "case {case}, {title}"),
        }
        site.undo().await.unwrap_or_else(|error| panic!("case {case}, {title}: {error}"));
        assert_eq!(site.whole(&thing).await.as_ref(), Some(&made), "case {case}, {title}");
    }
    assert!(cases < 100 || tried.len() > 12, "{} ways of writing were tried", tried.len());
}

#[tokio::test]
async fn whatever_a_rule_and_its_targets_are_a_change_touches_nothing_else_and_is_taken_back() {
    Box::pin(try_quarter(0)).await;
}

#[tokio::test]
async fn whatever_another_quarter_of_the_rules_are_nothing_else_is_touched() {
    Box::pin(try_quarter(1)).await;
}

#[tokio::test]
async fn whatever_a_third_quarter_of_the_rules_are_nothing_else_is_touched() {
    Box::pin(try_quarter(2)).await;
}

#[tokio::test]
async fn whatever_the_last_quarter_of_the_rules_are_nothing_else_is_touched() {
    Box::pin(try_quarter(3)).await;
}
