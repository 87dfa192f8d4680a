//! Every command is one row in one table: dispatch, the footer, the help screen, the palette, the user's key
//! configuration and the README's key table are all derived from it.
//!
//! The table is words and keys alone. Whether a command can be run, and what it does, is for the screen to
//! answer that it belongs to (`handler`).

mod editing;
mod table;

#[cfg(test)]
mod tests;

pub use table::{Id, TABLE};

/// Where a key can be pressed. In *list* contexts plain letters command; in *text* contexts they type, and
/// only ctrl, alt and function keys command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The buses, rules and detail panes.
    Browse,
    /// The live tail's list.
    Tail,
    /// An event as a folding tree.
    Event,
    /// The workbench: a text context.
    Workbench,
    /// Raw JSON.
    Json,
    /// A plain listing (archives, connections, …).
    Listing,
    /// A form being filled in: a text context.
    Form,
    /// Why a rule does not fire.
    Why,
    /// Which rules take an event.
    Which,
    /// The question before a write.
    Question,
    /// A menu of choices.
    Menu,
    /// A text to be read, help among them.
    Reading,
    /// The command palette: a text context.
    Palette,
    /// A line being typed at the bottom: a text context.
    Prompt,
    /// The list of completions in the workbench: a text context.
    Completion,
}

impl Context {
    /// All contexts, in the order help shows them.
    pub const ALL: [Self; 15] = [
        Self::Browse,
        Self::Tail,
        Self::Event,
        Self::Workbench,
        Self::Json,
        Self::Listing,
        Self::Form,
        Self::Why,
        Self::Which,
        Self::Question,
        Self::Menu,
        Self::Reading,
        Self::Palette,
        Self::Prompt,
        Self::Completion,
    ];

    /// The heading in help and README.
    pub fn title(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Tail => "Live tail",
            Self::Event => "Event",
            Self::Workbench => "Workbench",
            Self::Json => "Raw JSON",
            Self::Listing => "Listing",
            Self::Form => "Form",
            Self::Why => "Why",
            Self::Which => "Which rules",
            Self::Question => "Question",
            Self::Menu => "Menu",
            Self::Reading => "Text to read",
            Self::Palette => "Command palette",
            Self::Prompt => "Line being typed",
            Self::Completion => "Completions",
        }
    }

    /// What help says beneath the keys; `{command}` stands for the key of a command.
    pub fn notes(self) -> &'static [&'static str] {
        const MOUSE: &str = "The wheel scrolls what is under the pointer; a click selects, or presses a button; a double click opens.";
        match self {
            Self::Browse | Self::Listing => &[
                "Filter: of each word, the letters must occur in the name in that order (`ord` finds \
                    orders-audit), or the",
                "whole word in the row's other texts: state, kind, description, pattern, targets' kinds and ARNs, \
                    tags.",
                "`!word` leaves out what contains it.",
                "The best match comes first while the rows are sorted by name. {back} takes the filter away.",
                MOUSE,
            ],
            Self::Tail => &[
                "Filter: each word must stand somewhere in the event, small letters or capitals; `!word` \
                    leaves out the",
                "events that contain it. A time is the event's own; `~` marks the log's, where an event has \
                    none.",
                MOUSE,
            ],
            Self::Event | Self::Json | Self::Which => &[MOUSE],
            Self::Workbench => editing::EDITING,
            Self::Why => &[
                "A rung is ok, a fault (surely keeps events from arriving), suspect (may be the cause), or cannot \
                    be seen,",
                "and then the permission that would show it is named. Only reading calls are made.",
                MOUSE,
            ],
            Self::Form => &[
                "The arrows move from field to field; in a field with several lines, from line to line first.",
                "What is typed is kept when the form is left, and over the program's end; a secret is not.",
                "Page up and page down scroll what is said about the field and the event.",
            ],
            Self::Question | Self::Menu | Self::Reading | Self::Palette | Self::Prompt | Self::Completion => {
                &[]
            }
        }
    }

    /// True where plain letters type.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Workbench | Self::Form | Self::Palette | Self::Prompt | Self::Completion)
    }
}

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
    /// The movement that a command is; nothing when it is none.
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

/// A row of the table.
pub struct Command {
    /// The command.
    pub id: Id,
    /// Its name in the key configuration and the palette, such as `toggle`.
    pub name: &'static str,
    /// Two or three words for the footer.
    pub title: &'static str,
    /// One sentence for help; `{command}` stands for the key of a command.
    pub help: &'static str,
    /// Where it can be used.
    pub contexts: &'static [Context],
    /// Default keys in list contexts, in the notation of [`super::keymap::Chord`].
    pub keys: &'static [&'static str],
    /// Default keys in text contexts.
    pub text_keys: &'static [&'static str],
    /// Rank in the footer: 0 is not shown, 1 comes first.
    pub footer: u8,
    /// The same in contexts where it is another one.
    pub footer_in: &'static [(Context, u8)],
    /// Other words that the palette finds it by.
    pub also: &'static str,
    /// Changes the account, so read-only mode takes it out of footer and palette.
    pub writes: bool,
}

impl Command {
    /// Its rank in the footer of a context.
    pub(super) fn rank_in(&self, context: Context) -> u8 {
        self.footer_in.iter().find(|(other, _)| *other == context).map_or(self.footer, |(_, rank)| *rank)
    }

    /// The row of the command that is called so.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.name == name)
    }

    /// The row of a command.
    pub fn of(id: Id) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.id == id)
    }
}
