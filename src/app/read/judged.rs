//! Looking rules over by what the account's answers tell together: a rule, its targets, its bus and its
//! metrics, which rules send to which bus, and the lists of destinations and connections. None of it is asked
//! for here.

use super::Account;
use super::account::News;
use crate::app::remote::Remote;
use crate::diagnose::{Evidence, Forward, Piece};
use crate::model::{Bus, Millis, NamedBus, Rule, RuleKey, RuleState, Target, TargetKind};

impl Account {
    /// Checks again the rules that this answer may affect.
    pub(super) fn judge(&mut self, news: News, last: bool, now: Millis) {
        match news {
            News::Nothing => return,
            News::Rule(rule) => self.judge_one(&rule, now),
            News::Targets(rule) => {
                if let Some(targets) = self.targets.get(&rule).filter(|targets| targets.at().is_some()) {
                    self.problems.learn_targets(&rule, targets.rows());
                }
                self.judge_one(&rule, now);
            }
            News::Bus(bus) => self.judge_rules(|rule| rule.bus == bus, now),
            News::Rules(bus) => {
                if last && let Some(rules) = self.rules.get(&bus) {
                    let listed = |name: &str| rules.rows().iter().any(|rule| rule.name == name);
                    self.problems.retain(&bus, listed);
                }
                self.judge_rules(|rule| rule.bus == bus, now);
            }
            News::Destinations => {
                let calls = |rule: &RuleKey| {
                    let targets = self.targets.get(rule).map(Remote::rows).unwrap_or_default();
                    targets.iter().any(|target| target.kind() == TargetKind::ApiDestination)
                };
                let calling: Vec<_> = self.targets.keys().filter(|rule| calls(rule)).cloned().collect();
                self.judge_rules(|rule| calling.contains(rule), now);
            }
            News::Buses => {}
        }
        self.judge_forwarding(now);
    }

    /// Only with all targets known can it be said that no rule sends to a bus, and where a rule's events end.
    fn judge_forwarding(&mut self, now: Millis) {
        let was = self.problems.is_whole;
        self.problems.is_whole = self.is_whole();
        if !was && self.problems.is_whole {
            let on_custom = |rule: &RuleKey| rule.bus != Bus::DEFAULT;
            let concerned: Vec<_> =
                self.keys().filter(|rule| on_custom(rule) || self.problems.is_forwarding(rule)).collect();
            self.judge_rules(|rule| concerned.binary_search(rule).is_ok(), now);
        }
    }

    /// The rules of all buses, in order.
    fn keys(&self) -> impl Iterator<Item = RuleKey> {
        let mut keys: Vec<_> =
            self.rules.values().flat_map(|rules| rules.rows().iter().map(Rule::key)).collect();
        keys.sort();
        keys.into_iter()
    }

    /// True when the rules of all buses and all their targets have been read.
    fn is_whole(&self) -> bool {
        let rules = |bus: &Bus| self.rules.get(&bus.name).filter(|rules| rules.at().is_some());
        let buses = self.buses.rows();
        let known: Option<Vec<usize>> = buses.iter().map(|bus| Some(rules(bus)?.rows().len())).collect();
        let known = known.map(|counts| counts.into_iter().sum::<usize>());
        self.buses.at().is_some() && known == Some(self.problems.rules_with_known_targets())
    }

    fn judge_rules(&mut self, which: impl Fn(&RuleKey) -> bool, now: Millis) {
        let keys = self.rules.values().flat_map(Remote::rows).map(Rule::key).filter(which);
        for key in keys.collect::<Vec<_>>() {
            self.judge_one(&key, now);
        }
    }

    fn judge_one(&mut self, key: &RuleKey, now: Millis) {
        let Some(evidence) = self.rule(key).map(|rule| self.evidence(rule, now)) else { return };
        let unseen = self.targets.get(key).and_then(Remote::error);
        let unseen = unseen.map(|error| format!("Its targets cannot be seen: {error}"));
        self.problems.judge(&evidence, unseen);
    }

