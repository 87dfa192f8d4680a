//! What writes take and what they answer.

use super::named_bus::BusArn;
use super::{Bus, CallError, ErrorKind, Held, Millis, Rule, Thing};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A rule after a write, read back from the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleWritten {
    /// The rule as it is now.
    pub rule: Rule,
    /// What is not as it was asked for; empty when the write took.
    pub differences: Vec<FieldDifference>,
}

/// A thing after a change, read back from the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The thing.
    pub thing: Thing,
    /// What it is now; `None` when it is not there.
    pub now: Option<Held>,
    /// What is not as it was asked for; empty when the change took.
    pub differences: Vec<FieldDifference>,
    /// Nothing was sent, since the thing was so already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
    /// The file that has a copy of what was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
}

impl FieldDifference {
    /// What was found, such as "Description is `words`".
    pub fn now(&self) -> String {
        format!("{} is {}", self.field, in_backticks(self.found.as_deref()))
    }

    /// It in a sentence.
    pub fn sentence(&self) -> String {
        format!(
            "{} reads back as {}, where {} was written.",
            self.field,
            in_backticks(self.found.as_deref()),
            in_backticks(self.wanted.as_deref())
        )
    }
}

fn in_backticks(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |text| format!("`{text}`"))
}

/// A field that reads back otherwise than it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// The API's name of the field, such as `Description`.
    pub field: String,
    /// What was written.
    pub wanted: Option<String>,
    /// What the service holds.
    pub found: Option<String>,
}

/// An event to send, one entry of `PutEvents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventEntry {
    /// The bus, by name or ARN; `None` means the default bus.
    pub bus: Option<String>,
    /// `source`; `aws.` is reserved for AWS.
    pub source: String,
    /// `detail-type`.
    pub detail_type: String,
    /// `detail`: the text of a JSON object.
    pub detail: String,
    /// `resources`.
    pub resources: Vec<String>,
    /// `time`; `None` means when the call arrives.
    pub time: Option<Millis>,
    /// `TraceHeader`, for X-Ray.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

/// An event that was sent from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSent {
    /// When.
    pub at: Millis,
    /// Where.
    pub place: super::AccountPlace,
    /// What was sent.
    pub entry: EventEntry,
    /// What became of it.
    pub outcome: EntryOutcome,
}

/// Events that were sent, and of which nobody knows whether their bus took them: sent again, one may come
/// twice.
#[derive(Clone, Debug, Default)]
pub struct LeftOpen<'s>(HashMap<EventContent<'s>, Vec<&'s EventSent>>);

/// What an event says, however it is laid out: a number for its content, its time and its resources.
type EventContent<'e> = (u64, Option<Millis>, &'e [String]);

impl<'s> LeftOpen<'s> {
    /// Those among what was sent; of several that say the same to the same bus the newest.
    pub fn among(sent: &'s [EventSent]) -> Self {
        let mut open = Self::default();
        for sent in sent.iter().filter(|sent| matches!(sent.outcome, EntryOutcome::NotKnown { .. })) {
            let alike = open.0.entry(sent.entry.whole_content()).or_default();
            match alike.iter_mut().find(|one| one.place == sent.place && one.is_to_bus_of(&sent.entry)) {
                Some(one) if one.at <= sent.at => *one = sent,
                Some(_) => {}
                None => alike.push(sent),
            }
        }
        open
    }

    /// That so many of all the events that are to be sent are among them, the newest since then.
    pub fn warning(open: usize, all: usize, at: &str) -> String {
        match (open, all) {
            (1, 1) => format!(
                "! It was sent at {at}, and nobody knows whether the bus took it: sent again, it may come twice."
            ),
            (count, all) => format!(
                "! {count} of these {all} events were sent before, the last at {at}, and nobody knows whether the \
                 bus took them: sent again, they may come twice."
            ),
        }
    }

    /// The newest that says the same to the same bus, by name or ARN.
    pub fn like(&self, entry: &EventEntry) -> Option<&'s EventSent> {
        let alike = self.0.get(&entry.whole_content())?.iter().filter(|sent| sent.is_to_bus_of(entry));
        alike.max_by_key(|sent| sent.at).copied()
    }
}

impl EventSent {
    /// Whether it says what this one says, that is sent from this place, and went to the same bus; none where
    /// that depends on an account that nobody has told, or on whether two endpoints are of one service.
    pub fn is_of(&self, entry: &EventEntry, place: &super::AccountPlace) -> Option<bool> {
        let one = bus_at(&self.place, self.entry.bus_named());
        let other = bus_at(place, entry.bus_named());
        let accounts = (one.account, other.account);
        let are_both_known = !one.account.is_empty() && !other.account.is_empty();
        if self.entry.whole_content() != entry.whole_content()
            || (one.region, one.name) != (other.region, other.name)
            || are_both_known && accounts.0 != accounts.1
        {
            return Some(false);
        }
        // Of an emulator that tells no accounts there is one.
        let is_one = are_both_known || accounts == ("", "") && place.endpoint.is_some();
        (is_one && self.place.endpoint == place.endpoint).then_some(true)
    }

