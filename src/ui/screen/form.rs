//! A form: its fields with what is typed, and below them help about the field that the keys go to.

use crate::app::Shared;
use crate::app::editor::{Editor, cells};
use crate::app::form::Slot;
use crate::app::screen::form::{FormView, LABEL, OUTCOME, layout};
use crate::text::{cut_arn, fit, safe};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, _: Rect, state: &FormView, shared: &Shared, theme: &Theme) {
    let place = layout(state, shared.size);
    let title = widgets::pane_title(&state.form.title, "", place.frame.width, true, theme);
    widgets::pane(frame, place.frame, title, true, theme);
    for field in &place.fields {
        let (Some(entry), Some(editor)) = (state.form.entries.get(field.at), state.editors.get(field.at))
        else {
            continue;
        };
        let here = field.at == state.at;
        let wrong = state.shows_fault(field.at);
        let lead = if wrong {
            Span::styled("! ", theme.bad)
        } else if here {
            Span::styled("› ", theme.key)
        } else if state.is_doubted(field.at) {
            Span::styled("! ", theme.warn)
        } else {
            Span::raw("  ")
        };
        let label = Span::styled(
            fit(state.label(field.at), usize::from(LABEL) - 3),
            if here { theme.heading } else { theme.dim },
        );
        frame.render_widget(Line::from(vec![lead, label]), Rect { height: 1, ..field.area });
        text(frame, field.text, editor, entry.slot, here, theme);
    }
    let (above, shown) = place.scrolled;
    widgets::scroll_bar(frame, place.frame, above, shown, theme);
    let title = widgets::pane_title(state.label(state.at), "", place.notes.width, false, theme);
    let inner = widgets::pane(frame, place.notes, title, false, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let top = if place.outcome.is_none() { state.scroll.top } else { 0 };
    widgets::page(frame, text, &state.notes, top, theme);
    if place.outcome.is_none() {
        widgets::scroll_bar(frame, place.notes, top, state.notes.len(), theme);
    }
    if let Some(area) = place.outcome {
        let title = widgets::pane_title(OUTCOME, "", area.width, false, theme);
        let inner = widgets::pane(frame, area, title, false, theme);
        let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
        widgets::page(frame, text, &state.outcome, state.scroll.top, theme);
        widgets::scroll_bar(frame, area, state.scroll.top, state.outcome.len(), theme);
    }
}

/// Draws a field's text, and the cursor in it.
fn text(frame: &mut Frame<'_>, area: Rect, editor: &Editor, slot: Slot, here: bool, theme: &Theme) {
    if !here && slot.is_arn() {
        let shown = cut_arn(&safe(editor.text()), usize::from(area.width).saturating_sub(1));
        frame.render_widget(Span::styled(shown, theme.accent), Rect { height: 1, ..area });
        return;
    }
    // What the keys do not go to is shown from its beginning.
    let top = if here { editor.scroll() } else { 0 };
    let height = usize::from(area.height);
    let is_cut = !here && editor.rows().len() > height;
    let rows = editor.rows().iter().skip(top).take(height);
    for (n, row) in rows.enumerate() {
        let mut line: String = cells(editor.text(), row)
            .map(|cell| if slot.is_secret() { "•".to_owned() } else { cell.shown.into_owned() })
            .collect();
        if is_cut && n + 1 == height {
            line = fit(&format!("{line}…"), usize::from(area.width).saturating_sub(row.indent));
        }
        let y = area.y + u16::try_from(n).unwrap_or(u16::MAX);
        let style = if here { theme.text } else { theme.accent };
        frame.render_widget(
            Span::styled(format!("{}{line}", " ".repeat(row.indent)), style),
            Rect { y, height: 1, ..area },
        );
    }
    let row = editor.cursor_row();
    if here && row >= editor.scroll() && row < editor.scroll() + usize::from(area.height) {
        let x = u16::try_from(editor.cursor_column()).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
        let y = area.y + u16::try_from(row - editor.scroll()).unwrap_or(0);
        frame.set_cursor_position(Position::new(area.x + x, y));
    }
}
