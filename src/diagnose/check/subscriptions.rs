//! Rung 6: what is behind a topic. That the topic took what the rule sent says nothing of who got it.

use super::key_repair::with_policy;
use super::key_state::Unusable;
use super::{kms_key, often};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::model::facts::{Subscription, Subscriptions};
use crate::model::{Arn, Target, TargetKind};
use crate::pattern::{Pattern, Verdict};
use crate::policy::{Access, Decision, KEY_USES, Policy, TOPICS};
use crate::text::and_list;
use serde_json::{Map, Value, json};

/// Whether it has to be asked what is subscribed to a topic. Servers other than AWS may count none where there are some.
pub(in crate::diagnose) fn wants_subscriptions(case: &Case<'_>, topic: &Arn) -> bool {
    case.evidence.topics.get(topic).seen().is_some_and(|topic| topic.subscribers.is_some())
}

/// The topics that are targets and that nobody has subscribed to.
fn lonely<'e>(case: &Case<'e>) -> impl Iterator<Item = &'e Target> {
    let counts_none = |target: &Target| {
        case.evidence.topics.get(&target.arn).seen().is_some_and(|topic| topic.subscribers == Some(0))
    };
    let lists_some = |target: &Target| {
        let listed = case.evidence.subscriptions.get(&target.arn).seen();
        listed.is_some_and(|listed| !listed.confirmed.is_empty())
    };
    case.targets().iter().filter(move |target| counts_none(target) && !lists_some(target))
}

/// The queues that are subscribed to a topic and can be asked after.
pub(in crate::diagnose) fn subscribed_queues(case: &Case<'_>, topic: &Arn) -> Vec<Arn> {
    let all = case.evidence.subscriptions.get(topic).seen().filter(|all| !all.is_cut);
    let queues = all.into_iter().flat_map(|all| &all.confirmed).filter_map(queue_of);
    queues.filter(|queue| case.is_near(queue)).collect()
}

fn queue_of(subscription: &Subscription) -> Option<Arn> {
    (subscription.protocol == "sqs").then(|| Arn::from(subscription.endpoint.as_str()))
}

/// What keeps messages of the rule from a subscription.
struct Hindrance {
    /// As a clause.
    why: String,
    /// Whatever the rule sends.
    is_sure: bool,
    fix: String,
    repair: Option<Repair>,
}

/// The part of R6 that is about topics: tells where nobody gets what the rule sends there, and whether it did.
pub(super) fn tell(case: &Case<'_>, report: &mut Report) -> bool {
    let mut told = false;
    for target in lonely(case) {
        report.about(target);
        let title = format!(
            "The topic {} has no confirmed subscription: what it is sent goes to nobody.",
            target.arn.name()
        );
        // Some servers count none where there are some, and their list has them.
        let is_sure = case.evidence.subscriptions.get(&target.arn).seen().is_some_and(|all| !all.is_cut);
        let note = if is_sure { report.fault(title) } else { report.suspect(title) };
        note.often(often::BEHIND_A_TOPIC)
            .with_exhibit("GetTopicAttributes.SubscriptionsConfirmed", 0)
            .fix("Subscribe to the topic, and confirm the subscription.");
        told = true;
    }
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::Sns) {
        report.about(target);
        let piece = case.evidence.subscriptions.get(&target.arn);
        let name = target.arn.name();
        let what = format!("Who gets what is sent to the topic {name}");
        if matches!(piece, Piece::CannotSee(_)) {
            report.see(&what, "", piece);
        }
        let Some(Subscriptions { confirmed, is_cut }) = piece.seen() else { continue };
        if *is_cut {
            let needs = "a look by hand at their filters and queues";
            report.cannot_see(&what, needs, "it has more subscriptions than are looked at");
            continue;
        }
        let judged: Vec<Option<Hindrance>> =
            confirmed.iter().map(|one| hindrance(case, target, one)).collect();
        // One that takes what comes, as far as was seen, may have a filter that does not.
        let mut open = confirmed.iter().zip(&judged).filter(|(_, judged)| judged.is_none());
        if let Some(needs) = open.clone().find_map(|(one, _)| one.unseen.clone())
            && open.all(|(one, _)| one.unseen.is_some())
        {
            report.cannot_see(&what, needs, "not every filter of its subscriptions was read");
        }
        let hindrances: Vec<Hindrance> = judged.into_iter().flatten().collect();
        let Some(first) = hindrances.first().filter(|_| hindrances.len() == confirmed.len()) else {
            continue;
        };
        let title = match hindrances.as_slice() {
            [one] => format!(
                "The one subscription of the topic {name} gets nothing of what this rule sends: {}.",
                one.why
            ),
            all => {
                let whys: Vec<String> = all.iter().map(|one| one.why.clone()).collect();
                format!(
                    "None of the subscriptions of the topic {name} gets what this rule sends: {}.",
                    listed(&whys)
                )
            }
        };
        let shown: Vec<_> = confirmed
            .iter()
            .map(|one| json!({"Endpoint": one.endpoint, "FilterPolicy": one.filter, "MessageBody": one.by_body}))
            .collect();
        let is_sure = hindrances.iter().all(|one| one.is_sure);
        let note = if is_sure { report.fault(title) } else { report.suspect(title) };
        note.often(often::BEHIND_A_TOPIC)
            .with_exhibit("ListSubscriptionsByTopic, GetSubscriptionAttributes", json!(shown))
            .fix(first.fix.clone())
            .repair_if(first.repair.clone());
        told = true;
    }
    told
}

