//! Reads `src/` and holds what each module may know of the others, of the libraries and of the machine; and
//! that writes to an account pass one gate.
//!
//! Paths count wherever they stand, in a `use` or written out; comments, texts and test code do not. The
//! table below is the map of `src/lib.rs` in a form that can fail.

#![allow(clippy::unwrap_used, clippy::maybe_infinite_iter)] // it is all test; the text behind the last character is blank

mod app;
mod headers;
mod keys;
mod lengths;
mod recipes;
mod screen_words;
mod source;
mod streams;
mod words;
mod writes;

use source::{File, gather, read, root, sources};
use std::collections::BTreeSet;

/// A module's limits. What is not listed is forbidden.
struct Limits {
    module: &'static str,
    /// Modules of ours.
    modules: &'static [&'static str],
    /// Libraries, by crate name; a longer path allows only what lies under it.
    libraries: &'static [&'static str],
    /// True when the machine (files, environment, network, clock, processes) is out of bounds.
    pure: bool,
}

/// Libraries that know nothing of the machine.
const PLAIN: [&str; 8] =
    ["serde", "serde_json", "thiserror", "memchr", "jiff", "similar", "unicode_segmentation", "zmij"];

const TABLE: &[Limits] = &[
    Limits { module: "text", modules: &[], libraries: &["unicode_width"], pure: true },
    Limits { module: "json", modules: &["text"], libraries: &[], pure: true },
    Limits { module: "pattern", modules: &["text", "json"], libraries: &[], pure: true },
    Limits { module: "input", modules: &["text", "json"], libraries: &[], pure: true },
    Limits { module: "schedule", modules: &["text", "json"], libraries: &[], pure: true },
    Limits { module: "catalogue", modules: &["text", "json", "pattern"], libraries: &["flate2"], pure: true },
    Limits { module: "cbor", modules: &[], libraries: &["aws_smithy_cbor", "aws_smithy_types"], pure: true },
    Limits { module: "policy", modules: &["text", "json"], libraries: &[], pure: true },
    Limits {
        module: "model",
        modules: &["text", "json", "pattern", "input", "schedule", "policy"],
        libraries: &[],
        pure: true,
    },
    Limits { module: "suite", modules: &["json", "pattern", "input", "model"], libraries: &[], pure: true },
    Limits { module: "import", modules: &["json"], libraries: &["saphyr_parser", "hcl_edit"], pure: true },
    Limits { module: "export", modules: &["text", "json", "policy", "model"], libraries: &[], pure: true },
    Limits {
        module: "diagnose",
        modules: &["text", "json", "pattern", "catalogue", "input", "schedule", "policy", "model", "export"],
        libraries: &[],
        pure: true,
    },
    Limits { module: "tail", modules: &["text", "json", "pattern", "model"], libraries: &[], pure: true },
    Limits {
        module: "app",
        modules: &[
            "text",
            "json",
            "pattern",
            "input",
            "schedule",
            "catalogue",
            "model",
            "export",
            "suite",
            "diagnose",
            "tail",
        ],
        libraries: &["crossterm::event", "tui_input", "nucleo_matcher", "ratatui::layout"],
        pure: true,
    },
    Limits {
        module: "ui",
        modules: &["text", "json", "model", "tail", "app"],
        libraries: &["ratatui", "tui_input"],
        pure: true,
    },
    Limits {
        module: "aws",
        modules: &["text", "cbor", "policy", "model"],
        libraries: &[
            "aws_*",
            "tokio",
            "futures_util",
            "tracing",
            "hyper::body",
            "hyper_util::client",
            "rustls",
            "rustix::process",
        ],
        pure: false,
    },
    Limits {
        module: "local",
        modules: &["text", "json", "cbor", "pattern", "input", "schedule", "policy", "model"],
        libraries: &[
            "aws_smithy_*",
            "hyper",
            "hyper_util",
            "http_body_util",
            "bytes",
            "tokio",
            "futures_util",
            "fastrand",
            "tracing",
        ],
        pure: false,
    },
    Limits {
        module: "config",
        modules: &["text", "model", "app"],
        libraries: &["etcetera", "toml", "tracing", "tracing_appender", "tracing_subscriber"],
        pure: false,
    },
];

