//! Rung 1: the event's sender: its PutEvents, the size of its entries and the bus that it names, partners'
//! sources, and services that do not always send.

use super::forwarder::{Hindrance, hindrances};
use super::near_target::nearest_name;
use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::Repair;
use crate::json::Value;
use crate::model::{Arn, Bus, NamedBus};
use crate::pattern::services::is_of_aws;
use crate::text::grouped;

/// The partner's source that a rule depends on: that of its bus, or on another bus the one that it asks for.
pub(in crate::diagnose) fn partner_of(case: &Case<'_>) -> Option<String> {
    if case.is_on_partner_bus() {
        return Some(case.rule.bus.clone());
    }
    let mut asked = case.own_pattern().map(|pattern| pattern.texts_at("source"))?.into_iter();
    let only = asked.next().filter(|source| source.starts_with("aws.partner/"))?;
    (asked.next().is_none() && !case.has_matched()).then_some(only)
}

/// M16: the partner's source is not active.
pub(super) fn partner_source(case: &Case<'_>, report: &mut Report) {
    let Some(name) = partner_of(case) else { return };
    let piece = &case.evidence.partner;
    // Whether its events come to another bus is told by M2, once they come at all.
    if !case.is_on_partner_bus() {
        if let Some(source) = piece.seen().filter(|source| source.state == "PENDING") {
            report
                .fault(format!(
                    "The partner event source {name} is pending: no events come of it before it has a bus of its name, and \
                     this rule is on another."
                ))
                .often(often::PARTNER_PENDING)
                .with_exhibit("ListEventSources.State", "PENDING")
                .fix("Create the bus, which activates the source, and make the rule there.")
                .repair(Repair::PartnerBus { source: source.name.clone(), region: case.region().to_owned() });
        }
        return;
    }
    if matches!(piece, Piece::Missing) {
        report
            .fault("The partner event source of this bus does not exist.")
            .fix("Set it up again at the partner.");
        return;
    }
    let Some(source) = report.see("The state of the partner event source", "events:ListEventSources", piece)
    else {
        return;
    };
    let shown = "ListEventSources.State";
    match source.state.as_str() {
        "ACTIVE" => {
            report.ok("The partner event source is active.").with_exhibit(shown, "ACTIVE");
        }
        "PENDING" => {
            report
                .fault("The partner event source is pending: it waits for its bus.")
                .with_exhibit(shown, "PENDING")
                .fix("Create a bus with its name.")
                .repair(Repair::PartnerBus { source: source.name.clone(), region: case.region().to_owned() });
        }
        "DELETED" => {
            report
                .fault("The partner has deleted this event source: no events come from it.")
                .with_exhibit(shown, "DELETED")
                .fix("Set it up again at the partner, then create a bus for the new source.");
        }
        other => {
            report
                .suspect(format!("The partner event source is in the state {other}."))
                .with_exhibit(shown, other);
        }
    }
}

/// M18: the sender's PutEvents failed.
pub(super) fn put_failed(case: &Case<'_>, report: &mut Report) {
    let source = case.event_text("source").unwrap_or_default();
    if case.is_unsent() && source.starts_with("aws.") {
        report
            .fault(format!(
                "PutEvents takes no entry with the source {source} (NotAuthorizedForSourceException): only AWS's \
                 services send events of such a source."
            ))
            .with_exhibit("the entry's Source", source)
            .fix("Name a source of your own, and ask for that in the pattern.");
        return;
    }
    // Where it was not sent from here there is nothing to say; that the record cannot be read is.
    if case.evidence.sent.is_not_asked() {
        return;
    }
    let what = "What PutEvents answered to the sender";
    let Some(sent) = report.see(what, "", &case.evidence.sent) else { return };
    let Some((code, message)) = &sent.failed else {
        report.ok("PutEvents took the entry.");
        return;
    };
    let meaning = match code.as_str() {
        "AccessDeniedException"
        | "NotAuthorizedForDetailTypeException"
        | "NotAuthorizedForSourceException" => {
            "The sender may not put events on this bus: its policies, or the bus's, must allow events:PutEvents."
        }
        "ThrottlingException" => {
            "The sender sent too many events a second: send again with a pause, or ask for a higher quota."
        }
        "InternalFailure" | "InternalException" => "EventBridge failed: send the entry again.",
        "MalformedDetail" => "The entry's Detail is not a JSON object: it must be the text of one.",
        "InvalidArgument" => "A member of the entry is missing or not valid.",
        "NotAuthorizedForSource" => "Sources that begin with `aws.` are reserved: use a name of your own.",
        _ => "See the message.",
    };
    let note = if case.is_unsent() {
        let at = crate::text::time::recently(sent.at, case.evidence.now, 0);
        report.suspect(format!("PutEvents did not take the same entry at {at} UTC: {code}, {message}"))
    } else {
        report.fault(format!("PutEvents did not take the entry: {code}, {message}"))
    };
    note.with_exhibit("PutEvents.Entries", serde_json::json!({"ErrorCode": code, "ErrorMessage": message}))
        .fix(meaning);
}

