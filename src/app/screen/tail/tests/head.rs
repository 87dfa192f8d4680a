//! What is said above the list, where there is little room for it.

use super::{SMALL, Watch, opened};
use crate::app::message::Message;
use crate::model::{CallError, ErrorKind, TailUpdate};
use crate::text::time::HOUR;

/// The log is polled, and live is tried again in an hour.
pub(super) fn polling(reason: &str) -> TailUpdate {
    TailUpdate::Polling { reason: reason.to_owned(), every: 2, retry: HOUR }
}

const SMALLEST: (u16, u16) = (60, 15);

/// The screen's text as one line.
fn drawn(watch: &Watch) -> String {
    let text = crate::ui::testing::text(&watch.it.model);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn why_a_tail_is_not_live_and_when_it_is_tried_again_stands_whole_in_the_smallest_terminal() {
    let mut watch = Watch::new(SMALLEST);
    let reason = "you may not start live tails: logs:StartLiveTail is not allowed by any policy of the role operators, \
        and the log group has 1,234 more words to say";
    watch.say(polling(reason));
    let at = watch.it.model.shared.time_of_day(watch.it.now + HOUR);
    let text = drawn(&watch);
    assert!(text.contains(&format!("{reason}. It is tried again at {at}; R tries it now.")), "{text}");
}

#[test]
fn why_a_tail_has_ended_stands_whole_in_the_smallest_terminal() {
    let mut watch = Watch::new(SMALLEST);
    let reason =
        "the log group /aws/events/a-log-group-with-a-rather-long-name-that-somebody-chose was deleted";
    watch.say(TailUpdate::Ended(Some(CallError::new(ErrorKind::NotFound, "StartLiveTail", reason))));
    let text = drawn(&watch);
    // A word that is longer than a line is broken, and not cut.
    let (text, reason) = (text.replace(' ', ""), reason.replace(' ', ""));
    assert!(text.contains(&reason), "{text}");
}

#[test]
fn counts_of_nothing_make_room_for_what_was_lost() {
    let mut watch = Watch::new(SMALLEST);
    watch.changes(3);
    watch.say(TailUpdate::Reconnecting { reason: "the server closed the session".into(), wait: 8_000 });
    watch.say(TailUpdate::Dropped(1_234));
    let text = drawn(&watch);
    assert!(text.contains("○ reconnecting, next try in 8 s · dropped 1,234 · 3 events"), "{text}");
    let wide = watch.status();
    assert!(wide.contains("0 gaps · sampled 0 s · dropped 1,234"), "where there is room all is said: {wide}");
}

#[test]
fn polling_says_why_and_an_ended_tail_can_be_opened_again() {
    let mut watch = Watch::new(SMALL);
    watch.say(polling("this server has no live tail"));
    assert!(watch.status().contains("polling every 2 s"));
    assert_eq!(
        watch.shown(),
        [
            "[not live: this server has no live tail; the log is read every 2 s, and what it takes in more than 5 min \
             after its time does not appear]"
        ]
    );
    watch.changes(2);
    watch.say(TailUpdate::Ended(Some(CallError::new(
        ErrorKind::NotFound,
        "StartLiveTail",
        "the log group is gone",
    ))));
    watch.it.now += 5_000;
    watch.it.send(Message::Tick);
    assert!(watch.status().contains("■ ended 5 s ago (R opens it again)"), "{}", watch.status());
    assert!(watch.shown().last().unwrap().contains("the log group is gone"));
    watch.it.press("R");
    let all = opened(&watch.it);
    assert_eq!(all.len(), 2);
    watch.id = all[1].0;
    watch.say(TailUpdate::Live);
    watch.changes(2);
    assert_eq!(watch.tail().session().unwrap().store().events(), 2, "what is read again is not shown twice");
}

#[test]
fn no_gaps_are_not_told_before_the_past_was_read() {
    let mut watch = Watch::new((120, 40));
    watch.say(TailUpdate::Ended(None));
    watch.it.press("R");
    watch.id = opened(&watch.it).last().unwrap().0;
    watch.say(TailUpdate::Live);
    let said = watch.status();
    assert!(said.contains("reading what came before") && !said.contains("0 gaps"), "{said}");
    watch.say(TailUpdate::Backfilled);
    let said = watch.status();
    assert!(!said.contains("reading what came before") && said.contains("0 gaps"), "{said}");
}
