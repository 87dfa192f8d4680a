//! The resource policies that let EventBridge write to a log group. What the group itself is and takes is
//! judged in [`super::logs`].

use super::logs::groups;
use super::{near_target, often};
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::model::{Arn, Target};
use crate::policy::{Access, Decision, LOG_DELIVERY, Lack, Policy, SERVICE};
use serde_json::json;

/// What the policies for a group come to.
enum GroupAccess {
    Well,
    /// EventBridge may not do something: why, and what to do where a statement denies it.
    Short(String, Option<String>),
    /// Only the rule's ARN on CreateLogStream stands in the way.
    ByArn(String),
    /// EventBridge may write, and the service that the user guide names beside it may not.
    Half(String, Option<String>),
    Open(String),
}

/// The policies that bear on a group, put together, those that cannot be judged, and whether all were seen:
/// any of them may allow.
fn policies(case: &Case<'_>, group: &Arn) -> (Policy, Vec<String>, bool) {
    let mut all = Policy::default();
    let mut broken = Vec::new();
    let account = case.evidence.log_policies.seen();
    let own = case.evidence.group_policies.get(group);
    for policy in account.into_iter().flatten().chain(own.seen().into_iter().flatten()) {
        match Policy::parse(&policy.document) {
            Ok(read) => all.add(read.with_name(&policy.name)),
            Err(error) => broken.push(format!("{}: {error}", policy.name)),
        }
    }
    let has_own = matches!(own, Piece::Seen(_) | Piece::Missing);
    (all, broken, account.is_some() && has_own)
}

fn judge(case: &Case<'_>, group: &Arn, policy: &Policy) -> GroupAccess {
    let mut open = None;
    for (principal, action) in REQUESTS {
        let request = case.delivery().log_group(group.as_str(), principal, action);
        let decision = Access::of_resource(Some(policy)).decide(&request);
        let why = || format!("{principal} may not {action}. {decision}");
        match &decision {
            Decision::Allowed(_) => {}
            // The CDK lets events.amazonaws.com in alone, and its own test finds the events in the group.
            Decision::Denied(_) | Decision::NotAllowed { .. } if principal == LOG_DELIVERY => {
                let denied = super::denial::remedy(&decision, &request);
                return open.map_or_else(|| GroupAccess::Half(why(), denied), GroupAccess::Open);
            }
            Decision::Denied(_) => {
                return GroupAccess::Short(why(), super::denial::remedy(&decision, &request));
            }
            Decision::NotAllowed { nearest, .. } => {
                let only_arn = action == "logs:CreateLogStream"
                    && nearest.as_ref().is_some_and(|nearest| {
                        matches!(nearest.lacks.as_slice(), [Lack::Condition { condition, .. }] if condition.is_about("aws:SourceArn"))
                    });
                return if only_arn { GroupAccess::ByArn(why()) } else { GroupAccess::Short(why(), None) };
            }
            Decision::Unknown { .. } => open = open.or(Some(decision.to_string())),
        }
    }
    open.map_or(GroupAccess::Well, GroupAccess::Open)
}

/// L1: no resource policy lets EventBridge write.
pub(super) fn policy(case: &Case<'_>, report: &mut Report) {
    by_policy(case, report, false);
}

/// L2: the rule's ARN as a condition on CreateLogStream, which never carries it.
pub(super) fn source_arn(case: &Case<'_>, report: &mut Report) {
    by_policy(case, report, true);
}

