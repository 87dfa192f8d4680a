//! What the browse screen does.

mod all_rules;
mod connected;
mod marking;
mod unread;

use super::{Browse, Focus, Sort, View};
use crate::app::Message;
use crate::app::effect::{Effect, LoopEffect, Work};
use crate::app::page::Role;
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, session, target};
use crate::model::{CallError, ErrorKind};
use crossterm::event::{MouseButton, MouseEventKind};

fn browse(it: &Explorer) -> &Browse {
    match &it.model.stack[0] {
        Screen::Browse(browse) => browse,
        other => panic!("{other:?}"),
    }
}

fn names(it: &Explorer) -> Vec<String> {
    let state = browse(it);
    let rules = &it.model.shared.account.rules[state.bus.as_ref().unwrap()];
    state.rules.rows.iter().map(|at| rules.rows()[*at].name.clone()).collect()
}

fn rule(it: &Explorer) -> &str {
    browse(it).rule.as_deref().unwrap_or("")
}

fn denied(operation: &str) -> CallError {
    CallError::new(ErrorKind::Denied, operation, "you are not allowed to")
}

#[test]
fn opens_on_the_default_bus_with_its_rules() {
    let it = Explorer::small((80, 24));
    assert_eq!(browse(&it).bus.as_deref(), Some("default"));
    assert_eq!(
        names(&it),
        [
            "AutoScalingManagedRule",
            "ec2-stopped-to-slack",
            "from-the-future",
            "iam-readonly-watch",
            "nightly-report"
        ]
    );
}

#[test]
fn the_rules_follow_the_selected_bus() {
    let mut it = Explorer::small((80, 24));
    it.press("G");
    assert_eq!(browse(&it).bus.as_deref(), Some("orders"));
    assert_eq!(names(&it)[0], "orders-audit");
    it.press("g j j");
    assert_eq!(browse(&it).bus.as_deref(), Some("lab"));
    assert!(names(&it).is_empty());
}

#[test]
fn enter_goes_in_and_esc_comes_back() {
    let mut it = Explorer::small((80, 24));
    it.press("enter");
    assert_eq!(browse(&it).focus(), Focus::Rules);
    it.press("j enter");
    assert_eq!((browse(&it).focus(), rule(&it)), (Focus::Detail, "ec2-stopped-to-slack"));
    it.press("esc esc");
    assert_eq!(browse(&it).focus(), Focus::Buses);
    it.press("esc");
    assert!(it.notice().contains("first screen"));
    it.press("q");
    assert_eq!(it.done, [Effect::Loop(LoopEffect::Quit)]);
}

#[test]
fn panes_are_gone_round_with_tab() {
    let mut it = Explorer::small((120, 40));
    it.press("tab");
    assert_eq!(browse(&it).focus(), Focus::Rules);
    it.press("tab tab");
    assert_eq!(browse(&it).focus(), Focus::Buses);
    it.press("shift-tab");
    assert_eq!(browse(&it).focus(), Focus::Detail);
}

#[test]
fn the_filter_narrows_as_it_is_typed() {
    let mut it = Explorer::small((80, 24));
    it.press("enter /");
    it.type_text("rep");
    assert_eq!(names(&it), ["nightly-report"]);
    assert_eq!(rule(&it), "nightly-report", "the best match is in hand");
    it.press("enter");
    assert!(!it.model.screen().is_typing());
    assert_eq!(names(&it), ["nightly-report"]);
    it.press("esc");
    assert_eq!(names(&it).len(), 5);
    assert_eq!(rule(&it), "nightly-report", "taking the filter away keeps the selection");
}

#[test]
fn in_a_rule_s_page_a_text_is_searched_and_in_the_list_the_filter_is_typed_on() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j enter /");
    it.type_text("state");
    let marked = |it: &Explorer| {
        let spans = browse(it).detail.lines().iter().flat_map(|line| line.spans().to_vec());
        let roles: Vec<_> = spans.map(|span| span.role()).collect();
        let count = |role| roles.iter().filter(|other| **other == role).count();
        (count(Role::Selected), count(Role::Found))
    };
    let (current, others) = marked(&it);
    assert!(current == 1 && others >= 1, "{:?}", marked(&it));
    it.press("down enter");
    assert!(!it.model.screen().is_typing());
    assert_eq!(marked(&it), (current, others), "what was found stays marked");
    assert_eq!(browse(&it).rules.filter.text(), "", "no list is filtered");
    it.press("esc");
    assert_eq!((marked(&it), browse(&it).focus()), ((0, 0), Focus::Detail));
    it.press("esc /");
    it.type_text("rep");
    it.press("enter /");
    it.type_text("x");
    assert_eq!(browse(&it).rules.filter.text(), "repx", "in the list the filter is typed on");
}

