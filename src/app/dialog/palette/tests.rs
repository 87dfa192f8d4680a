//! What the palette offers and does.

use crate::app::command::TABLE;
use crate::app::dialog::{Layout, layout};
use crate::app::effect::{Effect, Work};
use crate::app::message::Message;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, session};
use crate::model::Session;
use crossterm::event::{MouseButton, MouseEventKind};

const DOWN: MouseEventKind = MouseEventKind::Down(MouseButton::Left);
const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);

fn offered(it: &Explorer) -> Vec<String> {
    match &it.model.popup {
        Some(Popup::Palette(palette)) => palette.entries.iter().map(|entry| entry.text.clone()).collect(),
        other => panic!("no palette: {other:?}"),
    }
}

fn say(it: &mut Explorer, text: &str) {
    it.press(":");
    it.type_text(text);
    it.press("enter");
}

fn selected(it: &Explorer) -> (Option<String>, Option<String>) {
    match &it.model.stack[0] {
        Screen::Browse(browse) => (browse.bus.clone(), browse.rule.clone()),
        other => panic!("{other:?}"),
    }
}

fn at(it: &Explorer) -> (Layout, usize) {
    match &it.model.popup {
        Some(popup @ Popup::Palette(palette)) => (layout(popup, &it.model.visible()), palette.selected),
        other => panic!("no palette: {other:?}"),
    }
}

#[test]
fn its_bar_is_dragged_from_the_first_row_to_the_last() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    let (place, _) = at(&it);
    let bar = place.bar().unwrap();
    it.mouse(DOWN, bar.right() - 1, bar.bottom() - 2);
    assert_eq!(at(&it).1, place.len - 1);
    it.mouse(DRAG, bar.right() - 1, bar.y + 1);
    assert_eq!(at(&it).1, 0);
}

#[test]
fn a_click_on_one_of_its_rows_takes_it() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("rchives");
    let (place, _) = at(&it);
    let row = offered(&it).iter().position(|word| word == "archives").unwrap();
    // What fits has no bar, and its border is no row.
    assert_eq!(place.bar(), None);
    it.mouse(DOWN, place.area.right() - 1, place.text.y);
    assert!(it.model.popup.is_some());
    it.mouse(DOWN, place.text.x, place.input().y);
    assert!(it.model.popup.is_some(), "the line that is typed in is no row either");
    it.mouse(DOWN, place.text.x, place.text.y + u16::try_from(row).unwrap());
    assert!(matches!(it.model.screen(), Screen::Listing(_)), "{:?}", it.model.popup);
}

#[test]
fn every_word_it_offers_does_something() {
    let mut first = Explorer::small((80, 24));
    first.press("enter :");
    let words = offered(&first);
    assert!(words.len() > 20, "{words:?}");
    for word in words {
        let mut it = Explorer::small((80, 24));
        it.press("enter down :");
        it.type_text(&word);
        let Some(Popup::Palette(palette)) = &it.model.popup else { panic!("closed by {word}") };
        assert_eq!(palette.entries[0].text, word, "an exact word comes first");
        let enabled = palette.entries[0].enabled;
        let before =
            format!("{:?}", (&it.model.stack, &it.model.shared.notice, &it.model.shared.account.buses));
        it.press("enter");
        let after =
            format!("{:?}", (&it.model.stack, &it.model.shared.notice, &it.model.shared.account.buses));
        let seen =
            before != after || it.model.popup.is_some() || !it.done.is_empty() || !it.writes.is_empty();
        assert!(seen || !enabled || word == "rules" || word == "refresh", "{word} does nothing");
        assert!(enabled || !it.notice().is_empty(), "{word} does not say why not");
    }
}

#[test]
fn a_command_that_cannot_be_used_says_why() {
    let mut it = Explorer::small((80, 24));
    say(&mut it, "toggle");
    assert_eq!(it.notice(), "select a rule first");
}

#[test]
fn names_are_completed_and_gone_to() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("bu");
    it.press("tab");
    it.type_text("ord");
    assert_eq!(offered(&it), ["bus ord", "bus orders"]);
    it.press("tab enter");
    assert_eq!(selected(&it).0.as_deref(), Some("orders"));

    it.press(":");
    it.type_text("rule nightly");
    it.press("down enter");
    assert_eq!(selected(&it), (Some("default".into()), Some("nightly-report".into())));
}

