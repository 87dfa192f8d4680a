//! Whether a log group takes events.

use super::keys::{key, key_allows};
use super::{Inquiry, Permitted, not_authorized, refused, target_is_gone};
use crate::local::account::{ACCOUNT, Account};
use crate::local::delivery::failure::Failure;
use crate::local::logs;
use crate::model::Target;
use crate::policy::{Access, KEY_USES, Policy, SERVICE};

/// A log group: its resource policies must let EventBridge in, and it takes no role.
pub(super) fn log_group(account: &Account, asking: &Inquiry<'_>, target: &Target) -> Permitted {
    let arn = &target.arn;
    // An ARN that ends in `:*` is accepted as a target and never delivered to.
    if arn.as_str().ends_with(":*") {
        return Err(Failure::permanent("INVALID_PARAMETER", "The ARN of the log group ends in :*."));
    }
    if arn.account() != ACCOUNT || arn.region() != account.region {
        return Err(Failure::permanent(
            "INVALID_PARAMETER",
            "The log group is of another account or region.",
        ));
    }
    let name = logs::name_in(arn.as_str());
    let Some(group) = account.logs.groups.get(name) else { return Err(target_is_gone(arn)) };
    // A role makes EventBridge skip the resource policy.
    if target.role.is_some() {
        return Err(refused("A role is set, and a log group takes none."));
    }
    let delivery = asking.delivery;
    let mut together = Policy::default();
    account.logs.policies_of(name).for_each(|document| together.add(asking.read(Some(document))));
    // The user guide wants delivery.logs.amazonaws.com let in as well; the CDK lets events.amazonaws.com in
    // alone, and its own test finds the events in the group.
    for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
        let mut request = delivery.log_group(arn.as_str(), SERVICE, action);
        // A condition on the source is met when events are put and not when a stream is made.
        if action == "logs:CreateLogStream" {
            request.context = request.context.without("aws:SourceAccount");
        }
        let decision = Access::of_resource(Some(&together)).decide(&request);
        if !decision.is_allowed() {
            return Err(not_authorized(SERVICE, action, arn.as_str(), &decision));
        }
    }
    match &group.kms_key {
        None => Ok(()),
        Some(identifier) => {
            let key = key(account, identifier)?;
            let requests = KEY_USES.map(|action| delivery.group_key(&key.arn, action, arn.as_str()));
            key_allows(asking, key, &requests)
        }
    }
}
