//! What the operator sees: the frame, the browse screen, raw JSON, listings and popups.

use super::testing::{buffer, text, with_styles};
use super::theme::Theme;
use crate::app::effect::{Effect, LoopEffect, Work};
use crate::app::listing::Listing;
use crate::app::message::{Message, ReadBack, WriteOutcome};
use crate::app::read::Read;
use crate::app::request::{Pending, Req};
use crate::app::screen::Screen;
use crate::app::shared::Level;
use crate::app::testing::{Explorer, Fake, bus, rule, session, target};
use crate::model::{
    AccountSettings, CallError, Colour, ErrorKind, LogEvent, SavedEvent, Session, TailUpdate,
};
use insta::assert_snapshot;

const SMALL: (u16, u16) = (80, 24);
const MIDDLE: (u16, u16) = (120, 40);
const LARGE: (u16, u16) = (200, 60);

fn after(size: (u16, u16), keys: &str) -> Explorer {
    let mut it = Explorer::small(size);
    it.press(keys);
    it
}

#[test]
fn a_terminal_that_is_too_small_gets_one_sentence_with_its_size() {
    for size in [(59, 15), (60, 14), (10, 3), (1, 1), (0, 0)] {
        let it = Explorer::small(size);
        let text = text(&it.model).split_whitespace().collect::<Vec<_>>().join(" ");
        if size.0 >= 59 {
            assert!(
                text.contains(&format!(
                    "60 columns and 15 rows; this terminal has {} and {}",
                    size.0, size.1
                )),
                "{text}"
            );
        }
    }
    assert_snapshot!("too_small", text(&Explorer::small((58, 10)).model));
}

#[test]
fn every_screen_works_at_60_columns_and_15_rows() {
    let size = (60, 15);
    for keys in [
        "",
        "enter j",
        "enter j enter",
        "enter j d",
        "enter j y",
        "enter j e",
        "enter j w",
        ": a r c h enter",
        "n r",
        "enter j s",
        "enter j c",
        "?",
        ":",
        "A",
    ] {
        let mut it = after(size, keys);
        let shown = text(&it.model);
        assert!(!shown.contains("needs 60 columns"), "{keys}: {shown}");
        assert_eq!(shown.lines().count(), 15, "{keys}");
        it.press("down down up pgdn pgup");
        text(&it.model);
    }
    assert_snapshot!("browse_60x15", text(&after(size, "enter j").model));
    assert_snapshot!("workbench_60x15", text(&after(size, "enter j e").model));
    assert_snapshot!("why_60x15", text(&after(size, "enter j w").model));
}

#[test]
fn nothing_is_done_unseen_on_a_terminal_that_is_too_small() {
    let mut it = after(SMALL, "enter j");
    it.send(Message::Resize(60, 14));
    it.press("s y enter : l");
    it.send(Message::Paste("y".into()));
    it.send(Message::Resize(80, 24));
    assert!(it.writes.is_empty() && it.model.popup.is_none());
    assert_eq!(text(&it.model), text(&after(SMALL, "enter j").model));
    it.send(Message::Resize(60, 14));
    it.press("ctrl-c");
    assert!(it.done.contains(&Effect::Loop(LoopEffect::Quit)));
}

#[test]
fn a_long_notice_is_shown_whole() {
    let mut it = after(SMALL, "enter j");
    let said = "This rule is managed by Auto Scaling: only that service may change it, and what it needs \
        depends on the rule.";
    it.send(Message::Notice { level: Level::Problem, text: said.into() });
    let shown = text(&it.model).lines().skip(22).collect::<Vec<_>>().join(" ");
    assert_eq!(shown.split_whitespace().collect::<Vec<_>>().join(" "), format!("✗ {said}"));
}

#[test]
fn a_click_takes_a_choice_of_a_menu() {
    use crossterm::event::{MouseButton, MouseEventKind};
    let mut it = after(SMALL, "enter j c");
    let shown = text(&it.model);
    let (row, line) = shown.lines().enumerate().find(|(_, line)| line.contains("n  name ")).unwrap();
    let column = line.split("n  name ").next().unwrap().chars().count();
    it.mouse(
        MouseEventKind::Down(MouseButton::Left),
        u16::try_from(column).unwrap(),
        u16::try_from(row).unwrap(),
    );
    assert!(it.model.popup.is_none());
    assert_eq!(it.notice(), "Copied the rule's name.");
}

