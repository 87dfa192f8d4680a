//! Buses as targets: does the other bus let events in, and do they get any further.

use super::forwarder::{lacks_rights, may_take_alike};
use super::{denial, queue};
use crate::diagnose::case::{Case, listed, only_aws};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::model::facts::Forward;
use crate::model::{NamedBus, Target, TargetKind};
use crate::policy::{Access, Decision, Effect, Policy};

fn buses<'e>(case: &Case<'e>) -> impl Iterator<Item = &'e Target> {
    case.targets().iter().filter(|target| target.kind() == TargetKind::Bus)
}

/// T15: from bus to bus, and no further. What a rule sends to its own bus is for T24.
pub(super) fn third_hop(case: &Case<'_>, report: &mut Report) {
    for target in buses(case).filter(|target| !case.is_own_bus(&target.arn)) {
        report.about(target);
        let piece = &case.evidence.senders;
        if matches!(piece, Piece::CannotSee(_)) {
            report.see("Which rules send to this bus", "events:ListRuleNamesByTarget", piece);
        }
        let senders = piece.seen().into_iter().flatten();
        // What comes from the very bus that it is sent to goes in a circle (T24).
        let is_back = |sender: &Forward| case.bus(target.arn.as_str()) == NamedBus::Here(&sender.bus);
        let senders: Vec<&Forward> =
            senders.filter(|sender| may_feed(case, sender) && !is_back(sender)).collect();
        if !senders.is_empty() {
            let names: Vec<String> =
                senders.iter().map(|sender| format!("{} on {}", sender.rule, sender.bus)).collect();
            let title = format!(
                "Events that come to this bus through {} are not sent on to {}: EventBridge does not go over three buses.",
                listed(&names),
                target.arn.name()
            );
            // Events of AWS services come to another bus only by being forwarded; others may be put there as
            // well.
            let only_forwarded = !case.is_on_default() && case.only_sources(only_aws);
            let refused = is_refused_as_third(case, target);
            // One that could not be read may be switched off.
            let sends = senders.iter().any(|sender| sender.unseen.is_none());
            let note =
                if only_forwarded && sends || refused { report.fault(title) } else { report.suspect(title) };
            note.with_exhibit("ListRuleNamesByTarget", names)
                .fix(format!("Send from the first bus to {} directly.", target.arn.name()));
            continue;
        }
        let onward = case.evidence.onward.get(&target.arn).seen().into_iter().flatten();
        let takes = |rule: &&Forward| !rule.off && !rule.scheduled && may_take_alike(case, rule);
        let onward: Vec<&Forward> = onward.filter(takes).collect();
        if !onward.is_empty() {
            let names: Vec<String> =
                onward.iter().map(|rule| format!("{} to {}", rule.rule, rule.to.name())).collect();
            report
                .suspect(format!(
                    "On the bus {} rules forward further ({}): what this rule sends there does not get that far.",
                    target.arn.name(),
                    listed(&names)
                ))
                // What is refused there is counted for the next rule.
                .cause()
                .with_exhibit("ListTargetsByRule", names)
                .fix("Send from this bus to the last one directly.");
        }
    }
}

/// Whether it matters for what this rule sends to another bus that another one sends to its own.
pub(super) fn feeds_what_is_sent_on(case: &Case<'_>, sender: &Forward) -> bool {
    buses(case).any(|target| !case.is_own_bus(&target.arn)) && may_feed(case, sender)
}

/// Whether this rule may send on what another one sends to its bus. What is switched off sends nothing, and
/// one with a schedule only events of that, one for other events none that this one takes; a rule that has a
/// schedule itself sends nothing on.
fn may_feed(case: &Case<'_>, sender: &Forward) -> bool {
    let takes_ticks = || case.pattern().is_none_or(|pattern| pattern.takes_at("source", "aws.events"));
    sender.bus != case.rule.bus
        && !sender.off
        && case.rule.pattern.is_some()
        && (!sender.scheduled || takes_ticks())
        && !lacks_rights(case, sender)
        && may_take_alike(case, sender)
}

