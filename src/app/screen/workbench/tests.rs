//! What the workbench does with keys, the mouse and what is answered.

mod saving;

use super::testing::{Bench, PATTERN, captured, rule};
use super::*;
use crate::app::Screen;
use crate::app::confirm::{Write, WriteOp};
use crate::app::effect::{LoopEffect, Work};
use crate::app::message::{Message, ReadBack};
use crate::app::model::Model;
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::model::{CallError, ErrorKind, Rule, RuleKey, RuleState};
use crate::pattern::Scratch;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

#[test]
fn opening_reads_the_rule_and_looks_for_a_draft() {
    let bench = Bench::empty((80, 24)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), None);
    let reads: Vec<_> = bench
        .out
        .iter()
        .filter_map(|e| if let Effect::Work(Work::Read { read, .. }) = e { Some(read.clone()) } else { None })
        .collect();
    let event = RuleKey::new("", "event beside default ec2-stopped");
    assert_eq!(reads, [Read::Rule(rule(None).key()), Read::Draft(rule(None).key()), Read::Draft(event)]);
}

#[test]
fn a_rule_that_is_not_listed_is_waited_for_and_nothing_is_typed_until_then() {
    let mut bench = Bench::empty((80, 24)).push(Some(rule(None).key()), None);
    bench.keys("x");
    assert_eq!(bench.text(), "");
    assert!(bench.notice().contains("still being read"));
    bench.answer(Answer::Rule(rule(None).key(), Ok(rule(Some(PATTERN)))));
    assert_eq!(bench.text(), PATTERN);
    assert!(!bench.bench().is_modified());
}

#[test]
fn a_rule_that_cannot_be_read_says_so_and_a_draft_of_it_is_still_found() {
    let mut bench = Bench::empty((80, 24)).push(Some(rule(None).key()), None);
    let draft = Draft { text: "{\"mine\": [1]}".into(), base: "{}".into(), saved: None };
    bench.answer(Answer::Draft(rule(None).key(), Ok(Some(draft))));
    let missing = CallError::new(ErrorKind::NotFound, "DescribeRule", "no such rule");
    bench.answer(Answer::Rule(rule(None).key(), Err(missing)));
    assert_eq!(bench.text(), "{\"mine\": [1]}");
    bench.keys("k ctrl-s");
    assert!(bench.notice().contains("no such rule"), "{}", bench.notice());
}

#[test]
fn without_a_rule_the_pattern_begins_from_the_event_and_is_saved_as_a_new_one() {
    let mut bench = Bench::empty((80, 24)).push(None, Some(captured()));
    assert_eq!(
        bench.text(),
        "{\n  \"source\": [\"aws.ec2\"],\n  \"detail-type\": [\"EC2 Instance State-change Notification\"]\n}"
    );
    assert!(!bench.bench().is_modified());
    let text = bench.text();
    bench.keys("ctrl-s");
    let Some(Screen::Form(form)) = bench.model.stack.last() else { panic!("no form") };
    assert_eq!(form.texts().iter().filter(|held| **held == text).count(), 1);
    let mut bench = Bench::empty((80, 24)).push(None, Some(captured()));
    bench.keys("ctrl-end backspace ctrl-s");
    assert!(bench.notice().starts_with("Not saved: the pattern is not valid"), "{}", bench.notice());
    let mut bench = Bench::empty((80, 24)).push(None, Some(captured()));
    bench.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    bench.keys("ctrl-s");
    assert!(bench.notice().contains("read-only"), "{}", bench.notice());
}

