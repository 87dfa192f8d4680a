//! Rung 1: did the event arrive on the rule's bus, and does the bus let its sender in.

use super::{denial, often};
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::export::{Command, Repair};
use crate::model::Bus;
use crate::pattern::Beginning;
use crate::policy::{Access, Caller, Cited, Condition, Decision, KeyValue, Lack, OF_EVENT, Policy, Request};
use crate::text::{edits, is_account_number};
use serde_json::Value;

/// Digits in which an account that is meant may differ from the one that is asked for.
const SLIPS: usize = 2;

/// R1: whether the event, or any event for the rule, was seen on the bus.
pub(super) fn arrived(case: &Case<'_>, report: &mut Report) {
    let evidence = case.evidence;
    let records = evidence.records.seen().map(Vec::as_slice).unwrap_or_default();
    if let Some(failed) = records.iter().find(|record| record.kind == "EVENT_INGEST_FAILURE") {
        let why =
            failed.error.as_ref().map(|(code, message)| format!(": {code}, {message}")).unwrap_or_default();
        report
            .fault(format!("EventBridge could not take the event in{why}."))
            .with_exhibit("bus log", failed.kind.as_str());
        return;
    }
    if records.iter().any(|record| record.kind == "EVENT_RECEIPT" || record.kind == "EVENT_INGEST_SUCCESS") {
        report.ok("The bus's log has the event.").with_exhibit("bus log", "EVENT_RECEIPT");
    } else if let Some(met) = &evidence.met {
        report
            .ok(format!(
                "The event arrived: the rule {} has delivered it to the log group {}.",
                met.rule, met.group
            ))
            .with_exhibit("FilterLogEvents", met.group.as_str());
    } else if let Some(id) = evidence.asked_id.as_ref().filter(|_| !case.is_named()) {
        let why = "the bus's log and the log groups that its rules deliver to were looked through, as far as there are any";
        report.wants_event(&format!("Whether the event {id} reached this bus"), "that event", why);
    } else if let Some(kept) = case.logged_events().filter(|_| !case.is_of_another_kind()) {
        let places = kept
            .places
            .iter()
            .filter(|place| place.had)
            .map(|place| format!("{} (by {})", place.group, place.rule));
        report
            .ok("Events of its kind arrive: log groups have them that other rules of this bus deliver to.")
            .with_exhibit("FilterLogEvents", places.collect::<Vec<_>>());
    } else if case.is_seen() && !case.is_of_another_kind() {
        report.ok("The event was seen on this bus.");
    } else if !case.is_brought() && case.has_matched() {
        report.ok("Events for this rule arrive: its metrics count matches.").with_exhibit(
            "GetMetricData",
            serde_json::json!({"MatchedEvents": case.metric("MatchedEvents"), "Invocations": case.metric("Invocations")}),
        );
    } else if case.is_brought() {
        let why = if case.has_matched() { "others did: the rule's metrics count matches" } else { "" };
        let needs = "a tail of the bus that has it, or the bus's logs";
        report.cannot_see("Whether the event reached this bus", needs, why);
    } else if evidence.rule.pattern.is_some() {
        report.wants_event(
            "Whether the event reached this bus",
            "an event seen in a tail of the bus, or the bus's logs",
            &case.why_none_was_kept(),
        );
    } else {
        report.ok("The rule has no pattern, so it waits for no event.");
    }
}

/// M25: the replay that the event comes from is limited to other rules.
pub(super) fn replay_limited(case: &Case<'_>, report: &mut Report) {
    let Some(name) = case.named_text("replay-name") else { return };
    let what = format!("Which rules the replay {name} goes to");
    let Some(replay) = report.see(&what, "events:DescribeReplay", &case.evidence.replay) else { return };
    if replay.filter_arns.is_empty() || replay.filter_arns.contains(&case.rule.arn) {
        report.ok("The replay goes to this rule.");
        return;
    }
    let arns: Vec<&str> = replay.filter_arns.iter().map(crate::model::Arn::as_str).collect();
    report
        .fault(format!("The event comes from the replay {name}, which goes to other rules only."))
        .with_exhibit("DescribeReplay.Destination.FilterArns", arns)
        .fix("Start a replay that names this rule, or no rules at all.");
}

