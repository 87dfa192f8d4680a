//! Whether EventBridge may write to a log group, as far as the account's resource policies tell: for whoever
//! is about to make the group a target. The diagnosis of a rule that is there asks for more (`check::logs`).

use crate::model::{Arn, ResourcePolicy};
use crate::policy::{Access, Delivery, LOG_DELIVERY, Policy, SERVICE};

/// Whether both services that deliver to log groups may write to this one; `None` where what the policies
/// want is not known of a delivery. `rule` is the rule's ARN.
pub(crate) fn may_write(group: &Arn, rule: &str, policies: &[ResourcePolicy]) -> Option<bool> {
    let mut all = Policy::default();
    policies
        .iter()
        .filter_map(|policy| Policy::parse(&policy.document).ok())
        .for_each(|policy| all.add(policy));
    let delivery = Delivery { rule, organization: None, now: None };
    let (mut open, access) = (false, Access::of_resource(Some(&all)));
    for principal in [SERVICE, LOG_DELIVERY] {
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            let decision = access.decide(&delivery.log_group(group.as_str(), principal, action));
            if decision.is_refused() {
                return Some(false);
            }
            open |= !decision.is_allowed();
        }
    }
    (!open).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::may_write;
    use crate::export::log_policy;
    use crate::model::{Arn, ResourcePolicy};

    #[test]
    fn the_policy_that_is_offered_lets_eventbridge_write_and_another_groups_does_not() {
        let group = |name: &str| Arn::new(format!("arn:aws:logs:eu-west-1:1:log-group:/aws/events/{name}"));
        let rule = "arn:aws:events:eu-west-1:1:rule/r";
        let (name, document) = log_policy(&group("a"));
        let policy = ResourcePolicy { name, document: document.to_string(), resource: None, modified: None };
        assert_eq!(may_write(&group("a"), rule, &[]), Some(false));
        assert_eq!(may_write(&group("a"), rule, std::slice::from_ref(&policy)), Some(true));
        assert_eq!(may_write(&group("b"), rule, &[policy]), Some(false));
    }
}
