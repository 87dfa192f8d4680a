//! The footer: a popup's keys, else what [`footer::shows`] says. A notice that matters less than the keys
//! stands above it.

use super::theme::Theme;
use super::widgets;
use crate::app::Model;
use crate::app::dialog::keys as popup_keys;
use crate::app::footer::{self, Shows};
use crate::app::page::{Page, Role};
use crate::app::shared::waiting::Waiting;
use crate::app::shared::{Level, Notice};
use crate::text::{fit, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// Draws the footer.
pub fn draw(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let room = usize::from(area.width);
    let line = if let Some(popup) = &model.popup {
        let rows: Vec<_> = popup_keys(popup, &model.visible()).into_iter().map(|(_, row)| row).collect();
        pairs(&rows, room, theme)
    } else {
        match footer::shows(&model.visible()) {
            Shows::Typed => {
                if let Some(prompt) = model.screen().prompt() {
                    widgets::prompt(frame, area, prompt, theme);
                }
                return;
            }
            Shows::Awaited(line) | Shows::Slow(line) => waiting(&line, room, theme),
            Shows::Notice => {
                if let Some(shown) = &model.shared.notice {
                    notice(frame, area, shown, theme);
                }
                return;
            }
            Shows::Alert => alert(model, room, theme).unwrap_or_default(),
            Shows::Keys => keys(model, room, theme),
        }
    };
    frame.render_widget(line, area);
}

/// Columns that are kept of what takes its time.
const WHAT: usize = 20;

/// What takes its time: it is cut before what can be done about it, as long as it can be told.
fn waiting(line: &Waiting, room: usize, theme: &Theme) -> Line<'static> {
    let end = safe(&line.end);
    let what = fit(&safe(&line.what), room.saturating_sub(width(&end) + 2).max(WHAT));
    Line::styled(fit(&format!(" {what}{end}"), room), theme.accent)
}

/// Draws a notice that leaves the footer to the keys, above it.
pub fn draw_aside(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let typing = model.popup.is_none() && model.screen().prompt().is_some();
    if let Some(shown) = model.shared.notice.as_ref().filter(|notice| notice.aside && !typing) {
        notice(frame, Rect { y: area.y.saturating_sub(1), ..area }, shown, theme);
    }
}

/// Lines that a notice may take; what is longer is cut.
const LINES: usize = 5;

/// A notice, whole: one that is longer than the footer grows upwards, until the next key.
fn notice(frame: &mut Frame<'_>, area: Rect, notice: &Notice, theme: &Theme) {
    let (mark, role) = match notice.level {
        Level::Done => ("✓ ", Role::Good),
        Level::Info => ("", Role::Accent),
        Level::Problem => ("✗ ", Role::Bad),
    };
    let room = usize::from(area.width.saturating_sub(2));
    let page = Page::text(role, &format!("{mark}{}", notice.text)).wrapped(room);
    let height = u16::try_from(page.len().clamp(1, LINES)).unwrap_or(1);
    let lines = Rect { y: area.bottom().saturating_sub(height), height, ..area };
    frame.render_widget(Clear, lines);
    widgets::page(
        frame,
        Rect { x: lines.x + 1, width: lines.width.saturating_sub(2), ..lines },
        &page,
        0,
        theme,
    );
}

/// The oldest problem: it is cut before what can be done about it.
fn alert(model: &Model, room: usize, theme: &Theme) -> Option<Line<'static>> {
    let (text, end) = footer::alert(&model.visible())?;
    let text = fit(&text, room.saturating_sub(width(&end)));
    let gap = room.saturating_sub(width(&text) + width(&end));
    Some(Line::from(vec![
        Span::styled(text, theme.bad),
        Span::raw(" ".repeat(gap)),
        Span::styled(end, theme.key),
    ]))
}

fn keys(model: &Model, room: usize, theme: &Theme) -> Line<'static> {
    let rows: Vec<_> = footer::keys(&model.visible()).into_iter().map(|(_, row)| row).collect();
    pairs(&rows, room, theme)
}

/// As many of the pairs as fit, the last one always among them.
fn pairs(rows: &[(String, String)], room: usize, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for placed in footer::fitting(rows, room) {
        let Some((key, title)) = rows.get(placed.at) else { continue };
        if spans.len() > 1 {
            spans.push(Span::styled(" · ", theme.dim));
        }
        spans.push(Span::styled(key.clone(), theme.key));
        spans.push(Span::raw(format!(" {title}")));
    }
    Line::from(spans)
}
