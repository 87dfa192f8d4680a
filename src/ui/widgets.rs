//! The pieces that screens share: panes, scroll bars, lines being typed, pages.

use super::theme::Theme;
use crate::app::Shared;
use crate::app::page::{Line as PageLine, Page};
use crate::app::prompt::Prompt;
use crate::app::reading_note::age;
use crate::app::remote::ReadingState;
use crate::app::update::SPINNER;
use crate::model::Millis;
use crate::text::{fit, safe, width};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear};

/// The spinner's character at this time.
pub fn spinner(now: Millis) -> char {
    match now.div_euclid(SPINNER).rem_euclid(4) {
        0 => '◐',
        1 => '◓',
        2 => '◑',
        _ => '◒',
    }
}

/// Draws a bordered pane; returns the area inside.
pub fn pane(frame: &mut Frame<'_>, area: Rect, title: Line<'_>, focused: bool, theme: &Theme) -> Rect {
    let border = if focused { theme.border_focused } else { theme.border };
    let kind = if focused { BorderType::Thick } else { BorderType::Plain };
    let block = Block::bordered().border_type(kind).border_style(border).title(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// The title of a pane: its name and the words beside it, cut to the pane.
pub fn pane_title(name: &str, note: &str, columns: u16, focused: bool, theme: &Theme) -> Line<'static> {
    let room = usize::from(columns).saturating_sub(4);
    let name = fit(&safe(name), room);
    let left = room.saturating_sub(width(&name) + 1);
    let note = fit(&safe(note), left);
    let style = if focused { theme.heading } else { theme.text };
    let mut spans = vec![Span::raw(" "), Span::styled(name, style)];
    if !note.is_empty() {
        spans.push(Span::raw(" "));
        spans.push(Span::styled(note, theme.dim));
    }
    spans.push(Span::raw(" "));
    Line::from(spans)
}

/// The two columns before a row: whether it is marked, and whether something is wrong with it.
pub fn lead(marked: bool, problem: bool, theme: &Theme) -> [Span<'static>; 2] {
    [
        Span::styled(if marked { "◆" } else { " " }, theme.accent),
        Span::styled(if problem { "!" } else { " " }, theme.warn),
    ]
}

/// Draws on the bottom border of a list that its rows are out of date: why, and since when. `rows` is how
/// many there are.
pub fn trouble(
    frame: &mut Frame<'_>,
    area: Rect,
    standing: &ReadingState,
    rows: usize,
    shared: &Shared,
    theme: &Theme,
) -> u16 {
    let Some((role, text)) = age(standing, rows, shared, spinner(shared.now)) else { return 0 };
    let (text, style) = (format!(" {text} "), theme.role(role));
    let text = fit(&text, usize::from(area.width.saturating_sub(4)));
    let columns = u16::try_from(width(&text)).unwrap_or(0);
    frame.render_widget(Line::styled(text, style), Rect::new(area.x + 2, area.bottom() - 1, columns, 1));
    columns
}

/// Writes on a pane's bottom border why the selected row is in its state, behind the `taken` columns of how
/// old the rows are.
pub fn reason(frame: &mut Frame<'_>, area: Rect, taken: u16, why: &str, theme: &Theme) {
    let begin = 2 + taken + u16::from(taken > 0);
    let text = fit(&format!(" {} ", safe(why)), usize::from(area.width.saturating_sub(begin + 2)));
    let columns = u16::try_from(width(&text)).unwrap_or(0);
    frame.render_widget(
        Line::styled(text, theme.text),
        Rect::new(area.x + begin, area.bottom() - 1, columns, 1),
    );
}

/// Draws a scroll bar on a pane's right border: the part of `total` lines that is shown; nothing when all
/// are.
pub fn scroll_bar(frame: &mut Frame<'_>, area: Rect, top: usize, total: usize, theme: &Theme) {
    let track = usize::from(area.height.saturating_sub(2));
    if total <= track || track == 0 || area.width == 0 {
        return;
    }
    let thumb = (track * track / total).max(1);
    let at = (top * (track - thumb)).div_ceil((total - track).max(1)).min(track - thumb);
    for row in at..at + thumb {
        let y = area.y + 1 + u16::try_from(row).unwrap_or(0);
        if let Some(cell) = frame.buffer_mut().cell_mut(Position::new(area.right() - 1, y)) {
            cell.set_symbol("█").set_style(theme.border_focused);
        }
    }
}

/// A line of a page, in the theme's styles.
pub fn line(line: &PageLine, theme: &Theme) -> Line<'static> {
    let span = |span: &crate::app::page::Span| Span::styled(span.text().to_owned(), theme.role(span.role()));
    line.spans().iter().map(span).collect()
}

