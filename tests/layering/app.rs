//! The order inside `app`: each part knows only those named before it, so no two know one another. A file
//! with the folder of its name is one part, and so is a screen's own folder.

use super::source::{File, read, sources};
use std::collections::{BTreeMap, BTreeSet};

/// The parts of `app`, the lowest first: words and keys, then data, the screens, what lies over a screen, and
/// last what brings a message to all of them.
const ORDER: &[&str] = &[
    // Words, keys, texts.
    "command",
    "keymap",
    "layout",
    "filter",
    "find",
    "page",
    "identity",
    "editor",
    "select",
    "prompt",
    "pointer",
    "marked_rows",
    "rows_shown",
    "carried_events",
    "given_pattern",
    "samples",
    "json_layout",
    "target_input",
    "warning",
    // What is known, asked for and said.
    "remote",
    "problems",
    "read",
    "request",
    "intent",
    "judging",
    "write",
    "confirm",
    "effect",
    "copy_state",
    "tail_session",
    "left_tails",
    "probe_state",
    "switching",
    "shared",
    "reading_note",
    "event_from_pattern",
    "fetch",
    "draft",
    "message",
    "listing",
    "form",
    // What a screen may ask for, and how it answers.
    "popup",
    "step",
    "handler",
    "toggle",
    "saved_events",
    "event_library",
    "calls",
    "bus_log",
    "tap_removal",
    "probing",
    "changing",
    // The screens.
    "screen::event",
    "screen::form",
    "screen::json",
    "screen::listing",
    "screen::tail",
    "screen::why",
    "screen::which",
    "screen::workbench",
    "screen::browse",
    "screen",
    // The program around them.
    "app_command",
    "visible",
    "footer",
    "dialog",
    "model",
    "copying",
    "freshness",
    "connect",
    "update",
];

/// The part that a path below `app` belongs to; none for `app` itself and the names it passes on.
fn part(path: &[String], parts: &BTreeSet<String>) -> Option<String> {
    let first = path.first()?;
    if let Some(screen) = path.get(1).map(|second| format!("{first}::{second}"))
        && parts.contains(&screen)
    {
        return Some(screen);
    }
    parts.contains(first).then(|| first.clone())
}

/// For each part, the parts and other names of `app` that it knows, and where.
fn known(files: &BTreeMap<Vec<String>, File>) -> BTreeMap<String, BTreeMap<String, String>> {
    let own = files.keys().filter(|module| module.first().is_some_and(|first| first == "app"));
    let below: Vec<_> = own.map(|module| module[1..].to_vec()).filter(|module| !module.is_empty()).collect();
    let mut parts: BTreeSet<String> = below.iter().map(|module| module[0].clone()).collect();
    let screens = below.iter().filter(|module| module.len() > 1 && module[0] == "screen");
    parts.extend(screens.map(|module| format!("screen::{}", module[1])));
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (module, file) in files {
        let Some(from) = module
            .split_first()
            .and_then(|(first, below)| (first == "app").then(|| part(below, &parts)).flatten())
        else {
            continue;
        };
        let knows = all.entry(from.clone()).or_default();
        for path in &file.paths {
            let Some(below) = path.strip_prefix("crate::app::") else {
                continue;
            };
            let names: Vec<String> = below.split("::").map(str::to_owned).collect();
            // A group's head (`crate::app::screen::{…}`) says nothing that its members do not.
            let head = file.paths.iter().any(|other| other.starts_with(&format!("{path}::")));
            let to = part(&names, &parts).unwrap_or_else(|| format!("app::{}", names[0]));
            if to != from && !head {
                knows.insert(to, module.join("/"));
            }
        }
    }
    all
}

/// What stands in the way of the order.
fn out_of_order(known: &BTreeMap<String, BTreeMap<String, String>>, order: &[&str]) -> Vec<String> {
    let rank = |part: &str| order.iter().position(|other| *other == part);
    let mut wrong = Vec::new();
    for (from, knows) in known {
        let Some(own) = rank(from) else {
            wrong.push(format!("app::{from} is not in the order: put it behind all that it knows"));
            continue;
        };
        for (to, place) in knows {
            match rank(to) {
                Some(other) if other < own => {}
                Some(_) => {
                    wrong.push(format!("{place}: app::{from} must not know app::{to}, which is above it"));
                }
                None => wrong.push(format!("{place}: app::{from} names {to}: name the part that it is in")),
            }
        }
    }
    wrong
}

#[test]
fn no_two_parts_of_app_know_one_another() {
    let known = known(&sources());
    let wrong = out_of_order(&known, ORDER);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    for part in ORDER {
        assert!(known.contains_key(*part), "app::{part} is gone: take it out of the order");
    }
}

#[test]
fn a_planted_circle_is_found() {
    let file = |source: &str, module: &[&str]| {
        let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
        (module.clone(), read(source, &module))
    };
    let found = |sources: &[(&str, &[&str])]| {
        let files = sources.iter().map(|(source, module)| file(source, module)).collect();
        out_of_order(&known(&files), &["data", "screen::one", "screen::two", "screen"]).len()
    };
    let (data, one, two) =
        (&["app", "data"][..], &["app", "screen", "one"][..], &["app", "screen", "two"][..]);
    let screen = &["app", "screen"][..];
    let inner = &["app", "screen", "one", "rows"][..];
    let plain = |source| found(&[("", data), ("", two), ("", screen), (source, one), ("", inner)]);
    assert_eq!(plain("use crate::app::data::Data; use super::super::data;"), 0);
    assert_eq!(plain("use super::one::rows::Row; pub(in crate::app::screen) fn f() {}"), 0);
    assert_eq!(plain("use crate::app::screen::two::Two;"), 1, "a screen knows one above it");
    assert_eq!(plain("use crate::app::screen::Step;"), 1, "a screen knows what stacks the screens");
    assert_eq!(plain("use crate::app::Model;"), 1, "a name that `app` passes on hides its part");
    assert_eq!(found(&[("use super::screen::one::One;", data), ("", one), ("", screen)]), 1);
}
