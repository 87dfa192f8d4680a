//! One line being typed at the bottom of the screen: a filter, a search.

use super::command::Move;
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
    pub hint: &'static str,
}

/// What a key did to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// The text is another one now.
    Changed,
    /// The cursor moved, or nothing happened.
    Same,
    /// Enter: the text stands.
    Accepted,
    /// Esc, or backspace on an empty line: the text is given up.
    Cancelled,
    /// A key that moves in the list beneath: for the screen to carry out.
    Move(Move),
}

impl Prompt {
    /// A line that starts with `text`.
    pub fn new(label: &'static str, text: &str, hint: &'static str) -> Self {
        Self { label, input: Input::new(text.to_owned()), hint }
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// A key.
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        match key.code {
            KeyCode::Enter => Typed::Accepted,
            KeyCode::Esc => Typed::Cancelled,
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Typed::Cancelled,
            KeyCode::Backspace if self.text().is_empty() => Typed::Cancelled,
            KeyCode::Up => Typed::Move(Move::Up),
            KeyCode::Down => Typed::Move(Move::Down),
            KeyCode::PageUp => Typed::Move(Move::PageUp),
            KeyCode::PageDown => Typed::Move(Move::PageDown),
            _ => match self.input.handle_event(&Event::Key(key)) {
                Some(change) if change.value => Typed::Changed,
                _ => Typed::Same,
            },
        }
    }

    /// Pasted text; line ends become blanks.
    pub fn paste(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c == '\n' || c == '\r' || c == '\t' { ' ' } else { c };
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
    }
}
