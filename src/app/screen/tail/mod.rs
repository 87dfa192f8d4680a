//! The live tail of a rule's log group: a list of events as they come, and the selected one as a tree beside
//! it, below it, or over the whole screen.
//!
//! Events, order and filter are kept by [`crate::tail`]; the connection is `aws`'s. Here is what the operator
//! does to them, and what is made ready for drawing: the rows in the window, and nothing else, whatever the
//! tail holds.

mod actions;
mod cells;
pub mod columns;
mod layout;
mod left;
mod mouse;
mod rules;
mod session;
mod source;
mod status;
mod typing;
mod window;

#[cfg(test)]
pub(crate) mod tests;

pub use cells::{Cells, time};
pub use layout::{Panes, inside};
pub use left::Left;
pub use rules::Matching;
pub use session::{Group, Session, State};
pub use source::Search;

use super::event::EventView;
use crate::app::command::{Context, Id};
use crate::app::effect::{Effect, TailId};
use crate::app::model::{Level, Shared};
use crate::app::page::{Page, Role};
use crate::app::popup::Popup;
use crate::app::prompt::Prompt;
use crate::app::screen::{Step, Title};
use crate::app::select::lines;
use crate::model::{RuleKey, TailUpdate};
use crate::tail::{Item, Limits, Row};
use typing::Asking;

/// Bytes that a filter looks at in one go: a few milliseconds. The rest waits for the next message.
const BUDGET: usize = 4 << 20;
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
        search: Search,
        /// Which of several log groups is selected.
        chosen: usize,
    },
    /// One is watched, be it live or ended.
    Watching(Box<Session>),
}

impl Stage {
    fn at_first() -> Self {
        Self::Looking { search: Search::Reading, chosen: 0 }
    }

    fn session(&self) -> Option<&Session> {
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
    limits: Limits,
    focus: Focus,
    zoomed: bool,
    wrap: bool,
    event: EventView,
    /// The row that the event shows.
    shown: Option<Row>,
    cells: cells::Cache,
    rules: rules::Rules,
    asking: Option<(Asking, Prompt)>,
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
            limits,
            focus: Focus::List,
            zoomed: false,
            wrap: false,
            event: EventView::default(),
            shown: None,
            cells: cells::Cache::default(),
            rules: rules::Rules::default(),
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
    pub fn session(&self) -> Option<&Session> {
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
    pub fn widest(&self) -> columns::Widest {
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

    /// What `back` takes away before it leaves.
    pub(super) fn back_title(&self) -> Option<&'static str> {
        match self.focus {
            Focus::Event if !self.event.search().is_empty() => Some("clear search"),
            Focus::Event => None,
            Focus::List => {
                let filter = self.session()?.view.filter();
                (!filter.is_empty()).then_some("clear filter")
            }
        }
    }

    /// True when an event is selected, or a log group is to be chosen.
    pub(super) fn has_selection(&self) -> bool {
        match &self.stage {
            Stage::Watching(session) => session.view.selected().is_some(),
            Stage::Looking { search, .. } => matches!(search, Search::Several(_)),
        }
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.asking.as_ref().map(|(_, prompt)| prompt)
    }

    /// An option because other screens may have none.
    #[allow(clippy::unnecessary_wraps)]
    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        Some(self.rule.clone())
    }

    pub(super) fn is_typing(&self) -> bool {
        self.asking.is_some()
    }

    pub(super) fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.session().is_none() {
            return self.run_search(id, shared, out);
        }
        match id {
            Id::Utc => shared.utc = !shared.utc,
            Id::NextPane | Id::PrevPane => self.change_pane(),
            Id::NextEvent => self.neighbour(true, shared),
            Id::PrevEvent => self.neighbour(false, shared),
            Id::Pause => self.pause(shared),
            Id::Follow => self.follow(shared),
            Id::Refresh => self.reopen(shared, out),
            Id::Filter | Id::PatternFilter => self.ask(id),
            Id::Back => return self.back(),
            Id::BackOrQuit if self.focus == Focus::List => return Step::Pop,
            Id::BackOrQuit => self.leave_event(),
            Id::Copy => return self.copy_menu(shared),
            Id::SaveEvent => self.save(shared, out),
            Id::Test => return self.carry(shared),
            Id::Json => return self.raw(shared),
            _ => match self.focus {
                Focus::List => return self.run_list(id),
                Focus::Event => self.run_event(id, shared),
            },
        }
        Step::Stay
    }

    /// Before there is a session: choosing a group, trying again, leaving.
    fn run_search(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let Stage::Looking { search, chosen } = &mut self.stage else { return Step::Stay };
        let groups = match search {
            Search::Several(groups) => groups.as_slice(),
            Search::Reading | Search::Failed(_) | Search::None { .. } => &[],
        };
        match id {
            Id::Back | Id::BackOrQuit => return Step::Pop,
            Id::Up => *chosen = chosen.saturating_sub(1),
            Id::Down => *chosen = (*chosen + 1).min(groups.len().saturating_sub(1)),
            Id::Top => *chosen = 0,
            Id::Bottom => *chosen = groups.len().saturating_sub(1),
            Id::Open => {
                if let Some(group) = groups.get(*chosen).cloned() {
                    self.watch(group, shared, out);
                }
            }
            Id::Refresh => source::retry(&self.rule, shared, out),
            _ => {}
        }
        Step::Stay
    }

    /// Watches a log group; a tail of it that was left is taken up again.
    fn watch(&mut self, group: Group, shared: &mut Shared, out: &mut Vec<Effect>) {
        let left = shared.left.take(&group);
        let session = left.unwrap_or_else(|| Session::open(group, self.limits, shared, out));
        self.stage = Stage::Watching(Box::new(session));
    }