    /// Marks a rule with the faults that a look into it has found; `when` it was, in words.
    pub(in crate::app) fn looked_into(&mut self, evidence: &Evidence, faults: Vec<String>, when: String) {
        self.problems.looked_into(evidence, faults, when);
    }

    /// Something of the account was changed here.
    pub(in crate::app) fn forget_looks(&mut self) {
        self.problems.forget_looks();
    }

    /// What would be known of a rule if it were so; with `targets` where they are to be others.
    pub(in crate::app) fn evidence_if(
        &self,
        rule: &Rule,
        targets: Option<Vec<Target>>,
        now: Millis,
    ) -> Evidence {
        let mut evidence = self.evidence(rule, now);
        if let Some(targets) = targets {
            evidence.targets = Piece::Seen(targets);
            self.add_forwards(&mut evidence);
            self.add_destinations(&mut evidence);
        }
        evidence
    }

    /// What is known of a rule.
    fn evidence(&self, rule: &Rule, now: Millis) -> Evidence {
        let key = rule.key();
        let mut evidence = Evidence::of(rule.clone(), rule.arn.account(), rule.arn.region(), now);
        let listed =
            || self.buses.rows().iter().find(|bus| bus.name == rule.bus && !bus.arn.as_str().is_empty());
        if let Some(bus) = self.bus.get(&rule.bus).and_then(Remote::value).or_else(listed) {
            evidence.bus = Piece::Seen(bus.clone());
        }
        if let Some(metrics) = self.metrics.get(&key).and_then(Remote::value) {
            evidence.metrics = Piece::Seen(metrics.clone());
        }
        if let Some(targets) = self.targets.get(&key).filter(|targets| targets.at().is_some()) {
            evidence.targets = Piece::Seen(targets.rows().to_vec());
        }
        self.add_forwards(&mut evidence);
        self.add_destinations(&mut evidence);
        evidence
    }

    /// The rules that send to the rule's bus, and those that send on from the buses it sends to; that there
    /// are none is known only when all targets are.
    fn add_forwards(&self, evidence: &mut Evidence) {
        let rule = evidence.rule.clone();
        let is_whole = self.problems.is_whole;
        let leads_here = |arn: &crate::model::Arn, bus: &str| {
            NamedBus::beside(&rule.arn, arn.as_str()) == NamedBus::Here(bus)
        };
        if rule.bus != Bus::DEFAULT {
            let senders: Vec<_> = self
                .problems
                .forwards(|other| other.bus != rule.bus)
                .filter(|forward| leads_here(&forward.to, &rule.bus))
                .map(|forward| self.with_rule(forward))
                .collect();
            if is_whole || !senders.is_empty() {
                evidence.senders = Piece::Seen(senders);
            }
        }
        let targets = evidence.targets.seen().cloned().unwrap_or_default();
        for target in targets.iter().filter(|target| target.kind() == TargetKind::Bus) {
            let NamedBus::Here(bus) = NamedBus::beside(&rule.arn, target.arn.as_str()) else { continue };
            let onward = self.problems.forwards(|other| other.bus == bus);
            let onward: Vec<_> = onward.map(|forward| self.with_rule(forward)).collect();
            if is_whole || !onward.is_empty() {
                evidence.onward.put(target.arn.clone(), Piece::Seen(onward));
            }
        }
    }

    /// A rule that forwards, with its state and pattern as far as they are known.
    fn with_rule(&self, forward: Forward) -> Forward {
        let rules = self.rules.get(&forward.bus).map(Remote::rows).unwrap_or_default();
        match rules.iter().find(|rule| rule.name == forward.rule) {
            Some(rule) => Forward {
                off: rule.state.is_disabled(),
                without_reads: rule.state == RuleState::Enabled,
                scheduled: rule.pattern.is_none(),
                pattern: rule.pattern.clone(),
                ..forward
            },
            None => Forward { unseen: Some("events:ListRules".to_owned()), ..forward },
        }
    }

    fn add_destinations(&self, evidence: &mut Evidence) {
        let is_whole = self.connections.at().is_some() && !self.connections.is_loading();
        evidence.add_destinations(self.api_destinations.rows(), self.connections.rows(), is_whole);
    }
}
