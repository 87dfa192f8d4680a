//! The keys that edit: what every text field of a terminal or desktop answers to. Keys that command the
//! screen around the editor are in the command table and never reach it.

use super::Editor;
use super::history::EditKind;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

impl Editor {
    /// Takes a key. False when it means nothing here.
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        if self.moves(key) {
            return true;
        }
        match key.code {
            // AltGr arrives as ctrl and alt together on some terminals, with the character it makes
            KeyCode::Char(c) if ctrl == alt => self.type_char(c),
            KeyCode::Char('h') if ctrl => self.erase(self.before(self.cursor)),
            KeyCode::Char('w') if ctrl => self.erase(self.word_before()),
            KeyCode::Char('k') if ctrl => self.erase_line_end(),
            KeyCode::Char('d') if alt => self.erase(self.word_after()),
            KeyCode::Enter if !alt => self.line_break(),
            KeyCode::Backspace if ctrl || alt => self.erase(self.word_before()),
            KeyCode::Backspace => self.erase(self.before(self.cursor)),
            KeyCode::Delete if ctrl || alt => self.erase(self.word_after()),
            KeyCode::Delete => self.erase(self.after(self.cursor)),
            _ => return false,
        }
        true
    }

    /// Takes a key that moves the cursor; with shift, what is selected reaches to where it goes.
    fn moves(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let (anchor, cursor) = (self.anchor, self.cursor);
        let selected = self.selection();
        if key.modifiers.contains(KeyModifiers::SHIFT) && !matches!(key.code, KeyCode::Char(_)) {
            self.anchor.get_or_insert(cursor);
        } else {
            self.anchor = None;
        }
        match (key.code, selected) {
            // One step without shift goes to the end of what was selected.
            (KeyCode::Left, Some(range)) if self.anchor.is_none() && !ctrl && !alt => {
                self.put_cursor(range.start);
            }
            (KeyCode::Right, Some(range)) if self.anchor.is_none() && !ctrl && !alt => {
                self.put_cursor(range.end);
            }
            (KeyCode::Char('a'), _) if ctrl && !alt => self.home(),
            (KeyCode::Char('e'), _) if ctrl && !alt => self.end(),
            (KeyCode::Char('b'), _) if ctrl && !alt => self.left(),
            (KeyCode::Char('b'), _) if alt && !ctrl => self.put_cursor(self.word_before()),
            (KeyCode::Char('f'), _) if alt && !ctrl => self.put_cursor(self.word_after()),
            (KeyCode::Left, _) if ctrl || alt => self.put_cursor(self.word_before()),
            (KeyCode::Right, _) if ctrl || alt => self.put_cursor(self.word_after()),
            (KeyCode::Left, _) => self.left(),
            (KeyCode::Right, _) => self.right(),
            (KeyCode::Up, _) => self.vertical(-1),
            (KeyCode::Down, _) => self.vertical(1),
            (KeyCode::PageUp, _) => self.vertical(-self.page()),
            (KeyCode::PageDown, _) => self.vertical(self.page()),
            (KeyCode::Home, _) if ctrl => self.put_cursor(0),
            (KeyCode::End, _) if ctrl => self.put_cursor(self.text.len()),
            (KeyCode::Home, _) => self.home(),
            (KeyCode::End, _) => self.end(),
            _ => {
                self.anchor = anchor;
                return false;
            }
        }
        true
    }

    /// Takes out what is selected, or else what is between the cursor and `to`, on either side.
    fn erase(&mut self, to: usize) {
        if self.erase_selection() {
            return;
        }
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
