//! Whether the key that a queue, topic, log group or bus is encrypted with can be used by whoever sends.

use super::{Inquiry, Permitted, not_authorized, refused};
use crate::local::account::{ACCOUNT, Account};
use crate::local::delivery::failure::Failure;
use crate::local::kms::Key;
use crate::model::{KnownKind, Millis, Target};
use crate::policy::{Access, Delivery, KEY_USES, Policy, Request};

/// Whether a key can be used by a service for these actions.
pub(super) fn key_allows(asking: &Inquiry<'_>, key: &Key, requests: &[Request]) -> Permitted {
    if !key.is_usable() {
        return Err(refused(format!("The key {} is not enabled.", key.arn)));
    }
    let policy = asking.read(Some(&key.policy));
    for request in requests {
        let decision = Access::of_key(&policy, &[]).decide(request);
        if !decision.is_allowed() {
            return Err(not_authorized(request.caller.name(), &request.action, &key.arn, &decision));
        }
    }
    Ok(())
}

pub(super) fn key<'a>(account: &'a Account, identifier: &str) -> Result<&'a Key, Failure> {
    match account.kms.key(identifier) {
        Some((_, key)) => Ok(key),
        None => Err(refused(format!("The key {identifier} does not exist."))),
    }
}

/// Whether the key of a queue or topic can be used by whoever sends.
pub(super) fn encrypted(account: &Account, asking: &Inquiry<'_>, target: &Target) -> Permitted {
    let delivery = asking.delivery;
    let arn = target.arn.as_str();
    let (identifier, queue) = match KnownKind::of(target.kind()) {
        KnownKind::Queue => (account.queues.get(target.arn.resource()).map(|queue| &queue.attributes), true),
        KnownKind::Topic => (account.topics.get(target.arn.resource()).map(|topic| &topic.attributes), false),
        // What other kinds are encrypted with is not known to this account.
        KnownKind::Function
        | KnownKind::LogGroup
        | KnownKind::Bus
        | KnownKind::StateMachine
        | KnownKind::ApiDestination
        | KnownKind::Other => return Ok(()),
    };
    let identifier = identifier.and_then(|all| all.get("KmsMasterKeyId")).filter(|key| !key.is_empty());
    let Some(identifier) = identifier else { return Ok(()) };
    let key = key(account, identifier)?;
    if let Some(role) = &target.role {
        return in_role_with_key(account, asking, role.as_str(), key, arn);
    }
    let requests = KEY_USES.map(|action| {
        if queue {
            queue_key(delivery, &key.arn, action, arn)
        } else {
            delivery.topic_key(&key.arn, action, arn)
        }
    });
    key_allows(asking, key, &requests)
}

/// A queue's key is asked with the rule as source; AWS's pages show policies with these conditions that work.
pub(super) fn queue_key(delivery: Delivery<'_>, key: &str, action: &str, queue: &str) -> Request {
    let mut request = delivery.queue_key(key, action, queue);
    request.context = request.context.set("aws:SourceArn", delivery.rule).set("aws:SourceAccount", ACCOUNT);
    request
}

fn in_role_with_key(
    account: &Account,
    asking: &Inquiry<'_>,
    role: &str,
    key: &Key,
    target: &str,
) -> Permitted {
    let global = account.global.lock();
    let Some(found) = global.iam.role(role) else { return Ok(()) };
    let (own, boundary) = asking.of_role(&global.iam, found);
    let own: Vec<&Policy> = own.iter().collect();
    let policy = asking.read(Some(&key.policy));
    for action in KEY_USES {
        let mut request = asking.delivery.key_in_role(role, &key.arn, action, target);
        request.context = request.context.with_principal_tags(&found.tags);
        let access = Access { boundary: boundary.as_ref(), ..Access::of_key(&policy, &own) };
        let decision = access.decide(&request);
        if !decision.is_allowed() {
            return Err(not_authorized(role, action, &key.arn, &decision));
        }
    }
    Ok(())
}

/// Whether EventBridge can use the key of a bus. A key that this account does not hold
/// counts as unusable.
pub(in crate::local::delivery) fn bus_key(account: &mut Account, bus: &str, now: Millis) -> Permitted {
    let Some(about) = account.buses.get(bus) else { return Ok(()) };
    let Some(identifier) = about.kms_key.clone() else { return Ok(()) };
    let known = (bus.to_owned(), identifier.clone(), "kms".to_owned());
    if let Some(verdict) = account.permits.0.get(&known) {
        return verdict.clone();
    }
    let arn = about.arn();
    let asking = Inquiry::at(now, &arn);
    let verdict = key(account, &identifier).and_then(|key| {
        let requests = KEY_USES.map(|action| asking.delivery.bus_key(&key.arn, action, &arn));
        key_allows(&asking, key, &requests)
    });
    let verdict =
        verdict.map_err(|failure| Failure { code: "RULE_DECRYPTION_FAILURE".to_owned(), ..failure });
    if !asking.is_fleeting.get() {
        account.permits.0.insert(known, verdict.clone());
    }
    verdict
}
