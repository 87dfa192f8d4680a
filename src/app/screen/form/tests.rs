//! Forms as an operator meets them.

mod about;
mod bad_input;
mod choosing;
mod moving;
mod sent;

use super::FormView;
use crate::app::confirm::WriteOp;
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::read::Draft;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, arn, keys_of};
use crate::model::{CallError, Change, ChangeFault, ErrorKind, ResourcePolicy, RuleKey};
use serde_json::json;

fn form(it: &Explorer) -> &FormView {
    match it.model.screen() {
        Screen::Form(form) => form,
        other => panic!("no form: {:?} {:?}", other.context(), it.model.popup),
    }
}

fn text(it: &Explorer, label: &str) -> String {
    let form = form(it);
    let at = form.form.entries.iter().position(|entry| entry.label == label).unwrap();
    form.editors[at].text().to_owned()
}

fn sent(it: &Explorer) -> Vec<&Change> {
    fn change(op: &WriteOp) -> &Change {
        match op {
            WriteOp::Change(change) => change,
            other => panic!("{other:?}"),
        }
    }
    it.writes.iter().map(change).collect()
}

/// Presses keys; what names none is typed letter by letter. Answers how many keys that were.
fn strike(it: &mut Explorer, keys: &str) -> usize {
    let keys = keys_of(keys);
    for key in &keys {
        it.send(crate::app::Message::Key(*key));
        it.settle();
    }
    keys.len()
}

/// Whether the screen says of a key what it does: in the footer, or as a choice of a menu.
fn says(screen: &str, key: &str) -> bool {
    let bottom = screen.lines().last().unwrap_or_default();
    let hint = |text: &str| text.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(' '));
    let choice =
        |line: &str| line.split(['┃', '│']).any(|part| hint(part.trim_start().trim_start_matches('›')));
    bottom.split('·').any(hint) || screen.lines().any(choice)
}

#[test]
fn the_consoles_walk_through_takes_seventy_keys_at_most_each_of_them_shown() {
    let mut it = Explorer::small((80, 24));
    let mut keys = 0;
    for word in
        "n r ami-ready enter ec2 enter AMI enter state enter available enter pager enter ctrl-s y".split(' ')
    {
        let screen = crate::ui::testing::text(&it.model);
        // Anything else is typed into a field.
        if keys_of(word).len() == 1 {
            assert!(says(&screen, word), "{word} is not to be seen on:\n{screen}");
        }
        match word {
            "AMI" => assert_eq!(text(&it, "source"), "aws.ec2"),
            "state" => assert_eq!(text(&it, "detail-type"), "EC2 AMI State Change"),
            "available" => {
                let choices = &form(&it).choices;
                assert!(choices.iter().any(|choice| choice.ends_with("=available")), "{choices:?}");
            }
            "y" => {
                let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
                assert_eq!(confirm.title, "Create rule ami-ready on bus default?");
            }
            _ => {}
        }
        keys += strike(&mut it, word);
    }
    assert!(keys <= 70, "{keys} keys");
    let change = sent(&it)[0];
    let operations: Vec<_> = change.steps().iter().map(|step| step.operation).collect();
    assert_eq!(operations, ["PutRule", "PutTargets"]);
    let pattern = change.to.as_ref().unwrap().text("EventPattern").unwrap();
    let pattern: serde_json::Value = serde_json::from_str(pattern).unwrap();
    assert_eq!(
        (&pattern["source"], &pattern["detail-type"]),
        (&json!(["aws.ec2"]), &json!(["EC2 AMI State Change"]))
    );
    assert!(pattern["detail"].to_string().to_lowercase().contains(r#""state":["available"]"#), "{pattern}");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "the form is left once it is done");
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_is_sent() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n b");
    it.type_text("with space");
    it.press("ctrl-s");
    assert!(it.model.popup.is_none() && it.notice().contains("Nothing was sent"), "{}", it.notice());
    assert!(form(&it).shows_fault(0) && form(&it).fault(0).unwrap().ours.contains("a space"));
    assert_eq!(text(&it, "name"), "with space");
    assert!(it.writes.is_empty());
}

#[test]
fn what_is_typed_comes_back_and_goes_when_it_is_given_up() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n b shop");
    it.press("esc");
    strike(&mut it, "l n b");
    assert_eq!((text(&it, "name"), it.notice()), ("shop".to_owned(), "What was typed here before is back."));
    strike(&mut it, "esc g n b");
    assert_eq!(text(&it, "name"), "");
    it.press("esc");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "an empty form is left at once");
}

