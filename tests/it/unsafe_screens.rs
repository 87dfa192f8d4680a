//! Nothing raw on any screen: a whole tour of the explorer is recorded, texts that terminals act on are put
//! into every field of every message that can hold a text from outside, and the tour is played again.
//!
//! What is read and not seen on the tour fails the test, and so does a screen or a popup that it does not
//! show: there is no list of fields that somebody could forget to add to.

use crate::hostile::Hostile;
use crate::loop_in_process::{Desk, Options};
use crate::terminal_safety::is_raw;
use buslens::internals::app::effect::{LoopEffect, Work};
use buslens::internals::app::popup::Popup;
use buslens::internals::app::read::Read;
use buslens::internals::app::request::Req;
use buslens::internals::app::{Effect, Message, Model, Screen, Stamped, update};
use buslens::internals::runtime::replay::{self, Recording};
use buslens::internals::runtime::whose_account::Embedded;
use buslens::internals::ui::theme::Theme;
use buslens::local::{Fault, FaultKind};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// Words of the palette that end the tour, or wait for another program.
const NOT_ON_TOUR: [&str; 6] = ["quit", "back-or-quit", "suspend", "editor", "profile", "region"];

/// To a rule of the demo that has events and a log group.
const RULE: &str = ":rule ec2-state-changes<enter>";

/// The names of all cases of an enum, and the name of one: what is missing does not compile.
macro_rules! names {
    ($all:ident, $name:ident of $Enum:ident: $($Case:ident)*) => {
        const $all: &[&str] = &[$(stringify!($Case)),*];

        fn $name(of: &$Enum) -> &'static str {
            match of {
                $($Enum::$Case(_) => stringify!($Case)),*
            }
        }
    };
}

names!(SCREENS, screen_name of Screen: Browse Tail Workbench Json Listing Form Why Which);
names!(POPUPS, popup_name of Popup: Confirm Typed Help Palette Menu Pick Message);

/// The screens and popups that were not shown.
fn unseen(shown: &BTreeSet<&str>) -> Vec<&'static str> {
    SCREENS.iter().chain(POPUPS).copied().filter(|name| !shown.contains(name)).collect()
}

/// What can be said here, by the palette.
fn words(model: &Model) -> Vec<String> {
    let Some(Popup::Palette(palette)) = &model.popup else { return Vec::new() };
    let said = palette.entries.iter().filter(|entry| entry.enabled).map(|entry| entry.text.clone());
    said.filter(|word| !NOT_ON_TOUR.contains(&word.as_str()) && !word.contains(' ')).collect()
}

/// Presses keys one after the other, each when all is still.
async fn press_each(desk: &mut Desk, keys: &str) {
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let end = if first == '<' { rest.find('>').unwrap() + 1 } else { first.len_utf8() };
        let (key, after) = rest.split_at(end);
        desk.press(key);
        desk.settle().await;
        rest = after;
    }
}

/// Says every word that there is where those keys lead, and comes back. In a listing, does what one does
/// there.
async fn say_all(desk: &mut Desk, there: &str, listings: &mut BTreeSet<String>) {
    press_each(desk, there).await;
    desk.press(":");
    desk.settle().await;
    let words = words(&desk.explorer.model);
    assert!(words.len() > 3, "{there}: {}", desk.screen());
    desk.press("<esc>");
    for word in words {
        // The same from everywhere.
        if listings.contains(&word) {
            continue;
        }
        desk.press(&format!(":{word}<enter>"));
        desk.settle().await;
        if let (Screen::Listing(_), None) = (desk.explorer.model.screen(), &desk.explorer.model.popup) {
            listings.insert(word.clone());
            for keys in ["<enter>", "c", "D", "x", "y", "z"] {
                press_each(desk, keys).await;
                desk.press("<esc>");
                desk.settle().await;
            }
            choose_all(desk, &format!(":{word}<enter>"), "E").await;
        }
        back(desk).await;
        press_each(desk, there).await;
    }
    back(desk).await;
}

/// Takes every choice of the menu that these keys open, and of the menus behind it; where one opens a form,
/// goes through its fields.
async fn choose_all(desk: &mut Desk, there: &str, opens: &str) {
    let mut todo = vec![opens.to_owned()];
    while let Some(opens) = todo.pop() {
        back(desk).await;
        desk.press(there);
        desk.settle().await;
        press_each(desk, &opens).await;
        if let Some(Popup::Menu(menu)) = &desk.explorer.model.popup {
            let keys = menu.items.iter().map(|item| item.key).filter(|key| *key != ' ');
            todo.extend(keys.map(|key| format!("{opens}{key}")));
        }
        if let Screen::Form(_) = desk.explorer.model.screen() {
            desk.press(&"<tab>".repeat(20));
            desk.settle().await;
            press_each(desk, "<ctrl-s>").await;
        }
    }
}

