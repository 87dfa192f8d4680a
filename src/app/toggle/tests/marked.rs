//! Switching marked rules: the state that all of them go to, what becomes of each, and what is said of all.

use super::{all_marked, named, on, question, state, states, with_nightly_on};
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake, session};
use crate::model::{CallError, ErrorKind, RuleState, Session};

/// What a menu offers.
fn offered(it: &Explorer) -> (&str, Vec<&str>) {
    match &it.model.popup {
        Some(Popup::Menu(menu)) => (&menu.title, menu.items.iter().map(|item| item.label.as_str()).collect()),
        other => panic!("no menu: {other:?}, {:?}", it.model.shared.notice),
    }
}

#[test]
fn marked_rules_go_to_one_state_that_is_chosen_and_the_question_names_what_happens_to_each() {
    let mut fake = Fake::small();
    let arn = fake.rules["default"][1].arn.clone();
    fake.remembered.insert(arn, RuleState::Enabled);
    let mut it = all_marked(fake);
    it.press("s");
    let each = [
        "all on: switches 1 of 5",
        "all off: switches 2 of 5",
        "all on for read-only API calls too: switches 1 of 5",
    ];
    assert_eq!(offered(&it), ("Switch 5 marked rules", each.to_vec()));
    let left_out = [
        "! AutoScalingManagedRule  left out: managed by autoscaling.amazonaws.com",
        "! from-the-future         left out: this version of buslens does not know its state \
            ENABLED_ON_TUESDAYS",
    ];
    for (key, title, accept, parts) in [
        (
            "o",
            "Switch 1 of 5 marked rules?",
            "switch 1 on",
            [
                "nightly-report          off → on   restores the state it had",
                "! ec2-stopped-to-slack    left out: it is on already",
                "! iam-readonly-watch      left out: it is on already, for read-only API calls too",
            ],
        ),
        (
            "f",
            "Switch 2 of 5 marked rules?",
            "switch 2 off",
            [
                "ec2-stopped-to-slack     on → off",
                "iam-readonly-watch      all → off  recorded first; switching on restores `all`",
                "! nightly-report          left out: it is off already",
            ],
        ),
        (
            "a",
            "Switch 1 of 5 marked rules?",
            "switch 1 to all",
            [
                "ec2-stopped-to-slack     on → all",
                "! nightly-report          left out: a schedule starts it, and no API call does",
                "! iam-readonly-watch      left out: it is on for read-only API calls already",
            ],
        ),
    ] {
        // The menu of changes leads to the same question.
        for menu in ["s", "E"] {
            it.press("esc");
            it.press(menu);
            it.press(key);
            assert_eq!((question(&it).title.as_str(), question(&it).accept.as_str()), (title, accept));
            let text = question(&it).page().plain();
            for part in parts.iter().chain(&left_out) {
                assert!(text.contains(part), "{part} is not in:\n{text}");
            }
        }
    }
    it.press("esc");
    assert!(it.writes.is_empty());
    assert_eq!(it.model.screen().marked_count(), 5, "esc closes the question, not the marks");
}

#[test]
fn rules_of_a_partners_bus_get_no_api_calls_and_are_left_out() {
    let bus = "aws.partner/shop.example/17";
    let mut fake = Fake::small();
    let mut rules = fake.rules["orders"].clone();
    for rule in &mut rules {
        rule.bus = bus.to_owned();
    }
    fake.rules.insert(bus.to_owned(), rules);
    let mut it = Explorer::over(fake, (120, 30));
    it.press("j enter X s");
    assert_eq!(offered(&it).1[2], "all on for read-only API calls too: switches 0 of 2");
    it.press("a");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(note.text.matches("left out: a partner's bus gets no API calls").count(), 2, "{}", note.text);
}

#[test]
fn one_marked_rule_is_asked_about_as_one_that_is_selected() {
    let mut it = on("stopped");
    it.press("x s");
    assert_eq!(question(&it).title, "Switch off ec2-stopped-to-slack?");
    let mut it = on("AutoScaling");
    it.press("x s");
    assert!(it.model.popup.is_none() && it.notice().contains("only that service can switch it"));
}

