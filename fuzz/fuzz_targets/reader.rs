//! Any bytes as JSON: read or refused with a place; what was read prints, and reads again, to the same tree.

#![no_main]

use buslens::json::{Document, Limits, tokens};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let whole = Document::parse_bytes(bytes);
    if let Ok(document) = &whole {
        let printed = document.pretty(2);
        let again = Document::parse(printed.as_str()).unwrap();
        assert_eq!(again.root().compact(), document.root().compact());
        assert_eq!(again.node_count(), document.node_count());
        for value in document.root().descendants() {
            assert_eq!(document.text().get(value.span()), Some(value.raw()));
            assert!(!value.for_sentence().chars().any(char::is_control));
            let steps = document.path_to(value);
            assert!(document.path_at(value.span().start).len() >= steps.len());
        }
    }
    match Document::parse_first_bytes(bytes, &Limits::default()) {
        Ok(document) => assert!(document.text().get(document.trailing()).is_some()),
        Err(error) => {
            assert!(whole.is_err() && error.offset <= bytes.len());
            assert!(!error.to_string().chars().any(char::is_control));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let mut end = 0;
        for token in tokens(text) {
            assert!(token.span.start >= end && token.span.end > token.span.start && text.get(token.span.clone()).is_some());
            assert!(text.get(end..token.span.start).is_some_and(|gap| gap.trim().is_empty()));
            end = token.span.end;
        }
    }
});
