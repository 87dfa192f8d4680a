//! Raw JSON with search: a rule, a bus, an event, whatever else there is to read as it is.

use crate::app::command::{Context, Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::handler::{Commands, Handler};
use crate::app::layout;
use crate::app::page::{Page, Role, Scroll, json};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::prompt::{Prompt, SearchKey, search_key};
use crate::app::shared::{Level, Shared};
use crate::app::step::{CLEAR_SEARCH, Step, Title};
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

type Own = Handler<JsonView>;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Back, |it, shared, _| it.back(shared))
        .title(|it, _| it.is_searched().then(|| CLEAR_SEARCH.to_owned())),
    Own::steps(Id::BackOrQuit, |_, _, _| Step::Pop),
    Own::does(Id::Left, |it, _, _| it.left = it.left.saturating_sub(SIDE)),
    Own::does(Id::Right, |it, _, _| it.go_right()),
    Own::does(Id::Wrap, |it, shared, _| it.switch_wrapping(shared)),
    Own::does(Id::Filter, |it, shared, _| it.start_search(shared)).title(|_, _| Some("search".to_owned())),
    Own::does(Id::SearchNext, |it, shared, _| it.go_to_found(1, shared)).when(JsonView::needs_search),
    Own::does(Id::SearchPrev, |it, shared, _| it.go_to_found(it.found.len().saturating_sub(1), shared))
        .when(JsonView::needs_search),
    Own::steps(Id::Copy, |it, _, _| it.copy()),
];

impl Commands for JsonView {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn go(&mut self, to: Move, shared: &mut Shared) -> bool {
        let height = height(shared);
        self.scroll.by(to.lines(height), self.page.len(), height);
        true
    }
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

    fn back(&mut self, shared: &Shared) -> Step {
        if self.query.is_empty() {
            return Step::Pop;
        }
        self.search("", shared);
        Step::Stay
    }

    fn go_right(&mut self) {
        if !self.wrap {
            self.left = (self.left + SIDE).min(self.widest().saturating_sub(self.width));
        }
    }

    fn switch_wrapping(&mut self, shared: &Shared) {
        self.wrap = !self.wrap;
        self.left = 0;
        self.lay_out();
        self.scroll.clamp(self.page.len(), height(shared));
    }

    fn start_search(&mut self, shared: &Shared) {
        let keymap = &shared.keymap;
        let (next, before) =
            (keymap.name(Id::SearchNext, Context::Json), keymap.name(Id::SearchPrev, Context::Json));
        let [accept, cancel] = [Id::Accept, Id::Cancel].map(|id| keymap.name(id, Context::Prompt));
        let hint = format!("{accept} keeps, then {next} and {before} · {cancel} clears");
        self.prompt = Some(Prompt::new("search", &self.query, hint));
    }

    fn needs_search(&self, shared: &Shared) -> Result<(), Reason> {
        if self.is_searched() {
            return Ok(());
        }
        Err(format!(
            "nothing is searched for: {} searches here",
            shared.keymap.name(Id::Filter, Context::Json)
        ))
    }

    fn copy(&self) -> Step {
        let item = |key, label: &str, text: String| {
            MenuItem::new(key, label, Action::Copy { what: format!("{} ({label})", self.title), text })
        };
        let items = match Document::parse(self.text.as_str()) {
            Ok(document) => vec![
                item('j', "JSON, one value a line", document.pretty(2)),
                item('l', "JSON on one line", document.root().compact()),
            ],
            Err(_) => vec![item('t', "the text as it came", self.text.clone())],
        };
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", self.title), items)))
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

    fn go_to_found(&mut self, by: usize, shared: &mut Shared) {
        if self.found.is_empty() {
            return shared.notify(Level::Info, format!("`{}` was not found.", self.query));
        }
        self.current = (self.current + by) % self.found.len();
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
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
            let text = prompt.text().to_owned();
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
