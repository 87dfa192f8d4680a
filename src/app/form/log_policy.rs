//! The resource policy that lets EventBridge write to log groups, as a change that goes with a target.

use super::text;
use crate::diagnose::may_write;
use crate::export::log_policy_beside;
use crate::model::{Arn, Change, Held, ResourcePolicy, RuleKey, Thing};

/// The change by which EventBridge may write to these groups for this rule, where the region has these
/// policies: one that was made here before is extended. None where it may already: a region takes ten
/// policies (CloudWatch Logs quotas).
///
/// # Errors
///
/// Why there is none, and what to do.
pub(super) fn letting_write(
    groups: impl IntoIterator<Item = Arn>,
    rule: &RuleKey,
    there: &[ResourcePolicy],
) -> Result<Option<Change>, &'static str> {
    let lacks = |group: &Arn| {
        let rule = rule.arn(group.region(), group.account());
        may_write(group, rule.as_str(), there) != Some(true)
    };
    let groups: Vec<Arn> = groups.into_iter().filter(lacks).collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let (name, document) = log_policy_beside(&groups, there).ok_or(
        "the region has ten resource policies for log groups, and takes no more. Choose `no`, and let events.amazonaws.com \
         and delivery.logs.amazonaws.com write to the group in one of them.",
    )?;
    let held = |document: &str| {
        let mut held = Held::default();
        held.set("policyDocument", Some(text(document)));
        held
    };
    let was = there.iter().find(|policy| policy.name == name).map(|policy| held(&policy.document));
    let (thing, to) = (Thing::LogPolicy(name), held(&document.to_string()));
    Ok(match was {
        Some(was) if was == to => None,
        Some(was) => Some(Change::update(thing, was, to)),
        None => Some(Change::create(thing, to)),
    })
}
