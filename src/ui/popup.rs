//! Draws the open popup over the screen.

use super::theme::Theme;
use super::widgets;
use crate::app::Model;
use crate::app::confirm::Confirm;
use crate::app::popup::{Layout, Menu, Palette, Popup, layout};
use crate::text::{fit, safe, width};
use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the popup, if one is open.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let (Some(popup), Some(place)) = (&model.popup, layout(model)) else { return };
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
        Popup::Menu(menu) => {
            items(frame, place.text, menu, theme);
            let hidden = menu.top(usize::from(place.text.height));
            widgets::scroll_bar(frame, place.area, hidden, menu.items.len(), theme);
        }
        Popup::Palette(palette) => self::palette(frame, place.text, palette, theme),
    }
}

fn text(frame: &mut Frame<'_>, place: &Layout, scroll: u16, theme: &Theme) {
    let (top, total) = (usize::from(scroll), place.page.len());
    let top = top.min(total.saturating_sub(usize::from(place.text.height)));
    widgets::page(frame, place.text, &place.page, top, theme);
    let bar = Rect { height: place.text.height + 2, ..place.area };
    widgets::scroll_bar(frame, bar, top, total, theme);
}

fn buttons(frame: &mut Frame<'_>, place: &Layout, confirm: &Confirm, theme: &Theme) {
    let pressed_by_enter = if confirm.accepting { KeyCode::Char('y') } else { KeyCode::Esc };
    for button in place.buttons(confirm) {
        let style = if button.key == pressed_by_enter { theme.selected } else { theme.text };
        frame.render_widget(Span::styled(button.label, style), button.area);
    }
}

fn items(frame: &mut Frame<'_>, area: Rect, menu: &Menu, theme: &Theme) {
    let height = usize::from(area.height);
    let top = menu.top(height);
    for (row, item) in menu.items.iter().enumerate().skip(top).take(height) {
        let y = area.y + u16::try_from(row - top).unwrap_or(0);
        let line = Rect::new(area.x, y, area.width, 1);
        let label = safe(&item.label);
        let room = usize::from(area.width).saturating_sub(3);
        let label = if width(&label) > room { fit(&label, room) } else { label };
        frame.render_widget(
            Line::from(vec![Span::styled(format!("{}  ", item.key), theme.key), Span::raw(label)]),
            line,
        );
        if row == menu.selected {
            frame.buffer_mut().set_style(line, theme.selected);
        }
    }
}

fn palette(frame: &mut Frame<'_>, area: Rect, palette: &Palette, theme: &Theme) {
    frame.render_widget(Line::styled(":", theme.key), Rect { height: 1, ..area });
    widgets::input(frame, Rect::new(area.x + 1, area.y, area.width.saturating_sub(1), 1), &palette.input);
    let height = usize::from(area.height.saturating_sub(1));
    let top = (palette.selected + 1).saturating_sub(height);
    let names = palette.entries.iter().map(|entry| width(&safe(&entry.text))).max().unwrap_or(0);
    let names = names.clamp(14, usize::from(area.width) / 2);
    for (y, (at, entry)) in (area.y + 1..).zip(palette.entries.iter().enumerate().skip(top).take(height)) {
        let line = Rect::new(area.x, y, area.width, 1);
        let name = fit(&safe(&entry.text), names);
        let gap = names - width(&name) + 2;
        let keys = safe(&entry.keys);
        let room = usize::from(area.width).saturating_sub(names + 3 + width(&keys));
        let note = fit(&safe(&entry.note), room);
        let left = room - width(&note) + 1;
        let (name_style, note_style) =
            if entry.enabled { (theme.text, theme.dim) } else { (theme.dim, theme.warn) };
        let spans = vec![
            Span::styled(name, name_style),
            Span::raw(" ".repeat(gap)),
            Span::styled(note, note_style),
            Span::raw(" ".repeat(left)),
            Span::styled(keys, theme.key),
        ];
        frame.render_widget(Line::from(spans), line);
        if at == palette.selected {
            frame.buffer_mut().set_style(line, theme.selected);
        }
    }
    if palette.entries.is_empty() {
        let line = Rect::new(area.x, area.y + 1, area.width, 1.min(area.height.saturating_sub(1)));
        frame.render_widget(Line::styled("nothing by that name", theme.dim), line);
    }
}
