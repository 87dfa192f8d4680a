//! The keys that edit: what every text field of a terminal or desktop answers to. Keys that command the
//! screen around the editor are in the command table and never reach it.

use super::Editor;
use super::history::EditKind;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

impl Editor {
    /// Takes a key. False when it means nothing here.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            // AltGr arrives as ctrl and alt together on some terminals, with the character it makes
            KeyCode::Char(c) if ctrl == alt => self.type_char(c),
            KeyCode::Char('a') if ctrl => self.home(),
            KeyCode::Char('e') if ctrl => self.end(),
            KeyCode::Char('b') if ctrl => self.left(),
            KeyCode::Char('h') if ctrl => self.erase(self.before(self.cursor)),
            KeyCode::Char('w') if ctrl => self.erase(self.word_before()),
            KeyCode::Char('k') if ctrl => self.erase_line_end(),
            KeyCode::Char('b') if alt => self.go_to(self.word_before()),
            KeyCode::Char('f') if alt => self.go_to(self.word_after()),
            KeyCode::Char('d') if alt => self.erase(self.word_after()),
            KeyCode::Enter if !alt => self.line_break(),
            KeyCode::Backspace if ctrl || alt => self.erase(self.word_before()),
            KeyCode::Backspace => self.erase(self.before(self.cursor)),
            KeyCode::Delete if ctrl || alt => self.erase(self.word_after()),
            KeyCode::Delete => self.erase(self.after(self.cursor)),
            KeyCode::Left if ctrl || alt => self.go_to(self.word_before()),
            KeyCode::Right if ctrl || alt => self.go_to(self.word_after()),
            KeyCode::Left => self.left(),
            KeyCode::Right => self.right(),
            KeyCode::Up => self.vertical(-1),
            KeyCode::Down => self.vertical(1),
            KeyCode::PageUp => self.vertical(-self.page()),
            KeyCode::PageDown => self.vertical(self.page()),
            KeyCode::Home if ctrl => self.go_to(0),
            KeyCode::End if ctrl => self.go_to(self.text.len()),
            KeyCode::Home => self.home(),
            KeyCode::End => self.end(),
            _ => return false,
        }
        true
    }

    /// Takes out what is between the cursor and `to`, on either side.
    fn erase(&mut self, to: usize) {
        let range = to.min(self.cursor)..to.max(self.cursor);
        let start = range.start;
        self.edit(range, "", EditKind::Erased, start);
    }

    /// Takes out the rest of the line; at its end, the line feed.
    fn erase_line_end(&mut self) {
        let (_, end) = self.line_bounds(self.cursor);
        self.erase(if end == self.cursor { self.after(end) } else { end });
    }
}
