//! Changes asked for, made and told.

mod undoing;

use crate::app::Message;
use crate::app::confirm::WriteOp;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, keys_of};
use crate::model::{CallError, Change, ErrorKind, Held, Here, OPERATIONS, RuleKey, Thing, Uses};
use serde_json::json;
use std::collections::BTreeSet;

/// On the rule with that name.
fn on(name: &str) -> Explorer {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    it.press("enter /");
    it.type_text(name);
    it.press("enter");
    it
}

#[test]
fn deleting_shows_what_goes_and_wants_the_name() {
    let mut it = on("stopped");
    it.press("D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = typed.confirm.page().plain();
    for part in
        ["- target pager: Arn", "- tag team = platform", "2 targets go", "RemoveTargets", "DeleteRule"]
    {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    it.press("y enter");
    it.type_text("ec2-stopped");
    it.press("enter");
    assert!(it.writes.is_empty(), "half a name is no yes");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let said = "`yec2-stopped` is not `ec2-stopped-to-slack`: nothing was sent. Type `ec2-stopped-to-slack`:";
    assert_eq!(typed.wants(), said);
    for _ in 0..40 {
        it.press("backspace");
    }
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("erasing it answers nothing") };
    assert_eq!((typed.prompt.text(), typed.wrong.as_deref()), ("", None));
    it.press("esc");
    assert_eq!(it.notice(), "Cancelled; nothing was changed.");
    it.press("D");
    it.type_text("ec2-stopped-to-slack");
    it.press("enter");
    assert_eq!(it.writes.len(), 1);
    assert!(
        it.notice().starts_with("Done: Delete rule ec2-stopped-to-slack on bus default."),
        "{}",
        it.notice()
    );
}

#[test]
fn of_several_that_are_deleted_each_is_named_before_what_is_different() {
    let mut it = on("");
    it.press("j x j x D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = typed.confirm.page().plain();
    let named: Vec<usize> = text.match_indices("Delete rule ").map(|(at, _)| at).collect();
    let (first, last) = (named[0], named[1]);
    let between = &text[first..last];
    assert!(named.len() == 4 && !between.contains("- "), "{text}");
    let once = "Events that come while it is gone are not delivered";
    assert_eq!(text.matches(once).count(), 1, "{text}");
    assert!(text.contains(&format!("! Each: {once}")), "{text}");
}

#[test]
fn a_managed_rule_is_not_moved_and_its_copy_asks_nothing_of_the_original() {
    let mut it = on("AutoScaling");
    it.press("E");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(menu.title.starts_with("Only autoscaling.amazonaws.com can change rule "), "{}", menu.title);
    let keys: String = menu.items.iter().map(|item| item.key).collect();
    assert_eq!(keys, "ch", "what only its owner can do is not offered");
    it.press("c");
    let crate::app::screen::Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.popup) };
    assert!(form.form.entries.iter().all(|entry| entry.label != "the original"));
}

#[test]
fn a_managed_rule_is_not_deleted_and_a_failure_stays_until_it_is_read() {
    let mut it = on("AutoScaling");
    it.press("D");
    assert!(it.notice().contains("managed by autoscaling.amazonaws.com"), "{}", it.notice());
    let mut it = Explorer::over(Fake::small(), (80, 24));
    it.press("D");
    assert!(it.notice().contains("the default bus") && it.model.popup.is_none(), "{}", it.notice());
    it.press("E");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(menu.items.iter().all(|item| item.key != 'D'), "{:?}", menu.items);
    let mut it = on("nightly");
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "DeleteRule", "you may not"));
    it.press("D");
    it.type_text("nightly-report");
    it.press("enter");
    let alert = &it.model.shared.alerts[0];
    assert_eq!(alert.title, "Not done: Delete rule nightly-report on bus default");
    assert!(alert.text.contains("you may not"));
}

