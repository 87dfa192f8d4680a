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
    /// The bottom line: the keys that matter here, or a notice.
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

/// The row of the track of the scroll bar at the right border of `area`, while the button is down that was pressed
/// on it; `pressed` is the column of that press.
pub fn on_bar(area: Rect, mouse: MouseEvent, pressed: Option<u16>) -> Option<usize> {
    let held = matches!(
        mouse.kind,
        MouseEventKind::Down(MouseButton::Left) | MouseEventKind::Drag(MouseButton::Left)
    );
    let on_it = area.width > 0 && pressed == Some(area.right() - 1);
    let beside = (area.y..area.bottom()).contains(&mouse.row);
    (held && on_it && beside).then(|| usize::from(mouse.row.saturating_sub(area.y + 1)))
}