    /// Whether an event that is sent from the same place goes to the same bus.
    fn is_to_bus_of(&self, entry: &EventEntry) -> bool {
        bus_at(&self.place, self.entry.bus_named()) == bus_at(&self.place, entry.bus_named())
    }
}

/// The bus that is named by name or ARN, in full.
fn bus_at<'n>(place: &'n super::AccountPlace, named: &'n str) -> BusArn<'n> {
    let here = BusArn { region: &place.region, account: &place.account, name: named };
    let bus = BusArn::of(named).unwrap_or(here);
    BusArn { account: if bus.account.is_empty() { here.account } else { bus.account }, ..bus }
}

impl EventEntry {
    fn bus_named(&self) -> &str {
        self.bus.as_deref().unwrap_or(Bus::DEFAULT)
    }

    /// What it says, whatever bus it is for.
    fn whole_content(&self) -> EventContent<'_> {
        (self.content(), self.time, &self.resources)
    }
}

impl EntryOutcome {
    /// What became of an event whose sending ended so; a lost answer leaves it open.
    pub fn of(ended: &Result<Self, CallError>) -> Self {
        match ended {
            Ok(outcome) => outcome.clone(),
            Err(error) if error.kind == ErrorKind::NotKnown => Self::NotKnown { why: error.to_string() },
            Err(error) => Self::NotSent { why: error.to_string() },
        }
    }
}

/// What became of one entry of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryOutcome {
    /// Taken.
    Done {
        /// The event's id, given by the service.
        id: String,
    },
    /// Refused, although the call as a whole answered 200.
    Failed {
        /// The error code, such as `InternalFailure`.
        code: String,
        /// The service's message.
        message: String,
    },
    /// Sent, and not known whether it was taken.
    NotKnown {
        /// Why.
        why: String,
    },
    /// Not sent.
    NotSent {
        /// Why.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::{EntryOutcome, EventEntry, EventSent, LeftOpen};
    use crate::model::AccountPlace;

    #[test]
    fn what_was_left_open_is_known_again_however_it_is_laid_out() {
        let entry = |bus: &str, detail: &str| EventEntry {
            bus: Some(bus.to_owned()),
            source: "shop".to_owned(),
            detail: detail.to_owned(),
            ..EventEntry::default()
        };
        let place =
            AccountPlace { account: "111122223333".into(), region: "eu-west-1".into(), endpoint: None };
        let sent = |at, outcome| EventSent {
            at,
            place: place.clone(),
            entry: entry("orders", r#"{"a":1}"#),
            outcome,
        };
        let open = EntryOutcome::NotKnown { why: "lost".into() };
        let all = [sent(3, EntryOutcome::Done { id: "i".into() }), sent(2, open.clone()), sent(1, open)];
        let open = LeftOpen::among(&all);
        let found = |bus: &str, detail: &str| open.like(&entry(bus, detail)).map(|sent| sent.at);
        assert_eq!(found("orders", r#"{ "a": 1 }"#), Some(2));
        assert_eq!(found("arn:aws:events:eu-west-1:111122223333:event-bus/orders", r#"{"a":1}"#), Some(2));
        assert_eq!(found("arn:aws:events:eu-west-1:444455556666:event-bus/orders", r#"{"a":1}"#), None);
        assert_eq!((found("orders", r#"{"a":2}"#), found("other", r#"{"a":1}"#)), (None, None));
        assert_eq!(LeftOpen::among(&all[..1]).like(&entry("orders", r#"{"a":1}"#)), None);
    }

    #[test]
    fn an_event_is_known_again_by_its_bus_and_the_place_of_it() {
        let place = |account: &str, region: &str, endpoint: Option<&str>| AccountPlace {
            account: account.into(),
            region: region.into(),
            endpoint: endpoint.map(Into::into),
        };
        let entry = |bus: &str| EventEntry { bus: Some(bus.to_owned()), ..EventEntry::default() };
        let is_of = |from: &AccountPlace, first: &str, now: &AccountPlace, second: &str| {
            let outcome = EntryOutcome::Done { id: "i".into() };
            EventSent { at: 1, place: from.clone(), entry: entry(first), outcome }.is_of(&entry(second), now)
        };
        let (own, unknown) = (place("111122223333", "us-east-1", None), place("", "us-east-1", None));
        let arn = "arn:aws:events:us-east-1:111122223333:event-bus/orders";
        for (now, bus, told) in [
            (&own, "orders", Some(true)),
            (&own, arn, Some(true)),
            (&unknown, arn, Some(true)),
            (&own, "audit", Some(false)),
            (&place("111122223333", "eu-west-1", None), "orders", Some(false)),
            (&place("111122223333", "eu-west-1", None), arn, Some(true)),
            (&place("444455556666", "us-east-1", None), "orders", Some(false)),
            (&unknown, "orders", None),
            (&place("111122223333", "us-east-1", Some("http://localhost:1")), "orders", None),
        ] {
            assert_eq!(is_of(&own, "orders", now, bus), told, "{now:?} {bus}");
        }
        assert_eq!(is_of(&unknown, "orders", &own, arn), None, "whose bus it was is not known");
        let emulator = place("", "us-east-1", Some("http://localhost:1"));
        assert_eq!(is_of(&emulator, "orders", &emulator, "orders"), Some(true));
    }
}
