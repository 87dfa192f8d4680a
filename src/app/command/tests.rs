//! What must hold of every row.

use super::{Command, Context, Id, TABLE};
use crate::app::keymap::{Chord, Keymap};
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake, session};
use crate::model::Session;
use std::collections::BTreeSet;

#[test]
fn no_two_commands_share_a_key_in_one_context() {
    assert_eq!(Keymap::default().clashes(), Vec::<String>::new());
}

#[test]
fn every_row_is_whole() {
    let mut names = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for row in TABLE {
        assert!(names.insert(row.name) && ids.insert(row.id), "{} is there twice", row.name);
        assert!(
            row.help.ends_with('.') && row.help.starts_with(char::is_uppercase),
            "{}: {}",
            row.name,
            row.help
        );
        assert!(!row.title.is_empty() && row.title.len() <= 16, "{}", row.name);
        assert!(!row.contexts.is_empty(), "{}", row.name);
        for context in row.contexts {
            let keys = if context.is_text() { row.text_keys } else { row.keys };
            assert!(!keys.is_empty(), "{} has no key in {}", row.name, context.title());
            for key in keys {
                let chord: Chord = key.parse().unwrap();
                assert!(!context.is_text() || !chord.types(), "{key} types in {}", context.title());
            }
        }
    }
}

#[test]
fn ctrl_d_never_deletes_and_ctrl_z_suspends_everywhere() {
    let keymap = Keymap::default();
    for context in Context::ALL {
        assert_eq!(keymap.command("ctrl-z".parse().unwrap(), context), Some(Id::Suspend));
        let down = keymap.command("ctrl-d".parse().unwrap(), context);
        assert!(context.is_text() || down == Some(Id::HalfDown), "{}", context.title());
    }
}

#[test]
fn the_footer_shows_four_to_seven_keys_and_always_help() {
    for keys in ["", "enter", "enter j", "enter j enter", "enter j y", ": a r c h enter"] {
        let mut it = Explorer::small((80, 24));
        it.press(keys);
        let rows = Command::footer(&it.model);
        assert!((4..=7).contains(&rows.len()), "after `{keys}`: {}", rows.len());
        assert_eq!(rows.last().map(|row| row.id), Some(Id::Help), "after `{keys}`");
    }
}

#[test]
fn help_has_every_command_of_the_context_with_its_reason() {
    let mut it = Explorer::cold(Fake::small(), (120, 60), Session { read_only: true, ..session() });
    it.settle();
    it.press("enter ?");
    assert!(matches!(it.model.popup, Some(Popup::Help(_))));
    let text = crate::app::popup::layout(&it.model)
        .unwrap()
        .page
        .plain()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for row in TABLE.iter().filter(|row| row.contexts.contains(&Context::Browse)) {
        assert!(text.contains(row.help), "{} is not in help", row.name);
    }
    assert!(text.contains("not now: read-only"), "{text}");
}

#[test]
fn rebinding_moves_a_command_in_keys_help_and_footer() {
    let mut it = Explorer::small((120, 60));
    it.model.shared.keymap.rebind("toggle", &["ctrl-t".into()]).unwrap();
    it.press("enter j s");
    assert!(it.model.popup.is_none());
    it.press("ctrl-t");
    assert!(matches!(it.model.popup, Some(Popup::Confirm(_))));
    it.press("esc ?");
    assert!(crate::app::popup::layout(&it.model).unwrap().page.plain().contains("ctrl-t"));
}

#[test]
fn a_configuration_that_still_says_mend_rebinds_fix() {
    let mut it = Explorer::small((120, 60));
    it.model.shared.keymap.rebind("mend", &["F9".into()]).unwrap();
    assert_eq!(it.model.shared.keymap.keys(Id::Fix, Context::Workbench), ["F9".parse().unwrap()]);
}

/// What the footer says of a command, while it shows it.
fn said(it: &Explorer, id: Id) -> Option<String> {
    Command::footer(&it.model).iter().find(|row| row.id == id).map(|row| row.title_now(&it.model))
}

#[test]
fn the_footer_says_what_its_keys_do_right_now() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j y /");
    assert_eq!((said(&it, Id::Filter).as_deref(), said(&it, Id::SearchNext)), (Some("search"), None));
    it.type_text("arn");
    it.press("enter");
    assert_eq!(said(&it, Id::SearchNext).as_deref(), Some("next found"));
    assert_eq!(said(&it, Id::Back).as_deref(), Some("clear search"));
    it.press("esc esc x k");
    assert_eq!(said(&it, Id::Toggle).as_deref(), Some("on/off 1"));
    assert_eq!(
        (said(&it, Id::Copy).as_deref(), said(&it, Id::Back).as_deref()),
        (Some("copy 1"), Some("unmark"))
    );
    it.press("esc /");
    it.type_text("nothing like it");
    it.press("enter");
    assert_eq!((said(&it, Id::Open), said(&it, Id::Copy)), (None, None), "there is no row to take");
    assert_eq!(said(&it, Id::Back).as_deref(), Some("clear filter"));
    it.press("c");
    assert_eq!(it.notice(), "nothing is selected here");
}
