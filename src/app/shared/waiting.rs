//! What the operator waits for: a form, a question or a text that is being read to be opened, the end of a
//! form that was sent, and any other change that takes long. What is struck before something opens is meant
//! for that, and not for what lies beneath: it is kept here, and `update::type_ahead` carries it out once the
//! thing is there. All of it can be cancelled.

use super::{Level, Shared};
use crate::app::command::{Context, Id};
use crate::app::confirm::{Write, WriteOp};
use crate::app::effect::{Effect, Work};
use crate::app::intent::{Gathering, Intent};
use crate::app::keymap::Chord;
use crate::app::read::{Answer, Read};
use crate::app::request::{Pending, Req};
use crate::model::{Millis, Thing};
use crate::text::counted;
use crossterm::event::KeyEvent;
use std::fmt;

/// Milliseconds until it is said: most answers are there before.
const UNSAID: Millis = 160;

/// Milliseconds after which a change takes long.
const LONG: Millis = 2_000;

/// What is being read to be opened, or the end of a form that was sent.
#[derive(Debug)]
pub struct Awaited {
    /// What is waited for, in words, such as `Reading rule orders` or `Change bus lab: waiting for the
    /// answer`.
    what: String,
    /// When it was asked for.
    since: Millis,
    /// What is read for it.
    reads: Vec<Pending>,
    /// The writes of a form whose end is waited for.
    pub(in crate::app) writes: Vec<Pending>,
    /// What was struck since, in its order.
    pub(in crate::app) struck: Vec<Struck>,
}

/// A write whose answer has not come yet.
#[derive(Debug)]
pub(in crate::app) struct Unanswered {
    req: Req,
    pending: Pending,
    /// What it does, in a few words.
    title: String,
    /// When it was sent.
    since: Millis,
    /// The operator has cancelled it.
    cancelled: bool,
}

/// A key, or a text that was pasted.
#[derive(Debug)]
pub(in crate::app) enum Struck {
    Key(KeyEvent),
    Paste(String),
}

/// A line about something that takes its time: what it is, which may be cut, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it is.
    pub what: String,
    /// How it stands, and which key does what.
    pub end: String,
}

impl fmt::Display for Waiting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.what, self.end)
    }
}

impl Awaited {
    fn since(now: Millis) -> Self {
        Self { what: String::new(), since: now, reads: Vec::new(), writes: Vec::new(), struck: Vec::new() }
    }
}

/// What becomes of a key while something is awaited.
pub(in crate::app) enum KeyFate {
    /// It waits.
    Waits,
    /// It cancels what is awaited.
    Cancels,
    /// It is carried out at once: it has nothing to do with what is on the screen.
    Runs(Id),
}

impl Shared {
    /// From now on what is read is waited for, to be opened when it comes; it is called so in words.
    pub(in crate::app) fn wait_to_open(&mut self, read: Pending, what: &str) {
        let now = self.now;
        let awaited = self.awaited.get_or_insert_with(|| Awaited::since(now));
        if awaited.reads.is_empty() {
            awaited.what = format!("Reading {what}");
        }
        awaited.reads.push(read);
    }

    /// Writes were sent: those of a form are waited for.
    pub(in crate::app) fn on_sent(&mut self, writes: &[Write], of_form: bool) {
        let (now, requests) = (self.now, &self.requests);
        self.unanswered.retain(|one| requests.has(one.req, &one.pending));
        // Taps and probes are ended where they are shown.
        let can_be_cancelled = |write: &&Write| match write.op {
            WriteOp::SetState { .. } | WriteOp::PutRule { .. } | WriteOp::Change(_) | WriteOp::Send(_) => {
                true
            }
            WriteOp::Tap(_) | WriteOp::Probe(_) | WriteOp::RemoveTaps(_) => false,
        };
        self.unanswered.extend(writes.iter().filter(can_be_cancelled).map(|write| Unanswered {
            req: write.req,
            pending: write.op.pending(),
            title: write.op.title(),
            since: now,
            cancelled: false,
        }));
        if of_form && let Some(first) = writes.first() {
            let awaited = self.awaited.get_or_insert_with(|| Awaited::since(now));
            awaited.what = format!("{}: waiting for the answer", first.op.title());
            awaited.writes.extend(writes.iter().map(|write| write.op.pending()));
        }
    }

    /// The writes that have no answer yet.
    fn unanswered(&self) -> impl Iterator<Item = &Unanswered> {
        self.unanswered.iter().filter(|one| self.requests.has(one.req, &one.pending))
    }

    /// What is said of changes that take long.
    pub fn unanswered_line(&self, context: Context) -> Option<Waiting> {
        let all: Vec<&Unanswered> = self.unanswered().filter(|one| self.now - one.since >= LONG).collect();
        let first = all.first()?;
        let more = match all.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        let back = if all.iter().all(|one| one.cancelled) {
            "cancelled, unless AWS has already accepted it".to_owned()
        } else {
            self.keymap.fill("{back} cancels what AWS has not accepted yet", context)
        };
        Some(Waiting { what: first.title.clone(), end: format!("{more}: no answer yet … · {back}") })
    }

