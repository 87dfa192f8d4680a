//! Records of ours that are a line of JSON for each thing: read line by line, shared by runs under a lock. A line
//! that cannot be read goes to a file beside the record and is said; what the lines mean is for who keeps them.

use super::file;
use crate::text::counted;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The lines of a record, each with its end.
#[derive(Default)]
pub(super) struct Lines {
    /// Those that can be read, as they are.
    pub(super) sound: Vec<u8>,
    /// Those that cannot: a run that was killed may leave half of one.
    pub(super) damaged: Vec<u8>,
}

/// Reads a record; `take` is given each line and says whether it can be read.
///
/// Errors: as [`file::read_bytes`].
pub(super) fn read(path: &Path, mut take: impl FnMut(&[u8]) -> serde_json::Result<()>) -> io::Result<Lines> {
    let mut lines = Lines::default();
    let Some(bytes) = file::read_bytes(path)? else { return Ok(lines) };
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let kept = match take(line) {
            Ok(()) => &mut lines.sound,
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a line of a record cannot be read");
                &mut lines.damaged
            }
        };
        kept.extend_from_slice(line);
        kept.push(b'\n');
    }
    Ok(lines)
}

/// Puts the lines that cannot be read into a file of their own, whose name is answered where there were any. To be
/// called under the lock under which they were read.
pub(super) fn set_aside(path: &Path, lines: &Lines) -> io::Result<Option<PathBuf>> {
    if lines.damaged.is_empty() {
        return Ok(None);
    }
    let aside = file::keep_aside(path, &lines.damaged)?;
    file::replace(directory(path), path, &lines.sound)?;
    Ok(Some(aside))
}

/// What is said of lines that could not be read, once they were to be set aside; `loss` is what that means.
pub(super) fn told(path: &Path, damaged: &[u8], aside: io::Result<Option<PathBuf>>, loss: &str) -> String {
    let count = counted(damaged.split(|byte| *byte == b'\n').count() - 1, "line", "lines");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match aside {
        Ok(Some(aside)) => {
            format!("{count} of {name} could not be read and went to {}: {loss}.", aside.display())
        }
        // Another run was faster.
        Ok(None) => format!("{count} of {name} could not be read and went to a file beside it."),
        Err(error) => format!("{count} of {name} cannot be read, and could not be set aside ({error})."),
    }
}

/// Adds a line. To be called under the lock.
pub(super) fn add(path: &Path, line: &str) -> io::Result<File> {
    let mut file = file::open_private(path, true)?;
    // Its own line even after half a line of a run that was killed.
    file.write_all(format!("\n{line}\n").as_bytes())?;
    Ok(file)
}

/// The lock that all runs share, held until it is dropped.
pub(super) fn locked(path: &Path) -> io::Result<File> {
    file::private_directory(directory(path), directory(path))?;
    // A file of its own: the other one may be replaced.
    let lock = file::open_private(&path.with_extension("lock"), false)?;
    lock.lock()?;
    Ok(lock)
}

/// The directory that a record lies in.
pub(super) fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}
