//! Events saved by name, as an operator meets them.

use crate::app::confirm::WriteOp;
use crate::app::effect::{Effect, Work};
use crate::app::message::Message;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, ErrorKind, SavedEvent};

const ORDER: &str = r#"{"source":"shop","detail-type":"Order placed","detail":{"n":1}}"#;

fn with_saved(names: &[&str]) -> Explorer {
    let saved = |name: &&str| SavedEvent { name: (*name).to_owned(), text: ORDER.to_owned() };
    let fake = Fake { saved_events: names.iter().map(saved).collect(), ..Fake::small() };
    Explorer::over(fake, (80, 24))
}

fn go_to_saved(it: &mut Explorer) {
    it.press(": s a v e d enter");
    assert!(matches!(it.model.screen(), Screen::Listing(_)), "{:?}", it.model.popup);
}

fn names(it: &Explorer) -> Vec<&str> {
    it.fake.saved_events.iter().map(|event| event.name.as_str()).collect()
}

/// The text of a field of the form on screen.
fn field(it: &Explorer, label: &str) -> String {
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    let at = form.form.entries.iter().position(|entry| entry.label == label).unwrap();
    form.editors[at].text().to_owned()
}

#[test]
fn an_event_of_the_workbench_is_saved_found_in_its_library_and_sent_again() {
    let mut it = Explorer::small((80, 24));
    it.press("enter e alt-n");
    let name = field(&it, "name");
    assert!(!name.is_empty(), "its kind is a name to begin with");
    // What is typed takes the place of the name that was made from the event.
    it.type_text("Launch of today");
    it.press("ctrl-s");
    assert_eq!(names(&it), ["Launch of today"]);
    assert!(it.notice().starts_with("Saved as "), "{}", it.notice());
    assert!(matches!(it.model.screen(), Screen::Workbench(_)), "the form is left once it is done");
    it.press("F7 t o d a y");
    let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let first = &pick.items[pick.shown[0]];
    assert_eq!((first.label.as_str(), first.note.as_str()), (names(&it)[0], "saved"));
    it.press("enter");
    let Screen::Workbench(bench) = it.model.screen() else { panic!() };
    assert!(bench.event_title(&it.model.shared).starts_with(names(&it)[0]));
    assert_eq!(bench.event().editor.text(), it.fake.saved_events[0].text);
}

#[test]
fn a_saved_event_is_listed_sent_tried_and_deleted_after_a_question() {
    let mut it = with_saved(&["order", "other"]);
    go_to_saved(&mut it);
    it.press("P");
    assert_eq!(field(&it, "bus"), "default");
    it.press("ctrl-s y");
    assert!(
        matches!(it.writes.as_slice(), [WriteOp::Send(entry)] if entry.source == "shop"),
        "{:?}",
        it.writes
    );
    it.press("t");
    let Screen::Workbench(bench) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(bench.event().editor.text().contains("Order placed"));
    it.press("esc D");
    assert!(
        matches!(&it.model.popup, Some(Popup::Menu(menu)) if menu.title == "Delete the saved event order?")
    );
    it.press("enter");
    assert_eq!(names(&it), ["order", "other"], "the first choice deletes nothing");
    it.press("X D d");
    assert_eq!(names(&it), [""; 0]);
}

#[test]
fn another_events_place_is_taken_only_when_it_is_said() {
    let mut it = with_saved(&["order"]);
    go_to_saved(&mut it);
    it.press("n o r d e r");
    it.press("ctrl-s");
    assert!(matches!(&it.model.popup, Some(Popup::Menu(menu)) if menu.title.contains("order already")));
    it.press("b");
    assert_eq!((it.fake.saved_events[0].text.as_str(), field(&it, "name").as_str()), (ORDER, "order"));
    it.press("ctrl-s r");
    assert_ne!(it.fake.saved_events[0].text, ORDER);
    assert!(matches!(it.model.screen(), Screen::Listing(_)));
}

#[test]
fn a_name_that_cannot_be_one_and_a_failure_leave_the_form_as_it_is() {
    let mut it = with_saved(&[]);
    go_to_saved(&mut it);
    it.press("n a / b");
    it.press("ctrl-s");
    let Screen::Form(form) = it.model.screen() else { panic!() };
    assert!(form.shows_fault(0) && form.fault(0).unwrap().ours.contains("cannot be in a name"));
    assert_eq!(names(&it), [""; 0]);
    it.fake.failing.insert("SaveEvent", CallError::new(ErrorKind::Other, "Saving the event", "no room"));
    it.press("backspace backspace c ctrl-s");
    assert_eq!(it.model.shared.alerts[0].title, "The saved event ac is as it was");
    assert_eq!(field(&it, "name"), "ac", "what was typed stays");
}

#[test]
fn read_only_keeps_the_account_as_it_is_and_not_our_own_files() {
    let mut it = with_saved(&["order", "other"]);
    it.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    go_to_saved(&mut it);
    it.press("n n e w ctrl-s");
    assert_eq!(names(&it), ["order", "other", "new"]);
    it.press("D d");
    assert_eq!(names(&it).len(), 2);
    it.press("P ctrl-s");
    assert!(
        it.writes.is_empty() && !matches!(it.model.popup, Some(Popup::Confirm(_))),
        "{:?}",
        it.model.popup
    );
}

#[test]
fn what_is_typed_while_an_event_is_saved_stays() {
    let mut it = with_saved(&[]);
    go_to_saved(&mut it);
    it.press("n n e w");
    it.strike("ctrl-s");
    let asked =
        it.waiting.iter().position(|effect| matches!(effect, Effect::Work(Work::SaveEvent { .. }))).unwrap();
    let Effect::Work(Work::SaveEvent { req, event, .. }) = it.waiting.remove(asked) else { unreachable!() };
    it.press("ctrl-s");
    assert_eq!(it.notice(), "Still saving.");
    it.type_text("x");
    it.send(Message::EventSaved { req, name: event.name.clone(), saved: Some(event), outcome: Ok(()) });
    assert_eq!(field(&it, "name"), "newx");
}

#[test]
fn what_is_marked_as_damaged_in_the_list_is_what_cannot_be_tried() {
    let deep = format!(r#"{{"source":"deep","detail":{}1{}}}"#, r#"{"a":"#.repeat(200), "}".repeat(200));
    let event = |text: &str| SavedEvent { name: "one".to_owned(), text: text.to_owned() };
    for text in [deep.as_str(), ORDER, "null", "[]", "{"] {
        let fake = Fake { saved_events: vec![event(text)], ..Fake::small() };
        let mut it = Explorer::over(fake, (80, 24));
        go_to_saved(&mut it);
        let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
        let row = &list.rows[0];
        let is_event = text == deep || text == ORDER;
        assert_eq!((row.problem, row.cells[1].is_empty()), (!is_event, !is_event), "{text}");
    }
}
