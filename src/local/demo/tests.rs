//! The demo's data files hold what they promise, and its planted faults do what their descriptions say.

use super::super::account::{Account, REGION, Rule};
use super::super::delivery;
use super::super::passing_time::Feed;
use super::load;
use crate::model::{Millis, Target, TargetKind};
use crate::pattern::Pattern;
use crate::text::time::MINUTE;
use std::collections::{BTreeMap, BTreeSet};

/// 2026-11-21T12:00:00Z, a Saturday.
const NOON: Millis = 1_795_262_400_000;

/// The demo after `minutes` of its life.
fn demo(minutes: i64) -> Account {
    let mut account = Account::empty(REGION, 1, NOON);
    let stories = load(&mut account, NOON).unwrap();
    let mut feed = Feed::new(stories, 1, NOON - minutes * MINUTE);
    while !feed.step(&mut account, NOON) {}
    account
}

fn rules(account: &Account) -> impl Iterator<Item = (&str, &Rule)> {
    account.buses.iter().flat_map(|(bus, about)| about.rules.values().map(move |rule| (bus.as_str(), rule)))
}

/// The sum of a metric over a rule's life.
fn count(account: &Account, metric: &str, bus: &str, rule: &str) -> f64 {
    account
        .metrics
        .series()
        .filter(|(series, _)| {
            let on_bus = series
                .dimensions
                .iter()
                .find(|(name, _)| *name == "EventBusName")
                .map_or("default", |(_, value)| value);
            series.name == metric
                && on_bus == bus
                && series.dimensions.iter().any(|(name, value)| *name == "RuleName" && value == rule)
        })
        .flat_map(|(_, points)| points.values())
        .map(|point| point.sum)
        .sum()
}

fn fault(rule: &Rule) -> Option<&str> {
    rule.tags.get("demo:fault").map(String::as_str)
}

#[test]
fn there_is_something_of_every_kind() {
    let account = demo(0);
    assert!(account.buses.len() >= 6, "{:?}", account.buses.keys());
    assert!(account.buses.values().any(|bus| bus.rules.is_empty()));
    let lessons = account.buses["practice"].rules.values();
    // The fifteen of the README, and the one that may stop working.
    assert_eq!(lessons.filter(|rule| fault(rule).is_some()).count(), 16);
    assert!(account.buses.keys().any(|name| name.starts_with("aws.partner/")));
    assert!(rules(&account).count() >= 50);
    assert!(rules(&account).any(|(_, rule)| rule.managed_by.is_some()));
    assert!(rules(&account).any(|(_, rule)| rule.state.is_disabled()));
    assert!(rules(&account).any(|(_, rule)| rule.state.as_str().starts_with("ENABLED_WITH")));
    assert!(rules(&account).filter(|(_, rule)| rule.schedule.is_some()).count() >= 5);

    let kinds: BTreeSet<TargetKind> = rules(&account)
        .flat_map(|(_, rule)| rule.targets.values())
        .map(|target| Target::of_map(target).kind())
        .collect();
    assert!(kinds.len() >= 12, "{kinds:?}");

    let patterns: String = rules(&account).filter_map(|(_, rule)| rule.pattern.as_deref()).collect();
    for operator in [
        "prefix",
        "suffix",
        "equals-ignore-case",
        "wildcard",
        "exists",
        "numeric",
        "cidr",
        "anything-but",
        "$or",
    ] {
        assert!(patterns.contains(&format!("\"{operator}\"")), "no rule uses {operator}");
    }
    for part in [
        "DeadLetterConfig",
        "RetryPolicy",
        "InputTransformer",
        "InputPath",
        "Input",
        "RoleArn",
        "EcsParameters",
        "SqsParameters",
    ] {
        let used = rules(&account)
            .flat_map(|(_, rule)| rule.targets.values())
            .any(|target| target.contains_key(part));
        assert!(used, "no target has {part}");
    }
}

#[test]
fn the_service_would_have_taken_every_rule_and_target() {
    let account = demo(0);
    let context = super::super::events::EventsContext { now: NOON, entry_refusal: None };
    for (bus, rule) in rules(&account).filter(|(_, rule)| rule.managed_by.is_none()) {
        if let Some(text) = &rule.pattern {
            let pattern = Pattern::parse(text).unwrap_or_else(|error| panic!("{}: {error}", rule.name));
            assert_eq!(pattern.service_limits(), [], "{}", rule.name);
        }
        let mut fresh = Account::empty(REGION, 1, NOON);
        fresh.buses.insert(bus.to_owned(), super::super::account::Bus::new(REGION, bus, NOON));
        let mut call = |operation: &str, input| {
            super::super::events::call(&mut fresh, operation, input, &context)
                .unwrap_or_else(|error| panic!("{operation} of {}: {}", rule.name, error.message))
        };
        call(
            "PutRule",
            serde_json::json!({"Name": rule.name, "EventBusName": bus, "EventPattern": rule.pattern, "State": rule.state.as_str(),
                "ScheduleExpression": rule.schedule.as_ref().map(|(text, _)| text), "Description": rule.description}),
        );
        if !rule.targets.is_empty() {
            let targets: Vec<_> = rule.targets.values().collect();
            call(
                "PutTargets",
                serde_json::json!({"Rule": rule.name, "EventBusName": bus, "Targets": targets}),
            );
        }
    }
}

