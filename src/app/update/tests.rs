//! Answers that come when something else is done by then.

use crate::app::confirm::WriteOp;
use crate::app::effect::{Effect, Work};
use crate::app::message::{Message, WriteOutcome};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::read::Read;
use crate::app::request::Pending;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, EntryOutcome, ErrorKind, EventEntry, RuleKey};

mod keys_without_command;

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

/// A rule is being switched, and the answer is slow.
fn slow_switch(rule: &str) -> (Explorer, Effect) {
    let mut it = on(rule);
    it.press("s");
    it.strike("y");
    let sent = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Write(_))));
    (it, sent)
}

/// The answer to something that was read.
fn answered(it: &mut Explorer, asked: Effect) {
    let Effect::Work(Work::Read { req, read, .. }) = asked else { panic!("{asked:?}") };
    let answer = it.fake.read(&read, it.now);
    it.send(Message::Answer { req, last: true, answer });
    it.settle();
}

/// A rule's form was asked for, and what is read for it is slow.
fn form_awaited() -> (Explorer, Effect) {
    let mut it = on("stopped");
    it.strike("E");
    it.strike("e");
    let asked =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Whole(_), .. })));
    (it, asked)
}

#[test]
fn keys_wait_for_what_is_being_read_and_are_typed_into_it() {
    let (mut it, asked) = form_awaited();
    assert_eq!(it.model.shared.awaited_line(), None, "most answers are there before it can be read");
    it.type_text("Dsy");
    it.press("down down space l");
    it.now += 1_000;
    it.send(Message::Tick);
    let line = it.model.shared.awaited_line().unwrap();
    let said = "Reading rule ec2-stopped-to-slack on bus default … · esc leaves it · 7 keys wait";
    assert_eq!(line.to_string(), said);
    assert!(matches!(it.model.screen(), Screen::Browse(browse) if browse.marked_count() == 0));
    assert!(it.model.popup.is_none() && it.writes.is_empty());
    answered(&mut it, asked);
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(form.editors[0].text().contains("Dsy"), "{}", form.editors[0].text());
    assert!(it.model.shared.awaited_line().is_none());
}

/// The form of a rule with a new description was sent, and the answer is slow.
fn form_sent() -> (Explorer, Effect) {
    let mut it = on("stopped");
    it.press("E e");
    it.type_text("words");
    it.press("ctrl-s");
    it.strike("y");
    let sent = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Write(_))));
    (it, sent)
}

#[test]
fn a_form_that_was_sent_takes_no_keys_before_the_answer() {
    let (mut it, sent) = form_sent();
    it.press("z z");
    it.now += 1_000;
    it.send(Message::Tick);
    let line = it.model.shared.awaited_line().unwrap();
    let said = "Change rule ec2-stopped-to-slack on bus default: waiting for the answer … · esc cancels it, unless \
        AWS has already accepted it · 2 keys wait";
    assert_eq!(line.to_string(), said);
    let screen = crate::ui::testing::text(&it.model);
    let bottom = screen.lines().last().unwrap();
    assert!(
        bottom.contains("… · esc cancels it, unless AWS has already accepted it · 2 keys wait"),
        "{screen}"
    );
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(form.editors[0].text().ends_with("words"), "{}", form.editors[0].text());
    it.waiting.push(sent);
    it.settle();
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "{:?}", it.model.screen().context());
    let said = it.notice();
    assert!(
        said.starts_with("Done: Change rule ec2-stopped-to-slack on bus default. z undoes it."),
        "{said}"
    );
    assert!(said.ends_with("2 keys were pressed for it and ignored."), "{said}");
}

/// The requests that were given up.
fn given_up(it: &Explorer) -> usize {
    it.done.iter().filter(|effect| matches!(effect, Effect::Work(Work::CancelWrites(_)))).count()
}

#[test]
fn a_form_that_is_given_up_stays_with_what_was_typed() {
    let (mut it, sent) = form_sent();
    it.press("esc");
    assert_eq!(given_up(&it), 1);
    let Effect::Work(Work::Write(write)) = sent else { panic!("{sent:?}") };
    let error = CallError::new(ErrorKind::Refused, "PutRule", "it was given up");
    it.send(Message::Written { req: write.req, outcome: write.op.failed(error) });
    it.settle();
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(form.editors[0].text().ends_with("words"), "{}", form.editors[0].text());
    assert!(it.model.shared.alerts[0].text.contains("it was given up"), "{:?}", it.model.shared.alerts);
}

