//! What was sent from here to buses: `sent.jsonl`, a line for each event, the oldest going when there
//! are many. A line that cannot be read is set aside and said. Over the embedded account, which goes with the
//! program, and where there is no home directory, it is kept in memory.

use super::file;
use super::lines::{self, Lines};
use crate::model::{AccountPlace, EntryOutcome, EventSent};
use crate::text::counted;
use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Events that are kept.
const KEPT: usize = 500;
/// Bytes from which the file is written anew, half as long, with the newest of them.
const LONG: usize = 4 << 20;
/// Bytes for which there must be room before anything is sent.
const ROOM: usize = 16 << 10;

/// The record of what was sent.
#[derive(Clone, Debug, Default)]
pub struct SentLog {
    path: Option<PathBuf>,
    memory: Arc<Mutex<Vec<EventSent>>>,
}

impl SentLog {
    /// The file under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { path: Some(state.join("sent.jsonl")), memory: Arc::default() }
    }

    /// Adds what was sent, in its order; `lasting` is false for an account that goes with the program.
    pub fn add(&self, sent: &[EventSent], lasting: bool) -> io::Result<()> {
        let newest = sent.get(sent.len().saturating_sub(KEPT)..).unwrap_or_default();
        let Some(path) = self.path.as_deref().filter(|_| lasting) else {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.extend_from_slice(newest);
            let old = memory.len().saturating_sub(KEPT);
            memory.drain(..old);
            return Ok(());
        };
        let added: Vec<String> = newest.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        if added.is_empty() {
            return Ok(());
        }
        let _lock = lines::locked(path)?;
        if path.metadata().is_ok_and(|about| about.len() > LONG as u64) {
            shorten(path)?;
        }
        lines::add(path, &added.join("\n")).map(drop)
    }

    /// Looks whether there is room for some more, by writing empty lines and taking them back.
    ///
    /// Errors: what would keep them from being added.
    pub fn check_room(&self, lasting: bool) -> io::Result<()> {
        let Some(path) = self.path.as_deref().filter(|_| lasting) else { return Ok(()) };
        let _lock = lines::locked(path)?;
        let mut file = file::open_private(path, true)?;
        let before = file.metadata()?.len();
        let written = file.write_all(&[b'\n'; ROOM]).and_then(|()| file.sync_data());
        file.set_len(before).and(written)
    }

    /// The events on record that the service has taken, by the ids that it gave them.
    ///
    /// Errors: the record cannot be read.
    pub fn by_id(&self) -> io::Result<HashMap<String, EventSent>> {
        let all = self.path.as_deref().map(read).transpose()?.map(|(all, _)| all).unwrap_or_default();
        let taken = all.into_iter().filter_map(|sent| match &sent.outcome {
            EntryOutcome::Done { id } => Some((id.clone(), sent)),
            EntryOutcome::Failed { .. } | EntryOutcome::NotKnown { .. } | EntryOutcome::NotSent { .. } => {
                None
            }
        });
        Ok(taken.collect())
    }

    /// What was sent there, the newest first, and a sentence where the record is damaged, or has events of
    /// which it is not known whether they were sent there.
    ///
    /// Errors: it cannot be read.
    pub fn list(&self, place: &AccountPlace) -> io::Result<(Vec<EventSent>, Option<String>)> {
        let (mut all, lines) = self.path.as_deref().map(read).transpose()?.unwrap_or_default();
        let notice = self.path.as_deref().and_then(|path| {
            let loss = "the events in it are not listed here";
            lines::notice(path, &lines, loss, || read(path).map(|(_, lines)| lines))
        });
        all.extend(self.memory.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned());
        let anywhere = place.of_no_account();
        let elsewhere = all.iter().filter(|one| anywhere.as_ref() == Some(&one.place)).count();
        let unlisted = (elsewhere > 0).then(|| {
            format!(
                "{} to buses of region {} while STS did not tell the account, and not listed here.",
                counted(elsewhere, "event was sent", "events were sent"),
                place.region
            )
        });
        let notices: Vec<String> = notice.into_iter().chain(unlisted).collect();
        let notice = (!notices.is_empty()).then(|| notices.join(" "));
        all.retain(|one| one.place == *place);
        all.reverse();
        all.truncate(KEPT);
        Ok((all, notice))
    }
}

