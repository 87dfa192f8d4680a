//! Any pattern on any event, divided by NUL: the explanation has the matcher's verdict, its words are fit to
//! be shown, its fixes are sound.

#![no_main]

use buslens::json::Document;
use buslens::pattern::{Event, Pattern, Verdict, explain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    let (text, event) = (&bytes[..at], bytes.get(at + 1..).unwrap_or_default());
    let Some(pattern) = std::str::from_utf8(text).ok().and_then(|text| Pattern::parse(text).ok()) else { return };
    let Ok(event) = Event::parse(event) else { return };
    let explanation = explain(&pattern, &event);
    assert_eq!(explanation.matched, pattern.matches(&event));
    assert_eq!(explanation.misses().is_empty(), explanation.matched == Verdict::Match);
    for node in &explanation.nodes {
        assert!(pattern.text().get(node.span.clone()).is_some());
        let Some(miss) = &node.miss else { continue };
        assert!(!miss.sentence.is_empty() && !miss.sentence.chars().any(char::is_control));
        if let Some(fix) = &miss.fix {
            assert!(!fix.label.chars().any(char::is_control));
            assert!(Pattern::parse(&fix.apply(pattern.text())).is_ok());
        }
    }
    assert!(Document::parse(explanation.to_json()).is_ok());
});
