//! What is refused because of what an archive is: a change while it is being made, a replay to another
//! bus, or of what is still to come.

use super::ChangeFault;
use crate::model::{Arn, Held, Millis, Rule, RuleKey};
use crate::text::time::rfc3339;
use serde_json::Value;

/// That a replay is to go to another bus than the one that its events came from, `source`.
pub fn replay_to_other_bus(bus: &Arn, source: &Arn) -> Option<ChangeFault> {
    (bus != source).then(|| {
        let ours =
            format!("the archive has events of bus {}, and they go back to that alone.", source.name());
        ChangeFault::at("Destination.Arn", ours).in_words_of_service(
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        )
    })
}

/// That a bus that is named is not in the account. The sentence is as recorded from AWS for rules, archives,
/// replays and permissions (the tests of LocalStack).
pub fn no_such_bus(place: impl Into<String>, name: &str) -> ChangeFault {
    let ours =
        format!("there is no bus {name} in this account and region: choose one that is, or make it first.");
    ChangeFault::at(place, ours).in_words_of_service(format!("Event bus {name} does not exist."))
}

/// That the archive of a replay is not in the account; the sentence as recorded from AWS (the tests of
/// LocalStack).
pub fn no_such_archive(name: &str) -> ChangeFault {
    let ours = format!("there is no archive {name} in this account and region: choose one that is.");
    let of_service = format!("Parameter EventSourceArn is not valid. Reason: Archive {name} does not exist.");
    ChangeFault::at("EventSourceArn", ours).in_words_of_service(of_service)
}

/// That the connection of an API destination is not in the account. Which sentence the service has for it is
/// not known.
pub fn no_such_connection(name: &str) -> ChangeFault {
    let ours = format!(
        "there is no connection {name} in this account and region: choose one that is, or make it first."
    );
    ChangeFault::at("ConnectionArn", ours)
}

/// The ARNs of the rules that a replay is for.
fn rules_of(replay: &Held) -> impl Iterator<Item = Arn> {
    let named = replay.setting("Destination.FilterArns").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(Arn::from)
}

/// That a replay is for a rule of another bus than the one that its events go to: they reach the rules of
/// that alone (user guide, "Replaying archived events").
pub(super) fn rule_of_other_bus(replay: &Held) -> Option<ChangeFault> {
    let bus = Arn::from(replay.text("Destination.Arn")?);
    if !bus.resource().starts_with("event-bus/") {
        return None;
    }
    let (other, key) = rules_of(replay).find_map(|rule| {
        let key = RuleKey::of_arn(&rule)?;
        (key.bus != bus.name() || !rule.is_beside(&bus)).then_some((rule, key))
    })?;
    let whose = if other.is_beside(&bus) {
        format!("bus {}", key.bus)
    } else {
        "another account or region".to_owned()
    };
    let ours = format!(
        "rule {} is of {whose}, and a replay to bus {} reaches the rules of that bus alone.",
        key.name,
        bus.name()
    );
    Some(ChangeFault::at("Destination.FilterArns", ours))
}

/// That a replay is for a rule that its bus, whose rules these are, does not have: nobody would get the
/// events.
pub fn rule_not_there(replay: &Held, rules: &[Rule]) -> Option<ChangeFault> {
    let missing = rules_of(replay).find(|rule| rules.iter().all(|one| one.arn != *rule))?;
    let bus = Arn::from(replay.text("Destination.Arn").unwrap_or_default());
    let ours = format!("bus {} has no rule with the ARN {missing}.", bus.name());
    Some(ChangeFault::at("Destination.FilterArns", ours))
}

/// That the whole span of a replay is still to come at `now`, so that no event of it can have been archived.
pub fn replay_ahead(replay: &Held, now: Millis) -> Option<ChangeFault> {
    let from = replay.setting("EventStartTime")?.as_i64()?.checked_mul(1000)?;
    (from > now).then(|| {
        let ours = format!(
            "the span is still to come: it is {} now, and the archive has nothing of later. Begin it before that.",
            rfc3339(now)
        );
        ChangeFault::at("EventStartTime", ours)
    })
}

/// Whether an archive's state is one that passes by itself.
pub fn is_unsettled(state: &str) -> bool {
    matches!(state, "CREATING" | "UPDATING")
}

/// An archive that is being made or changed takes no other change before that is over (API reference,
/// "UpdateArchive" and "DeleteArchive": ConcurrentModificationException). Which sentence the service has for
/// it is not known: as recorded from AWS (the tests of LocalStack), a new archive is ENABLED at once.
pub(super) fn unsettled(archive: &Held) -> Option<ChangeFault> {
    let state = archive.state.as_deref().filter(|state| is_unsettled(state))?;
    Some(ChangeFault::at("State", format!("the archive is {state}. Wait until that is over.")))
}
