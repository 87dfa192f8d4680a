//! The visible screen and what it shares: which commands can be run right now, what they are called, and
//! which of them the footer shows.

use super::app_command::AppCommand;
use super::command::{Command, Context, Id, Reason, TABLE};
use super::screen::Screen;
use super::shared::Shared;
use super::step::takes_away;

/// Commands the footer shows at most, as far as there is room.
fn most(context: Context) -> usize {
    // What changes and deletes a rule stands behind what reads it.
    if context == Context::Browse { 11 } else { 8 }
}

/// The rank behind the command that comes first.
const SECOND: u8 = 2;

/// The visible screen and what it shares with the others.
#[derive(Clone, Copy)]
pub struct Visible<'a> {
    /// What the screens share.
    pub shared: &'a Shared,
    /// The visible one.
    pub screen: &'a Screen,
}

impl Visible<'_> {
    /// The context its keys belong to.
    pub fn context(&self) -> Context {
        self.screen.context()
    }

    /// Whether a command can be run now.
    ///
    /// # Errors
    /// The reason why not, in words for the operator.
    pub fn can(&self, id: Id) -> Result<(), Reason> {
        let row = Command::of(id);
        // Writes are refused in one more place, the executor's gate; here the operator hears it at once.
        if row.is_some_and(|row| row.writes) && !self.screen.is_of_our_files(id) {
            self.shared.session.writable()?;
        }
        if let Some(command) = AppCommand::of(id, self.shared) {
            let nothing = command == AppCommand::ReadMessages
                && self.shared.alerts.is_empty()
                && self.shared.acknowledged.is_empty()
                && self.screen.message_in_full(self.shared).is_none();
            return if nothing { Err("no messages: nothing went wrong".into()) } else { Ok(()) };
        }
        self.screen.can(id, self.shared).unwrap_or_else(|| {
            Err(format!("{} is not a command of this screen", row.map_or("this", |row| row.name)))
        })
    }

    /// What a command is called on the screen right now: what filters a list searches a text, and what takes
    /// the marked rows says how many.
    pub fn title(&self, row: &Command) -> String {
        let own = match AppCommand::of(row.id, self.shared) {
            Some(_) => None,
            None => self.screen.title_of(row.id, self.shared),
        };
        own.unwrap_or_else(|| row.title.to_owned())
    }

    /// The commands that matter most right now, help last: what the footer shows.
    pub fn footer(&self) -> Vec<&'static Command> {
        let context = self.context();
        let nowhere = self.can(Id::Back).is_err();
        let marked = self.screen.marked_count() > 0;
        // Where it takes away a search or a filter, that is looked for: one has just been made.
        let clears = !marked
            && AppCommand::of(Id::Back, self.shared).is_none()
            && self.screen.title_of(Id::Back, self.shared).is_some_and(|title| takes_away(&title));
        let rank = |row: &Command| {
            if row.id == Id::Back && clears {
                SECOND
            } else if marked {
                row.id.rank_for_marks()
            } else {
                self.screen.rank_of(row.id).unwrap_or_else(|| row.rank_in(context))
            }
        };
        let shown = |row: &&Command| {
            let leads_out = row.id != Id::BackOrQuit || nowhere;
            rank(row) > 0 && row.contexts.contains(&context) && leads_out && self.can(row.id).is_ok()
        };
        let mut rows: Vec<_> = TABLE.iter().filter(shown).collect();
        rows.sort_by_key(|row| rank(row));
        let help = rows.iter().position(|row| row.id == Id::Help).map(|at| rows.remove(at));
        rows.truncate(most(context) - usize::from(help.is_some()));
        rows.extend(help);
        rows
    }
}
