//! The screen of a diagnosis: what is asked and told, the event it is about, fixes and what is copied.

use super::{Focus, LadderRow, Why};
use crate::app::effect::{Effect, LoopEffect, Work};
use crate::app::message::Message;
use crate::app::popup::{Action, Popup};
use crate::app::read::Read;
use crate::app::screen::Screen;
use crate::app::screen::tail::tests::{Watch, change};
use crate::app::testing::{Explorer, Fake, target};
use crate::diagnose::{Fact, Question, Status};
use crate::model::event_lookup::{EventLookup, FoundEvent, OwnLog};
use crate::model::facts::{History, LoggedIn, PastCall, Queue};
use crate::model::{CallError, ErrorKind, RuleState};

const SIZE: (u16, u16) = (120, 40);

fn why(it: &Explorer) -> &Why {
    match it.model.screen() {
        Screen::Why(why) => why,
        other => panic!("{other:?}"),
    }
}

/// The rule orders-audit with a queue that lets nobody in.
fn account() -> Fake {
    let mut fake = Fake::small();
    let key = fake.rules["orders"][0].key();
    let queue = target("audit", "sqs:eu-west-1:123456789012:audit-q");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sqs:*","Resource":"*"}]}"#;
    let facts = Queue { policy: Some(policy.into()), ..Queue::default() };
    fake.facts.insert(Question::Queue(queue.arn.clone()), Fact::Queue(queue.arn.clone(), facts));
    fake.targets.insert(key, vec![queue]);
    fake
}

fn opened(fake: Fake) -> Explorer {
    let mut it = Explorer::over(fake, SIZE);
    it.press("G enter w");
    it
}

fn selected(it: &Explorer) -> LadderRow {
    why(it).rows()[why(it).selection().at].clone()
}

/// The id of the selected finding, or the number of the selected rung.
fn at(it: &Explorer) -> String {
    match selected(it) {
        LadderRow::Conclusion => "conclusion".to_owned(),
        LadderRow::Rung(number) => number.to_string(),
        LadderRow::Finding { id, .. } => id.to_owned(),
    }
}

fn evidence(it: &Explorer) -> String {
    why(it).evidence().0.plain()
}

#[test]
fn the_first_fault_is_selected_and_shows_what_to_do() {
    let it = opened(account());
    assert_eq!(at(&it), "T7");
    let page = evidence(&it);
    assert!(page.contains("to do") && page.contains("$ aws sqs set-queue-attributes"), "{page}");
    assert!(page.contains("GetQueueAttributes.Policy"), "{page}");
    assert_eq!(why(&it).awaited(), 0);
}

#[test]
fn it_fills_in_answer_by_answer_and_the_operators_row_stays_the_selected_one() {
    let mut it = Explorer::over(account(), SIZE);
    it.press("G enter");
    it.strike("w");
    assert!(why(&it).ladder().is_none(), "the rule is read first");
    it.step();
    assert!(why(&it).awaited() > 3 && why(&it).awaits(5));
    it.strike("j");
    let here = selected(&it);
    it.settle();
    assert_eq!(selected(&it), here, "what comes in does not take the cursor away");
    assert!(why(&it).ladder().is_some_and(crate::diagnose::Ladder::has_fault));
}

#[test]
fn a_sound_rule_ends_in_a_sentence_and_an_event_is_taken_from_the_library() {
    let mut it = Explorer::over(Fake::small(), SIZE);
    it.press("enter w g");
    assert_eq!(at(&it), "conclusion");
    let ladder = why(&it).ladder().unwrap();
    let line = why(&it).line(&LadderRow::Conclusion, 100, ' ').plain();
    assert!(line.contains(&ladder.conclusion()[..40]), "{line}");
    it.press("R g j j j j enter j");
    assert_eq!((at(&it).as_str(), why(&it).event_in_words().as_str()), ("M5", "without an event"));
    assert!(evidence(&it).contains("a takes one from the library"), "{}", evidence(&it));
    it.press("a");
    assert!(matches!(it.model.popup, Some(Popup::Pick(_))), "{:?}", it.model.popup);
    it.press("enter");
    assert!(why(&it).event_in_words().contains("not seen on this bus"), "{}", why(&it).event_in_words());
}

