//! The tail from its rule's log group to its rows: its beginning, pauses, losses, filters and end.

use super::{Focus, Tail, TailState};
use crate::app::effect::{Effect, TailId, Work};
use crate::app::message::Message;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, NOW, arn, rule, target};
use crate::model::{
    CallError, ErrorKind, InputTransformer, LogEvent, RuleKey, RuleState, TailSource, TailUpdate,
};
use crossterm::event::{MouseButton, MouseEventKind};
use head::polling;

mod empty;
mod event;
mod head;
mod losses;
mod shared;

const SMALL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (200, 60);

/// A tail of the small account's `ec2-stopped-to-slack`.
pub(crate) struct Watch {
    pub it: Explorer,
    pub id: TailId,
}

impl Watch {
    pub(crate) fn new(size: (u16, u16)) -> Self {
        Self::over(Fake::small(), size)
    }

    pub(crate) fn over(fake: Fake, size: (u16, u16)) -> Self {
        let mut it = Explorer::over(fake, size);
        find(&mut it, "ec2-stopped");
        it.press("l");
        let id = opened(&it).last().expect("a tail is opened").0;
        let mut watch = Self { it, id };
        watch.say(TailUpdate::Live);
        watch.say(TailUpdate::Backfilled);
        watch
    }

    pub(crate) fn say(&mut self, update: TailUpdate) {
        self.it.send(Message::Tail { tail: self.id, update });
        self.it.settle();
    }

    pub(crate) fn events(&mut self, messages: &[String]) {
        let event = |(n, message): (i64, &String)| LogEvent {
            stream: "2026-11-30".into(),
            timestamp: NOW - 20_000 + n,
            ingested: NOW,
            message: message.clone(),
            id: None,
        };
        let events = (0..).zip(messages).map(event).collect();
        self.say(TailUpdate::Events { events, refilled: false, sampled: false });
    }

    /// `count` changes of state, a second apart, the newest now.
    pub(crate) fn changes(&mut self, count: usize) {
        let all: Vec<_> = (0..count).map(|n| change(n, count)).collect();
        self.events(&all);
    }

    pub(crate) fn tail(&self) -> &Tail {
        match self.it.model.screen() {
            Screen::Tail(tail) => tail,
            other => panic!("not the tail: {other:?}"),
        }
    }

    fn state(&self) -> &TailState {
        self.tail().session().expect("open").state()
    }

    /// The instances of the rows shown.
    fn shown(&self) -> Vec<String> {
        let session = self.tail().session().expect("open");
        session.view.rows().iter().map(|row| self.text(*row)).collect()
    }

    fn text(&self, row: crate::tail::Row) -> String {
        let session = self.tail().session().expect("open");
        match session.store().get(row) {
            Some(crate::tail::StoredItem::Entry(entry)) => {
                let text = entry.text();
                let at = text.find("\"i-").map(|at| &text[at + 1..at + 7]);
                at.unwrap_or(text).to_owned()
            }
            Some(crate::tail::StoredItem::Marker(marker)) => format!("[{marker}]"),
            None => "gone".into(),
        }
    }

    fn selected(&self) -> String {
        self.tail().session().expect("open").view.selected().map(|row| self.text(row)).unwrap_or_default()
    }

    fn status(&self) -> String {
        let session = self.tail().session().expect("open");
        let keymap = &self.it.model.shared.keymap;
        format!("{}\n{}", session.status(200, self.it.now, keymap).plain(), session.mode(200, keymap).plain())
    }
}

pub(crate) fn find(it: &mut Explorer, name: &str) {
    it.press("tab /");
    it.type_text(name);
    it.press("enter");
}

fn opened(it: &Explorer) -> Vec<(TailId, TailSource)> {
    let opened = |effect: &Effect| match effect {
        Effect::Work(Work::OpenTail { tail, source }) => Some((*tail, source.clone())),
        _ => None,
    };
    it.done.iter().filter_map(opened).collect()
}