#[test]
fn an_arn_leads_to_its_bus_or_rule() {
    let mut it = Explorer::small((80, 24));
    let bus =
        it.model.shared.account.buses.rows().iter().find(|bus| bus.name == "orders").unwrap().arn.clone();
    say(&mut it, &format!("bus {bus}"));
    assert_eq!(selected(&it).0.as_deref(), Some("orders"));
    let rules = it.model.shared.account.rules["default"].rows();
    let rule = rules.iter().find(|rule| rule.name == "nightly-report").unwrap().arn.clone();
    say(&mut it, &format!("rule {rule}"));
    assert_eq!(selected(&it), (Some("default".into()), Some("nightly-report".into())));
}

#[test]
fn a_name_that_nothing_has_leads_nowhere() {
    for (word, said) in [
        ("rule nightly", "There is no rule `nightly` among those that were read."),
        ("rule no-such-rule", "There is no rule `no-such-rule` among those that were read."),
        ("bus order", "There is no bus `order` among those that were read."),
    ] {
        let mut it = Explorer::small((80, 24));
        let before = selected(&it);
        say(&mut it, word);
        assert_eq!((selected(&it), it.notice()), (before, said));
    }
    let mut it = Explorer::small((80, 24));
    say(&mut it, "rule nightly-report");
    assert_eq!(selected(&it).1.as_deref(), Some("nightly-report"));
}

#[test]
fn commands_and_choices_of_menus_are_found_by_the_words_that_people_type() {
    for (typed, first) in [
        ("move", "move"),
        ("duplicate", "duplicate"),
        ("tags", "tags"),
        ("targets", "targets"),
        ("disable", "disable"),
        ("enable", "enable"),
        ("dead-letter", "dead-letter-queue"),
        ("history", "history"),
        ("create", "new"),
        ("new-arch", "new-archive"),
        ("remove", "delete"),
        ("search", "filter"),
        ("diagnose", "why"),
        ("exit", "back-or-quit"),
        ("terraform", "copy"),
        ("publish", "send"),
        ("revert", "undo"),
        ("partner", "sources"),
        ("live tail", "tail"),
        ("on/off", "toggle"),
        ("shortcuts", "help"),
        ("reload", "refresh"),
        ("requests", "calls"),
        ("unmatched", "bus-log"),
        ("raw", "json"),
        ("errors", "problems"),
    ] {
        let mut it = Explorer::small((80, 24));
        it.press("enter :");
        it.type_text(typed);
        assert_eq!(offered(&it).first().map(String::as_str), Some(first), "{typed}: {:?}", offered(&it));
    }
    // By its title each row is among the first that are offered.
    for row in TABLE {
        let mut it = Explorer::small((80, 24));
        it.press("enter");
        let here = it.model.visible().can(row.id).is_ok() && row.contexts.contains(&it.model.context());
        if !here || row.id.only_moves() || row.name == "palette" {
            continue;
        }
        it.press(":");
        it.type_text(row.title.trim_end_matches(" …"));
        let at = offered(&it).iter().position(|word| word == row.name);
        assert!(at.is_some_and(|at| at < 5), "{} by `{}`: {:?}", row.name, row.title, offered(&it));
    }
}

#[test]
fn a_rule_is_moved_by_its_word_and_what_it_is_not_for_says_so() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j");
    say(&mut it, "move");
    let Screen::Form(form) = it.model.screen() else { panic!("{:?}", it.model.screen()) };
    assert!(form.form.title.starts_with("move of rule "), "{}", form.form.title);
    let text = |label: &str| {
        let at = form.form.entries.iter().position(|entry| entry.label == label).unwrap();
        form.editors[at].text().to_owned()
    };
    assert!(form.form.title.ends_with(&text("name")) && text("bus").is_empty(), "it keeps its name");
    assert!(text("the original").contains("deleted"), "{}", text("the original"));
    let mut it = Explorer::small((80, 24));
    say(&mut it, "move");
    assert!(it.notice().contains("no such choice"), "a bus cannot be moved: {}", it.notice());
    assert!(it.model.popup.is_none() && it.writes.is_empty());
    say(&mut it, "new-rule");
    assert!(matches!(it.model.screen(), Screen::Form(_)));
}

#[test]
fn what_a_listing_has_is_described_by_its_name() {
    for (typed, listed) in [
        ("archive orders-archive", "archives"),
        ("replay after-the-outage", "replays"),
        ("connection slack", "connections"),
        ("destination slack-hook", "API destinations"),
    ] {
        let mut it = Explorer::small((80, 24));
        let name = typed.split_once(' ').unwrap().1;
        say(&mut it, typed);
        let Screen::Json(_) = it.model.screen() else { panic!("{typed}: {:?}", it.model.screen()) };
        it.press("esc");
        let Screen::Listing(listing) = it.model.screen() else { panic!("{:?}", it.model.screen()) };
        assert_eq!(listing.about().title, listed);
        assert_eq!(listing.selected().unwrap().name(), name, "it is selected where it is listed");
    }
    // The names are offered, and one that nothing has leads nowhere.
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("archive ");
    assert_eq!(offered(&it), ["archive orders-archive", "archive everything"]);
    it.type_text("nothing");
    it.press("enter");
    assert_eq!(it.notice(), "There is no archive `nothing` among those that were read.");
}