#[test]
fn each_thing_is_asked_once_and_nothing_is_written() {
    let mut it = Explorer::over(account(), SIZE);
    it.press("G enter");
    it.strike("w");
    let mut asked = Vec::new();
    while let Some(at) =
        it.waiting.iter().position(|effect| !matches!(effect, Effect::Loop(LoopEffect::Wake { .. })))
    {
        if let Effect::Work(Work::Read { read: Read::Evidence(raised), .. }) = &it.waiting[at] {
            assert!(!asked.contains(&raised.question), "{:?} twice", raised.question);
            asked.push(raised.question.clone());
        }
        it.step();
    }
    assert!(asked.len() > 4 && it.writes.is_empty(), "{asked:?}");
    assert!(!asked.iter().any(Question::is_on_request), "{asked:?}");
}

#[test]
fn what_is_denied_is_told_with_its_permission_and_stops_nothing() {
    let mut fake = account();
    fake.facts.clear();
    let it = opened(fake);
    let ladder = why(&it).ladder().unwrap();
    let found = ladder.rungs[5].findings.iter().find(|found| found.id == "T7").unwrap();
    assert_eq!(found.status, Status::CannotSee);
    assert_eq!(found.needs.as_deref(), Some("sqs:GetQueueAttributes"));
}

#[test]
fn a_rule_that_cannot_be_read_is_told_and_can_be_tried_again() {
    let mut fake = account();
    fake.failing.insert("DescribeRule", CallError::new(ErrorKind::Denied, "DescribeRule", "no"));
    let mut it = opened(fake);
    assert!(why(&it).error().is_some() && why(&it).rows().is_empty());
    it.fake.failing.clear();
    it.press("R");
    assert_eq!((why(&it).error(), at(&it).as_str()), (None, "T7"));
}

#[test]
fn running_again_sees_what_was_changed_meanwhile() {
    let mut fake = account();
    fake.rules.get_mut("orders").unwrap()[0].state = RuleState::Disabled;
    let mut it = opened(fake);
    assert_eq!(at(&it), "M1");
    it.fake.rules.get_mut("orders").unwrap()[0].state = RuleState::Enabled;
    it.press("R");
    let ladder = why(&it).ladder().unwrap();
    assert_eq!(ladder.cause().map(|cause| cause.id), Some("T7"));
}

#[test]
fn rungs_fold_and_evidence_unfolds_to_its_json() {
    let mut it = opened(account());
    let folded = evidence(&it);
    it.press("right");
    assert!(evidence(&it).len() > folded.len(), "the policy is laid out");
    it.press("left");
    assert_eq!(evidence(&it), folded);
    let faults_alone = why(&it).rows().len();
    it.press("left");
    assert!(why(&it).rows().len() < faults_alone && selected(&it) == LadderRow::Rung(5));
    it.press("enter");
    assert!(why(&it).rows().len() > faults_alone, "what is in order is shown, too");
    it.press("tab");
    assert_eq!(why(&it).focus(), Focus::Evidence);
    it.press("esc esc");
    assert!(matches!(it.model.screen(), Screen::Browse(_)));
}

#[test]
fn it_is_copied_as_markdown_and_account_ids_are_masked_on_request() {
    let mut it = opened(account());
    it.press("c");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = |key: char| {
        let item = menu.items.iter().find(|item| item.key == key).unwrap();
        let Action::Copy { text, .. } = &item.action else { panic!("{item:?}") };
        text.clone()
    };
    assert!(text('m').contains("T7") && text('m').contains("123456789012"));
    assert!(text('a').contains("ACCOUNT-1") && !text('a').contains("123456789012"));
    assert!(text('j').contains("\"rungs\"") && text('e').contains("GetQueueAttributes.Policy"));
    assert!(text('c').starts_with("aws sqs set-queue-attributes"));
    assert!(text('f').contains("Type: AWS::SQS::QueuePolicy"), "{}", text('f'));
    assert!(text('t').contains("resource \"aws_sqs_queue_policy\""), "{}", text('t'));
}