fn closed(it: &Explorer) -> Vec<TailId> {
    let closed = |effect: &Effect| match effect {
        Effect::Work(Work::CloseTail { tail }) => Some(*tail),
        _ => None,
    };
    it.done.iter().filter_map(closed).collect()
}

pub(crate) fn change(n: usize, count: usize) -> String {
    let at = jiff::Timestamp::from_millisecond(NOW - i64::try_from(count - n).unwrap() * 1_000).unwrap();
    let state = ["stopped", "running", "terminated"][n % 3];
    format!(
        r#"{{"version":"0","id":"7bf73129-1428-4cd3-a780-{n:012}","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"123456789012","time":"{}","region":"eu-west-1","resources":["arn:aws:ec2:eu-west-1:123456789012:instance/i-{n:04}"],"detail":{{"instance-id":"i-{n:04}","state":"{state}"}}}}"#,
        at.strftime("%FT%TZ")
    )
}

#[test]
fn a_tail_reads_the_rules_log_group_from_ten_minutes_back() {
    let watch = Watch::new(SMALL);
    let all = opened(&watch.it);
    let source = &all[0].1;
    assert_eq!(all.len(), 1);
    assert_eq!(source.group, "/aws/events/ec2-stopped");
    assert_eq!(source.arn, Some(arn("logs:eu-west-1:123456789012:log-group:/aws/events/ec2-stopped")));
    assert_eq!(watch.tail().session().unwrap().opened_at() - source.since, 600_000);
    assert_eq!(watch.state(), &TailState::Live);
}

#[test]
fn a_rule_without_a_log_group_says_what_it_has_and_what_to_do() {
    let mut it = Explorer::small(SMALL);
    it.press("tab");
    it.model.shared.account.targets.clear();
    it.model.stack.push(Screen::Tail(Box::new(Tail::open(RuleKey::new("orders", "orders-audit")))));
    it.send(Message::Tick);
    it.settle();
    it.press("esc");
    let text = crate::ui::testing::text(&it.model);
    assert!(text.contains("its only target is sqs"), "{text}");
    assert!(text.contains("add a log group as a target"), "{text}");
    assert!(opened(&it).is_empty());
    it.press("q");
    assert!(matches!(it.model.screen(), Screen::Browse(_)));
}

#[test]
fn targets_that_cannot_be_read_are_an_error_that_can_be_tried_again() {
    let mut it = Explorer::small(SMALL);
    it.model.shared.account.targets.clear();
    let denied = CallError::new(ErrorKind::Denied, "ListTargetsByRule", "not yours").advise("Ask for it.");
    it.fake.failing.insert("ListTargetsByRule", denied);
    it.model.stack.push(Screen::Tail(Box::new(Tail::open(RuleKey::new("default", "ec2-stopped-to-slack")))));
    it.send(Message::Tick);
    it.settle();
    assert!(crate::ui::testing::text(&it.model).contains("ListTargetsByRule failed: not yours. Ask for it."));
    it.fake.failing.clear();
    it.press("R");
    assert_eq!(opened(&it).len(), 1);
}

#[test]
fn several_log_groups_are_a_choice() {
    let mut fake = Fake::small();
    let key = RuleKey::new("default", "ec2-stopped-to-slack");
    let second = target("second", "logs:eu-west-1:123456789012:log-group:/aws/events/other:*");
    fake.targets.get_mut(&key).unwrap().push(second);
    let mut it = Explorer::over(fake, SMALL);
    find(&mut it, "ec2-stopped");
    it.press("l");
    assert!(opened(&it).is_empty());
    let text = crate::ui::testing::text(&it.model);
    assert!(text.contains("Which one?") && text.contains("/aws/events/other"), "{text}");
    it.press("j enter");
    assert_eq!(opened(&it)[0].1.group, "/aws/events/other");
    let text = crate::ui::testing::text(&it.model);
    assert!(text.contains("ends in `:*`: EventBridge takes it and never delivers"), "{text}");
}

