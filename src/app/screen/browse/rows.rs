//! Which buses and rules are shown, and in what order.

use super::{Browse, Focus, layout};
use crate::app::filter::{Filter, Scratch};
use crate::app::read::Account;
use crate::app::remote::Remote;
use crate::app::select::Selection;
use crate::app::shared::Shared;
use crate::model::{Arn, Bus, Rule, RuleKey, Target};
use std::borrow::Cow;
use std::cmp::Reverse;

/// The title of the column with the services that manage rules.
pub const MANAGED_BY: &str = "managed by";

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
    /// By the number of targets, fewest first: rules without any are worth a look. Those not known yet come
    /// last.
    Targets,
    /// Those with a problem first.
    Problem,
}

impl Sort {
    /// What is said beside the counts, where no column's title is marked for it.
    pub fn note(self, reversed: bool) -> &'static str {
        match self {
            Self::Problem if reversed => " · problems last",
            Self::Problem => " · problems first",
            Self::Name | Self::State | Self::Kind | Self::Targets => "",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::State,
            Self::State => Self::Kind,
            Self::Kind => Self::Targets,
            Self::Targets => Self::Problem,
            Self::Problem => Self::Name,
        }
    }
}

/// What is shown of one of the two lists.
#[derive(Debug, Default)]
pub struct ListPart {
    /// The rows shown, as positions in the account's list.
    pub rows: Vec<usize>,
    /// The selection among them.
    pub selection: Selection,
    /// The filter.
    pub filter: Filter,
    /// Only rows with a problem are shown; of buses, those with a troubled rule.
    pub problems: bool,
}

impl Browse {
    /// The list that has the keys; beside a detail, that of the rules.
    pub(super) fn list(&mut self) -> &mut ListPart {
        match self.focus() {
            Focus::Buses => &mut self.buses,
            Focus::Rules | Focus::Detail => &mut self.rules,
        }
    }

    /// Finds the rows anew, and what is selected in them.
    pub(super) fn find_rows(&mut self, shared: &Shared) {
        let buses = shared.account.buses.rows();
        self.buses.rows = matching_buses(buses, &self.buses.filter);
        if self.buses.problems {
            let troubled =
                |at: &usize| buses.get(*at).is_some_and(|bus| shared.account.has_troubled_rules(&bus.name));
            self.buses.rows.retain(troubled);
        }
        let height = layout::panes(shared.size, Focus::Buses, false)
            .buses
            .map_or(0, |area| layout::rows(area, Focus::Buses));
        let named = |at: &usize| buses.get(*at).is_some_and(|bus| Some(&bus.name) == self.bus.as_ref());
        let at = self.buses.rows.iter().position(named);
        self.buses.selection.select(at.unwrap_or(self.buses.selection.at), self.buses.rows.len(), height);
        if at.is_none() && !shared.account.buses.is_loading() {
            let bus = self.selected_bus(shared).map(|bus| bus.name.clone());
            self.change_bus(bus);
        }

        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        let loading = rules.is_none_or(|rules| rules.is_loading() || rules.is_idle());
        let list = rules.map(Remote::rows).unwrap_or_default();
        self.rules.rows = matching_rules(list, &self.rules.filter, self.sort, &shared.account);
        if self.reversed {
            self.rules.rows.reverse();
        }
        if self.rules.problems {
            self.rules
                .rows
                .retain(|at| list.get(*at).is_some_and(|rule| shared.account.is_troubled(&rule.key())));
        }
        let height = layout::panes(shared.size, Focus::Rules, false)
            .rules
            .map_or(0, |area| layout::rows(area, Focus::Rules));
        let named = |at: &usize| list.get(*at).is_some_and(|rule| Some(&rule.name) == self.rule.as_ref());
        let at = self.rules.rows.iter().position(named);
        self.rules.selection.select(at.unwrap_or(self.rules.selection.at), self.rules.rows.len(), height);
        if at.is_none() && (!loading || self.rule.is_none()) {
            self.rule = self
                .rules
                .rows
                .get(self.rules.selection.at)
                .and_then(|at| list.get(*at))
                .map(|rule| rule.name.clone());
        }
        self.keep_marks(shared);
    }
}

/// How many targets a rule has, once that is known.
pub fn target_count(account: &Account, rule: &RuleKey) -> Option<usize> {
    let targets = account.targets.get(rule)?;
    targets.at().map(|_| targets.rows().len())
}

/// The buses that pass the filter, as positions in the account's list: the default bus first, then by name.
fn matching_buses(buses: &[Bus], filter: &Filter) -> Vec<usize> {
    let mut scratch = Scratch::default();
    let mut rows: Vec<_> = buses
        .iter()
        .enumerate()
        .filter_map(|(at, bus)| {
            let arn = filter.names_arn().then(|| bus.arn.as_str());
            let others = bus.description.as_deref().into_iter().chain(arn);
            let score = filter.score(&bus.name, &others, &mut scratch)?;
            Some((Reverse(score), bus.name != Bus::DEFAULT, bus.name.as_str(), at))
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(.., at)| at).collect()
}

/// The rules that pass the filter, as positions in the account's list.
fn matching_rules(rules: &[Rule], filter: &Filter, sort: Sort, account: &Account) -> Vec<usize> {
    let mut scratch = Scratch::default();
    let mut rows: Vec<_> = rules
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| {
            let score = if filter.is_empty() {
                0
            } else {
                let texts = texts(rule, account);
                let arn = filter.names_arn().then(|| rule.arn.as_str());
                filter.score(&rule.name, &texts.iter().map(AsRef::as_ref).chain(arn), &mut scratch)?
            };
            let order = match sort {
                Sort::Name => (u64::from(u32::MAX - score), ""),
                Sort::State => (state_order(rule), rule.state.as_str()),
                Sort::Kind => (u64::from(rule.is_managed()), rule.kind().word()),
                Sort::Problem => (u64::from(!account.is_troubled(&rule.key())), ""),
                Sort::Targets => (target_count(account, &rule.key()).map_or(u64::MAX, |n| n as u64), ""),
            };
            Some((order, rule.name.as_str(), at))
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(.., at)| at).collect()
}

/// The texts of a rule, beside its name, in which a filter's words are looked for: its own, those of its
/// targets and its tags, as far as they have been read.
pub(super) fn texts<'a>(rule: &'a Rule, account: &'a Account) -> Vec<Cow<'a, str>> {
    let own = [
        Some(rule.state.word()),
        Some(rule.kind().word()),
        rule.managed_by.as_ref().map(|_| "managed"),
        rule.managed_by.as_deref(),
        rule.description.as_deref(),
        rule.pattern.as_deref(),
        rule.schedule.as_deref(),
    ];
    let targets = account.targets.get(&rule.key()).map(Remote::rows).unwrap_or_default();
    let of_target = |target: &'a Target| {
        [Some(target.kind_word()), Some(target.arn.as_str()), target.dead_letter.as_ref().map(Arn::as_str)]
    };
    let tags = account.tags.get(&rule.arn).map(Remote::rows).unwrap_or_default();
    own.into_iter()
        .flatten()
        .chain(targets.iter().flat_map(of_target).flatten())
        .map(Cow::Borrowed)
        // As a tag is written in the form and by commands.
        .chain(tags.iter().map(|tag| Cow::Owned(format!("{}={}", tag.key, tag.value))))
        .collect()
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
