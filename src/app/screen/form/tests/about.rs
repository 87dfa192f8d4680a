//! What a form says of the account, and what it asks of it for that.

use super::{form, go_to, strike, text};
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, ErrorKind, Rule};

#[test]
fn the_policy_of_one_log_group_says_nothing_of_another() {
    let mut it = Explorer::small((100, 60));
    let group = |name: &str| format!("arn:aws:logs:eu-west-1:123456789012:log-group:{name}");
    strike(&mut it, "n r both");
    go_to(&mut it, "source");
    it.type_text("shop");
    go_to(&mut it, "target");
    it.type_text(&group("/aws/events/one"));
    go_to(&mut it, "log policy");
    strike(&mut it, "F2");
    assert_eq!(text(&it, "log policy"), "yes, make it");
    go_to(&mut it, "target 2");
    it.type_text(&group("/aws/events/two"));
    strike(&mut it, "ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let lines = confirm.lines.join("\n");
    let warned: Vec<&str> = lines.lines().filter(|line| line.contains("no resource policy")).collect();
    assert_eq!(warned.len(), 1, "{lines}");
    assert!(warned[0].contains("events-two:"), "{warned:?}");
}

/// A form for a rule on states of EC2 instances; the conditions are to be typed.
fn ec2_rule(it: &mut Explorer) {
    strike(it, "n r some enter");
    for word in ["aws.ec2", "EC2 Instance State-change Notification"] {
        it.type_text(word);
        it.press("enter");
    }
}

/// The buses whose rules are asked for.
fn asked(it: &Explorer) -> Vec<String> {
    let bus = |effect: &Effect| match effect {
        Effect::Work(Work::Read { read: Read::Rules(bus), .. }) => Some(bus.clone()),
        _ => None,
    };
    it.waiting.iter().filter_map(bus).collect()
}

/// Types the ARN of a bus letter by letter into the form for a replay; the buses whose rules were asked for.
fn type_bus(it: &mut Explorer, name: &str) -> Vec<String> {
    strike(it, "n p again");
    go_to(it, "archive");
    it.type_text("arn:aws:events:eu-west-1:123456789012:archive/orders-archive");
    go_to(it, "bus");
    let mut all = Vec::new();
    for c in format!("arn:aws:events:eu-west-1:123456789012:event-bus/{name}").chars() {
        it.strike(&c.to_string());
        all.extend(asked(it));
        it.settle();
    }
    all
}

#[test]
fn while_the_bus_of_a_replay_is_typed_only_rules_of_a_bus_that_is_there_are_read() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    assert_eq!(type_bus(&mut it, "nobody"), [""; 0], "no bus is called so, or by the beginning of it");
    // Where the field is left, the name is whole.
    it.strike("tab");
    assert_eq!(asked(&it), ["nobody"]);
}

#[test]
fn a_replay_says_why_it_is_not_known_which_rules_take_its_events() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.fake
        .failing
        .insert("ListRules", CallError::new(ErrorKind::Denied, "ListRules", "you may not list them"));
    it.model.shared.account.rules.clear();
    assert_eq!(type_bus(&mut it, "orders"), ["orders"]);
    go_to(&mut it, "from");
    it.type_text("2026-11-01T00:00:00Z");
    go_to(&mut it, "to");
    it.type_text("2026-11-01T01:00:00Z");
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let lines = confirm.lines.join("\n");
    assert!(lines.contains("not known") && lines.contains("you may not list them"), "{lines}");
}

#[test]
fn an_archive_whose_making_failed_is_not_waited_for() {
    for (state, said) in
        [("UPDATING", "Wait until it is ENABLED"), ("CREATE_FAILED", "does not pass by itself")]
    {
        let mut it = Explorer::small((100, 40));
        strike(&mut it, "n p again");
        let archives = it.model.shared.account.archives.value_mut().unwrap();
        archives.iter_mut().for_each(|archive| archive.state = state.to_owned());
        go_to(&mut it, "archive");
        it.type_text("arn:aws:events:eu-west-1:123456789012:archive/orders-archive");
        let notes = form(&it).notes.plain().replace("\n  ", " ");
        assert!(notes.contains(said), "{state}: {notes}");
    }
}

