//! The mouse: the wheel scrolls the pane under the pointer, a click gives it the keys and selects.

use super::{Focus, Why};
use crate::app::layout::on_bar;
use crate::app::page::Scroll;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

impl Why {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let panes = self.panes();
        let pressed = shared.pointer.last_press();
        if let Some(row) = on_bar(panes.ladder, self.rows.len(), mouse, pressed) {
            self.selection.drag(row, self.rows.len(), panes.ladder_rows());
            self.select(self.selection.at);
            return Step::Stay;
        }
        if let Some(row) = on_bar(panes.evidence, self.evidence.len(), mouse, pressed) {
            self.scroll.top = Scroll::dragged(row, self.evidence.len(), panes.evidence_rows());
            return Step::Stay;
        }
        let place = (mouse.column, mouse.row).into();
        let pane = if panes.ladder.contains(place) {
            Focus::Ladder
        } else if panes.evidence.contains(place) {
            Focus::Evidence
        } else {
            return Step::Stay;
        };
        match mouse.kind {
            MouseEventKind::ScrollDown => self.wheel(pane, 3),
            MouseEventKind::ScrollUp => self.wheel(pane, -3),
            MouseEventKind::Down(MouseButton::Left) => {
                self.focus = pane;
                let (len, height) = (self.rows.len(), panes.ladder_rows());
                let row = self.selection.row_at(mouse.row, panes.ladder.y + 1, len, height);
                if let (Focus::Ladder, Some(row)) = (pane, row) {
                    self.select(row);
                }
            }
            _ => {}
        }
        Step::Stay
    }

    fn wheel(&mut self, pane: Focus, lines: isize) {
        let panes = self.panes();
        match pane {
            Focus::Ladder => {
                self.selection.scroll(lines, self.rows.len(), panes.ladder_rows());
                self.select(self.selection.at);
            }
            Focus::Evidence => self.scroll.by(lines, self.evidence.len(), panes.evidence_rows()),
        }
    }
}