/// The bus that the sender names; an entry that is still to be sent and names none goes to the default one.
/// What it names counts more than where the same went before.
fn addressed<'e>(case: &Case<'e>) -> Option<&'e str> {
    let sent = case.evidence.sent.seen().map(|sent| sent.bus.as_deref().unwrap_or(Bus::DEFAULT));
    let named = case.evidence.addressed.as_deref().or(sent);
    named.or(case.is_unsent().then_some(Bus::DEFAULT))
}

/// Whether the sender puts its events on another bus of this account and region, from which a rule may
/// forward them.
pub(in crate::diagnose) fn sends_to_another_bus(case: &Case<'_>) -> bool {
    let bus = addressed(case).map(|named| case.bus(named));
    matches!(bus, Some(NamedBus::Here(name)) if name != case.rule.bus)
}

/// M19: the sender names a bus that does not exist; PutEvents answers as if all were well.
pub(super) fn no_such_bus(case: &Case<'_>, report: &mut Report) {
    let Some(named) = addressed(case) else { return };
    let is_named = case.evidence.addressed.is_some() || case.evidence.sent.seen().is_some();
    let name = match case.bus(named) {
        NamedBus::Here(name) if name == case.rule.bus => {
            if is_named {
                report.ok("The sender names this bus.");
            }
            return;
        }
        NamedBus::Here(name) => name,
        NamedBus::NotKnown => {
            let what =
                format!("Whether the bus {named}, on which the sender puts its events, is in this account");
            report.cannot_see(&what, "sts:GetCallerIdentity", "");
            return;
        }
        NamedBus::Elsewhere => return on_a_bus_elsewhere(case, report, named),
    };
    if !is_named {
        let title = format!(
            "The entry names no bus, so PutEvents puts it on default, and this rule is on {}",
            case.rule.bus
        );
        let Some(over) = over(case, report, name) else { return };
        report
            .suspect(format!("{title}{over}."))
            .with_exhibit("the entry's EventBusName", serde_json::Value::Null)
            .fix(format!("Write \"EventBusName\": \"{}\" into the entry.", case.rule.bus));
        return;
    }
    let Some(buses) = report.see("Which buses there are", "events:ListEventBuses", &case.evidence.buses)
    else {
        return;
    };
    if buses.iter().any(|bus| bus == name) {
        let title =
            format!("The sender puts its events on the bus {name}, and this rule is on {}", case.rule.bus);
        let Some(over) = over(case, report, name) else { return };
        let is_known = case.evidence.senders.seen().is_some();
        let title = format!("{title}{over}.");
        let note = if is_known { report.fault(title) } else { report.suspect(title) };
        note.with_exhibit("PutEvents.EventBusName", named)
            .fix("Send to this rule's bus, or make the rule on the other.");
        return;
    }
    let nearest = nearest_name(buses, String::as_str, name);
    let own = &case.rule.bus;
    let fix = match nearest {
        Some(nearest) if nearest != own => format!(
            "Name the bus {own}, which this rule is on; where {nearest} is meant, which is spelled alike, look at the \
             rules there."
        ),
        Some(_) | None => format!("Name the bus {own}, which this rule is on."),
    };
    report
        .fault(format!("There is no bus {name}: PutEvents takes such events, and they are lost."))
        .with_exhibit("PutEvents.EventBusName", named)
        .with_exhibit("ListEventBuses", buses.clone())
        .fix(fix);
}

/// What is to be said of rules of another bus that could forward the sender's events to this one, a clause;
/// none where one of them does, which is told.
fn over(case: &Case<'_>, report: &mut Report, bus: &str) -> Option<String> {
    if case.evidence.senders.seen().is_none() {
        return Some(", unless a rule there forwards them to it, which was not seen".to_owned());
    }
    let sources: Vec<String> = case.event_text("source").into_iter().collect();
    let mut hindered = String::new();
    for (sender, why) in hindrances(case, &sources).into_iter().filter(|(sender, _)| sender.bus == bus) {
        match why.filter(Hindrance::is_sure) {
            Some(why) => {
                hindered = format!("; the rule {} there forwards to it, but {}", sender.rule, why.clause());
            }
            None => {
                report
                    .ok(format!(
                        "The sender puts its events on the bus {bus}, where the rule {} is there to forward such events \
                         to this one.",
                        sender.rule
                    ))
                    .with_exhibit("ListRuleNamesByTarget", sender.rule.as_str());
                return None;
            }
        }
    }
    Some(hindered)
}