#[test]
fn a_form_warns_of_a_pattern_as_the_workbench_does() {
    let rule = |pattern: &str| {
        let mut fake = Fake::small();
        let own = fake.rules["default"][0].clone();
        fake.rules.insert("default".into(), vec![Rule { pattern: Some(pattern.to_owned()), ..own }]);
        let mut it = Explorer::over(fake, (120, 60));
        strike(&mut it, "enter E e");
        go_to(&mut it, "pattern");
        form(&it).notes.plain().replace("\n  ", " ")
    };
    // An operator that stands where a field would.
    let notes = rule(r#"{"source":["aws.s3"],"detail":{"object":{"key":{"suffix":[".jpg"]}}}}"#);
    assert!(notes.contains("Put the operator into the field's list"), "{notes}");
    let trail = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["aws.ec2"]}}"#;
    let notes = rule(trail);
    assert!(notes.contains("ec2.amazonaws.com"), "{notes}");
}

#[test]
fn the_border_of_a_form_is_no_bar_where_none_is_drawn() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let mut it = Explorer::small((80, 50));
    strike(&mut it, "n b");
    let shown = form(&it).visible_fields().len();
    let place = super::super::layout(form(&it), (80, 50));
    assert!(shown <= usize::from(place.frame.height) - 2, "all of it fits");
    it.mouse(MouseEventKind::Down(MouseButton::Left), 79, place.frame.bottom() - 2);
    assert_eq!(form(&it).entry().unwrap().label, "name");
}

#[test]
fn values_that_a_field_had_are_offered_and_take_the_place_of_a_part_that_only_one_of_them_begins_with() {
    let mut it = Explorer::small((100, 40));
    ec2_rule(&mut it);
    it.type_text("state=");
    let offered = form(&it).choices.clone();
    assert!(offered.contains(&"state=stopped".to_owned()), "{offered:?}");
    assert!(offered.iter().all(|choice| choice.starts_with("state=")), "{offered:?}");
    strike(&mut it, "F2");
    assert_eq!(text(&it, "where"), offered[0]);
    if let Some(second) = offered.get(1) {
        strike(&mut it, "F2");
        assert_eq!(text(&it, "where"), *second);
    }
    it.type_text("|stop");
    let chosen = text(&it, "where");
    assert!(form(&it).choices.iter().all(|choice| choice.starts_with("state=")), "{:?}", form(&it).choices);
    it.press("enter");
    assert_eq!(text(&it, "where"), chosen, "both `stopped` and `stopping` begin so");
    it.press("shift-tab F5");
    it.type_text("state=runn");
    it.press("enter");
    assert_eq!(text(&it, "where"), "state=running");
}

#[test]
fn a_move_says_of_its_bus_that_it_is_where_the_rule_goes() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "enter / stopped enter E m");
    let notes = form(&it).notes.plain();
    assert!(notes.starts_with("The bus that the rule moves to"), "{notes}");
}

#[test]
fn a_name_becomes_the_arn_of_the_one_thing_that_is_called_so() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n a some");
    go_to(&mut it, "bus");
    it.type_text("lab");
    it.press("tab");
    assert_eq!(text(&it, "bus"), "arn:aws:events:eu-west-1:123456789012:event-bus/lab");
    // What is found by its kind alone is not meant by that.
    strike(&mut it, "esc g n r some");
    go_to(&mut it, "target");
    it.type_text("bus");
    let offered = &form(&it).choices;
    assert!(!offered.is_empty() && offered.iter().all(|arn| arn.contains("bus")), "{offered:?}");
    it.press("tab");
    assert_eq!(text(&it, "target"), "bus");
}

