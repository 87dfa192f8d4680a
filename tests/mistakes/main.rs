//! Mistakes as people make them, and what is said of each: the files `*.txt` in this folder.
//!
//! A case stands in the file of the kind that is told first: `letter_case.txt`, `part.txt` …; in
//! `refused.txt` where the pattern is refused, in `matching.txt` where it matches. `events.txt` has the
//! events that several cases share, each with its name.
//!
//! A case names the cause as an expert would, a pattern, and the event it should have matched (`on`, JSON or
//! the name of a shared event). Then follow, nearest first, the fields that fail: path (`.` for the whole),
//! kind and sentence, and the pattern as the first fix leaves it; of a pattern that matches, what its writer
//! may not expect (`note`); of a pattern that is refused, its faults (`fault`). `only` is the condition on
//! which that fix is offered, where it has one. `loses` is an event that the pattern took and a fixed one
//! takes no more, where the item that was replaced need not have been a slip: where it stands, it has to be
//! plain that nothing else was meant. `then` is why the event still does not match what all fixes made of a
//! pattern that was refused. `healthy_twins.txt` has pairs in which nothing is wrong: the pattern is meant
//! for other events. Of these the difference is told and no change offered. `BUSLENS_BLESS=1` writes these
//! lines anew; read what changes, and see that the first sentence names the cause.

#![allow(clippy::unwrap_used, clippy::panic)] // it is all test

use buslens::pattern::{Event, Explanation, MissKind, Pattern, PatternError, Verdict, explain};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

/// The pairs in which nothing is wrong.
const TWINS: &str = "healthy_twins.txt";

/// An event that a pattern takes and the fixed one does not, if the fix gives up what may have been meant:
/// not of a field that was asked for at a wrong place, nor of an item that can only be a slip.
fn lost(kind: MissKind, pattern: &str, fixed: &str) -> Option<String> {
    let taken = Pattern::parse(pattern).unwrap().example().ok().filter(|_| kind.keeps_what_matched())?;
    let event = Event::parse(taken.as_bytes()).unwrap();
    (Pattern::parse(fixed).unwrap().matches(&event) != Verdict::Match).then_some(taken)
}

