//! What clicks and the wheel do in a tail.

use super::{Focus, Stage, Tail, inside};
use crate::app::layout::on_bar;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Rows that the wheel moves by.
const WHEEL: isize = 3;

impl Tail {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        if self.session().is_none() || self.asking.is_some() {
            return Step::Stay;
        }
        let panes = self.panes(self.size);
        let at = Position::new(mouse.column, mouse.row);
        let wheel = match mouse.kind {
            MouseEventKind::ScrollUp => -WHEEL,
            MouseEventKind::ScrollDown => WHEEL,
            _ => 0,
        };
        let pressed = shared.pointer.last_press();
        if let Some(row) = on_bar(panes.event, self.event.len(), mouse, pressed) {
            self.event.drag(row, usize::from(panes.event.height.saturating_sub(2)));
            return Step::Stay;
        }
        let Stage::Watching(session) = &mut self.stage else { return Step::Stay };
        let rows = session.view.rows().len();
        if let Some(row) = on_bar(panes.bar, rows, mouse, pressed) {
            let height = usize::from(panes.list.height);
            let last = rows.saturating_sub(1);
            let track = height.saturating_sub(1).max(1);
            session.view.select(row.min(track) * last / track);
            return Step::Stay;
        }
        let click = matches!(mouse.kind, MouseEventKind::Down(MouseButton::Left));
        if panes.list.contains(at) {
            if wheel != 0 {
                self.step(wheel);
            } else if click {
                self.focus = Focus::List;
                self.click_row(usize::from(mouse.row - panes.list.y));
            }
        } else if panes.event.contains(at) {
            if wheel != 0 {
                self.event.step(wheel);
            } else if click {
                self.look_at_event();
                let line = usize::from(mouse.row.saturating_sub(inside(panes.event).y))
                    .checked_sub(self.event_head().len());
                if line.is_some_and(|line| self.event.select_line(line)) {
                    self.event.toggle_fold();
                }
            }
        }
        Step::Stay
    }

    fn click_row(&mut self, line: usize) {
        let panes = self.panes(self.size);
        let Stage::Watching(session) = &self.stage else { return };
        let (top, rows) = (session.view.top(), session.view.rows().len());
        let mut below = line;
        for at in top..rows {
            let height = self.row_height(at, panes.list.width);
            if below < height {
                if let Stage::Watching(session) = &mut self.stage {
                    session.view.select(at);
                }
                return;
            }
            below -= height;
        }
    }
}
