//! Where things are on the screen: pure functions of the size, used by drawing and by `update` (page sizes,
//! mouse hits). Each screen keeps its own panes' layout beside its state; what all screens share is here.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

/// Columns and rows below which only a sentence is shown.
pub const SMALLEST: (u16, u16) = (60, 15);

/// The three parts of every screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The top line: whose account this is, where we are.
    pub header: Rect,
    /// Everything between.
    pub body: Rect,
    /// The footer: the keys that matter here, or a notice.
    pub footer: Rect,
}

/// True when the terminal is too small for any screen.
pub fn is_too_small((width, height): (u16, u16)) -> bool {
    width < SMALLEST.0 || height < SMALLEST.1
}

/// The parts at this size.
pub fn frame((width, height): (u16, u16)) -> Frame {
    let body = height.saturating_sub(2);
    Frame {
        header: Rect::new(0, 0, width, height.min(1)),
        body: Rect::new(0, height.min(1), width, body),
        footer: Rect::new(0, height.saturating_sub(1), width, height.saturating_sub(1).min(1)),
    }
}

/// What a pane is below the titles of its columns, with the row of the titles in the place of the border.
pub fn below_titles(pane: Rect) -> Rect {
    Rect { y: pane.y.saturating_add(1), height: pane.height.saturating_sub(1), ..pane }
}

/// Which column of a table a cell is in, `x` cells from where the first begins; columns without a width are
/// not shown.
pub fn column_at(widths: &[usize], gap: usize, x: usize) -> Option<usize> {
    let mut from = 0;
    for (at, width) in widths.iter().enumerate().filter(|(_, width)| **width > 0) {
        if (from..from + width).contains(&x) {
            return Some(at);
        }
        from += width + gap;
    }
    None
}

/// The row of the track of the scroll bar at the right border of `area`, while the button is down that was
/// pressed on it; `pressed` is the cell of that press. There is no bar where all of the `len` lines are in
/// view.
pub fn on_bar(area: Rect, len: usize, mouse: MouseEvent, pressed: Option<(u16, u16)>) -> Option<usize> {
    let held = matches!(
        mouse.kind,
        MouseEventKind::Down(MouseButton::Left) | MouseEventKind::Drag(MouseButton::Left)
    );
    let track = area.y + 1..(area.y + 1).max(area.bottom().saturating_sub(1));
    let on_it = |(column, row)| area.width > 0 && column == area.right() - 1 && track.contains(&row);
    let is_drawn = len > track.len();
    // The thumb stays in the hand beyond the ends of its track.
    let row = mouse.row.clamp(track.start, track.end.max(track.start + 1) - 1) - track.start;
    (held && is_drawn && pressed.is_some_and(on_it)).then_some(usize::from(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyModifiers;

    #[test]
    fn a_bar_is_held_from_where_it_was_pressed_and_only_where_it_is_drawn() {
        // A list of 5 rows above another one, with their borders.
        let (above, below) = (Rect::new(0, 0, 20, 7), Rect::new(0, 7, 20, 7));
        let at = |kind, row| MouseEvent { kind, column: 19, row, modifiers: KeyModifiers::NONE };
        let drag = |row| at(MouseEventKind::Drag(MouseButton::Left), row);
        let press = |row| at(MouseEventKind::Down(MouseButton::Left), row);
        assert_eq!(on_bar(above, 50, press(3), Some((19, 3))), Some(2));
        assert_eq!(on_bar(above, 5, press(3), Some((19, 3))), None, "all is in view: there is no bar");
        // Drawn on into the one below, it stays the one above.
        assert_eq!(on_bar(above, 50, drag(10), Some((19, 3))), Some(4));
        assert_eq!(on_bar(below, 50, drag(10), Some((19, 3))), None);
        assert_eq!(on_bar(below, 50, drag(2), Some((19, 10))), Some(0));
        assert_eq!(on_bar(above, 50, press(3), Some((18, 3))), None, "beside it");
        assert_eq!(on_bar(above, 50, press(0), Some((19, 0))), None, "the corner is no part of its track");
        assert_eq!(on_bar(Rect::default(), 50, press(0), Some((0, 0))), None);
    }
}
