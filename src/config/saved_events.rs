//! Events that the operator has saved by name: `events/NAME.json`, a file for each, so that any command that
//! takes an event's file takes it too. They belong to no account. Where there is no home directory, they are
//! kept in memory.

use super::file;
use crate::model::SavedEvent;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

/// What its files end on.
const ENDING: &str = ".json";

/// The saved events.
#[derive(Clone, Debug, Default)]
pub struct SavedEvents {
    /// Our state directory.
    root: Option<PathBuf>,
    memory: Arc<Mutex<BTreeMap<String, String>>>,
}

impl SavedEvents {
    /// Those under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { root: Some(state.to_owned()), memory: Arc::default() }
    }

    /// Saves an event. One that is there under that name stays, unless it is to be replaced.
    ///
    /// # Errors
    ///
    /// The name cannot be one or is taken, or the file cannot be written.
    pub fn save(&self, event: &SavedEvent, replace: bool) -> io::Result<()> {
        if let Some(why) = SavedEvent::wrong_name(&event.name) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let taken = || {
            let why = format!("there is a saved event {} already", event.name);
            io::Error::new(io::ErrorKind::AlreadyExists, why)
        };
        let Some((root, path)) = self.path(&event.name) else {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            if !replace && memory.contains_key(&event.name) {
                return Err(taken());
            }
            memory.insert(event.name.clone(), event.text.clone());
            return Ok(());
        };
        if !replace && fs::symlink_metadata(&path).is_ok() {
            return Err(taken());
        }
        let end = if event.text.ends_with('\n') { "" } else { "\n" };
        file::replace(&root, &path, format!("{}{end}", event.text).as_bytes())
    }

    /// All of them, by name, and a sentence for each that cannot be read or is no event; nobody writes over
    /// those, so they stay where they are.
    ///
    /// # Errors
    ///
    /// The directory cannot be read.
    pub fn list(&self) -> io::Result<(Vec<SavedEvent>, Vec<String>)> {
        let Some(directory) = self.directory() else {
            let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            let one =
                |(name, text): (&String, &String)| SavedEvent { name: name.clone(), text: text.clone() };
            return Ok((memory.iter().map(one).collect(), Vec::new()));
        };
        self.root.iter().try_for_each(|root| file::no_link_to(root, &directory))?;
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
            Err(error) => return Err(error),
        };
        let (mut found, mut told) = (Vec::new(), Vec::new());
        for entry in entries {
            let entry = entry?;
            let Some(name) =
                entry.file_name().to_str().and_then(|name| name.strip_suffix(ENDING)).map(str::to_owned)
            else {
                continue;
            };
            let path = entry.path();
            let shown = path.display();
            if let Some(why) = SavedEvent::wrong_name(&name) {
                told.push(format!("{shown} is not a saved event's file. {why}"));
                continue;
            }
            let text = match read(&directory, &path) {
                Ok(Some(text)) => text,
                // Deleted meanwhile.
                Ok(None) => continue,
                Err(error) => {
                    told.push(format!("The saved event {name} cannot be read: {error}."));
                    continue;
                }
            };
            let event = SavedEvent { name, text };
            if let Some(why) = event.damage() {
                let name = &event.name;
                told.push(format!("The saved event {name} is damaged, {shown} is not an event: {why}."));
            }
            found.push(event);
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        told.sort_unstable();
        Ok((found, told))
    }

    /// The event of that name; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Its file cannot be read.
    pub fn get(&self, name: &str) -> io::Result<Option<SavedEvent>> {
        if SavedEvent::wrong_name(name).is_some() {
            return Ok(None);
        }
        let text = match self.path(name) {
            Some((root, path)) => read(&root, &path)?,
            None => self.memory.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned(),
        };
        Ok(text.map(|text| SavedEvent { name: name.to_owned(), text }))
    }

    /// Deletes the event of that name; false where there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be removed.
    pub fn delete(&self, name: &str) -> io::Result<bool> {
        if SavedEvent::wrong_name(name).is_some() {
            return Ok(false);
        }
        let Some((root, path)) = self.path(name) else {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            return Ok(memory.remove(name).is_some());
        };
        path.parent().map_or(Ok(()), |directory| file::no_link_to(&root, directory))?;
        match fs::remove_file(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn directory(&self) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join("events"))
    }

    /// The state directory, and the file of a name in it.
    fn path(&self, name: &str) -> Option<(PathBuf, PathBuf)> {
        let path = self.directory()?.join(format!("{name}{ENDING}"));
        Some((self.root.clone()?, path))
    }
}

