//! Files of ours, and those that are handed to us, damaged in forty-eight ways each: nothing falls over, what
//! is damaged is said and stays on disk, and no half of a thing is taken for the whole.

use crate::commands::{buslens, run};
use crate::loop_in_process::{Desk, Options};
use buslens::internals::app::read::Draft;
use buslens::internals::config::{DraftKey, Drafts, Remembered, RuleStates, Settings, UndoLog};
use buslens::internals::model::{AccountPlace, Arn, Change, End, Held, RuleKey, RuleState, Thing};

use buslens::internals::runtime::replay::Recording;
use buslens::internals::runtime::whose_account::Embedded;
use serde_json::json;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The damaged files: cut short, bytes changed, parts missing or there twice, rubbish put in, absurd numbers.
pub fn damaged(sound: &[u8]) -> Vec<Vec<u8>> {
    let at = |k: usize, of: usize| sound.len() * k / of;
    let mut all = Vec::new();
    all.extend((0..12).map(|k| sound[..at(k, 12)].to_vec()));
    for (k, byte) in b"\0\xff\"{}\\\n[x,:9".iter().enumerate() {
        let mut changed = sound.to_vec();
        changed[at(2 * k + 1, 26)] = *byte;
        all.push(changed);
    }
    all.extend((0..6).map(|k| [&sound[..at(k, 7)], &sound[at(k + 1, 7)..]].concat()));
    all.extend((0..6).map(|k| [&sound[..at(k + 1, 7)], &sound[at(k, 7)..]].concat()));
    let inserted = |k: usize, what: &[u8]| [&sound[..at(k, 5)], what, &sound[at(k, 5)..]].concat();
    all.push(inserted(0, "\u{feff}".as_bytes()));
    all.push(inserted(2, &[0; 64]));
    all.push(inserted(3, b"\xff\xfe\xf0\x28"));
    all.push(inserted(4, &b"[".repeat(10_000)));
    all.push(vec![0; sound.len()]);
    all.push(b"null".to_vec());
    all.push(b"[".repeat(100_000));
    all.push((0..=255).cycle().take(4_096).collect());
    let text = String::from_utf8_lossy(sound);
    for number in ["1e999", "18446744073709551616", "-1", "99999999999999999999999999999999"] {
        let digits = |c: char| c.is_ascii_digit();
        let mut changed = String::new();
        let mut rest = text.as_ref();
        while let Some(from) = rest.find(digits) {
            let to = rest[from..].find(|c| !digits(c)).map_or(rest.len(), |len| from + len);
            changed.push_str(&rest[..from]);
            changed.push_str(number);
            rest = &rest[to..];
        }
        changed.push_str(rest);
        all.push(changed.into_bytes());
    }
    assert_eq!(all.len(), 48);
    all
}

pub fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(600)]).into_owned()
}

/// Whether the bytes stand in a file of the folder.
pub fn is_kept(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        entry.path().is_dir() && is_kept(&entry.path(), bytes)
            || std::fs::read(entry.path()).is_ok_and(|held| held == bytes)
    })
}

/// The one file somewhere in the folder.
fn only_file(folder: &Path) -> PathBuf {
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if entry.is_dir() { only_file(&entry) } else { entry }
}

#[test]
fn a_damaged_configuration_is_understood_in_full_or_makes_it_read_only() {
    let home = tempfile::tempdir().unwrap();
    let sound = "utc = true\nmouse = false\n\n[keys]\nhelp = [\"F12\", \"?\"]\n\n\
                 [accounts.111122223333]\nlabel = \"production\"\ncolour = \"red\"\nread_only = true\n";
    let path = home.path().join("config.toml");
    std::fs::write(&path, sound).unwrap();
    let whole = Settings::load(&path);
    assert_eq!((whole.sentences(), whole.read_only), (Vec::new(), None));
    for bytes in damaged(sound.as_bytes()) {
        std::fs::write(&path, &bytes).unwrap();
        let settings = Settings::load(&path);
        let text = std::str::from_utf8(&bytes).ok();
        let is_toml = text.is_some_and(|text| text.parse::<toml::Table>().is_ok());
        assert!(is_toml || settings.read_only.is_some(), "{}", shown(&bytes));
        assert_eq!(settings.read_only.is_some(), !settings.sentences().is_empty(), "{}", shown(&bytes));
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "the operator's file stays as it is");
    }
}

