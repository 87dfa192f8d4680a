//! Listings as an operator meets them.

use crate::app::confirm::WriteOp;
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake};
use crate::model::{CallError, ErrorKind};
use crate::text::time::DAY;

fn listed(it: &mut Explorer, word: &str) {
    it.press(":");
    it.type_text(word);
    it.press("enter");
    assert!(matches!(it.model.screen(), Screen::Listing(_)), "{:?}", it.model.screen().context());
}

/// The session is of the account that the rows' ARNs name.
fn in_the_account_of_the_rows() -> Explorer {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    listed(&mut it, "archives");
    let arn = leads(&it)[0].clone();
    let mut parts = arn.split(':').skip(3);
    it.model.shared.session.region = parts.next().unwrap().to_owned();
    it.model.shared.session.account = parts.next().map(str::to_owned);
    it
}

fn leads(it: &Explorer) -> Vec<String> {
    let Screen::Listing(listing) = it.model.screen() else { panic!() };
    listing.selected().unwrap().leads.iter().map(ToString::to_string).collect()
}

#[test]
fn rows_lead_to_what_they_rest_on() {
    let mut it = in_the_account_of_the_rows();
    for (word, what) in
        [("archives", ":event-bus/"), ("destinations", ":connection/"), ("replays", ":archive/")]
    {
        listed(&mut it, word);
        let found = leads(&it);
        assert!(found.len() == 1 && found[0].contains(what), "{word}: {found:?}");
    }
    listed(&mut it, "archives");
    let bus = leads(&it)[0].rsplit('/').next().unwrap().to_owned();
    it.press("f");
    let Screen::Browse(browse) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert_eq!(browse.bus.as_deref(), Some(bus.as_str()));
}

#[test]
fn what_a_row_rests_on_in_another_account_is_named_with_it() {
    let mut it = in_the_account_of_the_rows();
    it.model.shared.session.account = Some("999999999999".into());
    listed(&mut it, "archives");
    let at = leads(&it)[0].clone();
    let (account, region) = (at.split(':').nth(4).unwrap(), at.split(':').nth(3).unwrap());
    it.press("f");
    assert!(matches!(it.model.screen(), Screen::Listing(_)), "{:?}", it.model.screen().context());
    let told = format!("is in account {account}, region {region}: switch there to see it.");
    assert!(it.notice().ends_with(&told), "{}", it.notice());
}

#[test]
fn an_empty_list_says_how_the_first_one_is_made() {
    use crate::app::listing::Listing;
    let mut it = Explorer::small((100, 30));
    assert!(Listing::Archives.where_none(&it.model.shared).ends_with("n makes the first one"));
    assert!(Listing::SavedEvents.where_none(&it.model.shared).contains("K saves the selected event"));
    it.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    assert!(!Listing::Archives.where_none(&it.model.shared).contains("makes"));
}

#[test]
fn taps_are_removed_after_a_list_of_what_goes() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    listed(&mut it, "taps");
    it.press("X D");
    assert!(it.model.popup.is_none() && it.notice().contains("left alone"), "{}", it.notice());
    it.press("esc / 4 d 5 e enter D");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("no question") };
    let told = confirm.lines.join("\n");
    for part in ["- log group /aws/events/buslens-tap-4d5e6f", "events that the log groups hold"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("in use") && it.writes.is_empty(), "{told}");
    it.press("y");
    assert!(matches!(it.writes.as_slice(), [WriteOp::RemoveTaps(taps)] if taps.len() == 1));
    assert!(it.notice().contains("Removed tap 4d5e6f"), "{}", it.notice());
    let Screen::Listing(listing) = it.model.screen() else { panic!() };
    assert_eq!(listing.rows.len(), 2, "it was looked again for what is there");
    it.press("esc / 9 z enter D");
    let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("no question") };
    assert!(confirm.lines.iter().any(|line| line.contains("is in use: it was made on desk")));
}

#[test]
fn while_taps_are_being_removed_no_other_is() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    listed(&mut it, "taps");
    it.press("/ 4 d 5 e enter D");
    it.strike("y");
    let is_it = |effect: &Effect| matches!(effect, Effect::Work(Work::Write(_)));
    let at = it.waiting.iter().position(is_it).unwrap();
    let write = it.waiting.remove(at);
    it.press("esc / 9 z enter D");
    assert!(it.model.popup.is_none(), "{:?}", it.model.popup);
    assert!(it.notice().contains("being removed already"), "{}", it.notice());
    it.fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "DeleteRule", "not allowed"));
    it.waiting.push(write);
    it.settle();
    assert!(it.model.shared.alerts[0].text.contains("not allowed"), "the end of the first is told");
}