fn hindrance(case: &Case<'_>, target: &Target, subscription: &Subscription) -> Option<Hindrance> {
    filtered_out(case, target, subscription).or_else(|| shut_queue(case, target, subscription))
}

/// A key that keeps the topic from encrypting what goes into the queue (SNS developer guide, "Subscribing an encrypted
/// Amazon SQS queue to an Amazon SNS topic").
fn shut_key(case: &Case<'_>, topic: &Arn, queue: &Arn, key: &str) -> Option<Hindrance> {
    let name = queue.name();
    let hindrance = |why: String, fix: String, repair| Some(Hindrance { why, is_sure: true, fix, repair });
    if kms_key::is_of_aws(key, case) {
        return hindrance(
            format!(
                "its queue {name} is encrypted with {key}, an AWS managed key, whose policy never lets {TOPICS} in"
            ),
            format!(
                "Encrypt the queue with a key of yours that lets {TOPICS} use it, or with SQS's own keys."
            ),
            None,
        );
    }
    if let Some(seen) = case.evidence.keys.get(key).seen()
        && let Some(unusable) = Unusable::by(&seen.state).filter(|unusable| unusable.is_sure)
    {
        let why = format!("the key of its queue {name} is {}: nothing can be encrypted with it", seen.state);
        return hindrance(why, format!("{}, or name another key.", unusable.remedy), None);
    }
    let text = case.evidence.key_policies.get(key).seen()?;
    let policy = Policy::parse(text).ok()?;
    let arn = kms_key::arn(case, key);
    let decision = KEY_USES.iter().find_map(|action| {
        let request = case.delivery().queue_key_of_topic(topic.as_str(), arn, action, queue.as_str());
        Some(Access::of_key(&policy, &[]).decide(&request)).filter(Decision::is_refused)
    })?;
    let statement =
        json!({"Effect": "Allow", "Principal": {"Service": TOPICS}, "Action": KEY_USES, "Resource": "*"});
    let document = export::with_statement(Some(text), statement).filter(|_| !decision.is_denied());
    let why = format!("the key of its queue {name} does not let {TOPICS} use it. {decision}");
    hindrance(
        why.trim_end_matches('.').to_owned(),
        format!("Let {TOPICS} {} by the key's policy.", and_list(KEY_USES)),
        document.and_then(|document| with_policy(case, key, document)),
    )
}

