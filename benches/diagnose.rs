//! How long a diagnosis takes once the evidence is there: the quick checks of 2,000 rules, and one rule among
//! them in full. What it measures and what is wanted of it: `benches/README.md`.

#![allow(clippy::unwrap_used, missing_docs)]

use buslens::internals::diagnose::{Evidence, Expected, Origin, Piece, diagnose, quick};
use buslens::internals::model::facts::{Function, Queue};
use buslens::internals::model::{Arn, MetricSeries, Rule, RuleMetrics, RuleState, Target};
use buslens::pattern::Event;
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;

const NOW: i64 = 1_795_867_200_000;
const RULES: usize = 2_000;

fn pattern(n: usize) -> String {
    match n % 4 {
        0 => format!(
            r#"{{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{{"state":["stopped"],"instance-id":["i-{n:08x}"]}}}}"#
        ),
        1 => format!(r#"{{"source":["shop.orders"],"detail":{{"total":[{{"numeric":[">",{n}]}}],"status":["PLACED"]}}}}"#),
        2 => r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["PutObject","DeleteObject"]}}"#.to_owned(),
        _ => format!(r#"{{"$or":[{{"source":["a{n}"]}},{{"detail":{{"id":[{{"prefix":"x{n}"}}],"kind":[{{"anything-but":["y"]}}]}}}}]}}"#),
    }
}

fn evidence(n: usize) -> Evidence {
    let rule = Rule {
        bus: "default".into(),
        name: format!("rule-{n}"),
        arn: Arn::new(format!("arn:aws:events:us-east-1:111122223333:rule/rule-{n}")),
        state: RuleState::Enabled,
        pattern: Some(pattern(n)),
        schedule: None,
        description: None,
        role: None,
        managed_by: None,
        created_by: None,
    };
    let target = |id: &str, arn: &str| Target {
        id: id.into(),
        arn: Arn::from(arn),
        role: None,
        input: None,
        input_path: None,
        transformer: None,
        dead_letter: None,
        retry: None,
        parameters: BTreeMap::new(),
    };
    let (function, queue) =
        ("arn:aws:lambda:us-east-1:111122223333:function:f", "arn:aws:sqs:us-east-1:111122223333:q");
    let mut evidence = Evidence::of(rule, "111122223333", "us-east-1", NOW);
    evidence.targets = Piece::Seen(vec![target("f", function), target("q", queue)]);
    let points = (0..1_440).map(|minute| (NOW - minute * 60_000, 3.0)).collect::<Vec<_>>();
    let series = ["MatchedEvents", "Invocations"]
        .map(|name| MetricSeries { name: name.into(), points: points.clone() })
        .to_vec();
    evidence.metrics = Piece::Seen(RuleMetrics { from: NOW - 86_400_000, to: NOW, period: 60, series });
    evidence.functions.put(Arn::from(function), Piece::Seen(Function::default()));
    let allow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"*","Resource":"*"}}"#;
    evidence.function_policies.put(Arn::from(function), Piece::Seen(allow.into()));
    evidence
        .queues
        .put(Arn::from(queue), Piece::Seen(Queue { policy: Some(allow.into()), ..Queue::default() }));
    evidence
}

fn benches(c: &mut Criterion) {
    let all: Vec<Evidence> = (0..RULES).map(evidence).collect();
    let mut group = c.benchmark_group("diagnose");
    group.sample_size(20);
    group.bench_function("quick checks of 2,000 rules", |b| {
        b.iter(|| all.iter().map(|evidence| quick(black_box(evidence)).len()).sum::<usize>());
    });
    let mut one = evidence(0);
    let event = br#"{"version":"0","id":"e","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"111122223333","time":"2026-11-28T12:00:00Z","region":"us-east-1","resources":[],"detail":{"instance-id":"i-0","state":"Stopped"}}"#;
    one.expected = Some(Expected { event: Event::parse(event).unwrap(), origin: Origin::Brought });
    group.bench_function("one rule in full", |b| b.iter(|| diagnose(black_box(&one))));
    group.finish();
}

criterion_group!(group, benches);
criterion_main!(group);