/// The part of a page that starts at `top`.
pub fn page(frame: &mut Frame<'_>, area: Rect, page: &Page, top: usize, theme: &Theme) {
    for (row, text) in page.lines().iter().skip(top).take(usize::from(area.height)).enumerate() {
        let y = area.y + u16::try_from(row).unwrap_or(0);
        frame.render_widget(line(text, theme), Rect::new(area.x, y, area.width, 1));
    }
}

/// Columns that a line being typed keeps beside what its keys do.
const TYPED: usize = 20;

/// As many parts of a hint as there is room for, with a blank behind them.
fn first_parts(hint: &str, room: usize) -> String {
    let mut shown = String::new();
    for part in hint.split(" · ").filter(|part| !part.is_empty()) {
        let gap = if shown.is_empty() { "" } else { " · " };
        if width(&shown) + width(gap) + width(part) + 1 > room {
            break;
        }
        shown.push_str(gap);
        shown.push_str(part);
    }
    if !shown.is_empty() {
        shown.push(' ');
    }
    shown
}

/// Draws a line being typed with its cursor, and at its right end what the keys do.
pub fn prompt(frame: &mut Frame<'_>, area: Rect, prompt: &Prompt, theme: &Theme) {
    let label = format!(" {} ", prompt.label);
    let room = usize::from(area.width).saturating_sub(width(&label));
    let hint = first_parts(&prompt.hint, room.saturating_sub(TYPED.max(width(prompt.text()) + 2)));
    let wide = u16::try_from(width(&label)).unwrap_or(0).min(area.width);
    frame.render_widget(Line::styled(label, theme.key), Rect { width: wide, ..area });
    let x = area.x + wide;
    let columns = u16::try_from(room.saturating_sub(width(&hint) + 1)).unwrap_or(0);
    let line = Rect::new(x, area.y, columns, 1);
    input(frame, line, &prompt.input);
    if prompt.is_offered {
        let wide = u16::try_from(width(&safe(prompt.text()))).unwrap_or(columns).min(columns);
        frame.buffer_mut().set_style(Rect { width: wide, ..line }, theme.selected);
    }
    let x = area.right().saturating_sub(u16::try_from(width(&hint)).unwrap_or(0));
    frame.render_widget(Line::styled(hint.clone(), theme.dim), Rect::new(x, area.y, area.right() - x, 1));
}

/// Draws a one-line input with the terminal's cursor, scrolled so that the cursor is in view.
pub fn input(frame: &mut Frame<'_>, area: Rect, input: &tui_input::Input) {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let text = safe(input.value());
    let cursor = width(&safe(&before));
    let room = usize::from(area.width).saturating_sub(1);
    let hidden = cursor.saturating_sub(room);
    let mut skipped = 0;
    let shown: String = text
        .chars()
        .skip_while(|c| {
            let hide = skipped < hidden;
            skipped += if hide { width(c.encode_utf8(&mut [0; 4])) } else { 0 };
            hide
        })
        .collect();
    frame.render_widget(Line::raw(shown), area);
    let x = area.x + u16::try_from(cursor - skipped.min(cursor)).unwrap_or(0);
    frame.set_cursor_position(Position::new(x, area.y));
}

/// Clears an area before something is drawn over it.
pub fn clear(frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Clear, area);
}
