//! The engine against a second, naive reading of the same rules, on generated near misses: patterns and
//! events that fit almost.
//!
//! The naive one unfolds `$or` into maps, flattens the event into lists, and tries every choice of values; it
//! shares no code with the engine but the JSON reader. `BUSLENS_CASES` sets how many pairs are tried.

#![allow(clippy::unwrap_used, clippy::float_cmp)] // a test may; the numbers here are short

use buslens::json::{Document, Kind, Value};
use buslens::pattern::{Event, Explanation, MissKind, NodeKind, Pattern, Verdict, explain};
use proptest::prelude::*;

mod naive {
    use super::{Kind, Value};
    use std::collections::BTreeMap;

    type Path = Vec<u16>;
    type Alternative<'d> = BTreeMap<Path, Vec<Value<'d>>>;

    /// A leaf of an event: path, value, and the (array, index) pairs it is tied to.
    struct Leaf<'d> {
        path: Path,
        value: Value<'d>,
        tied: Vec<(usize, usize)>,
    }

    pub fn matches(pattern: Value<'_>, event: Value<'_>) -> bool {
        let mut alternatives = vec![Alternative::new()];
        unfold(pattern, "", &mut alternatives);
        let (mut leaves, mut arrays) = (Vec::new(), 0);
        flatten(event, "", &mut Vec::new(), &mut arrays, &mut leaves);
        alternatives.iter().any(|alternative| {
            let fields: Vec<_> = alternative.iter().collect();
            choose(&fields, &leaves, &mut Vec::new())
        })
    }

    fn join(path: &str, key: &str) -> String {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    }

    fn unfold<'d>(object: Value<'d>, path: &str, alternatives: &mut Vec<Alternative<'d>>) {
        for member in object.members() {
            let key = member.key();
            if key == "$or" {
                let before = std::mem::take(alternatives);
                for branch in member.value().elements() {
                    let mut copy = before.clone();
                    unfold(branch, path, &mut copy);
                    alternatives.append(&mut copy);
                }
                continue;
            }
            let path = join(path, key.as_str().unwrap());
            if member.value().kind() == Kind::Object {
                unfold(member.value(), &path, alternatives);
            } else {
                for alternative in alternatives.iter_mut() {
                    alternative.insert(path.encode_utf16().collect(), member.value().elements().collect());
                }
            }
        }
    }

    fn flatten<'d>(
        value: Value<'d>,
        at: &str,
        tied: &mut Vec<(usize, usize)>,
        arrays: &mut usize,
        out: &mut Vec<Leaf<'d>>,
    ) {
        match value.kind() {
            Kind::Object => {
                for member in value.members() {
                    flatten(member.value(), &join(at, member.key().as_str().unwrap()), tied, arrays, out);
                }
            }
            Kind::Array => {
                let array = *arrays;
                *arrays += 1;
                for (index, element) in value.elements().enumerate() {
                    let inside = matches!(element.kind(), Kind::Object | Kind::Array);
                    if inside {
                        tied.push((array, index));
                    }
                    flatten(element, at, tied, arrays, out);
                    if inside {
                        tied.pop();
                    }
                }
            }
            _ => out.push(Leaf { path: at.encode_utf16().collect(), value, tied: tied.clone() }),
        }
    }

    fn choose(
        fields: &[(&Path, &Vec<Value<'_>>)],
        leaves: &[Leaf<'_>],
        chosen: &mut Vec<(usize, usize)>,
    ) -> bool {
        let Some(((path, items), rest)) = fields.split_first() else { return true };
        let agrees = |leaf: &Leaf<'_>, chosen: &[(usize, usize)]| {
            leaf.tied.iter().all(|(a, i)| chosen.iter().all(|(b, j)| a != b || i == j))
        };
        let there: Vec<&Leaf<'_>> = leaves.iter().filter(|leaf| leaf.path == **path).collect();
        let absent = items.iter().any(|item| item.raw().replace(' ', "") == r#"{"exists":false}"#);
        if absent && !there.iter().any(|leaf| agrees(leaf, chosen)) && choose(rest, leaves, chosen) {
            return true;
        }
        for leaf in there {
            if agrees(leaf, chosen) && items.iter().any(|item| satisfies(*item, leaf.value)) {
                let before = chosen.len();
                chosen.extend(&leaf.tied);
                if choose(rest, leaves, chosen) {
                    return true;
                }
                chosen.truncate(before);
            }
        }
        false
    }

    fn quoted(value: Value<'_>) -> Option<String> {
        value.text().map(|text| format!("\"{}\"", text.as_str().unwrap()))
    }

    fn number(value: Value<'_>) -> Option<f64> {
        // The generator writes numbers of few digits only.
        (value.kind() == Kind::Number).then(|| value.raw().parse().unwrap())
    }

    fn satisfies(item: Value<'_>, met: Value<'_>) -> bool {
        match item.kind() {
            Kind::Object => {
                let member = item.members().next().unwrap();
                operator(member.key().as_str().unwrap(), member.value(), met)
            }
            Kind::Number => number(met).is_some_and(|n| n == number(item).unwrap()),
            Kind::String => match (address(item.text().unwrap().as_str().unwrap()), met.text()) {
                (Some(wanted), Some(met)) => address(met.as_str().unwrap()) == Some(wanted),
                _ => quoted(item) == quoted(met),
            },
            _ => item.raw() == met.raw(),
        }
    }

    fn address(text: &str) -> Option<std::net::IpAddr> {
        let stripped: Vec<String> = text
            .split('.')
            .map(|p| p.trim_start_matches('0'))
            .map(|p| if p.is_empty() { "0" } else { p }.to_owned())
            .collect();
        let numeric = text.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        if numeric && text.len() <= 15 { stripped.join(".").parse().ok() } else { text.parse().ok() }
    }

    fn operator(name: &str, value: Value<'_>, met: Value<'_>) -> bool {
        let text = || value.text().unwrap().as_str().unwrap().to_owned();
        let with = |test: &dyn Fn(&str) -> bool| quoted(met).is_some_and(|q| test(&q));
        let fold = |s: &str| s.to_lowercase();
        match name {
            "exists" => value.kind() == Kind::True,
            "exactly" => with(&|q| q == format!("\"{}\"", text())),
            "prefix" if value.kind() == Kind::Object => with(&|q| {
                fold(q).starts_with(&fold(&format!(
                    "\"{}",
                    value.leaves().next().unwrap().text().unwrap().as_str().unwrap()
                )))
            }),
            "suffix" if value.kind() == Kind::Object => with(&|q| {
                fold(q).ends_with(&fold(&format!(
                    "{}\"",
                    value.leaves().next().unwrap().text().unwrap().as_str().unwrap()
                )))
            }),
            "prefix" => with(&|q| q.starts_with(&format!("\"{}", text()))),
            "suffix" => with(&|q| q.ends_with(&format!("{}\"", text()))),
            "equals-ignore-case" => with(&|q| fold(q) == fold(&format!("\"{}\"", text()))),
            "wildcard" => with(&|q| glob(format!("\"{}\"", text()).as_bytes(), q.as_bytes())),
            "cidr" => {
                let text = text();
                let (net, bits) = text.split_once('/').unwrap();
                match (address(net), met.text().and_then(|t| address(t.as_str().unwrap()))) {
                    (Some(std::net::IpAddr::V4(net)), Some(std::net::IpAddr::V4(met))) => {
                        let shift = 32 - bits.parse::<u32>().unwrap();
                        u64::from(u32::from(net)) >> shift == u64::from(u32::from(met)) >> shift
                    }
                    _ => false,
                }
            }
            "numeric" => number(met).is_some_and(|n| {
                let parts: Vec<_> = value.elements().collect();
                parts.chunks(2).all(|pair| {
                    let bound = number(pair[1]).unwrap();
                    match pair[0].text().unwrap().as_str().unwrap() {
                        "=" => n == bound,
                        "<" => n < bound,
                        "<=" => n <= bound,
                        ">" => n > bound,
                        _ => n >= bound,
                    }
                })
            }),
            "anything-but" => !match value.kind() {
                Kind::Object => {
                    let member = value.members().next().unwrap();
                    let list: Vec<_> = if member.value().kind() == Kind::Array {
                        member.value().elements().collect()
                    } else {
                        vec![member.value()]
                    };
                    list.into_iter().any(|entry| operator(member.key().as_str().unwrap(), entry, met))
                }
                Kind::Array => value.elements().any(|entry| listed(entry, met)),
                _ => listed(value, met),
            },
            other => panic!("{other}"),
        }
    }

    fn listed(entry: Value<'_>, met: Value<'_>) -> bool {
        if entry.kind() == Kind::Number {
            number(met).is_some_and(|n| n == number(entry).unwrap())
        } else {
            quoted(entry) == quoted(met)
        }
    }

    fn glob(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.first(), text.first()) {
            (None, None) => true,
            (Some(b'*'), _) => glob(&pattern[1..], text) || (!text.is_empty() && glob(pattern, &text[1..])),
            (Some(b'\\'), Some(t)) => pattern[1] == *t && glob(&pattern[2..], &text[1..]),
            (Some(p), Some(t)) => p == t && glob(&pattern[1..], &text[1..]),
            _ => false,
        }
    }
}

/// Writes a pattern and an event that has much of what the pattern wants.
struct Generator {
    random: fastrand::Rng,
    /// How many more `$or`s the pattern may have, so that it stays below the limit of alternatives.
    ors: usize,
}

const KEYS: [&str; 7] = ["a", "b", "c", "a.b", "b-c", "A", "ab"];
const TEXTS: [&str; 14] =
    ["", "x", "X", "xy", "xyx", "yx", "a/b", "a:b", "null", "1", "10.0.0.1", "010.0.0.001", "x*", "é"];
const NUMBERS: [&str; 8] = ["0", "-0", "1", "1.0", "10e-1", "2", "2.5", "-1"];

impl Generator {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.random.usize(..from.len())]
    }

    fn text(&mut self) -> String {
        format!("\"{}\"", self.pick(&TEXTS))
    }

    fn scalar(&mut self) -> String {
        match self.random.usize(..10) {
            0..6 => self.text(),
            6..8 => self.pick(&NUMBERS).to_owned(),
            8 => self.pick(&["true", "false"]).to_owned(),
            _ => "null".to_owned(),
        }
    }

    fn item(&mut self) -> String {
        match self.random.usize(..22) {
            0..7 => self.scalar(),
            7 => format!("{{\"prefix\":{}}}", self.text()),
            8 => format!("{{\"suffix\":{}}}", self.text()),
            9 => format!("{{\"equals-ignore-case\":{}}}", self.text()),
            10 => format!("{{\"prefix\":{{\"equals-ignore-case\":{}}}}}", self.text()),
            11 => format!("{{\"suffix\":{{\"equals-ignore-case\":{}}}}}", self.text()),
            12 => format!(
                "{{\"wildcard\":\"{}\"}}",
                self.pick(&["*", "x*", "*x", "x*x", "*y*", "x\\\\*", "*:*", ""])
            ),
            13..16 => "{\"exists\":false}".to_owned(),
            16 => "{\"exists\":true}".to_owned(),
            17 => format!(
                "{{\"numeric\":[\"{}\",{}]}}",
                self.pick(&["=", "<", "<=", ">", ">="]),
                self.pick(&NUMBERS)
            ),
            18 => format!(
                "{{\"numeric\":[\">=\",{},\"<\",{}]}}",
                self.pick(&["-1", "0"]),
                self.pick(&["1", "2.5"])
            ),
            19 => format!("{{\"anything-but\":[{},{}]}}", self.text(), self.text()),
            20 => {
                let form = self.pick(&["equals-ignore-case", "wildcard"]);
                format!(
                    "{{\"anything-but\":{{\"{form}\":[\"{}\",\"{}\"]}}}}",
                    self.pick(&["x", "xy", "X"]),
                    self.pick(&["", "yx"])
                )
            }
            _ => format!("{{\"cidr\":\"10.0.0.0/{}\"}}", self.pick(&["8", "31", "0"])),
        }
    }

    fn object(&mut self, depth: usize) -> String {
        let members: Vec<String> = (0..self.random.usize(1..4))
            .map(|_| {
                if self.random.usize(..5) == 0 && depth < 3 && self.ors > 0 {
                    self.ors -= 1;
                    let branches: Vec<_> =
                        (0..self.random.usize(2..4)).map(|_| self.object(depth + 1)).collect();
                    return format!("\"$or\":[{}]", branches.join(","));
                }
                let key = self.pick(&KEYS).to_owned();
                if depth < 3 && self.random.usize(..3) == 0 {
                    return format!("\"{key}\":{}", self.object(depth + 1));
                }
                let items: Vec<_> = (0..self.random.usize(1..3)).map(|_| self.item()).collect();
                format!("\"{key}\":[{}]", items.join(","))
            })
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// A value for the fields below a part of a pattern, so that much of it fits.
    fn fitting(&mut self, part: Value<'_>) -> String {
        let wrap = self.random.usize(..4) == 0;
        if wrap {
            let elements: Vec<_> = (0..self.random.usize(1..4)).map(|_| self.fitting_one(part)).collect();
            return format!("[{}]", elements.join(","));
        }
        self.fitting_one(part)
    }

    fn fitting_one(&mut self, part: Value<'_>) -> String {
        if part.kind() == Kind::Array {
            let plain: Vec<_> = part
                .elements()
                .filter(|item| item.kind() != Kind::Object)
                .map(|item| item.raw().to_owned())
                .collect();
            return match plain.first() {
                Some(plain) if self.random.usize(..3) > 0 => plain.clone(),
                _ => self.scalar(),
            };
        }
        let mut members = Vec::new();
        for member in part.members() {
            if self.random.usize(..6) == 0 {
                continue;
            }
            if member.key() == "$or" {
                let branches: Vec<_> = member.value().elements().collect();
                let branch = branches[self.random.usize(..branches.len())];
                let inner = self.fitting_one(branch);
                members.push(inner[1..inner.len() - 1].to_owned());
            } else {
                let value = self.fitting(member.value());
                members.push(format!("{}:{value}", member.key_raw()));
            }
        }
        if self.random.usize(..4) == 0 {
            let (key, value) = (self.pick(&KEYS), self.scalar());
            members.push(format!("\"{key}\":{value}"));
        }
        members.retain(|member| !member.is_empty());
        format!("{{{}}}", members.join(","))
    }
}