/// The sender's bus is in another account or region, from where a rule may forward its events.
fn on_a_bus_elsewhere(case: &Case<'_>, report: &mut Report, named: &str) {
    let arn = Arn::from(named);
    let title = format!(
        "The sender puts its events on the bus {} of account {}, region {}, and this rule is on {} of account {}, region {}",
        arn.name(),
        arn.account(),
        arn.region(),
        case.rule.bus,
        case.account(),
        case.region()
    );
    // Another account forwards only to a bus whose policy lets it.
    let is_closed = !case.is_here(&arn)
        && matches!(case.evidence.bus, Piece::Seen(_))
        && case.evidence.bus_policy().is_none();
    let note = if is_closed {
        report.fault(format!("{title}, which no other account may send to."))
    } else {
        report.suspect(format!("{title}, unless a rule there forwards them, which cannot be seen from here."))
    };
    note.with_exhibit("PutEvents.EventBusName", named)
        .fix("Send to this rule's bus, forward from the other, or make the rule there.");
}

/// The sum that the entries of one PutEvents call must stay under, in bytes: 1 MB, which leaves open whether
/// the number is this one or the next.
const MOST: usize = 1_000_000;
const SURELY_TOO_MUCH: usize = 1_048_576;

/// How large an entry of PutEvents is that becomes this event (user guide, "Calculating PutEvents event entry
/// size").
fn entry_bytes(case: &Case<'_>) -> Option<usize> {
    let root = case.evidence.expected.as_ref()?.event.root();
    let texts =
        ["source", "detail-type"].into_iter().filter_map(|name| Some(root.get(name)?.owned_text()?.len()));
    let resources = root.get("resources").into_iter().flat_map(Value::leaves).filter_map(Value::owned_text);
    let time = if root.get("time").is_some() { 14 } else { 0 };
    // How a file is laid out is not how it was sent.
    let detail = root.get("detail").map_or(0, |detail| detail.minified().len());
    Some(texts.sum::<usize>() + resources.map(|text| text.len()).sum::<usize>() + time + detail)
}

/// M20: the entry is too large.
pub(super) fn too_large(case: &Case<'_>, report: &mut Report) {
    // What counts is the entry as it was sent; of an event that was brought, the parts that an entry has.
    // What a service of AWS sends is put by nobody.
    let is_put = case.is_brought() && !case.event_text("source").is_some_and(|source| is_of_aws(&source));
    let of_event = || is_put.then(|| entry_bytes(case)).flatten();
    let sent = case.evidence.sent.seen().filter(|_| !case.is_unsent());
    let Some(bytes) = sent.map(|sent| sent.bytes).or_else(of_event) else { return };
    if case.is_seen() {
        report.ok("The event was taken in: it was seen on this bus.");
    } else if bytes >= MOST {
        let title = format!("The event is {} bytes; PutEvents takes less than 1 MB.", grouped(bytes as u64));
        // The sender's text may have been another one: characters that are escaped here take less by
        // themselves.
        let text = case.event().map(|event| event.root().raw()).unwrap_or_default();
        let is_sure = sent.is_some() || bytes >= SURELY_TOO_MUCH && !text.contains("\\u");
        let note = if is_sure { report.fault(title) } else { report.suspect(title) };
        note.fix("Put the large part into S3 and send where it is.");
    } else {
        report.ok("The event is small enough for PutEvents.");
    }
}

/// Sources that try until they succeed ("Events from AWS services"); all others send as best they can.
const DURABLE: [&str; 6] =
    ["aws.batch", "aws.braket", "aws.cloudformation", "aws.cloudwatch", "aws.codeartifact", "aws.s3"];

/// M22: the source delivers as best it can.
pub(super) fn best_effort(case: &Case<'_>, report: &mut Report) {
    let Some(source) = case.event_text("source").filter(|source| case.is_brought() && is_of_aws(source))
    else {
        return;
    };
    if DURABLE.contains(&source.as_str()) {
        report.ok(format!("{source} sends until EventBridge has the event."));
    } else if !case.has_matched() {
        let what = format!("Whether {source} sent the event");
        let why = "it sends as best it can, and in rare cases an event never comes";
        report.cannot_see(&what, "a comparison with the service's own state", why);
    }
}
