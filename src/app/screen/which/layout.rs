//! Where the rules and the reason of the selected one lie.

use super::Which;
use crate::app::layout;
use ratatui::layout::Rect;

/// Lines of the lower pane, its border among them.
const REASON: u16 = 7;

/// The two panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The rules.
    pub rules: Rect,
    /// The reason of the selected one.
    pub reason: Rect,
}

impl Panes {
    /// Rules that fit.
    pub fn rows(&self) -> usize {
        usize::from(self.rules.height.saturating_sub(2))
    }
}

impl Which {
    /// Where the panes are.
    pub fn panes(&self) -> Panes {
        let body = layout::frame(self.size).body;
        let below = REASON.min(body.height / 2);
        let above = body.height - below;
        Panes {
            rules: Rect { height: above, ..body },
            reason: Rect { y: body.y + above, height: below, ..body },
        }
    }
}
