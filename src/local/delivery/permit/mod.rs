//! Whether a target is there and lets EventBridge in: by its own policy, or through the role that the target
//! names, and by the key that it is encrypted with.
//!
//! Found out once for each rule and target, and again after anything in the account was changed; each time
//! where a policy asks for what is another with each event. What cannot be known from outside (see
//! [`crate::policy`]) has to be decided here one way or the other, since an event either arrives or does not:
//! where AWS's pages leave it open, the event is let through, and a condition that is not known counts as not
//! met.

mod keys;
mod log_group;

use super::failure::Failure;
use super::{Event, Invocation};
use crate::json::Value;
use crate::local::account::last_name;
use crate::local::account::{ACCOUNT, Account};
use crate::local::iam::{Iam, Role};
use crate::local::lambda;
use crate::model::{Arn, KnownKind, Millis, Target, TargetKind};
use crate::policy::{
    Access, Caller, Decision, Delivery, KEY_USES, OF_EVENT, Policy, Request, Resource, SERVICE,
};
pub(super) use keys::bus_key;
use keys::{encrypted, key, key_allows, queue_key};
use log_group::log_group;
use std::cell::Cell;
use std::collections::HashMap;

/// The organization the account is in.
pub(in crate::local) const ORGANIZATION: &str = "o-h4rb0rp1ne";

/// Answers found so far, by rule, target and role; the service's own for a bus's key.
#[derive(Default)]
pub(in crate::local) struct Permits(HashMap<(String, String, String), Result<(), Failure>>);

impl Permits {
    /// Forgets all of them.
    pub(in crate::local) fn clear(&mut self) {
        self.0.clear();
    }
}

type Permitted = Result<(), Failure>;

fn refused(message: impl Into<String>) -> Failure {
    Failure::permanent("NO_PERMISSIONS", message)
}

/// The refusal in the words of the service that refuses (IAM user guide, "Troubleshoot access denied error
/// messages").
fn not_authorized(who: &str, action: &str, resource: &str, decision: &Decision) -> Failure {
    let why = match decision {
        Decision::Denied(_) => "with an explicit deny in a policy".to_owned(),
        Decision::Allowed(_) | Decision::NotAllowed { .. } | Decision::Unknown { .. } => {
            format!("because no policy allows the {action} action")
        }
    };
    refused(format!("User: {who} is not authorized to perform: {action} on resource: {resource} {why}"))
}

fn target_is_gone(arn: &Arn) -> Failure {
    Failure::permanent("NO_RESOURCE", format!("The target {arn} does not exist."))
}

/// What is another with each moment.
const FLEETING: [&str; 2] = ["aws:CurrentTime", "aws:EpochTime"];

/// What policies are asked about: an event's delivery, or something else that happens now.
struct Inquiry<'a> {
    delivery: Delivery<'a>,
    /// The event, where its bus's policy may ask for it.
    event: Option<&'a Event>,
    /// One of the policies asks for what is another next time.
    is_fleeting: Cell<bool>,
}

impl<'a> Inquiry<'a> {
    /// `source` is the ARN of the rule or bus that sends.
    fn at(now: Millis, source: &'a str) -> Self {
        let delivery = Delivery { rule: source, organization: Some(ORGANIZATION), now: Some(now) };
        Self { delivery, event: None, is_fleeting: Cell::new(false) }
    }

    /// A policy, of which it is noted whether it may say otherwise next time. What is none allows nothing.
    fn read(&self, text: Option<&str>) -> Policy {
        let policy = text.and_then(|text| Policy::parse(text).ok()).unwrap_or_default();
        self.note(&policy);
        policy
    }

    fn note(&self, policy: &Policy) {
        // What a bus's policy asks of the event is another with each.
        let of_event = OF_EVENT.iter().map(|(key, _)| key);
        if FLEETING.iter().chain(of_event).any(|key| policy.asks_about(key)) {
            self.is_fleeting.set(true);
        }
    }

