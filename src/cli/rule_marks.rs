//! What a list of rules marks of them, as the screen does: each rule with its bus, its targets, and what
//! these lead to as far as lists tell.

use super::account::time_over_of_its_own;
use super::commands_in_sentences::with_chosen_options;
use crate::aws::Client;
use crate::diagnose::{Evidence, Piece, marks};
use crate::model::{ApiDestination, Bus, CallError, Connection, Rule, Target, TargetKind};
use crate::text::{counted, grouped, shell_word};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeMap;
use std::pin::pin;
use tokio::time::timeout_at;

/// Rules whose targets are asked for, a call each: some seconds at the pace that calls keep to.
const LOOKED_INTO: usize = 100;
/// Calls for targets at the same time.
const AT_ONCE: usize = 10;

/// What was read beside the rules. What nobody could read, or no time was left for, is not there.
#[derive(Default)]
pub(super) struct Beside {
    buses: Option<Vec<Bus>>,
    /// By the rule's place in the list.
    targets: BTreeMap<usize, Result<Vec<Target>, CallError>>,
    destinations: Vec<ApiDestination>,
    connections: Option<Vec<Connection>>,
}

impl Beside {
    /// Reads it, for as long as the command has.
    pub(super) async fn read(client: &Client, rules: &[Rule]) -> Self {
        let mut beside = Self::default();
        let ends = time_over_of_its_own();
        let reading = beside.fill(client, rules);
        match ends {
            // What was read until then is kept.
            Some(ends) => {
                let _ = timeout_at(ends, reading).await;
            }
            None => reading.await,
        }
        beside
    }

    async fn fill(&mut self, client: &Client, rules: &[Rule]) {
        if rules.is_empty() {
            return;
        }
        self.buses = client.buses().try_concat().await.ok();
        let asked = rules.iter().take(LOOKED_INTO).map(Rule::key).enumerate();
        let targets =
            stream::iter(asked).map(async |(at, key)| (at, client.targets(&key).try_concat().await));
        let mut targets = pin!(targets.buffer_unordered(AT_ONCE));
        while let Some((at, outcome)) = targets.next().await {
            self.targets.insert(at, outcome);
            // Where the first calls all had no answer, each of the others would be waited for as long.
            let has_no_answer = |outcome: &Result<Vec<Target>, CallError>| {
                outcome.as_ref().is_err_and(CallError::is_without_answer)
            };
            if self.targets.len() >= AT_ONCE && self.targets.values().all(has_no_answer) {
                break;
            }
        }
        let calls = |target: &Target| target.kind() == TargetKind::ApiDestination;
        if self.targets.values().flatten().flatten().any(calls) {
            self.destinations = client.api_destinations().try_concat().await.unwrap_or_default();
            self.connections = client.connections().try_concat().await.ok();
        }
    }

    /// What is wrong with the rule at that place, one sentence each.
    pub(super) fn marks(&self, client: &Client, at: usize, rule: &Rule) -> Vec<String> {
        let now = client.service_time();
        let mut evidence = Evidence::of(rule.clone(), rule.arn.account(), rule.arn.region(), now);
        if let Some(bus) = self.buses.iter().flatten().find(|bus| bus.name == rule.bus) {
            evidence.bus = Piece::Seen(bus.clone());
        }
        if let Some(Ok(targets)) = self.targets.get(&at) {
            evidence.targets = Piece::Seen(targets.clone());
            let connections = self.connections.as_deref();
            let is_whole = connections.is_some();
            evidence.add_destinations(&self.destinations, connections.unwrap_or_default(), is_whole);
        }
        marks(&evidence)
    }

    /// Why the targets of the rule at that place cannot be seen, where they were asked for.
    pub(super) fn unseen(&self, at: usize) -> Option<&CallError> {
        self.targets.get(&at)?.as_ref().err()
    }

    /// True where the targets of some of so many rules were not asked for.
    pub(super) fn is_cut(&self, rules: usize) -> bool {
        self.targets.len() < rules
    }

    /// What was not looked at of the rules that are listed, and what looks at it; `bus` where they are of
    /// one.
    pub(super) fn not_looked_at(&self, rules: usize, bus: Option<&str>) -> String {
        let refused: Vec<&CallError> =
            self.targets.values().filter_map(|outcome| outcome.as_ref().err()).collect();
        let left = rules.saturating_sub(self.targets.len());
        let of = |count: usize| match count {
            all if all == rules => "the targets".to_owned(),
            some => {
                let some = grouped(u64::try_from(some).unwrap_or(u64::MAX));
                format!("the targets of {some} of {}", counted(rules, "rule", "rules"))
            }
        };
        let mut parts = Vec::new();
        if let Some(error) = refused.first() {
            parts.push(format!("{} ({error})", of(refused.len())));
        }
        if left > 0 {
            parts.push(of(left));
        }
        if self.buses.is_none() {
            parts.push("the bus".to_owned());
        }
        parts.push("metrics".to_owned());
        let bus = bus.map_or_else(|| "BUS".to_owned(), shell_word);
        format!(
            "Not looked at: {} and what other rules send on. {} looks at it.",
            parts.join(", "),
            with_chosen_options(&format!("why --bus {bus}"))
        )
    }
}
