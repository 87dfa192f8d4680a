//! What would be refused is refused before the call, at its field, with what was typed still there.

use super::{form, go_to, strike, text};
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, arn, rule};
use crate::model::{CallError, ChangeFault, ErrorKind, Held, Target, Thing};
use serde_json::json;

/// A rule whose five targets leave no room, and an archive that is being made.
fn account() -> Fake {
    let mut fake = Fake::small();
    let targets = fake.targets.values_mut().find(|targets| !targets.is_empty()).unwrap();
    *targets = (0..5)
        .map(|n| {
            let queue = arn(&format!("sqs:eu-west-1:123456789012:q{n}"));
            Target::from_api(&json!({"Id": format!("q{n}"), "Arn": queue.as_str()}))
        })
        .collect();
    let archive = json!({"EventSourceArn": "arn:aws:events:eu-west-1:123456789012:event-bus/orders"});
    let held = Held::with_settings(archive.as_object().unwrap().clone());
    fake.things.insert(
        Thing::Archive("orders-archive".to_owned()),
        Held { state: Some("CREATING".to_owned()), ..held },
    );
    let arn = crate::app::testing::bus("orders").arn;
    let bus = Held { arn, policy: Some(Vec::new()), ..Held::with_settings(serde_json::Map::new()) };
    fake.things.insert(Thing::Bus("orders".to_owned()), bus);
    fake
}

