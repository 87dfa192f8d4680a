//! What can be taken back: every change made here, with what was there before, so that another run can undo
//! it, and as a copy of what was deleted.
//!
//! `undo.jsonl` has a line for each change before it is sent and one for its end. It is written under a lock,
//! because several runs share it. A line that cannot be read is set aside and said: half of what was there before
//! is nothing to bring back. Over the embedded account, which goes with the program, and where there is no home
//! directory, changes are kept in memory.

use super::file;
use crate::model::{AccountPlace, Change, End, Held, Millis, Past, Thing, Undoable};
use crate::text::counted;
use crate::text::time::rfc3339;
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
/// Characters of a thing's name in the name of a file.
const NAME: usize = 80;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The record of changes.
#[derive(Clone, Debug, Default)]
pub struct UndoLog {
    path: Option<PathBuf>,
    memory: Arc<Mutex<Vec<Undoable>>>,
    /// Changes of things that go with the program, whatever became of them.
    past: Arc<Mutex<Vec<(String, AccountPlace, Past)>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Begun(Box<Undoable>),
    Ended {
        id: String,
        end: End,
        /// What the thing was found to be after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Held>,
    },
}

impl UndoLog {
    /// The file under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { path: Some(state.join("undo.jsonl")), ..Self::default() }
    }

    /// Keeps a change that is about to be sent; on return it is on disk. Answers its id.
    ///
    /// `undoes` is the change that this one takes back; `lasting` is false for an account that goes with the
    /// program.
    pub fn begin(
        &self,
        change: &Change,
        group: &str,
        undoes: Option<String>,
        place: AccountPlace,
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
            undoes,
        };
        match self.path.as_deref().filter(|_| lasting) {
            Some(path) => append(path, &Line::Begun(Box::new(undoable)))?,
            None => {
                let past = Past { at, change: change.clone(), end: None };
                self.kept_past().push((id.clone(), undoable.place.clone(), past));
                self.memory().push(undoable);
            }
        }
        Ok(id)
    }

    /// Notes what became of a change; `now` is what the thing was found to be.
    pub fn end(&self, id: &str, end: End, now: Option<Held>) -> io::Result<()> {
        if let Some((.., past)) = self.kept_past().iter_mut().find(|(other, ..)| other == id) {
            past.end = Some(end);
        }
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
    pub fn list(&self, place: &AccountPlace) -> io::Result<(Vec<Undoable>, Option<String>)> {
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

    /// The changes of a thing that were made there, whatever became of them, the newest first.
    pub fn past(&self, place: &AccountPlace, thing: &Thing) -> io::Result<Vec<Past>> {
        let text = match &self.path {
            Some(path) => file::read(path)?.unwrap_or_default(),
            None => String::new(),
        };
        let mut all: Vec<(String, AccountPlace, Past)> = Vec::new();
        for line in text.lines() {
            match serde_json::from_str(line) {
                Ok(Line::Begun(one)) => {
                    let end = one.known.then_some(End::Done);
                    all.push((one.id, one.place, Past { at: one.at, change: one.change, end }));
                }
                Ok(Line::Ended { id, end, .. }) => {
                    if let Some((.., past)) = all.iter_mut().find(|(other, ..)| *other == id) {
                        past.end = Some(end);
                    }
                }
                Err(_) => {}
            }
        }
        all.extend(self.kept_past().iter().cloned());
        let of_it =
            |(_, there, past): &(String, AccountPlace, Past)| there == place && past.change.thing == *thing;
        Ok(all.into_iter().rev().filter(of_it).map(|(.., past)| past).collect())
    }

    /// Writes a copy of what was deleted, for people and other programs; answers its path. None where nothing is
    /// kept on disk.
    pub fn copy_of(&self, change: &Change, place: &AccountPlace, at: Millis) -> io::Result<Option<PathBuf>> {
        let (Some(path), Some(was)) = (&self.path, &change.was) else { return Ok(None) };
        let Some(root) = path.parent() else { return Ok(None) };
        let good = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let name: String = change.thing.name().chars().map(good).take(NAME).collect();
        let when: String = rfc3339(at).chars().map(good).collect();
        let kind = change.thing.kind().noun().replace(' ', "-");
        let file = root.join("deleted").join(format!("{when}-{kind}-{name}.json"));
        let text = serde_json::to_string_pretty(&serde_json::json!({
            "thing": change.thing, "account": place.account, "region": place.region, "was": was,
        }))?;
        file::replace(root, &file, text.as_bytes())?;
        Ok(Some(file))
    }

    fn kept_past(&self) -> std::sync::MutexGuard<'_, Vec<(String, AccountPlace, Past)>> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Vec<Undoable>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the end of a change in.
fn settle(all: &mut Vec<Undoable>, id: &str, end: End, now: Option<Held>) {
    match end {
        End::Failed | End::Taken => all.retain(|one| one.id != id),
        End::Open => {
            if let Some(one) = all.iter_mut().find(|one| one.id == id) {
                one.known = false;
            }
        }
        End::Done => {
            if let Some(one) = all.iter_mut().find(|one| one.id == id) {
                one.known = true;
                let change = &mut one.change;
                match (&change.was, &change.to, now) {
                    // All of what was made: an undo that deletes it must see what others have added.
                    (None, Some(_), Some(now)) => change.to = Some(now),
                    (Some(_), Some(about), Some(now)) => change.to = Some(now.as_far_as(about)),
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
            let end = Line::Ended { id, end: End::Done, now: None };
            text.push_str(&serde_json::to_string(&end)?);
            text.push('\n');
        }
    }
    file::replace(path.parent().unwrap_or(Path::new(".")), path, text.as_bytes())
}

#[cfg(test)]
mod tests;
