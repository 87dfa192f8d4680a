//! The state a rule had before we disabled it, by ARN: `EnableRule` cannot bring back
//! `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, and nothing in the account remembers it (EventBridge API
//! reference, "EnableRule").

use super::file;
use crate::model::{Arn, Millis, RuleState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file, shared with other runs under a lock.
#[derive(Clone, Debug)]
pub struct RuleStates {
    path: PathBuf,
}

/// What is remembered of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The state it had.
    pub state: RuleState,
    /// When it was disabled.
    pub at: Millis,
}

type Table = BTreeMap<Arn, Remembered>;

impl RuleStates {
    /// The file under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { path: state.join("rule-states.json") }
    }

    /// What is remembered of a rule. A file that cannot be understood remembers nothing.
    ///
    /// Errors: the file is there but cannot be read.
    pub fn get(&self, rule: &Arn) -> io::Result<Option<Remembered>> {
        let text = file::read(&self.path)?.unwrap_or_default();
        let mut table: Table = serde_json::from_str(&text).unwrap_or_default();
        Ok(table.remove(rule))
    }

    /// Remembers a rule's state; on return it is on disk. Answers a sentence for the operator when the file
    /// could not be understood and was set aside.
    pub fn remember(&self, rule: &Arn, remembered: Remembered) -> io::Result<Option<String>> {
        self.change(|table| {
            table.insert(rule.clone(), remembered);
        })
    }

    /// Forgets a rule that is on again.
    pub fn forget(&self, rule: &Arn) -> io::Result<Option<String>> {
        if self.get(rule)?.is_none() {
            return Ok(None);
        }
        self.change(|table| {
            table.remove(rule);
        })
    }

    fn change(&self, act: impl FnOnce(&mut Table)) -> io::Result<Option<String>> {
        // Held until the end: another run must not read between our reading and our writing.
        let _lock = self.lock()?;
        let mut notice = None;
        let mut table = match file::read(&self.path)? {
            None => Table::new(),
            Some(text) => match serde_json::from_str(&text) {
                Ok(table) => table,
                Err(error) => {
                    let aside = self.set_aside()?;
                    notice = Some(format!(
                        "{} could not be understood ({error}); it now lies at {} and a new one was begun.",
                        self.path.display(),
                        aside.display()
                    ));
                    Table::new()
                }
            },
        };
        act(&mut table);
        file::replace(&self.path, serde_json::to_string_pretty(&table)?.as_bytes())?;
        Ok(notice)
    }

    fn lock(&self) -> io::Result<File> {
        if let Some(directory) = self.path.parent() {
            file::private_directory(directory)?;
        }
        // A file of its own: the other one is replaced by every change, and a lock on it would go with the
        // old one.
        let path = self.path.with_extension("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        file.lock()?;
        Ok(file)
    }

    fn set_aside(&self) -> io::Result<PathBuf> {
        let mut n = 1;
        loop {
            let aside = self.path.with_extension(format!("broken-{n}.json"));
            if !aside.exists() {
                std::fs::rename(&self.path, &aside)?;
                return Ok(aside);
            }
            n += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Remembered, RuleStates};
    use crate::model::{Arn, RuleState};

    fn special(at: i64) -> Remembered {
        Remembered { state: RuleState::EnabledWithAllCloudTrail, at }
    }

    #[test]
    fn another_run_finds_the_state() {
        let home = tempfile::tempdir().unwrap();
        let arn = Arn::new("arn:aws:events:eu-west-1:1:rule/a");
        assert_eq!(RuleStates::under(home.path()).get(&arn).unwrap(), None);
        assert_eq!(RuleStates::under(home.path()).remember(&arn, special(5)).unwrap(), None);
        let tomorrow = RuleStates::under(home.path());
        assert_eq!(tomorrow.get(&arn).unwrap(), Some(special(5)));
        tomorrow.forget(&arn).unwrap();
        assert_eq!(tomorrow.get(&arn).unwrap(), None);
    }

    #[test]
    fn runs_at_the_same_time_lose_nothing() {
        let home = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let states = RuleStates::under(home.path());
                scope.spawn(move || states.remember(&Arn::new(n.to_string()), special(n)).unwrap());
            }
        });
        let states = RuleStates::under(home.path());
        for n in 0..8 {
            assert_eq!(states.get(&Arn::new(n.to_string())).unwrap(), Some(special(n)));
        }
    }

    #[test]
    fn a_file_that_is_broken_is_set_aside_and_said() {
        let home = tempfile::tempdir().unwrap();
        let states = RuleStates::under(home.path());
        for n in 1..=2 {
            std::fs::write(home.path().join("rule-states.json"), "{\"a\": tr").unwrap();
            let arn = Arn::new("a");
            assert_eq!(states.get(&arn).unwrap(), None);
            let notice = states.remember(&arn, special(1)).unwrap().unwrap();
            assert!(notice.contains(&format!("broken-{n}.json")), "{notice}");
            assert_eq!(states.get(&arn).unwrap(), Some(special(1)));
        }
        let kept = std::fs::read_to_string(home.path().join("rule-states.broken-1.json")).unwrap();
        assert_eq!(kept, "{\"a\": tr");
    }
}