#[test]
fn a_failure_leaves_the_form_as_it_is() {
    let mut it = Explorer::small((80, 24));
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "CreateEventBus", "you may not"));
    strike(&mut it, "n b shop ctrl-s y");
    assert_eq!(text(&it, "name"), "shop");
    assert_eq!(it.model.shared.alerts[0].title, "Not done: Create bus shop");
}

#[test]
fn a_rules_settings_targets_tags_and_copy_are_changed_in_place() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E e");
    assert!(text(&it, "pattern").contains("source"), "{}", text(&it, "pattern"));
    strike(&mut it, "Why ctrl-s y");
    assert_eq!(sent(&it)[0].steps()[0].operation, "PutRule");
    strike(&mut it, "E t 2");
    assert!(text(&it, "template").contains("<id>"), "{}", text(&it, "template"));
    it.press("esc");
    strike(&mut it, "E g");
    assert_eq!(text(&it, "tags"), "team=platform");
    strike(&mut it, "enter cost=7 ctrl-s y");
    let steps = sent(&it)[1].steps();
    assert_eq!((steps.len(), steps[0].operation), (1, "TagResource"));
    strike(&mut it, "E c");
    assert_eq!(text(&it, "name"), "ec2-stopped-to-slack-copy");
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    assert!(confirm.title.starts_with("Create rule ec2-stopped-to-slack-copy"), "{}", confirm.title);
    let text = confirm.page().plain();
    assert!(text.contains("+ target pager") && text.contains("+ tag team = platform"), "{text}");
}

#[test]
fn a_rule_goes_to_each_of_its_three_states() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter s a");
    let state = |it: &Explorer| it.model.shared.account.rules["default"].rows()[0].state.word().to_owned();
    assert_eq!(state(&it), "all");
    strike(&mut it, "s o");
    assert_eq!(state(&it), "on");
    strike(&mut it, "E f");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(confirm.page().plain().contains("DisableRule"));
    it.press("y");
    assert_eq!(state(&it), "off");
}

#[test]
fn a_secret_is_not_shown() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n c pager enter API enter key enter s3cret");
    assert!(it.model.screen().is_secret());
    let shown = crate::ui::testing::text(&it.model);
    assert!(!shown.contains("s3cret") && shown.contains("••••••"), "{shown}");
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    assert!(!confirm.page().plain().contains("s3cret") && confirm.page().plain().contains("(not shown)"));
}

#[test]
fn a_target_is_tried_on_an_event_with_what_is_wrong_about_its_input() {
    let mut it = Explorer::over(Fake::small(), (200, 60));
    strike(&mut it, "enter / stopped enter E t 2");
    let shown = form(&it).outcome.plain();
    assert!(
        shown.contains("made from the pattern") && shown.contains("does not show that such events are"),
        "{shown}"
    );
    assert!(shown.contains("stopped\""), "{shown}");
    // The next event is one of the library, and it has an instance's id.
    it.press("ctrl-n");
    let shown = form(&it).outcome.plain();
    assert!(shown.contains("sample: EC2 instance stopped") && shown.contains("i-"), "{shown}");
    while form(&it).entry().unwrap().label != "template" {
        it.press("tab");
    }
    strike(&mut it, "ctrl-u");
    it.press("end");
    it.type_text(" more");
    let shown = form(&it).outcome.plain();
    assert!(shown.contains("✗"), "what is not JSON is not delivered: {shown}");
}

