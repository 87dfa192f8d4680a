//! The live tail of a rule's log group: a list of events as they come, and the selected one as a tree beside
//! it, below it, or over the whole screen.
//!
//! Events, order and filter are kept by [`crate::tail`]; the connection is `aws`'s. Here is what the operator
//! does to them, and what is made ready for drawing: the rows in the window, and nothing else, whatever the
//! tail holds.

mod cells;
pub mod columns;
mod commands;
mod copy_and_save;
mod empty_state;
mod layout;
mod mouse;
mod shared_group;
mod source;
mod status;
mod tap;
mod typing;
mod window;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::app::tail_session::{TailSession, TailState, WatchedGroup};
pub use cells::{Cells, about_text, rules_cell, time};
pub use empty_state::{how_to_read_all, why_no_rows};
pub use layout::inside;
pub use source::NoGroupYet;
pub use tap::Offer;

use super::event::EventView;
use crate::app::command::Context;
use crate::app::effect::{Effect, TailId};
use crate::app::page::{Page, Role};
use crate::app::prompt::Prompt;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::Title;
use crate::model::{RuleKey, TailUpdate};
use crate::tail::{Limits, Row, TailRules};
use typing::TailPrompt;

/// Bytes that a filter looks at in one go: a few milliseconds. The rest waits for the next message.
const BUDGET: usize = 4 << 20;
/// A tail without an event for this long is looked into.
const SILENCE: crate::model::Millis = 5_000;

/// What keys act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    List,
    /// The event.
    Event,
}

/// How far a tail has come.
#[derive(Debug)]
pub enum Stage {
    /// The rule's log group is looked for.
    Looking {
        /// Where that stands.
        search: NoGroupYet,
        /// Which of several log groups is selected.
        chosen: usize,
    },
    /// One is watched, be it live or ended.
    Watching(Box<TailSession>),
}

impl Stage {
    fn at_first() -> Self {
        Self::Looking { search: NoGroupYet::Reading, chosen: 0 }
    }

    fn session(&self) -> Option<&TailSession> {
        match self {
            Self::Looking { .. } => None,
            Self::Watching(session) => Some(session),
        }
    }
}

/// The live tail of a rule's log group.
#[derive(Debug)]
pub struct Tail {
    rule: RuleKey,
    stage: Stage,
    offer: Offer,
    limits: Limits,
    focus: Focus,
    zoomed: bool,
    wrap: bool,
    event: EventView,
    /// The row that the event shows.
    shown: Option<Row>,
    cells: cells::Cache,
    rules: TailRules,
    sharers: shared_group::Sharers,
    asking: Option<(TailPrompt, Prompt)>,
    fault: Option<String>,
    warnings: Vec<String>,
    size: (u16, u16),
}

impl Tail {
    /// The tail of a rule. It looks for the rule's log group and opens it as soon as it is on the stack; one
    /// that was left within the last minute is found as it was.
    pub fn open(rule: RuleKey) -> Self {
        Self::with_limits(rule, Limits::default())
    }

    /// A tail that keeps no more than that.
    pub fn with_limits(rule: RuleKey, limits: Limits) -> Self {
        Self {
            rule,
            stage: Stage::at_first(),
            offer: Offer::default(),
            limits,
            focus: Focus::List,
            zoomed: false,
            wrap: false,
            event: EventView::default(),
            shown: None,
            cells: cells::Cache::default(),
            rules: TailRules::default(),
            sharers: shared_group::Sharers::default(),
            asking: None,
            fault: None,
            warnings: Vec::new(),
            size: (0, 0),
        }
    }

    /// How far it has come.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The tail, once a log group was found.
    pub fn session(&self) -> Option<&TailSession> {
        self.stage.session()
    }

    /// What keys act on.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Whether long cells run over several lines.
    pub fn wraps(&self) -> bool {
        self.wrap
    }

    /// The selected event.
    pub fn event(&self) -> &EventView {
        &self.event
    }

    /// What the columns of a row say.
    pub fn cells(&self, row: Row) -> Option<&Cells> {
        self.cells.get(row)
    }

    /// Columns that the widest cells seen so far take.
    pub fn widest(&self) -> cells::Widest {
        self.cells.widest
    }

    /// What must be known of this tail before its events are believed.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Why what was typed cannot be used, in lines of that width.
    pub fn fault_page(&self, width: u16) -> Page {
        let text = self.fault.as_deref().unwrap_or_default();
        Page::text(Role::Bad, text).wrapped(usize::from(width.saturating_sub(2)))
    }

    pub(super) fn context(&self) -> Context {
        match self.focus {
            Focus::List => Context::Tail,
            Focus::Event => Context::Event,
        }
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        Title { place: format!("{} › tail", self.rule), counts: String::new() }
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.asking.as_ref().map(|(_, prompt)| prompt)
    }

    pub(super) fn is_typing(&self) -> bool {
        self.asking.is_some()
    }

    /// When nothing has come for a while, the rule's metrics may say why; and where what comes may be other
    /// rules', whether anything of it is this one's.
    fn ask_for_metrics(&self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Stage::Watching(session) = &self.stage else { return };
        let is_silent = session.store().events() == 0 && shared.now - session.opened_at() >= SILENCE;
        let unknown = !shared.account.metrics.contains_key(&self.rule);
        if (is_silent || self.has_sharers()) && unknown {
            shared.fetch(Read::Metrics(self.rule.clone()), false, out);
        }
    }

    /// Watches a log group; resumes the left tail of it, if there is one, with its events.
    fn watch(&mut self, group: WatchedGroup, shared: &mut Shared, out: &mut Vec<Effect>) {
        let left = shared.left.take(&group);
        let session = match left {
            Some(session) if session.is_running() => session,
            // One whose session is over goes on from where it ended.
            Some(mut session) => {
                session.reopen(shared.next_tail(), shared.now, out);
                session
            }
            None => TailSession::open(group, self.limits, shared.next_tail(), shared.now, out),
        };
        self.stage = Stage::Watching(Box::new(session));
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.size = shared.size;
        if let Stage::Looking { search, .. } = &mut self.stage {
            match source::search(&self.rule, shared, out) {
                Ok(group) => self.watch(group, shared, out),
                Err(stands) => *search = stands,
            }
        }
        self.offer_tap(shared, out);
        self.end_overdue_tap(shared, out);
        self.look_for_sharers(shared, out);
        self.ask_for_metrics(shared, out);
        self.warnings = self.warn(shared);
        let Stage::Watching(session) = &mut self.stage else { return };
        if session.judge(BUDGET) {
            shared.wake(shared.now, out);
        }
        self.keep_in_view();
        self.show_selected();
    }

    pub(super) fn news(
        &mut self,
        tail: TailId,
        update: &TailUpdate,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> bool {
        match &mut self.stage {
            Stage::Watching(session) if session.id() == tail => {
                session.news(update, shared.now);
                if let TailUpdate::Ended(Some(error)) = update {
                    // Kept as a message too: the list moves on when the tail is opened again.
                    shared.alert(format!("The tail of {} ended", self.rule.name), error.to_string());
                }
                true
            }
            Stage::Watching(_) | Stage::Looking { .. } => false,
        }
    }

    pub(super) fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if let Stage::Watching(session) = std::mem::replace(&mut self.stage, Stage::at_first()) {
            shared.leave_tail(*session, out);
        }
    }
}