#[test]
fn the_filter_looks_into_targets_and_tags() {
    let mut fake = Fake::small();
    let rule = fake.rules["default"][0].clone();
    fake.targets.insert(rule.key(), vec![target("t", "sqs:eu-west-1:123456789012:pager-queue")]);
    fake.tags.insert(
        rule.arn.clone(),
        vec![crate::model::Tag { key: "team".into(), value: "night-shift".into() }],
    );
    let mut it = Explorer::over(fake, (80, 24));
    it.press("enter /");
    for word in ["pager-queue", "night-shift"] {
        it.type_text(word);
        assert_eq!(names(&it), std::slice::from_ref(&rule.name), "{word}");
        it.press("esc /");
    }
}

#[test]
fn a_rules_own_arn_finds_it_and_no_word_of_an_arn_finds_them_all() {
    let fake = Fake::small();
    let rule = fake.rules["default"][0].clone();
    let mut it = Explorer::over(fake, (80, 24));
    it.press("enter /");
    it.type_text(rule.arn.as_str());
    assert_eq!(names(&it), std::slice::from_ref(&rule.name));
    it.press("esc /");
    it.type_text("arn-of-nothing");
    assert_eq!(names(&it), [""; 0]);
}

#[test]
fn the_order_is_reversed_and_problems_come_first() {
    let mut it = Explorer::small((80, 24));
    it.press("enter");
    let by_name = names(&it);
    it.press("O");
    assert_eq!(names(&it), by_name.iter().rev().cloned().collect::<Vec<_>>());
    it.press("O o o o o");
    assert_eq!(browse(&it).sort, Sort::Problem);
    let account = &it.model.shared.account;
    let troubled: Vec<_> = names(&it)
        .iter()
        .map(|name| account.is_troubled(&crate::model::RuleKey::new("default", name)))
        .collect();
    assert!(troubled.windows(2).all(|pair| pair[0] >= pair[1]) && troubled[0], "{troubled:?}");
}

#[test]
fn a_change_from_outside_is_seen_within_half_a_minute_and_cursor_and_marks_stay() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j x j");
    let (selected, marks) = (rule(&it).to_owned(), browse(&it).marks.clone());
    let mut outside = it.fake.rules["default"][0].clone();
    outside.name = "a-new-one".into();
    it.fake.rules.get_mut("default").unwrap().insert(0, outside);
    it.now += 15_000;
    it.send(crate::app::message::Message::Tick);
    it.settle();
    assert!(!names(&it).contains(&"a-new-one".to_owned()), "nothing is old yet");
    it.now += 10_000;
    it.send(crate::app::message::Message::Tick);
    it.settle();
    assert!(names(&it).contains(&"a-new-one".to_owned()), "{:?}", names(&it));
    assert_eq!((rule(&it).to_owned(), browse(&it).marks.clone()), (selected, marks));
    // Over it another screen is open: what nobody sees is not read.
    it.press("esc e");
    it.now += 60_000;
    it.send(crate::app::message::Message::Tick);
    let reads = it
        .waiting
        .iter()
        .filter(|effect| matches!(effect, Effect::Work(Work::Read { read: Read::Rules(_), .. })));
    assert_eq!(reads.count(), 0);
}

