//! Roles that EventBridge assumes for a target: may it, and may the role do what is asked.

use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::ladder::Status;
use crate::diagnose::report::Report;
use crate::export::{self, Command};
use crate::model::facts::Role;
use crate::model::{Arn, Target, TargetKind};
use crate::policy::{Access, Decision, Lack, Policy, Request};
use serde_json::json;

/// T10: the role is gone, EventBridge may not assume it, or it may not do what the target asks.
pub(super) fn short(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        // A log group takes no role at all, which L3 finds.
        let Some(arn) = target.role.as_ref().filter(|_| target.kind() != TargetKind::Logs) else { continue };
        report.about(&target.id);
        of_target(case, report, target, arn);
    }
}

fn of_target(case: &Case<'_>, report: &mut Report, target: &Target, arn: &Arn) {
    let name = arn.name();
    let piece = case.evidence.roles.get(arn);
    if matches!(piece, Piece::Missing) {
        report
            .fault(format!("The role {name} does not exist, so EventBridge cannot assume it."))
            .shown("GetRole", serde_json::Value::Null)
            .fix("Create the role again, or give the target another. A role that was made again is a new one to \
                  policies that name it.");
        return;
    }
    let what = format!("What the role {name} may do");
    let Some(role) = report.see(&what, "iam:GetRole", piece) else { return };
    if trusts(case, report, arn, role) {
        permits(case, report, target, arn, role);
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
            let denied = super::queue::denied(&decision);
            report
                .fault(format!("EventBridge may not assume the role {name}. {decision}"))
                .shown_policy(shown, &role.trust)
                .fix(denied.clone().unwrap_or_else(|| {
                    "Let events.amazonaws.com assume it: add a statement to its trust policy.".to_owned()
                }))
                .command_if(document.filter(|_| denied.is_none()).map(|document| {
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

/// Something that a role is asked for.
struct Wish {
    action: &'static str,
    resource: String,
    /// What is asked is exactly this; else it is one of several, or not always asked.
    sure: bool,
}

/// What EventBridge asks of a target's role, the main thing first.
fn wishes(case: &Case<'_>, target: &Target) -> Vec<Wish> {
    let kind = target.kind();
    let mut wishes = Vec::new();
    for (at, permission) in export::permissions(target, &case.rule.arn).into_iter().enumerate() {
        let mut resources = permission.resources;
        // Of a task definition without a revision the newest one is run; the second form stands for it in policies.
        if kind == TargetKind::Ecs && resources.len() > 1 {
            resources.remove(0);
        }
        for (place, resource) in resources.into_iter().enumerate() {
            // A job definition goes by its revision, too, and which one that is may be left to AWS.
            let revision = resource.contains(":job-definition/")
                && !resource.rsplit('/').next().unwrap_or_default().contains(':');
            let open = revision || resource.contains('*');
            let resource = if revision { format!("{resource}:*") } else { resource };
            let sure = at == 0 && (place == 0 || kind == TargetKind::Batch) && !open;
            wishes.push(Wish { action: permission.action, resource, sure });
        }
    }
    wishes
}

/// Whether a role's policies have something for an action that may be meant: under conditions, on resources that are
/// not known, or on another revision of the one that is.
fn comes_near(decision: &Decision, wished: &str) -> bool {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = decision else { return false };
    nearest.lacks.iter().all(|lack| match lack {
        Lack::Condition { .. } => true,
        Lack::Resource { written, .. } => {
            wished.strip_suffix(":*").is_none_or(|definition| written.contains(definition))
        }
        Lack::Principal { .. } | Lack::Action { .. } => false,
    })
}

fn permits(case: &Case<'_>, report: &mut Report, target: &Target, arn: &Arn, role: &Role) {
    let name = arn.name();
    let wishes = wishes(case, target);
    let Some(main) = wishes.first() else {
        report.cannot_see(
            &format!("Whether the role {name} may do what this target asks"),
            "a look at the role by hand",
            "",
        );
        return;
    };
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
    let shown = json!(role.policies.keys().collect::<Vec<_>>());
    let mut well = true;
    for wish in &wishes {
        let Wish { action, resource, sure } = wish;
        let judged = |caller: &[&Policy]| {
            let request = case.delivery().in_role(arn.as_str(), action, &one_of(resource));
            // ECS alone is passed roles: those of the task (user guide, "Amazon ECS task targets").
            let request = match *action {
                "iam:PassRole" => Request {
                    context: request.context.set("iam:PassedToService", "ecs-tasks.amazonaws.com"),
                    ..request
                },
                _ => request,
            };
            // What the role itself may do: a resource's policy in one account may do without, and is not looked at
            // for kinds that have none. The other account's side is for T14.
            let open = Policy::parse(
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#,
            );
            let resource = open.as_ref().ok().filter(|_| !case.is_here(&target.arn));
            Access { caller, boundary: boundary.as_ref(), ..Access::of_resource(resource) }.decide(&request)
        };
        let decision = judged(&caller);
        match &decision {
            Decision::Allowed(_) => continue,
            Decision::NotAllowed { .. } if !role.unseen.is_empty() => {
                let why = "not all of its policies were seen";
                let what = format!("Whether the role {name} may {action}");
                report.cannot_see(&what, role.unseen.join(", "), why);
            }
            // One of several resources is named, and it may be the one that is asked for.
            Decision::NotAllowed { .. } if !sure && comes_near(&decision, resource) => continue,
            Decision::Denied(_) | Decision::NotAllowed { .. } => {
                let title = format!("The role {name} may not {action} on {resource}. {decision}");
                let note = if *sure || (*action == main.action && resource.ends_with(":*")) {
                    report.fault(title)
                } else {
                    report.suspect(title)
                };
                let note = note.shown("GetRole", shown.clone());
                let document =
                    export::document([json!({"Effect": "Allow", "Action": action, "Resource": resource})]);
                let document = document.to_string();
                let added = Policy::parse(&document).ok();
                let helps = added.is_some_and(|added| {
                    let with: Vec<&Policy> = caller.iter().copied().chain([&added]).collect();
                    judged(&with).is_allowed()
                });
                if helps {
                    // A policy of the same name would be replaced, with what it allows.
                    let policy = export::role_policy_name(action, resource);
                    let policy = export::free_name(&policy, &|name| role.policies.contains_key(name));
                    note.fix("Give the role that permission.").command(
                        Command::new("iam put-role-policy")
                            .option("role-name", export::role_name(arn))
                            .option("policy-name", &policy)
                            .option("policy-document", &document)
                            .region(""),
                    );
                } else {
                    note.fix(
                        "Another policy on the role would not help: what denies it, or the permissions boundary, has to \
                         let it through. Whom else that is for, its owner knows; a role of its own for this target is \
                         the safer way.",
                    );
                }
            }
            Decision::Unknown { .. } => {
                report
                    .suspect(format!("Whether the role {name} may {action} cannot be told. {decision}"))
                    .shown("GetRole", shown.clone());
            }
        }
        well = false;
    }
    if well {
        report
            .ok(format!("EventBridge may assume the role {name}, and it may {}.", main.action))
            .shown("GetRole", shown);
    }
}

/// A resource that an ARN with a star stands for.
fn one_of(resource: &str) -> String {
    if resource == "*" { resource.to_owned() } else { resource.replace('*', "1") }
}

/// Whether the policy of a queue or topic lets the rule in, and the target's role is known not to.
fn shut_out_by_role(case: &Case<'_>, target: &Target, arn: &Arn) -> bool {
    let (policy, request) = match target.kind() {
        TargetKind::Sqs => {
            let Some(queue) = case.evidence.queues.get(&target.arn).seen() else { return false };
            (queue.policy.as_deref(), case.delivery().queue(target.arn.as_str()))
        }
        TargetKind::Sns => {
            let Some(topic) = case.evidence.topics.get(&target.arn).seen() else { return false };
            (topic.policy.as_deref(), case.delivery().topic(target.arn.as_str()))
        }
        _ => return false,
    };
    let Some(Ok(policy)) = policy.map(Policy::parse) else { return false };
    if !Access::of_resource(Some(&policy)).decide(&request).is_allowed() {
        return false;
    }
    match case.evidence.roles.get(arn) {
        Piece::Missing => true,
        Piece::Seen(_) => {
            let mut by_role = Report::of_wrongs();
            by_role.begin("T10", 5, 0);
            of_target(case, &mut by_role, target, arn);
            by_role.into_findings().iter().any(|finding| finding.status == Status::Fault)
        }
        Piece::NotAsked | Piece::CannotSee(_) => false,
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
        if shut_out_by_role(case, target, role) {
            let note = report
                .fault(format!(
                    "The target has a role, which counts in place of the policy of the {what}: that would let this rule \
                     in, and the role does not."
                ))
                .shown("Target.RoleArn", role.as_str());
            note.fix(format!("Take the role off the target: the policy of the {what} is enough."))
                .removal("Target.RoleArn", role.as_str());
            continue;
        }
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