/// The name of a kind, as output has it.
fn name(kind: MissKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

/// What the file should say of a case.
fn lines_of(explanation: &Explanation, pattern: &str) -> String {
    let mut out = String::new();
    let matches = explanation.matched == Verdict::Match;
    let notes = explanation.nodes.iter().filter_map(|node| Some((node, node.miss.as_ref()?)));
    let said = if matches { notes.collect() } else { explanation.misses() };
    let word = if matches { "note" } else { "miss" };
    for (node, miss) in &said {
        let path = if node.path.is_empty() { "." } else { &node.path };
        writeln!(out, "{word} {path} {}: {}", name(miss.kind), miss.sentence).unwrap();
    }
    for (at, (_, miss)) in said.iter().enumerate() {
        let Some(fix) = miss.fix.as_ref() else { continue };
        let fixed = fix.apply(pattern);
        if at == 0 {
            writeln!(out, "fixed {fixed}").unwrap();
            if let Some((_, condition)) = fix.label.rsplit_once(", if ") {
                writeln!(out, "only if {condition}").unwrap();
            }
        }
        if let Some(lost) = lost(miss.kind, pattern, &fixed) {
            writeln!(out, "loses {lost}").unwrap();
        }
    }
    out
}

/// What the file should say of a pattern that is refused: its faults, and the pattern as the fix of the first
/// leaves it, which must leave fewer.
fn refused(error: &PatternError, pattern: &str, event: &Event) -> String {
    let mut out = String::new();
    for flaw in error.flaws() {
        writeln!(out, "fault {}. {}", flaw.what, flaw.remedy).unwrap();
    }
    if let Some(fix) = error.first().fix.as_ref() {
        let fixed = fix.apply(pattern);
        let left = Pattern::parse(&fixed).err().map_or(0, |error| error.flaws().len());
        assert!(left < error.flaws().len(), "{fixed}");
        writeln!(out, "fixed {fixed}").unwrap();
    }
    if let Some(fixed) = read_at_last(pattern, event) {
        for (node, miss) in explain(&fixed, event).misses().iter().take(1) {
            writeln!(out, "then {}: {}", node.path, miss.sentence).unwrap();
        }
    }
    out
}

/// The pattern that all fixes lead to, one after the other; none where none is offered.
fn read_at_last(pattern: &str, event: &Event) -> Option<Pattern> {
    const MOST: usize = 20;
    let mut text = pattern.to_owned();
    for fixes in 0..MOST {
        let error = match Pattern::parse(&text) {
            Ok(read) => return Some(read),
            Err(error) => error.with_event(&text, event),
        };
        match error.flaws().iter().find_map(|flaw| flaw.fix.as_ref()) {
            Some(fix) => text = fix.apply(&text),
            None if fixes == 0 => return None,
            None => panic!("the fixes of {pattern} lead to {text}, which is no pattern"),
        }
    }
    panic!("the fixes of {pattern} do not end: {text}")
}

/// What becomes of a file: its text as it should be, how many cases it has, how many of them a fix makes
/// match.
fn check(path: &Path, events: &HashMap<&str, &str>) -> (String, usize, usize) {
    let file = std::fs::read_to_string(path).unwrap();
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let mut written = String::new();
    let (mut count, mut matched) = (0, 0);
    for block in file.split("\n\n") {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let (Some(cause), Some(on), Some(pattern)) = (field("cause"), field("on"), field("pattern")) else {
            write!(written, "{}\n\n", block.trim_end()).unwrap();
            continue;
        };
        let event = Event::parse(events.get(on).unwrap_or(&on).as_bytes())
            .unwrap_or_else(|error| panic!("{on}: {error}"));
        let parsed = match Pattern::parse(pattern) {
            Ok(parsed) => parsed,
            Err(error) => {
                count += 1;
                let error = error.with_event(pattern, &event);
                assert_eq!(stem, "refused", "{cause}: the file that this case belongs to");
                let lines = refused(&error, pattern, &event);
                write!(written, "cause {cause}\non {on}\npattern {pattern}\n{lines}\n").unwrap();
                continue;
            }
        };
        let explanation = explain(&parsed, &event);
        assert_eq!(explanation.matched, parsed.matches(&event), "{cause}");
        // A fix takes its field out of those that fail; of a single one, it is all that is needed.
        let misses = explanation.misses();
        for (node, fix) in misses.iter().filter_map(|(node, miss)| Some((node, miss.fix.as_ref()?))) {
            let fixed = fix.apply(pattern);
            let again = Pattern::parse(&fixed).unwrap_or_else(|error| panic!("{cause}: {fixed}: {error}"));
            let again = explain(&again, &event);
            let left = again.misses();
            // At its right place a field may still ask for another value.
            let moved = node.found.is_empty() && left.iter().all(|(other, _)| other.path != node.path);
            assert!(left.len() < misses.len() || moved, "{cause}, {}: {fixed}", node.path);
            matched += usize::from(again.matched == Verdict::Match);
        }
        let lines = lines_of(&explanation, pattern);
        assert!(!lines.is_empty(), "{cause}: nothing is said");
        let kind = match explanation.misses().first() {
            Some((_, miss)) if explanation.matched != Verdict::Match => name(miss.kind),
            Some(_) | None => "matching".to_owned(),
        };
        assert_eq!(stem, kind.replace('-', "_"), "{cause}: the file that this case belongs to");
        count += 1;
        write!(written, "cause {cause}\non {on}\npattern {pattern}\n{lines}\n").unwrap();
    }
    (format!("{}\n", written.trim_end()), count, matched)
}

/// The events that several cases share, by name.
fn shared(file: &str) -> HashMap<&str, &str> {
    file.lines().filter_map(|line| line.strip_prefix("event ")?.split_once(" = ")).collect()
}

#[test]
fn each_mistake_is_named_and_fixed() {
    let (mut cases, mut fixed) = (0, 0);
    let file = std::fs::read_to_string(Path::new(FOLDER).join("events.txt")).unwrap();
    let events = shared(&file);
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let is_of_cases = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "txt")
            && !path.ends_with("events.txt")
            && !path.ends_with(TWINS)
    };
    for path in entries.filter(is_of_cases) {
        let (written, count, matched) = check(&path, &events);
        (cases, fixed) = (cases + count, fixed + matched);
        if std::env::var_os("BUSLENS_BLESS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        let wanted = std::fs::read_to_string(&path).unwrap();
        for (said, wanted) in written.lines().zip(wanted.lines()) {
            assert_eq!(said, wanted, "{}", path.display());
        }
        assert_eq!(written.lines().count(), wanted.lines().count(), "{}", path.display());
    }
    assert!(cases > 1_950 && fixed > 1_250, "{cases} {fixed}");
}

#[test]
fn of_a_pattern_meant_for_other_events_no_change_is_offered() {
    let shared_file = std::fs::read_to_string(Path::new(FOLDER).join("events.txt")).unwrap();
    let events = shared(&shared_file);
    let file = std::fs::read_to_string(Path::new(FOLDER).join(TWINS)).unwrap();
    let mut count = 0;
    for block in file.split("\n\n") {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let (Some(why), Some(on), Some(pattern)) = (field("sound"), field("on"), field("pattern")) else {
            continue;
        };
        let event = Event::parse(events.get(on).unwrap_or(&on).as_bytes()).unwrap();
        let explanation = explain(&Pattern::parse(pattern).unwrap(), &event);
        let misses = explanation.misses();
        let (_, first) = misses.first().unwrap_or_else(|| panic!("{why}: it matches"));
        let is_doubted = |kind: MissKind| kind.rank() < MissKind::Part.rank() && kind != MissKind::OtherKind;
        assert!(!is_doubted(first.kind), "{why}: {}", first.sentence);
        for (_, miss) in &misses {
            assert_eq!(miss.fix.as_ref().map(|fix| &fix.label), None, "{why}: {}", miss.sentence);
        }
        count += 1;
    }
    assert!(count > 20, "{count}");
}
