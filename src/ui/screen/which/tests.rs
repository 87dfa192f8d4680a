//! The rules beside an event as they are seen, with styles.

use crate::app::screen::tail::tests::{Watch, change};
use crate::app::testing::{Explorer, Fake, rule};
use crate::model::RuleState;
use crate::ui::testing::with_styles;

fn which(size: (u16, u16)) -> Explorer {
    let mut fake = Fake::small();
    let rules = fake.rules.get_mut("default").unwrap();
    rules.push(rule("default", "all-of-ec2", r#"{"source":["aws.ec2"]}"#));
    rules.push(rule("default", "ec2-in-capitals", r#"{"source":["AWS.EC2"]}"#));
    let mut off = rule("default", "ec2-of-this-account", r#"{"account":["123456789012"]}"#);
    off.state = RuleState::Disabled;
    rules.push(off);
    rules.push(rule("default", "not-a-pattern", r#"{"source":"aws.ec2"}"#));
    let mut watch = Watch::over(fake, size);
    watch.events(&[change(20, 20)]);
    watch.it.press("w");
    watch.it
}

#[test]
fn at_80x24_those_that_match_come_first() {
    insta::assert_snapshot!(with_styles(&which((80, 24)).model));
}

#[test]
fn at_200x60_a_near_miss_says_its_reason_in_full() {
    let mut it = which((200, 60));
    it.press("j j j");
    insta::assert_snapshot!(with_styles(&it.model));
}