#[test]
fn it_is_told_at_its_field_and_what_was_typed_stays() {
    let long = format!(r#"{{"source":["{}"]}}"#, "x".repeat(5_000));
    let role = "arn:aws:iam::999988887777:role/theirs";
    let space = (", `.`, `-` and `_` only; this one has a space", Some("failed to satisfy constraint"));
    let too_long = ("4096 is the most", Some("have length less than or equal to 4096"));
    let theirs = ("of account 999988887777", Some("Cross-account pass role is not allowed"));
    for (open, label, typed, (ours, service)) in [
        ("n r", "name", "with space", space),
        ("n b", "name", "with space", space),
        ("n a", "name", "with space", space),
        ("n p", "name", "with space", space),
        ("n c", "name", "with space", space),
        ("n d", "name", "with space", space),
        ("n r", "name", "ec2-stopped-to-slack", ("on bus default is there already: take another name", None)),
        ("n b", "name", "lab", ("bus lab is there already: take another name", None)),
        ("n a", "name", "orders-archive", ("archive orders-archive is there already", None)),
        ("n p", "name", "after-the-outage", ("replay after-the-outage is there already", None)),
        ("n c", "name", "slack", ("connection slack is there already", None)),
        ("n d", "name", "slack-hook", ("API destination slack-hook is there already", None)),
        ("n r some", "bus", "x:archivelab", ("there is no bus", Some("Event bus "))),
        ("enter / nightly enter E c", "bus", "archivelab", ("there is no bus", Some("Event bus "))),
        ("enter / nightly enter E m", "bus", "x:archivelab", ("there is no bus", Some("Event bus "))),
        (
            "n a some",
            "bus",
            "arn:aws:events:eu-west-1:123456789012:event-bus/lost",
            ("there is no bus", Some("Event bus ")),
        ),
        (
            "n p some",
            "bus",
            "arn:aws:events:eu-west-1:123456789012:event-bus/lost",
            ("there is no bus", Some("Event bus ")),
        ),
        (
            "n p some",
            "archive",
            "arn:aws:events:eu-west-1:123456789012:archive/lost",
            ("there is no archive", Some("Archive lost does not exist.")),
        ),
        (
            "n d some",
            "connection",
            "arn:aws:events:eu-west-1:123456789012:connection/lost/1",
            ("there is no connection", None),
        ),
        ("n r some", "pattern", &long, too_long),
        ("n a some", "pattern", &long, too_long),
        ("n r some", "pattern", "{\"source\":", ("", None)),
        ("n r some", "role", role, theirs),
        ("n r some", "target's role", role, theirs),
        ("enter / nightly enter E t 1", "role", role, theirs),
        ("enter / nightly enter E e", "role", role, theirs),
        ("n r some", "input", "{no json", ("JSON", None)),
        ("enter / nightly enter E t 1", "input", "{no json", ("JSON", None)),
        ("n r some", "schedule", "every day", ("", Some("ScheduleExpression is not valid"))),
        (": b u s space o r d e r s enter left E w", "statements", "{no", ("not JSON", None)),
        (": b u s space o r d e r s enter left E p some", "who", "nobody", ("twelve digits", None)),
    ] {
        let mut it = Explorer::over(account(), (100, 40));
        strike(&mut it, open);
        go_to(&mut it, label);
        let before = text(&it, label);
        it.send(crate::app::Message::Paste(typed.to_owned()));
        it.settle();
        it.press("ctrl-s");
        assert!(it.writes.is_empty() && it.model.popup.is_none(), "{open}, {label}: {:?}", it.model.popup);
        let at = form(&it).form.entries.iter().position(|entry| entry.label == label).unwrap();
        let Some(fault) = form(&it).fault(at) else { panic!("{open}, {label}: {:?}", form(&it).faults) };
        assert!(fault.ours.contains(ours), "{open}, {label}: {fault:?}");
        let told = fault.service.as_deref();
        assert!(
            service.is_none_or(|part| told.is_some_and(|told| told.contains(part))),
            "{label}: {fault:?}"
        );
        assert!(form(&it).shows_fault(at), "{open}, {label} is marked");
        assert!(text(&it, label).contains(typed) && text(&it, label).len() >= before.len(), "{label}");
        // Left and opened again, it is still there.
        it.press("esc l");
        strike(&mut it, open.split(" some").next().unwrap());
        assert!(text(&it, label).contains(typed), "{open}, {label}: {}", text(&it, label));
    }
}

#[test]
fn a_rule_is_not_moved_or_copied_onto_another_one() {
    for intent in ["m", "c"] {
        let mut fake = account();
        fake.rules.entry("lab".to_owned()).or_default().push(rule(
            "lab",
            "ec2-stopped-to-slack",
            r#"{"source":["a"]}"#,
        ));
        let mut it = Explorer::over(fake, (100, 40));
        strike(&mut it, &format!("enter / stopped enter E {intent}"));
        for (label, typed) in [("bus", "lab"), ("name", "ec2-stopped-to-slack")] {
            go_to(&mut it, label);
            it.press("ctrl-k");
            while !text(&it, label).is_empty() {
                it.press("backspace");
            }
            it.type_text(typed);
            it.settle();
        }
        it.press("ctrl-s");
        assert!(it.model.popup.is_none(), "{intent}: {:?}", it.model.popup);
        let faults = &form(&it).faults;
        let there = "rule ec2-stopped-to-slack on bus lab is there already";
        assert!(faults.iter().any(|fault| fault.ours.contains(there)), "{intent}: {faults:?}");
    }
}

#[test]
fn a_replay_goes_to_no_other_bus_than_the_one_its_events_came_from() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, "n p again");
    for (label, typed) in [("archive", "archive/orders-archive"), ("bus", "event-bus/lab")] {
        go_to(&mut it, label);
        it.type_text(&format!("arn:aws:events:eu-west-1:123456789012:{typed}"));
    }
    go_to(&mut it, "from");
    it.type_text("2026-11-15T00:00:00Z");
    go_to(&mut it, "to");
    it.type_text("2026-11-15T01:00:00Z");
    it.press("ctrl-s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    let at = form(&it).form.entries.iter().position(|entry| entry.label == "bus").unwrap();
    let fault = form(&it).fault(at).map(ChangeFault::sentence).unwrap_or_default();
    assert!(fault.contains("events of bus orders, and they go back to that alone"), "{fault}");
    assert!(fault.contains("Cross event bus replay is not permitted"), "{fault}");
}

