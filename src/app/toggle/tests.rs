//! Switching rules: what is asked, what is sent, what is said afterwards.

use crate::app::command::{Command, Context, TABLE};
use crate::app::confirm::Confirm;
use crate::app::confirm::WriteOp;
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake, session};
use crate::model::{CallError, ErrorKind, RuleState, Session};

mod marked;

fn question(it: &Explorer) -> &Confirm {
    match &it.model.popup {
        Some(Popup::Confirm(confirm)) => confirm,
        other => panic!("no question: {other:?}, {:?}", it.model.shared.notice),
    }
}

/// On the rule with that name.
fn on(name: &str) -> Explorer {
    over(Fake::small(), name)
}

fn over(fake: Fake, name: &str) -> Explorer {
    let mut it = Explorer::over(fake, (80, 24));
    it.press("enter /");
    it.type_text(name);
    it.press("enter");
    it
}

fn states(it: &Explorer) -> Vec<(String, RuleState)> {
    let set = |op: &WriteOp| match op {
        WriteOp::SetState { rule, to } => (rule.name.clone(), to.clone()),
        WriteOp::PutRule { new, .. } => (new.name.clone(), new.state.clone()),
        WriteOp::Change(change) => {
            let state = change.to.as_ref().and_then(|to| to.text("State")).unwrap().to_owned();
            (change.thing.name().to_owned(), RuleState::from(state))
        }
        WriteOp::Send(_) | WriteOp::Probe(_) | WriteOp::RemoveTaps(_) => panic!("{op:?}"),
        WriteOp::Tap(tap) => (tap.rule().name, tap.state.clone()),
    };
    it.writes.iter().map(set).collect()
}

fn state(it: &Explorer, name: &str) -> String {
    let rules = it.model.shared.account.rules["default"].rows();
    rules.iter().find(|rule| rule.name == name).unwrap().state.word().to_owned()
}

#[test]
fn the_question_names_everything_and_only_yes_sends() {
    let mut it = on("stopped");
    it.press("s");
    let text = question(&it).page().plain();
    for part in ["ec2-stopped-to-slack", "default", "123456789012 (profile prod)", "eu-west-1", "on → off"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    for no in ["esc", "n", "q", "enter", "ctrl-c"] {
        it.press(no);
        assert!(it.model.popup.is_none() && it.writes.is_empty(), "{no} must not send");
        assert_eq!(it.notice(), "Cancelled; nothing was changed.");
        it.press("s");
    }
    it.press("y");
    assert_eq!(states(&it), [("ec2-stopped-to-slack".into(), RuleState::Disabled)]);
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "off");
    assert_eq!(it.notice(), "ec2-stopped-to-slack is off now; it was on. z undoes it.");
}

#[test]
fn enter_presses_the_button_that_is_chosen() {
    let mut it = on("stopped");
    it.press("s tab enter");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn the_mouse_presses_a_questions_buttons_and_nothing_beside_them() {
    use crate::app::dialog::Press;
    use crate::app::dialog::layout;
    use crossterm::event::{MouseButton, MouseEventKind};
    let click = MouseEventKind::Down(MouseButton::Left);
    let button = |it: &Explorer, press: Press| {
        let buttons = layout(it.model.popup.as_ref().unwrap(), &it.model.visible())
            .buttons(question(it), &it.model.shared.keymap);
        buttons.into_iter().find(|button| button.press == press).unwrap()
    };
    let mut it = on("stopped");
    it.press("s");
    let yes = button(&it, Press::Accept);
    let shown = crate::ui::testing::text(&it.model);
    let row: String =
        shown.lines().nth(usize::from(yes.area.y)).unwrap().chars().skip(usize::from(yes.area.x)).collect();
    assert!(row.starts_with(&yes.label), "{shown}");
    it.mouse(click, yes.area.right(), yes.area.y);
    it.mouse(click, yes.area.x, yes.area.y - 1);
    assert!(it.writes.is_empty() && it.model.popup.is_some());
    let no = button(&it, Press::Cancel);
    it.mouse(click, no.area.x, no.area.y);
    assert!(it.writes.is_empty() && it.model.popup.is_none());
    it.press("s");
    it.mouse(click, yes.area.x + 1, yes.area.y);
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "off");
}

