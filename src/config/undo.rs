//! What can be taken back: every change made here, with what was there before, so that another run can undo
//! it, and as a copy of what was deleted.
//!
//! `undo.jsonl` has a line for each change before it is sent and one for its end. It is written under a lock,
//! because several runs share it. A line that cannot be read is set aside and said: half of what was there
//! before is nothing to bring back. Over the embedded account, which goes with the program, and where there
//! is no home directory, changes are kept in memory.

use super::file;
use super::lines::{self, Lines};
use super::rule_states::Remembered;
use crate::model::{AccountPlace, Arn, Change, End, Held, Millis, Past, RuleState, Thing, Undoable};
use crate::text::counted;
use crate::text::time::rfc3339;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Changes that can be taken back at most.
const KEPT: usize = 1000;
/// Bytes from which the file is written anew, half as long: what can be taken back stays before what is over,
/// the newer before the older.
const LONG: usize = 8 << 20;
/// Characters of a thing's name in the name of a file.
const NAME: usize = 80;
/// The lock of who takes changes back, beside the record.
const TAKING_BACK: &str = "undo-taking.lock";

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The record of changes.
#[derive(Clone, Debug, Default)]
pub struct UndoLog {
    path: Option<PathBuf>,
    /// Changes of things that go with the program.
    memory: std::sync::Arc<Mutex<Vec<ChangeRecord>>>,
}

/// The right to take changes back, which one run has at a time.
#[derive(Debug)]
pub struct Claim {
    /// One of those that are taken back together with the change is deleted by that.
    pub deletes: bool,
    _lock: Option<std::fs::File>,
}

/// What became of asking for that right over a change.
#[derive(Debug)]
pub enum Claimed {
    /// It is there, until the claim is dropped.
    Ours(Claim),
    /// The change was taken back meanwhile.
    TakenBack,
    /// Another run has the right at the moment.
    Busy,
}

