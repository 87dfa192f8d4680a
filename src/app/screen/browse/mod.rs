//! The explorer's first screen: buses, the rules of one, and the detail of what is selected.
//!
//! What is selected is kept by name, so that it survives reading the lists again. The account's data is not
//! here: rows are positions in its lists, found anew whenever something that decides them has changed.

pub(in crate::app) mod all_rules;
mod commands;
mod copy_menu;
mod detail;
mod empty_state;
mod follow;
mod goto;
pub mod layout;
mod load;
mod marking;
mod mouse;
mod rows;
mod search;
mod typing;
mod used_by;

#[cfg(test)]
mod tests;

pub use detail::state_mark;
pub use load::Progress;
pub use rows::{ListPart, MANAGED_BY, Sort, target_count};

use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::filter::Filter;
use crate::app::marked_rows::MarkedRows;
use crate::app::page::{Page, Scroll};
use crate::app::prompt::Prompt;
use crate::app::read::Answer;
use crate::app::select::Selection;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Step, Title};
use crate::model::{Bus, CallError, Rule, RuleKey};
use crate::text::counted;
use load::Loading;
use search::Search;

/// The panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The buses.
    #[default]
    Buses,
    /// The rules of the selected bus.
    Rules,
    /// The detail of the selected rule, or of the selected bus when the detail was asked for there.
    Detail,
}

impl Focus {
    /// The panes from left to right.
    pub const ALL: [Self; 3] = [Self::Buses, Self::Rules, Self::Detail];
}

/// What is looked at: the pane that keys go to, or one thing over the whole width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The buses, with the rest beside them.
    #[default]
    Buses,
    /// The rules of the selected bus.
    Rules,
    /// The detail of the selected rule, beside the lists where there is room.
    Detail,
    /// The selected rule alone.
    Rule,
    /// The selected bus alone.
    Bus,
}

impl View {
    fn of(pane: Focus) -> Self {
        match pane {
            Focus::Buses => Self::Buses,
            Focus::Rules => Self::Rules,
            Focus::Detail => Self::Detail,
        }
    }

    /// The pane that keys go to.
    pub fn pane(self) -> Focus {
        match self {
            Self::Buses => Focus::Buses,
            Self::Rules => Focus::Rules,
            Self::Detail | Self::Rule | Self::Bus => Focus::Detail,
        }
    }

    /// One thing takes the whole width, whatever there is.
    pub fn is_full(self) -> bool {
        match self {
            Self::Rule | Self::Bus => true,
            Self::Buses | Self::Rules | Self::Detail => false,
        }
    }

    /// The detail is the bus's.
    pub fn is_about_bus(self) -> bool {
        match self {
            Self::Buses | Self::Bus => true,
            Self::Rules | Self::Detail | Self::Rule => false,
        }
    }
}

/// The focused pane is the buses, the selected bus, the selected rule.
type Selected = (bool, Option<String>, Option<String>);

/// The explorer's first screen.
#[derive(Debug, Default)]
pub struct Browse {
    /// What is looked at.
    pub view: View,
    /// The selected bus, by name.
    pub bus: Option<String>,
    /// The selected rule, by name.
    pub rule: Option<String>,
    /// The list of buses.
    pub buses: ListPart,
    /// The list of the bus's rules.
    pub rules: ListPart,
    /// The marked rules, all of one bus.
    pub marks: MarkedRows,
    /// What the rules are sorted by, and whether the other way round.
    pub sort: Sort,
    /// The last comes first.
    pub reversed: bool,
    /// The detail of what is selected, wrapped to its pane.
    pub detail: Page,
    /// The part of the detail in view.
    pub scroll: Scroll,
    /// How far the reading of targets has come.
    pub progress: Progress,
    prompt: Option<Prompt>,
    used_by: Option<used_by::TargetUsers>,
    loading: Loading,
    /// The size that everything was last found for; none when something has changed since.
    seen: Option<(u16, u16)>,
    shown: Option<Selected>,
    /// What is looked for in the detail, and which of the places is gone to.
    search: Search,
    /// What is being read to be opened.
    opening: Option<follow::Opening>,
}

impl Browse {
    /// The pane that keys go to.
    pub fn focus(&self) -> Focus {
        self.view.pane()
    }

    pub(super) fn title(&self, shared: &Shared) -> Title {
        let mut place = self.bus.clone().unwrap_or_else(|| "buses".into());
        match (self.view, &self.rule) {
            (View::Buses, _) => {}
            (View::Bus, _) => place.push_str(" › about"),
            (View::Detail | View::Rule, Some(rule)) => place = format!("{place} › {rule}"),
            (View::Rules, _) | (View::Detail | View::Rule, None) => place.push_str(" › rules"),
        }
        let Progress { done, total, troubled, everywhere } = self.progress;
        let problems = |rules: usize| match rules {
            0 => String::new(),
            n => format!(" · {}", counted(n, "problem", "problems")),
        };
        let buses = shared.account.buses.rows().len();
        let mut counts = match (&self.bus, self.focus()) {
            (None, _) => String::new(),
            (Some(_), Focus::Buses) => counted(buses, "bus", "buses") + &problems(everywhere),
            (Some(_), Focus::Rules | Focus::Detail) => counted(total, "rule", "rules") + &problems(troubled),
        };
        if done < total && !self.loading.is_halted() {
            counts = format!("{counts} · targets {done}/{total}");
        }
        if let running @ 1.. = shared.left.running() {
            let tails = counted(running, "tail runs", "tails run");
            let gap = if counts.is_empty() { "" } else { " · " };
            counts = format!("{counts}{gap}{tails}, billed");
        }
        Title { place, counts }
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        if self.view.is_about_bus() {
            return None;
        }
        Some(RuleKey::new(self.bus.clone()?, self.rule.clone()?))
    }

