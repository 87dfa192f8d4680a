//! A plain listing: its rows filtered, marked and selected, and what is done with them.
//!
//! Which listings there are, and what a row of each says, is `app/listing`'s; changing what is listed is
//! `changing`'s.

mod commands;
mod follow;
mod layout;
#[cfg(test)]
mod tests;

use crate::app::command::Context;
use crate::app::listing::STATE;
pub use crate::app::listing::{About, Listing, ListingRow};
pub use layout::COLUMN_GAP;
use layout::height;

use crate::app::effect::Effect;
use crate::app::filter::{Filter, Scratch};
use crate::app::marked_rows::MarkedRows;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::prompt::{Prompt, SearchKey, search_key, search_paste};
use crate::app::read::Read;
use crate::app::remote::ReadingState;
use crate::app::select::Selection;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step, Title};
use crate::model::{Millis, Thing};
use crate::text::{counted, grouped};
use crossterm::event::KeyEvent;
use serde_json::Value;
use std::cmp::Reverse;

/// A plain listing.
#[derive(Debug)]
pub struct ListingView {
    /// Which one.
    pub listing: Listing,
    /// All rows, in the account's order.
    pub rows: Vec<ListingRow>,
    /// The rows shown, as positions in `rows`.
    pub shown: Vec<usize>,
    /// The selection among the rows shown.
    pub selection: Selection,
    /// The filter.
    pub filter: Filter,
    /// The column the rows are sorted by; behind the last one, those with a problem come first.
    pub sort: usize,
    /// The last comes first.
    pub reversed: bool,
    /// Only rows with a problem are shown.
    pub problems: bool,
    /// The marked rows.
    pub marks: MarkedRows,
    /// How the reading stands.
    pub standing: ReadingState,
    /// What is to be described once it can be asked for.
    wanted: Option<Thing>,
    /// What is being described, to be opened.
    opening: Option<Thing>,
    name: Option<String>,
    /// What was made and is to be selected once it is listed.
    made: Option<String>,
    prompt: Option<Prompt>,
    /// When what the rows are made of was read, and how many there were.
    read_as_of: Option<(Option<Millis>, usize)>,
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
            reversed: false,
            problems: false,
            marks: MarkedRows::default(),
            standing: ReadingState::default(),
            wanted: None,
            opening: None,
            name: None,
            made: None,
            prompt: None,
            read_as_of: None,
        }
    }

    /// A listing with one of its things selected and described.
    pub fn describing(listing: Listing, thing: Thing) -> Self {
        Self { made: Some(thing.name().to_owned()), wanted: Some(thing), ..Self::open(listing) }
    }

    /// What is declared of the listing.
    pub fn about(&self) -> &'static About {
        self.listing.about()
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        let troubled = self.rows.iter().filter(|row| row.problem).count();
        let counts = match (self.standing.at, troubled) {
            (None, _) => String::new(),
            (Some(_), 0) => grouped(self.rows.len()),
            (Some(_), n) => format!("{} · {}", grouped(self.rows.len()), counted(n, "problem", "problems")),
        };
        Title { place: self.about().title.into(), counts }
    }

    /// How many rows are marked.
    pub(super) fn marked_count(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&ListingRow> {
        self.rows.get(*self.shown.get(self.selection.at)?)
    }

    /// The marked rows, else the selected one, in the order they are listed.
    fn marked_or_selected(&self) -> Vec<&ListingRow> {
        if self.marks.is_empty() {
            return self.selected().into_iter().collect();
        }
        self.rows.iter().filter(|row| self.marks.has(row.name())).collect()
    }

    fn start_filter(&mut self, shared: &Shared) {
        let hint = shared.keymap.fill("!word leaves out · {accept} keeps · {cancel} clears", Context::Prompt);
        self.prompt = Some(Prompt::new("filter", self.filter.text(), hint));
    }

    fn json(&self, shared: &mut Shared) -> Step {
        let taken = self.marked_or_selected();
        if let (true, Some(error)) = (taken.is_empty(), &self.standing.error) {
            return Step::Popup(Popup::message("What went wrong", error.to_string()));
        }
        let Some(name) = self.name_of(&taken, shared) else { return Step::Stay };
        let text = match taken.as_slice() {
            [one] => one.json.to_string(),
            many => many.iter().map(|row| row.json.clone()).collect::<Value>().to_string(),
        };
        Step::Open(Open::Json { title: format!("{} › {name}", self.about().title), text })
    }

    fn copy(&self, shared: &mut Shared) -> Step {
        let taken = self.marked_or_selected();
        let Some(name) = self.name_of(&taken, shared) else { return Step::Stay };
        let item = |key, label: String, text: String| {
            MenuItem::new(key, label.clone(), Action::Copy { what: format!("the {label}"), text })
        };
        let many = taken.len() > 1;
        let label =
            |one: &str, lines: &str| if many { format!("{lines}, one a line") } else { one.to_owned() };
        let lines = |texts: Vec<String>| texts.join("\n");
        let mut items = Vec::new();
        let commands: Vec<_> = taken.iter().filter_map(|row| row.command.clone()).collect();
        if !commands.is_empty() {
            items.push(item('l', label("command line", "command lines"), lines(commands)));
        }
        let arns: Vec<_> = taken.iter().filter_map(|row| row.arn.as_ref()).map(ToString::to_string).collect();
        if !arns.is_empty() {
            items.push(item('a', label("ARN", "ARNs"), lines(arns)));
        }
        items.push(item(
            'n',
            label("name", "names"),
            lines(taken.iter().map(|row| row.name().to_owned()).collect()),
        ));
        let json = |row: &&ListingRow| if many { row.json.to_string() } else { format!("{:#}", row.json) };
        items.push(item('j', label("JSON", "JSON"), lines(taken.iter().map(json).collect())));
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {name}"), items)))
    }

    /// What is taken, in words; says so when there is nothing.
    fn name_of(&self, taken: &[&ListingRow], shared: &mut Shared) -> Option<String> {
        match taken {
            [] => {
                shared.notify(Level::Info, "There is nothing selected.");
                None
            }
            [one] => Some(one.name().to_owned()),
            many => Some(format!("{} marked {}", many.len(), self.about().title)),
        }
    }

    fn take(&mut self) {
        self.name = self.selected().map(|row| row.name().to_owned());
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
        match search_key(&mut self.prompt, key, &shared.keymap) {
            SearchKey::By(text) => self.set_filter(&text),
            // The selected row stays, now among the others.
            SearchKey::Nothing => self.filter = Filter::default(),
            SearchKey::Same => {}
            SearchKey::Move(to) => self.movement(to, shared),
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        if let Some(text) = search_paste(&mut self.prompt, text) {
            self.set_filter(&text);
        }
        Step::Stay
    }

    /// What was made is selected, if it is one of what is listed: the next key is about that.
    pub(super) fn select_made(&mut self, thing: &Thing) {
        if self.about().kind() == Some(thing.kind()) {
            self.made = Some(thing.name().to_owned());
        }
    }

    /// In the place of a thing's state, that it is being changed or deleted.
    fn tell_under_way(&mut self, shared: &Shared) {
        let Some(kind) = self.about().kind() else { return };
        for row in &mut self.rows {
            let thing = Thing::of(kind, row.name());
            let Some(doing) = shared.under_way(&thing).map(|doing| format!("{} …", doing.word())) else {
                continue;
            };
            if let Some(shown) = row.cells.get_mut(STATE) {
                shown.clone_from(&doing);
            }
            row.state = Some(doing);
        }
    }

    /// What is read for its rows.
    fn reads(&self) -> Vec<Read> {
        std::iter::once(self.listing.read()).chain(self.about().also_reads.iter().cloned()).collect()
    }

    /// What is on screen and may change at any time; the calls are kept up with as they are made, and taps,
    /// which take calls for every bus and rule, are searched for when they are asked for.
    pub(super) fn on_screen(&self) -> Vec<Read> {
        if self.about().is_read_again { self.reads() } else { Vec::new() }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if shared.connection.at().is_some() {
            for read in self.reads() {
                shared.fetch_idle(read, true, out);
            }
        }
        if let Some(thing) = self.wanted.take_if(|_| shared.connection.at().is_some()) {
            self.ask_described(thing, shared, out);
        }
        if let Some(keep_up) = self.about().keep_up {
            keep_up(shared, out);
        }
        self.standing = self.listing.standing(&shared.account);
        let read = (self.standing.at, self.listing.count(&shared.account));
        if !self.about().has_costly_rows || self.read_as_of != Some(read) {
            self.rows = self.listing.rows(shared);
            self.read_as_of = Some(read);
        }
        self.tell_under_way(shared);
        if self.standing.at.is_some() && !self.standing.loading {
            let rows = &self.rows;
            self.marks.keep(|name| rows.iter().any(|row| row.name() == name));
        }
        let mut scratch = Scratch::default();
        let mut shown: Vec<_> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.problem || !self.problems)
            .filter_map(|(at, row)| {
                let name = row.name();
                let score =
                    self.filter.score(name, &row.cells.iter().skip(1).map(String::as_str), &mut scratch)?;
                let time = row.time.filter(|(column, _)| *column == self.sort).map(|(_, at)| at.to_string());
                let key = match (&time, row.cells.get(self.sort)) {
                    (Some(time), _) => time.as_str(),
                    (None, Some(cell)) => cell.as_str(),
                    (None, None) if row.problem => "0",
                    (None, None) => "1",
                };
                let best = if self.sort == 0 { score } else { 0 };
                // Numbers sort as numbers: the longer one is the larger one.
                let is_number = key.bytes().all(|b| b.is_ascii_digit() || b == b',');
                let length = if is_number { key.len() } else { usize::MAX };
                Some(((Reverse(best), length, key.to_owned(), name.to_owned()), at))
            })
            .collect();
        shown.sort();
        if (self.sort == 0 && self.about().newest_first) != self.reversed {
            shown.reverse();
        }
        self.shown = shown.into_iter().map(|(_, at)| at).collect();
        let is_listed = |name: &String| {
            self.shown.iter().any(|at| self.rows.get(*at).is_some_and(|row| row.name() == name))
        };
        if self.made.as_ref().is_some_and(is_listed) {
            self.name = self.made.take();
        } else if !self.standing.loading && !self.standing.idle {
            self.made = None;
        }
        let named = |at: &usize| self.rows.get(*at).map(ListingRow::name) == self.name.as_deref();
        let at = if self.name.is_some() { self.shown.iter().position(named) } else { None };
        self.selection.select(at.unwrap_or(self.selection.at), self.shown.len(), height(shared));
        self.take();
    }
}
