//! Events of one's own that may come to the rule's bus over another one: whether the rule that forwards them
//! can do so.

use super::forwarder::{Hindrance, are_forwarded, hindrances};
use super::near_target::slips;
use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::facts::Forward;
use crate::pattern::Pattern;

/// Whether the rule waits for events of one's own, and none of its kind is known to have come to its bus.
pub(in crate::diagnose) fn may_be(case: &Case<'_>) -> bool {
    let evidence = case.evidence;
    let is_quiet = !evidence.metrics.is_not_asked() && !case.has_matched();
    let is_awaited = case.is_brought() || case.event().is_none() && !evidence.kept.is_not_asked();
    is_quiet
        && is_awaited
        && case.own_pattern().is_some()
        && !case.rule.state.is_disabled()
        && !case.is_on_partner_bus()
        && sources(case).iter().all(|source| !"aws.".starts_with(source.trim_end_matches('*')))
        && sources(case).iter().all(|source| !source.starts_with("aws."))
}

/// The sources that are waited for; of an event that was brought, its own.
fn sources(case: &Case<'_>) -> Vec<String> {
    match case.event_text("source").filter(|_| case.is_brought()) {
        Some(source) => vec![source],
        None => case.sources(),
    }
}

/// M2, of one's own events: a rule on another bus is there to forward events to this one, and does not.
pub(super) fn own_events(case: &Case<'_>, report: &mut Report) {
    if !may_be(case) {
        return;
    }
    let sources = sources(case);
    let all = hindrances(case, &sources);
    if are_forwarded(case, report, &all, &sources) {
        return;
    }
    let counted = all.into_iter().filter_map(|(sender, why)| {
        let why = why.filter(|_| sender.unseen.is_none() && !sender.scheduled)?;
        Some((often_of(sender, &why, &sources)?, sender, why))
    });
    let Some((often, sender, why)) = counted.max_by_key(|(often, ..)| *often) else { return };
    let note = report
        .suspect(format!(
            "The rule {} on the bus {} forwards events to this bus, but {}.",
            sender.rule,
            sender.bus,
            why.clause()
        ))
        .often(often)
        .with_exhibit("ListRuleNamesByTarget", sender.rule.as_str())
        .with_exhibit("ListRules.EventPattern", sender.pattern.clone());
    let by_it = "Where the events are to come by it, ".to_owned();
    match why {
        Hindrance::Off => note.fix(by_it + "switch it on.").calls(
            Command::new("events enable-rule")
                .option("name", &sender.rule)
                .option("event-bus-name", &sender.bus)
                .region(case.region()),
        ),
        Hindrance::WithoutReads => note.fix(format!(
            "{by_it}give it the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: {} gives the command.",
            case.why(&sender.rule, &sender.bus)
        )),
        Hindrance::Pattern { .. } => {
            note.fix(by_it + "let its pattern take what this rule asks for, or ask here for what it takes.")
        }
        Hindrance::ThirdBus(_) => note.fix(by_it + "send from the first bus to this one directly."),
        Hindrance::Role(_) => note.fix(format!(
            "{by_it}give its target a role that EventBridge may assume and that may put events on this bus: {} says how.",
            case.why(&sender.rule, &sender.bus)
        )),
        Hindrance::BusPolicy(_) => note
            .with_policy("DescribeEventBus.Policy", case.evidence.bus_policy().unwrap_or_default())
            .fix("Ask the bus's owner whom else the statement keeps out before you take anything off it."),
        Hindrance::Reshaped(_) => note.fix(by_it + "take the input off its target: a bus is sent the whole event."),
    };
}

/// How likely it is that the events were to come by this rule; none where it forwards other events than
/// these, which may be put on this bus.
fn often_of(sender: &Forward, why: &Hindrance, sources: &[String]) -> Option<u8> {
    let takes_others = |text: &String| {
        let pattern = Pattern::parse(text).ok();
        let takes = |source: &String| {
            pattern.as_ref().is_some_and(|pattern| {
                let alike = |theirs: &String| slips(theirs, source).is_some();
                pattern.takes_at("source", source) || pattern.texts_at("source").iter().any(alike)
            })
        };
        !sources.is_empty() && !sources.iter().any(takes)
    };
    if sender.pattern.as_ref().is_some_and(takes_others) {
        return None;
    }
    Some(match why {
        Hindrance::Pattern { .. } => often::HANDS_ON_NEARLY,
        Hindrance::Off
        | Hindrance::WithoutReads
        | Hindrance::ThirdBus(_)
        | Hindrance::Role(_)
        | Hindrance::BusPolicy(_)
        | Hindrance::Reshaped(_) => often::DOES_NOT_HAND_ON,
    })
}