#[test]
fn a_rule_is_moved_and_copied_to_a_bus_that_is_named() {
    for open in ["enter / stopped enter E m", "enter / stopped enter E c"] {
        let mut it = Explorer::over(Fake::small(), (100, 40));
        strike(&mut it, open);
        go_to(&mut it, "bus");
        while !text(&it, "bus").is_empty() {
            it.press("backspace");
        }
        it.press("ctrl-s");
        assert!(it.model.popup.is_none(), "{open}: {:?}", it.model.popup);
        let at = form(&it).form.entries.iter().position(|entry| entry.label == "bus").unwrap();
        assert_eq!(form(&it).fault(at).map(|fault| fault.ours.as_str()), Some("a bus is needed."), "{open}");
    }
}

#[test]
fn a_replay_of_what_is_still_to_come_is_refused() {
    for (from, refused) in [(3_600, true), (-3_600, false)] {
        let mut it = Explorer::over(Fake::small(), (100, 40));
        strike(&mut it, "n p again");
        for (label, typed) in [("archive", "archive/orders-archive"), ("bus", "event-bus/orders")] {
            go_to(&mut it, label);
            it.type_text(&format!("arn:aws:events:eu-west-1:123456789012:{typed}"));
        }
        for (label, seconds) in [("from", from), ("to", 7_200)] {
            go_to(&mut it, label);
            it.type_text(&crate::text::time::rfc3339(it.now + seconds * 1000));
        }
        it.press("ctrl-s");
        assert_eq!(it.model.popup.is_none(), refused, "{from}: {:?}", it.model.popup);
        if refused {
            let fault = form(&it).fault(form(&it).at).map(ChangeFault::sentence).unwrap_or_default();
            assert!(fault.contains("the span is still to come: it is "), "{fault}");
        }
    }
}

#[test]
fn a_bus_that_was_made_since_the_buses_were_read_is_found() {
    let mut it = Explorer::over(account(), (100, 40));
    strike(&mut it, "enter / stopped enter E m");
    it.send(crate::app::Message::Paste("fresh".to_owned()));
    it.settle();
    it.fake.buses.push(crate::app::testing::bus("fresh"));
    it.press("ctrl-s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(confirm.title.contains("fresh"), "{}", confirm.title);
}

#[test]
fn a_sixth_target_is_refused_with_what_was_typed_still_there() {
    let mut it = Explorer::over(account(), (100, 40));
    strike(&mut it, "enter / stopped enter E t n");
    it.type_text("arn:aws:sqs:eu-west-1:123456789012:q6");
    it.press("ctrl-s");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    for part in ["5 targets at most", "exceeds the maximum number allowed"] {
        assert!(note.text.contains(part), "{part} is not in: {}", note.text);
    }
    it.press("esc");
    assert_eq!(text(&it, "target"), "arn:aws:sqs:eu-west-1:123456789012:q6");
    assert!(it.writes.is_empty());
}

#[test]
fn an_archive_that_is_being_made_is_left_alone() {
    let mut it = Explorer::over(account(), (100, 40));
    strike(&mut it, ": archives enter / orders enter D");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("the archive is CREATING. Wait until that is over"), "{}", note.text);
    it.press("esc");
    strike(&mut it, "E e words ctrl-s");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("the archive is CREATING. Wait until that is over"), "{}", note.text);
    it.press("esc");
    assert_eq!(text(&it, "description"), "words");
    assert!(it.writes.is_empty());
}

#[test]
fn a_replay_of_an_archive_that_is_not_ready_is_warned_of() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, "n p again tab everything enter shift-tab");
    assert!(text(&it, "archive").ends_with("archive/everything"), "{}", text(&it, "archive"));
    let notes = form(&it).notes.plain();
    assert!(notes.contains("! archive everything is UPDATING"), "{notes}");
}

#[test]
fn what_only_another_authorization_would_send_is_not_left_out_unsaid() {
    for (label, typed) in [("OAuth endpoint", "https://oauth.example/t"), ("OAuth method", "GET")] {
        let mut it = Explorer::small((80, 30));
        strike(&mut it, "n c pager enter OAUTH enter key enter s3cret");
        go_to(&mut it, label);
        it.press("backspace backspace backspace backspace");
        it.type_text(typed);
        while form(&it).entry().unwrap().label != "authorization" {
            it.press("shift-tab");
        }
        it.press("F5");
        strike(&mut it, "API_KEY ctrl-s");
        assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
        let fault = form(&it).fault(form(&it).at).map(ChangeFault::sentence).unwrap_or_default();
        assert!(fault.contains("OAUTH_CLIENT_CREDENTIALS alone, and API_KEY is chosen"), "{label}: {fault}");
        assert_eq!(text(&it, label), typed, "what was typed stays in view");
    }
}