/// Writes the file anew with the newest events that fit into half of what it may hold; what cannot be read is
/// set aside.
fn shorten(path: &Path) -> io::Result<()> {
    let (all, lines) = read(path)?;
    lines::set_aside(path, &lines)?;
    let mut kept: Vec<String> = all.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let mut room = LONG / 2;
    let fits = |line: &&String| {
        let size = line.len() + 1;
        let fits = size <= room;
        room = room.saturating_sub(size);
        fits
    };
    let newest = kept.iter().rev().take(KEPT / 2).take_while(fits).count();
    kept.drain(..kept.len() - newest);
    kept.push(String::new());
    file::replace(lines::directory(path), path, kept.join("\n").as_bytes())
}

/// The events that the file holds, the oldest first, and its lines.
fn read(path: &Path) -> io::Result<(Vec<EventSent>, Lines)> {
    let mut all = Vec::new();
    let lines = lines::read(path, |line| serde_json::from_slice(line).map(|sent| all.push(sent)))?;
    Ok((all, lines))
}

#[cfg(test)]
mod tests {
    use super::{KEPT, SentLog};
    use crate::model::{AccountPlace, EntryOutcome, EventEntry, EventSent};

    fn sent(at: i64, detail: &str) -> EventSent {
        let entry = EventEntry { detail: detail.to_owned(), ..EventEntry::default() };
        EventSent {
            at,
            place: AccountPlace::default(),
            entry,
            outcome: EntryOutcome::Done { id: "i".into() },
        }
    }

    #[test]
    fn what_was_sent_while_the_account_was_not_told_is_counted() {
        let home = tempfile::tempdir().unwrap();
        let log = SentLog::under(home.path());
        log.add(&[sent(1, "{}")], true).unwrap();
        let (found, notice) =
            log.list(&AccountPlace { account: "1".into(), ..AccountPlace::default() }).unwrap();
        assert_eq!(found, []);
        assert!(notice.unwrap().starts_with("1 event was sent to buses of region"));
        assert_eq!(log.list(&AccountPlace::default()).unwrap().1, None);
    }

    #[test]
    fn another_run_finds_what_was_sent_and_there_is_an_end_to_it() {
        let home = tempfile::tempdir().unwrap();
        let large = "x".repeat(10_000);
        for at in 0..600 {
            SentLog::under(home.path()).add(&[sent(at, &large)], true).unwrap();
        }
        let found = SentLog::under(home.path()).list(&AccountPlace::default()).unwrap().0;
        assert_eq!(found[0].at, 599);
        assert!((KEPT / 4..=KEPT).contains(&found.len()), "{}", found.len());
        let bytes = home.path().join("sent.jsonl").metadata().unwrap().len();
        assert!(bytes < super::LONG as u64 + 20_000, "{bytes}");
        let elsewhere = AccountPlace { region: "other".into(), ..AccountPlace::default() };
        assert_eq!(SentLog::under(home.path()).list(&elsewhere).unwrap().0, []);
    }

    #[test]
    fn the_largest_events_there_are_do_not_fill_the_record() {
        let home = tempfile::tempdir().unwrap();
        let log = SentLog::under(home.path());
        // As much as PutEvents takes, each character of it written as two.
        let large = "\"".repeat(1_000_000);
        for at in 0..40 {
            log.add(&[sent(at, &large)], true).unwrap();
            let bytes = home.path().join("sent.jsonl").metadata().unwrap().len();
            assert!(bytes <= super::LONG as u64 + 2_100_000, "{bytes}");
        }
        assert_eq!(log.list(&AccountPlace::default()).unwrap().0[0].at, 39);
    }

    #[test]
    fn of_many_that_are_sent_at_once_the_newest_are_kept_each_on_its_line() {
        let home = tempfile::tempdir().unwrap();
        let many: Vec<_> = (0..600).map(|at| sent(at, "{}")).collect();
        for (log, lasting) in [(SentLog::under(home.path()), true), (SentLog::default(), false)] {
            log.add(&many, lasting).unwrap();
            let (kept, notice) = log.list(&AccountPlace::default()).unwrap();
            assert!(kept.iter().rev().eq(&many[600 - KEPT..]), "{}", kept.len());
            assert_eq!(notice, None);
        }
    }

    #[test]
    fn what_goes_with_the_program_is_kept_in_memory() {
        let home = tempfile::tempdir().unwrap();
        let log = SentLog::under(home.path());
        log.add(&[sent(1, "{}")], false).unwrap();
        assert_eq!(log.list(&AccountPlace::default()).unwrap().0.len(), 1);
        assert!(!home.path().join("sent.jsonl").exists());
    }
}