    fn run_list(&mut self, id: Id) -> Step {
        let height = usize::from(self.panes(self.size).list.height);
        match id {
            Id::Bottom => {
                if let Stage::Watching(session) = &mut self.stage {
                    session.view.set_follow(true);
                }
            }
            Id::Wrap => self.wrap = !self.wrap,
            Id::Right if self.panes(self.size).event.height > 0 => self.look_at_event(),
            Id::Open | Id::Right => return self.enter(),
            _ => self.step(lines(id, height).unwrap_or(0)),
        }
        Step::Stay
    }

    fn run_event(&mut self, id: Id, shared: &mut Shared) {
        match id {
            Id::Top => self.event.select(0),
            Id::Bottom => self.event.select(usize::MAX),
            Id::Left => self.event.fold(),
            Id::Right => self.event.unfold(),
            Id::Open => self.zoomed |= !self.event.toggle_fold(),
            Id::FoldAll => self.event.fold_all(true),
            Id::UnfoldAll => self.event.fold_all(false),
            Id::Wrap => self.event.toggle_wrap(),
            Id::SearchNext => self.next_found(true, shared),
            Id::SearchPrev => self.next_found(false, shared),
            _ => self.event.step(lines(id, self.event.height()).unwrap_or(0)),
        }
    }

    fn step(&mut self, by: isize) {
        if let Stage::Watching(session) = &mut self.stage {
            let view = &mut session.view;
            let at = view.cursor().saturating_add_signed(by);
            // Down from the newest row while it is followed changes nothing.
            if by < 0 || (by > 0 && !view.is_following()) {
                view.select(at);
            }
        }
    }

    fn pause(&mut self, shared: &mut Shared) {
        if let Stage::Watching(session) = &mut self.stage {
            session.toggle_pause();
            if session.view.is_paused() {
                shared.notify(Level::Info, "Paused: what comes is kept and counted. space goes on.");
            }
        }
    }

    fn follow(&mut self, shared: &mut Shared) {
        if let Stage::Watching(session) = &mut self.stage {
            let follow = !session.view.is_following();
            session.view.set_follow(follow);
            let text = if follow { "Following: the newest event stays in view." } else { "Not following." };
            shared.notify(Level::Info, text);
        }
    }

    fn reopen(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if let Stage::Watching(session) = &mut self.stage
            && !session.reopen(shared, out)
        {
            shared.notify(Level::Info, "The tail is open: events come by themselves.");
        }
    }

    fn change_pane(&mut self) {
        if self.focus == Focus::Event {
            self.leave_event();
        } else if self.panes(self.size).event.height > 0 {
            self.look_at_event();
        } else {
            self.enter();
        }
    }

    /// Opens the selected row over the whole screen; of a marker, the whole sentence.
    fn enter(&mut self) -> Step {
        let Stage::Watching(session) = &self.stage else { return Step::Stay };
        match session.view.selected().and_then(|row| session.store().get(row)) {
            Some(Item::Entry(_)) => {
                self.look_at_event();
                self.zoomed = true;
                Step::Stay
            }
            Some(Item::Marker(marker)) => Step::Popup(Popup::message("The tail", marker.to_string())),
            None => Step::Stay,
        }
    }

    /// The keys go to the selected event, and it stays the selected one, whatever comes.
    fn look_at_event(&mut self) {
        self.focus = Focus::Event;
        if let Stage::Watching(session) = &mut self.stage {
            session.view.select(session.view.cursor());
        }
    }

    fn leave_event(&mut self) {
        self.focus = Focus::List;
        self.zoomed = false;
    }

    /// Esc: takes one thing back at a time.
    fn back(&mut self) -> Step {
        if self.focus == Focus::Event {
            if self.event.search().is_empty() {
                self.leave_event();
            } else {
                self.event.set_search("");
            }
            return Step::Stay;
        }
        let Stage::Watching(session) = &mut self.stage else { return Step::Pop };
        let mut filter = session.view.filter().clone();
        if filter.pattern.take().is_none() && filter.words.is_empty() {
            return Step::Pop;
        }
        if session.view.filter().pattern.is_none() {
            filter.words = crate::tail::Words::default();
        }
        session.set_filter(filter);
        Step::Stay
    }

    /// The event after or before the selected one, markers left out.
    fn neighbour(&mut self, forward: bool, shared: &mut Shared) {
        let Stage::Watching(session) = &mut self.stage else { return };
        let (view, store) = (&session.view, session.store());
        let (rows, here) = (view.rows(), view.cursor());
        let is_entry = |at: &usize| rows.get(*at).is_some_and(|row| store.entry(*row).is_some());
        let next =
            if forward { (here + 1..rows.len()).find(is_entry) } else { (0..here).rev().find(is_entry) };
        match next {
            Some(at) => session.view.select(at),
            None if forward => shared.notify(Level::Info, "This is the newest event shown."),
            None => shared.notify(Level::Info, "This is the oldest event shown."),
        }
    }

    fn next_found(&mut self, forward: bool, shared: &mut Shared) {
        match self.event.search_next(forward) {
            Some((at, all)) => shared.notify(Level::Info, format!("{at} of {all}")),
            None => shared.notify(Level::Info, format!("`{}` is not in this event.", self.event.search())),
        }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.size = shared.size;
        if let Stage::Looking { search, .. } = &mut self.stage {
            match source::search(&self.rule, shared, out) {
                Ok(group) => self.watch(group, shared, out),
                Err(stands) => *search = stands,
            }
        }
        self.rules.refresh(&self.rule, shared);
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
