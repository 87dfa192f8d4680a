//! The workbench: two panes of text with verdict marks, the targets' input, and below them the verdict with
//! its reasons.

mod completion;
mod editor;
#[cfg(test)]
mod tests;

use crate::app::Shared;
use crate::app::screen::workbench::{Below, Focus, INPUTS, Layout, Mark, Pane, Workbench};
use crate::text::width;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use editor::{Marked, Overlay};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the screen, where its layout says.
pub fn draw(frame: &mut Frame<'_>, _: Rect, state: &Workbench, shared: &Shared, theme: &Theme) {
    let laid = state.layout(shared);
    pattern(frame, &laid, state, theme);
    if let Some(pane) = laid.event {
        event(frame, pane, state, shared, theme);
    }
    if let Some(pane) = laid.inputs {
        inputs(frame, pane, state, theme);
    }
    below(frame, &laid, state, shared, theme);
    completion::draw(frame, laid.pattern, state, theme);
}

fn pattern(frame: &mut Frame<'_>, laid: &Layout, state: &Workbench, theme: &Theme) {
    let focused = state.focus() == Focus::Pattern;
    let judged = state.judgement();
    let note = if state.is_modified() { "modified" } else { "" };
    let title = widgets::pane_title("pattern", note, laid.pattern.frame.width, focused, theme);
    widgets::pane(frame, laid.pattern.frame, title, focused, theme);
    let outdated = state.is_judging() || judged.verdict.is_none();
    let marks = judged
        .leaves
        .iter()
        .filter(|_| !outdated)
        .map(|leaf| Marked { span: leaf.span.clone(), mark: leaf.mark });
    let is_judged = !state.is_judging();
    let overlay = Overlay {
        faults: judged
            .pattern_faults
            .iter()
            .filter(|_| is_judged)
            .map(|fault| fault.flaw.span.clone())
            .collect(),
        warnings: judged.warnings.iter().filter(|_| is_judged).map(|warning| warning.span.clone()).collect(),
        marks: marks.collect(),
        focused,
    };
    editor::draw(frame, laid.pattern, state.pattern(), &overlay, theme);
}

fn event(frame: &mut Frame<'_>, pane: Pane, state: &Workbench, shared: &Shared, theme: &Theme) {
    let focused = state.focus() == Focus::Event;
    let judged = state.judgement();
    let title = widgets::pane_title("event", &state.event_title(shared), pane.frame.width, focused, theme);
    widgets::pane(frame, pane.frame, title, focused, theme);
    let outdated = state.is_judging() || judged.verdict.is_none();
    let shown = judged.leaves.iter().filter(|leaf| !outdated && leaf.mark != Mark::Aside);
    let marks =
        shown.flat_map(|leaf| leaf.met.iter().map(|span| Marked { span: span.clone(), mark: leaf.mark }));
    let overlay = Overlay {
        faults: judged
            .event_faults
            .iter()
            .filter(|_| !state.is_judging())
            .map(|fault| fault.flaw.span.clone())
            .collect(),
        warnings: Vec::new(),
        marks: marks.collect(),
        focused,
    };
    editor::draw(frame, pane, state.event(), &overlay, theme);
}

/// The lines below the panes.
fn below(frame: &mut Frame<'_>, laid: &Layout, state: &Workbench, shared: &Shared, theme: &Theme) {
    let area = laid.message_area();
    let page = state.status(shared, usize::from(area.width));
    let top = state.below().scroll.top.min(page.len().saturating_sub(usize::from(area.height)));
    widgets::page(frame, area, &page, top, theme);
    if state.focus() == Focus::Below {
        for line in state.below().selected() {
            let row = line.checked_sub(top).and_then(|row| u16::try_from(row).ok());
            let Some(row) = row.filter(|row| *row < area.height) else { continue };
            frame.buffer_mut().set_style(Rect { y: area.y + row, height: 1, ..area }, theme.selected);
        }
    }
    more(frame, area, page.len().saturating_sub(top + usize::from(area.height)), state, shared, theme);
    widgets::scroll_bar(frame, laid.message_scroll_bar(), top, page.len(), theme);
}

/// At the end of the last line that is shown: how many more there are, and which key leads to them.
fn more(frame: &mut Frame<'_>, area: Rect, lines: usize, state: &Workbench, shared: &Shared, theme: &Theme) {
    if lines == 0 || area.height == 0 || state.focus() == Focus::Below {
        return;
    }
    let text = Below::more(lines, &shared.keymap);
    let wide = u16::try_from(width(&text)).unwrap_or(area.width).min(area.width);
    let place = Rect { x: area.right() - wide, y: area.bottom() - 1, width: wide, height: 1 };
    frame.render_widget(Line::styled(text, theme.dim), place);
}

fn inputs(frame: &mut Frame<'_>, pane: Pane, state: &Workbench, theme: &Theme) {
    let Some((text, top)) = state.inputs() else { return };
    let focused = state.focus() == Focus::Inputs;
    let title = widgets::pane_title(INPUTS, "", pane.frame.width, focused, theme);
    widgets::pane(frame, pane.frame, title, focused, theme);
    widgets::page(frame, pane.whole(), text, top, theme);
    widgets::scroll_bar(frame, pane.frame, top, text.len(), theme);
}