#[test]
fn only_settings_that_the_kind_of_target_has_are_shown() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E t n");
    let shows = |it: &Explorer, label: &str| {
        let form = form(it);
        form.shows(form.form.entries.iter().position(|entry| entry.label == label).unwrap())
    };
    assert!(!shows(&it, "message group") && !shows(&it, "ECS"));
    strike(&mut it, "fifo enter");
    assert_eq!(text(&it, "target"), "arn:aws:sqs:eu-west-1:123456789012:audit.fifo");
    assert!(shows(&it, "message group") && !shows(&it, "ECS"));
}

#[test]
fn targets_roles_and_queues_are_chosen_from_what_the_account_has() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E t n");
    let offers = |it: &Explorer, part: &str| form(it).choices.iter().any(|choice| choice.contains(part));
    for part in [
        "function:notify",
        "ops-pager",
        "audit.fifo",
        "log-group:/aws/events/all",
        "event-bus/orders",
        "api-destination/",
    ] {
        assert!(offers(&it, part), "{part} is not in {:?}", form(&it).choices);
    }
    while form(&it).entry().unwrap().label != "dead-letter queue" {
        it.press("tab");
    }
    assert!(offers(&it, "dlq") && !offers(&it, ".fifo"), "{:?}", form(&it).choices);
}

#[test]
fn a_list_that_is_denied_names_its_permission_and_the_arn_can_be_typed() {
    let mut fake = Fake::small();
    fake.failing
        .insert("ListFunctions", CallError::new(ErrorKind::Denied, "ListFunctions", "not authorized"));
    let mut it = Explorer::over(fake, (80, 24));
    strike(&mut it, "enter / stopped enter E t n");
    let notes = form(&it).notes.plain();
    assert!(notes.contains("takes lambda:ListFunctions") && notes.contains("Type the ARN"), "{notes}");
    strike(&mut it, "arn:aws:lambda:eu-west-1:123456789012:function:f ctrl-s");
    assert!(matches!(it.model.popup, Some(Popup::Confirm(_))), "{:?}", form(&it).faults);
}

#[test]
fn a_schedule_says_when_it_runs_in_utc_and_here() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n r nightly");
    while form(&it).entry().unwrap().label != "schedule" {
        it.press("tab");
    }
    it.type_text("cron(0 3 * * ? *)");
    let notes = form(&it).notes.plain();
    assert!(notes.contains("It runs at 03:00 UTC"), "{notes}");
    // The tests' clock is an hour ahead of UTC.
    assert!(notes.contains("2026-12-01 03:00 UTC   2026-12-01 04:00"), "{notes}");
}

#[test]
fn what_is_not_touched_stays_as_it_is_written_in_the_account() {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules[0].description = Some("  with blanks around  ".into());
    let mut it = Explorer::over(fake, (80, 24));
    strike(&mut it, "enter / stopped enter E e");
    while form(&it).entry().unwrap().label != "state" {
        it.press("tab");
    }
    strike(&mut it, "F2 ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let text = confirm.page().plain();
    assert!(!text.contains("- Description"), "{text}");
}

#[test]
fn the_bar_of_a_form_is_drawn_with_the_mouse() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n r");
    it.mouse(MouseEventKind::Down(MouseButton::Left), 79, 2);
    let bottom = super::layout(form(&it), (80, 24)).frame.bottom() - 2;
    it.mouse(MouseEventKind::Drag(MouseButton::Left), 79, bottom);
    assert_eq!(form(&it).entry().unwrap().label, "tags", "the last field");
    it.mouse(MouseEventKind::Drag(MouseButton::Left), 70, 2);
    assert_eq!(form(&it).entry().unwrap().label, "name");
}

/// What was last put on disk of a form.
fn kept(it: &Explorer) -> Option<(&RuleKey, &str)> {
    it.done.iter().rev().find_map(|effect| match effect {
        Effect::Work(Work::SaveDraft { rule, text, .. }) => Some((rule, text.as_str())),
        _ => None,
    })
}

