//! The mouse's clicks in a row: a second one on the same cell soon after the first is a double click.

use crate::model::Millis;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Between the two presses of a double click at most, in milliseconds: what desktops take.
const DOUBLE: Millis = 500;

/// Where and when the left button was pressed last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pointer {
    last: Option<(u16, u16, Millis)>,
    clicks: u8,
}

impl Pointer {
    /// The mouse did something.
    pub(super) fn on_mouse(&mut self, mouse: MouseEvent, now: Millis) {
        if mouse.kind != MouseEventKind::Down(MouseButton::Left) {
            return;
        }
        let again = self.last.is_some_and(|(column, row, at)| {
            (column, row) == (mouse.column, mouse.row) && now - at <= DOUBLE && self.clicks == 1
        });
        self.clicks = if again { 2 } else { 1 };
        self.last = Some((mouse.column, mouse.row, now));
    }

    /// The column and row of the last press: what is drawn from a scroll bar goes on where it began.
    pub fn last_press(&self) -> Option<(u16, u16)> {
        self.last.map(|(column, row, _)| (column, row))
    }

    /// The last press was for something else than what a double click opens: it is not the first of one.
    pub fn forget_press(&mut self) {
        self.clicks = 0;
    }

    /// Which press in a row the last one was: 1, or 2 for a double click.
    pub fn clicks(&self) -> u8 {
        self.clicks
    }

    /// The last press was the second of a double click.
    pub fn is_double(&self) -> bool {
        self.clicks == 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyModifiers;

    #[test]
    fn two_presses_on_one_cell_within_half_a_second_are_a_double_click() {
        let mut pointer = Pointer::default();
        let press = |pointer: &mut Pointer, column, now| {
            let kind = MouseEventKind::Down(MouseButton::Left);
            pointer.on_mouse(MouseEvent { kind, column, row: 1, modifiers: KeyModifiers::NONE }, now);
            pointer.clicks()
        };
        let all = [(1, 0), (1, 400), (1, 500), (2, 600), (1, 700), (1, 1_300)];
        let clicks = all.map(|(column, now)| press(&mut pointer, column, now));
        assert_eq!(clicks, [1, 2, 1, 1, 1, 1], "a third press begins anew");
        pointer.forget_press();
        assert_eq!(press(&mut pointer, 1, 1_400), 1, "what was used up is not the first of two");
    }
}