    /// The selected rule, whichever pane has the keys.
    pub fn selected<'a>(&self, shared: &'a Shared) -> Option<&'a Rule> {
        let rules = shared.account.rules.get(self.bus.as_deref()?)?.rows();
        rules
            .get(*self.rules.rows.get(self.rules.selection.at)?)
            .filter(|rule| Some(&rule.name) == self.rule.as_ref())
    }

    /// The selected bus.
    pub fn selected_bus<'a>(&self, shared: &'a Shared) -> Option<&'a Bus> {
        shared.account.buses.rows().get(*self.buses.rows.get(self.buses.selection.at)?)
    }

    /// Why what the screen shows is not all there, in full.
    pub fn errors(&self, shared: &Shared) -> Vec<CallError> {
        let account = &shared.account;
        if let Some(error) = shared.connection.error() {
            return vec![error.clone()];
        }
        let mut errors = vec![account.buses.error()];
        if let Some(bus) = &self.bus {
            errors.push(account.rules.get(bus).and_then(|rules| rules.error()));
            if self.view.is_about_bus() {
                errors.push(account.bus.get(bus).and_then(|bus| bus.error()));
            }
        }
        if let Some(rule) = self.selected(shared) {
            errors.push(account.targets.get(&rule.key()).and_then(|targets| targets.error()));
            errors.push(account.tags.get(&rule.arn).and_then(|tags| tags.error()));
            errors.push(account.metrics.get(&rule.key()).and_then(|metrics| metrics.error()));
        }
        errors.into_iter().flatten().cloned().collect()
    }

    /// Gives the keys to a pane.
    pub(in crate::app) fn look_at(&mut self, focus: Focus) {
        if focus != self.focus() {
            self.view = View::of(focus);
        }
        self.seen = None;
    }

    /// The bus under the selection is the selected one.
    fn take_bus(&mut self, shared: &Shared) {
        let name = self.selected_bus(shared).map(|bus| bus.name.clone());
        if name.is_some() {
            self.change_bus(name);
        }
    }

    /// The rules are those of this bus: of another one than before, the first is selected of all that there
    /// are.
    fn change_bus(&mut self, bus: Option<String>) {
        if bus != self.bus {
            self.bus = bus;
            self.rule = None;
            self.rules.selection = Selection::default();
            self.rules.filter = Filter::default();
            self.rules.problems = false;
        }
    }

    /// The rule under the selection is the selected one.
    fn take_rule(&mut self, shared: &Shared) {
        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        let at = self.rules.rows.get(self.rules.selection.at);
        if let Some(rule) = rules.zip(at).and_then(|(rules, at)| rules.rows().get(*at)) {
            self.rule = Some(rule.name.clone());
        }
    }

    fn step_pane(&mut self, by: usize) {
        let at = Focus::ALL.iter().position(|focus| *focus == self.focus()).unwrap_or(0);
        let next = Focus::ALL[(at + by) % Focus::ALL.len()];
        self.look_at(next);
    }

    fn open(&mut self) {
        match self.focus() {
            Focus::Buses => self.look_at(Focus::Rules),
            Focus::Rules if self.rule.is_some() => self.look_at(Focus::Detail),
            Focus::Rules | Focus::Detail => {}
        }
    }

    fn back_pane(&mut self) {
        match self.view {
            View::Detail | View::Rule => self.look_at(Focus::Rules),
            View::Bus | View::Rules => self.look_at(Focus::Buses),
            View::Buses => {}
        }
    }

    fn describe(&mut self, shared: &mut Shared) {
        match self.view {
            View::Rule | View::Bus => return self.back_pane(),
            View::Buses => self.view = View::Bus,
            // Where the lists have no room beside it, all of the screen is about the rule already.
            View::Detail if layout::panes(shared.size, Focus::Detail, false).rules.is_none() => {
                let here = "All about it is on this screen already; {back} leads to the list.";
                shared.notify(Level::Info, shared.keymap.fill(here, Context::Browse));
            }
            View::Rules | View::Detail if self.selected(shared).is_some() => self.view = View::Rule,
            View::Rules | View::Detail => {}
        }
        self.seen = None;
    }

    fn height(&self, pane: Focus, shared: &Shared) -> usize {
        let area = layout::panes(shared.size, self.focus(), self.view.is_full()).of(pane);
        area.map_or(0, |area| layout::rows(area, pane))
    }

    pub(super) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        self.look_again();
        self.heed(answer);
        if let Answer::UsedBy(of, outcome) = answer {
            return self.on_used_by(of, outcome, shared);
        }
        self.on_answer(answer, shared)
    }

    /// What is shown is found anew.
    pub(super) fn look_again(&mut self) {
        self.seen = None;
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let due = self.loading.due();
        if self.seen == Some(shared.size) && due.is_none_or(|due| shared.now < due) {
            if let Some(due) = due {
                shared.wake(due, out);
            }
            return;
        }
        self.seen = Some(shared.size);
        self.find_rows(shared);
        self.load(shared, out);
        self.lay_out_detail(shared);
    }

    fn what(&self) -> Selected {
        (self.focus() == Focus::Buses, self.bus.clone(), self.rule.clone())
    }

    fn lay_out_detail(&mut self, shared: &Shared) {
        let what = self.what();
        if self.shown.as_ref() != Some(&what) {
            self.scroll = Scroll::default();
            self.shown = Some(what);
            self.search = Search::default();
        }
        let area = layout::panes(shared.size, self.focus(), self.view.is_full()).detail;
        let Some(area) = area else { return };
        self.detail = self.page(shared, layout::text_width(area));
        self.search.mark(&mut self.detail);
        self.scroll.clamp(self.detail.len(), layout::rows(area, Focus::Detail));
    }
}