#[test]
fn what_rows_count_is_read_again_too_as_long_as_somebody_is_there() {
    let mut it = Explorer::small((80, 24));
    it.press("enter");
    let rules = it.fake.rules["default"].clone();
    let (selected, other) = (rule(&it).to_owned(), "orders".to_owned());
    let unselected = rules.iter().find(|one| one.name != selected).unwrap().key();
    let wait = |it: &mut Explorer, time: i64| {
        it.now += time;
        it.send(crate::app::message::Message::Tick);
        it.settle();
    };
    let counted = |it: &Explorer| {
        let account = &it.model.shared.account;
        (account.targets[&unselected].rows().len(), account.rules[&other].rows().len())
    };
    let (targets, others) = counted(&it);
    let more = |it: &mut Explorer| {
        let one = it.fake.targets.values().flatten().next().unwrap().clone();
        it.fake.targets.entry(unselected.clone()).or_default().push(one);
        it.fake.rules.get_mut(&other).unwrap().push(rules[0].clone());
    };
    more(&mut it);
    wait(&mut it, 25_000);
    assert_eq!(counted(&it), (targets + 1, others + 1));
    assert!(it.most_pending <= super::load::AT_A_TIME, "{} at once", it.most_pending);
    // Nobody is there: what is on screen in full goes on being read, the rest does not.
    wait(&mut it, 600_000);
    more(&mut it);
    wait(&mut it, 60_000);
    assert_eq!(counted(&it), (targets + 1, others + 1));
    it.press("j");
    wait(&mut it, 25_000);
    assert_eq!(counted(&it), (targets + 2, others + 2));
}

#[test]
fn a_double_click_opens_the_footer_is_pressed_and_the_scroll_bar_drawn() {
    let press = MouseEventKind::Down(MouseButton::Left);
    let mut it = Explorer::small((80, 24));
    it.press("enter");
    it.mouse(press, 30, 4);
    assert_eq!(browse(&it).focus(), Focus::Rules);
    it.mouse(press, 30, 4);
    assert_eq!(browse(&it).focus(), Focus::Detail, "a double click opens");
    let shown = crate::ui::testing::text(&it.model);
    let bottom = shown.lines().last().unwrap().to_owned();
    let column = bottom.chars().collect::<String>().find("l tail").unwrap();
    it.mouse(press, u16::try_from(bottom[..column].chars().count()).unwrap(), 23);
    assert!(matches!(it.model.screen(), crate::app::Screen::Tail(_)), "{bottom}");
    it.press("esc");
    it.mouse(press, 70, 0);
    assert!(matches!(it.model.popup, Some(Popup::Menu(_))), "the top line leads elsewhere");
    it.press("p");
    assert!(matches!(&it.model.popup, Some(Popup::Palette(palette)) if palette.input.value() == "profile "));
    it.press("esc esc");
    // Many rules: the bar of the list.
    let mut fake = Fake::small();
    let one = fake.rules["default"][0].clone();
    let many = (0..200).map(|n| crate::model::Rule { name: format!("rule-{n:03}"), ..one.clone() });
    fake.rules.insert("default".into(), many.collect());
    let mut it = Explorer::over(fake, (80, 24));
    it.press("enter");
    it.mouse(press, 79, 12);
    it.mouse(MouseEventKind::Drag(MouseButton::Left), 79, 21);
    assert_eq!(browse(&it).rules.selection.view.top, 200 - 19, "drawn to the end");
    it.mouse(MouseEventKind::Drag(MouseButton::Left), 60, 3);
    assert_eq!(browse(&it).rules.selection.view.top, 0, "and back, wherever the pointer is beside the bar");
}

#[test]
fn a_click_on_the_title_of_a_column_sorts_by_it_and_the_next_one_reverses() {
    let press = MouseEventKind::Down(MouseButton::Left);
    let mut it = Explorer::small((80, 24));
    it.press("enter");
    let titles = |it: &Explorer| crate::ui::testing::text(&it.model).lines().nth(2).unwrap().to_owned();
    let column = |it: &Explorer, title: &str| {
        let line = titles(it);
        u16::try_from(line[..line.find(title).unwrap()].chars().count()).unwrap()
    };
    let at = column(&it, "state");
    it.mouse(press, at, 2);
    assert!(titles(&it).contains("state▾") && !browse(&it).reversed, "{}", titles(&it));
    it.mouse(press, at, 2);
    assert!(titles(&it).contains("state▴"), "{}", titles(&it));
    assert_eq!(browse(&it).focus(), Focus::Rules, "no double click: nothing is opened");
    let at = column(&it, "tgts");
    it.mouse(press, at, 2);
    assert!(titles(&it).contains("tg…▾"), "{}", titles(&it));
    it.press(": a r c h i v e s enter");
    let Screen::Listing(_) = it.model.screen() else { panic!() };
    let at = column(&it, "state");
    it.mouse(press, at, 2);
    assert!(titles(&it).contains("state") && !titles(&it).contains("name▾"), "{}", titles(&it));
    it.mouse(press, at, 2);
    assert!(titles(&it).contains("state▴"), "{}", titles(&it));
}

