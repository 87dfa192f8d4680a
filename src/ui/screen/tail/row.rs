//! A row of the tail's list, and the titles above the rows: cells cut and padded to their columns.

use crate::app::page::Role;
use crate::app::screen::tail::columns::{self, Columns};
use crate::app::screen::tail::{Cells, about_text, rules_cell};
use crate::tail::EventSubject;
use crate::text::{fit, fit_middle, padded, width};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::text::{Line, Span};

/// Columns that the name keeps when the state after it needs room.
const NAME: usize = 6;

/// The line of titles.
pub(super) fn heads(columns: Columns, theme: &Theme) -> Line<'static> {
    let mut text = format!(" {:<1$}", " time", columns.time);
    for (head, room) in columns.heads() {
        text.push(' ');
        text.push_str(&padded(head, room));
    }
    Line::styled(text, theme.dim)
}

/// What an event is about, in one cell: the name is cut before the state is.
fn subject_cell(about: &EventSubject, room: usize) -> String {
    match (about.name.as_deref(), about.state.as_deref()) {
        (Some(name), Some(state)) if !name.is_empty() => {
            let left = room.saturating_sub(width(state) + 1).max(NAME);
            fit(&format!("{} {state}", fit_middle(name, left)), room)
        }
        _ => fit(&about_text(about), room),
    }
}

/// The cells after a row's time, cut to one line.
pub(super) fn cut(cells: &Cells, columns: Columns, list: u16, theme: &Theme) -> Vec<Span<'static>> {
    let list = usize::from(list);
    let span = |role: Role, text: String| Span::styled(text, theme.role(role));
    match cells {
        Cells::Event { source, detail_type, rules: matching, about: found } => {
            let (role, names) = rules_cell(matching, columns.rules);
            vec![
                span(Role::Text, padded(source, columns.source)),
                span(Role::Text, format!(" {}", padded(detail_type, columns.detail_type))),
                span(role, format!(" {}", padded(&names, columns.rules))),
                Span::raw(" "),
                span(Role::Accent, subject_cell(found, columns.about)),
            ]
        }
        Cells::Line { what, text } => {
            let tag = columns.tag(what);
            let room = list.saturating_sub(columns.time + 1 + tag + 2);
            vec![span(Role::Warn, padded(what, tag)), span(Role::Dim, format!(" {}", fit(text, room)))]
        }
        Cells::Marker { text, is_loss } => {
            let room = list.saturating_sub(1);
            let text = fit(&format!("── {text} "), room);
            let dashes = "─".repeat(room.saturating_sub(width(&text)));
            vec![span(if *is_loss { Role::Warn } else { Role::Dim }, text + &dashes)]
        }
    }
}

/// The cells after a row's time, the long ones wrapped to as many lines as they need.
pub(super) fn in_full(
    cells: &Cells,
    columns: Columns,
    list: u16,
    theme: &Theme,
) -> impl Iterator<Item = Vec<Span<'static>>> {
    let pages = columns::pages(cells, columns, list);
    (0..columns::height(&pages)).map(move |row| {
        let mut spans = Vec::new();
        for (at, (page, room)) in pages.iter().enumerate() {
            let text = page.lines().get(row).map(|line| widgets::line(line, theme)).unwrap_or_default();
            let used = text.width();
            spans.extend(text.spans);
            if at + 1 < pages.len() {
                spans.push(Span::raw(" ".repeat(room.saturating_sub(used) + 1)));
            }
        }
        spans
    })
}
