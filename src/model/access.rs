//! Why a change to the account is refused before any call is made.

use super::{Rule, Session};
use serde::{Deserialize, Deserializer, Serialize};

/// What made this a read-only run, in which every change to an account is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadOnly {
    /// `--read-only` on the command line.
    Flag,
    /// `read_only = true` in config.toml.
    Setting,
    /// config.toml is there and cannot be understood in full: it may have said so.
    Unclear,
    /// config.toml says so of this account or profile.
    Account,
    /// config.toml restricts changes to some account by its number, and whose account this is is not known.
    AccountUnknown,
}

impl ReadOnly {
    /// The cause, as a clause that goes on after "read-only: ".
    pub fn cause(self) -> &'static str {
        match self {
            Self::Flag => "started with --read-only",
            Self::Setting => "config.toml says read_only = true",
            Self::Unclear => "config.toml cannot be understood in full, and it may say read_only",
            Self::Account => "config.toml says read_only = true of this account",
            Self::AccountUnknown => {
                "which account this is is not known (yet), and [accounts] in config.toml restricts changes to one"
            }
        }
    }

    /// What lets changes through again, in one sentence.
    pub fn way_out(self) -> &'static str {
        match self {
            Self::Flag => "Start it without --read-only to allow changes.",
            Self::Setting => "Take read_only out of config.toml to allow changes.",
            Self::Unclear => "Correct config.toml (every fault in it is told at the start) to allow changes.",
            Self::Account => "Take read_only out of its entry in [accounts] of config.toml to allow changes.",
            Self::AccountUnknown => {
                "Changes are allowed once sts:GetCallerIdentity has told that it is another account; try again, \
                 and see why that call fails."
            }
        }
    }
}

/// Reads what recordings of older programs hold, too: true or false.
pub(super) fn read_only<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ReadOnly>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Recorded {
        Whether(bool),
        Cause(ReadOnly),
    }
    Ok(match Option::<Recorded>::deserialize(from)? {
        None | Some(Recorded::Whether(false)) => None,
        Some(Recorded::Whether(true)) => Some(ReadOnly::Flag),
        Some(Recorded::Cause(cause)) => Some(cause),
    })
}

impl ReadOnly {
    /// What this means after a switch of accounts: what was set for one account does not hold for the next,
    /// which is not known yet.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        match self {
            Self::Flag | Self::Setting | Self::Unclear => self,
            Self::Account | Self::AccountUnknown => Self::AccountUnknown,
        }
    }
}

impl Session {
    /// Whether the account may be changed at all, and if not, why.
    pub fn writable(&self) -> Result<(), String> {
        match self.read_only {
            None => Ok(()),
            Some(why) => Err(format!("read-only: {}, so nothing in the account can be changed", why.cause())),
        }
    }
}

impl Rule {
    /// Whether the rule is the operator's to change, and if not, whose it is. `what` is a verb: switch,
    /// change.
    pub fn may(&self, what: &str) -> Result<(), String> {
        match &self.managed_by {
            None => Ok(()),
            Some(owner) => {
                Err(format!("{} is managed by {owner}: only that service can {what} it", self.name))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadOnly, Session};

    #[test]
    fn read_only_says_what_made_it_so() {
        for (cause, word) in [
            (ReadOnly::Flag, "--read-only"),
            (ReadOnly::Setting, "read_only = true"),
            (ReadOnly::Unclear, "cannot be understood"),
            (ReadOnly::Account, "of this account"),
            (ReadOnly::AccountUnknown, "not known"),
        ] {
            let session = Session { read_only: Some(cause), ..Session::default() };
            let why = session.writable().unwrap_err();
            assert!(why.starts_with("read-only: ") && why.contains(word), "{why}");
        }
        assert_eq!(Session::default().writable(), Ok(()));
    }

    #[test]
    fn recordings_of_older_programs_are_read() {
        let read = |value: &str| {
            let text = format!(r#"{{"region":"r","embedded":false,"read_only":{value}}}"#);
            serde_json::from_str::<Session>(&text).unwrap().read_only
        };
        assert_eq!((read("false"), read("true")), (None, Some(ReadOnly::Flag)));
        for cause in [None, Some(ReadOnly::Flag), Some(ReadOnly::Setting), Some(ReadOnly::Unclear)] {
            assert_eq!(read(&serde_json::to_string(&cause).unwrap()), cause);
        }
    }
}
