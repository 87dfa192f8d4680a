//! The mouse: the wheel scrolls the pane under the pointer, a click gives it the keys and selects.

use super::{Browse, Focus, Sort, layout};
use crate::app::layout::{column_at, on_bar};
use crate::app::page::Scroll;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

impl Browse {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let panes = layout::panes(shared.size, self.focus(), self.view.is_full());
        let pressed = shared.pointer.last_press();
        for pane in Focus::ALL {
            let bar = panes.bar(pane);
            if let Some(row) = bar.and_then(|bar| on_bar(bar, self.rows_of(pane), mouse, pressed)) {
                self.drag(pane, row, shared);
                return Step::Stay;
            }
        }
        let Some(pane) = panes.at(mouse.column, mouse.row) else { return Step::Stay };
        match mouse.kind {
            MouseEventKind::ScrollDown => self.wheel(pane, 3, shared),
            MouseEventKind::ScrollUp => self.wheel(pane, -3, shared),
            MouseEventKind::Down(MouseButton::Left) => {
                if let Some(area) = panes.of(pane) {
                    self.look_at(pane);
                    if pane == Focus::Rules && mouse.row == area.y + 1 {
                        if let Some(column) = mouse.column.checked_sub(area.x + 3) {
                            self.sort_by_title(usize::from(column), area.width);
                        }
                        shared.pointer.forget_press();
                    }
                    let titles = if pane == Focus::Rules { 2 } else { 1 };
                    self.click(pane, mouse.row, area.y + titles, shared);
                }
            }
            _ => {}
        }
        Step::Stay
    }

    fn wheel(&mut self, pane: Focus, lines: isize, shared: &Shared) {
        self.seen = None;
        let height = self.height(pane, shared);
        match pane {
            Focus::Buses => {
                self.buses.selection.scroll(lines, self.buses.rows.len(), height);
                self.take_bus(shared);
            }
            Focus::Rules => {
                self.rules.selection.scroll(lines, self.rules.rows.len(), height);
                self.take_rule(shared);
            }
            Focus::Detail => self.scroll.by(lines, self.detail.len(), height),
        }
    }

    /// The thumb of a pane's scroll bar is drawn to a row.
    fn drag(&mut self, pane: Focus, row: usize, shared: &Shared) {
        self.seen = None;
        let height = self.height(pane, shared);
        match pane {
            Focus::Buses => {
                self.buses.selection.drag(row, self.buses.rows.len(), height);
                self.take_bus(shared);
            }
            Focus::Rules => {
                self.rules.selection.drag(row, self.rules.rows.len(), height);
                self.take_rule(shared);
            }
            Focus::Detail => self.scroll.top = Scroll::dragged(row, self.detail.len(), height),
        }
    }

    /// A click on the titles of the rules' columns, `x` cells from where the first begins, sorts by that one;
    /// once more, the other way round.
    fn sort_by_title(&mut self, x: usize, width: u16) {
        let layout::Columns { name, state, kind, targets, .. } = layout::columns(width);
        let sorts = [Sort::Name, Sort::State, Sort::Kind, Sort::Targets];
        let at = column_at(&[name, state, kind, targets], 1, x);
        if let Some(sort) = at.and_then(|at| sorts.get(at)) {
            self.reversed = *sort == self.sort && !self.reversed;
            self.sort = *sort;
        }
    }

    /// How many lines a pane has.
    fn rows_of(&self, pane: Focus) -> usize {
        match pane {
            Focus::Buses => self.buses.rows.len(),
            Focus::Rules => self.rules.rows.len(),
            Focus::Detail => self.detail.len(),
        }
    }

    /// A click on a row of the screen; `first` is that of the pane's first line.
    fn click(&mut self, pane: Focus, row: u16, first: u16, shared: &Shared) {
        let (len, height) = (self.rows_of(pane), self.height(pane, shared));
        match pane {
            Focus::Buses => {
                if let Some(at) = self.buses.selection.row_at(row, first, len, height) {
                    self.buses.selection.select(at, len, height);
                    self.take_bus(shared);
                }
            }
            Focus::Rules => {
                if let Some(at) = self.rules.selection.row_at(row, first, len, height) {
                    self.rules.selection.select(at, len, height);
                    self.take_rule(shared);
                }
            }
            Focus::Detail => {}
        }
    }
}
