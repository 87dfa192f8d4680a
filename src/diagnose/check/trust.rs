//! Whether EventBridge may assume a role: that of a target, and that of another rule which sends to the
//! rule's bus.

use super::denial::{self, policy_with_request_left_out, remedy};
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::model::Arn;
use crate::model::facts::Role;
use crate::policy::{Access, Decision, Delivery, Lack, Policy, Request};
use serde_json::{Value, json};

pub(super) const TRUST: &str = "GetRole.AssumeRolePolicyDocument";

/// Whether EventBridge may assume a role that is there.
pub(super) enum Assumed {
    Yes,
    /// The role of that name has another path, and so this other ARN.
    Elsewhere(Arn),
    Refused(Decision, Request),
    /// It cannot be told, for this reason.
    Unjudged(String),
}

/// Whether EventBridge may assume a role for a rule.
pub(super) fn assumed(delivery: Delivery<'_>, arn: &Arn, role: &Role) -> Assumed {
    let name = arn.name();
    // IAM finds a role by its name; to assume it, STS wants the whole ARN.
    if !role.arn.as_str().is_empty() && role.arn != *arn {
        return Assumed::Elsewhere(role.arn.clone());
    }
    let trust = match Policy::parse(&role.trust) {
        Ok(policy) => policy,
        Err(error) => {
            return Assumed::Unjudged(format!(
                "The trust policy of the role {name} cannot be judged. {error}"
            ));
        }
    };
    let request = delivery.assume(arn.as_str());
    match Access::of_role(&trust).decide(&request) {
        Decision::Allowed(_) => Assumed::Yes,
        refused @ (Decision::Denied(_) | Decision::NotAllowed { .. }) => Assumed::Refused(refused, request),
        unknown @ Decision::Unknown { .. } => Assumed::Unjudged(format!(
            "Whether EventBridge may assume the role {name} cannot be told. {unknown}"
        )),
    }
}

/// The trust policy of a role that is limited by conditions, with this rule let in and no other, and what to
/// say of it.
fn for_this_rule_alone(role: &Role, decision: &Decision, request: &Request) -> Option<(String, Value)> {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = decision else { return None };
    let is_limit = |lack: &Lack| match lack {
        Lack::Condition { .. } => true,
        Lack::Principal { .. } | Lack::Action { .. } | Lack::Resource { .. } => false,
    };
    let rule = request.value("aws:SourceArn").filter(|_| nearest.lacks.iter().all(is_limit))?;
    let mut statement = export::trust_within("");
    statement["Condition"] = json!({"ArnEquals": {"aws:SourceArn": rule}});
    let document = export::with_statement(Some(&role.trust), statement)?;
    let text = format!(
        "Let events.amazonaws.com assume it for this rule: {} allows it under a condition only, somebody limited it so, ask \
         first. The new statement is for this rule alone.",
        nearest.statement
    );
    Some((text, document))
}

pub(super) fn refuse(report: &mut Report, arn: &Arn, role: &Role, decision: &Decision, request: &Request) {
    let statement = export::trust_within(arn.account());
    let (fix, document) = match remedy(decision, request) {
        Some(fix) => {
            let lets_in = |policy: &Policy| Access::of_role(policy).decide(request).is_allowed();
            let left = policy_with_request_left_out(
                &role.trust,
                decision,
                request,
                Some(&statement),
                &lets_in,
            );
            let adds = left.as_ref().is_some_and(|left| left.adds);
            (denial::remedy_with_change(fix, adds), left.map(|left| left.document))
        }
        None if let Some((text, document)) = for_this_rule_alone(role, decision, request) => {
            (text, Some(document))
        }
        // A role that others use too keeps the statements that let them in.
        None => (
            "Let events.amazonaws.com assume it: add a statement to its trust policy, for the rules of this account alone."
                .to_owned(),
            export::with_statement(Some(&role.trust), statement),
        ),
    };
    report
        .fault(format!("EventBridge may not assume the role {}. {decision}", arn.name()))
        .with_policy(TRUST, &role.trust)
        .fix(fix)
        .repair_if(document.map(|document| Repair::Trust { role: arn.clone(), document }));
}
