//! Roles that EventBridge assumes for a target: may it, and may the role do what is asked.

use super::refusal::RoleRefusal;
use super::trust::{self, Assumed};
use super::{near_target, queue_tags, role_or_policy};
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::question::NamedKind;
use crate::diagnose::report::Report;
use crate::model::facts::Role;
use crate::model::{Arn, KnownKind, RolePermission, Target, TargetKind};
use crate::policy::{Access, Decision, Policy, Request};
use crate::text::and_list;
use serde_json::json;
use std::collections::BTreeMap;

/// T10: the role is gone, EventBridge may not assume it, or it may not do what the target asks.
pub(super) fn short(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        // A log group takes no role at all, which L3 finds.
        let Some(arn) = target.role.as_ref().filter(|_| target.kind() != TargetKind::Logs) else { continue };
        report.about(target);
        of_target(case, report, target, arn);
        if role_or_policy::lets_in(case, target) {
            report.add_to_fix("Or remove the role from the target (T11): one of the two is enough.");
        }
    }
}

pub(super) fn of_target(case: &Case<'_>, report: &mut Report, target: &Target, arn: &Arn) {
    let name = arn.name();
    if !arn.account().is_empty() && !case.account().is_empty() && arn.account() != case.account() {
        report
            .fault(format!(
                "The role {name} is in account {}: EventBridge takes a role of the rule's own account only.",
                arn.account()
            ))
            .with_exhibit("Target.RoleArn", arn.as_str())
            .fix(format!("Give the target a role of account {}.", case.account()));
        return;
    }
    let piece = case.evidence.roles.get(arn);
    if matches!(piece, Piece::Missing) {
        let note = report
            .fault(format!("The role {name} does not exist, so EventBridge cannot assume it."))
            .with_exhibit("GetRole", serde_json::Value::Null);
        let all = case.evidence.names.get(&NamedKind::Roles).seen();
        match all.and_then(|all| near_target::nearest(all, arn)) {
            Some(meant) => note
                .fix(format!(
                    "There is a role {}, which is written nearly so: name it, if it is meant.",
                    meant.name()
                ))
                .change("Target.RoleArn", Some(arn.as_str()), meant.as_str())
                .repair(command::put_target(case, target, |target| target.role = Some(meant.clone()))),
            None => note.fix(
                "Create the role again, or give the target another. A role that was made again is a new one to policies \
                 that name it.",
            ),
        };
        return;
    }
    let what = format!("What the role {name} may do");
    let Some(role) = report.see(&what, "iam:GetRole", piece) else { return };
    match trust::assumed(case.delivery(), arn, role) {
        Assumed::Elsewhere(own) => {
            report
                .fault(format!(
                    "There is no role {arn}; the role {} has another ARN, {own}, and EventBridge assumes a role by its \
                     whole ARN, path included.",
                    name.rsplit('/').next().unwrap_or(name)
                ))
                .with_exhibit("Target.RoleArn", arn.as_str())
                .with_exhibit("GetRole.Arn", own.as_str())
                .fix("Give the target the role's own ARN.")
                .change("Target.RoleArn", Some(arn.as_str()), own.as_str())
                .repair(command::put_target(case, target, |target| target.role = Some(own.clone())));
        }
        Assumed::Refused(decision, request) => {
            trust::refuse(report, arn, role, &decision, &request);
            // What it lacks besides would be met once it may be assumed.
            let mut wrongs = Report::of_wrongs();
            permits(case, &mut wrongs, target, arn, role);
            if !wrongs.into_findings().is_empty() {
                permits(case, report, target, arn, role);
            }
        }
        Assumed::Unjudged(why) => {
            report.suspect(why).with_policy(trust::TRUST, &role.trust);
            permits(case, report, target, arn, role);
        }
        Assumed::Yes => permits(case, report, target, arn, role),
    }
}

/// The documents that say what a role may do.
pub(super) struct Documents {
    own: Vec<Policy>,
    tags: Option<BTreeMap<String, String>>,
    boundary: Option<Policy>,
    /// The policy of the target itself, where it has one.
    target: Option<Policy>,
}

