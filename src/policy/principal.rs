//! The `Principal` element: whom a statement speaks of.

use super::request::{Caller, Request};
use super::{Truth, account_of, listed};
use crate::text::is_account_number;

/// One principal as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// `*`: everybody.
    Everybody,
    /// A whole account, by its id or `arn:aws:iam::ID:root`: the decision is handed to that account.
    Account(String),
    /// A role, user or session by its ARN.
    Identity(String),
    /// The id of a role or user (`AROA…`, `AIDA…`), which is what IAM leaves of one that was deleted.
    Deleted(String),
    /// A service, such as `events.amazonaws.com`.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// The canonical id of an account in S3.
    Canonical(String),
    /// A text that names no principal.
    Nobody(String),
}

impl Principal {
    /// Reads one value of the member `kind` (`AWS`, `Service`, …); `None` when the kind is not known.
    pub(super) fn read(kind: &str, text: &str) -> Option<Self> {
        let text = text.to_owned();
        Some(match kind {
            "AWS" if text == "*" => Self::Everybody,
            "AWS" if is_account_number(&text) => Self::Account(text),
            "AWS" if text.starts_with("arn:") && text.ends_with(":root") => {
                Self::Account(account_of(&text).to_owned())
            }
            "AWS" if text.starts_with("arn:") => Self::Identity(text),
            "AWS" if text.starts_with("AROA") || text.starts_with("AIDA") => Self::Deleted(text),
            "AWS" => Self::Nobody(text),
            "Service" => Self::Service(text),
            "Federated" => Self::Federated(text),
            "CanonicalUser" => Self::Canonical(text),
            _ => return None,
        })
    }

    /// What it is, as it would be said.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Everybody => "everybody".to_owned(),
            Self::Account(id) => format!("account {id}"),
            Self::Deleted(id) => format!("{id}, a role or user that was deleted"),
            Self::Identity(name)
            | Self::Service(name)
            | Self::Federated(name)
            | Self::Canonical(name)
            | Self::Nobody(name) => name.clone(),
        }
    }

    /// Whether it names the caller, and whether only by the caller's account.
    fn names(&self, caller: &Caller) -> (Truth, bool) {
        match (self, caller) {
            (Self::Everybody, _) => (Truth::Yes, false),
            (Self::Service(name), Caller::Service(caller)) => (Truth::of(name == caller), false),
            (Self::Account(id), Caller::Identity(_) | Caller::Somebody(_)) => {
                (Truth::of(caller.account() == Some(id.as_str())), true)
            }
            (Self::Identity(name), Caller::Identity(arn)) => (identity(name, arn), false),
            (Self::Identity(name), Caller::Somebody(account)) if account_of(name) == account => {
                let why = format!("it names {name}, and who of account {account} asks is not known");
                (Truth::Unknown(why), false)
            }
            (Self::Canonical(_), Caller::Identity(_) | Caller::Somebody(_)) => {
                let why = "it names an account by its canonical id, which is not known here";
                (Truth::Unknown(why.to_owned()), true)
            }
            (
                Self::Service(_) | Self::Account(_) | Self::Identity(_) | Self::Canonical(_),
                Caller::Service(_) | Caller::Identity(_) | Caller::Somebody(_),
            )
            | (Self::Deleted(_) | Self::Federated(_) | Self::Nobody(_), _) => (Truth::No, false),
        }
    }
}

/// Whether the written ARN names the one of a role or user. EventBridge works in a session of a role, whose
/// own ARN ends with a name that is not known beforehand.
fn identity(written: &str, arn: &str) -> Truth {
    if written == arn {
        return Truth::Yes;
    }
    let (Some(session), Some(role)) = (written.split_once(":assumed-role/"), arn.split_once(":role/")) else {
        return Truth::No;
    };
    let named = session.1.split('/').next();
    if named == role.1.rsplit('/').next() && account_of(written) == account_of(arn) {
        return Truth::Unknown(
            "it names one session of the role, and sessions' names are not known here".into(),
        );
    }
    Truth::No
}

/// The `Principal` or `NotPrincipal` of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principals {
    /// The element is not there: the statement speaks of whoever holds the policy.
    Holder,
    /// `Principal`.
    These(Vec<Principal>),
    /// `NotPrincipal`.
    AllBut(Vec<Principal>),
}

impl Principals {
    /// Whether the caller is spoken of; the second value tells whether only its account is.
    pub(super) fn include(&self, request: &Request) -> (Truth, bool) {
        match self {
            Self::Holder => (Truth::Yes, false),
            Self::These(list) => {
                let mut found = (Truth::No, true);
                for principal in list {
                    let (named, by_account) = principal.names(&request.caller);
                    if named != Truth::No {
                        found = (found.0.or(named), found.1 && by_account);
                    }
                }
                let by_account = found.0 != Truth::No && found.1;
                (found.0, by_account)
            }
            Self::AllBut(list) => {
                let named =
                    list.iter().fold(Truth::No, |all, principal| all.or(principal.names(&request.caller).0));
                (named.not(), false)
            }
        }
    }

    /// Whom it names, in words.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Holder => "nobody, for it has no Principal".to_owned(),
            Self::These(list) => listed(&list.iter().map(Principal::shown).collect::<Vec<_>>()),
            Self::AllBut(list) => {
                format!("all but {}", listed(&list.iter().map(Principal::shown).collect::<Vec<_>>()))
            }
        }
    }
}
