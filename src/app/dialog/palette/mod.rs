//! The command palette: a command, or a word with an argument, by typing part of it.

mod by_arn;
mod menu_choices;

use super::{Keys, Layout, Then};
use crate::app::command::{Command, Id, TABLE};
use crate::app::effect::Effect;
use crate::app::filter::{Filter, Scratch};
use crate::app::listing::{Listing, ListingRow};
use crate::app::popup::{Meaning, Palette, PaletteEntry, Popup, Switch, Word};
use crate::app::read::Read;
use crate::app::remote::Remote;
use crate::app::shared::{Level, Shared};
use crate::app::visible::Visible;
use crate::model::{Thing, repeating};
use crate::text::{REGIONS, Region};
use crossterm::event::{Event, KeyCode, KeyEvent};
use std::cmp::Reverse;
use tui_input::backend::crossterm::EventHandler as _;

/// Words that stand alone, what is said of them, and the other words that they are found by.
const PLACES: [(&str, &str, &str, Meaning); 4] = [
    ("buses", "Go to the buses.", "event-buses", Meaning::Buses),
    ("rules", "Go to the rules of the selected bus.", "list", Meaning::Rules),
    (
        "iam",
        "Show the IAM policy for what was called, or for all that can be.",
        "permissions policies",
        Meaning::Policies,
    ),
    (
        "workbench",
        "Try a pattern on events, of the library of samples too, without a rule.",
        "library samples examples editor playground",
        Meaning::Workbench,
    ),
];

/// Rows offered at most; whoever wants another one types on.
const MOST: usize = 200;
/// Columns of what was typed that are repeated at most.
const REPEATED: usize = 60;

/// Letters from which the beginning of a name stands for it.
const LEAST: usize = 3;

/// Asks for the names that completing what is typed needs.
pub(in crate::app) fn ask_for_names(palette: &Palette, shared: &mut Shared, out: &mut Vec<Effect>) {
    if palette.input.value().starts_with(Word::Profile.text()) && shared.account.profiles.is_idle() {
        shared.fetch(Read::Profiles, true, out);
    }
    let first = palette.input.value().split_once(' ').map(|(word, _)| word);
    let listing = Word::ALL.into_iter().find(|word| first == Some(word.text())).and_then(Word::listing);
    if let Some(listing) = listing.filter(|_| shared.connection.at().is_some()) {
        shared.fetch_idle(listing.read(), true, out);
    }
}

/// Finds anew what the typed text may mean.
pub(in crate::app) fn refresh(palette: &mut Palette, visible: &Visible<'_>) {
    palette.entries = entries(visible, palette.input.value());
    palette.selected = palette.selected.min(palette.entries.len().saturating_sub(1));
}

pub(super) const KEYS: Keys<Palette> = Keys {
    popup: Popup::Palette,
    go: |mut palette, to, place| {
        palette.step(to.lines(place.height()));
        Then::Stay(Popup::Palette(palette))
    },
    own: &[
        (Id::Accept, |palette, _| accept(palette)),
        (Id::Complete, |mut palette, _| {
            palette.complete();
            Then::Stay(Popup::Palette(palette))
        }),
        (Id::Cancel, |_, _| Then::Close),
        (Id::Quit, |_, _| Then::Run(Id::Quit)),
    ],
};

pub(super) fn on_key(mut palette: Palette, key: KeyEvent, command: Option<Id>, place: &Layout) -> Then {
    if command.is_some() {
        return KEYS.press(palette, command, place);
    }
    if key.code == KeyCode::Backspace && palette.input.value().is_empty() {
        return Then::Close;
    }
    if palette.input.handle_event(&Event::Key(key)).is_some_and(|change| change.value) {
        palette.selected = 0;
    }
    Then::Stay(Popup::Palette(palette))
}

/// What was typed, as a sentence repeats it.
fn shortened(typed: &str) -> String {
    repeating(typed, typed, REPEATED)
}

