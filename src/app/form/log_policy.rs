//! The resource policy that lets EventBridge write to log groups, as a change that goes with a target.

use super::text;
use crate::export::log_policy_beside;
use crate::model::{Arn, Change, Held, ResourcePolicy, Thing};

/// The change by which EventBridge may write to these groups, where the region has these policies: one that
/// was made here before is extended. None where it has them already.
///
/// # Errors
///
/// Why there is none, and what to do.
pub(super) fn letting_write(
    groups: &[Arn],
    there: &[ResourcePolicy],
) -> Result<Option<Change>, &'static str> {
    let (name, document) = log_policy_beside(groups, there).ok_or(
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