#[test]
fn a_line_that_was_just_begun_hides_none_before_it() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n r");
    go_to(&mut it, "tags");
    strike(&mut it, "env=prod enter team=security enter");
    let shown = crate::ui::testing::text(&it.model);
    assert!(shown.contains("env=prod") && shown.contains("team=security"), "{shown}");
}

#[test]
fn the_footer_says_what_enter_does_in_each_field() {
    let mut it = Explorer::small((120, 40));
    strike(&mut it, "n r");
    let says = |it: &Explorer, what: &str| {
        let shown = crate::ui::testing::text(&it.model);
        let bottom = shown.lines().last().unwrap_or_default().to_owned();
        assert!(bottom.contains(&format!("enter {what}")), "{what}: {bottom}");
        shown
    };
    says(&it, "next");
    go_to(&mut it, "source");
    let shown = says(&it, "next");
    assert!(!shown.contains("› aws"), "nothing is taken yet: {shown}");
    it.type_text("ec2");
    let shown = says(&it, "take");
    assert!(shown.contains("› aws.ec2"), "{shown}");
    go_to(&mut it, "tags");
    says(&it, "new line");
    it.press("ctrl-s");
    assert!(it.notice().contains("the selected field says why. Nothing was sent."), "{}", it.notice());
}

#[test]
fn what_was_made_in_part_is_gone_on_with() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n b half");
    go_to(&mut it, "description");
    it.type_text("words");
    let error = CallError::new(ErrorKind::Denied, "TagResource", "you may not");
    it.fake.refusing.insert("half".to_owned(), CallError { partial: true, ..error });
    let arn = crate::app::testing::bus("half").arn;
    let there = Held { arn, policy: Some(Vec::new()), ..Held::with_settings(serde_json::Map::new()) };
    it.fake.things.insert(Thing::Bus("half".to_owned()), there);
    let unread = CallError::new(ErrorKind::Network, "DescribeEventBus", "no way there");
    it.fake.failing.insert("Reading it before a change", unread);
    it.press("ctrl-s y");
    assert_eq!(it.writes.len(), 1, "{:?}", it.model.popup);
    assert!(it.notice().contains("no way there ctrl-s reads it again."), "{}", it.notice());
    it.fake.failing.clear();
    it.press("ctrl-s");
    assert_eq!(it.notice(), "Bus half was only partly created: ctrl-s sends the rest.");
    it.fake.refusing.clear();
    it.fake.buses.push(crate::app::testing::bus("half"));
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    assert_eq!(confirm.title, "Change bus half?");
    it.strike("y");
    let own = |effect: &Effect| {
        if let Effect::Work(Work::Write(write)) = effect { Some((write.req, write.group)) } else { None }
    };
    let (req, group) = it.waiting.iter().find_map(own).unwrap();
    assert_ne!(req, group, "it is taken back together with the first part");
    it.settle();
    assert_eq!(it.writes.len(), 2);
    assert!(!matches!(it.model.screen(), crate::app::Screen::Form(_)), "the form is done with");
}

#[test]
fn an_event_that_is_given_and_cannot_be_sent_is_told_before_a_key_is_pressed() {
    for (source, is_told) in [("aws.ec2", true), ("shop", false)] {
        let mut it = Explorer::small((80, 24));
        let event = format!(r#"{{"source":"{source}","detail-type":"A","detail":{{}}}}"#);
        it.model.stack.push(Screen::form(crate::app::form::Form::event("default", &event), None));
        it.send(crate::app::Message::Tick);
        let notes = form(&it).notes.plain();
        assert_eq!(notes.contains("only AWS's own services may"), is_told, "{notes}");
    }
}