    /// Every policy of a role and its boundary, noted alike.
    fn of_role(&self, iam: &Iam, role: &Role) -> (Vec<Policy>, Option<Policy>) {
        let (own, boundary) = iam.documents(role);
        own.iter().chain(&boundary).for_each(|policy| self.note(policy));
        (own, boundary)
    }
}

/// Whether an event may go where an invocation takes it.
pub(in crate::local::delivery) fn check(
    account: &mut Account,
    invocation: &Invocation,
    event: &Event,
    now: Millis,
) -> Permitted {
    let target = &invocation.target;
    let role = target.role.as_ref().map_or("", Arn::as_str);
    let key = (invocation.rule_arn.clone(), format!("{}/{}", target.id, target.arn), role.to_owned());
    if let Some(known) = account.permits.0.get(&key) {
        return known.clone();
    }
    let asking = Inquiry { event: Some(event), ..Inquiry::at(now, &invocation.rule_arn) };
    let verdict = judge(account, &asking, target);
    if !asking.is_fleeting.get() {
        account.permits.0.insert(key, verdict.clone());
    }
    verdict
}

fn judge(account: &Account, asking: &Inquiry<'_>, target: &Target) -> Permitted {
    let arn = &target.arn;
    if let Some(code) = account.undeliverable.get(arn.as_str()) {
        return Err(Failure::permanent(code, format!("{arn} does not take the event.")));
    }
    // Rules that services made for themselves have targets that nobody else sees.
    if arn.resource() == "eventbridge-target" {
        return Ok(());
    }
    let kind = target.kind();
    if kind == TargetKind::Logs {
        return log_group(account, asking, target);
    }
    if kind != TargetKind::Bus && arn.region() != account.region && !arn.region().is_empty() {
        let message =
            format!("The target is in {}, and only an event bus may be in another region.", arn.region());
        return Err(Failure::permanent("INVALID_PARAMETER", message));
    }
    let own = arn.account() == ACCOUNT;
    let there = !own
        || match KnownKind::of(kind) {
            KnownKind::Function => {
                let (name, qualifier) = lambda::parts(arn.as_str());
                account.functions.get(name).is_some_and(|function| function.has(qualifier))
            }
            KnownKind::Queue => account.queues.contains_key(arn.resource()),
            KnownKind::Topic => account.topics.contains_key(arn.resource()),
            KnownKind::StateMachine => {
                let (wanted, _) = arn.unqualified_machine();
                account.machines.values().any(|machine| machine.arn == wanted)
            }
            KnownKind::Bus => arn.region() != account.region || account.buses.contains_key(arn.name()),
            KnownKind::ApiDestination => destination(account, arn).is_some(),
            KnownKind::LogGroup | KnownKind::Other => true,
        };
    if !there {
        return Err(target_is_gone(arn));
    }
    match &target.role {
        Some(role) => in_role(account, asking, role.as_str(), target)?,
        None => by_policy(account, asking, target)?,
    }
    if kind == TargetKind::ApiDestination {
        return authorized(account, arn);
    }
    if own { encrypted(account, asking, target) } else { Ok(()) }
}

/// The API destination of an ARN, which ends in the id that it was given.
fn destination<'a>(
    account: &'a Account,
    arn: &Arn,
) -> Option<&'a serde_json::Map<String, serde_json::Value>> {
    account.destinations.values().find(|about| {
        about.get("ApiDestinationArn").and_then(serde_json::Value::as_str) == Some(arn.as_str())
    })
}

