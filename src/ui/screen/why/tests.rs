//! The ladder as it is seen, with styles.

use crate::app::testing::{Explorer, Fake, target};
use crate::diagnose::{Fact, Question};
use crate::model::facts::Queue;
use crate::ui::testing::with_styles;

/// A queue that lets nobody in, and a trail of things that may not be looked at.
fn broken() -> Fake {
    let mut fake = Fake::small();
    let key = fake.rules["orders"][0].key();
    let queue = target("audit", "sqs:eu-west-1:123456789012:audit-q");
    let function = target("price", "lambda:eu-west-1:123456789012:function:price-watch");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sqs:*","Resource":"*"}]}"#;
    let facts = Queue { policy: Some(policy.into()), ..Queue::default() };
    fake.facts.insert(Question::Queue(queue.arn.clone()), Fact::Queue(queue.arn.clone(), facts));
    fake.targets.insert(key, vec![queue, function]);
    fake
}

fn why(size: (u16, u16)) -> Explorer {
    let mut it = Explorer::over(broken(), size);
    it.press("G enter w");
    it
}

#[test]
fn at_80x24_the_first_fault_is_open_and_its_evidence_lies_below() {
    insta::assert_snapshot!(with_styles(&why((80, 24)).model));
}

#[test]
fn at_200x60_the_evidence_lies_beside() {
    let mut it = why((200, 60));
    it.press("right");
    insta::assert_snapshot!(with_styles(&it.model));
}

#[test]
fn while_answers_are_awaited_the_rungs_say_so() {
    let mut it = Explorer::over(broken(), (80, 24));
    it.press("G enter");
    it.strike("w");
    for _ in 0..3 {
        it.step();
    }
    insta::assert_snapshot!(with_styles(&it.model));
}
