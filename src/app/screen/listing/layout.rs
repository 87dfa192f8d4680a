//! Where a listing's rows and columns are, and what the mouse does there.

use super::ListingView;
use crate::app::layout::{self, column_at};
use crate::app::listing::STATE;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::text::{safe, width};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Blanks after each column.
pub const COLUMN_GAP: usize = 2;
/// Columns of a day with its time.
const TIME: usize = 16;
/// Columns that leave a name to be told.
const NAME: usize = 12;

/// Columns without which a name cannot be told.
const LEAST_NAME: usize = 10;

/// Narrows the widest columns until all fit into the room, those of words first.
fn narrow(widths: &mut [usize], words: &[bool], room: usize) {
    for (least, all) in [(TIME, true), (NAME, false), (NAME / 2, false), (1, true)] {
        while widths.iter().sum::<usize>() > room {
            let columns = widths.iter_mut().zip(words);
            let columns = columns.filter(|(wide, words)| **wide > least && (all || **words));
            let Some((widest, _)) = columns.max_by_key(|(wide, _)| **wide) else { break };
            *widest -= 1;
        }
    }
}

impl ListingView {
    /// How wide the columns are in a pane of that width, border included: each as wide as its widest text,
    /// then the widest ones narrowed until all fit. Where that would leave no name to be told, the last ones
    /// are not shown, and have no width; opening a row tells all of it.
    pub fn widths(&self, pane: u16) -> Vec<usize> {
        let titles = self.about().columns;
        let mut wanted: Vec<usize> = titles.iter().map(|title| title.len() + 1).collect();
        for row in &self.rows {
            for (wide, text) in wanted.iter_mut().zip(&row.cells) {
                *wide = (*wide).max(width(&safe(text)));
            }
        }
        // Names and reasons first: a cut time, number or state says nothing.
        let is_words = |at: usize| {
            let is_text = |cell: &String| cell.contains(char::is_alphabetic) || width(&safe(cell)) > TIME;
            at != STATE && self.rows.iter().filter_map(|row| row.cells.get(at)).any(is_text)
        };
        let words: Vec<bool> = (0..wanted.len()).map(is_words).collect();
        let name = wanted.first().copied().unwrap_or_default().min(LEAST_NAME);
        let mut shown = wanted.len();
        // A column at the end that no row has anything for takes no room.
        if self.rows.iter().all(|row| row.cells.get(shown - 1).is_none_or(String::is_empty))
            && !self.rows.is_empty()
        {
            shown -= 1;
        }
        loop {
            let room = usize::from(pane.saturating_sub(5)).saturating_sub(COLUMN_GAP * shown);
            let mut widths: Vec<usize> = wanted.iter().take(shown).copied().collect();
            narrow(&mut widths, &words, room);
            if shown <= STATE + 1 || widths.first().is_none_or(|wide| *wide >= name) {
                widths.resize(wanted.len(), 0);
                return widths;
            }
            shown -= 1;
        }
    }

    /// A click on the title of a column sorts by it; once more, the other way round.
    fn sort_by_title(&mut self, x: usize, pane: u16) {
        if let Some(at) = column_at(&self.widths(pane), COLUMN_GAP, x) {
            self.reversed = at == self.sort && !self.reversed;
            self.sort = at;
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let body = layout::frame(shared.size).body;
        let (len, height) = (self.shown.len(), height(shared));
        if let Some(row) = layout::on_bar(layout::below_titles(body), len, mouse, shared.pointer.last_press())
        {
            self.selection.drag(row, len, height);
            self.take();
            return Step::Stay;
        }
        match mouse.kind {
            MouseEventKind::ScrollDown => self.selection.scroll(3, len, height),
            MouseEventKind::ScrollUp => self.selection.scroll(-3, len, height),
            MouseEventKind::Down(MouseButton::Left) if mouse.row == body.y + 1 && len > 0 => {
                if let Some(column) = mouse.column.checked_sub(body.x + 3) {
                    self.sort_by_title(usize::from(column), body.width);
                }
                shared.pointer.forget_press();
                return Step::Stay;
            }
            MouseEventKind::Down(MouseButton::Left) => {
                if let Some(row) = self.selection.row_at(mouse.row, body.y + 2, len, height) {
                    self.selection.select(row, len, height);
                }
            }
            _ => return Step::Stay,
        }
        self.take();
        Step::Stay
    }
}

/// Rows that fit: the body without the border and the column titles.
pub(super) fn height(shared: &Shared) -> usize {
    usize::from(layout::frame(shared.size).body.height.saturating_sub(3))
}