/// The changes that were sent.
fn changes(it: &Explorer) -> Vec<crate::model::Change> {
    it.writes.iter().filter_map(crate::app::confirm::WriteOp::change).collect()
}

#[test]
fn a_fix_is_asked_about_made_once_and_looked_into_again() {
    let mut fake = account();
    fake.rules.get_mut("orders").unwrap()[0].state = RuleState::Disabled;
    let mut it = opened(fake);
    assert_eq!(at(&it), "M1");
    it.press("a");
    let Some(Popup::Confirm(_)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(it.writes.is_empty());
    it.press("y");
    let sent = changes(&it);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to.as_ref().and_then(|to| to.text("State")), Some("ENABLED"));
    assert_eq!(sent[0].difference().len(), 2, "nothing else is touched: {:?}", sent[0].difference());
    assert_eq!(
        why(&it).ladder().unwrap().cause().map(|cause| cause.id),
        Some("T7"),
        "it was looked into again"
    );
}

#[test]
fn a_rule_comes_back_in_the_state_that_was_recorded() {
    let mut fake = account();
    let rule = &mut fake.rules.get_mut("orders").unwrap()[0];
    rule.state = RuleState::Disabled;
    let arn = rule.arn.clone();
    fake.remembered.insert(arn, RuleState::EnabledWithAllCloudTrail);
    let mut it = opened(fake);
    assert!(evidence(&it).contains("rule-states.json, the state before"), "{}", evidence(&it));
    it.press("a y");
    let state = RuleState::EnabledWithAllCloudTrail;
    assert_eq!(changes(&it)[0].to.as_ref().and_then(|to| to.text("State")), Some(state.as_str()));
}

#[test]
fn what_is_changed_elsewhere_is_not_changed_here_and_says_why() {
    let mut it = opened(account());
    assert_eq!(at(&it), "T7");
    it.press("a");
    assert!(it.model.popup.is_none() && it.notice().contains("outside EventBridge"), "{}", it.notice());
}

#[test]
fn who_changed_the_rule_is_asked_only_when_the_operator_says_so() {
    let mut it = opened(account());
    it.press("g j right j");
    assert_eq!(at(&it), "M21");
    let change = PastCall { call: "DisableRule".into(), who: Some("mallory".into()), at: it.now - 1_000 };
    it.fake.facts.insert(Question::Changes, Fact::Changes(History { changes: vec![change], from: 0 }));
    it.press("a");
    assert!(evidence(&it).contains("DisableRule by mallory"), "{}", evidence(&it));
    it.press("a");
    assert!(it.notice().contains("cannot be fixed from here"), "{}", it.notice());
}

#[test]
fn without_an_event_the_newest_of_its_kind_from_a_left_tail_is_taken_and_blames_nobody() {
    let mut watch = Watch::new(SIZE);
    watch.events(&[change(20, 20)]);
    let mut it = watch.it;
    it.press("esc w");
    assert!(why(&it).event_in_words().contains("of its kind, from a tail"), "{}", why(&it).event_in_words());
    let ladder = why(&it).ladder().unwrap();
    assert!(ladder.rungs[3].status <= Status::Suspect, "{:#?}", ladder.rungs[3]);
}

#[test]
fn the_workbench_asks_with_the_event_beside_the_pattern() {
    let mut it = Explorer::over(account(), SIZE);
    it.press("G enter e alt-w");
    assert!(why(&it).event_in_words().contains("not seen on this bus"), "{}", why(&it).event_in_words());
    it.press("e");
    assert!(matches!(it.model.screen(), Screen::Workbench(_)));
}

#[test]
fn a_rule_that_was_found_faulty_is_marked_in_the_list_until_something_is_changed() {
    let key = crate::model::RuleKey::new("orders", "orders-audit");
    let is_marked = |it: &Explorer| it.model.shared.account.is_troubled(&key);
    let mut it = Explorer::over(account(), SIZE);
    it.press("G enter");
    assert!(!is_marked(&it), "{:?}", it.model.shared.account.problems(&key));
    it.press("w esc");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "{:?}", it.model.screen().context());
    let said = it.model.shared.account.problems(&key);
    assert!(
        is_marked(&it) && said[0].starts_with("T7 ") && said[0].ends_with(": w looks again)"),
        "{said:?}"
    );
    it.press("!");
    let screen = crate::ui::testing::text(&it.model);
    assert!(screen.contains("! ") && screen.contains("orders-audit"), "{screen}");
    it.press("s y");
    assert_eq!(it.writes.len(), 1, "{}", it.notice());
    assert!(!is_marked(&it), "it may be put right by that");
}

