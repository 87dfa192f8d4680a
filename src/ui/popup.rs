//! Draws the open popup over the screen.

use super::table::{self, Cell, Column, Room};
use super::theme::Theme;
use super::widgets;
use crate::app::Model;
use crate::app::dialog::{Button, Layout, Press, layout, wants};
use crate::app::popup::{Menu, MenuItem, NOTHING_FOUND, Palette, PaletteEntry, Pick, Popup, TypedQuestion};
use crate::text::{cut_front, fit, fit_sentence, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the popup, if one is open.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let Some(popup) = &model.popup else { return };
    let place = layout(popup, &model.visible());
    widgets::clear(frame, place.area);
    let title = popup.title(model.context());
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
            name(frame, place.input_area(), typed, theme);
        }
        Popup::Help(help) => text(frame, &place, help.scroll, theme),
        Popup::Message(note) => text(frame, &place, note.scroll, theme),
        Popup::Menu(menu) => {
            items(frame, &place, menu, theme);
            bar(frame, &place, place.top(menu.selected), theme);
        }
        Popup::Palette(palette) => {
            self::palette(frame, &place, palette, theme);
            bar(frame, &place, place.top(palette.selected), theme);
        }
        Popup::Pick(pick) => {
            self::pick(frame, &place, pick, theme);
            bar(frame, &place, place.top(pick.selected), theme);
        }
    }
}

fn bar(frame: &mut Frame<'_>, place: &Layout, top: usize, theme: &Theme) {
    if let Some(area) = place.bar() {
        widgets::scroll_bar(frame, area, top, place.len, theme);
    }
}

fn text(frame: &mut Frame<'_>, place: &Layout, scroll: u16, theme: &Theme) {
    let top = usize::from(scroll).min(place.len.saturating_sub(place.height()));
    widgets::page(frame, place.text, &place.page, top, theme);
    bar(frame, place, top, theme);
}

/// The word that has to be typed, and what is typed so far.
fn name(frame: &mut Frame<'_>, area: Rect, typed: &TypedQuestion, theme: &Theme) {
    let question = Rect { height: area.height.saturating_sub(1), ..area };
    widgets::page(frame, question, &wants(typed, area.width), 0, theme);
    let below = Rect { x: area.x + 2, y: question.bottom(), width: area.width.saturating_sub(2), height: 1 };
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

fn items(frame: &mut Frame<'_>, place: &Layout, menu: &Menu, theme: &Theme) {
    let (area, top) = (place.text, place.top(menu.selected));
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

/// The line in which a part of a name is typed, behind its mark.
fn draw_input(frame: &mut Frame<'_>, place: &Layout, mark: &str, input: &tui_input::Input, theme: &Theme) {
    let line = place.input();
    frame.render_widget(Line::styled(mark, theme.key), line);
    let columns = u16::try_from(width(mark)).unwrap_or(0);
    let after = Rect { x: line.x + columns, width: line.width.saturating_sub(columns), ..line };
    widgets::input(frame, after, input);
}

/// What stands in the place of the rows where nothing has what is typed.
fn nothing_found(frame: &mut Frame<'_>, place: &Layout, text: &'static str, theme: &Theme) {
    if place.len == 0 {
        let line = Rect { height: place.text.height.min(1), ..place.text };
        frame.render_widget(Line::styled(text, theme.dim), line);
    }
}

fn pick(frame: &mut Frame<'_>, place: &Layout, pick: &Pick, theme: &Theme) {
    draw_input(frame, place, "› ", &pick.input, theme);
    let area = place.text;
    let columns = [
        Column { room: Room::Rest, gap: 2, ..Column::default() },
        Column { room: Room::Own, ..Column::default() },
    ];
    let row = |(at, item): (usize, &usize)| {
        let item = pick.items.get(*item)?;
        // The name tells it from the others: what is said beside it gives way, from its front.
        let whole = usize::from(area.width);
        let room = whole.saturating_sub(width(&safe(&item.label)) + 4).max(whole / 4);
        let note = cut_front(&safe(&item.note), room);
        let cells = [Cell::text(&item.label, theme.text), Cell::text(&note, theme.dim)];
        Some((at, table::row(&columns, usize::from(area.width), Vec::new(), cells, theme)))
    };
    let rows = pick.shown.iter().enumerate().skip(place.top(pick.selected)).filter_map(row);
    table::lines(frame, area, rows, pick.selected, theme.selected);
    nothing_found(frame, place, pick.nothing_found(), theme);
}

fn palette(frame: &mut Frame<'_>, place: &Layout, palette: &Palette, theme: &Theme) {
    draw_input(frame, place, ":", &palette.input, theme);
    let area = place.text;
    let names = palette.entries.iter().map(|entry| width(&safe(&entry.text))).max().unwrap_or(0);
    let names = names.clamp(14, usize::from(area.width) / 2);
    let columns = [
        Column { room: Room::Columns(names), gap: 2, ..Column::default() },
        Column { room: Room::Rest, gap: 1, ..Column::default() },
        Column { room: Room::Own, ..Column::default() },
    ];
    let row = |(at, entry): (usize, &PaletteEntry)| {
        let (name, note) = if entry.enabled { (theme.text, theme.dim) } else { (theme.dim, theme.warn) };
        let keys = if entry.keys.is_empty() { 0 } else { width(&entry.keys) + 1 };
        let room = usize::from(area.width).saturating_sub(names + 2 + keys);
        let fit = if entry.has_sentence() { fit_sentence } else { fit };
        let text = fit(&safe(&entry.note), room);
        let cells =
            [Cell::text(&entry.text, name), Cell::text(&text, note), Cell::text(&entry.keys, theme.key)];
        (at, table::row(&columns, usize::from(area.width), Vec::new(), cells, theme))
    };
    let rows = palette.entries.iter().enumerate().skip(place.top(palette.selected)).map(row);
    table::lines(frame, area, rows, palette.selected, theme.selected);
    nothing_found(frame, place, NOTHING_FOUND, theme);
}
