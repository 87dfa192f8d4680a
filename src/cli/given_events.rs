//! The events that a file gives to a command: each as EventBridge delivers it, or as an entry of PutEvents,
//! which becomes the event that is delivered once it is known where to.

use super::event_forms::{Reformed, completed, renamed};
use super::exit::{Failure, complain, say};
use super::invalid_text::broken;
use super::source::OpenInput;
use crate::diagnose::Destination;
use crate::json::{Document, Kind, Limits, Value, one_by_one};
use crate::model::EventEntry;
use crate::pattern::{Event, EventError, Pattern};
use std::collections::BTreeSet;
use std::path::Path;

/// Where nothing is known of where an event goes: no account was asked.
const ANYWHERE: Destination<'static> = Destination { account: None, region: "", now: 0 };

/// The events of a file, in order.
pub(super) struct GivenEvents {
    /// The file's name, or what standard input is called.
    name: String,
    events: Vec<GivenEvent>,
}

/// How an event is written.
enum GivenEvent {
    /// As it is delivered, or as what is no event at all.
    Delivered(Vec<u8>, Result<Event, EventError>),
    /// As an entry of PutEvents.
    Entry(EventEntry),
}

impl GivenEvents {
    /// Reads a file: an event, a list of them, or a request of PutEvents.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let source = OpenInput::open(path)?;
        let name = source.name().to_owned();
        let bytes = source.bytes()?;
        let bad = |why: String| Failure::bad_in(&name, format_args!("{why}."));
        let Ok(document) = Document::parse_first_bytes(&bytes, &Limits::default()) else {
            return Ok(Self { name, events: vec![GivenEvent::as_it_is(bytes)] });
        };
        let root = document.root();
        let behind = bytes.get(root.span().end..).unwrap_or_default();
        if !behind.trim_ascii().is_empty() {
            return Self::several(name, &bytes);
        }
        let entries = root.get("Entries").filter(|_| root.members().count() == 1);
        let list = entries.unwrap_or(root);
        if list.kind() == Kind::Array && list.element(0).is_none() {
            return Err(bad("the list holds no event".to_owned()));
        }
        let count = root.elements().count();
        let events = if root.kind() == Kind::Array && count > 0 && root.elements().all(is_object) {
            let of_list = |(at, event): (usize, Value<'_>)| {
                forms(event).map_err(|why| bad(format!("event {} of {count}: {why}", at + 1)))
            };
            let all: Vec<Vec<GivenEvent>> =
                root.elements().enumerate().map(of_list).collect::<Result<_, _>>()?;
            all.into_iter().flatten().collect()
        } else {
            forms(root).map_err(bad)?
        };
        Ok(Self { name, events })
    }

    /// The events of a file that has them one after the other: one a line, as `tail --json` prints them, or
    /// laid out over several.
    fn several(name: String, bytes: &[u8]) -> Result<Self, Failure> {
        let mut events = Vec::new();
        for (line, value) in one_by_one(bytes) {
            let bad = |why: &str| Failure::bad_in(&name, format_args!("line {line}: {why}."));
            let document = Document::parse_bytes(value).ok();
            let event = document.as_ref().map(Document::root).filter(|root| is_object(*root));
            let event = event.ok_or_else(|| bad("something that is not an event follows an event"))?;
            events.extend(forms(event).map_err(|why| bad(&why))?);
        }
        Ok(Self { name, events })
    }

    /// How many they are.
    pub(super) fn count(&self) -> usize {
        self.events.len()
    }

    /// Whether what becomes of them depends on where they are sent.
    pub(super) fn has_entries(&self) -> bool {
        self.events.iter().any(|event| matches!(event, GivenEvent::Entry(_)))
    }

    /// The only event's text as it is delivered nobody knows where, and the file's name.
    pub(super) fn only_text(self) -> Result<(String, Vec<u8>), Failure> {
        if let several @ 2.. = self.count() {
            let why = format_args!(
                "It has {several} events, and one is wanted. `buslens which` and `buslens why` take them all."
            );
            return Err(Failure::bad_in(&self.name, why));
        }
        self.say_where(ANYWHERE);
        let Self { name, events } = self;
        let now = Destination { now: crate::runtime::now(), ..ANYWHERE };
        Ok((name, events.into_iter().next().map(|event| event.into_bytes(now)).unwrap_or_default()))
    }

    /// `None` when one of them is no event, which has been said.
    pub(super) fn checked(self) -> Option<Self> {
        let count = self.count();
        let mut sound = true;
        for (at, event) in self.events.iter().enumerate() {
            let GivenEvent::Delivered(bytes, Err(error)) = event else { continue };
            sound = false;
            let name = match count {
                1 => self.name.clone(),
                _ => format!("event {} of {count} in {}", at + 1, self.name),
            };
            complain(&broken(&name, bytes, error));
        }
        sound.then_some(self)
    }

    /// Takes what is written in the names of an SDK for the events that they are, and says so. With the
    /// pattern of a rule, and where that is, what an event lacks is added: a detail alone tells as much as a
    /// whole event.
    pub(super) fn with_event_forms(mut self, rule: Option<(&Pattern, Destination<'_>)>) -> Self {
        let mut notes = BTreeSet::new();
        for event in &mut self.events {
            let GivenEvent::Delivered(bytes, Ok(_)) = event else { continue };
            for _ in 0..2 {
                let Ok(document) = Document::parse_bytes(bytes) else { continue };
                let root = document.root();
                let whole = || rule.and_then(|(pattern, to)| completed(root, pattern, to));
                let Some(Reformed { text, how }) = renamed(root).or_else(whole) else { break };
                notes.insert(how);
                *bytes = text.into_bytes();
            }
            *event = GivenEvent::as_it_is(std::mem::take(bytes));
        }
        for how in notes {
            say(&format!("{}: an event here {how}.", self.name));
        }
        self
    }

    /// The events as they are delivered there.
    pub(super) fn into_events(self, to: Destination<'_>) -> Result<Vec<Event>, Failure> {
        Ok(self.addressed(to)?.into_iter().map(|(event, _)| event).collect())
    }

    /// The events as they are delivered there, each with the bus that its entry names.
    pub(super) fn addressed(self, to: Destination<'_>) -> Result<Vec<(Event, Option<String>)>, Failure> {
        self.say_where(to);
        let Self { name, events } = self;
        let read = |event: GivenEvent| match event {
            GivenEvent::Delivered(_, event) => event.map(|event| (event, None)),
            GivenEvent::Entry(ref entry) => {
                let bus = entry.bus.clone();
                Event::parse(&event.into_bytes(to)).map(|event| (event, bus))
            }
        };
        let events = events.into_iter().map(read).collect::<Result<_, _>>();
        events.map_err(|error| Failure::bad_in(&name, format_args!("{error}.")))
    }

    /// Says what an entry of PutEvents is taken for.
    fn say_where(&self, to: Destination<'_>) {
        if !self.has_entries() {
            return;
        }
        let what = match self.count() {
            1 => "is an entry of PutEvents, and is taken as EventBridge delivers it",
            _ => "has entries of PutEvents, which are taken as EventBridge delivers them",
        };
        let name = &self.name;
        say(&match to.account {
            Some(account) => format!("{name} {what} in account {account}, region {}.", to.region),
            None if to.region.is_empty() => format!(
                "{name} {what}. Account and region are not known, so a pattern that asks for them does not match."
            ),
            None => format!(
                "{name} {what} in region {}. The account is not known, so a pattern that asks for it does not match.",
                to.region
            ),
        });
    }
}

