//! Which commands a tail carries out, whether it can, and what they do: in the list, and in the event beside
//! it.

use super::{Focus, NoGroupYet, Stage, Tail, source, why_no_rows};
use crate::app::changing::undoing;
use crate::app::command::{Context, Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::handler::{Commands, Handler, NOTHING_SELECTED};
use crate::app::popup::Popup;
use crate::app::shared::{Level, Shared};
use crate::app::step::{CLEAR_SEARCH, Narrowed, Step};
use crate::app::tail_session::{TailSession, TailState, WatchedGroup};
use crate::model::Millis;
use crate::tail::StoredItem;

type Own = Handler<Tail>;

/// What the reasons are headed with.
const WENT_WRONG: &str = "What went wrong";
const NO_EVENTS: &str = "Why no event is shown";

const IN_LIST: &[Own] = &[
    Own::steps(Id::NextPane, Tail::change_pane).when(Tail::needs_session),
    Own::steps(Id::PrevPane, Tail::change_pane).when(Tail::needs_session),
    Own::steps(Id::Right, Tail::go_right).when(Tail::needs_selection),
    Own::steps(Id::Open, Tail::enter).when(Tail::needs_selection),
    Own::steps(Id::Back, |it, _, _| it.back_from_list()).title(|it, _| it.list_back_title()),
    Own::steps(Id::BackOrQuit, |_, _, _| Step::Pop),
    Own::steps(Id::Test, |it, shared, _| it.carry(shared)).when(Tail::needs_event),
    Own::steps(Id::Which, |it, shared, _| it.open_which(shared)).title(|it, _| it.which_title()),
    Own::steps(Id::Send, |it, shared, _| it.send(shared)).when(Tail::needs_event),
    Own::does(Id::BusLog, |it, shared, out| it.bus_log(shared, out)).when(Tail::needs_event),
    Own::steps(Id::New, |it, shared, _| it.rule_like(shared)).when(Tail::needs_event),
    Own::steps(Id::Json, |it, shared, _| it.raw(shared)).when(Tail::needs_event),
    Own::steps(Id::Copy, |it, shared, _| it.copy_menu(shared)).when(Tail::needs_event),
    Own::does(Id::SaveEventFile, Tail::save).when(Tail::needs_event),
    Own::steps(Id::SaveEventByName, |it, shared, _| it.save_by_name(shared)).when(Tail::needs_event),
    Own::does(Id::Pause, |it, shared, _| it.pause(shared))
        .when(Tail::needs_session)
        .title(|it, _| it.session()?.view.is_paused().then(|| "go on".to_owned())),
    Own::does(Id::Follow, |it, shared, _| it.follow(shared))
        .when(Tail::needs_session)
        .title(|it, _| it.session()?.view.is_following().then(|| "stop following".to_owned())),
    Own::does(Id::Wrap, |it, _, _| it.wrap = !it.wrap).when(Tail::needs_session),
    Own::does(Id::Utc, |_, shared, _| shared.utc = !shared.utc),
    Own::does(Id::Filter, |it, shared, _| it.ask_words(shared)).when(Tail::needs_session),
    Own::does(Id::PatternFilter, |it, shared, _| it.ask_pattern(shared)).when(Tail::needs_session),
    Own::does(Id::Refresh, Tail::open_again),
    Own::does(Id::Tap, Tail::plan_tap).when(Tail::can_tap),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
];

const IN_EVENT: &[Own] = &[
    Own::does(Id::NextPane, |it, _, _| it.leave_event()),
    Own::does(Id::PrevPane, |it, _, _| it.leave_event()),
    Own::does(Id::Left, |it, _, _| it.event.fold()),
    Own::does(Id::Right, |it, _, _| it.event.unfold()),
    Own::does(Id::Open, |it, _, _| it.zoomed |= !it.event.toggle_fold())
        .title(|_, _| Some("fold".to_owned())),
    Own::does(Id::Back, |it, _, _| it.back_from_event())
        .title(|it, _| it.is_event_searched().then(|| CLEAR_SEARCH.to_owned())),
    Own::does(Id::BackOrQuit, |it, _, _| it.leave_event()),
    Own::does(Id::NextEvent, |it, shared, _| it.neighbour(true, shared)),
    Own::does(Id::PrevEvent, |it, shared, _| it.neighbour(false, shared)),
    Own::does(Id::FoldAll, |it, _, _| it.event.fold_all(true)),
    Own::does(Id::UnfoldAll, |it, _, _| it.event.fold_all(false)),
    Own::does(Id::Wrap, |it, _, _| it.event.toggle_wrap()),
    Own::does(Id::Utc, |_, shared, _| shared.utc = !shared.utc),
    Own::does(Id::Filter, |it, shared, _| it.ask_search(shared)).title(|_, _| Some("search".to_owned())),
    Own::does(Id::SearchNext, |it, shared, _| it.next_found(true, shared)).when(Tail::needs_search),
    Own::does(Id::SearchPrev, |it, shared, _| it.next_found(false, shared)).when(Tail::needs_search),
    Own::steps(Id::Test, |it, shared, _| it.carry(shared)).when(Tail::needs_event),
    Own::steps(Id::Which, |it, shared, _| it.open_which(shared)).title(|it, _| it.which_title()),
    Own::steps(Id::Send, |it, shared, _| it.send(shared)).when(Tail::needs_event),
    Own::does(Id::BusLog, |it, shared, out| it.bus_log(shared, out)).when(Tail::needs_event),
    Own::steps(Id::Json, |it, shared, _| it.raw(shared)).when(Tail::needs_event),
    Own::steps(Id::Copy, |it, shared, _| it.copy_menu(shared)).when(Tail::needs_event),
    Own::does(Id::SaveEventFile, Tail::save).when(Tail::needs_event),
    Own::steps(Id::SaveEventByName, |it, shared, _| it.save_by_name(shared)).when(Tail::needs_event),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
];

impl Commands for Tail {
    fn handlers(&self) -> &'static [Handler<Self>] {
        match self.focus {
            Focus::List => IN_LIST,
            Focus::Event => IN_EVENT,
        }
    }

    fn go(&mut self, to: Move, _: &mut Shared) -> bool {
        match (self.focus, &self.stage) {
            (Focus::List, Stage::Looking { .. }) => self.choose(to),
            (Focus::List, Stage::Watching(_)) => self.go_in_list(to),
            (Focus::Event, _) => self.go_in_event(to),
        }
        true
    }
}