#[test]
fn a_change_that_others_overtook_is_said_to_be_not_done_and_its_field_has_what_they_wrote() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, "enter / stopped enter E e");
    go_to(&mut it, "description");
    strike(&mut it, "Why ctrl-s");
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Changed, "PutRule", "the rule was changed"));
    it.fake.rules.get_mut("default").unwrap()[0].description = Some("theirs".into());
    it.press("y");
    assert_eq!(it.writes.len(), 1);
    assert!(text(&it, "description").ends_with("Why"), "{}", text(&it, "description"));
    assert_eq!(form(&it).entry().unwrap().label, "description", "where they met is where it is gone on");
    let screen = crate::ui::testing::text(&it.model);
    let bottom = screen.lines().last().unwrap();
    assert!(bottom.trim_start().starts_with("✗ Not done: Change rule ec2-stopped-to-slack"), "{screen}");
    let notes = form(&it).notes.plain();
    let words: Vec<&str> = notes.split_whitespace().collect();
    let said = "! Others have changed this since it was typed here: in the account it is `theirs` now.";
    assert!(words.join(" ").contains(said), "{notes}");
    // Without such a problem, it is said in the footer.
    strike(&mut it, "esc esc l");
    it.fake.rules.get_mut("default").unwrap()[0].description = Some("theirs again".into());
    strike(&mut it, "E e");
    let said = "What was typed here before is back; others have changed description since: ";
    assert!(it.notice().starts_with(said), "{}", it.notice());
}

#[test]
fn a_field_that_takes_one_of_a_few_texts_refuses_any_other_and_offers_them_all() {
    let own = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/all";
    for (open, label, wrong, options) in [
        ("enter / stopped enter E e", "state", "enabled", "ENABLED, DISABLED, ENABLED_WITH_ALL"),
        ("enter / stopped enter E c", "the original", "stayxx", "stays, is deleted, after a question"),
        ("enter / stopped enter E c", "the original", "", "stays, is deleted, after a question"),
        ("enter / stopped enter E q", "which targets", "All", "those without one, all"),
        ("enter / stopped enter E q", "which targets", "those without onxx", "those without one, all"),
        ("enter / stopped enter E t n target", "log policy", "yes", "no, yes, make it"),
        ("n c some enter OAUTH enter", "OAuth method", "FETCH", "GET, POST, PUT"),
    ] {
        let mut it = Explorer::over(Fake::small(), (100, 40));
        strike(&mut it, open.trim_end_matches(" target"));
        if open.ends_with(" target") {
            it.type_text(own);
        }
        go_to(&mut it, label);
        let at = form(&it).at;
        let first = text(&it, label);
        let all = form(&it).choices.clone();
        assert!(all.len() > 1 && all.contains(&first), "{label}: {all:?}");
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        let notes = solid(&form(&it).notes.plain());
        assert!(all.iter().all(|one| notes.contains(&solid(one))), "{label}: {notes}");
        assert!(notes.contains(&solid(&format!("› {first}"))), "{label}, what stands is marked: {notes}");
        for _ in first.chars() {
            it.press("backspace");
        }
        it.type_text(wrong);
        it.press("ctrl-s");
        assert!(it.model.popup.is_none() && it.writes.is_empty(), "{open}, {label}: {:?}", it.model.popup);
        assert!(form(&it).shows_fault(at), "{label} `{wrong}`: {:?}", form(&it).faults);
        assert!(form(&it).fault(at).unwrap().ours.contains(options), "{:?}", form(&it).fault(at));
        assert_eq!(text(&it, label), wrong, "{label}");
        go_to(&mut it, label);
        it.press("F2");
        assert!(all.contains(&text(&it, label)) && !form(&it).shows_fault(at), "{}", text(&it, label));
    }
}

#[test]
fn all_that_may_stand_in_a_field_is_counted() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n r some enter");
    let choices = &form(&it).choices;
    let sources = crate::catalogue::sources();
    let missing: Vec<_> = sources.iter().filter(|one| !choices.iter().any(|choice| choice == *one)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let notes = form(&it).notes.plain();
    let shown =
        notes.lines().filter(|line| choices.iter().any(|one| one == line.trim_start_matches(['›', ' '])));
    let more = format!("… and {} more", choices.len() - shown.count());
    assert!(notes.contains(&more), "{more} is not in:\n{notes}");
}

