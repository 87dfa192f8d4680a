//! What can be taken back: every change made here, with what was there before, so that another run can undo
//! it, and as a copy of what was deleted.
//!
//! `undo.jsonl` has a line for each change before it is sent and one for its end. It is written under a lock,
//! because several runs share it. A line that cannot be read is set aside and said: half of what was there before
//! is nothing to bring back. Over the embedded account, which goes with the program, and where there is no home
//! directory, changes are kept in memory.

use super::file;
use crate::model::{Change, Held, Millis, Place, Undoable};
use crate::text::counted;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Changes that are kept; older ones go when the file has become long.
const KEPT: usize = 1000;
/// Bytes from which the file is written anew with what is still of use.
const LONG: u64 = 8 << 20;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The record of changes.
#[derive(Clone, Debug, Default)]
pub struct UndoLog {
    path: Option<PathBuf>,
    memory: Arc<Mutex<Vec<Undoable>>>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UndoEnd {
    /// It was made.
    Done,
    /// It was not made.
    Failed,
    /// It was taken back.
    Taken,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Begun(Box<Undoable>),
    Ended {
        id: String,
        end: UndoEnd,
        /// What the thing was found to be after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Held>,
    },
}

impl UndoLog {
    /// The file under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { path: Some(state.join("undo.jsonl")), memory: Arc::default() }
    }

    /// Keeps a change that is about to be sent; on return it is on disk. Answers its id.
    ///
    /// `lasting` is false for an account that goes with the program.
    pub fn begin(
        &self,
        change: &Change,
        group: &str,
        place: Place,
        at: Millis,
        lasting: bool,
    ) -> io::Result<String> {
        let id = format!("{at}-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let undoable = Undoable {
            id: id.clone(),
            group: group.to_owned(),
            at,
            place,
            change: change.clone(),
            known: false,
        };
        match self.path.as_deref().filter(|_| lasting) {
            Some(path) => append(path, &Line::Begun(Box::new(undoable)))?,
            None => self.memory().push(undoable),
        }
        Ok(id)
    }

    /// Notes what became of a change; `now` is what the thing was found to be.
    pub fn end(&self, id: &str, end: UndoEnd, now: Option<Held>) -> io::Result<()> {
        {
            let mut memory = self.memory();
            if memory.iter().any(|one| one.id == id) {
                settle(&mut memory, id, end, now);
                return Ok(());
            }
        }
        match &self.path {
            Some(path) => append(path, &Line::Ended { id: id.to_owned(), end, now }),
            None => Ok(()),
        }
    }