impl Tail {
    /// The log groups to choose from, while there are several.
    fn groups(&self) -> &[WatchedGroup] {
        match &self.stage {
            Stage::Looking { search: NoGroupYet::Several(groups), .. } => groups,
            Stage::Looking {
                search: NoGroupYet::Reading | NoGroupYet::Failed(_) | NoGroupYet::None { .. },
                ..
            }
            | Stage::Watching(_) => &[],
        }
    }

    fn choose(&mut self, to: Move) {
        let groups = self.groups().len();
        if let Stage::Looking { chosen, .. } = &mut self.stage {
            *chosen = chosen.saturating_add_signed(to.lines(groups)).min(groups.saturating_sub(1));
        }
    }

    pub(super) fn go_in_list(&mut self, to: Move) {
        let height = usize::from(self.panes(self.size).list.height);
        if let (Move::Bottom, Stage::Watching(session)) = (to, &mut self.stage) {
            session.view.set_follow(true);
        } else {
            self.step(to.lines(height));
        }
    }

    pub(super) fn go_in_event(&mut self, to: Move) {
        match to {
            Move::Top => self.event.select(0),
            Move::Bottom => self.event.select(usize::MAX),
            Move::Up | Move::Down | Move::PageUp | Move::PageDown | Move::HalfUp | Move::HalfDown => {
                self.event.step(to.lines(self.event.height()));
            }
        }
    }

