//! Answers that come when something else is done by then.

use crate::app::confirm::WriteOp;
use crate::app::effect::Effect;
use crate::app::message::{Message, WriteOutcome};
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::request::Pending;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, EntryOutcome, ErrorKind, EventEntry, RuleKey};

/// On the rule with that name.
fn on(name: &str) -> Explorer {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    it.press("enter /");
    it.type_text(name);
    it.press("enter");
    it
}

/// Takes an effect out of those that are answered: its answer is slow.
fn slow(it: &mut Explorer, which: impl Fn(&Effect) -> bool) -> Effect {
    let at = it.waiting.iter().position(which).unwrap();
    it.waiting.remove(at)
}

/// The answer to something that was read.
fn answered(it: &mut Explorer, asked: Effect) {
    let Effect::Read { req, read, .. } = asked else { panic!("{asked:?}") };
    let answer = it.fake.read(&read, it.now);
    it.send(Message::Answer { req, last: true, answer });
    it.settle();
}

#[test]
fn what_comes_late_is_not_opened_over_what_is_typed() {
    let mut it = on("stopped");
    it.strike("E");
    it.strike("e");
    let asked = slow(&mut it, |effect| matches!(effect, Effect::Read { read: Read::Whole(_), .. }));
    it.press("e");
    assert!(matches!(it.model.screen(), Screen::Workbench(_)), "{:?}", it.model.screen().context());
    answered(&mut it, asked);
    assert!(matches!(it.model.screen(), Screen::Workbench(_)), "{:?}", it.model.screen().context());
    assert!(it.notice().ends_with("Ask for it again to see it."), "{}", it.notice());
    it.press("esc E e");
    assert!(matches!(it.model.screen(), Screen::Form(_)), "asked for again, it opens");
}

#[test]
fn what_is_asked_for_again_before_it_has_come_opens() {
    let mut it = on("stopped");
    it.strike("E");
    it.strike("e");
    let first = slow(&mut it, |effect| matches!(effect, Effect::Read { read: Read::Whole(_), .. }));
    it.press("e esc");
    it.strike("E");
    it.strike("e");
    answered(&mut it, first);
    assert!(
        matches!(it.model.screen(), Screen::Form(_)),
        "{:?} {}",
        it.model.screen().context(),
        it.notice()
    );
}

#[test]
fn a_probe_and_a_log_that_are_asked_for_again_open() {
    for name in ["probe", "bus-log"] {
        let mut it = on("stopped");
        let ask = |it: &mut Explorer| {
            it.press(":");
            it.type_text(name);
            it.strike("enter");
        };
        ask(&mut it);
        let is_it = |effect: &Effect| {
            matches!(effect, Effect::Read { read: Read::ProbePlan(_) | Read::BusLog(_), .. })
        };
        let first = slow(&mut it, is_it);
        it.press("e esc");
        ask(&mut it);
        answered(&mut it, first);
        assert!(
            matches!(it.model.popup, Some(Popup::Confirm(_) | Popup::Message(_))),
            "{name}: {}",
            it.notice()
        );
    }
}

#[test]
fn what_comes_late_takes_no_question_away() {
    let mut it = on("stopped");
    it.strike("E");
    it.strike("h");
    let asked = slow(&mut it, |effect| matches!(effect, Effect::Read { read: Read::Past(_), .. }));
    it.press("s y s");
    let Some(Popup::Confirm(_)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    answered(&mut it, asked);
    let Some(Popup::Confirm(_)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
}

#[test]
fn what_is_asked_for_in_the_workbench_is_shown_there() {
    let mut it = on("stopped");
    it.press("e F3");
    it.type_text("iam");
    it.press("enter");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?} {}", it.model.popup, it.notice()) };
    assert_eq!(menu.title, "IAM policy for");
}

#[test]
fn that_a_pattern_was_not_saved_is_told_also_where_something_lies_over_it() {
    let key = RuleKey::new("default", "ec2-stopped-to-slack");
    for (kind, title) in [
        (ErrorKind::Denied, "Not saved"),
        (ErrorKind::Changed, "Not saved: the rule was changed in the account meanwhile"),
        (ErrorKind::NotKnown, "Not known whether it was saved"),
    ] {
        let mut it = on("stopped");
        it.press("e");
        let req = it.model.shared.requests.start(Pending::Save(key.clone()));
        it.press("F9");
        let failed = CallError::new(kind, "PutRule", "you may not");
        it.send(Message::Written { req, outcome: WriteOutcome::Saved(key.clone(), Err(failed)) });
        assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
        assert!(matches!(it.model.screen(), Screen::Listing(_)));
        assert_eq!(it.model.shared.alerts.last().map(|alert| alert.title.as_str()), Some(title));
    }
}

#[test]
fn an_event_whose_answer_was_lost_is_not_said_to_be_unsent() {
    let entry = EventEntry { bus: Some("orders".into()), ..EventEntry::default() };
    let lost = CallError::new(ErrorKind::Network, "PutEvents", "the connection was cut").not_known();
    let refused = CallError::new(ErrorKind::Denied, "PutEvents", "you may not");
    let unsent = EntryOutcome::NotSent { why: "stopped before it".into() };
    let unknown = EntryOutcome::NotKnown { why: "the answer says nothing of this event".into() };
    let (not_known, not_sent) =
        ("Not known whether bus orders took the event", "The event was not sent to bus orders");
    for (outcome, title, sentence) in [
        (Err(lost), not_known, "Not known whether it was done: "),
        (Ok(unknown), not_known, "Not known whether it was done: "),
        (Err(refused), not_sent, "Not done: "),
        (Ok(unsent), not_sent, "Not done: "),
    ] {
        let mut it = Explorer::small((80, 24));
        let req = it.model.shared.requests.start(Pending::Sending);
        let outcome = WriteOutcome::Sent(Box::new(entry.clone()), outcome);
        assert!(outcome.sentence().unwrap().starts_with(sentence), "{:?}", outcome.sentence());
        it.send(Message::Written { req, outcome });
        assert_eq!(it.model.shared.alerts.last().map(|alert| alert.title.as_str()), Some(title));
    }
}

#[test]
fn no_change_of_a_rule_crosses_another() {
    let write = |effect: &Effect| matches!(effect, Effect::Write(_));
    let mut it = on("stopped");
    it.press("s");
    it.strike("y");
    slow(&mut it, write);
    it.press("E e");
    it.type_text(" at night");
    it.press("ctrl-s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert_eq!(it.notice(), "It is being changed already; wait for the answer.");
    let mut it = on("stopped");
    it.press("E f");
    it.strike("y");
    let Effect::Write(sent) = slow(&mut it, write) else { unreachable!() };
    assert!(matches!(sent.op, WriteOp::Change(_)));
    it.press("s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert_eq!(it.notice(), "ec2-stopped-to-slack is being changed already; wait for the answer.");
}
