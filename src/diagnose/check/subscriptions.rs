//! Rung 6: what is behind a topic. That the topic took what the rule sent says nothing of who got it.

use super::key_repair::with_policy;
use super::key_state::Unusable;
use super::subscribed_function::{shut_function, unjudged_function};
use super::{kms_key, often};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::evidence::{Blind, Piece};
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::model::facts::{Subscription, Subscriptions};
use crate::model::{Arn, Target, TargetKind};
use crate::pattern::{Pattern, Verdict};
use crate::policy::{Access, Decision, KEY_USES, Policy, TOPICS};
use crate::text::and_list;
use serde_json::{Map, Value, json};

/// Whether it has to be asked what is subscribed to a topic. Servers other than AWS may count none where
/// there are some.
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
#[derive(Default)]
pub(super) struct Hindrance {
    /// As a clause.
    pub(super) why: String,
    /// Whatever the rule sends.
    pub(super) is_sure: bool,
    pub(super) fix: String,
    pub(super) repair: Option<Repair>,
    /// The call that puts it right, where that is no change of a resource, and what it is about.
    pub(super) calls: Option<(Arn, String)>,
}

/// The part of R6 that is about topics: tells where nobody gets what the rule sends there, and whether it
/// did.
pub(super) fn tell(case: &Case<'_>, report: &mut Report) -> bool {
    let mut is_told = false;
    for target in lonely(case) {
        report.about(target);
        let title = format!(
            "The topic {} has no confirmed subscription: what it is sent goes to nobody.",
            target.arn.name()
        );
        // The rule does its part, and a topic may wait for those who will subscribe.
        report
            .suspect(title)
            .often(often::BEHIND_A_TARGET)
            .with_exhibit("GetTopicAttributes.SubscriptionsConfirmed", 0)
            .fix("Subscribe to the topic, and confirm the subscription.");
        is_told = true;
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
        let open = confirmed.iter().zip(&judged).filter(|(_, judged)| judged.is_none());
        let blind: Option<Vec<Blind>> = open.map(|(one, _)| unjudged(case, target, one)).collect();
        // Of one that is known to get it nothing more has to be said, nor of any where there is none.
        if let Some(first) = blind.as_ref().and_then(|all| all.first()) {
            report.cannot_see(&what, first.needs.clone(), &first.why);
            is_told = true;
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
        let note = note
            .often(often::BEHIND_A_TARGET)
            .with_exhibit("ListSubscriptionsByTopic, GetSubscriptionAttributes", json!(shown))
            .fix(first.fix.clone())
            .repair_if(first.repair.clone());
        if let Some((about, calls)) = &first.calls {
            note.calls_about(about, calls.clone());
        }
        is_told = true;
    }
    is_told
}

fn hindrance(case: &Case<'_>, target: &Target, subscription: &Subscription) -> Option<Hindrance> {
    filtered_out(case, target, subscription)
        .or_else(|| shut_queue(case, target, subscription))
        .or_else(|| shut_function(case, target, subscription))
}

/// What of a subscription that nothing is known to be wrong with was not judged; none where it is known to
/// get what the rule sends.
fn unjudged(case: &Case<'_>, target: &Target, subscription: &Subscription) -> Option<Blind> {
    let blind = |needs: &str, why: String| Some(Blind { needs: needs.to_owned(), why });
    let Subscription { arn: _, protocol, endpoint, filter, by_body, unseen } = subscription;
    if let Some(needs) = unseen {
        return blind(needs, "not every filter of its subscriptions was read".to_owned());
    }
    let is_filtered = |filter: &String| {
        let pattern = Pattern::parse(filter).ok().filter(|_| *by_body);
        let event = case.delivered_event().filter(|_| target.gets_whole_event());
        match (pattern, event) {
            (Some(pattern), Some(event)) => pattern.matches(event) != Verdict::Match,
            _ => !takes_all_without(filter) || *by_body,
        }
    };
    if filter.as_ref().is_some_and(is_filtered) {
        let needs = if *by_body { "an event that the rule takes" } else { "a look at its filter by hand" };
        return blind(needs, format!("whether the filter of {endpoint} takes it is not known"));
    }
    match protocol.as_str() {
        "sqs" => unjudged_queue(case, target, &Arn::from(endpoint.as_str())),
        "lambda" => unjudged_function(case, target, &Arn::from(endpoint.as_str())),
        _ => blind(
            "a look there",
            format!("a subscription of the kind {protocol}, {endpoint}, is not looked at"),
        ),
    }
}

/// Whether a filter by attributes takes a message without any.
fn takes_all_without(filter: &str) -> bool {
    let filter = serde_json::from_str::<Map<String, Value>>(filter);
    let may_be_absent = |items: &Value| {
        let mut items = items.as_array().into_iter().flatten();
        items.any(|item| item["exists"] == false)
    };
    filter.is_ok_and(|filter| filter.values().all(may_be_absent))
}

/// What was not seen of a queue that is subscribed to a topic.
fn unjudged_queue(case: &Case<'_>, target: &Target, arn: &Arn) -> Option<Blind> {
    let piece = case.evidence.queues.get(arn);
    let queue = match piece {
        Piece::Seen(queue) => queue,
        Piece::Missing => return None,
        Piece::CannotSee(_) | Piece::NotAsked => {
            return Some(not_seen(case, arn, piece, "sqs:GetQueueAttributes"));
        }
    };
    let policy = queue.policy.as_deref().and_then(|text| Policy::parse(text).ok());
    let request = case.delivery().queue_of_topic(target.arn.as_str(), arn.as_str());
    let access = Access { caller: None, ..Access::of_resource(policy.as_ref()) };
    let decision = access.decide(&request);
    if !decision.is_allowed() {
        return Some(undecided(arn, &decision));
    }
    let key = queue.kms_key.as_deref()?;
    let piece = case.evidence.key_policies.get(key);
    piece.seen().is_none().then(|| not_seen(case, arn, piece, "kms:GetKeyPolicy"))
}

/// A part of what is subscribed that was not seen.
pub(super) fn not_seen<T>(case: &Case<'_>, arn: &Arn, piece: &Piece<T>, needs: &str) -> Blind {
    match piece {
        Piece::CannotSee(blind) => blind.clone(),
        Piece::NotAsked | Piece::Missing | Piece::Seen(_) if !case.is_near(arn) => Blind {
            needs: "a look there".to_owned(),
            why: format!("{} is in another account or region", arn.name()),
        },
        Piece::NotAsked | Piece::Missing | Piece::Seen(_) => {
            Blind { needs: needs.to_owned(), why: format!("not all of {} was read", arn.name()) }
        }
    }
}

/// A policy of what is subscribed that lets the topic in or not, by what is not known.
pub(super) fn undecided(arn: &Arn, decision: &Decision) -> Blind {
    let needs = format!("a look at the policy of {} by hand", arn.name());
    Blind { needs, why: decision.to_string().trim_end_matches('.').to_owned() }
}

/// A key that keeps the topic from encrypting what goes into the queue (SNS developer guide, "Subscribing an
/// encrypted Amazon SQS queue to an Amazon SNS topic").
fn shut_key(case: &Case<'_>, topic: &Arn, queue: &Arn, key: &str) -> Option<Hindrance> {
    let name = queue.name();
    let hindrance =
        |why: String, fix: String, repair| Some(Hindrance { why, is_sure: true, fix, repair, calls: None });
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

/// A filter that takes nothing of what EventBridge publishes, which has no attributes (SNS developer guide,
/// "Amazon SNS subscription filter policies"; a rule's target has no setting for them).
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
            ..Hindrance::default()
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
        ..Hindrance::default()
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
                ..Hindrance::default()
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
        calls: None,
    })
}