impl Documents {
    /// Reads them; why they cannot be judged where one is no policy.
    fn read(role: &Role, target: Option<&str>) -> Result<Self, String> {
        let read = |what: &str, text: &str| {
            Policy::parse(text).map_err(|error| format!("{what} cannot be judged. {error}"))
        };
        let own = role
            .policies
            .iter()
            .map(|(name, text)| Ok(read(&format!("The policy {name} of the role"), text)?.with_name(name)));
        let boundary =
            role.boundary.as_deref().map(|text| read("The permissions boundary of the role", text));
        let target = target.filter(|text| !text.trim().is_empty());
        let target = target.map(|text| read("The policy of the target", text));
        Ok(Self {
            own: own.collect::<Result<_, String>>()?,
            tags: role.tags.clone(),
            boundary: boundary.transpose()?,
            target: target.transpose()?.map(|policy| policy.with_name("of the target")),
        })
    }

    pub(super) fn decide(&self, request: &Request, more: Option<&Policy>) -> Decision {
        self.decide_with(Access::of_resource(self.target.as_ref()), request, more)
    }

    /// What the permissions boundary were no bar to.
    pub(super) fn decide_unbounded(&self, request: &Request, more: Option<&Policy>) -> Decision {
        let caller: Vec<&Policy> = self.own.iter().chain(more).collect();
        Access { caller: Some(&caller), ..Access::of_resource(self.target.as_ref()) }.decide(request)
    }

    /// Decides with what another resource says, and with one more policy of the role's own.
    pub(super) fn decide_with(
        &self,
        access: Access<'_>,
        request: &Request,
        more: Option<&Policy>,
    ) -> Decision {
        let caller: Vec<&Policy> = self.own.iter().chain(more).collect();
        let access = Access { caller: Some(&caller), boundary: self.boundary.as_ref(), ..access };
        match &self.tags {
            Some(tags) => {
                let context = request.context.clone().with_principal_tags(tags);
                access.decide(&Request { context, ..request.clone() })
            }
            None => access.decide(request),
        }
    }
}

/// What a role may do by its own policies and that of the resource; none where one of them cannot be judged.
pub(super) fn decide(role: &Role, resource: Option<&str>, request: &Request) -> Option<Decision> {
    Some(Documents::read(role, resource).ok()?.decide(request, None))
}

/// What a role may do with a key, by its own policies and one more, and by the key's; why that cannot be
/// judged where one of them is no policy.
pub(super) fn with_key(
    role: &Role,
    more: Option<&Policy>,
    key: &Policy,
    request: &Request,
) -> Result<Decision, String> {
    Ok(Documents::read(role, None)?.decide_with(Access::of_key(key, &[]), request, more))
}

/// What is known of the policy of a target in the rule's own account, and what shows it; of other accounts it
/// is another row's question.
pub(super) fn policy_of<'e>(case: &Case<'e>, target: &Target) -> (Piece<Option<&'e str>>, &'static str) {
    let evidence = case.evidence;
    let arn = &target.arn;
    match KnownKind::of(target.kind()) {
        KnownKind::Function => {
            let policy = match evidence.function_policies.get(arn) {
                Piece::Missing => Piece::Seen(None),
                piece @ (Piece::NotAsked | Piece::CannotSee(_) | Piece::Seen(_)) => {
                    piece.map(|policy| Some(policy.as_str()))
                }
            };
            (policy, "lambda:GetPolicy")
        }
        KnownKind::Queue => {
            (evidence.queues.get(arn).map(|queue| queue.policy.as_deref()), "sqs:GetQueueAttributes")
        }
        KnownKind::Topic => {
            (evidence.topics.get(arn).map(|topic| topic.policy.as_deref()), "sns:GetTopicAttributes")
        }
        KnownKind::Bus => {
            (evidence.target_buses.get(arn).map(|bus| bus.policy.as_deref()), "events:DescribeEventBus")
        }
        // A log group's policies and those of other kinds are not read for a role, and some have none.
        KnownKind::LogGroup | KnownKind::StateMachine | KnownKind::ApiDestination | KnownKind::Other => {
            (Piece::Seen(None), "")
        }
    }
}

/// One thing that the role must be allowed on one resource, and what its policies say.
pub(super) struct JudgedPermission<'p> {
    pub(super) permission: &'p RolePermission,
    pub(super) resource: &'p str,
    pub(super) request: Request,
    pub(super) decision: Decision,
}

