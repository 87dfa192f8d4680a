//! What could not be read, or not again.

use super::{browse, denied, names};
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake};

#[test]
fn a_failed_refresh_keeps_the_rows_and_says_so() {
    let mut it = Explorer::small((80, 24));
    it.fake.failing.insert("ListRules", denied("ListRules"));
    it.press("enter R");
    assert_eq!(names(&it).len(), 5);
    it.press("m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(note.text.contains("ListRules failed: you are not allowed to"), "{}", note.text);
}

#[test]
fn a_refusal_is_not_asked_for_hundreds_of_times() {
    let mut fake = Fake::large(20, 100);
    fake.failing.insert("ListTargetsByRule", denied("ListTargetsByRule"));
    let mut it = Explorer::over(fake, (80, 24));
    let failed = it.model.shared.account.targets.values().filter(|targets| targets.error().is_some()).count();
    assert!(failed <= 12, "{failed} refusals");
    assert_eq!(it.model.shared.requests.pending(), 0);
    it.press("enter j j j");
    let failed = it.model.shared.account.targets.values().filter(|targets| targets.error().is_some()).count();
    assert!(failed <= 15, "{failed} refusals: only what is selected is asked for");
}

#[test]
fn targets_and_tags_that_were_read_before_are_told_from_those_that_are_there_now() {
    let mut it = Explorer::over(Fake::small(), (120, 60));
    it.press("enter / s t o p p e d enter");
    for operation in ["ListTargetsByRule", "ListTagsForResource"] {
        it.fake.failing.insert(operation, denied(operation));
    }
    it.press("R");
    let detail = browse(&it).detail.plain();
    let detail = detail.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "cannot be seen, see above; before, there were these",
        "pager",
        "The tags shown were read before that.",
        "team = platform",
    ] {
        assert!(detail.contains(part), "{part} is not in:\n{detail}");
    }
}
