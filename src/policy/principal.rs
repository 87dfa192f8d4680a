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

/// How a statement names a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// By its account only, which hands the decision to that account.
    Account,
    /// By its own ARN.
    Itself,
    /// As one of everybody, or in a session.
    Everybody,
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
    pub(super) fn in_words(&self) -> String {
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

    /// Whether it names the caller, and how.
    fn names(&self, caller: &Caller) -> (Truth, Naming) {
        let is_itself = |truth| (truth, Naming::Itself);
        match (self, caller) {
            (Self::Everybody, _) => (Truth::Yes, Naming::Everybody),
            (Self::Service(name), Caller::Service(caller)) => is_itself(Truth::of(name == caller)),
            (Self::Account(id), Caller::Identity(_) | Caller::Somebody(_)) => {
                (Truth::of(caller.account() == Some(id.as_str())), Naming::Account)
            }
            (Self::Identity(name), Caller::Identity(arn)) => match identity(name, arn) {
                session @ Truth::Unknown(_) => (session, Naming::Everybody),
                truth @ (Truth::Yes | Truth::No) => is_itself(truth),
            },
            (Self::Identity(name), Caller::Somebody(account)) if account_of(name) == account => {
                let why = format!("it names {name}, and who of account {account} asks is not known");
                is_itself(Truth::Unknown(why))
            }
            (Self::Canonical(_), Caller::Identity(_) | Caller::Somebody(_)) => {
                let why = "it names an account by its canonical id, which is not known here";
                (Truth::Unknown(why.to_owned()), Naming::Account)
            }
            (
                Self::Service(_) | Self::Account(_) | Self::Identity(_) | Self::Canonical(_),
                Caller::Service(_) | Caller::Identity(_) | Caller::Somebody(_),
            )
            | (Self::Deleted(_) | Self::Federated(_) | Self::Nobody(_), _) => is_itself(Truth::No),
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
    /// Whether the caller is spoken of; with a naming, whether in that way.
    pub(super) fn include(&self, request: &Request, how: Option<Naming>, kind: &StatementKind) -> Truth {
        let is_asked = |by: Naming| how.is_none_or(|how| how == by);
        match self {
            Self::These(list) => {
                let named = list.iter().map(|principal| principal.names(&request.caller));
                let named = named.filter(|(_, by)| is_asked(*by));
                named.fold(Truth::No, |all, (truth, _)| all.or(truth))
            }
            Self::Holder | Self::AllBut(_) if !is_asked(Naming::Everybody) => Truth::No,
            Self::Holder => Truth::Yes,
            Self::AllBut(list) if kind.denies => spares(list, &request.caller, kind).not(),
            Self::AllBut(list) => {
                let named =
                    list.iter().fold(Truth::No, |all, principal| all.or(principal.names(&request.caller).0));
                named.not()
            }
        }
    }

    /// Whom it names, in words.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Holder => "nobody, for it has no Principal".to_owned(),
            Self::These(list) => listed(&list.iter().map(Principal::in_words).collect::<Vec<_>>()),
            Self::AllBut(list) => {
                format!("all but {}", listed(&list.iter().map(Principal::in_words).collect::<Vec<_>>()))
            }
        }
    }
}

/// What of a statement decides whom its `NotPrincipal` leaves out.
pub(super) struct StatementKind {
    /// It denies.
    pub(super) denies: bool,
    /// The caller has a permissions boundary.
    pub(super) is_bounded: bool,
}

/// Whether a Deny with these as `NotPrincipal` spares the caller (IAM user guide, "NotPrincipal"): a role or
/// user that is named beside its account, and none that has a permissions boundary.
fn spares(list: &[Principal], caller: &Caller, kind: &StatementKind) -> Truth {
    let named = |how: Naming| {
        let all = list.iter().map(|principal| principal.names(caller)).filter(|(_, by)| *by == how);
        all.fold(Truth::No, |all, (truth, _)| all.or(truth))
    };
    let (itself, account) = (named(Naming::Itself), named(Naming::Account));
    let everybody = named(Naming::Everybody);
    let doubt = |why: &str| Truth::Unknown(why.to_owned());
    match caller {
        Caller::Service(_) => itself.or(everybody),
        Caller::Identity(arn) if arn.ends_with(":root") => account.or(everybody),
        Caller::Identity(_) if kind.is_bounded => Truth::No,
        Caller::Identity(_) => match (itself.or(everybody), account) {
            (Truth::Yes, Truth::No) => {
                doubt("NotPrincipal names the role without its account, and may deny the account")
            }
            (named, _) => named,
        },
        Caller::Somebody(_) => match (itself.or(everybody), account) {
            (Truth::No, Truth::No) => Truth::No,
            _ => doubt("NotPrincipal spares a role only where it is named beside its account"),
        },
    }
}
