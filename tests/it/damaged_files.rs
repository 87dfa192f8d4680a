//! The commands over files that are damaged in forty-eight ways each, those that are handed to them and those
//! that we keep: nothing falls over, the exit code is of those that the README has for it, what cannot be
//! read is told by its file, and stays as it is.

use crate::commands::{Outcome, Served, buslens, run};
use crate::damage::{damaged, is_kept, shown};
use buslens::json::{Document, Kind};
use std::fs;
use std::path::Path;

const PATTERN: &str = r#"{"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}}"#;
const EVENT: &str = r#"{"version": "0", "id": "7bf73129-1428-4cd3-a780-95db273d1602", "detail-type": "Order placed",
  "source": "shop", "account": "111122223333", "time": "2026-11-28T12:00:00Z", "region": "us-east-1",
  "resources": [], "detail": {"total": 120}}"#;
const LINE: &str = "{\"source\":\"shop\",\"detail\":{\"total\":120}}\n{\"source\":\"x\"}\n";
const SUITE: &str = r#"{"pattern": {"source": ["shop"]}, "targets": [{"Id": "mail", "InputPath": "$.detail"}],
  "cases": [{"name": "a", "event": {"source": "shop", "detail": {"total": 1}}, "matches": true,
             "receives": {"mail": {"total": 1}}}]}"#;
const TARGET: &str = r#"{"Id": "mail", "Arn": "arn:aws:sqs:us-east-1:111122223333:mail",
  "InputTransformer": {"InputPathsMap": {"n": "$.detail.total"}, "InputTemplate": "\"<n> in all\""}}"#;
const RULES: &str =
    "{\"name\":\"a\",\"pattern\":{\"source\":[\"shop\"]}}\n{\"name\":\"b\",\"pattern\":null}\n";
const TEMPLATE: &str = "Resources:\n  Audit:\n    Type: AWS::Events::Rule\n    Properties:\n      Name: audit\n      \
                        EventPattern:\n        source: [shop]\n        detail:\n          total: [120]\n";
const TERRAFORM: &str = "resource \"aws_cloudwatch_event_rule\" \"audit\" {\n  name = \"audit\"\n  event_pattern = \
                         jsonencode({ source = [\"shop\"] })\n}\n";

/// What damaged inputs come to: the file that is damaged, what is in it while it is sound, and the command.
const READ: [(&str, &str, &[&str]); 11] = [
    ("p.json", PATTERN, &["match", "-p", "p.json", "-e", "sound.json"]),
    ("e.json", EVENT, &["match", "-p", "sound-pattern.json", "-e", "e.json"]),
    ("lines", LINE, &["match", "--rules", "sound-rules", "--events", "lines"]),
    ("rules", RULES, &["which", "--rules", "rules", "-e", "sound.json"]),
    ("rules.yaml", TEMPLATE, &["which", "--rules", "rules.yaml", "-e", "sound.json"]),
    ("rules.tf", TERRAFORM, &["which", "--rules", "rules.tf", "-e", "sound.json"]),
    ("event.json", EVENT, &["which", "--rules", "sound-rules", "-e", "event.json"]),
    ("t.json", TARGET, &["render", "--target", "t.json", "-e", "sound.json"]),
    ("re.json", EVENT, &["render", "--target", "sound-target.json", "-e", "re.json"]),
    ("a.suite.json", SUITE, &["check", "a.suite.json"]),
    ("s.json", EVENT, &["event", "save", "one", "--replace", "-e", "s.json"]),
];

fn sound(home: &Path) {
    for (name, content) in [
        ("sound.json", EVENT),
        ("sound-pattern.json", PATTERN),
        ("sound-rules", RULES),
        ("sound-target.json", TARGET),
    ] {
        fs::write(home.join(name), content).unwrap();
    }
}

