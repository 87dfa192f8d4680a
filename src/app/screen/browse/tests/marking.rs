//! Marked rules: what keeps the marks, what takes them away, and what is done with several rules at once.

use super::{Focus, browse, names, rule};
use crate::app::testing::{Explorer, Fake, bus};
use crate::model::{Bus, CallError, ErrorKind, Tag};

#[test]
fn marks_survive_filter_order_and_reading_again() {
    let mut it = Explorer::small((120, 40));
    it.press("enter j x x");
    assert_eq!(rule(&it), "iam-readonly-watch", "the next rule is in hand after each mark");
    assert!(it.model.screen().marked_count() == 2 && browse(&it).marks.has("ec2-stopped-to-slack"));
    it.press("o R /");
    it.type_text("report");
    it.press("enter");
    assert_eq!((names(&it).len(), it.model.screen().marked_count()), (1, 2));
    it.press("X");
    assert!(browse(&it).marks.has("nightly-report") && it.model.screen().marked_count() == 3);
    it.press("X");
    assert_eq!(it.model.screen().marked_count(), 2, "all shown are marked, so their marks go");
}

#[test]
fn esc_takes_the_marks_first_then_the_filter_then_goes_back() {
    let mut it = Explorer::small((120, 40));
    it.press("enter /");
    it.type_text("e");
    it.press("enter ! X esc");
    assert_eq!((it.model.screen().marked_count(), browse(&it).rules.filter.text()), (0, "e"));
    it.press("esc");
    assert!(browse(&it).rules.filter.is_empty() && browse(&it).rules.problems);
    it.press("esc");
    assert!(!browse(&it).rules.problems && browse(&it).focus() == Focus::Rules);
    it.press("esc");
    assert_eq!(browse(&it).focus(), Focus::Buses);
}

#[test]
fn marks_go_with_the_bus_the_account_and_the_rule() {
    let mut it = Explorer::small((120, 40));
    it.press("enter X esc");
    it.press("X");
    it.fake.rules.get_mut("default").unwrap().retain(|rule| rule.name != "nightly-report");
    it.press("R");
    assert_eq!(it.model.screen().marked_count(), 4, "a rule that is gone is not marked");
    it.press("tab tab tab");
    assert_eq!(it.model.screen().marked_count(), 4, "going round the panes keeps them");
    it.press("left G enter");
    assert_eq!(it.model.screen().marked_count(), 0, "another bus has other rules");
    it.press("X left g enter");
    assert_eq!(it.model.screen().marked_count(), 0);
    it.press("X :");
    it.type_text("region eu-north-1");
    it.press("enter enter");
    assert_eq!(it.model.screen().marked_count(), 0);
}

#[test]
fn what_takes_one_rule_says_so_when_several_are_marked() {
    let mut it = Explorer::small((120, 40));
    it.press("enter j x x k k");
    for (key, what) in
        [("l", "a live tail"), ("e", "the workbench"), ("t", "the workbench"), ("u", "the list")]
    {
        it.press(key);
        assert!(
            it.notice().starts_with(what) && it.notice().contains("2 are marked"),
            "{key}: {}",
            it.notice()
        );
        assert_eq!(it.model.stack.len(), 1);
    }
    it.press("x j e");
    assert!(it.notice().ends_with("another one is marked; esc takes the mark away"), "{}", it.notice());
    it.press("esc k e");
    assert_eq!(it.model.stack.len(), 2);
}

#[test]
fn copying_takes_all_marked_rules_one_a_line() {
    let mut it = Explorer::small((120, 40));
    it.press("enter j x x c n");
    assert_eq!(it.copied(), ["ec2-stopped-to-slack\nfrom-the-future"]);
    assert_eq!(it.notice(), "Copied the names of 2 rules.");
    it.press("c j");
    let copied = it.copied();
    let Some(text) = copied.last() else { panic!() };
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["Tags"][0]["Value"], "platform", "the tags of marked rules are read");
    it.press("c p");
    let copied = it.copied();
    let Some(text) = copied.last() else { panic!() };
    assert_eq!(text.lines().count(), 2, "{text}");
    it.press("c c");
    let copied = it.copied();
    let Some(text) = copied.last() else { panic!() };
    assert_eq!(text.matches("aws events put-rule").count(), 2);
    it.press("y");
    assert_eq!(it.model.stack.len(), 2);
    it.press("esc tab c n");
    assert_eq!(it.copied().last(), Some(&rule(&it)), "the detail is about one rule");
}

#[test]
fn buses_are_not_marked_and_say_so() {
    let mut it = Explorer::small((80, 24));
    it.press("x");
    assert!(it.notice().starts_with("rules are marked, not buses"), "{}", it.notice());
}

#[test]
fn what_is_copied_of_a_rule_has_its_bus_as_it_is_or_says_that_it_was_not_read() {
    let bus = Bus { log_level: Some("ERROR".into()), ..bus("orders") };
    let mut fake = Fake::small();
    let tag = Tag { key: "owner".into(), value: "shop-team".into() };
    fake.tags.insert(bus.arn.clone(), vec![tag]);
    fake.buses.iter_mut().filter(|one| one.name == bus.name).for_each(|one| one.clone_from(&bus));
    let mut it = Explorer::over(fake.clone(), (120, 40));
    it.press("G enter x c f");
    let copied = it.copied();
    let Some(text) = copied.last() else { panic!() };
    assert!(text.contains("shop-team") && text.contains("LogConfig"), "{text}");
    assert!(!text.contains("were not read"), "{text}");
    let denied = CallError::new(ErrorKind::Denied, "DescribeEventBus", "you may not");
    fake.failing.insert("DescribeEventBus", denied);
    let mut it = Explorer::over(fake, (120, 40));
    it.press("G enter x c");
    assert!(it.notice().contains("Without its bus's settings and tags"), "{}", it.notice());
}
