//! Where the workbench's panes are: a pure function of the body's size, for drawing, mouse hits and page
//! sizes.

use ratatui::layout::Rect;

/// Columns at which a third pane fits beside the two.
const WIDE: u16 = 150;
/// Columns for the verdict marks, at the right of a text.
const MARKS: u16 = 2;
/// Columns that a text must keep beside the numbers of its lines.
const TEXT: u16 = 24;

/// The panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The pattern.
    pub pattern: Pane,
    /// The event; `None` where the targets' input has its place.
    pub event: Option<Pane>,
    /// What the targets would receive, while that is shown.
    pub inputs: Option<Pane>,
    /// The verdict and all that is said about it.
    pub status: Rect,
}

/// A bordered pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pane {
    /// With its border.
    pub frame: Rect,
    /// The numbers of the lines; no columns where there is no room.
    pub numbers: Rect,
    /// The text in it.
    pub text: Rect,
    /// The marks beside the text.
    pub marks: Rect,
}

impl Pane {
    fn new(frame: Rect, lines: usize) -> Self {
        let inner = Rect::new(
            frame.x + 1,
            frame.y + 1,
            frame.width.saturating_sub(2),
            frame.height.saturating_sub(2),
        );
        let marks = MARKS.min(inner.width);
        let digits = u16::try_from(lines.max(10).ilog10() + 1).unwrap_or(u16::MAX);
        let numbers = if inner.width > TEXT + marks + digits { digits + 1 } else { 0 };
        let text = Rect { x: inner.x + numbers, width: inner.width - marks - numbers, ..inner };
        Self {
            frame,
            numbers: Rect { width: numbers, ..inner },
            text,
            marks: Rect { x: text.right(), width: marks, ..inner },
        }
    }

    /// The same pane as text alone, without columns for numbers and marks.
    #[must_use]
    pub fn whole(self) -> Rect {
        Rect {
            x: self.numbers.x,
            width: self.numbers.width + self.text.width + self.marks.width,
            ..self.text
        }
    }
}

impl Layout {
    /// Where the lines of what is said are, without the column of their scroll bar.
    pub fn message_area(&self) -> Rect {
        Rect { width: self.status.width.saturating_sub(1), ..self.status }
    }

    /// What their scroll bar is at the right border of: they have none, so its track is as high as they are.
    pub fn message_scroll_bar(&self) -> Rect {
        let status = self.status;
        Rect { y: status.y.saturating_sub(1), height: status.height + 2, ..status }
    }
}

/// Lays the panes out in `body`; `lines` has how many lines the pattern and the event have.
pub fn layout(body: Rect, inputs: bool, lines: (usize, usize)) -> Layout {
    let below = match body.height {
        0..=29 => 6,
        30..=44 => 9,
        _ => 14,
    };
    let below = below.min(body.height / 2);
    let above = body.height - below;
    let status = Rect::new(body.x + 1, body.y + above, body.width.saturating_sub(2), below);
    let column = |x: u16, width: u16, lines| Pane::new(Rect::new(x, body.y, width, above), lines);
    if inputs && body.width >= WIDE {
        let third = body.width / 3;
        let rest = body.width - 2 * third;
        return Layout {
            pattern: column(body.x, third, lines.0),
            event: Some(column(body.x + third, third, lines.1)),
            inputs: Some(column(body.x + 2 * third, rest, 0)),
            status,
        };
    }
    let half = body.width / 2;
    let right = column(body.x + half, body.width - half, lines.1);
    Layout {
        pattern: column(body.x, half, lines.0),
        event: (!inputs).then_some(right),
        inputs: inputs.then_some(right),
        status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panes_share_the_body_without_gap_or_overlap() {
        for (width, height) in [(80, 22), (81, 23), (120, 38), (200, 58), (151, 29), (8, 3), (0, 0)] {
            let body = Rect::new(0, 1, width, height);
            for inputs in [false, true] {
                let laid = layout(body, inputs, (3, 1_000));
                let panes: Vec<_> =
                    [Some(laid.pattern), laid.event, laid.inputs].into_iter().flatten().collect();
                assert_eq!(panes.iter().map(|pane| pane.frame.width).sum::<u16>(), width);
                assert!(panes.iter().all(|pane| pane.frame.height + laid.status.height == height));
                assert_eq!(panes.len(), if inputs && width >= WIDE { 3 } else { 2 });
            }
        }
    }
}
