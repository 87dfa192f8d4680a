//! Rung 1: events that come to another bus or another region only, unless a rule forwards them.

use super::forwarder::{Hindrance, hindrance};
use super::often;
use crate::catalogue::{of, source_of, sources};
use crate::diagnose::case::{Case, listed, only_aws};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::Arn;
use crate::pattern::{Asked, Asks, Beginning, Pattern};

/// The sources of AWS's services and partners that the rule waits for on a bus that they do not reach by
/// themselves, and whether surely for nothing else.
fn waited_for(case: &Case<'_>) -> Option<(Vec<String>, bool)> {
    if case.only_sources(|source| source.text.starts_with("aws.")) {
        return Some((case.sources(), true));
    }
    if let Some(source) = case.event_text("source").filter(|source| source.starts_with("aws.")) {
        return case.is_brought().then(|| (vec![source], true));
    }
    // A detail-type alone says as much, where AWS's services are the only ones known to send it.
    let pattern = case.own_pattern()?;
    if pattern.ever_asks("source", |_| true) || !pattern.always_asks("detail-type", |_| true) {
        return None;
    }
    let sources: Option<Vec<String>> =
        pattern.texts_at("detail-type").iter().map(|text| source_of(text)).collect();
    let mut sources = sources.filter(|sources| !sources.is_empty())?;
    sources.dedup();
    pattern.asks().all(asks_of_known).then_some((sources, false))
}

/// Whether the fields of `detail` that are asked for are those of AWS's events of these detail-types: events of
/// one's own may be called the same.
fn asks_of_known(asks: Asks<'_>) -> bool {
    let kinds = asks.at("detail-type").map(Asked::texts).unwrap_or_default();
    let kinds: Vec<_> = kinds.iter().filter_map(|text| of(&source_of(text)?, text)).collect();
    let is_known = |path: &str| {
        kinds.iter().any(|kind| {
            let at = |known: &str| {
                let inside = |outer: &str, inner: &str| {
                    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                };
                inside(known, path) || inside(path, known)
            };
            kind.fields.is_empty() || kind.fields.iter().any(|field| at(&field.path))
        })
    };
    asks.all().all(|(path, _)| !path.starts_with("detail.") || is_known(&path))
}

/// Whether it matters which rules send to this bus: the rule waits for what does not come to it by itself.
pub(in crate::diagnose) fn waits_for_senders(case: &Case<'_>) -> bool {
    // What a schedule sends comes to no other rule, on whatever bus (M23).
    if super::can_match::waits_for_ticks(case) {
        return false;
    }
    let comes_not = |sources: &[String]| !case.is_on_default() || are_partners(sources);
    !case.is_on_partner_bus() && waited_for(case).is_some_and(|(sources, _)| comes_not(&sources))
}

/// Whether all of these are partners', whose events come to a bus of their own name only.
fn are_partners(sources: &[String]) -> bool {
    sources.iter().all(|source| source.starts_with("aws.partner"))
}

/// The roles with which other rules forward to this bus, where that matters.
pub(in crate::diagnose) fn roles_of_senders(case: &Case<'_>) -> Vec<Arn> {
    if !waits_for_senders(case) {
        return Vec::new();
    }
    let senders = case.evidence.senders.seen().into_iter().flatten();
    senders.filter_map(|sender| sender.role.clone()).collect()
}