#[test]
fn a_change_that_takes_long_is_given_up_by_the_key_that_goes_back() {
    let (mut it, _) = slow_switch("stopped");
    let line =
        |it: &Explorer| it.model.shared.unanswered_line(it.model.context()).map(|line| line.to_string());
    assert_eq!(line(&it), None, "most answers are there before it can be read");
    it.now += 3_000;
    it.send(Message::Tick);
    let said = "Switch rule ec2-stopped-to-slack to DISABLED: no answer yet … · esc cancels what AWS has not accepted \
        yet";
    assert_eq!(line(&it).as_deref(), Some(said));
    let context = it.model.context();
    it.press("esc");
    assert_eq!((given_up(&it), it.model.context()), (1, context), "it does not go back, too");
    it.send(Message::Tick);
    assert!(line(&it).unwrap().ends_with("cancelled, unless AWS has already accepted it"), "{:?}", line(&it));
    it.press("esc");
    assert_eq!(given_up(&it), 1, "it is given up once");
}

#[test]
fn a_click_into_a_line_that_shows_no_keys_carries_none_out() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let (mut it, _) = slow_switch("stopped");
    it.now += 3_000;
    it.send(Message::Tick);
    let (width, height) = it.model.shared.size;
    assert!(crate::ui::testing::text(&it.model).lines().last().unwrap().contains("no answer yet"));
    let depth = it.model.stack.len();
    for column in 0..width {
        it.mouse(MouseEventKind::Down(MouseButton::Left), column, height - 1);
        assert!(it.model.popup.is_none() && it.model.stack.len() == depth, "column {column}");
    }
}

#[test]
fn what_is_struck_ahead_of_a_form_with_secrets_is_taken_for_one() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    it.press(":");
    it.type_text("connections");
    it.press("enter");
    it.strike("E");
    it.strike("e");
    let _ = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Whole(_), .. })));
    assert!(it.model.takes_secrets());
    let (other, _) = form_awaited();
    assert!(!other.model.takes_secrets());
    // One that was sent stays with its fields where it is refused, and what is struck meanwhile goes on
    // there.
    let mut it = Explorer::over(Fake::small(), (100, 30));
    it.press("n c");
    it.type_text("pager");
    it.press("enter");
    it.type_text("API");
    it.press("enter");
    it.type_text("key");
    it.press("enter");
    it.type_text("s3cret");
    it.press("shift-tab ctrl-s");
    it.strike("y");
    let _ = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Write(_))));
    assert!(!it.model.screen().is_secret() && it.model.takes_secrets());
}

#[test]
fn no_question_is_answered_that_was_not_on_the_screen() {
    let note = "was pressed before this question appeared, and was ignored.";
    // Its name is to be typed; yes or no; the end of a form.
    for (asks, struck) in
        [("D", "e c 2 - s t o p p e d - t o - s l a c k enter"), ("s", "y"), ("E e", "x ctrl-s y")]
    {
        let mut it = on("stopped");
        if asks == "s" {
            it.press("s y");
        }
        let before = it.writes.len();
        asks.split(' ').for_each(|key| it.strike(key));
        let asked = slow(&mut it, |effect| {
            let opens = |read: &Read| matches!(read, Read::Whole(_) | Read::RecordedState(_));
            matches!(effect, Effect::Work(Work::Read { read, .. }) if opens(read))
        });
        it.press(struck);
        answered(&mut it, asked);
        let confirm = match &it.model.popup {
            Some(Popup::Confirm(confirm)) => confirm.as_ref(),
            Some(Popup::Typed(typed)) => &typed.confirm,
            other => panic!("{asks}: {other:?} {}", it.notice()),
        };
        assert!(confirm.lines.iter().any(|line| line.ends_with(note)), "{asks}: {:?}", confirm.lines);
        assert_eq!(it.writes.len(), before, "{asks}");
        it.press(if asks == "D" { "enter" } else { "y" });
        assert_eq!(it.writes.len(), before + 1, "{asks}: it is seen now, and answered: {:?}", it.model.popup);
    }
}

