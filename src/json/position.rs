//! Byte offsets to lines and columns, and back.

use std::ops::Range;

/// A place in a text as people and EventBridge count it: both numbers start at 1, the column counts UTF-16
/// units.
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
    /// The UTF-16 units before every 4,096th byte, so that a place far down a long line is found as soon as
    /// any other.
    units: Vec<usize>,
    len: usize,
}

/// How many bytes lie between two entries of [`LineIndex::units`].
const STRIDE: usize = 4_096;

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
        let mut units = vec![0];
        for chunk in bytes.chunks_exact(STRIDE) {
            units.push(units.last().copied().unwrap_or(0) + count_units(chunk));
        }
        Self { starts, units, len: text.len() }
    }

    /// How many lines the text has, at least 1.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The place of a byte offset; an offset past the end counts as the end, one inside a character as its
    /// beginning.
    ///
    /// `text` must be the text that the index was made from.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.units_before(text, offset).saturating_sub(self.units_before(text, start)) + 1;
        Position { line, column }
    }

    fn units_before(&self, text: &str, offset: usize) -> usize {
        let entry = offset / STRIDE;
        let rest = text.as_bytes().get(entry * STRIDE..offset).unwrap_or_default();
        self.units.get(entry).copied().unwrap_or(0) + count_units(rest)
    }

    /// The byte offset of a place, or the nearest one before it when the line is shorter or the place is
    /// inside a character.
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

    /// The bytes of a line (from 1) without its line end; an empty range at the end of the text when there is
    /// no such line.
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
    count_units(text.as_bytes())
}

/// The UTF-16 units whose characters begin in these bytes: one for each character, two above U+FFFF.
fn count_units(utf8: &[u8]) -> usize {
    utf8.iter().map(|&byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}