/// Back to the buses, whatever is open.
async fn back(desk: &mut Desk) {
    for _ in 0..12 {
        let model = &desk.explorer.model;
        if let (Screen::Browse(_), None) = (model.screen(), &model.popup)
            && !model.is_modified()
        {
            break;
        }
        desk.press("<esc>");
        desk.settle().await;
    }
    desk.press("<esc><esc>:buses<enter>g");
    desk.settle().await;
}

async fn tour(home: &Path, recording: &Path) {
    let account =
        Embedded::with(buslens::local::Options { backlog: Duration::from_mins(2), ..Default::default() });
    let options = Options { record: Some(recording.to_owned()), ..Options::of(account.clone()) };
    let mut desk = Desk::start(home, options);
    desk.wait_for("rules 46").await;
    let mut listings = BTreeSet::new();
    for there in ["", "<enter>j"] {
        say_all(&mut desk, there, &mut listings).await;
    }
    for there in ["", RULE] {
        for opens in ["n", "E"] {
            choose_all(&mut desk, there, opens).await;
            back(&mut desk).await;
        }
    }
    desk.press(":profile ");
    desk.settle().await;
    back(&mut desk).await;
    // Other screens, from a rule that has events.
    for keys in [
        "d",
        "e",
        "w",
        "w<enter>",
        "wc",
        "wi72826b1f-60af-4ccc-81ae-20b98f1ea15a<enter>",
        "u",
        "f",
        "c",
        "y",
        "l",
        "lt",
        "lw",
        "ly",
        "lc",
        "lT",
        "l<enter>",
        "l/ec2<enter>",
        "lP",
        "s",
        "sy",
        "zj",
        "z<enter>y",
        // The older of two changes was overtaken by the newer.
        "sy",
        "Eay",
        "zj<enter>",
        "z<enter>y",
        "z<enter>y",
        "D",
        "E",
        "n",
        "e<ctrl-t>",
        "e<f7>",
        "e<ctrl-o>/no/such\n",
        "e<ctrl-o>~/event.json<enter>",
        "exyz<ctrl-s>",
        "e<esc>",
        "?",
        "A",
        "P",
    ] {
        desk.press(RULE);
        desk.settle().await;
        press_each(&mut desk, keys).await;
        back(&mut desk).await;
    }
    // And everything refused.
    let broken =
        FaultKind::Error { status: 500, code: "InternalException".into(), message: "not today".into() };
    let denied = [
        "R",
        "<enter>R",
        "<enter>jw",
        "<enter>jl",
        "<enter>jsy",
        "A",
        ":archives<enter>",
        "m",
        ":calls<enter>",
    ];
    for (kind, tries) in [(FaultKind::Deny, &denied[..]), (broken, &denied[..1])] {
        account.server(|server| server.faults().plant(Fault { operation: None, times: None, kind })).unwrap();
        for keys in tries {
            press_each(&mut desk, keys).await;
            back(&mut desk).await;
        }
        account.server(|server| server.faults().clear()).unwrap();
    }
}