    /// Whether a change takes long that was not cancelled.
    pub(in crate::app) fn has_slow_changes(&self) -> bool {
        self.unanswered().any(|one| self.is_slow(one))
    }

    fn is_slow(&self, one: &Unanswered) -> bool {
        self.now - one.since >= LONG && !one.cancelled
    }

    /// Cancels the changes that take long.
    pub(in crate::app) fn cancel_slow_changes(&mut self, out: &mut Vec<Effect>) {
        let slow: Vec<Req> = self.unanswered().filter(|one| self.is_slow(one)).map(|one| one.req).collect();
        self.cancel(slow, out);
    }

    /// Cancels changes, and says so.
    fn cancel(&mut self, requests: Vec<Req>, out: &mut Vec<Effect>) {
        for one in self.unanswered.iter_mut().filter(|one| requests.contains(&one.req)) {
            one.cancelled = true;
        }
        if !requests.is_empty() {
            let sentence = "Cancelled, unless AWS has already accepted it; the result will be shown.";
            self.notify(Level::Info, sentence);
            out.push(Effect::Work(Work::CancelWrites(requests)));
        }
    }

    /// Whether what is struck now may be a secret: it is typed ahead for a form that has fields for one.
    pub(in crate::app) fn awaits_secrets(&self) -> bool {
        let has_secrets = |read: &Pending| matches!(read, Pending::Read(Read::Whole(Thing::Connection(_))));
        self.awaited.as_ref().is_some_and(|awaited| awaited.reads.iter().any(has_secrets))
    }

    /// Whether an answer is one of those that are awaited to be opened.
    pub(in crate::app) fn awaits(&self, answer: &Answer) -> bool {
        let read = Pending::Read(answer.read());
        self.awaited.as_ref().is_some_and(|awaited| awaited.reads.contains(&read))
    }

    /// What is said of it, once it has taken long enough to be seen.
    pub fn awaited_line(&self) -> Option<Waiting> {
        let awaited = self.awaited.as_ref().filter(|awaited| self.now - awaited.since >= UNSAID)?;
        let waiting = match awaited.struck.len() {
            0 => String::new(),
            n => format!(" · {}", counted(n, "key waits", "keys wait")),
        };
        let leave = if awaited.writes.is_empty() {
            "{cancel} leaves it"
        } else {
            "{cancel} cancels it, unless AWS has already accepted it"
        };
        let leave = self.keymap.fill(leave, Context::Prompt);
        Some(Waiting { what: awaited.what.clone(), end: format!(" … · {leave}{waiting}") })
    }

    /// Keeps a key until what is awaited is there.
    pub(in crate::app) fn hold(&mut self, key: KeyEvent) -> KeyFate {
        match self.keymap.command(Chord::of(key), Context::Prompt) {
            Some(Id::Cancel | Id::Quit) => return KeyFate::Cancels,
            Some(id @ (Id::Suspend | Id::Redraw)) => return KeyFate::Runs(id),
            Some(_) | None => {}
        }
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Key(key));
        }
        KeyFate::Waits
    }

    /// Keeps a pasted text likewise; false where nothing is awaited.
    pub(in crate::app) fn hold_paste(&mut self, text: &str) -> bool {
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Paste(text.to_owned()));
        }
        self.awaited.is_some()
    }

    /// Nobody waits for it any more: what is still to come is not wanted.
    pub(in crate::app) fn cancel_awaited(&mut self, out: &mut Vec<Effect>) {
        if let Some(awaited) = self.awaited.take() {
            let is_own = |one: &&Unanswered| !one.cancelled && awaited.writes.contains(&one.pending);
            let own = self.unanswered().filter(is_own).map(|one| one.req).collect();
            self.cancel(own, out);
            let reads = |thing: &Thing| awaited.reads.contains(&Pending::Read(Read::Whole(thing.clone())));
            // The end of a move goes on by itself.
            let goes_on = |all: &Gathering| matches!(all.intent, Intent::EndMove(..));
            self.gatherings.retain(|all| goes_on(all) || !all.things.iter().any(|one| reads(&one.thing)));
            let kept: Vec<&Thing> =
                self.gatherings.iter().flat_map(|all| &all.things).map(|one| &one.thing).collect();
            let is_kept = |pending: &Pending| {
                matches!(
                    pending,
                    Pending::Read(Read::Whole(thing) | Read::Uses(thing)) if kept.contains(&thing)
                )
            };
            self.requests.forget(|pending| awaited.reads.contains(pending) && !is_kept(pending));
            self.switching.gathering = None;
        }
    }

    /// What was waited for, with what was struck, once all has come.
    pub(in crate::app) fn take_what_has_come(&mut self) -> Option<Awaited> {
        let requests = &self.requests;
        let has_come = |awaited: &mut Awaited| {
            !awaited.reads.iter().chain(&awaited.writes).any(|pending| requests.is_pending(pending))
        };
        self.awaited.take_if(has_come)
    }
}
