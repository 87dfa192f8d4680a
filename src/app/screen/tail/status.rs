//! What is said above the list: how the tail is doing, how the list is shown, and what must be known of it.

use super::columns::{Columns, height, pages};
use super::layout::inside;
use super::{Stage, Tail, TailSession, TailState};
use crate::app::command::{Context, Id};
use crate::app::keymap::Keymap;
use crate::app::page::{Line, Page, Role};
use crate::app::shared::Shared;
use crate::app::tail_session::Polling;
use crate::model::Millis;
use crate::tail::StoredItem;
use crate::text::time::{in_full, running, short_span, span, zone};
use crate::text::{counted, grouped, safe, width};

/// Milliseconds from which on it is said that this machine's clock is not the service's.
const WORTH_SAYING: Millis = 3_000;
/// Columns of the mark before a warning.
const MARK: usize = 4;

impl TailSession {
    /// How the tail is doing, in one line; where not all of it fits into the columns, what was lost comes
    /// first, and nothing is said of what was not.
    pub fn status(&self, columns: u16, now: Millis, keymap: &Keymap) -> Line {
        let whole = self.status_with(true, now, keymap);
        if whole.width() <= usize::from(columns) { whole } else { self.status_with(false, now, keymap) }
    }

    fn status_with(&self, all: bool, now: Millis, keymap: &Keymap) -> Line {
        let mut line = Line::of(Role::Text, " ");
        let since_opened = running(now - self.opened_at());
        match self.state() {
            TailState::Opening => line.push(Role::Accent, "opening…"),
            TailState::Live => {
                line.push(Role::Good, "● live ");
                line.push(Role::Text, &since_opened);
            }
            TailState::Polling(Polling { every, .. }) => {
                line.push(Role::Warn, &format!("◌ polling every {every} s "));
                line.push(Role::Text, &since_opened);
            }
            TailState::Reconnecting { since, next, .. } => {
                line.push(Role::Warn, "○ reconnecting");
                if all {
                    line.push(Role::Warn, &format!(", lost {} ago", span(now - since)));
                }
                if *next > now {
                    line.push(Role::Warn, &format!(", next try in {}", span(next - now)));
                }
            }
            TailState::Ended { at, .. } => {
                let key = keymap.name(Id::Refresh, Context::Tail);
                line.push(Role::Bad, &format!("■ ended {} ago ({key} opens it again)", span(now - at)));
            }
        }
        let mut add = |role: Role, text: String| {
            line.push(Role::Dim, " · ");
            line.push(role, &text);
        };
        let mut counts = vec![(Role::Text, counted(self.store().events(), "event", "events"))];
        if self.store().evicted() > 0 {
            counts.push((Role::Warn, format!("{} older removed", grouped(self.store().evicted()))));
        }
        if self.reads_past() {
            counts.push((Role::Accent, "reading what came before".to_owned()));
        }
        let losses = [
            (self.gaps(), counted(self.gaps(), "gap", "gaps")),
            (self.sampled(), format!("sampled {} s", self.sampled())),
            (self.dropped_count(), format!("dropped {}", grouped(self.dropped_count()))),
        ];
        // While the past is still being read, nobody knows that nothing of it is missing.
        let losses = losses.into_iter().filter(|(n, _)| (all && !self.reads_past()) || *n > 0);
        let losses = losses.map(|(n, text)| (if n > 0 { Role::Warn } else { Role::Dim }, text));
        let at = if all { counts.len() } else { 0 };
        counts.splice(at..at, losses);
        counts.into_iter().for_each(|(role, text)| add(role, text));
        if self.skew().abs() >= WORTH_SAYING {
            let side = if self.skew() > 0 { "behind" } else { "ahead" };
            add(Role::Warn, format!("clock here {} {side}", span(self.skew().abs())));
        }
        if let Some(lag) = self.store().lags().median() {
            add(
                Role::Text,
                format!("lag {}", short_span(lag).split_inclusive(" min").next().unwrap_or_default()),
            );
        }
        line
    }

    /// How the list is shown, in one line: following, paused, filtered; and where it is from, if there is
    /// room for that.
    pub fn mode(&self, columns: u16, keymap: &Keymap) -> Line {
        let view = &self.view;
        let mut line = Line::of(Role::Text, " ");
        let newer = view.rows().len().saturating_sub(view.cursor() + 1);
        if view.is_paused() {
            let key = keymap.name(Id::Pause, Context::Tail);
            let new = grouped(view.held_back() as u64);
            line.push(Role::Warn, &format!("paused, {new} new ({key} shows them)"));
        } else if view.is_following() {
            line.push(Role::Dim, "following the newest");
        } else {
            let key = keymap.name(Id::Follow, Context::Tail);
            let below = grouped(newer as u64);
            line.push(Role::Text, &format!("not following, {below} below ({key} follows)"));
        }
        let filter = view.filter();
        if !filter.is_empty() {
            line.push(Role::Dim, " · ");
            line.push(Role::Accent, &format!("{} shown", grouped(view.rows().len() as u64)));
            let unjudged = view.unjudged(self.store());
            if unjudged > 0 {
                line.push(Role::Dim, &format!(", {} not checked yet", grouped(unjudged as u64)));
            }
            if !filter.words.is_empty() {
                line.push(Role::Accent, &format!(" by /{}", filter.words.text()));
            }
            if let Some(pattern) = &filter.pattern {
                line.push(
                    Role::Accent,
                    &format!(" by pattern {}", pattern.pattern().document().root().compact()),
                );
            }
        }
        let group = format!(" · {}", self.group().name);
        if line.width() + width(&group) < usize::from(columns) {
            line.push(Role::Dim, &group);
        }
        line
    }
}

