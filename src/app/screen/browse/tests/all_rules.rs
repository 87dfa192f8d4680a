//! The list of the rules of all buses.

use crate::app::popup::Popup;
use crate::app::testing::{Explorer, Fake};
use crate::model::Tag;

/// The heading of the list, and the names that are shown in it.
fn list(it: &Explorer) -> (String, Vec<String>) {
    let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    (pick.title.clone(), pick.shown.iter().map(|at| pick.items[*at].label.clone()).collect())
}

#[test]
fn a_rule_of_another_bus_is_found_by_a_tag_that_nobody_has_read_yet() {
    let mut fake = Fake::small();
    let mut far = fake.rules["default"][0].clone();
    (far.bus, far.name) = ("orders".into(), "tents".into());
    far.arn = crate::app::testing::arn("events:eu-west-1:123456789012:rule/orders/tents");
    fake.rules.insert("orders".into(), vec![far.clone()]);
    fake.tags.insert(far.arn.clone(), vec![Tag { key: "team".into(), value: "night-shift".into() }]);
    let mut it = Explorer::over(fake, (80, 24));
    it.press("A");
    let (title, all) = list(&it);
    assert!(title.contains("tags of ") && title.contains(" not read"), "{title}");
    it.type_text("night-shift");
    let (title, found) = list(&it);
    assert_eq!(found.len(), 1, "{title}: {found:?} of {all:?}");
    assert!(found[0].ends_with("tents"), "{found:?}");
    assert!(!title.contains("not read"), "{title}");

    it.press("esc A");
    it.type_text(far.arn.as_str());
    assert_eq!(list(&it).1, found, "by its own ARN");
}
