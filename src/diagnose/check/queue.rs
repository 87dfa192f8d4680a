//! Queues and topics as targets: their policies, and what FIFO asks for.

use super::denial::{self, LeftOut, policy_with_request_left_out, remedy};
use super::{often, queue_tags};
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, OPEN_TOPIC, Repair};
use crate::model::{Arn, Target, TargetKind};
use crate::policy::{Access, Caller, Decision, Effect, Policy, Request, SERVICE};
use serde_json::Value;

/// Targets of a kind that EventBridge reaches in its own name.
fn direct<'e>(case: &Case<'e>, kind: TargetKind) -> impl Iterator<Item = &'e Target> {
    // What no rule can send to is told by T2 and T8, and no policy of it would help.
    case.targets()
        .iter()
        .filter(move |target| target.kind() == kind && target.role.is_none() && !target.is_no_topic())
}

/// T6: the topic's policy does not let this rule publish.
pub(super) fn topic_policy(case: &Case<'_>, report: &mut Report) {
    for target in direct(case, TargetKind::Sns) {
        report.about(target);
        let arn = &target.arn;
        let piece = case.evidence.topics.get(arn);
        let what = format!("The policy of the topic {}", arn.name());
        let Some(topic) = report.see(&what, "sns:GetTopicAttributes", piece) else { continue };
        let repair = export::with_statement(topic.policy.as_deref(), export::lets_publish(arn))
            .map(|document| Repair::TopicPolicy { topic: arn.clone(), document });
        let request = case.delivery().topic(arn.as_str());
        let shown = "GetTopicAttributes.Policy";
        let read = topic.policy.as_deref().and_then(|text| Policy::parse(text).ok());
        let decision = access_to(read.as_ref()).decide(&request);
        if case.delivers_to_its_one_target() && decision.doubt().is_some() {
            report
                .ok(format!("The topic {} takes what the rule sends: no delivery was given up.", arn.name()));
            continue;
        }
        judge(report, &format!("the topic {}", arn.name()), topic.policy.as_deref(), &request, shown, repair);
    }
}

/// T7: the queue's policy does not let this rule send.
pub(super) fn queue_policy(case: &Case<'_>, report: &mut Report) {
    for target in direct(case, TargetKind::Sqs) {
        report.about(target);
        let arn = &target.arn;
        let piece = case.evidence.queues.get(arn);
        let what = format!("The policy of the queue {}", arn.name());
        let Some(queue) = report.see(&what, "sqs:GetQueueAttributes", piece) else { continue };
        let repair = queue_repair(case, arn, queue.policy.as_deref());
        let name = format!("the queue {}", arn.name());
        lets_send(case, report, &name, arn, queue.policy.as_deref(), repair);
    }
}

/// What lets the rule send to a queue, keeping the statements that are there.
pub(super) fn queue_repair(case: &Case<'_>, queue: &Arn, policy: Option<&str>) -> Option<Repair> {
    let statement = export::lets_send(&case.rule.arn, queue);
    let document = export::with_statement(policy, statement)?;
    Some(Repair::QueuePolicy { queue: queue.clone(), url: case.evidence.session.queue_url(queue), document })
}

/// Judges whether a queue's policy lets the rule send, and writes the finding.
pub(super) fn lets_send(
    case: &Case<'_>,
    report: &mut Report,
    name: &str,
    queue: &Arn,
    policy: Option<&str>,
    repair: Option<Repair>,
) {
    let request = queue_tags::with_tags(case, case.delivery().queue(queue.as_str()), queue);
    let read = policy.and_then(|text| Policy::parse(text).ok());
    let hidden = read.and_then(|policy| {
        queue_tags::decisive(case, queue, &Access::of_resource(Some(&policy)).decide(&request))
    });
    match hidden {
        Some(blind) => {
            let what =
                format!("Whether the policy of {name} lets this rule in, which hangs on the queue's tags,");
            report.cannot_see(&what, blind.needs.clone(), &blind.why);
        }
        None => judge(report, name, policy, &request, "GetQueueAttributes.Policy", repair),
    }
}

/// By a resource's policy alone.
fn access_to(policy: Option<&Policy>) -> Access<'_> {
    Access { caller: None, ..Access::of_resource(policy) }
}