#[test]
fn what_makes_a_tail_silent_or_odd_is_said() {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.iter_mut().find(|rule| rule.name == "ec2-stopped-to-slack").unwrap().state = RuleState::Disabled;
    let key = RuleKey::new("default", "ec2-stopped-to-slack");
    let logs = fake.targets.get_mut(&key).unwrap().iter_mut().find(|target| target.id == "logs").unwrap();
    logs.transformer = Some(InputTransformer::default());
    let watch = Watch::over(fake, SMALL);
    let said = watch.tail().warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "T12 (target logs) InputTemplate is empty.",
        "The rule is off",
        "The target transforms its input: the log would hold what comes out, not the events.",
        "The log group is shared: nightly-report delivers into it too.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_newest_is_followed_until_the_operator_moves_up() {
    let mut watch = Watch::new(SMALL);
    watch.changes(30);
    assert_eq!(watch.selected(), "i-0029");
    watch.it.press("k");
    assert_eq!(watch.selected(), "i-0028");
    watch.events(&[change(31, 31)]);
    assert_eq!(watch.selected(), "i-0028", "not followed any more");
    assert!(watch.status().contains("not following, 2 below (f follows)"), "{}", watch.status());
    watch.it.press("f");
    assert_eq!(watch.selected(), "i-0031");
    watch.it.press("g");
    assert_eq!(watch.selected(), "i-0000");
    watch.it.press("G");
    watch.events(&[change(40, 40)]);
    assert_eq!(watch.selected(), "i-0040", "the last line follows again");
}

