//! Where the three panes lie: a pure function, used by drawing, by page sizes and by mouse hits.
//!
//! From 110 columns on all three stand side by side. Below that there is room for two, and the detail takes
//! the whole width when it is gone into, as it does everywhere when it is asked for.

use super::Focus;
use crate::app::layout;
use ratatui::layout::Rect;

/// Columns from which on all three panes are shown.
const THREE: u16 = 110;

/// The panes that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The buses.
    pub buses: Option<Rect>,
    /// The rules.
    pub rules: Option<Rect>,
    /// The detail of what is selected.
    pub detail: Option<Rect>,
}

/// Where the panes are.
pub fn panes(size: (u16, u16), focus: Focus, full: bool) -> Panes {
    let body = layout::frame(size).body;
    if full || (focus == Focus::Detail && body.width < THREE) {
        return Panes { detail: Some(body), ..Panes::default() };
    }
    let three = body.width >= THREE;
    let buses = (body.width / 7).clamp(18, 30).min(body.width);
    let rest = body.width - buses;
    let rules = if three { rest * 12 / 25 } else { rest };
    let column = |x: u16, width: u16| Rect::new(body.x + x, body.y, width, body.height);
    Panes {
        buses: Some(column(0, buses)),
        rules: Some(column(buses, rules)),
        detail: three.then(|| column(buses + rules, rest - rules)),
    }
}

impl Panes {
    /// The area of a pane, where it is shown.
    pub fn of(&self, focus: Focus) -> Option<Rect> {
        match focus {
            Focus::Buses => self.buses,
            Focus::Rules => self.rules,
            Focus::Detail => self.detail,
        }
    }

    /// What of a pane its scroll bar stands beside, with one row above.
    pub(super) fn bar(&self, focus: Focus) -> Option<Rect> {
        match focus {
            Focus::Buses | Focus::Detail => self.of(focus),
            Focus::Rules => self.rules.map(layout::below_titles),
        }
    }

    /// The pane at this place.
    pub fn at(&self, x: u16, y: u16) -> Option<Focus> {
        let hit = |area: Option<Rect>| area.is_some_and(|area| area.contains((x, y).into()));
        Focus::ALL.into_iter().find(|focus| hit(self.of(*focus)))
    }
}

/// Rows of a list pane: its area without the border, and for the rules without the line of column titles.
pub fn rows(area: Rect, focus: Focus) -> usize {
    let titles = u16::from(focus == Focus::Rules);
    usize::from(area.height.saturating_sub(2 + titles))
}

/// Columns for the text of the detail pane.
pub fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

/// The columns of the rules' table. Each is followed by one blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The name.
    pub name: usize,
    /// Glyph and word of the state.
    pub state: usize,
    /// The kind.
    pub kind: usize,
    /// The number of targets.
    pub targets: usize,
    /// Who manages it; 0 when there is no room, and then the kind says so.
    pub managed: usize,
    /// The description; 0 when there is no room.
    pub description: usize,
}

/// The columns that fit into a pane this wide, border included.
pub fn columns(width: u16) -> Columns {
    let inner = usize::from(width.saturating_sub(2));
    let (state, kind, targets) = (6, 7, 4);
    // mark and problem in front, one blank after each column
    let rest = inner.saturating_sub(2 + state + 1 + kind + 1 + targets + 1 + 1);
    let managed = if rest >= 48 { 14 } else { 0 };
    let rest = rest - if managed > 0 { managed + 1 } else { 0 };
    let description = if rest >= 70 { rest - 46 } else { 0 };
    let name = rest - if description > 0 { description + 1 } else { 0 };
    Columns { name, state, kind, targets, managed, description }
}

#[cfg(test)]
mod tests {
    use super::{Focus, Panes, columns, panes};

    #[test]
    fn the_panes_cover_the_body_and_the_detail_is_never_lost() {
        for width in [80, 109, 110, 120, 200, 400] {
            for focus in Focus::ALL {
                let Panes { buses, rules, detail } = panes((width, 24), focus, false);
                let covered: u16 = [buses, rules, detail].into_iter().flatten().map(|area| area.width).sum();
                assert_eq!(covered, width);
                assert!(panes((width, 24), focus, false).of(focus).is_some(), "{focus:?} at {width}");
            }
        }
        assert_eq!(panes((80, 24), Focus::Detail, false).buses, None);
        assert_eq!(panes((200, 24), Focus::Rules, true).rules, None);
    }

    #[test]
    fn the_columns_fill_the_pane() {
        for width in [40, 62, 90, 120, 160] {
            let c = columns(width);
            let gaps = 6 + usize::from(c.managed > 0) + usize::from(c.description > 0);
            let used = c.name + c.state + c.kind + c.targets + c.managed + c.description + gaps;
            assert_eq!(used, usize::from(width) - 2, "{width}: {c:?}");
        }
    }
}
