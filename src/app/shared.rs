//! What every screen shares: whose account this is and what is known of it, answers awaited, keys, what is to
//! be said to the operator.
//!
//! The screens themselves are not here: they lie above, and reach one another only by what they ask for
//! ([`super::step::Step`]).

pub mod left_forms;
pub mod unopened;
pub mod waiting;

use super::command::Context;
use super::copy_state::Copying;
use super::effect::{Effect, LoopEffect, TailId};
use super::intent::Gathering;
use super::keymap::Keymap;
use super::left_tails::LeftTails;
use super::pointer::Pointer;
use super::probe_state::Probing;
use super::read::Account;
use super::remote::Remote;
use super::request::{Req, Requests};
use super::switching::{Switching, Together};
use super::tail_session;
use crate::model::{Millis, RuleKey, Session, Thing};
use crate::text::time;
use left_forms::LeftForm;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use unopened::Unopened;
use waiting::{Awaited, Unanswered};

/// Acknowledged alerts that are kept.
const ACKNOWLEDGED: usize = 100;

/// What every screen shares.
#[derive(Debug)]
pub struct Shared {
    /// The terminal's size, in columns and rows.
    pub size: (u16, u16),
    /// The time of the newest message.
    pub now: Millis,
    /// Whose account this is.
    pub session: Session,
    /// Whether the connection to it stands; the value says nothing, the error does.
    pub connection: Remote<()>,
    /// What is known of it.
    pub account: Account,
    /// Answers awaited.
    pub requests: Requests,
    /// The keys.
    pub keymap: Keymap,
    /// One line for the operator, until the next key.
    pub notice: Option<Notice>,
    /// What went wrong and was not acknowledged yet, oldest first. It stands in the footer until `back`
    /// takes it away.
    pub alerts: Vec<Alert>,
    /// What went wrong and was acknowledged, oldest first: the newest of it is kept.
    pub acknowledged: VecDeque<Alert>,
    /// Switches of several rules at once that are not done yet.
    pub(super) switching: Switching,
    /// The text that is being copied.
    pub(super) copying: Option<Copying>,
    /// What was typed in forms that were left, by their titles: each field's text by its label.
    pub(super) forms: BTreeMap<String, BTreeMap<String, String>>,
    /// Forms that were left while what they had sent was under way.
    pub(super) left_forms: Vec<LeftForm>,
    /// What was made last: a list that is opened then selects it.
    pub(super) made: Option<Thing>,
    /// What is being read to be opened or was sent by a form, with what was struck meanwhile.
    pub(super) awaited: Option<Awaited>,
    /// Something to type in that did not open, while keys may still be meant for it.
    pub(super) unopened: Option<Unopened>,
    /// Writes whose answers have not come, as far as it was looked.
    pub(super) unanswered: Vec<Unanswered>,
    /// What is meant with things that are being read.
    pub(super) gatherings: Vec<Gathering>,
    /// The newest probe, and how far it has come.
    pub(super) probe: Option<Probing>,
    /// Other changes that are under way, by the yes that sent them.
    pub(super) changing: Vec<Together>,
    /// Times in UTC rather than local.
    pub utc: bool,
    /// The local offset from UTC in seconds, handed in at start (and recorded), because `update` may not
    /// look.
    pub local_offset: i32,
    /// Tails whose screen was left and whose session still runs.
    pub left: LeftTails,
    /// The mouse's last press.
    pub pointer: Pointer,
    /// The request that the present connection was asked for by.
    pub(super) connected_by: Option<Req>,
    /// The last id given to a tail.
    pub last_tail: TailId,
    /// When somebody last pressed a key, clicked or pasted.
    pub(super) touched: Millis,
    /// Letters are typed on the screen that a change was answered on: keys that stand for commands elsewhere
    /// are not taken there.
    pub(super) typed_in: bool,
    /// When the last `LoopEffect::LookAgain` asked to be told.
    pub(super) look_again: Option<Millis>,
    /// When the last `LoopEffect::Wake` asked to be woken, so that one wake is asked for once.
    pub wake: Option<Millis>,
}

/// One line for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// How bad it is.
    pub level: Level,
    /// When it was shown.
    pub at: Millis,
    /// It tells of calls that are under way, and is over with them.
    pub passing: bool,
    /// The keys that matter here stay in view below it.
    pub aside: bool,
}

impl Notice {
    /// It tells what came of what the operator asked for, or what went wrong.
    fn is_outcome(&self) -> bool {
        match self.level {
            Level::Done | Level::Problem => !self.passing,
            Level::Info => false,
        }
    }
}

/// How bad a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Something went as wished.
    Done,
    /// Good to know.
    Info,
    /// Something needs the operator.
    Problem,
}

/// Something that went wrong while the operator may have looked elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What it is about, in a few words: the heading when it is read in full.
    pub title: String,
    /// What happened, in full.
    pub text: String,
    /// When.
    pub at: Millis,
}

impl Shared {
    /// A sentence with `{undo}` in it; where letters are typed, with the place that the key is for.
    pub(in crate::app) fn naming_undo(&self, text: &str) -> String {
        let undo = if self.typed_in { "{undo} in the lists" } else { "{undo}" };
        self.keymap.fill(&text.replace("{undo}", undo), Context::Browse)
    }

    /// The ARN that a rule has here, or would have.
    pub(in crate::app) fn rule_arn(&self, rule: &RuleKey) -> String {
        if let Some(known) = self.account.rule(rule) {
            return known.arn.to_string();
        }
        let (region, account) = (&self.session.region, self.session.account.as_deref().unwrap_or("ACCOUNT"));
        rule.arn(region, account).to_string()
    }

