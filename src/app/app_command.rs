//! The commands that the app carries out itself, whatever the screen: help and palette, messages, calls, the
//! terminal, leaving the program. Some belong to the app only at times: `back` is the app's while an alert is
//! unread or a slow change can be cancelled, otherwise the screen's.

use super::command::Id;
use super::shared::Shared;

/// A command of the app's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AppCommand {
    /// Acknowledge the oldest alert.
    Acknowledge,
    /// Cancel the changes that take long.
    CancelChanges,
    /// Show all messages in full.
    ReadMessages,
    /// Connect again.
    Reconnect,
    /// Open help.
    Help,
    /// Open the palette.
    Palette,
    /// List the calls made to AWS.
    Calls,
    /// Suspend to the shell.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Leave the program.
    Quit,
}

/// A command, when the app carries it out, and what the app does with it.
type OfApp = (Id, fn(&Shared) -> bool, AppCommand);

/// Which commands are the app's, and when.
const ALL: &[OfApp] = &[
    (Id::Back, |shared| !shared.alerts.is_empty(), AppCommand::Acknowledge),
    (Id::Back, Shared::has_slow_changes, AppCommand::CancelChanges),
    (Id::Messages, |_| true, AppCommand::ReadMessages),
    (Id::Refresh, |shared| shared.connection.error().is_some(), AppCommand::Reconnect),
    (Id::Help, |_| true, AppCommand::Help),
    (Id::Palette, |_| true, AppCommand::Palette),
    (Id::Calls, |_| true, AppCommand::Calls),
    (Id::Suspend, |_| true, AppCommand::Suspend),
    (Id::Redraw, |_| true, AppCommand::Redraw),
    (Id::Quit, |_| true, AppCommand::Quit),
];

impl AppCommand {
    /// What the app itself does with a command right now; nothing when it is the screen's.
    pub(super) fn of(id: Id, shared: &Shared) -> Option<Self> {
        let (_, _, command) = ALL.iter().find(|(own, when, _)| *own == id && when(shared))?;
        Some(*command)
    }
}