/// A change of a policy with another document, which is made of the statement that it would have added, and
/// whether that is in it.
fn otherwise(repair: Repair, left_out: impl Fn(Option<&Value>) -> Option<LeftOut>) -> Option<(Repair, bool)> {
    let made =
        |whole: &Value| left_out(whole.get("Statement").and_then(Value::as_array).and_then(|all| all.last()));
    match repair {
        Repair::QueuePolicy { queue, url, document } => {
            let LeftOut { document, adds } = made(&document)?;
            Some((Repair::QueuePolicy { queue, url, document }, adds))
        }
        Repair::TopicPolicy { topic, document } => {
            let LeftOut { document, adds } = made(&document)?;
            Some((Repair::TopicPolicy { topic, document }, adds))
        }
        Repair::Rule { .. }
        | Repair::Enabled { .. }
        | Repair::Target { .. }
        | Repair::Invoke { .. }
        | Repair::LogPolicy { .. }
        | Repair::KeyPolicy { .. }
        | Repair::LogGroup { .. }
        | Repair::RolePolicy { .. }
        | Repair::Trust { .. }
        | Repair::LetIn { .. }
        | Repair::Deduplication { .. }
        | Repair::Notices { .. }
        | Repair::PartnerBus { .. } => None,
    }
}

/// Judges a resource's policy and writes the finding. What a caller's own policies say is another row's
/// question.
pub(super) fn judge(
    report: &mut Report,
    name: &str,
    text: Option<&str>,
    request: &Request,
    shown: &str,
    repair: Option<Repair>,
) {
    let policy = match text.filter(|text| !text.trim().is_empty()).map(Policy::parse) {
        Some(Err(error)) => {
            report
                .suspect(format!("The policy of {name} cannot be judged. {error}"))
                .with_exhibit(shown, text.unwrap_or_default());
            return;
        }
        Some(Ok(policy)) => Some(policy),
        None => None,
    };
    let decision = access_to(policy.as_ref()).decide(request);
    let text = text.unwrap_or("null");
    let is_topic = matches!(repair, Some(Repair::TopicPolicy { .. }));
    if decision.is_allowed() {
        report.ok(format!("The policy of {name} lets this rule in. {decision}")).with_policy(shown, text);
    } else if decision.is_refused() {
        let why = if policy.is_some() { decision.to_string() } else { "It has none.".to_owned() };
        let note = report
            .fault(format!("The policy of {name} does not let this rule in. {why}"))
            .with_policy(shown, text);
        match remedy(&decision, request) {
            Some(fix) => {
                let lets_in = |policy: &Policy| access_to(Some(policy)).decide(request).is_allowed();
                let left = |added: Option<&Value>| {
                    policy_with_request_left_out(text, &decision, request, added, &lets_in)
                };
                let (repair, adds) = repair.and_then(|repair| otherwise(repair, left)).unzip();
                let adds = adds == Some(true);
                let open = if adds && is_topic { format!(" {OPEN_TOPIC}") } else { String::new() };
                note.fix(denial::remedy_with_change(fix, adds) + &open).repair_if(repair)
            }
            None => {
                let whom = match &request.caller {
                    Caller::Service(_) if is_topic => format!("{SERVICE} in"),
                    Caller::Service(_) => format!("{SERVICE} in for this rule"),
                    Caller::Identity(arn) => {
                        format!("{arn} in, as its principal: AWS, for {}", request.action)
                    }
                    Caller::Somebody(account) => format!("the account {account} in"),
                };
                let open = if is_topic { format!(" {OPEN_TOPIC}") } else { String::new() };
                note.fix(format!("Add a statement that lets {whom}.{open}")).repair_if(repair)
            }
        };
    } else {
        let note = report
            .suspect(format!("Whether the policy of {name} lets this rule in cannot be told. {decision}"))
            .with_policy(shown, text);
        // What a guide says of every condition there is no likely cause.
        let note = if is_topic { note.often(often::ONLY_ADVISED) } else { note };
        if matches!(decision, Decision::Unknown { effect: Effect::Allow, .. }) && repair.is_some() {
            let fix = if is_topic {
                format!("A statement without conditions settles it; those that are there stay. {OPEN_TOPIC}")
            } else {
                "A statement that names this rule settles it; those that are there stay.".to_owned()
            };
            note.fix(fix).repair_if(repair);
        }
    }
}