/// M2: an event of an AWS service is expected on a bus that those do not reach.
pub(super) fn service_event_on_custom_bus(case: &Case<'_>, report: &mut Report) {
    if !waits_for_senders(case) {
        return;
    }
    // Neither a service's nor a partner's events come to it by themselves.
    let Some((sources, sure)) = waited_for(case) else { return };
    let partner = are_partners(&sources);
    if case.has_matched() && case.event_text("source").is_none() {
        report.ok("Events of AWS services are forwarded to this bus: its metrics count matches.");
        return;
    }
    let senders = case.evidence.senders.seen();
    let mut all: Vec<_> =
        senders.into_iter().flatten().map(|sender| (sender, hindrance(case, sender, &sources))).collect();
    // The one that takes such events is nearer than one that takes others.
    all.sort_by_key(|(_, why)| matches!(why, Some(Hindrance::Pattern { .. })));
    if let Some((sender, _)) = all.iter().find(|(sender, why)| why.is_none() && sender.unseen.is_none()) {
        report
            .ok(format!(
                "The rule {} on the bus {} is there to forward such events to this bus. Whether it delivers is its own \
                 question: {}.",
                sender.rule,
                sender.bus,
                case.why(&sender.rule, &sender.bus)
            ))
            .shown("ListRuleNamesByTarget", sender.rule.as_str());
        return;
    }
    if case.has_matched() {
        report.ok("Events of AWS services are forwarded to this bus: its metrics count matches.");
        return;
    }
    if let Some((sender, unseen)) = all.iter().find_map(|(sender, _)| Some((sender, sender.unseen.clone()?)))
    {
        let what = format!(
            "Whether the rule {} on the bus {}, which sends to this bus, brings it such events",
            sender.rule, sender.bus
        );
        report.cannot_see(&what, unseen, "");
        return;
    }
    let unseen = matches!(case.evidence.senders, Piece::CannotSee(_));
    if unseen {
        report.see("Which rules send to this bus", "events:ListRuleNamesByTarget", &case.evidence.senders);
    }
    let where_to = if partner { "the partner's own bus" } else { "the default bus" };
    let title = format!(
        "{} {} events to {where_to} only, and this rule is on the bus {}",
        listed(&sources),
        if sources.len() == 1 { "sends its" } else { "send their" },
        case.rule.bus
    );
    // Another account, or another region of this one, may forward to a bus without being seen from here.
    let open = match &case.evidence.bus {
        Piece::Seen(_) => case.evidence.bus_policy().is_some(),
        Piece::NotAsked | Piece::CannotSee(_) | Piece::Missing => true,
    };
    let note = match (senders, all.first()) {
        (Some(_), Some((sender, Some(why)))) => {
            let title = format!(
                "{title}; the rule {} on the bus {} would forward to it, but {}.",
                sender.rule,
                sender.bus,
                why.clause()
            );
            if open || !sure || !why.is_sure() { report.suspect(title) } else { report.fault(title) }
        }
        (Some(_), _) if !open && sure => report.fault(format!("{title}; no rule forwards them to it.")),
        (Some(_), _) if open => {
            report.suspect(format!("{title}; no rule of this account forwards them, another account may."))
        }
        (Some(_), _) => report.suspect(format!("{title}; no rule forwards them to it.")),
        (None, _) => report.suspect(format!("{title}, unless a rule there forwards them to it.")),
    };
    let note = note.shown("DescribeRule.EventPattern", sources);
    match all.first() {
        Some((sender, Some(Hindrance::Off))) => {
            note.fix("Switch that rule on.").calls(
                Command::new("events enable-rule")
                    .option("name", &sender.rule)
                    .option("event-bus-name", &sender.bus)
                    .region(case.region()),
            );
        }
        Some((sender, Some(Hindrance::Role(_)))) => {
            note.shown("ListTargetsByRule.RoleArn", sender.role.as_ref().map(Arn::as_str)).fix(format!(
                "Give that rule a role that EventBridge may assume and that may put events on this bus: {} says how.",
                case.why(&sender.rule, &sender.bus)
            ));
        }
        Some((sender, Some(Hindrance::ThirdBus(_)))) => {
            note.fix(format!("Let a rule on {where_to} send to this bus, in place of {}.", sender.rule));
        }
        Some((_, Some(Hindrance::BusPolicy(_)))) => {
            note.shown_policy("DescribeEventBus.Policy", case.evidence.bus_policy().unwrap_or_default()).fix(
                "Ask the bus's owner whom else the statement keeps out before you take anything off it.",
            );
        }
        Some((sender, Some(Hindrance::Pattern { .. }))) => {
            note.shown("ListRules.EventPattern", sender.pattern.clone())
                .fix(format!("Widen the pattern of {}, or make the rule on {where_to}.", sender.rule));
        }
        None if unseen => {
            note.fix(format!(
                "Look for a rule on {where_to} whose target is this bus; without one, make the rule there."
            ));
        }
        Some((_, None)) | None => {
            note.fix(format!("Make the rule on {where_to}, or add a rule there whose target is this bus."));
        }
    }
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
    calls_elsewhere(case, pattern, region, report);
    if pattern.always_asks("region", |asked| !asked.takes(region) && !asked.takes_absence())
        && !region.is_empty()
    {
        let wanted = pattern.texts_at("region");
        let of = if wanted.is_empty() {
            let lists = pattern.asks().filter_map(|asks| pattern.text().get(asks.at("region")?.span()));
            format!("other regions, by {}", listed(&lists.map(str::to_owned).collect::<Vec<_>>()))
        } else {
            listed(&wanted)
        };
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
                "The pattern wants events of {of}, and this rule is in {region}: events stay in their region \
                 unless a rule there forwards them, which cannot be seen from here."
            ))
            .shown("DescribeRule.EventPattern", of.clone())
            .fix(format!(
                "Where nothing forwards them, make the rule in the region it is meant for; where events of this region \
                 are meant, write \"region\": [\"{region}\"]."
            ));
    } else if pattern.ever_asks("region", |_| true) {
        report.ok("The pattern's region is this one.");
    }
}

