//! What a choice in a popup does.

use super::choice::Choice;
use crate::app::command::Id;
use crate::app::form::Form;
use crate::app::given_pattern::GivenPattern;
use crate::app::intent::Intent;
use crate::model::bus_log::BusLogOf;
use crate::model::{Arn, RuleKey, Thing, Undoable};

/// What a choice does.
#[derive(Debug)]
pub enum Action {
    /// Copy this text.
    Copy {
        /// What it is, for the notice.
        what: String,
        /// The text.
        text: String,
    },
    /// Write this text into a new file.
    Save {
        /// Where, relative to the working directory.
        path: String,
        /// The text.
        text: String,
    },
    /// Answer a question of the visible screen: handed to it.
    Choose(Choice),
    /// Switch to another profile or region.
    Switch(Switch),
    /// Show this text to be read.
    Read {
        /// The heading.
        title: String,
        /// The text.
        text: String,
    },
    /// Do this with a thing, once all of it has been read.
    Intend(Intent, Vec<Thing>),
    /// List what was changed of a thing here.
    Past(Thing),
    /// Fill in a form.
    Fill(Box<Form>),
    /// Try a pattern of a file in the workbench.
    Try(GivenPattern),
    /// Take these changes back, which were made together; asked first.
    TakeBack(Vec<Undoable>),
    /// Go to this rule in the browse screen.
    Goto(RuleKey),
    /// Run a command.
    Run(Id),
    /// Open the command palette with this typed already.
    Type(String),
    /// Go to what a rule leads to, or show it.
    Follow(RuleKey, Arn),
    /// Show what a bus's log has of this.
    BusLog(BusLogOf),
    /// Delete these saved events, by their names.
    DeleteEvents(Vec<String>),
    /// Quit the program, unsaved edits kept as drafts.
    Quit,
    /// Nothing: the popup closes.
    Nothing,
}

/// What to switch to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Switch {
    /// A profile, with the region that it brings.
    Profile(String),
    /// No profile: the credentials and region of the environment.
    Environment,
    /// A region, with the profile that is in use.
    Region(String),
}
