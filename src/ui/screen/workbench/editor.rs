//! A text being edited: its visible rows with colours, underlined faults, verdict marks at the right, and the
//! cursor.

use crate::app::editor::{Cell, TextRow, cells};
use crate::app::screen::workbench::{Mark, Pane, TextPane};
use crate::json::TokenKind;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use std::ops::Range;

/// What is drawn over the text: underlines, marks, the cursor.
pub(super) struct Overlay {
    /// The bytes that are wrong: underlined.
    pub faults: Vec<Range<usize>>,
    /// The bytes of warnings: underlined in another style, and marked with `!`.
    pub warnings: Vec<Range<usize>>,
    /// Verdicts on parts of the text.
    pub marks: Vec<Marked>,
    /// True when the keys go to this text: then the cursor is shown.
    pub focused: bool,
}

/// A verdict on a part of the text.
pub(super) struct Marked {
    pub span: Range<usize>,
    pub mark: Mark,
}

/// Draws a text into its pane.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    pane: Pane,
    text_pane: &TextPane,
    overlay: &Overlay,
    theme: &Theme,
) {
    let editor = &text_pane.editor;
    let top = editor.scroll();
    let brackets = overlay.focused.then(|| text_pane.brackets()).flatten();
    let visible = editor.rows().iter().skip(top).take(usize::from(pane.text.height));
    let (first, last) = (
        visible.clone().next().map_or(0, |row| row.start),
        visible.clone().next_back().map_or(0, |row| row.end),
    );
    let seen = |span: &Range<usize>| span.start <= last && first <= span.end;
    let near = Near {
        faults: overlay.faults.iter().filter(|span| seen(span)).cloned().collect(),
        warnings: overlay
            .warnings
            .iter()
            .filter(|span| seen(span))
            .map(|span| first_line(editor.text(), span))
            .collect(),
        failing: overlay
            .marks
            .iter()
            .filter(|marked| marked.mark == Mark::Fail && seen(&marked.span))
            .map(|m| m.span.clone())
            .collect(),
        brackets,
        found: text_pane.hits().iter().filter(|span| seen(span)).cloned().collect(),
        selected: editor.selection().filter(|_| overlay.focused),
    };
    let line_of_cursor = editor.rows().get(editor.cursor_row()).map(|row| row.line);
    for (n, row) in visible.enumerate() {
        let y = pane.text.y + u16::try_from(n).unwrap_or(u16::MAX);
        let line = Rect { y, height: 1, ..pane.text };
        draw_row(frame.buffer_mut(), line, text_pane, row, &near, theme);
        if !row.continues(editor.text()) && pane.numbers.width > 0 {
            let here = overlay.focused && line_of_cursor == Some(row.line);
            let number = format!("{:>1$}", row.line + 1, usize::from(pane.numbers.width - 1));
            let numbers = Rect { y, height: 1, ..pane.numbers };
            put(frame.buffer_mut(), numbers, numbers.x, &number, if here { theme.accent } else { theme.dim });
        }
        let marks = Rect { y, height: 1, ..pane.marks };
        draw_mark(frame.buffer_mut(), marks, mark_of(row, &overlay.marks), theme);
        if overlay.warnings.iter().any(|span| begins_on(row, span)) {
            put(frame.buffer_mut(), marks, marks.x, "!", theme.warn);
        }
    }
    widgets::scroll_bar(frame, pane.frame, top, editor.rows().len(), theme);
    let row = editor.cursor_row();
    if overlay.focused && row >= top && row < top + usize::from(pane.text.height) {
        let x =
            u16::try_from(editor.cursor_column()).unwrap_or(u16::MAX).min(pane.text.width.saturating_sub(1));
        let y = u16::try_from(row - top).unwrap_or(u16::MAX);
        frame.set_cursor_position(Position::new(pane.text.x + x, pane.text.y + y));
    }
}

/// What of the overlay touches the visible rows.
struct Near {
    faults: Vec<Range<usize>>,
    warnings: Vec<Range<usize>>,
    failing: Vec<Range<usize>>,
    brackets: Option<[usize; 2]>,
    found: Vec<Range<usize>>,
    selected: Option<Range<usize>>,
}