/// What looking up `ids` finds: the first of them in a log group.
fn looked_up(first: &str) -> EventLookup {
    let place = LoggedIn { rule: "all".into(), group: "/events".into(), had: true };
    let text = format!(r#"{{"id":"{first}","source":"shop","detail-type":"Order","detail":{{}}}}"#);
    EventLookup {
        found: vec![FoundEvent { id: first.into(), text, place }],
        groups: vec!["/events".into()],
        own_log: OwnLog::Nowhere,
        ..EventLookup::default()
    }
}

#[test]
fn one_id_is_looked_up_and_the_rule_looked_into_with_its_event() {
    let mut it = opened(Fake { lookup: looked_up("e-1"), ..account() });
    it.press("i");
    it.type_text("e-1");
    it.press("enter");
    assert_eq!(why(&it).event_in_words(), "event e-1 (from the log group /events)");
    let ladder = why(&it).ladder().unwrap();
    assert_eq!(ladder.event_id.as_deref(), Some("e-1"));
    let arrival = ladder.rungs[1].findings.iter().find(|finding| finding.id == "R1").unwrap();
    assert!(arrival.title.contains("has delivered it to the log group /events"), "{}", arrival.title);
    assert!(it.model.popup.is_none());
}

#[test]
fn several_ids_are_pasted_and_looked_up_together_and_one_of_them_chosen() {
    let mut it = opened(Fake { lookup: looked_up("e-1"), ..account() });
    it.press("i");
    it.send(Message::Paste("e-1\ne-2, e-1".to_owned()));
    it.strike("enter");
    let asked: Vec<_> = it
        .waiting
        .iter()
        .filter_map(|effect| match effect {
            Effect::Work(Work::Read { read: Read::EventsById(of), .. }) => Some(of.ids.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(asked, [["e-1", "e-2"]], "one look-up for both");
    it.settle();
    let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let rows: Vec<_> = pick.items.iter().map(|item| (item.label.as_str(), item.note.as_str())).collect();
    assert_eq!(
        rows,
        [("e-1", "in /events"), ("e-2", "not found"), ("What was not found or not read", "")],
        "{}",
        pick.title
    );
    it.press("down enter");
    assert_eq!(why(&it).event_in_words(), "event e-2 (not found in a log group)");
    assert_eq!(why(&it).ladder().unwrap().event_id.as_deref(), Some("e-2"));
}

#[test]
fn other_events_that_are_looked_up_do_not_take_the_place_of_the_one_that_was_chosen() {
    let mut it = opened(Fake { lookup: looked_up("e-1"), ..account() });
    it.press("i");
    it.send(Message::Paste("e-1 e-2".to_owned()));
    it.press("enter enter");
    assert_eq!(why(&it).event_in_words(), "event e-1 (from the log group /events)");
    it.fake.lookup = looked_up("e-3");
    it.press("i");
    it.send(Message::Paste("e-3 e-4".to_owned()));
    it.press("enter esc R");
    assert_eq!(
        why(&it).event_in_words(),
        "event e-1 (from the log group /events)",
        "none of the others was chosen"
    );
    assert_eq!(why(&it).ladder().unwrap().event_id.as_deref(), Some("e-1"));
}

#[test]
fn an_id_that_is_not_found_says_where_it_was_looked_for() {
    let lookup = EventLookup { found: Vec::new(), ..looked_up("e-1") };
    let mut it = opened(Fake { lookup, ..account() });
    it.press("i");
    it.type_text("e-1");
    it.press("enter");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.starts_with("The event e-1 was not found in /events, since "), "{}", note.text);
    it.press("esc i esc");
    assert!(!it.model.screen().is_typing());
    it.press("i");
    it.type_text(", ,");
    it.press("enter");
    assert!(it.notice().contains("No id was typed"), "{}", it.notice());
}