#[test]
fn what_is_marked_goes_with_one_question_and_comes_back_with_one() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.press("enter j x x D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(typed.confirm.title, "Delete 2 rules?");
    it.type_text("2 rules");
    it.press("enter");
    assert_eq!(it.writes.len(), 2);
    it.press("z enter");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(confirm.title, "Undo 2 of 2 changes?");
    it.press("y");
    assert!(it.notice().starts_with("2 of 2 undone."), "{}", it.notice());
}

#[test]
fn in_read_only_mode_no_key_makes_a_write() {
    use crate::app::command::TABLE;
    use crate::app::effect::{Effect, Work};
    use crate::app::testing::session;
    use crate::model::{ReadOnly, Session};
    let read_only = Session { read_only: Some(ReadOnly::Flag), ..session() };
    let mut it = Explorer::cold(Fake::small(), (80, 24), read_only);
    it.settle();
    let quits = ["ctrl-c", "ctrl-q", "ctrl-z"];
    let mut keys: Vec<&str> =
        TABLE.iter().flat_map(|row| row.keys.iter().chain(row.text_keys)).copied().collect();
    keys.retain(|key| !quits.contains(key));
    keys.extend(["a", "o", "1", "b", "r", "y", "enter", "esc"]);
    // A xorshift generator: the same keys in every run.
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for n in 0..10_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % keys.len() as u64).unwrap();
        it.press(keys[at]);
        assert!(it.writes.is_empty(), "key {n}, {}: {:?}", keys[at], it.writes);
        it.done.clear();
        assert!(!it.waiting.iter().any(|effect| matches!(effect, Effect::Work(Work::Write(_)))));
    }
}

/// On the rules of the default bus, with all of them marked.
fn all_marked() -> Explorer {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    it.press("enter X");
    it
}

fn changes(it: &Explorer) -> Vec<&Change> {
    fn change(op: &WriteOp) -> &Change {
        match op {
            WriteOp::Change(change) => change,
            other => panic!("{other:?}"),
        }
    }
    it.writes.iter().map(change).collect()
}

#[test]
fn tags_go_to_all_marked_rules_and_what_is_left_out_says_why() {
    let mut it = all_marked();
    it.press("E g");
    it.type_text("cost=7");
    it.press("tab");
    it.type_text("team");
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = confirm.page().plain();
    assert!(
        text.contains("rule AutoScalingManagedRule on bus default  left out: ")
            && text.contains("autoscaling.amazonaws.com"),
        "{text}"
    );
    assert!(text.contains("- tag team = platform") && text.contains("+ tag cost = 7"), "{text}");
    it.press("y");
    assert_eq!(changes(&it).len(), 4);
    assert!(it.notice().starts_with("4 of 4 done."), "{}", it.notice());
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "the form is left once it is done");
    // Each result is kept.
    it.press("m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(note.text.matches("✓ Change rule").count(), 4, "{}", note.text);
}

#[test]
fn a_dead_letter_queue_goes_to_the_targets_that_have_none() {
    let mut it = all_marked();
    it.press("E q");
    it.type_text("arn:aws:sqs:eu-west-1:123456789012:late");
    it.press("ctrl-s y");
    let changes = changes(&it);
    let names: Vec<_> = changes.iter().map(|change| change.thing.name()).collect();
    assert_eq!(names, ["ec2-stopped-to-slack", "nightly-report"], "the others have no targets of their own");
    let targets = changes[0].to.as_ref().unwrap().targets.as_ref().unwrap();
    assert_eq!(targets["logs"]["DeadLetterConfig"]["Arn"], "arn:aws:sqs:eu-west-1:123456789012:late");
    let before = &changes[0].was.as_ref().unwrap().targets.as_ref().unwrap()["pager"];
    assert_eq!(&targets["pager"], before, "a target with one keeps it, and all else");
}

