//! Mistakes as people make them, and what is said of each: `mistakes.txt` beside this file.
//!
//! A case names the cause as an expert would, a pattern, and the event it should have matched (`on`, JSON or
//! one of the events named at the top of the file). Then follow, nearest first, the fields that fail: path
//! (`.` for the whole), kind and sentence, and the pattern as the first fix leaves it. `BUSLENS_BLESS=1`
//! writes these lines anew; read what changes, and see that the first sentence names the cause.

use buslens::pattern::{Event, Explanation, Pattern, Verdict, explain};
use std::collections::HashMap;
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes/mistakes.txt");

/// What the file should say of a case.
fn told(explanation: &Explanation, pattern: &str) -> String {
    let mut out = String::new();
    for (node, miss) in explanation.misses() {
        let path = if node.path.is_empty() { "." } else { &node.path };
        let kind = serde_json::to_value(miss.kind).unwrap();
        writeln!(out, "miss {path} {}: {}", kind.as_str().unwrap(), miss.sentence).unwrap();
    }
    let first = explanation.misses().into_iter().next().and_then(|(_, miss)| miss.fix.as_ref());
    if let Some(fix) = first {
        writeln!(out, "fixed {}", fix.apply(pattern)).unwrap();
    }
    out
}

#[test]
fn each_mistake_is_named_and_fixed() {
    let file = std::fs::read_to_string(FILE).unwrap();
    let mut events: HashMap<&str, &str> = HashMap::new();
    let mut written = String::new();
    let (mut count, mut matched) = (0, 0);
    for block in file.split("\n\n") {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        for (name, event) in block.lines().filter_map(|line| line.strip_prefix("event ")?.split_once(" = ")) {
            events.insert(name, event);
        }
        let (Some(cause), Some(on), Some(pattern)) = (field("cause"), field("on"), field("pattern")) else {
            write!(written, "{}\n\n", block.trim_end()).unwrap();
            continue;
        };
        let event = Event::parse(events.get(on).unwrap_or(&on).as_bytes())
            .unwrap_or_else(|error| panic!("{on}: {error}"));
        let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let explanation = explain(&parsed, &event);
        assert_eq!(
            (explanation.matched, parsed.matches(&event)),
            (Verdict::NoMatch, Verdict::NoMatch),
            "{cause}"
        );
        // A fix takes its field out of those that fail; of a single one, it is all that is needed.
        let misses = explanation.misses();
        for (node, fix) in misses.iter().filter_map(|(node, miss)| Some((node, miss.fix.as_ref()?))) {
            let fixed = fix.apply(pattern);
            let again = Pattern::parse(&fixed).unwrap_or_else(|error| panic!("{cause}: {fixed}: {error}"));
            let again = explain(&again, &event);
            assert_eq!(again.misses().len(), misses.len() - 1, "{cause}, {}: {fixed}", node.path);
            matched += usize::from(again.matched == Verdict::Match);
        }
        count += 1;
        write!(written, "cause {cause}\non {on}\npattern {pattern}\n{}\n", told(&explanation, pattern))
            .unwrap();
    }
    let written = format!("{}\n", written.trim_end());
    if std::env::var_os("BUSLENS_BLESS").is_some() {
        std::fs::write(FILE, &written).unwrap();
    }
    assert!(count > 200 && matched > 170, "{count} {matched}");
    for (said, wanted) in written.lines().zip(std::fs::read_to_string(FILE).unwrap().lines()) {
        assert_eq!(said, wanted);
    }
    assert_eq!(written.lines().count(), std::fs::read_to_string(FILE).unwrap().lines().count());
}