#[test]
fn what_is_typed_is_on_disk_soon_comes_back_and_leaves_alone_what_others_changed() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E e");
    strike(&mut it, "Why");
    // The clock goes on by itself while nothing is typed.
    it.now += 100;
    it.send(crate::app::Message::Tick);
    it.settle();
    let (key, text_kept) = kept(&it).expect("what is typed is kept");
    let with_base = r#"{"description":"page the teamWhy","description before":"page the team"}"#;
    assert_eq!((key.bus.as_str(), text_kept), ("", with_base));
    // Another run, and meanwhile somebody has changed the state.
    let mut fake = Fake::small();
    fake.rules.get_mut("default").unwrap()[0].state = crate::model::RuleState::Disabled;
    let draft = Draft { text: text_kept.to_owned(), base: "{}".into(), saved: Some(1) };
    fake.drafts.insert(key.clone(), draft);
    let mut again = Explorer::over(fake, (80, 24));
    strike(&mut again, "enter / stopped enter E e");
    assert_eq!(text(&again, "description"), "page the teamWhy");
    assert_eq!(text(&again, "state"), "DISABLED", "a field that was not typed in is as it is now");
    assert_eq!(again.notice(), "What was typed here before is back.");
    again.press("ctrl-s y");
    assert!(
        again.done.iter().any(|effect| matches!(effect, Effect::Work(Work::DropDraft { .. }))),
        "{:?}",
        again.done
    );
}

#[test]
fn a_secret_is_not_kept() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n c pager enter API enter key enter s3cret");
    it.now += 100;
    it.send(crate::app::Message::Tick);
    it.settle();
    assert!(kept(&it).is_some() && !format!("{:?}", it.done).contains("s3cret"));
}

#[test]
fn a_log_group_gets_its_resource_policy_on_request_shown_first() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E t n");
    strike(&mut it, "events/all enter shift-tab");
    assert_eq!(text(&it, "target"), "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/all");
    let notes = form(&it).notes.plain();
    assert!(notes.contains("No resource policy lets EventBridge write to it"), "{notes}");
    while form(&it).entry().unwrap().label != "log policy" {
        it.press("tab");
    }
    strike(&mut it, "F2 ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let page = confirm.page().plain();
    for part in
        ["PutTargets", "PutResourcePolicy", "delivery.logs.amazonaws.com", "eventbridge-/aws/events/all"]
    {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
    it.press("y");
    let names: Vec<_> = sent(&it).iter().map(|change| change.thing.to_string()).collect();
    assert_eq!(
        names,
        ["rule ec2-stopped-to-slack on bus default", "log resource policy eventbridge-/aws/events/all"]
    );
    let undone: Vec<_> = sent(&it)[1].inverse().unwrap().steps().iter().map(|step| step.operation).collect();
    assert_eq!(undone, ["DeleteResourcePolicy"]);
}

#[test]
fn a_log_group_goes_into_the_policy_that_was_made_here_and_the_eleventh_is_refused_before_it_is_asked() {
    let policy = |name: &str, document: String| ResourcePolicy {
        name: name.into(),
        document,
        resource: None,
        modified: None,
    };
    let group = arn("logs:eu-west-1:123456789012:log-group:/aws/events/first");
    let (name, document) = crate::export::log_policy(&group);
    let form_with = |policies: Vec<ResourcePolicy>| {
        let mut it = Explorer::over(Fake { log_policies: policies, ..Fake::small() }, (80, 24));
        strike(&mut it, "enter / stopped enter E t n");
        strike(&mut it, "events/all enter shift-tab");
        while form(&it).entry().unwrap().label != "log policy" {
            it.press("tab");
        }
        strike(&mut it, "F2 ctrl-s");
        it
    };
    let mut it = form_with(vec![policy(&name, document.to_string())]);
    it.press("y");
    let change = &sent(&it)[1];
    assert_eq!(change.thing.to_string(), format!("log resource policy {name}"));
    let text = change.to.as_ref().and_then(|to| to.text("policyDocument")).unwrap_or_default();
    assert!(text.contains("/aws/events/first:*") && text.contains("/aws/events/all:*"), "{text}");
    let back = change.inverse().unwrap();
    assert_eq!(
        back.to.and_then(|to| to.text("policyDocument").map(str::to_owned)),
        Some(document.to_string())
    );
    // What another policy allows already needs none.
    let (_, document) =
        crate::export::log_policy(&arn("logs:eu-west-1:123456789012:log-group:/aws/events/all"));
    let mut it = form_with(vec![policy("ours", document.to_string())]);
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    assert!(confirm.page().plain().contains("write to /aws/events/all already: no other is made."));
    it.press("y");
    assert_eq!(sent(&it).len(), 1);
    let others = (0..10).map(|n| policy(&format!("p{n}"), "{}".into())).collect();
    let it = form_with(others);
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    let told: Vec<String> = form(&it).faults.iter().map(ChangeFault::sentence).collect();
    assert!(told.iter().any(|fault| fault.contains("takes no more")), "{told:?}");
}

#[test]
fn an_event_is_sent_after_it_is_said_which_rules_take_it() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter P");
    assert_eq!(text(&it, "bus"), "default");
    // AWS's own source is refused before anything is asked, and what is typed stays.
    strike(&mut it, "ctrl-s");
    assert!(form(&it).fault(0).unwrap().ours.contains("aws.ec2") && it.model.popup.is_none());
    it.send(crate::app::Message::Paste("nonsense".into()));
    it.settle();
    let said = &form(&it).faults[0].ours;
    assert!(said.contains("is not a JSON value"), "{said}");
    strike(&mut it, "esc g : b u s space o r d e r s enter P");
    let event = r#"{"source":"shop","detail-type":"Order","detail":{"status":"PLACED"}}"#;
    for _ in 0..200 {
        it.press("backspace");
    }
    it.send(crate::app::Message::Paste(event.into()));
    it.settle();
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let page = confirm.page().plain();
    assert!(page.contains("1 rule of the bus matches") && page.contains("orders-audit"), "{page}");
    it.press("y");
    assert!(matches!(it.writes.as_slice(), [WriteOp::Send(_)]), "{:?}", it.writes);
    assert_eq!(it.notice(), "Sent to bus orders: EventBridge took it as event 11112222.");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "the form is left once it is done");
}

