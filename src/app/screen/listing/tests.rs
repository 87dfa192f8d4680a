//! Listings as an operator meets them.

use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake};

fn listed(it: &mut Explorer, word: &str) {
    it.press(":");
    it.type_text(word);
    it.press("enter");
    assert!(matches!(it.model.screen(), Screen::Listing(_)), "{:?}", it.model.screen().context());
}

fn leads(it: &Explorer) -> Vec<String> {
    let Screen::Listing(listing) = it.model.screen() else { panic!() };
    listing.selected().unwrap().leads.iter().map(ToString::to_string).collect()
}

#[test]
fn rows_lead_to_what_they_rest_on() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    for (word, what) in
        [("archives", ":event-bus/"), ("destinations", ":connection/"), ("replays", ":archive/")]
    {
        listed(&mut it, word);
        let found = leads(&it);
        assert!(found.len() == 1 && found[0].contains(what), "{word}: {found:?}");
    }
    listed(&mut it, "archives");
    let bus = leads(&it)[0].rsplit('/').next().unwrap().to_owned();
    let account = it.model.shared.session.account.clone().unwrap();
    let here = leads(&it)[0].contains(&format!(":{}:{account}:", it.model.shared.session.region));
    it.press("f");
    if here {
        let Screen::Browse(browse) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
        assert_eq!(browse.bus.as_deref(), Some(bus.as_str()));
    } else {
        assert!(it.notice().contains("switch there to see it"), "{}", it.notice());
    }
}

#[test]
fn an_empty_list_says_how_the_first_one_is_made() {
    use crate::app::listing::Listing;
    let mut it = Explorer::small((100, 30));
    assert!(Listing::Archives.where_none(&it.model.shared).ends_with("n makes the first one"));
    assert!(Listing::SavedEvents.where_none(&it.model.shared).contains("K saves one"));
    it.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    assert!(!Listing::Archives.where_none(&it.model.shared).contains("makes"));
}
