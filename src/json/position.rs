//! Byte offsets to lines and columns, and back.

use std::ops::Range;

/// A place in a text as people and EventBridge count it: both numbers start at 1, the column counts UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// 1 for the first line. Lines end with LF, CR or CR LF.
    pub line: usize,
    /// 1 for the first UTF-16 unit of the line.
    pub column: usize,
}

/// Where the lines of one text begin; made once per text, asked often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
    len: usize,
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut at = 0;
        while let Some(found) = memchr::memchr2(b'\n', b'\r', bytes.get(at..).unwrap_or_default()) {
            let end = at + found;
            let pair = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
            at = end + if pair { 2 } else { 1 };
            starts.push(at);
        }
        Self { starts, len: text.len() }
    }

    /// How many lines the text has, at least 1.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The place of a byte offset; an offset past the end counts as the end, one inside a character as its beginning.
    ///
    /// `text` must be the text that the index was made from.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = text.get(start..offset).map_or(0, utf16_len) + 1;
        Position { line, column }
    }

    /// The byte offset of a place, or the nearest one before it when the line is shorter or the place is inside a character.
    pub fn offset(&self, text: &str, place: Position) -> usize {
        let line = self.line_span(text, place.line);
        let mut units = place.column.saturating_sub(1);
        let mut offset = line.start;
        for c in text.get(line).unwrap_or_default().chars() {
            if units < c.len_utf16() {
                break;
            }
            units -= c.len_utf16();
            offset += c.len_utf8();
        }
        offset
    }

    /// The bytes of a line (from 1) without its line end; an empty range at the end of the text when there is no such line.
    pub fn line_span(&self, text: &str, line: usize) -> Range<usize> {
        let Some(&start) = line.checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return self.len..self.len;
        };
        let end = self.starts.get(line).copied().unwrap_or(self.len);
        let body = text.get(start..end).unwrap_or_default();
        start..start + body.trim_end_matches(['\n', '\r']).len()
    }
}

/// The number of UTF-16 units of a text.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