#[test]
fn an_event_that_is_looked_at_stays_whatever_comes() {
    for (size, key) in [(SMALL, "enter"), (SMALL, "tab"), (WIDE, "tab"), (WIDE, "right")] {
        let mut watch = Watch::new(size);
        watch.changes(3);
        watch.it.press(key);
        assert_eq!(watch.tail().focus(), Focus::Event, "{size:?} {key}");
        watch.events(&[change(7, 8), change(8, 9)]);
        assert_eq!(watch.selected(), "i-0002", "{size:?} {key}");
        let text = crate::ui::testing::text(&watch.it.model);
        assert!(text.contains(r#"instance-id  "i-0002""#), "{text}");
        watch.it.press("q f");
        assert_eq!(watch.selected(), "i-0008", "and f follows again");
    }
}

#[test]
fn a_pause_keeps_and_counts_what_comes() {
    let mut watch = Watch::new(SMALL);
    watch.changes(3);
    watch.it.press("space");
    watch.events(&[change(7, 8), change(8, 9)]);
    assert_eq!(watch.shown(), ["i-0000", "i-0001", "i-0002"]);
    assert!(watch.status().contains("paused, 2 new (space shows them)"), "{}", watch.status());
    assert!(watch.status().contains("5 events"));
    watch.it.press("space");
    assert_eq!(watch.shown().len(), 5);
    assert_eq!(watch.selected(), watch.shown()[4]);
}

#[test]
fn losses_are_rows_and_figures() {
    let mut watch = Watch::new(SMALL);
    watch.changes(2);
    watch.say(TailUpdate::Reconnecting { reason: "reset by peer".into(), wait: 2_000 });
    assert!(watch.status().contains("reconnecting, lost 0 s ago, next try in 2 s"), "{}", watch.status());
    assert_eq!(watch.shown()[2], "[connection lost: reset by peer]");
    watch.it.now += 4_000;
    watch.say(TailUpdate::Reconnecting { reason: "refused".into(), wait: 4_000 });
    assert!(watch.status().contains("lost 4 s ago"), "{}", watch.status());
    watch.say(TailUpdate::Live);
    watch.say(TailUpdate::Events { events: Vec::new(), refilled: true, sampled: false });
    watch.say(TailUpdate::Reconnected { away: 4_000, from: 0, to: 0, refilled: Some(0), earlier: 0 });
    assert_eq!(watch.shown()[2], "[reconnected after 4 s, nothing was missed]");
    assert!(watch.status().contains("● live") && watch.status().contains("0 gaps"), "{}", watch.status());

    watch.say(TailUpdate::Reconnecting { reason: "x".into(), wait: 1 });
    watch.say(TailUpdate::Reconnected { away: 9_000, from: 0, to: 0, refilled: None, earlier: 0 });
    for _ in 0..3 {
        watch.say(TailUpdate::Events { events: Vec::new(), refilled: false, sampled: true });
    }
    watch.say(TailUpdate::Dropped(40));
    watch.say(TailUpdate::Dropped(2));
    let error = CallError::new(ErrorKind::Denied, "FilterLogEvents", "no");
    watch.say(TailUpdate::Unfilled { from: NOW - 60_000, to: NOW, error });
    let status = watch.status();
    assert!(status.contains("2 gaps · sampled 3 s · dropped 42"), "{status}");
    let markers: Vec<_> = watch.shown().into_iter().filter(|row| row.starts_with('[')).collect();
    assert_eq!(markers.len(), 5, "what goes on is one row: {markers:?}");
    assert!(markers.iter().any(|row| row.starts_with("[sampled for 3 s")), "{markers:?}");
    assert!(markers.iter().any(|row| row.starts_with("[42 events dropped here")), "{markers:?}");
}

#[test]
fn a_tail_that_was_left_runs_on_for_a_minute() {
    let mut watch = Watch::new(SMALL);
    watch.changes(3);
    watch.it.strike("q");
    assert!(watch.it.notice().contains("runs on for 1 min"), "{}", watch.it.notice());
    let screen = crate::ui::testing::text(&watch.it.model);
    let bottom: Vec<&str> = screen.lines().rev().take(2).collect();
    assert!(bottom[1].contains("runs on for 1 min") && bottom[0].contains("? help"), "{screen}");
    watch.it.now += 30_000;
    let event =
        LogEvent { stream: "s".into(), timestamp: NOW, ingested: NOW, message: change(9, 9), id: None };
    let update = TailUpdate::Events { events: vec![event], refilled: false, sampled: false };
    watch.it.send(Message::Tail { tail: watch.id, update });
    watch.it.strike("l");
    watch.it.send(Message::Tick);
    assert_eq!(watch.shown().len(), 4, "nothing was missed meanwhile");
    assert_eq!(opened(&watch.it).len(), 1, "it is the same session");
    assert!(closed(&watch.it).is_empty());

    watch.it.strike("q");
    watch.it.settle();
    assert_eq!(closed(&watch.it), [watch.id]);
    assert!(watch.it.notice().contains("has ended, 1 min after it was left"), "{}", watch.it.notice());
    watch.it.press("l");
    assert_eq!(opened(&watch.it).len(), 2);
    let shown = watch.shown();
    assert!(shown.contains(&"i-0002".to_owned()), "the events that it had are still there: {shown:?}");
}

#[test]
fn a_tail_whose_rule_fails_to_deliver_says_so() {
    let series = |name: &str| crate::model::MetricSeries { name: name.into(), points: vec![(NOW, 126.0)] };
    let fake = Fake { metrics: vec![series("Invocations"), series("FailedInvocations")], ..Fake::small() };
    let mut watch = Watch::over(fake, SMALL);
    watch.it.now += 6_000;
    watch.it.send(Message::Tick);
    watch.it.settle();
    let said = watch.tail().warnings().join(" ");
    assert!(said.contains("fail: 126 of 126 in the last hour"), "{said}");
    watch.changes(1);
    let said = watch.tail().warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("126 of 126 in the last hour, by its metrics: what is shown here is other rules'."),
        "{said}"
    );
}

#[test]
fn why_a_tail_ended_is_said_in_full_and_stays_with_the_messages() {
    let mut watch = Watch::new(SMALL);
    let why = "a long reason that goes on and on, over more than one line of this narrow screen, to its end";
    watch.say(TailUpdate::Ended(Some(CallError::new(ErrorKind::Denied, "StartLiveTail", why))));
    let said = watch.tail().warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(why), "{said}");
    assert!(watch.it.model.shared.alerts.iter().any(|alert| alert.text.contains(why)));
}

