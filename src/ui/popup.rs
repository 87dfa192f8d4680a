//! Draws the open popup over the screen.

use super::text::{fit, safe, width};
use super::theme::Theme;
use super::widgets;
use crate::app::Model;
use crate::app::confirm::Confirm;
use crate::app::popup::{Menu, Place, Popup, place};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the popup, if one is open.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let (Some(popup), Some(place)) = (&model.popup, place(model)) else { return };
    widgets::clear(frame, place.area);
    let title = match popup {
        Popup::Confirm(confirm) => confirm.title.clone(),
        Popup::Help(_) => format!("keys: {}", model.context().title()),
        Popup::Palette(_) => "command".into(),
        Popup::Menu(menu) => menu.title.clone(),
        Popup::Message(note) => note.title.clone(),
    };
    let title = Line::from(vec![
        Span::raw(" "),
        Span::styled(fit(&safe(&title), usize::from(place.area.width).saturating_sub(6)), theme.heading),
        Span::raw(" "),
    ]);
    widgets::pane(frame, place.area, title, true, theme);
    match popup {
        Popup::Confirm(confirm) => {
            text(frame, &place, confirm.scroll, theme);
            buttons(frame, &place, confirm, theme);
        }
        Popup::Help(help) => text(frame, &place, help.scroll, theme),
        Popup::Message(note) => text(frame, &place, note.scroll, theme),
        Popup::Menu(menu) => items(frame, place.text, menu, theme),
        Popup::Palette(_) => {}
    }
}

fn text(frame: &mut Frame<'_>, place: &Place, scroll: u16, theme: &Theme) {
    let (top, total) = (usize::from(scroll), place.page.len());
    let top = top.min(total.saturating_sub(usize::from(place.text.height)));
    widgets::page(frame, place.text, &place.page, top, theme);
    let bar = Rect { height: place.text.height + 2, ..place.area };
    widgets::scroll_bar(frame, bar, top, total, theme);
}

fn buttons(frame: &mut Frame<'_>, place: &Place, confirm: &Confirm, theme: &Theme) {
    let y = place.area.bottom().saturating_sub(2);
    let chosen = |on: bool| if on { theme.selected } else { theme.text };
    let mut spans = vec![
        Span::styled(" esc cancel ", chosen(!confirm.accepting)),
        Span::raw("  "),
        Span::styled(format!(" y {} ", safe(&confirm.accept)), chosen(confirm.accepting)),
    ];
    if let Some(other) = &confirm.other {
        spans.push(Span::raw("  "));
        spans.push(Span::styled(format!(" {} {} ", other.key, safe(&other.label)), theme.text));
    }
    let line = Line::from(spans);
    let gap = usize::from(place.text.width).saturating_sub(line.width());
    let x = place.text.x + u16::try_from(gap).unwrap_or(0);
    frame.render_widget(line, Rect::new(x, y, place.text.right() - x, 1));
}

fn items(frame: &mut Frame<'_>, area: Rect, menu: &Menu, theme: &Theme) {
    let height = usize::from(area.height);
    let top = (menu.selected + 1).saturating_sub(height);
    for (row, item) in menu.items.iter().enumerate().skip(top).take(height) {
        let y = area.y + u16::try_from(row - top).unwrap_or(0);
        let line = Rect::new(area.x, y, area.width, 1);
        let label = safe(&item.label);
        let room = usize::from(area.width).saturating_sub(3);
        let label = if width(&label) > room { fit(&label, room) } else { label };
        frame.render_widget(Line::from(vec![Span::styled(format!("{}  ", item.key), theme.key), Span::raw(label)]), line);
        if row == menu.selected {
            frame.buffer_mut().set_style(line, theme.selected);
        }
    }
}