fn by_policy(case: &Case<'_>, report: &mut Report, by_arn: bool) {
    for target in groups(case).filter(|target| case.is_near(&target.arn)) {
        report.about(target);
        let group = export::bare(&target.arn);
        let name = group.name();
        let (policy, broken, all) = policies(case, &group);
        let what = format!("Whether the log group {name} lets EventBridge write");
        let verdict = judge(case, &group, &policy);
        let shown = || json!(policy_texts(case, &group));
        // Each of the two checks tells of its own verdicts.
        if matches!(verdict, GroupAccess::ByArn(_)) != by_arn {
            continue;
        }
        if is_gone(case, target) {
            // What surely keeps EventBridge out of a group that is made again is told beside L7.
            let is_sure =
                matches!(verdict, GroupAccess::ByArn(_) | GroupAccess::Short(..)) && all && broken.is_empty();
            if is_sure && near_target::near(case, target).is_none() {
                short(case, report, &group, verdict);
            }
            continue;
        }
        match &verdict {
            GroupAccess::Well => {
                report
                    .ok(format!("The resource policies let EventBridge write to {name}."))
                    .with_exhibit("DescribeResourcePolicies", shown());
                continue;
            }
            GroupAccess::Open(why) => {
                report
                    .suspect(format!("{what} cannot be told. {why}"))
                    .with_exhibit("DescribeResourcePolicies", shown());
                continue;
            }
            GroupAccess::Half(..) if case.delivers() => {
                report
                    .ok(format!("{SERVICE} may write to {name}, and no delivery failed."))
                    .with_exhibit("DescribeResourcePolicies", shown());
                continue;
            }
            GroupAccess::ByArn(_) | GroupAccess::Short(..) | GroupAccess::Half(..) => {}
        }
        if !all {
            if !by_arn {
                not_seen(case, report, &what, &group);
            }
        } else if let Some(broken) = broken.first() {
            report.suspect(format!("{what} cannot be told: a policy cannot be judged. {broken}"));
        } else {
            short(case, report, &group, verdict);
        }
    }
}

/// Whether the group of a target is not there.
fn is_gone(case: &Case<'_>, target: &Target) -> bool {
    matches!(case.evidence.groups.get(&export::bare(&target.arn)), Piece::Missing)
}

/// Says which of the policies could not be seen.
fn not_seen(case: &Case<'_>, report: &mut Report, what: &str, group: &Arn) {
    let account = &case.evidence.log_policies;
    let unseen = if account.seen().is_none() { account } else { case.evidence.group_policies.get(group) };
    report.see(what, "logs:DescribeResourcePolicies", unseen);
}

/// Says what keeps EventBridge from writing to a group, where all the policies are known.
fn short(case: &Case<'_>, report: &mut Report, group: &Arn, verdict: GroupAccess) {
    let name = group.name();
    let for_both = "Add a policy for both services. A region holds ten such policies: a wider one for /aws/events/* may \
                    do for many groups.";
    let (note, fix, denied) = match verdict {
        GroupAccess::ByArn(why) => (
            report.fault(format!(
                "A policy lets EventBridge create log streams in {name} for this rule's ARN only, which that call \
                 never carries. {why}"
            )),
            "Let both services in without that condition on logs:CreateLogStream; logs:PutLogEvents may keep it. What is \
             there stays.",
            None,
        ),
        GroupAccess::Short(why, denied) => {
            let title = format!("No resource policy lets EventBridge write to {name}: {why}");
            (report.fault(title), for_both, denied)
        }
        GroupAccess::Half(why, denied) => (
            report
                .suspect(format!(
                    "{SERVICE} may write to {name}, which is enough for rules that the AWS CDK makes; the user guide \
                     wants {LOG_DELIVERY} let in as well. {why}"
                ))
                .often(often::SECOND_SERVICE),
            for_both,
            denied,
        ),
        GroupAccess::Well | GroupAccess::Open(_) => return,
    };
    let is_gone = matches!(case.evidence.groups.get(group), Piece::Missing);
    let note = if is_gone { note.often(often::ONCE_THERE) } else { note };
    let note = note.with_exhibit("DescribeResourcePolicies", json!(policy_texts(case, group)));
    if let Some(fix) = denied {
        note.fix(fix).repair_if(without_denials(case, group));
        return;
    }
    match with_policy(case, group) {
        Ok(repair) => note.fix(fix).repair(repair),
        Err(instead) => note.fix(instead),
    };
}