/// B1: the bus does not let the sender in.
pub(super) fn bus_policy(case: &Case<'_>, report: &mut Report) {
    let here = case.account();
    let of_event = case.event_text("account");
    let mut of_pattern = case.pattern().map(|pattern| pattern.texts_at("account")).unwrap_or_default();
    // What is no account at all is the pattern's mistake and not the policy's.
    of_pattern.retain(|account| is_account_number(account));
    let only_example =
        case.is_brought() && !of_pattern.iter().any(|account| Some(account) == of_event.as_ref());
    let sender = of_event.or_else(|| of_pattern.into_iter().find(|account| account != here));
    let Some(sender) = sender.filter(|sender| sender != here && !here.is_empty()) else {
        return own_denied(case, report);
    };
    if case.is_seen() || case.has_matched() {
        report.ok("Events of the other account come in.");
        return;
    }
    let what = "Whether the bus lets the sender's account in";
    let Some(bus) = report.see(what, "events:DescribeEventBus", &case.evidence.bus) else { return };
    let shown = "DescribeEventBus.Policy";
    let policy = match case.evidence.bus_policy().map(Policy::parse) {
        Some(Err(error)) => {
            report.suspect(format!("The bus's policy cannot be judged. {error}"));
            return;
        }
        Some(Ok(policy)) => Some(policy),
        None => None,
    };
    let mut request = case.delivery().bus(bus.arn.as_str());
    request.caller = Caller::Somebody(sender.clone());
    case.add_event_keys(&mut request);
    for (key, why) in [
        ("aws:SourceArn", "which rule of the other account sends is not known"),
        ("aws:SourceAccount", "whether a rule of the other account sends is not known"),
        ("aws:PrincipalOrgID", "the organization of the other account is not known"),
    ] {
        request.context = request.context.with(key, KeyValue::Unknown(why.to_owned()));
    }
    let decision = Access::of_resource(policy.as_ref()).decide(&request);
    let text = bus.policy.as_deref().unwrap_or("null");
    let taken = |id: &str| {
        let mut statements = policy.iter().flat_map(|policy| &policy.statements);
        statements.any(|statement| statement.sid.as_deref() == Some(id))
    };
    let free = crate::export::free_name(&format!("account-{sender}"), &taken);
    let repair = Repair::LetIn { bus: bus.arn.clone(), account: sender.clone(), id: free };
    match decision {
        Decision::Allowed(_) => {
            report.ok(format!("The bus lets account {sender} in.")).with_policy(shown, text);
        }
        Decision::NotAllowed { .. } if !case.is_brought() && edits(&sender, here, SLIPS).is_some() => {
            let fix = format!("Write \"account\": [\"{here}\"], where this account's events are meant.");
            report
                .fault(format!(
                    "The pattern asks for events of account {sender}, and the bus does not let that one in; this account \
                     is {here}, which is spelled alike."
                ))
                .often(often::MISSPELT_ACCOUNT)
                .with_exhibit("EventPattern, account", sender.as_str())
                .with_policy(shown, text)
                .fix(fix);
        }
        Decision::Denied(_) | Decision::NotAllowed { .. } => {
            let title = format!("The bus does not let account {sender} put events. {decision}");
            let note = if only_example { report.suspect(title) } else { report.fault(title) };
            let note = note.with_policy(shown, text);
            match denial::remedy(&decision, &request) {
                Some(fix) => {
                    let call = denial::of_bus(bus.policy.as_deref(), &decision, &request, &bus.arn, true);
                    denial::fix_by_call(note, fix, &bus.arn, call);
                }
                None => match only_condition(&decision) {
                    Some((statement, condition))
                        if let Some(call) = with_value(case, bus, statement, condition, &request) =>
                    {
                        let fix = to_meet(case, &statement.to_string(), condition);
                        denial::fix_by_call(note, fix, &bus.arn, Some(call));
                    }
                    Some((statement, condition)) => {
                        let fix = to_meet(case, &statement.to_string(), condition);
                        note.fix(format!(
                            "{fix} The command lets in all events of that account, which is more than the \
                             statement means."
                        ))
                        .repair(repair);
                    }
                    None if case.is_brought() => {
                        note.fix("Let the account in.").repair(repair);
                    }
                    None => {
                        note.fix(format!(
                            "Let the account in, where its events are meant; where this account's are, write \
                             \"account\": [\"{here}\"] or leave `account` out."
                        ))
                        .repair(repair);
                    }
                },
            }
        }
        Decision::Unknown { .. } => {
            report
                .suspect(format!("Whether the bus lets account {sender} in cannot be told. {decision}"))
                .with_policy(shown, text);
        }
    }
}