#[test]
fn an_edit_is_not_left_unseen() {
    let mut it = after(SMALL, "enter j e");
    it.type_text("x");
    it.send(Message::Resize(60, 14));
    it.press("ctrl-c");
    assert!(!it.done.contains(&Effect::Loop(LoopEffect::Quit)));
    let said = text(&it.model).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("An edit is not saved; it is kept."), "{said}");
}

#[test]
fn browse_at_80x24() {
    assert_snapshot!("browse_80x24_buses", with_styles(&after(SMALL, "").model));
    assert_snapshot!("browse_80x24_rules", with_styles(&after(SMALL, "enter j").model));
    assert_snapshot!("browse_80x24_detail", with_styles(&after(SMALL, "enter j enter").model));
}

#[test]
fn browse_at_120x40() {
    assert_snapshot!("browse_120x40_rules", with_styles(&after(MIDDLE, "enter j").model));
    assert_snapshot!("browse_120x40_bus", with_styles(&after(MIDDLE, "G").model));
}

#[test]
fn browse_at_200x60() {
    assert_snapshot!("browse_200x60", with_styles(&after(LARGE, "enter j").model));
}

#[test]
fn a_filter_being_typed() {
    let mut it = after(SMALL, "enter /");
    it.type_text("or !off");
    assert_snapshot!("filter", with_styles(&it.model));
}

#[test]
fn questions() {
    assert_snapshot!("confirm_off", with_styles(&after(SMALL, "enter j s").model));
    assert_snapshot!("confirm_on", text(&after(SMALL, "enter G s tab").model));
    assert_snapshot!("switched", text(&after(SMALL, "enter j s y").model));
    let mut it = after(SMALL, "enter j");
    it.fake.failing.insert(
        "Write",
        CallError::new(ErrorKind::Denied, "DisableRule", "you may not").advise("Ask somebody."),
    );
    it.press("s y");
    assert_snapshot!("not_switched", with_styles(&it.model));
    it.press("m");
    assert_snapshot!("not_switched_read", text(&it.model));
}

#[test]
fn help_palette_and_copy() {
    assert_snapshot!("help", with_styles(&after(SMALL, "enter j ?").model));
    let mut it = after(SMALL, "enter j :");
    it.type_text("re");
    assert_snapshot!("palette", with_styles(&it.model));
    assert_snapshot!("copy", text(&after(SMALL, "enter j c").model));
    assert_snapshot!("used_by", text(&after(SMALL, "enter j u").model));
}

#[test]
fn raw_json_and_its_search() {
    assert_snapshot!("json", with_styles(&after(SMALL, "enter j y").model));
    let mut it = after(SMALL, "enter j y /");
    it.type_text("arn");
    it.press("enter n n");
    assert_snapshot!("json_found", with_styles(&it.model));
}