/// Paths that reach the machine.
const MACHINE: [&str; 15] = [
    "std::fs",
    "std::env",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::time::SystemTime",
    "std::time::Instant",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
];

/// True when `path` is `under` or lies below it; a `*` at the end of `under` stands for any rest of a name.
fn lies_under(path: &str, under: &str) -> bool {
    if let Some(start) = under.strip_suffix('*') {
        return path.starts_with(start);
    }
    path == under || path.strip_prefix(under).is_some_and(|rest| rest.starts_with("::"))
}

/// What is wrong with a file of `module`.
fn violations(limits: &Limits, file: &File, libraries: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in &file.paths {
        let mut parts = path.split("::");
        let root = parts.next().unwrap_or_default();
        if root == "crate" {
            let module = parts.next().unwrap_or_default();
            if module != limits.module && !limits.modules.contains(&module) {
                wrong.push(format!("{} must not know {path}", limits.module));
            }
        } else if libraries.contains(root) {
            let mut allowed = PLAIN.iter().chain(limits.libraries);
            // A group's head alone (`use crossterm::{event::KeyEvent}`) is neither right nor wrong.
            let head = file.paths.iter().any(|other| other != path && lies_under(other, path));
            if !allowed.any(|allowed| lies_under(path, allowed)) && !head {
                wrong.push(format!("{} must not know {path}", limits.module));
            }
        }
        if limits.pure && MACHINE.iter().any(|machine| lies_under(path, machine)) {
            wrong.push(format!("{} must not reach {path}", limits.module));
        }
    }
    wrong
}

/// The crate names of `[dependencies]`.
fn libraries() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let table = text.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    table
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .filter(|name| !name.starts_with('#'))
        .collect()
}

