//! Draws the open popup over the screen.

use super::table::{self, Cell, Column, Room};
use super::theme::Theme;
use super::widgets;
use crate::app::Model;
use crate::app::dialog::{Button, Layout, Press, layout};
use crate::app::popup::{Menu, MenuItem, Palette, PaletteEntry, Pick, Popup, Typed};
use crate::text::{fit, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the popup, if one is open.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let Some(popup) = &model.popup else { return };
    let place = layout(popup, &model.visible());
    widgets::clear(frame, place.area);
    let title = match popup {
        Popup::Confirm(confirm) => confirm.title.clone(),
        Popup::Typed(typed) => typed.confirm.title.clone(),
        Popup::Help(_) => format!("keys: {}", model.context().title()),
        Popup::Palette(_) => "command".into(),
        Popup::Menu(menu) => menu.title.clone(),
        Popup::Pick(pick) => pick.title.clone(),
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
            buttons(frame, &place.buttons(confirm, &model.shared.keymap), confirm.accepting, theme);
        }
        Popup::Typed(typed) => {
            text(frame, &place, typed.confirm.scroll, theme);
            name(frame, place.typed(), typed, theme);
        }
        Popup::Help(help) => text(frame, &place, help.scroll, theme),
        Popup::Message(note) => text(frame, &place, note.scroll, theme),
        Popup::Menu(menu) => {
            items(frame, place.text, menu, theme);
            let hidden = menu.top(usize::from(place.text.height));
            widgets::scroll_bar(frame, place.area, hidden, menu.items.len(), theme);
        }
        Popup::Palette(palette) => self::palette(frame, place.text, palette, theme),
        Popup::Pick(pick) => {
            self::pick(frame, place.text, pick, theme);
            let below =
                Rect { y: place.area.y + 1, height: place.area.height.saturating_sub(1), ..place.area };
            let top = pick.top(usize::from(place.text.height.saturating_sub(1)));
            widgets::scroll_bar(frame, below, top, pick.shown.len(), theme);
        }
    }
}

fn text(frame: &mut Frame<'_>, place: &Layout, scroll: u16, theme: &Theme) {
    let (top, total) = (usize::from(scroll), place.page.len());
    let top = top.min(total.saturating_sub(usize::from(place.text.height)));
    widgets::page(frame, place.text, &place.page, top, theme);
    let bar = Rect { height: place.text.height + 2, ..place.area };
    widgets::scroll_bar(frame, bar, top, total, theme);
}

/// The word that has to be typed, and what is typed so far.
fn name(frame: &mut Frame<'_>, area: Rect, typed: &Typed, theme: &Theme) {
    let wants = fit(&safe(&typed.wants()), usize::from(area.width));
    frame.render_widget(Line::styled(wants, theme.heading), Rect { height: 1, ..area });
    let below = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: 1 };
    frame.render_widget(Line::styled("›", theme.key), Rect { width: 1, x: area.x, ..below });
    widgets::input(frame, below, &typed.prompt.input);
}

fn buttons(frame: &mut Frame<'_>, buttons: &[Button], accepting: bool, theme: &Theme) {
    let chosen = if accepting { Press::Accept } else { Press::Cancel };
    for button in buttons {
        let style = if button.press == chosen { theme.selected } else { theme.text };
        frame.render_widget(Span::styled(button.label.as_str(), style), button.area);
    }
}

fn items(frame: &mut Frame<'_>, area: Rect, menu: &Menu, theme: &Theme) {
    let height = usize::from(area.height);
    let top = menu.top(height);
    let columns = [
        Column { room: Room::Columns(1), gap: 2, ..Column::default() },
        Column { room: Room::Rest, ..Column::default() },
    ];
    let row = |(at, item): (usize, &MenuItem)| {
        let cells = [Cell::text(&item.key.to_string(), theme.key), Cell::text(&item.label, theme.text)];
        (at, table::row(&columns, usize::from(area.width), Vec::new(), cells, theme))
    };
    let rows = menu.items.iter().enumerate().skip(top).map(row);
    table::lines(frame, area, rows, menu.selected, theme.selected);
}

fn pick(frame: &mut Frame<'_>, area: Rect, pick: &Pick, theme: &Theme) {
    frame.render_widget(Line::styled("›", theme.key), Rect { height: 1, ..area });
    let typed = Rect::new(area.x + 2, area.y, area.width.saturating_sub(2), 1);
    widgets::input(frame, typed, &pick.input);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let columns = [
        Column { room: Room::Rest, gap: 2, ..Column::default() },
        Column { room: Room::Own, ..Column::default() },
    ];
    let row = |(at, item): (usize, &usize)| {
        let item = pick.items.get(*item)?;
        let cells = [Cell::text(&item.label, theme.text), Cell::text(&item.note, theme.dim)];
        Some((at, table::row(&columns, usize::from(area.width), Vec::new(), cells, theme)))
    };
    let rows = pick.shown.iter().enumerate().skip(pick.top(usize::from(below.height))).filter_map(row);
    table::lines(frame, below, rows, pick.selected, theme.selected);
    if pick.shown.is_empty() {
        frame.render_widget(Line::styled("nothing by that name", theme.dim), Rect { height: 1, ..below });
    }
}

fn palette(frame: &mut Frame<'_>, area: Rect, palette: &Palette, theme: &Theme) {
    frame.render_widget(Line::styled(":", theme.key), Rect { height: 1, ..area });
    widgets::input(frame, Rect::new(area.x + 1, area.y, area.width.saturating_sub(1), 1), &palette.input);
    let height = usize::from(area.height.saturating_sub(1));
    let top = (palette.selected + 1).saturating_sub(height);
    let names = palette.entries.iter().map(|entry| width(&safe(&entry.text))).max().unwrap_or(0);
    let columns = [
        Column {
            room: Room::Columns(names.clamp(14, usize::from(area.width) / 2)),
            gap: 2,
            ..Column::default()
        },
        Column { room: Room::Rest, gap: 1, ..Column::default() },
        Column { room: Room::Own, ..Column::default() },
    ];
    let row = |(at, entry): (usize, &PaletteEntry)| {
        let (name, note) = if entry.enabled { (theme.text, theme.dim) } else { (theme.dim, theme.warn) };
        let cells = [
            Cell::text(&entry.text, name),
            Cell::text(&entry.note, note),
            Cell::text(&entry.keys, theme.key),
        ];
        (at, table::row(&columns, usize::from(area.width), Vec::new(), cells, theme))
    };
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let rows = palette.entries.iter().enumerate().skip(top).map(row);
    table::lines(frame, below, rows, palette.selected, theme.selected);
    if palette.entries.is_empty() {
        let line = Rect::new(area.x, area.y + 1, area.width, 1.min(area.height.saturating_sub(1)));
        frame.render_widget(Line::styled("nothing by that name", theme.dim), line);
    }
}