#[test]
fn listings_open_by_name() {
    for (word, title) in [
        ("archives", "archives"),
        ("replays", "replays"),
        ("connections", "connections"),
        ("destinations", "API destinations"),
        ("sources", "partner event sources"),
    ] {
        let mut it = Explorer::small((80, 24));
        say(&mut it, word);
        let Screen::Listing(listing) = it.model.screen() else { panic!("{:?}", it.model.screen()) };
        assert_eq!(listing.about().title, title);
        assert!(!listing.shown.is_empty());
        say(&mut it, "archives");
        assert_eq!(it.model.stack.len(), 2, "a listing replaces a listing");
    }
}

#[test]
fn a_switch_clears_everything_at_once() {
    let mut it = Explorer::small((80, 24));
    it.press("enter y");
    it.press(":");
    it.type_text("region us-west-2");
    it.strike("enter");
    let shared = &it.model.shared;
    assert_eq!(it.model.stack.len(), 1);
    assert!(shared.account.buses.rows().is_empty() && shared.account.rules.is_empty());
    assert_eq!((shared.session.region.as_str(), shared.session.account.as_deref()), ("us-west-2", None));
    assert_eq!(shared.session.profile.as_deref(), Some("prod"));
    assert_eq!(shared.requests.pending(), 1, "only the connection is awaited");
    assert!(it.waiting.iter().any(
        |effect| matches!(effect, Effect::Work(Work::Connect { region: Some(region), .. }) if region == "us-west-2")
    ));
}

#[test]
fn what_an_account_that_was_left_still_has_to_say_is_not_said() {
    let mut it = Explorer::small((80, 24));
    let told = |it: &mut Explorer, req| it.send(Message::Told { req, text: "slowed down".into() });
    let before = it.model.shared.connected_by.unwrap();
    told(&mut it, before);
    assert_eq!(it.notice(), "slowed down");
    it.press("esc :");
    it.type_text("region us-west-2");
    it.strike("enter");
    told(&mut it, before);
    assert_ne!(it.model.shared.notice.as_ref().map(|notice| notice.text.as_str()), Some("slowed down"));
    let now = it.model.shared.connected_by.unwrap();
    told(&mut it, now);
    assert_eq!(it.notice(), "slowed down");
}

#[test]
fn another_profile_brings_its_own_region() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("profile stag");
    assert_eq!(offered(&it)[0], "profile staging");
    it.press("enter");
    assert_eq!(it.model.shared.session.profile.as_deref(), Some("staging"));
    assert_eq!(it.model.shared.session.region, "eu-central-1");
}

#[test]
fn from_a_profile_there_is_a_way_back_to_the_environments_credentials() {
    let mut it = Explorer::small((80, 24));
    it.model.shared.session.endpoint = Some("http://127.0.0.1:4566".into());
    it.press(":");
    it.type_text("profile ");
    assert_eq!(
        offered(&it).last().map(String::as_str),
        Some("profile -"),
        "it is offered among the profiles"
    );
    it.type_text("-");
    it.strike("enter");
    let session = &it.model.shared.session;
    assert_eq!((session.profile.as_deref(), session.region.as_str()), (None, ""), "its own region, too");
    assert_eq!(session.endpoint, None, "the endpoint was the profile's");
    let asked =
        |effect: &Effect| matches!(effect, Effect::Work(Work::Connect { profile: None, region: None, .. }));
    assert!(it.waiting.iter().any(asked), "the environment is asked for both");
}

#[test]
fn a_switch_to_what_is_in_use_already_is_answered() {
    for (profile, typed, said) in [
        (None, "profile -", "No profile was in use anyway: connecting anew"),
        (Some("prod"), "profile prod", "Profile prod is in use already: connecting anew"),
        (Some("prod"), "region eu-west-1", "eu-west-1 is already in use: connecting anew"),
    ] {
        let mut it = Explorer::small((80, 24));
        it.model.shared.session.profile = profile.map(str::to_owned);
        it.press(":");
        it.type_text(typed);
        it.strike("enter");
        assert!(it.notice().starts_with(said), "{typed}: {}", it.notice());
    }
}