#[test]
fn the_filter_knows_inverse_words_and_looks_into_patterns() {
    let mut it = Explorer::small((80, 24));
    it.press("enter /");
    it.type_text("!managed !off aws.");
    assert_eq!(names(&it), ["ec2-stopped-to-slack", "iam-readonly-watch"]);
    it.press("esc");
    assert_eq!(names(&it).len(), 5);
}

#[test]
fn sorting_goes_through_the_columns() {
    let mut it = Explorer::small((80, 24));
    it.press("enter o");
    assert_eq!(browse(&it).sort, Sort::State);
    assert_eq!(names(&it)[0], "nightly-report");
    assert_eq!(names(&it)[4], "from-the-future");
    it.press("o o");
    assert_eq!(browse(&it).sort, Sort::Targets);
    assert_eq!(names(&it)[4], "ec2-stopped-to-slack");
    it.press("o o");
    assert_eq!(browse(&it).sort, Sort::Name);
}

#[test]
fn the_selection_survives_reading_again_by_its_name() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j j");
    assert_eq!(rule(&it), "from-the-future");
    let mut early = crate::app::testing::rule("default", "a-new-one", "{}");
    early.description = Some("comes first".into());
    it.fake.rules.get_mut("default").unwrap().insert(0, early);
    it.press("R");
    assert_eq!(names(&it).len(), 6);
    assert_eq!(rule(&it), "from-the-future");
}

#[test]
fn going_to_a_list_by_its_word_leaves_what_took_the_whole_width() {
    let mut it = Explorer::small((120, 40));
    it.press("enter");
    it.press("d");
    assert!(browse(&it).view.is_full());
    it.press(": b u s e s enter");
    assert_eq!(browse(&it).view, View::Buses);
}

#[test]
fn without_a_connection_the_reason_stands_there_and_r_tries_again() {
    let mut fake = Fake::small();
    let error = CallError::new(ErrorKind::Expired, "Connecting", "the SSO login has expired")
        .advise("Run aws sso login.");
    fake.failing.insert("Connect", error);
    let mut it = Explorer::cold(fake, (80, 24), session());
    it.settle();
    assert!(it.model.shared.connection.error().is_some());
    it.fake.failing.clear();
    it.press("R");
    assert_eq!(names(&it).len(), 5);
}

#[test]
fn the_account_s_number_comes_later_and_clears_nothing() {
    let mut it = Explorer::cold(Fake::small(), (80, 24), session());
    let Effect::Work(Work::Connect { req, .. }) = it.waiting.remove(0) else { panic!() };
    it.send(Message::Connected { req, last: false, outcome: Ok(session()) });
    it.settle();
    it.press("enter j");
    assert_eq!((names(&it).len(), rule(&it)), (5, "ec2-stopped-to-slack"));
    let known = crate::model::Session { account: Some("123456789012".into()), ..session() };
    it.send(Message::Connected { req, last: true, outcome: Ok(known) });
    it.settle();
    assert_eq!((names(&it).len(), rule(&it)), (5, "ec2-stopped-to-slack"));
    assert_eq!(it.model.shared.session.account.as_deref(), Some("123456789012"));
}

