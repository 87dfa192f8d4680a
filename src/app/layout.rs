//! Where things are on the screen: pure functions of the size, used by drawing and by `update` (page sizes,
//! mouse hits). Each screen keeps its own panes' layout beside its state; what all screens share is here.

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
