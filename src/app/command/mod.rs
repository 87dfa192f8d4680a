//! Every command is one row in one table: dispatch, the footer, the help screen, the palette, the user's key
//! configuration and the README's key table are all derived from it.
//!
//! The table is words and keys alone. Whether a command can be run, and what it does, is for the screen to
//! answer that it belongs to (`handler`).

mod context;
mod editing;
mod table;

#[cfg(test)]
mod tests;

pub use context::Context;
pub use editing::HOW_TO_SELECT;
pub use table::{Command, Id, TABLE};

impl Id {
    /// True for what only moves about: nobody looks for that by name.
    pub fn only_moves(self) -> bool {
        const PANES: [Id; 4] = [Id::NextPane, Id::PrevPane, Id::Left, Id::Right];
        Move::of(self).is_some() || PANES.contains(&self)
    }

    /// Its rank in the footer while rows are marked: what takes all of them comes first.
    pub(super) fn rank_for_marks(self) -> u8 {
        const RANKS: [Id; 10] = [
            Id::Toggle,
            Id::Change,
            Id::Delete,
            Id::Copy,
            Id::Mark,
            Id::Back,
            Id::Help,
            Id::Json,
            Id::MarkAll,
            Id::Filter,
        ];
        RANKS.iter().position(|id| *id == self).and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
    }
}

/// A movement in a list or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Move {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
}

impl Move {
    /// The movement that a command is; nothing when it moves nothing.
    pub fn of(id: Id) -> Option<Self> {
        const ALL: [(Id, Move); 8] = [
            (Id::Up, Move::Up),
            (Id::Down, Move::Down),
            (Id::Top, Move::Top),
            (Id::Bottom, Move::Bottom),
            (Id::PageUp, Move::PageUp),
            (Id::PageDown, Move::PageDown),
            (Id::HalfUp, Move::HalfUp),
            (Id::HalfDown, Move::HalfDown),
        ];
        ALL.iter().find(|(command, _)| *command == id).map(|(_, movement)| *movement)
    }

    /// How many lines it moves through a window of that height; far more than there are for the first and
    /// last line.
    pub fn lines(self, height: usize) -> isize {
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        let half = isize::try_from((height / 2).max(1)).unwrap_or(isize::MAX);
        match self {
            Self::Up => -1,
            Self::Down => 1,
            Self::PageUp => -page,
            Self::PageDown => page,
            Self::HalfUp => -half,
            Self::HalfDown => half,
            Self::Top => isize::MIN / 2,
            Self::Bottom => isize::MAX / 2,
        }
    }
}

/// Why a command cannot be used right now, in words for the operator.
pub type Reason = String;

impl Command {
    /// The row of the command that is called so.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.name == name)
    }

    /// The row of a command.
    pub fn of(id: Id) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.id == id)
    }
}
