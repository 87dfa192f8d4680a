//! Buses as targets: does the other bus let events in, and do they get any further.

use super::queue;
use crate::diagnose::case::{Case, is_aws, listed};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::model::{Target, TargetKind};

fn buses<'e>(case: &Case<'e>) -> impl Iterator<Item = &'e Target> {
    case.targets().iter().filter(|target| target.kind() == TargetKind::Bus)
}

/// T15: from bus to bus, and no further.
pub(super) fn third_hop(case: &Case<'_>, report: &mut Report) {
    for target in buses(case) {
        report.about(&target.id);
        if let Some(senders) = case.evidence.senders.seen().filter(|senders| !senders.is_empty()) {
            let names: Vec<String> =
                senders.iter().map(|sender| format!("{} on {}", sender.rule, sender.bus)).collect();
            let title = format!(
                "Events that come to this bus through {} are not sent on to {}: EventBridge does not go over three buses.",
                listed(&names),
                target.arn.name()
            );
            let delivers = case.metric("Invocations").is_some_and(|count| count > 0.0)
                && case.metric("FailedInvocations").is_none_or(|count| count == 0.0);
            // Events of AWS services come to another bus only by being forwarded.
            let only_forwarded = !case.is_on_default() && case.only_sources(is_aws);
            let note = if only_forwarded || !delivers { report.fault(title) } else { report.suspect(title) };
            note.shown("ListRuleNamesByTarget", names)
                .fix(format!("Send from the first bus to {} directly.", target.arn.name()));
            continue;
        }
        if let Some(onward) = case.evidence.onward.get(&target.arn).seen().filter(|onward| !onward.is_empty())
        {
            let names: Vec<String> =
                onward.iter().map(|rule| format!("{} to {}", rule.rule, rule.to.name())).collect();
            report
                .suspect(format!(
                    "On the bus {} rules forward further ({}): what this rule sends there does not get that far.",
                    target.arn.name(),
                    listed(&names)
                ))
                .shown("ListTargetsByRule", names)
                .fix("Send from this bus to the last one directly.");
        }
    }
}

/// T13: a bus in another account, which must let this one in.
pub(super) fn other_account(case: &Case<'_>, report: &mut Report) {
    for target in buses(case).filter(|target| !case.is_here(&target.arn)) {
        report.about(&target.id);
        let arn = &target.arn;
        let piece = case.evidence.target_buses.get(arn);
        if matches!(piece, Piece::Missing) {
            continue;
        }
        let account = arn.account();
        let what = format!("Whether the bus {} of account {account} lets this rule in", arn.name());
        let needs = format!("events:DescribeEventBus in account {account}");
        let Some(bus) = report.see(&what, &needs, piece) else { continue };
        let mut request = case.delivery().bus(arn.as_str());
        for (key, path) in [("events:source", "source"), ("events:detail-type", "detail-type")] {
            if let Some(text) = case.event_text(path) {
                request.context = request.context.set(key, text);
            }
        }
        let name = format!("the bus {} of account {account}", arn.name());
        queue::judge(report, &name, bus.policy.as_deref(), &request, "DescribeEventBus.Policy", None);
    }
}
