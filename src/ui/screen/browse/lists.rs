//! The panes of buses and of rules.

use crate::app::Shared;
use crate::app::filter::{Filter, Scratch};
use crate::app::page::{Page, Role};
use crate::app::remote::Remote;
use crate::app::screen::browse::layout::{self, Columns};
use crate::app::screen::browse::{Browse, Focus, Sort, state_mark, target_count};
use crate::model::Rule;
use crate::text::{fit, safe, width};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the buses.
pub(super) fn buses(frame: &mut Frame<'_>, area: Rect, state: &Browse, shared: &Shared, theme: &Theme) {
    let list = &shared.account.buses;
    let focused = state.focus() == Focus::Buses;
    let note = widgets::count_note(&widgets::Counts {
        shown: state.bus_rows.len(),
        all: list.rows().len(),
        filter: &state.bus_filter,
        problems: state.bus_problems,
        marks: String::new(),
    });
    let title = widgets::pane_title("buses", &note, area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    if state.bus_rows.is_empty() {
        return empty(frame, inner, list, &state.bus_filter, state.bus_problems, "buses", shared, theme);
    }
    let mut scratch = Scratch::default();
    let height = layout::rows(area, Focus::Buses);
    let rows = state.bus_rows.iter().enumerate().skip(state.buses.view.top).take(height);
    for (y, (row, at)) in (inner.y..).zip(rows) {
        let Some(bus) = list.rows().get(*at) else { continue };
        let known = shared.account.rules.get(&bus.name);
        let count = match known {
            Some(rules) if rules.at().is_some() => rules.rows().len().to_string(),
            Some(rules) if rules.error().is_some() => "✗".into(),
            Some(rules) if rules.is_loading() => "…".into(),
            _ => String::new(),
        };
        let room = usize::from(inner.width).saturating_sub(3 + width(&count));
        let troubled = shared.account.has_troubled_rules(&bus.name);
        let mut spans = vec![Span::styled(if troubled { "!" } else { " " }, theme.warn)];
        spans.extend(name(&bus.name, room, &state.bus_filter, &mut scratch, theme));
        let used: usize = spans.iter().map(Span::width).sum();
        spans.push(Span::raw(" ".repeat(usize::from(inner.width).saturating_sub(used + width(&count) + 1))));
        spans.push(Span::styled(count, theme.dim));
        let line = Rect::new(inner.x, y, inner.width, 1);
        frame.render_widget(Line::from(spans), line);
        select(frame, line, row == state.buses.at, focused, theme);
    }
    widgets::scroll_bar(frame, area, state.buses.view.top, state.bus_rows.len(), theme);
    let reading = (list.is_loading(), list.rows().len());
    widgets::trouble(frame, area, list.error(), list.at(), reading, shared, theme);
}

/// Draws the rules of the selected bus.
pub(super) fn rules(frame: &mut Frame<'_>, area: Rect, state: &Browse, shared: &Shared, theme: &Theme) {
    let none = Remote::default();
    let list = state.bus.as_ref().and_then(|bus| shared.account.rules.get(bus)).unwrap_or(&none);
    let focused = state.focus() == Focus::Rules;
    let shown = state.rule_rows.iter().filter_map(|at| list.rows().get(*at)).map(|rule| rule.name.as_str());
    let counts = widgets::count_note(&widgets::Counts {
        shown: state.rule_rows.len(),
        all: list.rows().len(),
        filter: &state.rule_filter,
        problems: state.rule_problems,
        marks: state.marks.note(shown),
    });
    let title = widgets::pane_title("rules", &counts, area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    let columns = layout::columns(area.width);
    if state.rule_rows.is_empty() {
        let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        return empty(frame, below, list, &state.rule_filter, state.rule_problems, "rules", shared, theme);
    }
    frame.render_widget(titles(&columns, state, theme), Rect { height: 1, ..inner });
    let mut scratch = Scratch::default();
    let height = layout::rows(area, Focus::Rules);
    let rows = state.rule_rows.iter().enumerate().skip(state.rules.view.top).take(height);
    for (y, (row, at)) in (inner.y + 1..).zip(rows) {
        let Some(rule) = list.rows().get(*at) else { continue };
        let line = Rect::new(inner.x, y, inner.width, 1);
        frame.render_widget(rule_row(rule, &columns, state, shared, &mut scratch, theme), line);
        select(frame, line, row == state.rules.at, focused, theme);
    }
    let bar = Rect { y: area.y + 1, height: area.height - 1, ..area };
    widgets::scroll_bar(frame, bar, state.rules.view.top, state.rule_rows.len(), theme);
    let reading = (list.is_loading(), list.rows().len());
    widgets::trouble(frame, area, list.error(), list.at(), reading, shared, theme);
}

fn titles(columns: &Columns, state: &Browse, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    let mut column = |title: &str, sort: Option<Sort>, room: usize, right: bool| {
        if room == 0 {
            return;
        }
        let sorted = sort == Some(state.sort);
        let text = if sorted { format!("{title}▾") } else { title.to_owned() };
        let text = if right { format!("{text:>room$}") } else { format!("{text:room$}") };
        spans.push(Span::styled(fit(&text, room), if sorted { theme.heading } else { theme.dim }));
        spans.push(Span::raw(" "));
    };
    column("name", Some(Sort::Name), columns.name, false);
    column("state", Some(Sort::State), columns.state, false);
    column("kind", Some(Sort::Kind), columns.kind, false);
    column("tgts", Some(Sort::Targets), columns.targets, true);
    column("managed by", None, columns.managed, false);
    column("description", None, columns.description, false);
    Line::from(spans)
}

fn rule_row(
    rule: &Rule,
    columns: &Columns,
    state: &Browse,
    shared: &Shared,
    scratch: &mut Scratch,
    theme: &Theme,
) -> Line<'static> {
    let key = rule.key();
    let count = target_count(&shared.account, &key);
    let lonely = count == Some(0);
    let mut spans =
        Vec::from(widgets::lead(state.marks.has(&rule.name), shared.account.is_troubled(&key), theme));
    spans.extend(name(&rule.name, columns.name, &state.rule_filter, scratch, theme));
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat((columns.name + 3).saturating_sub(used))));
    let mut cell = |text: &str, room: usize, right: bool, style: Style| {
        if room > 0 {
            let text = fit(&safe(text), room);
            let gap = " ".repeat(room.saturating_sub(width(&text)));
            let text = if right { format!("{gap}{text}") } else { format!("{text}{gap}") };
            spans.push(Span::styled(text, style));
            spans.push(Span::raw(" "));
        }
    };
    let (glyph, shade) = state_mark(rule);
    let switching = shared.requests.is_pending(&crate::app::request::Pending::Switch(key.clone()));
    let glyph = if switching { widgets::spinner(shared.now) } else { glyph };
    cell(&format!("{glyph} {}", rule.state.word()), columns.state, false, theme.role(shade));
    let kind = if rule.is_managed() && columns.managed == 0 { "managed" } else { rule.kind().word() };
    cell(kind, columns.kind, false, theme.text);
    let targets = shared.account.targets.get(&key);
    let count = match (count, targets) {
        (Some(count), _) => count.to_string(),
        (None, Some(targets)) if targets.error().is_some() => "✗".into(),
        (None, Some(targets)) if targets.is_loading() => "…".into(),
        (None, _) => "·".into(),
    };
    cell(&count, columns.targets, true, if lonely { theme.warn } else { theme.text });
    let owner = rule.managed_by.as_deref().unwrap_or_default();
    cell(owner.trim_end_matches(".amazonaws.com"), columns.managed, false, theme.dim);
    cell(rule.description.as_deref().unwrap_or_default(), columns.description, false, theme.dim);
    Line::from(spans)
}

