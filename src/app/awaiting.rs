//! Reading what is to be opened: keys wait for it, and can give it up.

use super::awaited::{Awaited, Struck};
use super::command::{Context, Id};
use super::effect::Effect;
use super::keymap::Chord;
use super::read::{Answer, Read};
use super::request::Pending;
use super::shared::Shared;
use crate::model::{Millis, Thing};
use crate::text::counted;
use crossterm::event::KeyEvent;

/// Milliseconds until it is said: most answers are there before.
const UNSAID: Millis = 160;

/// What becomes of a key while something is awaited.
pub(super) enum Held {
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
        let now = self.now;
        let new = || Awaited { what: what.into(), since: now, reads: Vec::new(), struck: Vec::new() };
        self.awaited.get_or_insert_with(new).reads.push(pending);
    }

    /// Whether an answer is one of those that are awaited to be opened.
    pub(super) fn awaits(&self, answer: &Answer) -> bool {
        let read = Pending::Read(answer.read());
        self.awaited.as_ref().is_some_and(|awaited| awaited.reads.contains(&read))
    }

    /// What is said of it, once it has taken long enough to be seen.
    pub fn awaited_line(&self) -> Option<String> {
        let awaited = self.awaited.as_ref().filter(|awaited| self.now - awaited.since >= UNSAID)?;
        let waiting = match awaited.struck.len() {
            0 => String::new(),
            n => format!(" · {}", counted(n, "key waits", "keys wait")),
        };
        let leave = self.keymap.fill("{cancel} leaves it", Context::Prompt);
        Some(format!("Reading {} … · {leave}{waiting}", awaited.what))
    }

    /// Keeps a key until what is awaited is there.
    pub(super) fn hold(&mut self, key: KeyEvent) -> Held {
        match self.keymap.command(Chord::of(key), Context::Prompt) {
            Some(Id::Cancel | Id::Quit) => return Held::GivesUp,
            Some(id @ (Id::Suspend | Id::Redraw)) => return Held::Runs(id),
            Some(_) | None => {}
        }
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Key(key));
        }
        Held::Waits
    }

    /// Keeps a pasted text likewise; false where nothing is awaited.
    pub(super) fn hold_paste(&mut self, text: &str) -> bool {
        if let Some(awaited) = &mut self.awaited {
            awaited.struck.push(Struck::Paste(text.to_owned()));
        }
        self.awaited.is_some()
    }

    /// Nobody waits for it any more: what is still to come is not wanted.
    pub(super) fn give_up_awaited(&mut self) {
        if let Some(awaited) = self.awaited.take() {
            self.requests.forget(|pending| awaited.reads.contains(pending));
            let reads = |thing: &Thing| awaited.reads.contains(&Pending::Read(Read::Whole(thing.clone())));
            self.gathering.take_if(|all| all.things.iter().any(|one| reads(&one.thing)));
            self.switching.gathering = None;
        }
    }

    /// What was struck, once all has come.
    pub(super) fn struck_for_it(&mut self) -> Option<Vec<Struck>> {
        let requests = &self.requests;
        let has_come = |awaited: &mut Awaited| !awaited.reads.iter().any(|read| requests.is_pending(read));
        self.awaited.take_if(has_come).map(|awaited| awaited.struck)
    }
}
