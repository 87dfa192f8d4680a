//! A log group that other rules deliver into too: what is not surely the rule's own is marked, and that its
//! own deliveries fail is told.

use super::{SMALL, Watch};
use crate::app::message::Message;
use crate::app::screen::tail::cells::{Cells, rules_text};
use crate::app::testing::{Fake, rule};
use crate::model::{MetricSeries, RuleKey, RuleState};

const OWN: &str = "ec2-stopped-to-slack";

/// Another rule on the bus, with that pattern, delivers into the group of [`OWN`].
fn shared_with(name: &str, pattern: &str) -> Fake {
    let mut fake = Fake::small();
    fake.rules.get_mut("default").expect("a bus").push(rule("default", name, pattern));
    let own = fake.targets[&RuleKey::new("default", OWN)].clone();
    let logs = own.into_iter().filter(|target| target.log_group().is_some()).collect();
    fake.targets.insert(RuleKey::new("default", name), logs);
    fake
}

fn rules_of_rows(watch: &Watch) -> Vec<String> {
    let tail = watch.tail();
    let rows = tail.session().expect("open").view.rows().iter();
    let said = |cells: &Cells| match cells {
        Cells::Event { rules, .. } => rules_text(rules).1,
        Cells::Line { .. } | Cells::Marker { .. } => String::new(),
    };
    rows.filter_map(|row| tail.cells(*row).map(said)).collect()
}

fn told(watch: &Watch) -> String {
    watch.tail().warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_another_rule_may_have_delivered_is_marked_and_told() {
    let mut watch = Watch::over(shared_with("all-ec2", r#"{"source":["aws.ec2"]}"#), SMALL);
    watch.changes(3);
    assert_eq!(
        rules_of_rows(&watch),
        [format!("? {OWN} or all-ec2"), "other: all-ec2".to_owned(), "other: all-ec2".to_owned()]
    );
    let text = told(&watch);
    assert!(
        text.contains("The log group is shared: all-ec2 and nightly-report deliver into it too."),
        "{text}"
    );

    // One that cannot have matched leaves the rule's own events surely its own.
    let mut watch = Watch::over(shared_with("shop", r#"{"source":["shop"]}"#), SMALL);
    watch.changes(1);
    assert_eq!(rules_of_rows(&watch), [OWN]);
}

#[test]
fn that_all_deliveries_fail_is_told_above_the_events_of_others() {
    let mut fake = shared_with("all-ec2", r#"{"source":["aws.ec2"]}"#);
    let counted = |name: &str| MetricSeries { name: name.into(), points: vec![(0, 7.0)] };
    fake.metrics = vec![counted("Invocations"), counted("FailedInvocations")];
    let mut watch = Watch::over(fake, SMALL);
    watch.changes(2);
    watch.it.send(Message::Tick);
    watch.it.settle();
    let text = told(&watch);
    assert!(
        text.contains("7 of 7 in the last hour, by its metrics: what is shown here is other rules'."),
        "{text}"
    );
}

#[test]
fn a_rule_that_is_off_is_told_beside_what_others_deliver() {
    let mut fake = shared_with("all-ec2", r#"{"source":["aws.ec2"]}"#);
    let rules = fake.rules.get_mut("default").expect("a bus");
    rules.iter_mut().find(|rule| rule.name == OWN).expect("the rule").state = RuleState::Disabled;
    let mut watch = Watch::over(fake, SMALL);
    watch.changes(1);
    assert_eq!(rules_of_rows(&watch), ["other: all-ec2"]);
    let text = told(&watch);
    assert!(
        text.contains("The rule is off: it delivers nothing until it is switched on. What comes meanwhile"),
        "{text}"
    );
}