fn messages(recording: &Path) -> (String, Vec<Value>) {
    let text = std::fs::read_to_string(recording).unwrap();
    let (header, lines) = text.split_once('\n').unwrap();
    (header.to_owned(), lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn understood(line: &Value) -> Option<Value> {
    let stamped: Stamped = serde_json::from_value(line.clone()).ok()?;
    serde_json::to_value(stamped).ok()
}

/// What the operator did stays as it is.
fn is_typed(line: &Value) -> bool {
    let message = &line["message"];
    message == "Tick" || ["Key", "Mouse", "Resize"].iter().any(|kind| message.get(kind).is_some())
}

/// Every kind of thing that was read, by the names of the messages.
fn reads(lines: &[Value]) -> BTreeSet<String> {
    let answers = lines.iter().filter_map(|line| line["message"]["Answer"]["answer"].as_object());
    answers.flat_map(|answer| answer.keys().cloned()).collect()
}

fn assert_harmless(model: &Model, after: &Value) {
    let picture = replay::picture(model, &Theme::color());
    let cell = picture.content.iter().find(|cell| cell.symbol().chars().any(is_raw));
    if let Some(cell) = cell {
        let mut after = after.to_string();
        after.truncate(after.char_indices().nth(300).map_or(after.len(), |(at, _)| at));
        panic!("{:?} after {after}\n{}", cell.symbol(), replay::text(&picture));
    }
}

/// What is asked for while the tour is played: with other texts the requests have other numbers.
#[derive(Default)]
struct Asked {
    effects: Vec<Effect>,
}

impl Asked {
    /// Lets a recorded answer answer what was asked for now.
    fn answer(&self, message: &mut Message) {
        let last = |of: &dyn Fn(&Effect) -> Option<Req>| self.effects.iter().rev().find_map(of);
        let (req, found) = match message {
            Message::Answer { req, answer, .. } => {
                let wanted = answer.read();
                (
                    req,
                    last(&|effect| match effect {
                        Effect::Work(Work::Read { req, read, .. }) if *read == wanted => Some(*req),
                        _ => None,
                    }),
                )
            }
            Message::Written { req, .. } => (
                req,
                last(&|effect| match effect {
                    Effect::Work(Work::Write(write)) => Some(write.req),
                    _ => None,
                }),
            ),
            Message::Judged { req, .. } => (
                req,
                last(&|effect| match effect {
                    Effect::Work(Work::Judge(judging)) => Some(judging.req),
                    _ => None,
                }),
            ),
            Message::Copied { req, .. } => (
                req,
                last(&|effect| match effect {
                    Effect::Loop(LoopEffect::Copy { req, .. }) => Some(*req),
                    _ => None,
                }),
            ),
            Message::Tail { tail, .. } => {
                let opened = self.effects.iter().rev().find_map(|effect| match effect {
                    Effect::Work(Work::OpenTail { tail, .. }) => Some(*tail),
                    _ => None,
                });
                *tail = opened.unwrap_or(*tail);
                return;
            }
            _ => return,
        };
        *req = found.unwrap_or(*req);
    }
}

/// Plays the messages, each that was not typed changed by `change`, and lets `look` see what comes of them.
/// Answers which screens and popups there were.
fn shown(
    header: &str,
    lines: &[Value],
    mut change: impl FnMut(&Value) -> Value,
    look: impl Fn(&Model, &Value),
) -> BTreeSet<&'static str> {
    let mut model = Recording::read(header.as_bytes()).unwrap().model();
    let (mut shown, mut asked) = (BTreeSet::new(), Asked::default());
    for (at, line) in lines.iter().enumerate() {
        let line = if is_typed(line) { line.clone() } else { change(line) };
        let mut stamped: Stamped = serde_json::from_value(line.clone())
            .unwrap_or_else(|error| panic!("{error} in what was {}", lines[at]));
        asked.answer(&mut stamped.message);
        asked.effects.extend(update(&mut model, stamped));
        shown.insert(screen_name(model.screen()));
        shown.extend(model.popup.as_ref().map(popup_name));
        // Of several keys in a row, the last is enough.
        if !is_typed(&line) || lines.get(at + 1).is_none_or(|next| !is_typed(next)) {
            look(&model, &line);
        }
    }
    shown
}

#[tokio::test]
async fn whatever_an_account_and_its_errors_hold_no_screen_shows_it_raw() {
    let home = tempfile::tempdir().unwrap();
    let recording = home.path().join("tour.jsonl");
    tour(home.path(), &recording).await;
    let (header, lines) = messages(&recording);
    let read = reads(&lines);
    let forgotten: Vec<&&str> = Read::NAMES.iter().filter(|name| !read.contains(**name)).collect();
    assert!(forgotten.is_empty(), "the tour does not lead to what reads {forgotten:?}");

    let unseen_as_it_is = unseen(&shown(&header, &lines, Value::clone, |_, _| {}));
    assert!(unseen_as_it_is.is_empty(), "the tour does not show {unseen_as_it_is:?}");
    let mut hostile = Hostile::new(7, &["ec2-state-changes", "default"]);
    let put_in = |line: &Value| hostile.document(line, &understood);
    let unseen = unseen(&shown(&header, &lines, put_in, assert_harmless));
    assert!(unseen.is_empty(), "the tour with other texts does not show {unseen:?}");
    eprintln!("{} messages, {} fields, {} payloads", lines.len(), hostile.fields(), hostile.used.len());
    assert!(hostile.fields() > 200 && hostile.used.len() >= 500);
}
