//! Rung 1: events that come to another bus or another region only, unless a rule forwards them.

use crate::diagnose::case::{Case, listed, only_aws};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::pattern::Beginning;

/// M2: an event of an AWS service is expected on a bus that those do not reach.
pub(super) fn service_event_on_custom_bus(case: &Case<'_>, report: &mut Report) {
    if case.is_on_default() || case.is_on_partner_bus() {
        return;
    }
    let partner = case.only_sources(|source| source.text.starts_with("aws.partner/"));
    // Neither a service's nor a partner's events come to it by themselves.
    if !case.only_sources(|source| source.text.starts_with("aws.")) {
        return;
    }
    let sources = case.sources();
    if case.has_matched() {
        report.ok("Events of AWS services are forwarded to this bus: its metrics count matches.");
        return;
    }
    let senders = case.evidence.senders.seen();
    if let Some(sender) = senders.and_then(|senders| senders.first()) {
        report
            .ok(format!("The rule {} on the bus {} forwards events to this bus.", sender.rule, sender.bus))
            .shown("ListRuleNamesByTarget", sender.rule.as_str());
        return;
    }
    let where_to = if partner { "the partner's own bus" } else { "the default bus" };
    let title = format!(
        "{} sends its events to {where_to} only, and this rule is on the bus {}",
        listed(&sources),
        case.rule.bus
    );
    // Another account, or another region of this one, may forward to a bus without being seen from here.
    let open = match &case.evidence.bus {
        Piece::Seen(bus) => bus.policy.as_deref().is_some_and(|policy| !policy.trim().is_empty()),
        Piece::NotAsked | Piece::CannotSee(_) | Piece::Missing => true,
    };
    let note = match senders {
        Some(_) if !open => report.fault(format!("{title}; no rule forwards them to it.")),
        Some(_) => {
            report.suspect(format!("{title}; no rule of this account forwards them, another account may."))
        }
        None => report.suspect(format!("{title}, unless a rule there forwards them to it.")),
    };
    note.shown("DescribeRule.EventPattern", sources)
        .fix(format!("Make the rule on {where_to}, or add a rule there whose target is this bus."));
}

/// M17: a bus of a partner gets that partner's events and no others.
pub(super) fn service_event_on_partner_bus(case: &Case<'_>, report: &mut Report) {
    if !case.is_on_partner_bus() {
        return;
    }
    if case.only_sources(only_aws) {
        report
            .fault("A partner's bus gets the partner's events only; those of AWS services never come to it.")
            .shown("DescribeRule.EventBusName", case.rule.bus.as_str())
            .fix("Make the rule on the default bus.");
    } else if case.only_sources(|source| {
        if source.whole { source.text != case.rule.bus } else { !case.rule.bus.starts_with(&source.text) }
    }) {
        report
            .suspect("The events of a partner's bus have the bus's name as their source, and the pattern asks for another.")
            .shown("DescribeRule.EventPattern", case.pattern().map(|pattern| pattern.texts_at("source")))
            .fix(format!("Write \"source\": [\"{}\"].", case.rule.bus));
    } else {
        report.ok("The pattern's source can come to this partner's bus.");
    }
}

/// M3: another region.
pub(super) fn other_region(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    if let Some(of_event) = case.event_text("region")
        && of_event != region
        && !region.is_empty()
        && case.is_brought()
    {
        report
            .suspect(format!("The event is of {of_event}, and this rule is in {region}."))
            .shown("the event's region", of_event.as_str())
            .fix(format!("Look at the rules of {of_event}, or forward events from there to this bus."));
    }
    let Some(pattern) = case.pattern() else { return };
    if pattern.always_asks("region", |asked| !asked.takes(region) && !asked.texts().is_empty())
        && !region.is_empty()
    {
        let wanted = pattern.texts_at("region");
        if case.has_matched() {
            report.ok("Events of another region are forwarded to this bus: its metrics count matches.");
            return;
        }
        if let Some(seen) = case.seen_text("region").filter(|seen| wanted.contains(seen)) {
            report
                .ok(format!("Events of {seen} are forwarded to this bus: one was seen on it."))
                .shown("the event's region", seen);
            return;
        }
        // Nothing that can be asked here tells whether a rule of another region has this bus as its target.
        report
            .suspect(format!(
                "The pattern wants events of {}, and this rule is in {region}: events stay in their region unless a \
                 rule there forwards them, which cannot be seen from here.",
                listed(&wanted)
            ))
            .shown("DescribeRule.EventPattern", wanted)
            .fix(format!(
                "Where nothing forwards them, make the rule in the region it is meant for; where events of this region \
                 are meant, write \"region\": [\"{region}\"]."
            ));
    } else if pattern.ever_asks("region", |_| true) {
        report.ok("The pattern's region is this one.");
    }
}

/// Services whose API events exist in one region only. `AWS service events delivered via CloudTrail` names
/// IAM and Route 53; the others are global in the same way.
const GLOBAL: [&str; 4] = ["aws.iam", "aws.route53", "aws.organizations", "aws.cloudfront"];
/// Services that are global in part.
const PARTLY_GLOBAL: [&str; 6] =
    ["aws.sts", "aws.signin", "aws.support", "aws.trustedadvisor", "aws.budgets", "aws.globalaccelerator"];

/// M4: a global service, whose events exist in one region.
pub(super) fn global_service(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    let home = if region.starts_with("cn-") {
        "cn-northwest-1"
    } else if region.starts_with("us-gov-") {
        "us-gov-west-1"
    } else {
        "us-east-1"
    };
    let is_one_of = |all: &[&str], source: &Beginning| source.whole && all.contains(&source.text.as_str());
    let perhaps = case.only_sources(|source| is_one_of(&GLOBAL, source) || is_one_of(&PARTLY_GLOBAL, source));
    if !perhaps || region.is_empty() {
        return;
    }
    if region == home || case.has_matched() {
        report.ok("The rule is where the events of this global service are.");
        return;
    }
    let is_global = |source: &str| GLOBAL.contains(&source) || PARTLY_GLOBAL.contains(&source);
    if let Some(source) = case.seen_text("source").filter(|source| is_global(source)) {
        report
            .ok(format!("Events of {source} are forwarded to this bus: one was seen on it."))
            .shown("the event's source", source);
        return;
    }
    let sources = case.sources();
    // Nothing that can be asked here tells whether a rule in that region has this bus as its target.
    report
        .suspect(format!(
            "The events of {} exist in {home} only, and this rule is in {region}: they come here only if a rule in \
             {home} forwards them, which cannot be seen from here.",
            listed(&sources)
        ))
        .shown("DescribeRule.EventPattern", sources)
        .fix(format!("Make a rule in {home} that forwards these events to this bus, or make this rule in {home}."));
}
