//! The bottom line: what is being typed, else a problem that was not acknowledged, else the notice, else the keys that
//! matter most here.

use super::text::{fit, safe, width};
use super::theme::Theme;
use super::widgets;
use crate::app::command::{Command, Id};
use crate::app::model::Level;
use crate::app::{Model, Shared};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the bottom line.
pub fn draw(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let room = usize::from(area.width);
    if model.popup.is_none()
        && let Some(prompt) = model.screen().prompt()
    {
        return widgets::prompt(frame, area, prompt, theme);
    }
    let line = if let Some(notice) = &model.shared.notice {
        let (mark, style) = match notice.level {
            Level::Done => ("✓ ", theme.good),
            Level::Info => ("", theme.accent),
            Level::Problem => ("✗ ", theme.bad),
        };
        Line::styled(fit(&format!(" {mark}{}", safe(&notice.text)), room), style)
    } else if let Some(line) = alert(model, room, theme) {
        line
    } else {
        keys(model, room, theme)
    };
    frame.render_widget(line, area);
}

fn first_key(shared: &Shared, model: &Model, id: Id) -> String {
    shared.keymap.keys(id, model.context()).first().map(ToString::to_string).unwrap_or_default()
}

fn alert(model: &Model, room: usize, theme: &Theme) -> Option<Line<'static>> {
    let alert = model.shared.alerts.first()?;
    let more = match model.shared.alerts.len() {
        1 => String::new(),
        n => format!(" (1 of {n})"),
    };
    let read = first_key(&model.shared, model, Id::Messages);
    let end = format!(" · {read} read · {} ok ", first_key(&model.shared, model, Id::Back));
    let text = format!(" ✗ {}: {}{more}", safe(&alert.title), safe(&alert.text));
    let text = fit(&text, room.saturating_sub(width(&end)));
    let gap = room.saturating_sub(width(&text) + width(&end));
    Some(Line::from(vec![Span::styled(text, theme.bad), Span::raw(" ".repeat(gap)), Span::styled(end, theme.key)]))
}

/// As many of the context's keys as fit, help always among them.
fn keys(model: &Model, room: usize, theme: &Theme) -> Line<'static> {
    let rows: Vec<_> = Command::footer(model).iter().map(|row| (first_key(&model.shared, model, row.id), row.title)).collect();
    let wide = |(key, title): &(String, &str)| width(key) + 1 + width(title) + 3;
    let last = rows.last().map_or(0, wide);
    let mut spans = vec![Span::raw(" ")];
    let mut used = 1;
    for (at, row) in rows.iter().enumerate() {
        let is_last = at + 1 == rows.len();
        if !is_last && used + wide(row) + last > room {
            continue;
        }
        if spans.len() > 1 {
            spans.push(Span::styled(" · ", theme.dim));
        }
        spans.push(Span::styled(row.0.clone(), theme.key));
        spans.push(Span::raw(format!(" {}", row.1)));
        used += wide(row);
    }
    Line::from(spans)
}