#[test]
fn stories_send_to_buses_that_exist_and_leave_no_placeholder_open() {
    let mut account = Account::empty(REGION, 1, NOON);
    let stories = load(&mut account, NOON).unwrap();
    let mut told = Vec::new();
    for story in &stories {
        for (bus, source) in story.buses() {
            assert!(account.buses.contains_key(bus), "no bus {bus}");
            assert!(
                bus == "default" || source == bus || !source.starts_with("aws."),
                "{source} cannot send to {bus}"
            );
        }
        story.tell(1, NOON - 30 * MINUTE, NOON, &mut told);
    }
    for occurrence in &told {
        assert!(!occurrence.event.text().contains("${"), "{}", occurrence.event.text());
    }
    let a_second = told.len() / (30 * 60);
    assert!((2..=8).contains(&a_second), "{a_second} events a second");
}

#[test]
fn a_span_told_in_pieces_is_the_same_as_told_at_once() {
    let stories = load(&mut Account::empty(REGION, 1, NOON), NOON).unwrap();
    let tell = |spans: &[(i64, i64)], seed| {
        let mut told = Vec::new();
        for (from, to) in spans {
            for story in &stories {
                story.tell(seed, NOON + from * 1_000, NOON + to * 1_000, &mut told);
            }
        }
        told.into_iter().map(|occurrence| occurrence.event.text().to_owned()).collect::<BTreeSet<_>>()
    };
    let whole = tell(&[(0, 300)], 7);
    assert_eq!(whole, tell(&[(0, 1), (1, 90), (90, 300)], 7));
    assert_ne!(whole, tell(&[(0, 300)], 8));
}

#[test]
fn healthy_rules_fire_and_planted_faults_do_what_they_say() {
    let account = demo(40);
    // Rules that wait for something that seldom or never happens here.
    let quiet = ["root-user-activity", "AutoScalingManagedRule", "StepFunctionsGetEventsForECSTaskRule"];
    let mut faults: BTreeMap<&str, u32> = BTreeMap::new();
    for (bus, rule) in rules(&account) {
        let name = rule.name.as_str();
        let matched = count(&account, "MatchedEvents", bus, name);
        let invoked = count(&account, "Invocations", bus, name);
        let lost = count(&account, "FailedInvocations", bus, name);
        let Some(id) = fault(rule) else {
            if rule.pattern.is_some() && !quiet.contains(&name) {
                assert!(matched > 0.0, "{name} never fired");
            }
            assert!(lost == 0.0, "{name} has {lost} failed invocations and no fault is planted");
            continue;
        };
        *faults.entry(id).or_default() += 1;
        match id {
            "M1" | "M2" | "M3" | "M6" | "M7" | "M8" | "M9" | "M10" | "M11" | "M12" | "M14" | "M15"
            | "M16" | "M17" | "M26" | "M27" | "M28" | "M30" | "M31" | "K3" => {
                assert!(matched == 0.0, "{name} ({id}) matched {matched} events");
            }
            "M29" => assert!(invoked == 0.0, "{name} ({id}) ran {invoked} times"),
            "T1" => assert!(matched > 0.0 && invoked == 0.0, "{name} ({id})"),
            "T2" | "T3" | "T5" | "T6" | "T7" | "T8" | "T10" | "T11" | "T12" | "T13" | "T14" | "T15"
            | "T16" | "T17" | "K1" | "B1" | "L1" | "L2" | "L3" | "L4" | "L5" | "L7" | "L11" => {
                assert!(matched > 0.0 && invoked > 0.0, "{name} ({id}) never fired");
                assert!((lost - invoked).abs() < 0.5, "{name} ({id}): {lost} of {invoked} failed");
            }
            "T19" => {
                let retried = count(&account, "RetryInvocationAttempts", bus, name);
                assert!(retried > 0.0 && lost > 0.0, "{name} ({id}): {retried} retries, {lost} lost");
            }
            // Fails, and the dead-letter queue does not take what failed.
            "T22" if lost > 0.0 => {
                let gone = count(&account, "InvocationsFailedToBeSentToDlq", bus, name);
                assert!((lost - gone).abs() < 0.5, "{name} ({id}): {gone} of {lost} lost");
            }
            // What the bus sends to itself matches again, and goes no further.
            "T24" => assert!(lost > 0.0 && (lost * 2.0 - invoked).abs() < 0.5, "{name}: {lost} of {invoked}"),
            // Delivered, and hurting only later or elsewhere.
            "M21" | "M24" | "M32" | "T4" | "T9" | "T18" | "T22" | "L8" => {
                assert!(matched > 0.0 && lost == 0.0, "{name} ({id})");
            }
            other => panic!("{name}: no test for the planted fault {other}"),
        }
    }
    assert!(faults.len() >= 20, "{faults:?}");
}

#[test]
fn what_a_sound_rule_sends_is_taken_however_seldom_that_is() {
    let mut account = demo(0);
    let sound =
        |(bus, rule): (&str, &Rule)| (bus == "default" && fault(rule).is_none()).then(|| rule.name.clone());
    let names: Vec<String> = rules(&account).filter_map(sound).collect();
    for name in &names {
        delivery::tick(&mut account, name, NOON, "5f0cd8d1-9a35-4b9b-a1a5-2a06fbd8e9a6");
    }
    let failed = names.iter().filter(|name| count(&account, "FailedInvocations", "default", name) > 0.0);
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(count(&account, "Invocations", "default", "month-end-close") > 0.0);
}

#[test]
fn a_newcomer_sees_events_within_seconds_on_several_rules() {
    let account = demo(10);
    let lively = rules(&account)
        .filter(|(bus, rule)| {
            let logs = rule.targets.values().any(|target| Target::of_map(target).kind() == TargetKind::Logs);
            logs && count(&account, "MatchedEvents", bus, &rule.name) >= 10.0 * 60.0 / 3.5
                && fault(rule).is_none()
        })
        .count();
    assert!(lively >= 3, "{lively} rules with a log group match every few seconds");
}