#[test]
fn a_replay_is_offered_the_bus_that_its_archive_is_of_and_that_buss_rules() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, "n p again");
    go_to(&mut it, "bus");
    assert!(form(&it).choices.len() > 1, "no archive is chosen yet: {:?}", form(&it).choices);
    strike(&mut it, "esc g n p again");
    go_to(&mut it, "archive");
    strike(&mut it, "orders enter");
    go_to(&mut it, "bus");
    assert_eq!(form(&it).choices, ["arn:aws:events:eu-west-1:123456789012:event-bus/orders"]);
    strike(&mut it, "enter");
    go_to(&mut it, "rules");
    let rules = &form(&it).choices;
    assert!(!rules.is_empty() && rules.iter().all(|one| one.contains(":rule/orders/")), "{rules:?}");
}

#[test]
fn a_value_that_no_known_event_has_is_marked_at_its_field_and_where_the_pattern_is_written() {
    let mut it = Explorer::small((100, 50));
    ec2_rule(&mut it);
    let marked = |it: &Explorer| {
        let form = form(it);
        let all = (0..form.editors.len()).filter(|at| form.is_doubted(*at));
        all.map(|at| form.form.entries[at].label.to_string()).collect::<Vec<_>>()
    };
    it.type_text("state=running");
    assert_eq!(marked(&it), [""; 0]);
    it.press("backspace backspace backspace backspace");
    it.type_text("ing");
    assert_eq!(
        (text(&it, "where").as_str(), marked(&it)),
        ("state=runing", vec!["where".into(), "pattern".into()])
    );
    let notes = form(&it).notes.plain().replace("\n  ", " ");
    assert!(notes.contains("! Suspect: ") && notes.contains("`running`"), "{notes}");
    it.press("tab");
    let screen = crate::ui::testing::text(&it.model);
    assert!(screen.contains("! where "), "{screen}");
}

#[test]
fn the_review_tells_what_keeps_a_new_target_from_being_delivered_to() {
    use crate::diagnose::{Fact, Question};
    use crate::model::Arn;
    use crate::model::facts::Queue;
    let queue = "arn:aws:sqs:eu-west-1:123456789012:audit-q";
    let mut fake = Fake::small();
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let facts = Queue { policy: Some(policy.into()), ..Queue::default() };
    fake.facts.insert(Question::Queue(Arn::from(queue)), Fact::Queue(Arn::from(queue), facts));
    let mut it = Explorer::over(fake, (100, 60));
    strike(&mut it, "enter / stopped enter E t n");
    it.type_text(queue);
    strike(&mut it, "ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else {
        panic!("{:?} {}", form(&it).faults, it.notice())
    };
    let lines = confirm.lines.join("\n");
    assert!(
        lines.contains("! T7 (target audit-q)") && lines.contains("aws sqs set-queue-attributes"),
        "{lines}"
    );
    // The others of the rule were there before: what they lack is no matter of this change.
    assert!(!lines.contains("target pager)"), "{lines}");
    it.press("y");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn the_review_tells_what_could_not_be_seen_of_a_new_targets_deliveries() {
    let mut it = Explorer::over(Fake::small(), (100, 60));
    strike(&mut it, "enter / stopped enter E t n");
    it.type_text("arn:aws:sqs:eu-west-1:123456789012:audit-q");
    strike(&mut it, "ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else {
        panic!("{:?} {}", form(&it).faults, it.notice())
    };
    let unseen: Vec<&String> = confirm.lines.iter().filter(|line| line.contains("not wholly seen")).collect();
    assert_eq!(
        unseen,
        [
            "! Whether EventBridge may deliver there was not wholly seen: needs sqs:GetQueueAttributes. w on the rule \
            asks again."
        ]
    );
}

#[test]
fn an_event_of_which_nobody_knows_whether_it_was_taken_is_not_sent_again_unwarned() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    let event = r#"{"source":"shop.orders","detail-type":"Order Placed","detail":{"order":17}}"#;
    it.model.stack.push(super::Screen::form(crate::app::form::Form::event("orders", event), None));
    it.send(crate::app::Message::Tick);
    it.settle();
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let lines = confirm.lines.join("\n");
    assert!(lines.contains("nobody knows whether the bus took it: sent again, it may come twice"), "{lines}");
}