fn accept(mut palette: Palette) -> Then {
    let Some(entry) = palette.entries.get(palette.selected).cloned() else {
        return Then::Say(
            Level::Info,
            format!("There is no command `{}`.", shortened(palette.input.value())),
        );
    };
    match entry.meaning {
        Meaning::Argument(_) => {
            palette.complete();
            Then::Stay(Popup::Palette(palette))
        }
        Meaning::Command(id) => Then::Run(id),
        Meaning::Unknown(word, name) => Then::Say(
            Level::Problem,
            format!("There is no {} `{}` among those that were read.", word.text(), shortened(&name)),
        ),
        meaning @ (Meaning::Choice(..)
        | Meaning::Buses
        | Meaning::Rules
        | Meaning::Workbench
        | Meaning::Policies
        | Meaning::Listing(_)
        | Meaning::Described(..)
        | Meaning::Bus(_)
        | Meaning::Rule(_)
        | Meaning::Switch(_)) => Then::Go(meaning),
    }
}

/// What a typed text may mean, best first.
fn entries(visible: &Visible<'_>, typed: &str) -> Vec<PaletteEntry> {
    let typed = typed.trim_start_matches(':').trim_start();
    if let Some((word, rest)) = typed.split_once(char::is_whitespace)
        && let Some(word) = Word::ALL.into_iter().find(|known| known.text() == word)
    {
        let rest = rest.trim();
        let named = by_arn::find(word, rest, typed, &visible.shared.account);
        if !named.is_empty() {
            return named;
        }
        let name = |entry: &PaletteEntry| {
            entry.text.split_once(' ').map_or(String::new(), |(_, name)| name.to_owned())
        };
        let mut found = best(arguments(word, visible.shared), rest, name);
        let known = rest.is_empty() || found.iter().any(|entry| name(entry) == rest);
        if known {
            return found;
        }
        match word {
            // Not read, or not to be read: only connecting tells.
            Word::Profile if visible.shared.account.profiles.value().is_none() => {
                found.push(entry(typed, "as typed", Meaning::Switch(Switch::Profile(rest.to_owned()))));
            }
            Word::Region => {
                found.push(entry(typed, "as typed", Meaning::Switch(Switch::Region(rest.to_owned()))));
            }
            // An operator who may not list the buses can still name one to look at.
            Word::Bus if visible.shared.account.buses.error().is_some() => {
                found.push(entry(
                    typed,
                    "as typed: the buses could not be listed",
                    Meaning::Bus(rest.to_owned()),
                ));
            }
            // Describing it tells whether there is such a thing.
            Word::Archive | Word::Replay | Word::Connection | Word::Destination
                if word.listing().is_some_and(|one| one.standing(&visible.shared.account).at.is_none()) =>
            {
                found.extend(description_entry(word, rest, typed, "as typed"));
            }
            // A whole name means just that thing, never another with a similar name; of a profile's, a part
            // will do.
            Word::Bus
            | Word::Rule
            | Word::Archive
            | Word::Replay
            | Word::Connection
            | Word::Destination
            | Word::Profile => {
                let meaning = Meaning::Unknown(word, rest.to_owned());
                let note = format!("there is no {} by that name among those read", word.text());
                let unknown = PaletteEntry { enabled: false, ..entry(typed, note, meaning) };
                let at = if word == Word::Profile { found.len() } else { 0 };
                found.insert(at, unknown);
            }
        }
        // `bus log` is no bus, and the name of a command.
        found.extend(best(words(visible), typed, |entry| entry.text.clone()));
        return found;
    }
    let mut found = best(words(visible), typed, |entry| entry.text.clone());
    let typed = typed.trim();
    let is_meant =
        |entry: &PaletteEntry| entry.text.starts_with(typed) || menu_choices::begins(&entry.also, typed);
    let is_meant = found.iter().any(is_meant);
    if let Some(entry) = withheld(visible, typed).filter(|entry| !is_meant || entry.text == typed) {
        found.insert(0, entry);
    } else if !is_meant {
        found.splice(0..0, elsewhere(visible, typed));
    }
    found
}