#[test]
fn a_damaged_record_of_states_gives_what_stood_in_it_or_an_error() {
    let sound_home = tempfile::tempdir().unwrap();
    let states = RuleStates::under(sound_home.path());
    let arn = |n: i64| Arn::new(format!("arn:aws:events:eu-west-1:111122223333:rule/r{n}"));
    let state = RuleState::EnabledWithAllCloudTrail;
    for n in 0..3 {
        states.remember(&arn(n), Remembered { state: state.clone(), at: n }).unwrap();
    }
    let sound = std::fs::read(sound_home.path().join("rule-states.json")).unwrap();
    for bytes in damaged(&sound) {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("rule-states.json"), &bytes).unwrap();
        let states = RuleStates::under(home.path());
        let is_json =
            serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|value| value.is_object());
        for n in 0..3 {
            match states.get(&arn(n)) {
                Ok(Some(found)) => assert!(found.state == state || is_json, "{}", shown(&bytes)),
                Ok(None) => assert!(is_json, "nothing is taken for an empty record: {}", shown(&bytes)),
                Err(error) => assert!(error.to_string().contains("rule-states"), "{error}"),
            }
        }
        let notice = states.remember(&arn(9), Remembered { state: state.clone(), at: 9 }).unwrap();
        assert_eq!(states.get(&arn(9)).unwrap().map(|found| found.at), Some(9));
        if !is_json {
            assert!(notice.is_some() && is_kept(home.path(), &bytes), "{}", shown(&bytes));
        }
    }
}

#[test]
fn a_damaged_draft_is_set_aside_and_its_beginning_is_shown() {
    let key = DraftKey {
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        rule: RuleKey::new("orders", "audit"),
    };
    let draft = Draft {
        text: "{\n  \"source\": [\"shop\"],\n  \"detail\": {\"total\": [{\"numeric\": [\">\", 100]}]}\n}"
            .into(),
        base: "{\"source\": [\"shop\"]}".into(),
        saved: Some(7),
    };
    let sound_home = tempfile::tempdir().unwrap();
    Drafts::under(sound_home.path()).save(&key, &draft).unwrap();
    let file = only_file(sound_home.path()).strip_prefix(sound_home.path()).unwrap().to_owned();
    let sound = std::fs::read(sound_home.path().join(&file)).unwrap();
    for bytes in damaged(&sound) {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join(&file).parent().unwrap()).unwrap();
        std::fs::write(home.path().join(&file), &bytes).unwrap();
        let drafts = Drafts::under(home.path());
        let found = drafts.load(&key).unwrap();
        let is_json = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
        assert!(is_json || !found.notices.is_empty(), "{}", shown(&bytes));
        drafts.save(&key, &draft).unwrap();
        assert!(is_json && found.draft.is_some() || is_kept(home.path(), &bytes), "{}", shown(&bytes));
    }
}

#[test]
fn a_damaged_record_of_changes_offers_only_whole_ones_and_keeps_the_rest() {
    let place = AccountPlace { account: "111122223333".into(), region: "eu-west-1".into(), endpoint: None };
    let held = |text: &str| {
        Held::with_settings(json!({"Description": text, "RetentionDays": 7}).as_object().unwrap().clone())
    };
    let sound_home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(sound_home.path());
    for n in 0..4 {
        let change = Change::delete(Thing::Archive(format!("a{n}")), held(&format!("number {n}")));
        let id = log.begin(&change, "g", None, place.clone(), n, true).unwrap();
        log.end(&id, End::Done, None).unwrap();
    }
    let (all, _) = log.list(&place).unwrap();
    assert_eq!(all.len(), 4);
    let sound = std::fs::read(sound_home.path().join("undo.jsonl")).unwrap();
    let is_whole = |line: &[u8]| serde_json::from_slice::<serde_json::Value>(line).is_ok();
    for bytes in damaged(&sound) {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("undo.jsonl"), &bytes).unwrap();
        let log = UndoLog::under(home.path());
        let (found, notice) = log.list(&place).unwrap();
        let lines: Vec<&[u8]> =
            bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
        if lines.iter().any(|line| !is_whole(line)) {
            assert!(notice.is_some(), "{}", shown(&bytes));
        }
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        for one in &found {
            let before = serde_json::to_string(&one.change.was).unwrap();
            assert!(all.contains(one) || text.contains(&before), "{one:?} of {}", shown(&bytes));
        }
        let kept: Vec<u8> = ["undo.jsonl", "undo.broken-1.jsonl"]
            .iter()
            .flat_map(|name| std::fs::read(home.path().join(name)).unwrap_or_default())
            .collect();
        for line in lines {
            assert!(kept.split(|byte| *byte == b'\n').any(|held| held == line), "{}", shown(line));
        }
        let id = log.begin(&all[0].change, "g", None, place.clone(), 9, true).unwrap();
        let (again, notice) = log.list(&place).unwrap();
        assert!(again.iter().any(|one| one.id == id));
        // As long as lines lie beside the record, that is said.
        let is_aside = home.path().join("undo.broken-1.jsonl").exists();
        assert_eq!(notice.is_some_and(|notice| notice.contains("undo.broken-1.jsonl")), is_aside);
    }
}

