//! Which rules of a bus take one event: those that match, then those that come nearest, each with its first
//! reason.
//!
//! How the rules stand to the event, and in which order, is [`RuleVerdicts`]' to say, as it is for `buslens
//! which`. Here is which rules are asked, what is selected, and where it leads: to the workbench with rule
//! and event, and to why.

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
use crate::diagnose::{AskedRule, Expected, RuleVerdict, RuleVerdicts};
use crate::model::{Rule, RuleKey, matching_in_words};
use crate::pattern::Pattern;

/// Near misses that are shown.
const NEAREST: usize = 50;

/// A rule and how it stands to the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// The rule's name.
    pub name: String,
    /// The name, with `(off)` where the rule is.
    title: String,
    /// Whether it is off: then it gets no events, whatever its pattern.
    is_off: bool,
    /// How it stands to the event.
    pub verdict: RuleVerdict,
}

/// Which rules of a bus take an event.
#[derive(Debug)]
pub struct Which {
    bus: String,
    expected: Expected,
    /// What the rows were found from.
    asked: Option<Vec<Rule>>,
    rows: Vec<RuleRow>,
    /// How many match, of how many, and how many of them are off.
    counts: String,
    /// What is not among the rows, in words; may be empty.
    left_out: String,
    selection: Selection,
    /// The selected rule, by name.
    selected: Option<String>,
    reason: Page,
    scroll: Scroll,
    standing: ReadingState,
    size: (u16, u16),
}

impl Which {
    /// What the pane of the rules is called.
    pub const TITLE: &str = "which rules";

    /// The rules of a bus beside an event; `rule` is the one to begin with.
    pub fn open(bus: String, rule: Option<String>, expected: Expected) -> Self {
        Self {
            bus,
            expected,
            asked: None,
            rows: Vec::new(),
            counts: String::new(),
            left_out: String::new(),
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
    pub fn why_no_rows(&self, spinner: char) -> (Role, String) {
        let standing = self.standing();
        match &standing.error {
            Some(error) => (Role::Bad, format!("The rules cannot be read: {error}")),
            None if standing.loading || standing.idle => (Role::Dim, format!("{spinner} reading the rules")),
            None => (Role::Text, "No rule of this bus has an event pattern.".to_owned()),
        }
    }

    /// How the reading of the rules stands.
    pub fn standing(&self) -> &ReadingState {
        &self.standing
    }

    /// The event.
    pub fn event_in_words(&self) -> String {
        self.expected.described()
    }

    /// What is not among the rows, in words; may be empty.
    pub fn left_out(&self) -> &str {
        &self.left_out
    }

    fn selected(&self) -> Option<&RuleRow> {
        self.rows.get(self.selection.at)
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        Title { place: format!("{} › which rules", self.bus), counts: self.counts.clone() }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        shared.fetch_idle(Read::Rules(self.bus.clone()), true, out);
        let none = Remote::default();
        let list = shared.account.rules.get(&self.bus).unwrap_or(&none);
        self.standing = list.standing();
        let is_same = |asked: &Vec<Rule>| {
            asked.len() == list.rows().len()
                && asked.iter().zip(list.rows()).all(|(before, now)| {
                    before.name == now.name && before.state == now.state && before.pattern == now.pattern
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
        let asked = |rule: &Rule| AskedRule {
            name: rule.name.clone(),
            bus: None,
            state: Some(rule.state.clone()),
            pattern: rule.pattern.as_deref().map(Pattern::parse),
        };
        let all: Vec<AskedRule> = rules.iter().map(asked).collect();
        let found = RuleVerdicts::of(&all, &self.expected.event, NEAREST);
        let matching = found.matching().filter_map(|place| Some(all.get(place)?.state.as_ref()));
        self.counts = matching_in_words(matching, all.len());
        self.left_out = found.left_out().join(" · ");
        let row = |(place, verdict)| {
            let rule: &AskedRule = all.get(place)?;
            Some(RuleRow { name: rule.name.clone(), title: rule.title(), is_off: rule.is_off(), verdict })
        };
        self.rows = found.rows.into_iter().filter_map(row).collect();
        self.asked = Some(rules.to_vec());
        let named = |row: &RuleRow| Some(&row.name) == self.selected.as_ref();
        let at = self.rows.iter().position(named).unwrap_or(0);
        self.selection.select(at, self.rows.len(), self.panes().rows());
    }

    fn rule(&self) -> Option<RuleKey> {
        Some(RuleKey::new(&self.bus, &self.selected()?.name))
    }
}