/// A filter that takes nothing of what EventBridge publishes, which has no attributes (SNS developer guide, "Amazon SNS
/// subscription filter policies"; a rule's target has no setting for them).
fn filtered_out(case: &Case<'_>, target: &Target, subscription: &Subscription) -> Option<Hindrance> {
    let filter = subscription.filter.as_deref()?;
    let whom = format!("that to {}", subscription.endpoint);
    if subscription.by_body {
        let pattern = Pattern::parse(filter).ok()?;
        let event = case.delivered_event().filter(|_| target.gets_whole_event())?;
        return (pattern.matches(event) == Verdict::NoMatch).then(|| Hindrance {
            why: format!("{whom} has a filter on the message, which this event does not pass"),
            is_sure: case.is_named(),
            fix: "What is published is the whole event: fields of `detail` stand below \"detail\" in the filter too.".to_owned(),
            repair: None,
        });
    }
    let names = wanted_attributes(filter)?;
    let listed = listed(&names);
    Some(Hindrance {
        why: format!("{whom} filters by the message's attributes ({listed}), and EventBridge sends none"),
        is_sure: true,
        fix: "Let it filter by the message: set the subscription's FilterPolicyScope to MessageBody, and write the filter for \
              the event, with what is in `detail` below \"detail\". Or take the filter off."
            .to_owned(),
        repair: None,
    })
}

/// The attributes that a filter wants to be there; none where a message without any may pass.
fn wanted_attributes(filter: &str) -> Option<Vec<String>> {
    let filter: Map<String, Value> = serde_json::from_str(filter).ok()?;
    let takes_absence = |items: &Value| {
        let mut items = items.as_array().into_iter().flatten();
        items.any(|item| item["exists"] == false)
    };
    if filter.contains_key("$or") {
        return None;
    }
    let names: Vec<String> =
        filter.iter().filter(|(_, items)| !takes_absence(items)).map(|(name, _)| name.clone()).collect();
    (!names.is_empty()).then_some(names)
}

/// A queue that is not there, or does not let the topic in, by its policy or by that of its key.
fn shut_queue(case: &Case<'_>, target: &Target, subscription: &Subscription) -> Option<Hindrance> {
    let arn = queue_of(subscription).filter(|queue| case.is_near(queue))?;
    let (topic, name) = (target.arn.as_str(), arn.name());
    let queue = match case.evidence.queues.get(&arn) {
        Piece::Missing => {
            return Some(Hindrance {
                why: format!("its queue {name} does not exist"),
                is_sure: true,
                fix: format!("Create the queue {name} again, or subscribe another one."),
                repair: None,
            });
        }
        piece @ (Piece::Seen(_) | Piece::NotAsked | Piece::CannotSee(_)) => piece.seen()?,
    };
    let read = match queue.policy.as_deref().filter(|text| !text.trim().is_empty()).map(Policy::parse) {
        Some(read) => Some(read.ok()?),
        None => None,
    };
    let request = case.delivery().queue_of_topic(topic, arn.as_str());
    let access = Access { caller: None, ..Access::of_resource(read.as_ref()) };
    let decision = access.decide(&request);
    if !decision.is_refused() {
        return shut_key(case, &target.arn, &arn, queue.kms_key.as_deref()?);
    }
    let statement = json!({
        "Effect": "Allow",
        "Principal": {"Service": TOPICS},
        "Action": "sqs:SendMessage",
        "Resource": arn.as_str(),
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    });
    let document =
        export::with_statement(queue.policy.as_deref(), statement).filter(|_| !decision.is_denied());
    let url = case.evidence.session.queue_url(&arn);
    Some(Hindrance {
        why: format!("the policy of its queue {name} does not let {TOPICS} in. {decision}")
            .trim_end_matches('.')
            .to_owned(),
        is_sure: true,
        fix: format!("Let {TOPICS} send to the queue for this topic."),
        repair: document.map(|document| Repair::QueuePolicy { queue: arn.clone(), url, document }),
    })
}
