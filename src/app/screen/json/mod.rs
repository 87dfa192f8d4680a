//! Raw JSON with search: a rule, a bus, an event, whatever else there is to read as it is.

mod commands;

use crate::app::effect::Effect;
use crate::app::layout;
use crate::app::page::{Page, Role, Scroll, json};
use crate::app::prompt::{Prompt, SearchKey, search_key, search_paste};
use crate::app::shared::Shared;
use crate::app::step::{Step, Title};
use crate::json::Document;
use crate::text::counted;
use crossterm::event::{KeyEvent, MouseEvent, MouseEventKind};

/// Columns that one step to the side moves.
const SIDE: usize = 8;

/// Raw JSON.
#[derive(Debug, Default)]
pub struct JsonView {
    /// The lines in view.
    pub scroll: Scroll,
    /// Columns hidden at the left.
    pub left: usize,
    /// What is drawn: wrapped where that is asked for, with what was found marked.
    pub page: Page,
    title: String,
    text: String,
    fault: Option<String>,
    plain: Page,
    wrap: bool,
    prompt: Option<Prompt>,
    query: String,
    found: Vec<Hit>,
    current: usize,
    width: usize,
}

/// A place found: its line in the unwrapped page, and its characters there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hit {
    line: usize,
    from: usize,
    to: usize,
}

impl JsonView {
    /// A view of `text`, laid out with one value a line, and texts that hold JSON themselves, such as a
    /// rule's pattern, laid out in their place; what is not JSON is shown as it is, and said to be none.
    /// Copied is what there is.
    pub fn open(title: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let (plain, fault) = match Document::parse(text.as_str()) {
            Ok(document) => (json::colored(&json::unescaped(document.root())), None),
            Err(error) => (json::colored(&text), Some(error.to_string())),
        };
        Self { title: title.into(), text, fault, page: plain.clone(), plain, wrap: true, ..Self::default() }
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        let lines = self.plain.len();
        let mut counts = match &self.fault {
            Some(_) => "not JSON, as it came".to_owned(),
            None => counted(lines, "line", "lines"),
        };
        if !self.query.is_empty() {
            let at = if self.found.is_empty() { 0 } else { self.current + 1 };
            counts = format!("{counts} · {at} of {} found", self.found.len());
        }
        Title { place: format!("{} › JSON", self.title), counts }
    }

    /// True while a search is on.
    pub fn is_searched(&self) -> bool {
        !self.query.is_empty()
    }

    /// Why the text is not JSON.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    fn widest(&self) -> usize {
        self.page.lines().iter().map(crate::app::page::Line::width).max().unwrap_or(0)
    }

    /// Looks for a text, and goes to the first place at or below the top of the window.
    fn search(&mut self, query: &str, shared: &Shared) {
        query.clone_into(&mut self.query);
        let hit = |(line, from, to)| Hit { line, from, to };
        self.found = self.plain.places(query).into_iter().map(hit).collect();
        self.current = if self.wrap {
            0
        } else {
            self.found.iter().position(|place| place.line >= self.scroll.top).unwrap_or(0)
        };
        self.lay_out();
        self.show_current(shared);
    }

    /// Marks what was found, and wraps.
    fn lay_out(&mut self) {
        let mut page = self.plain.clone();
        for (n, place) in self.found.iter().enumerate() {
            let role = if n == self.current { Role::Selected } else { Role::Found };
            page.mark(place.line, place.from, place.to, role);
        }
        self.page = if self.wrap { page.wrapped(self.width) } else { page };
    }

    fn show_current(&mut self, shared: &Shared) {
        let selected =
            |line: &crate::app::page::Line| line.spans().iter().any(|span| span.role() == Role::Selected);
        let Some(row) = self.page.lines().iter().position(selected) else { return };
        let height = height(shared);
        self.scroll.show(row, height);
        self.scroll.clamp(self.page.len(), height);
        if let Some(place) = self.found.get(self.current).filter(|_| !self.wrap) {
            if place.to > self.left + self.width {
                self.left = place.to.saturating_sub(self.width / 2);
            } else if place.from < self.left {
                self.left = place.from.saturating_sub(SIDE);
            }
        }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.prompt.is_some()
    }

    pub(super) fn key(&mut self, key: KeyEvent, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        match search_key(&mut self.prompt, key, &shared.keymap) {
            SearchKey::By(text) => self.search(&text, shared),
            SearchKey::Nothing => self.search("", shared),
            SearchKey::Same => {}
            SearchKey::Move(to) if to.lines(1) < 0 => {
                self.go_to_found(self.found.len().saturating_sub(1), shared);
            }
            SearchKey::Move(_) => self.go_to_found(1, shared),
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        if let Some(text) = search_paste(&mut self.prompt, text) {
            self.search(&text, shared);
        }
        Step::Stay
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(super) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let body = layout::frame(shared.size).body;
        if let Some(row) = layout::on_bar(body, self.page.len(), mouse, shared.pointer.last_press()) {
            self.scroll.top = Scroll::dragged(row, self.page.len(), height(shared));
            return Step::Stay;
        }
        let by = match mouse.kind {
            MouseEventKind::ScrollDown => 3,
            MouseEventKind::ScrollUp => -3,
            _ => return Step::Stay,
        };
        self.scroll.by(by, self.page.len(), height(shared));
        Step::Stay
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, _: &mut Vec<Effect>) {
        let width = usize::from(shared.size.0.saturating_sub(4));
        if self.width != width {
            self.width = width;
            self.lay_out();
        }
        self.scroll.clamp(self.page.len(), height(shared));
    }
}

/// Lines that fit into the pane.
fn height(shared: &Shared) -> usize {
    usize::from(layout::frame(shared.size).body.height.saturating_sub(2))
}
