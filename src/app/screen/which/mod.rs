//! Which rules of a bus take one event: those that match, then those that come nearest, each with its first
//! reason.
//!
//! How near a rule comes is the engine's to say ([`survey`]), as it is for `buslens which`. Here is which
//! rules are asked, what is selected, and where it leads: to the workbench with rule and event, and to why.

mod commands;
pub mod layout;
mod page;
#[cfg(test)]
mod tests;

use crate::app::effect::Effect;
use crate::app::page::{Page, Role, Scroll};
use crate::app::read::Read;
use crate::app::remote::{ReadingState, Remote};
use crate::app::select::Selection;
use crate::app::shared::Shared;
use crate::app::step::Title;
use crate::diagnose::Expected;
use crate::model::{Rule, RuleKey, RuleState, matching_in_words};
use crate::pattern::{Pattern, survey};
use crate::text::counted;

/// Near misses that are shown.
const NEAREST: usize = 50;

/// How a rule stands to the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleVerdict {
    /// It matches.
    Match,
    /// It could not be decided within the steps allowed.
    Undecided,
    /// It does not match.
    Miss {
        /// How many fields fail.
        failing: usize,
        /// The first of them, by its joined path; empty for the whole.
        path: String,
        /// Why it fails.
        reason: String,
        /// What would make it match, where one change does.
        fix: Option<String>,
    },
    /// Its pattern cannot be read.
    Unreadable(String),
}

/// A rule and how it stands to the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// The rule's name.
    pub name: String,
    /// Its state: one that is off gets no events, whatever its pattern.
    pub state: RuleState,
    /// How it stands to the event.
    pub verdict: RuleVerdict,
}

/// The rules as they were asked.
type AskedRules = Vec<(String, RuleState, Option<String>)>;

/// Which rules of a bus take an event.
#[derive(Debug)]
pub struct Which {
    bus: String,
    expected: Expected,
    /// What the rows were found from.
    asked: Option<AskedRules>,
    rows: Vec<RuleRow>,
    matching: usize,
    /// Rules that have no pattern.
    without: usize,
    /// Rules that do not match and are not shown.
    further: usize,
    selection: Selection,
    /// The selected rule, by name.
    selected: Option<String>,
    reason: Page,
    scroll: Scroll,
    standing: ReadingState,
    size: (u16, u16),
}

impl Which {
    /// The rules of a bus beside an event; `rule` is the one to begin with.
    pub fn open(bus: String, rule: Option<String>, expected: Expected) -> Self {
        Self {
            bus,
            expected,
            asked: None,
            rows: Vec::new(),
            matching: 0,
            without: 0,
            further: 0,
            selection: Selection::default(),
            selected: rule,
            reason: Page::new(),
            scroll: Scroll::default(),
            standing: ReadingState::default(),
            size: (0, 0),
        }
    }

    /// The rules, those that match first.
    pub fn rows(&self) -> &[RuleRow] {
        &self.rows
    }

    /// The selection among them.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// Why the selected rule does not match, in full, and the part of it in view.
    pub fn reason(&self) -> (&Page, Scroll) {
        (&self.reason, self.scroll)
    }

    /// Why there is no row; nothing while the rules are being read.
    pub fn why_no_rows(&self) -> Option<(Role, String)> {
        let standing = self.standing();
        match &standing.error {
            Some(error) => Some((Role::Bad, format!("The rules cannot be read: {error}"))),
            None if standing.loading || standing.idle => None,
            None => Some((Role::Text, "No rule of this bus has an event pattern.".to_owned())),
        }
    }

    /// How the reading of the rules stands.
    pub fn standing(&self) -> &ReadingState {
        &self.standing
    }

    /// The event.
    pub fn about(&self) -> String {
        self.expected.described()
    }

    /// How many match, of how many, and how many of them are off.
    pub fn counts(&self) -> String {
        if self.asked.is_none() {
            return String::new();
        }
        let matching = self.rows.iter().take(self.matching).map(|row| Some(&row.state));
        matching_in_words(matching, self.rows.len() + self.further)
    }