#[test]
fn a_tap_that_is_not_wholly_removed_stays_said_until_it_is_read() {
    let mut fake = Fake::small();
    fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "DeleteRule", "not allowed"));
    let mut it = Explorer::over(fake, (100, 30));
    listed(&mut it, "taps");
    it.press("/ 4 d enter D y");
    assert!(it.model.shared.alerts.iter().any(|alert| alert.text.contains("not allowed")));
    it.model.shared.session.read_only = Some(crate::model::ReadOnly::Flag);
    it.press("D");
    assert!(it.model.popup.is_none(), "read-only asks nothing");
}

#[test]
fn a_filter_that_is_given_up_leaves_its_row_selected() {
    let mut it = Explorer::small((100, 30));
    listed(&mut it, "archives");
    let selected = |it: &Explorer| {
        let Screen::Listing(listing) = it.model.screen() else { panic!() };
        listing.selected().unwrap().name().to_owned()
    };
    let first = selected(&it);
    for given_up in ["esc", "enter esc"] {
        it.press("g /");
        it.type_text("orders");
        it.press(given_up);
        assert_eq!(selected(&it), "orders-archive", "{given_up}");
    }
    assert_ne!(first, "orders-archive");
}

#[test]
fn a_description_has_its_times_written_out() {
    use crate::model::{Held, Thing};
    let mut fake = Fake::small();
    let mut held = Held::default();
    held.set("CreationTime", Some(1_794_900_000.into()));
    fake.things.insert(Thing::Archive("orders-archive".into()), held);
    let mut it = Explorer::over(fake, (100, 30));
    listed(&mut it, "archives");
    it.press("/");
    it.type_text("orders");
    it.press("enter enter");
    let Screen::Json(json) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(json.page.plain().contains("2026-11-17T"), "{}", json.page.plain());
}

#[test]
fn times_and_states_stand_in_full_where_names_are_long() {
    let mut it = Explorer::over(Fake::small(), (80, 24));
    listed(&mut it, "replays");
    let mut replay = it.model.shared.account.replays.rows()[0].clone();
    replay.name = "a-replay-of-everything-since-the-outage".into();
    replay.source = crate::model::Arn::from(format!("{}-with-a-long-name", replay.source).as_str());
    replay.state = "RUNNING".into();
    replay.from = replay.to.map(|to| to - 4 * DAY);
    replay.reached = replay.from;
    let times = [replay.from, replay.to].map(|at| it.model.shared.date_and_time(at.unwrap()));
    *it.model.shared.account.replays.value_mut().unwrap() = vec![replay];
    it.send(crate::app::Message::Tick);
    let screen = crate::ui::testing::text(&it.model);
    for part in [times[0].as_str(), &times[1], "RUNNING 0 %", "a-rep…utage"] {
        assert!(screen.contains(part), "{part} is not on:\n{screen}");
    }
}

#[test]
fn of_a_replay_that_failed_the_list_shows_how_far_it_came_and_why() {
    let why = "The destination could not be reached.";
    for (size, has_column) in [((80, 24), false), ((200, 60), true)] {
        let mut it = Explorer::over(Fake::small(), size);
        listed(&mut it, "replays");
        let shown = crate::ui::testing::text(&it.model);
        assert!(shown.contains("COMPLETED") && !shown.contains("reason"), "nothing has one:\n{shown}");
        let mut replay = it.model.shared.account.replays.rows()[0].clone();
        replay.name = "halfway".into();
        replay.state = "FAILED".into();
        replay.reached = replay.from.map(|from| from + 1_440_000);
        replay.reason = Some(why.into());
        it.model.shared.account.replays.value_mut().unwrap().push(replay);
        it.send(crate::app::Message::Tick);
        it.press("end");
        let shown = crate::ui::testing::text(&it.model);
        assert!(shown.contains("FAILED 40 %"), "{shown}");
        let row = shown.lines().find(|line| line.contains("halfway")).unwrap();
        assert_eq!((row.contains('!'), row.contains(why)), (true, has_column), "{shown}");
        // Where the column has no room for it, it stands below the list.
        assert_eq!(shown.contains(&format!("FAILED: {why}")), !has_column, "{shown}");
        it.press("home");
        assert!(!crate::ui::testing::text(&it.model).contains("FAILED: "), "it is said of the selected row");
    }
}

#[test]
fn describing_what_has_trouble_shows_the_reason() {
    use crate::model::{Held, Thing};
    for (word, thing) in [
        ("replays", Thing::Replay("after-the-outage".into())),
        ("connections", Thing::Connection("slack".into())),
        ("archives", Thing::Archive("everything".into())),
    ] {
        let mut fake = Fake::small();
        let mut held = Held::default();
        held.set("StateReason", Some("the key may not be used".into()));
        fake.things.insert(thing.clone(), held);
        let mut it = Explorer::over(fake, (100, 30));
        listed(&mut it, word);
        it.press("/");
        it.type_text(thing.name());
        it.press("enter enter");
        let shown = crate::ui::testing::text(&it.model);
        assert!(shown.contains("the key may not be used"), "{word}:\n{shown}");
    }
}