#[test]
fn a_case_is_put_into_a_suite_and_the_file_s_own_pattern_is_asked_about() {
    let saved = |bench: &Bench| {
        bench.out.iter().rev().find_map(|effect| match effect {
            Effect::Work(Work::SaveFile { path, text, instead_of, .. }) => {
                Some((path.clone(), text.clone(), instead_of.clone()))
            }
            _ => None,
        })
    };
    let mut bench = Bench::on_with(PATTERN, Some(captured()));
    bench.keys("alt-k enter");
    let path = "ec2-stopped.suite.json";
    let missing = CallError::new(ErrorKind::NotFound, "Opening", "there is no such file");
    bench.answer(Answer::EventFile(path.into(), Err(missing)));
    let (at, text, instead_of) = saved(&bench).unwrap();
    assert_eq!((at.as_str(), &instead_of), (path, &None));
    let suite = crate::suite::read(&text).unwrap();
    assert!(suite.cases[0].matches && suite.cases[0].name.starts_with("EC2 Instance State-change"), "{text}");
    // Another pattern than that of the suite.
    bench.go_to("topped").keys("backspace S alt-k enter");
    bench.answer(Answer::EventFile(path.into(), Ok(text.clone())));
    assert!(bench.menu()[0].contains("holds another pattern"), "{:?}", bench.menu());
    bench.keys("k").wait(0);
    let (_, second, instead_of) = saved(&bench).unwrap();
    assert_eq!(instead_of, Some(text));
    let suite = crate::suite::read(&second).unwrap();
    assert_eq!(suite.cases.iter().map(|case| case.matches).collect::<Vec<_>>(), [true, false]);
    // What is no suite is left alone.
    bench.out.clear();
    bench.keys("alt-k enter").answer(Answer::EventFile(path.into(), Ok("{}".into())));
    assert!(saved(&bench).is_none() && bench.model.shared.alerts[0].text.contains("is not a suite"));
}

#[test]
fn quitting_asks_first_and_keeps_what_was_typed_a_moment_ago() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("x ctrl-c");
    assert_eq!(bench.menu()[0], "Quit with an unsaved edit?");
    bench.keys("q");
    assert!(
        matches!(bench.out[..], [.., Effect::Work(Work::SaveDraft { .. }), Effect::Loop(LoopEffect::Quit)]),
        "{:?}",
        bench.out
    );
}

#[test]
fn an_edit_is_kept_as_a_draft_at_once_and_dropped_when_it_is_taken_back() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("x");
    assert!(bench.drafts().is_empty());
    assert!(bench.model.shared.wake.is_some());
    // The rest of the 300 ms that a kill may cost belongs to whoever writes.
    bench.wait(60).keys("y").wait(60);
    let text = format!("xy{PATTERN}");
    assert_eq!(
        bench.drafts(),
        [&Effect::Work(Work::SaveDraft { rule: rule(None).key(), text, base: PATTERN.into() })]
    );
    bench.out.clear();
    bench.keys("ctrl-u").wait(1000);
    assert_eq!(bench.text(), PATTERN);
    assert_eq!(bench.drafts(), [&Effect::Work(Work::DropDraft { rule: rule(None).key() })]);
}

#[test]
fn typing_on_and_on_does_not_put_the_draft_off() {
    let mut bench = Bench::on(PATTERN);
    for _ in 0..20 {
        bench.keys("x").wait(100);
    }
    assert!(bench.drafts().len() >= 3, "{:?}", bench.drafts().len());
}

#[test]
fn a_draft_found_is_shown_and_offered_and_the_accounts_pattern_is_one_key_away() {
    let draft = |base: &str| Draft {
        text: "{\"mine\": [1]}".into(),
        base: base.into(),
        saved: Some(1_795_183_140_000),
    };
    let open = |base: &str| {
        let mut bench =
            Bench::empty((80, 24)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), None);
        bench.answer(Answer::Draft(rule(None).key(), Ok(Some(draft(base)))));
        bench
    };
    let mut bench = open(PATTERN);
    assert_eq!(
        bench.menu(),
        [
            "An unsaved edit from 13:59 was kept",
            "k keep on editing it",
            "a start from the account's pattern; the edit is discarded"
        ]
    );
    bench.keys("k");
    assert_eq!(bench.text(), "{\"mine\": [1]}");

    let cut = Draft { base: String::new(), saved: None, ..draft("") };
    let mut bench = Bench::empty((80, 24)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), None);
    bench.answer(Answer::Draft(rule(None).key(), Ok(Some(cut))));
    let said = "Part of an unsaved edit was recovered from a damaged file; its date is not known";
    assert_eq!(bench.menu()[0], said, "neither when it was kept nor from what is made up");

    let mut bench = open(PATTERN);
    bench.keys("a").wait(1000);
    assert_eq!(bench.text(), PATTERN);
    assert_eq!(bench.drafts(), [&Effect::Work(Work::DropDraft { rule: rule(None).key() })]);

    let bench = open("{\"older\": [1]}");
    assert!(bench.menu()[0].contains("the rule has changed since"));
}

