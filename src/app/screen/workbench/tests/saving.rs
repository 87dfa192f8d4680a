//! Saving a rule's pattern: what is asked, what is written, and what comes between.

use super::*;
use crate::app::effect::Work;

fn written(bench: &Bench) -> Option<&WriteOp> {
    bench
        .out
        .iter()
        .find_map(|e| if let Effect::Work(Work::Write(Write { op, .. })) = e { Some(op) } else { None })
}

#[test]
fn saving_shows_the_whole_difference_writes_the_pattern_alone_and_drops_the_draft() {
    let mut bench = Bench::on(PATTERN);
    bench.go_to("topped").keys("backspace S").wait(1000).keys("ctrl-s");
    match &bench.model.popup {
        Some(Popup::Confirm(confirm)) => {
            assert_eq!(confirm.title, "Save the pattern of ec2-stopped?");
            assert!(
                confirm.lines.contains(&"-     \"state\": [\"stopped\"]".to_owned()),
                "{:#?}",
                confirm.lines
            );
            assert!(confirm.lines.contains(&"+     \"state\": [\"Stopped\"]".to_owned()));
        }
        other => panic!("{other:?}"),
    }
    assert!(written(&bench).is_none());
    bench.keys("y");
    let text = PATTERN.replace("stopped", "Stopped");
    let (was, new) = (rule(Some(PATTERN)), rule(Some(&text)));
    assert_eq!(written(&bench), Some(&WriteOp::PutRule { was, new: new.clone() }));
    bench.out.clear();
    bench.saved(Ok(ReadBack { rule: new, surprises: Vec::new() }));
    assert!(!bench.bench().is_modified());
    assert!(bench.notice().starts_with("Saved and read back"));
    assert_eq!(bench.drafts(), [&Effect::Work(Work::DropDraft { rule: rule(None).key() })]);
}

#[test]
fn save_on_the_way_out_leaves_once_it_is_saved() {
    let mut bench = Bench::on(PATTERN);
    bench.go_to("topped").keys("backspace S esc s y");
    let new = rule(Some(&PATTERN.replace("stopped", "Stopped")));
    assert_eq!(bench.model.stack.len(), 2);
    bench.saved(Ok(ReadBack { rule: new, surprises: Vec::new() }));
    assert_eq!(bench.model.stack.len(), 1);
}

#[test]
fn an_invalid_pattern_is_not_saved_and_the_cursor_goes_to_the_fault() {
    let mut bench = Bench::on(PATTERN);
    bench.go_to("]").keys("backspace ctrl-s");
    assert!(bench.model.popup.is_none() && written(&bench).is_none());
    assert!(bench.notice().starts_with("Not saved: the pattern is not valid at line "), "{}", bench.notice());
}

#[test]
fn nothing_managed_read_only_or_unchanged_is_saved_and_each_says_why() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("ctrl-s");
    assert!(bench.notice().contains("Nothing to save"));

    let managed = Rule { managed_by: Some("autoscaling.amazonaws.com".into()), ..rule(Some(PATTERN)) };
    let mut bench = Bench::empty((80, 24)).with_rule(managed).push(Some(rule(None).key()), None);
    bench.keys("x ctrl-s");
    assert!(bench.notice().contains("managed by autoscaling.amazonaws.com"), "{}", bench.notice());
    assert_eq!(bench.text(), format!("x{PATTERN}"), "trying is allowed");

    let mut bench = Bench::on(PATTERN);
    bench.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    bench.keys("x ctrl-s");
    assert!(bench.notice().contains("read-only"));
}

#[test]
fn a_change_in_the_account_keeps_the_edit_and_offers_the_newer_rule() {
    let mut bench = Bench::on(PATTERN);
    bench.go_to("topped").keys("backspace S ctrl-s y");
    let mine = bench.text();
    let who = "CloudTrail has, the newest first: PutRule by ada at 2026-11-12T10:00:00Z";
    let refused = CallError::new(ErrorKind::Changed, "PutRule", "EventPattern changed");
    bench.saved(Err(CallError { who: Some(who.into()), ..refused }));
    assert_eq!(bench.menu()[0], "Not saved: the rule was changed in the account meanwhile");
    bench.keys("n");
    let theirs = rule(Some(&PATTERN.replace("stopped", "running")));
    bench.answer(Answer::Rule(rule(None).key(), Ok(theirs.clone())));
    match &bench.model.popup {
        Some(Popup::Message(note)) => {
            assert!(note.text.contains("+     \"state\": [\"running\"]"), "{}", note.text);
            assert!(note.text.contains("PutRule by ada at 2026-11-12T10:00:00Z.\n"), "{}", note.text);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.text(), mine);
    bench.out.clear();
    bench.keys("enter ctrl-s y");
    assert_eq!(written(&bench), Some(&WriteOp::PutRule { was: theirs, new: rule(Some(&mine)) }));
}

#[test]
fn another_field_changed_in_the_account_is_taken_over_without_a_question() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("x");
    let now = Rule { state: RuleState::Disabled, ..rule(Some(PATTERN)) };
    bench.model.shared.account.replace_rule(now, 0);
    bench.keys("backspace");
    bench.go_to("topped").keys("backspace S ctrl-s y");
    match written(&bench) {
        Some(WriteOp::PutRule { was, new }) => {
            assert_eq!((&was.state, &new.state), (&RuleState::Disabled, &RuleState::Disabled));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_surprise_after_saving_is_shown() {
    let mut bench = Bench::on(PATTERN);
    bench.go_to("topped").keys("backspace S ctrl-s y");
    let new = rule(Some(&bench.text()));
    bench.saved(Ok(ReadBack { rule: new, surprises: vec!["Description is gone".into()] }));
    match &bench.model.popup {
        Some(Popup::Message(note)) => assert!(note.text.contains("Description is gone")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pattern_on_one_line_opens_laid_out_and_is_saved_on_one_line() {
    let deployed = r#"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#;
    let mut bench = Bench::on(deployed);
    assert_eq!(bench.text(), PATTERN);
    assert!(!bench.bench().is_modified(), "nothing was changed");
    bench.keys("ctrl-s");
    assert!(bench.notice().contains("Nothing to save"), "{}", bench.notice());
    bench.go_to("\"source").keys("enter").wait(1_000).keys("ctrl-s");
    assert!(bench.notice().contains("only the layout differs"), "{}", bench.notice());
    assert!(bench.drafts().is_empty(), "a layout is no edit to keep");
    bench.keys("alt-l");
    assert_eq!(bench.text(), PATTERN, "laid out on a key");
    bench.go_to("topped").keys("backspace S ctrl-s");
    let Some(Popup::Confirm(confirm)) = &bench.model.popup else { panic!("{:?}", bench.model.popup) };
    let asked = confirm.page().plain();
    assert!(asked.contains("saved on one line, as it was"), "{asked}");
    assert!(asked.contains("+     \"state\": [\"Stopped\"]"), "{asked}");
    bench.keys("y");
    let (was, new) = (rule(Some(deployed)), rule(Some(&deployed.replace("stopped", "Stopped"))));
    assert_eq!(written(&bench), Some(&WriteOp::PutRule { was, new: new.clone() }));
    bench.saved(Ok(ReadBack { rule: new, surprises: Vec::new() }));
    assert!(!bench.bench().is_modified());
}
