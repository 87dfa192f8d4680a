//! Which buses and rules are shown, and in what order.

use crate::app::account::Account;
use crate::app::filter::{Filter, Scratch};
use crate::model::{Bus, Rule, RuleKey};
use std::cmp::Reverse;

/// What the rules are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name; while a filter is on, the best match comes first.
    #[default]
    Name,
    /// By state: off, on, all, then what this version does not know.
    State,
    /// By what makes them fire.
    Kind,
    /// By the number of targets, fewest first: rules without any are worth a look. Those not known yet come last.
    Targets,
}

impl Sort {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::State,
            Self::State => Self::Kind,
            Self::Kind => Self::Targets,
            Self::Targets => Self::Name,
        }
    }

    /// The column's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Kind => "kind",
            Self::Targets => "tgts",
        }
    }
}

/// How many targets a rule has, once that is known.
pub fn target_count(account: &Account, rule: &RuleKey) -> Option<usize> {
    let targets = account.targets.get(rule)?;
    targets.at().map(|_| targets.rows().len())
}

/// The buses that pass the filter, as positions in the account's list: the default bus first, then by name.
pub(super) fn buses(buses: &[Bus], filter: &Filter) -> Vec<usize> {
    let mut scratch = Scratch::default();
    let mut rows: Vec<_> = buses
        .iter()
        .enumerate()
        .filter_map(|(at, bus)| {
            let others = bus.description.as_deref().into_iter();
            let score = filter.score(&bus.name, others, &mut scratch)?;
            Some((Reverse(score), bus.name != Bus::DEFAULT, bus.name.as_str(), at))
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(.., at)| at).collect()
}

/// The rules that pass the filter, as positions in the account's list.
pub(super) fn rules(rules: &[Rule], filter: &Filter, sort: Sort, account: &Account) -> Vec<usize> {
    let mut scratch = Scratch::default();
    let mut rows: Vec<_> = rules
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| {
            let score = if filter.is_empty() { 0 } else { filter.score(&rule.name, texts(rule), &mut scratch)? };
            let order = match sort {
                Sort::Name => (u64::from(u32::MAX - score), ""),
                Sort::State => (state_order(rule), rule.state.as_str()),
                Sort::Kind => (u64::from(rule.is_managed()), rule.kind().word()),
                Sort::Targets => (target_count(account, &rule.key()).map_or(u64::MAX, |n| n as u64), ""),
            };
            Some((order, rule.name.as_str(), at))
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(.., at)| at).collect()
}

/// The texts of a rule, beside its name, in which a filter's words are looked for.
fn texts(rule: &Rule) -> impl Iterator<Item = &str> + Clone {
    [
        Some(rule.state.word()),
        Some(rule.kind().word()),
        rule.managed_by.as_ref().map(|_| "managed"),
        rule.managed_by.as_deref(),
        rule.description.as_deref(),
        rule.pattern.as_deref(),
        rule.schedule.as_deref(),
    ]
    .into_iter()
    .flatten()
}

fn state_order(rule: &Rule) -> u64 {
    use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail, Other};
    match rule.state {
        Disabled => 0,
        Enabled => 1,
        EnabledWithAllCloudTrail => 2,
        Other(_) => 3,
    }
}
