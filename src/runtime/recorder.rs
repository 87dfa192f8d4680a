//! `--record FILE`: what `update` saw, in the order it saw it, one JSON object a line, each written out at
//! once.
//!
//! The first line holds what the state began from, so that [`super::replay`] shows the same screens.
//! Credentials are never messages, so they are never here; what the account holds is, and so are the bodies
//! of events, which the first line says. `--record-no-bodies` leaves those out. The file is its owner's alone
//! (mode 0600).

use crate::app::model::Start;
use crate::app::read::Answer;
use crate::app::shared::Level;
use crate::app::write::WriteOutcome;
use crate::app::{Message, Model, Stamped};
use crate::config::Settings;
use crate::model::{LogEvent, Millis, Session, TailUpdate};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The format's number, the value of `buslens` in the first line.
pub const FORMAT: u32 = 2;

/// Whether the bodies of events are in a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bodies {
    /// They are: what the tail showed, what was pasted, files of events that were opened.
    #[default]
    #[serde(rename = "are in this file")]
    Held,
    /// `--record-no-bodies`: a word stands in their place, and a `*` for each character that was typed into
    /// one.
    #[serde(rename = "left out")]
    LeftOut,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub buslens: u32,
    /// Said at the beginning, for whoever is about to hand the file on.
    #[serde(default)]
    pub event_bodies: Bodies,
    /// The terminal's size in columns and rows.
    pub size: (u16, u16),
    /// When it began.
    pub now: Millis,
    /// What was known of the account.
    pub session: Session,
    /// The operator's own keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The local offset from UTC in seconds.
    pub local_offset: i32,
    /// Times in UTC.
    pub utc: bool,
    /// What is told at the start, such as faults of the configuration.
    pub notice: Option<(Level, String)>,
}

impl Header {
    /// Of an explorer without keys of its own, that shows events and tells nothing at the start, on a machine
    /// whose time is UTC.
    pub fn new(size: (u16, u16), now: Millis, session: Session) -> Self {
        Self {
            buslens: FORMAT,
            event_bodies: Bodies::Held,
            size,
            now,
            session,
            keys: BTreeMap::new(),
            local_offset: 0,
            utc: false,
            notice: None,
        }
    }

    /// The state this recording began from.
    pub fn model(&self) -> crate::app::Model {
        let mut model = crate::app::Model::new(Start {
            size: self.size,
            now: self.now,
            session: self.session.clone(),
            keymap: Settings::keymap_of(&self.keys),
            local_offset: self.local_offset,
        });
        model.shared.utc = self.utc;
        if let Some((level, text)) = &self.notice {
            match level {
                Level::Problem => model.shared.alert("The configuration has faults", text.clone()),
                Level::Info | Level::Done => model.shared.notify(*level, text.clone()),
            }
        }
        model
    }
}

/// An open recording.
#[derive(Debug)]
pub struct Recorder {
    file: File,
    bodies: Bodies,
}

