//! The list of what was changed here, and taking it back.

use crate::app::Message;
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::shared::Level;
use crate::app::testing::{Explorer, Fake};
use crate::model::{AccountPlace, Change, Held, Secret, Thing, Undoable};
use serde_json::json;

/// Over an account in which these changes were made, the newest first.
fn over(changes: Vec<Change>) -> Explorer {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    let made = changes.into_iter().enumerate().map(|(at, change)| Undoable {
        id: at.to_string(),
        group: at.to_string(),
        at: 0,
        place: AccountPlace::default(),
        change,
        known: true,
        undoes: None,
    });
    it.fake.changes.extend(made);
    // The account is as they have left it.
    for one in it.fake.changes.iter().rev() {
        match &one.change.to {
            Some(to) => it.fake.things.insert(one.change.thing.clone(), to.clone()),
            None => it.fake.things.remove(&one.change.thing),
        };
    }
    it
}

#[test]
fn the_undo_of_a_creation_wants_the_name_of_what_goes() {
    let mut it = over(vec![Change::create(Thing::Archive("all".to_owned()), Held::default())]);
    it.press("z enter");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(typed.name, "all");
    it.press("y enter");
    assert!(it.writes.is_empty(), "no single key deletes");
    it.press("backspace");
    it.type_text("all");
    it.press("enter");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn that_the_record_is_damaged_is_told_beside_its_list_and_where_there_is_none() {
    let damaged =
        || Message::Notice { level: Level::Problem, text: "A line of undo.jsonl is lost.".to_owned() };
    for made in [vec![], vec![Change::create(Thing::Archive("all".to_owned()), Held::default())]] {
        let is_there = !made.is_empty();
        let mut it = over(made);
        for _ in ["first", "again"] {
            it.strike("z");
            it.send(damaged());
            it.settle();
            let screen = crate::ui::testing::text(&it.model);
            assert!(screen.contains("A line of undo.jsonl is lost."), "{screen}");
            assert_eq!(screen.contains("┏ Undo ━"), is_there, "{screen}");
            it.press("esc");
        }
    }
    let mut it = over(Vec::new());
    it.press("enter /");
    it.type_text("stopped");
    it.press("enter E");
    it.strike("h");
    it.send(damaged());
    it.settle();
    let said = it.notice();
    assert!(
        said.starts_with("A line of undo.jsonl is lost. No change of ") && said.contains("can be read"),
        "{said}"
    );
}

#[test]
fn what_has_no_way_back_is_marked_in_the_list_and_a_setting_can_be_taken_back() {
    let connection = || Thing::Connection("partner-api".to_owned());
    let held = |settings: serde_json::Value| Held::with_settings(settings.as_object().unwrap().clone());
    let was = || held(json!({"AuthorizationType": "API_KEY"}));
    let key = json!({"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "s3cret"}});
    let bus = |level: &str| held(json!({"LogConfig": {"Level": level}}));
    let mut it = over(vec![
        Change::update(connection(), was(), Held { deauthorized: true, ..was() }),
        Change::delete(connection(), was()),
        Change::update(connection(), was(), was()).with_secret(Some(Secret::new(key))),
        Change::update(Thing::Bus("orders".to_owned()), bus("OFF"), bus("TRACE")),
    ]);
    it.press("z");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let labels: Vec<&str> = menu.items.iter().map(|item| item.label.as_str()).collect();
    let marked = |label: &&&str| label.contains("(cannot be undone: the secret ");
    assert_eq!(labels.iter().filter(marked).count(), 3, "{labels:#?}");
    assert!(labels.iter().any(|label| label.ends_with("Change bus orders: LogConfig")), "{labels:#?}");
    let at = labels.iter().position(|label| label.contains("bus orders")).unwrap();
    it.press(&(at + 1).to_string());
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(
        confirm.lines.iter().any(|line| line.contains("+ LogConfig") && line.contains("OFF")),
        "{confirm:?}"
    );
}

fn bus_at(level: &str) -> Held {
    Held::with_settings(json!({"Description": level}).as_object().unwrap().clone())
}

/// A bus that was changed from `a` to `b`, and is `now` so.
fn changed_bus(now: Option<&str>) -> Explorer {
    let bus = Thing::Bus("orders".to_owned());
    let mut it = over(vec![Change::update(bus.clone(), bus_at("a"), bus_at("b"))]);
    match now {
        Some(now) => it.fake.things.insert(bus, bus_at(now)),
        None => it.fake.things.remove(&bus),
    };
    it.press("z 1");
    it
}

#[test]
fn what_was_overtaken_is_told_with_what_it_was_left_as_and_what_it_is_now_before_anything_is_asked() {
    let said = |it: &Explorer| match &it.model.popup {
        Some(Popup::Message(note)) => format!("{}: {}", note.title, note.text),
        other => panic!("{other:?}"),
    };
    let it = changed_bus(Some("theirs"));
    assert!(said(&it).starts_with("This cannot be undone"), "{}", said(&it));
    assert!(said(&it).contains("Description: b after this change, and now theirs"), "{}", said(&it));
    assert!(said(&it).contains("CloudTrail has, the newest first: PutRule by eve at noon."), "{}", said(&it));
    assert!(!said(&it).contains("is asked"), "{}", said(&it));
    let gone = said(&changed_bus(None));
    assert!(gone.contains("bus orders is not there any more") && gone.contains("by eve"), "{gone}");
    assert!(said(&changed_bus(Some("a"))).contains("bus orders is as it was before already"));
    let bus = Thing::Bus("orders".to_owned());
    let tagged = |level: &str, tags: &[&str]| {
        let tags = tags.iter().map(|key| ((*key).to_owned(), "1".to_owned())).collect();
        Held { tags: Some(tags), ..bus_at(level) }
    };
    let mut it = over(vec![Change::update(bus.clone(), tagged("a", &[]), tagged("b", &[]))]);
    it.fake.things.insert(bus, tagged("a", &["theirs"]));
    it.press("z 1");
    assert!(
        said(&it).contains("is as it was before already"),
        "a tag beside it is another matter: {}",
        said(&it)
    );
    let it = changed_bus(Some("b"));
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(confirm.lines.iter().any(|line| line == "+ Description: a"), "{:?}", confirm.lines);
}

#[test]
fn who_has_overtaken_a_change_is_told_in_a_message_that_could_not_open_too() {
    let bus = Thing::Bus("orders".to_owned());
    let mut it = over(Vec::new());
    let asked = "bus orders was changed since.\n  Who changed bus orders: CloudTrail is asked …";
    it.model.shared.alert("This cannot be undone", asked);
    let mut out = Vec::new();
    it.model.shared.fetch(Read::WhoChanged(bus), true, &mut out);
    it.waiting.extend(out);
    it.settle();
    let [alert] = it.model.shared.alerts.as_slice() else { panic!("{:?}", it.model.shared.alerts) };
    assert!(
        alert.text.contains("PutRule by eve at noon") && !alert.text.contains("is asked"),
        "{}",
        alert.text
    );
}

#[test]
fn of_changes_made_together_only_those_that_nobody_has_overtaken_are_taken_back() {
    let mut it = Explorer::over(Fake::small(), (100, 40));
    it.press("enter X E f y");
    let switched = it.writes.len();
    assert!(switched >= 2, "{:?}", it.writes);
    let other = &mut it.fake.rules.get_mut("default").unwrap()[0];
    other.description = Some("theirs".to_owned());
    it.press("z 1");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert!(
        confirm.title.starts_with(&format!("Undo {} of {switched} changes", switched - 1)),
        "{confirm:?}"
    );
    let told = confirm.lines.join("\n");
    assert!(told.contains("ec2-stopped-to-slack on bus default was changed since"), "{told}");
    it.press("y");
    assert_eq!(it.writes.len(), switched * 2 - 1);
}

#[test]
fn changes_made_together_say_in_the_list_what_they_changed_of_what() {
    let mut it = Explorer::over(Fake::small(), (120, 40));
    it.press("enter X E f y");
    let switched = it.writes.len();
    it.press("E g");
    it.type_text("cost=7");
    it.press("ctrl-s y z");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let labels: Vec<&str> = menu.items.iter().map(|item| item.label.as_str()).collect();
    assert!(labels[0].contains(" rules changed (tag cost added): "), "{labels:#?}");
    let off = format!("{switched} rules switched off: ");
    assert!(labels[1].contains(&off) && labels[1].contains("iam-readonly-watch"), "{labels:#?}");
}

#[test]
fn what_an_undo_does_not_bring_back_as_it_was_is_said_before_it() {
    let archive = Thing::Archive("all".to_owned());
    let was = Held { state: Some("DISABLED".to_owned()), ..bus_at("a") };
    let mut it = over(vec![Change::delete(archive, was)]);
    it.press("z 1");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let lines = confirm.lines.join("\n");
    assert!(lines.contains("! It comes back empty: the events that were in it are lost."), "{lines}");
    assert!(lines.contains("! It was DISABLED, and comes back ENABLED"), "{lines}");
}

#[test]
fn an_undo_says_which_part_that_others_changed_it_leaves_alone() {
    let rule = Thing::Rule(crate::model::RuleKey::new("default", "ec2-stopped-to-slack"));
    let now = Fake::small().whole(&rule).unwrap();
    let mut left = now.clone();
    let theirs = left.targets.as_mut().unwrap().pop_last().unwrap().0;
    let mut was = left.clone();
    was.set("Description", Some(json!("before")));
    let mut it = over(Vec::new());
    it.fake.changes.push(Undoable {
        id: "0".to_owned(),
        group: "0".to_owned(),
        at: 0,
        place: AccountPlace::default(),
        change: Change::update(rule, was, left),
        known: true,
        undoes: None,
    });
    it.press("z 1");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let lines = confirm.lines.join("\n");
    let stays = format!("! Others have changed target {theirs} since; that stays as it is.");
    assert!(lines.contains(&stays), "{lines}");
    assert!(lines.contains("+ Description: before") && !lines.contains("RemoveTargets"), "{lines}");
}
