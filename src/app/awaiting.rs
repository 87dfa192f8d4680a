//! Waiting for what was asked for: keys wait for what is read to be opened and for the end of a form that was
//! sent, and can give both up; so can they any change that takes long.

use super::awaited::{Awaited, Struck, Unanswered, Waiting};
use super::command::{Context, Id};
use super::confirm::{Write, WriteOp};
use super::effect::Effect;
use super::intent::{Gathering, Intent};
use super::keymap::Chord;
use super::read::{Answer, Read};
use super::request::{Pending, Req};
use super::shared::{Level, Shared};
use crate::model::{Millis, Thing};
use crate::text::counted;
use crossterm::event::KeyEvent;

/// Milliseconds until it is said: most answers are there before.
const UNSAID: Millis = 160;

/// Milliseconds after which a change takes long.
pub(super) const LONG: Millis = 2_000;

impl Awaited {
    fn since(now: Millis) -> Self {
        Self { what: String::new(), since: now, reads: Vec::new(), writes: Vec::new(), struck: Vec::new() }
    }
}

/// What becomes of a key while something is awaited.
pub(super) enum KeyFate {
    /// It waits.
    Waits,
    /// It gives up what is awaited.
    GivesUp,
    /// It is carried out at once: it has nothing to do with what is on the screen.
    Runs(Id),
}

impl Shared {
    /// Asks for something that is opened when it comes, and is called so in words.
    pub(in crate::app) fn fetch_to_open(
        &mut self,
        read: Read,
        what: impl Into<String>,
        out: &mut Vec<Effect>,
    ) {
        let pending = Pending::Read(read.clone());
        self.fetch_anew(read, out);
        let what = format!("Reading {}", what.into());
        let now = self.now;
        let awaited = self.awaited.get_or_insert_with(|| Awaited::since(now));
        if awaited.reads.is_empty() {
            awaited.what = what;
        }
        awaited.reads.push(pending);
    }

    /// Writes were sent: those of a form are waited for.
    pub(super) fn sent(&mut self, writes: &[Write], of_form: bool) {
        let (now, requests) = (self.now, &self.requests);
        self.unanswered.retain(|one| requests.has(one.req, &one.pending));
        // Taps and probes are ended where they are shown.
        let can_be_given_up = |write: &&Write| match write.op {
            WriteOp::SetState { .. } | WriteOp::PutRule { .. } | WriteOp::Change(_) | WriteOp::Send(_) => {
                true
            }
            WriteOp::Tap(_) | WriteOp::Probe(_) | WriteOp::RemoveTaps(_) => false,
        };
        self.unanswered.extend(writes.iter().filter(can_be_given_up).map(|write| Unanswered {
            req: write.req,
            pending: write.op.pending(),
            title: write.op.title(),
            since: now,
            given_up: false,
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
        let back = if all.iter().all(|one| one.given_up) {
            "given up, unless the service has it already".to_owned()
        } else {
            self.keymap.fill("{back} gives up what the service has not taken", context)
        };
        Some(Waiting { what: first.title.clone(), end: format!("{more}: no answer yet … · {back}") })
    }

    /// Whether a change takes long that was not given up.
    pub(super) fn has_slow_changes(&self) -> bool {
        self.unanswered().any(|one| self.is_slow(one))
    }

    fn is_slow(&self, one: &Unanswered) -> bool {
        self.now - one.since >= LONG && !one.given_up
    }

    /// Gives up the changes that take long.
    pub(super) fn give_up_slow_changes(&mut self, out: &mut Vec<Effect>) {
        let slow: Vec<Req> = self.unanswered().filter(|one| self.is_slow(one)).map(|one| one.req).collect();
        self.give_up(slow, out);
    }

    /// Gives up changes, which is told.
    fn give_up(&mut self, requests: Vec<Req>, out: &mut Vec<Effect>) {
        for one in self.unanswered.iter_mut().filter(|one| requests.contains(&one.req)) {
            one.given_up = true;
        }
        if !requests.is_empty() {
            let said = "Given up, unless the service has it already: what becomes of it is told.";
            self.notify(Level::Info, said);
            out.push(Effect::GiveUp(requests));
        }
    }

    /// Whether what is struck now may be a secret: it is typed ahead for a form that has fields for one.
    pub(super) fn awaits_secrets(&self) -> bool {
        let has_secrets = |read: &Pending| matches!(read, Pending::Read(Read::Whole(Thing::Connection(_))));
        self.awaited.as_ref().is_some_and(|awaited| awaited.reads.iter().any(has_secrets))
    }

    /// Whether an answer is one of those that are awaited to be opened.
    pub(super) fn awaits(&self, answer: &Answer) -> bool {
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
            "{cancel} gives it up, unless the service has it"
        };
        let leave = self.keymap.fill(leave, Context::Prompt);
        Some(Waiting { what: awaited.what.clone(), end: format!(" … · {leave}{waiting}") })
    }

    /// Keeps a key until what is awaited is there.
    pub(super) fn hold(&mut self, key: KeyEvent) -> KeyFate {
        match self.keymap.command(Chord::of(key), Context::Prompt) {
            Some(Id::Cancel | Id::Quit) => return KeyFate::GivesUp,
            Some(id @ (Id::Suspend | Id::Redraw)) => return KeyFate::Runs(id),
            Some(_) | None => {}
        }
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Key(key));
        }
        KeyFate::Waits
    }

    /// Keeps a pasted text likewise; false where nothing is awaited.
    pub(super) fn hold_paste(&mut self, text: &str) -> bool {
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Paste(text.to_owned()));
        }
        self.awaited.is_some()
    }

    /// Nobody waits for it any more: what is still to come is not wanted.
    pub(super) fn give_up_awaited(&mut self, out: &mut Vec<Effect>) {
        if let Some(awaited) = self.awaited.take() {
            let is_own = |one: &&Unanswered| !one.given_up && awaited.writes.contains(&one.pending);
            let own = self.unanswered().filter(is_own).map(|one| one.req).collect();
            self.give_up(own, out);
            let reads = |thing: &Thing| awaited.reads.contains(&Pending::Read(Read::Whole(thing.clone())));
            // The end of a move goes on by itself.
            let goes_on = |all: &Gathering| matches!(all.intent, Intent::EndMove(..));
            self.gatherings.retain(|all| goes_on(all) || !all.things.iter().any(|one| reads(&one.thing)));
            let kept: Vec<&Thing> =
                self.gatherings.iter().flat_map(|all| &all.things).map(|one| &one.thing).collect();
            let is_kept = |pending: &Pending| matches!(pending, Pending::Read(Read::Whole(thing) | Read::Uses(thing)) if kept.contains(&thing));
            self.requests.forget(|pending| awaited.reads.contains(pending) && !is_kept(pending));
            self.switching.gathering = None;
        }
    }

    /// What was waited for, with what was struck, once all has come.
    pub(super) fn take_what_has_come(&mut self) -> Option<Awaited> {
        let requests = &self.requests;
        let has_come = |awaited: &mut Awaited| {
            !awaited.reads.iter().chain(&awaited.writes).any(|pending| requests.is_pending(pending))
        };
        self.awaited.take_if(has_come)
    }
}
