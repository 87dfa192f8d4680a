//! Any pattern on any event, divided by NUL: one rule and a set of one rule say the same.

#![no_main]

use buslens::pattern::{Event, Pattern, RuleSet, Scratch, Verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    let (text, event) = (&bytes[..at], bytes.get(at + 1..).unwrap_or_default());
    let Some(pattern) = std::str::from_utf8(text).ok().and_then(|text| Pattern::parse(text).ok()) else { return };
    let mut rules = RuleSet::new();
    rules.add(1, &pattern);
    let (mut scratch, mut matching) = (Scratch::default(), Vec::new());
    let outcome = rules.matches(&mut scratch, event, &mut matching);
    match Event::parse(event) {
        Err(_) => assert!(outcome.is_err()),
        Ok(event) => {
            assert!(outcome.is_ok());
            let verdict = pattern.matches(&event);
            assert_eq!(matching == [1], verdict == Verdict::Match);
            assert_eq!(rules.undecided(&scratch).next().is_some(), verdict == Verdict::Undecided);
        }
    }
});
