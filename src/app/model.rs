//! All of the explorer's state.

use super::command::Context;
use super::effect::{Effect, TailId};
use super::keymap::Keymap;
use super::popup::Popup;
use super::read::Account;
use super::remote::Remote;
use super::request::Requests;
use super::screen::Screen;
use super::screen::tail::Left;
use super::toggle::Switching;
use crate::model::{Millis, Rule, RuleKey, RuleState, Session};
use crate::text::time;
use serde::{Deserialize, Serialize};

/// The state: what every screen shares, the stack of screens (never empty), and the popup over them.
#[derive(Debug)]
pub struct Model {
    /// What every screen shares.
    pub shared: Shared,
    /// The screens, the visible one last.
    pub stack: Vec<Screen>,
    /// The popup over the visible screen.
    pub popup: Option<Popup>,
}

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
    /// What went wrong and was not acknowledged yet, oldest first. It stands in the bottom line until `back`
    /// takes it away.
    pub alerts: Vec<Alert>,
    /// The switches that `undo` takes back, the last ones last; those that were made together are one entry.
    pub undo: Vec<Vec<Switched>>,
    /// Switches of several rules at once that are not done yet.
    pub(super) switching: Switching,
    /// Times in UTC rather than local.
    pub utc: bool,
    /// The local offset from UTC in seconds, handed in at start (and recorded), because `update` may not
    /// look.
    pub local_offset: i32,
    /// Tails whose screen was left and whose session still runs.
    pub left: Left,
    /// The last id given to a tail.
    pub last_tail: TailId,
    /// When the last `Effect::Wake` asked to be woken, so that one wake is asked for once.
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

/// A switch that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The rule.
    pub rule: RuleKey,
    /// Its state before.
    pub from: RuleState,
    /// Its state now.
    pub to: RuleState,
}

impl Shared {
    /// Shows one line.
    pub fn notify(&mut self, level: Level, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), level, at: self.now });
    }

    /// Shows a problem until it is acknowledged.
    pub fn alert(&mut self, title: impl Into<String>, text: impl Into<String>) {
        self.alerts.push(Alert { title: title.into(), text: text.into(), at: self.now });
    }

    /// Asks for a `Message::Tick` at `at`, unless one comes before that anyway: whoever waits for a time asks
    /// again at every message until it is there.
    pub fn wake(&mut self, at: Millis, out: &mut Vec<Effect>) {
        if self.wake.is_none_or(|asked| asked <= self.now || asked > at) {
            self.wake = Some(at);
            out.push(Effect::Wake { at });
        }
    }

    /// `14:03` at that time, local or UTC as the operator wishes.
    pub fn time_of_day(&self, at: Millis) -> String {
        time::hours_and_minutes(at, self.offset())
    }

    /// `2026-11-30 14:03` at that time, local or UTC as the operator wishes.
    pub fn date_and_time(&self, at: Millis) -> String {
        time::date_and_time(at, self.offset())
    }

    fn offset(&self) -> i32 {
        if self.utc { 0 } else { self.local_offset }
    }

    /// A new tail's id.
    pub fn next_tail(&mut self) -> TailId {
        self.last_tail.0 += 1;
        self.last_tail
    }
}

/// What the explorer is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The terminal's size, in columns and rows.
    pub size: (u16, u16),
    /// The time.
    pub now: Millis,
    /// What is known of the account before any answer: profile, region, endpoint, embedded, read-only.
    pub session: Session,
    /// The keys.
    pub keymap: Keymap,
    /// The local offset from UTC in seconds.
    pub local_offset: i32,
}

impl Model {
    /// The state before the first message.
    pub fn new(start: Start) -> Self {
        Self {
            shared: Shared {
                size: start.size,
                now: start.now,
                session: start.session,
                connection: Remote::default(),
                account: Account::default(),
                requests: Requests::default(),
                keymap: start.keymap,
                notice: None,
                alerts: Vec::new(),
                undo: Vec::new(),
                switching: Switching::default(),
                utc: false,
                local_offset: start.local_offset,
                left: Left::default(),
                last_tail: TailId(0),
                wake: None,
            },
            stack: vec![Screen::Browse(super::screen::browse::Browse::default())],
            popup: None,
        }
    }

    /// The visible screen.
    ///
    /// # Panics
    /// Never: the stack is never empty, because nothing pops its first entry.
    pub fn screen(&self) -> &Screen {
        self.stack.last().unwrap_or_else(|| unreachable!("the first screen is never popped"))
    }

    /// Whether an edit on any screen is not saved.
    pub fn is_modified(&self) -> bool {
        self.stack.iter().any(Screen::is_modified)
    }

    /// The visible screen's context.
    pub fn context(&self) -> Context {
        self.screen().context()
    }

    /// The rule that commands act on: the one selected or edited on the visible screen.
    pub fn selected_rule(&self) -> Option<&Rule> {
        let key = self.screen().rule(&self.shared)?;
        self.shared.account.rule(&key)
    }
}