/// Recorded calls that are asked for by their region: their events come to the bus of that region. Where the region of
/// the event itself is asked for, that is what is told.
fn calls_elsewhere(case: &Case<'_>, pattern: &Pattern, region: &str, report: &mut Report) {
    const CALLED_IN: &str = "detail.awsRegion";
    let is_elsewhere = pattern
        .always_asks(CALLED_IN, |asked| asked.is_only(|text| text != region) && !asked.texts().is_empty());
    if region.is_empty() || !case.only_cloudtrail() || !is_elsewhere || pattern.ever_asks("region", |_| true)
    {
        return;
    }
    // M4 tells where calls of global services are.
    let is_global =
        case.only_sources(|source| is_one_of(&GLOBAL, source) || is_one_of(&PARTLY_GLOBAL, source));
    if only_global_elsewhere(case) || is_global || case.has_matched() || case.seen_text(CALLED_IN).is_some() {
        return;
    }
    let wanted = pattern.texts_at(CALLED_IN);
    let several = wanted.len() > 1;
    report
        .suspect(format!(
            "The pattern wants calls that were made in {}, and this rule is in {region}: their events come to the bus of \
             the region of the call, unless a rule there forwards them, which cannot be seen from here.",
            listed(&wanted)
        ))
        .shown("DescribeRule.EventPattern", wanted)
        .fix(format!(
            "Where nothing forwards them, make the rule in {}; where calls of this region are meant, write \
             \"awsRegion\": [\"{region}\"].",
            if several { "each of these regions" } else { "that region" }
        ));
}

/// Services whose API events exist in one region only. `AWS service events delivered via CloudTrail` names
/// IAM and Route 53; the others are global in the same way.
const GLOBAL: [&str; 4] = ["aws.iam", "aws.route53", "aws.organizations", "aws.cloudfront"];
/// Services that are global in part.
const PARTLY_GLOBAL: [&str; 6] =
    ["aws.sts", "aws.signin", "aws.support", "aws.trustedadvisor", "aws.budgets", "aws.globalaccelerator"];

/// The region that the events of global services are in, seen from another.
fn home_of_global(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "cn-northwest-1"
    } else if region.starts_with("us-gov-") {
        "us-gov-west-1"
    } else {
        "us-east-1"
    }
}

/// The hosts of global services, where the pattern asks for recorded calls of those alone.
fn global_hosts(case: &Case<'_>) -> Option<Vec<String>> {
    let is_global = |host: &str| {
        host.strip_suffix(".amazonaws.com")
            .is_some_and(|service| GLOBAL.contains(&format!("aws.{service}").as_str()))
    };
    let pattern = case.pattern()?;
    pattern
        .always_asks("detail.eventSource", |asked| asked.is_only(is_global))
        .then(|| pattern.texts_at("detail.eventSource"))
}

/// Whether a source is one of these, or begins so that of all known sources only these do.
fn is_one_of(all: &[&str], source: &Beginning) -> bool {
    let begins = || all.iter().any(|one| one.starts_with(&source.text));
    let of_others = || sources().iter().any(|one| one.starts_with(&source.text) && !all.contains(one));
    if source.whole { all.contains(&source.text.as_str()) } else { begins() && !of_others() }
}

/// Whether the rule waits for nothing but calls of services whose events are in another region: trails of this
/// one do not matter then.
pub(super) fn only_global_elsewhere(case: &Case<'_>) -> bool {
    let region = case.region();
    let is_global = |source: &Beginning| is_one_of(&GLOBAL, source);
    !region.is_empty()
        && region != home_of_global(region)
        && (case.only_sources(is_global) || global_hosts(case).is_some())
}

/// M4: a global service, whose events exist in one region.
pub(super) fn global_service(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    let home = home_of_global(region);
    let by_source =
        case.only_sources(|source| is_one_of(&GLOBAL, source) || is_one_of(&PARTLY_GLOBAL, source));
    let by_host = global_hosts(case);
    if !(by_source || by_host.is_some()) || region.is_empty() {
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
    let sources = by_host.filter(|_| !by_source).unwrap_or_else(|| case.sources());
    // Those of its endpoints in regions are recorded there.
    if case.only_sources(|source| is_one_of(&PARTLY_GLOBAL, source)) {
        report
            .suspect(format!(
                "Some events of {}, those of its global endpoint, are in {home} only, and this rule is in {region}.",
                listed(&sources)
            ))
            .often(often::PARTLY_GLOBAL)
            .shown("DescribeRule.EventPattern", sources)
            .fix(format!("Where those are meant, make a rule in {home} too, which may forward them to this bus."));
        return;
    }
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
