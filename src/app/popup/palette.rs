//! The command palette: what is typed, what it may mean, and which of that is selected.

use super::action::{Action, Switch};
use crate::app::command::Id;
use crate::app::form::Subject;
use crate::app::intent::Intent;
use crate::app::listing::Listing;
use crate::model::{RuleKey, Thing, ThingKind};

/// The command palette: what is typed, what that may mean, and which of it is selected.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: tui_input::Input,
    /// What it may mean, best first.
    pub entries: Vec<PaletteEntry>,
    /// The selected row.
    pub selected: usize,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteEntry {
    /// What is typed for it.
    pub text: String,
    /// What it does, or why it cannot be done now.
    pub note: String,
    /// Other words that it is found by, and that are not shown.
    pub also: String,
    /// Its keys on the visible screen.
    pub keys: String,
    /// It can be done now.
    pub enabled: bool,
    /// What happens.
    pub(in crate::app) meaning: Meaning,
}

/// What a typed text means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Meaning {
    Command(Id),
    /// The word wants an argument: it is completed and the arguments are shown.
    Argument(Word),
    Buses,
    Rules,
    Workbench,
    /// The IAM policies.
    Policies,
    Listing(Listing),
    /// One of what is listed, described.
    Described(Listing, Thing),
    Bus(String),
    Rule(RuleKey),
    Switch(Switch),
    /// A choice of the menu that a command opens.
    Choice(Id, MenuChoice),
    /// A name as it was typed, which nothing of that kind has.
    Unknown(Word, String),
}

impl PaletteEntry {
    /// Whether what is said of it is a sentence of ours, and not what people have written or names of things.
    pub fn has_sentence(&self) -> bool {
        match self.meaning {
            Meaning::Command(_)
            | Meaning::Argument(_)
            | Meaning::Buses
            | Meaning::Rules
            | Meaning::Workbench
            | Meaning::Policies
            | Meaning::Listing(_)
            | Meaning::Choice(..)
            | Meaning::Unknown(..) => true,
            Meaning::Described(..) | Meaning::Bus(_) | Meaning::Rule(_) | Meaning::Switch(_) => false,
        }
    }
}

/// A choice of a menu that is found by a word of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MenuChoice {
    Change(Intent),
    /// What was changed of it here.
    Past,
    New(ThingKind),
}

impl MenuChoice {
    /// Whether an item of a menu is this.
    pub(in crate::app) fn is(&self, action: &Action) -> bool {
        match self {
            Self::Change(wanted) => matches!(action, Action::Intend(intent, _) if intent == wanted),
            Self::Past => matches!(action, Action::Past(_)),
            Self::New(kind) => {
                matches!(action, Action::Fill(form) if form.subject == Subject::New(*kind))
            }
        }
    }
}

/// Declares each word once: the word itself, what follows it, and what it does.
macro_rules! words {
    ($($word:ident($text:literal, $note:literal)),+ $(,)?) => {
        /// A word that takes an argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Word {
            $($word),+
        }

        impl Word {
            /// All of them.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$word),+];

            /// The word itself.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$word => $text),+
                }
            }

            /// What follows it and what it does.
            pub fn note(self) -> &'static str {
                match self {
                    $(Self::$word => $note),+
                }
            }
        }
    };
}

words! {
    Bus("bus", "NAME: go to a bus"),
    Rule("rule", "NAME: go to a rule, on whichever bus"),
    Archive("archive", "NAME: describe an archive"),
    Replay("replay", "NAME: describe a replay, with how far it is"),
    Connection("connection", "NAME: describe a connection, with its authorization"),
    Destination("destination", "NAME: describe an API destination"),
    Profile("profile", "NAME: switch to another profile, or - to none"),
    Region("region", "NAME: switch to another region"),
}

impl Word {
    /// The listing that has what it names.
    pub fn listing(self) -> Option<Listing> {
        match self {
            Self::Archive => Some(Listing::Archives),
            Self::Replay => Some(Listing::Replays),
            Self::Connection => Some(Listing::Connections),
            Self::Destination => Some(Listing::ApiDestinations),
            Self::Bus | Self::Rule | Self::Profile | Self::Region => None,
        }
    }
}

impl Palette {
    pub(in crate::app) fn step(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.entries.len().saturating_sub(1));
    }

    pub(in crate::app) fn paste(&mut self, text: &str) {
        for c in text.chars().filter(|c| !crate::text::is_unsafe(*c)) {
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
        self.selected = 0;
    }

    pub(in crate::app) fn complete(&mut self) {
        // A name that nothing has cannot be completed; the nearest name can.
        let known = |entry: &&PaletteEntry| !matches!(entry.meaning, Meaning::Unknown(..));
        if let Some(entry) = self.entries.iter().skip(self.selected).find(known) {
            let blank = if matches!(entry.meaning, Meaning::Argument(_)) { " " } else { "" };
            self.input = tui_input::Input::new(format!("{}{blank}", entry.text));
            self.selected = 0;
        }
    }
}
