//! The operator's own editor: `$VISUAL`, else `$EDITOR`, on a file that only the operator may read.
//!
//! While it runs the keys are its own ([`input::hold`]). Nothing is lost: where the editor fails, what it
//! wrote stays in its file, and the error says where.

use super::input::{self, HeldKeys};
use crate::config::read_at_most;
use crate::model::{CallError, ErrorKind};
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use tokio::task::JoinHandle;

/// Bytes that are taken back at most.
const LARGEST: u64 = 16 << 20;

/// An editor that runs.
pub(super) struct ExternalEditor {
    ends: JoinHandle<io::Result<ExitStatus>>,
    file: PathBuf,
    text: String,
    _keys: HeldKeys,
}

impl ExternalEditor {
    /// Starts the editor on a text.
    ///
    /// # Errors
    ///
    /// No editor is named, the file cannot be written, or the shell that starts it cannot be run.
    pub(super) fn start(name: &str, text: String) -> Result<Self, CallError> {
        let editor = editor_command(|variable| std::env::var(variable).ok()).ok_or_else(|| {
            failed("neither VISUAL nor EDITOR is set").advise("Set EDITOR, for example: export EDITOR=vi")
        })?;
        let directory = directory(std::env::var_os("XDG_RUNTIME_DIR"));
        let file = write(&directory, name, &text)
            .or_else(|_| write(&std::env::temp_dir(), name, &text))
            .map_err(|error| failed(format!("the file for it cannot be written: {error}")))?;
        let keys = input::hold();
        // The value may have arguments, as git and crontab take it: the shell takes it apart.
        let started = Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(&file).spawn();
        match started {
            Ok(mut child) => {
                let ends = tokio::task::spawn_blocking(move || child.wait());
                Ok(Self { ends, file, text, _keys: keys })
            }
            Err(error) => {
                let _ = std::fs::remove_file(&file);
                Err(failed(format!("`{editor}` could not be started: {error}")))
            }
        }
    }

    /// Waits until it has ended, and answers the text as it left it.
    pub(super) async fn until_ended(&mut self) -> Result<String, CallError> {
        let ended = match (&mut self.ends).await {
            Ok(ended) => ended,
            Err(error) => Err(io::Error::other(error)),
        };
        edited_text(&self.file, &self.text, ended)
    }
}

/// Where the file lies while the editor runs. A variable that is set and empty names nothing.
fn directory(runtime: Option<OsString>) -> PathBuf {
    runtime.filter(|it| !it.is_empty()).map_or_else(std::env::temp_dir, PathBuf::from)
}

/// The editor that the environment names.
fn editor_command(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["VISUAL", "EDITOR"].into_iter().filter_map(variable).find(|editor| !editor.trim().is_empty())
}

/// Writes a new file of that name, which nobody else may read.
fn write(directory: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    for n in 0..1_000 {
        let file = directory.join(format!("buslens-{}-{n}-{name}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file) {
            Ok(mut open) => {
                open.write_all(text.as_bytes())?;
                return Ok(file);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("a thousand files of that name are there already"))
}

/// What the editor left. The line end that editors put behind the last line is not part of a text that had
/// none.
fn edited_text(file: &Path, was: &str, ended: io::Result<ExitStatus>) -> Result<String, CallError> {
    let left = read(file);
    let why = match (ended, &left) {
        (Ok(status), Ok(text)) if status.success() => {
            let _ = std::fs::remove_file(file);
            let extra = !was.ends_with('\n') && text.ends_with('\n');
            return Ok(text.get(..text.len() - usize::from(extra)).unwrap_or(text).to_owned());
        }
        (Ok(status), Err(error)) if status.success() => format!("what it left cannot be read: {error}"),
        (Ok(status), _) => format!("it ended with {status}"),
        (Err(error), _) => error.to_string(),
    };
    let changed = !left.is_ok_and(|text| text == was);
    let error = failed(why);
    if changed && file.exists() {
        return Err(error.advise(format!("What it wrote is in {}.", file.display())));
    }
    let _ = std::fs::remove_file(file);
    Err(error.advise("See whether VISUAL or EDITOR names the editor you mean."))
}

fn read(file: &Path) -> io::Result<String> {
    String::from_utf8(read_at_most(file, LARGEST)?).map_err(io::Error::other)
}

fn failed(why: impl Into<String>) -> CallError {
    CallError::new(ErrorKind::Other, "Editing outside", why.into())
}

#[cfg(test)]
mod tests {
    use super::{directory, edited_text, editor_command, write};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    fn ran(script: &str, file: &std::path::Path) -> std::io::Result<std::process::ExitStatus> {
        Command::new("sh").args(["-c", script, "sh"]).arg(file).status()
    }

    #[test]
    fn what_an_editor_writes_comes_back_and_its_file_goes() {
        let home = tempfile::tempdir().unwrap();
        let file = write(home.path(), "pattern.json", "{}").unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let ended = ran("echo '{\"a\": [1]}' > \"$1\"", &file);
        assert_eq!(edited_text(&file, "{}", ended).unwrap(), "{\"a\": [1]}");
        assert!(!file.exists());
    }

    #[test]
    fn an_editor_that_fails_loses_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = write(home.path(), "pattern.json", "{}").unwrap();
        let ended = ran("echo half > \"$1\"; exit 3", &file);
        let said = edited_text(&file, "{}", ended).unwrap_err().to_string();
        assert!(said.contains("exit status: 3") && said.contains(&file.display().to_string()), "{said}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "half\n");
        let untouched = write(home.path(), "pattern.json", "{}").unwrap();
        let said = edited_text(&untouched, "{}", ran("exit 127", &untouched)).unwrap_err().to_string();
        assert!(said.contains("127") && !untouched.exists(), "{said}");
    }

    #[test]
    fn what_is_too_long_to_be_taken_back_stays_in_its_file() {
        let home = tempfile::tempdir().unwrap();
        let file = write(home.path(), "pattern.json", "{}").unwrap();
        let ended = ran("head -c 16777217 /dev/zero > \"$1\"", &file);
        let said = edited_text(&file, "{}", ended).unwrap_err().to_string();
        assert!(
            said.contains("holds more than 16 MB") && said.contains(&file.display().to_string()),
            "{said}"
        );
        assert_eq!(std::fs::metadata(&file).unwrap().len(), 16_777_217);
    }

    #[test]
    fn an_empty_name_of_a_directory_is_none() {
        assert_eq!(directory(Some("".into())), std::env::temp_dir());
        assert_eq!(directory(Some("/run/user/1".into())), std::path::Path::new("/run/user/1"));
    }

    #[test]
    fn visual_comes_before_editor_and_an_empty_one_is_none() {
        let of = |visual: &str, editor: &str| {
            let (visual, editor) = (visual.to_owned(), editor.to_owned());
            editor_command(move |name| Some(if name == "VISUAL" { visual.clone() } else { editor.clone() }))
        };
        assert_eq!(of("code -w", "vi").as_deref(), Some("code -w"));
        assert_eq!(of(" ", "vi").as_deref(), Some("vi"));
        assert_eq!(of("", ""), None);
    }
}