#[test]
fn the_pattern_of_a_form_goes_to_the_workbench_and_comes_back() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n r ami enter ec2 enter AMI enter");
    let made = text(&it, "pattern");
    it.press("F4");
    let Screen::Workbench(bench) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(crate::json::Document::parse(bench.pattern().editor.text()).is_ok() && !bench.is_modified());
    assert_eq!(it.model.screen().title(&it.model.shared).place, "new rule › pattern");
    it.press("ctrl-s");
    assert_eq!(
        text(&it, "pattern"),
        made,
        "laid out alone it is what it was, and goes on following the words"
    );
    it.press("F4 ctrl-home right");
    it.type_text(" ");
    it.press("ctrl-s");
    assert_eq!(form(&it).entry().unwrap().label, "pattern");
    assert!(text(&it, "pattern").contains("aws.ec2") && text(&it, "pattern") != made);
    assert_eq!(text(&it, "name"), "ami", "the rest of the form is as it was");
    it.press("F4 x");
    it.press("esc");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(menu.items[0].label, "take it into the form");
    it.press("g");
    assert!(text(&it, "pattern").contains("aws.ec2") && !text(&it, "pattern").contains('x'));
}

/// Goes on to a field.
fn go_to(it: &mut Explorer, label: &str) {
    for _ in 0..form(it).editors.len() {
        if form(it).entry().unwrap().label == label {
            return;
        }
        it.press("tab");
    }
    panic!("there is no way to {label}:\n{}", crate::ui::testing::text(&it.model));
}

