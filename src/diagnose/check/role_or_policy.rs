//! A role on a target that has a policy of its own: EventBridge asks in the role's name, and which of the two
//! lets it in.

use super::role::{of_target, policy_of};
use super::{kms_key, queue_tags};
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::ladder::{Status, Tells};
use crate::diagnose::report::Report;
use crate::model::{Arn, KnownKind, Target, TargetKind};
use crate::policy::{Access, Policy};

/// Whether the policy of a function, queue or topic lets the rule in without a role, and its key does, where
/// it has one.
pub(super) fn lets_in(case: &Case<'_>, target: &Target) -> bool {
    let request = match KnownKind::of(target.kind()) {
        KnownKind::Queue => {
            queue_tags::with_tags(case, case.delivery().queue(target.arn.as_str()), &target.arn)
        }
        KnownKind::Topic => case.delivery().topic(target.arn.as_str()),
        KnownKind::Function => case.delivery().function(target.arn.as_str()),
        KnownKind::LogGroup
        | KnownKind::Bus
        | KnownKind::StateMachine
        | KnownKind::ApiDestination
        | KnownKind::Other => return false,
    };
    let (policy, _) = policy_of(case, target);
    let Some(Ok(policy)) = policy.seen().copied().flatten().map(Policy::parse) else { return false };
    Access::of_resource(Some(&policy)).decide(&request).is_allowed() && kms_key::is_open(case, target)
}

/// Whether the policy of a function, queue or topic lets the rule in, and the target's role is known not to.
fn shut_out_by_role(case: &Case<'_>, target: &Target, arn: &Arn) -> bool {
    if !lets_in(case, target) {
        return false;
    }
    match case.evidence.roles.get(arn) {
        Piece::Missing => true,
        Piece::Seen(_) => {
            let mut by_role = Report::of_wrongs();
            by_role.begin("T10", 5, 0, Tells::Cause);
            of_target(case, &mut by_role, target, arn);
            by_role.into_findings().iter().any(|finding| finding.status == Status::Fault)
        }
        Piece::NotAsked | Piece::CannotSee(_) => false,
    }
}

/// T11: a role on a target that has a policy of its own: EventBridge asks in the role's name.
pub(super) fn in_place_of_policy(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        let (TargetKind::Lambda | TargetKind::Sns | TargetKind::Sqs) = target.kind() else { continue };
        let Some(role) = &target.role else { continue };
        report.about(target);
        let key = kms_key::of(case, target).map(str::to_owned);
        let what = target.kind().noun();
        if shut_out_by_role(case, target, role) {
            let note = report
                .fault(format!(
                    "The target has a role, and EventBridge asks in its name, which is refused (T10): the policy of the \
                     {what} would let this rule in without it."
                ))
                .with_exhibit("Target.RoleArn", role.as_str());
            let instead = "That is instead of what T10 advises: one of the two is enough.";
            note.fix(format!(
                "Remove the role from the target: the policy of the {what} is enough. {instead}"
            ))
            .removal("Target.RoleArn", role.as_str())
            .repair(command::put_target(case, target, |target| target.role = None));
            continue;
        }
        if let Some(key) = key {
            report
                .suspect(format!(
                    "The target has a role, and the {what} is encrypted: an older guide of AWS says that delivery may fail then."
                ))
                // What the role and the key really lack is told by T10 and K1.
                .hint()
                .with_exhibit("Target.RoleArn", role.as_str())
                .with_exhibit("KmsMasterKeyId", key)
                .fix(format!(
                    "Remove the role from the target, and let events.amazonaws.com in by the policies of the {what} and of \
                     its key."
                ));
        } else {
            report
                .ok(format!(
                    "The target has a role, in whose name EventBridge asks: the role's policies or that of the {what} \
                     may allow it, and a Deny in any of them still counts."
                ))
                .with_exhibit("Target.RoleArn", role.as_str());
        }
    }
}