/// What can be taken back, as the list says it.
fn undo_list(it: &Explorer) -> Vec<String> {
    match &it.model.popup {
        Some(Popup::Menu(menu)) => menu.items.iter().map(|item| item.label.clone()).collect(),
        other => panic!("no list: {other:?}, {:?}", it.model.shared.notice),
    }
}

#[test]
fn where_the_configuration_asks_for_it_a_yes_is_the_accounts_label_typed() {
    let ask = || {
        let mut it = on("stopped");
        let settings = &mut it.model.shared.session.settings;
        (settings.label, settings.type_label) = (Some("production".to_owned()), true);
        it.press("s y");
        it
    };
    for wrong in ["enter", "y enter", "p r o d enter", "P r o d u c t i o n enter", "esc", "ctrl-c"] {
        let mut it = ask();
        it.press(wrong);
        assert!(it.writes.is_empty(), "{wrong}");
    }
    let mut it = ask();
    it.send(crate::app::Message::Paste("production".to_owned()));
    it.press("enter");
    assert!(it.writes.is_empty(), "what is pasted was not typed");
    it.type_text("productiom");
    it.press("backspace");
    it.type_text("n");
    it.press("enter");
    assert_eq!(it.writes.len(), 1, "{}", it.notice());
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "off");
}

#[test]
fn undo_lists_what_was_done_and_asks_before_it_takes_it_back() {
    let mut it = on("stopped");
    it.press("z");
    assert!(it.notice().starts_with("nothing to undo"), "{}", it.notice());
    it.press("s y z");
    let list = undo_list(&it);
    assert_eq!(list.len(), 1);
    assert!(list[0].ends_with("Switch rule ec2-stopped-to-slack on bus default: on → off"), "{list:?}");
    it.press("enter");
    let text = question(&it).page().plain();
    assert!(text.contains("- State: DISABLED") && text.contains("+ State: ENABLED"), "{text}");
    assert!(text.contains("EnableRule"), "{text}");
    assert_eq!(it.writes.len(), 1);
    it.press("y");
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "on");
    it.press("z");
    assert!(it.notice().starts_with("nothing to undo"), "{}", it.notice());
}

#[test]
fn undoing_again_goes_further_back() {
    let mut it = on("stopped");
    it.press("s y esc /");
    it.type_text("readonly");
    it.press("enter s y z");
    assert_eq!(undo_list(&it).len(), 2);
    it.press("enter y");
    assert_eq!(state(&it, "iam-readonly-watch"), "all");
    it.press("z");
    assert_eq!(undo_list(&it).len(), 1);
    it.press("1 y");
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "on");
}

#[test]
fn the_special_state_is_restored_from_the_record() {
    let mut it = on("readonly");
    it.press("s");
    assert!(question(&it).page().plain().contains("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"));
    it.press("y");
    let rule =
        it.model.shared.account.rules["default"].rows().iter().find(|rule| rule.name == "iam-readonly-watch");
    let arn = rule.unwrap().arn.clone();
    it.fake.remembered.insert(arn, RuleState::EnabledWithAllCloudTrail);
    it.press("s");
    assert!(question(&it).page().plain().contains("off → all"));
    it.press("y");
    let name = || "iam-readonly-watch".to_owned();
    assert_eq!(states(&it), [(name(), RuleState::Disabled), (name(), RuleState::EnabledWithAllCloudTrail)]);
}