/// Whether an API destination's connection can be used.
fn authorized(account: &Account, arn: &Arn) -> Permitted {
    let text = |about: &serde_json::Map<String, serde_json::Value>, name: &str| {
        about.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let Some(destination) = destination(account, arn) else { return Err(target_is_gone(arn)) };
    let wanted = text(destination, "ConnectionArn");
    let connection =
        account.connections.values().find(|connection| text(connection, "ConnectionArn") == wanted);
    let state = connection.map_or_else(|| "DELETED".to_owned(), |about| text(about, "ConnectionState"));
    if state == "AUTHORIZED" && text(destination, "ApiDestinationState") == "ACTIVE" {
        Ok(())
    } else {
        let message = format!("The connection of the API destination is {state}.");
        Err(Failure::permanent("INVALID_PARAMETER", message))
    }
}

/// Through the role: EventBridge must be able to assume it, and it must be allowed to do what the target
/// takes.
fn in_role(account: &Account, asking: &Inquiry<'_>, role: &str, target: &Target) -> Permitted {
    let delivery = asking.delivery;
    let global = account.global.lock();
    let failed = |why: String| Failure::permanent("FAILED_TO_ASSUME_ROLE", why);
    let Some(found) = global.iam.role(role) else {
        return Err(failed(format!("The role {role} does not exist.")));
    };
    let trust = asking.read(Some(&found.trust));
    let decision = Access::of_role(&trust).decide(&delivery.assume(role));
    if !decision.is_allowed() {
        return Err(failed(not_authorized(SERVICE, "sts:AssumeRole", role, &decision).message));
    }
    let (own, boundary) = asking.of_role(&global.iam, found);
    let own: Vec<&Policy> = own.iter().collect();
    // Of another account's resource only its own side is known.
    let at_home = target.arn.account().is_empty() || target.arn.account() == ACCOUNT;
    let theirs = at_home.then(|| asking.read(resource_policy(account, target).as_deref()));
    let access = Access {
        sort: Resource::Ordinary,
        resource: theirs.as_ref(),
        caller: Some(&own),
        boundary: boundary.as_ref(),
    };
    // Whether a task needs a role passed to it is in its definition, which this account does not hold.
    let needed = target.permissions(&Arn::new(delivery.rule));
    for permission in needed.iter().filter(|permission| permission.unless.is_none()) {
        for resource in &permission.resources {
            // What another account's resource says is its own affair, so the role is judged as if both were
            // at home.
            let mut request = delivery.in_role(role, permission.action, resource);
            request.context = request.context.with_principal_tags(&found.tags);
            for (key, value) in &permission.context {
                request.context = request.context.set(key, value);
            }
            if target.kind() == TargetKind::Bus {
                add_event_keys(&mut request, asking.event);
            }
            if target.kind() == TargetKind::Sqs {
                add_queue_tags(account, &mut request);
            }
            if theirs.is_none() {
                let home = format!("::{}:", target.arn.account());
                request.caller = Caller::Identity(role.replace(&format!("::{ACCOUNT}:"), &home));
            }
            let decision = access.decide(&request);
            // Of what a star stands for, such as the newest revision of a task, nothing is held here.
            let open = resource.contains('*') && !decision.is_refused();
            if !decision.is_allowed() && !open {
                return Err(not_authorized(role, permission.action, resource, &decision));
            }
        }
    }
    Ok(())
}

/// The policy of a resource of this account, as text.
fn resource_policy(account: &Account, target: &Target) -> Option<String> {
    let arn = &target.arn;
    match KnownKind::of(target.kind()) {
        KnownKind::Function => {
            let (name, qualifier) = lambda::parts(arn.as_str());
            account.functions.get(name)?.policy(qualifier)
        }
        KnownKind::Queue => account.queues.get(arn.resource())?.attributes.get("Policy").cloned(),
        KnownKind::Topic => account.topics.get(arn.resource())?.attributes.get("Policy").cloned(),
        KnownKind::Bus if arn.region() == account.region => account.buses.get(arn.name())?.policy_text(),
        KnownKind::Bus
        | KnownKind::LogGroup
        | KnownKind::StateMachine
        | KnownKind::ApiDestination
        | KnownKind::Other => None,
    }
}

/// Through the resource's own policy.
fn by_policy(account: &Account, asking: &Inquiry<'_>, target: &Target) -> Permitted {
    let delivery = asking.delivery;
    let arn = target.arn.as_str();
    // Another account's policies are not known here.
    if target.arn.account() != ACCOUNT {
        return Ok(());
    }
    let request = match KnownKind::of(target.kind()) {
        KnownKind::Function => {
            let mut request = delivery.function(arn);
            request.context = request.context.set("aws:SourceAccount", ACCOUNT);
            request
        }
        KnownKind::Queue => {
            let mut request = delivery.queue(arn);
            add_queue_tags(account, &mut request);
            request
        }
        KnownKind::Topic => {
            let mut request = delivery.topic(arn);
            let context = std::mem::take(&mut request.context);
            request.context = context.set("aws:SourceArn", delivery.rule).set("aws:SourceAccount", ACCOUNT);
            request
        }
        KnownKind::Bus => {
            let mut request = delivery.bus(arn);
            add_event_keys(&mut request, asking.event);
            request
        }
        // These take no event without a role, or let every caller in.
        KnownKind::LogGroup | KnownKind::StateMachine | KnownKind::ApiDestination | KnownKind::Other => {
            return Ok(());
        }
    };
    let policy = asking.read(resource_policy(account, target).as_deref());
    let decision = Access::of_resource(Some(&policy)).decide(&request);
    // A bus of the same account needs no permission, and can be forbidden.
    let allowed =
        if target.kind() == TargetKind::Bus { !decision.is_denied() } else { decision.is_allowed() };
    if allowed { Ok(()) } else { Err(not_authorized(SERVICE, &request.action, arn, &decision)) }
}

/// What policies may ask of the tags of the queue that the request is about.
fn add_queue_tags(account: &Account, request: &mut Request) {
    let queue = account.queues.values().find(|queue| queue.arn == request.resource);
    if let Some(queue) = queue {
        request.context = std::mem::take(&mut request.context).resource_tagged(&queue.tags);
    }
}

/// What a bus's policy may ask of the event that is put on it.
fn add_event_keys(request: &mut Request, event: Option<&Event>) {
    let Some(document) = event.and_then(|event| event.document().ok()) else { return };
    request.add_event(|name| document.root().get(name).and_then(Value::owned_text));
}

/// Whether a queue takes what an event's rule or bus, `source`, sends it as dead letters.
pub(in crate::local::delivery) fn dead_letter(
    account: &Account,
    queue: &str,
    source: &str,
    now: Millis,
) -> Permitted {
    let arn = Arn::new(queue);
    if arn.region() != account.region || account.undeliverable.contains_key(queue) {
        return Err(Failure::permanent(
            "INVALID_PARAMETER",
            "A dead-letter queue is in the region of its rule.",
        ));
    }
    let Some(found) = account.queues.get(arn.resource()).filter(|found| found.arn == queue) else {
        return Err(target_is_gone(&arn));
    };
    if found.is_fifo() {
        return Err(Failure::permanent("INVALID_PARAMETER", "A dead-letter queue cannot be a FIFO queue."));
    }
    let asking = Inquiry::at(now, source);
    let policy = asking.read(found.attributes.get("Policy").map(String::as_str));
    let mut request = asking.delivery.queue(queue);
    add_queue_tags(account, &mut request);
    let decision = Access::of_resource(Some(&policy)).decide(&request);
    if !decision.is_allowed() {
        return Err(not_authorized(SERVICE, "sqs:SendMessage", queue, &decision));
    }
    match found.attributes.get("KmsMasterKeyId").filter(|key| !key.is_empty()) {
        None => Ok(()),
        Some(identifier) => {
            let key = key(account, identifier)?;
            key_allows(
                &asking,
                key,
                &KEY_USES.map(|action| queue_key(asking.delivery, &key.arn, action, queue)),
            )
        }
    }
}

/// Whether a topic may send to a queue that subscribes to it.
pub(in crate::local) fn topic_may_send(account: &Account, topic: &str, queue: &str, now: Millis) -> bool {
    let name = last_name(queue);
    let Some(found) = account.queues.get(name).filter(|found| found.arn == queue) else { return false };
    let asking = Inquiry::at(now, topic);
    let policy = asking.read(found.attributes.get("Policy").map(String::as_str));
    let mut request = asking.delivery.queue_of_topic(topic, queue);
    request.context = request.context.resource_tagged(&found.tags);
    Access::of_resource(Some(&policy)).decide(&request).is_allowed()
}