#[test]
fn what_keeps_a_tail_from_being_live_is_read_in_full_and_tried_again_at_once() {
    let mut watch = Watch::new(SMALL);
    watch.changes(2);
    let why = "http://127.0.0.1:4978 refused the connection: nothing listens there";
    watch.say(TailUpdate::Reconnecting { reason: why.into(), wait: 2_000 });
    watch.say(TailUpdate::Reconnecting { reason: why.into(), wait: 4_000 });
    let reason = format!("no session held after 3 tries: {why}");
    watch.say(polling(&reason));
    let said = watch.tail().warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(&format!("Not live: {reason}. It is tried again at "))
            && said.contains("R tries it now"),
        "{said}"
    );
    watch.it.press("m");
    let Some(Popup::Message(read)) = &watch.it.model.popup else { panic!("{:?}", watch.it.model.popup) };
    let (polls, lost) = (read.text.find(&reason), read.text.find(&format!("connection lost: {why}")));
    assert!(polls.is_some() && polls < lost, "the newest first: {}", read.text);
    assert_eq!(read.text.matches("connection lost").count(), 1, "{}", read.text);
    watch.it.press("esc R");
    let all = opened(&watch.it);
    assert_eq!((all.len(), closed(&watch.it)), (2, vec![watch.id]));
    watch.id = all[1].0;
    watch.say(TailUpdate::Live);
    watch.changes(2);
    assert!(watch.status().contains("● live") && watch.status().contains("2 events"), "{}", watch.status());
    watch.it.press("R");
    assert_eq!(opened(&watch.it).len(), 2, "a live one is left alone");
}

#[test]
fn a_tail_of_the_account_that_was_left_is_not_spoken_of_in_the_next() {
    let mut watch = Watch::new(SMALL);
    watch.changes(2);
    watch.it.press(":");
    watch.it.type_text("region us-west-2");
    watch.it.strike("enter");
    let closes =
        |effect: &Effect| matches!(effect, Effect::Work(Work::CloseTail { tail }) if *tail == watch.id);
    assert!(watch.it.waiting.iter().any(closes), "{:?}", watch.it.waiting);
    assert_eq!(watch.it.model.shared.notice, None);
}

#[test]
fn the_clocks_difference_is_in_the_head_and_lag_is_by_the_services() {
    let mut watch = Watch::new(WIDE);
    watch.say(TailUpdate::Live);
    watch.say(TailUpdate::Clock { skew: -2_000 });
    assert!(!watch.status().contains("clock"), "{}", watch.status());
    watch.say(TailUpdate::Clock { skew: -120_000 });
    assert!(watch.status().contains("clock here 2 min ahead"), "{}", watch.status());
    // Taken in two minutes ago by this machine's clock, which is now by the service's.
    let message = change(9, 9).replace("2026-11-30T14:03:20Z", "2026-11-30T14:01:20Z");
    let event = LogEvent { stream: "s".into(), timestamp: NOW - 120_000, ingested: NOW, message, id: None };
    watch.say(TailUpdate::Events { events: vec![event], refilled: false, sampled: false });
    let lag = watch.tail().session().unwrap().store().lags().median().unwrap();
    assert!((0..10_000).contains(&lag), "{lag}");
    watch.say(TailUpdate::Clock { skew: 0 });
    assert!(!watch.status().contains("clock"), "{}", watch.status());
}

#[test]
fn what_another_rule_has_delivered_into_the_group_is_marked() {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "all-of-s3", r#"{"source":["aws.s3"]}"#));
    let mut watch = Watch::over(fake, WIDE);
    let message = change(1, 1).replace("aws.ec2", "aws.s3");
    let event = LogEvent { stream: "s".into(), timestamp: NOW, ingested: NOW, message, id: None };
    watch.say(TailUpdate::Events { events: vec![event], refilled: false, sampled: false });
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("other: all-of-s3"), "{text}");
}

