//! Changes asked for, made and told.

use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, ErrorKind};

/// On the rule with that name.
fn on(name: &str) -> Explorer {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    it.press("enter /");
    it.type_text(name);
    it.press("enter");
    it
}

#[test]
fn deleting_shows_what_goes_and_wants_the_name() {
    let mut it = on("stopped");
    it.press("D");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let text = typed.confirm.page().plain();
    for part in
        ["- target pager: Arn", "- tag team = platform", "2 targets go", "RemoveTargets", "DeleteRule"]
    {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    it.press("y enter");
    it.type_text("ec2-stopped");
    it.press("enter");
    assert!(it.writes.is_empty() && it.model.popup.is_some(), "half a name is no yes");
    it.press("esc");
    assert_eq!(it.notice(), "Cancelled; nothing was changed.");
    it.press("D");
    it.type_text("ec2-stopped-to-slack");
    it.press("enter");
    assert_eq!(it.writes.len(), 1);
    assert!(
        it.notice().starts_with("Done: Delete rule ec2-stopped-to-slack on bus default."),
        "{}",
        it.notice()
    );
}

#[test]
fn a_managed_rule_is_not_deleted_and_a_failure_stays_until_it_is_read() {
    let mut it = on("AutoScaling");
    it.press("D");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("autoscaling.amazonaws.com"), "{}", note.text);
    let mut it = on("nightly");
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "DeleteRule", "you may not"));
    it.press("D");
    it.type_text("nightly-report");
    it.press("enter");
    let alert = &it.model.shared.alerts[0];
    assert_eq!(alert.title, "Not done: Delete rule nightly-report on bus default");
    assert!(alert.text.contains("you may not"));
}

#[test]
fn what_is_marked_goes_with_one_question_and_comes_back_with_one() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.press("enter j x x D");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(confirm.title.starts_with("Delete 2 things"), "{}", confirm.title);
    it.press("y");
    assert_eq!(it.writes.len(), 2);
    it.press("z enter");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(confirm.title, "Undo 2 of 2 changes?");
}

#[test]
fn in_read_only_mode_no_key_makes_a_write() {
    use crate::app::command::TABLE;
    use crate::app::effect::Effect;
    use crate::app::testing::session;
    use crate::model::{ReadOnly, Session};
    let read_only = Session { read_only: Some(ReadOnly::Flag), ..session() };
    let mut it = Explorer::cold(Fake::small(), (80, 24), read_only);
    it.settle();
    let quits = ["ctrl-c", "ctrl-q", "ctrl-z"];
    let mut keys: Vec<&str> =
        TABLE.iter().flat_map(|row| row.keys.iter().chain(row.text_keys)).copied().collect();
    keys.retain(|key| !quits.contains(key));
    keys.extend(["a", "o", "1", "b", "r", "y", "enter", "esc"]);
    // A xorshift generator: the same keys in every run.
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for n in 0..10_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % keys.len() as u64).unwrap();
        it.press(keys[at]);
        assert!(it.writes.is_empty(), "key {n}, {}: {:?}", keys[at], it.writes);
        it.done.clear();
        assert!(!it.waiting.iter().any(|effect| matches!(effect, Effect::Write(_))));
    }
}