#[test]
fn a_bus_that_is_named_by_its_arn_is_the_one_of_that_name() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.model.shared.session.account = Some("123456789012".into());
    strike(&mut it, "n r orders-audit");
    go_to(&mut it, "bus");
    while !text(&it, "bus").is_empty() {
        it.press("backspace");
    }
    it.type_text("arn:aws:events:eu-west-1:123456789012:event-bus/orders");
    it.press("ctrl-s");
    assert_eq!(text(&it, "bus"), "orders");
    let at = form(&it).form.entries.iter().position(|entry| entry.label == "name").unwrap();
    let fault = form(&it).fault(at).map(|fault| fault.ours.clone()).unwrap_or_default();
    assert!(fault.contains("is there already"), "{fault:?} {:?}", form(&it).faults);
}

#[test]
fn typing_replaces_one_of_a_few_texts_and_a_part_of_a_value_is_told_before_it_is_sent() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, "enter / stopped enter E e");
    go_to(&mut it, "state");
    assert_eq!(text(&it, "state"), "ENABLED");
    it.type_text("DIS");
    assert_eq!(text(&it, "state"), "DIS");
    it.type_text("ABLED");
    it.type_text("ENABLED_WITH_ALL");
    assert_eq!(text(&it, "state"), "ENABLED_WITH_ALL");
    let mut it = Explorer::small((100, 50));
    ec2_rule(&mut it);
    it.type_text("state=st");
    it.press("enter");
    go_to(&mut it, "target");
    it.type_text("arn:aws:sqs:eu-west-1:123456789012:jobs");
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let lines = confirm.lines.join("\n");
    assert!(
        lines.contains("! `st` is none of the values known there: ") && lines.contains("stopped"),
        "{lines}"
    );
}

#[test]
fn what_only_its_owner_can_change_is_not_filled_in_for_nothing() {
    for word in ["settings", "targets", "tags", "dead-letter-queue"] {
        let mut it = Explorer::over(Fake::small(), (100, 40));
        strike(&mut it, "enter / AutoScaling enter :");
        it.type_text(word);
        it.press("enter");
        assert!(
            it.notice().contains("Only autoscaling.amazonaws.com can change rule AutoScalingManagedRule"),
            "{}",
            it.notice()
        );
        assert!(matches!(it.model.screen(), super::Screen::Browse(_)) && it.model.popup.is_none(), "{word}");
    }
}

#[test]
fn a_filter_that_a_new_rule_passes_stays() {
    for (filter, name, stays) in [("orders", "orders-too", true), ("orders", "shipping", false)] {
        let mut it = Explorer::over(Fake::small(), (80, 24));
        strike(&mut it, "enter /");
        it.type_text(filter);
        strike(&mut it, "enter n r");
        it.type_text(name);
        strike(&mut it, "enter aws.ec2 enter ctrl-s");
        let made = crate::app::testing::rule("default", name, r#"{"source":["aws.ec2"]}"#);
        it.fake.rules.entry("default".into()).or_default().push(made);
        it.press("y");
        let super::Screen::Browse(browse) = it.model.screen() else { panic!("{:?}", it.model.popup) };
        assert_eq!(!browse.rules.filter.is_empty(), stays, "{name}: {}", it.notice());
        assert_eq!(browse.rule.as_deref(), Some(name));
    }
}

#[test]
fn a_bus_that_was_made_is_the_selected_one() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "n b shop ctrl-s");
    it.fake.buses.push(crate::app::testing::bus("shop"));
    it.press("y");
    let super::Screen::Browse(browse) = it.model.screen() else { panic!("{:?}", it.model.popup) };
    assert_eq!(browse.bus.as_deref(), Some("shop"), "{}", it.notice());
}
