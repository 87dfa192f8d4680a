//! What the operator has said of accounts in the configuration: a label and a colour to know each by, whether
//! it may be changed, and whether its label is to be typed before a change.
//!
//! An entry goes by an account's number or by a profile's name. Both may be there for one account: the
//! stricter of what they say holds, and the label and colour of the entry by number. As long as the account's
//! number is not known, an entry by number might be this account's, so one that restricts changes forbids
//! them all.

use super::{ReadOnly, Session, nearest_name};
use crate::text::is_account_number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is said of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// What the header calls it, such as `production`.
    pub label: Option<String>,
    /// The colour of its label.
    pub colour: Option<Colour>,
    /// Changes are refused.
    pub read_only: bool,
    /// Before a change the label is to be typed; there is one then.
    pub type_label: bool,
}

impl AccountSettings {
    /// The label, where it is to be typed before a change.
    pub fn label_to_type(&self) -> Option<&str> {
        self.label.as_deref().filter(|_| self.type_label)
    }

    fn restricts(&self) -> bool {
        self.read_only || self.type_label
    }

    fn and(self, other: &Self) -> Self {
        let (label, colour) = match self.label {
            Some(label) => (Some(label), self.colour),
            None => (other.label.clone(), self.colour.or(other.colour)),
        };
        Self {
            label,
            colour,
            read_only: self.read_only || other.read_only,
            type_label: self.type_label || other.type_label,
        }
    }
}

/// A colour of the terminal's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Colour {
    Red,
    Yellow,
    Green,
    Cyan,
    Blue,
    Magenta,
}

impl Colour {
    /// All of them, with the names that the configuration knows them by.
    pub const ALL: [(&'static str, Self); 6] = [
        ("red", Self::Red),
        ("yellow", Self::Yellow),
        ("green", Self::Green),
        ("cyan", Self::Cyan),
        ("blue", Self::Blue),
        ("magenta", Self::Magenta),
    ];
}

/// The table `[accounts]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    by_number: BTreeMap<String, AccountSettings>,
    by_profile: BTreeMap<String, AccountSettings>,
}

/// The profile that the SDK takes where none is named.
const DEFAULT_PROFILE: &str = "default";

impl Accounts {
    /// Adds an entry: twelve digits are an account's number, anything else is a profile's name.
    pub fn insert(&mut self, name: &str, settings: AccountSettings) {
        let entries = if is_account_number(name) { &mut self.by_number } else { &mut self.by_profile };
        entries.insert(name.to_owned(), settings);
    }

    /// A sentence for each entry that goes by a profile which is none of these: it holds for nothing.
    pub fn of_no_profile(&self, profiles: &[String]) -> Vec<String> {
        let known = |name: &str| name == DEFAULT_PROFILE || profiles.iter().any(|profile| profile == name);
        let sentence = |name: &String| {
            let near = nearest_name(name, profiles.iter().map(String::as_str));
            let near = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            format!(
                "[accounts.\"{name}\"] of the configuration holds for no account: no profile of that name is in the \
                 files of the AWS CLI.{near}"
            )
        };
        self.by_profile.keys().filter(|name| !known(name)).map(sentence).collect()
    }

    /// Whether an entry goes by a profile.
    pub fn name_profiles(&self) -> bool {
        self.by_profile.keys().any(|name| name != DEFAULT_PROFILE)
    }

    /// True when nothing is said of any account.
    pub fn is_empty(&self) -> bool {
        self.by_number.is_empty() && self.by_profile.is_empty()
    }

    /// What is said of this account, as far as it is known whose it is.
    pub fn of(&self, session: &Session) -> AccountSettings {
        let number = session.account.as_ref().and_then(|number| self.by_number.get(number));
        let profile = session.profile.as_deref().unwrap_or(DEFAULT_PROFILE);
        let profile = self.by_profile.get(profile).filter(|_| !session.embedded);
        let found = [number, profile].into_iter().flatten();
        found.fold(AccountSettings::default(), AccountSettings::and)
    }

