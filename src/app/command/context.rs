//! Where keys can be pressed, and what help says there beneath them.

use super::editing;

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
            Self::Form => editing::FORM,
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