#[test]
fn a_draft_that_equals_the_accounts_pattern_goes_without_a_word() {
    let mut bench = Bench::empty((80, 24)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), None);
    let draft = Draft { text: PATTERN.into(), base: "{}".into(), saved: None };
    bench.answer(Answer::Draft(rule(None).key(), Ok(Some(draft))));
    assert!(bench.model.popup.is_none());
    assert_eq!(bench.drafts(), [&Effect::Work(Work::DropDraft { rule: rule(None).key() })]);
}

#[test]
fn an_edit_is_tried_on_all_captured_events_at_every_keystroke() {
    let events = ["stopped", "running", "stopped", "pending"]
        .map(|state| format!(r#"{{"source":"aws.ec2","detail":{{"state":"{state}"}}}}"#));
    let captured = CarriedEvents {
        from: "tail",
        events: events.iter().map(|text| text.as_str().into()).collect(),
        at: Some(0),
    };
    let mut bench = Bench::on_with(PATTERN, Some(captured));
    let said = |bench: &mut Bench| {
        let Some(Screen::Workbench(on)) = bench.model.stack.last() else { panic!("no workbench") };
        on.status(&bench.model.shared, 200).plain()
    };
    assert!(said(&mut bench).contains("captured 4: deployed matches 2, this edit 2 · gained 0 · lost 0"));
    bench.go_to("stopped");
    bench.keys("x");
    assert!(
        said(&mut bench).contains("deployed matches 2, this edit 0 · gained 0 · lost 2  F6 shows them"),
        "{}",
        said(&mut bench)
    );
    bench.keys("F6");
    assert_eq!(
        bench.bench().events.position(),
        "tail 3/4",
        "the first is on show, the second changes nothing"
    );
    bench.keys("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &bench.model.popup else { panic!("{:?}", bench.model.popup) };
    let warned = confirm.page().plain();
    assert!(warned.contains("! captured 4: deployed matches 2, this edit 0 · gained 0 · lost 2"), "{warned}");
}

#[test]
fn more_events_than_a_key_can_wait_for_are_judged_beside_it_and_the_newest_edit_wins() {
    let event = |n: usize| {
        let filler = "x".repeat(1_000);
        let state = ["stopped", "running"][n % 2];
        format!(r#"{{"source":"aws.ec2","detail":{{"state":"{state}","filler":"{filler}"}}}}"#)
    };
    let events: Vec<_> = (0..2_000).map(|n| event(n).into()).collect();
    let mut bench = Bench::on_with(PATTERN, Some(CarriedEvents { from: "tail", events, at: Some(0) }));
    let said = |bench: &Bench| {
        let Some(Screen::Workbench(on)) = bench.model.stack.last() else { panic!("no workbench") };
        on.status(&bench.model.shared, 200).plain()
    };
    bench.go_to("stopped");
    let mut asked = Vec::new();
    for key in ["x", "y"] {
        bench.out.clear();
        bench.keys(key);
        assert!(said(&bench).contains(" of 2,000: deployed matches "), "some are judged with the key");
        let judging = bench.out.iter().find_map(|effect| match effect {
            Effect::Work(Work::Judge(judging)) => Some(judging.clone()),
            _ => None,
        });
        asked.push(judging.expect("the rest is asked for"));
    }
    for judging in asked {
        let verdicts = judging.judge(judging.from..2_000, &mut Scratch::new());
        bench.send(Message::Judged { req: judging.req, last: true, verdicts });
    }
    let end = said(&bench);
    assert!(
        end.contains("captured 2,000: deployed matches 1,000, this edit 0 · gained 0 · lost 1,000"),
        "{end}"
    );
}

#[test]
fn leaving_an_unsaved_edit_asks_and_does_what_is_answered() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("esc");
    assert_eq!(bench.model.stack.len(), 1, "nothing to lose, nothing to ask");

    let mut bench = Bench::on(PATTERN);
    bench.keys("x esc");
    assert_eq!(
        bench.menu(),
        [
            "The edit is not saved",
            "s save: shows the difference first",
            "d leave; the edit is kept as a draft",
            "g discard the edit",
            "b back to the edit"
        ]
    );
    bench.keys("b");
    assert_eq!(bench.model.stack.len(), 2);
    bench.keys("esc d");
    assert_eq!(bench.model.stack.len(), 1);
    assert!(matches!(bench.drafts()[..], [Effect::Work(Work::SaveDraft { .. })]), "{:?}", bench.drafts());

    let mut bench = Bench::on(PATTERN);
    bench.keys("x").wait(1000).keys("esc g");
    assert!(
        matches!(
            bench.drafts()[..],
            [Effect::Work(Work::SaveDraft { .. }), Effect::Work(Work::DropDraft { .. })]
        ),
        "{:?}",
        bench.drafts()
    );
}

#[test]
fn a_pattern_is_read_once_for_each_version_of_its_text() {
    let mut bench = Bench::on_with(PATTERN, Some(captured()));
    let first = bench.bench().read_pattern();
    bench.keys("F2 ctrl-home space F2 ctrl-t").wait(1_000);
    assert!(Arc::ptr_eq(&first, &bench.bench().read_pattern()), "another event is no other pattern");
    bench.go_to("topped").keys("backspace S");
    let second = bench.bench().read_pattern();
    assert!(!Arc::ptr_eq(&first, &second));
    bench.keys("ctrl-t ctrl-s");
    assert!(Arc::ptr_eq(&second, &bench.bench().read_pattern()), "judging, AWS and saving share it");
}

#[test]
fn events_are_walked_with_their_edits_kept() {
    let mut bench =
        Bench::empty((120, 40)).with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), Some(captured()));
    let title = |bench: &mut Bench| {
        let Model { shared, stack, .. } = &bench.model;
        match stack.last() {
            Some(Screen::Workbench(bench)) => bench.event_title(shared),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(title(&mut bench), "tail 1/2 14:03:12");
    bench.keys("F2 x ctrl-n");
    assert_eq!(title(&mut bench), "tail 2/2");
    bench.keys("ctrl-p");
    assert_eq!(title(&mut bench), "tail 1/2 edited");
    assert!(bench.bench().event.editor.text().starts_with("x{"));
    bench.keys("F5");
    assert_eq!(title(&mut bench), "tail 1/2 14:03:12");
}

#[test]
fn a_rule_alone_is_shown_beside_the_sample_it_comes_closest_to() {
    let mut bench = Bench::on("{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}");
    assert_eq!(bench.bench().events.sample_name(), Some("S3 object created"));
}

#[test]
fn aws_is_asked_with_a_whole_event_and_an_older_answer_is_called_that() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("F2 ctrl-home");
    bench.bench().event.editor.load("{\"source\":\"aws.ec2\"}");
    bench.keys("ctrl-t");
    let asked = bench.out.iter().find_map(|e| match e {
        Effect::Work(Work::Read { read: Read::TestPattern(test), .. }) => {
            Some((test.pattern.clone(), test.event.clone()))
        }
        _ => None,
    });
    let (pattern, event) = asked.expect("asked");
    assert_eq!(pattern, PATTERN);
    assert!(event.contains("\"detail-type\":\"unknown\"") && event.contains("\"source\":\"aws.ec2\""));
    bench.keys("F2 x");
    bench.aws_says(Ok(Some(true)));
    let status = |bench: &Bench| match bench.model.stack.last() {
        Some(Screen::Workbench(screen)) => screen.status(&bench.model.shared, 100).plain(),
        other => panic!("{other:?}"),
    };
    assert!(status(&bench).contains("to an older text"), "{}", status(&bench));
}

#[test]
fn completion_fills_in_from_the_event() {
    let mut bench =
        Bench::empty((120, 40)).with_rule(rule(Some("{}"))).push(Some(rule(None).key()), Some(captured()));
    bench.keys("right tab");
    assert!(bench.bench().completion().is_some_and(|list| list.items().len() > 5));
    bench.keys("sour enter");
    assert_eq!(bench.text(), "{\"source\": []}");
    bench.keys("tab enter");
    assert_eq!(bench.text(), "{\"source\": [\"aws.ec2\"]}");
    bench.keys("tab esc");
    assert!(bench.bench().completion().is_none());
    assert_eq!(bench.model.stack.len(), 2, "esc closes the list, not the workbench");
}

#[test]
fn the_mouse_puts_the_cursor_and_the_wheel_scrolls() {
    let mut bench = Bench::on(PATTERN);
    let at =
        |kind, column, row| Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    bench.send(at(MouseEventKind::Down(MouseButton::Left), 70, 4));
    assert_eq!(bench.bench().focus(), Focus::Event);
    bench.send(at(MouseEventKind::Down(MouseButton::Left), 7, 3));
    assert_eq!(bench.bench().focus(), Focus::Pattern);
    assert_eq!(bench.bench().pattern.editor.line_and_column(), (2, 4));
}

#[test]
fn a_text_is_found_as_it_is_typed_and_replaced_in_one_place_or_all() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("ctrl-f st");
    assert_eq!(bench.bench().pattern.editor.selected(), Some("st"));
    assert_eq!(bench.bench().pattern.hits().len(), 2);
    bench.keys("enter ctrl-g ctrl-g");
    assert_eq!(bench.bench().pattern.editor.selection().unwrap().start, PATTERN.find("state").unwrap());
    bench.keys("alt-h ST tab esc");
    assert_eq!(bench.text(), PATTERN.replace("state", "STate"));
    bench.keys("alt-h enter");
    assert_eq!(bench.text(), PATTERN.replace("st", "ST"));
    assert!(bench.notice().starts_with("Replaced `st` in 2 places"), "{}", bench.notice());
    bench.keys("ctrl-u ctrl-u");
    assert_eq!(bench.text(), PATTERN);
    bench.keys("ctrl-f nowhere esc");
    assert_eq!(bench.bench().pattern.hits(), [] as [std::ops::Range<usize>; 0]);
    assert_eq!(bench.model.stack.len(), 2);
}

#[test]
fn what_is_selected_is_copied_and_cut_and_the_whole_text_where_nothing_is() {
    let mut bench = Bench::on(PATTERN);
    let copied = |bench: &Bench| match bench
        .out
        .iter()
        .rev()
        .find(|effect| matches!(effect, Effect::Loop(LoopEffect::Copy { .. })))
    {
        Some(Effect::Loop(LoopEffect::Copy { text, .. })) => text.clone(),
        other => panic!("{other:?}"),
    };
    bench.keys("alt-c");
    assert_eq!(copied(&bench), PATTERN);
    bench.go_to("source").keys("shift-right shift-right alt-x");
    assert_eq!((copied(&bench).as_str(), bench.text().contains("\"urce\"")), ("so", true));
    bench.keys("esc");
    assert!(bench.menu()[0].contains("not saved"), "nothing is selected any more, so it leaves");
}

#[test]
fn what_is_said_below_is_read_selected_and_copied() {
    let mut bench = Bench::on_with(PATTERN, Some(captured()));
    bench.keys("alt-s down shift-down");
    assert_eq!(bench.bench().focus(), Focus::Below);
    bench.keys("alt-c");
    let said = {
        let Some(Screen::Workbench(on)) = bench.model.stack.last() else { panic!("no workbench") };
        on.status(&bench.model.shared, 117).plain()
    };
    let lines: Vec<_> = said.lines().skip(1).take(2).map(str::trim_end).collect();
    let copied = bench.out.iter().find_map(|effect| {
        if let Effect::Loop(LoopEffect::Copy { text, .. }) = effect { Some(text.clone()) } else { None }
    });
    assert_eq!(copied, Some(lines.join("\n")), "{said}");
    bench.keys("x");
    assert_eq!(bench.text(), PATTERN, "nothing is typed there");
    bench.keys("esc");
    assert_eq!((bench.bench().focus(), bench.model.stack.len()), (Focus::Pattern, 2));
}

#[test]
fn the_operator_s_own_editor_gives_the_text_back_and_its_failure_loses_nothing() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("alt-e");
    let asked = bench.out.iter().find_map(|effect| match effect {
        Effect::Loop(LoopEffect::EditOutside { name, text }) => Some((name.clone(), text.clone())),
        _ => None,
    });
    assert_eq!(asked, Some(("pattern.json".into(), PATTERN.into())));
    bench.send(Message::EditedOutside(Err(CallError::new(
        ErrorKind::Other,
        "Editing outside",
        "it is gone",
    ))));
    assert_eq!(bench.text(), PATTERN);
    assert!(bench.model.shared.alerts[0].text.contains("it is gone"));
    bench.keys("esc alt-e").send(Message::EditedOutside(Ok("{\"a\": [1]}".into())));
    assert_eq!(bench.text(), "{\"a\": [1]}");
    bench.keys("ctrl-u");
    assert_eq!(bench.text(), PATTERN);
    bench.send(Message::EditedOutside(Ok("late".into())));
    assert_eq!(bench.text(), PATTERN, "nobody asked");
}