#[test]
fn listings() {
    for listing in Listing::ALL {
        let word = listing.word();
        let mut fake = Fake::small();
        let event = |name: &str, text: &str| SavedEvent { name: name.into(), text: text.into() };
        fake.saved_events = vec![
            event("an order", r#"{"source":"shop.orders","detail-type":"Order Placed","detail":{}}"#),
            event("cut off", r#"{"source":"#),
        ];
        let mut it = Explorer::over(fake, SMALL);
        it.press(":");
        it.type_text(word);
        it.press("enter");
        let Screen::Listing(view) = it.model.screen() else { panic!("{word}: {}", text(&it.model)) };
        assert!(!view.rows.is_empty(), "{word}: without a row, its columns are not seen");
        assert_snapshot!(format!("listing_{word}"), text(&it.model));
    }
}

#[test]
fn while_it_loads() {
    let mut it = Explorer::cold(Fake::small(), SMALL, session());
    assert_snapshot!("connecting", text(&it.model));
    it.step();
    assert_snapshot!("reading_buses", text(&it.model));
}

#[test]
fn without_a_connection() {
    let mut fake = Fake::small();
    let error =
        CallError::new(ErrorKind::Expired, "GetCallerIdentity", "the SSO login of profile prod has expired")
            .advise("Run `aws sso login --profile prod`.");
    fake.failing.insert("Connect", error);
    let mut it = Explorer::cold(fake, SMALL, session());
    it.settle();
    assert_snapshot!("no_connection", with_styles(&it.model));
}

#[test]
fn buses_that_cannot_be_read_leave_the_whole_screen_to_the_reason() {
    let mut fake = Fake::small();
    let error = CallError::new(ErrorKind::Network, "ListEventBuses", "nobody answers at http://127.0.0.1:9")
        .advise("Check the address and that the server runs.");
    fake.failing.insert("ListEventBuses", error);
    let mut it = Explorer::over(fake, SMALL);
    assert_snapshot!("buses_unread", text(&it.model));
    it.fake.failing.clear();
    it.press("R");
    assert!(text(&it.model).contains("orders"), "{}", text(&it.model));
}

#[test]
fn who_may_not_list_the_buses_still_sees_the_default_one_and_names_others() {
    let mut fake = Fake::small();
    let error = CallError::new(ErrorKind::Denied, "ListEventBuses", "you are not allowed to list buses");
    fake.failing.insert("ListEventBuses", error);
    let mut it = Explorer::over(fake, LARGE);
    let shown = text(&it.model);
    assert!(shown.contains("ec2-stopped-to-slack") && shown.contains("✗ incomplete"), "{shown}");
    it.press(":");
    it.type_text("bus orders");
    it.press("enter enter");
    assert!(text(&it.model).contains("orders-audit"), "{}", text(&it.model));
}

#[test]
fn stale_rows_say_since_when() {
    let mut it = after(SMALL, "enter");
    it.fake.failing.insert("ListRules", CallError::new(ErrorKind::Throttled, "ListRules", "Rate exceeded"));
    it.press("R");
    assert_snapshot!("stale", with_styles(&it.model));
}

#[test]
fn a_list_that_cannot_be_read_says_why_in_its_place() {
    let mut fake = Fake::small();
    let error = CallError::new(ErrorKind::Denied, "ListRules", "you are not allowed to list rules")
        .advise("Ask for events:ListRules.");
    fake.failing.insert("ListRules", error);
    assert_snapshot!("denied", text(&Explorer::over(fake, SMALL).model));
}

#[test]
fn the_top_line_says_whose_account_it_is() {
    let mut lines = String::new();
    let account = |it: &mut Explorer| {
        it.settle();
        text(&it.model).lines().next().unwrap_or_default().to_owned()
    };
    for size in [SMALL, MIDDLE] {
        for special in [
            session(),
            Session {
                embedded: true,
                profile: None,
                read_only: Some(crate::model::ReadOnly::Flag),
                ..session()
            },
            Session { endpoint: Some("http://127.0.0.1:4566".into()), profile: None, ..session() },
            Session {
                profile: Some("a-profile-with-a-rather-long-name".into()),
                read_only: Some(crate::model::ReadOnly::Flag),
                ..session()
            },
            labelled("production"),
        ] {
            let mut it = Explorer::cold(Fake::small(), size, special);
            lines.push_str(&account(&mut it));
            lines.push('\n');
        }
    }
    assert_snapshot!("top_lines", lines);
}

fn labelled(label: &str) -> Session {
    let settings = AccountSettings {
        label: Some(label.to_owned()),
        colour: Some(Colour::Red),
        type_label: true,
        ..AccountSettings::default()
    };
    Session { settings, ..session() }
}

#[test]
fn a_label_stands_in_its_colour_and_is_asked_for_before_a_change() {
    let mut it = Explorer::cold(Fake::small(), SMALL, labelled("production"));
    it.settle();
    it.press("enter /");
    it.type_text("stopped");
    it.press("enter s y p r o d");
    assert_snapshot!("label_asked_for", text(&it.model));
    let first = buffer(&it.model, &Theme::color());
    let at = text(&it.model).lines().next().unwrap().find("production").unwrap();
    let style = first[(u16::try_from(at).unwrap(), 0)].style();
    assert_eq!(style.fg, Some(ratatui::style::Color::Red));
    let plain = buffer(&it.model, &Theme::plain());
    assert_eq!(plain[(u16::try_from(at).unwrap(), 0)].style().fg, Some(ratatui::style::Color::Reset));
    it.press("enter");
    assert!(text(&it.model).contains("That is not the label"), "{}", text(&it.model));
}

#[test]
fn beside_a_long_label_it_is_still_read_where_one_is() {
    for (profile, label) in [("prod", "production"), ("a-rather-long-profile", "payments-production-eu")] {
        let session = Session {
            profile: Some(profile.into()),
            read_only: Some(crate::model::ReadOnly::Flag),
            account: Some("123456789012".into()),
            ..labelled(label)
        };
        let mut it = Explorer::cold(Fake::small(), (60, 15), session);
        it.settle();
        it.press("enter j e");
        let screen = text(&it.model);
        let top = screen.lines().next().unwrap();
        let start: String = label.chars().take(10).collect();
        for part in [start.as_str(), "9012", "eu-west-1", "read-only", "to-slack"] {
            assert!(top.contains(part), "{part} is not in {top}");
        }
    }
}

#[test]
fn escape_sequences_from_outside_are_shown_and_not_obeyed() {
    let mut it = after(LARGE, "G enter j");
    for keys in ["", "y", "esc c", "esc s"] {
        it.press(keys);
        let drawn = buffer(&it.model, &Theme::color());
        let control = drawn.content.iter().find(|cell| cell.symbol().chars().any(char::is_control));
        assert!(control.is_none(), "after `{keys}`: {control:?}");
        assert!(text(&it.model).contains("orders-evil"), "after `{keys}`");
    }
}

#[test]
fn without_colour_nothing_is_said_by_colour() {
    let it = after(MIDDLE, "enter j");
    let plain = buffer(&it.model, &Theme::plain());
    for cell in &plain.content {
        assert!(matches!(cell.fg, ratatui::style::Color::Reset), "{cell:?}");
    }
    let colored = buffer(&it.model, &Theme::color());
    let symbols = |buffer: &ratatui::buffer::Buffer| {
        buffer.content.iter().map(|cell| cell.symbol().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(symbols(&plain), symbols(&colored));
}

#[test]
fn marked_rules_and_the_question_about_them() {
    assert_snapshot!("marked_80x24", with_styles(&after(SMALL, "enter j x x").model));
    assert_snapshot!("marked_states_80x24", text(&after(SMALL, "enter X s").model));
    assert_snapshot!("marked_question_80x24", with_styles(&after(SMALL, "enter X s f").model));
    assert_snapshot!("marked_question_200x60", text(&after(LARGE, "enter X s f").model));
    let mut it = after(SMALL, "enter X");
    it.fake
        .refusing
        .insert("iam-readonly-watch".into(), CallError::new(ErrorKind::Denied, "DisableRule", "you may not"));
    it.press("s f y");
    assert_snapshot!("marked_partly_switched", text(&it.model));
    it.press("m");
    assert_snapshot!("marked_partly_switched_read", text(&it.model));
    assert_snapshot!("marked_copy", text(&after(SMALL, "enter X c").model));
    let mut it = after(SMALL, ":");
    it.type_text("archives");
    it.press("enter X");
    assert_snapshot!("marked_listing", with_styles(&it.model));
}

#[test]
fn problems_only() {
    assert_snapshot!("problems_80x24", with_styles(&after(SMALL, "enter !").model));
    assert_snapshot!("problems_120x40", text(&after(MIDDLE, "enter !").model));
    let mut it = after(SMALL, "enter ! /");
    it.type_text("nightly");
    it.press("enter");
    assert_snapshot!("problems_none", text(&it.model));
    let mut it = after(SMALL, ":");
    it.type_text("connections");
    it.press("enter !");
    assert_snapshot!("problems_listing", with_styles(&it.model));
}

#[test]
fn the_calls_are_listed_over_whatever_is_open_and_read_again_while_one_goes_on() {
    let mut it = after(SMALL, "enter L");
    assert_snapshot!("calls", with_styles(&it.model));
    let asked = |it: &Explorer| {
        it.waiting
            .iter()
            .filter(|effect| matches!(effect, Effect::Work(Work::Read { read: Read::Calls, .. })))
            .count()
    };
    // One goes on.
    it.strike("R");
    let early = crate::app::testing::NOW;
    let going_on: Vec<_> = std::mem::take(&mut it.waiting)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Work(Work::Read { req, read, .. }) => {
                Some(Message::Answer { req, last: true, answer: it.fake.read(&read, early) })
            }
            _ => None,
        })
        .collect();
    going_on.into_iter().for_each(|message| it.send(message));
    assert!(text(&it.model).contains("under way"), "{}", text(&it.model));
    it.send(Message::Tick);
    assert_eq!(asked(&it), 0, "not sooner than in a second");
    it.now += 1_000;
    it.send(Message::Tick);
    assert_eq!(asked(&it), 1);
    it.settle();
    assert!(!text(&it.model).contains("under way"), "{}", text(&it.model));
    it.press("c");
    assert!(text(&it.model).contains("command line"), "{}", text(&it.model));
    it.press("esc j enter");
    assert!(text(&it.model).contains("\"Writes\": true"), "{}", text(&it.model));
    it.press("esc ! j j esc esc");
    assert!(text(&it.model).contains("rules 5"), "{}", text(&it.model));
}

#[test]
fn the_policy_for_what_was_used_is_offered_and_read() {
    let mut it = after(SMALL, ": i a m enter");
    assert_snapshot!("iam_menu", text(&it.model));
    it.press("w");
    assert!(text(&it.model).contains("events:DisableRule"), "{}", text(&it.model));
    it.press("esc : i a m enter d");
    assert!(text(&it.model).contains("logs:StartLiveTail"), "{}", text(&it.model));
}

/// An account whose rows all carry its number.
fn numbered(n: usize) -> Fake {
    let mut fake = Fake::small();
    let default: Vec<_> =
        (0..12).map(|row| rule("default", &format!("row{n:03}-{row}"), r#"{"source":["x"]}"#)).collect();
    fake.targets = default
        .iter()
        .map(|rule| (rule.key(), vec![target(&format!("row{n:03}"), "sqs:eu-west-1:123456789012:q")]))
        .collect();
    fake.buses = vec![bus("default"), bus(&format!("row{n:03}-bus"))];
    fake.rules = [("default".to_owned(), default)].into();
    fake
}

/// Every row on screen is of the account `n`, whatever else there is.
fn shows_only(it: &Explorer, n: usize) {
    let shown = text(&it.model);
    let foreign = shown.match_indices("row").find(|(at, _)| !shown[*at..].starts_with(&format!("row{n:03}")));
    assert_eq!(foreign, None, "after switch {n}:\n{shown}");
}

#[test]
fn two_hundred_switches_under_load_never_show_a_row_of_the_account_before() {
    let mut it = Explorer::over(numbered(0), SMALL);
    shows_only(&it, 0);
    for n in 1..=200 {
        // Everything is being read again, and answered only after the switch; every fourth time a listing
        // lies over it.
        it.press("enter");
        if n % 4 == 0 {
            it.press(": a r c h i v e s enter");
        }
        it.strike("R");
        let asked = std::mem::take(&mut it.waiting);
        let mut late: Vec<_> = asked
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Work(Work::Read { req, read, .. }) => {
                    Some(Message::Answer { req, last: n % 3 > 0, answer: it.fake.read(&read, it.now) })
                }
                _ => None,
            })
            .collect();
        assert!(!late.is_empty(), "switch {n} finds nothing under way");
        let word = if n % 2 == 0 { "profile" } else { "region" };
        for key in format!(":{word} x{n}").chars() {
            it.strike(&if key == ' ' { "space".to_owned() } else { key.to_string() });
        }
        let connecting = it.model.shared.requests.req(&Pending::Connection);
        it.strike("enter");
        it.fake = numbered(n);
        // Of the account before there come yet: the end of a write, of a connection, news of a tail.
        let old = rule("default", &format!("row{:03}-late", n - 1), "{}");
        let written = Ok(ReadBack { rule: old.clone(), surprises: vec![old.name.clone()] });
        let event = LogEvent {
            stream: old.name.clone(),
            timestamp: it.now,
            ingested: it.now,
            message: old.name.clone(),
            id: None,
        };
        let tail = TailUpdate::Events { events: vec![event], refilled: false, sampled: false };
        let outcome = WriteOutcome::Switched(old.key(), written);
        let session = Session { account: Some(old.name.clone()), ..session() };
        late.extend([
            Message::Written { req: Req(1), outcome },
            Message::Tail { tail: it.model.shared.last_tail, update: tail },
            Message::Connected { req: connecting.unwrap_or(Req(1)), last: true, outcome: Ok(session) },
        ]);
        assert!(!text(&it.model).contains("row"), "what was there before is gone at once");
        for message in late {
            it.send(message);
            shows_only(&it, n);
            it.step();
        }
        shows_only(&it, n);
        it.settle();
        assert!(text(&it.model).contains(&format!("row{n:03}")), "{}", text(&it.model));
        shows_only(&it, n);
    }
}

#[test]
fn a_form_shows_its_fields_and_what_may_stand_there() {
    let mut it = after(SMALL, "n r");
    it.type_text("ami");
    it.press("enter");
    it.type_text("ec2");
    assert_snapshot!("form", crate::ui::testing::text(&it.model));
    it.press("ctrl-s");
    assert_snapshot!("form_fault", crate::ui::testing::text(&it.model));
}

#[test]
fn deleting_asks_for_the_name() {
    let mut it = after(SMALL, "enter / s t o p p e d enter D e c 2");
    it.settle();
    assert_snapshot!("delete_asked", crate::ui::testing::text(&it.model));
}