    /// What was changed there and not taken back, the newest first, and a sentence where the record is damaged.
    /// Changes whose answer was lost are among them.
    pub fn list(&self, place: &Place) -> io::Result<(Vec<Undoable>, Option<String>)> {
        let Contents { changes: mut all, damaged, .. } = match &self.path {
            Some(path) => read(path)?,
            None => Contents::default(),
        };
        let notice = self.path.as_deref().filter(|_| !damaged.is_empty()).map(|path| {
            let count = counted(damaged.split(|byte| *byte == b'\n').count() - 1, "line", "lines");
            match locked(path).and_then(|_lock| set_aside(path)) {
                Ok(Some(aside)) => format!(
                    "{count} of undo.jsonl could not be read and went to {}: the changes in it cannot be taken back \
                     here.",
                    aside.display()
                ),
                // Another run was faster.
                Ok(None) => format!("{count} of undo.jsonl could not be read and went to a file beside it."),
                Err(error) => {
                    format!("{count} of undo.jsonl cannot be read, and could not be set aside ({error}).")
                }
            }
        });
        all.extend(self.memory().iter().cloned());
        all.retain(|one| one.place == *place);
        all.reverse();
        Ok((all, notice))
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Vec<Undoable>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the end of a change in.
fn settle(all: &mut Vec<Undoable>, id: &str, end: UndoEnd, now: Option<Held>) {
    match end {
        UndoEnd::Failed | UndoEnd::Taken => all.retain(|one| one.id != id),
        UndoEnd::Done => {
            if let Some(one) = all.iter_mut().find(|one| one.id == id) {
                one.known = true;
                let change = &mut one.change;
                match (&change.was, &change.to, now) {
                    (_, Some(about), Some(now)) => change.to = Some(now.as_far_as(about)),
                    // A deletion that was done in part.
                    (Some(about), None, Some(now)) if change.inverse().is_ok() => {
                        change.to = Some(now.as_far_as(about));
                    }
                    (_, _, _) => {}
                }
            }
        }
    }
}

/// What the file holds.
#[derive(Default)]
struct Contents {
    /// The changes that are of use.
    changes: Vec<Undoable>,
    /// The lines that can be read, as they are.
    sound: Vec<u8>,
    /// Those that cannot: a run that was killed may leave half of one.
    damaged: Vec<u8>,
}

fn read(path: &Path) -> io::Result<Contents> {
    let Some(bytes) = file::read_bytes(path)? else { return Ok(Contents::default()) };
    let mut found = Contents::default();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let kept = match serde_json::from_slice(line) {
            Ok(Line::Begun(undoable)) => {
                found.changes.push(*undoable);
                &mut found.sound
            }
            Ok(Line::Ended { id, end, now }) => {
                settle(&mut found.changes, &id, end, now);
                &mut found.sound
            }
            Err(error) => {
                tracing::warn!(%error, "a line of undo.jsonl cannot be read");
                &mut found.damaged
            }
        };
        kept.extend_from_slice(line);
        kept.push(b'\n');
    }
    let old = found.changes.len().saturating_sub(KEPT);
    found.changes.drain(..old);
    Ok(found)
}

/// Puts the lines that cannot be read into a file of their own, whose name is answered where there were any.
/// To be called under the lock.
fn set_aside(path: &Path) -> io::Result<Option<PathBuf>> {
    let Contents { sound, damaged, .. } = read(path)?;
    if damaged.is_empty() {
        return Ok(None);
    }
    let aside = file::keep_aside(path, &damaged)?;
    file::replace(path.parent().unwrap_or(Path::new(".")), path, &sound)?;
    Ok(Some(aside))
}

/// The lock that all runs share, held until it is dropped.
fn locked(path: &Path) -> io::Result<File> {
    let directory = path.parent().unwrap_or(Path::new("."));
    file::private_directory(directory, directory)?;
    // A file of its own: the other one may be replaced.
    let lock = file::open_private(&path.with_extension("lock"), false)?;
    lock.lock()?;
    Ok(lock)
}

fn append(path: &Path, line: &Line) -> io::Result<()> {
    let _lock = locked(path)?;
    if path.metadata().is_ok_and(|about| about.len() > LONG) {
        set_aside(path)?;
        shorten(path)?;
    }
    let mut file = file::open_private(path, true)?;
    // Its own line even after half a line of a run that was killed.
    let text = format!("\n{}\n", serde_json::to_string(line)?);
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn shorten(path: &Path) -> io::Result<()> {
    let mut text = String::new();
    for undoable in read(path)?.changes {
        let (id, known) = (undoable.id.clone(), undoable.known);
        text.push_str(&serde_json::to_string(&Line::Begun(Box::new(undoable)))?);
        text.push('\n');
        if known {
            let end = Line::Ended { id, end: UndoEnd::Done, now: None };
            text.push_str(&serde_json::to_string(&end)?);
            text.push('\n');
        }
    }
    file::replace(path.parent().unwrap_or(Path::new(".")), path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{UndoEnd, UndoLog};
    use crate::model::{Change, Held, Place, Secret, Thing};
    use serde_json::json;
    use std::io::Write as _;

    fn held(text: &str) -> Held {
        Held::with_settings(serde_json::from_value(json!({"Description": text})).unwrap())
    }

    fn change(name: &str) -> Change {
        Change::update(Thing::Bus(name.to_owned()), held("before"), held("after"))
    }

    fn place(region: &str) -> Place {
        Place { account: "1".to_owned(), region: region.to_owned(), endpoint: None }
    }

    #[test]
    fn another_run_finds_what_was_done_there_and_not_taken_back() {
        let home = tempfile::tempdir().unwrap();
        let log = UndoLog::under(home.path());
        let mut ids = Vec::new();
        for (at, name) in (1..).zip(["done", "failed", "taken", "lost"]) {
            ids.push(log.begin(&change(name), "g", place("here"), at, true).unwrap());
        }
        log.begin(&change("elsewhere"), "g", place("there"), 9, true).unwrap();
        // A run that was killed in the middle of a line.
        let file = home.path().join("undo.jsonl");
        std::fs::OpenOptions::new().append(true).open(file).unwrap().write_all(b"{\"id\":\"x").unwrap();
        log.end(&ids[0], UndoEnd::Done, Some(held("as it reads back"))).unwrap();
        log.end(&ids[1], UndoEnd::Failed, None).unwrap();
        log.end(&ids[2], UndoEnd::Done, None).unwrap();
        log.end(&ids[2], UndoEnd::Taken, None).unwrap();
        let (found, notice) = UndoLog::under(home.path()).list(&place("here")).unwrap();
        assert!(notice.unwrap().contains("1 line of undo.jsonl could not be read and went to"));
        assert_eq!(std::fs::read(home.path().join("undo.broken-1.jsonl")).unwrap(), b"{\"id\":\"x\n");
        assert_eq!(
            log.list(&place("here")).unwrap(),
            (found.clone(), None),
            "it is said once, and nothing is lost"
        );
        let named: Vec<_> = found.iter().map(|one| (one.change.thing.name(), one.known)).collect();
        assert_eq!(named, [("lost", false), ("done", true)]);
        assert_eq!(found[1].change.to, Some(held("as it reads back")));
    }

    #[test]
    fn half_of_what_was_there_is_nothing_to_bring_back() {
        let home = tempfile::tempdir().unwrap();
        let log = UndoLog::under(home.path());
        let path = home.path().join("undo.jsonl");
        log.begin(&change("a"), "g", place("here"), 1, true).unwrap();
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
    fn a_secret_is_never_on_disk() {
        let home = tempfile::tempdir().unwrap();
        let log = UndoLog::under(home.path());
        let change = Change::create(Thing::Connection("c".to_owned()), held("d"))
            .with_secret(Some(Secret::new(json!({"Password": "s3cret"}))));
        log.begin(&change, "g", place("here"), 1, true).unwrap();
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
        let id = log.begin(&change("a"), "g", place("here"), 1, false).unwrap();
        log.end(&id, UndoEnd::Done, None).unwrap();
        assert_eq!(log.list(&place("here")).unwrap().0.len(), 1);
        assert!(!home.path().join("undo.jsonl").exists());
        assert_eq!(UndoLog::under(home.path()).list(&place("here")).unwrap(), (vec![], None));
    }
}