#[test]
fn the_mouse_selects_by_drawing_and_a_word_by_a_double_click() {
    let mut bench = Bench::on(PATTERN);
    let at =
        |kind, column, row| Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    let text = {
        let Some(Screen::Workbench(on)) = bench.model.stack.last() else { panic!("no workbench") };
        on.layout(&bench.model.shared).pattern.text
    };
    let left = MouseButton::Left;
    bench.send(at(MouseEventKind::Down(left), text.x + 3, text.y + 1));
    bench.send(at(MouseEventKind::Drag(left), text.x + 9, text.y + 1));
    assert_eq!(bench.bench().pattern.editor.selected(), Some("source"));
    bench.send(at(MouseEventKind::Down(left), text.x + 6, text.y + 3));
    bench.send(at(MouseEventKind::Down(left), text.x + 6, text.y + 3));
    assert_eq!(bench.bench().pattern.editor.selected(), Some("state"));
}

#[test]
fn the_scroll_bar_of_what_is_said_is_dragged() {
    let mut bench = Bench::on("{\"source\": aws, \"detail\": {\"a\": {\"prefx\": 1}, \"b\": 2, \"c\": }}");
    let at =
        |kind, column, row| Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    let (lines, said, bar) = {
        let Some(Screen::Workbench(on)) = bench.model.stack.last() else { panic!("no workbench") };
        let laid = on.layout(&bench.model.shared);
        (on.lines_below(&bench.model.shared), laid.message_area(), laid.message_scroll_bar())
    };
    assert!(lines > usize::from(said.height), "{lines} lines are more than there is room for");
    let left = MouseButton::Left;
    bench.send(at(MouseEventKind::Down(left), bar.right() - 1, said.y));
    assert_eq!(bench.bench().below().scroll.top, 0);
    bench.send(at(MouseEventKind::Drag(left), bar.right() - 1, said.bottom() + 5));
    assert_eq!(bench.bench().below().scroll.top, lines - usize::from(said.height), "to its end");
    bench.send(at(MouseEventKind::Drag(left), bar.right() - 1, said.y - 3));
    assert_eq!(bench.bench().below().scroll.top, 0, "and back");
}