    /// What is not among the rows, in words; may be empty.
    pub fn left_out(&self) -> String {
        let mut parts = Vec::new();
        if self.further > 0 {
            let verb = if self.further == 1 { "does" } else { "do" };
            parts.push(format!(
                "{} {verb} not match, and less nearly",
                counted(self.further, "more rule", "more rules")
            ));
        }
        if self.without > 0 {
            parts.push(counted(self.without, "rule has no pattern", "rules have no pattern"));
        }
        parts.join(" · ")
    }

    fn selected(&self) -> Option<&RuleRow> {
        self.rows.get(self.selection.at)
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        Title { place: format!("{} › which rules", self.bus), counts: self.counts() }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        shared.fetch_idle(Read::Rules(self.bus.clone()), true, out);
        let none = Remote::default();
        let list = shared.account.rules.get(&self.bus).unwrap_or(&none);
        self.standing = list.standing();
        let is_same = |asked: &AskedRules| {
            asked.len() == list.rows().len()
                && asked.iter().zip(list.rows()).all(|((name, state, pattern), rule)| {
                    rule.name == *name && rule.state == *state && rule.pattern == *pattern
                })
        };
        let changed = list.value().is_some() && !self.asked.as_ref().is_some_and(is_same);
        if changed {
            self.ask(list.rows());
        }
        if changed || self.size != shared.size {
            self.size = shared.size;
            self.lay_out();
        }
    }

    fn ask(&mut self, rules: &[Rule]) {
        let as_asked = |rule: &Rule| (rule.name.clone(), rule.state.clone(), rule.pattern.clone());
        self.asked = Some(rules.iter().map(as_asked).collect());
        self.without = rules.iter().filter(|rule| rule.pattern.is_none()).count();
        let row =
            |rule: &Rule, verdict| RuleRow { name: rule.name.clone(), state: rule.state.clone(), verdict };
        let (mut read, mut unreadable) = (Vec::new(), Vec::new());
        for rule in rules {
            match rule.pattern.as_deref().map(Pattern::parse) {
                Some(Ok(pattern)) => read.push((rule, pattern)),
                Some(Err(error)) => unreadable.push(row(rule, RuleVerdict::Unreadable(error.to_string()))),
                None => {}
            }
        }
        let patterns: Vec<_> = read.iter().map(|(_, pattern)| pattern).collect();
        let found = survey(&patterns, &self.expected.event, NEAREST);
        let rule = |at: usize| read.get(at).map(|(rule, _)| *rule);
        let mut rows: Vec<RuleRow> = Vec::new();
        rows.extend(found.matching.iter().filter_map(|at| Some(row(rule(*at)?, RuleVerdict::Match))));
        // One that is off gets nothing: those that would have fired come first.
        rows.sort_by_key(|row| row.state.is_disabled());
        self.matching = rows.len();
        rows.extend(found.undecided.iter().filter_map(|at| Some(row(rule(*at)?, RuleVerdict::Undecided))));
        for (at, explanation) in &found.nearest {
            let failing = explanation.misses().len().max(1);
            let first = explanation.first_reason();
            let verdict = RuleVerdict::Miss {
                failing,
                path: first.map(|(node, _)| node.path.clone()).unwrap_or_default(),
                reason: first.map(|(_, miss)| miss.sentence.clone()).unwrap_or_default(),
                // Of several fields that fail, one fix would not make the rule match.
                fix: first
                    .filter(|_| failing == 1)
                    .and_then(|(_, miss)| Some(miss.fix.as_ref()?.label.clone())),
            };
            rows.extend(rule(*at).map(|rule| row(rule, verdict)));
        }
        rows.extend(unreadable);
        self.further = found.missing - found.nearest.len();
        self.rows = rows;
        let named = |row: &RuleRow| Some(&row.name) == self.selected.as_ref();
        let at = self.rows.iter().position(named).unwrap_or(0);
        self.selection.select(at, self.rows.len(), self.panes().rows());
    }

    fn rule(&self) -> Option<RuleKey> {
        Some(RuleKey::new(&self.bus, &self.selected()?.name))
    }
}
