//! Files of our own, by the XDG Base Directory specification on every Unix: the configuration, and under the
//! state directory the drafts of edits, the states rules had before they were disabled, events that were sent
//! or saved, and the log.
//!
//! A file is written whole under another name and renamed into place, so that a crash leaves the old one or
//! the new one; records (`undo.jsonl`, `sent.jsonl`) and the log are added to in place, records line by line
//! under a lock. What is damaged all the same is said, set aside where we would write over it, and used as
//! far as it can be read. Directories are closed to others, and links in them are not followed. A home that
//! cannot be written takes nothing away but what had to be kept there, and the operator is told. What the
//! settings mean to the screen is `app`'s.

mod drafts;
mod file;
mod lines;
mod log;
mod rule_states;
mod salvage;
mod saved_events;
mod sent;
mod settings;
mod undo;

pub use drafts::{DraftKey, Drafts, FoundDraft};
pub use file::close_to_others;
pub(crate) use file::{read_at_most, replace_whole};
pub use log::start as start_log;
pub use rule_states::{Remembered, RuleStates};
pub use saved_events::SavedEvents;
pub use sent::SentLog;
pub use settings::Settings;
pub use undo::{Claim, Claimed, UndoLog};

use etcetera::base_strategy::{BaseStrategy, Xdg};
use std::path::PathBuf;

/// Where our files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// `$XDG_CONFIG_HOME/buslens`, else `~/.config/buslens`.
    pub config: PathBuf,
    /// `$XDG_STATE_HOME/buslens`, else `~/.local/state/buslens`.
    pub state: PathBuf,
}

impl Places {
    /// The places of this user; `None` when the user has no home.
    pub fn find() -> Option<Self> {
        let xdg = Xdg::new().ok()?;
        Some(Self { config: xdg.config_dir().join("buslens"), state: xdg.state_dir()?.join("buslens") })
    }

    /// The configuration file.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}