/// The first line of a span: a fault of the whole pattern must not underline all of it.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let length = text.get(span.clone()).and_then(|text| text.find('\n')).unwrap_or(span.len());
    span.start..span.start + length
}

fn begins_on(row: &TextRow, span: &Range<usize>) -> bool {
    row.start <= span.start && span.start < row.end.max(row.start + 1)
}

fn draw_row(
    buffer: &mut Buffer,
    area: Rect,
    text_pane: &TextPane,
    row: &TextRow,
    near: &Near,
    theme: &Theme,
) {
    let text = text_pane.editor.text();
    if row.indent >= 2 && row.continues(text) {
        let x = area.x + u16::try_from(row.indent - 2).unwrap_or(0);
        put(buffer, area, x, "↪", theme.dim);
    }
    let mut end = row.indent;
    for cell in cells(text, row) {
        let style = style_of(text_pane, &cell, near, theme);
        let x = area.x.saturating_add(u16::try_from(cell.column).unwrap_or(u16::MAX));
        put(buffer, area, x, &cell.shown, style);
        end = cell.column + cell.width;
    }
    // A fault behind the last character, such as a bracket that is missing, has nothing of its own to
    // underline.
    let at_end = |span: &Range<usize>| span.start == row.end && (span.is_empty() || span.start >= text.len());
    let is_line_end = row.end >= text.len() || text.as_bytes().get(row.end) == Some(&b'\n');
    if is_line_end && near.faults.iter().any(at_end) {
        put(
            buffer,
            area,
            area.x.saturating_add(u16::try_from(end).unwrap_or(u16::MAX)),
            " ",
            theme.error_underline,
        );
    }
}

fn put(buffer: &mut Buffer, area: Rect, x: u16, shown: &str, style: Style) {
    if x < area.right() {
        buffer.set_stringn(x, area.y, shown, usize::from(area.right() - x), style);
    }
}

fn style_of(text_pane: &TextPane, cell: &Cell<'_>, near: &Near, theme: &Theme) -> Style {
    let within = |span: &Range<usize>| {
        span.start <= cell.at && (cell.at < span.end || (span.is_empty() && span.start == cell.at))
    };
    let kind = text_pane.kind_at(cell.at);
    let stand_in = cell.shown != text_pane.editor.text().get(cell.at..cell.at + cell.len).unwrap_or_default();
    let base = match kind {
        _ if stand_in => theme.dim,
        Some(TokenKind::Key) => theme.json_key,
        Some(TokenKind::String | TokenKind::Number | TokenKind::Literal)
            if near.failing.iter().any(within) =>
        {
            theme.bad
        }
        Some(TokenKind::String) => theme.json_string,
        Some(TokenKind::Number) => theme.json_number,
        Some(TokenKind::Literal) => theme.json_literal,
        Some(TokenKind::Punctuation) => theme.json_punctuation,
        Some(TokenKind::Bad) => theme.bad,
        None => theme.text,
    };
    if near.selected.as_ref().is_some_and(within) {
        theme.selected
    } else if near.found.iter().any(within) {
        theme.found
    } else if near.faults.iter().any(within) {
        theme.error_underline
    } else if near.warnings.iter().any(within) {
        theme.warn_underline
    } else if near.brackets.is_some_and(|pair| pair.contains(&cell.at)) {
        theme.accent.add_modifier(Modifier::BOLD)
    } else {
        base
    }
}

/// The verdict beside a row: that of the part that begins on it; of several, the worst.
fn mark_of(row: &TextRow, marks: &[Marked]) -> Option<Mark> {
    let here = marks.iter().filter(|marked| begins_on(row, &marked.span));
    here.map(|marked| marked.mark).max_by_key(|mark| match mark {
        Mark::Fail => 3,
        Mark::Undecided => 2,
        Mark::Match => 1,
        Mark::Aside => 0,
    })
}

fn draw_mark(buffer: &mut Buffer, area: Rect, mark: Option<Mark>, theme: &Theme) {
    let Some(mark) = mark else { return };
    let style = match mark {
        Mark::Match => theme.good,
        Mark::Fail => theme.bad,
        Mark::Undecided => theme.warn,
        Mark::Aside => theme.dim,
    };
    put(buffer, area, area.right().saturating_sub(1), mark.glyph().encode_utf8(&mut [0; 4]), style);
}
