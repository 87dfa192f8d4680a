//! Fields that are filled from what the account has: chosen, emptied, added to.

use super::{form, go_to, says, sent, strike, text};
use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake};
use crate::ui::testing::text as shown;

#[test]
fn a_filled_field_offers_the_others_and_is_emptied_by_a_key_that_is_shown() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n r ami");
    go_to(&mut it, "bus");
    assert_eq!(text(&it, "bus"), "default");
    let choices = form(&it).choices.clone();
    assert_eq!(choices[0], "default");
    for other in ["lab", "orders"] {
        assert!(choices.iter().any(|choice| choice == other), "{other} is not in {choices:?}");
    }
    it.press("F2");
    assert_eq!(text(&it, "bus"), choices[1], "the one that is shown next is taken next");
    assert!(says(&shown(&it.model), "F5"), "{}", shown(&it.model));
    it.press("F5");
    assert_eq!(text(&it, "bus"), "");
    assert!(!says(&shown(&it.model), "F5"), "there is nothing to take out");
    it.press("ctrl-u");
    assert_eq!(text(&it, "bus"), choices[1]);
    go_to(&mut it, "description");
    assert!(!says(&shown(&it.model), "F2"), "there is nothing to choose from");
}

#[test]
fn the_whole_of_a_long_arn_is_shown_where_the_keys_go_and_its_name_elsewhere() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    let name = "a-function-with-quite-a-long-name-of-which-the-end-tells-most:live";
    let arn = format!("arn:aws:lambda:eu-west-1:123456789012:function:{name}");
    strike(&mut it, "enter / stopped enter E t n");
    it.send(crate::app::Message::Paste(arn.clone()));
    it.settle();
    let screen = shown(&it.model);
    let field =
        screen.split("› target").nth(1).and_then(|rest| rest.split("  id ").next()).unwrap_or_default();
    let whole: String = field.chars().filter(|c| !"┃█ \n".contains(*c)).collect();
    assert_eq!(whole, arn, "{screen}");
    it.press("tab");
    let screen = shown(&it.model);
    let row = screen.lines().find(|row| row.contains("target  ")).unwrap_or_default();
    assert!(row.contains("arn:aws:lambda:…") && row.contains("which-the-end-tells-most:live"), "{screen}");
}

#[test]
fn what_oauth_alone_takes_is_shown_for_that_alone() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n c pager enter");
    for (kind, is_there) in [("API_KEY", false), ("BASIC", false), ("OAUTH_CLIENT_CREDENTIALS", true)] {
        go_to(&mut it, "authorization");
        it.press("F5");
        it.type_text(kind);
        let screen = shown(&it.model);
        assert_eq!(screen.contains("OAuth endpoint"), is_there, "{kind}:\n{screen}");
        assert_eq!(screen.contains("OAuth method"), is_there, "{kind}:\n{screen}");
        it.press("shift-tab");
    }
}

/// A form for a replay to the bus orders, at its rules.
fn replay() -> Explorer {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    strike(&mut it, ": n e w - r e p l a y enter");
    strike(&mut it, "again enter");
    go_to(&mut it, "archive");
    it.press("F2");
    go_to(&mut it, "bus");
    if text(&it, "bus").is_empty() {
        it.press("F2");
    }
    for (label, moment) in [("from", "2026-11-29 12:00"), ("to", "2026-11-29 13:00")] {
        go_to(&mut it, label);
        it.type_text(moment);
    }
    go_to(&mut it, "rules");
    it
}

#[test]
fn the_rules_of_a_replay_are_chosen_one_after_another() {
    let mut it = replay();
    let all = form(&it).choices.clone();
    assert!(all.len() > 1 && all.iter().all(|choice| choice.starts_with("arn:")), "{all:?}");
    assert!(says(&shown(&it.model), "F2"));
    it.press("F2");
    it.press("F2");
    assert_eq!(text(&it, "rules"), format!("{}\n{}", all[0], all[1]), "one is added to the other");
    let left = form(&it).choices.len();
    assert_eq!(left, all.len() - 2, "those that are there are not offered again");
    it.press("F5");
    let last = all.last().unwrap();
    let name = last.rsplit('/').next().unwrap().to_owned();
    it.type_text(&name);
    it.press("enter");
    assert_eq!(text(&it, "rules"), *last);
    // What is typed behind one that is whole begins the next.
    it.type_text("arn");
    assert!(text(&it, "rules").starts_with(&format!("{last}\narn")), "{}", text(&it, "rules"));
    it.press("enter");
    let chosen = text(&it, "rules");
    let second = chosen.strip_prefix(&format!("{last}\n")).unwrap_or_default();
    assert!(all.iter().any(|rule| rule == second), "{chosen}");
    it.press("enter");
    assert_ne!(form(&it).entry().unwrap().label, "rules", "enter goes on where nothing is begun");
    it.press("ctrl-s");
    assert!(matches!(it.model.popup, Some(Popup::Confirm(_))), "{:?}", form(&it).faults);
    it.press("y");
    let to = sent(&it)[0].to.clone().unwrap();
    assert_eq!(to.setting("Destination.FilterArns"), Some(&serde_json::json!([last, second])));
}