#[test]
fn nothing_is_chosen_that_was_not_on_the_screen() {
    use crate::model::bus_log::{BusLog, Record};
    let mut fake = Fake::small();
    let record = Record { event: "e1".into(), kind: "NO_STANDARD_RULES_MATCHED".into(), ..Record::default() };
    let log = BusLog::Read {
        level: "INFO".into(),
        from: 0,
        inactive: Vec::new(),
        records: vec![record],
        is_cut: false,
    };
    fake.bus_logs.insert("default".into(), log);
    // What can be taken back, and whether one is meant; events of a log.
    for (asks, struck) in [("z", "enter y"), (": b u s - l o g enter", "e enter")] {
        let mut it = Explorer::over(fake.clone(), (100, 30));
        it.press("enter j s y");
        asks.split(' ').for_each(|key| it.strike(key));
        let asked = slow(&mut it, |effect| {
            matches!(effect, Effect::Work(Work::Read { read: Read::Undoable(_) | Read::BusLog(_), .. }))
        });
        let before = it.writes.len();
        it.press(struck);
        answered(&mut it, asked);
        assert!(
            matches!(it.model.popup, Some(Popup::Menu(_) | Popup::Pick(_))),
            "{asks}: {:?}",
            it.model.popup
        );
        let said = "pressed before this choice appeared, and";
        assert!(it.notice().contains(said), "{asks}: {}", it.notice());
        let screen = crate::ui::testing::text(&it.model);
        assert!(screen.contains(said) && screen.lines().last().unwrap().contains("enter"), "{screen}");
        it.press("enter");
        let is_chosen = matches!(it.model.popup, Some(Popup::Confirm(_) | Popup::Message(_)));
        assert!(is_chosen, "{asks}: it is seen now, and chosen: {:?}", it.model.popup);
        assert_eq!(it.writes.len(), before, "{asks}");
    }
}

#[test]
fn what_is_given_up_is_not_opened_when_it_comes() {
    for keys in ["E e", "E m", "E h", "z", "D"] {
        let mut it = on("stopped");
        keys.split(' ').for_each(|key| it.strike(key));
        let asked = slow(&mut it, |effect| {
            let opens = |read: &Read| matches!(read, Read::Whole(_) | Read::Past(_) | Read::Undoable(_));
            matches!(effect, Effect::Work(Work::Read { read, .. }) if opens(read))
        });
        it.press("esc e");
        assert!(matches!(it.model.screen(), Screen::Workbench(_)), "{:?}", it.model.screen().context());
        answered(&mut it, asked);
        assert!(matches!(it.model.screen(), Screen::Workbench(_)), "{:?}", it.model.screen().context());
        assert!(it.model.popup.is_none(), "{keys}: {:?}", it.model.popup);
    }
}

#[test]
fn keys_for_what_could_not_be_read_are_not_carried_out() {
    let (mut it, asked) = form_awaited();
    let denied = CallError::new(ErrorKind::Denied, "DescribeRule", "you may not");
    it.fake.failing.insert("Reading it before a change", denied);
    it.type_text("lDe");
    answered(&mut it, asked);
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "{:?}", it.model.screen().context());
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("you may not"), "{}", note.text);
    assert_eq!(it.notice(), "3 keys were pressed for it and ignored.");
}

/// A rule is being moved, and from another screen it was asked what can be undone. Both answers are slow.
fn moved_and_asked() -> (Explorer, Effect, Effect) {
    let mut it = on("stopped");
    it.press("E m");
    it.type_text("lab");
    it.press("ctrl-s");
    it.strike("y");
    let made = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Write(_))));
    // Nobody waits for it any more.
    it.press("esc F9");
    it.strike("z");
    let asked =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Undoable(_), .. })));
    (it, made, asked)
}

#[test]
fn keys_still_wait_when_a_move_goes_on_meanwhile() {
    let (mut it, made, asked) = moved_and_asked();
    it.type_text("jx");
    it.waiting.push(made);
    it.settle();
    it.type_text("x");
    let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(list.marks.is_empty(), "no key acts on the list");
    answered(&mut it, asked);
    assert!(it.notice().ends_with("3 keys were pressed for it and ignored."), "{}", it.notice());
}

#[test]
fn a_move_and_a_form_that_is_read_meanwhile_both_go_on() {
    let (mut it, made, _) = moved_and_asked();
    it.press("esc");
    it.waiting.insert(0, made);
    it.step();
    let original =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Whole(_), .. })));
    it.settle();
    // The screen went to where the rule is made.
    it.press("esc esc g enter j j");
    it.strike("E");
    it.strike("e");
    let asked =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Whole(_), .. })));
    answered(&mut it, original);
    let of_it = |note: &crate::app::shared::Alert| note.text.contains("Delete rule ec2-stopped-to-slack");
    assert!(it.model.shared.acknowledged.iter().any(of_it), "{:?}", it.model.shared.acknowledged);
    answered(&mut it, asked);
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(
        form.form.title.starts_with("rule ") && !form.form.title.contains("stopped"),
        "{}",
        form.form.title
    );
}

