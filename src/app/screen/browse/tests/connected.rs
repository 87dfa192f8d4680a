//! What a rule is connected to: opening where its targets lead, and who else uses them.

use super::{browse, rule};
use crate::app::effect::{Effect, Work};
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::testing::{Explorer, Fake, arn, target};
use crate::diagnose::Question;
use crate::model::{ApiDestination, RuleKey};

/// The labels of the menu that is open.
fn labels(it: &Explorer) -> Vec<&str> {
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?} {}", it.model.popup, it.notice()) };
    menu.items.iter().map(|item| item.label.as_str()).collect()
}

#[test]
fn who_else_uses_a_target_is_listed_over_all_buses_and_gone_to() {
    let mut fake = Fake::small();
    let audit = RuleKey::new("orders", "orders-audit");
    let mut pager = target("pages", "sns:eu-west-1:123456789012:ops-pager");
    pager.dead_letter = Some(arn("sqs:eu-west-1:123456789012:dlq"));
    fake.targets.get_mut(&audit).unwrap().push(pager);
    let mut it = Explorer::over(fake, (120, 30));
    it.press("enter j u");
    let shared = [
        "logs /aws/events/ec2-stopped: nightly-report",
        "sns ops-pager: orders-audit on orders",
        "dead letters dlq: orders-audit on orders",
    ];
    assert_eq!(labels(&it), shared);
    it.press("down enter");
    assert_eq!((browse(&it).bus.as_deref(), rule(&it)), (Some("orders"), "orders-audit"));
    it.press("u");
    assert!(labels(&it).contains(&"sns ops-pager: ec2-stopped-to-slack on default"), "{:?}", labels(&it));
    assert!(labels(&it).contains(&"dead letters dlq: ec2-stopped-to-slack on default"), "{:?}", labels(&it));
}

#[test]
fn targets_are_followed_to_log_group_dead_letters_and_connection() {
    let asked = |it: &Explorer| -> Vec<Question> {
        let evidence = |effect: &Effect| match effect {
            Effect::Work(Work::Read { read: Read::Evidence(raised), .. }) => Some(raised.question.clone()),
            _ => None,
        };
        it.waiting.iter().filter_map(evidence).collect()
    };
    let mut it = Explorer::small((120, 40));
    it.press("enter j f");
    assert_eq!(labels(&it), ["logs /aws/events/ec2-stopped", "sns ops-pager", "dead letters dlq"]);
    it.strike("1");
    assert!(matches!(&asked(&it)[..], [Question::Group(group)] if group.name().contains("ec2-stopped")));
    it.waiting.clear();
    it.press("esc f");
    it.strike("3");
    assert!(matches!(&asked(&it)[..], [Question::Queue(queue)] if queue.name() == "dlq"), "{:?}", asked(&it));

    let mut fake = Fake::small();
    let stopped = RuleKey::new("default", "ec2-stopped-to-slack");
    fake.targets
        .insert(stopped, vec![target("hook", "events:eu-west-1:123456789012:api-destination/slack-hook/1")]);
    let mut it = Explorer::over(fake, (120, 40));
    // The connection is known where the destinations have been read.
    let known: Vec<ApiDestination> = it.model.shared.account.api_destinations.rows().to_vec();
    if known.is_empty() {
        it.press(": d e s t i n a t i o n s enter esc");
    }
    it.press("enter j f");
    let all = labels(&it).join(" | ");
    assert!(all.contains("slack-hook") && all.contains("connection slack"), "{all}");
    it.press("2");
    let shown = crate::ui::testing::text(&it.model);
    assert!(shown.contains("connection slack"), "{shown}");
}

#[test]
fn a_target_is_followed_and_all_rules_are_found_by_what_they_have() {
    let mut fake = Fake::small();
    let mut first = fake.rules["default"][0].clone();
    first.name = "first".into();
    fake.rules.insert("default".into(), vec![first.clone()]);
    let mut queue = target("q", "sqs:eu-west-1:123456789012:pager-queue");
    queue.dead_letter = Some(arn("sqs:eu-west-1:123456789012:dead-pages"));
    fake.targets
        .insert(first.key(), vec![target("b", "events:eu-west-1:123456789012:event-bus/orders"), queue]);
    let mut it = Explorer::over(fake, (120, 40));
    it.press("enter f");
    let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let labels: Vec<_> = menu.items.iter().map(|item| item.label.clone()).collect();
    assert_eq!(labels.len(), 3, "{labels:?}");
    assert!(labels[0].contains("orders") && labels[2].contains("dead letters dead-pages"), "{labels:?}");
    it.strike("2");
    let asked = it.waiting.iter().any(|effect| {
        matches!(effect, Effect::Work(Work::Read { read: Read::Evidence(raised), .. })
            if matches!(&raised.question, crate::diagnose::Question::Queue(queue) if queue.name() == "pager-queue"))
    });
    assert!(asked, "{:?}", it.waiting);
    it.waiting.clear();
    it.press("esc f 1");
    assert_eq!(browse(&it).bus.as_deref(), Some("orders"));
    it.press("A");
    it.type_text("pager-queue");
    let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let shown: Vec<_> = pick.shown.iter().map(|at| pick.items[*at].label.clone()).collect();
    assert!(shown.len() == 1 && shown[0].ends_with("first"), "{shown:?}");
    it.press("enter");
    assert_eq!(rule(&it), "first");
}
