//! The list of what was changed here, and taking it back.

use crate::app::Message;
use crate::app::popup::Popup;
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
            assert_eq!(screen.contains("Take back"), is_there, "{screen}");
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
    let marked = |label: &&&str| label.contains("(cannot be taken back: the secret ");
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
