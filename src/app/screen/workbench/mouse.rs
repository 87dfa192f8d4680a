//! The mouse: a click puts the cursor, drawing selects, a double click selects a word, the wheel scrolls what
//! is under the pointer.

use super::{Focus, Pane, TextPane, Workbench};
use crate::app::layout::on_bar;
use crate::app::page::Scroll;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

impl Workbench {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let laid = self.layout(shared);
        let at = Position::new(mouse.column, mouse.row);
        let pressed = shared.pointer.last_press();
        let panes =
            [(Focus::Pattern, Some(laid.pattern)), (Focus::Event, laid.event), (Focus::Inputs, laid.inputs)];
        for (focus, pane) in panes.into_iter().filter_map(|(focus, pane)| Some((focus, pane?))) {
            if let Some(row) = on_bar(pane.frame, self.lines_of(focus), mouse, pressed) {
                self.drag_bar(focus, row, usize::from(pane.text.height));
                return Step::Stay;
            }
        }
        if let Some(row) = on_bar(laid.message_scroll_bar(), self.lines_below(shared), mouse, pressed) {
            self.below_drag(row, shared);
            return Step::Stay;
        }
        if laid.status.contains(at) {
            self.over_below(mouse, shared);
            return Step::Stay;
        }
        let under = panes.into_iter().find_map(|(focus, pane)| {
            let pane = pane.filter(|pane| pane.frame.contains(at))?;
            Some((focus, pane))
        });
        let Some((focus, pane)) = under else { return Step::Stay };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.completion = None;
                self.focus = focus;
                let (row, column) = place(mouse, pane);
                match (self.text_of(focus), shared.pointer.clicks()) {
                    (Some(text), 2) => text.editor.select_word(row, column),
                    (Some(text), _) => text.editor.click(row, column),
                    (None, _) => {}
                }
            }
            MouseEventKind::Drag(MouseButton::Left) if focus == self.focus => {
                let (row, column) = place(mouse, pane);
                if let Some(text) = self.text_of(focus) {
                    text.editor.drag(row, column);
                }
            }
            MouseEventKind::ScrollDown => self.wheel(focus, WHEEL, pane),
            MouseEventKind::ScrollUp => self.wheel(focus, -WHEEL, pane),
            _ => {}
        }
        Step::Stay
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    fn over_below(&mut self, mouse: MouseEvent, shared: &Shared) {
        let row = usize::from(mouse.row.saturating_sub(self.layout(shared).status.y));
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.below_press(row, false, shared),
            MouseEventKind::Drag(MouseButton::Left) if self.focus == Focus::Below => {
                self.below_press(row, true, shared);
            }
            MouseEventKind::ScrollDown => self.below_wheel(WHEEL, shared),
            MouseEventKind::ScrollUp => self.below_wheel(-WHEEL, shared),
            _ => {}
        }
    }

    fn text_of(&mut self, focus: Focus) -> Option<&mut super::TextPane> {
        match focus {
            Focus::Pattern => Some(&mut self.pattern),
            Focus::Event => Some(&mut self.event),
            Focus::Inputs | Focus::Below => None,
        }
    }

    /// How many lines a pane has.
    fn lines_of(&mut self, focus: Focus) -> usize {
        match self.text_of(focus) {
            Some(text) => text.editor.rows().len(),
            None => self.inputs.as_ref().map_or(0, |inputs| inputs.page.len()),
        }
    }

    /// The thumb of a pane's scroll bar is drawn to a row.
    fn drag_bar(&mut self, over: Focus, row: usize, height: usize) {
        match over {
            Focus::Pattern | Focus::Event => {
                if let Some(TextPane { editor, .. }) = self.text_of(over) {
                    let top = Scroll::dragged(row, editor.rows().len(), height);
                    let by =
                        isize::try_from(top).unwrap_or(0) - isize::try_from(editor.scroll()).unwrap_or(0);
                    editor.scroll_by(by);
                }
            }
            Focus::Inputs => {
                if let Some(inputs) = &mut self.inputs {
                    inputs.scroll.top = Scroll::dragged(row, inputs.page.len(), height);
                }
            }
            Focus::Below => {}
        }
    }

    fn wheel(&mut self, over: Focus, rows: isize, pane: Pane) {
        match over {
            Focus::Pattern => self.pattern.editor.scroll_by(rows),
            Focus::Event => self.event.editor.scroll_by(rows),
            Focus::Inputs => {
                if let Some(inputs) = &mut self.inputs {
                    inputs.scroll.by(rows, inputs.page.len(), usize::from(pane.text.height));
                }
            }
            Focus::Below => {}
        }
    }
}

/// The row and column of a pane's text that the pointer is at.
fn place(mouse: MouseEvent, pane: Pane) -> (usize, usize) {
    let row = mouse.row.saturating_sub(pane.text.y).min(pane.text.height.saturating_sub(1));
    (usize::from(row), usize::from(mouse.column.saturating_sub(pane.text.x)))
}
