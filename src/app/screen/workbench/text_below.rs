//! What is said below the panes, while it is read line by line: scrolled, selected and copied.

use super::inputs::INPUTS;
use super::keys::movement;
use super::{Focus, Workbench};
use crate::app::command::{Context, HOW_TO_SELECT, Id};
use crate::app::keymap::Keymap;
use crate::app::page::{Page, Scroll};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::text::counted;
use crossterm::event::{KeyEvent, KeyModifiers};
use std::ops::RangeInclusive;

/// Where one is in the lines below the panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// The lines in view.
    pub scroll: Scroll,
    /// The line that the keys are at, and the other end of what is selected.
    cursor: usize,
    anchor: usize,
}

impl Below {
    /// How many more lines there are than are shown, and which key leads to them.
    pub fn more(lines: usize, keymap: &Keymap) -> String {
        let key = keymap.name(Id::ReadBelow, Context::Workbench);
        format!(" … {}: {key} ", counted(lines, "more line", "more lines"))
    }

    /// The lines that are selected.
    pub fn selected(&self) -> RangeInclusive<usize> {
        self.cursor.min(self.anchor)..=self.cursor.max(self.anchor)
    }
}

impl Workbench {
    /// Where one is in the lines below the panes.
    pub fn below(&self) -> &Below {
        &self.below
    }

    /// The keys go to the lines below the panes, or back to the pattern.
    pub(super) fn read_below(&mut self) {
        self.focus = if self.focus == Focus::Below { Focus::Pattern } else { Focus::Below };
        self.below = Below::default();
    }

    fn page(&self, shared: &Shared) -> Page {
        self.status(shared, usize::from(self.layout(shared).message_area().width))
    }

    /// How many lines are said.
    pub(super) fn lines_below(&self, shared: &Shared) -> usize {
        self.page(shared).len()
    }

    /// Keeps what is shown within what is said.
    pub(super) fn refresh_below(&mut self, shared: &Shared) {
        if self.focus != Focus::Below && self.below == Below::default() {
            return;
        }
        let (lines, height) =
            (self.lines_below(shared), usize::from(self.layout(shared).message_area().height));
        let last = lines.saturating_sub(1);
        self.below.cursor = self.below.cursor.min(last);
        self.below.anchor = self.below.anchor.min(last);
        self.below.scroll.clamp(lines, height);
    }

    pub(super) fn below_key(&mut self, key: KeyEvent, shared: &Shared) {
        let height = usize::from(self.layout(shared).message_area().height);
        let Some(by) = movement(key.code).map(|to| to.lines(height)) else { return };
        let last = self.lines_below(shared).saturating_sub(1);
        self.below.cursor = self.below.cursor.saturating_add_signed(by).min(last);
        if !key.modifiers.contains(KeyModifiers::SHIFT) {
            self.below.anchor = self.below.cursor;
        }
        self.below.scroll.show(self.below.cursor, height);
    }

    /// The wheel over the lines below the panes.
    pub(super) fn below_wheel(&mut self, rows: isize, shared: &Shared) {
        let (lines, height) =
            (self.lines_below(shared), usize::from(self.layout(shared).message_area().height));
        self.below.scroll.by(rows, lines, height);
    }

    /// The thumb of their scroll bar is drawn to a row.
    pub(super) fn below_drag(&mut self, row: usize, shared: &Shared) {
        let height = usize::from(self.layout(shared).message_area().height);
        self.below.scroll.top = Scroll::dragged(row, self.lines_below(shared), height);
    }

    /// The mouse was pressed on a row of them, or drawn to it.
    pub(super) fn below_press(&mut self, row: usize, drawn: bool, shared: &Shared) {
        let last = self.lines_below(shared).saturating_sub(1);
        self.focus = Focus::Below;
        self.below.cursor = (self.below.scroll.top + row).min(last);
        if !drawn {
            self.below.anchor = self.below.cursor;
        }
    }

    /// Copies what is selected in the pane that the keys go to; where nothing is, all of it.
    pub(super) fn copy(&mut self, shared: &Shared) -> Step {
        let (what, text) = match self.focus {
            Focus::Below => {
                let page = self.page(shared);
                let lines = self.below.selected();
                let chosen: Vec<_> = page
                    .lines()
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| lines.contains(at))
                    .map(|(_, line)| line.plain().trim_end().to_owned())
                    .collect();
                ("the selected lines", chosen.join("\n"))
            }
            Focus::Inputs => (INPUTS, self.inputs.as_ref().map_or_else(String::new, |it| it.page.plain())),
            Focus::Pattern | Focus::Event => {
                let whole = if self.focus == Focus::Pattern { "the pattern" } else { "the event" };
                let editor = &self.focused().editor;
                match editor.selected() {
                    Some(selected) => ("what is selected", selected.to_owned()),
                    None => (whole, editor.text().to_owned()),
                }
            }
        };
        Step::Copy { what, text }
    }

    /// Copies what is selected and takes it out of the text.
    pub(super) fn cut(&mut self, shared: &mut Shared) -> Step {
        if !matches!(self.focus, Focus::Pattern | Focus::Event) || !self.editable(shared) {
            return Step::Stay;
        }
        let editor = &mut self.focused().editor;
        let Some(text) = editor.selected().map(str::to_owned) else {
            shared.notify(Level::Info, format!("Nothing is selected: {HOW_TO_SELECT}."));
            return Step::Stay;
        };
        editor.erase_selection();
        Step::Copy { what: "what was cut out", text }
    }
}
