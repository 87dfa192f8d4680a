//! A plain listing: archives, replays, connections, API destinations, partner event sources.

mod table;

pub use table::{Row, Status};

use crate::app::account::Listing;
use crate::app::command::Id;
use crate::app::effect::Effect;
use crate::app::filter::{Filter, Scratch};
use crate::app::layout;
use crate::app::model::{Level, Shared};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::prompt::{Prompt, Typed};
use crate::app::request::Slot;
use crate::app::screen::json::JsonView;
use crate::app::screen::{Screen, Step, Title};
use crate::app::select::Selection;
use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use std::cmp::Reverse;

/// A plain listing.
#[derive(Debug)]
pub struct ListingView {
    /// Which one.
    pub listing: Listing,
    /// All rows, in the account's order.
    pub rows: Vec<Row>,
    /// The rows shown, as positions in `rows`.
    pub shown: Vec<usize>,
    /// The selection among the rows shown.
    pub selection: Selection,
    /// The filter.
    pub filter: Filter,
    /// The column the rows are sorted by.
    pub sort: usize,
    /// How the reading stands.
    pub status: Status,
    name: Option<String>,
    prompt: Option<Prompt>,
}

impl ListingView {
    /// The view of a listing.
    pub fn open(listing: Listing) -> Self {
        Self {
            listing,
            rows: Vec::new(),
            shown: Vec::new(),
            selection: Selection::default(),
            filter: Filter::default(),
            sort: 0,
            status: Status::default(),
            name: None,
            prompt: None,
        }
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        let counts = if self.status.at.is_some() { self.rows.len().to_string() } else { String::new() };
        Title { place: self.listing.title().into(), counts }
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Row> {
        self.rows.get(*self.shown.get(self.selection.at)?)
    }

    pub(super) fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.selection.run(id, self.shown.len(), height(shared)) {
            self.take();
            return Step::Stay;
        }
        match id {
            Id::Back if !self.filter.is_empty() => self.set_filter(""),
            Id::Back | Id::BackOrQuit => return Step::Pop,
            Id::Filter => {
                let hint = "!word leaves out · enter keeps · esc clears";
                self.prompt = Some(Prompt::new("filter", self.filter.text(), hint));
            }
            Id::Sort => self.sort = (self.sort + 1) % self.listing.columns().len(),
            Id::Refresh => {
                let slot = Slot::Listing(self.listing);
                shared.requests.forget(|other| *other == slot);
                shared.fetch(slot, true, out);
            }
            Id::Open | Id::Json => return self.json(shared),
            Id::Copy => return self.copy(shared),
            Id::Messages => {
                let error = self.status.error.as_ref().map(ToString::to_string);
                return error.map_or(Step::Stay, |error| Step::Popup(Popup::message("What went wrong", error)));
            }
            _ => {}
        }
        Step::Stay
    }

    fn json(&self, shared: &mut Shared) -> Step {
        let Some(row) = self.selected() else {
            if let Some(error) = &self.status.error {
                return Step::Popup(Popup::message("What went wrong", error.to_string()));
            }
            shared.notify(Level::Info, "There is nothing selected.");
            return Step::Stay;
        };
        let name = row.cells.first().cloned().unwrap_or_default();
        Step::Push(Screen::Json(JsonView::open(format!("{} › {name}", self.listing.title()), row.json.to_string())))
    }

    fn copy(&self, shared: &mut Shared) -> Step {
        let Some(row) = self.selected() else {
            shared.notify(Level::Info, "There is nothing selected.");
            return Step::Stay;
        };
        let item =
            |key, label: &str, text: String| MenuItem::new(key, label, Action::Copy { what: format!("the {label}"), text });
        let name = row.cells.first().cloned().unwrap_or_default();
        let mut items: Vec<_> = row.arn.iter().map(|arn| item('a', "ARN", arn.to_string())).collect();
        items.push(item('n', "name", name.clone()));
        items.push(item('j', "JSON", format!("{:#}", row.json)));
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {name}"), items)))
    }

    fn take(&mut self) {
        self.name = self.selected().and_then(|row| row.cells.first().cloned());
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
        self.selection = Selection::default();
        self.name = None;
    }

    pub(super) fn is_typing(&self) -> bool {
        self.prompt.is_some()
    }

    pub(super) fn key(&mut self, key: KeyEvent, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let Some(prompt) = &mut self.prompt else { return Step::Stay };
        match prompt.key(key) {
            Typed::Changed => {
                let text = prompt.text().to_owned();
                self.set_filter(&text);
            }
            Typed::Same => {}
            Typed::Accepted => self.prompt = None,
            Typed::Cancelled => {
                self.prompt = None;
                self.set_filter("");
            }
            Typed::Move(code) => {
                let up = matches!(code, KeyCode::Up | KeyCode::PageUp);
                self.selection.run(if up { Id::Up } else { Id::Down }, self.shown.len(), height(shared));
                self.take();
            }
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
            let text = prompt.text().to_owned();
            self.set_filter(&text);
        }
        Step::Stay
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let body = layout::frame(shared.size).body;
        match mouse.kind {
            MouseEventKind::ScrollDown => self.selection.scroll(3, self.shown.len(), height(shared)),
            MouseEventKind::ScrollUp => self.selection.scroll(-3, self.shown.len(), height(shared)),
            MouseEventKind::Down(MouseButton::Left) => {
                let row = mouse.row.checked_sub(body.y + 2).map(|row| usize::from(row) + self.selection.view.top);
                if let Some(row) = row.filter(|row| *row < self.shown.len() && mouse.row + 1 < body.bottom()) {
                    self.selection.select(row, self.shown.len(), height(shared));
                }
            }
            _ => return Step::Stay,
        }
        self.take();
        Step::Stay
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.listing.status(&shared.account).idle && shared.connection.at().is_some() {
            shared.fetch(Slot::Listing(self.listing), true, out);
        }
        self.status = self.listing.status(&shared.account);
        self.rows = self.listing.rows(shared);
        let mut scratch = Scratch::default();
        let mut shown: Vec<_> = self
            .rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| {
                let name = row.cells.first().map_or("", String::as_str);
                let score = self.filter.score(name, &row.cells.iter().skip(1).map(String::as_str), &mut scratch)?;
                let key = row.cells.get(self.sort).map_or("", String::as_str);
                let best = if self.sort == 0 { score } else { 0 };
                // Numbers sort as numbers: the longer one is the larger one.
                let length = if key.bytes().all(|b| b.is_ascii_digit()) { key.len() } else { usize::MAX };
                Some(((Reverse(best), length, key.to_owned(), name.to_owned()), at))
            })
            .collect();
        shown.sort();
        self.shown = shown.into_iter().map(|(_, at)| at).collect();
        let named = |at: &usize| self.rows.get(*at).and_then(|row| row.cells.first()) == self.name.as_ref();
        let at = if self.name.is_some() { self.shown.iter().position(named) } else { None };
        self.selection.select(at.unwrap_or(self.selection.at), self.shown.len(), height(shared));
        self.take();
    }
}

/// Rows that fit: the body without the border and the column titles.
fn height(shared: &Shared) -> usize {
    usize::from(layout::frame(shared.size).body.height.saturating_sub(3))
}