#[test]
fn the_event_of_a_schedule_is_its_rules_own() {
    let mut fake = Fake::small();
    let tailed =
        fake.rules.get_mut("default").unwrap().iter_mut().find(|rule| rule.name.starts_with("ec2-stopped"));
    let tailed = tailed.unwrap();
    (tailed.pattern, tailed.schedule) = (None, Some("rate(5 minutes)".into()));
    let (name, arn) = (tailed.name.clone(), tailed.arn.clone());
    let mut watch = Watch::over(fake, WIDE);
    let of = |arn: &str| {
        let event = r#"{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2026-11-30T14:03:20Z","region":"eu-west-1","resources":["ARN"],"detail":{}}"#;
        event.replace("ARN", arn)
    };
    watch.events(&[of(arn.as_str())]);
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.lines().any(|line| line.contains("Scheduled Event") && line.contains(&name)), "{text}");
    assert!(!text.contains("none that is on"), "{text}");
    watch.events(&[of(&arn.as_str().replace(&name, "another"))]);
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("none that is on"), "another schedule's event is not taken for its own: {text}");
}

#[test]
fn a_tail_that_was_left_shows_in_the_lists_and_lends_its_events_to_every_rule_of_the_bus() {
    let mut watch = Watch::new(SMALL);
    watch.changes(3);
    watch.it.strike("q");
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("tailing") && text.contains("1 tail runs, billed"), "{text}");
    watch.it.settle();
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(!text.contains("tailing") && !text.contains("billed"), "{text}");
    // Another rule of the same bus, after the session has ended.
    watch.it.press("esc /");
    watch.it.type_text("readonly");
    watch.it.press("enter t");
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("captured 3") || text.contains("tail 1/3"), "{text}");
}

#[test]
fn news_of_a_tail_that_nobody_has_closes_it() {
    let mut it = Explorer::small(SMALL);
    it.send(Message::Tail { tail: TailId(77), update: TailUpdate::Live });
    it.settle();
    assert_eq!(closed(&it), [TailId(77)]);
}

#[test]
fn words_filter_as_they_are_typed_and_esc_takes_them_back() {
    let mut watch = Watch::new(SMALL);
    watch.changes(9);
    watch.it.press("/");
    watch.it.type_text("STOPPED !0003");
    assert_eq!(watch.shown(), ["i-0000", "i-0006"]);
    watch.it.press("esc");
    assert_eq!(watch.shown().len(), 9);
    watch.it.press("/");
    watch.it.type_text("running");
    watch.it.press("enter");
    assert!(watch.status().contains("3 shown by /running"), "{}", watch.status());
    watch.events(&[change(10, 11), change(11, 12)]);
    assert_eq!(watch.shown(), ["i-0001", "i-0004", "i-0007", "i-0010"], "what comes is filtered, too");
    watch.it.press("esc");
    assert_eq!(watch.shown().len(), 11, "esc in the list takes the filter away");
    watch.it.strike("esc");
    assert!(matches!(watch.it.model.screen(), Screen::Browse(_)), "and then leaves");
}