#[test]
fn esc_acknowledges_a_problem_before_it_gives_a_slow_change_up_and_a_form_gives_up_its_own_alone() {
    let (mut it, _) = slow_switch("stopped");
    it.now += 3_000;
    it.model.shared.alert("Something else", "went wrong");
    it.press("esc");
    assert_eq!((given_up(&it), it.model.shared.alerts.len()), (0, 0));
    it.press("esc");
    assert_eq!(given_up(&it), 1);
    assert!(it.notice().starts_with("Cancelled, unless"), "{}", it.notice());
    // Another one is slow beside a form.
    let (mut it, other) = slow_switch("nightly");
    it.press("/");
    it.press("esc");
    it.press("/");
    it.type_text("stopped");
    it.press("enter E e");
    it.type_text("words");
    it.press("ctrl-s");
    it.strike("y");
    let own = slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Write(_))));
    it.press("esc");
    let (Effect::Work(Work::Write(other)), Effect::Work(Work::Write(own))) = (other, own) else {
        panic!("writes")
    };
    let all: Vec<_> = it
        .done
        .iter()
        .filter_map(|effect| match effect {
            Effect::Work(Work::CancelWrites(requests)) => Some(requests.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(all.contains(&own.req) && !all.contains(&other.req), "{all:?}");
}

#[test]
fn giving_up_what_is_awaited_gives_up_no_move() {
    let (mut it, made, _) = moved_and_asked();
    it.waiting.insert(0, made);
    it.step();
    let original =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Whole(_), .. })));
    it.press("esc");
    it.settle();
    answered(&mut it, original);
    let said = it.notice();
    assert!(said.contains("Delete rule ec2-stopped-to-slack"), "{said}");
}

#[test]
fn what_is_asked_for_again_before_it_has_come_opens() {
    let (mut it, first) = form_awaited();
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
            matches!(effect, Effect::Work(Work::Read { read: Read::ProbePlan(_) | Read::BusLog(_), .. }))
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
    let asked =
        slow(&mut it, |effect| matches!(effect, Effect::Work(Work::Read { read: Read::Past(_), .. })));
    it.press("esc s y s");
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
    let write = |effect: &Effect| matches!(effect, Effect::Work(Work::Write(_)));
    let (mut it, _) = slow_switch("stopped");
    it.press("E e");
    it.type_text(" at night");
    it.press("ctrl-s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert_eq!(it.notice(), "It is being changed already; wait for the answer.");
    let mut it = on("stopped");
    it.press("E f");
    it.strike("y");
    let Effect::Work(Work::Write(sent)) = slow(&mut it, write) else { unreachable!() };
    assert!(matches!(sent.op, WriteOp::Change(_)));
    it.press("s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert_eq!(it.notice(), "ec2-stopped-to-slack is being changed already; wait for the answer.");
}

#[test]
fn what_was_said_goes_when_the_mouse_does_something_else() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let left = MouseEventKind::Down(MouseButton::Left);
    for (kind, row) in [(left, 4), (MouseEventKind::ScrollDown, 4), (left, 29)] {
        let mut it = Explorer::small((100, 30));
        it.press("esc");
        assert!(!it.notice().is_empty());
        it.mouse(kind, 2, row);
        assert_eq!(it.notice(), "", "{kind:?}");
        assert!(it.model.popup.is_none() && it.model.stack.len() == 1, "no key that it lay over was pressed");
    }
}

#[test]
fn that_a_call_is_waited_for_is_said_no_longer_than_it_is_so() {
    let mut it = Explorer::small((100, 30));
    let req = it.model.shared.connected_by.unwrap();
    let told = |it: &mut Explorer, text: &str| it.send(Message::Told { req, text: text.into() });
    told(&mut it, "DisableRule has had no answer for 3 s; still waiting.");
    told(&mut it, "");
    assert_eq!(it.notice(), "");
    told(&mut it, "still waiting");
    it.model.shared.alert("Not known whether it was switched", "the connection was cut");
    assert_eq!(it.notice(), "", "what came of it is to be seen");
    told(&mut it, "still slow");
    assert_eq!(it.notice(), "", "and stays so");
    it.model.shared.notify(crate::app::shared::Level::Done, "Saved");
    told(&mut it, "");
    assert_eq!(it.notice(), "Saved");
    told(&mut it, "GetMetricData has had no answer for 3 s; still waiting.");
    assert_eq!(it.notice(), "Saved", "what came of it is not written over");
}

#[test]
fn keys_for_a_form_do_not_go_into_what_came_in_between() {
    let (mut it, asked) = form_awaited();
    it.press("s");
    let save = Action::Save { path: "copy.txt".to_owned(), text: "x".to_owned() };
    it.model.popup = Some(Popup::Menu(Menu::new("Not copied", vec![MenuItem::new('s', "save it", save)])));
    answered(&mut it, asked);
    let is_saved =
        |it: &Explorer| it.done.iter().any(|effect| matches!(effect, Effect::Work(Work::SaveFile { .. })));
    assert!(!is_saved(&it) && it.model.popup.is_some(), "{:?}", it.model.popup);
    it.press("s");
    assert!(is_saved(&it), "its own key is for it");
}
