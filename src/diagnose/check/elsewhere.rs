//! Rung 1: events that come to another bus only, unless a rule forwards them.

use super::forwarder::{Hindrance, are_forwarded, hindrances};
use super::{handed_on, other_bus, sender};
use crate::catalogue::is_no_service;
use crate::catalogue::{of, source_of};
use crate::diagnose::case::{Case, listed, only_aws};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::Arn;
use crate::pattern::{Asked, Asks};
use crate::text::plural;

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
        pattern.texts_at("detail-type").iter().map(|text| source_of(text).map(str::to_owned)).collect();
    let mut sources = sources.filter(|sources| !sources.is_empty())?;
    sources.dedup();
    pattern.asks().all(asks_of_known).then_some((sources, false))
}

/// Whether the fields of `detail` that are asked for are those of AWS's events of these detail-types: events
/// of one's own may be called the same.
fn asks_of_known(asks: Asks<'_>) -> bool {
    let kinds = asks.at("detail-type").map(Asked::texts).unwrap_or_default();
    let kinds: Vec<_> = kinds.iter().filter_map(|text| of(source_of(text)?, text)).collect();
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

/// The roles with which other rules forward to this bus, and others to the buses of those, where that
/// matters.
pub(in crate::diagnose) fn roles_of_senders(case: &Case<'_>) -> Vec<Arn> {
    let waits = waits_for_senders(case) || handed_on::may_be(case) || sender::sends_to_another_bus(case);
    let senders = case.evidence.senders.seen().into_iter().flatten();
    let senders = senders.filter(|one| waits || other_bus::feeds_what_is_sent_on(case, one));
    let all =
        senders.flat_map(|sender| std::iter::once(sender).chain(sender.fed_by.iter().filter(|_| waits)));
    all.filter_map(|sender| sender.role.clone()).collect()
}

/// Sources that begin with `aws.` and that no service of AWS has: an application's may not (EventBridge API
/// reference, "PutEventsResultEntry": NotAuthorizedForSourceException).
fn under_aws(case: &Case<'_>, report: &mut Report, sources: &[String]) {
    let title = format!(
        "No service of AWS with the source {} is known, and no application may send under `aws.`: no bus gets such events.",
        listed(sources)
    );
    // What a new service sends to the default bus, another account may forward.
    let is_closed = matches!(case.evidence.bus, Piece::Seen(_)) && case.evidence.bus_policy().is_none();
    let note = if is_closed { report.fault(title) } else { report.suspect(title) };
    note.with_exhibit("DescribeRule.EventPattern", sources).fix(
        "Give your events a source of your own, such as `com.example.orders`, in what sends them and in this pattern: \
         PutEvents answers NotAuthorizedForSourceException to one that begins with `aws.`.",
    );
}

/// M2: an event of an AWS service is expected on a bus that those do not reach.
pub(super) fn service_event_on_custom_bus(case: &Case<'_>, report: &mut Report) {
    if !waits_for_senders(case) {
        return handed_on::own_events(case, report);
    }
    // Of a source that is not active yet M16 tells.
    if case.evidence.partner.seen().is_some_and(|source| source.state == "PENDING") {
        return;
    }
    // Neither a service's nor a partner's events come to it by themselves.
    let Some((sources, sure)) = waited_for(case) else { return };
    let partner = are_partners(&sources);
    if case.has_matched() && case.event_text("source").is_none() {
        report.ok("Events of AWS services are forwarded to this bus: its metrics count matches.");
        return;
    }
    let mut all = hindrances(case, &sources);
    // The one that takes such events is nearer than one that takes others.
    all.sort_by_key(|(_, why)| matches!(why, Some(Hindrance::Pattern { .. })));
    if are_forwarded(case, report, &all, &sources) {
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
    if sources.iter().all(|source| is_no_service(source)) {
        return under_aws(case, report, &sources);
    }
    let unseen = matches!(case.evidence.senders, Piece::CannotSee(_));
    if unseen {
        report.see("Which rules send to this bus", "events:ListRuleNamesByTarget", &case.evidence.senders);
    }
    let where_to = if partner { "the partner's own bus" } else { "the default bus" };
    let title = format!(
        "{} {} events to {where_to} only, and this rule is on the bus {}",
        listed(&sources),
        plural(sources.len(), "sends its", "send their"),
        case.rule.bus
    );
    // Another account, or another region of this one, may forward to a bus without being seen from here.
    let open = match &case.evidence.bus {
        Piece::Seen(_) => case.evidence.bus_policy().is_some(),
        Piece::NotAsked | Piece::CannotSee(_) | Piece::Missing => true,
    };
    let note = match (case.evidence.senders.seen(), all.first()) {
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
    let note = note.with_exhibit("DescribeRule.EventPattern", sources);
    match all.first() {
        Some((sender, Some(Hindrance::Off))) => {
            note.fix("Switch that rule on.").calls(
                Command::new("events enable-rule")
                    .option("name", &sender.rule)
                    .option("event-bus-name", &sender.bus)
                    .region(case.region()),
            );
        }
        Some((sender, Some(Hindrance::WithoutReads))) => {
            note.fix(format!(
                "Give that rule the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS; it is put-rule that sets it, with all \
                 that the rule has: {} gives the command.",
                case.why(&sender.rule, &sender.bus)
            ));
        }
        Some((sender, Some(Hindrance::Role(_)))) => {
            note.with_exhibit("ListTargetsByRule.RoleArn", sender.role.as_ref().map(Arn::as_str)).fix(format!(
                "Give that rule a role that EventBridge may assume and that may put events on this bus: {} says how.",
                case.why(&sender.rule, &sender.bus)
            ));
        }
        Some((sender, Some(Hindrance::ThirdBus(_)))) => {
            note.fix(format!("Let a rule on {where_to} send to this bus, in place of {}.", sender.rule));
        }
        Some((sender, Some(Hindrance::Reshaped(_)))) => {
            note.fix(format!(
                "Take the input off the target of {}: a bus is sent the whole event.",
                sender.rule
            ));
        }
        Some((_, Some(Hindrance::BusPolicy(_)))) => {
            note.with_policy("DescribeEventBus.Policy", case.evidence.bus_policy().unwrap_or_default()).fix(
                "Ask the bus's owner whom else the statement keeps out before you take anything off it.",
            );
        }
        Some((sender, Some(Hindrance::Pattern { .. }))) => {
            note.with_exhibit("ListRules.EventPattern", sender.pattern.clone())
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
            .with_exhibit("DescribeRule.EventBusName", case.rule.bus.as_str())
            .fix("Make the rule on the default bus.");
    } else if case.only_sources(|source| {
        if source.whole { source.text != case.rule.bus } else { !case.rule.bus.starts_with(&source.text) }
    }) {
        report
            .suspect("The events of a partner's bus have the bus's name as their source, and the pattern asks for another.")
            .with_exhibit("DescribeRule.EventPattern", case.pattern().map(|pattern| pattern.texts_at("source")))
            .fix(format!("Write \"source\": [\"{}\"].", case.rule.bus));
    } else {
        report.ok("The pattern's source can come to this partner's bus.");
    }
}