/// The text of a file, without the end of its last line. No byte is put in the place of another: what is read
/// here is sent.
fn read(root: &Path, path: &Path) -> io::Result<Option<String>> {
    let Some(bytes) = file::read_below(root, path)? else { return Ok(None) };
    let text = String::from_utf8(bytes)
        .map_err(|_| io::Error::other(format!("{} is not UTF-8 text", path.display())))?;
    Ok(Some(text.trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::SavedEvents;
    use crate::model::SavedEvent;

    fn event(name: &str, text: &str) -> SavedEvent {
        SavedEvent { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_cannot_be_read_is_neither_missing_nor_replaced_unasked() {
        let home = tempfile::tempdir().unwrap();
        let saved = SavedEvents::under(home.path());
        saved.save(&event("mine", "{}"), false).unwrap();
        let elsewhere = home.path().join("elsewhere.json");
        std::fs::write(&elsewhere, "{}").unwrap();
        std::os::unix::fs::symlink(&elsewhere, home.path().join("events/linked.json")).unwrap();
        assert!(saved.get("linked").unwrap_err().to_string().contains("is a link"));
        assert!(saved.save(&event("linked", "{\"a\":1}"), false).is_err());
        std::fs::write(home.path().join("events/other.json"), b"{\"a\":\"\xff\"}").unwrap();
        std::fs::write(home.path().join("events/half.json"), "{\"a\":").unwrap();
        let (found, told) = saved.list().unwrap();
        assert_eq!(found, [event("half", "{\"a\":"), event("mine", "{}")]);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].contains("event half is damaged") && told[0].contains("ends inside the object"),
            "{told:?}"
        );
        assert!(told[1].contains("is a link") && told[2].contains("is not UTF-8 text"), "{told:?}");
        assert!(saved.get("other").is_err());
    }

    #[test]
    fn what_was_saved_is_there_for_the_next_run_and_is_replaced_only_when_asked() {
        let home = tempfile::tempdir().unwrap();
        for saved in [SavedEvents::under(home.path()), SavedEvents::default()] {
            assert_eq!(saved.list().unwrap().0, []);
            saved.save(&event("order placed", "{\"a\":1}"), false).unwrap();
            saved.save(&event("an AMI", "{}"), false).unwrap();
            let error = saved.save(&event("an AMI", "{\"b\":2}"), false).unwrap_err();
            assert!(error.to_string().contains("there is a saved event an AMI already"), "{error}");
            assert_eq!(saved.list().unwrap().0, [event("an AMI", "{}"), event("order placed", "{\"a\":1}")]);
            saved.save(&event("an AMI", "{\"b\":2}"), true).unwrap();
            assert_eq!(saved.get("an AMI").unwrap(), Some(event("an AMI", "{\"b\":2}")));
            assert!(saved.delete("an AMI").unwrap() && !saved.delete("an AMI").unwrap());
            assert_eq!(saved.get("an AMI").unwrap(), None);
        }
        let next = SavedEvents::under(home.path()).list().unwrap().0;
        assert_eq!(next, [event("order placed", "{\"a\":1}")]);
        assert_eq!(
            std::fs::read_to_string(home.path().join("events/order placed.json")).unwrap(),
            "{\"a\":1}\n"
        );
    }

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("outside.json"), "theirs").unwrap();
        let saved = SavedEvents::under(home.path());
        assert!(saved.save(&event("../outside", "{}"), true).is_err());
        assert!(!saved.delete("../outside").unwrap());
        assert_eq!(std::fs::read_to_string(home.path().join("outside.json")).unwrap(), "theirs");
    }
}