#[test]
fn taking_an_authorization_away_wants_the_name_since_it_does_not_come_back() {
    use crate::model::{Held, Thing, Uses};
    let mut fake = Fake::small();
    let connection = Thing::Connection("slack".into());
    fake.things.insert(connection.clone(), Held { state: Some("AUTHORIZED".into()), ..Held::default() });
    let others = vec![Thing::Destination("slack-hook".into())];
    fake.uses.insert(connection, Uses { others, ..Uses::default() });
    let mut it = Explorer::over(fake, (100, 30));
    listed(&mut it, "connections");
    it.press("E x");
    let Some(Popup::Typed(typed)) = &it.model.popup else { panic!("{:?} {}", it.model.popup, it.notice()) };
    assert!(typed.confirm.page().plain().contains("slack-hook"), "{:?}", typed.confirm);
    it.type_text("slack");
    it.press("enter");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn what_the_state_of_a_thing_rules_out_is_not_offered() {
    let keys = |it: &Explorer| -> String {
        let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?} {}", it.model.popup, it.notice()) };
        menu.items.iter().map(|item| item.key).collect()
    };
    for (word, kept) in [("replays", "h"), ("connections", "eDh"), ("sources", "ah")] {
        let mut it = Explorer::over(Fake::small(), (100, 30));
        listed(&mut it, word);
        it.press("E");
        assert_eq!(keys(&it), kept, "{word}");
    }
    let sources = ["a", "b"].map(|name| crate::model::Thing::Source(name.to_owned())).to_vec();
    let known = crate::app::changing::menus::MenuSubject::default();
    let step = crate::app::changing::menus::menu(sources, "2 marked sources", known);
    let crate::app::step::Step::Popup(Popup::Message(told)) = step else { panic!("{step:?}") };
    assert!(told.page().plain().contains("only be changed one at a time"), "{told:?}");
    let mut it = Explorer::over(Fake::small(), (100, 30));
    listed(&mut it, "replays");
    it.press("D");
    assert!(it.notice().starts_with("it is COMPLETED: only a replay that"), "{}", it.notice());
}

#[test]
fn on_a_narrow_terminal_names_can_be_told_and_the_last_columns_go() {
    for (word, is_cut) in [("archives", true), ("replays", true), ("sources", false)] {
        let mut it = Explorer::over(Fake::small(), (60, 15));
        listed(&mut it, word);
        let Screen::Listing(view) = it.model.screen() else { panic!("{word}") };
        let widths = view.widths(60);
        assert!(widths[0] >= 10 && widths[1] > 0, "{word}: {widths:?}");
        let shown = widths.iter().filter(|wide| **wide > 0);
        let columns: usize = shown.clone().map(|wide| wide + super::COLUMN_GAP).sum();
        assert!(columns <= 60 - 5 + super::COLUMN_GAP, "{word}: {widths:?}");
        assert_eq!(widths.ends_with(&[0]), is_cut, "{word}: {widths:?}");
        // Nothing here has a reason, whose column then takes no room.
        let wide = view.widths(200);
        let shown = view.about().columns.iter().zip(&wide).filter(|(title, _)| **title != "reason");
        assert!(shown.into_iter().all(|(_, wide)| *wide > 0), "{word}: {wide:?}");
    }
}

#[test]
fn a_listing_that_is_opened_selects_what_was_made_last() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    it.model.shared.made = Some(crate::model::Thing::Archive("orders-archive".to_owned()));
    listed(&mut it, "archives");
    let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert_eq!(list.selected().map(crate::app::listing::ListingRow::name), Some("orders-archive"));
    assert_ne!(list.selection.at, 0, "the first is another one");
    it.press("esc");
    listed(&mut it, "archives");
    let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert_eq!(list.selection.at, 0, "what was made is selected once");
}

#[test]
fn what_is_made_elsewhere_waits_for_the_listing_that_has_it() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    it.model.shared.made = Some(crate::model::Thing::Archive("orders-archive".to_owned()));
    listed(&mut it, "connections");
    it.press("esc");
    listed(&mut it, "archives");
    let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert_eq!(list.selected().map(crate::app::listing::ListingRow::name), Some("orders-archive"));
}

#[test]
fn api_destinations_are_read_again_with_the_connections_that_tell_whether_they_are_called() {
    let mut it = Explorer::over(Fake::small(), (100, 30));
    listed(&mut it, "destinations");
    let Screen::Listing(list) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert_eq!(list.on_screen(), [Read::ApiDestinations, Read::Connections]);
    let before = it.model.shared.account.connections.at();
    it.now += 60_000;
    it.press("ctrl-r");
    it.settle();
    let now = it.model.shared.account.connections.at();
    assert!(before.is_some() && now > before, "{before:?} {now:?}");
}
