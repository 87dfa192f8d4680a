//! Every kind of file that we keep, in one table: damaged in forty-eight ways, open to others, a link, a pipe
//! or a directory in its place, larger than any of ours. What is wrong is said, nothing that could be read is
//! lost, and nothing hangs. What each kind makes of what can still be read is `damage`'s.

use crate::commands::{buslens, run};
use crate::damage::{damaged, is_kept, shown};
use buslens::internals::app::read::Draft;
use buslens::internals::config::{
    DraftKey, Drafts, Remembered, RuleStates, SavedEvents, SentLog, Settings, UndoLog,
};
use buslens::internals::model::{
    AccountPlace, Arn, Change, EntryOutcome, EventEntry, EventSent, Held, RuleKey, RuleState, SavedEvent,
    Thing,
};
use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::{fs, io};

/// A kind of file.
struct Kind {
    /// The module of `config` that keeps it.
    module: &'static str,
    /// Where it lies, under the folder of all of them.
    file: &'static str,
    /// Puts something into it, or beside it where what is there stays.
    write: fn(&Path) -> io::Result<()>,
    /// What is told when it is read.
    read: fn(&Path) -> io::Result<Vec<String>>,
    /// Whether the operator writes it, and not we.
    is_the_operators: bool,
}

const KINDS: [Kind; 6] = [
    Kind {
        module: "settings",
        file: "config.toml",
        write: |root| fs::write(root.join("config.toml"), "utc = true\n[keys]\nhelp = [\"F12\"]\n"),
        read: |root| Ok(Settings::load(&root.join("config.toml")).sentences()),
        is_the_operators: true,
    },
    Kind {
        module: "rule_states",
        file: "rule-states.json",
        write: |root| {
            let remembered = Remembered { state: RuleState::EnabledWithAllCloudTrail, at: 7 };
            RuleStates::under(root).remember(&rule(), remembered).map(drop)
        },
        // What can be read of a damaged one is used; the next write tells.
        read: |root| {
            let states = RuleStates::under(root);
            states.get(&rule())?;
            let other = Arn::new("arn:aws:events:eu-west-1:111122223333:rule/other".to_owned());
            let told = states.remember(&other, Remembered { state: RuleState::Enabled, at: 8 })?;
            Ok(told.into_iter().collect())
        },
        is_the_operators: false,
    },
    Kind {
        module: "drafts",
        file: "drafts/111122223333/eu-west-1/orders/audit.json",
        write: |root| {
            let draft = Draft { text: "{\"source\": [\"shop\"]}".into(), base: "{}".into(), saved: Some(7) };
            Drafts::under(root).save(&draft_key(), &draft)
        },
        read: |root| Drafts::under(root).load(&draft_key()).map(|found| found.notices),
        is_the_operators: false,
    },
    Kind {
        module: "saved_events",
        file: "events/order placed.json",
        write: |root| {
            let events = SavedEvents::under(root);
            let event = |name: &str| SavedEvent { name: name.into(), text: "{\"source\": \"shop\"}".into() };
            match events.save(&event("order placed"), false) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    events.save(&event("other"), true)
                }
                outcome => outcome,
            }
        },
        read: |root| SavedEvents::under(root).list().map(|(_, told)| told),
        is_the_operators: false,
    },
    Kind {
        module: "sent",
        file: "sent.jsonl",
        write: |root| {
            let sent = EventSent {
                at: 7,
                place: place(),
                entry: EventEntry { detail: "{\"total\": 7}".into(), ..EventEntry::default() },
                outcome: EntryOutcome::Done { id: "i".into() },
            };
            SentLog::under(root).add(&[sent], true)
        },
        read: |root| SentLog::under(root).list(&place()).map(|(_, notice)| notice.into_iter().collect()),
        is_the_operators: false,
    },
    Kind {
        module: "undo",
        file: "undo.jsonl",
        write: |root| {
            let change =
                Change::create(Thing::Bus("orders".into()), Held::with_settings(serde_json::Map::new()));
            UndoLog::under(root).begin(&change, "g", None, place(), 7, true).map(drop)
        },
        read: |root| UndoLog::under(root).list(&place()).map(|(_, notice)| notice.into_iter().collect()),
        is_the_operators: false,
    },
];

fn rule() -> Arn {
    Arn::new("arn:aws:events:eu-west-1:111122223333:rule/audit".to_owned())
}

fn draft_key() -> DraftKey {
    let rule = RuleKey::new("orders", "audit");
    DraftKey { account: "111122223333".into(), region: "eu-west-1".into(), rule }
}

fn place() -> AccountPlace {
    AccountPlace { account: "111122223333".into(), region: "eu-west-1".into(), endpoint: None }
}