#[test]
fn all_marked_rules_are_switched_and_switched_back_together() {
    use RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail};
    let mut it = all_marked(with_nightly_on());
    it.press("s f y");
    let there = named(&[
        ("ec2-stopped-to-slack", Disabled),
        ("iam-readonly-watch", Disabled),
        ("nightly-report", Disabled),
    ]);
    assert_eq!(states(&it), there);
    assert_eq!(it.notice(), "3 of 3 rules were switched (3 off); z undoes all of it. m has each.");
    assert_eq!(state(&it, "iam-readonly-watch"), "off");
    it.press("m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    for each in ["✓ ec2-stopped-to-slack: on → off", "✓ iam-readonly-watch: all → off"] {
        assert!(note.text.contains(each), "{}", note.text);
    }
    it.press("esc z enter");
    assert_eq!(question(&it).title, "Undo 3 of 3 changes?");
    it.writes.clear();
    it.press("y");
    let mut back = named(&[
        ("ec2-stopped-to-slack", Enabled),
        ("iam-readonly-watch", EnabledWithAllCloudTrail),
        ("nightly-report", Enabled),
    ]);
    back.reverse();
    assert_eq!(states(&it), back);
    it.press("z");
    assert!(it.notice().starts_with("nothing to undo"), "{}", it.notice());
    // To the third state, which the undo takes back as well.
    it.writes.clear();
    it.press("s a y");
    assert_eq!(states(&it), named(&[("ec2-stopped-to-slack", EnabledWithAllCloudTrail)]));
    it.press("z enter y");
    assert_eq!(state(&it, "ec2-stopped-to-slack"), "on");
}

#[test]
fn switches_are_counted_while_they_are_answered() {
    let mut fake = with_nightly_on();
    fake.refusing
        .insert("iam-readonly-watch".into(), CallError::new(ErrorKind::Denied, "DisableRule", "you may not"));
    let mut it = all_marked(fake);
    it.press("s f");
    it.strike("y");
    let is_write = |effect: &mut Effect| matches!(effect, Effect::Work(Work::Write(_)));
    let sent: Vec<Effect> = it.waiting.extract_if(.., is_write).collect();
    assert_eq!(sent.len(), 3);
    let mut told = Vec::new();
    for write in sent {
        it.waiting.push(write);
        it.settle();
        told.push(it.notice().to_owned());
    }
    assert_eq!(told[..2], ["1 of 3 switched …", "1 of 3 switched, 1 not …"]);
    assert_eq!(it.model.shared.alerts[0].title, "1 of 3 rules not switched");
}

#[test]
fn what_fails_is_said_by_rule_and_only_what_did_not_is_undone() {
    let mut fake = with_nightly_on();
    fake.refusing
        .insert("nightly-report".into(), CallError::new(ErrorKind::Denied, "DisableRule", "you may not"));
    let mut it = all_marked(fake);
    it.press("s f y");
    let alert = &it.model.shared.alerts[0];
    assert_eq!(alert.title, "1 of 3 rules not switched");
    assert_eq!(
        alert.text,
        "✗ nightly-report: DisableRule failed: you may not\n\
         ✓ ec2-stopped-to-slack: on → off\n✓ iam-readonly-watch: all → off\n\n\
         2 of 3 rules were switched (2 off); z undoes all of it."
    );
    it.press("esc z enter");
    assert_eq!(question(&it).title, "Undo 2 of 2 changes?");
}

#[test]
fn a_state_that_cannot_be_told_leaves_the_rule_out() {
    let mut fake = Fake::small();
    fake.rules.get_mut("default").unwrap()[0].state = RuleState::Disabled;
    fake.failing.insert(
        "Reading rule-states.json",
        CallError::new(ErrorKind::Other, "Reading rule-states.json", "it is damaged"),
    );
    let mut it = all_marked(fake);
    it.press("s o");
    // A schedule has one state of being on, and nothing is read for it.
    assert_eq!(question(&it).title, "Switch 1 of 5 marked rules?");
    let text = question(&it).page().plain();
    assert!(text.contains("cannot be told: Reading rule-states.json failed: it is damaged"), "{text}");
}

#[test]
fn read_only_mode_asks_nothing_of_marked_rules_either() {
    let mut it = Explorer::cold(
        Fake::small(),
        (80, 24),
        Session { read_only: Some(crate::model::ReadOnly::Flag), ..session() },
    );
    it.settle();
    it.press("enter X s");
    assert!(it.notice().starts_with("read-only"), "{}", it.notice());
    assert!(it.model.popup.is_none() && it.writes.is_empty());
}
