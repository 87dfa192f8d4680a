//! Any text as a pattern: read, or refused with places in the text; limits and lints of what was read are
//! answered.

#![no_main]

use buslens::pattern::Pattern;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Pattern::parse(text) {
        Ok(pattern) => {
            assert!(pattern.alternative_count() >= 1);
            let _ = pattern.service_limits();
            for lint in pattern.lints() {
                assert!(text.get(lint.flaw.span.clone()).is_some());
                assert!(!lint.flaw.what.chars().chain(lint.flaw.remedy.chars()).any(char::is_control));
                if let Some(fix) = &lint.flaw.fix {
                    assert!(Pattern::parse(&fix.apply(text)).is_ok());
                }
            }
        }
        Err(error) => {
            assert!(!error.message().is_empty() && !error.flaws().is_empty());
            for flaw in error.flaws() {
                assert!(text.get(flaw.span.clone()).is_some());
                assert!(!flaw.what.chars().chain(flaw.remedy.chars()).any(char::is_control));
            }
        }
    }
});