fn try_pair(seed: u64) -> (String, String, Verdict) {
    let mut generator = Generator { random: fastrand::Rng::with_seed(seed), ors: 4 };
    let pattern = generator.object(0);
    let document = Document::parse(pattern.as_str()).unwrap();
    let event = generator.fitting_one(document.root());
    let parsed = Pattern::parse(&pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let read = Event::parse(event.as_bytes()).unwrap_or_else(|error| panic!("{event}: {error}"));
    let verdict = parsed.matches(&read);
    let expected =
        if naive::matches(document.root(), read.root()) { Verdict::Match } else { Verdict::NoMatch };
    assert_eq!(verdict, expected, "seed {seed}\n{pattern}\n{event}");
    let explanation = explain(&parsed, &read);
    assert_eq!(explanation.matched, verdict, "seed {seed}\n{pattern}\n{event}");
    assert_eq!(explanation.misses().is_empty(), verdict == Verdict::Match, "seed {seed}\n{pattern}\n{event}");
    assert!(is_truthful(&explanation), "seed {seed}\n{pattern}\n{event}\n{explanation:#?}");
    for (node, miss) in explanation.misses() {
        assert!(!miss.sentence.is_empty());
        let Some(fix) = &miss.fix else { continue };
        let fixed = fix.apply(&pattern);
        let again = Pattern::parse(&fixed)
            .unwrap_or_else(|error| panic!("seed {seed}: {pattern} fixed to {fixed}: {error}"));
        // A fix of the list itself makes a value there, or its absence, satisfy the list.
        if node.kind == NodeKind::Field
            && fix.edits.iter().all(|edit| node.span.start < edit.start && edit.end < node.span.end)
        {
            let again = explain(&again, &read);
            let list = again
                .nodes
                .iter()
                .find(|other| other.kind == NodeKind::Field && other.span.start == node.span.start)
                .unwrap();
            let satisfied = list.found.is_empty() || list.found.iter().any(|found| found.satisfies);
            assert!(satisfied, "seed {seed}: {pattern} fixed to {fixed} for {event}: {}", miss.sentence);
        }
    }
    assert!(Document::parse(explanation.to_json()).is_ok());
    (pattern, event, verdict)
}

/// Whether the marks of all parts follow from those of the parts inside them, or from a reason of their own.
fn is_truthful(explanation: &Explanation) -> bool {
    let nodes = &explanation.nodes;
    explanation.matched == Verdict::Undecided
        || nodes.iter().enumerate().all(|(at, node)| {
            // A list that another one replaces counts for nothing.
            let inside: Vec<bool> =
                explanation.children(at).filter_map(|child| nodes[child].matched).collect();
            let apart = node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::Elements);
            let matched = node.matched == Some(true);
            match node.kind {
                NodeKind::Field => matched || node.miss.is_some(),
                NodeKind::Or => matched == inside.contains(&true),
                NodeKind::Object | NodeKind::Branch => {
                    matched == (!apart && inside.iter().all(|inside| *inside))
                }
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("BUSLENS_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn near_misses_are_judged_as_the_naive_reading_does(seed in any::<u64>()) {
        try_pair(seed);
    }

    #[test]
    fn any_text_is_answered(text in r#"[\[\]{}",:0-9a\\ue*.$ \u{1}-]{0,60}"#) {
        if let Ok(event) = Event::parse(text.as_bytes())
            && let Ok(pattern) = Pattern::parse(r#"{"a":[{"exists":false},1]}"#)
        {
            prop_assert_eq!(explain(&pattern, &event).matched, pattern.matches(&event));
        }
        if let Err(error) = Pattern::parse(&text) {
            prop_assert!(!error.message().is_empty());
        }
    }
}

#[test]
fn the_generator_makes_both_kinds() {
    let verdicts: Vec<_> = (0..600).map(|seed| try_pair(seed).2).collect();
    let hits = verdicts.iter().filter(|verdict| **verdict == Verdict::Match).count();
    assert!((60..540).contains(&hits), "{hits} of 600 match");
}