/// What would change the account, by its name or the beginning of it, where nothing may be changed: the
/// reason is told in its place.
fn withheld(visible: &Visible<'_>, typed: &str) -> Option<PaletteEntry> {
    let why = visible.shared.session.writable().err()?;
    let context = visible.context();
    let is_here = |row: &&Command| row.id == Id::New || row.contexts.contains(&context);
    let all = TABLE.iter().filter(|row| row.writes).filter(is_here).flat_map(|row| {
        let own = std::iter::once((row.name, Meaning::Command(row.id)));
        own.chain(
            menu_choices::choices(row.id).map(|(word, choice, _)| (word, Meaning::Choice(row.id, choice))),
        )
    });
    let (name, meaning) = by_name_or_beginning(all.collect(), typed)?;
    Some(PaletteEntry { enabled: false, ..entry(name, why, meaning) })
}

/// What is called so; else the first whose name begins so, where enough is typed.
fn by_name_or_beginning<T>(mut all: Vec<(&'static str, T)>, typed: &str) -> Option<(&'static str, T)> {
    let begins = |(name, _): &(&str, T)| typed.len() >= LEAST && name.starts_with(typed);
    let at = all.iter().position(|(name, _)| *name == typed).or_else(|| all.iter().position(begins))?;
    Some(all.swap_remove(at))
}

/// The command of another screen whose name is typed, or begins so: what only looks like it is not taken for
/// it.
fn elsewhere(visible: &Visible<'_>, typed: &str) -> Option<PaletteEntry> {
    let context = visible.context();
    let others = TABLE.iter().filter(|row| !row.contexts.contains(&context) && !row.id.only_moves());
    let (_, row) = by_name_or_beginning(others.map(|row| (row.name, row)).collect(), typed)?;
    let places: Vec<&str> = row.contexts.iter().map(|context| context.title()).collect();
    let note = format!("not here: {} ({})", row.help.trim_end_matches('.'), places.join(", "));
    Some(PaletteEntry { enabled: false, ..entry(row.name, note, Meaning::Command(row.id)) })
}

fn entry(text: impl Into<String>, note: impl Into<String>, meaning: Meaning) -> PaletteEntry {
    let (text, note) = (text.into(), note.into());
    PaletteEntry { text, note, also: String::new(), keys: String::new(), enabled: true, meaning }
}

/// The same, found by other words too.
fn found_by(also: &str, entry: PaletteEntry) -> PaletteEntry {
    PaletteEntry { also: also.to_owned(), ..entry }
}

fn words(visible: &Visible<'_>) -> Vec<PaletteEntry> {
    let context = visible.context();
    let mut all: Vec<_> = PLACES
        .iter()
        .map(|(text, note, also, meaning)| found_by(also, entry(*text, *note, meaning.clone())))
        .collect();
    let listed = |listing: &Listing| {
        let title = listing.about().title;
        // Where the title is the word, it is found by that.
        let also = if title == listing.word() { "" } else { title };
        found_by(also, entry(listing.word(), format!("List the {title}."), Meaning::Listing(*listing)))
    };
    // What has a command of its own is offered as that command.
    let commanded = |listing: &&Listing| Command::by_name(listing.word()).is_some();
    all.extend(Listing::ALL.iter().filter(|listing| !commanded(listing)).map(listed));
    let argument = |word: Word| entry(word.text(), word.note(), Meaning::Argument(word));
    all.extend(Word::ALL.map(|word| found_by(menu_choices::of_argument(word), argument(word))));
    let making = visible.shared.session.read_only.is_none();
    let offered = |row: &Command| {
        let withheld = row.writes && !making;
        row.contexts.contains(&context) && !row.id.only_moves() && row.id != Id::Palette && !withheld
    };
    for row in TABLE {
        let usable = visible.can(row.id);
        if offered(row) {
            let keys = visible.shared.keymap.keys(row.id, context);
            all.push(PaletteEntry {
                text: row.name.into(),
                note: usable
                    .as_ref()
                    .err()
                    .cloned()
                    .unwrap_or_else(|| visible.shared.keymap.fill(row.help, context)),
                also: format!("{} {} {}", visible.title(row), row.title, row.also),
                keys: keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                enabled: usable.is_ok(),
                meaning: Meaning::Command(row.id),
            });
        }
        // What is made has its words on every screen.
        let is_new = row.id == Id::New && making;
        if is_new || offered(row) {
            all.extend(menu_choices::choices(row.id).map(|(word, choice, note)| PaletteEntry {
                enabled: is_new || usable.is_ok(),
                ..entry(word, note, Meaning::Choice(row.id, choice))
            }));
        }
    }
    all
}

/// The entry that describes what has a listing.
fn description_entry(word: Word, name: &str, text: &str, note: &str) -> Option<PaletteEntry> {
    let listing = word.listing()?;
    Some(entry(text, note, Meaning::Described(listing, Thing::of(listing.about().kind()?, name))))
}

fn arguments(word: Word, shared: &Shared) -> Vec<PaletteEntry> {
    let text = |name: &str| format!("{} {name}", word.text());
    let account = &shared.account;
    match word {
        Word::Bus => {
            let buses = account.buses.rows().iter();
            let note = |bus: &crate::model::Bus| bus.description.clone().unwrap_or_default();
            buses.map(|bus| entry(text(&bus.name), note(bus), Meaning::Bus(bus.name.clone()))).collect()
        }
        Word::Rule => {
            let rules = account.rules.values().flat_map(Remote::rows);
            rules
                .map(|rule| entry(text(&rule.name), format!("on {}", rule.bus), Meaning::Rule(rule.key())))
                .collect()
        }
        Word::Archive | Word::Replay | Word::Connection | Word::Destination => {
            let rows = word.listing().map(|listing| listing.rows(shared)).unwrap_or_default();
            let state = |row: &ListingRow| row.cells.get(1).cloned().unwrap_or_default();
            rows.iter()
                .filter_map(|row| description_entry(word, row.name(), &text(row.name()), &state(row)))
                .collect()
        }
        Word::Profile => {
            let names = account.profiles.rows().iter();
            let none = "no profile: the environment's credentials and region";
            let none = entry(text("-"), none, Meaning::Switch(Switch::Environment));
            names
                .map(|name| entry(text(name), "", Meaning::Switch(Switch::Profile(name.clone()))))
                .chain([none])
                .collect()
        }
        Word::Region => {
            let region = |region: &Region| {
                entry(
                    text(region.code),
                    region.place,
                    Meaning::Switch(Switch::Region(region.code.to_owned())),
                )
            };
            REGIONS.iter().map(region).collect()
        }
    }
}

/// The entries whose name has the typed letters in order, or which are found by another word: names that
/// begin so first, then other words that do, then the better matches.
fn best(
    entries: Vec<PaletteEntry>,
    typed: &str,
    name: impl Fn(&PaletteEntry) -> String,
) -> Vec<PaletteEntry> {
    let typed = typed.trim();
    let filter = Filter::new(typed);
    let mut scratch = Scratch::default();
    let mut found: Vec<_> = entries
        .into_iter()
        .enumerate()
        .filter_map(|(at, entry)| {
            let name = name(&entry);
            let score = filter.score(&name, &std::iter::once(entry.also.as_str()), &mut scratch)?;
            let starts = !typed.is_empty() && name.starts_with(typed);
            let begins = !typed.is_empty() && menu_choices::begins(&entry.also, typed);
            // A listing comes before the word for one of what it lists, which is its beginning.
            let is_one = matches!(&entry.meaning, Meaning::Argument(word) if word.listing().is_some());
            let after = if is_one && name != typed { 2 } else { 0 };
            let length = if starts { name.len() + after } else { 0 };
            Some(((Reverse(starts), length, Reverse(begins), Reverse(score), at), entry))
        })
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, entry)| entry).take(MOST).collect()
}

#[cfg(test)]
mod tests;