#[test]
fn switching_on_from_the_menu_restores_the_special_state_too() {
    let with_record = || {
        let mut fake = Fake::small();
        let mut rules = fake.rules.values_mut().flatten();
        let rule = rules.find(|rule| rule.name == "iam-readonly-watch").unwrap();
        rule.state = RuleState::Disabled;
        fake.remembered.insert(rule.arn.clone(), RuleState::EnabledWithAllCloudTrail);
        fake
    };
    let name = || "iam-readonly-watch".to_owned();
    let mut it = over(with_record(), "readonly");
    it.press("E o");
    assert!(question(&it).page().plain().contains("off → all"));
    it.press("y");
    assert_eq!(states(&it), [(name(), RuleState::EnabledWithAllCloudTrail)]);

    let mut it = all_marked(with_record());
    it.press("E o");
    let text = question(&it).page().plain();
    for part in ["iam-readonly-watch      off → all", "! ec2-stopped-to-slack    left out: it is on already"]
    {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    it.press("y");
    let on = [(name(), RuleState::EnabledWithAllCloudTrail), ("nightly-report".into(), RuleState::Enabled)];
    assert_eq!(states(&it), on);
    // Of several that are on, none loses what it takes beside.
    let mut it = all_marked(Fake::small());
    it.press("E o");
    let text = question(&it).page().plain();
    assert!(text.contains("iam-readonly-watch      left out: it is on already"), "{text}");
}

#[test]
fn without_a_record_it_says_so_and_offers_both() {
    let mut fake = Fake::small();
    fake.rules.get_mut("default").unwrap()[0].state = RuleState::Disabled;
    let mut it = over(fake.clone(), "stopped");
    it.press("s");
    let text = question(&it).page().plain();
    assert!(text.contains("off → on") && text.contains("not on record"), "{text}");
    assert_eq!(question(&it).other.as_ref().map(|other| other.key), Some('a'));
    it.press("a");
    assert_eq!(states(&it), [("ec2-stopped-to-slack".into(), RuleState::EnabledWithAllCloudTrail)]);
    let mut it = over(fake, "stopped");
    it.press("s y");
    assert_eq!(states(&it), [("ec2-stopped-to-slack".into(), RuleState::Enabled)]);
    let mut it = on("nightly");
    it.press("s");
    assert_eq!(question(&it).other, None, "the special state means nothing to a schedule");
    it.press("y");
    assert_eq!(states(&it), [("nightly-report".into(), RuleState::Enabled)]);
}

#[test]
fn a_recorded_state_nobody_knows_is_said_and_not_guessed_at() {
    let mut fake = Fake::small();
    let arn = fake.rules["default"][1].arn.clone();
    fake.remembered.insert(arn, RuleState::Other("ENABLED_ON_TUESDAYS".into()));
    let mut it = over(fake, "nightly");
    it.press("s");
    assert!(question(&it).page().plain().contains("It was ENABLED_ON_TUESDAYS before"));
    let mut ops = question(&it).ops();
    assert_eq!(
        *ops.next().unwrap(),
        WriteOp::SetState { rule: it.fake.rules["default"][1].clone(), to: RuleState::Enabled }
    );
}

#[test]
fn an_unknown_state_is_not_overwritten_silently() {
    let mut it = on("future");
    it.press("s");
    assert!(question(&it).page().plain().contains("does not know the state ENABLED_ON_TUESDAYS"));
}

#[test]
fn a_managed_rule_says_who_manages_it() {
    let mut it = on("AutoScaling");
    it.press("s");
    assert_eq!(
        it.notice(),
        "AutoScalingManagedRule is managed by autoscaling.amazonaws.com: only that service can switch it"
    );
    assert!(it.model.popup.is_none());
}

#[test]
fn a_second_switch_waits_for_the_first() {
    let mut it = on("stopped");
    it.strike("s");
    it.strike("y");
    it.strike("s");
    assert_eq!(it.notice(), "ec2-stopped-to-slack is being switched already; wait for the answer.");
    assert!(it.model.popup.is_none());
}

#[test]
fn what_a_rule_was_is_told_also_where_the_list_was_read_anew_meanwhile() {
    let mut it = on("stopped");
    it.press("s");
    it.strike("y");
    let is_write = |effect: &Effect| matches!(effect, Effect::Work(Work::Write(_)));
    let at = it.waiting.iter().position(is_write).unwrap();
    let sent = it.waiting.remove(at);
    let rules = it.fake.rules.get_mut("default").unwrap();
    rules
        .iter_mut()
        .filter(|rule| rule.name.contains("stopped"))
        .for_each(|rule| rule.state = RuleState::Disabled);
    it.press("R");
    it.waiting.push(sent);
    it.settle();
    assert_eq!(it.notice(), "ec2-stopped-to-slack is off now; it was on. z undoes it.");
}

#[test]
fn a_lost_answer_is_never_told_as_not_switched() {
    let mut it = on("stopped");
    let lost = CallError::new(ErrorKind::Network, "DisableRule", "no answer").not_known();
    it.fake.failing.insert("Write", lost.clone());
    it.press("s y");
    let alert = &it.model.shared.alerts[0];
    assert_eq!(alert.title, "Not known whether ec2-stopped-to-slack was switched");
    assert!(alert.text.contains("sent once"), "{}", alert.text);
    let mut fake = with_nightly_on();
    fake.refusing.insert("nightly-report".into(), lost);
    let mut it = all_marked(fake);
    it.press("s f y");
    let alert = &it.model.shared.alerts[0];
    assert_eq!(alert.title, "Not known of 1 of 3 rules whether they were switched");
    assert!(alert.text.starts_with("? nightly-report: "), "{}", alert.text);
}

#[test]
fn failures_and_surprises_stay_until_they_are_acknowledged() {
    let mut it = on("stopped");
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "DisableRule", "you may not"));
    it.press("s y");
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "on");
    it.press("j k");
    assert_eq!(it.model.shared.alerts[0].title, "ec2-stopped-to-slack was not switched");
    it.press("m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!() };
    assert!(note.text.contains("DisableRule failed: you may not"));
    it.press("esc");
    assert!(it.model.shared.alerts.is_empty());

    it.fake.failing.clear();
    it.fake.surprises = vec!["State is ENABLED, not DISABLED.".into()];
    it.press("s y");
    assert_eq!(it.model.shared.alerts[0].text, "State is ENABLED, not DISABLED.");
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "on", "the row shows what was read back");
    it.press("esc");
    assert!(it.model.shared.alerts.is_empty());
}

