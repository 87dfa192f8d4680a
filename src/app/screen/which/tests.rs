//! The rules that an event matches: their order, where each leads to, and what is said of those that cannot
//! be read.

use super::Which;
use crate::app::screen::Screen;
use crate::app::screen::tail::tests::{Watch, change};
use crate::app::testing::{Explorer, Fake, rule};
use crate::diagnose::RuleVerdict;
use crate::model::{CallError, ErrorKind};

fn which(it: &Explorer) -> &Which {
    match it.model.screen() {
        Screen::Which(which) => which,
        other => panic!("{other:?}"),
    }
}

fn on_event() -> Watch {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "all-of-ec2", r#"{"source":["aws.ec2"]}"#));
    rules.push(rule("default", "ec2-in-capitals", r#"{"source":["AWS.EC2"]}"#));
    let mut watch = Watch::over(fake, (120, 40));
    watch.events(&[change(20, 20)]);
    watch
}

fn asked() -> Explorer {
    let mut watch = on_event();
    watch.it.press("w");
    watch.it
}

#[test]
fn those_that_match_come_first_then_the_nearest_with_their_first_reason() {
    let it = asked();
    let rows = which(&it).rows();
    let matching = rows.iter().take_while(|row| row.verdict == RuleVerdict::Match).count();
    assert!(matching >= 1 && rows.iter().skip(matching).all(|row| row.verdict != RuleVerdict::Match));
    assert!(rows[..matching].iter().any(|row| row.name == "all-of-ec2"), "{rows:#?}");
    let near = rows.iter().find(|row| row.name == "ec2-in-capitals").unwrap();
    let RuleVerdict::Miss(miss) = &near.verdict else { panic!("{near:#?}") };
    let (path, first) = miss.first.as_ref().unwrap();
    assert!(miss.fix().is_some() && path == "source" && first.sentence.contains("case"), "{miss:?}");
    assert_eq!(which(&it).left_out(), "1 rule has no pattern");
}

#[test]
fn the_tails_own_rule_is_the_selected_one() {
    let it = asked();
    assert_eq!(which(&it).selected().map(|row| row.name.as_str()), Some("ec2-stopped-to-slack"));
}

#[test]
fn enter_takes_rule_and_event_to_the_workbench_and_w_asks_why() {
    let mut it = asked();
    it.press("enter");
    assert!(matches!(it.model.screen(), Screen::Workbench(_)));
    it.press("esc");
    which(&it);
    it.press("w");
    let Screen::Why(why) = it.model.screen() else { panic!("{:?}", it.model.screen()) };
    assert!(why.event_in_words().contains("from the tail"), "{}", why.event_in_words());
    it.press("esc esc");
    assert!(matches!(it.model.screen(), Screen::Tail(_)));
}

#[test]
fn rules_that_change_are_asked_anew_and_the_selection_stays() {
    let mut it = asked();
    it.press("G");
    let name = which(&it).selected().unwrap().name.clone();
    it.fake.rules.get_mut("default").unwrap().push(rule("default", "a-new-one", "{}"));
    it.press("R");
    assert!(which(&it).rows().iter().any(|row| row.name == "a-new-one"));
    assert_eq!(which(&it).selected().unwrap().name, name);
}

#[test]
fn rules_that_cannot_be_read_are_told() {
    let mut watch = on_event();
    watch.it.fake.failing.insert("ListRules", CallError::new(ErrorKind::Denied, "ListRules", "no"));
    watch.it.press("w R");
    assert!(which(&watch.it).standing().error.is_some());
    watch.it.press("m");
    assert!(watch.it.model.popup.is_some());
}

#[test]
fn a_line_that_is_no_event_is_not_asked_about() {
    let mut watch = Watch::new((120, 40));
    watch.events(&["START RequestId: 8f5".into()]);
    watch.it.press("w");
    assert!(watch.it.notice().contains("is not an event"), "{}", watch.it.notice());
}

#[test]
fn the_workbench_asks_with_the_event_beside_its_pattern() {
    let mut it = Explorer::small((120, 40));
    it.press("tab j e alt-r");
    assert!(which(&it).event_in_words().contains("not seen on this bus"), "{}", which(&it).event_in_words());
}

#[test]
fn the_bars_of_both_panes_are_dragged_and_the_wheel_turns_what_is_under_it() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let (down, drag) = (MouseEventKind::Down(MouseButton::Left), MouseEventKind::Drag(MouseButton::Left));
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    // Names so long that the reason, which begins with one, is higher than its pane.
    let name = |n: usize| format!("more-{n:02}{}", "-and-more".repeat(300));
    rules.extend((0..40).map(|n| rule("default", &name(n), r#"{"source":["aws.ec2"]}"#)));
    let mut watch = Watch::over(fake, (120, 40));
    watch.events(&[change(20, 20)]);
    watch.it.press("w");
    let mut it = watch.it;
    let rules = which(&it).panes().rules;
    it.mouse(down, 119, rules.y + 1);
    it.mouse(drag, 119, rules.bottom() - 2);
    assert_eq!(which(&it).selection().view.top, which(&it).rows().len() - which(&it).panes().rows());
    it.mouse(drag, 119, rules.y + 1);
    assert_eq!(which(&it).selection().view.top, 0);
    let (reason, before) = (which(&it).panes().reason, which(&it).selection());
    let over_reason = |it: &mut Explorer, kind| it.mouse(kind, reason.x + 1, reason.y + 1);
    over_reason(&mut it, MouseEventKind::ScrollDown);
    assert!(which(&it).scroll.top > 0, "the reason is scrolled");
    assert_eq!(which(&it).selection(), before, "the list stays where it is");
    over_reason(&mut it, MouseEventKind::ScrollUp);
    assert_eq!(which(&it).scroll.top, 0);
    it.mouse(down, 119, reason.y + 1);
    it.mouse(drag, 119, reason.bottom() - 2);
    assert!(which(&it).scroll.top > 0, "its bar is drawn to the end");
    it.mouse(drag, 119, reason.y + 1);
    assert_eq!(which(&it).scroll.top, 0);
}
