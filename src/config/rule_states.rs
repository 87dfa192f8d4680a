//! The state a rule had before we disabled it, by ARN: `EnableRule` cannot bring back
//! `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, and nothing in the account remembers it (EventBridge API
//! reference, "EnableRule").

use super::salvage::salvage;
use super::undo::UndoLog;
use super::{file, lines};
use crate::model::{Arn, Millis, RuleState};
use crate::text::counted;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::error::Category;
use std::collections::BTreeMap;
use std::io;
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

    /// What is remembered of a rule: here, or where it is lost, in the record of changes beside it.
    ///
    /// Errors: one of them cannot be read; or this one is damaged, or a damaged one lies beside it, and
    /// nothing is found of this rule: then its state may have stood in what is lost.
    pub fn get(&self, rule: &Arn) -> io::Result<Option<Remembered>> {
        let Contents { mut table, damage } = self.contents()?;
        if let Some(found) = table.remove(rule) {
            return Ok(Some(found));
        }
        if let Some(found) = UndoLog::under(self.directory()).state_before(rule)? {
            return Ok(Some(found));
        }
        if let Some(damage) = damage {
            let why =
                format!("{} is damaged ({damage}), and this rule may have stood in it", self.path.display());
            return Err(io::Error::other(why));
        }
        if let Some(aside) = self.damaged_before() {
            let why = format!(
                "an earlier record was damaged and lies at {}; this rule may have stood in it. Look into it, and \
                 remove it when it is of no more use",
                aside.display()
            );
            return Err(io::Error::other(why));
        }
        Ok(None)
    }

    /// The damaged copy of the highest number, if there is one.
    fn damaged_before(&self) -> Option<PathBuf> {
        file::asides(&self.path).last()
    }

    /// Remembers a rule's state; on return it is on disk. Answers a sentence for the operator when the file
    /// was damaged: it is set aside, and what could be read of it is kept.
    pub fn remember(&self, rule: &Arn, remembered: Remembered) -> io::Result<Option<String>> {
        self.change(|table| {
            table.insert(rule.clone(), remembered);
        })
    }

    /// Forgets a rule that is on again. A damaged file is left as it is: it says nothing for certain, and
    /// what is in it may still be wanted.
    pub fn forget(&self, rule: &Arn) -> io::Result<Option<String>> {
        if !self.contents()?.table.contains_key(rule) {
            return Ok(None);
        }
        self.change(|table| {
            table.remove(rule);
        })
    }

    /// What stands of a rule, as far as the file can be read.
    pub fn standing(&self, rule: &Arn) -> io::Result<Option<Remembered>> {
        Ok(self.contents()?.table.remove(rule))
    }

    /// Takes back that `ours` was remembered, because the rule was not disabled: `before` stands again. What
    /// another run has remembered since is left alone.
    pub fn put_back(
        &self,
        rule: &Arn,
        ours: &Remembered,
        before: Option<Remembered>,
    ) -> io::Result<Option<String>> {
        self.change(|table| {
            if table.get(rule) == Some(ours) {
                match before {
                    Some(before) => table.insert(rule.clone(), before),
                    None => table.remove(rule),
                };
            }
        })
    }

    fn change(&self, act: impl FnOnce(&mut Table)) -> io::Result<Option<String>> {
        // Held until the end: another run must not read between our reading and our writing.
        let _lock = lines::locked(&self.path)?;
        let Contents { mut table, damage } = self.contents()?;
        let mut notice = None;
        if let Some(damage) = damage {
            let aside = file::set_aside(&self.path)?;
            notice = Some(format!(
                "{} was damaged ({damage}); it now lies at {}, and {} kept.",
                self.path.display(),
                aside.display(),
                counted(table.len(), "state that could be read was", "states that could be read were")
            ));
        }
        act(&mut table);
        let text = serde_json::to_string_pretty(&table)?;
        file::replace(self.directory(), &self.path, text.as_bytes())?;
        Ok(notice)
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    fn contents(&self) -> io::Result<Contents> {
        let Some(bytes) = file::read_bytes(&self.path)? else { return Ok(Contents::default()) };
        // Also what is no UTF-8 in a name or state is damage.
        let damage = match serde_json::from_slice(&bytes) {
            Ok(table) => return Ok(Contents { table, damage: None }),
            Err(error) => Some(damage(&error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let found = salvage(&text).and_then(|value| match value {
            Value::Object(members) => Some(members),
            _ => None,
        });
        let entry = |(arn, value)| {
            let found: Remembered = serde_json::from_value(value).ok()?;
            // Part of it was no UTF-8.
            let whole = !found.state.as_str().contains('\u{fffd}');
            whole.then(|| (Arn::new(arn), found))
        };
        let table = found.into_iter().flatten().filter_map(entry).collect();
        Ok(Contents { table, damage })
    }

    fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// What the file holds.
#[derive(Default)]
struct Contents {
    /// All that could be read.
    table: Table,
    /// Why there may have been more.
    damage: Option<String>,
}

/// What is wrong with the file, in a few words.
fn damage(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => format!("it ends in line {}, before it is whole", error.line()),
        Category::Syntax => format!("line {} is not JSON", error.line()),
        Category::Data | Category::Io => format!("line {} is not what buslens writes there", error.line()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Remembered, RuleStates, UndoLog};
    use crate::model::{AccountPlace, Arn, End, Rule, RuleState};

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
    fn a_damaged_file_is_set_aside_and_used_as_far_as_it_can_be_read() {
        let home = tempfile::tempdir().unwrap();
        let states = RuleStates::under(home.path());
        let path = home.path().join("rule-states.json");
        let [a, b, c] = ["arn:a", "arn:b", "arn:c"].map(Arn::new);
        states.remember(&a, special(1)).unwrap();
        states.remember(&b, special(2)).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 12]).unwrap();
        assert_eq!(states.get(&a).unwrap(), Some(special(1)), "what is whole in it still counts");
        let lost = states.get(&b).unwrap_err().to_string();
        assert!(lost.contains("is damaged") && lost.contains("may have stood in it"), "{lost}");
        assert_eq!(states.forget(&b).unwrap(), None);
        let notice = states.remember(&c, special(3)).unwrap().unwrap();
        assert!(
            notice.contains("broken-1.json") && notice.contains("1 state that could be read"),
            "{notice}"
        );
        assert_eq!((states.get(&a).unwrap(), states.get(&c).unwrap()), (Some(special(1)), Some(special(3))));
        let lost = states.get(&b).unwrap_err().to_string();
        assert!(lost.contains("broken-1.json"), "it is not forgotten that something was lost: {lost}");
        assert_eq!(
            std::fs::read_to_string(home.path().join("rule-states.broken-1.json")).unwrap(),
            whole[..whole.len() - 12]
        );
        std::fs::remove_file(home.path().join("rule-states.broken-1.json")).unwrap();
        assert_eq!(states.get(&b).unwrap(), None);
    }

    #[test]
    fn a_state_that_is_lost_here_is_found_in_the_record_of_changes() {
        let home = tempfile::tempdir().unwrap();
        let (states, undo) = (RuleStates::under(home.path()), UndoLog::under(home.path()));
        let path = home.path().join("rule-states.json");
        let rule = |name: &str, state: RuleState| {
            let arn = Arn::new(format!("arn:aws:events:eu-west-1:1:rule/{name}"));
            Rule { name: name.to_owned(), bus: "default".to_owned(), arn, state, ..Rule::default() }
        };
        let place = || AccountPlace { account: "1".into(), region: "eu-west-1".into(), endpoint: None };
        let note = |name: &str, from: RuleState, to: RuleState, end: End| {
            let change = rule(name, from).change_into(&rule(name, to));
            let id = undo.begin(&change, "g", None, place(), 5, true).unwrap();
            undo.end(&id, end, None).unwrap();
        };
        let all = || RuleState::EnabledWithAllCloudTrail;
        let (on, off) = (|| RuleState::Enabled, || RuleState::Disabled);
        note("off", all(), off(), End::Done);
        note("off", off(), on(), End::Failed);
        note("on-again", all(), off(), End::Done);
        note("on-again", off(), all(), End::Done);
        note("never-off", all(), off(), End::Failed);
        let found = |name: &str| states.get(&rule(name, off()).arn);
        for damage in [None, Some("{\"arn")] {
            damage.iter().for_each(|text| std::fs::write(&path, text).unwrap());
            assert_eq!(found("off").unwrap(), Some(special(5)), "{damage:?}");
            for other in ["on-again", "never-off", "other"] {
                assert_eq!(found(other).ok(), damage.is_none().then_some(None), "{other}, {damage:?}");
            }
        }
    }

    #[test]
    fn a_mark_before_the_text_keeps_nothing_from_being_read() {
        let home = tempfile::tempdir().unwrap();
        let (states, arn) = (RuleStates::under(home.path()), Arn::new("arn:a"));
        states.remember(&arn, special(1)).unwrap();
        let path = home.path().join("rule-states.json");
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("\u{feff}{whole}")).unwrap();
        assert_eq!(states.get(&arn).unwrap(), Some(special(1)));
        let notice = states.remember(&Arn::new("arn:b"), special(2)).unwrap().unwrap();
        assert!(notice.contains("1 state that could be read was kept"), "{notice}");
        assert_eq!(states.get(&arn).unwrap(), Some(special(1)));
    }

    #[test]
    fn no_damage_is_taken_for_an_empty_record() {
        let home = tempfile::tempdir().unwrap();
        let states = RuleStates::under(home.path());
        let arn = Arn::new("arn:a");
        for text in ["", "\0\0\0", "[]", "{\"arn:a\": tr", "{\"arn:a\":{\"state\":1}}", "{} {", "\u{feff}{}"]
        {
            std::fs::write(home.path().join("rule-states.json"), text).unwrap();
            assert!(states.get(&arn).is_err(), "{text:?}");
        }
        std::fs::write(home.path().join("rule-states.json"), b"{\"arn:b\xff\": {}}").unwrap();
        assert!(states.get(&arn).is_err());
        std::fs::write(home.path().join("rule-states.json"), "{}").unwrap();
        assert_eq!(states.get(&arn).unwrap(), None);
    }
}
