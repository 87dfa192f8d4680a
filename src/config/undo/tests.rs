//! The record of changes, over several runs and with what damages it.

use super::UndoLog;
use crate::model::{AccountPlace, Change, End, Held, Past, Secret, Thing};
use serde_json::json;
use std::io::Write as _;

fn held(text: &str) -> Held {
    Held::with_settings(serde_json::from_value(json!({"Description": text})).unwrap())
}

fn change(name: &str) -> Change {
    Change::update(Thing::Bus(name.to_owned()), held("before"), held("after"))
}

fn place(region: &str) -> AccountPlace {
    AccountPlace { account: "1".to_owned(), region: region.to_owned(), endpoint: None }
}

#[test]
fn another_run_finds_what_was_done_there_and_not_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let mut ids = Vec::new();
    for (at, name) in (1..).zip(["done", "failed", "taken", "lost"]) {
        ids.push(log.begin(&change(name), "g", None, place("here"), at, true).unwrap());
    }
    log.begin(&change("elsewhere"), "g", None, place("there"), 9, true).unwrap();
    // A run that was killed in the middle of a line.
    let file = home.path().join("undo.jsonl");
    std::fs::OpenOptions::new().append(true).open(file).unwrap().write_all(b"{\"id\":\"x").unwrap();
    log.end(&ids[0], End::Done, Some(held("as it reads back"))).unwrap();
    log.end(&ids[1], End::Failed, None).unwrap();
    log.end(&ids[2], End::Done, None).unwrap();
    log.end(&ids[2], End::Taken, None).unwrap();
    // Whoever reads it first hears of it.
    let text = std::fs::read(home.path().join("undo.jsonl")).unwrap();
    let (past, notice) = log.past(&place("here"), &Thing::Bus("done".to_owned())).unwrap();
    assert_eq!(past.len(), 1);
    assert!(notice.unwrap().contains("1 line of undo.jsonl could not be read and went to"));
    std::fs::remove_file(home.path().join("undo.broken-1.jsonl")).unwrap();
    std::fs::write(home.path().join("undo.jsonl"), text).unwrap();
    let (found, notice) = UndoLog::under(home.path()).list(&place("here")).unwrap();
    assert!(notice.unwrap().contains("1 line of undo.jsonl could not be read and went to"));
    assert_eq!(std::fs::read(home.path().join("undo.broken-1.jsonl")).unwrap(), b"{\"id\":\"x\n");
    let (again, notice) = log.list(&place("here")).unwrap();
    assert_eq!(again, found, "nothing is lost");
    let notice = notice.unwrap();
    assert!(notice.starts_with("Lines of undo.jsonl that could not be read were moved to "), "{notice}");
    assert!(notice.contains("undo.broken-1.jsonl: the changes in it cannot be undone here."), "{notice}");
    let (_, notice) = log.past(&place("here"), &Thing::Bus("done".to_owned())).unwrap();
    assert!(notice.is_some_and(|notice| notice.contains("undo.broken-1.jsonl")));
    std::fs::remove_file(home.path().join("undo.broken-1.jsonl")).unwrap();
    assert_eq!(log.list(&place("here")).unwrap().1, None);
    let named: Vec<_> = found.iter().map(|one| (one.change.thing.name(), one.known)).collect();
    assert_eq!(named, [("lost", false), ("done", true)]);
    assert_eq!(found[1].change.to, Some(held("as it reads back")));
}

#[test]
fn half_of_what_was_there_is_nothing_to_bring_back() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let path = home.path().join("undo.jsonl");
    log.begin(&change("a"), "g", None, place("here"), 1, true).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let wrong = whole.windows(6).position(|at| at == b"before").unwrap();
    for cut in [&whole[..wrong + 3], &[&whole[..wrong], b"\xff\xfe", &whole[wrong + 2..]].concat()] {
        std::fs::write(&path, cut).unwrap();
        let (found, notice) = log.list(&place("here")).unwrap();
        assert_eq!(found, [], "{}", String::from_utf8_lossy(cut));
        assert!(notice.is_some());
    }
    assert!(home.path().join("undo.broken-2.jsonl").exists());
}

#[test]
fn what_became_of_each_change_of_a_thing_is_told_and_what_was_deleted_has_a_copy() {
    let home = tempfile::tempdir().unwrap();
    for (log, lasting) in [(UndoLog::under(home.path()), true), (UndoLog::default(), false)] {
        let ids: Vec<_> = (1..5)
            .map(|at| log.begin(&change("a"), "g", None, place("here"), at, lasting).unwrap())
            .collect();
        log.begin(&change("b"), "g", None, place("here"), 9, lasting).unwrap();
        log.end(&ids[0], End::Done, None).unwrap();
        log.end(&ids[0], End::Taken, None).unwrap();
        log.end(&ids[1], End::Failed, None).unwrap();
        log.end(&ids[3], End::Done, None).unwrap();
        let past = log.past(&place("here"), &Thing::Bus("a".to_owned())).unwrap().0;
        let ends: Vec<_> = past.iter().map(|past| (past.at, past.end)).collect();
        assert_eq!(ends, [(4, Some(End::Done)), (3, None), (2, Some(End::Failed)), (1, Some(End::Taken))]);
    }
    let gone = Change::delete(Thing::Bus("a/b".to_owned()), held("words"));
    let path = UndoLog::under(home.path()).copy_of(&gone, &place("here"), 0).unwrap().unwrap();
    assert!(path.ends_with("deleted/1970-01-01T00_00_00Z-bus-a_b.json"), "{}", path.display());
    assert!(std::fs::read_to_string(path).unwrap().contains("words"));
    assert_eq!(UndoLog::default().copy_of(&gone, &place("here"), 0).unwrap(), None);
}

