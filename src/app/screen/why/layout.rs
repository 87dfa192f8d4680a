//! Where the ladder and its evidence lie: one above the other, or side by side where there is room.

use super::Why;
use crate::app::layout;
use ratatui::layout::Rect;

/// Columns from which on the evidence stands beside the ladder.
const BESIDE: u16 = 150;

/// The two panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The ladder.
    pub ladder: Rect,
    /// What the selected row rests on.
    pub evidence: Rect,
}

impl Panes {
    /// Rows of the ladder that fit.
    pub fn ladder_rows(&self) -> usize {
        usize::from(self.ladder.height.saturating_sub(2))
    }

    /// Lines of evidence that fit.
    pub(super) fn evidence_rows(&self) -> usize {
        usize::from(self.evidence.height.saturating_sub(2))
    }

    /// Columns of evidence that fit.
    pub(super) fn evidence_width(&self) -> usize {
        usize::from(self.evidence.width.saturating_sub(4))
    }
}

impl Why {
    /// Where the panes are.
    pub fn panes(&self) -> Panes {
        let body = layout::frame(self.size).body;
        if body.width >= BESIDE {
            let left = body.width / 2;
            return Panes {
                ladder: Rect { width: left, ..body },
                evidence: Rect { x: body.x + left, width: body.width - left, ..body },
            };
        }
        // All seven rungs and a few findings, and the rest for what they rest on.
        let above = (body.height / 2).max(9).min(body.height);
        Panes {
            ladder: Rect { height: above, ..body },
            evidence: Rect { y: body.y + above, height: body.height - above, ..body },
        }
    }
}
