//! A rule that is moved: made elsewhere first, deleted here after a question, and taken back as one.

use super::{go_to, strike, text};
use crate::app::confirm::Confirm;
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake};

#[test]
fn the_original_of_a_rule_that_is_moved_is_deleted_after_a_question() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E c");
    go_to(&mut it, "the original");
    it.press("f2");
    assert!(text(&it, "the original").contains("deleted"), "{}", text(&it, "the original"));
    it.press("ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(confirm.lines.iter().any(|line| line.starts_with("Step 1 of 2 of a move: ")), "{confirm:?}");
    it.press("y");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let Confirm { title, lines, .. } = &typed.confirm;
    assert!(title.contains("Delete rule ec2-stopped-to-slack on"), "{title}");
    assert!(lines.iter().any(|line| line.starts_with("Step 2 of 2 of a move: ")), "{lines:?}");
    it.press("esc");
    assert_eq!(it.writes.len(), 1, "nothing is deleted unasked");
    assert_eq!(
        it.notice(),
        "ec2-stopped-to-slack-copy is on default now, and ec2-stopped-to-slack is still on default: D deletes one, \
            z undoes the new one."
    );
}

#[test]
fn a_move_is_taken_back_as_one() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E m");
    it.send(crate::app::Message::Paste("lab".to_owned()));
    it.press("ctrl-s y");
    it.send(crate::app::Message::Paste("ec2-stopped-to-slack".to_owned()));
    it.press("enter");
    assert_eq!(it.writes.len(), 2, "{:?}", it.model.popup);
    let said = it.notice();
    assert!(
        said.starts_with("Done: Move rule ec2-stopped-to-slack from bus default to bus lab. z undoes it"),
        "{said}"
    );
    it.press("z");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let [item] = menu.items.as_slice() else { panic!("{:?}", menu.items) };
    assert!(item.label.ends_with("  Move rule ec2-stopped-to-slack from bus default to bus lab"), "{item:?}");
    it.press("enter");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(typed.confirm.title, "Undo: Move rule ec2-stopped-to-slack from bus default to bus lab?");
    it.send(crate::app::Message::Paste("ec2-stopped-to-slack".to_owned()));
    it.press("enter");
    let titles: Vec<String> = it.writes.iter().skip(2).map(crate::app::confirm::WriteOp::title).collect();
    let back =
        ["Create rule ec2-stopped-to-slack on bus default", "Delete rule ec2-stopped-to-slack on bus lab"];
    assert_eq!(titles, back, "the original is there before what replaced it goes");
}

#[test]
fn a_move_that_is_cancelled_half_way_says_where_the_rule_is_now() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    strike(&mut it, "enter / stopped enter E m");
    it.send(crate::app::Message::Paste("lab".to_owned()));
    let moved = crate::app::testing::rule("lab", "ec2-stopped-to-slack", "{}");
    it.fake.rules.insert("lab".to_owned(), vec![moved]);
    it.press("ctrl-s y esc");
    assert_eq!(it.writes.len(), 1);
    let said = it.notice();
    assert!(said.starts_with("ec2-stopped-to-slack is on lab now, and still on default: "), "{said}");
    let crate::app::screen::Screen::Browse(browse) = it.model.screen() else { panic!("the form is left") };
    let at = (browse.bus.as_deref(), browse.rule.as_deref(), browse.view.is_about_bus());
    assert_eq!(at, (Some("lab"), Some("ec2-stopped-to-slack"), false), "the screen is where it was made");
    assert!(!said.contains("nothing was changed"), "{said}");
}