#[test]
fn a_profile_that_is_not_there_is_said_and_the_account_stays() {
    let mut it = Explorer::small((80, 24));
    it.press(":");
    it.type_text("profile nosuch");
    it.press("enter");
    assert!(it.notice().contains("There is no profile `nosuch`"), "{}", it.notice());
    assert_eq!(it.model.shared.session.profile.as_deref(), Some("prod"));
    assert!(!it.model.shared.account.buses.rows().is_empty(), "nothing was left");
}

#[test]
fn the_embedded_account_has_nowhere_to_switch_to() {
    let mut it = Explorer::cold(Fake::small(), (80, 24), Session { embedded: true, ..session() });
    it.settle();
    say(&mut it, "region us-west-2");
    assert!(it.notice().contains("embedded stand-in account"), "{}", it.notice());
    assert_eq!(it.model.shared.session.region, "eu-west-1");
}

#[test]
fn read_only_mode_offers_no_write() {
    let mut it = Explorer::cold(
        Fake::small(),
        (80, 24),
        Session { read_only: Some(crate::model::ReadOnly::Flag), ..session() },
    );
    it.settle();
    it.press("enter :");
    let words = offered(&it);
    for row in TABLE.iter().filter(|row| row.writes) {
        assert!(!words.contains(&row.name.to_owned()), "{}", row.name);
    }
    it.press("esc");
    for word in ["new-bus", "new-conn", "toggle", "delete", "targets", "disable"] {
        say(&mut it, word);
        assert!(it.notice().contains("read-only"), "{word}: {}", it.notice());
        assert!(it.model.popup.is_none() && it.writes.is_empty());
    }
}

#[test]
fn an_unknown_word_is_said_to_be_one() {
    let mut it = Explorer::small((80, 24));
    say(&mut it, "qqqqq");
    assert_eq!(it.notice(), "There is no command `qqqqq`.");
    it.press(": esc");
    assert!(it.model.popup.is_none());
    it.press(": backspace");
    assert!(it.model.popup.is_none());
}

#[test]
fn what_the_footer_says_of_a_popup_can_be_clicked() {
    use crate::app::dialog::keys;
    use crate::app::footer::fitting;
    use crossterm::event::{MouseButton, MouseEventKind};
    let press = MouseEventKind::Down(MouseButton::Left);
    let mut it = Explorer::small((80, 24));
    let click = |it: &mut Explorer, what: &str| {
        let popup = it.model.popup.as_ref().expect("a popup");
        let rows: Vec<_> = keys(popup, &it.model.visible()).into_iter().map(|(_, row)| row).collect();
        let hit = fitting(&rows, 80).into_iter().find(|place| rows[place.at].1 == what).expect(what);
        it.mouse(press, u16::try_from(hit.from).unwrap(), 23);
    };
    it.press("n");
    click(&mut it, "move");
    let Some(crate::app::popup::Popup::Menu(menu)) = &it.model.popup else { panic!() };
    assert_eq!(menu.selected, 1);
    click(&mut it, "choose");
    assert!(matches!(it.model.screen(), Screen::Form(_)), "the second choice is a bus");
    it.press("esc ?");
    click(&mut it, "close");
    assert!(it.model.popup.is_none());
}

#[test]
fn the_name_of_another_screens_command_is_not_taken_for_one_that_looks_like_it() {
    let mut it = Explorer::small((80, 24));
    say(&mut it, "archives");
    it.press(":");
    it.type_text("probe");
    let Some(Popup::Palette(palette)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let first = &palette.entries[0];
    assert!(first.text == "probe" && !first.enabled && first.note.contains("Browse"), "{first:?}");
    it.press("enter");
    let Screen::Listing(listing) = it.model.screen() else { panic!("{:?}", it.model.screen().context()) };
    assert!(!listing.problems && it.notice().contains("is not a command of this screen"), "{}", it.notice());
}

#[test]
fn what_is_made_has_its_words_on_every_screen() {
    for way in ["", "enter enter", "t", "enter j w", "y", "L"] {
        let mut it = Explorer::small((80, 24));
        it.press("enter j");
        if !way.is_empty() {
            it.press(way);
        }
        let chord = if matches!(it.model.screen(), Screen::Workbench(_)) { "f3" } else { ":" };
        it.press(chord);
        it.type_text("new-connection");
        assert_eq!(offered(&it).first().map(String::as_str), Some("new-connection"), "after {way:?}");
        it.press("enter");
        let Screen::Form(form) = it.model.screen() else { panic!("after {way:?}: {:?}", it.notice()) };
        assert_eq!(form.form.title, "new connection");
    }
}