#[test]
fn each_module_knows_only_what_it_may() {
    let (files, libraries) = (sources(), libraries());
    assert!(libraries.contains("tokio") && libraries.contains("aws_sdk_eventbridge"), "{libraries:?}");
    let mut wrong = Vec::new();
    for limits in TABLE {
        let own: Vec<_> = files
            .iter()
            .filter(|(module, _)| module.first().is_some_and(|first| first == limits.module))
            .collect();
        assert!(!own.is_empty(), "the module {} is gone: take it out of the table", limits.module);
        for (module, file) in own {
            wrong.extend(
                violations(limits, file, &libraries)
                    .into_iter()
                    .map(|why| format!("{}: {why}", module.join("/"))),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_table_or_may_know_everything() {
    let known: BTreeSet<&str> = TABLE.iter().map(|limits| limits.module).chain(["runtime", "cli"]).collect();
    for module in sources().keys().filter_map(|module| module.first()) {
        assert!(known.contains(module.as_str()), "src/{module} has no row in the table");
    }
}

/// A file that no module names is never compiled: its tests never run.
#[test]
fn every_file_is_a_module() {
    let mut files = Vec::new();
    gather(&root().join("src"), &mut files);
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let directory = file.parent().unwrap();
        let (name, beside) = match name {
            "main" | "lib" => continue,
            "mod" => (directory.file_name().unwrap().to_str().unwrap(), directory.parent().unwrap()),
            name => (name, directory),
        };
        let parents = [
            beside.join("mod.rs"),
            beside.join("lib.rs"),
            beside.join("main.rs"),
            beside.with_extension("rs"),
        ];
        let named = parents
            .iter()
            .filter_map(|parent| std::fs::read_to_string(parent).ok())
            .any(|parent| parent.lines().any(|line| line.ends_with(&format!("mod {name};"))));
        assert!(named, "{} is compiled by nobody", file.display());
    }
}

#[test]
fn no_module_is_allowed_what_it_does_not_use() {
    let files = sources();
    let mut idle = Vec::new();
    for limits in TABLE {
        let paths: BTreeSet<&str> = files
            .iter()
            .filter(|(module, _)| module.first().is_some_and(|first| first == limits.module))
            .flat_map(|(_, file)| file.paths.iter().map(String::as_str))
            .collect();
        let modules = limits.modules.iter().map(|module| format!("crate::{module}"));
        for allowed in modules.chain(limits.libraries.iter().map(|library| (*library).to_owned())) {
            if !paths.iter().any(|path| lies_under(path, &allowed)) {
                idle.push(format!("{}: {allowed}", limits.module));
            }
        }
    }
    assert!(idle.is_empty(), "take these out of the table: {idle:?}");
}

#[test]
fn a_planted_violation_is_found() {
    let libraries: BTreeSet<String> =
        ["tokio", "ratatui", "crossterm", "jiff", "serde", "unicode_width"].map(str::to_owned).into();
    let limits = |module: &str| TABLE.iter().find(|limits| limits.module == module).unwrap();
    let found = |module: &str, source: &str| {
        violations(limits(module), &read(source, &[module.to_owned(), "inner".to_owned()]), &libraries).len()
    };
    for (module, source) in [
        ("app", "use crate::aws::Client;"),
        ("app", "fn f() { let _ = crate::aws::Client::connect(); }"),
        ("app", "use crate::{model::Rule, ui::{draw, theme}};"),
        ("app", "use super::super::runtime::now;"),
        ("app", "use std::{collections::BTreeMap, fs};"),
        ("app", "fn f() -> i64 { jiff::Timestamp::now().as_millisecond() }"),
        ("app", "use ratatui::Frame;"),
        ("app", "use crossterm::{event::KeyEvent, terminal};"),
        ("app", "mod a { mod b { use super::super::super::super::aws::Client; } }"),
        ("ui", "async fn f() { tokio::spawn(async {}); }"),
        ("json", "use crate::pattern::Pattern;"),
        ("text", "use crate::json::Document;"),
        ("pattern", "use std::time::Instant;"),
        ("app", "use unicode_width::UnicodeWidthStr;"),
        ("local", "use crate::app::Model;"),
        ("aws", "use crate::app::Model;"),
    ] {
        assert!(found(module, source) > 0, "{module}: {source}");
    }
    for (module, source) in [
        (
            "app",
            "// crate::aws\n/* crate::aws /* nested */ crate::ui */ fn f() -> &'static str { \
                \"crate::aws\" }",
        ),
        ("app", "fn f<'a>(c: &'a char) -> bool { *c == '\"' || *c == '\\'' } // crate::aws"),
        ("app", "const A: &str = r#\"crate::aws \"# ; use crate::model::Rule;"),
        ("app", "use crossterm::event::{KeyEvent, KeyCode}; use super::other; use super::layout::Frame;"),
        ("app", "#[cfg(test)]\nmod tests { use crate::aws::Client; fn f() { {} } }\nuse crate::model::Rule;"),
        ("app", "#[cfg(test)] pub(crate) mod tests { use crate::aws::Client; } use crate::model::Rule;"),
        ("app", "mod a { use super::super::ui; }"),
        ("aws", "use tokio::sync::mpsc; use std::time::Instant; use crate::model::Rule;"),
    ] {
        assert_eq!(found(module, source), 0, "{module}: {source}");
    }
    let file = read("#[cfg(test)] pub(super) mod extra;", &["app".to_owned()]);
    assert_eq!(file.test_modules, ["extra"]);
    let file = read("fn f() { client . put_rule(&a); gate.send(); }", &["cli".to_owned()]);
    assert!(file.methods.contains("put_rule"));
}