/// No panic, a code of those, and where it is 2, a sentence that names the file.
#[track_caller]
fn is_told(outcome: &Outcome, codes: &[i32], file: &str, what: &str) {
    let Outcome { code, out, err } = outcome;
    assert!(!err.contains("panicked"), "{what}: {err}");
    assert!(codes.contains(code), "{what}: {code} {out} {err}");
    if *code == 2 {
        assert!(err.contains(file), "{what}: the file is not named: {err}");
        assert!(err.trim_end().ends_with(['.', '`', ')', '^', '"', '}']), "{what}: no sentence: {err}");
    } else {
        assert!(!out.trim().is_empty() || !err.trim().is_empty(), "{what}: nothing is said");
    }
}

#[test]
fn what_is_given_to_a_command_is_read_or_told_by_its_file() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    for (file, content, args) in READ {
        let path = home.path().join(file);
        fs::write(&path, content).unwrap();
        let outcome = run(&mut buslens(home.path(), args));
        assert_eq!(outcome.code, 0, "{args:?}: {} {}", outcome.out, outcome.err);
        for bytes in damaged(content.as_bytes()) {
            fs::write(&path, &bytes).unwrap();
            let what = format!("{args:?} on {}", shown(&bytes));
            let outcome = run(&mut buslens(home.path(), args));
            // Of no events there is nothing to say.
            let has_lines = bytes.iter().any(|byte| !byte.is_ascii_whitespace());
            if has_lines || file != "lines" || outcome.code != 0 {
                is_told(&outcome, &[0, 1, 2], file, &what);
            }
            assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: it was written to");
        }
    }
}

#[test]
fn what_is_no_file_or_larger_than_any_is_refused_at_once() {
    let home = tempfile::tempdir().unwrap();
    sound(home.path());
    for (file, _, args) in READ {
        let path = home.path().join(file);
        for place in ["nothing", "directory", "huge", "closed"] {
            match place {
                "nothing" => {}
                "directory" => fs::create_dir(&path).unwrap(),
                "huge" => fs::File::create(&path).unwrap().set_len(200 << 30).unwrap(),
                _ => {
                    fs::write(&path, [0x1f, 0x8b, 8, 0, 1]).unwrap();
                }
            }
            // A list of events is read line by line, and its only line here is too long to be one.
            if place != "huge" || file != "lines" {
                let outcome = run(&mut buslens(home.path(), args));
                is_told(&outcome, &[2], file, &format!("{args:?} on {place}"));
            }
            let _ = fs::remove_dir(&path);
            let _ = fs::remove_file(&path);
        }
    }
}

#[test]
fn a_recording_is_played_as_far_as_it_goes_and_told_by_its_file() {
    let home = tempfile::tempdir().unwrap();
    let absent = run(&mut buslens(home.path(), &["replay", "r.jsonl"]));
    is_told(&absent, &[2], "r.jsonl", "no file");
    assert!(absent.err.contains("there is no such file. Check the path."), "{}", absent.err);
    let sound = "{\"buslens\":1}\n{\"at\":1,\"message\":\"Tick\"}\n";
    for bytes in damaged(sound.as_bytes()) {
        fs::write(home.path().join("r.jsonl"), &bytes).unwrap();
        let outcome = run(&mut buslens(home.path(), &["replay", "r.jsonl"]));
        is_told(&outcome, &[2], "r.jsonl", &shown(&bytes));
    }
}

#[test]
fn a_damaged_configuration_lets_nothing_be_changed_and_says_why() {
    let served = Served::start();
    let place = served.home().join(".config/buslens");
    fs::create_dir_all(&place).unwrap();
    let sound = "utc = true\nmouse = false\n\n[keys]\nhelp = [\"F12\", \"?\"]\n";
    for bytes in damaged(sound.as_bytes()) {
        fs::write(place.join("config.toml"), &bytes).unwrap();
        let outcome = served.run(&["tag", "--bus", "orders", "a=b", "--yes"]);
        let what = shown(&bytes);
        assert!(!outcome.err.contains("panicked"), "{what}: {}", outcome.err);
        if outcome.code != 0 {
            let refused = outcome.err.contains("config.toml") && outcome.err.contains("Nothing was done");
            assert!(outcome.code == 5 && refused, "{what}: {} {}", outcome.code, outcome.err);
        }
        assert_eq!(fs::read(place.join("config.toml")).unwrap(), bytes, "{what}: it was written to");
        // Reading goes on, and says it too.
        let listed = served.run(&["buses"]);
        assert_eq!((listed.code, listed.err.is_empty()), (0, outcome.code == 0), "{what}: {}", listed.err);
    }
}