#[test]
fn explorers_at_the_same_time_keep_every_change() {
    let home = tempfile::tempdir().unwrap();
    let place = AccountPlace { account: "1".into(), region: "r".into(), endpoint: None };
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (log, place, file) = (UndoLog::under(home.path()), &place, home.path().join("undo.jsonl"));
            scope.spawn(move || {
                for k in 0..5 {
                    let thing = Thing::Bus(format!("b{n}-{k}"));
                    let change = Change::create(thing, Held::with_settings(serde_json::Map::new()));
                    let id = log.begin(&change, "g", None, place.clone(), n, true).unwrap();
                    log.end(&id, End::Done, None).unwrap();
                    // A damaged line of another run, while all of them are writing.
                    let mut file = std::fs::OpenOptions::new().append(true).open(&file).unwrap();
                    file.write_all(b"\n{\n").unwrap();
                    log.list(place).unwrap();
                }
            });
        }
    });
    let (found, _) = UndoLog::under(home.path()).list(&place).unwrap();
    assert_eq!((found.len(), found.iter().filter(|one| one.known).count()), (40, 40));
}

#[tokio::test]
async fn a_damaged_recording_is_played_as_far_as_it_goes() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("r.jsonl");
    let account = Embedded::with(buslens::local::Options { backlog: Duration::ZERO, ..Default::default() });
    let mut desk = Desk::start(home.path(), Options { record: Some(path.clone()), ..Options::of(account) });
    desk.wait_for("orders").await;
    desk.press("?");
    desk.wait_for("keys: Browse").await;
    desk.press("<esc>:help<enter><esc>");
    desk.settle().await;
    drop(desk);
    let sound = std::fs::read(&path).unwrap();
    let mut whole = 0;
    let is_json = |line: &[u8]| line.is_empty() || serde_json::from_slice::<serde_json::Value>(line).is_ok();
    for bytes in damaged(&sound) {
        let Ok(mut recording) = Recording::read(Cursor::new(&bytes)) else { continue };
        let mut model = recording.model();
        match recording.play(&mut model) {
            // No line is passed over in silence.
            Ok(()) => {
                assert!(bytes.split(|b| *b == b'\n').all(is_json), "{}", shown(&bytes));
                whole += 1;
            }
            Err(fault) => assert!(fault.to_string().contains("line "), "{fault}"),
        }
    }
    assert!(whole > 0, "those cut at a line's end are played");
}

#[test]
fn damaged_suites_rules_and_events_are_told_by_their_place() {
    let home = tempfile::tempdir().unwrap();
    let suite = r#"{"pattern": {"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}},
  "cases": [{"name": "large", "event": {"source": "shop", "detail": {"total": 120}}, "matches": true},
            {"name": "small", "event": {"source": "shop", "detail": {"total": 20}}, "matches": false}]}"#;
    let rules = "{\"name\":\"a\",\"pattern\":{\"source\":[\"shop\"]}}\n{\"name\":\"b\",\"pattern\":\"{\\\"source\\\":[\\\"x\\\"]}\"}\n";
    let write = |name: &str, bytes: &[u8]| std::fs::write(home.path().join(name), bytes).unwrap();
    write("events", b"{\"source\":\"shop\"}\n");
    for (file, sound) in [("suite.json", suite), ("rules", rules)] {
        for bytes in damaged(sound.as_bytes()) {
            write(file, &bytes);
            let args: &[&str] = match file {
                "suite.json" => &["check", "suite.json"],
                _ => &["match", "--rules", "rules", "--events", "events"],
            };
            let outcome = run(&mut buslens(home.path(), args));
            assert!((0..=2).contains(&outcome.code), "{} {}", outcome.code, outcome.err);
            assert!(!outcome.err.contains("panicked"), "{}", outcome.err);
            // What cannot be read is told by its file; what is read is answered.
            let told = if outcome.code == 2 { outcome.err } else { outcome.out };
            let by = if outcome.code == 2 { file } else { "" };
            assert!(!told.trim().is_empty() && told.contains(by), "{told:?}: {}", shown(&bytes));
        }
    }
}