#[test]
fn what_is_on_screen_is_asked_for_first_and_little_at_a_time() {
    let mut it = Explorer::cold(Fake::large(20, 100), (80, 24), session());
    let mut order = Vec::new();
    while let Some(at) =
        it.waiting.iter().position(|effect| !matches!(effect, Effect::Loop(LoopEffect::Wake { .. })))
    {
        let reads =
            it.waiting.iter().filter(|effect| matches!(effect, Effect::Work(Work::Read { .. }))).count();
        assert!(reads <= 16, "{reads} reads at once");
        if let Effect::Work(Work::Read { read, .. }) = &it.waiting[at] {
            order.push(read.clone());
        }
        it.step();
    }
    assert_eq!(order[0], Read::Buses);
    assert_eq!(order[1], Read::Rules("default".into()));
    let of_bus = |read: &Read, bus: &str| matches!(read, Read::Targets(rule) if rule.bus == bus);
    assert_eq!(order.iter().filter(|read| of_bus(read, "default")).count(), 100);
    let last = |bus: &str| order.iter().rposition(|read| of_bus(read, bus)).unwrap();
    let first = |bus: &str| order.iter().position(|read| of_bus(read, bus)).unwrap();
    assert!(last("default") < first("bus-05"), "the selected bus comes first");
    assert_eq!(order.iter().filter(|read| of_bus(read, "bus-19")).count(), 100, "every bus is looked over");
    let first: Vec<_> = order.iter().filter(|read| of_bus(read, "default")).take(19).collect();
    let in_view = |read: &&Read| matches!(read, Read::Targets(rule) if rule.name.as_str() < "rule-0020");
    assert!(first.iter().all(in_view), "{first:?}");
    assert_eq!(order.iter().filter(|read| matches!(read, Read::Rules(_))).count(), 20);
}

#[test]
fn holding_a_key_down_asks_for_no_tags_of_rows_passed_by() {
    let mut it = Explorer::over(Fake::large(1, 100), (80, 24));
    it.press("enter");
    for _ in 0..50 {
        it.now += 20;
        it.strike("j");
    }
    let tags = |it: &Explorer| it.model.shared.account.tags.len();
    let before = tags(&it);
    it.settle();
    assert_eq!(tags(&it), before + 1);
}

#[test]
fn nothing_is_left_to_do_when_everything_is_read() {
    let mut it = Explorer::small((120, 40));
    it.press("enter j");
    assert!(it.waiting.is_empty());
    it.strike("k");
    it.settle();
    it.now += 15_000;
    it.send(crate::app::Message::Tick);
    assert_eq!(it.waiting, [], "idle means that no wake-up is asked for until what is on screen is old");
}

#[test]
fn the_mouse_selects_and_scrolls() {
    let mut it = Explorer::small((120, 40));
    it.mouse(MouseEventKind::Down(MouseButton::Left), 25, 6);
    assert_eq!((browse(&it).focus(), rule(&it)), (Focus::Rules, "iam-readonly-watch"));
    it.mouse(MouseEventKind::Down(MouseButton::Left), 3, 5);
    assert_eq!((browse(&it).focus(), browse(&it).bus.as_deref()), (Focus::Buses, Some("orders")));
    it.mouse(MouseEventKind::Down(MouseButton::Left), 3, 20);
    assert_eq!(browse(&it).bus.as_deref(), Some("orders"), "below the last row there is nothing to select");
    let mut it = Explorer::over(Fake::large(1, 300), (80, 24));
    it.mouse(MouseEventKind::ScrollDown, 40, 10);
    assert_eq!((browse(&it).focus(), browse(&it).rules.selection.view.top), (Focus::Buses, 3));
    it.mouse(MouseEventKind::ScrollUp, 40, 10);
    assert_eq!(browse(&it).rules.selection.view.top, 0);
}

#[test]
fn a_resize_keeps_the_selected_row_in_view() {
    let mut it = Explorer::over(Fake::large(1, 300), (120, 60));
    it.press("enter G");
    assert_eq!(rule(&it), "rule-0299-of-default");
    it.send(crate::app::Message::Resize(80, 24));
    it.settle();
    let rows = super::layout::panes((80, 24), Focus::Rules, false).rules.unwrap();
    let height = super::layout::rows(rows, Focus::Rules);
    let state = browse(&it);
    assert!(
        state.rules.selection.at >= state.rules.selection.view.top
            && state.rules.selection.at < state.rules.selection.view.top + height
    );
}

