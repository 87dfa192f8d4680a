//! What clicks, the wheel and the scroll bars do in a form.

use super::{FormView, layout};
use crate::app::layout::on_bar;
use crate::app::page::Scroll;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

impl FormView {
    /// The thumb of the bar is drawn to a row of a track of that height: the field that is as far down is
    /// taken.
    fn drag(&mut self, row: usize, height: usize) {
        let shown = self.visible_fields();
        let track = height.saturating_sub(1).max(1);
        let at = row.min(track) * shown.len().saturating_sub(1) / track;
        if let Some(at) = shown.get(at) {
            self.at = *at;
            self.scroll = Scroll::default();
            self.go_to_end();
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let place = layout(self, shared.size);
        let pressed = shared.pointer.last_press();
        if let Some(row) = on_bar(place.frame, place.scrolled.1, mouse, pressed) {
            self.drag(row, usize::from(place.frame.height.saturating_sub(2)));
            return Step::Stay;
        }
        let pane = place.outcome.unwrap_or(place.notes);
        let lines = if place.outcome.is_some() { self.outcome.len() } else { self.notes.len() };
        if let Some(row) = on_bar(pane, lines, mouse, pressed) {
            self.scroll.top = Scroll::dragged(row, lines, usize::from(pane.height.saturating_sub(2)));
            return Step::Stay;
        }
        match mouse.kind {
            MouseEventKind::ScrollDown if place.is_on_outcome(mouse.column, mouse.row) => {
                self.scroll.top += 3;
            }
            MouseEventKind::ScrollUp if place.is_on_outcome(mouse.column, mouse.row) => {
                self.scroll.top = self.scroll.top.saturating_sub(3);
            }
            MouseEventKind::ScrollDown => self.step(1),
            MouseEventKind::ScrollUp => self.step(-1),
            MouseEventKind::Down(MouseButton::Left) => {
                let hit = place
                    .fields
                    .iter()
                    .find(|field| (field.area.y..field.area.bottom()).contains(&mouse.row));
                if let Some(field) = hit {
                    self.at = field.at;
                    let column = usize::from(mouse.column.saturating_sub(field.text.x));
                    let row = usize::from(mouse.row.saturating_sub(field.text.y));
                    if let Some(editor) = self.editors.get_mut(field.at) {
                        editor.click(editor.scroll() + row, column);
                    }
                }
            }
            _ => {}
        }
        Step::Stay
    }
}