impl Tail {
    /// What must be known, each sentence whole: over as many lines as it takes, those after the first
    /// indented.
    pub(super) fn warn(&self, shared: &Shared) -> Vec<String> {
        let columns = usize::from(self.size.0).saturating_sub(MARK).max(20);
        let mut page = Page::new();
        for text in self.sentences(shared) {
            page.push(Line::of(Role::Warn, &safe(&text)).hang(2));
        }
        page.wrapped(columns).lines().iter().map(Line::plain).collect()
    }

    fn sentences(&self, shared: &Shared) -> Vec<String> {
        let mut all = Vec::new();
        let Stage::Watching(session) = &self.stage else { return all };
        all.extend(self.tap_note(shared));
        match session.state() {
            TailState::Ended { error: Some(error), .. } => all.push(format!("The tail ended: {error}")),
            TailState::Polling(Polling { reason, next, .. }) => {
                let key = shared.keymap.name(Id::Refresh, Context::Tail);
                let at = shared.time_of_day(*next);
                all.push(format!("Not live: {reason}. It is tried again at {at}; {key} tries it now."));
            }
            TailState::Opening
            | TailState::Live
            | TailState::Reconnecting { .. }
            | TailState::Ended { error: None, .. } => {}
        }
        all.extend(self.oddities(session, shared));
        all
    }

    /// What, beside the connection, makes the tail silent or its events other than what was sent.
    pub(super) fn oddities(&self, session: &TailSession, shared: &Shared) -> Vec<String> {
        let group = session.group();
        let (is_tap, is_empty) = (group.tap.is_some(), session.store().events() == 0);
        let failing = self.failing(session, shared);
        // What is wrong with its targets does not bear on a tap.
        let problems = if is_tap || !(is_empty || failing.is_some()) {
            Vec::new()
        } else {
            shared.account.problems(&self.rule)
        };
        let mut all: Vec<String> = failing.into_iter().collect();
        if group.arn.as_str().ends_with(":*") {
            all.push(
                "The target's ARN ends in `:*`: EventBridge takes it and never delivers to it. Change the target's ARN to the one without `:*`."
                    .into(),
            );
        }
        // That is told above, with what to do.
        all.extend(problems.into_iter().filter(|problem| !problem.contains("`:*`")));
        if shared.account.rule(&self.rule).is_some_and(|rule| rule.state.is_disabled()) {
            let text = match (is_tap, is_empty || !self.has_sharers()) {
                (true, _) => {
                    "The rule is off, so that its targets get nothing. The tap, a rule of its own, shows what its pattern matches."
                }
                (false, true) => "The rule is off: it delivers nothing until it is switched on.",
                (false, false) => {
                    "The rule is off: it delivers nothing until it is switched on. What comes meanwhile is other rules'."
                }
            };
            all.push(text.into());
        }
        if group.transformed {
            all.push(if is_empty {
                "The target transforms its input: the log would hold what comes out, not the events.".into()
            } else {
                "The target transforms its input: the log holds what came out, not the events.".into()
            });
        }
        all.extend(self.shared_with(shared));
        all
    }

    /// That the rule's deliveries fail, by its metrics, and what that means for what is shown.
    fn failing(&self, session: &TailSession, shared: &Shared) -> Option<String> {
        let metrics = shared.account.metrics.get(&self.rule)?.value()?;
        let failing = metrics.failing_deliveries()?;
        let so = if session.group().tap.is_some() {
            // A tap's log is filled by the tap's own rule.
            ""
        } else if session.store().events() == 0 {
            ", so the log gets nothing"
        } else if metrics.all_fail() && self.has_sharers() {
            ": what is shown here is other rules'"
        } else {
            ", and what fails does not reach the log"
        };
        Some(format!("{failing}{so}."))
    }

    /// What is said above the tree: when the entry came, and where it is no event, why.
    pub fn event_head(&self) -> Page {
        let remark = self.event.remark();
        let width = usize::from(inside(self.panes(self.size).event).width);
        remark.map(|text| Page::text(Role::Warn, &text).wrapped(width.max(20))).unwrap_or_default()
    }

    /// What the border of the event's pane says: its time in full, where in the log it is.
    pub fn event_title(&self, offset: i32) -> String {
        let Stage::Watching(session) = &self.stage else { return String::new() };
        let rows = session.view.rows().len();
        match self.shown.and_then(|row| session.store().get(row)) {
            Some(StoredItem::Entry(entry)) => {
                let time = match entry.event_time() {
                    Some(time) => in_full(time.at, time.has_fraction, offset),
                    None => format!("~{}", in_full(entry.timestamp(), true, offset)),
                };
                format!("{time} {} · {} of {rows}", zone(offset), session.view.cursor() + 1)
            }
            Some(StoredItem::Marker(_)) | None => String::new(),
        }
    }

    /// Lines that a row of the list takes.
    pub fn row_height(&self, at: usize, width: u16) -> usize {
        if !self.wrap {
            return 1;
        }
        let Stage::Watching(session) = &self.stage else { return 1 };
        let cells = session.view.rows().get(at).and_then(|row| self.cells.get(*row));
        let columns = Columns::new(width, self.widest());
        cells.map_or(1, |cells| height(&pages(cells, columns, width)))
    }
}
