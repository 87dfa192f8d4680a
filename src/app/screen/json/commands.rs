//! Which commands raw JSON carries out, whether it can, and what they do.

use super::{JsonView, SIDE, height};
use crate::app::changing::undoing;
use crate::app::command::{Context, Id, Move, Reason};
use crate::app::handler::{Commands, Handler};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::prompt::Prompt;
use crate::app::shared::{Level, Shared};
use crate::app::step::{CLEAR_SEARCH, Step};
use crate::json::Document;

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
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
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

    pub(super) fn go_to_found(&mut self, by: usize, shared: &mut Shared) {
        if self.found.is_empty() {
            return shared.notify(Level::Info, format!("`{}` was not found.", self.query));
        }
        self.current = (self.current + by) % self.found.len();
        self.lay_out();
        self.show_current(shared);
    }
}
