//! The matcher beside quamina and sonic-rs, in one loop over events and rules from files, with the number of
//! matches checked:
//!
//! `cargo bench --no-default-features --bench matchers -- EVENTS RULES [PASSES] [KIND…]`
//!
//! EVENTS has an event a line. RULES is `[{"name", "rules": [pattern text…], "expect": [matches…]?}…]`. Each
//! kind is judged over the events as they are, and over the same events with the member `properties` moved to
//! the end where there is one. The last line of each place is what a single field costs.
//!
//! Figures are medians of the passes, in thousand events a second of one core: by the time that the loop was
//! on a core, where the system says it (Linux), so a busy machine disturbs them less.

// A benchmark may end with a panic, and its figures are rounded.
#![allow(missing_docs, clippy::unwrap_used, clippy::cast_precision_loss)]

use std::sync::LazyLock;
use std::time::Instant;

use buslens::pattern::{Pattern, RuleSet, Scratch};

/// Who judges.
enum Judge {
    Ours(RuleSet<usize>, Scratch),
    Quamina(quamina::Quamina<usize>),
}

impl Judge {
    fn ours(rules: &[String], scratch: Scratch) -> Self {
        let mut set = RuleSet::new();
        for (id, rule) in rules.iter().enumerate() {
            set.add(id, &Pattern::parse(rule).unwrap());
        }
        Self::Ours(set, scratch)
    }

    /// `None` where it does not know an operator.
    fn quamina(rules: &[String]) -> Option<Self> {
        let mut set = quamina::Quamina::new();
        for (id, rule) in rules.iter().enumerate() {
            set.add_pattern(id, rule).ok()?;
        }
        Some(Self::Quamina(set))
    }

    fn count(&mut self, events: &[&[u8]], rules: usize) -> Vec<usize> {
        let mut counts = vec![0; rules];
        let mut matching = Vec::new();
        for event in events {
            match self {
                Self::Ours(set, scratch) => {
                    matching.clear();
                    set.matches(scratch, event, &mut matching).unwrap();
                    for id in &matching {
                        counts[*id] += 1;
                    }
                }
                Self::Quamina(set) => {
                    for id in set.matches_for_event(event).unwrap() {
                        counts[id] += 1;
                    }
                }
            }
        }
        counts
    }
}

/// Seconds that this thread was on a core; else seconds that went by.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|first| first.parse::<u64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds as f64 / 1e9)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [events, kinds, rest @ ..] = &*arguments else {
        println!(
            "matchers: name a file of events and one of rules; the head of benches/matchers.rs says how."
        );
        return;
    };
    let passes = rest.first().map_or(7, |passes| passes.parse().unwrap());
    let wanted = rest.get(1..).unwrap_or_default();
    let early = std::fs::read_to_string(events).unwrap();
    let kinds: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(kinds).unwrap()).unwrap();
    let late: String = early.lines().map(|line| moved(line) + "\n").collect();
    println!("{:28} {:6} {:>9} {:>9} {:>9}", "thousand events/s", "fields", "default", "sound", "quamina");
    for (place, text) in [("early", &early), ("late", &late)] {
        let events: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        for kind in kinds.as_array().unwrap() {
            let name = kind["name"].as_str().unwrap();
            if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
                judge(name, place, kind, &events, passes);
            }
        }
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == "FIELD") {
            field(place, &events, passes);
        }
    }
}

/// The event with its member `properties`, an object of scalars, at its end.
fn moved(line: &str) -> String {
    let cut = || {
        let (before, from) = line.split_once("\"properties\": {")?;
        let (inside, after) = from.split_once("}, ")?;
        let after = after.trim_end().strip_suffix('}')?.trim_end();
        Some(format!("{before}{after}, \"properties\": {{{inside}}} }}"))
    };
    cut().unwrap_or_else(|| line.to_owned())
}

fn judge(name: &str, place: &str, kind: &serde_json::Value, events: &[&[u8]], passes: usize) {
    let rules: Vec<String> = serde_json::from_value(kind["rules"].clone()).unwrap();
    let expected: Option<Vec<usize>> = serde_json::from_value(kind["expect"].clone()).ok();
    let mut judges = [
        Some(Judge::ours(&rules, Scratch::new())),
        Some(Judge::ours(&rules, Scratch::for_sound_input())),
        Judge::quamina(&rules),
    ];
    let mut times = [const { Vec::new() }; 3];
    let mut agrees = [true; 3];
    for _ in 0..passes {
        for ((judge, times), agrees) in judges.iter_mut().zip(&mut times).zip(&mut agrees) {
            let Some(judge) = judge else { continue };
            let start = seconds();
            let counts = judge.count(events, rules.len());
            times.push(seconds() - start);
            *agrees = expected.as_ref().is_none_or(|expected| *expected == counts);
        }
    }
    assert!(agrees[0] && agrees[1], "{name}, {place}: other matches than expected");
    let shown: Vec<String> = times.iter_mut().map(|times| rate(times, events.len())).collect();
    let note = if agrees[2] || times[2].is_empty() { "" } else { "  quamina finds other matches" };
    println!("{name:28} {place:6} {:>9} {:>9} {:>9}{note}", shown[0], shown[1], shown[2]);
}

/// The very first field, and one of `properties`: ours on sound input beside what sonic-rs takes to find it.
fn field(place: &str, events: &[&[u8]], passes: usize) {
    let few = &events[..events.len().min(2_000)];
    let all = events;
    for (what, events, path, rule) in [
        ("first field, in cache", few, &["type"][..], r#"{"type":["Feature"]}"#),
        ("STREET, in cache", few, &["properties", "STREET"], r#"{"properties":{"STREET":["FULTON"]}}"#),
        ("STREET", all, &["properties", "STREET"], r#"{"properties":{"STREET":["FULTON"]}}"#),
    ] {
        let again = (200_000 / events.len()).max(1);
        let mut ours = Judge::ours(&[rule.to_owned()], Scratch::for_sound_input());
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..passes {
            let start = seconds();
            for _ in 0..again {
                ours.count(events, 1);
            }
            times[0].push(seconds() - start);
            let start = seconds();
            for _ in 0..again {
                let found = events.iter().filter(|event| sonic_rs::get(**event, path).is_ok()).count();
                assert_eq!(found, events.len());
            }
            times[1].push(seconds() - start);
        }
        let [ours, sonic] = times.map(|mut times| rate(&mut times, events.len() * again));
        println!("{what:28} {place:6} {:>9} {ours:>9} {:>9}  sonic-rs get {sonic}", "", "");
    }
}

/// Thousand events a second, by the median time.
fn rate(times: &mut [f64], events: usize) -> String {
    times.sort_by(f64::total_cmp);
    let Some(median) = times.get(times.len() / 2) else { return "-".to_owned() };
    format!("{:.0}", events as f64 / median / 1_000.0)
}
