//! Log groups, their streams and events.
//!
//! Memory is bounded: a group keeps its newest 12 MiB of messages, whatever its retention says.

use super::deliveries::Deliveries;
use super::policies::Policy;
use super::tail::Tail;
use crate::local::account::arn;
use crate::model::Millis;
use crate::text::time::{DAY, HOUR};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
/// Events older than this are not taken ("PutLogEvents").
const MAX_AGE: Millis = 14 * DAY;
/// Events further ahead than this are not taken ("PutLogEvents").
const MAX_AHEAD: Millis = 2 * HOUR;
/// "Each log event can be no larger than 1 MB."
pub(super) const MAX_EVENT_BYTES: usize = 1_048_576;
/// What the service counts for an event beside its message.
pub(super) const EVENT_OVERHEAD: usize = 26;
/// Newest bytes of messages a group keeps.
const MAX_GROUP_BYTES: usize = 12 << 20;

/// Everything CloudWatch Logs holds in a region.
pub(in crate::local) struct Logs {
    pub(super) region: String,
    pub(in crate::local) groups: BTreeMap<String, Group>,
    /// Account-wide resource policies by name.
    pub(in crate::local) policies: BTreeMap<String, Policy>,
    pub(super) tails: Vec<Tail>,
    /// Where the logs of buses go.
    pub(in crate::local) deliveries: Deliveries,
    /// Counts every event ever taken in, for the order of arrival.
    arrivals: u64,
}

/// A log group.
pub(in crate::local) struct Group {
    pub(in crate::local) name: String,
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`.
    pub(in crate::local) class: String,
    pub(in crate::local) retention_days: Option<i64>,
    pub(in crate::local) kms_key: Option<String>,
    pub(in crate::local) created: Millis,
    pub(in crate::local) tags: BTreeMap<String, String>,
    /// The policy attached to the group itself.
    pub(in crate::local) policy: Option<Policy>,
    pub(super) streams: BTreeMap<String, Stream>,
    /// By event time and arrival, the order in which reading gives them.
    pub(super) events: BTreeMap<Key, StoredEvent>,
    bytes: usize,
}

/// Where an event stands in its group: event time, then arrival.
pub(super) type Key = (Millis, u64);

/// A log stream.
pub(super) struct Stream {
    pub(super) created: Millis,
    pub(super) first: Option<Millis>,
    pub(super) last: Option<Millis>,
    pub(super) last_ingestion: Option<Millis>,
}

/// A log event.
pub(super) struct StoredEvent {
    pub(super) stream: Arc<str>,
    pub(super) ingested: Millis,
    pub(super) message: Arc<str>,
}

/// Why Logs did not take an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::local) enum Rejection {
    /// More than 2 hours ahead.
    TooNew,
    /// More than 14 days old.
    TooOld,
    /// Older than the group's retention.
    Expired,
    /// Larger than 1 MB.
    TooLarge,
}

impl Group {
    /// A group of that class with nothing in it.
    pub(in crate::local) fn new(name: &str, class: &str, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            class: class.to_owned(),
            retention_days: None,
            kms_key: None,
            created: now,
            tags: BTreeMap::new(),
            policy: None,
            streams: BTreeMap::new(),
            events: BTreeMap::new(),
            bytes: 0,
        }
    }

    pub(super) fn stored_bytes(&self) -> usize {
        self.bytes
    }

    /// True for the class that Live Tail and FilterLogEvents serve.
    pub(super) fn is_standard(&self) -> bool {
        self.class == "STANDARD"
    }

    fn judge(&self, timestamp: Millis, bytes: usize, now: Millis) -> Result<(), Rejection> {
        if bytes > MAX_EVENT_BYTES {
            Err(Rejection::TooLarge)
        } else if timestamp > now + MAX_AHEAD {
            Err(Rejection::TooNew)
        } else if timestamp < now - MAX_AGE {
            Err(Rejection::TooOld)
        } else if self.retention_days.is_some_and(|days| timestamp < now - days * DAY) {
            Err(Rejection::Expired)
        } else {
            Ok(())
        }
    }

    /// Lets go of a deleted stream's events.
    pub(super) fn remove_events_of(&mut self, stream: &str) {
        self.events.retain(|_, entry| &*entry.stream != stream);
        self.bytes = self.events.values().map(|entry| entry.message.len() + EVENT_OVERHEAD).sum();
    }

    fn drop_first(&mut self) {
        if let Some((_, entry)) = self.events.pop_first() {
            self.bytes -= entry.message.len() + EVENT_OVERHEAD;
        }
    }

    fn expire(&mut self, now: Millis) {
        let Some(days) = self.retention_days else { return };
        while self.events.first_key_value().is_some_and(|((time, _), _)| *time < now - days * DAY) {
            self.drop_first();
        }
    }
}

impl Stream {
    pub(super) fn new(now: Millis) -> Self {
        Self { created: now, first: None, last: None, last_ingestion: None }
    }
}

impl Logs {
    /// Nothing yet.
    pub(in crate::local) fn new(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            groups: BTreeMap::new(),
            policies: BTreeMap::new(),
            tails: Vec::new(),
            deliveries: Deliveries::default(),
            arrivals: 0,
        }
    }

    /// The documents that bear on a group: the account's resource policies and the group's own.
    pub(in crate::local) fn policies_of(&self, group: &str) -> impl Iterator<Item = &str> {
        let attached = self.groups.get(group).and_then(|group| group.policy.as_ref());
        self.policies.values().chain(attached).map(|policy| policy.document.as_str())
    }

    /// The ARN of a log group, without the `:*` that some APIs put behind it.
    pub(in crate::local) fn arn(&self, group: &str) -> String {
        arn(&self.region, "logs", &format!("log-group:{group}"))
    }

    /// Takes an event into a stream of a group, making the stream where it is missing, and shows it to open
    /// live tails. An unknown group takes nothing; callers look first.
    pub(in crate::local) fn append(
        &mut self,
        group: &str,
        stream: &str,
        timestamp: Millis,
        message: &str,
        now: Millis,
    ) -> Result<(), Rejection> {
        let Some(group) = self.groups.get_mut(group) else { return Ok(()) };
        group.judge(timestamp, message.len(), now)?;
        let about = group.streams.entry(stream.to_owned()).or_insert_with(|| Stream::new(now));
        about.first = Some(about.first.map_or(timestamp, |first| first.min(timestamp)));
        about.last = Some(about.last.map_or(timestamp, |last| last.max(timestamp)));
        about.last_ingestion = Some(now);
        self.arrivals += 1;
        let entry = StoredEvent { stream: Arc::from(stream), ingested: now, message: Arc::from(message) };
        for tail in &mut self.tails {
            tail.offer(&group.name, timestamp, &entry);
        }
        group.bytes += message.len() + EVENT_OVERHEAD;
        group.events.insert((timestamp, self.arrivals), entry);
        while group.bytes > MAX_GROUP_BYTES {
            group.drop_first();
        }
        Ok(())
    }

    /// Lets go of what is past its retention.
    pub(in crate::local) fn expire(&mut self, now: Millis) {
        for group in self.groups.values_mut() {
            group.expire(now);
        }
    }

    /// Forgets a session whose client left.
    pub(in crate::local) fn end_tail(&mut self, session: &str) {
        self.tails.retain(|tail| tail.session != session);
    }

    /// What a session shows this second: its events, and whether there were more than it may show.
    pub(in crate::local) fn tail_update(
        &mut self,
        session: &str,
    ) -> Option<(VecDeque<serde_json::Value>, bool)> {
        self.tails.iter_mut().find(|tail| tail.session == session).map(Tail::take)
    }
}
