//! A text in a pane: its editor, and its colours, found once for each version of the text.

use crate::app::editor::Editor;
use crate::app::find::places;
use crate::json::{Token, TokenKind, tokens};
use std::ops::Range;

/// A text being edited, with its tokens.
#[derive(Debug, Default)]
pub struct TextPane {
    /// The editor.
    pub editor: Editor,
    tokens: Vec<Token>,
    /// The revision that the tokens are of.
    seen: Option<u64>,
    /// Where the text that is looked for stands, with the revision and the text that this is of.
    found: Vec<Range<usize>>,
    found_of: (u64, String),
}

impl TextPane {
    /// Brings the tokens up to date. True when the text has changed since the last time.
    pub(super) fn refresh(&mut self) -> bool {
        let changed = self.seen != Some(self.editor.revision());
        if changed {
            self.tokens = tokens(self.editor.text());
            self.seen = Some(self.editor.revision());
        }
        changed
    }

    /// Finds where a text stands in this one, unless that is known.
    pub(super) fn look_for(&mut self, needle: &str) {
        if self.found_of.0 != self.editor.revision() || self.found_of.1 != needle {
            self.found = places(self.editor.text(), needle);
            self.found_of = (self.editor.revision(), needle.to_owned());
        }
    }

    /// Where the text that is looked for stands.
    pub fn hits(&self) -> &[Range<usize>] {
        &self.found
    }

    /// The kind of token that a byte is in.
    pub fn kind_at(&self, at: usize) -> Option<TokenKind> {
        let next = self.tokens.partition_point(|token| token.span.start <= at);
        let token = self.tokens.get(next.checked_sub(1)?)?;
        (at < token.span.end).then_some(token.kind)
    }

    /// The bracket at the cursor, or just before it, and the one it goes with.
    pub fn brackets(&self) -> Option<[usize; 2]> {
        let cursor = self.editor.cursor();
        let at = |place: usize| self.tokens.binary_search_by_key(&place, |token| token.span.start).ok();
        let bracket = |n: &usize| {
            self.tokens.get(*n).is_some_and(|token| matches!(self.raw(&token.span), "{" | "}" | "[" | "]"))
        };
        let here = at(cursor).filter(bracket).or_else(|| at(cursor.checked_sub(1)?).filter(bracket))?;
        let partner = self.partner(here)?;
        Some([self.tokens.get(here)?.span.start, self.tokens.get(partner)?.span.start])
    }

    fn partner(&self, from: usize) -> Option<usize> {
        let opens = matches!(self.raw(&self.tokens.get(from)?.span), "{" | "[");
        let mut depth = 0isize;
        let weigh = |n: &usize| {
            depth += match self.tokens.get(*n).map(|token| self.raw(&token.span)) {
                Some("{" | "[") => 1,
                Some("}" | "]") => -1,
                Some(_) | None => 0,
            };
            depth == 0
        };
        let mut weigh = weigh;
        if opens { (from..self.tokens.len()).find(|n| weigh(n)) } else { (0..=from).rev().find(|n| weigh(n)) }
    }

    fn raw(&self, span: &Range<usize>) -> &str {
        self.editor.text().get(span.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pane(text: &str, cursor: usize) -> TextPane {
        let mut pane = TextPane { editor: Editor::new(text), ..TextPane::default() };
        pane.refresh();
        pane.editor.go_to(cursor);
        pane
    }

    #[test]
    fn a_bracket_at_the_cursor_finds_its_partner_strings_left_out() {
        let text = r#"{"a}": [1]}"#;
        assert_eq!(pane(text, 0).brackets(), Some([0, 10]));
        assert_eq!(pane(text, 11).brackets(), Some([10, 0]));
        assert_eq!(pane(text, 7).brackets(), Some([7, 9]));
        assert_eq!(pane(text, 3).brackets(), None);
        assert_eq!(pane("{", 0).brackets(), None);
    }

    #[test]
    fn every_byte_knows_its_kind() {
        let pane = pane(r#"{"a": [1, x]}"#, 0);
        assert_eq!(pane.kind_at(1), Some(TokenKind::Key));
        assert_eq!(pane.kind_at(7), Some(TokenKind::Number));
        assert_eq!(pane.kind_at(5), None);
        assert_eq!(pane.kind_at(10), Some(TokenKind::Bad));
    }
}