/// A change, and what became of it.
#[derive(Clone, Debug)]
struct ChangeRecord {
    /// As it was begun.
    begun: Undoable,
    end: Option<End>,
    /// What the thing was found to be once it was done.
    now: Option<Held>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum UndoLine {
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
            Some(path) => append(path, &UndoLine::Begun(Box::new(undoable)))?,
            None => self.memory().push(ChangeRecord::from(undoable)),
        }
        Ok(id)
    }

    /// Claims a change that is to be taken back, for as long as the claim is kept: one run at a time takes
    /// changes back.
    pub fn claim(&self, id: &str) -> io::Result<Claimed> {
        let lock = match &self.path {
            Some(path) => match lines::locked_at_once(&path.with_file_name(TAKING_BACK))? {
                Some(lock) => Some(lock),
                None => return Ok(Claimed::Busy),
            },
            None => None,
        };
        let (all, _) = self.recorded()?;
        if all.iter().any(|one| one.begun.id == id && one.is_over()) {
            return Ok(Claimed::TakenBack);
        }
        let group = all.iter().find(|one| one.begun.id == id).map(|one| &one.begun.group);
        let deletes = all.iter().any(|one| Some(&one.begun.group) == group && one.begun.change.is_making());
        Ok(Claimed::Ours(Claim { deletes, _lock: lock }))
    }

    /// Notes what became of a change; `now` is what the thing was found to be.
    pub fn end(&self, id: &str, end: End, now: Option<Held>) -> io::Result<()> {
        if let Some(one) = self.memory().iter_mut().find(|one| one.begun.id == id) {
            one.on_end(end, now);
            return Ok(());
        }
        match &self.path {
            Some(path) => append(path, &UndoLine::Ended { id: id.to_owned(), end, now }),
            None => Ok(()),
        }
    }

    /// What was changed there and not taken back, the newest first, and a sentence where the record is
    /// damaged, or has changes of which it is not known whether they were made there. Changes whose answer
    /// was lost are among them.
    pub fn list(&self, place: &AccountPlace) -> io::Result<(Vec<Undoable>, Option<String>)> {
        let (mut all, lines) = self.recorded()?;
        let notice = self.damage(&lines);
        let notices: Vec<String> = notice.into_iter().chain(self.of_no_account(&all, place)).collect();
        let notice = (!notices.is_empty()).then(|| notices.join(" "));
        all.retain(|one| one.begun.place == *place && !one.is_over());
        Ok((all.into_iter().rev().take(KEPT).map(ChangeRecord::into_undoable).collect(), notice))
    }

    /// That the record is damaged; what is was set aside.
    fn damage(&self, lines: &Lines) -> Option<String> {
        let path = self.path.as_deref()?;
        let loss = "the changes in it cannot be undone here";
        lines::notice(path, lines, loss, || read(path).map(|(_, lines)| lines))
    }

    /// That changes were made in the region while nobody told which account it was: to take them back here
    /// might be to change another account.
    fn of_no_account(&self, all: &[ChangeRecord], place: &AccountPlace) -> Option<String> {
        let anywhere = place.of_no_account()?;
        let is_one = |one: &&ChangeRecord| one.begun.place == anywhere && !one.is_over();
        let several = all.iter().filter(is_one).count();
        if several == 0 {
            return None;
        }
        let (were, they) = if several == 1 { ("was", "it is") } else { ("were", "they are") };
        let file =
            self.path.as_ref().map_or_else(String::new, |path| format!("; {} has what", path.display()));
        Some(format!(
            "{} {were} made in region {} while STS did not tell the account, so {they} not listed and cannot be taken \
                back here{file}.",
            counted(several, "change", "changes"),
            place.region
        ))
    }

    /// The changes of a thing that were made there, whatever became of them, the newest first, as far back as
    /// the record goes, and a sentence where it is damaged. Those of a thing of that name that were made
    /// while nobody told the account are among them.
    pub fn past(&self, place: &AccountPlace, thing: &Thing) -> io::Result<(Vec<Past>, Option<String>)> {
        let (mut all, lines) = self.recorded()?;
        let anywhere = place.of_no_account();
        all.retain(|one| {
            let made = &one.begun;
            made.change.thing == *thing && (made.place == *place || anywhere.as_ref() == Some(&made.place))
        });
        let past = |one: ChangeRecord| Past {
            at: one.begun.at,
            change: one.begun.change,
            end: one.end,
            of_no_account: one.begun.place != *place,
        };
        Ok((all.into_iter().rev().map(past).collect(), self.damage(&lines)))
    }

    /// The state that a rule had before it was disabled, if that was the last change of its state here.
    pub(super) fn state_before(&self, rule: &Arn) -> io::Result<Option<Remembered>> {
        let (all, _) = self.recorded()?;
        let state = |held: Option<&Held>| {
            held.and_then(|held| held.text("State")).map(|state| RuleState::from(state.to_owned()))
        };
        for ChangeRecord { begun, .. } in all.iter().rev().filter(|one| one.end != Some(End::Failed)) {
            let Change { thing: Thing::Rule(_), was, to, .. } = &begun.change else { continue };
            if !was.iter().chain(to).any(|held| held.arn == *rule) {
                continue;
            }
            match (state(was.as_ref()), state(to.as_ref())) {
                (Some(was), Some(to)) if was == to => {}
                (Some(was), Some(to)) if to.is_disabled() => {
                    return Ok(Some(Remembered { state: was, at: begun.at }));
                }
                (_, None) if to.is_some() => {}
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// All changes, the oldest first, and the file's lines.
    fn recorded(&self) -> io::Result<(Vec<ChangeRecord>, Lines)> {
        let (mut all, lines) = self.path.as_deref().map(read).transpose()?.unwrap_or_default();
        all.extend(self.memory().iter().cloned());
        Ok((all, lines))
    }

    /// Writes a copy of what was deleted, for people and other programs; answers its path. None where nothing
    /// is kept on disk.
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

    fn memory(&self) -> MutexGuard<'_, Vec<ChangeRecord>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Undoable> for ChangeRecord {
    fn from(begun: Undoable) -> Self {
        let end = begun.known.then_some(End::Done);
        Self { begun, end, now: None }
    }
}

impl ChangeRecord {
    /// Takes an end in; a later one counts more.
    fn on_end(&mut self, end: End, now: Option<Held>) {
        self.end = Some(end);
        if end == End::Done {
            self.now = now;
        }
    }

    /// It was not made, or was taken back.
    fn is_over(&self) -> bool {
        match self.end {
            Some(End::Failed | End::Taken) => true,
            Some(End::Done | End::Open) | None => false,
        }
    }

    /// The change as it reads back, to be taken back.
    fn into_undoable(self) -> Undoable {
        let Self { begun: mut one, end, now } = self;
        one.known = end == Some(End::Done);
        let change = &mut one.change;
        match (&change.was, &change.to, now) {
            // The whole thing as it reads back, so that an undo notices what others have added.
            (None, Some(_), Some(now)) => change.to = Some(now),
            // What others have made of the rest meanwhile was no part of it.
            (Some(_), Some(about), Some(now)) => {
                change.to = Some(change.without_others(&now).as_far_as(about));
            }
            // A deletion that was done in part.
            (Some(about), None, Some(now)) if change.inverse().is_ok() => {
                change.to = Some(now.as_far_as(about));
            }
            (_, _, _) => {}
        }
        one
    }

    /// Its lines in the file.
    fn lines(&self) -> io::Result<String> {
        let mut text = serde_json::to_string(&UndoLine::Begun(Box::new(self.begun.clone())))?;
        text.push('\n');
        let mut add = |end, now: Option<&Held>| {
            let line = UndoLine::Ended { id: self.begun.id.clone(), end, now: now.cloned() };
            serde_json::to_string(&line).map(|line| {
                text.push_str(&line);
                text.push('\n');
            })
        };
        match (self.end, &self.now) {
            (None, _) => {}
            (Some(End::Done), now) => add(End::Done, now.as_ref())?,
            (Some(end), None) => add(end, None)?,
            // Only the first end carries what was found.
            (Some(end), Some(now)) => {
                add(End::Done, Some(now))?;
                add(end, None)?;
            }
        }
        Ok(text)
    }
}

/// The changes that the file holds, the oldest first, and its lines.
fn read(path: &Path) -> io::Result<(Vec<ChangeRecord>, Lines)> {
    let mut changes: Vec<ChangeRecord> = Vec::new();
    let lines = lines::read(path, |line| {
        match serde_json::from_slice(line)? {
            UndoLine::Begun(undoable) => changes.push(ChangeRecord::from(*undoable)),
            UndoLine::Ended { id, end, now } => {
                if let Some(one) = changes.iter_mut().rev().find(|one| one.begun.id == id) {
                    one.on_end(end, now);
                }
            }
        }
        Ok(())
    })?;
    Ok((changes, lines))
}

fn append(path: &Path, line: &UndoLine) -> io::Result<()> {
    let _lock = lines::locked(path)?;
    if path.metadata().is_ok_and(|about| about.len() > LONG as u64) {
        shorten(path)?;
    }
    lines::add(path, &serde_json::to_string(line)?)?.sync_data()
}

/// Writes the file anew, half as long as it may become; what cannot be read is set aside.
fn shorten(path: &Path) -> io::Result<()> {
    let (all, lines) = read(path)?;
    lines::set_aside(path, &lines)?;
    let (mut room, mut left) = (LONG / 2, KEPT);
    let mut kept: Vec<(usize, String)> = Vec::new();
    for is_over in [false, true] {
        for (at, one) in all.iter().enumerate().rev().filter(|(_, one)| one.is_over() == is_over) {
            let lines = one.lines()?;
            if lines.len() > room || left == 0 {
                break;
            }
            (room, left) = (room - lines.len(), left - 1);
            kept.push((at, lines));
        }
    }
    kept.sort_unstable_by_key(|(at, _)| *at);
    let text: String = kept.into_iter().map(|(_, lines)| lines).collect();
    file::replace(lines::directory(path), path, text.as_bytes())
}

#[cfg(test)]
mod tests;
