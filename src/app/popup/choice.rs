//! Answers to the questions of screens: each is for the screen that asked.

/// An answer to a question of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// To one of the workbench's.
    Workbench(WorkbenchChoice),
    /// To one of a form's.
    Form(FormChoice),
    /// What the selected row of a listing leads to, by its place there.
    Lead(usize),
    /// An event that was looked up by its id, by its place among those.
    LookedUp(usize),
    /// An event of the library, for a screen that tries events.
    Event(LibraryEvent),
}

/// An answer to a question of the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkbenchChoice {
    /// Start from what the account holds; the draft goes.
    TakeAccount,
    /// Save, and leave once it is saved.
    SaveAndLeave,
    /// Leave; the edit stays as a draft.
    LeaveDraft,
    /// Leave; the edit goes.
    Discard,
    /// The account's newer pattern becomes what the edit is compared with; the text stays.
    Rebase,
    /// Put the case into the suite, and with true the pattern too.
    Case(bool),
}

/// An answer to a question of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormChoice {
    /// Leave; what is typed stays as a draft.
    LeaveDraft,
    /// Leave; what is typed goes.
    Discard,
    /// Save the event in the place of the one that has its name.
    ReplaceEvent,
}

/// An event of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LibraryEvent {
    /// A saved event, by its place among them.
    Saved(usize),
    /// An event of the samples, by its place there.
    Sample(usize),
    /// An event of this kind, by its place in the catalogue.
    Kind(usize),
    /// One that was edited in the workbench, by its place among those that are tried there.
    Edited(usize),
}
