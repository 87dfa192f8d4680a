//! What becomes of a form that was sent: what is done closes it, what failed stays with what was typed.

use super::{form, go_to, sent, strike, text};
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::screen::tail::tests::{Watch, change};
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, ErrorKind};

/// A form filled in and sent, each of another kind, with its answer still to come.
fn sent_forms() -> Vec<Explorer> {
    let rule = "n r ami enter ec2 enter AMI enter tab pager enter";
    let settings = "enter / stopped enter E e Why";
    let target = "enter / stopped enter E t n arn:aws:lambda:eu-west-1:123456789012:function:f enter";
    let tags = "enter / stopped enter E g enter cost=7";
    let several = "enter X E g cost=7";
    let connection = "n c pager2 enter API enter key enter s3cret";
    ["n b shop", rule, settings, target, tags, several, connection]
        .into_iter()
        .map(|keys| {
            let mut it = Explorer::over(Fake::small(), (100, 40));
            strike(&mut it, keys);
            it.press("ctrl-s");
            it.strike("y");
            it
        })
        .collect()
}

#[test]
fn what_is_done_closes_its_form_whatever_key_was_struck_meanwhile() {
    for keys in [&[][..], &["esc"], &["esc", "esc"], &["esc", "esc", "b"], &["esc", "tab"]] {
        for mut it in sent_forms() {
            let title = form(&it).form.title.clone();
            for key in keys {
                it.strike(key);
            }
            it.settle();
            assert!(!it.writes.is_empty(), "{title}: nothing was sent");
            let here = it.model.screen();
            assert!(matches!(here, Screen::Browse(_)), "{title} is open after {keys:?}: {}", it.notice());
            assert!(it.model.popup.is_none() && it.model.shared.forms.is_empty(), "{title} {keys:?}");
        }
    }
}

#[test]
fn what_is_done_after_its_form_was_left_does_not_come_back_in_it() {
    for mut it in sent_forms() {
        let title = form(&it).form.title.clone();
        it.strike("esc");
        it.strike("esc");
        it.strike("l");
        assert!(!matches!(it.model.screen(), Screen::Form(_)), "{title}");
        it.settle();
        assert!(it.model.shared.forms.is_empty(), "{title}: {:?}", it.model.shared.forms);
        let drafts = it.done.iter().fold(0, |kept, effect| match effect {
            Effect::Work(Work::SaveDraft { .. }) => 1,
            Effect::Work(Work::DropDraft { .. }) => 0,
            _ => kept,
        });
        assert_eq!(drafts, 0, "{title}: what is typed is still on disk");
    }
}

#[test]
fn a_form_that_was_left_keeps_what_was_typed_where_it_was_not_done() {
    let mut it = Explorer::small((100, 40));
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "CreateEventBus", "you may not"));
    strike(&mut it, "n b shop ctrl-s");
    for key in ["y", "esc", "esc", "l"] {
        it.strike(key);
    }
    it.settle();
    strike(&mut it, "esc n b");
    assert_eq!(text(&it, "name"), "shop");
}

#[test]
fn of_several_rules_those_that_failed_stay_in_the_form() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    let error = CallError::new(ErrorKind::Denied, "TagResource", "you may not");
    it.fake.refusing.insert("iam-readonly-watch".to_owned(), error);
    strike(&mut it, "enter X E g cost=7 ctrl-s y");
    assert!(sent(&it).len() > 1, "{:?}", it.writes);
    assert_eq!(form(&it).form.title, "tags of 2 rules", "with the one that another service owns");
    assert_eq!(text(&it, "tags to add"), "cost=7");
    let before = it.writes.len();
    it.fake.refusing.clear();
    strike(&mut it, "esc ctrl-s y");
    assert_eq!(it.writes.len(), before + 1, "only what failed is sent again");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "{}", it.notice());
    assert!(it.model.shared.forms.is_empty());
}

#[test]
fn what_was_typed_since_stays() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n b shop ctrl-s");
    for key in ["y", "esc", "2"] {
        it.strike(key);
    }
    it.settle();
    assert_eq!(text(&it, "name"), "shop2");
}

#[test]
fn what_is_made_elsewhere_is_told_with_where_it_is_listed() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n c pager2 enter API enter key enter s3cret ctrl-s y");
    assert!(it.notice().contains(":connections has it."), "{}", it.notice());
    strike(&mut it, "n d hook ctrl-s esc g n a kept ctrl-s y");
    assert!(it.notice().contains(":archives has it."), "{}", it.notice());
    let mut it = Explorer::small((100, 40));
    strike(&mut it, ": c o n n e c t i o n s enter n pager2 enter API enter key enter s3cret ctrl-s y");
    assert!(!it.notice().contains(":connections"), "it is on the screen: {}", it.notice());
    assert!(it.notice().starts_with("Done: Create connection pager2."), "{}", it.notice());
    let mut it = Explorer::small((100, 40));
    strike(&mut it, "n b shop ctrl-s y");
    assert!(!it.notice().contains(":buses"), "{}", it.notice());
}

#[test]
fn a_new_archive_is_of_the_bus_that_is_looked_at() {
    let mut it = Explorer::small((100, 40));
    strike(&mut it, ": b u s space o r d e r s enter n a");
    assert_eq!(text(&it, "bus"), "arn:aws:events:eu-west-1:123456789012:event-bus/orders");
    go_to(&mut it, "bus");
    let choices = &form(&it).choices;
    assert!(choices.len() > 1, "the others can still be chosen: {choices:?}");
    assert!(choices[0].ends_with("/orders"), "{choices:?}");
    it.press("F5");
    assert_eq!(text(&it, "bus"), "");
}

/// What the list of changes says where none is left, as in the account of these tests.
const NONE_LEFT: &str = "nothing to undo: no change made here is left";

/// What is told of it once the form over this screen was sent, and whether the key that is named there opens
/// the list of changes.
fn told_over(mut it: Explorer, form: &str) -> (String, bool) {
    strike(&mut it, form);
    it.press("ctrl-s y");
    let told = it.notice().to_owned();
    it.press("z");
    (told, it.notice().contains(NONE_LEFT) || matches!(it.model.popup, Some(Popup::Menu(_))))
}

#[test]
fn the_key_that_undoes_what_a_form_did_is_there_on_the_screen_below_it() {
    let mut watch = Watch::over(Fake::small(), (120, 40));
    watch.events(&[change(20, 20)]);
    let (told, listed) = told_over(watch.it, "n like");
    assert!(told.contains("z undoes it.") && listed, "{told} {listed}");
    // Letters are text in the workbench.
    let mut it = Explorer::over(Fake::small(), (120, 40));
    it.press(": w o r k b e n c h enter");
    assert!(matches!(it.model.screen(), Screen::Workbench(_)), "{}", it.notice());
    let (told, listed) = told_over(it, "ctrl-s like");
    assert!(told.contains("z in the lists undoes it.") && !listed, "{told} {listed}");
}

#[test]
fn every_screen_where_letters_command_lists_what_can_be_undone() {
    for keys in ["", "enter", "w", "y", "enter y"] {
        let mut watch = Watch::over(Fake::small(), (120, 40));
        watch.events(&[change(20, 20)]);
        let mut it = watch.it;
        it.press(keys);
        let context = it.model.screen().context();
        it.press("z");
        assert!(it.notice().contains(NONE_LEFT), "{context:?}: {}", it.notice());
    }
}
