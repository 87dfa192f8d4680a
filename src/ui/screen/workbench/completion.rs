//! The list of completions at the cursor: below it, or above it where there is no room below.

use crate::app::screen::workbench::{Pane, Workbench};
use crate::text::{fit, safe, width};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

/// Rows shown at most.
const ROWS: usize = 10;

/// Draws the list, if it is open.
pub(super) fn draw(frame: &mut Frame<'_>, pane: Pane, state: &Workbench, theme: &Theme) {
    let Some(completion) = state.completion() else { return };
    let screen = frame.area();
    let editor = &state.pattern().editor;
    let items = completion.items();
    let widest = items.iter().map(|item| (width(&safe(&item.label)), width(&safe(&item.note))));
    let (label, note) = widest.fold((0, 0), |(a, b), (c, d)| (a.max(c), b.max(d)));
    let label = label.min(44);
    let room = usize::from(screen.width).saturating_sub(2);
    let wide = (label + 2 + note.min(40) + 2).min(room);

    let row = editor.row_of(completion.anchor()).saturating_sub(editor.scroll());
    let y = pane.text.y + u16::try_from(row).unwrap_or(0).min(pane.text.height.saturating_sub(1));
    let rows = items.len().min(ROWS);
    let tall = u16::try_from(rows + 2).unwrap_or(u16::MAX);
    let below = screen.bottom().saturating_sub(y + 2);
    let (y, tall) = if below >= tall || below >= y.saturating_sub(1) {
        (y + 1, tall.min(below + 1))
    } else {
        let tall = tall.min(y.saturating_sub(1));
        (y - tall, tall)
    };
    let column = u16::try_from(editor.cursor_column()).unwrap_or(0);
    let outer = u16::try_from(wide + 2).unwrap_or(u16::MAX).min(screen.width);
    let x = (pane.text.x + column).min(screen.right().saturating_sub(outer));
    let area = Rect::new(x, y, outer, tall).intersection(screen);

    widgets::clear(frame, area);
    let block = Block::bordered().border_style(theme.border_focused);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let shown = usize::from(inner.height);
    let top = completion.selected.saturating_sub(shown.saturating_sub(1));
    for (n, item) in items.iter().skip(top).take(shown).enumerate() {
        let selected = top + n == completion.selected;
        let name = fit(&safe(&item.label), label.min(wide));
        let gap = " ".repeat((label + 2).saturating_sub(width(&name)));
        let left = usize::from(inner.width).saturating_sub(label + 2);
        let note = fit(&safe(&item.note), left);
        let pad = " ".repeat(left.saturating_sub(width(&note)));
        let (plain, dim) = if selected { (theme.selected, theme.selected) } else { (theme.text, theme.dim) };
        let line = Line::from(vec![
            Span::styled(format!("{name}{gap}"), plain),
            Span::styled(format!("{note}{pad}"), dim),
        ]);
        frame.render_widget(line, Rect { y: inner.y + u16::try_from(n).unwrap_or(0), height: 1, ..inner });
    }
    widgets::scroll_bar(frame, area, top, items.len(), theme);
}