    /// Why this account may not be changed, where that is so.
    pub fn read_only(&self, session: &Session) -> Option<ReadOnly> {
        if self.of(session).read_only {
            return Some(ReadOnly::Account);
        }
        let open = session.account.is_none() && self.by_number.values().any(AccountSettings::restricts);
        open.then_some(ReadOnly::AccountUnknown)
    }

    /// The session with what is said of its account; `run` is what makes the whole run read-only.
    #[must_use]
    pub fn applied(&self, session: Session, run: Option<ReadOnly>) -> Session {
        let read_only = run.or_else(|| self.read_only(&session));
        Session { read_only, settings: self.of(&session), ..session }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountSettings, Accounts, Colour};
    use crate::model::{ReadOnly, Session};

    fn settings(label: &str, read_only: bool, type_label: bool) -> AccountSettings {
        let label = Some(label.to_owned()).filter(|label| !label.is_empty());
        AccountSettings { label, colour: None, read_only, type_label }
    }

    fn session(account: Option<&str>, profile: Option<&str>) -> Session {
        let own = |text: &str| text.to_owned();
        Session { account: account.map(own), profile: profile.map(own), ..Session::default() }
    }

    #[test]
    fn the_stricter_of_two_entries_holds_and_the_numbers_label() {
        let mut accounts = Accounts::default();
        accounts.insert(
            "111122223333",
            AccountSettings { colour: Some(Colour::Red), ..settings("production", false, true) },
        );
        accounts.insert("work", settings("work", true, false));
        let found = accounts.of(&session(Some("111122223333"), Some("work")));
        assert_eq!((found.label.as_deref(), found.colour), (Some("production"), Some(Colour::Red)));
        assert!(found.read_only && found.label_to_type() == Some("production"));
        assert_eq!(accounts.of(&session(Some("1"), Some("work"))).label.as_deref(), Some("work"));
        assert_eq!(accounts.of(&session(Some("1"), Some("other"))), AccountSettings::default());
    }

    #[test]
    fn without_a_profile_the_default_one_counts_but_not_in_the_embedded_account() {
        let mut accounts = Accounts::default();
        accounts.insert("default", settings("mine", true, false));
        assert_eq!(accounts.read_only(&session(Some("1"), None)), Some(ReadOnly::Account));
        let embedded = Session { embedded: true, ..session(Some("1"), None) };
        assert_eq!(accounts.read_only(&embedded), None);
    }

    #[test]
    fn an_entry_of_a_profile_that_is_not_there_is_told() {
        let mut accounts = Accounts::default();
        for name in ["default", "444455556666", "work", "prduction"] {
            accounts.insert(name, settings("mine", true, false));
        }
        assert!(accounts.name_profiles());
        let told = accounts.of_no_profile(&["work".to_owned(), "production".to_owned()]);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert!(told.starts_with("[accounts.\"prduction\"]") && told.ends_with("`production`?"), "{told}");
    }

    #[test]
    fn an_unknown_number_may_be_any_of_those_that_are_restricted() {
        let mut accounts = Accounts::default();
        accounts.insert("111122223333", settings("sandbox", false, false));
        assert_eq!(accounts.read_only(&session(None, None)), None, "nothing is forbidden anywhere");
        for restricted in [settings("", true, false), settings("production", false, true)] {
            accounts.insert("444455556666", restricted.clone());
            assert_eq!(accounts.read_only(&session(None, None)), Some(ReadOnly::AccountUnknown));
            assert_eq!(accounts.read_only(&session(Some("111122223333"), None)), None);
            let own = accounts.read_only(&session(Some("444455556666"), None));
            assert_eq!(own, restricted.read_only.then_some(ReadOnly::Account));
        }
        let applied = accounts.applied(session(None, None), Some(ReadOnly::Flag));
        assert_eq!(applied.read_only, Some(ReadOnly::Flag), "what holds for the whole run is told first");
    }
}