/// A folder with a sound file of the kind in it, and the file's content.
fn sound(kind: &Kind) -> (tempfile::TempDir, Vec<u8>) {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("ours");
    fs::create_dir(&root).unwrap();
    (kind.write)(&root).unwrap();
    assert_eq!((kind.read)(&root).unwrap(), Vec::<String>::new(), "{}", kind.module);
    let content = fs::read(root.join(kind.file)).unwrap();
    (home, content)
}

/// What is told of a file, or why it cannot be read; nothing where all is well.
fn sentences_of(kind: &Kind, root: &Path) -> String {
    match (kind.read)(root) {
        Ok(told) => told.join("\n"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_module_that_keeps_files_is_in_the_table() {
    // What others keep theirs with; and the log, which is written for people and never read.
    let none = ["mod", "file", "lines", "salvage", "log"].map(str::to_owned);
    let names = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/config"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let keeping: BTreeSet<String> = names.filter(|name| !none.contains(name)).collect();
    let tried: BTreeSet<String> = KINDS.iter().map(|kind| kind.module.to_owned()).collect();
    assert_eq!(tried, keeping, "a kind of file that is kept belongs into the table here");
}

#[test]
fn the_manual_page_and_the_readme_name_every_file_that_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let man = run(&mut buslens(home.path(), &["man"])).out.replace("\\-", "-");
    let files = man.split(".SH \"FILES\"").nth(1).and_then(|rest| rest.split(".SH").next()).unwrap();
    let readme = include_str!("../../README.md");
    let of_readme = readme.split("\n## Files\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    for kind in &KINDS {
        let name = kind.file.split('/').next().unwrap();
        assert!(files.contains(name) && of_readme.contains(name), "{name}: {files}{of_readme}");
    }
}

#[test]
fn damage_is_said_and_what_was_there_is_kept() {
    for kind in &KINDS {
        let (_home, content) = sound(kind);
        for bytes in damaged(&content) {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join(kind.file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
            let what = format!("{}: {}", kind.module, shown(&bytes));
            let is_sound = is_sound(kind, &bytes);
            let told = sentences_of(kind, home.path());
            assert!(is_sound || !told.is_empty(), "nothing is said of {what}");
            if kind.is_the_operators {
                assert_eq!(fs::read(&path).unwrap(), bytes, "{what}");
                continue;
            }
            (kind.write)(home.path()).unwrap();
            let whole = is_kept(home.path(), &bytes);
            let lines = || bytes.split(|byte| *byte == b'\n').all(|line| has_line(home.path(), line));
            assert!(is_sound || whole || lines(), "lost: {what}");
        }
    }
}

fn has_ending(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found == ending)
}

/// Whether the format of a file holds, whatever it says.
fn is_sound(kind: &Kind, bytes: &[u8]) -> bool {
    let is_json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
    if has_ending(kind.file, "toml") {
        return std::str::from_utf8(bytes).is_ok_and(|text| text.parse::<toml::Table>().is_ok());
    }
    if has_ending(kind.file, "jsonl") {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        return lines.into_iter().all(is_json);
    }
    is_json(bytes)
}

fn has_line(folder: &Path, line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
        || fs::read_dir(folder).unwrap().flatten().any(|entry| {
            let path = entry.path();
            let is_in = |held: Vec<u8>| held.split(|byte| *byte == b'\n').any(|held| held == line);
            if path.is_dir() { has_line(&path, line) } else { fs::read(&path).is_ok_and(is_in) }
        })
}

#[test]
fn what_others_could_look_into_is_closed_by_the_next_write() {
    let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    let is_closed = |path: &Path| fs::metadata(path).unwrap().permissions().mode().trailing_zeros() >= 6;
    for kind in KINDS.iter().filter(|kind| !kind.is_the_operators) {
        let (home, _) = sound(kind);
        let root = home.path().join("ours");
        let path = root.join(kind.file);
        let between: Vec<_> = path.ancestors().skip(1).take_while(|path| path.starts_with(&root)).collect();
        between.iter().for_each(|directory| open(directory));
        open(&path);
        (kind.write)(&root).unwrap();
        assert!(between.iter().all(|directory| is_closed(directory)), "{}", kind.module);
        // A saved event that is there stays as it is, in a directory that nobody else enters.
        assert!(
            is_closed(&path) || kind.module == "saved_events" || kind.module == "drafts",
            "{}",
            kind.module
        );
    }
}

#[test]
fn a_link_in_its_place_is_not_followed() {
    for kind in KINDS.iter().filter(|kind| !kind.is_the_operators) {
        let (home, content) = sound(kind);
        let (root, theirs) = (home.path().join("ours"), home.path().join("theirs"));
        fs::rename(root.join(kind.file), &theirs).unwrap();
        symlink(&theirs, root.join(kind.file)).unwrap();
        let said = sentences_of(kind, &root);
        assert!(said.contains("is a link"), "{}: {said:?}", kind.module);
        let _ = (kind.write)(&root);
        assert_eq!(fs::read(&theirs).unwrap(), content, "{}: written through the link", kind.module);
    }
}

#[test]
fn a_directory_that_is_a_link_is_neither_read_nor_written() {
    for (kind, directory) in KINDS.iter().filter_map(|kind| Some((kind, kind.file.split_once('/')?.0))) {
        let (home, content) = sound(kind);
        let (root, theirs) = (home.path().join("ours"), home.path().join("theirs"));
        fs::rename(root.join(directory), &theirs).unwrap();
        symlink(&theirs, root.join(directory)).unwrap();
        let said = sentences_of(kind, &root);
        assert!(
            said.contains(&format!("{directory} is a link, which is not followed")),
            "{}: {said:?}",
            kind.module
        );
        assert!((kind.write)(&root).unwrap_err().to_string().contains("is a link"), "{}", kind.module);
        let file = theirs.join(kind.file.split_once('/').unwrap().1);
        assert_eq!(fs::read(file).unwrap(), content, "{}: written through the link", kind.module);
    }
}

#[test]
fn the_commands_take_no_event_out_of_a_linked_directory_and_put_none_there() {
    let home = tempfile::tempdir().unwrap();
    let (root, theirs) = (home.path().join(".local/state/buslens"), home.path().join("theirs"));
    fs::create_dir_all(&root).unwrap();
    fs::create_dir(&theirs).unwrap();
    let event = r#"{"source":"foreign","detail-type":"A","detail":{}}"#;
    fs::write(theirs.join("one.json"), event).unwrap();
    fs::write(home.path().join("e.json"), event).unwrap();
    symlink(&theirs, root.join("events")).unwrap();
    for args in [
        &["event", "list"][..],
        &["event", "show", "one"],
        &["event", "delete", "one", "--yes"],
        &["event", "save", "two", "-e", "e.json"],
        &["event", "save", "one", "--replace", "-e", "e.json"],
    ] {
        let outcome = run(&mut buslens(home.path(), args));
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args:?}: {}", outcome.err);
        assert!(outcome.err.contains("events is a link, which is not followed"), "{args:?}: {}", outcome.err);
        assert!(!outcome.err.contains("e.json"), "{args:?} blames what was given: {}", outcome.err);
    }
    assert_eq!(fs::read_dir(&theirs).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(theirs.join("one.json")).unwrap(), event);
}

#[test]
fn what_others_could_look_into_is_closed_and_said_by_the_next_command_that_only_reads() {
    let home = tempfile::tempdir().unwrap();
    let events = home.path().join(".local/state/buslens/events");
    fs::create_dir_all(&events).unwrap();
    fs::set_permissions(&events, fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(events.parent().unwrap(), fs::Permissions::from_mode(0o711)).unwrap();
    let first = run(&mut buslens(home.path(), &["event", "list"]));
    let said =
        "events was open to others (mode 777), who may have read or changed what is in it. It is closed now.";
    assert!(first.code == 0 && first.err.contains(said), "{} {}", first.code, first.err);
    assert_eq!(fs::metadata(&events).unwrap().permissions().mode() & 0o777, 0o700);
    let second = run(&mut buslens(home.path(), &["event", "list"]));
    assert!(!second.err.contains("open to others"), "{}", second.err);
    // Below a closed directory nobody could look into it: it is closed as well, and nothing is said.
    fs::set_permissions(&events, fs::Permissions::from_mode(0o777)).unwrap();
    let third = run(&mut buslens(home.path(), &["event", "list"]));
    assert!(!third.err.contains("open to others"), "{}", third.err);
    assert_eq!(fs::metadata(&events).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_is_no_file_is_said_and_holds_nothing_up() {
    for kind in &KINDS {
        for place in ["directory", "pipe", "huge"] {
            let (home, _) = sound(kind);
            let root = home.path().join("ours");
            let path = root.join(kind.file);
            fs::remove_file(&path).unwrap();
            match place {
                "directory" => fs::create_dir(&path).unwrap(),
                "pipe" => {
                    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
                }
                _ => fs::File::create(&path).unwrap().set_len(200 << 30).unwrap(),
            }
            let said = sentences_of(kind, &root);
            assert!(!said.is_empty(), "{}: nothing is said of a {place}", kind.module);
            if !kind.is_the_operators {
                // It may be refused; it must come back.
                let _ = (kind.write)(&root);
            }
        }
    }
}
