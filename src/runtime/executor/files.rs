//! Our own files and those the operator asks for, on threads that may block.

use super::{Executor, Reply, draft_key};
use crate::app::Message;
use crate::app::read::{Readable, kind};
use crate::app::request::Req;
use crate::config::{FoundDraft, read_at_most, replace_whole};
use crate::model::{CallError, ErrorKind, SavedEvent};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Characters of a file's name at most, well under what file systems take.
const NAME_LIMIT: usize = 120;
/// Bytes of a file of events at most: an event has up to 1 MB, and all of them are kept for the workbench.
const LARGEST: u64 = 16 << 20;
/// How long a draft waits for the account under which it is kept: STS may be out of reach.
const TOLD_WITHIN: Duration = Duration::from_secs(2);

impl Executor {
    pub(super) fn recorded_state(&self, reply: Reply<kind::RecordedState>) {
        let states = self.setup.states.clone();
        on_disk(reply, move |of| {
            let found = states.map_or(Ok(None), |states| states.get(&of.arn))?;
            Ok(found.map(|found| found.state))
        });
    }

    pub(super) fn saved_events(&self, reply: Reply<kind::SavedEvents>) {
        let (saved, answers) = (self.setup.saved.clone(), self.answers.clone());
        on_disk(reply, move |()| {
            let (events, told) = saved.list()?;
            answers.notice_of(kind::SavedEvents::OPERATION, told.join("\n"));
            Ok(events)
        });
    }

    pub(super) fn save_event(&self, req: Req, event: SavedEvent, replace: bool) {
        let (answers, saved) = (self.answers.clone(), self.setup.saved.clone());
        tokio::task::spawn_blocking(move || {
            let outcome = saved.save(&event, replace).map_err(|error| failed("Saving the event", &error));
            answers.give(Message::EventSaved { req, name: event.name.clone(), saved: Some(event), outcome });
        });
    }

    pub(super) fn delete_event(&self, req: Req, name: String) {
        let (answers, saved) = (self.answers.clone(), self.setup.saved.clone());
        tokio::task::spawn_blocking(move || {
            let outcome =
                saved.delete(&name).map(|_| ()).map_err(|error| failed("Deleting the event", &error));
            answers.give(Message::EventSaved { req, name, saved: None, outcome });
        });
    }

    /// Waits for the account, within bounds, because the draft is kept under its number.
    pub(super) fn draft(&self, reply: Reply<kind::Draft>) {
        let (Some(drafts), Some(keeper)) =
            (self.setup.drafts.clone(), self.keeper.as_ref().and_then(super::DraftKeeper::handle))
        else {
            return reply.end(Ok(None));
        };
        let mut wire = self.wire.clone();
        self.spawn(reply.clone().panic_reply(), async move {
            let account = match wire.client().await {
                Some(Ok(client)) => tokio::time::timeout(TOLD_WITHIN, client.session_if_known())
                    .await
                    .unwrap_or_else(|_| client.session().clone()),
                Some(Err(_)) | None => return reply.end(Ok(None)),
            };
            let answers = reply.answers.clone();
            on_disk(reply, move |rule| {
                keeper.flush();
                let FoundDraft { draft, notices } = drafts.load(&draft_key(&account, rule.clone()))?;
                for notice in notices {
                    answers.notice(notice);
                }
                Ok(draft)
            });
        });
    }

    pub(super) fn save_file(&self, req: Req, path: String, text: String, instead_of: Option<String>) {
        let answers = self.answers.clone();
        tokio::task::spawn_blocking(move || {
            let saved = match instead_of {
                None => save_new(&path, &text),
                Some(was) => replace(&path, &text, &was),
            };
            let outcome = saved.map_err(|error| failed("Saving", &error));
            answers.give(Message::FileSaved { req, path, outcome });
        });
    }
}

pub(super) fn event_file(reply: Reply<kind::EventFile>) {
    tokio::task::spawn_blocking(move || {
        let outcome = read_events(&reply.key).map_err(|error| error.within(&reply.key));
        reply.end(outcome);
    });
}

fn on_disk<R: Readable>(
    reply: Reply<R>,
    act: impl FnOnce(&R::Key) -> io::Result<R::Answer> + Send + 'static,
) {
    tokio::task::spawn_blocking(move || {
        let outcome = act(&reply.key).map_err(|error| failed(R::OPERATION, &error));
        reply.end(outcome);
    });
}

fn failed(operation: &str, error: &io::Error) -> CallError {
    CallError::new(ErrorKind::Other, operation, error.to_string())
}

/// Why a file of events cannot be read, and what to do.
#[derive(Debug)]
struct Unreadable {
    kind: ErrorKind,
    why: String,
    advice: &'static str,
}

impl Unreadable {
    fn new(kind: ErrorKind, why: impl Into<String>, advice: &'static str) -> Self {
        Self { kind, why: why.into(), advice }
    }

    fn within(self, path: &str) -> CallError {
        CallError::new(self.kind, format!("Opening {path}"), self.why).advise(self.advice)
    }
}

