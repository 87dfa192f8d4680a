//! What a role may not do of what its target needs, and what puts that right.

use super::denial;
use super::role::{Documents, JudgedPermission, policies_of, policy_of};
use crate::diagnose::case::Case;
use crate::diagnose::report::{Note, Report};
use crate::export::{self, Repair};
use crate::model::facts::Role;
use crate::model::{Arn, KnownKind, RolePermission, Target, TargetKind};
use crate::policy::{Access, Condition, Decision, Lack, Policy, PolicyOrigin};
use crate::text::{and_list, capitalised};
use serde_json::{Value, json};

/// That a role may not do what its target needs.
pub(super) struct RoleRefusal<'r> {
    pub(super) case: &'r Case<'r>,
    pub(super) target: &'r Target,
    pub(super) arn: &'r Arn,
    pub(super) role: &'r Role,
    pub(super) documents: &'r Documents,
    pub(super) judged: &'r [JudgedPermission<'r>],
    pub(super) is_sure: bool,
}

impl RoleRefusal<'_> {
    /// Says what the role may not do, and gives it what it lacks of that where that helps.
    pub(super) fn tell(&self, report: &mut Report, one: &JudgedPermission<'_>) {
        let Self { arn, role, .. } = self;
        let by_target = matches!(&one.decision, Decision::Denied(by)
            if by.iter().all(|one| one.origin == PolicyOrigin::Resource));
        // Of a bus that is here, T13 tells that, with what changes its policy.
        if by_target && self.target.kind() == TargetKind::Bus && self.case.is_here(&self.target.arn) {
            return;
        }
        let RolePermission { action, unless, .. } = one.permission;
        let title = format!("The role {} may not {action} on {}. {}", arn.name(), one.resource, one.decision);
        let note = match unless {
            None if self.is_sure => report.fault(title),
            None => report.suspect(format!(
                "{title} A policy of the target, which was not seen, may let it in all the same."
            )),
            Some(unless) => report.suspect(format!("{title} It is needed, but for this: {unless}.")),
        };
        let note = note.with_exhibit("GetRole", policies_of(role));
        if by_target {
            self.by_target(note, one);
            return;
        }
        let lacking: Vec<&JudgedPermission<'_>> =
            self.judged.iter().filter(|other| !other.decision.is_allowed()).collect();
        let mut statements: Vec<Value> = Vec::new();
        for other in &lacking {
            let statement = statement(other.permission, &one.decision);
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
        let document = export::document(statements);
        let added = Policy::parse(&document.to_string()).ok();
        if !self.documents.decide(&one.request, added.as_ref()).is_allowed() {
            let is_bounded = !one.decision.is_by_boundary()
                && !self.documents.decide_unbounded(&one.request, None).is_allowed()
                && self.documents.decide_unbounded(&one.request, added.as_ref()).is_allowed();
            if is_bounded {
                note.fix(
                    "It takes both: the role's policies and its permissions boundary have to allow it, \
                     and this boundary does not. Ask the boundary's owner whom else that affects.",
                );
                return;
            }
            note.fix(
                "Another policy on the role would not help: what denies it, or the permissions boundary, has to let it \
                 through. Ask its owner whom else that affects; a separate role for this target is safer.",
            );
            return;
        }
        // A policy of the same name would be replaced, with what it allows.
        let resource = one.permission.resources.first().map_or("*", String::as_str);
        let policy = export::role_policy_name(action, resource, &document);
        let name = export::free_name(&policy, &|name| role.policies.contains_key(name));
        let mut all: Vec<String> = lacking
            .iter()
            .map(|other| {
                format!("{} on {}{}", other.permission.action, other.resource, passed_to(other.permission))
            })
            .collect();
        all.dedup();
        note.fix(format!("Let the role {}.{}", and_list(&all), limited(one))).repair(Repair::RolePolicy {
            role: (*arn).clone(),
            name,
            document,
        });
    }

    /// The policy of the target itself denies it.
    fn by_target(&self, note: Note<'_>, one: &JudgedPermission<'_>) {
        let (policy, _) = policy_of(self.case, self.target);
        let text = policy.seen().copied().flatten().unwrap_or_default();
        let note = note.with_policy("the policy of the target", text);
        let note = note.fix(denial::remedy(&one.decision, &one.request).unwrap_or_default());
        if KnownKind::of(self.target.kind()) != KnownKind::Queue {
            return;
        }
        let lets_in = |policy: &Policy| {
            let access = Access::of_resource(Some(policy));
            self.documents.decide_with(access, &one.request, None).is_allowed()
        };
        let left = denial::policy_with_request_left_out(text, &one.decision, &one.request, None, &lets_in);
        let queue = &self.target.arn;
        let url = self.case.evidence.session.queue_url(queue);
        note.repair_if(left.map(|left| Repair::QueuePolicy {
            queue: queue.clone(),
            url,
            document: left.document,
        }));
    }
}

/// A statement for a permission; what the nearest statement that there is asks of the target is asked of this
/// one.
fn statement(permission: &RolePermission, decision: &Decision) -> Value {
    let mut statement = export::allowing(permission);
    for condition in unmet(decision) {
        let known = permission.context.iter().find(|(key, _)| condition.is_about(key));
        if let Some((key, value)) = known.filter(|(key, _)| !asks_of(&statement, key)) {
            statement["Condition"][&condition.operator][key] = json!(value);
        }
    }
    statement
}

/// Whether a statement has a condition on a key.
fn asks_of(statement: &Value, key: &str) -> bool {
    let operators = statement["Condition"].as_object().into_iter().flat_map(|all| all.values());
    operators.filter_map(Value::as_object).any(|keys| keys.contains_key(key))
}

/// To whom alone a role may be passed, as a clause; empty of other permissions.
fn passed_to(permission: &RolePermission) -> String {
    let to = permission.context.iter().find(|(key, _)| key == "iam:PassedToService");
    to.map(|(_, service)| format!(" to {service} alone")).unwrap_or_default()
}

/// The conditions that alone keep the nearest statement from allowing it.
fn unmet(decision: &Decision) -> Vec<&Condition> {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = decision else { return Vec::new() };
    let conditions = nearest.lacks.iter().map(|lack| match lack {
        Lack::Condition { condition, .. } => Some(condition),
        Lack::Principal { .. } | Lack::Action { .. } | Lack::Resource { .. } => None,
    });
    conditions.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// What has to be known before a statement is added beside one that is limited by conditions.
fn limited(one: &JudgedPermission<'_>) -> String {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = &one.decision else { return String::new() };
    let left: Vec<String> = unmet(&one.decision)
        .into_iter()
        .filter(|condition| !one.permission.context.iter().any(|(key, _)| condition.is_about(key)))
        .map(|condition| format!("{} {}", condition.operator, condition.key))
        .collect();
    if left.is_empty() {
        return String::new();
    }
    format!(
        " {} allows it under a condition only ({}): somebody limited it so, ask first. The new statement has no such \
         condition, and allows more.",
        capitalised(&nearest.statement.to_string()),
        and_list(&left)
    )
}
