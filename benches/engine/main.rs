//! The engine's speed, beside others in one run. `cargo bench --bench engine [FILTER]`; the README beside
//! this folder has the figures.

#![allow(missing_docs, clippy::unwrap_used)] // criterion's macros make undocumented functions; a benchmark may end with a panic

mod lots;

use std::hint::black_box;

use buslens::pattern::{Event, Pattern, RuleSet, Scratch, survey};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn set<'p>(patterns: impl IntoIterator<Item = &'p str>) -> RuleSet<usize> {
    let mut rules = RuleSet::new();
    for (id, pattern) in patterns.into_iter().enumerate() {
        rules.add(id, &Pattern::parse(pattern).unwrap());
    }
    rules
}

/// Judges all events; answers how many rules matched.
fn judge(rules: &RuleSet<usize>, scratch: &mut Scratch, events: &[Vec<u8>]) -> usize {
    let mut matching = Vec::new();
    for event in events {
        rules.matches(scratch, event, &mut matching).unwrap();
    }
    matching.len()
}

/// Five rules of each kind over the same events: ours in both modes, quamina where it shares the operator,
/// and sonic-rs fetching one field.
fn kinds(criterion: &mut Criterion) {
    let events = lots::events(2_000);
    for (name, patterns, shared) in lots::KINDS {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(events.len() as u64));
        let rules = set(patterns);
        group.bench_function("default", |b| {
            let mut scratch = Scratch::new();
            b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
        });
        group.bench_function("sound input", |b| {
            let mut scratch = Scratch::for_sound_input();
            b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
        });
        if shared {
            let mut quamina = quamina::Quamina::new();
            for (id, pattern) in patterns.iter().enumerate() {
                quamina.add_pattern(id, pattern).unwrap();
            }
            group.bench_function("quamina", |b| {
                b.iter(|| {
                    black_box(&events)
                        .iter()
                        .map(|event| quamina.matches_for_event(event).map_or(0, |found| found.len()))
                        .sum::<usize>()
                });
            });
        }
        group.finish();
    }
    let mut group = criterion.benchmark_group("one field");
    group.throughput(Throughput::Elements(events.len() as u64));
    for (name, path) in [("early", &["type"][..]), ("last", &["geometry", "zone"][..])] {
        group.bench_function(BenchmarkId::new("sonic-rs", name), |b| {
            b.iter(|| {
                black_box(&events)
                    .iter()
                    .filter(|event| sonic_rs::get(event.as_slice(), path).is_ok())
                    .count()
            });
        });
    }
    let rules = set([r#"{"type":["Feature"]}"#]);
    group.bench_function("ours, sound input/early", |b| {
        let mut scratch = Scratch::for_sound_input();
        b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
    });
    let rules = set([r#"{"geometry":{"zone":["a"]}}"#]);
    group.bench_function("ours, default/last", |b| {
        let mut scratch = Scratch::new();
        b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
    });
    group.finish();
}

/// Rules as accounts have them: a source, a detail type, and one more condition of some kind.
fn mixed(count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            let more = match n % 6 {
                0 => format!("[\"state-{n}\"]"),
                1 => format!("[{{\"prefix\":\"state-{n}-\"}}]"),
                2 => format!("[{{\"wildcard\":\"*-{n}-*\"}}]"),
                3 => format!("[{{\"suffix\":\"-{n}\"}}]"),
                4 => format!("[{{\"equals-ignore-case\":\"STATE-{n}\"}}]"),
                _ => format!("[{{\"anything-but\":\"state-{n}\"}}]"),
            };
            let number = n % 500;
            format!(
                r#"{{"source":["com.example.app{number}"],"detail-type":["kind-{n}"],"detail":{{"state":{more},"amount":[{{"numeric":[">",{n}]}}]}}}}"#
            )
        })
        .collect()
}

fn envelope(n: usize, padding: usize) -> Vec<u8> {
    let words = "abcdefgh ".repeat(padding / 9);
    format!(
        r#"{{"version":"0","id":"{n:08}-1111-2222-3333-444455556666","detail-type":"kind-{n}","source":"com.example.app{}","account":"111122223333","time":"2026-11-21T12:00:00Z","region":"us-east-1","resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-{n:017x}"],"detail":{{"note":"{words}","items":[{{"sku":"a-1","count":2,"price":19.5}},{{"sku":"b-2","count":1,"price":5}}],"state":"state-{n}","amount":{}}}}}"#,
        n % 500,
        n + 1
    )
    .into_bytes()
}

/// How an account tells many rules apart: a rule, and an event that matches it.
type Family = (&'static str, fn(usize) -> String, fn(usize) -> String);

const FAMILIES: [Family; 6] = [
    (
        "own sources",
        |n| format!(r#"{{"source":["com.example.app{n}"]}}"#),
        |n| format!(r#""source":"com.example.app{n}""#),
    ),
    (
        "own accounts",
        |n| format!(r#"{{"source":["com.example"],"account":["{n:012}"]}}"#),
        |n| format!(r#""source":"com.example","account":"{n:012}""#),
    ),
    (
        "prefixes",
        |n| {
            format!(r#"{{"source":["com.example"],"detail":{{"key":[{{"prefix":"uploads/tenant-{n}/"}}]}}}}"#)
        },
        |n| format!(r#""source":"com.example","detail":{{"key":"uploads/tenant-{n}/photo.png"}}"#),
    ),
    (
        "suffixes",
        |n| format!(r#"{{"source":["com.example"],"detail":{{"key":[{{"suffix":"-{n}.tar.gz"}}]}}}}"#),
        |n| format!(r#""source":"com.example","detail":{{"key":"uploads/backup-{n}.tar.gz"}}"#),
    ),
    (
        "ranges",
        |n| {
            let (low, high) = (n * 10, n * 10 + 10);
            format!(
                r#"{{"source":["com.example"],"detail":{{"n":[{{"numeric":[">=",{low},"<",{high}]}}]}}}}"#
            )
        },
        |n| format!(r#""source":"com.example","detail":{{"n":{}}}"#, n * 10 + 5),
    ),
    (
        "wildcards",
        |n| format!(r#"{{"detail":{{"file":[{{"wildcard":"/var/*/a/i-*{n:05}*.log"}}]}}}}"#),
        |n| format!(r#""source":"com.example","detail":{{"file":"/var/log/a/i-0f3{n:05}e4d.log"}}"#),
    ),
];

fn families(criterion: &mut Criterion) {
    for (name, rule, event) in FAMILIES {
        let mut group = criterion.benchmark_group(name);
        for count in [100, 1_000, 10_000] {
            let rules: Vec<String> = (0..count).map(rule).collect();
            let rules = set(rules.iter().map(String::as_str));
            let events: Vec<_> = (0..1_000)
                .map(|n| {
                    let rest = event(n * 7 % count);
                    format!(r#"{{"id":"{n:08}-1111-2222-3333","time":"2026-11-21T12:00:00Z",{rest}}}"#)
                        .into_bytes()
                })
                .collect();
            group.throughput(Throughput::Elements(events.len() as u64));
            let mut scratch = Scratch::new();
            group.bench_function(BenchmarkId::from_parameter(count), |b| {
                b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
            });
        }
        group.finish();
    }
    // What the event behind it waits for.
    let pattern = Pattern::parse(&mixed(10_001)[10_000]).unwrap();
    let mut rules = set(mixed(10_000).iter().map(String::as_str));
    let (event, mut scratch, mut matching) = (envelope(7, 90), Scratch::new(), Vec::new());
    criterion.bench_function("a rule added to 10,000, and an event", |b| {
        b.iter(|| {
            matching.clear();
            rules.remove(&10_000);
            rules.add(10_000, &pattern);
            rules.matches(&mut scratch, black_box(&event), &mut matching).unwrap();
        });
    });
}

fn scaling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    let events: Vec<_> = (0..1_000).map(|n| envelope(n * 7 % 10_000, 90)).collect();
    group.throughput(Throughput::Elements(events.len() as u64));
    for count in [10, 100, 1_000, 10_000] {
        let rules = set(mixed(count).iter().map(String::as_str));
        let mut scratch = Scratch::new();
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("event bytes");
    let rules = set(mixed(100).iter().map(String::as_str));
    for size in [0, 10_000, 100_000, 1_000_000] {
        let events = vec![envelope(5, size)];
        let mut scratch = Scratch::new();
        group.throughput(Throughput::Bytes(events[0].len() as u64));
        group.bench_function(BenchmarkId::from_parameter(events[0].len()), |b| {
            b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("array elements");
    let text = r#"{"detail":{"tags":{"key":["team"],"value":["none"]}}}"#;
    let (rules, pattern) = (set([text]), Pattern::parse(text).unwrap());
    for length in [10, 100, 1_000, 3_000] {
        let tags: Vec<String> = (0..length).map(|n| format!(r#"{{"key":"team","value":"v{n}"}}"#)).collect();
        let events = vec![
            format!(r#"{{"detail":{{"tags":[{},{{"key":"x","value":"none"}}]}}}}"#, tags.join(","))
                .into_bytes(),
        ];
        let mut scratch = Scratch::new();
        group.throughput(Throughput::Elements(length));
        group.bench_function(BenchmarkId::new("set", length), |b| {
            b.iter(|| judge(&rules, &mut scratch, black_box(&events)));
        });
        let event = Event::parse(&events[0]).unwrap();
        group.bench_function(BenchmarkId::new("alone", length), |b| {
            b.iter(|| pattern.matches(black_box(&event)));
        });
    }
    group.finish();
}

/// What the workbench does after a keystroke.
fn again(criterion: &mut Criterion) {
    let events: Vec<_> = (0..100_000).map(|n| envelope(n, 500)).collect();
    let mut group = criterion.benchmark_group("100,000 events again");
    group.sample_size(10);
    let text = r#"{"source":[{"prefix":"com.example."}],"detail":{"state":["state-5"],"amount":[{"numeric":[">",3]}]}}"#;
    for (name, mut scratch) in [("default", Scratch::new()), ("sound input", Scratch::for_sound_input())] {
        group.bench_function(name, |b| b.iter(|| judge(&set([text]), &mut scratch, black_box(&events))));
    }
    group.finish();
}

/// What `buslens which` does with 2,000 rules and one event: the rules that match, and why the others do not,
/// the nearest first.
fn which(criterion: &mut Criterion) {
    let rules: Vec<_> = mixed(2_000).iter().map(|text| Pattern::parse(text).unwrap()).collect();
    let rules: Vec<_> = rules.iter().collect();
    let text = envelope(7, 90);
    criterion.bench_function("2,000 rules explained", |b| {
        b.iter(|| {
            let event = Event::parse(black_box(&text)).unwrap();
            survey(&rules, &event, 10).nearest.len()
        });
    });
}

criterion_group!(benches, kinds, scaling, families, again, which);
criterion_main!(benches);