#[test]
fn no_write_happens_without_an_accepted_question() {
    let keys: Vec<String> = TABLE.iter().flat_map(|row| row.keys.iter().map(ToString::to_string)).collect();
    for first in &keys {
        for second in ["enter", "esc", "q", "s", "z", "space", "down enter"] {
            let mut it = on("stopped");
            it.press(first);
            it.press(second);
            assert!(it.writes.is_empty(), "{first} {second} wrote {:?}", it.writes);
        }
    }
}

#[test]
fn read_only_mode_asks_nothing_and_says_why() {
    let mut it = Explorer::cold(
        Fake::small(),
        (80, 24),
        Session { read_only: Some(crate::model::ReadOnly::Flag), ..session() },
    );
    it.settle();
    it.press("enter j");
    let footer: Vec<_> =
        it.model.visible().footer().iter().filter(|row| row.writes).map(|row| row.name).collect();
    assert!(footer.is_empty(), "{footer:?}");
    let here = |row: &&Command| row.writes && row.contexts.contains(&Context::Browse);
    for row in TABLE.iter().filter(here) {
        for key in row.keys {
            it.press(key);
            assert!(it.model.popup.is_none(), "{} asks", row.name);
            assert!(it.notice().starts_with("read-only"), "{}: {}", row.name, it.notice());
        }
    }
    assert!(!it.done.iter().chain(&it.waiting).any(|effect| matches!(effect, Effect::Work(Work::Write(_)))));
}

/// On the rules of the default bus, all of them marked.
fn all_marked(fake: Fake) -> Explorer {
    let mut it = Explorer::over(fake, (100, 30));
    it.press("enter X");
    it
}

fn named(states: &[(&str, RuleState)]) -> Vec<(String, RuleState)> {
    states.iter().map(|(name, state)| ((*name).to_owned(), state.clone())).collect()
}

/// The small account with its scheduled rule on.
fn with_nightly_on() -> Fake {
    let mut fake = Fake::small();
    fake.rules.get_mut("default").unwrap()[1].state = RuleState::Enabled;
    fake
}

#[test]
fn where_no_rule_is_listed_a_bus_is_not_what_is_meant() {
    for key in ["D", "E"] {
        let mut it = on("no such rule");
        it.press(key);
        assert!(it.model.popup.is_none(), "{key} asks about {:?}", it.model.popup);
        assert!(it.writes.is_empty() && !it.notice().is_empty(), "{key} says nothing");
    }
}
