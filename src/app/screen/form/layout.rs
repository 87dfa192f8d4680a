//! Where the fields of a form lie: one below the other, those with lines as tall as what stands in them, and
//! what is said about the field below all of them.

use super::FormView;
use crate::app::layout;
use ratatui::layout::Rect;

/// Columns of the labels.
const LABEL: u16 = 20;
/// Rows of what is said about a field.
const NOTES: u16 = 6;
/// Rows of a field with lines, at most.
const LINES: u16 = 8;

/// Where everything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The frame around the fields.
    pub frame: Rect,
    /// What is said about the field.
    pub notes: Rect,
    /// The fields in view.
    pub fields: Vec<FieldPlace>,
    /// The first of them.
    pub top: usize,
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
pub fn layout(view: &FormView, size: (u16, u16)) -> Place {
    let body = layout::frame(size).body;
    let frame = Rect { height: body.height.saturating_sub(NOTES), ..body };
    let notes = Rect { y: frame.bottom(), height: body.height - frame.height, ..body };
    let inner = Rect {
        x: frame.x + 2,
        y: frame.y + 1,
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    };
    let width = inner.width.saturating_sub(LABEL);
    let tall = |at: usize| -> u16 {
        let Some(entry) = view.form.entries.get(at) else { return 1 };
        if !entry.slot.has_lines() {
            return 1;
        }
        let rows: usize = view.editors.get(at).map_or(1, |editor| {
            editor.text().lines().map(|line| line.len() / usize::from(width.max(1)) + 1).sum()
        });
        u16::try_from(rows).unwrap_or(LINES).clamp(1, LINES)
    };
    let mut top = view.top.min(view.at);
    while (top..=view.at).map(tall).sum::<u16>() > inner.height && top < view.at {
        top += 1;
    }
    let mut fields = Vec::new();
    let mut y = inner.y;
    for at in top..view.editors.len() {
        let height = tall(at).min(inner.bottom().saturating_sub(y));
        if height == 0 {
            break;
        }
        let area = Rect { y, height, ..inner };
        fields.push(FieldPlace { at, area, text: Rect { x: area.x + LABEL, width, ..area } });
        y += height;
    }
    Place { frame, notes, fields, top }
}