#[test]
fn what_is_no_arn_of_a_rule_is_refused_at_its_field() {
    let mut it = replay();
    it.type_text("nonsense,arn");
    it.press("ctrl-s");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert!(form(&it).faults.iter().any(|fault| fault.ours.contains("`nonsense` is not an ARN")));
}

#[test]
fn a_connection_with_which_nothing_is_called_is_told_in_form_review_and_listing() {
    let mut it = Explorer::over(Fake::small(), (110, 30));
    strike(&mut it, "n d hook enter");
    go_to(&mut it, "connection");
    it.press("F2");
    let notes = form(&it).notes.plain();
    let told =
        "connection slack is DEAUTHORIZED (401 from the endpoint): nothing is called with it until it is";
    assert!(notes.replace('\n', " ").contains("connection slack is DEAUTHORIZED"), "{notes}");
    go_to(&mut it, "endpoint");
    it.type_text("https://hooks.example/T2");
    go_to(&mut it, "method");
    it.press("F2 ctrl-s");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", form(&it).faults) };
    let page = confirm.page().plain();
    assert!(page.contains(&format!("! {told}")), "{page}");
    let mut it = Explorer::over(Fake::small(), (110, 30));
    strike(&mut it, ": d e s t i n a t i o n s enter");
    let screen = shown(&it.model);
    let row = screen.lines().find(|row| row.contains("slack-hook")).unwrap_or_default();
    assert!(row.contains('!') && row.contains("slack DEAUTHORIZED"), "{screen}");
}

#[test]
fn what_a_new_connection_lacks_is_told_at_its_own_field_which_is_called_as_its_kind_has_it() {
    for (kind, name, secret) in [
        ("API_KEY", "name of the key", "key"),
        ("BASIC", "user", "password"),
        ("OAUTH_CLIENT_CREDENTIALS", "client's id", "client's secret"),
    ] {
        let mut it = Explorer::small((100, 40));
        strike(&mut it, "n c pager enter");
        it.type_text(kind);
        it.press("tab");
        it.type_text("me");
        it.press("ctrl-s");
        let label = |it: &Explorer| form(it).label(form(it).at).to_owned();
        assert_eq!(label(&it), secret, "{:?}", form(&it).faults);
        it.press("shift-tab");
        assert_eq!(label(&it), name);
        assert!(!form(&it).shows_fault(form(&it).at), "{kind}: {:?}", form(&it).faults);
    }
}

#[test]
fn what_a_field_needs_comes_first_in_the_footer() {
    for size in [(80, 24), (60, 15)] {
        let mut it = Explorer::small(size);
        strike(&mut it, "n r ami");
        let keys = |it: &Explorer| shown(&it.model).lines().last().unwrap_or_default().to_owned();
        let line = keys(&it);
        assert!(line.starts_with(" ctrl-s review · enter next · esc back · "), "{line}");
        assert!(!line.contains("tab next"), "one key is enough: {line}");
        strike(&mut it, "enter ec2 enter");
        go_to(&mut it, "pattern");
        let line = keys(&it);
        assert!(line.starts_with(" ctrl-s review · F4 workbench · tab next · "), "{line}");
    }
}

#[test]
fn a_private_resource_is_no_bus_and_none_is_offered() {
    let mut it = Explorer::small((80, 24));
    strike(&mut it, "n c pager");
    go_to(&mut it, "private resource");
    assert_eq!(form(&it).choices, Vec::<String>::new());
    assert!(!says(&shown(&it.model), "F2"), "there is nothing to choose from");
}
