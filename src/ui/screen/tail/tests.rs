//! The tail and its event as they are seen, with styles.

use crate::app::screen::tail::tests::{Watch, change, find};
use crate::app::testing::{Explorer, Fake, NOW, rule};
use crate::model::{CallError, ErrorKind, TailUpdate};
use crate::ui::testing::{text, with_styles};

/// A tail in which something of everything has happened.
fn eventful(size: (u16, u16)) -> Watch {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "all-of-ec2", r#"{"source":["aws.ec2"]}"#));
    rules.push(rule("default", "everything-in-this-account", r#"{"account":["123456789012"]}"#));
    let mut watch = Watch::over(fake, size);
    watch.changes(12);
    watch.say(TailUpdate::Reconnecting { reason: "reset by peer".into(), wait: 2_000 });
    watch.it.now += 4_000;
    watch.say(TailUpdate::Live);
    watch.events(&[change(20, 20), change(21, 21)]);
    watch.say(TailUpdate::Reconnected { away: 4_000, from: 0, to: 0, refilled: Some(2), earlier: 0 });
    watch.say(TailUpdate::Events { events: Vec::new(), refilled: false, sampled: true });
    watch.events(&[
        r#"{"timestamp":1,"message":"i-0abc stopped"}"#.into(),
        "START RequestId: 8f5 \u{1b}[31mred\u{1b}[0m".into(),
        r#"{"source":"aws.ec2","detail-type":"#.into(),
        r#"{"source":"shop.orders","detail-type":"OrderPlaced","time":"2026-11-29T14:03:07.250Z","detail":{"orderId":"o-17","status":"PLACED","note":"日本語 😀"}}"#.into(),
    ]);
    watch
}

#[test]
fn at_80x24_the_list_has_the_screen() {
    insta::assert_snapshot!(with_styles(&eventful((80, 24)).it.model));
}

#[test]
fn at_120x40_the_event_lies_below() {
    insta::assert_snapshot!(with_styles(&eventful((120, 40)).it.model));
}

#[test]
fn at_200x60_the_event_lies_beside() {
    insta::assert_snapshot!(with_styles(&eventful((200, 60)).it.model));
}

#[test]
fn a_tap_is_shown_before_it_is_made_offered_again_and_told_while_it_stands() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    find(&mut it, "iam-readonly");
    it.press("l");
    insta::assert_snapshot!("tap_asked", with_styles(&it.model));
    it.press("esc");
    insta::assert_snapshot!("tap_declined", with_styles(&it.model));
    it.press("T y");
    insta::assert_snapshot!("tap_watched", with_styles(&it.model));
}

#[test]
fn at_80x24_enter_gives_the_event_the_screen() {
    let mut watch = Watch::new((80, 24));
    watch.changes(3);
    watch.it.press("enter /");
    watch.it.type_text("stopped");
    watch.it.press("enter");
    insta::assert_snapshot!(with_styles(&watch.it.model));
}

#[test]
fn a_pattern_being_typed_says_what_is_wrong_with_it() {
    let mut watch = Watch::new((80, 24));
    watch.changes(3);
    watch.it.press("p");
    watch.it.type_text(r#"{"detail":{"state":"stopped"}}"#);
    watch.it.press("enter");
    insta::assert_snapshot!(with_styles(&watch.it.model));
}

#[test]
fn paused_filtered_and_wrapped() {
    let mut watch = eventful((80, 24));
    watch.it.press("/");
    watch.it.type_text("ec2 !stopped");
    watch.it.press("enter g space W");
    watch.events(&[change(30, 31)]);
    insta::assert_snapshot!(with_styles(&watch.it.model));
}

#[test]
fn beside_the_scroll_bar_nothing_is_cut_without_a_mark() {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "everything-in-this-account-and-more", r#"{"account":["123456789012"]}"#));
    for width in 60..90 {
        let mut watch = Watch::over(fake.clone(), (width, 24));
        watch.changes(60);
        let screen = text(&watch.it.model);
        let rows: Vec<&str> =
            screen.lines().filter(|line| line.contains("aws.ec2") && !line.contains("──")).collect();
        assert!(rows.len() > 10, "{screen}");
        for row in rows {
            let shown = row.trim_end_matches(['█', '│', '║', ' ']);
            let whole = ["stopped", "running", "terminated", "…"].iter().any(|end| shown.ends_with(end));
            assert!(whole, "{width}: {row}");
        }
    }
}

#[test]
fn before_the_first_event() {
    insta::assert_snapshot!(with_styles(&Watch::new((80, 24)).it.model));
}

#[test]
fn after_the_end() {
    let mut watch = Watch::new((80, 24));
    watch.changes(2);
    let error = CallError::new(
        ErrorKind::Denied,
        "StartLiveTail",
        "you are not allowed to call logs:StartLiveTail on this group",
    )
    .advise("Ask for it, or poll with another role.");
    watch.say(TailUpdate::Unfilled { from: NOW - 600_000, to: NOW, error: error.clone() });
    watch.say(TailUpdate::Ended(Some(error)));
    watch.it.press("enter");
    insta::assert_snapshot!(with_styles(&watch.it.model));
}
