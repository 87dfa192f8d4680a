//! What is known of the account on screen, kept between screens. Cleared when the account changes, so that no
//! row of one account ever stands under another's name.

use super::problems::Problems;
use super::remote::Remote;
use crate::model::{
    ApiDestination, Archive, Arn, Bus, Connection, EventSource, LogGroup, Millis, Replay, Rule, RuleKey,
    RuleMetrics, Tag, Target,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The plain listings beside buses and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Listing {
    EventSources,
    Archives,
    Replays,
    Connections,
    ApiDestinations,
}

/// Everything read so far.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The buses.
    pub buses: Remote<Vec<Bus>>,
    /// Buses in full, by name.
    pub bus: BTreeMap<String, Remote<Bus>>,
    /// Rules by bus name.
    pub rules: BTreeMap<String, Remote<Vec<Rule>>>,
    /// Targets by rule.
    pub targets: BTreeMap<RuleKey, Remote<Vec<Target>>>,
    /// Tags by ARN.
    pub tags: BTreeMap<Arn, Remote<Vec<Tag>>>,
    /// Metrics by rule.
    pub metrics: BTreeMap<RuleKey, Remote<RuleMetrics>>,
    /// Log groups by name; `None` inside when there is no such group.
    pub log_groups: BTreeMap<String, Remote<Option<LogGroup>>>,
    /// Partner event sources.
    pub event_sources: Remote<Vec<EventSource>>,
    /// Archives.
    pub archives: Remote<Vec<Archive>>,
    /// Replays.
    pub replays: Remote<Vec<Replay>>,
    /// Connections.
    pub connections: Remote<Vec<Connection>>,
    /// API destinations.
    pub api_destinations: Remote<Vec<ApiDestination>>,
    /// The profiles on this machine.
    pub profiles: Remote<Vec<String>>,
    /// What is wrong with the rules in themselves.
    pub(super) problems: Problems,
}

impl Account {
    /// The rule, where its bus's list holds it.
    pub fn rule(&self, key: &RuleKey) -> Option<&Rule> {
        self.rules.get(&key.bus)?.rows().iter().find(|rule| rule.name == key.name)
    }

    /// Takes a bus to be there that no list has named, so that the operator can look.
    pub fn know_bus(&mut self, name: &str, now: Millis) {
        if self.buses.rows().iter().any(|bus| bus.name == name) {
            return;
        }
        let bus = Bus { name: name.to_owned(), ..Bus::default() };
        match self.buses.value_mut() {
            Some(rows) => rows.push(bus),
            None => self.buses.page(vec![bus], false, now),
        }
    }

    /// Puts a newer reading of a rule in the place of the older one.
    pub fn replace_rule(&mut self, new: Rule) {
        let rows = self.rules.get_mut(&new.bus).and_then(Remote::value_mut);
        if let Some(old) = rows.and_then(|rows| rows.iter_mut().find(|rule| rule.name == new.name)) {
            *old = new;
        }
    }
}
