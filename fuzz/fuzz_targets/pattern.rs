//! Any text as a pattern: read, or refused with places in the text; limits and lints of what was read are
//! answered.

#![no_main]

use buslens_fuzz::pattern::Pattern;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Pattern::parse(text) {
        Ok(pattern) => {
            assert!(pattern.alternative_count() >= 1);
            let _ = pattern.service_limits();
            for lint in pattern.lints() {
                assert!(text.get(lint.span.clone()).is_some());
                assert!(!lint.what.chars().chain(lint.remedy.chars()).any(char::is_control));
                if let Some(fix) = &lint.fix {
                    assert!(Pattern::parse(&fix.apply(text)).is_ok());
                }
            }
        }
        Err(error) => {
            assert!(!error.message().is_empty() && !error.problems().is_empty());
            for problem in error.problems() {
                assert!(text.get(problem.span.clone()).is_some());
                assert!(!problem.what.chars().chain(problem.remedy.chars()).any(char::is_control));
            }
        }
    }
});
