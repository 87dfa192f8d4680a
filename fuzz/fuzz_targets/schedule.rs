//! Any text as a schedule expression: read or refused with a place and a sound correction; runs increase.

#![no_main]

use buslens::schedule::Schedule;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Schedule::parse(text) {
        Ok(schedule) => {
            assert!(!schedule.sentence().chars().any(char::is_control));
            for note in schedule.notes() {
                assert!(text.get(note.span.clone()).is_some());
            }
            // Far before, near, and in the last century that a schedule may name.
            for second in [-100_000_000_000, 1_767_225_599, 4_102_444_800] {
                let after = Timestamp::from_second(second).unwrap();
                let runs: Vec<Timestamp> = std::iter::once(after).chain(schedule.runs(after, after).take(4)).collect();
                assert!(runs.is_sorted_by(|a, b| a < b));
            }
        }
        Err(error) => {
            assert!(text.get(error.flaw.span.clone()).is_some());
            assert!(!error.to_string().chars().any(char::is_control));
            if let Some(fix) = error.corrected(text) {
                assert!(Schedule::parse(&fix).is_ok());
            }
        }
    }
});