#[test]
fn deleting_many_wants_their_number() {
    let mut it = all_marked();
    it.press("D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(typed.wants(), "Type `4 rules` to delete them:");
    it.type_text("4 rules");
    it.press("enter");
    assert_eq!(it.writes.len(), 4);
}

#[test]
fn a_bus_with_rules_is_refused_before_its_name_is_asked_and_what_uses_a_thing_is_shown() {
    let mut fake = Fake::small();
    let bus = |name: &str| Thing::Bus(name.to_owned());
    for name in ["orders", "lab"] {
        let arn = crate::app::testing::bus(name).arn;
        fake.things.insert(
            bus(name),
            Held { arn, policy: Some(Vec::new()), ..Held::with_settings(serde_json::Map::new()) },
        );
    }
    fake.uses.insert(bus("orders"), Uses { rules_on_it: vec!["orders-audit".into()], ..Uses::default() });
    let to_it = Uses {
        rules_to_it: vec![RuleKey::new("default", "forward")],
        others: vec![Thing::Archive("lab-archive".into())],
        unseen: vec!["whether there are replays of it is not known: denied".into()],
        ..Uses::default()
    };
    fake.uses.insert(bus("lab"), to_it);
    let mut it = Explorer::over(fake, (80, 24));
    it.press(": b u s space o r d e r s enter left D");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("still has rules: orders-audit"), "{}", note.text);
    it.press("esc : b u s space l a b enter left D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = typed.confirm.page().plain();
    for part in [
        "rule forward on bus default sends to it",
        "archive lab-archive uses it",
        "replays of it is not known",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn what_was_changed_of_a_rule_here_is_listed_with_its_difference() {
    let mut it = on("stopped");
    it.press("E h");
    assert!(it.notice().starts_with("No change of rule ec2-stopped-to-slack"), "{}", it.notice());
    it.press("E e");
    it.type_text(" at night");
    it.press("ctrl-s y E h");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let label = &menu.items[0].label;
    assert!(label.ends_with("Description page the team → page the team at night, done"), "{label}");
    it.press("1");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("+ Description: page the team at night"), "{}", note.text);
}

/// An account with one of everything that can be changed.
fn furnished() -> Explorer {
    let mut fake = Fake::small();
    let held = |settings: serde_json::Value| Held::with_settings(settings.as_object().unwrap().clone());
    let bus = Held {
        arn: crate::app::testing::bus("lab").arn,
        policy: Some(Vec::new()),
        tags: Some([("team".to_owned(), "lab".to_owned())].into()),
        ..held(json!({}))
    };
    let place = |rest: &str| format!("arn:aws:events:eu-west-1:123456789012:{rest}");
    let archive = json!({"EventSourceArn": place("event-bus/orders"), "RetentionDays": 30});
    let window = json!({
        "EventSourceArn": place("archive/orders-archive"), "EventStartTime": 1, "EventEndTime": 2,
        "Destination": {"Arn": place("event-bus/orders")},
    });
    let destination = json!({
        "ConnectionArn": place("connection/slack/1"), "InvocationEndpoint": "https://a.example", "HttpMethod": "POST",
    });
    for (thing, what) in [
        (Thing::Bus("lab".into()), bus),
        (
            Thing::Archive("orders-archive".into()),
            Held { arn: place("archive/orders-archive").into(), ..held(archive) },
        ),
        (Thing::Replay("after-the-outage".into()), Held { state: Some("RUNNING".into()), ..held(window) }),
        (
            Thing::Connection("slack".into()),
            Held { state: Some("AUTHORIZED".into()), ..held(json!({"AuthorizationType": "API_KEY"})) },
        ),
        (Thing::Destination("slack-hook".into()), held(destination)),
        (Thing::Source("aws.partner/shop.example/17".into()), held(json!({"State": "PENDING"}))),
    ] {
        fake.things.insert(thing, what);
    }
    Explorer::over(fake, (120, 40))
}

#[test]
fn every_operation_that_changes_something_is_reached_by_keys() {
    let mut called = BTreeSet::new();
    // Keys; a word that names none is typed letter by letter.
    for keys in [
        "n b shop ctrl-s y",
        ": b u s space l a b enter left E e words ctrl-s y",
        ": b u s space l a b enter left E p one tab 222233334444 ctrl-s y E w ctrl-u backspace ctrl-s",
        ": b u s space l a b enter left E g enter cost=7 ctrl-s y",
        ": b u s space l a b enter left E g backspace backspace backspace backspace backspace backspace \
            backspace backspace ctrl-s y",
        ": b u s space l a b enter left E k kept ctrl-s y",
        ": b u s space l a b enter left D lab enter",
        "enter / stopped enter E e words ctrl-s y",
        "enter / stopped enter E f y",
        "enter / nightly enter E o y",
        "enter / stopped enter E t n dlq enter ctrl-s y",
        "enter / stopped enter E t end enter y",
        "enter / stopped enter D ec2-stopped-to-slack enter",
        ": archives enter / orders enter E e words ctrl-s y",
        ": archives enter / orders enter E r again tab tab tab 2026-11-30T00:00:00Z tab 2026-11-30T01:00:00Z ctrl-s y",
        ": archives enter / orders enter D orders-archive enter",
        ": replays enter D after-the-outage enter",
        "n c pager tab API_KEY tab name tab s3cret ctrl-s y",
        ": connections enter E e tab tab tab words ctrl-s y",
        ": connections enter E x slack enter",
        ": connections enter D slack enter",
        "n d page tab slack enter https://a.example tab POST ctrl-s y",
        ": destinations enter E e tab tab tab 5 ctrl-s y",
        ": destinations enter D slack-hook enter",
        ": sources enter E a y",
        ": sources enter E d y",
    ] {
        let mut it = furnished();
        if keys.contains("E d y") {
            let active = json!({"State": "ACTIVE"});
            let held = Held::with_settings(active.as_object().unwrap().clone());
            it.fake.things.insert(Thing::Source("aws.partner/shop.example/17".into()), held);
        }
        if keys.contains("E w") {
            // The policy as it is once somebody was let in.
            let bus = it.fake.things.get_mut(&Thing::Bus("lab".into())).unwrap();
            let statement = crate::model::letting_in("one", bus.arn.as_str(), &crate::model::Who::Everybody);
            bus.policy = Some(vec![statement]);
            for key in keys_of(": b u s space l a b enter left E w") {
                it.send(Message::Key(key));
                it.settle();
            }
            for _ in 0..400 {
                it.press("backspace");
            }
            it.press("ctrl-s y");
            assert_eq!(it.writes.len(), 1, "{:?}", it.model.popup);
            note(&it, &mut called);
            it = furnished();
        }
        for key in keys_of(keys.split(" E w").next().unwrap()) {
            it.send(Message::Key(key));
            it.settle();
        }
        assert!(
            !it.writes.is_empty(),
            "{keys}: {:?} {}",
            it.model.popup,
            crate::ui::testing::text(&it.model)
        );
        note(&it, &mut called);
    }
    let reads = ["Describe", "List", "Test", "PutEvents"];
    let wanted: BTreeSet<&str> = OPERATIONS
        .iter()
        .filter(|one| matches!(one.here, Here::Command(_)))
        .map(|one| one.name)
        .filter(|name| !reads.iter().any(|read| name.starts_with(read)))
        .collect();
    let missing: Vec<_> = wanted.difference(&called).collect();
    assert!(missing.is_empty(), "{missing:?} are reached by no keys");
}

/// The operations that what was sent takes.
fn note(it: &Explorer, called: &mut BTreeSet<&'static str>) {
    for write in &it.writes {
        match write {
            WriteOp::Change(change) => called.extend(change.steps().iter().map(|step| step.operation)),
            WriteOp::SetState { to, .. } if to.is_disabled() => called.extend(["DisableRule"]),
            WriteOp::SetState { .. } => called.extend(["EnableRule"]),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn of_two_marked_rules_the_one_that_can_be_deleted_is_asked_for_by_its_name() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.press("enter x x D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(typed.confirm.title, "Delete 1 rule?");
    assert_eq!(typed.wants(), "Type `ec2-stopped-to-slack` to delete it:");
    assert!(typed.confirm.page().plain().contains("rule AutoScalingManagedRule on bus default  left out: "));
}