    /// Shows one line; what went wrong is kept among the messages, since a line is soon gone. One that is
    /// said again takes the place of the one before it.
    pub fn notify(&mut self, level: Level, text: impl Into<String>) {
        let text = text.into();
        if level == Level::Problem {
            self.acknowledged.pop_back_if(|last| last.title.is_empty() && last.text == text);
            self.note_down("", text.clone());
        }
        self.notice = Some(Notice { text, level, at: self.now, passing: false, aside: false });
    }

    /// Shows one line above the keys, which matter more than it.
    pub(super) fn tell_aside(&mut self, text: String) {
        self.notice = Some(Notice { text, level: Level::Info, at: self.now, passing: false, aside: true });
    }

    /// What was said as a problem of a record of ours stays in view above the keys of the list that is opened
    /// now.
    pub(super) fn keep_problem_aside(&mut self) {
        if let Some(notice) = self.notice.as_mut().filter(|notice| notice.level == Level::Problem) {
            notice.aside = true;
        }
    }

    /// That such a list has nothing in it; where a problem of the record was said, that it has nothing
    /// `readable`.
    pub(super) fn tell_none(&mut self, readable: &str, none: &str) {
        // What could not be read may be the very thing.
        match self.notice.take_if(|notice| notice.level == Level::Problem) {
            Some(notice) => self.notify(Level::Problem, format!("{} {readable}", notice.text)),
            None => self.notify(Level::Info, none),
        }
    }

    /// Shows how calls that are under way fare; nothing where they are over, and what was said of them goes.
    pub(super) fn tell_passing(&mut self, text: String) {
        if text.is_empty() {
            self.notice.take_if(|notice| notice.passing);
        } else if self.alerts.is_empty() && !self.notice.as_ref().is_some_and(Notice::is_outcome) {
            // What went wrong, and what came of what was asked for, stand above it.
            self.notice =
                Some(Notice { text, level: Level::Info, at: self.now, passing: true, aside: false });
        }
    }

    /// Shows a problem until it is acknowledged.
    pub fn alert(&mut self, title: impl Into<String>, text: impl Into<String>) {
        self.notice.take_if(|notice| notice.passing);
        self.alerts.push(Alert { title: title.into(), text: text.into(), at: self.now });
    }

    /// What a message waited for is known: `new` stands in the place of `old`.
    pub(super) fn complete_messages(&mut self, old: &str, new: &str) {
        for alert in self.alerts.iter_mut().chain(&mut self.acknowledged) {
            alert.text = alert.text.replace(old, new);
        }
    }

    /// The operator has seen the oldest alert.
    pub(super) fn acknowledge(&mut self) {
        if !self.alerts.is_empty() {
            let alert = self.alerts.remove(0);
            self.keep(alert);
        }
    }

    /// The operator reads all alerts; answers them.
    pub(super) fn acknowledge_all(&mut self) -> Vec<Alert> {
        let all = std::mem::take(&mut self.alerts);
        all.iter().cloned().for_each(|alert| self.keep(alert));
        all
    }

    /// Keeps what was told among the messages that were read.
    pub(super) fn note_down(&mut self, title: impl Into<String>, text: impl Into<String>) {
        let alert = Alert { title: title.into(), text: text.into(), at: self.now };
        self.keep(alert);
    }

    fn keep(&mut self, alert: Alert) {
        if self.acknowledged.len() == ACKNOWLEDGED {
            self.acknowledged.pop_front();
        }
        self.acknowledged.push_back(alert);
    }

    /// Asks for a `Message::Tick` at `at`, unless one comes before that anyway: whoever waits for a time asks
    /// again at every message until it is there.
    pub fn wake(&mut self, at: Millis, out: &mut Vec<Effect>) {
        if self.wake.is_none_or(|asked| asked <= self.now || asked > at) {
            self.wake = Some(at);
            out.push(Effect::Loop(LoopEffect::Wake { at }));
        }
    }

    /// `14:03` at that time, local or UTC as the operator wishes.
    pub fn time_of_day(&self, at: Millis) -> String {
        time::hours_and_minutes(at, self.offset())
    }

    /// `14:03:20` at that time, local or UTC as the operator wishes.
    pub fn time_of_day_full(&self, at: Millis) -> String {
        time::clock(at, self.offset())
    }

    /// `2026-11-30 14:03` at that time, local or UTC as the operator wishes.
    pub fn date_and_time(&self, at: Millis) -> String {
        time::date_and_time(at, self.offset())
    }

    /// Seconds east of UTC in which times are shown.
    pub fn offset(&self) -> i32 {
        if self.utc { 0 } else { self.local_offset }
    }

    /// A new tail's id.
    pub fn next_tail(&mut self) -> TailId {
        self.last_tail.0 += 1;
        self.last_tail
    }

    /// The operator has left a tail: it runs on for a while.
    pub(super) fn leave_tail(&mut self, tail: tail_session::TailSession, out: &mut Vec<Effect>) {
        if let Some(sentence) = self.left.leave(tail, self.now, out) {
            self.tell_aside(sentence);
        }
    }

    /// Ends the tails that were left long enough ago, and sees to it that the others are looked at in time.
    pub fn end_left_tails(&mut self, out: &mut Vec<Effect>) {
        let (said, next) = self.left.end_due(self.now, out);
        for text in said {
            self.tell_aside(text);
        }
        if let Some(next) = next {
            self.wake(next, out);
        }
    }
}