/// A bus of this account needs to let nobody in, and may still deny.
fn denied_here(case: &Case<'_>, report: &mut Report, target: &Target) {
    let name = format!("the bus {}", target.arn.name());
    let piece = case.evidence.target_buses.get(&target.arn);
    if matches!(piece, Piece::CannotSee(_)) {
        let what = format!("Whether the policy of {name} keeps this rule's events out");
        report.see(&what, "events:DescribeEventBus", piece);
    }
    let Some(bus) = piece.seen() else { return };
    let shown = "DescribeEventBus.Policy";
    let policy = match bus.policy.as_deref().filter(|text| !text.trim().is_empty()).map(Policy::parse) {
        Some(Ok(policy)) => policy,
        Some(Err(error)) => {
            report.suspect(format!("The policy of {name} cannot be judged. {error}"));
            return;
        }
        None => return,
    };
    let arn = target.arn.as_str();
    let mut request = match &target.role {
        Some(role) => case.delivery().bus_in_role(role.as_str(), arn),
        None => case.delivery().bus(arn),
    };
    case.add_event_keys(&mut request);
    let decision = Access::of_resource(Some(&policy)).decide(&request);
    match &decision {
        Decision::Denied(_) => {
            let call = denial::of_bus(bus.policy.as_deref(), &decision, &request, &target.arn, false);
            let note = report
                .fault(format!("The policy of {name} keeps this account's own events out. {decision}"))
                .with_policy(shown, bus.policy.as_deref().unwrap_or_default());
            let fix = denial::remedy(&decision, &request).unwrap_or_default();
            denial::fix_by_call(note, fix, &target.arn, call);
        }
        Decision::Unknown { effect: Effect::Deny, .. } => {
            report
                .suspect(format!(
                    "Whether the policy of {name} keeps this rule's events out cannot be told. {decision}"
                ))
                .with_policy(shown, bus.policy.as_deref().unwrap_or_default());
        }
        // The account's own permissions let it in.
        Decision::Allowed(_)
        | Decision::NotAllowed { .. }
        | Decision::Unknown { effect: Effect::Allow, .. } => {}
    }
}

/// True when EventBridge said of this target that the event had come over two buses already.
fn is_refused_as_third(case: &Case<'_>, target: &Target) -> bool {
    let says_third = |code: &str| code.starts_with("THIRD_") && code.ends_with("_HOP_DETECTED");
    let records = case.evidence.records.seen().into_iter().flatten().any(|record| {
        record.rule.as_ref() == Some(&case.rule.arn)
            && record.target.as_ref().is_none_or(|of| *of == target.arn)
            && record.error.as_ref().is_some_and(|(code, _)| says_third(code))
    });
    let letters = target.dead_letter.as_ref().and_then(|queue| case.evidence.dead_letters.get(queue).seen());
    records
        || letters.into_iter().flatten().any(|letter| {
            letter.rule == case.rule.arn && letter.target == target.arn && says_third(&letter.code)
        })
}

/// T13: a bus in another account, which must let this one in.
pub(super) fn other_account(case: &Case<'_>, report: &mut Report) {
    for target in buses(case) {
        report.about(target);
        if case.is_here(&target.arn) {
            denied_here(case, report, target);
            continue;
        }
        let arn = &target.arn;
        let piece = case.evidence.target_buses.get(arn);
        if matches!(piece, Piece::Missing) {
            continue;
        }
        let account = arn.account();
        let what = format!("Whether the bus {} of account {account} lets this rule in", arn.name());
        let needs = format!("events:DescribeEventBus in account {account}");
        let Some(bus) = report.see(&what, &needs, piece) else { continue };
        let mut request = match &target.role {
            Some(role) => case.delivery().bus_in_role(role.as_str(), arn.as_str()),
            None => case.delivery().bus(arn.as_str()),
        };
        case.add_event_keys(&mut request);
        let name = format!("the bus {} of account {account}", arn.name());
        queue::judge(report, &name, bus.policy.as_deref(), &request, "DescribeEventBus.Policy", None);
    }
}