/// A name cut to `room`, what the filter found in it marked.
fn name(
    text: &str,
    room: usize,
    filter: &Filter,
    scratch: &mut Scratch,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let shown = fit(&safe(text), room);
    if filter.is_empty() {
        return vec![Span::raw(shown)];
    }
    let marks = filter.marks(text, scratch);
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (at, c) in shown.chars().enumerate() {
        let style =
            if marks.binary_search(&at).is_ok() { theme.accent.patch(theme.heading) } else { theme.text };
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push(c),
            _ => spans.push(Span::styled(c.to_string(), style)),
        }
    }
    spans
}

fn select(frame: &mut Frame<'_>, line: Rect, selected: bool, focused: bool, theme: &Theme) {
    if selected {
        let style = if focused { theme.selected } else { theme.selected_elsewhere };
        frame.buffer_mut().set_style(line, style);
    }
}

/// What a list without rows says.
#[allow(clippy::too_many_arguments, reason = "a list, what narrows it, and what drawing takes everywhere")]
fn empty<T>(
    frame: &mut Frame<'_>,
    area: Rect,
    list: &Remote<Vec<T>>,
    filter: &Filter,
    problems: bool,
    what: &str,
    shared: &Shared,
    theme: &Theme,
) {
    let (role, text) = if let Some(error) = list.error() {
        (Role::Bad, error.to_string())
    } else if list.is_loading() || shared.connection.is_loading() {
        let doing = if shared.connection.is_loading() { "connecting" } else { "reading" };
        (Role::Dim, format!("{} {doing}…", widgets::spinner(shared.now)))
    } else if !list.rows().is_empty() {
        (Role::Dim, widgets::nothing_shown(what, filter, problems))
    } else if list.at().is_some() {
        (Role::Dim, format!("There are no {what} here."))
    } else {
        return;
    };
    let inner = Rect::new(area.x + 1, area.y, area.width.saturating_sub(2), area.height);
    let page = Page::text(role, &text).wrapped(usize::from(inner.width));
    widgets::page(frame, inner, &page, 0, theme);
}
