//! The command palette: a command, or a word with an argument, by typing part of it.

use super::Popup;
use crate::app::command::{Command, Id, TABLE};
use crate::app::connect::{self, Switch};
use crate::app::effect::Effect;
use crate::app::filter::{Filter, Scratch};
use crate::app::model::{Level, Model, Shared};
use crate::app::read::Read;
use crate::app::remote::Remote;
use crate::app::screen::browse::Focus;
use crate::app::screen::listing::{Listing, ListingView};
use crate::app::screen::workbench::Workbench;
use crate::app::screen::{Screen, Step};
use crate::app::update::{goto, home, run, take};
use crate::model::RuleKey;
use crossterm::event::{Event, KeyCode, KeyEvent};
use std::cmp::Reverse;
use tui_input::backend::crossterm::EventHandler as _;

/// The command palette: what is typed, what that may mean, and which of it is selected.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: tui_input::Input,
    /// What it may mean, best first.
    pub entries: Vec<Entry>,
    /// The selected row.
    pub selected: usize,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is typed for it.
    pub text: String,
    /// What it does, or why it cannot be done now.
    pub note: String,
    /// Its keys on the visible screen.
    pub keys: String,
    /// It can be done now.
    pub enabled: bool,
    /// What happens.
    act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Command(Id),
    /// The word wants an argument: it is completed and the arguments are shown.
    Argument(Word),
    Pane(Focus),
    Workbench,
    Listing(Listing),
    Bus(String),
    Rule(RuleKey),
    Profile(String),
    Region(String),
}

/// A word that takes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Bus,
    Rule,
    Profile,
    Region,
}

impl Word {
    const ALL: [Self; 4] = [Self::Bus, Self::Rule, Self::Profile, Self::Region];

    fn text(self) -> &'static str {
        match self {
            Self::Bus => "bus",
            Self::Rule => "rule",
            Self::Profile => "profile",
            Self::Region => "region",
        }
    }

    fn note(self) -> &'static str {
        match self {
            Self::Bus => "NAME: go to a bus",
            Self::Rule => "NAME: go to a rule, on whichever bus",
            Self::Profile => "NAME: switch to another profile",
            Self::Region => "NAME: switch to another region",
        }
    }
}

/// Words that stand alone.
const PLACES: [(&str, &str, Act); 3] = [
    ("buses", "Go to the buses.", Act::Pane(Focus::Buses)),
    ("rules", "Go to the rules of the selected bus.", Act::Pane(Focus::Rules)),
    ("workbench", "Try a pattern on events, without a rule.", Act::Workbench),
];

/// Regions offered for completion (AWS general reference, "Amazon EventBridge endpoints"); any other may be
/// typed.
const REGIONS: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Rows offered at most; whoever wants another one types on.
const MOST: usize = 200;

impl Palette {
    pub(super) fn step(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.entries.len().saturating_sub(1));
    }

    pub(super) fn paste(&mut self, text: &str) {
        for c in text.chars().filter(|c| !crate::text::is_unsafe(*c)) {
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
        self.selected = 0;
    }

    fn complete(&mut self) {
        if let Some(entry) = self.entries.get(self.selected) {
            let blank = if matches!(entry.act, Act::Argument(_)) { " " } else { "" };
            self.input = tui_input::Input::new(format!("{}{blank}", entry.text));
            self.selected = 0;
        }
    }
}

/// Finds anew what the typed text may mean, and asks for the names that completing it needs.
pub(in crate::app) fn refresh(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(Popup::Palette(palette)) = &model.popup else { return };
    let typed = palette.input.value().to_owned();
    if typed.starts_with(Word::Profile.text()) && model.shared.account.profiles.is_idle() {
        model.shared.fetch(Read::Profiles, true, out);
    }
    let entries = entries(model, &typed);
    if let Some(Popup::Palette(palette)) = &mut model.popup {
        palette.selected = palette.selected.min(entries.len().saturating_sub(1));
        palette.entries = entries;
    }
}

pub(super) fn on_key(model: &mut Model, mut palette: Palette, key: KeyEvent, out: &mut Vec<Effect>) {
    match key.code {
        KeyCode::Enter => {
            let Some(entry) = palette.entries.get(palette.selected).cloned() else {
                let text = format!("There is no command `{}`.", palette.input.value());
                return model.shared.notify(Level::Info, text);
            };
            if let Act::Argument(_) = entry.act {
                palette.complete();
            } else {
                return act(model, entry.act, out);
            }
        }
        KeyCode::Tab => palette.complete(),
        KeyCode::Up | KeyCode::BackTab => palette.step(-1),
        KeyCode::Down => palette.step(1),
        KeyCode::PageUp => palette.step(-10),
        KeyCode::PageDown => palette.step(10),
        KeyCode::Backspace if palette.input.value().is_empty() => return,
        _ => {
            if palette.input.handle_event(&Event::Key(key)).is_some_and(|change| change.value) {
                palette.selected = 0;
            }
        }
    }
    model.popup = Some(Popup::Palette(palette));
}

