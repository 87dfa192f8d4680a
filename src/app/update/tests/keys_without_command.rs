//! Keys that no command answers to, and what is typed for a line that did not open.

use super::on;
use crate::app::screen::Screen;
use crate::app::testing::Explorer;

#[test]
fn what_is_typed_for_a_line_that_did_not_open_is_no_command() {
    let mut it = on("ec2-stopped");
    it.press("l");
    it.press("i");
    assert!(it.notice().starts_with("i (event by id) does nothing here."), "{}", it.notice());
    it.type_text("q");
    it.press("enter");
    assert!(matches!(it.model.screen(), Screen::Tail(_)), "typed for the line, and no command");
    assert!(it.notice().ends_with("2 keys typed for it were ignored."), "{}", it.notice());
    it.now += 5_000;
    it.press("i");
    it.now += 5_000;
    it.press("q");
    assert!(matches!(it.model.screen(), Screen::Browse(_)), "what comes later is a command");
}

#[test]
fn a_key_without_a_command_is_told() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("archives");
    it.press("enter l");
    assert_eq!(it.notice(), "l (live tail) does nothing here. ? lists the keys.");
    it.press("ctrl-y");
    assert_eq!(it.notice(), "ctrl-y does nothing here. ? lists the keys.");
}