#[test]
fn a_long_record_is_shortened_and_still_says_what_became_of_each_change() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let large = Change::update(Thing::Bus("large".to_owned()), held(&"x".repeat(400_000)), held("after"));
    let ends = [Some(End::Done), Some(End::Taken), Some(End::Failed), None];
    for (at, end) in (1..).zip(ends) {
        let id = log.begin(&change("a"), "g", None, place("here"), at, true).unwrap();
        if end == Some(End::Taken) {
            log.end(&id, End::Done, Some(held("as it reads back"))).unwrap();
        }
        if let Some(end) = end {
            log.end(&id, end, None).unwrap();
        }
    }
    let before = log.past(&place("here"), &Thing::Bus("a".to_owned())).unwrap().0;
    // Somebody tries one thing after the other, and none of it is done.
    for at in 10..60 {
        let id = log.begin(&large, "g", None, place("here"), at, true).unwrap();
        log.end(&id, End::Failed, None).unwrap();
        let bytes = home.path().join("undo.jsonl").metadata().unwrap().len();
        assert!(bytes < super::LONG as u64 + 500_000, "{bytes}");
    }
    let (found, _) = log.list(&place("here")).unwrap();
    assert_eq!(found.iter().map(|one| one.at).collect::<Vec<_>>(), [4, 1], "what can be taken back is kept");
    let large = log.past(&place("here"), &Thing::Bus("large".to_owned())).unwrap().0;
    assert!((5..50).contains(&large.len()), "{}", large.len());
    assert!(large.iter().all(|past| past.end == Some(End::Failed)));
    let ends = |all: Vec<Past>| all.into_iter().map(|past| (past.at, past.end)).collect::<Vec<_>>();
    let (before, after) =
        (ends(before), ends(log.past(&place("here"), &Thing::Bus("a".to_owned())).unwrap().0));
    assert!(before.iter().all(|one| after.contains(one) || matches!(one.1, Some(End::Taken | End::Failed))));
    assert!(after.contains(&(4, None)) && after.contains(&(1, Some(End::Done))), "{after:?}");
}

#[test]
fn what_was_taken_back_is_still_told_after_the_record_was_shortened() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let id = log.begin(&change("a"), "g", None, place("here"), 1, true).unwrap();
    log.end(&id, End::Done, Some(held("as it reads back"))).unwrap();
    log.end(&id, End::Taken, None).unwrap();
    log.begin(&change("a"), "g", None, place("here"), 2, true).unwrap();
    let of_it = || log.past(&place("here"), &Thing::Bus("a".to_owned())).unwrap().0;
    let before = of_it();
    super::shorten(&home.path().join("undo.jsonl")).unwrap();
    assert_eq!(of_it(), before);
    assert_eq!(before.iter().map(|past| past.end).collect::<Vec<_>>(), [None, Some(End::Taken)]);
}

#[test]
fn a_secret_is_never_on_disk() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let change = Change::create(Thing::Connection("c".to_owned()), held("d"))
        .with_secret(Some(Secret::new(json!({"Password": "s3cret"}))));
    log.begin(&change, "g", None, place("here"), 1, true).unwrap();
    let text = std::fs::read_to_string(home.path().join("undo.jsonl")).unwrap();
    assert!(!text.contains("s3cret") && text.contains("not shown"), "{text}");
    let (found, _) = log.list(&place("here")).unwrap();
    assert!(found[0].change.secret.is_some(), "that there was one is known");
    assert!(!format!("{change:?}").contains("s3cret"));
}

#[test]
fn what_goes_with_the_program_is_kept_in_memory() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let id = log.begin(&change("a"), "g", None, place("here"), 1, false).unwrap();
    log.end(&id, End::Done, None).unwrap();
    assert_eq!(log.list(&place("here")).unwrap().0.len(), 1);
    assert!(!home.path().join("undo.jsonl").exists());
    assert_eq!(UndoLog::under(home.path()).list(&place("here")).unwrap(), (vec![], None));
}

#[test]
fn what_was_made_while_the_account_was_not_told_is_said_and_not_offered() {
    let home = tempfile::tempdir().unwrap();
    let log = UndoLog::under(home.path());
    let unknown = |region: &str| AccountPlace { account: String::new(), ..place(region) };
    let id = log.begin(&change("a"), "g", None, unknown("here"), 1, true).unwrap();
    log.begin(&change("b"), "g", None, unknown("there"), 2, true).unwrap();
    let (found, notice) = log.list(&place("here")).unwrap();
    assert_eq!(found, []);
    let notice = notice.unwrap();
    assert!(
        notice.starts_with("1 change was made in region here while STS did not tell the account"),
        "{notice}"
    );
    assert!(notice.contains("undo.jsonl"), "{notice}");
    // The history of the thing has it, and says so.
    let of_it = |place: &AccountPlace| {
        let (past, _) = log.past(place, &Thing::Bus("a".to_owned())).unwrap();
        past.into_iter().map(|past| (past.at, past.of_no_account)).collect::<Vec<_>>()
    };
    assert_eq!(of_it(&place("here")), [(1, true)]);
    assert_eq!(of_it(&unknown("here")), [(1, false)]);
    assert_eq!(of_it(&place("there")), [], "nor that of another region");
    // Where the service never tells an account, there is one alone.
    assert_eq!(log.list(&unknown("here")).unwrap().0.len(), 1);
    log.end(&id, End::Failed, None).unwrap();
    assert_eq!(log.list(&place("here")).unwrap(), (vec![], None));
}
