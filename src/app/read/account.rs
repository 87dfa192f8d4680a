//! What the account knows beyond the places of the table: what an answer means to its neighbours.

use super::{Account, Answer};
use crate::app::remote::Remote;
use crate::model::{Arn, Bus, Connection, ErrorKind, Millis, Rule, RuleKey};

impl Account {
    /// Stores an answer, and updates what else it says something about; `last` says that no more pages
    /// follow.
    pub(in crate::app) fn learn(&mut self, answer: Answer, last: bool, now: Millis) {
        if let Answer::Rule(_, Ok(rule)) = &answer {
            self.replace_rule(rule.clone(), now);
        }
        // Every account has a default bus, and its rules may be listed by some who may not list the buses.
        if matches!(&answer, Answer::Buses(Err(error)) if error.kind == ErrorKind::Denied) {
            self.know_bus(Bus::DEFAULT, now);
        }
        let news = answer.news();
        self.store(answer, last, now);
        self.judge(news, last, now);
    }

    /// The rule, where its bus's list holds it.
    pub fn rule(&self, key: &RuleKey) -> Option<&Rule> {
        self.rules.get(&key.bus)?.rows().iter().find(|rule| rule.name == key.name)
    }

    /// The connection of that ARN, where it is listed.
    pub fn connection(&self, arn: &Arn) -> Option<&Connection> {
        self.connections.rows().iter().find(|connection| connection.arn == *arn)
    }

    /// Assumes a bus that no list has named, so that the operator can look at it.
    pub fn know_bus(&mut self, name: &str, now: Millis) {
        if self.buses.rows().iter().any(|bus| bus.name == name) {
            return;
        }
        let bus = Bus { name: name.to_owned(), ..Bus::default() };
        match self.buses.value_mut() {
            Some(rows) => rows.push(bus),
            None => self.buses.pages(vec![bus], false, now),
        }
    }

    /// Puts a newer reading of a rule in the place of the older one.
    pub(in crate::app) fn replace_rule(&mut self, new: Rule, now: Millis) {
        let key = new.key();
        let rows = self.rules.get_mut(&new.bus).and_then(Remote::value_mut);
        if let Some(old) = rows.and_then(|rows| rows.iter_mut().find(|rule| rule.name == new.name)) {
            *old = new;
            self.judge(News::Rule(key), true, now);
        }
    }

    /// What is wrong with a rule and its targets as far as they are known, one sentence each.
    pub fn problems(&self, rule: &RuleKey) -> Vec<String> {
        self.problems.of(rule)
    }

    /// True when something is wrong with the rule, as far as is known.
    pub fn is_troubled(&self, rule: &RuleKey) -> bool {
        self.problems.is_troubled(rule)
    }

    /// How many rules of all buses something is wrong with, as far as is known.
    pub fn troubled_rules(&self) -> usize {
        self.problems.count()
    }

    /// True when a bus's rules could not be read, or something is wrong with one of them, as far as is known.
    pub fn has_troubled_rules(&self, bus: &str) -> bool {
        let rules = self.rules.get(bus);
        rules.is_some_and(|rules| rules.error().is_some())
            || rules.map(Remote::rows).unwrap_or_default().iter().any(|rule| self.is_troubled(&rule.key()))
    }
}

/// What an answer tells that bears on what is wrong with rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Something about one rule.
    Rule(RuleKey),
    /// A rule's targets.
    Targets(RuleKey),
    /// Something about a bus.
    Bus(String),
    /// The rules of a bus.
    Rules(String),
    /// Where API destinations lead, and whether they are let in there.
    Destinations,
    /// The list of buses.
    Buses,
    /// Nothing.
    Nothing,
}

/// Of what has a key, that it tells nothing.
pub(super) fn nothing<K>(_: K) -> News {
    News::Nothing
}
