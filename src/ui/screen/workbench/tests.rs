//! The workbench as it is drawn: near misses, faults, completions, what targets receive, and texts that a
//! terminal would obey.

use crate::app::Screen;
use crate::app::carried_events::CarriedEvents;
use crate::app::message::Message;
use crate::app::read::Answer;
use crate::app::screen::workbench::testing::{Bench, PATTERN, captured, rule};
use crate::app::testing::target;
use crate::model::InputTransformer;
use crate::ui::testing::{text, with_styles};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule of four fields, one of which differs from the event in letter case.
fn nearly() -> Bench {
    let pattern = "{\n  \"source\": [\"aws.ec2\"],\n  \"detail-type\": [\"EC2 Instance State-change \
        Notification\"],\n  \"detail\": {\n    \
                   \"state\": [\"Stopped\"],\n    \"instance-id\": [{\"exists\": true}]\n  }\n}";
    let mut bench = Bench::on(pattern);
    bench.keys("ctrl-n");
    bench
}

#[test]
fn a_near_miss_is_marked_on_both_sides_with_its_reason_and_its_fix() {
    let mut bench = nearly();
    insta::assert_snapshot!("near_miss_80x24", with_styles(&bench.resize(80, 24).model));
    insta::assert_snapshot!("near_miss_120x40", with_styles(&bench.resize(120, 40).model));
    insta::assert_snapshot!("near_miss_200x60", with_styles(&bench.resize(200, 60).model));
}

#[test]
fn the_fix_makes_it_match() {
    let mut bench = nearly();
    bench.resize(80, 24).keys("alt-enter");
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn a_fault_is_underlined_where_it_is() {
    let mut bench = Bench::on(PATTERN);
    bench.resize(80, 24).go_to("aws.ec2").keys("backspace");
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn a_fault_of_meaning_has_the_services_sentence_beside_ours() {
    let mut bench =
        Bench::on("{\n  \"source\": \"aws.ec2\",\n  \"detail\": {\"n\": [{\"numeric\": [\">\", \"1\"]}]}\n}");
    insta::assert_snapshot!(with_styles(&bench.resize(80, 24).model));
}

#[test]
fn what_is_questionable_is_underlined_and_its_fix_offered() {
    let mut bench = Bench::on(
        "{\n  \"source\": [\"aws.ec2\"],\n  \"detail-type\": [\"EC2 *\"],\n  \"Region\": [\"us-east-1 \"]\n}",
    );
    bench.keys("ctrl-n");
    insta::assert_snapshot!("questionable_80x24", with_styles(&bench.resize(80, 24).model));
    bench.go_to("Region").keys("left");
    insta::assert_snapshot!("questionable_at_the_cursor", text(&bench.model));
    bench.keys("alt-enter");
    insta::assert_snapshot!("questionable_fixed", text(&bench.model));
}

#[test]
fn a_path_is_typed_in_the_footer_and_the_library_is_searched() {
    let mut bench = Bench::on(PATTERN);
    bench.resize(80, 24).keys("ctrl-o ~/events/o.json");
    insta::assert_snapshot!("opening_a_file", with_styles(&bench.model));
    bench.keys("esc F7");
    insta::assert_snapshot!("sample_library", text(&bench.model));
    bench.keys("codepipeline");
    insta::assert_snapshot!("sample_library_searched", text(&bench.model));
}

#[test]
fn completions_hang_at_the_cursor() {
    let mut bench = Bench::on(PATTERN);
    bench.resize(80, 24).go_to("\"stopped\"").keys("tab down");
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn what_the_targets_receive_is_shown_and_why_one_receives_nothing() {
    let mut bench = nearly();
    let mut pager = target("pager", "sns:us-east-1:111122223333:ops-pager");
    pager.transformer = Some(InputTransformer {
        paths: BTreeMap::from([("detail".into(), "$.detail".into())]),
        template: "{\"text\": \"<detail>\"}".into(),
    });
    let targets = vec![target("log", "logs:us-east-1:111122223333:log-group:/aws/events/ec2"), pager];
    bench.resize(80, 24).keys("F4");
    insta::assert_snapshot!("inputs_loading_80x24", with_styles(&bench.model));
    bench.answer(Answer::Targets(rule(None).key(), Ok(targets)));
    insta::assert_snapshot!("inputs_80x24", with_styles(&bench.model));
    insta::assert_snapshot!("inputs_200x60", with_styles(&bench.resize(200, 60).model));
}

#[test]
fn aws_disagreeing_is_loud() {
    let mut bench = nearly();
    bench.resize(80, 24).keys("ctrl-t");
    bench.aws_says(Ok(Some(true)));
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn an_event_without_a_rule_brings_a_pattern_to_begin_with() {
    let mut bench = Bench::empty((80, 24)).push(None, Some(captured()));
    insta::assert_snapshot!(with_styles(&bench.keys("F2").model));
}

#[test]
fn the_question_before_saving_shows_the_whole_difference() {
    let mut bench = nearly();
    bench.resize(80, 24).keys("alt-enter ctrl-s");
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn odd_texts_are_shown_as_what_they_are() {
    let odd = "{\"日本語\": \"wide\", \"e\u{301}\": \"\u{1b}[31mred\u{7}\u{202e}\",\t\"lone\": \
        \"\\ud800\"}\r\nrest";
    let events = vec![Arc::from(odd), Arc::from(""), Arc::from("[1, 2]"), Arc::from("{\"a\": ")];
    let captured = CarriedEvents { from: "tail", events, at: Some(0) };
    let mut bench =
        Bench::empty((80, 24)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), Some(captured));
    insta::assert_snapshot!("odd_text", with_styles(&bench.model));
    for name in ["odd_empty", "odd_list", "odd_cut"] {
        insta::assert_snapshot!(name, text(&bench.keys("ctrl-n").model));
    }
}

#[test]
fn nothing_that_a_terminal_obeys_is_drawn() {
    let events = vec![Arc::from("\u{1b}]0;x\u{7}\u{9b}2J\r\u{8}\u{202e}\u{200b}")];
    let captured = CarriedEvents { from: "tail", events, at: Some(0) };
    let bench = Bench::empty((80, 24))
        .with_rule(rule(Some("\u{1b}[2J{\u{7f}")))
        .push(Some(rule(None).key()), Some(captured));
    let hidden = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    assert!(!text(&bench.model).contains(hidden));
}

#[test]
fn a_huge_event_and_a_long_pattern_are_drawn_at_every_size() {
    let long = format!("{{\"a\": [{}]}}", vec!["\"some value\""; 7000].join(","));
    let events = vec![Arc::from(format!("{{\"a\": \"{}\"", "日x".repeat(60_000)))];
    let captured = CarriedEvents { from: "tail", events, at: Some(0) };
    let mut bench =
        Bench::empty((80, 24)).with_rule(rule(Some(&long))).push(Some(rule(None).key()), Some(captured));
    for (width, height) in [(80, 24), (200, 60), (81, 25)] {
        bench.resize(width, height).keys("ctrl-end x up pgup ctrl-home");
        assert!(text(&bench.model).contains("some value"));
        assert!(matches!(bench.model.stack.last(), Some(Screen::Workbench(_))));
    }
    bench.send(Message::Tick);
}