    pub(super) fn step(&mut self, by: isize) {
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
                let key = shared.keymap.name(Id::Pause, Context::Tail);
                shared.notify(Level::Info, format!("Paused: what comes is kept and counted. {key} goes on."));
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

    /// Opens a tail again that has ended; before there is one, looks for its log group again.
    fn open_again(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.is_overdue(shared) {
            return self.plan_tap(shared, out);
        }
        match &mut self.stage {
            Stage::Looking { .. } => source::retry(&self.rule, shared, out),
            Stage::Watching(session) => match session.state() {
                TailState::Opening | TailState::Live => {
                    shared.notify(Level::Info, "The tail is open: events come by themselves.");
                }
                TailState::Polling(_) | TailState::Reconnecting { .. } | TailState::Ended { .. } => {
                    session.reopen(shared.next_tail(), shared.now, out);
                }
            },
        }
    }

    fn change_pane(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.panes(self.size).event.height == 0 {
            return self.enter(shared, out);
        }
        self.look_at_event();
        Step::Stay
    }

    fn go_right(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.session().is_some() { self.change_pane(shared, out) } else { Step::Stay }
    }

    /// Why the tail has ended, is not live, lost its connection or could not begin, in full, the newest
    /// first; and why no event is shown.
    pub(in crate::app) fn message_in_full(&self, shared: &Shared) -> Option<Popup> {
        let (title, text) = match &self.stage {
            Stage::Watching(session) => {
                let line = |(at, text): &(Millis, String)| format!("{} {text}", shared.time_of_day(*at));
                let mut all: Vec<String> = session.troubles().rev().map(line).collect();
                let (failed, empty) = (!all.is_empty(), session.view.rows().is_empty());
                all.extend(self.oddities(session, shared));
                all.extend(empty.then(|| why_no_rows(session, &shared.keymap)));
                let title = match (failed, empty) {
                    (true, _) => WENT_WRONG,
                    (false, true) => NO_EVENTS,
                    (false, false) => "About this tail",
                };
                (title, all.join("\n\n"))
            }
            Stage::Looking { search: NoGroupYet::Reading, .. } => return None,
            Stage::Looking { search: search @ NoGroupYet::Failed(_), .. } => {
                (WENT_WRONG, self.said_instead(search, shared))
            }
            Stage::Looking {
                search: search @ (NoGroupYet::None { .. } | NoGroupYet::Several(_)), ..
            } => (NO_EVENTS, self.said_instead(search, shared)),
        };
        (!text.is_empty()).then(|| Popup::message(title, text))
    }

    fn said_instead(&self, search: &NoGroupYet, shared: &Shared) -> String {
        search.text(&self.tap_offer(shared), &shared.keymap).1
    }

    /// Opens the selected row over the whole screen; of a marker, the whole sentence. Before there is a tail,
    /// opens the one of the log group that is chosen.
    fn enter(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let session = match &self.stage {
            Stage::Watching(session) => session,
            Stage::Looking { chosen, .. } => {
                if let Some(group) = self.groups().get(*chosen).cloned() {
                    self.watch(group, shared, out);
                }
                return Step::Stay;
            }
        };
        match session.view.selected().and_then(|row| session.store().get(row)) {
            Some(StoredItem::Entry(_)) => {
                self.look_at_event();
                self.zoomed = true;
                Step::Stay
            }
            Some(StoredItem::Marker(marker)) => Step::Popup(Popup::message("The tail", marker.to_string())),
            None => Step::Stay,
        }
    }

    /// The keys go to the selected event, and it stays the selected one, whatever comes.
    pub(super) fn look_at_event(&mut self) {
        self.focus = Focus::Event;
        if let Stage::Watching(session) = &mut self.stage {
            session.view.select(session.view.cursor());
        }
    }

    fn leave_event(&mut self) {
        self.focus = Focus::List;
        self.zoomed = false;
    }

    fn is_event_searched(&self) -> bool {
        !self.event.search().is_empty()
    }

    fn back_from_event(&mut self) {
        if self.is_event_searched() {
            self.event.set_search("");
        } else {
            self.leave_event();
        }
    }

    fn list_back_title(&self) -> Option<String> {
        let filter = self.session()?.view.filter();
        (!filter.is_empty()).then(|| Narrowed::Filter.back_title().to_owned())
    }

    /// Takes one filter away, else leaves.
    fn back_from_list(&mut self) -> Step {
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

    fn needs_session(&self, _: &Shared) -> Result<(), Reason> {
        self.session().map(|_: &TailSession| ()).ok_or_else(|| "no log group is being watched yet".into())
    }

    /// For what takes a row, or a log group while one is to be chosen.
    fn needs_selection(&self, _: &Shared) -> Result<(), Reason> {
        let selected = match &self.stage {
            Stage::Watching(session) => session.view.selected().is_some(),
            Stage::Looking { .. } => !self.groups().is_empty(),
        };
        if selected { Ok(()) } else { Err(NOTHING_SELECTED.into()) }
    }

    /// For what takes a row of the log.
    fn needs_event(&self, shared: &Shared) -> Result<(), Reason> {
        self.needs_session(shared)?;
        self.needs_selection(shared)
    }

    fn needs_search(&self, shared: &Shared) -> Result<(), Reason> {
        if self.is_event_searched() {
            return Ok(());
        }
        let key = shared.keymap.name(Id::Filter, Context::Event);
        Err(format!("nothing is searched for: {key} searches here"))
    }
}