impl GivenEvent {
    fn as_it_is(bytes: Vec<u8>) -> Self {
        let event = Event::parse(&bytes);
        Self::Delivered(bytes, event)
    }

    fn into_bytes(self, to: Destination<'_>) -> Vec<u8> {
        match self {
            Self::Delivered(bytes, _) => bytes,
            Self::Entry(entry) => {
                entry.as_delivered(to.account.unwrap_or_default(), to.region, to.now).into_bytes()
            }
        }
    }
}

fn is_object(value: Value<'_>) -> bool {
    value.kind() == Kind::Object
}

/// The events that an object is: itself, or what it gives PutEvents.
fn forms(event: Value<'_>) -> Result<Vec<GivenEvent>, String> {
    if EventEntry::is_written_in(event) {
        return Ok(EventEntry::read_all(event.raw(), "")?.into_iter().map(GivenEvent::Entry).collect());
    }
    Ok(vec![GivenEvent::as_it_is(event.raw().as_bytes().to_vec())])
}

/// The one event in a file, of which nobody knows where it is delivered; `None` when it is no event,
/// which has been said.
pub(super) fn event_of(path: &Path) -> Result<Option<Event>, Failure> {
    let Some(events) = GivenEvents::read(path)?.checked() else { return Ok(None) };
    let (name, bytes) = events.only_text()?;
    Event::parse(&bytes).map(Some).map_err(|error| Failure::bad_in(&name, format_args!("{error}.")))
}
