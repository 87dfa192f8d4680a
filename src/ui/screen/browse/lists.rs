//! The panes of buses and of rules.

use crate::app::Shared;
use crate::app::filter::{Filter, Scratch};
use crate::app::layout::below_titles;
use crate::app::remote::{ReadingState, Remote};
use crate::app::rows_shown::RowCounts;
use crate::app::screen::browse::layout::{self, Columns};
use crate::app::screen::browse::{Browse, Focus, MANAGED_BY, Sort, state_mark, target_count};
use crate::model::{Millis, Rule, Thing};
use crate::text::safe;
use crate::ui::table::{self, Cell, Column, Room};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Draws the buses.
pub(super) fn buses(frame: &mut Frame<'_>, area: Rect, state: &Browse, shared: &Shared, theme: &Theme) {
    let list = &shared.account.buses;
    let focused = state.focus() == Focus::Buses;
    let counts = RowCounts {
        shown: state.buses.rows.len(),
        all: list.rows().len(),
        filter: &state.buses.filter,
        problems: state.buses.problems,
        marks: String::new(),
    };
    let title = widgets::pane_title("buses", &counts.note(), area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    if state.buses.rows.is_empty() {
        let place = state.where_none(shared);
        return table::empty(frame, text(inner), ("buses", &place), &list.standing(), &counts, shared, theme);
    }
    let columns = [
        Column { room: Room::Rest, gap: 1, ..Column::default() },
        Column { room: Room::Own, gap: 1, ..Column::default() },
    ];
    let mut scratch = Scratch::default();
    let row = |(at, row): (usize, &usize)| {
        let bus = list.rows().get(*row)?;
        let under_way = shared.under_way(&Thing::Bus(bus.name.clone()));
        let count = match shared.account.rules.get(&bus.name) {
            _ if under_way.is_some() => widgets::spinner(shared.now).to_string(),
            Some(rules) if rules.at().is_some() => rules.rows().len().to_string(),
            Some(rules) if rules.error().is_some() => "✗".into(),
            Some(rules) if rules.is_loading() => "…".into(),
            Some(_) | None => String::new(),
        };
        let troubled = shared.account.has_troubled_rules(&bus.name);
        let lead = vec![Span::styled(if troubled { "!" } else { " " }, theme.warn)];
        let name = match under_way.and_then(|doing| doing.on_name(&bus.name)) {
            Some(name) => Cell::text(&name, theme.dim),
            None => name(&bus.name, &state.buses.filter, &mut scratch, theme),
        };
        let cells = [name, Cell::text(&count, theme.dim)];
        Some((at, table::row(&columns, usize::from(inner.width), lead, cells, theme)))
    };
    let rows = state.buses.rows.iter().enumerate().skip(state.buses.selection.view.top).filter_map(row);
    table::lines(frame, inner, rows, state.buses.selection.at, selection(focused, theme));
    widgets::scroll_bar(frame, area, state.buses.selection.view.top, state.buses.rows.len(), theme);
    let standing = ReadingState { at: oldest(state, shared), ..list.standing() };
    widgets::trouble(frame, area, &standing, list.rows().len(), shared, theme);
}

/// When the oldest of what is shown beside the buses was read: the list is read again more often than the
/// rules that are counted.
fn oldest(state: &Browse, shared: &Shared) -> Option<Millis> {
    let buses = state.buses.rows.iter().filter_map(|row| shared.account.buses.rows().get(*row));
    let counted = buses.filter_map(|bus| shared.account.rules.get(&bus.name)?.at());
    Some(counted.fold(shared.account.buses.at()?, Millis::min))
}

/// Draws the rules of the selected bus.
pub(super) fn rules(frame: &mut Frame<'_>, area: Rect, state: &Browse, shared: &Shared, theme: &Theme) {
    let none = Remote::default();
    let list = state.bus.as_ref().and_then(|bus| shared.account.rules.get(bus)).unwrap_or(&none);
    let focused = state.focus() == Focus::Rules;
    let shown = state.rules.rows.iter().filter_map(|at| list.rows().get(*at)).map(|rule| rule.name.as_str());
    let counts = RowCounts {
        shown: state.rules.rows.len(),
        all: list.rows().len(),
        filter: &state.rules.filter,
        problems: state.rules.problems,
        marks: state.marks.note(shown),
    };
    let note = counts.note() + state.sort.note(state.reversed);
    let title = widgets::pane_title("rules", &note, area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    if state.rules.rows.is_empty() {
        let place = state.where_none(shared);
        return table::empty(frame, text(below), ("rules", &place), &list.standing(), &counts, shared, theme);
    }
    let widths = layout::columns(area.width);
    let columns = columns(&widths, state.sort, state.reversed);
    frame.render_widget(table::titles(&columns, 2, theme), Rect { height: 1, ..inner });
    let mut scratch = Scratch::default();
    let row = |(at, row): (usize, &usize)| {
        let rule = list.rows().get(*row)?;
        let key = rule.key();
        let troubled = shared.account.is_troubled(&key);
        let under_way = shared.under_way(&Thing::Rule(key));
        let lead = widgets::lead(state.marks.has(&rule.name), troubled, theme).to_vec();
        let name = match under_way.and_then(|doing| doing.on_name(&rule.name)) {
            Some(name) => Cell::text(&name, theme.dim),
            None => name(&rule.name, &state.rules.filter, &mut scratch, theme),
        };
        let cells = std::iter::once(name).chain(cells(rule, under_way.is_some(), &widths, shared, theme));
        Some((at, table::row(&columns, usize::from(inner.width), lead, cells, theme)))
    };
    let rows = state.rules.rows.iter().enumerate().skip(state.rules.selection.view.top).filter_map(row);
    table::lines(frame, below, rows, state.rules.selection.at, selection(focused, theme));
    widgets::scroll_bar(
        frame,
        below_titles(area),
        state.rules.selection.view.top,
        state.rules.rows.len(),
        theme,
    );
    widgets::trouble(frame, area, &list.standing(), list.rows().len(), shared, theme);
}

fn columns(widths: &Columns, sort: Sort, reversed: bool) -> [Column; 6] {
    let column = |title: &'static str, sorts: Option<Sort>, room: usize, right: bool| Column {
        title,
        room: Room::Columns(room),
        gap: 1,
        right,
        sorted: sorts == Some(sort),
        reversed,
    };
    [
        column("name", Some(Sort::Name), widths.name, false),
        column("state", Some(Sort::State), widths.state, false),
        column("kind", Some(Sort::Kind), widths.kind, false),
        column("tgts", Some(Sort::Targets), widths.targets, true),
        column(MANAGED_BY, None, widths.managed, false),
        column("description", None, widths.description, false),
    ]
}

/// The texts of the columns after the name.
fn cells(rule: &Rule, is_changing: bool, widths: &Columns, shared: &Shared, theme: &Theme) -> [Cell; 5] {
    let key = rule.key();
    let (glyph, shade) = state_mark(rule);
    let glyph = if is_changing { widgets::spinner(shared.now) } else { glyph };
    let kind = if rule.is_managed() && widths.managed == 0 { "managed" } else { rule.kind().word() };
    let count = target_count(&shared.account, &key);
    let targets = match (count, shared.account.targets.get(&key)) {
        (Some(count), _) => count.to_string(),
        (None, Some(targets)) if targets.error().is_some() => "✗".into(),
        (None, Some(targets)) if targets.is_loading() => "…".into(),
        (None, Some(_) | None) => "·".into(),
    };
    let owner = rule.managed_by.as_deref().unwrap_or_default();
    [
        Cell::text(&format!("{glyph} {}", rule.state.word()), theme.role(shade)),
        if shared.left.runs(&key) {
            Cell::text("tailing", theme.accent)
        } else {
            Cell::text(kind, theme.text)
        },
        Cell::text(&targets, if count == Some(0) { theme.warn } else { theme.text }),
        Cell::text(owner.trim_end_matches(".amazonaws.com"), theme.dim),
        Cell::text(rule.description.as_deref().unwrap_or_default(), theme.dim),
    ]
}

/// A name, with the letters marked that the filter found.
fn name(text: &str, filter: &Filter, scratch: &mut Scratch, theme: &Theme) -> Cell {
    if filter.is_empty() {
        return Cell::text(text, theme.text);
    }
    Cell::Found(safe(text), filter.marks(text, scratch))
}

fn selection(focused: bool, theme: &Theme) -> Style {
    if focused { theme.selected } else { theme.selected_elsewhere }
}

/// Where the reason stands why a list has no rows.
fn text(inner: Rect) -> Rect {
    Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height)
}
