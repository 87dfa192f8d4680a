//! Each row of the catalogue by its id: a fault, in order, suspect, and what cannot be seen.

mod arrival;
mod bad_input;
mod brought_event;
mod conclusion;
mod delivery;
mod fixes;
mod forwarders;
mod gathering;
mod keys;
mod log_groups;
mod nearby;
mod pattern_alone;
mod places;
mod recorded;
mod remedies;
mod rows;
mod rule;
mod settings;
mod tags;
mod targets;
mod whole;

use super::evidence::Blind;
use super::{Evidence, Expected, Finding, Ladder, Origin, Piece, Status, diagnose};
use crate::model::{Arn, MetricSeries, Millis, Rule, RuleMetrics, RuleState, Target};
use crate::pattern::Event;
use crate::text::time::HOUR;
use std::collections::BTreeMap;

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const OTHER: &str = "444455556666";
pub(super) const REGION: &str = "us-east-1";
/// 2026-11-28T12:00:00Z.
pub(super) const NOW: Millis = 1_795_867_200_000;

pub(super) const EC2: &str =
    r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"]}"#;

pub(super) fn rule(bus: &str, pattern: &str) -> Rule {
    let path = if bus == "default" { "rule/r".to_owned() } else { format!("rule/{bus}/r") };
    Rule {
        bus: bus.into(),
        name: "r".into(),
        arn: Arn::new(format!("arn:aws:events:{REGION}:{ACCOUNT}:{path}")),
        state: RuleState::Enabled,
        pattern: Some(pattern.to_owned()).filter(|text| !text.is_empty()),
        ..Rule::default()
    }
}

pub(super) fn scheduled(bus: &str, schedule: &str) -> Rule {
    Rule { schedule: Some(schedule.into()), ..rule(bus, "") }
}

pub(super) fn evidence(rule: Rule) -> Evidence {
    Evidence::of(rule, ACCOUNT, REGION, NOW)
}

/// A rule on the default bus for EC2, with one target.
pub(super) fn with_target(target: Target) -> Evidence {
    let mut evidence = evidence(rule("default", EC2));
    evidence.targets = Piece::Seen(vec![target]);
    evidence
}

/// `SERVICE:RESOURCE` here.
pub(super) fn arn(service: &str, resource: &str) -> Arn {
    Arn::new(format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"))
}

pub(super) fn target(arn: Arn) -> Target {
    Target { id: "t".into(), arn, ..Target::default() }
}

pub(super) fn metrics(counts: &[(&str, f64)]) -> Piece<RuleMetrics> {
    let series = counts
        .iter()
        .map(|(name, count)| MetricSeries { name: (*name).to_owned(), points: vec![(NOW - 60_000, *count)] })
        .collect();
    Piece::Seen(RuleMetrics { from: NOW - HOUR, to: NOW, period: 60, series })
}

#[allow(clippy::unnecessary_wraps, reason = "it is what the field of the evidence holds")]
pub(super) fn event(text: &str, origin: Origin) -> Option<Expected> {
    Some(Expected { event: Event::parse(text.as_bytes()).unwrap(), origin })
}

/// An event of EC2 with a time and a detail.
pub(super) fn ec2(time: &str, detail: &str) -> Option<Expected> {
    let text = format!(
        r#"{{"version":"0","id":"e1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2",
           "account":"{ACCOUNT}","time":"{time}","region":"{REGION}","resources":[],"detail":{detail}}}"#
    );
    event(&text, Origin::Bus)
}

pub(super) fn denied<T>(needs: &str) -> Piece<T> {
    Piece::CannotSee(Blind { needs: needs.into(), why: "denied".into() })
}

/// The findings of one check.
pub(super) fn of<'l>(ladder: &'l Ladder, id: &str) -> Vec<&'l Finding> {
    ladder.ranked().into_iter().filter(|finding| finding.id == id).collect()
}

/// How a check comes out; what it says must hold the words.
#[track_caller]
pub(super) fn says(evidence: &Evidence, id: &str, status: Status, words: &str) {
    let ladder = diagnose(evidence);
    let found = of(&ladder, id);
    let first = found.first().unwrap_or_else(|| panic!("{id} says nothing: {ladder:#?}"));
    assert_eq!((first.status, first.title.contains(words)), (status, true), "{id}: {first:#?}");
    if status == Status::Fault {
        let silent = ["R1", "R5", "M26"].contains(&id);
        let remedy = first.remedy.as_ref().is_some_and(|remedy| !remedy.text.is_empty());
        assert!(remedy || silent || id.starts_with("M5"), "{id} has no fix: {first:#?}");
    }
    if status == Status::CannotSee {
        assert!(first.needs.as_ref().is_some_and(|needs| !needs.is_empty()), "{first:#?}");
    }
    let sentence =
        first.title.ends_with(['.', '!', '?', ':', '"', '`', ')']) || first.status == Status::Fault;
    assert!(sentence, "{}", first.title);
}

#[track_caller]
pub(super) fn is_silent(evidence: &Evidence, id: &str) {
    let ladder = diagnose(evidence);
    assert!(of(&ladder, id).is_empty(), "{:#?}", of(&ladder, id));
}