fn permits(case: &Case<'_>, report: &mut Report, target: &Target, arn: &Arn, role: &Role) {
    let name = arn.name();
    let permissions = target.permissions(&case.rule.arn);
    if permissions.is_empty() {
        let what = format!("Whether the role {name} may do what this target asks");
        report.cannot_see(&what, "a look at the role by hand", "");
        return;
    }
    let (policy, shows_policy) = policy_of(case, target);
    let mut documents = match Documents::read(role, policy.seen().copied().flatten()) {
        Ok(documents) => documents,
        Err(why) => {
            report.suspect(format!("What the role {name} may do cannot be told. {why}"));
            return;
        }
    };
    let is_here = case.is_here(&target.arn);
    if !is_here {
        // The other account's side is another row's question.
        documents.target = Some(Policy::everything());
    }
    let mut judged = Vec::new();
    for permission in &permissions {
        for resource in &permission.resources {
            let mut request = case.delivery().in_role(arn.as_str(), permission.action, resource);
            for (key, value) in &permission.context {
                request.context = request.context.set(key, value);
            }
            match KnownKind::of(target.kind()) {
                KnownKind::Queue => request = queue_tags::with_tags(case, request, &target.arn),
                KnownKind::Bus => case.add_event_keys(&mut request),
                KnownKind::Function
                | KnownKind::Topic
                | KnownKind::LogGroup
                | KnownKind::StateMachine
                | KnownKind::ApiDestination
                | KnownKind::Other => {}
            }
            let decision = documents.decide(&request, None);
            judged.push(JudgedPermission { permission, resource, request, decision });
        }
    }

    let refused = |one: &&JudgedPermission<'_>| one.decision.is_refused();
    let sure = judged.iter().filter(|one| one.permission.unless.is_none());
    if let Some(one) = sure.clone().find(refused).or_else(|| judged.iter().find(refused)) {
        let may_allow = is_here && *one.resource == *target.arn.as_str() && policy.seen().is_none();
        let mut needs = role.unseen.clone();
        needs.extend(may_allow.then(|| shows_policy.to_owned()));
        let is_settled = one.decision.is_denied() || one.decision.is_by_boundary();
        // Only the policy of a bus in another region is wanting, which could not be read there and few buses
        // have.
        let is_likely = may_allow && role.unseen.is_empty() && target.arn.region() != case.region();
        if is_settled || needs.is_empty() || is_likely {
            let is_sure = is_settled || needs.is_empty();
            RoleRefusal { case, target, arn, role, documents: &documents, judged: &judged, is_sure }
                .tell(report, one);
        } else {
            let what = format!("Whether the role {name} may {}", one.permission.action);
            report.cannot_see(&what, needs.join(", "), "not all of the policies that bear on it were seen");
        }
        return;
    }
    let shown = policies_of(role);
    let unknown = |one: &&JudgedPermission<'_>| !one.decision.is_allowed();
    if let Some(one) = sure.clone().find(unknown) {
        let action = one.permission.action;
        if let Some(blind) = queue_tags::decisive(case, &target.arn, &one.decision) {
            let what = format!("Whether the role {name} may {action}, which hangs on the queue's tags,");
            report.cannot_see(&what, blind.needs.clone(), &blind.why);
            return;
        }
        let title = format!("Whether the role {name} may {action} cannot be told. {}", one.decision);
        report.suspect(title).with_exhibit("GetRole", shown);
        return;
    }
    let mut may: Vec<&str> = sure.map(|one| one.permission.action).collect();
    may.dedup();
    let may = and_list(may);
    let unseen: Vec<&str> = role.unseen.iter().chain(&role.unseen_boundary).map(String::as_str).collect();
    if unseen.is_empty() {
        report
            .ok(format!("EventBridge may assume the role {name}, and it may {may}."))
            .with_exhibit("GetRole", shown);
    } else {
        let what = format!("Whether nothing keeps the role {name} from {may}");
        let why = if role.unseen_boundary.is_some() {
            "its permissions boundary was not seen, and may not allow it"
        } else {
            "not all of its policies were seen, and one of them may deny it"
        };
        report.cannot_see(&what, unseen.join(", "), why);
    }
    if let Some(one) = judged.iter().find(unknown) {
        let what = format!("Whether the role {name} may {} for all that is asked", one.permission.action);
        report.cannot_see(&what, "a look at the target by hand", one.decision.doubt().unwrap_or_default());
    }
}

/// A role's policies by their names, and its permissions boundary.
pub(super) fn policies_of(role: &Role) -> serde_json::Value {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    let policies: BTreeMap<&String, serde_json::Value> =
        role.policies.iter().map(|(name, text)| (name, read(text))).collect();
    match role.boundary.as_deref() {
        Some(boundary) => json!({"policies": policies, "permissions boundary": read(boundary)}),
        None => json!({"policies": policies}),
    }
}