/// How an event comes to meet a condition.
fn to_meet(case: &Case<'_>, statement: &str, condition: &Condition) -> String {
    let path = OF_EVENT.into_iter().find_map(|(key, path)| condition.is_about(key).then_some(path));
    let of_event = path.and_then(|path| case.event_text(path));
    let Condition { operator, key, .. } = condition;
    let is_text = operator.contains("String");
    match of_event.filter(|_| is_text) {
        Some(text) if operator.contains("Not") => {
            format!(
                "Take `{text}`, which this event has, out of the condition {operator} {key} of {statement}."
            )
        }
        Some(text) => {
            format!("Add `{text}`, which this event has, to the condition {operator} {key} of {statement}.")
        }
        None => format!(
            "Change the condition {operator} {key} of {statement}, or add a statement that lets these events in."
        ),
    }
}

/// The call that adds what the event has to the condition of a statement, where that lets it in.
fn with_value(
    case: &Case<'_>,
    bus: &Bus,
    statement: &Cited,
    condition: &Condition,
    request: &Request,
) -> Option<String> {
    let Condition { operator, key, .. } = condition;
    let path = OF_EVENT.into_iter().find_map(|(key, path)| condition.is_about(key).then_some(path))?;
    let value = case.event_text(path)?;
    let mut policy: Value = serde_json::from_str(bus.policy.as_deref()?).ok()?;
    denial::add_value(&mut policy, statement.number, (operator, key), &value)?;
    let policy = policy.to_string();
    let lets_in = Access::of_resource(Some(&Policy::parse(&policy).ok()?)).decide(request).is_allowed();
    lets_in.then(|| {
        Command::new("events put-permission")
            .option("event-bus-name", bus.arn.name())
            .option("policy", &policy)
            .region(bus.arn.region())
    })
}

/// The condition that alone keeps the nearest statement from allowing it.
fn only_condition(decision: &Decision) -> Option<(&Cited, &Condition)> {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = decision else { return None };
    match nearest.lacks.as_slice() {
        [Lack::Condition { condition, .. }] => Some((&nearest.statement, condition)),
        _ => None,
    }
}

/// True when whatever begins so is no source of an AWS service or a partner.
fn is_own(begin: &Beginning) -> bool {
    !begin.text.starts_with("aws.") && (begin.whole || !"aws.".starts_with(&begin.text))
}

/// A bus needs to let nobody of its own account in, and may still deny.
fn own_denied(case: &Case<'_>, report: &mut Report) {
    // What AWS's services and partners send asks no policy.
    let is_put = !case.is_on_default() || case.only_sources(is_own) || case.is_brought();
    let is_of_service = case.event_text("source").is_some_and(|source| source.starts_with("aws."));
    if !is_put || is_of_service || case.is_on_partner_bus() || case.is_seen() || case.has_matched() {
        return;
    }
    let Some(bus) = case.evidence.bus.seen().map(|bus| &bus.arn) else { return };
    let Some(Ok(policy)) = case.evidence.bus_policy().map(Policy::parse) else { return };
    let mut request = case.delivery().bus(bus.as_str());
    request.caller = Caller::Somebody(case.account().to_owned());
    case.add_event_keys(&mut request);
    let decision = Access::of_resource(Some(&policy)).decide(&request);
    if decision.is_denied() {
        let call = denial::of_bus(case.evidence.bus_policy(), &decision, &request, bus, false);
        let note = report
            .fault(format!("The bus's policy keeps this account's own events out. {decision}"))
            .with_policy("DescribeEventBus.Policy", case.evidence.bus_policy().unwrap_or_default());
        denial::fix_by_call(note, denial::remedy(&decision, &request).unwrap_or_default(), bus, call);
    }
}
