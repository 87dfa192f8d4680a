//! How a text lies on the screen: long lines wrap, and every row knows the bytes it shows.
//!
//! A wrapped line goes on under its own indentation and two columns more, so that nesting stays visible;
//! where it can, it breaks after a comma, a space or an opening bracket. One column at the right stays free
//! for a cursor behind the last character. A line of plain ASCII is cut by counting bytes; only other lines
//! are walked character by character.

use crate::text::{cluster_width, visible};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// Columns between two tab stops.
pub const TAB: usize = 4;

/// A row on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// The first byte it shows.
    pub start: usize,
    /// The byte behind its last one; a line feed belongs to no row.
    pub end: usize,
    /// The line it is a part of, from 0.
    pub line: usize,
    /// Columns left free before it; 0 on a line's first row.
    pub indent: usize,
}

impl TextRow {
    /// True where a line goes on from the row above.
    pub fn continues(&self, text: &str) -> bool {
        self.start > 0 && text.as_bytes().get(self.start - 1) != Some(&b'\n')
    }
}

/// What one cursor position shows: a grapheme cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'t> {
    /// Its first byte.
    pub at: usize,
    /// Its length in bytes.
    pub len: usize,
    /// Its first column in the row.
    pub column: usize,
    /// Its width in columns, at least 1.
    pub width: usize,
    /// What to draw; for a tab an arrow, narrower than `width`.
    pub shown: Cow<'t, str>,
}

/// The cells of a row.
pub fn cells<'t>(text: &'t str, row: &TextRow) -> impl Iterator<Item = Cell<'t>> {
    let (start, first) = (row.start, row.indent);
    let body = text.get(row.start..row.end).unwrap_or_default();
    body.grapheme_indices(true).scan(first, move |column, (offset, cluster)| {
        let (shown, width) = cell_text(cluster, *column);
        let cell = Cell { at: start + offset, len: cluster.len(), column: *column, width, shown };
        *column += width;
        Some(cell)
    })
}

fn cell_text(cluster: &str, column: usize) -> (Cow<'_, str>, usize) {
    if cluster == "\t" {
        return (Cow::Borrowed("→"), TAB - column % TAB);
    }
    let shown: Cow<'_, str> = if cluster.chars().all(|c| visible(c) == c) {
        Cow::Borrowed(cluster)
    } else {
        Cow::Owned(cluster.chars().map(visible).collect())
    };
    match cluster_width(&shown) {
        // a combining mark with nothing before it to stand on
        0 => (Cow::Owned(format!("◌{cluster}")), 1),
        width => (shown, width),
    }
}

/// Lays the whole text out in rows of at most `width` columns.
pub fn wrap(text: &str, width: usize) -> Vec<TextRow> {
    let width = width.max(8) - 1;
    let mut rows = Vec::new();
    let mut start = 0;
    for (line, body) in text.split('\n').enumerate() {
        wrap_line(text, start, start + body.len(), line, width, &mut rows);
        start += body.len() + 1;
    }
    rows
}

fn wrap_line(text: &str, start: usize, end: usize, line: usize, width: usize, rows: &mut Vec<TextRow>) {
    let bytes = text.as_bytes().get(start..end).unwrap_or_default();
    let leading: usize = bytes
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .map(|b| if *b == b'\t' { TAB } else { 1 })
        .sum();
    let hanging = (leading + 2).min(width / 2);
    let plain = bytes.iter().all(|b| (b' '..=b'~').contains(b));
    let (mut at, mut indent) = (start, 0);
    loop {
        let room = width - indent;
        let fits = if plain { end - at <= room } else { false };
        let cut = if fits { end } else { row_end(text, at, end, indent, room, plain) };
        rows.push(TextRow { start: at, end: cut, line, indent });
        if cut >= end {
            return;
        }
        (at, indent) = (cut, hanging);
    }
}

/// Where the row that begins at `at` ends.
fn row_end(text: &str, at: usize, end: usize, indent: usize, room: usize, plain: bool) -> usize {
    let full = if plain {
        at + room
    } else {
        let row = TextRow { start: at, end, line: 0, indent };
        match cells(text, &row).find(|cell| cell.column + cell.width > indent + room && cell.at > at) {
            Some(cell) => cell.at,
            None => return end,
        }
    };
    let half = at + (full - at) / 2;
    let bytes = text.as_bytes();
    let behind = |wanted: fn(&u8) -> bool| (half..full).rev().find(|&n| bytes.get(n).is_some_and(wanted));
    let place = behind(|byte| b", {[".contains(byte)).or_else(|| behind(|byte| *byte == b':'));
    place.map_or(full, |n| n + 1)
}
