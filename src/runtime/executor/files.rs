//! Our own files and those the operator asks for, on threads that may block.

use super::{Answers, Executor, draft_key};
use crate::app::message::Reply;
use crate::app::request::Req;
use crate::model::{Arn, CallError, ErrorKind, RuleKey};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Characters of a file's name at most, well under what file systems take.
const NAME_LIMIT: usize = 120;

impl Executor {
    pub(super) fn remembered_state(&self, req: Req, rule: Arn) {
        let states = self.setup.states.clone();
        on_disk(self.answers.clone(), req, "Reading rule-states.json", move || {
            let found = states.map_or(Ok(None), |states| states.get(&rule))?;
            Ok(Reply::RememberedState(found.map(|found| found.state)))
        });
    }

    /// Waits until the account is known, because the draft is kept under its number.
    pub(super) fn draft(&self, req: Req, rule: RuleKey) {
        let (Some(drafts), Some(keeper)) = (self.setup.drafts.clone(), self.keeper.as_ref().and_then(super::DraftKeeper::handle))
        else {
            return self.answers.give(req, true, Ok(Reply::Draft(None)));
        };
        let (answers, mut session, mut wire) = (self.answers.clone(), self.session.subscribe(), self.wire.clone());
        self.spawn(req, "Reading the draft", self.wire.clone(), async move {
            let account = match wire.client().await {
                Some(Ok(_)) => session.wait_for(|session| !session.region.is_empty()).await.ok().map(|session| session.clone()),
                Some(Err(_)) | None => None,
            };
            let Some(account) = account else { return answers.give(req, true, Ok(Reply::Draft(None))) };
            let key = draft_key(&account, rule);
            on_disk(answers, req, "Reading the draft", move || {
                keeper.flush();
                drafts.load(&key).map(Reply::Draft)
            });
        });
    }

    pub(super) fn save_file(&self, req: Req, path: String, text: String) {
        on_disk(self.answers.clone(), req, "Saving", move || save_new(&path, &text).map(Reply::FileWritten));
    }
}

fn on_disk(answers: Answers, req: Req, operation: &'static str, act: impl FnOnce() -> io::Result<Reply> + Send + 'static) {
    tokio::task::spawn_blocking(move || {
        let outcome = act().map_err(|error| CallError::new(ErrorKind::Other, operation, error.to_string()));
        answers.give(req, true, outcome);
    });
}

/// Writes a new file and answers its full path. The last part of the path may come from an event: it is made a plain name.
/// A file of that name stays: the new one gets a number.
fn save_new(path: &str, text: &str) -> io::Result<String> {
    let path = Path::new(path);
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
    use super::{plain, save_new};

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
