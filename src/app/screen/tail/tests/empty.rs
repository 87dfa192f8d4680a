//! Why a tail shows no event: the reason stands whole, or marked as cut with the key that shows all of it.

use super::super::Tail;
use super::{Watch, find};
use crate::app::message::Message;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::testing::{Explorer, Fake, session, target};
use crate::model::{
    CallError, ErrorKind, InputTransformer, MetricSeries, ReadOnly, RuleKey, RuleState, Session,
};

/// In the widest the event lies below, so that no line of the list goes on beside it.
const SIZES: [(u16, u16); 3] = [(60, 15), (80, 24), (140, 60)];

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The reason stands whole on the screen, or is marked as cut; and `m` shows it whole.
fn is_told(it: &mut Explorer, reason: &str) {
    let (reason, size) = (without_blanks(reason), it.model.shared.size);
    let screen = crate::ui::testing::text(&it.model);
    let shown = without_blanks(&screen);
    assert!(shown.contains(&reason) || shown.contains("…mshowsallofit"), "{size:?}: {reason}\n{screen}");
    it.press("m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{size:?}: {reason} is not repeated") };
    assert!(without_blanks(&note.text).contains(&reason), "{size:?}: {reason}\n{}", note.text);
    it.press("esc");
}

const KEY: &str = "ec2-stopped-to-slack";

fn rule() -> RuleKey {
    RuleKey::new("default", KEY)
}

#[test]
fn a_rule_without_a_log_group_and_why_there_is_no_tap() {
    for size in SIZES {
        let read_only = Session { read_only: Some(ReadOnly::Flag), ..session() };
        let mut it = Explorer::cold(Fake::small(), size, read_only);
        it.settle();
        it.model
            .stack
            .push(Screen::Tail(Box::new(Tail::open(RuleKey::new("default", "iam-readonly-watch")))));
        it.send(Message::Tick);
        it.settle();
        is_told(&mut it, "This rule delivers to no CloudWatch Logs group");
        is_told(&mut it, "delivery.logs.amazonaws.com create streams and put events.");
        is_told(&mut it, "but this is read-only");
    }
}

#[test]
fn targets_that_cannot_be_read() {
    for size in SIZES {
        let mut it = Explorer::small(size);
        it.model.shared.account.targets.clear();
        let why = "this is denied by a policy with a rather long name, and by the boundary of the role that was taken";
        let denied =
            CallError::new(ErrorKind::Denied, "ListTargetsByRule", why).advise("Ask for it in writing.");
        it.fake.failing.insert("ListTargetsByRule", denied);
        it.model.stack.push(Screen::Tail(Box::new(Tail::open(rule()))));
        it.send(Message::Tick);
        it.settle();
        is_told(&mut it, why);
        is_told(&mut it, "Ask for it in writing.");
    }
}

#[test]
fn several_log_groups_with_long_names() {
    for size in SIZES {
        let mut fake = Fake::small();
        let name = |n: usize| format!("/aws/events/{n}-{}", "a-name-that-goes-on-".repeat(6));
        let more = (0..4)
            .map(|n| target(&n.to_string(), &format!("logs:eu-west-1:123456789012:log-group:{}", name(n))));
        fake.targets.get_mut(&rule()).unwrap().extend(more);
        let mut it = Explorer::over(fake, size);
        find(&mut it, "ec2-stopped");
        it.press("l");
        is_told(&mut it, "This rule delivers to several log groups. Which one?");
        (0..4).for_each(|n| is_told(&mut it, &name(n)));
    }
}

#[test]
fn a_rule_that_is_off_fails_or_can_never_deliver() {
    for size in SIZES {
        let mut fake = Fake::small();
        let rules = fake.rules.get_mut("default").unwrap();
        rules.iter_mut().find(|rule| rule.name == KEY).unwrap().state = RuleState::Disabled;
        let targets = fake.targets.get_mut(&rule()).unwrap();
        let logs = targets.iter_mut().find(|target| target.id == "logs").unwrap();
        logs.transformer = Some(InputTransformer::default());
        logs.arn = format!("{}:*", logs.arn.as_str()).as_str().into();
        let counted = |name: &str| MetricSeries { name: name.into(), points: vec![(0, 7.0)] };
        fake.metrics = vec![counted("Invocations"), counted("FailedInvocations")];
        let mut watch = Watch::over(fake, size);
        watch.it.now += 10_000;
        watch.it.send(Message::Tick);
        watch.it.settle();
        for reason in [
            "Deliveries of this rule fail: 7 of 7 in the last hour, by its metrics, so the log gets nothing.",
            "The target's ARN ends in `:*`: EventBridge takes it and never delivers to it.",
            "The rule is off: it delivers nothing until it is switched on.",
            "the log would hold what comes out, not the events.",
            "The last 10 minutes of the log are shown first; new events a second or two after they are delivered.",
        ] {
            is_told(&mut watch.it, reason);
        }
    }
}

#[test]
fn a_filter_that_nothing_passes() {
    for size in SIZES {
        let mut watch = Watch::new(size);
        watch.changes(3);
        watch.it.press("/");
        watch.it.type_text("nothing-has-this");
        watch.it.press("enter");
        is_told(&mut watch.it, "No event here passes the filter.");
    }
}