/// Whether a target is sent the same text of every event. A schedule may leave more time between its events
/// than duplicates are known for.
fn is_always_the_same(case: &Case<'_>, target: &Target) -> bool {
    let is_fixed = |template: &str| {
        !template.replace("<aws.events.rule-arn>", "").replace("<aws.events.rule-name>", "").contains('<')
    };
    case.rule.schedule.is_none()
        && (target.input.is_some()
            || target.transformer.as_ref().is_some_and(|transformer| is_fixed(&transformer.template)))
}

/// T8: a FIFO queue without a group, or that cannot recognise duplicates, and a FIFO topic.
pub(super) fn fifo(case: &Case<'_>, report: &mut Report) {
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::Sns) {
        report.about(target);
        if Arn::is_fifo(target.arn.name()) {
            report
                // User guide, "Event bus targets": "EventBridge does not support Amazon SNS FIFO topics".
                .fault(format!(
                    "The FIFO topic {} takes no message without a group id, and a rule's target has no setting for the \
                     group of a topic: EventBridge sends to standard topics only.",
                    target.arn.name()
                ))
                .often(often::UNFIT_ARN)
                .with_exhibit("Target.Arn", target.arn.as_str())
                .fix("Send to a standard topic, or to a FIFO queue with SqsParameters.MessageGroupId.");
        }
    }
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::Sqs) {
        report.about(target);
        let queue = case.evidence.queues.get(&target.arn).seen();
        if !crate::model::Arn::is_fifo(target.arn.name()) && !queue.is_some_and(|queue| queue.fifo) {
            continue;
        }
        let settings = target.parameters.get("SqsParameters");
        let group = settings.and_then(|settings| settings.get("MessageGroupId")).and_then(Value::as_str);
        let name = target.arn.name();
        match group.filter(|group| !group.is_empty()) {
            None => {
                report
                    .fault(format!(
                        "The FIFO queue {name} takes no message without a group id, and the target has none."
                    ))
                    .with_exhibit("Target.SqsParameters", settings.cloned())
                    .fix("Set SqsParameters.MessageGroupId.");
                continue;
            }
            Some(group) if group.starts_with('$') || group.starts_with('<') && group.ends_with('>') => {
                let looks_like = if group.starts_with('$') { "a path" } else { "a variable of a template" };
                report
                    .suspect(format!(
                        "The group id {group} looks like {looks_like}, and is a fixed text: all messages are in one group."
                    ))
                    .with_exhibit("Target.SqsParameters.MessageGroupId", group)
                    .fix("Write a plain name, if one group is meant.");
            }
            Some(_) => {}
        }
        match case.evidence.queues.get(&target.arn) {
            Piece::Seen(queue) if queue.content_deduplication && is_always_the_same(case, target) => {
                report
                    .suspect(format!(
                        "All messages for the FIFO queue {name} have the same body, by which it knows duplicates: of those \
                         that come within five minutes it keeps the first alone."
                    ))
                    .often(often::BEHIND_A_TARGET)
                    .with_exhibit("GetQueueAttributes.ContentBasedDeduplication", true)
                    .with_exhibit(
                        "Target",
                        serde_json::json!({"Input": target.input, "InputTransformer": target.transformer}),
                    )
                    .fix("Send a part of the event that differs from one to the next, such as its id.");
            }
            Piece::Seen(queue) if queue.content_deduplication => {
                report.ok(format!("The FIFO queue {name} has a group id and content-based deduplication."));
            }
            Piece::Seen(_) => {
                report
                    .fault(format!(
                        "The FIFO queue {name} wants a deduplication id, which EventBridge does not send."
                    ))
                    .with_exhibit("GetQueueAttributes.ContentBasedDeduplication", false)
                    .fix("Switch on content-based deduplication.")
                    .repair(Repair::Deduplication {
                        queue: target.arn.clone(),
                        url: case.evidence.session.queue_url(&target.arn),
                    });
            }
            piece @ (Piece::NotAsked | Piece::CannotSee(_) | Piece::Missing) => {
                let what = format!("Whether the FIFO queue {name} has content-based deduplication");
                report.see(&what, "sqs:GetQueueAttributes", piece);
            }
        }
    }
}