/// The one of the account's policies that denies, with EventBridge left out of what it denies; none where
/// that lets nobody write yet.
fn without_denials(case: &Case<'_>, group: &Arn) -> Option<Repair> {
    let account = case.evidence.log_policies.seen()?;
    let own = case.evidence.group_policies.get(group).seen().into_iter().flatten();
    let together = |name: &str, changed: &str| {
        let mut all = Policy::default();
        for policy in account.iter().chain(own.clone()) {
            let text = if policy.name == name { changed } else { &policy.document };
            all.add(Policy::parse(text).ok()?.with_name(&policy.name));
        }
        Some(all)
    };
    let requests: Vec<_> = REQUESTS
        .iter()
        .map(|(principal, action)| case.delivery().log_group(group.as_str(), principal, action))
        .collect();
    let denied = |policy: &Policy| {
        let decide = |request| (Access::of_resource(Some(policy)).decide(request), request);
        requests.iter().map(decide).find(|(decision, _)| decision.is_denied())
    };
    let first = together("", "")?;
    let (Decision::Denied(by), _) = denied(&first)? else { return None };
    // What stands in several policies takes several changes.
    let name = by.first()?.policy.clone()?;
    if by.iter().any(|one| one.policy.as_ref() != Some(&name)) {
        return None;
    }
    let mut text = account.iter().find(|policy| policy.name == name)?.document.clone();
    // Each action may be denied by itself.
    for _ in &requests {
        let whole = together(&name, &text)?;
        let Some((decision, request)) = denied(&whole) else { break };
        let is_out = |policy: &Policy| !super::denial::is_denied(policy, request);
        text = super::denial::policy_with_request_left_out(&text, &decision, request, None, &is_out)?
            .document
            .to_string();
    }
    if denied(&together(&name, &text)?).is_some() {
        return None;
    }
    let document = serde_json::from_str(&text).ok()?;
    Some(Repair::LogPolicy { region: group.region().to_owned(), put: (name, document), own: None })
}

/// What EventBridge asks for to write, and the service that the user guide names beside it.
const REQUESTS: [(&str, &str); 4] = [
    (SERVICE, "logs:CreateLogStream"),
    (SERVICE, "logs:PutLogEvents"),
    (LOG_DELIVERY, "logs:CreateLogStream"),
    (LOG_DELIVERY, "logs:PutLogEvents"),
];

/// What lets EventBridge write to a group, or why there is nothing that does. All groups of the rule that
/// lack it are let in together: two repairs from one reading would undo each other.
fn with_policy(case: &Case<'_>, group: &Arn) -> Result<Repair, String> {
    let account = case.evidence.log_policies.seen().map(Vec::as_slice).unwrap_or_default();
    let mut lacking = vec![group.clone()];
    let stays = |target: &&Target| !is_gone(case, target) || near_target::near(case, target).is_none();
    for target in groups(case).filter(|target| case.is_near(&target.arn)).filter(stays) {
        let other = export::bare(&target.arn);
        let (policy, broken, all) = policies(case, &other);
        let is_judged = all && broken.is_empty();
        let lacks = match judge(case, &other, &policy) {
            GroupAccess::ByArn(_) | GroupAccess::Short(_, None) => true,
            GroupAccess::Half(_, None) => !case.delivers(),
            GroupAccess::Well
            | GroupAccess::Open(_)
            | GroupAccess::Short(_, Some(_))
            | GroupAccess::Half(_, Some(_)) => false,
        };
        if is_judged && lacks && !lacking.contains(&other) {
            lacking.push(other);
        }
    }
    lacking.sort();
    Repair::log_policy(&lacking, account).ok_or_else(|| {
        "The region holds ten such policies already, and takes no more: add a statement for this group to one of them, \
         for events.amazonaws.com and delivery.logs.amazonaws.com."
            .to_owned()
    })
}

fn policy_texts(case: &Case<'_>, group: &Arn) -> Vec<serde_json::Value> {
    let account = case.evidence.log_policies.seen();
    let own = case.evidence.group_policies.get(group).seen();
    account
        .into_iter()
        .flatten()
        .chain(own.into_iter().flatten())
        .map(|policy| json!({"policyName": policy.name, "policyDocument": policy.document}))
        .collect()
}
