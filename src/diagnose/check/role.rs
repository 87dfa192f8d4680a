//! Roles that EventBridge assumes for a target: may it, and may the role do what is asked.

use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, Command, Permission};
use crate::model::facts::Role;
use crate::model::{Arn, Target, TargetKind};
use crate::policy::{Access, Decision, Policy};
use serde_json::json;

/// T10: the role is gone, EventBridge may not assume it, or it may not do what the target asks.
pub(super) fn short(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        // A log group takes no role at all, which L3 finds.
        let Some(arn) = target.role.as_ref().filter(|_| target.kind() != TargetKind::Logs) else { continue };
        report.about(&target.id);
        let name = arn.name();
        let piece = case.evidence.roles.get(arn);
        if matches!(piece, Piece::Missing) {
            report
                .fault(format!("The role {name} does not exist, so EventBridge cannot assume it."))
                .shown("GetRole", serde_json::Value::Null)
                .fix("Create the role again, or give the target another. A role that was made again is a new one to \
                      policies that name it.");
            continue;
        }
        let what = format!("What the role {name} may do");
        let Some(role) = report.see(&what, "iam:GetRole", piece) else { continue };
        if trusts(case, report, arn, role) {
            permits(case, report, target, arn, role);
        }
    }
}

/// Whether EventBridge may assume the role, as far as is known.
fn trusts(case: &Case<'_>, report: &mut Report, arn: &Arn, role: &Role) -> bool {
    let name = arn.name();
    let shown = "GetRole.AssumeRolePolicyDocument";
    let trust = match Policy::parse(&role.trust) {
        Ok(policy) => policy,
        Err(error) => {
            report
                .suspect(format!("The trust policy of the role {name} cannot be judged. {error}"))
                .shown(shown, role.trust.as_str());
            return true;
        }
    };
    let decision = Access::of_role(&trust).decide(&case.delivery().assume(arn.as_str()));
    match decision {
        Decision::Allowed(_) => true,
        Decision::Denied(_) | Decision::NotAllowed { .. } => {
            // A role that others use too keeps the statements that let them in.
            let document = export::with_statement(Some(&role.trust), export::trust());
            report
                .fault(format!("EventBridge may not assume the role {name}. {decision}"))
                .shown_policy(shown, &role.trust)
                .fix("Let events.amazonaws.com assume it: add a statement to its trust policy.")
                .command_if(document.map(|document| {
                    Command::new("iam update-assume-role-policy")
                        .option("role-name", export::role_name(arn))
                        .option("policy-document", &document)
                        .region("")
                }));
            false
        }
        Decision::Unknown { .. } => {
            report
                .suspect(format!("Whether EventBridge may assume the role {name} cannot be told. {decision}"))
                .shown_policy(shown, &role.trust);
            true
        }
    }
}

fn permits(case: &Case<'_>, report: &mut Report, target: &Target, arn: &Arn, role: &Role) {
    let name = arn.name();
    let Some(Permission { action, resources, .. }) = export::action(target, case.region(), case.account())
    else {
        report.cannot_see(
            &format!("Whether the role {name} may do what this target asks"),
            "a look at the role by hand",
            "",
        );
        return;
    };
    let resource = resources.join(" ");
    let mut policies = Vec::new();
    for (policy, text) in &role.policies {
        match Policy::parse(text) {
            Ok(policy) => policies.push(policy),
            Err(error) => {
                report.suspect(format!("The policy {policy} of the role {name} cannot be judged. {error}"));
                return;
            }
        }
    }
    let boundary = match role.boundary.as_deref().map(Policy::parse) {
        Some(Err(error)) => {
            report.suspect(format!("The permissions boundary of the role {name} cannot be judged. {error}"));
            return;
        }
        Some(Ok(boundary)) => Some(boundary),
        None => None,
    };
    let caller: Vec<&Policy> = policies.iter().collect();
    // What the role itself may do: a resource's policy in one account may do without, and is not looked at for
    // kinds that have none.
    let access = Access { caller: &caller, boundary: boundary.as_ref(), ..Access::of_resource(None) };
    let home = case.delivery().in_role(arn.as_str(), action, &resource);
    let mut decision = access.decide(&home);
    if !case.is_here(&target.arn) {
        // The other account's side is for T14.
        let everybody =
            Policy::parse(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#);
        if let Ok(open) = &everybody {
            decision = Access { resource: Some(open), ..access }.decide(&home);
        }
    }
    let shown = json!(role.policies.keys().collect::<Vec<_>>());
    match decision {
        Decision::Allowed(_) => {
            report
                .ok(format!("EventBridge may assume the role {name}, and it may {action}."))
                .shown("GetRole", shown);
        }
        Decision::NotAllowed { .. } if !role.unseen.is_empty() => {
            let why = "not all of its policies were seen";
            report.cannot_see(&format!("Whether the role {name} may {action}"), role.unseen.join(", "), why);
        }
        Decision::Denied(_) | Decision::NotAllowed { .. } => {
            let statement = json!({"Effect": "Allow", "Action": action, "Resource": resource});
            let document = export::document([statement]);
            report
                .fault(format!("The role {name} may not {action} on {resource}. {decision}"))
                .shown("GetRole", shown)
                .fix("Give the role that permission.")
                .command(
                    Command::new("iam put-role-policy")
                        .option("role-name", export::role_name(arn))
                        .option("policy-name", &export::role_policy_name(action, &resource))
                        .option("policy-document", &document.to_string())
                        .region(""),
                );
        }
        Decision::Unknown { .. } => {
            report
                .suspect(format!("Whether the role {name} may {action} cannot be told. {decision}"))
                .shown("GetRole", shown);
        }
    }
}

/// T11: a role on a target that has a policy of its own: the role is used, the policy is not consulted.
pub(super) fn in_place_of_policy(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        let (TargetKind::Lambda | TargetKind::Sns | TargetKind::Sqs) = target.kind() else { continue };
        let Some(role) = &target.role else { continue };
        report.about(&target.id);
        let key = match target.kind() {
            TargetKind::Sqs => {
                case.evidence.queues.get(&target.arn).seen().and_then(|queue| queue.kms_key.clone())
            }
            TargetKind::Sns => {
                case.evidence.topics.get(&target.arn).seen().and_then(|topic| topic.kms_key.clone())
            }
            _ => None,
        };
        let what = target.kind().word();
        if let Some(key) = key {
            report
                .suspect(format!(
                    "The target has a role, so the policy of the {what} is not consulted; with an encrypted {what} \
                     AWS documents that delivery may fail."
                ))
                .shown("Target.RoleArn", role.as_str())
                .shown("KmsMasterKeyId", key)
                .fix(format!("Take the role off the target, and let events.amazonaws.com in by the policy of the {what}."));
        } else {
            report
                .ok(format!(
                    "The target has a role: that counts, and the policy of the {what} is not consulted."
                ))
                .shown("Target.RoleArn", role.as_str());
        }
    }
}
