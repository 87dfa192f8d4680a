//! The question before an event is sent from the screen: which rules would take it, and that their targets
//! act on it for real. What an event must have is `model`'s.

use crate::app::confirm::{Confirm, WriteOp};
use crate::app::popup::Popup;
use crate::app::remote::Remote;
use crate::app::request::Pending;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::diagnose::{Destination, Takers, not_known};
use crate::json::Document;
use crate::model::{CallError, ChangeFault, EntryOutcome, EventEntry, LeftOpen, NamedBus, Rule, RuleKey};
use crate::text::time::recently;
use crate::text::{counted, one_line};

/// What only AWS's own services may have as the source of an event (API reference, "PutEventsRequestEntry").
const RESERVED: &str = "aws.";

/// The event that a text stands for.
///
/// # Errors
///
/// What is wrong with it.
pub(in crate::app) fn entry(bus: &str, text: &str) -> Result<EventEntry, Vec<ChangeFault>> {
    let mut entries = EventEntry::read_all(text, bus.trim())
        .map_err(|why| vec![ChangeFault::at("Event", format!("{why}."))])?;
    if entries.len() != 1 {
        return Err(vec![ChangeFault::at(
            "Event",
            format!(
                "these are {}; only one can be sent from here.",
                counted(entries.len(), "event", "events")
            ),
        )]);
    }
    let mut entry = entries.remove(0);
    // Compacted: the form shows it laid out, but AWS bills by size.
    if let Ok(detail) = Document::parse(entry.detail.as_str()) {
        entry.detail = detail.root().compact();
    }
    if entry.source.starts_with(RESERVED) {
        let ours = format!(
            "the source `{}` begins with `aws.`, which only AWS's own services may send. Give it another one; a \
                rule that is tried must take that too.",
            entry.source
        );
        let service = "NotAuthorizedForSourceException: Not authorized for the source.";
        return Err(vec![ChangeFault::at("Event", ours).in_words_of_service(service)]);
    }
    if bus.trim().is_empty() {
        return Err(vec![ChangeFault::at("Bus", "a bus is needed.")]);
    }
    Ok(entry)
}

/// Asks whether the event is to be sent.
pub(in crate::app) fn ask(entry: EventEntry, shared: &mut Shared) -> Step {
    if shared.requests.is_pending(&Pending::Sending) {
        shared.notify(Level::Info, "An event is being sent already; wait for the answer.");
        return Step::Stay;
    }
    let bus = entry.bus.clone().unwrap_or_default();
    let mut lines =
        vec![format!("account   {}", shared.session.whose()), format!("bus       {bus}"), String::new()];
    lines.extend(warn_if_sent_before(&entry, shared));
    lines.extend(takers(&bus, &entry, shared));
    lines.push(String::new());
    lines.push("What will be sent, and cannot be called back then:".to_owned());
    lines.push(format!("  PutEvents {}", one_line(&entry.as_sent().to_string())));
    if let Ok(detail) = Document::parse(entry.detail.as_str()) {
        lines.push("Its detail:".to_owned());
        lines.extend(detail.pretty(2).lines().map(|line| format!("  {line}")));
    }
    let title = format!("Send an event to bus {bus}?");
    Step::Popup(Popup::Confirm(Box::new(Confirm::new(title, lines, "send", WriteOp::Send(Box::new(entry))))))
}

/// That the same event was sent before, and nobody knows whether the bus took it.
fn warn_if_sent_before(entry: &EventEntry, shared: &Shared) -> Option<String> {
    let sent = LeftOpen::among(shared.account.sent.rows()).like(entry)?;
    Some(LeftOpen::warning(1, 1, &recently(sent.at, shared.now, shared.offset())))
}

/// Which rules take the event, as far as that is known.
fn takers(bus: &str, entry: &EventEntry, shared: &Shared) -> Vec<String> {
    let account = &shared.account;
    let known = account.buses.rows().iter().find(|one| one.name == bus || one.arn.as_str() == bus);
    let name = match known {
        Some(bus) => Ok(bus.name.as_str()),
        None => match shared.session.bus(bus) {
            NamedBus::Here(name) => Ok(name),
            NamedBus::Elsewhere => Err("the bus is not one of this account and region."),
            NamedBus::NotKnown => {
                Err("it is not known yet which account this is, and so whether the bus is in it.")
            }
        },
    };
    let name = match name {
        Ok(name) => name,
        Err(why) => return vec![format!("! Which rules take it is not known: {why}")],
    };
    let rules = match rules_of(name, shared) {
        Ok(rules) => rules,
        Err(None) if known.is_none() => {
            return vec![format!(
                "! No bus {bus} is known here. EventBridge takes an event for a bus that is not there, and drops it."
            )];
        }
        Err(error) => return vec![not_known("Which rules take it", error)],
    };
    let session = &shared.session;
    let to = Destination { account: session.account.as_deref(), region: &session.region, now: shared.now };
    let takers = Takers::of(rules, std::slice::from_ref(entry), to);
    let targets = |rule: &RuleKey| {
        let targets = account.targets.get(rule).filter(|targets| targets.at().is_some())?;
        Some(targets.rows().to_vec())
    };
    takers.delivering(targets).lines()
}

/// The rules of a bus by its name; where they are not known, what went wrong, if anything did.
pub(super) fn rules_of<'s>(bus: &str, shared: &'s Shared) -> Result<&'s [Rule], Option<&'s CallError>> {
    let rules = shared.account.rules.get(bus);
    let known = rules.filter(|rules| rules.at().is_some());
    known.map(Remote::rows).ok_or_else(|| rules.and_then(Remote::error))
}

/// An event was sent, or was not; true when it is with EventBridge.
pub(in crate::app) fn on_answer(
    entry: &EventEntry,
    outcome: &Result<EntryOutcome, CallError>,
    shared: &mut Shared,
) -> bool {
    let bus = entry.bus.as_deref().unwrap_or_default();
    match EntryOutcome::of(outcome) {
        EntryOutcome::Done { id } => {
            shared.notify(Level::Done, format!("Sent to bus {bus}: EventBridge took it as event {id}."));
            return true;
        }
        EntryOutcome::Failed { code, message } => {
            shared.alert(format!("Bus {bus} did not take the event"), format!("{code}: {message}"));
        }
        EntryOutcome::NotKnown { why } => {
            shared.alert(format!("Not known whether bus {bus} took the event"), why);
        }
        EntryOutcome::NotSent { why } => {
            shared.alert(format!("The event was not sent to bus {bus}"), why);
        }
    }
    false
}