#[test]
fn damaged_records_of_ours_are_told_kept_and_never_guessed_from() {
    let served = Served::start();
    let disabled = served.run(&["rule", "disable", "assume-role-archive", "--yes"]);
    assert_eq!(disabled.code, 0, "{}", disabled.err);
    let event = r#"{"source":"shop","detail-type":"Made Up","detail":{"n":1}}"#;
    let sent = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], event);
    assert_eq!(sent.code, 0, "{}", sent.err);
    let state = served.home().join(".local/state/buslens");
    for (file, args) in [
        ("rule-states.json", &["rule", "enable", "assume-role-archive"][..]),
        ("undo.jsonl", &["undo", "--list"]),
        ("sent.jsonl", &["put", "-e", "event.json", "--bus", "audit"]),
    ] {
        fs::write(served.home().join("event.json"), event).unwrap();
        let content = fs::read(state.join(file)).unwrap();
        for bytes in damaged(&content) {
            fs::write(state.join(file), &bytes).unwrap();
            let what = format!("{file}: {}", shown(&bytes));
            let outcome = served.run(args);
            assert!(!outcome.err.contains("panicked"), "{what}: {}", outcome.err);
            // Without a terminal and --yes the question is refused, after what is known was said.
            let codes: &[i32] = if file == "undo.jsonl" { &[0, 2] } else { &[5, 2] };
            assert!(codes.contains(&outcome.code), "{what}: {} {}", outcome.code, outcome.err);
            let is_sound = bytes
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.trim_ascii().is_empty())
                .all(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok());
            if file == "rule-states.json" {
                // What stood in it, or nothing: never another state by a guess.
                let asks = outcome.err.contains("Switch assume-role-archive");
                let told = outcome.err.contains("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
                    || outcome.err.contains("rule-states");
                assert!(!asks || told || is_sound, "{what}: {}", outcome.err);
            } else {
                assert!(is_sound || outcome.err.contains(file), "{what}: {}", outcome.err);
            }
            let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            let kept = is_kept(&state, &bytes)
                || lines.into_iter().all(|line| {
                    fs::read_dir(&state).unwrap().flatten().any(|entry| {
                        fs::read(entry.path())
                            .is_ok_and(|held| held.split(|byte| *byte == b'\n').any(|held| held == line))
                    })
                });
            assert!(kept, "{what}: it is gone");
            let aside = fs::read_dir(&state).unwrap().flatten().map(|entry| entry.path());
            for path in aside.filter(|path| path.to_string_lossy().contains("broken")) {
                fs::remove_file(path).unwrap();
            }
        }
        fs::write(state.join(file), &content).unwrap();
    }
}

#[test]
fn a_saved_event_that_is_damaged_is_printed_as_it_is_and_is_no_yes() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("event.json"), EVENT).unwrap();
    let saved = run(&mut buslens(home.path(), &["event", "save", "one", "-e", "event.json"]));
    assert_eq!(saved.code, 0, "{}", saved.err);
    let path = home.path().join(".local/state/buslens/events/one.json");
    let content = fs::read(&path).unwrap();
    for bytes in damaged(&content) {
        fs::write(&path, &bytes).unwrap();
        let is_json = Document::parse_bytes(&bytes).is_ok_and(|event| event.root().kind() == Kind::Object);
        let what = shown(&bytes);
        for args in [&["event", "show", "one"][..], &["event", "list"], &["event", "list", "--json"]] {
            let outcome = run(&mut buslens(home.path(), args));
            is_told(&outcome, &[0, 2], "one", &format!("{args:?}: {what}"));
            assert!(is_json || outcome.code == 2, "{args:?}: a yes to {what}: {}", outcome.err);
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: it was written to");
    }
}
