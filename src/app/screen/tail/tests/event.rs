//! The selected event: opened, copied, saved, carried to the workbench.

use super::{SMALL, Watch, change};
use crate::app::effect::{Effect, Work};
use crate::app::message::Message;
use crate::app::popup::{Action, Popup};
use crate::app::screen::Screen;
use crate::app::screen::tail::Focus;
use crate::model::{CallError, ErrorKind};

#[test]
fn an_event_opens_folds_and_leads_to_its_neighbours() {
    let mut watch = Watch::new(SMALL);
    watch.changes(4);
    watch.it.press("enter");
    assert_eq!((watch.tail().focus(), watch.tail().zoomed), (Focus::Event, true));
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("▾ detail") && text.contains(r#"instance-id  "i-0003""#), "{text}");
    watch.it.press("/");
    watch.it.type_text("i-0003");
    watch.it.press("enter");
    assert_eq!(watch.tail().event().path(), "detail.instance-id");
    watch.it.press("left");
    assert_eq!(watch.tail().event().path(), "detail");
    watch.it.press("left");
    assert!(crate::ui::testing::text(&watch.it.model).contains("▸ detail"), "folded");
    watch.it.press("[");
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("▸ detail") && text.contains("i-0002"), "the same is folded and selected: {text}");
    assert_eq!(watch.tail().event().path(), "detail");
    watch.it.press("enter ]");
    assert!(crate::ui::testing::text(&watch.it.model).contains("i-0003"));
    watch.it.press("esc esc");
    assert_eq!(watch.tail().focus(), Focus::List);
}

#[test]
fn everything_about_an_event_can_be_copied() {
    let mut watch = Watch::new(SMALL);
    watch.events(&[change(1, 1).replace("aws.ec2", "it's mine")]);
    watch.it.press("enter /");
    watch.it.type_text("state\"");
    watch.it.press("enter esc");
    watch.it.press("/");
    watch.it.type_text("running");
    watch.it.press("enter c");
    let Some(Popup::Menu(menu)) = &watch.it.model.popup else { panic!("no menu") };
    let copies: Vec<(char, &str)> = menu
        .items
        .iter()
        .filter_map(|item| match &item.action {
            Action::Copy { text, .. } => Some((item.key, text.as_str())),
            _ => None,
        })
        .collect();
    let copy = |key| copies.iter().find(|(k, _)| *k == key).map(|(_, text)| *text).unwrap_or_default();
    assert_eq!(copy('v'), "running");
    assert_eq!(copy('p'), "detail.state");
    assert_eq!(copy('i'), "$.detail.state");
    assert_eq!(copy('m'), r#"{"detail":{"state":["running"]}}"#);
    assert_eq!(copy('d'), "7bf73129-1428-4cd3-a780-000000000001");
    assert!(copy('e').contains("  \"detail\": {\n"), "{}", copy('e'));
    assert_eq!(
        copy('a'),
        concat!(
            r#"aws events put-events --entries '[{"EventBusName":"default","Source":"it'\''s mine","#,
            r#""DetailType":"EC2 Instance State-change Notification","#,
            r#""Detail":"{\"instance-id\": \"i-0001\", \"state\": \"running\"}","#,
            r#""Resources":["arn:aws:ec2:eu-west-1:123456789012:instance/i-0001"],"Time":"2026-11-30T14:03:20Z"}]'"#,
            " --region eu-west-1 --profile prod"
        )
    );
    watch.it.press("m");
    assert!(watch.it.copied().iter().any(|text| text.contains("running")));
}

#[test]
fn an_event_is_saved_under_its_time_and_id() {
    let mut watch = Watch::new(SMALL);
    watch.changes(1);
    watch.it.strike("S");
    let saved = watch.it.waiting.iter().find_map(|effect| match effect {
        Effect::Work(Work::SaveFile { req, path, text, .. }) => Some((*req, path.clone(), text.clone())),
        _ => None,
    });
    let (req, path, text) = saved.expect("a file");
    assert_eq!(path, "event-2026-11-30-14-03-19-000-7bf73129.json");
    assert!(text.ends_with("}\n"));
    let outcome = Ok("/home/x/event.json".into());
    watch.it.send(Message::FileSaved { req, path, outcome });
    assert_eq!(watch.it.notice(), "Saved to /home/x/event.json");
    watch.it.strike("S");
    let again = watch.it.waiting.iter().rev().find_map(|effect| match effect {
        Effect::Work(Work::SaveFile { req, path, .. }) => Some((*req, path.clone())),
        _ => None,
    });
    let exists = CallError::new(ErrorKind::Other, "Saving event.json", "the file exists");
    let (req, path) = again.expect("a file");
    watch.it.send(Message::FileSaved { req, path, outcome: Err(exists) });
    assert_eq!(watch.it.notice(), "Saving event.json failed: the file exists");
}

#[test]
fn the_events_shown_are_carried_to_the_workbench() {
    let mut watch = Watch::new(SMALL);
    watch.changes(5);
    watch.events(&["not an event".into()]);
    watch.it.press("g t");
    assert!(watch.it.notice().contains("This line is not an event"), "{}", watch.it.notice());
    watch.it.press("j j t");
    assert!(matches!(watch.it.model.screen(), Screen::Workbench(_)));
}

#[test]
fn lines_that_are_no_events_are_shown_as_what_they_are() {
    let mut watch = Watch::new(SMALL);
    let huge = format!(r#"{{"a":["{}"]}}"#, "x".repeat(300_000));
    let lines = [
        "START \u{1b}[2J evil".to_owned(),
        r#"{"timestamp":1,"message":"m"}"#.into(),
        r#"{"a":1,}"#.into(),
        huge,
    ];
    watch.events(&lines);
    let text = crate::ui::testing::text(&watch.it.model);
    for wanted in ["no JSON", "START ␛[2J evil", "no event", "broken JSON"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    watch.it.press("g enter");
    for _ in 0..4 {
        let text = crate::ui::testing::text(&watch.it.model);
        assert!(!text.contains('\u{1b}'));
        watch.it.press("]");
    }
    watch.it.press("[");
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("Not JSON. line 1, column 7: the comma before"), "{text}");
}