/// Reads a file of events: text, and no larger than is worth editing.
#[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's enum, which grows")]
fn read_events(path: &str) -> Result<String, Unreadable> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unreadable::new(
            ErrorKind::NotFound,
            "there is no such file",
            "A path counts from where buslens was started; ~/ is your home.",
        ),
        io::ErrorKind::PermissionDenied => {
            Unreadable::new(ErrorKind::Denied, "you may not read it", "Make it readable, or copy it.")
        }
        _ => Unreadable::new(ErrorKind::Other, error.to_string(), "Try another file."),
    };
    let place = place(path);
    let about = std::fs::metadata(&place).map_err(failed)?;
    if about.is_dir() {
        return Err(Unreadable::new(ErrorKind::Invalid, "it is a directory", "Name a file in it."));
    }
    // A pipe might never end, and a terminal is in use.
    if !about.is_file() {
        return Err(Unreadable::new(
            ErrorKind::Invalid,
            "it is not a regular file",
            "Write the events to a file first.",
        ));
    }
    if about.len() > LARGEST {
        let why = format!(
            "it holds {} MB, and at most {} MB are opened",
            about.len().div_ceil(1 << 20),
            LARGEST >> 20
        );
        let advice = "Cut a few events out of it; `buslens match --events` takes files of any size.";
        return Err(Unreadable::new(ErrorKind::Invalid, why, advice));
    }
    let bytes = read_at_most(&place, LARGEST).map_err(failed)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(Unreadable::new(
            ErrorKind::Invalid,
            "it is compressed with gzip",
            "Unpack it with gunzip first.",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let why = format!("it is not UTF-8 text: byte {} is not", error.utf8_error().valid_up_to() + 1);
        Unreadable::new(ErrorKind::Invalid, why, "Name a file of JSON.")
    })
}

/// Where a path is; `~/` stands for the home directory.
fn place(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Writes a file in the place of one that still holds what it was read as, and answers its full path. It is
/// there whole or as it was, whatever happens on the way.
fn replace(path: &str, text: &str, was: &str) -> io::Result<String> {
    let place = place(path).canonicalize()?;
    if std::fs::read_to_string(&place)? != was {
        return Err(io::Error::other(format!(
            "{} has changed since it was read; nothing was written",
            place.display()
        )));
    }
    replace_whole(&place, text.as_bytes(), std::fs::metadata(&place)?.permissions())?;
    Ok(place.display().to_string())
}

/// Writes a new file and answers its full path. The last part of the path may come from an event: it is made
/// a plain name. A file of that name stays: the new one gets a number.
fn save_new(path: &str, text: &str) -> io::Result<String> {
    let path = &place(path);
    let name = plain(&path.file_name().unwrap_or_default().to_string_lossy());
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem.to_owned(), format!(".{extension}")),
        _ => (name.clone(), String::new()),
    };
    for n in 1..1000 {
        let name = if n == 1 { name.clone() } else { format!("{stem}-{n}{extension}") };
        let path = directory.join(name);
        match OpenOptions::new().write(true).create_new(true).mode(0o644).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path.canonicalize().unwrap_or(path).display().to_string());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        }
    }
    Err(io::Error::other(format!("{} and a thousand others like it exist already", path.display())))
}

/// Letters, digits and `-_.`; never empty, hidden or long.
fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.trim_start_matches('.').chars().map(plain).collect();
    if name.is_empty() {
        return "event.json".to_owned();
    }
    let length = name.chars().count();
    // The end stays: it holds the extension.
    name.chars().skip(length.saturating_sub(NAME_LIMIT)).collect()
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, plain, read_events, replace, save_new};

    #[test]
    fn nothing_is_ever_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("event.json").display().to_string();
        let first = save_new(&path, "1").unwrap();
        let second = save_new(&path, "2").unwrap();
        assert!(first.ends_with("/event.json") && second.ends_with("/event-2.json"), "{first} {second}");
        assert_eq!(std::fs::read_to_string(first).unwrap(), "1");
        assert_eq!(std::fs::read_to_string(second).unwrap(), "2");
    }

    #[test]
    fn a_file_is_replaced_while_it_holds_what_was_read() {
        let home = tempfile::tempdir().unwrap();
        let path = save_new(&home.path().join("a.suite.json").display().to_string(), "1").unwrap();
        assert_eq!(replace(&path, "2", "1").unwrap(), path);
        let said = replace(&path, "3", "1").unwrap_err().to_string();
        assert!(said.contains("has changed since it was read"), "{said}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "2");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_cannot_be_opened_says_why_and_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = home.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path.display().to_string()
        };
        assert_eq!(read_events(&file("good.json", b"{}")).unwrap(), "{}");
        let said = |path: &str| read_events(path).unwrap_err().within("x.json").to_string();
        assert!(
            said("/nowhere/x.json")
                .starts_with("Opening x.json failed: there is no such file. A path counts from")
        );
        assert!(said(&home.path().display().to_string()).contains("it is a directory. Name a file in it."));
        assert!(said(&file("zipped", &[0x1f, 0x8b, 8])).contains("compressed with gzip"));
        assert!(said(&file("image", b"ab\xff")).contains("byte 3 is not"));
        let large = home.path().join("large");
        std::fs::File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(said(&large.display().to_string()).contains("it holds 17 MB, and at most 16 MB are opened"));
        assert!(said("/dev/null").contains("not a regular file"));
    }

    #[test]
    fn a_name_from_an_event_is_made_plain() {
        assert_eq!(plain("a b\u{1b}[31m:c.json"), "a-b--31m-c.json");
        assert_eq!(plain("..."), "event.json");
        assert_eq!(plain(".bashrc"), "bashrc");
        assert!(plain(&("x".repeat(300) + ".json")).ends_with("x.json"));
        assert!(plain(&"x".repeat(300)).len() <= 120);
    }

    #[test]
    fn a_directory_that_is_not_there_is_named() {
        let error = save_new("/nowhere/at/all/x.json", "").unwrap_err();
        assert!(error.to_string().contains("/nowhere/at/all/x.json"), "{error}");
    }
}