impl Recorder {
    /// Begins a recording in a new file.
    ///
    /// Errors: the file exists, or cannot be made.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut recorder = Self { file, bodies: header.event_bodies };
        recorder.line(header)?;
        Ok(recorder)
    }

    /// Adds a message.
    pub fn write(&mut self, message: &Stamped) -> io::Result<()> {
        match self.bodies {
            Bodies::Held => self.line(message),
            Bodies::LeftOut => self.line(&without_bodies(message.clone())),
        }
    }

    /// Adds a message that comes next for that state, without what nobody else is to see of it.
    pub fn write_for(&mut self, model: &Model, message: &Stamped) -> io::Result<()> {
        if model.takes_secrets() {
            self.write_hidden(message)
        } else if model.takes_event() {
            self.write_of_event(message)
        } else {
            self.write(message)
        }
    }

    /// Adds a message that comes while a secret is typed: that something was typed, and not what.
    fn write_hidden(&mut self, message: &Stamped) -> io::Result<()> {
        let mut hidden = message.clone();
        if let Holds::Typed(typed) = Holds::of(&mut hidden.message) {
            typed.hide();
        }
        self.write(&hidden)
    }

    /// Adds a message that comes while an event is written: where bodies are left out, not what was typed
    /// into it.
    fn write_of_event(&mut self, message: &Stamped) -> io::Result<()> {
        if let (Bodies::LeftOut, Message::Key(key)) = (self.bodies, &message.message)
            && types(*key)
        {
            return self.write_hidden(message);
        }
        self.write(message)
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

/// Whether the key puts a character into a text: the editors take one with ctrl and alt together as `AltGr`.
fn types(key: KeyEvent) -> bool {
    let alone = key.modifiers.contains(KeyModifiers::CONTROL) == key.modifiers.contains(KeyModifiers::ALT);
    matches!(key.code, KeyCode::Char(_)) && alone
}

/// What stands for a character of a secret.
const HIDDEN: char = '*';

/// What stands for a body.
const LEFT_OUT: &str = "left out by --record-no-bodies";

/// What of a message nobody else may be meant to see.
enum Holds<'m> {
    /// What was typed or pasted.
    Typed(Typed<'m>),
    /// A text that is an event, or may be.
    Event(&'m mut String),
    Events(&'m mut Vec<LogEvent>),
    Answer(&'m mut Answer),
    Nothing,
}

/// What the operator typed.
enum Typed<'m> {
    Key(&'m mut KeyEvent),
    Paste(&'m mut String),
}

impl Typed<'_> {
    /// Puts something else in the place of each character.
    fn hide(self) {
        match self {
            Self::Key(key) => {
                if let KeyCode::Char(c) = &mut key.code {
                    *c = HIDDEN;
                }
            }
            Self::Paste(text) => *text = text.chars().map(|_| HIDDEN).collect(),
        }
    }
}

impl<'m> Holds<'m> {
    /// Each message is named, so that a new one is thought of.
    fn of(message: &'m mut Message) -> Self {
        match message {
            Message::Key(key) => Self::Typed(Typed::Key(key)),
            Message::Paste(text) => Self::Typed(Typed::Paste(text)),
            Message::Tail { update: TailUpdate::Events { events, .. }, .. } => Self::Events(events),
            Message::EventSaved { saved: Some(event), .. } => Self::Event(&mut event.text),
            Message::EditedOutside(Ok(text)) => Self::Event(text),
            Message::Written { outcome: WriteOutcome::Sent(entry, _), .. } => Self::Event(&mut entry.detail),
            Message::Answer { answer, .. } => Self::Answer(answer),
            Message::Tail { .. }
            | Message::Mouse(_)
            | Message::Resize(..)
            | Message::Tick
            | Message::Notice { .. }
            | Message::TapGone { .. }
            | Message::Told { .. }
            | Message::Connected { .. }
            | Message::Judged { .. }
            | Message::Written { .. }
            | Message::ProbeStage { .. }
            | Message::Copied { .. }
            | Message::EditedOutside(Err(_))
            | Message::Given(_)
            | Message::EventSaved { saved: None, .. }
            | Message::FileSaved { .. } => Self::Nothing,
        }
    }
}

/// The message with a word in place of every text that holds, or may hold, an event.
fn without_bodies(mut stamped: Stamped) -> Stamped {
    match Holds::of(&mut stamped.message) {
        Holds::Events(events) => {
            for event in events {
                LEFT_OUT.clone_into(&mut event.message);
            }
        }
        Holds::Event(text) | Holds::Typed(Typed::Paste(text)) => LEFT_OUT.clone_into(text),
        Holds::Answer(answer) => answer.leave_out_events(LEFT_OUT),
        Holds::Typed(Typed::Key(_)) | Holds::Nothing => {}
    }
    stamped
}

#[cfg(test)]
mod tests;