#[test]
fn a_pattern_filters_once_it_is_sound() {
    let mut watch = Watch::new(SMALL);
    watch.changes(6);
    watch.it.press("p");
    watch.it.type_text(r#"{"detail":{"state":"stopped"}}"#);
    watch.it.press("enter");
    let fault = watch.tail().fault_page(80).plain();
    assert!(fault.starts_with("Column 20"), "{fault}");
    assert_eq!(watch.shown().len(), 6);
    assert!(crate::ui::testing::text(&watch.it.model).contains(fault.lines().next().unwrap()));
    watch.it.press("ctrl-u");
    watch.it.type_text(r#"{"detail":{"state":["stopped"]}}"#);
    assert!(watch.tail().fault_page(80).lines().is_empty(), "fixed");
    watch.it.press("enter");
    assert_eq!(watch.shown(), ["i-0000", "i-0003"]);
    watch.it.press("p ctrl-u tab enter");
    assert_eq!(watch.shown(), ["i-0000", "i-0003"], "the rule's own pattern wants the same");
    assert!(watch.status().contains(r#"by pattern {"source": ["aws.ec2"]"#), "{}", watch.status());
    watch.it.press("p ctrl-u enter");
    assert_eq!(watch.shown().len(), 6);
}

#[test]
fn the_rules_that_match_are_the_buses_enabled_ones_the_tailed_first() {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "all-of-ec2", r#"{"source":["aws.ec2"]}"#));
    rules.push(rule("default", "also-ec2", r#"{"source":[{"prefix":"aws."}]}"#));
    let mut off = rule("default", "off", r#"{"source":["aws.ec2"]}"#);
    off.state = RuleState::Disabled;
    rules.push(off);
    rules.push(rule("default", "broken", "{"));
    let mut watch = Watch::over(fake, WIDE);
    watch.changes(2);
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("ec2-stopped-to-slack +2"), "{text}");
    assert!(text.contains("all-of-ec2 +1"), "{text}");
}

#[test]
fn the_mouse_selects_and_scrolls_what_is_under_it() {
    let mut watch = Watch::new(WIDE);
    watch.changes(80);
    let panes = watch.tail().panes(WIDE);
    watch.it.mouse(MouseEventKind::ScrollUp, panes.list.x + 3, panes.list.y + 3);
    assert_eq!(watch.selected(), "i-0076");
    watch.it.mouse(MouseEventKind::Down(MouseButton::Left), panes.list.x + 3, panes.list.y);
    let first = watch.selected();
    assert_eq!(watch.tail().session().unwrap().view.cursor(), watch.tail().session().unwrap().view.top());
    let instance = watch.it.model.screen();
    assert!(matches!(instance, Screen::Tail(_)) && !first.is_empty());
    watch.it.mouse(MouseEventKind::Down(MouseButton::Left), panes.event.x + 3, panes.event.y + 3);
    assert_eq!((watch.tail().focus(), watch.tail().event().cursor()), (Focus::Event, 2));
}

#[test]
fn a_large_tail_is_filtered_in_pieces_and_says_how_far_it_is() {
    let mut watch = Watch::new(SMALL);
    let filler = "y".repeat(20_000);
    let all: Vec<_> = (0..1_000)
        .map(|n| change(n, 1_000).replace("\"version\":\"0\"", &format!("\"version\":\"{filler}\"")))
        .collect();
    watch.events(&all);
    watch.it.press("/");
    watch.it.strike("i");
    let status = watch.status();
    assert!(status.contains("not checked yet"), "{status}");
    watch.it.settle();
    assert!(!watch.status().contains("not checked yet"), "{}", watch.status());
    assert_eq!(watch.shown().len(), 1_000);
}

#[test]
fn wrapping_and_utc_change_what_is_seen_and_nothing_else() {
    let mut watch = Watch::new(SMALL);
    watch.changes(30);
    assert!(crate::ui::testing::text(&watch.it.model).contains("15:03:19"), "local time is an hour ahead");
    watch.it.press("U W");
    let text = crate::ui::testing::text(&watch.it.model);
    assert!(text.contains("14:03:19") && text.contains("Notification"), "{text}");
    assert_eq!(watch.selected(), "i-0029");
    watch.it.press("k k k G");
    assert_eq!(watch.selected(), "i-0029");
}

#[test]
fn switching_the_account_ends_every_tail() {
    let mut watch = Watch::new(SMALL);
    let to = crate::app::popup::Switch::Region("us-east-1".into());
    let mut out = Vec::new();
    crate::app::connect::switch(&mut watch.it.model, to, &mut out);
    assert!(out.contains(&Effect::Work(Work::CloseTail { tail: watch.id })));
}
