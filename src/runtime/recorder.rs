//! `--record FILE`: what `update` saw, in the order it saw it, one JSON object a line, each written out at
//! once.
//!
//! The first line holds what the state began from, so that [`super::replay`] shows the same screens.
//! Credentials are never messages, so they are never here; what the account holds is, so the file is its
//! owner's alone (mode 0600).

use crate::app::Stamped;
use crate::app::model::Start;
use crate::app::shared::Level;
use crate::config::Settings;
use crate::model::{Millis, Session};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The format's number, the value of `buslens` in the first line.
pub const FORMAT: u32 = 2;

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub buslens: u32,
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
    /// The line shown at the start.
    pub notice: Option<(Level, String)>,
}

impl Header {
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
            model.shared.notify(*level, text.clone());
        }
        model
    }
}

/// An open recording.
#[derive(Debug)]
pub struct Recorder {
    file: File,
}

impl Recorder {
    /// Begins a recording in a new file.
    ///
    /// Errors: the file exists, or cannot be made.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let mut recorder = Self { file };
        recorder.line(header)?;
        Ok(recorder)
    }

    /// Adds a message.
    pub fn write(&mut self, message: &Stamped) -> io::Result<()> {
        self.line(message)
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}
