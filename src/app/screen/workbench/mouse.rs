//! The mouse: a click puts the cursor, the wheel scrolls what is under the pointer.

use super::{Focus, Pane, Workbench};
use crate::app::effect::Effect;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

impl Workbench {
    pub(in crate::app::screen) fn mouse(
        &mut self,
        mouse: MouseEvent,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        let laid = self.layout(shared);
        let at = Position::new(mouse.column, mouse.row);
        let under = |pane: Option<Pane>| pane.filter(|pane| pane.frame.contains(at));
        let (focus, pane) = if let Some(pane) = under(Some(laid.pattern)) {
            (Focus::Pattern, pane)
        } else if let Some(pane) = under(laid.event) {
            (Focus::Event, pane)
        } else if let Some(pane) = under(laid.inputs) {
            (Focus::Inputs, pane)
        } else {
            return Step::Stay;
        };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.completion = None;
                self.focus = focus;
                let row = usize::from(
                    mouse.row.saturating_sub(pane.text.y).min(pane.text.height.saturating_sub(1)),
                );
                let column = usize::from(mouse.column.saturating_sub(pane.text.x));
                match focus {
                    Focus::Pattern => self.pattern.editor.click(row, column),
                    Focus::Event => self.event.editor.click(row, column),
                    Focus::Inputs => {}
                }
            }
            MouseEventKind::ScrollDown => self.wheel(focus, WHEEL, pane),
            MouseEventKind::ScrollUp => self.wheel(focus, -WHEEL, pane),
            _ => {}
        }
        Step::Stay
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
        }
    }
}
