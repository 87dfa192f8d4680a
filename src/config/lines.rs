//! Records of ours that are a line of JSON for each thing: read line by line, shared by runs under a lock. A
//! line that cannot be read goes to a file beside the record and is said; what the lines mean is for who
//! keeps them.

use super::file;
use crate::text::time::span;
use crate::text::{and_list, counted, plural};
use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A record as it was read.
#[derive(Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    /// Where the lines are that cannot be read, from the first on: a run that was killed may leave half of
    /// one.
    damaged: Vec<Range<usize>>,
}

/// Reads a record; `take` is given each line and says whether it can be read.
///
/// Errors: as [`file::read_bytes`].
pub(super) fn read(path: &Path, mut take: impl FnMut(&[u8]) -> serde_json::Result<()>) -> io::Result<Lines> {
    let Some(bytes) = file::read_bytes(path)? else { return Ok(Lines::default()) };
    let mut damaged = Vec::new();
    for (at, line) in each(&bytes) {
        if let Err(error) = take(line) {
            tracing::warn!(%error, path = %path.display(), "a line of a record cannot be read");
            damaged.push(at..at + line.len());
        }
    }
    Ok(Lines { bytes, damaged })
}

/// Each line that is not blank, and where it begins.
fn each(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut next = 0;
    let placed = bytes.split(|byte| *byte == b'\n').map(move |line| {
        let at = next;
        next += line.len() + 1;
        (at, line)
    });
    placed.filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// Puts the lines that cannot be read into a file of their own, whose name is answered where there were any.
/// To be called under the lock under which they were read.
pub(super) fn set_aside(path: &Path, lines: &Lines) -> io::Result<Option<PathBuf>> {
    if lines.damaged.is_empty() {
        return Ok(None);
    }
    let (mut sound, mut damaged) = (Vec::new(), Vec::new());
    for (at, line) in each(&lines.bytes) {
        let is_damaged = lines.damaged.binary_search_by_key(&at, |range| range.start).is_ok();
        let kept = if is_damaged { &mut damaged } else { &mut sound };
        kept.extend_from_slice(line);
        kept.push(b'\n');
    }
    let aside = file::keep_aside(path, &damaged)?;
    file::replace(directory(path), path, &sound)?;
    Ok(Some(aside))
}

/// Sets the lines that could not be read aside and says so, or that it was done before; `loss` is what that
/// means. `again` reads them once more under the lock: half a line may have been completed, or another run
/// may have moved it.
pub(super) fn notice(
    path: &Path,
    lines: &Lines,
    loss: &str,
    again: impl FnOnce() -> io::Result<Lines>,
) -> Option<String> {
    if lines.damaged.is_empty() {
        return notice_of_before(path, loss);
    }
    let aside = locked(path).and_then(|_lock| {
        let lines = again()?;
        Ok(set_aside(path, &lines)?.map(|aside| (aside, lines.damaged.len())))
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let of = |count: usize| format!("{} of {name}", counted(count, "line", "lines"));
    match aside {
        Ok(Some((aside, count))) => {
            Some(format!("{} could not be read and went to {}: {loss}.", of(count), aside.display()))
        }
        Ok(None) => notice_of_before(path, loss),
        Err(error) => {
            Some(format!("{} cannot be read, and could not be set aside ({error}).", of(lines.damaged.len())))
        }
    }
}

/// That lines were set aside before, as long as they lie there.
fn notice_of_before(path: &Path, loss: &str) -> Option<String> {
    let asides: Vec<String> = file::asides(path).map(|aside| aside.display().to_string()).collect();
    let them = plural(asides.len(), "that file", "those files");
    (!asides.is_empty()).then(|| {
        format!(
            "Lines of {} that could not be read were moved to {}: {loss}. Delete {them} when no longer needed.",
            path.file_name().unwrap_or_default().to_string_lossy(),
            and_list(&asides)
        )
    })
}

/// Adds one line or several. To be called under the lock.
pub(super) fn add(path: &Path, lines: &str) -> io::Result<File> {
    let mut file = file::open_private(path, true)?;
    // Its own line even after half a line of a run that was killed.
    file.write_all(format!("\n{lines}\n").as_bytes())?;
    Ok(file)
}

/// How long a lock is waited for: others hold it for as long as it takes to write a few lines.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is tried.
const PAUSE: Duration = Duration::from_millis(20);

/// The lock of a file that all runs share, held until it is dropped.
///
/// Errors: another run holds it for longer than [`PATIENCE`], as one does that was stopped.
pub(super) fn locked(path: &Path) -> io::Result<File> {
    locked_within(path, PATIENCE)
}

fn locked_within(path: &Path, patience: Duration) -> io::Result<File> {
    // A file of its own: the other one may be replaced.
    let path = path.with_extension("lock");
    let since = Instant::now();
    loop {
        if let Some(lock) = locked_at_once(&path)? {
            return Ok(lock);
        }
        if since.elapsed() >= patience {
            return Err(io::Error::new(io::ErrorKind::TimedOut, lock_is_held(&path, patience)));
        }
        std::thread::sleep(PAUSE);
    }
}

fn lock_is_held(lock: &Path, patience: Duration) -> String {
    format!(
        "another program has held {} for {} or longer, perhaps a buslens that was stopped: end it, and try again",
        lock.display(),
        span(i64::try_from(patience.as_millis()).unwrap_or(i64::MAX))
    )
}

/// The lock in that file, held until it is dropped; none while another run has it.
pub(super) fn locked_at_once(path: &Path) -> io::Result<Option<File>> {
    let lock = lock_file(path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    file::private_directory(directory(path), directory(path))?;
    file::open_private(path, false)
}

/// The directory that a record lies in.
pub(super) fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::{Duration, Lines, add, locked, locked_within, notice, read};
    use serde_json::Value;

    #[test]
    fn a_line_that_was_being_written_is_not_told_as_damaged() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("record.jsonl");
        let again = || read(&path, |line| serde_json::from_slice::<Value>(line).map(drop));
        let written = |text: &str| std::fs::write(&path, text).unwrap();
        written("{}\n\n{\"a\":[1,");
        let half = again().unwrap();
        written("{}\n\n{\"a\":[1,2]}\n");
        assert_eq!(notice(&path, &half, "lost", again), None);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n\n{\"a\":[1,2]}\n");
        // What is damaged under the lock is what is told, whatever was seen before.
        written("{\n{}\n{\n");
        let told = notice(&path, &half, "lost", again).unwrap();
        assert!(told.starts_with("2 lines of record.jsonl could not be read and went to"), "{told}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n");
        let before = |lines: &Lines| notice(&path, lines, "lost", again).unwrap_or_default();
        let told = before(&again().unwrap());
        assert!(told.starts_with("Lines of record.jsonl that could not be read were moved to "), "{told}");
        assert_eq!(before(&half), told, "another run was faster");
        std::fs::remove_file(home.path().join("record.broken-1.jsonl")).unwrap();
        let lock = locked(&path).unwrap();
        add(&path, "{}").unwrap();
        drop(lock);
        assert_eq!(notice(&path, &again().unwrap(), "lost", again), None);
    }

    #[test]
    fn a_lock_that_is_never_given_back_is_told_with_its_file() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("record.jsonl");
        let _theirs = locked(&path).unwrap();
        let error = locked_within(&path, Duration::ZERO).unwrap_err().to_string();
        assert!(error.contains("another program has held") && error.contains("record.lock"), "{error}");
    }
}