fn act(model: &mut Model, act: Act, out: &mut Vec<Effect>) {
    match act {
        Act::Command(id) => run(model, id, out),
        Act::Argument(_) => {}
        Act::Pane(focus) => {
            if home(model, out)
                && let Some(Screen::Browse(browse)) = model.stack.first_mut()
            {
                browse.look_at(focus);
            }
        }
        Act::Bus(name) => {
            model.shared.account.know_bus(&name, model.shared.now);
            if home(model, out)
                && let Some(Screen::Browse(browse)) = model.stack.first_mut()
            {
                browse.goto_bus(&name);
            }
        }
        Act::Workbench => {
            if home(model, out) {
                take(model, Step::Push(Screen::Workbench(Box::new(Workbench::open(None, None)))), out);
            }
        }
        Act::Rule(rule) => goto(model, &rule, out),
        Act::Listing(listing) => {
            if home(model, out) {
                take(model, Step::Push(Screen::Listing(ListingView::open(listing))), out);
            }
        }
        Act::Profile(name) => connect::switch(model, Switch { profile: Some(name), region: None }, out),
        Act::Region(name) => connect::switch(model, Switch { profile: None, region: Some(name) }, out),
    }
}

/// What a typed text may mean, best first.
fn entries(model: &Model, typed: &str) -> Vec<Entry> {
    let typed = typed.trim_start_matches(':').trim_start();
    if let Some((word, rest)) = typed.split_once(char::is_whitespace)
        && let Some(word) = Word::ALL.into_iter().find(|known| known.text() == word)
    {
        let rest = rest.trim();
        let name =
            |entry: &Entry| entry.text.split_once(' ').map_or(String::new(), |(_, name)| name.to_owned());
        let mut found = best(arguments(word, &model.shared), rest, name);
        let known = rest.is_empty() || found.iter().any(|entry| name(entry) == rest);
        match word {
            Word::Profile if !known => found.push(entry(typed, "as typed", Act::Profile(rest.to_owned()))),
            Word::Region if !known => found.push(entry(typed, "as typed", Act::Region(rest.to_owned()))),
            // Who may not list the buses names the one to look at.
            Word::Bus if !known && model.shared.account.buses.error().is_some() => {
                found.push(entry(
                    typed,
                    "as typed: the buses could not be listed",
                    Act::Bus(rest.to_owned()),
                ));
            }
            Word::Bus | Word::Rule | Word::Profile | Word::Region => {}
        }
        return found;
    }
    best(words(model), typed, |entry| entry.text.clone())
}

fn entry(text: impl Into<String>, note: impl Into<String>, act: Act) -> Entry {
    Entry { text: text.into(), note: note.into(), keys: String::new(), enabled: true, act }
}

fn words(model: &Model) -> Vec<Entry> {
    let context = model.context();
    let mut all: Vec<_> = PLACES.iter().map(|(text, note, act)| entry(*text, *note, act.clone())).collect();
    let listed = |listing: &Listing| {
        entry(listing.word(), format!("List the {}.", listing.title()), Act::Listing(*listing))
    };
    all.extend(Listing::ALL.iter().map(listed));
    all.extend(Word::ALL.map(|word| entry(word.text(), word.note(), Act::Argument(word))));
    let offered = |row: &&Command| {
        let withheld = row.writes && model.shared.session.read_only;
        row.contexts.contains(&context) && !row.id.only_moves() && row.id != Id::Palette && !withheld
    };
    for row in TABLE.iter().filter(offered) {
        let keys = model.shared.keymap.keys(row.id, context);
        let usable = (row.enabled)(model);
        all.push(Entry {
            text: row.name.into(),
            note: usable.as_ref().err().cloned().unwrap_or_else(|| row.help.into()),
            keys: keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            enabled: usable.is_ok(),
            act: Act::Command(row.id),
        });
    }
    all
}

fn arguments(word: Word, shared: &Shared) -> Vec<Entry> {
    let text = |name: &str| format!("{} {name}", word.text());
    let account = &shared.account;
    match word {
        Word::Bus => {
            let buses = account.buses.rows().iter();
            let note = |bus: &crate::model::Bus| bus.description.clone().unwrap_or_default();
            buses.map(|bus| entry(text(&bus.name), note(bus), Act::Bus(bus.name.clone()))).collect()
        }
        Word::Rule => {
            let rules = account.rules.values().flat_map(Remote::rows);
            rules
                .map(|rule| entry(text(&rule.name), format!("on {}", rule.bus), Act::Rule(rule.key())))
                .collect()
        }
        Word::Profile => {
            let names = account.profiles.rows().iter();
            names.map(|name| entry(text(name), "", Act::Profile(name.clone()))).collect()
        }
        Word::Region => {
            REGIONS.iter().map(|name| entry(text(name), "", Act::Region((*name).to_owned()))).collect()
        }
    }
}

/// The entries whose name has the typed letters in order: those that begin so first, then the better matches.
fn best(entries: Vec<Entry>, typed: &str, name: impl Fn(&Entry) -> String) -> Vec<Entry> {
    let typed = typed.trim();
    let filter = Filter::new(typed);
    let mut scratch = Scratch::default();
    let mut found: Vec<_> = entries
        .into_iter()
        .enumerate()
        .filter_map(|(at, entry)| {
            let name = name(&entry);
            let score = filter.score(&name, &std::iter::empty(), &mut scratch)?;
            let starts = !typed.is_empty() && name.starts_with(typed);
            let length = if starts { name.len() } else { 0 };
            Some(((Reverse(starts), length, Reverse(score), at), entry))
        })
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, entry)| entry).take(MOST).collect()
}

#[cfg(test)]
mod tests;
