//! The rows that tell of what is missing: each stands where it went missing.

use super::{SMALL, Watch, opened, polling};
use crate::model::{CallError, ErrorKind, TailUpdate};

/// Two sampled seconds, and two times some events that were dropped.
fn lose(watch: &mut Watch) {
    for _ in 0..2 {
        watch.say(TailUpdate::Events { events: Vec::new(), refilled: false, sampled: true });
    }
    watch.say(TailUpdate::Dropped(40));
    watch.say(TailUpdate::Dropped(2));
}

/// Whether the markers shown are these, of which each is given by its first words.
fn are_markers(watch: &Watch, wanted: &[&str]) -> bool {
    let shown: Vec<_> = watch.shown().into_iter().filter(|row| row.starts_with('[')).collect();
    shown.len() == wanted.len() && shown.iter().zip(wanted).all(|(row, wanted)| row[1..].starts_with(wanted))
}

const LOST: &[&str] = &["sampled for 2 s", "42 events dropped"];

#[test]
fn what_is_lost_after_a_tail_was_opened_again_stands_behind_that() {
    let mut watch = Watch::new(SMALL);
    lose(&mut watch);
    watch.say(TailUpdate::Ended(None));
    watch.it.press("R");
    watch.id = opened(&watch.it).last().expect("a tail is opened").0;
    watch.say(TailUpdate::Live);
    lose(&mut watch);
    let wanted = [LOST, &["the tail ended", "the tail was opened again"], LOST].concat();
    assert!(are_markers(&watch, &wanted), "{:?}", watch.shown());
    assert!(watch.status().contains("sampled 4 s · dropped 84"), "{}", watch.status());
}

#[test]
fn what_is_lost_after_the_connection_was_stands_behind_that() {
    let mut watch = Watch::new(SMALL);
    lose(&mut watch);
    watch.say(TailUpdate::Reconnecting { reason: "reset by peer".into(), wait: 1 });
    watch.say(TailUpdate::Reconnected { away: 9_000, from: 0, to: 0, refilled: Some(0), earlier: 0 });
    lose(&mut watch);
    watch.say(polling("this server has no live tail"));
    lose(&mut watch);
    let wanted = [LOST, &["reconnected after"], LOST, &["not live:"], LOST].concat();
    assert!(are_markers(&watch, &wanted), "{:?}", watch.shown());
}

#[test]
fn what_was_fetched_only_in_part_is_a_gap() {
    let mut watch = Watch::new((120, 40));
    assert!(watch.status().contains("0 gaps"), "{}", watch.status());
    let error = CallError::new(ErrorKind::Throttled, "FilterLogEvents", "there were more than are fetched");
    watch.say(TailUpdate::Filled { from: 0, to: 10_000, events: 100_000, whole: false });
    watch.say(TailUpdate::Unfilled { from: 10_000, to: 30_000, error });
    assert!(watch.status().contains("1 gap ·"), "{}", watch.status());
    let told = [
        "100,000 events that had been missing, fetched from the log; there were more",
        "gap: 20 s of the log",
    ];
    assert!(are_markers(&watch, &told), "{:?}", watch.shown());
}
