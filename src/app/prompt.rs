//! One line being typed at the bottom of the screen: a filter, a search.

use super::command::{Context, Id, Move};
use super::keymap::{Chord, Keymap};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

/// A line being typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is being typed, such as `filter`.
    pub label: &'static str,
    /// The line.
    pub input: Input,
    /// What the keys do, for the rest of the line.
    pub hint: String,
    /// The text is one that was there before: what is typed takes its place.
    pub is_offered: bool,
}

/// What a key did to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptOutcome {
    /// The text is another one now.
    Changed,
    /// The cursor moved, or nothing happened.
    Same,
    /// The text stands.
    Accepted,
    /// The text is given up; so it is when the last character of an empty line is to be deleted.
    Cancelled,
    /// What is typed is to be completed, where there is something to complete it with.
    Complete,
    /// A key that moves in the list beneath: for the screen to carry out.
    Move(Move),
}

/// What a key did to a text by which the rows of a list, or the places of a page, are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchKey {
    /// It is another one.
    By(String),
    /// It is given up: there is none.
    Nothing,
    /// It stays.
    Same,
    /// A key that moves in the list beneath.
    Move(Move),
}

/// Takes a key into a line in which it is typed what is looked for; the line is closed when it is over.
pub(super) fn search_key(line: &mut Option<Prompt>, key: KeyEvent, keymap: &Keymap) -> SearchKey {
    let Some(prompt) = line else { return SearchKey::Same };
    match prompt.key(key, keymap) {
        PromptOutcome::Changed => SearchKey::By(prompt.text().to_owned()),
        PromptOutcome::Same | PromptOutcome::Complete => SearchKey::Same,
        PromptOutcome::Accepted => {
            *line = None;
            SearchKey::Same
        }
        PromptOutcome::Cancelled => {
            *line = None;
            SearchKey::Nothing
        }
        PromptOutcome::Move(to) => SearchKey::Move(to),
    }
}

/// Pastes into such a line; gives what it says then.
pub(super) fn search_paste(line: &mut Option<Prompt>, text: &str) -> Option<String> {
    let prompt = line.as_mut()?;
    prompt.paste(text);
    Some(prompt.text().to_owned())
}

/// What commands do to the line, movements left out.
const COMMANDS: [(Id, PromptOutcome); 4] = [
    (Id::Accept, PromptOutcome::Accepted),
    (Id::Cancel, PromptOutcome::Cancelled),
    (Id::Quit, PromptOutcome::Cancelled),
    (Id::Complete, PromptOutcome::Complete),
];

impl Prompt {
    /// Whether a line being typed does something with a command.
    #[cfg(test)]
    pub(super) fn is_own(id: Id) -> bool {
        Move::of(id).is_some() || COMMANDS.iter().any(|(own, _)| *own == id)
    }

    /// A line that starts with `text`.
    pub fn new(label: &'static str, text: &str, hint: String) -> Self {
        Self { label, input: Input::new(text.to_owned()), hint, is_offered: false }
    }

    /// The same line with its text offered: the first thing typed takes its place.
    #[must_use]
    pub fn offered(self) -> Self {
        Self { is_offered: !self.text().is_empty(), ..self }
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// A key: a command of lines being typed, or something typed.
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: most of its keys change no text")]
    pub fn key(&mut self, key: KeyEvent, keymap: &Keymap) -> PromptOutcome {
        if let Some(id) = keymap.command(Chord::of(key), Context::Prompt) {
            let own = COMMANDS.iter().find(|(command, _)| *command == id).map(|(_, typed)| *typed);
            return own.or(Move::of(id).map(PromptOutcome::Move)).unwrap_or(PromptOutcome::Same);
        }
        if std::mem::take(&mut self.is_offered) {
            match key.code {
                KeyCode::Backspace | KeyCode::Delete => {
                    self.input.reset();
                    return PromptOutcome::Changed;
                }
                KeyCode::Char(_) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                    self.input.reset();
                }
                // Whatever else: the text stays, and is gone on with.
                _ => {}
            }
        }
        if key.code == KeyCode::Backspace && self.text().is_empty() {
            return PromptOutcome::Cancelled;
        }
        match self.input.handle_event(&Event::Key(key)) {
            Some(change) if change.value => PromptOutcome::Changed,
            Some(_) | None => PromptOutcome::Same,
        }
    }

    /// Pasted text; line ends become blanks.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.is_offered) {
            self.input.reset();
        }
        for c in text.chars() {
            let c = if c == '\n' || c == '\r' || c == '\t' { ' ' } else { c };
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
    }
}
