//! Where the fields of a form lie: one below the other, those with lines as tall as what stands in them, and
//! what is said about the field below all of them.

use super::FormView;
use crate::app::form::Slot;
use crate::app::layout;
use ratatui::layout::{Position, Rect};

/// Columns of the labels.
pub const LABEL: u16 = 22;
/// Rows of what is said about a field, frame included, at least and at most.
const NOTES: (u16, u16) = (4, 14);
/// Columns from which what comes of the event stands beside the fields.
const WIDE: u16 = 120;
/// Rows of a field of one line, such as a long ARN, at most.
const ONE_LINE: u16 = 5;
/// Rows of a field with lines, at most.
const LINES: u16 = 8;

/// Where everything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLayout {
    /// The frame around the fields.
    pub frame: Rect,
    /// What is said about the field.
    pub notes: Rect,
    /// What comes of the event that the form is tried on, where that has a pane of its own.
    pub outcome: Option<Rect>,
    /// The fields in view.
    pub fields: Vec<FieldPlace>,
    /// The first of them.
    pub top: usize,
    /// How many fields stand above that one, and how many are shown in all.
    pub scrolled: (usize, usize),
}

impl FormLayout {
    /// Whether a cell is on what comes of the event, or on what is said below the fields where that has no
    /// pane.
    pub(super) fn is_on_outcome(&self, column: u16, row: u16) -> bool {
        self.outcome.unwrap_or(self.notes).contains(Position { x: column, y: row })
    }
}

/// Where a field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlace {
    /// Which field.
    pub at: usize,
    /// Label and text.
    pub area: Rect,
    /// The text.
    pub text: Rect,
}

/// The places at this size; the field that the keys go to is in view.
pub fn layout(view: &FormView, size: (u16, u16)) -> FormLayout {
    let whole = layout::frame(size).body;
    let side = view.tries() && whole.width >= WIDE;
    let body = if side { Rect { width: whole.width * 11 / 20, ..whole } } else { whole };
    let outcome = side.then(|| Rect { x: body.right(), width: whole.width - body.width, ..whole });
    let wanted = if !side && view.is_tried_here() { body.height / 2 } else { body.height / 3 };
    let notes = wanted.clamp(NOTES.0, NOTES.1).min(body.height);
    let frame = Rect { height: body.height - notes, ..body };
    let notes = Rect { y: frame.bottom(), height: body.height - frame.height, ..body };
    let inner = Rect {
        x: frame.x + 2,
        y: frame.y + 1,
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    };
    let width = inner.width.saturating_sub(LABEL);
    let tall = |at: usize| -> u16 {
        let (Some(entry), Some(editor)) = (view.form.entries.get(at), view.editors.get(at)) else { return 1 };
        // What matters of an ARN is shown in one row, and the whole of it where the keys go.
        if entry.slot.is_secret() || (at != view.at && entry.slot.is_arn()) {
            return 1;
        }
        let rows = editor.rows_in(usize::from(width));
        let most = if !entry.slot.has_lines() {
            ONE_LINE
        } else if matches!(entry.slot, Slot::Event | Slot::Policy) {
            inner.height.saturating_sub(2).max(LINES)
        } else {
            LINES
        };
        u16::try_from(rows).unwrap_or(most).clamp(1, most)
    };
    let shown = view.visible_fields();
    let here = shown.iter().position(|at| *at >= view.at).unwrap_or(0);
    let mut above = shown.iter().position(|at| *at >= view.top).unwrap_or(0).min(here);
    let height = |from: usize| shown.iter().take(here + 1).skip(from).map(|at| tall(*at)).sum::<u16>();
    while height(above) > inner.height && above < here {
        above += 1;
    }
    let mut fields = Vec::new();
    let mut y = inner.y;
    for at in shown.iter().skip(above).copied() {
        let height = tall(at).min(inner.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        let area = Rect { y, height, ..inner };
        fields.push(FieldPlace { at, area, text: Rect { x: area.x + LABEL, width, ..area } });
        y += height;
    }
    let top = shown.get(above).copied().unwrap_or(0);
    FormLayout { frame, notes, outcome, fields, top, scrolled: (above, shown.len()) }
}