#[test]
fn each_target_of_a_new_rule_has_settings_of_its_own() {
    let mut it = Explorer::small((80, 40));
    let shows = |it: &Explorer, label: &str| {
        let form = form(it);
        form.shows(form.form.entries.iter().position(|entry| entry.label == label).unwrap())
    };
    strike(&mut it, "n r ami enter ec2 enter enter enter");
    assert!(!shows(&it, "target 2"), "one after the other");
    strike(&mut it, "pager enter");
    assert!(shows(&it, "target 2") && !shows(&it, "2 role") && !shows(&it, "target 3"));
    go_to(&mut it, "target's role");
    it.type_text("arn:aws:iam::123456789012:role/first");
    go_to(&mut it, "target 2");
    strike(&mut it, "orders enter");
    let second = text(&it, "target 2");
    assert!(
        second.starts_with("arn:") && second.contains("orders"),
        "a part of its name is enough: {second}"
    );
    go_to(&mut it, "2 role");
    it.type_text("arn:aws:iam::123456789012:role/second");
    go_to(&mut it, "2 dead-letter queue");
    it.type_text("dlq");
    it.press("enter");
    go_to(&mut it, "target 3");
    it.type_text("arn:aws:sqs:eu-west-1:123456789012:jobs");
    go_to(&mut it, "3 retries");
    it.type_text("many");
    it.press("ctrl-s");
    assert_eq!(form(&it).entry().unwrap().label, "3 retries", "what is wrong stands at its own target");
    it.press("backspace backspace backspace backspace 7 ctrl-s y");
    let targets = sent(&it)[0].to.as_ref().unwrap().targets.clone().unwrap();
    assert_eq!(targets.len(), 3, "{targets:?}");
    assert!(targets.iter().all(|(id, target)| target["Id"] == json!(id)));
    let of = |arn: &str| targets.values().find(|target| target["Arn"] == arn).unwrap();
    assert_eq!(of(&second)["RoleArn"], "arn:aws:iam::123456789012:role/second");
    assert!(of(&second)["DeadLetterConfig"]["Arn"].to_string().contains("dlq"));
    let jobs = json!({
        "Id": "jobs", "Arn": "arn:aws:sqs:eu-west-1:123456789012:jobs",
        "RetryPolicy": {"MaximumRetryAttempts": 7},
    });
    assert_eq!(json!(targets["jobs"]), jobs, "nothing of the first one's");
}

#[test]
fn what_was_typed_for_one_event_does_not_stand_in_for_another() {
    let mut it = Explorer::small((80, 24));
    let open = |it: &mut Explorer, event: &str| {
        let form = crate::app::form::Form::event("default", event);
        let kept = it.model.shared.forms.remove(&form.key());
        it.model.stack.push(Screen::form(form, kept));
        it.settle();
    };
    open(&mut it, r#"{"source":"a","detail-type":"A","detail":{}}"#);
    let first = text(&it, "event");
    it.type_text("x");
    it.press("esc l");
    open(&mut it, r#"{"source":"b","detail-type":"B","detail":{}}"#);
    let second = text(&it, "event");
    assert!(second.contains(r#""b""#) && !second.ends_with('x'), "{second}");
    it.press("esc");
    open(&mut it, r#"{"source":"a","detail-type":"A","detail":{}}"#);
    assert_eq!(text(&it, "event"), format!("{first}x"), "it comes back with its own event");
}

#[test]
fn an_event_that_was_sent_leaves_what_was_typed_meanwhile() {
    let mut it = Explorer::small((80, 24));
    let event = r#"{"source":"shop","detail-type":"A","detail":{"n":1}}"#;
    it.model.stack.push(Screen::form(crate::app::form::Form::event("default", event), None));
    it.settle();
    it.press("ctrl-s");
    assert!(matches!(it.model.popup, Some(Popup::Confirm(_))), "{:?}", form(&it).faults);
    it.strike("y");
    it.strike("esc");
    it.strike("x");
    it.settle();
    let before = crate::app::form::Form::event("default", event).entries[0].text.clone();
    assert_eq!(text(&it, "event"), format!("{before}x"), "the form is still there with what was typed");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn a_form_that_others_overtook_is_opened_again_with_what_was_typed() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E e");
    go_to(&mut it, "description");
    strike(&mut it, "Why ctrl-s");
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Changed, "PutRule", "the rule was changed"));
    it.press("y");
    assert_eq!(it.writes.len(), 1);
    assert!(text(&it, "description").contains("Why"), "{:?}", it.model.shared.alerts);
    it.fake.failing.clear();
    it.press("ctrl-s y");
    assert_eq!(it.writes.len(), 2, "{:?}", form(&it).faults);
}
