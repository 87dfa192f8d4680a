//! What a screen says of itself and asks for: its title, another screen over it, going back, a popup. Plain
//! data, so that no screen knows another one; who builds and stacks the screens is above them.

use super::carried_events::CarriedEvents;
use super::form::Form;
use super::given_pattern::GivenPattern;
use super::intent::Intent;
use super::listing::Listing;
use super::popup::Popup;
use crate::diagnose::Expected;
use crate::model::{RuleKey, Thing};
use std::sync::Arc;

/// What a screen wants to happen to the stack after it has handled something.
#[derive(Debug, Default)]
#[allow(clippy::large_enum_variant, reason = "there are a handful of them at any time")]
pub enum Step {
    /// Nothing.
    #[default]
    Stay,
    /// Another screen over this one.
    Open(Open),
    /// Back to the screen below; on the first screen, quit.
    Pop,
    /// A popup over this screen.
    Popup(Popup),
    /// To a bus on the first screen, by its name.
    Bus(String),
    /// Back to the screen below, which takes this pattern.
    Hand(String),
    /// Back to the screen below, and on from there with what is meant to be done with a thing.
    PopTo(Intent, Thing),
    /// A text on the clipboard.
    Copy {
        /// What it is, in words.
        what: &'static str,
        /// The text.
        text: String,
    },
}

/// A screen to be opened.
#[derive(Clone, Debug)]
pub enum Open {
    /// The live tail of a rule.
    Tail(RuleKey),
    /// The workbench: on a rule, on captured events, on both, or on neither.
    Workbench {
        /// The rule whose pattern is edited.
        rule: Option<RuleKey>,
        /// The events that are taken along.
        captured: Option<CarriedEvents>,
    },
    /// The workbench on a pattern of a file.
    Try(GivenPattern),
    /// The workbench on the pattern of a form, which takes it back.
    OfForm(FormPattern),
    /// Why a rule does not fire.
    Why {
        /// The rule.
        rule: RuleKey,
        /// The event that should have made it fire, where there is one.
        event: Option<Expected>,
    },
    /// Which rules of a bus take an event.
    Which {
        /// The bus, by name.
        bus: String,
        /// The rule to begin with.
        rule: Option<String>,
        /// The event.
        event: Expected,
    },
    /// A text as raw JSON.
    Json {
        /// What it is of.
        title: String,
        /// The text.
        text: String,
    },
    /// One of the plain listings.
    Listing(Listing),
    /// A listing with one of its things described.
    Described(Listing, Thing),
    /// A form to be filled in.
    Form(Box<Form>),
}

/// The pattern of a form, to be edited in the workbench.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormPattern {
    /// What the form makes, as its heading has it.
    pub form: String,
    /// What tells the form from others.
    pub key: String,
    /// The pattern as it stands in the form.
    pub pattern: String,
    /// The event that the form is tried on.
    pub event: Option<Arc<str>>,
}

/// What the top line says of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Where we are, from the outside in, with ` › ` between.
    pub place: String,
    /// Counts and progress, for the right end.
    pub counts: String,
}

/// What of a list is not as it is at first, and what `back` takes away before it leaves: the first of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowed {
    /// Rows are marked.
    Marks,
    /// A filter is on.
    Filter,
    /// Only rows with a problem are shown.
    Problems,
}

/// What `back` is called where it ends a search.
pub(super) const CLEAR_SEARCH: &str = "clear search";

/// Whether `back`, called so, takes away a search or what narrows the rows, and stays on the screen.
pub(super) fn takes_away(title: &str) -> bool {
    [CLEAR_SEARCH, Narrowed::Filter.back_title(), Narrowed::Problems.back_title()].contains(&title)
}

impl Narrowed {
    /// What `back` is called while this is so.
    pub(super) fn back_title(self) -> &'static str {
        match self {
            Self::Marks => "unmark",
            Self::Filter => "clear filter",
            Self::Problems => "show all",
        }
    }
}