#[test]
fn the_detail_holds_every_setting() {
    let mut it = Explorer::small((200, 60));
    it.press("enter j d");
    let page = browse(&it).detail.plain();
    for part in [
        "page the team",
        "\"detail-type\": [\"EC2 Instance State-change Notification\"]",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/ec2-stopped",
        "ops-pager",
        "\"<id> stopped\"",
        "where <id> is $.detail.instance-id",
        "arn:aws:sqs:eu-west-1:123456789012:dlq",
        "3 attempts within 1 h",
        "185 attempts within 24 h (the default)",
        "no queue: what cannot be delivered is lost",
        "the whole event",
        "team = platform",
        "arn:aws:events:eu-west-1:123456789012:rule/ec2-stopped-to-slack",
        "matched",
    ] {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
    it.press("esc G enter");
    let page = browse(&it).detail.plain();
    assert!(page.contains("cron(0 3 * * ? *)") && page.contains("2026-12-01 04:00"), "{page}");
    it.press("esc esc G enter j d");
    assert!(!browse(&it).detail.plain().contains('\u{1b}'));
}

#[test]
fn a_bus_is_described_with_its_policy() {
    let mut it = Explorer::small((80, 24));
    it.press("G d");
    let page = browse(&it).detail.plain();
    assert!(
        page.contains("orders of the web shop") && page.contains("\"Version\": \"2012-10-17\""),
        "{page}"
    );
    it.press("esc");
    assert_eq!(browse(&it).focus(), Focus::Buses);
}

#[test]
fn copying_offers_the_ways_a_rule_can_be_written() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j c");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(menu.items.iter().map(|item| item.key).collect::<String>(), "anpjcftds");
    it.press("n");
    assert_eq!(it.copied(), ["ec2-stopped-to-slack"]);
    assert_eq!(it.notice(), "Copied the rule's name.");
    it.press("c c");
    let copied = it.copied();
    let Some(text) = copied.last() else { panic!() };
    assert!(text.starts_with("#!/usr/bin/env bash") && text.contains("\naws events put-rule"), "{text}");
}

#[test]
fn two_thousand_rules_are_filtered_at_once() {
    let mut it = Explorer::over(Fake::large(2, 1000), (200, 60));
    it.press("enter /");
    it.type_text("0977");
    assert_eq!(names(&it)[0], "rule-0977-of-default");
}

#[test]
fn problems_only_shows_the_rules_with_one_and_goes_with_a_filter() {
    let mut it = Explorer::small((80, 24));
    it.press("enter !");
    assert_eq!(names(&it), ["AutoScalingManagedRule", "from-the-future", "iam-readonly-watch"]);
    assert_eq!(browse(&it).title(&it.model.shared).counts, "5 rules · 3 problems");
    it.press("/");
    it.type_text("future");
    assert_eq!(names(&it), ["from-the-future"]);
    it.press("esc !");
    assert_eq!(names(&it).len(), 5);
    it.press("esc !");
    assert_eq!(
        browse(&it).buses.rows.len(),
        2,
        "the default bus, and orders, whose rule with a list of numbers has no targets"
    );
}

#[test]
fn a_rule_says_its_problems_in_words() {
    let mut fake = Fake::small();
    fake.rules.get_mut("default").unwrap()[0].pattern = Some(r#"{"Source":["aws.ec2"]}"#.into());
    // A pattern that is known to have matched is not doubted.
    fake.failing.insert("GetMetricData", CallError::new(ErrorKind::Denied, "GetMetricData", "you may not"));
    let mut it = Explorer::over(fake, (200, 60));
    it.press("enter !");
    assert_eq!(rule(&it), "AutoScalingManagedRule");
    let says = |it: &Explorer, part: &str| {
        let detail = browse(it).detail.plain();
        assert!(detail.contains(part), "{detail}");
    };
    says(&it, "! T1  The rule has no targets");
    it.press("j");
    says(&it, "! ");
    it.press("d");
    says(&it, "Source");
}

#[test]
fn where_nothing_is_listed_nothing_is_offered_to_be_changed() {
    let mut it = Explorer::over(Fake::small(), (120, 24));
    it.press("enter");
    let offered = |it: &Explorer| {
        let screen = crate::ui::testing::text(&it.model);
        let bottom = screen.lines().last().unwrap_or_default();
        bottom.contains("E change")
    };
    assert!(offered(&it));
    it.press("/");
    it.type_text("no-such-rule");
    it.press("enter");
    assert!(!offered(&it));
    it.press("E");
    assert_eq!(it.notice(), "nothing is selected here");
}
