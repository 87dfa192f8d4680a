//! What can lie over a screen.

use super::confirm::Confirm;
use super::screen::Screen;

/// A popup.
#[derive(Debug)]
pub enum Popup {
    /// The question before a write.
    Confirm(Confirm),
    /// The keys of this screen.
    Help(HelpState),
    /// The command palette.
    Palette(Palette),
    /// A choice among a few things, each with its key, such as what to copy.
    Menu(Menu),
    /// A sentence to be read, such as an error in full.
    Message {
        /// The heading.
        title: String,
        /// The text.
        text: String,
    },
}

/// The help screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpState {
    /// First line shown.
    pub scroll: u16,
}

/// The command palette: what is typed and which row is selected.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: tui_input::Input,
    /// The selected row.
    pub selected: usize,
}

/// A choice among a few things.
#[derive(Debug)]
pub struct Menu {
    /// The heading.
    pub title: String,
    /// The choices.
    pub items: Vec<MenuItem>,
    /// The selected one.
    pub selected: usize,
}

/// One choice.
#[derive(Debug)]
pub struct MenuItem {
    /// The key that picks it.
    pub key: char,
    /// What it does.
    pub label: String,
    /// What happens.
    pub action: Action,
}

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
    /// Open this screen over the present one.
    Show(Box<Screen>),
    /// Answer the workbench's question: handed to `Screen::choose` of the visible screen.
    Choose(super::screen::workbench::Choice),
    /// Leave the present screen, giving up what is not saved.
    Leave,
    /// Leave the present screen; the edit stays as a draft.
    LeaveKeepingDraft,
    /// Quit the program, unsaved edits kept as drafts.
    Quit,
    /// Nothing: the popup closes.
    Nothing,
}

use super::effect::Effect;
use super::model::Model;
use crossterm::event::KeyEvent;

/// A key while a popup is open.
pub(super) fn on_key(model: &mut Model, _: KeyEvent, _: &mut Vec<Effect>) {
    model.popup = None;
}

/// The question before quitting with an edit that is not saved.
pub(super) fn quit_question() -> Popup {
    Popup::Menu(Menu {
        title: "Quit with an unsaved edit?".into(),
        items: vec![
            MenuItem { key: 'q', label: "quit; the edit is kept as a draft".into(), action: Action::Quit },
            MenuItem { key: 'b', label: "back to the edit".into(), action: Action::Nothing },
        ],
        selected: 0,
    })
}