#[test]
fn large_texts_are_judged_when_the_keys_rest() {
    let mut bench = Bench::on(PATTERN);
    bench.bench().event.editor.load(format!("{{\"a\": \"{}\"}}", "x".repeat(600_000)));
    bench.wait(0);
    assert!(bench.bench().is_judging());
    bench.keys("x");
    assert!(bench.bench().is_judging());
    bench.wait(300);
    assert!(!bench.bench().is_judging());
}

#[test]
fn a_whole_event_pasted_before_the_text_takes_its_place_in_one_step() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("F2");
    let before = bench.bench().event.editor.text().to_owned();
    bench.send(Message::Paste("{\"source\": \"mine\"}\r\n".into()));
    assert_eq!(bench.bench().event.editor.text(), "{\"source\": \"mine\"}\n");
    bench.keys("ctrl-u");
    assert_eq!(bench.bench().event.editor.text(), before);
    bench.keys("right");
    bench.send(Message::Paste("{}".into()));
    assert_eq!(bench.bench().event.editor.text().len(), before.len() + 2, "inside the text it is put in");
}

#[test]
fn a_fix_that_is_not_there_says_why() {
    let mut bench = Bench::on(PATTERN);
    bench.keys("alt-enter");
    assert!(bench.notice().contains("the pattern matches"), "{}", bench.notice());
}
